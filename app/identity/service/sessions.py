"""Sessions: kept in the database, so that ending one is felt at once everywhere."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, or_, select

from app.identity import policy, queries, rules
from app.identity.events import SessionEnded, SignedIn, SignInRefused
from app.identity.models import SignInLink, SignInSession
from app.kernel.access import authorize
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.work import Work

LASTS = timedelta(days=14)
BEFORE_SIGN_IN = timedelta(minutes=20)
SWEPT_AFTER = timedelta(days=30)


def begin(work: Work, state: dict[str, Any], device: str) -> str:
    """A session for somebody who is about to sign in; returns its token."""
    authorize(policy.can_sign_in(work.actor))
    return _add(work, None, state, device)[0]


def sign_in(work: Work, person_id: UUID, by: str, device: str, *, instead_of: str | None = None) -> str:
    """A signed-in session with a new token; the one it replaces is over, so that no session is fixed."""
    authorize(policy.can_sign_in(work.actor))
    before = queries.find_session(work, instead_of) if instead_of else None
    if before is not None:
        before.revoked_at = work.now
    token, session_id = _add(work, person_id, {}, device)
    work.emit(SignedIn(subject_id=person_id, session_id=session_id, by=by))
    return token


def take_state(work: Work, token: str, slug: str, given: str) -> dict[str, Any] | None:
    """What was kept for the way to provider `slug` and back, if `given` is its state; it can be taken once."""
    authorize(policy.can_sign_in(work.actor))
    session = queries.find_session(work, token)
    if session is None or (session.state.get("provider"), session.state.get("state")) != (slug, given):
        return None
    state, session.state = session.state, {}
    return state


def keep_state(work: Work, token: str, state: dict[str, Any]) -> bool:
    """Keep what the way to a provider and back needs in a live session; False where there is none."""
    authorize(policy.can_sign_in(work.actor))
    session = queries.find_session(work, token)
    if session is None:
        return False
    session.state = state
    return True


def note_refusal(work: Work, reason: str) -> None:
    """Record that a sign-in was refused; in a work of its own."""
    authorize(policy.can_sign_in(work.actor))
    work.emit(SignInRefused(subject_id=new_id(), reason=reason))


def end(work: Work, session_id: UUID) -> None:
    """End one of the actor's sessions."""
    session = work.session.get(SignInSession, session_id, with_for_update=True)
    if session is None or session.person_id != work.actor.id or session.person_id is None:
        raise NotFound
    authorize(policy.can_change(work.actor, session.person_id))
    if session.revoked_at is None:
        session.revoked_at = work.now
        work.emit(SessionEnded(subject_id=session.id, person_id=session.person_id))


def end_others(work: Work, keep: UUID | None) -> None:
    """End all of the actor's sessions but one."""
    authorize(policy.can_change(work.actor, work.actor.id))
    live = select(SignInSession.id).where(
        SignInSession.person_id == work.actor.id, SignInSession.revoked_at.is_(None), SignInSession.id != keep
    )
    for session_id in work.session.scalars(live):
        end(work, session_id)


def sweep(work: Work) -> int:
    """Delete sessions and links that ended long ago, and sign-ins never finished; returns how many sessions."""
    authorize(policy.can_grant(work.actor))
    before = work.now - SWEPT_AFTER
    work.session.execute(delete(SignInLink).where(SignInLink.expires_at < before))
    over = or_(SignInSession.expires_at < before, SignInSession.revoked_at < before)
    unfinished = and_(SignInSession.person_id.is_(None), SignInSession.expires_at < work.now)
    gone = delete(SignInSession).where(or_(over, unfinished)).returning(SignInSession.id)
    return len(work.session.scalars(gone).all())


def _add(work: Work, person_id: UUID | None, state: dict[str, Any], device: str) -> tuple[str, UUID]:
    token = secrets.token_urlsafe(32)
    session = SignInSession(
        id=new_id(),
        person_id=person_id,
        token_hash=rules.digest(token),
        created_at=work.now,
        signed_in_at=work.now if person_id else None,
        seen_at=work.now,
        expires_at=work.now + (LASTS if person_id else BEFORE_SIGN_IN),
        revoked_at=None,
        device=device[:200],
        state=state,
    )
    work.session.add(session)
    work.session.flush()
    return token, session.id
