"""The team of an application, and the invitations into it."""

from uuid import UUID

from starlette.responses import Response

from app.applications import forms as words
from app.applications import policy, queries
from app.applications.pages.common import own, router, signed
from app.applications.service import team
from app.applications.types import Entry
from app.kernel import limits, tokens
from app.kernel.errors import Invalid, NotFound
from app.kernel.http import answers
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, Opening, Posted, Request, SignedReading, Writing, site
from app.kernel.http.proxies import client_address
from app.kernel.work import Work

PURPOSE = "join_team"
PER_HOUR = 30


@router.get("/applications/join/{token}")
def team_join(work: SignedReading, request: Request, token: str) -> Html:
    """What one is invited to, and a button."""
    invitation = queries.get_invitation(work, _invited(request, token))
    return answers.page("applications/team_join.html", invitation=invitation, token=token, words=words.WORDS)


@router.post("/applications/join/{token}")
def team_joined(work: Writing, request: Request, token: str) -> Response:
    """Join."""
    reference = team.join(work, _invited(request, token))
    return answers.redirect(f"/applications/{reference}", note="member_joined")


@router.get("/applications/{reference}/team")
def team_list(work: SignedReading, reference: str) -> Html:
    """Who works on the application, and who is asked to."""
    return _team_page(work, own(work, reference))


@router.post("/applications/{reference}/team/invite")
def team_invite(opening: Opening, request: Request, form: Form, reference: str) -> Html | Response:
    """Ask somebody into the team."""
    with signed(opening).writing() as work:
        own(work, reference)
        limits.count(work.session, "invite", str(work.actor.id), limit=PER_HOUR, seconds=3600)
        address = client_address(request, site(request).settings)
        limits.count(work.session, "invite", address, limit=PER_HOUR * 5, seconds=3600)
    try:
        with opening.writing() as work:
            team.invite(work, own(work, reference).id, form.text("email"), form.text("role"))
    except Invalid as refusal:
        with opening.reading() as work:
            return _team_page(work, own(work, reference), form, refusal)
    return answers.redirect(f"/applications/{reference}/team", note="member_invited")


@router.post("/applications/{reference}/team/invitations/{invitation_id}/revoke")
def team_invitation_revoke(work: Writing, reference: str, invitation_id: UUID) -> Response:
    """Take an invitation back."""
    team.revoke(work, own(work, reference).id, invitation_id)
    return answers.redirect(f"/applications/{reference}/team", note="invitation_revoked")


@router.post("/applications/{reference}/team/{person_id}/remove")
def team_remove(work: Writing, reference: str, person_id: UUID) -> Response:
    """Take somebody out of the team, or leave it."""
    team.remove(work, own(work, reference).id, person_id)
    onward = "/applications" if person_id == work.actor.id else f"/applications/{reference}/team"
    return answers.redirect(onward, note="member_removed")


def _invited(request: Request, token: str) -> UUID:
    found = tokens.read(site(request).settings, PURPOSE, token)
    if found is None:
        raise NotFound
    return found


def _team_page(work: Work, entry: Entry, form: Posted | None = None, refusal: Invalid | None = None) -> Html:
    codes = refusal.fields if refusal else {}
    return answers.page(
        "applications/team_list.html",
        status=422 if refusal else 200,
        entry=entry,
        members=queries.list_members(work, entry),
        invitations=queries.list_invitations(work, entry),
        can_invite=policy.can_invite(work.actor, entry),
        typed={"email": form.text("email") if form else "", "role": form.text("role") if form else "editor"},
        errors={field: words.SENTENCES[code] for field, code in codes.items()},
        words=words.WORDS,
    )
