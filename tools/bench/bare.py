"""The same statements and nothing else: Starlette, psycopg and Jinja2, to see what our layers cost.

Each statement is sent again as our page sent it, one connection a thread, and every value of every row goes through
a plain template (or into JSON), compressed as ours is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import anyio.to_thread
import brotli
import uvicorn
from jinja2 import Environment
from psycopg import Connection
from psycopg_pool import ConnectionPool
from pydantic_core import to_json
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

THREADS = 2
PAGE = """<!doctype html>
<html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% for rows in found %}<table>
{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}</table>
{% endfor %}</body></html>"""
TEMPLATE = Environment(autoescape=True).from_string(PAGE)


@dataclass(frozen=True, slots=True)
class Recipe:
    """The statements of a page with their parameters, and what is made of their rows: table, detail or json."""

    kind: str
    statements: tuple[tuple[str, Any], ...]


def serve(url: str, recipes: Mapping[str, Recipe], port: int) -> None:
    """Serve `/<number>` for each recipe until told to stop."""
    pool: ConnectionPool[Connection] = ConnectionPool(url, kwargs={"autocommit": True}, min_size=THREADS, open=True)
    limiter = anyio.CapacityLimiter(THREADS)
    routes = [Route(path, _endpoint(pool, limiter, recipe)) for path, recipe in recipes.items()]
    uvicorn.run(
        Starlette(routes=routes), port=port, loop="uvloop", http="httptools", access_log=False, log_level="error"
    )


def _endpoint(
    pool: ConnectionPool[Connection], limiter: anyio.CapacityLimiter, recipe: Recipe
) -> Callable[[Request], Any]:
    render = _json if recipe.kind == "json" else _page

    def answered() -> Response:
        with pool.connection() as connection:
            found = [connection.execute(text, values).fetchall() for text, values in recipe.statements]
        return render(found)

    async def endpoint(_request: Request) -> Response:
        return await anyio.to_thread.run_sync(answered, limiter=limiter)

    return endpoint


def _page(found: list[list[Any]]) -> Response:
    body = TEMPLATE.render(title="Bare", found=found).encode()
    return _packed(body, "text/html; charset=utf-8")


def _json(found: list[list[Any]]) -> Response:
    return _packed(to_json(found), "application/json")


def _packed(body: bytes, kind: str) -> Response:
    return Response(brotli.compress(body, quality=3), headers={"content-type": kind, "content-encoding": "br"})
