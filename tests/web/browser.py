"""A browser without a network: it keeps cookies, fills forms in, and can lie about all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import httpx
from lxml import html
from starlette.types import ASGIApp

from web.forms import TOKEN

Pairs = Sequence[tuple[str, str]]
HERE = "http://localhost:8087"


@dataclass
class Browser:
    """Asks one application, as somebody at an address."""

    app: ASGIApp
    at: str = "127.0.0.1"
    home: str = HERE
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Load a page; redirects are not followed."""
        return await self.ask("GET", path, headers)

    async def page(self, path: str) -> Any:
        """Load a page that must be there, and parse it."""
        answer = await self.get(path)
        assert answer.status_code == 200, answer.text
        return html.fromstring(answer.text)

    async def send(self, path: str, on: str = "", **fields: str) -> httpx.Response:
        """Load the page `on`, fill in its form that leads to `path`, and send it."""
        page = html.fromstring((await self.get(on or path)).text)
        form = {TOKEN: page.xpath(f"string(//input[@name='{TOKEN}']/@value)"), **fields}
        return await self.post(path, form)

    async def post(
        self, path: str, form: dict[str, str], headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send a form as it is, with the headers of a browser that shows our page."""
        parts = urlsplit(self.home)
        origin = {"Origin": f"{parts.scheme}://{parts.netloc}", "Sec-Fetch-Site": "same-origin"}
        return await self.ask("POST", path, origin if headers is None else headers, data=form)

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str] | Pairs, **body: Any
    ) -> httpx.Response:
        """Ask for anything; headers in pairs may be there twice."""
        transport = httpx.ASGITransport(
            self.app, raise_app_exceptions=False, client=(self.at, 50_000)
        )
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = [*self.headers.items(), *([("Cookie", jar)] if jar else [])]
        sent = own + list(headers.items() if isinstance(headers, Mapping) else headers)
        async with httpx.AsyncClient(transport=transport, base_url=self.home) as client:
            answer = await client.request(method, path, headers=sent, **body)
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def stranger(self, at: str = "203.0.113.9") -> Browser:
        """Return another browser, elsewhere, that knows nothing."""
        return replace(self, at=at, cookies={})
