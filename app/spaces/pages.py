"""Pages of spaces."""

from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.kernel import paging, tokens
from app.kernel.errors import NotFound
from app.kernel.http.answers import Html, page, redirect
from app.kernel.http.deps import Form, SignedReading, Writing, site
from app.kernel.http.routing import pages_router
from app.spaces import forms, queries
from app.spaces.service import milestones, spaces, threads
from app.spaces.types import WRITERS, SpaceRole

router = pages_router()


@router.get("/spaces")
def space_list(work: SignedReading) -> Html:
    """The spaces I may see."""
    return page("spaces/space_list.html", rows=queries.list_mine(work), words=forms)


@router.post("/manage/applications/{reference}/space")
def space_open(work: Writing, reference: str) -> Response:
    """Open the space of an accepted project."""
    return redirect(f"/spaces/{spaces.open_space(work, reference)}", note="space_opened")


@router.get("/spaces/join/{token}")
def space_invitation(work: SignedReading, request: Request, token: str) -> Html:
    """An invitation to take up."""
    invitation, _slug, name = queries.get_invitation(work, _invited(request, token))
    return page("spaces/space_invitation.html", name=name, role=invitation.role, token=token, words=forms)


@router.post("/spaces/join/{token}")
def space_join(work: Writing, request: Request, token: str) -> Response:
    """Take it up."""
    return redirect(f"/spaces/{spaces.join(work, _invited(request, token))}", note="joined")


@router.get("/spaces/{slug}")
def space_detail(work: SignedReading, slug: str) -> Html:
    """One space: what is due, who talks, who is there."""
    space = queries.get_space(work, slug)
    return page(
        "spaces/space_detail.html",
        space=space,
        members=queries.list_members(work, space.id),
        threads=queries.list_threads(work, space.id),
        milestones=queries.list_milestones(work, space.id),
        may_write=space.role in WRITERS,
        may_lead=space.role == SpaceRole.LEAD,
        words=forms,
    )


@router.post("/spaces/{slug}/members")
def space_invite(work: Writing, slug: str, form: Form) -> Response:
    """Invite somebody."""
    role = form.text("role")
    chosen = SpaceRole(role) if role in list(SpaceRole) else SpaceRole.CONTRIBUTOR
    spaces.invite(work, slug, form.text("email"), chosen)
    return redirect(f"/spaces/{slug}", note="invited")


@router.post("/spaces/{slug}/threads")
def thread_start(work: Writing, slug: str, form: Form) -> Response:
    """Start a conversation."""
    thread_id = threads.start(work, slug, form.text("title"), form.text("body"))
    return redirect(f"/spaces/{slug}/threads/{thread_id}", note="posted")


@router.get("/spaces/{slug}/threads/{thread_id}")
def thread_detail(work: SignedReading, slug: str, thread_id: UUID, after: UUID | None = None) -> Html:
    """A conversation."""
    space = queries.get_space(work, slug)
    thread = queries.get_thread(work, space.id, thread_id)
    posts = paging.cut(queries.list_posts(work, thread_id, after=after), paging.SIZE, lambda post: [post.id])
    following = posts.rows[-1].id if posts.next else None
    return page(
        "spaces/thread_detail.html",
        space=space,
        thread=thread,
        posts=posts.rows,
        following=following,
        may_write=space.role in WRITERS,
    )


@router.post("/spaces/{slug}/threads/{thread_id}")
def thread_reply(work: Writing, slug: str, thread_id: UUID, form: Form) -> Response:
    """Add a message."""
    post_id = threads.reply(work, slug, thread_id, form.text("body"))
    return redirect(f"/spaces/{slug}/threads/{thread_id}", note="posted", fragment=str(post_id))


@router.post("/spaces/{slug}/milestones")
def milestone_add(work: Writing, slug: str, form: Form) -> Response:
    """Set a milestone."""
    milestones.add(work, slug, form.text("title"), _day(form.text("due_on")))
    return redirect(f"/spaces/{slug}", note="milestone_added", fragment="milestones")


@router.post("/spaces/{slug}/milestones/{milestone_id}/reach")
def milestone_reach(work: Writing, slug: str, milestone_id: UUID) -> Response:
    """Mark a milestone as reached."""
    milestones.reach(work, slug, milestone_id)
    return redirect(f"/spaces/{slug}", note="milestone_reached", fragment="milestones")


def _invited(request: Request, token: str) -> UUID:
    found = tokens.read(site(request).settings, "join_space", token)
    if found is None:
        raise NotFound
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
