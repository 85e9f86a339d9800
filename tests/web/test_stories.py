"""The pages of stories: what is new, a whole story, and what people correct."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html

from archive.located import store
from archive.stories import Shelf
from monitor.places import Gazetteer, Known
from news import places
from news.fact import Fact, FactKind
from news.figure import Bound
from news.ledger import Point
from news.moment import Moment
from news.places import Named, PlaceKind
from news.story import merge
from tests.build import NOW, archive_with, article, claim
from tests.monitor.telling import invented
from tests.web.browser import Browser
from tests.web.telling import Tale, Telling, telling
from tests.web.test_xss import COUNTED, VECTORS, shape
from tests.web.visitor import Visitor, ports, texts, visit
from web.app import create_app
from web.marks import readable

KILLED = Fact(
    FactKind.FIGURE, ("killed", "6"), "6 officers killed, say police", speaker="police",
    sentence="Six officers were killed, police said.",
)  # fmt: skip
RISEN = Fact(
    FactKind.FIGURE, ("killed", "9"), "nine officers killed, say police", "6 (police)", "risen",
    "police", "Nine officers were killed, police said.",
)  # fmt: skip
REBELS = Fact(
    FactKind.FIGURE, ("killed", "84"), "84 soldiers killed, say the rebels", "9 (police)",
    "disputed", "the rebels", "The rebels said <b>84 soldiers</b> died.",
)  # fmt: skip
TOWN = Fact(FactKind.PLACE, ("tarn",), "Tarn")
QUIET = Fact(FactKind.FIGURE, ("hurt", "dozens"), "dozens injured", is_news=False)


def said(who: str, side: str, value: float, hours: int, at: int = 0) -> Point:
    """Build a point of the archive's day."""
    when = Moment(NOW - timedelta(hours=hours))
    bound = Bound.MORE_THAN if value > 50 else Bound.EXACTLY
    return replace(
        claim("army 8h: 1"), speaker=who, name=who, side=side, value=value, low=value,
        high=None if bound is Bound.MORE_THAN else value, bound=bound, as_of=when,
        published=when, stated=False, claim=at,
    )  # fmt: skip


@pytest.fixture
def told(tmp_path: Path) -> Telling:
    """Tell a story of four reports, one of them a copy, and another story."""
    return telling(
        tmp_path,
        Tale(
            article("Gunmen storm post in Tarn", text="Six died.", topics=["Attacks: gunmen"],
                    published=NOW - timedelta(hours=30)),
            facts=(KILLED, TOWN, QUIET),
            points=(said("police", "government: Vesk", 6, 30, 0),),
        ),
        Tale(
            article("Gunmen storm police post", text="Six died.", source="The Hill Courier",
                    published=NOW - timedelta(hours=29)),
            story=0, copy_of=0, credit="AFP",
        ),
        Tale(
            article("Toll of Tarn attack rises to nine", text="Nine.", source="Karvi Sentinel",
                    published=NOW - timedelta(hours=5)),
            story=0, facts=(RISEN,), words=("gunmen", "post"), places=("tarn",),
            points=(said("police", "government: Vesk", 9, 5, 3),),
        ),
        Tale(
            article("Rebels claim 84 soldiers", text="84.", source="Lowra Post",
                    published=NOW - timedelta(hours=4)),
            story=0, facts=(REBELS,), points=(said("the rebels", "rebels: Front", 84, 4, 1),),
        ),
        Tale(
            article("Bridge <i>closed</i> in Karvi", text="Iris Vane closed it.",
                    people=["Iris Vane"], published=NOW - timedelta(hours=2)),
        ),
    )  # fmt: skip


def app(told: Telling) -> Visitor:
    """Open its pages."""
    built = told.built
    return Visitor(
        create_app(ports(built.browse, stories=told.stories, correct=told.correcting.correct))
    )


