"""The people one can sign in as in the demo, and what each of them is."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.demo.places import PROVIDER
from app.identity.service import organisations, records, roles
from app.identity.types import Claims, Role
from app.kernel.work import Work
from app.reviews.types import Constituency

PARTNER_ORGANISATION = "Common Ground Fund"


@dataclass(frozen=True, slots=True)
class Persona:
    """Someone to sign in as; `subject` is what the demo's provider calls them."""

    subject: str
    name: str
    role: str
    constituency: Constituency | None = None

    @property
    def email(self) -> str:
        """An address that goes nowhere but to the demo's own mailbox."""
        return f"{self.subject}@demo.example"


PERSONAS = (
    Persona("applicant", "Amara Okafor", "applicant"),
    Persona("colleague", "Bruno Costa", "colleague of the applicant"),
    Persona("reviewer-academia", "Lena Fischer", "reviewer (academia)", Constituency.ACADEMIA),
    Persona("reviewer-technical", "Ravi Menon", "reviewer (technical community)", Constituency.TECHNICAL_COMMUNITY),
    Persona("reviewer-civil", "Sofía Herrera", "reviewer (civil society)", Constituency.CIVIL_SOCIETY),
    Persona("manager", "Claire Dubois", "manager"),
    Persona("second-manager", "Tomás Rivera", "manager (second pair of eyes)"),
    Persona("observer", "Noor Haddad", "observer"),
    Persona("administrator", "Ingrid Berg", "administrator"),
    Persona("partner", "Kofi Mensah", "partner"),
)
REVIEWERS = tuple(one for one in PERSONAS if one.constituency is not None)


def claims(persona: Persona) -> dict[str, str | bool]:
    """What the provider says of a persona."""
    return {"name": persona.name, "email": persona.email, "email_verified": True, "locale": "en"}


def register(work: Work, issuer: str) -> dict[str, UUID]:
    """Every persona's person by subject, known by the provider's address of today."""
    return {
        one.subject: records.load(
            work,
            Claims(
                issuer=issuer,
                subject=one.subject,
                provider=PROVIDER,
                name=one.name,
                email=one.email,
                email_verified=True,
                locale=None,
            ),
        )
        for one in PERSONAS
    }


def give_roles(work: Work, people: Mapping[str, UUID], programme_id: UUID) -> None:
    """Managers, observer and administrator get what makes them so."""
    for subject in ("manager", "second-manager"):
        roles.grant(work, people[subject], Role.MANAGER, programme_id)
    roles.grant(work, people["observer"], Role.OBSERVER, programme_id)
    roles.grant(work, people["administrator"], Role.ADMINISTRATOR, None)


def partner_organisation(work: Work) -> UUID:
    """The organisation for which the demo's API client acts."""
    return organisations.ensure(work, PARTNER_ORGANISATION, country="FRA")
