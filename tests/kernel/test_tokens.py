"""Signed links, cursors, schedules and rate limits: the small things that many trust."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel import limits, paging, schedule, tokens
from app.kernel import work as works
from app.kernel.db import Database, connect
from app.kernel.errors import Invalid, TooManyRequests
from app.kernel.ids import new_id
from app.kernel.principals import System
from app.kernel.schedule import Scheduled
from app.kernel.settings import Settings

ONE, OTHER = (Settings(env="test", secret=letter * 40) for letter in "ab")


@given(st.uuids())
def test_a_link_is_good_for_its_purpose_and_from_us(subject: UUID) -> None:
    token = tokens.sign(ONE, "join", subject)
    assert (len(token), tokens.read(ONE, "join", token)) == (43, subject)
    assert tokens.read(ONE, "leave", token) is None
    assert tokens.read(OTHER, "join", token) is None


@pytest.mark.parametrize(
    "change", [lambda token: token[:-2], lambda token: "A" + token[1:], lambda token: token + "AAAA"]
)
def test_a_link_that_was_changed_is_none(change: Callable[[str], str]) -> None:
    token = tokens.sign(ONE, "join", UUID(int=2**127))
    assert change(token) != token
    assert tokens.read(ONE, "join", change(token)) is None


@given(st.text(max_size=60))
def test_no_text_is_a_link(token: str) -> None:
    assert tokens.read(ONE, "join", token) is None


def test_cursors_come_back_as_they_went() -> None:
    assert paging.decode(paging.encode([1, "é/?", None]), 3) == ["1", "é/?", "None"]
    key = new_id()
    assert paging.decode_id(paging.encode([key])) == key


def packed(words: str) -> str:
    return urlsafe_b64encode(words.encode()).decode()


@pytest.mark.parametrize("cursor", ["", "x", "é", "{}", packed("{}"), packed("[1]"), packed('["a", "b"]'), packed("[")])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    for read in (lambda: paging.decode(cursor, 1), lambda: paging.decode_id(cursor)):
        with pytest.raises(Invalid) as caught:
            read()
        assert caught.value.fields == {"cursor": "not_a_cursor"}


@given(st.text(max_size=40))
def test_no_text_is_a_fault(cursor: str) -> None:
    with suppress(Invalid):
        assert len(paging.decode(cursor, 1)) == 1


@given(st.lists(st.integers(), max_size=12), st.integers(1, 12))
def test_a_page_is_cut_where_it_is_full(rows: list[int], size: int) -> None:
    page = paging.cut(rows, size, lambda row: [row])
    assert list(page.rows) == rows[:size]
    assert page.next == (paging.encode([rows[size - 1]]) if len(rows) > size else None)


def test_uses_are_counted_by_deed_and_subject_until_the_window_is_over(session: Session) -> None:
    def use(deed: str = "upload", subject: str = "awa") -> None:
        limits.count(session, deed, subject, limit=2, seconds=60)

    use()
    use()
    with pytest.raises(TooManyRequests) as caught:
        use()
    assert 1 <= caught.value.retry_after <= 60
    use("invite")
    use(subject="ben")
    session.execute(text("UPDATE rate_window SET opened_at = opened_at - interval '61 seconds'"))
    use()
    use()
    with pytest.raises(TooManyRequests):
        use()


def test_no_subject_is_kept(session: Session) -> None:
    limits.count(session, "upload", "203.0.113.7", limit=2, seconds=60)
    keys = session.scalars(text("SELECT key FROM rate_window")).all()
    assert [("203.0.113.7" in key, len(key)) for key in keys] == [(False, 64)]


def test_what_is_scheduled_runs_in_one_process_at_a_time(fresh_addresses: Any) -> None:
    database: Database = connect(fresh_addresses.app, pool_size=3, application_name="tests")
    runs: list[str] = []

    def once(work: works.Work) -> None:
        runs.append(work.actor.kind)
        schedule.run(database, Scheduled("tidy", lambda _work: runs.append("twice")))
        schedule.run(database, Scheduled("other", lambda _work: runs.append("other")))

    schedule.run(database, Scheduled("tidy", once))
    assert runs == ["system", "other"]
    schedule.run(database, Scheduled("tidy", lambda work: runs.append(getattr(work.actor, "job", ""))))
    assert (runs[-1], System("tidy").job) == ("tidy", "tidy")
    database.dispose()
