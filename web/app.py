"""Put the web archive together: pages, API, health, static files, and the guard before all.

    browser ─▶ Guard (host, method, headers) ─▶ views ─▶ Browse
                                             ├▶ api   ─▶ Browse
                                             ├▶ healthz, readyz
                                             └▶ static

It reads and never writes, needs no login because it is only served to this machine, and
loads nothing from elsewhere: FastAPI's own documentation pages want a CDN and are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from web.api import Api
from web.guard import HEADERS, Guard, host_of
from web.health import Health
from web.pages import HERE, Pages
from web.ports import Ports
from web.views import Views


def create_app(ports: Ports) -> FastAPI:
    """Return the web application over what wiring hands it."""
    app = FastAPI(
        title="wirewatch",
        summary="What the outlets wrote, and what of it matters.",
        version=version("wirewatch"),
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    pages = Pages()
    app.include_router(Views(ports.browse, ports.health, pages).router())
    app.include_router(Api(ports.browse).router())
    _add_health(app, ports.health)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    _add_errors(app, pages)
    ours = [urlsplit(ports.base_url).hostname or "", *(host_of(host) for host in ports.hosts)]
    app.add_middleware(Guard, hosts=[host for host in ours if host])
    return app


def _add_health(app: FastAPI, health: Callable[[], Health]) -> None:
    """Answer those who watch the program."""

    def answer(well: bool, now: Health) -> JSONResponse:
        return JSONResponse(
            {"ok": now.ok, "ready": now.ready, "checks": dict(now.checks)}, 200 if well else 503
        )

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        """Say whether the process lives and its loops tick."""
        now = health()
        return answer(now.ok, now)

    @app.get("/readyz")
    def readyz() -> JSONResponse:
        """Say whether it can serve."""
        now = health()
        return answer(now.ready, now)


def _add_errors(app: FastAPI, pages: Pages) -> None:
    """Answer every error in the form that was asked for, and give away nothing."""

    def answer(request: Request, status: int, says: str = "") -> Response:
        if request.url.path.startswith("/api/"):
            usual = HTTPStatus(status).phrase.lower()
            return JSONResponse({"error": says or usual}, status, HEADERS)
        return pages.wrong(request, status)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        own = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
        return answer(request, error.status_code, own)

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        parts = [f"{each['loc'][-1]}: {each['msg']}" for each in error.errors()]
        return answer(request, 400, "; ".join(parts))

    # Whatever it was, the reader gets a page; the server logs the error itself.
    @app.exception_handler(Exception)
    def broken(request: Request, _: Exception) -> Response:
        return answer(request, 500)
