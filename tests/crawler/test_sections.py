# ruff: noqa: E501  markup stands in one line, a case in one row

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.sections import MAX_LINKS, read_section
from crawler.urls import canonical
from news.source import FeedReading, Selectors, Shape, Source
from wirewatch.newsworld.listings import listing
from wirewatch.newsworld.printed import Listing, ListKind
from wirewatch.newsworld.world import World

NOW = datetime(2026, 2, 5, tzinfo=UTC)
FRONT = """<html><head><title>The Sandal Post</title></head><body>
<header><nav><a href="/">Home</a> <a href="/politics">Politics of the whole region</a>
  <a href="/live-blog-archive-2026-all">All live blogs of this year 2026</a></nav></header>
<main>
  <article class="card"><a href="/news/18001/bridge-opens-in-lower-sandal"><img alt="A bridge"></a>
    <h2><a href="/news/18001/bridge-opens-in-lower-sandal">Bridge opens in Lower Sandal</a></h2>
    <time datetime="2026-02-04T10:00:00+05:00">4 Feb</time></article>
  <article class="card"><a href="https://www.sandal.example/2026/02/04/ferry"><h3>Ferry stops after forty years</h3></a></article>
  <article class="card"><h2><a href="/opinion/why-we-still-walk">Why we still walk to work</a></h2></article>
  <article class="card"><h2><a href="/?p=77123">Rain expected along the coast</a></h2></article>
  <div class="tags"><a href="/tag/lower-sandal-bridge-works">Lower Sandal bridge works</a></div>
  <a href="/author/asha-rao-of-sandal">All reports by Asha Rao of Sandal</a>
  <a href="https://elsewhere.example/news/9999/other-outlet-report">A report of another outlet</a>
  <a href="/news/18001/bridge-opens-in-lower-sandal#comments">12 comments</a>
  <a href="/login?next=/a-b-c-d">Sign in to read everything</a>
  <a href="javascript:void(0)">Open the menu of sections</a>
  <a href="/brochure-of-the-year-2026.pdf">Brochure of the whole year</a>
</main>
<aside><a href="/news/17000/most-read-of-last-week">Most read of all last week</a></aside>
<footer><a href="/privacy-policy-and-terms">Our privacy policy and terms</a></footer>
</body></html>"""


def read(body: str, pattern: str = "") -> FeedReading:
    return read_section(
        body.encode(),
        url="https://sandal.example/",
        source=Source("Sandal Post", link_pattern=pattern, timezone="Asia/Karachi"),
        now=NOW,
    )


def test_reports_are_told_from_everything_else() -> None:
    """Four cards are articles; menus, tags, authors, logins and other outlets are not."""
    found = read(FRONT)
    assert [(entry.url, entry.title) for entry in found.entries] == [
        ("https://sandal.example/news/18001/bridge-opens-in-lower-sandal", "Bridge opens in Lower Sandal"),
        ("https://www.sandal.example/2026/02/04/ferry", "Ferry stops after forty years"),
        ("https://sandal.example/opinion/why-we-still-walk", "Why we still walk to work"),
        ("https://sandal.example/?p=77123", "Rain expected along the coast"),
    ]  # fmt: skip
    assert (found.kind, found.title, found.error) == ("section", "The Sandal Post", "")


def test_the_date_of_a_card_is_its_articles() -> None:
    """A <time> in the same card dates the link, else the day in its address; no other card's."""
    first, second, third, _ = read(FRONT).entries
    assert first.published is not None
    assert first.published.iso() == "2026-02-04T10:00:00+05:00"
    assert second.published is not None
    assert (second.published.raw, second.published.precision) == ("2026-02-04", "day")
    assert third.published is None


@pytest.mark.parametrize(
    ("pattern", "count"),
    [(r"^/news/\d+/", 2), (r"p=\d+$", 1), (r"^/tag/", 1), (r"^/nothing/", 0)],
)
def test_a_pattern_decides_alone(pattern: str, count: int) -> None:
    assert len(read(FRONT, pattern).entries) == count


@pytest.mark.parametrize(
    "told",
    [{"selectors": Selectors(links="h2.post-title a")}, {"link_pattern": r"\?p=\d+$"},
     {"selectors": Selectors(links=".post", remove=".meta a")}],
    ids=["links", "pattern", "holders"],
)  # fmt: skip
def test_what_the_configuration_names_is_read_from_its_own_card(told: dict[str, Any]) -> None:
    """Each report has the headline and the date of its card, not of the first."""
    body = (Path(__file__).parent / "sections" / "tag_cloud.html").read_bytes()
    source = Source("A", timezone="Asia/Kathmandu", **told)
    found = read_section(body, url="https://courier.example/", source=source, now=NOW)
    assert [
        (entry.title, entry.published and entry.published.iso()) for entry in found.entries
    ] == [
        ("Landslide closes the road to Brakkel", "2026-02-04"),
        ("Hospital asks for blood", "2026-02-03"),
        ("Two new judges sworn in", "2026-02-03"),
    ]


def test_a_card_gives_its_first_link_with_its_headline() -> None:
    """The picture comes first and says nothing; the author and the section are left."""
    card = """<div class=card><a href=/n/1><img src=x></a><a href=/n/1#top>Bridge opens in Lower Sandal</a>
      <a href=/by/asha-rao>Asha Rao of the night desk</a></div>"""
    other = card.replace("/n/1", "/n/2").replace("Bridge opens", "More boats than berths")
    source = Source("A", selectors=Selectors(links=".card"))
    body = f"<main>{card}{other}</main>".encode()
    found = read_section(body, url="https://sandal.example/", source=source, now=NOW)
    assert [(urlsplit(entry.url).path, entry.title) for entry in found.entries] == [
        ("/n/1", "Bridge opens in Lower Sandal"),
        ("/n/2", "More boats than berths in Lower Sandal"),
    ]


