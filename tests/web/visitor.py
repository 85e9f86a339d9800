"""A visitor without a network: asks the application and reads what it answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI
from lxml import html

from alerts.signed import Signer
from archive.figures import Figures
from config.settings import Web
from news.backtest import Backtest
from news.firing import Firing
from news.grammar import parse
from news.preview import Preview
from tests.build import NOW
from tests.fakes import FakeAccess, FakeMutes, FakeStories, FakeWatches
from web.app import create_app
from web.health import Health
from web.ports import Browse, Ports

SIGNER = Signer("another key of the tests")
FIGURES = Figures(0, 0, 0, 0, 0, {}, {}, {})
WELL = Health(ok=True, ready=True, checks=(("read", "ticked 2 s ago"),))


@dataclass(frozen=True)
class Visitor:
    """Asks one application as a browser on this machine would."""

    app: FastAPI

    def get(
        self, path: str, *, method: str = "GET", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Ask for one address; redirects are not followed."""
        return asyncio.run(self._ask(path, method, headers or {}))

    async def _ask(self, path: str, method: str, headers: dict[str, str]) -> httpx.Response:
        # What a page raises is answered with its own error page, as a server would.
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost:8087"
        ) as client:
            return await client.request(method, path, headers=headers)

    def page(self, path: str) -> Any:
        """Return the parsed page; it must be a good answer."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return html.fromstring(answer.text)


def ports(browse: Browse, health: Health = WELL, **others: Any) -> Ports:
    """Return what an application needs, `others` in place of the usual."""
    usual: dict[str, Any] = {
        "settings": Web(),
        "access": FakeAccess(),
        "write": write,
        "forms_key": "a key of the tests",
        "mutes": FakeMutes(),
        "signer": SIGNER,
        "now": lambda: NOW,
        "figures": lambda: FIGURES,
        "preview": lambda: Preview(NOW, 0, 0),
        "backtest": unfit,
        "firing": lambda: Firing(NOW, 0.0, 0),
        "spellings": list,
        "decide": lambda *_: None,
        "stories": FakeStories(),
        "correct": lambda *_: None,
        "place": str.capitalize,
        "watches": FakeWatches(),
    }
    return Ports(browse, lambda: health, **{**usual, **others})


def unfit(rule: str, since: datetime) -> Backtest:
    """Try a rule on an archive without articles."""
    parse(rule)
    return Backtest(rule, since, 0, 0, capped=False, exact=True, looked_at=0, back_to=since)


async def write(work: Any, *args: Any, **kwargs: Any) -> Any:
    """Stand for the thread that writes."""
    return work(*args, **kwargs)


def visit(browse: Browse, health: Health = WELL, **others: Any) -> Visitor:
    """Open an archive to a visitor."""
    return Visitor(create_app(ports(browse, health, **others)))


def texts(page: Any, path: str) -> list[str]:
    """Return the visible text of each element that an XPath finds, spaces joined."""
    return [" ".join(found.text_content().split()) for found in page.xpath(path)]
