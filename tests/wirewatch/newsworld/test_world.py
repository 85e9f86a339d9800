"""The world is the same for a seed, well filled, and its truth is true."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from news.text import words
from tests.wirewatch.newsworld.pencil import holds, matches
from wirewatch.newsworld.content import ContentError, figure, interval, offset, slug
from wirewatch.newsworld.printed import ListKind
from wirewatch.newsworld.truth import Truth
from wirewatch.newsworld.watch import ATTACKS, FLOOD, LATER, MINE, MONEY, TALDOVIN
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, 1, tzinfo=UTC)
WORLD = World(start=START)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "minutes"), [("0:00", 0), ("4:35", 275), ("-2:30", -150), ("11:05", 665)]
)
def test_offsets(text: str, minutes: int) -> None:
    assert offset(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "4", "4:60", "four", "4:5"])
def test_offsets_that_mean_nothing(text: str) -> None:
    with pytest.raises(ContentError):
        offset(text)


@pytest.mark.parametrize(
    ("bound", "number", "expected"),
    [
        ("exactly", "14", (14, 14, 14)),
        ("at_least", "50", (50, 50, None)),
        ("more_than", "110", (110, 110, None)),
        ("nearly", "80", (80, 72, 80)),
        ("about", "300", (300, 270, 330)),
        ("up_to", "20", (20, 0, 20)),
        ("range", "35000-40000", (40000, 35000, 40000)),
    ],
)
def test_bounds(bound: str, number: str, expected: tuple[float, float, float | None]) -> None:
    assert interval(bound, number) == expected


@pytest.mark.parametrize(
    "line",
    [
        "army | exactly 9 | killed | soldiers",
        "army | roughly 9 | killed | soldiers | 0:00",
        "army | exactly nine | killed | soldiers | 0:00",
    ],
)
def test_figures_that_cannot_be_read(line: str) -> None:
    with pytest.raises(ContentError):
        figure(line, START)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Gunmen strike, at least 10 killed", "gunmen-strike-at-least-10-killed"),
        ("Inspector's letter: “Not now”", "inspectors-letter-not-now"),
        ("بالائی ژینہ", ""),
    ],
)
def test_slugs(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_every_form_of_list_is_there() -> None:
    """At least eight outlets, with every form of list, in several zones and two scripts."""
    kinds = {item.kind for outlet in WORLD.outlets for item in outlet.listings}
    assert kinds == set(ListKind) - {ListKind.INDEX}  # it lists lists
    assert len(WORLD.outlets) >= 8
    assert len({outlet.timezone for outlet in WORLD.outlets}) >= 4
    assert {outlet.language for outlet in WORLD.outlets} == {"en", "ur"}
    alone = {outlet.listings[0].kind for outlet in WORLD.outlets if len(outlet.listings) == 1}
    assert {ListKind.SITEMAP, ListKind.SECTION} <= alone


def test_sixty_articles_in_three_events() -> None:
    """The world has sixty articles of its own, three events, and a third of other news."""
    own = [item for item in WORLD.articles if item.copy_of is None]
    english = [item for item in own if item.outlet != "urdu"]
    assert len(english) >= 60
    assert {item.event for item in own} == {"zhenna", "oshti", "brakkel", None}
    assert sum(item.event is None for item in english) >= len(english) / 3
    assert sum(len(item.texts) > 1 for item in own) >= 6


def test_articles_have_the_length_of_short_news() -> None:
    """Each English text has four to twenty sentences and a dateline or a plain lead."""
    for item in WORLD.articles:
        for text in item.texts:
            if item.outlet != "urdu" and item.copy_of is None:
                stops = re.findall(r"[.?!]”?(?:\s|$)", "\n".join(text.paragraphs))
                assert 4 <= len(stops) <= 20, (item.id, len(stops))


def test_truth_written_by_hand_is_true() -> None:
    """What each text is said to match is what a reader with a pencil finds in it."""
    for item in WORLD.articles:
        for text in item.texts:
            assert matches(text) == set(text.matches), (item.id, text.at)
            assert matches(text, item.post) == set(text.matches), (item.id, "post")


def test_filler_matches_nothing() -> None:
    """Articles composed by machine are never about a demo topic."""
    world = World(start=START, filler=600)
    composed = [item for item in world.articles if item.filler]
    assert len(composed) == 600
    assert [item.id for item in composed if matches(item.texts[0])] == []


def test_tracked_filler_matches_what_its_truth_says() -> None:
    """A third of a week's reports names one tracked thing each, and nothing besides."""
    world = World(start=START, filler=900, span=timedelta(days=7), tracked=0.33)
    composed = [item for item in world.articles if item.filler]
    found = {item.id: matches(item.texts[0]) for item in composed}
    later = LATER.name
    assert found == {item.id: set(item.texts[0].matches) - {later} for item in composed}
    assert [item.id for item in composed if later in item.texts[0].matches] == [
        item.id
        for item in composed
        if holds(LATER.tree(), words("\n".join(item.texts[0].paragraphs)))
    ]
    named = Counter(name for item in composed for name in item.texts[0].matches)
    assert set(named) == {ATTACKS, FLOOD, MINE, MONEY, TALDOVIN, later}
    assert min(named.values()) > 20
    assert len({item.texts[0].title for item in composed}) == len(composed)
    assert composed[-1].published - composed[0].published > timedelta(days=6, hours=20)


