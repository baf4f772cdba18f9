"""The background process: delivers events, sends letters, seals the log and keeps the schedule."""

import asyncio
import signal
import threading
import traceback
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import ConnectorException
from sqlalchemy.engine import make_url

from app import wiring
from app.kernel import delivery, logs, queue, schedule, schema, seals
from app.kernel import work as works
from app.kernel.db import Database, connect
from app.kernel.mail import MailError
from app.kernel.principals import System
from app.kernel.settings import Settings

CONCURRENCY = 4
THREADS = 16
HEARTBEAT_SECONDS = 2
DEAD_AFTER_SECONDS = 8
GRACE_SECONDS = 20
FAILURE_SECONDS = 15
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Worker:
    """What the background works with; `stopping` is set once it is told to end."""

    settings: Settings
    database: Database
    stopping: threading.Event = field(default_factory=threading.Event)

    def drain(self) -> None:
        """Deliver what waits; come back in a second for what an older transaction still hides."""
        limits = delivery.Limits(stopping=self.stopping.is_set)
        if delivery.drain(self.database, wiring.SUBSCRIBERS, limits) and not self.stopping.is_set():
            with works.writing(self.database, works.acting_as(System("delivery"))) as work:
                queue.defer(work.session, queue.DRAIN, lock=queue.DRAIN, wait_seconds=1)

    def sweep(self) -> None:
        """Deliver what nobody was woken for: after a crash, or when parked events are due."""
        with self.database.reading() as session:
            waiting = delivery.is_waiting(session, [subscriber.name for subscriber in wiring.SUBSCRIBERS])
        if waiting:
            delivery.drain(self.database, wiring.SUBSCRIBERS, delivery.Limits(stopping=self.stopping.is_set))

    def keep_schedule(self) -> None:
        """Do what is due by the clock."""
        for scheduled in wiring.SCHEDULE:
            schedule.run(self.database, scheduled)

    def run_errand(self, name: str) -> None:
        """Do something with the outside world, outside any transaction."""
        wiring.ERRANDS[name](self.database, self.settings, self.stopping.is_set)

    def seal(self) -> None:
        """Seal what is settled, and hand the anchor to where it is kept."""
        while not self.stopping.is_set():
            with works.writing(self.database, works.acting_as(System("sealer"))) as work:
                anchor = seals.seal(work)
            if anchor is None:
                return
            if self.settings.anchor_file is not None:
                with self.settings.anchor_file.open("a", encoding="utf-8") as kept:
                    kept.write(anchor.line() + "\n")


def run(settings: Settings, database_url: str) -> None:
    """Work until SIGTERM or SIGINT; a lost database is waited for. Refuses a schema that is not at head."""
    logs.configure(settings.log_level)
    schema.check(database_url)
    asyncio.run(_run(settings, database_url))


async def _run(settings: Settings, database_url: str) -> None:
    worker = Worker(settings, connect(database_url, pool_size=CONCURRENCY + 4, application_name="worker"))
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="work"))

    def stop() -> None:
        worker.stopping.set()
        told.set()

    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop)
    while not told.is_set():
        try:
            await _live(worker, queue_of(worker, database_url), told)
        except (psycopg.Error, ConnectorException, OSError) as error:
            log.warning("worker_lost_database", error=type(error).__name__)
        if not told.is_set():
            await _pause(told, 1)
    worker.database.dispose()


async def _live(worker: Worker, app: procrastinate.App, told: asyncio.Event) -> None:
    """Serve the queue and the loops until told to stop, or until the queue loses its connection."""
    async with app.open_async():
        serving = asyncio.create_task(
            app.run_worker_async(
                concurrency=CONCURRENCY,
                fetch_job_polling_interval=0.5,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=DEAD_AFTER_SECONDS,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        loops = [asyncio.create_task(loop) for loop in _loops(worker, app, told)]
        waiting = asyncio.create_task(told.wait())
        log.info("worker_started")
        await asyncio.wait([serving, waiting], return_when=asyncio.FIRST_COMPLETED)
        for task in (serving, waiting, *loops):
            task.cancel()
        ended = await asyncio.gather(serving, return_exceptions=True)
        await asyncio.gather(waiting, *loops, return_exceptions=True)
    if isinstance(ended[0], Exception):
        raise ended[0]


def _loops(worker: Worker, app: procrastinate.App, told: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
    errands = [_every(2, _threaded(worker.run_errand, name), told) for name in wiring.ERRANDS]
    return [
        *errands,
        _every(2, _threaded(worker.sweep), told),
        _every(1, _threaded(worker.keep_schedule), told),
        _every(5, _threaded(worker.seal), told),
        _every(3, lambda: _retry_stalled(app), told),
    ]


def _threaded(function: Callable[..., None], *arguments: Any) -> Callable[[], Coroutine[Any, Any, None]]:
    return lambda: asyncio.to_thread(function, *arguments)


async def _every(seconds: float, call: Callable[[], Coroutine[Any, Any, None]], told: asyncio.Event) -> None:
    """Call again and again until told to stop; after a failure only every FAILURE_SECONDS."""
    pause = seconds
    while not told.is_set():
        try:
            await call()
            pause = seconds
        except Exception as error:  # noqa: BLE001 - a loop outlives whatever one round of it meets
            log.warning("loop_failed", error=_said(error))
            pause = min(pause * 2, FAILURE_SECONDS)
        await _pause(told, pause)


async def _pause(told: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(told.wait(), seconds)
    except TimeoutError:
        return


async def _retry_stalled(app: procrastinate.App) -> None:
    """Give the jobs of workers that died back to the living."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        await app.job_manager.retry_job(job)


def queue_of(worker: Worker, database_url: str) -> procrastinate.App:
    """The queue with its tasks. A task that fails has only been early: the loops do its work again."""
    url = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, min_size=2, max_size=6))
    app.task(name=queue.DRAIN)(_tried(worker.drain))
    for name in wiring.ERRANDS:
        app.task(name=name)(_tried(worker.run_errand, name))
    return app


def _tried(function: Callable[..., None], *arguments: Any) -> Callable[[], None]:
    def tried() -> None:
        try:
            function(*arguments)
        except Exception as error:  # noqa: BLE001 - the loops do its work again
            log.warning("task_failed", error=_said(error))

    return tried


def _said(error: Exception) -> str:
    """What went wrong and where, without the values that were at hand: they may be people's."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    words = f": {error}" if isinstance(error, MailError) else ""
    return f"{type(error).__name__}{words} at {where.filename}:{where.lineno}"