def test_selectors_that_find_no_link_fail_the_poll() -> None:
    """A redesign must be heard of: nothing is guessed where somebody has said where to look."""
    source = Source("A", selectors=Selectors(links=".story a"))
    found = read_section(FRONT.encode(), url="https://sandal.example/", source=source, now=NOW)
    assert (found.kind, found.error) == ("", "selectors.links finds no link on this page")


def test_short_slugs_come_along_in_a_row_of_cards() -> None:
    """Where three cards surely are reports, a fourth of the same kind is one too."""
    card = "<li class='row'><h3><a href='/n/{}'>{}</a></h3></li>"
    sure = [card.format(f"rain-falls-on-day-{n}", f"Rain falls on day {n}") for n in range(3)]
    odd = card.format("floods", "Floods cut the road to Sandal")
    alone = "<p><a href='/n/weather-desk'>The weather desk and its people</a></p>"
    found = read(f"<main><ul>{''.join(sure)}{odd}</ul>{alone}</main>")
    assert [entry.url.rpartition("/")[2] for entry in found.entries][-1] == "floods"
    assert len(found.entries) == 4


@pytest.mark.parametrize(
    ("body", "pattern", "error"),
    [
        ("", "", "the answer is empty"),
        ("<p>nothing here</p>", "", "no link on this page"),
        (FRONT, "(", "link_pattern cannot be read"),
    ],
)
def test_what_gives_no_links_says_why(body: str, pattern: str, error: str) -> None:
    found = read(body, pattern)
    assert found.entries == ()
    assert error in found.error


def test_a_flood_of_links_is_cut() -> None:
    """No page makes more than a hundred errands."""
    links = "".join(
        f"<p><a href='/n/{n:06}-a-b-c'>A headline of some words</a></p>" for n in range(9000)
    )
    assert len(read(links).entries) == MAX_LINKS


# --- invented pages in many layouts: an .html, and beside it what stands on it -----------

PAGES = sorted((Path(__file__).parent / "sections").glob("*.html"))
# Found over all pages, and what of the found is right.  They may only rise.
RECALL, PRECISION = 1.0, 1.0


def case(path: Path) -> tuple[dict[str, Any], FeedReading]:
    """Read a page as its case says."""
    said = json.loads(path.with_suffix(".json").read_text("utf-8"))
    shapes = [Shape(shape, good, bad, NOW) for shape, good, bad in said.get("known", ())]
    source = Source("A", timezone=said.get("timezone", ""))
    body = path.read_bytes()
    return said, read_section(body, url=said["url"], source=source, now=NOW, shapes=shapes)


def told(said: dict[str, Any], key: str) -> dict[str, Any]:
    """Return what a case says of addresses, each whole."""
    return {canonical(urljoin(said["url"], path)): value for path, value in said[key].items()}


def test_articles_are_found_and_nothing_else() -> None:
    """Over all layouts; the message names each miss."""
    right = expected = found = 0
    wrong = list[str]()
    for path in PAGES:
        said, reading = case(path)
        wanted = told(said, "articles")
        maybe = {canonical(urljoin(said["url"], one)) for one in said.get("maybe", ())}
        got = {canonical(entry.url) for entry in reading.entries} - maybe
        right, expected, found = (
            right + len(got & set(wanted)),
            expected + len(wanted),
            found + len(got),
        )
        wrong += [f"{path.stem}: not found: {url}" for url in wanted if url not in got]
        wrong += [f"{path.stem}: no article: {url}" for url in got if url not in wanted]
    assert right / expected >= RECALL, wrong
    assert right / found >= PRECISION, wrong


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_a_page_says_of_its_articles(path: Path) -> None:
    """Headlines, dates and the way on."""
    said, reading = case(path)
    titles = {canonical(entry.url): entry.title for entry in reading.entries}
    wanted = told(said, "articles")
    assert {url: titles.get(url) for url in wanted} == wanted
    dates = {canonical(entry.url): entry.published for entry in reading.entries}
    for url, iso in told({"published": {}} | said, "published").items():
        moment = dates[url]
        assert moment is not None
        assert moment.iso().startswith(iso)
    for key in ("older", "onward"):
        if key in said:
            assert list(getattr(reading, key)) == [urljoin(said["url"], one) for one in said[key]]


def test_the_news_worlds_outlets() -> None:
    """Whatever addresses an outlet gives its reports, its section page gives all of them."""
    world = World(start=NOW - timedelta(days=2), filler=600, further=12)
    shown = Listing(ListKind.SECTION, "/latest/")
    for outlet in world.outlets:
        site = f"https://{outlet.slug}.example"
        items = world.published(outlet, NOW, 20)
        body = listing(outlet, shown, items, site=site, now=NOW)
        source = Source(outlet.name, timezone=outlet.timezone)
        found = read_section(body, url=f"{site}/latest/", source=source, now=NOW)
        assert [(entry.url, entry.title) for entry in found.entries] == [
            (canonical(site + item.paths[0]), (item.text(NOW) or item.texts[0]).title)
            for item in items
        ], outlet.slug
