import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from crawler.blocks import Block
from crawler.dates import read_date
from crawler.parse import parse_html
from crawler.posts import Line, Update, day_of, is_live, read_updates, split_posts
from news.moment import Moment, ZoneFrom

NOW = datetime(2026, 2, 5, tzinfo=UTC)


def read(raw: str) -> Moment | None:
    return read_date(raw, "Asia/Karachi", NOW, ZoneFrom.PAGE)


def lines(*texts: str) -> list[Line]:
    """Make lines; one that begins with # is a heading, with 1) or 2) of that entry."""
    made = []
    for text in texts:
        entry = int(text[0]) if text[1:2] == ")" else 0
        said = text[2:] if entry else text
        tag = "h3" if said.startswith("#") else "p"
        made.append(Line(said.lstrip("#"), Block(said.lstrip("#"), tag, (1, 2), entry=entry)))
    return made


def posts(
    told: Sequence[Line], updates: list[Update] | None = None, *, live: bool = True, day: str = ""
) -> list[tuple[str, str]]:
    """Return each post's time and text."""
    text = "\n".join(line.text for line in told)
    found = split_posts(told, updates, live=live, day=day, read=read)
    return [(post.at.iso() if post.at else "", text[post.start : post.end]) for post in found]


def test_elements_part_posts() -> None:
    """What stands above the first is the report's introduction, and no post."""
    told = lines("Follow the day here.", "1)18:42", "1)Turnout is 61 percent.", "2)Queues form.")
    assert posts(told, day="2026-02-04") == [
        ("2026-02-04T18:42+05:00", "18:42\nTurnout is 61 percent."),
        ("", "Queues form."),
    ]


def test_clocks_part_posts_of_a_page_that_calls_itself_live() -> None:
    """A day's programme has lines of times as well, and is no live report."""
    told = lines("18:42", "Turnout.", "15:05", "A vote.", "09:10", "Queues.")
    found = [("", "18:42\nTurnout."), ("", "15:05\nA vote."), ("", "09:10\nQueues.")]
    assert posts(told) == found
    assert not posts(told, live=False)
    assert not posts(told[:4])  # two clocks are too few


def test_a_headline_above_its_clock_is_the_posts() -> None:
    told = lines("#Turnout", "18:42", "Much.", "#Vote", "15:05", "One.", "#Queues", "09:10", "Two.")
    assert [text.split("\n")[0] for _, text in posts(told)] == ["Turnout", "Vote", "Queues"]


def test_a_clock_may_lead_the_headline() -> None:
    told = lines("#11.04 Uhr: Drohne", "Text.", "#06.20 Uhr: Hafen", "Text.", "#01.10 Uhr: X", "T.")
    found = posts(told, live=False, day="2026-02-04")
    assert [at[11:16] for at, _ in found] == ["11:04", "06:20", "01:10"]
    assert not posts([Line(line.text, Block(line.text, "p", ())) for line in told], live=False)


def test_listed_updates_part_posts_and_date_them() -> None:
    """By headline, or by first words; what is not on the page counts for nothing."""
    updates = [
        Update(("turnout is 61 percent",), "2026-02-04T18:42:00+05:00"),
        Update(("queues formed before dawn at many",), "2026-02-04T09:10:00+05:00"),
        Update(("a post on the next page",), "2026-02-04T08:00:00+05:00"),
    ]
    told = lines("#Turnout is 61 percent", "Much.", "Queues formed before dawn at many booths.")
    assert posts(told, updates, live=False) == [
        ("2026-02-04T18:42:00+05:00", "Turnout is 61 percent\nMuch."),
        ("2026-02-04T09:10:00+05:00", "Queues formed before dawn at many booths."),
    ]


@pytest.mark.parametrize(
    ("published", "modified", "day"),
    [
        ("2026-02-04T07:00+05:00", "2026-02-04T23:00+05:00", "2026-02-04"),
        ("2026-02-03T07:00+05:00", "2026-02-04T23:00+05:00", ""),
        ("2026-02-04T07:00+05:00", "", ""),
    ],
)
def test_a_clock_takes_the_day_only_where_it_is_certain(
    published: str, modified: str, day: str
) -> None:
    assert day_of(read(published), read(modified) if modified else None) == day


def test_a_day_is_no_posts_time() -> None:
    """A minute is never made up: a post with a day alone has no time."""
    told = [
        Line(text, Block(text, "p", (1,), entry=number, at="2026-02-04"))
        for number, text in enumerate(["One.", "Two."], 1)
    ]
    assert posts(told) == [("", "One."), ("", "Two.")]


@pytest.mark.parametrize(
    ("name", "live"),
    [
        ("Delta strike live: ports closed", True),
        ("/live/2026/delta-strike", True),
        ("لائیو: سیلاب", True),
        ("चुनाव लाइव अपडेट", True),
        ("He lived by the river", False),
        ("Delivery stops", False),
    ],
)
def test_a_page_calls_itself_live(name: str, live: bool) -> None:
    assert is_live("Bridge opens", name) is live


def test_updates_are_read_only_where_the_page_lists_them() -> None:
    """One broken update does not lose the others."""
    record = """<script type="application/ld+json">{"@type": "LiveBlogPosting", "liveBlogUpdate": [
        "broken", {"headline": 5}, {"headline": "Bridge opens", "articleBody":
        "<p>The bridge opened.</p><p>Ferries stop.</p>", "datePublished": "2026-02-04T08:00Z"}]}
        </script>"""
    assert read_updates(parse_html(f"<html><head>{record}</head></html>")) == [
        Update((), ""),
        Update(("bridge opens", "the bridge opened"), "2026-02-04T08:00Z"),
    ]
    assert read_updates(parse_html("<html><script>1</script></html>")) is None


def test_a_megabyte_of_updates_is_read() -> None:
    """What an update says of its writer and pictures is not what it says itself."""
    one = {
        "author": {"headline": "no", "datePublished": "no"},
        "headline": 'Says "stay"',
        "x": [{}],
    }
    many = [{**one, "articleBody": "Rain fell. " * 100} for _ in range(1_200)]
    record = json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": many, "headline": "Live"})
    assert len(record) > 1_000_000
    found = read_updates(parse_html(f"<html><script>{record}</script></html>"))
    assert found is not None
    assert len(found) == 1_000
    assert (found[-1].begins[0], found[-1].at) == ("says stay", "")


def test_a_broken_record_ends_the_list() -> None:
    """An update cut off by the page's end is not there, and no quote is looked at twice."""
    whole = '{"headline": "Bridge opens"}, '
    for broken in ('{"headline": "Ferry', '\\\\"' * 200_000, "[" * 200_000):
        record = f'"LiveBlogPosting", "liveBlogUpdate": [{whole}{broken}'
        found = read_updates(parse_html(f"<html><script>{record}</script></html>"))
        assert found == [Update(("bridge opens",), "")]
