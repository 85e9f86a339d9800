"""Put the web archive together: who may enter, pages, API, health, static files.

    browser ─▶ Guard (host, method, headers) ─▶ Door (caller, forms) ─▶ views ─▶ Browse
                                                                     ├▶ entry ─▶ Access
                                                                     ├▶ muting ─▶ Mutes
                                                                     ├▶ stories ─▶ Storied
                                                                     ├▶ api   ─▶ Browse
                                                                     ├▶ healthz, readyz, metrics
                                                                     └▶ static

Reading goes to the archive from FastAPI's threads; what changes something goes through
`Ports.write`, the one thread that writes.  Nothing is loaded from elsewhere: FastAPI's own
documentation pages want a CDN and are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from http import HTTPStatus
from importlib.metadata import version
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from config.settings import Web
from web.api import Api
from web.caller import Callers, Cookies
from web.door import Door, Sessions
from web.entry import Entry
from web.forms import Proofs
from web.guard import HEADERS, Guard, host_of
from web.metrics import Metrics
from web.muting import Muting
from web.outlets import Outlets
from web.pages import HERE, Pages
from web.peer import Peers
from web.ports import Ports
from web.spellings import SpellingsView
from web.stories import StoriesView
from web.tracked import TrackedView
from web.views import Views
from web.watch import Watch
from web.watching import Watching


def create_app(ports: Ports) -> FastAPI:
    """Return the web application over what wiring hands it."""
    settings = ports.settings
    app = FastAPI(
        title="wirewatch",
        summary="What the outlets wrote, and what of it matters.",
        version=version("wirewatch"),
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    cookies, proofs = Cookies(settings.base_url), Proofs(ports.forms_key, settings.base_url)
    peers = Peers([str(network) for network in settings.proxies], settings.proxy_header)
    callers = Callers(ports.access, peers, cookies, ports.now)
    pages = Pages(proofs)
    routers = [
        Views(ports, pages).router(),
        StoriesView(ports, pages).router(),
        Watching(ports).router(),
        TrackedView(ports, pages).router(),
        SpellingsView(ports, pages).router(),
        Outlets(ports, pages).router(),
        Entry(ports, pages, peers, cookies).router(),
        Muting(ports, pages).router(),
        Api(ports).router(),
        Watch(ports.health, callers).router(),
        Metrics(ports, callers).router(),
    ]
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    answer = answers(pages)
    _add_errors(app, answer)
    lasts = timedelta(seconds=settings.session)
    # The last one added is the first to be asked.
    app.add_middleware(
        Door,
        callers=callers,
        cookies=cookies,
        proofs=proofs,
        sessions=Sessions(ports.access, ports.write, ports.now, lasts),
        refuse=answer,
    )
    forms = list(form_routes(routers))
    app.state.forms = tuple(route.path for route in forms)
    places = [route.path_regex for route in forms]
    app.add_middleware(Guard, hosts=our_hosts(settings), posts=places)
    return app


def our_hosts(settings: Web) -> list[str]:
    """Return the names that we answer to, beside those of this machine."""
    names = [urlsplit(settings.base_url).hostname or "", *map(host_of, settings.hosts)]
    if _is_one_address(settings.host):
        names.append(settings.host)
    return [name for name in names if name]


def form_routes(routers: Iterable[APIRouter]) -> Iterator[Route]:
    """Yield the routes to which forms are sent."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, Route) and "POST" in (route.methods or ()):
                yield route


def _is_one_address(host: str) -> bool:
    """Say whether this is an address in numbers, which no name can be made to look like."""
    try:
        return not ip_address(host).is_unspecified
    except ValueError:
        return False


def answers(pages: Pages) -> Callable[[Request, int, str], Response]:
    """Return what writes an error in the form that was asked for, and gives away nothing."""

    def answer(request: Request, status: int, says: str = "") -> Response:
        if request.url.path.startswith("/api/"):
            usual = HTTPStatus(status).phrase.lower()
            return JSONResponse({"error": says or usual}, status, HEADERS)
        return pages.wrong(request, status, says)

    return answer


def _add_errors(app: FastAPI, answer: Callable[[Request, int, str], Response]) -> None:
    """Answer every error so."""

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
        return answer(request, 500, "")
