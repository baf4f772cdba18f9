"""Signing out, and choosing a language, signed in or not."""

from starlette.responses import Response

from app.identity import queries
from app.identity.gateways import cookies
from app.identity.service import people, sessions
from app.kernel import i18n
from app.kernel.http import answers
from app.kernel.http.deps import Form, Request, VisitorWriting, site
from app.kernel.http.rendering import LANGUAGE_COOKIE
from app.kernel.http.routing import pages_router
from app.kernel.principals import Person

router = pages_router()
YEAR = 365 * 86400


@router.post("/sign-out")
def sign_out(work: VisitorWriting, request: Request) -> Response:
    """End this browser's session, here and on every node."""
    if isinstance(work.actor, Person) and work.actor.session_id is not None:
        sessions.end(work, work.actor.session_id)
    answer = cookies.take_away(answers.redirect("/", note="signed_out"), site(request).settings)
    # What scripts kept, such as unsent text, goes too; the cookies are ours to end, and the language stays.
    answer.headers["clear-site-data"] = '"storage"'
    return answer


@router.post("/language")
def language(work: VisitorWriting, request: Request, form: Form) -> Response:
    """Keep a language for this browser and, signed in, for the person; back to where they were."""
    answer = answers.redirect(answers.local_path(form.text("next")))
    chosen = form.text("language")
    if chosen not in {offered.code for offered in i18n.OFFERED}:
        return answer
    if isinstance(work.actor, Person):
        me = queries.get_me(work)
        people.change(work, name=me.name, locale=chosen, zone=me.zone)
    secure = site(request).settings.secure
    answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="lax")
    return answer
