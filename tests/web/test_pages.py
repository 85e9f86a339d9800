from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html
from sqlalchemy import update

from archive.browse import Query
from archive.schema import feeds
from news.article import Post, Provenance
from news.finding import Subject
from news.health import Incident, Trouble
from news.listing import ArticleShown, FeedState, Listing, Totals
from news.moment import Moment, Precision, ZoneFrom, micros
from tests.build import NOW, Built, archive_with, article, day
from tests.web.visitor import Visitor, ports, texts, visit
from web.app import create_app
from web.health import Health

BRIDGE = "Bridges: bridge* OR پل"
STOOD = "Title from og:title, authors from byline, published from <time>"
TEXT = "The bridge over the Tamsin fell. Ada Quill saw it.\nNobody was hurt."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build an archive with one article of each kind."""
    return archive_with(
        tmp_path_factory.mktemp("archive"),
        article(
            "Bridge falls",
            text=TEXT,
            authors=["Iris Vane", "Tom Ashdown"],
            topics=[BRIDGE],
            people=["Ada Quill"],
            told=["Desk", "Night: gave up", "Maps: waiting"],
            edits=[TEXT.replace("Nobody was hurt.", "Two people were hurt.")],
            provenance=Provenance(title="og:title", authors="byline", published="<time>"),
        ),
        article("پل گر گیا", text="پل گر گیا۔", source="Shaam Times", language="ur",
                published=day("2026-02-04")),
        article("Fares double", feed_text="The ferry costs more.", page_error="http 403",
                source="Merrow Gazette", published=None),
        article("An old bridge", text="It stood.", published=NOW - timedelta(days=9)),
        article("No address", text="x", url="javascript:alert(1)"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def visitor(built: Built) -> Visitor:
    """Open it."""
    return visit(built.browse)


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("/?q=bridge", ["An old bridge", "Bridge falls"]),
        ("/?q=bridge+-old", ["Bridge falls"]),
        ("/?source=Shaam+Times", ["پل گر گیا"]),
        ("/?topic=Bridges", ["Bridge falls", "پل گر گیا", "An old bridge"]),
        ("/?person=Ada+Quill", ["Bridge falls"]),
        ("/?matched=1&q=ferry", []),
        ("/?topic=Bridges&source=Shaam+Times", ["پل گر گیا"]),
        ("/?topic=No+such+topic", []),
        ("/?before=nonsense&source=Merrow+Gazette", ["Fares double"]),
    ],
)
def test_a_list(visitor: Visitor, path: str, titles: list[str]) -> None:
    assert sorted(texts(visitor.page(path), "//h2[@dir]")) == sorted(titles)


@pytest.mark.parametrize(
    ("title", "shows"),
    [
        ("Bridge falls", "Alder Bay Post Wed 4 Feb 2026, 16:00 UTC+5 en edited"),
        ("پل گر گیا", "Shaam Times Wed 4 Feb 2026 ur"),
        ("Fares double", "Merrow Gazette seen Wed 4 Feb 2026, 12:00 UTC en feed text only"),
    ],
)
def test_a_row_says_only_what_is_known(visitor: Visitor, title: str, shows: str) -> None:
    """A bare day shows no hour, and an undated article when we saw it."""
    (row,) = visitor.page("/").xpath(f"//article[.//h2[normalize-space()='{title}']]")
    assert texts(row, ".//p[@class='meta']") == [shows]


def test_hits_are_marked_in_the_snippet(visitor: Visitor) -> None:
    """A snippet shows what was searched for."""
    assert texts(visitor.page("/?q=tamsin"), "//p[@class='snippet']/mark") == ["Tamsin"]


def test_older_pages_are_reached_by_a_link(tmp_path: Path) -> None:
    """Walking from page to page shows every article once, and back to the newest."""
    reports = [article(f"Tide {n}", published=NOW - timedelta(hours=n)) for n in range(70)]
    visitor = visit(archive_with(tmp_path, *reports).browse)
    page, seen = visitor.page("/"), list[str]()
    while True:
        seen += texts(page, "//h2[@dir]")
        older = page.xpath("//a[@rel='next']/@href")
        if not older:
            break
        page = visitor.page(older[0].removeprefix("."))
    assert seen == [f"Tide {n}" for n in range(70)]
    assert page.xpath("//nav[@class='paging']/a[.='Newest']/@href") == ["./"]


def test_the_address_of_a_form_is_cleaned(visitor: Visitor) -> None:
    """A form's empty fields are dropped, what was asked for stays."""
    answer = visitor.get("/?q=bridge&source=&topic=Bridges&person=&matched=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "./?q=bridge&topic=Bridges&matched=1"


def test_the_form_shows_what_was_asked(visitor: Visitor) -> None:
    """The search, the chosen filters and a chip for each to take it away."""
    page = visitor.page("/?q=%22bridge&topic=Bridges&matched=1")
    assert page.xpath("//input[@id='q']/@value") == ['"bridge']
    assert texts(page, "//select[@id='topic']/option[@selected]") == ["Bridges"]
    assert page.xpath("//input[@name='matched']/@checked")
    assert page.xpath("//a[@class='chip']/@href") == [
        "./?q=%22bridge&matched=1",
        "./?q=%22bridge&topic=Bridges",
    ]


def test_no_hits_say_what_to_change(visitor: Visitor) -> None:
    """Each filter can be dropped, and the whole list is one step away."""
    page = visitor.page("/?q=zebra&source=Shaam+Times")
    assert texts(page, "//section[@class='empty']/h2") == ["No article fits"]
    assert page.xpath("//section[@class='empty']//a/@href") == ["./?q=zebra", "./"]
    assert "Show all 5 articles" in page.text_content()


def test_an_empty_archive_says_what_happens_next(tmp_path: Path) -> None:
    """Before the first poll the page names the sources; without any, the file to edit."""
    followed = visit(archive_with(tmp_path / "a", sources=["Alder Bay Post"]).browse)
    assert "follows 1 source with 1 feed" in followed.page("/").text_content()
    nothing = visit(archive_with(tmp_path / "b").browse)
    assert "sources.toml" in nothing.page("/").text_content()


class Many:
    """An archive with more hits than anybody counts."""

    def listing(self, query: Query) -> Listing:
        """Return no rows but a capped count."""
        return Listing((), 10_000, True, "")

    def article(self, article_id: int) -> ArticleShown | None:
        """Know nothing."""
        return None

    def feeds(self) -> list[FeedState]:
        """Follow nothing."""
        return []

    def names(self) -> dict[str, list[str]]:
        """Name nothing."""
        return {"sources": [], "topics": [], "people": [], "figures": []}

    def totals(self) -> Totals:
        """Count nothing."""
        return Totals()


def test_a_capped_count_says_that_there_are_more() -> None:
    """10,000 is where counting stops, not the number of hits."""
    assert texts(visit(Many()).page("/?q=a"), "//p[@class='state']/strong") == ["10,000+"]


def test_the_first_link_of_an_article_leads_to_the_outlet(built: Built, visitor: Visitor) -> None:
    """Whoever comes from an alert wants the outlet's page first."""
    page = visitor.page(f"/article/{built.ids[0]}")
    link = page.xpath("//main//a")[0]
    assert link.get("href").startswith("https://alderbaypost.example/news/")
    assert link.get("rel") == "noopener noreferrer"


def test_an_article_shows_why_it_is_here(built: Built, visitor: Visitor) -> None:
    """Every reason is a sentence that links to its place in the text, where it is marked."""
    page = visitor.page(f"/article/{built.ids[0]}")
    assert texts(page, "//aside//h3") == ["Topic: Bridges", "Person: Ada Quill"]
    targets = page.xpath("//aside//ol//a/@href")
    places = [page.get_element_by_id(target.removeprefix("#")) for target in targets]
    assert [" ".join(place.text_content().split()) for place in places] == texts(
        page, "//aside//ol//a"
    )
    assert texts(page, "//div[@class='text']//mark") == ["bridge", "Ada Quill"]
    assert texts(page, "//h1/span/mark") == ["Bridge"]


def test_an_article_shows_its_times(built: Built, visitor: Visitor) -> None:
    """The outlet's own clock with its zone, and UTC with the zone's origin on hover."""
    page = visitor.page(f"/article/{built.ids[0]}")
    assert texts(page, "//dl[@class='times']/div") == [
        "Published Wed 4 Feb 2026, 16:00 UTC+5",
        "First seen Wed 4 Feb 2026, 12:00 UTC",
    ]
    assert page.xpath("//dl[@class='times']//time/@title")[0] == (
        "2026-02-04 11:00 UTC · zone as the page gives it"
    )
    assert texts(page, "//p[@class='byline']/span[1]") == ["By Iris Vane, Tom Ashdown"]


def test_an_article_shows_its_history(built: Built, visitor: Visitor) -> None:
    """The newest edit is open, with what was removed and added."""
    page = visitor.page(f"/article/{built.ids[0]}")
    assert texts(page, "//section[@class='history']//summary/strong") == [
        "Edited by the outlet",
        "The page, read for the first time",
        "The feed’s own words",
    ]
    (newest,) = page.xpath("//details[@open]")
    assert texts(newest, ".//del") == ["Nobody was"]
    assert texts(newest, ".//ins") == ["Two people were"]
    assert "3 words added, 2 removed" in newest.text_content()


def test_a_live_report_says_how_far_it_is(tmp_path: Path) -> None:
    """How many posts it has and when the newest was written; other reports say nothing."""
    noon = Moment(NOW, 0, Precision.MINUTE, ZoneFrom.PAGE)
    posts = [Post(noon, 24, 33), Post(None, 34, 43)]
    flood = article("The flood, hour by hour", text="It rises.\nIt falls.", posts=posts)
    built = archive_with(tmp_path, flood, article("Fog", text="It lifts."))
    live, other = (visit(built.browse).page(f"/article/{number}") for number in built.ids)
    facts = texts(live, "//dl/div")
    assert "Live report 2 posts, the newest Wed 4 Feb 2026, 12:00 UTC" in facts
    assert "Live report" not in other.text_content()


def test_each_text_names_the_bytes_that_it_rests_on(built: Built, visitor: Visitor) -> None:
    """Beside each text that came from a page: its hash, its time, and where its fields stood."""
    page = visitor.page(f"/article/{built.ids[0]}")
    assert [
        texts(one, ".//p[@class='rests']") for one in page.xpath("//details[summary/strong]")
    ] == [
        [f"Read from 0 bytes that came Wed 4 Feb 2026, 13:00 UTC, SHA-256 {'0' * 64}", STOOD],
        [f"Read from 0 bytes that came Wed 4 Feb 2026, 12:00 UTC, SHA-256 {'0' * 64}", STOOD],
        [],
    ]


def test_an_article_shows_who_was_told(built: Built, visitor: Visitor) -> None:
    """Sent, waiting and given up, each with what happened."""
    page = visitor.page(f"/article/{built.ids[0]}")
    assert texts(page, "//ul[@class='told']/li") == [
        "Desk sent, Wed 4 Feb 2026, 12:01 UTC",
        "Night given up: there is no such mailbox",
        "Maps tried once, will be tried again: the server is busy",
    ]


@pytest.mark.parametrize(
    ("which", "says"),
    [
        (2, "Only the feed’s own text: the outlet’s page could not be had (http 403)."),
        (2, "no date given"),
        (3, "Nobody was told of Bridges: it was too old to be news when it was read"),
        (4, "The outlet gave no web address that could be linked: javascript:alert(1)"),
    ],
)
def test_an_article_says_what_is_wrong_with_it(
    built: Built, visitor: Visitor, which: int, says: str
) -> None:
    page = visitor.page(f"/article/{built.ids[which]}")
    assert says in " ".join(page.text_content().split())


def test_text_runs_as_its_letters_do(built: Built, visitor: Visitor) -> None:
    """Titles and paragraphs of outlets choose their direction by themselves."""
    page = visitor.page(f"/article/{built.ids[1]}")
    assert page.xpath("//h1/@dir | //div[@class='text']/p/@dir") == ["auto", "auto"]
    assert page.xpath("//div[@class='text']/@lang") == ["ur"]


def test_an_article_that_became_another_is_found_there(built: Built) -> None:
    """The old number redirects to the article it is part of."""

    class Merged(Many):
        """Has one article, under two numbers."""

        def article(self, article_id: int) -> ArticleShown | None:
            """Return the one article."""
            return built.browse.article(built.ids[0])

    answer = visit(Merged()).get("/article/99")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"../article/{built.ids[0]}"


@pytest.mark.parametrize(
    "path",
    [
        "/article/99",
        "/article/0",
        "/article/-1",
        "/article/x",
        "/article/²",
        "/article/" + "9" * 40,
        "/article/1/",
        "/article/",
        "/nowhere/at/all",
        "/%00",
        "/wp-login.php",
    ],
)
def test_what_is_not_there_has_a_way_out(visitor: Visitor, path: str) -> None:
    """The page is friendly and its links lead back from any depth."""
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert f'class="button" href="{"../" * (path.count("/") - 1) or "./"}"' in answer.text


def test_a_search_that_is_too_long_is_refused_in_words(visitor: Visitor) -> None:
    """The page says how long a search may be."""
    answer = visitor.get("/?q=" + "x" * 1001)
    assert answer.status_code == 400
    assert "1,000 characters" in answer.text


def test_failing_feeds_come_first_with_the_reason(tmp_path: Path) -> None:
    """A feed's failure shows since when it fails and when it is asked again."""
    built = archive_with(tmp_path, sources=["Alder Bay Post", "Merrow Gazette"])
    built.frontier.make_due(["Merrow Gazette"], NOW)
    (fetch,) = built.frontier.lease(NOW, NOW, 1, 1, ["Merrow Gazette"])
    built.frontier.feed_failed(fetch, "http 503", NOW + timedelta(minutes=30), NOW)
    page = visit(built.browse).page("/sources")
    assert texts(page, "//details/summary/h2/bdi") == ["Merrow Gazette", "Alder Bay Post"]
    assert texts(page, "//nav[@class='kinds']/a") == ["all 2", "with errors 1", "well 1"]
    (failing,) = page.xpath("//div[contains(@class, 'failing')]")
    shown = " ".join(failing.text_content().split())
    assert "Failing since Wed 4 Feb 2026, 12:00 UTC: http 503" in shown
    assert "next poll Wed 4 Feb 2026, 12:30 UTC" in shown


def test_what_is_wrong_comes_first(tmp_path: Path) -> None:
    """A source in trouble stands open: what, since when, what to do; nothing is markup."""
    built = archive_with(tmp_path, sources=["Alder Bay Post", "Zeal Wire"])
    wrong = Incident(
        Subject.SOURCE, "Zeal Wire", Trouble.HTML, "a page answers: <b>", "Open it.", NOW
    )
    over = replace(wrong, says="nothing new came", ended=NOW)
    ours = Incident(Subject.MONITOR, "collect", Trouble.BLIND, "no feed answers", "Look.", NOW)
    app = create_app(ports(built.browse, incidents=lambda: [ours, wrong], past=lambda: [over]))
    page = Visitor(app).page("/sources")
    (folded,) = texts(page, "//details[@class='past']")
    assert folded.startswith("What was wrong, and is over Zeal Wire")
    assert "nothing new came" in folded
    (shown,) = page.xpath("//details[@open]")
    said = " ".join(shown.text_content().split())
    assert said.startswith("Zeal Wire in trouble")
    assert "a page answers: <b> html since Wed 4 Feb 2026, 12:00 UTC never well Open it." in said
    (itself,) = texts(page, "//section[@class='incidents']")
    assert "collecting no feed answers blind" in itself
    assert not visit(built.browse).page("/sources").xpath("//section[@class='incidents']")


def test_a_source_shows_its_rhythm_and_its_next_poll(tmp_path: Path) -> None:
    """One line: when it was new, how often it is, when it is asked; more is folded away."""
    built = archive_with(tmp_path, sources=["Alder Bay Post"])
    with built.database.write() as connection:
        connection.execute(
            update(feeds).values(
                new_at=micros(NOW), polled_at=micros(NOW), gap_seconds=2400, pause_seconds=600
            )
        )
    page = visit(built.browse).page("/sources")
    (line,) = texts(page, "//details/summary")
    assert line.startswith("Alder Bay Post new Wed 4 Feb 2026, 12:00 UTC usually every 40 minutes")
    assert "next Mon" in line
    assert "asked every 10 minutes" in page.text_content()
    assert "all well" in page.text_content()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["Zeal Wire", "Alder Bay Post", "Merrow Gazette"]),
        ("?state=trouble", ["Zeal Wire"]),
        ("?state=well", ["Alder Bay Post", "Merrow Gazette"]),
        ("?state=nonsense", ["Zeal Wire", "Alder Bay Post", "Merrow Gazette"]),
        ("?name=GAZ", ["Merrow Gazette"]),
        ("?name=gaz&state=trouble", []),
    ],
)
def test_sources_are_chosen_by_state_and_name(tmp_path: Path, asked: str, names: list[str]) -> None:
    built = archive_with(tmp_path, sources=["Alder Bay Post", "Merrow Gazette", "Zeal Wire"])
    wrong = Incident(Subject.SOURCE, "Zeal Wire", Trouble.EMPTY, "nothing", "Look.", NOW)
    app = create_app(ports(built.browse, incidents=lambda: [wrong]))
    page = Visitor(app).page(f"/sources{asked}")
    assert texts(page, "//details/summary/h2/bdi") == names
    assert ("No source is like that" in page.text_content()) is (not names)


