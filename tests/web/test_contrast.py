"""The contrast of all texts on pages and in mails, measured in a browser, in light and in dark.

WCAG 2 asks for 4.5 between a text and what lies behind it, for 3 where it is large.  The pages are
shown as a server would, with one script more that measures (`contrast.js`): what is folded is
opened first, so that nothing escapes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from alerts.render import render
from alerts.sample import sample_alert, sample_digest, sample_notice, sample_story
from archive.mutes import Mutes
from monitor.places import Gazetteer, Known
from news import places
from news.finding import Subject
from news.health import Incident, Trouble
from news.mute import Scope as Muted
from news.places import PlaceKind
from news.watch import Recipient
from tests.build import NOW, article
from tests.chromium import Chromium
from tests.web.browser import HERE
from tests.web.telling import Tale, Telling, telling
from tests.web.test_stories import KILLED, REBELS, RISEN, TOWN, said
from tests.web.visitor import ports
from web.app import create_app
from web.serve import WebServer

SCRIPT = (Path(__file__).parent / "contrast.js").read_bytes()
LEAST_TEXTS = 8  # of any page: a name, four links, a heading, a foot
# Pages in frames, as wide as a screen; what each found is written into its frame.
FRAMES = """<!doctype html><style>:root { color-scheme: light dark }
iframe { width: 1280px; height: 900px }</style><script>
addEventListener("load", () => document.querySelectorAll("iframe").forEach((frame) => {
  frame.dataset.found = frame.contentDocument.getElementById("contrast").dataset.found;
}));
</script>"""


@dataclass(frozen=True)
class Measuring:
    """Serves what an application does, and some pages more, each with the script that measures.

    `/all` shows them in frames, side by side: one browser measures them all.  `on_paper` shows
    them as they are printed.
    """

    app: ASGIApp
    paths: Sequence[str] = ()
    more: Mapping[str, str] = field(default_factory=dict)
    on_paper: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        path: str = scope["path"]
        if path == "/contrast.js":
            return Response(SCRIPT, media_type="text/javascript")
        if path == "/all":
            return HTMLResponse(
                FRAMES + "".join(map('<iframe src="/{}"></iframe>'.format, self.paths))
            )
        if page := self.more.get(path):
            return HTMLResponse(_with_script(page))
        query = scope["query_string"].decode()
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            answer = await client.get(f"{path}?{query}" if query else path)
        kind = answer.headers["content-type"]
        if kind.startswith("text/html"):
            return HTMLResponse(_with_script(answer.text), answer.status_code)
        content = answer.content
        if self.on_paper and kind.startswith("text/css"):
            assert b"@media print" in content
            content = content.replace(b"@media print", b"@media all")
        return Response(content, answer.status_code, media_type=kind)


def _with_script(page: str) -> str:
    assert "</head>" in page
    return page.replace("</head>", '<script src="/contrast.js"></script></head>', 1)


async def measured(
    browser: Chromium, app: Measuring, *, dark: bool
) -> dict[str, list[dict[str, Any]]]:
    """Measure all pages of an application; return what was found of the texts of each."""
    server = WebServer(app, port=0)
    await server.start()
    shown = html.fromstring(await browser.dump(f"{server.url}all", dark=dark))
    await server.stop()
    found = [json.loads(frame.get("data-found")) for frame in shown.xpath("//iframe")]
    return dict(zip(app.paths, found, strict=True))


def low(found: list[dict[str, Any]]) -> list[str]:
    """Say which texts of a page cannot be read well."""
    said = (
        f"{one['ratio']:.2f} of {one['needs']}: {one['text']} in {one['where']}"
        for one in found
        if one["ratio"] < one["needs"]
    )
    return list(dict.fromkeys(said))


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Telling:
    """Tell a story with all that a page can show: disputes, copies, edits, a foreign title."""
    known = [
        Known("VX", "Veskia", PlaceKind.COUNTRY, "VX"),
        Known("OX", "Orland", PlaceKind.COUNTRY, "OX"),
        Known("1", "Salvik", PlaceKind.TOWN, "VX", "VX", 9_000),
        Known("2", "Salvik", PlaceKind.TOWN, "OX", "OX", 8_000),
    ]
    monkeypatch.setattr(places.Used, "made", lambda: Gazetteer(known))
    return telling(
        tmp_path,
        Tale(
            article(
                "Gunmen storm post in Tarn",
                text="Gunmen came at dawn. Six officers were killed, police said. Iris Vane left.",
                topics=["Attacks: gunmen"],
                people=["Iris Vane"],
                told=["Desk", "Night: gave up", "Newsroom: waiting"],
                edits=["Gunmen came at dawn. Nine officers were killed, police said."],
                authors=["Mara Quill"],
            ),
            facts=(replace(KILLED, sentence="Six officers were killed, police said."), TOWN),
            points=(said("police", "state", 6, 9),),
            words=("gunmen",),
        ),
        Tale(article("Gunmen storm post", source="Hill Courier", text="Six died."), story=0,
             copy_of=0, credit="AFP"),
        Tale(article("Toll rises to nine", source="Karvi Sentinel", text="Nine died."), story=0,
             facts=(RISEN,), points=(said("police", "state", 9, 7, 3),)),
        Tale(article("باغیوں کا دعویٰ", source="Shaam", language="ur", text="باغیوں نے کہا۔"),
             story=0, facts=(REBELS,), points=(said("the rebels", "rebels", 84, 4),)),
        Tale(article("Bridge closed", people=["Iris Vane"], text="It is closed.")),
    )  # fmt: skip


def _opened(told: Telling) -> Measuring:
    built, mutes = told.built, Mutes(told.built.database)
    mutes.mute(Muted.TOPIC, "Attacks", "Desk", until=None, origin="web", now=NOW)
    mutes.wrong(built.ids[0], Subject.TOPIC, "Attacks", "", origin="web", now=NOW)
    trouble = Incident(
        Subject.SOURCE, "Alder Bay Post", Trouble.FAILING, "it answers 503", "Look.", NOW
    )
    ours = Incident(Subject.MONITOR, "collect", Trouble.BLIND, "no feed answers", "Look.", NOW)
    burst = Incident(Subject.TOPIC, "Attacks", Trouble.BURST, "14 in 6 hours", "", NOW)
    app = create_app(
        ports(
            built.browse, stories=told.stories, correct=told.correcting.correct, mutes=mutes,
            incidents=lambda: [trouble, ours], past=lambda: [replace(trouble, ended=NOW)],
            remarkable=lambda: [burst], recipients=lambda: ["Desk"],
        )
    )  # fmt: skip
    return Measuring(app, more=dict(_mails()))


def _mails() -> list[tuple[str, str]]:
    desk = Recipient("desk", "email", "a@desk.example", "Asia/Karachi", health=True)
    sent = (
        ("alert", sample_alert(desk, NOW)), ("told", sample_story(desk, NOW)),
        ("digest", sample_digest(desk, NOW)), ("notice", sample_notice(desk, NOW)),
    )  # fmt: skip
    return [
        (f"/mail/{name}", render(one, message_id="<1@desk.example>").payload["html"])
        for name, one in sent
    ]


@pytest.mark.chromium
async def test_every_text_can_be_read(browser: Chromium, told: Telling) -> None:
    """Its contrast is 4.5 and more, of what is large 3, in light and in dark."""
    story, number = told.public(0), told.built.ids[0]
    paths = (
        "today", "today?topic=Attacks&place=Salvik", "today?place=Nowhere",
        f"story/{story}", f"story/{story}?did=merge&other=x&of={number}",
        f"article/{number}", f"article/{number}?fact=1#said", f"article/{told.built.ids[3]}",
        "?q=gunmen&topic=Attacks", "?q=nothing&matched=1", "sources", "tracked", "muted", "nowhere",
        "mail/alert", "mail/told", "mail/digest", "mail/notice",
    )  # fmt: skip
    app = replace(_opened(told), paths=paths)
    light = await measured(browser, app, dark=False)
    dark = await measured(browser, app, dark=True)
    for path in paths:
        assert len(light[path]) == len(dark[path]) >= LEAST_TEXTS, path
        assert light[path] != dark[path], f"{path} has no colours for the dark"
        assert (path, low(light[path]), low(dark[path])) == (path, [], [])


@pytest.mark.chromium
async def test_what_is_printed_is_black_on_white(browser: Chromium, told: Telling) -> None:
    """Also from a dark screen: no navigation and no forms, but where each report stands."""
    number = told.built.ids[0]
    paths = ("today", f"story/{told.public(0)}", f"article/{number}")
    app = replace(_opened(told), paths=paths, on_paper=True)
    found = await measured(browser, app, dark=True)
    shown = told.built.browse.article(number)
    assert shown is not None
    for path in paths:
        texts = {one["text"] for one in found[path]}
        assert not texts & {"Articles", "Sources", "Apply", "Served by your own wirewatch.", "Mute"}
        assert not {
            text for text in texts if text.startswith(("Correct it", "Tick them", "Read at"))
        }
        assert any("Rebels" in text or "Tarn" in text for text in texts)
        assert (shown.article.url in texts) == (path != "today")
        assert low(found[path]) == []


PALE = """<!doctype html><html><head><title>pale</title></head><body style="background: #fff">
<p style="color: #777">grey</p><p style="color: #767676">less so</p>
<p style="color: #949494; font-size: 24px">large</p>
<p style="color: #969696; font-size: 24px">pale</p>
<div style="opacity: .5"><p style="color: #000">half</p><p style="color: #444">gone</p></div>
<p style="color: #777; background: #000">turned</p>
<p style="color: #777; background: linear-gradient(#fff 50%, #000 50%)">both</p></body></html>"""


@pytest.mark.chromium
async def test_what_is_pale_is_found(browser: Chromium) -> None:
    """At the very bounds, through half a layer, and where the ground turns."""
    app = Measuring(HTMLResponse("<head></head>"), ("pale",), {"/pale": PALE})
    found = await measured(browser, app, dark=False)
    assert len(found["pale"]) == 8
    assert low(found["pale"]) == [
        "4.48 of 4.5: grey in p",
        "2.96 of 3: pale in p",
        "3.98 of 4.5: half in p",
        "2.57 of 4.5: gone in p",
        "4.48 of 4.5: both in p",
    ]