def test_filler_is_distinct_and_of_news_size() -> None:
    """Composed articles differ in text and address, and have about 3 KB."""
    world = World(start=START, filler=600)
    bodies = ["\n".join(item.texts[0].paragraphs) for item in world.articles if item.filler]
    addresses = {(item.outlet, path) for item in world.articles for path in item.paths}
    assert len(set(bodies)) == 600
    assert len(addresses) == sum(len(item.paths) for item in world.articles)
    assert 2_400 < sum(map(len, bodies)) / 600 < 3_600


def test_same_seed_same_world() -> None:
    """Two worlds of one seed are equal, one of another seed is not."""
    one, same = World(start=START, filler=40), World(start=START, filler=40)
    assert one.articles == same.articles
    assert one.articles != World(start=START, filler=40, seed=8).articles


def test_world_moves_with_its_start() -> None:
    """A later start shifts every article by as much and names its own weekday."""
    later = World(start=START + timedelta(days=2))
    for before, after in zip(WORLD.articles, later.articles, strict=True):
        assert after.published - before.published == timedelta(days=2)
    assert "on Tuesday" in WORLD.by_outlet["wire"][1].texts[0].paragraphs[0]
    assert "on Thursday" in later.by_outlet["wire"][1].texts[0].paragraphs[0]


def test_published_is_what_the_clock_says() -> None:
    """Only what is printed by now is there, newest first."""
    at_two = WORLD.published("ledger", START + 2 * HOUR)
    times = [item.published for item in at_two]
    assert times == sorted(times, reverse=True)
    assert times[0] <= START + 2 * HOUR
    assert len(at_two) < len(WORLD.published("ledger", START + 12 * HOUR))
    assert WORLD.published("ledger", START - timedelta(days=1)) == []


def test_an_edit_changes_the_text_and_not_the_address() -> None:
    """At least 10 becomes at least 50 under an address that still says 10."""
    item = next(item for item in WORLD.articles if item.id == "zhenna-01")
    before, after = item.text(START + HOUR), item.text(START + 2 * HOUR)
    assert before is not None
    assert after is not None
    assert "at least 10" in before.paragraphs[0]
    assert "at least 50" in after.paragraphs[0]
    assert item.text(START) is None


def test_an_edit_can_add_a_match() -> None:
    """The resignation matches the minister first and the mine only after the edit."""
    true = next(item for item in WORLD.truth().articles if item.id == "brakkel-10")
    assert true.matches_at(START + 9 * HOUR) == ("Jorrabek Taldovin",)
    assert true.matches_at(START + 10 * HOUR) == ("Brakkel mine", "Jorrabek Taldovin")


def test_copies_say_whose_they_are() -> None:
    """A copy names its origin, ends with its credit, and may be cut or retitled."""
    by_id = {item.id: item for item in WORLD.articles}
    copies = [item for item in WORLD.articles if item.copy_of]
    assert len(copies) >= 12
    for copy in copies:
        origin = by_id[copy.copy_of or ""]
        assert copy.origin == origin.outlet != copy.outlet
        assert copy.texts[0].paragraphs[-1].startswith("(")
    assert any(copy.texts[0].title != by_id[copy.copy_of or ""].texts[0].title for copy in copies)


def test_every_spelling_of_the_ministers_occurs() -> None:
    """The people's variants are all in the news, else tracking them proves nothing."""
    texts = "\n".join("\n".join((t.title, *t.paragraphs)) for a in WORLD.articles for t in a.texts)
    for name in ("Jorabek Taldovin", "Jorrabeg Taldowin", "Hawrin Dulmassi", "Selmira Octavand"):
        assert name in texts


def test_truth_survives_its_file() -> None:
    """What is written as truth.json is read back the same, unknown fields ignored."""
    truth = WORLD.truth()
    written = truth.to_json()
    assert Truth.from_json(written) == truth
    later = written.replace('"copy_of"', '"invented_later": 1,\n"copy_of"')
    assert Truth.from_json(later) == truth


def test_further_outlets() -> None:
    """Ten further outlets list in every way, print filler, and one of them falls silent."""
    crowd = World(start=START, filler=950, span=24 * HOUR, tracked=0.1, further=10)
    assert [outlet.slug for outlet in crowd.outlets[:9]] == [o.slug for o in WORLD.outlets]
    further = crowd.outlets[9:]
    kinds = {listing.kind for outlet in further for listing in outlet.listings}
    assert kinds == set(ListKind)
    last = {outlet.slug: crowd.by_outlet[outlet.slug][-1].published for outlet in further}
    silent = {outlet.slug for outlet in further if outlet.silent_after is not None}
    assert len(silent) == 1
    assert {slug for slug, at in last.items() if at < START + 9 * HOUR} == silent
    assert all(at > START + 22 * HOUR for slug, at in last.items() if slug not in silent)
    paths = [path for item in crowd.articles for path in item.paths]
    assert [o.slug for o in further if any(item.unlisted for item in o.listings)] == ["express-004"]
    forbidden = [outlet for outlet in further if outlet.forbids]
    assert len(forbidden) == 1
    assert any(path.startswith(forbidden[0].forbids) for path in paths)
    assert World(start=START, filler=950, span=24 * HOUR, tracked=0.1, further=10).truth() == (
        crowd.truth()
    )