@pytest.mark.parametrize(
    ("health", "says"),
    [
        (Health(ok=True, ready=True), "All well."),
        (Health(ok=True, ready=False), "Running, but not ready yet."),
        (Health(ok=False, ready=True, checks=(("read", "stuck"),)), "Not well."),
    ],
)
def test_the_sources_page_shows_the_programs_health(health: Health, says: str) -> None:
    page = visit(Many(), health).page("/sources")
    assert says in page.text_content()
    shown = texts(page, "//dl[@class='checks']//dt")
    assert shown == (["reading"] if health.checks else [])


@pytest.mark.parametrize("path", ["/", "/sources", "/article/1", "/nowhere"])
def test_every_page_can_be_walked_without_eyes_or_mouse(visitor: Visitor, path: str) -> None:
    """A skip link, landmarks, one main heading, labelled fields, nothing inline."""
    answer = visitor.get(path)
    page = html.fromstring(answer.text)
    assert page.xpath("//body/a[1][@href='#main']")
    for landmark in ("header", "nav", "main", "footer"):
        assert page.xpath(f"//{landmark}"), landmark
    assert len(page.xpath("//h1")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    labelled = set(page.xpath("//label/@for"))
    assert set(page.xpath("//main//input[not(ancestor::label)]/@id | //select/@id")) <= labelled
    assert not page.xpath("//style | //script[not(@src)] | //@style")
    assert all(not link.startswith(("http:", "//")) for link in page.xpath("//link/@href"))
