"""Is it alive, and is it ready: for load balancers and people on call."""

from collections.abc import Callable

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from app.kernel.http.state import site

Check = Callable[[], None]


def install(app: FastAPI, checks: dict[str, Check]) -> None:
    """Add /healthz and /readyz; each check raises when its part is not ready."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def alive() -> JSONResponse:
        return JSONResponse({"status": "alive"})

    @router.get("/readyz")
    def ready(request: Request) -> JSONResponse:
        found = {name: _outcome(check) for name, check in checks.items()}
        well = all(outcome == "ok" for outcome in found.values())
        detail = found if not site(request).settings.secure else {name: o.split(":")[0] for name, o in found.items()}
        return JSONResponse({"ready": well, "checks": detail}, 200 if well else 503)

    app.include_router(router)


def _outcome(check: Check) -> str:
    try:
        check()
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the answer must say which part
        return f"failed: {error}"
    return "ok"
