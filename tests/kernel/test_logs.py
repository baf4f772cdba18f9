"""What goes to the log of a fault is where it happened, not what people wrote."""

import json
import logging

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.kernel import logs
from app.kernel.db import connect


def test_a_failing_row_is_not_in_the_log(addresses, capsys) -> None:
    secret = "what Amina wrote"
    database = connect(addresses.app, pool_size=1, application_name="test")
    try:
        with database.writing() as session:
            session.execute(text("INSERT INTO rate_window VALUES (:key, now(), 1)"), {"key": secret})
            session.execute(text("INSERT INTO rate_window VALUES (:key, now(), 1)"), {"key": secret})
    except DBAPIError as error:
        structlog.reset_defaults()
        logs.configure("INFO")
        structlog.get_logger().error("fault", exc_info=error)
    finally:
        database.dispose()
    said = json.loads(capsys.readouterr().err)
    assert (said["event"], "UniqueViolation" in said["exception"], secret in said["exception"]) == (
        "fault",
        True,
        False,
    )
    assert "DETAIL: left out" in said["exception"]


def test_the_server_does_not_tell_a_fault_again(caplog) -> None:
    logs.configure("INFO")
    server = logging.getLogger("uvicorn.error")
    server.propagate = True
    with caplog.at_level("INFO", "uvicorn.error"):
        server.error("Exception in ASGI application\n")
        server.error("Another thing")
    assert [record.message for record in caplog.records] == ["Another thing"]
