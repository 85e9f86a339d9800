"""Reach into a world that runs as its own process: break it, ask what happened.

    GET  /truth     the truth as JSON       GET    /log      every request so far
    GET  /outlets   addresses and lists     POST   /faults   {"outlet", "pattern", "fault",
    GET  /clock     the clock as text                         "count"?, "until"?}
    GET  /politeness  of each reader        DELETE /faults   all outlets are well again

On loopback only, like the outlets; there is nothing to protect in an invented world.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from aiohttp import web

from wirewatch.newsworld.faults import fault_from
from wirewatch.newsworld.politeness import politeness
from wirewatch.newsworld.server import Served


@asynccontextmanager
async def control(served: Served, clock_text: str = "") -> AsyncIterator[str]:
    """Serve the control addresses; yields their common beginning."""
    app = web.Application()
    app.add_routes(_routes(served, clock_text))
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def outlets_json(served: Served) -> dict[str, Any]:
    """Return addresses and lists by slug."""
    return {
        slug: {
            "name": outlet.outlet.name,
            "url": outlet.url,
            "lists": [
                {"kind": str(item.kind), "url": outlet.url + item.path}
                for item in outlet.outlet.listings
            ],
        }
        for slug, outlet in served.outlets.items()
    }


def manners_json(served: Served) -> dict[str, Any]:
    """Judge each reader, known by its user agent, by all it has asked so far."""
    speed = served.clock.speed
    delays = {outlet.slug: float(outlet.crawl_delay) for outlet in served.world.outlets}
    agents = sorted({asked.agent for asked in served.log})
    return {
        agent: asdict(
            politeness(
                [asked for asked in served.log if asked.agent == agent], speed=speed, delays=delays
            )
        )
        for agent in agents
    }


def add_fault(served: Served, raw: dict[str, Any]) -> None:
    """Put a fault in its place; ValueError or KeyError where the order makes no sense."""
    until = datetime.fromisoformat(raw["until"]) if raw.get("until") else None
    fault = fault_from(raw["fault"])
    outlet = served.outlets[raw["outlet"]]
    outlet.faults.add(raw.get("pattern", "*"), fault, count=raw.get("count"), until=until)


def _routes(served: Served, clock_text: str) -> list[web.RouteDef]:
    async def truth(_: web.Request) -> web.Response:
        return web.Response(text=served.truth().to_json(), content_type="application/json")

    async def log(_: web.Request) -> web.Response:
        return web.json_response([asked.to_json() for asked in served.log])

    async def manners(_: web.Request) -> web.Response:
        return web.json_response(manners_json(served))

    async def outlets(_: web.Request) -> web.Response:
        return web.json_response(outlets_json(served))

    async def clock(_: web.Request) -> web.Response:
        return web.json_response({"clock": clock_text, "now": served.clock.now().isoformat()})

    async def break_it(request: web.Request) -> web.Response:
        try:
            add_fault(served, await request.json())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return web.json_response({"error": f"{error}"}, status=400)
        return web.json_response({"ok": True})

    async def mend_it(_: web.Request) -> web.Response:
        for outlet in served.outlets.values():
            outlet.faults.clear()
        return web.json_response({"ok": True})

    return [
        web.get("/truth", truth),
        web.get("/log", log),
        web.get("/politeness", manners),
        web.get("/outlets", outlets),
        web.get("/clock", clock),
        web.post("/faults", break_it),
        web.delete("/faults", mend_it),
    ]