def test_today_says_what_is_new_in_each(told: Telling) -> None:
    """Newest first: the counts, what changed from what to what, and of whom it is."""
    page = app(told).page("/today")
    assert texts(page, "//h2/a") == ["Bridge <i>closed</i> in Karvi", "Rebels claim 84 soldiers"]
    (_, story) = page.xpath("//div[@class='list']/article")
    assert "4 reports by 3 independent sources" in story.text_content()
    facts = texts(story, ".//li/span[@class='what']")
    assert facts == [
        "84 soldiers killed, say the rebels; police say 9",
        "6 → nine officers killed, say police",
        "place Tarn",
        "6 officers killed, say police",
    ]
    assert texts(story, ".//li/span[@class='badge']") == ["disputed", "risen"]
    assert story.xpath(".//a[contains(@class, 'tag')]/@href") == ["./today?topic=Attacks"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?topic=Attacks", ["Rebels claim 84 soldiers"]),
        ("?person=Iris+Vane", ["Bridge <i>closed</i> in Karvi"]),
        ("?topic=Attacks&person=Iris+Vane", []),
        ("?tracked=1&before=no", ["Bridge <i>closed</i> in Karvi", "Rebels claim 84 soldiers"]),
        ("?before=0-0", []),
    ],
)  # fmt: skip
def test_today_can_be_narrowed(told: Telling, asked: str, found: list[str]) -> None:
    """By a topic, a person, or what is tracked; a list without stories says how to widen it."""
    page = app(told).page(f"/today{asked}")
    assert texts(page, "//div[@class='list']//h2") == found
    assert ("Show all stories" in page.text_content()) == (not found)


@pytest.fixture
def located(told: Telling, monkeypatch: pytest.MonkeyPatch) -> Telling:
    """Let the reports of the first story name Nushol, which lies in Veskia."""
    monkeypatch.setattr(places.Used, "made", invented)
    with told.built.database.write() as connection:
        for number in told.built.ids[:4]:
            found = invented().meant(["nushol"])[0]
            above = [place for key in found.within if (place := invented().place(key))]
            named = [Named(found, named=True), *(Named(place, named=False) for place in above)]
            store(connection, number, named)
    return told


def test_today_of_a_place(located: Telling) -> None:
    """Of the town and of what it lies in; a chip takes it away, and a page keeps it."""
    visitor = app(located)
    (town,) = invented().meant(["nushol"])
    country = invented().place(town.within[-1])
    assert country is not None
    for name in ("nushol", town.label, country.name):
        page = visitor.page("/today?" + urlencode({"place": name, "topic": "Attacks"}))
        assert texts(page, "//h2/a") == ["Rebels claim 84 soldiers"]
        assert texts(page, "//a[@class='chip']")[-1] == f"Remove the filter place {name} ×"
        assert page.xpath("//a[@class='chip']/@href")[-1] == "./today?topic=Attacks"
        assert page.xpath("//input[@name='place']/@value") == [name]
    assert page.xpath("//datalist/option/@value") == [town.label]
    story = visitor.page(f"/story/{located.public(0)}")
    (link,) = story.xpath("//p[@class='where']/a/@href")
    assert texts(visitor.page(link.removeprefix("..")), "//h2/a") == ["Rebels claim 84 soldiers"]


def test_no_story_of_a_place(located: Telling) -> None:
    """The ways out: the name nearly so, the articles of the place, the other filters alone."""
    visitor = app(located)
    page = visitor.page("/today?place=Nushl&topic=Attacks")
    assert texts(page, "//section[@class='empty']/h2") == ["No place is named “Nushl”"]
    assert dict(
        zip(texts(page, "//main//li/a"), page.xpath("//main//li/a/@href"), strict=True)
    ) == {
        "Did you mean Nushol?": "./today?topic=Attacks&place=Nushol",
        "Look without the filter topic Attacks": "./today?place=Nushl",
        "Look without the filter place Nushl": "./today?topic=Attacks",
        "Show all stories": "./today",
    }
    page = visitor.page("/today?place=Hadarvan")
    assert texts(page, "//section[@class='empty']/h2") == ["No story fits"]
    articles = page.xpath("//main//li/a[starts-with(., 'Look for articles')]/@href")
    (label,) = (place.label for place in invented().meant(["hadarvan"]))
    assert articles == ["./?" + urlencode({"q": f'place:"{label}"'})]


