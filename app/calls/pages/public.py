"""What everybody may read: the home page, the calls, a call."""

from app.calls import queries
from app.calls.forms import QUESTION_TYPES
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html
from app.kernel.http.deps import Reading

router = routing.pages_router()


@router.get("/")
def home(work: Reading) -> Html:
    """What this is, what is open, and how it works."""
    return answers.page(
        "calls/home.html",
        open_calls=queries.list_open_calls(work)[:4],
        upcoming_calls=queries.list_upcoming_calls(work)[:2],
        now=work.now,
    )


@router.get("/calls")
def call_list(work: Reading, after: str = "") -> Html:
    """Open, announced and closed calls; closed ones page by page."""
    return answers.page(
        "calls/call_list.html",
        open_calls=[] if after else queries.list_open_calls(work),
        upcoming_calls=[] if after else queries.list_upcoming_calls(work),
        closed=queries.list_calls(work, phase="closed", after=after),
        after=after,
        now=work.now,
    )


@router.get("/calls/{slug}")
def call_detail(work: Reading, slug: str) -> Html:
    """One call: what it is for, who can apply, when, what is asked, how it is decided."""
    call = queries.find_call(work, slug)
    return answers.page(
        "calls/call_detail.html",
        call=call,
        programme=queries.get_programme(work, call.programme_id),
        phase=queries.phase_of(call, work.now),
        stages=queries.list_stages(work, call.id),
        question_types=QUESTION_TYPES,
        now=work.now,
    )
