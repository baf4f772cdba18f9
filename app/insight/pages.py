"""The public register."""

from app.insight import queries
from app.kernel.http.answers import Html, page
from app.kernel.http.deps import Reading
from app.kernel.http.routing import pages_router

router = pages_router()


@router.get("/projects")
def project_list(work: Reading, word: str = "", after: str = "") -> Html:
    """Accepted projects."""
    found = queries.list_projects(work, word=word.strip(), after=after)
    return page("insight/project_list.html", found=found, word=word, after=after)