def test_places_of_one_name_all_count(told: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which there are is said; each leads to its own list."""
    known = Gazetteer(
        [
            Known("VX", "Veskia", PlaceKind.COUNTRY, "VX", "", 0),
            Known("OX", "Orland", PlaceKind.COUNTRY, "OX", "", 0),
            Known("1", "Salvik", PlaceKind.TOWN, "VX", "VX", 9_000),
            Known("2", "Salvik", PlaceKind.TOWN, "OX", "OX", 8_000),
        ]
    )
    monkeypatch.setattr(places.Used, "made", lambda: known)
    page = app(told).page("/today?topic=Attacks&place=salvik")
    assert "Several places have this name" in page.text_content()
    links = page.xpath("//p[contains(@class, 'which')]/a/@href")
    assert links == [
        "./today?topic=Attacks&" + urlencode({"place": f"Salvik, {country}"})
        for country in ("Veskia", "Orland")
    ]


def test_programs_ask_for_a_place(located: Telling) -> None:
    """As people do; what no place is called is an error that says what may be meant."""
    visitor = app(located)
    found = visitor.get("/api/v1/stories?place=Nushol").json()["items"]
    assert [item["public"] for item in found] == [located.public(0)]
    assert visitor.get("/api/v1/stories?place=Hadarvan").json()["items"] == []
    answer = visitor.get("/api/v1/stories?place=Nushl")
    assert (answer.status_code, answer.json()) == (
        400, {"error": "no place is named 'Nushl'. Did you mean Nushol?"},
    )  # fmt: skip


def test_today_is_paged_by_time(told: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next page goes on behind the last story, and leads back to the newest."""
    monkeypatch.setattr("web.stories.PAGE", 1)
    visitor = app(told)
    page = visitor.page("/today?topic=Attacks&tracked=1")
    assert not page.xpath("//a[@rel='next']")
    page = visitor.page("/today")
    assert texts(page, "//h2/a") == ["Bridge <i>closed</i> in Karvi"]
    (older,) = page.xpath("//a[@rel='next']/@href")
    page = visitor.page(older.removeprefix("."))
    assert texts(page, "//h2/a") == ["Rebels claim 84 soldiers"]
    assert page.xpath("//nav[@class='paging']/a/@href") == ["./today"]


def test_empty_fields_leave_the_address(told: Telling) -> None:
    """What a form sends empty is not kept."""
    answer = app(told).get("/today?topic=&person=Iris+Vane&before=")
    assert (answer.status_code, answer.headers["location"]) == (303, "./today?person=Iris+Vane")


def test_an_empty_page_says_what_to_do(tmp_path: Path) -> None:
    """Without sources, without articles, and with articles from before."""
    for folder, reports, says in (
        ("a", (), "sources.toml"),
        ("b", (article("Rain"),), "the 1 that were read before"),
    ):
        (tmp_path / folder).mkdir()
        built = archive_with(tmp_path / folder, *reports)
        assert says in texts(visit(built.browse).page("/today"), "//section")[0]


def test_who_says_how_many(told: Telling) -> None:
    """Each speaker's newest number leads to its place in its report; a dispute is marked."""
    page = app(told).page(f"/story/{told.public(0)}")
    (head,) = texts(page, "//tr[@class='of']")
    assert head == "Militants killed disputed"
    rows = [texts(row, "./*") for row in page.xpath("//table//tr[td]")]
    (rebels, police) = rows
    assert rebels[:2] == ["the rebels", "more than 84 disputed"]
    assert police[:2] == ["police in 2 reports", "9 at first 6 disputed"]
    assert police[2].count(" to ") == 1
    assert " to " not in rebels[2]
    ids = told.built.ids
    assert page.xpath("//table//a/@href") == [
        f"../article/{ids[3]}#in-1", f"../article/{ids[2]}#in-3", f"../article/{ids[0]}#in-0",
    ]  # fmt: skip


def test_the_timeline_folds_copies(told: Telling) -> None:
    """By day; a copy stands below its original, with how much it shares and whom it credits."""
    page = app(told).page(f"/story/{told.public(0)}")
    assert len(texts(page, "//section[@class='timeline']/h3")) == 2
    reports = page.xpath("//section[@class='timeline']/div[@class='report']")
    assert [texts(one, "./h4") for one in reports] == [
        ["Gunmen storm post in Tarn"], ["Toll of Tarn attack rises to nine"],
        ["Rebels claim 84 soldiers"],
    ]  # fmt: skip
    (copies,) = texts(page, "//details[contains(@class, 'copies')]")
    assert copies.startswith("1 copy of it")
    assert "Gunmen storm police post" in copies
    assert "92 % of its text, credit: (AFP)" in copies
    why = texts(page, "//details/p[@dir]")
    assert why[0] == "The story begins with it."
    assert why[1] == (
        "It is like “Gunmen storm post in Tarn”: both say gunmen, post; both name Tarn; "
        "2 hours apart."
    )
    assert texts(page, "//blockquote")[-1] == "The rebels said <b>84 soldiers</b> died."


def test_an_articles_page_names_its_story(told: Telling) -> None:
    """With how many independent sources report it."""
    page = app(told).page(f"/article/{told.built.ids[1]}")
    assert texts(page, "//p[@class='of-story']") == [
        "Story: Rebels claim 84 soldiers (4 reports by 3 independent sources)"
    ]
    assert page.xpath("//p[@class='of-story']/a/@href") == [f"../story/{told.public(0)}"]


def test_no_such_story(told: Telling) -> None:
    """Whatever the address says."""
    assert app(told).get("/story/nothing").status_code == 404


@pytest.fixture
def desk(told: Telling) -> Browser:
    """Open a browser at the machine itself."""
    return Browser(app(told).app)


async def test_merged_stories_lead_on(told: Telling, desk: Browser) -> None:
    """The pasted address names the other story; the old address leads there from then on."""
    gone, into = told.public(4), told.public(0)
    pasted = f" https://desk.example/story/{into}?x=1#a "
    answer = await desk.send(f"/story/{gone}/merge", on=f"/story/{gone}", into=pasted, sure="1")
    assert (answer.status_code, answer.headers["location"]) == (
        303, f"../../story/{into}?did=merge&other={gone}&of={told.built.ids[4]}",
    )  # fmt: skip
    answer = await desk.get(f"/story/{gone}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"../story/{into}")
    page = await desk.page(f"/story/{into}")
    assert "5 reports" in page.text_content()
    assert "Somebody put it here." in texts(page, "//details/p[@dir]")


async def test_ticked_reports_become_a_story(told: Telling, desk: Browser) -> None:
    """A copy goes with its original, and the page of the new story follows."""
    old, first = told.public(0), told.built.ids[0]
    answer = await desk.send(
        f"/story/{old}/part", on=f"/story/{old}", do="split", sure="1", **{f"article-{first}": "1"}
    )
    assert answer.status_code == 303
    new = told.public(0)
    moved = f"{first}.{told.built.ids[1]}"
    assert answer.headers["location"] == f"../../story/{new}?did=split&other={old}&of={moved}"
    assert new != old
    assert told.public(1) == new
    assert told.public(2) == old
    with told.built.database.read() as connection:
        ((_, said),) = Shelf(connection).corrections(0)
    assert (len(said.articles), len(said.stayed)) == (2, 2)


async def test_ticked_reports_move_to_another_story(told: Telling, desk: Browser) -> None:
    """The other one may be named by the page of one of its articles."""
    old, into = told.public(0), told.built.ids[4]
    fields = {f"article-{told.built.ids[3]}": "1", "into": f"https://desk.example/article/{into}",
              "sure": "1"}  # fmt: skip
    answer = await desk.send(f"/story/{old}/part", on=f"/story/{old}", do="move", **fields)
    (where, _, _) = answer.headers["location"].partition("?")
    assert where == f"../../story/{told.public(4)}"
    assert told.public(3) == told.public(4)


@pytest.mark.parametrize(
    ("path", "fields", "asks"),
    [
        ("merge", {}, "Merge these stories?"),
        ("part", {"do": "split", "article-0": "1"}, "Make a story of 2 reports?"),
        ("part", {"do": "move", "article-3": "1"}, "Move 1 report?"),
    ],
)
async def test_nothing_is_corrected_unasked(
    told: Telling, desk: Browser, path: str, fields: dict[str, str], asks: str
) -> None:
    """The first answer says what will happen; the form on it does it, and can be undone."""
    old, other, ids = told.public(0), told.public(4), told.built.ids
    chosen = {
        name if name == "do" else f"article-{ids[int(name.removeprefix('article-'))]}": text
        for name, text in fields.items()
    } | ({} if fields.get("do") == "split" else {"into": other})
    answer = await desk.send(f"/story/{old}/{path}", on=f"/story/{old}", **chosen)
    page = html.fromstring(answer.text)
    assert answer.status_code == 200
    assert page.xpath("string(//h1)") == asks
    with told.built.database.read() as connection:
        assert Shelf(connection).corrections(0) == []
    answer = await desk.post(f"/story/{old}/{path}", _fields(page, "//main//form"))
    assert answer.status_code == 303
    came = answer.headers["location"].removeprefix("../..")
    done = await desk.page(came)
    (form,) = done.xpath("//form[@role='status']")
    undo = form.get("action").removeprefix("..")
    before = [told.public(number) for number in range(5)]
    answer = await desk.post(undo, _fields(done, "//form[@role='status']"))
    assert answer.status_code == 303
    after = [told.public(number) for number in range(5)]
    assert before != after
    groups = [after.index(one) for one in after]
    assert groups == [0, 0, 0, 0, 4]


def _fields(page: Any, form: str) -> dict[str, str]:
    return {one.get("name"): one.get("value") for one in page.xpath(f"{form}//input")}


@pytest.mark.parametrize("of", ["", "x", "9999", "1.2.3"])
@pytest.mark.parametrize("did", ["", "merge", "burn"])
async def test_an_address_that_was_made_up_offers_nothing(
    told: Telling, desk: Browser, did: str, of: str
) -> None:
    """Only what is of the story now is offered, under a name that an id can have."""
    public = told.public(4)
    query = urlencode({"did": did, "of": of, "other": "<b>"})
    page = await desk.page(f"/story/{public}?{query}")
    assert not page.xpath("//form[@role='status']")


def test_a_fact_leads_to_its_very_sentence(tmp_path: Path) -> None:
    """In the text where it stands; where the outlet edited it away, above the text."""
    first = "Six were killed, police said."
    facts = (
        replace(KILLED, sentence=first),
        replace(RISEN, sentence="Nine  were killed,\npolice said."),
        replace(REBELS, sentence="Nobody ever wrote this."),
    )
    told = telling(
        tmp_path,
        Tale(
            article("Attack in Tarn", text=f"It rained. {first}",
                    edits=["It rained. Nine were killed, police said."]),
            facts=facts,
        ),
    )  # fmt: skip
    visitor = app(told)
    story = visitor.page(f"/story/{told.public(0)}")
    links = dict(zip(texts(story, "//li/span/a"), story.xpath("//li/span/a/@href"), strict=True))
    assert all(link.endswith("#said") for link in links.values())
    now = visitor.page(links["6 → nine officers killed, say police"].removeprefix(".."))
    assert texts(now, "//span[span/@id='said']") == ["Nine were killed, police said."]
    was = visitor.page(links["6 officers killed, say police"].removeprefix(".."))
    said = was.xpath("//*[@id='said']")[0].text_content()
    assert first in said
    assert "has this sentence no more" in said
    gone = visitor.page(
        links["84 soldiers killed, say the rebels; police say 9"].removeprefix("..")
    )
    assert "No text that is kept" in gone.xpath("//*[@id='said']")[0].text_content()
    for number in ("x", "9999", "0"):
        page = visitor.page(f"/article/{told.built.ids[0]}?fact={number}")
        assert not page.xpath("//*[@id='said']")


def test_what_a_copy_had_first_stands_with_its_original(tmp_path: Path) -> None:
    """A copy may come before its original: its facts lead to it, and name whose they are."""
    facts = (replace(KILLED, sentence="Six died, police said."),)
    told = telling(
        tmp_path,
        Tale(article("Attack in Tarn", text="Six died, police said.")),
        Tale(article("Six die", source="Hill Courier", text="Six died, police said."), story=0,
             copy_of=0, facts=facts),
    )  # fmt: skip
    page = app(told).page(f"/story/{told.public(0)}")
    (fact,) = page.xpath("//section[@class='timeline']/div/ul/li")
    assert "Hill Courier" in fact.text_content()
    assert fact.xpath(".//a/@href")[0].startswith(f"../article/{told.built.ids[1]}?fact=")


def test_a_sentence_is_quoted_once(tmp_path: Path) -> None:
    """Below the last of the facts that it gives, which stand together; a heading says the day."""
    both = "Six officers were killed and two went missing, police said."
    facts = (
        replace(KILLED, sentence=both),
        replace(REBELS, sentence="The rebels said 84 soldiers died."),
        Fact(FactKind.FIGURE, ("missing", "2"), "2 officers missing, say police", sentence=both),
    )
    told = telling(tmp_path, Tale(article("Attack in Tarn", text=both), facts=facts))
    page = app(told).page(f"/story/{told.public(0)}")
    assert texts(page, "//li/span[@class='what']") == [
        "6 officers killed, say police", "2 officers missing, say police",
        "84 soldiers killed, say the rebels; police say 9",
    ]  # fmt: skip
    assert texts(page, "//li/blockquote") == [both, "The rebels said 84 soldiers died."]
    assert texts(page, "//section[@class='timeline']/h3") == ["Wed 4 Feb 2026"]
    assert texts(page, "//div[@class='report']/p/time") == ["16:00 UTC+5"]


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("merge", {"into": "nothing"}, "No story has this address"),
        ("merge", {}, "No story has this address"),
        ("merge", {"into": "itself"}, "A story cannot go into itself"),
        ("part", {"do": "split"}, "Tick the reports"),
        ("part", {"do": "split", "article-9999": "1", "article-x": "1"}, "Tick the reports"),
        ("part", {"do": "split", "all": "1"}, "At least one report must stay"),
        ("part", {"do": "move", "article-3": "1", "into": "x"}, "No story has this address"),
    ],
)
async def test_what_cannot_be_done_changes_nothing(
    told: Telling, desk: Browser, path: str, fields: dict[str, str], says: str
) -> None:
    """The page says why, and nothing is noted."""
    public = told.public(0)
    if fields.get("into") == "itself":
        fields = {"into": public}
    if "all" in fields:
        fields = {"do": "split", **{f"article-{number}": "1" for number in told.built.ids[:4]}}
    answer = await desk.send(f"/story/{public}/{path}", on=f"/story/{public}", **fields)
    assert answer.status_code == 422
    assert says in " ".join(html.fromstring(answer.text).text_content().split())
    with told.built.database.read() as connection:
        assert Shelf(connection).corrections(0) == []


