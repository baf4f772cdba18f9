"""Statements compiled once and sent straight through psycopg.

What SQLAlchemy does around an execution takes several times as long as sending it and reading its rows; nothing of it
is needed where neither the text nor the types can change.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import psycopg
from sqlalchemy import BindParameter, Connection
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import Select, TextClause
from sqlalchemy.sql.visitors import replacement_traverse

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement

Rows = list[Any]
_Change = Callable[[Any], Any]


class Prepared:
    """One statement, all of whose values are constants or named parameters; compiled when it is first sent."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | TextClause) -> None:
        self.statement = statement
        self._text = ""
        self._constants: dict[str, Any] = {}
        self._writers: dict[str, _Change] = {}
        self._readers: list[tuple[int, _Change]] = []
        self._row: Callable[[Iterable[Any]], Any] | None = None

    def rows(self, session: Session, values: Mapping[str, Any]) -> Rows:
        """Every row as a tuple, in the session's own transaction; what fails raises as it does by SQLAlchemy."""
        session.flush()
        connection = session.bind if isinstance(session.bind, Connection) else session.connection()
        if not self._text:
            self._compile(connection.dialect)
        given = {**self._constants, **values}
        for name, change in self._writers.items():
            given[name] = change(given[name])
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, None, self._text, given, None, False)
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        try:
            cursor = driver.execute(self._text, given)
            found: Rows = cursor.fetchall()
        except psycopg.Error as error:
            # Wraps the error, and gives up the connections of a server that went away.
            connection._handle_dbapi_exception(error, self._text, given, None, None)  # noqa: SLF001 - has no public name
        if self._row is None:
            self._learn(connection.dialect, cursor.description or [])
        assert self._row is not None
        return [*map(self._row, map(self._read, found) if self._readers else found)]

    def _compile(self, dialect: Dialect) -> None:
        """Constants go into the text: PostgreSQL then plans for just these, once."""
        statement = replacement_traverse(self.statement, {}, _literally)
        compiled = cast("ClauseElement", statement).compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        asked = {name: parameter for parameter, name in compiled.bind_names.items() if parameter.required}
        if any(one.expanding for one in asked.values()):
            raise TypeError("a list of any length is one parameter: == any_(bindparam(…, type_=ARRAY(…)))")
        expanded = compiled.construct_expanded_state(dict.fromkeys(asked))
        constants = {name: value for name, value in expanded.parameters.items() if name not in asked}
        writers = {
            name: one.type.dialect_impl(dialect).bind_processor(dialect) for one, name in compiled.bind_names.items()
        }
        self._constants = {name: _written(value, writers.get(name)) for name, value in constants.items()}
        self._writers = {name: write for name, write in writers.items() if write is not None and name in asked}
        self._text = expanded.statement

    def _learn(self, dialect: Dialect, columns: Sequence[psycopg.Column]) -> None:
        """The names of the columns, and which of them psycopg gives in another form than their types have."""
        known = self.statement.selected_columns if isinstance(self.statement, Select) else ()
        impls = (one.type.dialect_impl(dialect) for one in known)
        found = ((at, impl.result_processor(dialect, columns[at].type_code)) for at, impl in enumerate(impls))
        self._readers = [(at, change) for at, change in found if change is not None]
        self._row = namedtuple("Row", [column.name for column in columns], rename=True)._make  # type: ignore[attr-defined]  # noqa: PYI024 - its fields are known only now

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for at, change in self._readers:
            values[at] = change(values[at])
        return tuple(values)


def _written(value: Any, write: _Change | None) -> Any:
    return write(value) if write is not None else value


def _literally(element: Any, **_ways: object) -> Any:
    """A constant that PostgreSQL reads as what it is without being told its type."""
    is_constant = isinstance(element, BindParameter) and not element.required
    return element.render_literal_execute() if is_constant and _is_plain(element.value) else None


def _is_plain(value: object) -> bool:
    values = value if isinstance(value, list | tuple) else [value]
    return all(isinstance(one, int | str) for one in values)
