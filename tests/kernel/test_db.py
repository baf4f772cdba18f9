"""Connections as the program opens them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.kernel.db import connect


def test_a_reader_cannot_write_and_a_dead_client_lets_go(addresses) -> None:
    database = connect(addresses.app, pool_size=1, application_name="test")
    try:
        for opened, writes in ((database.reading, "on"), (database.writing, "off")):
            with opened() as session:
                said = [
                    session.scalar(text(f"SHOW {name}"))
                    for name in ("default_transaction_read_only", "timezone", "jit", "client_connection_check_interval")
                ]
            assert said == [writes, "UTC", "off", "5s"]
        with database.reading() as session, pytest.raises(DBAPIError, match="read-only transaction"):
            session.execute(text("INSERT INTO log_place (id, cluster, shift, since) VALUES (1, 1, 1, now())"))
    finally:
        database.dispose()
