"""Waiting for more of a story: the form on its page, the page of what lasts, the API."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.browse import Browse
from archive.story_watches import StoryWatches
from news.finding import Subject
from news.health import Incident, Trouble
from news.pace import Of
from tests.build import NOW, article
from tests.web.browser import HERE, Browser
from tests.web.telling import Tale, Telling, telling
from tests.web.visitor import ports, texts
from web.app import create_app


@pytest.fixture
def told(tmp_path: Path) -> Telling:
    return telling(tmp_path, Tale(article("Gunmen storm post in Tarn", text="Six died.")))


def browser(told: Telling, **more: Any) -> Browser:
    database = told.built.database
    made = ports(
        Browse(database),
        stories=told.stories,
        watches=StoryWatches(database),
        recipients=lambda: ["Night desk", "City desk"],
        **more,
    )
    return Browser(create_app(made))


def test_a_story_is_watched_and_let_be_from_its_page(told: Telling) -> None:
    """What was asked for stands on the page of the story and on that of what lasts."""
    story, watches = told.public(0), StoryWatches(told.built.database)

    async def visit() -> None:
        desk = browser(told)
        path = f"/story/{story}"
        asked = {"of": "anything", "quiet_after": "12h", "recipients": "City desk"}
        answer = await desk.send(f"{path}/watch", path, **asked)
        assert answer.headers["location"].endswith(f"{path}#tell-title")
        (made,) = watches.all()
        assert (made.of, made.quiet_after, made.recipients, made.origin) == (
            Of.ANYTHING, timedelta(hours=12), ("City desk",), "web",
        )  # fmt: skip
        (line,) = texts(await desk.page(path), "//form[contains(@action, '/end')]/span")
        assert line == "Told to City desk: no news for 12 hours. None came yet."
        (lasts,) = texts(await desk.page("/sources"), "//form[contains(@action, '/end')]/span")
        assert lasts == "Waited for in Gunmen storm post in Tarn: told if no news for 12 hours."
        answer = await desk.send(f"/watches/{made.id}/end", path, back=path)
        assert answer.headers["location"].endswith(path)
        assert watches.all() == []

    asyncio.run(visit())


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "Say for how long nothing must have come"),
        ({"quiet_after": "soon"}, "&#39;soon&#39; is no duration"),
        ({"quiet_after": "1s"}, "too short or too long"),
        ({"expected_by": "2031-02-30"}, "is no day"),
        ({"expected_by": "2020-02-01"}, "2020-02-01 is over"),
        ({"quiet_after": "24h", "of": "figure"}, "Did you mean &#39;figures&#39;?"),
        ({"quiet_after": "24h", "recipients": "Nigth desk"}, "Did you mean &#39;Night desk&#39;?"),
    ],
)
def test_what_cannot_be_waited_for_is_refused(
    told: Telling, asked: dict[str, str], says: str
) -> None:
    """The page says what is wrong, and nothing is kept."""
    path = f"/story/{told.public(0)}"
    answer = asyncio.run(browser(told).send(f"{path}/watch", path, **asked))
    assert (answer.status_code, says in answer.text) == (422, True), answer.text
    assert StoryWatches(told.built.database).all() == []


def test_a_program_watches_a_story(told: Telling) -> None:
    """It sends JSON and reads what was kept."""
    story = told.public(0)

    async def visit() -> None:
        desk = browser(told)
        asked = {"quiet_after": "24h", "recipients": ["Night desk", "City desk"]}
        path = f"/api/v1/stories/{story}/watch"
        answer = await desk.ask("POST", path, {}, json=asked)
        assert answer.status_code == 200, answer.text
        kept = answer.json()
        assert (kept["story"], kept["recipients"], kept["origin"]) == (
            story, ["Night desk", "City desk"], "api",
        )  # fmt: skip
        assert (await desk.get("/api/v1/watches")).json() == [kept]
        wrong = await desk.ask("POST", path, {}, json={"quiet_after": "soon"})
        assert (wrong.status_code, "no duration" in wrong.json()["error"]) == (422, True)
        ended = await desk.ask("POST", f"/api/v1/watches/{kept['id']}/end", {}, json={})
        assert ended.json() == {"ended": True}
        again = await desk.ask("POST", f"/api/v1/watches/{kept['id']}/end", {}, json={})
        assert again.status_code == 404

    asyncio.run(visit())


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Origin": "https://elsewhere.example"}, {"json": {"quiet_after": "24h"}}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, {"json": {"quiet_after": "24h"}}, 403),
        ({"Origin": "null"}, {"json": {"quiet_after": "24h"}}, 403),
        ({}, {"data": {"quiet_after": "24h"}}, 415),
        ({"Content-Type": "text/plain"}, {"content": '{"quiet_after": "24h"}'}, 415),
        ({"Content-Type": "application/json"}, {"content": "{"}, 400),
        ({"Content-Type": "application/json"}, {"content": "[" * 60_000}, 400),
        ({"Content-Type": "application/json"}, {"content": '{"of": 3}'}, 400),
        ({"Content-Type": "application/json"}, {"content": '"' + "a" * 70_000 + '"'}, 413),
    ],
)
def test_no_other_site_writes_through_the_api(
    told: Telling, headers: dict[str, str], body: dict[str, Any], status: int
) -> None:
    """Only JSON counts, which no page of another site can send unasked; nothing is kept."""
    path = f"/api/v1/stories/{told.public(0)}/watch"
    answer = asyncio.run(browser(told).ask("POST", path, headers, **body))
    assert answer.status_code == status, answer.text
    assert StoryWatches(told.built.database).all() == []


def test_a_browser_on_our_own_page_may_use_the_api(told: Telling) -> None:
    """A script of ours would say whence it comes."""
    path = f"/api/v1/stories/{told.public(0)}/watch"
    own = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
    answer = asyncio.run(browser(told).ask("POST", path, own, json={"quiet_after": "24h"}))
    assert answer.status_code == 200


def test_what_lasts_is_shown_with_the_way_to_it(told: Telling) -> None:
    """A burst, silence and a missed day stand on the page of how things are."""
    silent = Incident(Subject.TOPIC, "Harbour", Trouble.QUIET, "nothing new for 2 days", "",
                      NOW - timedelta(days=2), page="?topic=Harbour")  # fmt: skip
    page = asyncio.run(browser(told, remarkable=lambda: [silent]).page("/sources"))
    section = "//section[h2[@id='lasting-title']]"
    assert texts(page, f"{section}//div/p[1]") == ["Harbour silence"]
    assert page.xpath(f"string({section}//a/@href)").endswith("?topic=Harbour")
