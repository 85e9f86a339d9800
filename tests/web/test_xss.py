"""No text from outside becomes a live element: escaping and the policy each stop all of it.

Every vector is put wherever an outlet or a link can put text.  The pages are compared with
the same pages over harmless text: a vector may add no kind of element and no attribute.  In
a real browser each vector tries to change the page's title, with and without the policy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from lxml import html
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from alerts.signed import Purpose, Signed
from archive.mutes import Mutes
from news import mute
from news.finding import Subject
from news.moment import EPOCH
from tests.build import NOW, Built, Report, archive_with, article
from tests.chromium import Chromium
from tests.web.visitor import SIGNER, Visitor, ports, visit
from web.app import create_app
from web.guard import Guard
from web.serve import WebServer

HOSTILE = Path(__file__).parents[1] / "hostile"
VECTORS: list[str] = json.loads((HOSTILE / "xss" / "vectors.json").read_text("utf-8"))
# With figures of all kinds: a page of numbers has elements that one of words has not.
COUNTED = (
    "At least 33 people died, four of them children, police said. Boats worth $3 million "
    "(₹3 crore) sank; each costs $4,000 (₹3.6 lakh). Up to 5 were hurt."
)
PWNED = "document.title='pwned'"
# The ways in which the vectors spell their alert.
_ALERT = re.compile(r"(?:parent\.)?(?:alert|&#97;lert)(?:\(1\)|`1`)")


def armed(vector: str) -> str:
    """Let a vector change the page's title instead of opening a dialog."""
    return _ALERT.sub(PWNED, vector)


def everywhere(vector: str) -> list[Report]:
    """Put a text wherever an outlet, its feed or its address can."""
    words = " ".join(vector.split()) or "x"
    return [
        article(
            f"bridge {words}",
            text=f"The bridge. {words}\n{words}",
            source=words,
            url=f"https://alder.example/{words}",
            authors=[words, "Iris Vane"],
            language=words,
            topics=["Bridges: bridge"],
            told=["Desk"],
            edits=[f"title: {words}\nA bridge {words} fell."],
        ),
        article("bridge", text=words, source=words, url=words, page_error=words),
    ]


def pages(built: Built, vector: str) -> list[str]:
    """Return the address of every page that shows the text, also from the address itself."""
    fields = {"q": vector, "source": vector, "topic": vector, "person": vector, "figure": vector}
    return [
        "/",
        "/?q=bridge",
        "/sources",
        "/?" + urlencode(fields)[:6000],
        *(f"/article/{number}" for number in built.ids),
        "/muted",
        *(f"/{signed.purpose}/{SIGNER.make(signed)}" for signed in links(built, vector)),
    ]


def links(built: Built, vector: str) -> list[Signed]:
    """Return signed links over the text."""
    names = ((mute.Scope.TOPIC, vector), (mute.Scope.SOURCE, vector), (mute.Scope.PERSON, "x"))
    return [Signed(purpose, vector, names, built.ids[0]) for purpose in Purpose]


def opened(built: Built, vector: str) -> Visitor:
    """Open an archive in which the same text is muted and called wrong."""
    mutes, words = Mutes(built.database), " ".join(vector.split()) or "x"
    for scope in (mute.Scope.TOPIC, mute.Scope.SOURCE):
        mutes.mute(scope, words, words, until=None, origin=words, now=NOW)
    mutes.mute(
        mute.Scope.STORY, mutes.story(built.ids[0]) or "", "", until=NOW, origin="", now=EPOCH
    )
    mutes.wrong(built.ids[0], Subject.TOPIC, "Bridges", words, origin=words, now=NOW)
    return visit(built.browse, mutes=mutes, now=lambda: EPOCH)


def shape(page: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what kinds of element a page has, each with the names of its attributes."""
    for element in page.iter():
        if isinstance(element.tag, str):
            yield element.tag, tuple(sorted(element.keys()))


def read(visitor: Visitor, path: str) -> Any:
    """Return the page under an address, whatever its status."""
    return html.fromstring(visitor.get(path).text)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, tuple[str, ...]]]:
    """Return all kinds of element that pages over plain text have."""
    kinds = set()
    for text in ("plain", COUNTED):
        built = archive_with(tmp_path_factory.mktemp("plain"), *everywhere(text))
        visitor = opened(built, text)
        found = [*pages(built, text), *pages(built, "nothing at all"), "/nowhere"]
        kinds |= {kind for path in found for kind in shape(read(visitor, path))}
    return kinds


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_adds_no_element(
    vector: str, harmless: set[tuple[str, tuple[str, ...]]], tmp_path: Path
) -> None:
    """Pages over a hostile text are made of the elements of pages over a plain one."""
    built = archive_with(tmp_path, *everywhere(vector))
    visitor = opened(built, vector)
    for path in pages(built, vector):
        page = read(visitor, path)
        assert set(shape(page)) <= harmless
        for link in page.xpath("//@href | //@src | //@action"):
            assert urlsplit(link.strip()).scheme in {"", "http", "https"}, link


def test_the_vectors_are_really_shown(tmp_path: Path) -> None:
    """The texts stand on the pages as they are, so the tests above look at something."""
    vector = "<img src=x onerror=alert(1)>"
    visitor = visit(archive_with(tmp_path, *everywhere(vector)).browse)
    for path in ("/", "/sources", "/article/1", "/?q=bridge"):
        assert vector in visitor.page(path).text_content()


@pytest.mark.chromium
async def test_no_vector_runs_in_a_browser(browser: Chromium, tmp_path: Path) -> None:
    """Chromium loads every page over all vectors at once, and nothing of them runs."""
    reports = [report for vector in VECTORS for report in everywhere(armed(vector))]
    together = article("bridge", text="\n".join(armed(vector) for vector in VECTORS))
    built = archive_with(tmp_path, *reports, together)
    server = WebServer(create_app(ports(built.browse)), port=0)
    await server.start()
    for path in ("", "?q=bridge", "sources", f"article/{built.ids[-1]}", f"article/{built.ids[0]}"):
        shown = html.fromstring(await browser.dump(server.url + path))
        assert shown.findtext(".//title").endswith("wirewatch")
        assert PWNED in shown.text_content()
        # Our own script did run: it shows the button that works only with it.
        assert not shown.xpath("//button[@id='theme']/@hidden")
    await server.stop()


class Raw:
    """A careless page: it writes all vectors into its HTML as they are."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the page."""
        body = "\n".join(f"<div>{armed(vector)}</div>" for vector in VECTORS)
        page = HTMLResponse(f"<!doctype html><title>calm</title><body>{body}")
        await page(scope, receive, send)


@pytest.mark.chromium
@pytest.mark.parametrize(("guarded", "title"), [(False, "pwned"), (True, "calm")])
async def test_the_policy_alone_stops_them(browser: Chromium, guarded: bool, title: str) -> None:
    """Vectors written raw into a page run without the guard, and do not run behind it."""
    app: ASGIApp = Guard(Raw(), hosts=()) if guarded else Raw()
    server = WebServer(app, port=0)
    await server.start()
    shown = html.fromstring(await browser.dump(server.url))
    await server.stop()
    assert shown.findtext(".//title") == title
