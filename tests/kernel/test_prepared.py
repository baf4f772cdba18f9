"""A statement sent straight through psycopg gives what SQLAlchemy gives, and fails as it does."""

from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import (
    ARRAY,
    Boolean,
    Date,
    DateTime,
    Double,
    Enum,
    Integer,
    Numeric,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from app.kernel.db import Database, connect
from app.kernel.ids import new_id
from app.kernel.prepared import Prepared
from app.reviews.types import ReviewState

KEY = new_id()
WHEN = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
VALUES = (
    (KEY, Uuid()),
    ("50 %, it’s \\ said: %(x)s :y", Text()),
    (ReviewState.SUBMITTED, Text()),
    (12, Integer()),
    (Decimal("1.50"), Numeric()),
    (0.1, Double()),
    (True, Boolean()),
    (WHEN, DateTime(timezone=True)),
    (WHEN.date(), Date()),
    ({"a": [1, 2.5, None, "é"], "b": {"c": 2**60}}, JSONB()),
    ([KEY], ARRAY(Uuid())),
)


@pytest.mark.parametrize(("value", "kind"), VALUES, ids=lambda one: type(one).__name__)
def test_values_go_there_and_come_back_as_they_do_by_sqlalchemy(session: Session, value: object, kind) -> None:
    given, constant = bindparam("given", type_=kind), literal(value, kind)
    statement = select(given.label("given"), cast(given, Text()).label("text"))
    expected = session.execute(statement, {"given": value}).all()
    assert Prepared(statement).rows(session, {"given": value}) == expected
    found = Prepared(select(constant.label("given"), cast(constant, Text()).label("text"))).rows(session, {})
    assert [tuple(row) for row in found] == [tuple(row) for row in expected]


def test_types_that_change_what_psycopg_gives_do_so_here(session: Session) -> None:
    statement = select(cast(literal(2), Numeric(asdecimal=False)), cast(literal("one"), Enum("one", native_enum=False)))
    rows = Prepared(statement).rows(session, {})
    assert rows == session.execute(statement).all()
    assert [type(value) for value in rows[0]] == [float, str]


def test_columns_have_names_also_where_python_has_no_such_name(session: Session) -> None:
    row = Prepared(select(literal(1).label("one"), literal(2).label("class"), null())).rows(session, {})[0]
    assert (row.one, row[1], row[2], len(row)) == (1, 2, None, 3)


def test_constants_are_in_the_text_and_values_are_not(session: Session, statements: list[str]) -> None:
    numbers = func.generate_series(1, 9).column_valued("number")
    prepared = Prepared(select(numbers).where(numbers.in_([2, 3, 5]), numbers < bindparam("most")).limit(2))
    assert [row.number for row in prepared.rows(session, {"most": 9})] == [2, 3]
    assert [row.number for row in prepared.rows(session, {"most": 3, "other": 1})] == [2]
    said = " ".join(statements[0].partition("WHERE ")[2].split())
    assert said == "number IN (2, 3, 5) AND number < %(most)s LIMIT 2"


def test_nothing_found_is_no_rows_and_the_next_time_still_reads(session: Session) -> None:
    prepared = Prepared(text("SELECT 1 AS one WHERE :wanted"))
    assert [prepared.rows(session, {"wanted": wanted}) for wanted in (False, True)] == [[], [(1,)]]


def test_a_value_that_is_missing_is_no_null(session: Session) -> None:
    statement: Select[str] = select(bindparam("given", type_=Text()))
    with pytest.raises(DBAPIError, match="given"), session.begin_nested():
        Prepared(statement).rows(session, {})


def test_a_list_of_any_length_must_be_one_parameter(session: Session) -> None:
    number = func.generate_series(1, 9).column_valued("number")
    with pytest.raises(TypeError, match="any_"):
        Prepared(select(number).where(number.in_(bindparam("numbers", expanding=True)))).rows(session, {"numbers": [1]})
    prepared = Prepared(select(number).where(number == any_(bindparam("numbers", type_=ARRAY(Integer())))))
    assert [prepared.rows(session, {"numbers": given}) for given in ([2, 3], [])] == [[(2,), (3,)], []]


def test_sees_what_its_own_transaction_wrote_and_not_yet_sent(session: Session) -> None:
    session.execute(text("CREATE TEMPORARY TABLE seen (number integer) ON COMMIT DROP"))
    session.execute(text("INSERT INTO seen VALUES (7)"))
    assert Prepared(text("SELECT number FROM seen")).rows(session, {}) == [(7,)]


def test_errors_are_those_of_sqlalchemy(session: Session) -> None:
    with pytest.raises(DBAPIError, match="division by zero") as caught, session.begin_nested():
        Prepared(text("SELECT 1 / :number")).rows(session, {"number": 0})
    assert isinstance(caught.value.orig, psycopg.errors.DivisionByZero)
    assert not caught.value.connection_invalidated


def test_a_connection_that_broke_is_given_up_and_the_next_work_has_another(addresses) -> None:
    database = connect(addresses.app, pool_size=2, application_name="test")
    ask, end = Prepared(text("SELECT pg_backend_pid() AS pid")), text("SELECT pg_terminate_backend(:pid)")
    try:
        with database.reading() as broken, database.reading() as other:
            pid = ask.rows(broken, {})[0].pid
            assert other.execute(end, {"pid": pid}).scalar_one()
            with pytest.raises(OperationalError) as caught:
                _until_it_fails(ask, broken)
            assert caught.value.connection_invalidated
        assert _pid(ask, database) != pid
    finally:
        database.dispose()


def _until_it_fails(ask: Prepared, session: Session) -> None:
    # The server ends a connection in its own time.
    for _ in range(10_000):
        ask.rows(session, {})


def _pid(ask: Prepared, database: Database) -> int:
    with database.reading() as session:
        found: int = ask.rows(session, {})[0].pid
        return found
