"""Giving a role from the command line."""

from app.calls import queries as call_queries
from app.identity import queries as identity_queries
from app.identity.service import roles
from app.identity.types import Role
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.principals import System

ROLES = tuple(role.value for role in Role)


def grant(url: str, email: str, role: str, programme: str) -> str:
    """Give the role; "" when it is given, else why it is not."""
    database = connect(url, pool_size=1, application_name="command")
    try:
        with works.writing(database, works.acting_as(System("command"))) as work:
            person = identity_queries.find_person_by_confirmed_email(work, email)
            if person is None:
                return f"Nobody has confirmed the address {email}: have them sign in once, then try again."
            scopes = {one.slug: one.id for one in call_queries.list_programmes(work)}
            if programme and programme not in scopes:
                return f"There is no programme {programme}. Programmes are: {', '.join(sorted(scopes)) or 'none'}."
            roles.grant(work, person.id, Role(role), scopes.get(programme))
            return ""
    finally:
        database.dispose()