async def test_a_form_needs_its_proof(told: Telling, desk: Browser) -> None:
    """Another site cannot merge stories."""
    answer = await desk.post(f"/story/{told.public(4)}/merge", {"into": told.public(0)})
    assert answer.status_code == 403
    assert told.public(4) != told.public(0)


def test_stories_for_programs(told: Telling) -> None:
    """The API gives what the pages show, page by page; a merged story is answered by the other."""
    visitor = app(told)
    first = visitor.get("/api/v1/stories?limit=1").json()
    assert [item["title"] for item in first["items"]] == ["Bridge <i>closed</i> in Karvi"]
    rest = visitor.get(f"/api/v1/stories?before={first['older']}").json()
    assert (len(rest["items"]), rest["older"]) == (1, "")
    (item,) = visitor.get("/api/v1/stories?topic=Attacks").json()["items"]
    assert (item["articles"], item["origins"], item["public"]) == (4, 3, told.public(0))
    assert item["facts"][1]["before"] == "6 (police)"
    shown = visitor.get(f"/api/v1/stories/{item['public']}").json()
    assert shown["articles"][1]["copy_of"] == told.built.ids[0]
    assert shown["articles"][2]["why"]["words"] == ["gunmen", "post"]
    assert shown["articles"][2]["points"][0]["value"] == 9
    answer = visitor.get("/api/v1/stories/nothing")
    assert (answer.status_code, answer.json()) == (404, {"error": "there is no such story"})
    gone = told.public(4)
    said = merge(told.stories.of_article(told.built.ids[4])[0].key, item["key"])
    told.correcting.correct(said, "cli", NOW)
    assert visitor.get(f"/api/v1/stories/{gone}").json()["item"]["public"] == item["public"]


