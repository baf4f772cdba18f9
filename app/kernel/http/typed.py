"""What somebody typed into a form that was refused: it goes back to them, so that no word is lost."""

from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request

from app.kernel.http import csrf
from app.kernel.http.state import site

LONG = 30
Fields = list[tuple[str, str]]


def keep(request: Request, form: FormData) -> None:
    """Remember the texts of a posted form for as long as the request lasts."""
    request.state.typed = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def fields(request: Request) -> Fields:
    """The fields as posted from one of our own pages, without the form's token; what others post is not repeated."""
    posted: Fields = getattr(request.state, "typed", [])
    if not posted or not csrf.is_same_origin(request, site(request).settings):
        return []
    return [(name, value) for name, value in posted if name != csrf.FIELD]


def texts(request: Request) -> list[str]:
    """The fields that would cost something to type again."""
    return [value for _, value in fields(request) if len(value) >= LONG]


def address(request: Request) -> str:
    """Where the form was posted to."""
    query: bytes = request.scope["query_string"]
    return str(request.scope["path"]) + ("?" + query.decode("latin-1") if query else "")


def came_from(request: Request) -> str:
    """The path of the page the form stands on, as far as the browser says; else the home page."""
    parts = urlsplit(request.headers.get("referer", ""))
    return parts.path if f"{parts.scheme}://{parts.netloc}" == site(request).settings.origin else "/"
