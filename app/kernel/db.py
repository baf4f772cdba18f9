"""The tables' common ground, and the two ways to reach them: reading and writing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import DateTime, Engine, MetaData, Numeric, Text, Uuid, create_engine
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import Date

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table. Text has no length limit, time is always with a zone, documents are JSONB."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        date: Date(),
        str: Text(),
        UUID: Uuid(),
        Decimal: Numeric(),
        dict[str, Any]: JSONB(none_as_null=True),
        list[Any]: JSONB(none_as_null=True),
    }


_SESSION = (
    "-c timezone=UTC -c jit=off"
    # A client whose machine is gone lets go of its locks within half a minute, not after two hours.
    " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    " -c tcp_user_timeout=30000 -c client_connection_check_interval=5000"
)
SessionSource = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Database:
    """Where sessions come from. `reading` cannot write (the server refuses); `writing` can."""

    reading: SessionSource
    writing: SessionSource
    dispose: Callable[[], None]


def connect(url: str, *, pool_size: int, application_name: str) -> Database:
    """Open pools on `url`.

    Readers run in autocommit on connections whose transactions are read-only by default: no BEGIN
    and no ROLLBACK cross the wire, a write is refused by PostgreSQL itself, and a connection has nothing to
    reset when it goes back.
    """
    writer = _engine(url, pool_size, application_name)
    reader = _engine(
        url,
        pool_size,
        application_name,
        "-c default_transaction_read_only=on",
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        skip_autocommit_rollback=True,
    )

    def dispose() -> None:
        writer.dispose()
        reader.dispose()

    return Database(_source(reader), _source(writer), dispose)


def _engine(url: str, pool_size: int, application_name: str, options: str = "", **ways: Any) -> Engine:
    arguments = {"application_name": application_name, "options": f"{_SESSION} {options}"}
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_timeout=10,
        connect_args=arguments,
        query_cache_size=2000,
        json_deserializer=from_json,
        # What people wrote is no business of the log's.
        hide_parameters=True,
        **ways,
    )


def _source(engine: Engine) -> SessionSource:
    @contextmanager
    def opened() -> Iterator[Session]:
        with engine.connect() as connection, Session(connection, expire_on_commit=False) as session:
            yield session

    return opened
