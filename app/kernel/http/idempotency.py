"""Writes by programs that are safe to repeat: the Idempotency-Key header (IETF draft 07).

The answer is kept in the transaction of the write itself, so it exists exactly when the write does.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column
from starlette.requests import Request
from starlette.responses import Response

from app.kernel.db import Base
from app.kernel.errors import Invalid, Kind, Refusal
from app.kernel.ids import new_id
from app.kernel.work import Work

HEADER = "idempotency-key"
_TRY = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))")


class KeyMissing(Refusal):
    """The request has no Idempotency-Key, and needs one."""

    kind, code = Kind.BAD, "idempotency_key_missing"


class KeyReused(Refusal):
    """The key was used for another request."""

    kind, code = Kind.INVALID, "idempotency_key_reused"


class StillRunning(Refusal):
    """The first request with this key is still being answered."""

    kind, code = Kind.CONFLICT, "idempotency_still_running"


class IdempotencyKey(Base):
    """An answer given to a write, for its repetitions."""

    __tablename__ = "idempotency_key"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[UUID]
    key: Mapped[str]
    request_hash: Mapped[str]
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("client_id", "key"),)


def once(work: Work, request: Request, body: bytes, answer: Callable[[], Response]) -> Response:
    """`answer()` the first time, its response again for every repetition."""
    key = _key(request)
    client_id = work.actor.id
    assert client_id is not None
    if not work.session.scalar(_TRY, {"key": f"{client_id}{key}"}):
        raise StillRunning
    digest = hashlib.sha256(f"{request.method} {request.scope['path']}\n".encode() + body).hexdigest()
    known = work.session.scalar(
        select(IdempotencyKey).where(IdempotencyKey.client_id == client_id, IdempotencyKey.key == key)
    )
    if known is not None:
        return _again(known, digest)
    response = answer()
    work.session.add(
        IdempotencyKey(
            client_id=client_id,
            key=key,
            request_hash=digest,
            status=response.status_code,
            headers=dict(response.headers),
            body=bytes(response.body),
            created_at=work.now,
        )
    )
    return response


def _again(known: IdempotencyKey, digest: str) -> Response:
    if known.request_hash != digest:
        raise KeyReused
    return Response(known.body, known.status, {**known.headers, "idempotency-replayed": "true"})


def _key(request: Request) -> str:
    given = request.headers.get(HEADER, "").strip()
    if not given:
        raise KeyMissing
    if len(given) < 3 or given[0] != '"' or given[-1] != '"' or len(given) > 257 or not given.isascii():
        raise Invalid(**{"Idempotency-Key": "not_a_quoted_string"})
    return given[1:-1]
