"""What the ways to sign in share: the counted tries, the page of choices, the page of refusal."""

from collections.abc import Mapping

from starlette.responses import Response

from app.identity import forms
from app.identity.gateways import cookies
from app.identity.service import sessions
from app.kernel import limits
from app.kernel.http import answers
from app.kernel.http.answers import Html
from app.kernel.http.deps import Opener, Request, site
from app.kernel.http.proxies import client_address

HOUR = 3600
# A ministry or a telephone company is one address: what is counted here can be guessed by nobody, and only costs work.
MOST_FROM_ONE_PLACE = 1000


def counted(opening: Opener, deed: str, subject: str, limit: int) -> None:
    """Count a try in a work of its own, so that no failure forgets it; TooManyRequests beyond `limit` an hour."""
    with opening.writing() as work:
        limits.count(work.session, deed, subject, limit=limit, seconds=HOUR)


def counted_by_address(opening: Opener, deed: str, limit: int) -> None:
    """Count a try by where the request came from."""
    counted(opening, f"{deed}:address", client_address(opening.request, opening.site.settings), limit)


def choices(request: Request, next_path: str, *, email: str = "", errors: Mapping[str, object] | None = None) -> Html:
    """The page that offers every way to sign in."""
    return answers.page(
        "identity/sign_in.html",
        status=422 if errors else 200,
        providers=site(request).settings.providers,
        next_path=next_path,
        email=email,
        errors=errors or {},
    )


def refused(opening: Opener, why: str, *, template: str = "identity/sign_in_refused.html", status: int = 400) -> Html:
    """The page that says why nobody was signed in; the refusal is recorded in a work of its own."""
    with opening.writing() as work:
        sessions.note_refusal(work, why)
    return answers.page(template, status=status, why=forms.WHY.get(why, forms.NOT_BELIEVED))


def signed_in(request: Request, token: str, next_path: str) -> Response:
    """Off to where they wanted to go, with the new session's cookie."""
    return cookies.give(answers.redirect(answers.local_path(next_path)), token, site(request).settings)
