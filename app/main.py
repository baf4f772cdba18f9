"""The web process: one application made of what wiring lists."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

import anyio
from fastapi import FastAPI
from sqlalchemy import text
from starlette.middleware import Middleware

from app import wiring
from app.kernel import logs, schema
from app.kernel.db import Database, connect
from app.kernel.files import Store
from app.kernel.http import bodies, headers, health, problems, routing, static, templating
from app.kernel.http.state import Site
from app.kernel.settings import Env, Settings


def create_app(settings: Settings, *, database: Database | None = None, store: Store | None = None) -> FastAPI:
    """The whole site. Tests give their own database and store; a server opens them from settings."""
    logs.configure(settings.log_level)
    app = FastAPI(
        title="Commonweal",
        version="1",
        summary="Calls, applications, decisions and public projects of a public-interest AI incubator.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        middleware=[
            Middleware(headers.Guard, settings=settings),
            Middleware(static.Static, folder=templating.STATIC, names=tuple(templating.manifest().values())),
            Middleware(bodies.Limit, settings=settings),
        ],
    )
    app.state.site = Site(
        settings=settings,
        database=database or connect(settings.database_url or "", pool_size=settings.pool_size, application_name="web"),
        store=store or Store(settings.store_url),
        authenticators=wiring.AUTHENTICATORS,
        sentences=problems.SENTENCES | wiring.SENTENCES,
        notes=wiring.NOTES,
        panels=wiring.PANELS,
        fast=anyio.CapacityLimiter(settings.threads),
        slow=anyio.CapacityLimiter(settings.slow_threads),
    )
    problems.install(app)
    health.install(app, _checks(app.state.site))
    app.router.routes.append(routing.Index(wiring.ROUTERS))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    if app.state.site.settings.env is Env.PRODUCTION:
        templating.compile_all()
    else:
        # Nobody waits for the whole of it but a developer, who would rather begin.
        Thread(target=templating.compile_all, daemon=True).start()
    yield
    app.state.site.database.dispose()


def _checks(site: Site) -> dict[str, health.Check]:
    def database() -> None:
        with site.database.reading() as session:
            session.execute(text("SELECT 1"))

    def migrations() -> None:
        schema.check(site.settings.database_url or "")

    def queue() -> None:
        with site.database.reading() as session:
            session.execute(text("SELECT 1 FROM procrastinate_jobs LIMIT 1"))

    return {"database": database, "migrations": migrations, "queue": queue, "storage": site.store.check}


def serve_app() -> FastAPI:
    """For uvicorn: the application from the environment; refuses a schema that is not at head."""
    settings = Settings()
    schema.check(settings.database_url or "")
    return create_app(settings)
