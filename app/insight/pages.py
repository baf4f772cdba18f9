"""Pages for the public: the register, the figures, and what this site promises."""

from app.insight import queries
from app.kernel.http.answers import Html, page
from app.kernel.http.deps import Reading, Request, site
from app.kernel.http.routing import pages_router

router = pages_router()


@router.get("/projects")
def project_list(work: Reading, word: str = "", after: str = "") -> Html:
    """Accepted projects."""
    found = queries.list_projects(work, word=word.strip(), after=after)
    return page("insight/project_list.html", found=found, word=word, after=after)


@router.get("/insight")
def insight_overview(work: Reading) -> Html:
    """Public figures: how many of what, from which countries."""
    return page("insight/insight_overview.html", figures=queries.get_figures(work))


@router.get("/accessibility")
def accessibility(work: Reading) -> Html:
    """What was tested, and what is known to fail."""
    return page("insight/accessibility.html", signed_in=work.actor.kind == "person")


@router.get("/privacy")
def privacy(work: Reading, request: Request) -> Html:
    """What is kept of people, why and for how long, and whom to ask."""
    settings = site(request).settings
    operator = (settings.operator_name, settings.operator_email)
    return page("insight/privacy.html", signed_in=work.actor.kind == "person", operator=operator)


@router.get("/source")
def source(work: Reading) -> Html:
    """The licence, and how to have the program."""
    return page("insight/source.html", signed_in=work.actor.kind == "person")