def shapes(folder: Path, words: str) -> set[tuple[str, tuple[str, ...]]]:
    """Put a text wherever a story can have it; return the kinds of element of its pages."""
    folder.mkdir()
    point = replace(said(words, "rebels", 6, 30), name=words)
    facts = tuple(
        Fact(kind, (kind,), words, words, "risen", words, words)
        for kind in (FactKind.FIGURE, FactKind.PLACE)
    )
    told = telling(
        folder,
        Tale(article(f"post {words}", source=words, topics=["Attacks: post"]), facts=facts,
             points=(point, replace(point, value=7, published=None, as_of=None))),
        Tale(article(words, source="Lowra Post"), story=0, words=(words,), places=(words,)),
        Tale(article("again"), story=0, copy_of=0, credit=words),
    )  # fmt: skip
    visitor = app(told)
    paths = ["/today", f"/story/{told.public(0)}", f"/article/{told.built.ids[0]}"]
    paths.append("/today?" + urlencode({"topic": words, "person": words, "before": words}))
    pages = [visitor.page(path) for path in paths]
    assert "".join(readable(words).split()) in "".join(pages[1].text_content().split())
    return {kind for page in pages for kind in shape(page)}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, tuple[str, ...]]]:
    """Return the kinds of element of pages over plain text."""
    folder = tmp_path_factory.mktemp("stories")
    return shapes(folder / "plain", "plain") | shapes(folder / "counted", COUNTED)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_adds_no_element(
    vector: str, plain: set[tuple[str, tuple[str, ...]]], tmp_path: Path
) -> None:
    """Stories of a hostile outlet are made of the elements of any other's."""
    assert shapes(tmp_path / "hostile", " ".join(vector.split()) or "x") <= plain
