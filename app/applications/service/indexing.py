"""Keeping what lists seek, filter and sort by in step with what was sent, in the transaction that sends it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, text

from app.applications import policy, queries
from app.applications.models import ApplicationValue
from app.applications.queries.indexing import Sent
from app.applications.rules import indexing
from app.kernel.access import Ruling, authorize
from app.kernel.work import Work

AT_ONCE = 200
_PUT = text(
    "INSERT INTO application_index AS i (application_id, call_id, submission_id, language,"
    " heads, words, blind_heads, blind_words, facets, revision)"
    " SELECT :application_id, :call_id, :submission_id, :language, heads, heads || to_tsvector(c, :rest) || whose,"
    " blind, blind || to_tsvector(c, :blind_rest) || whose, :facets, :revision"
    " FROM (SELECT CAST('cw_' || :language AS regconfig) AS c,"
    " array_to_tsvector(ARRAY[' ' || :call_id, ' ' || :language]) AS whose) AS told, LATERAL ("
    " SELECT setweight(to_tsvector(c, :title), 'A') || setweight(to_tsvector(c, :names), 'B')"
    " || setweight(to_tsvector(c, :short), 'C') AS heads,"
    " setweight(to_tsvector(c, :blind_title), 'A') || setweight(to_tsvector(c, :blind_names), 'B')"
    " || setweight(to_tsvector(c, :blind_short), 'C') AS blind) AS made"
    " ON CONFLICT (application_id) DO UPDATE SET call_id = excluded.call_id, submission_id = excluded.submission_id,"
    " language = excluded.language, heads = excluded.heads, words = excluded.words,"
    " blind_heads = excluded.blind_heads, blind_words = excluded.blind_words, facets = excluded.facets,"
    " revision = excluded.revision"
)


def put(work: Work, ruling: Ruling, sent: Sequence[Sent]) -> None:
    """Index what was sent; the caller's policy ruled, and holds the applications' locks."""
    authorize(ruling)
    if not sent:
        return
    made = [(one, indexing.index(one.definition, one.answers, one.facts)) for one in sent]
    work.session.flush()
    work.session.execute(_PUT, [_row(one, indexed) for one, indexed in made])
    ids = [one.application_id for one in sent]
    work.session.execute(
        delete(ApplicationValue).where(
            ApplicationValue.application_id.in_(ids), ApplicationValue.field.not_in(indexing.PUSHED)
        )
    )
    work.session.execute(insert(ApplicationValue), list(_values(made)))


def put_all(work: Work, ruling: Ruling, ids: Collection[UUID]) -> None:
    """Index applications by what they sent last."""
    authorize(ruling)
    put(work, ruling, queries.list_sent(work, ids))


def renew(work: Work) -> int:
    """Index again some of what earlier rules indexed; returns how many."""
    ruling = policy.can_load(work.actor)
    authorize(ruling)
    stale = queries.lock_stale(work, AT_ONCE)
    put_all(work, ruling, stale)
    return len(stale)


def _row(sent: Sent, made: indexing.Indexed) -> dict[str, Any]:
    return {
        "application_id": sent.application_id,
        "call_id": sent.facts.call_id,
        "submission_id": sent.submission_id,
        "language": made.language,
        "facets": made.facets,
        "revision": indexing.REVISION,
        **_texts("", made.words),
        **_texts("blind_", made.blind),
    }


def _texts(prefix: str, texts: indexing.Texts) -> dict[str, str]:
    return {f"{prefix}{name}": getattr(texts, name) for name in ("title", "names", "short", "rest")}


def _values(made: Iterable[tuple[Sent, indexing.Indexed]]) -> Iterable[Mapping[str, Any]]:
    for sent, indexed in made:
        for field, key in indexed.values.items():
            yield {"application_id": sent.application_id, "call_id": sent.facts.call_id, "field": field, "key": key}
