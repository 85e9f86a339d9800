"""Sources to lists of subscriptions and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.edit import change, read_entries
from crawler.guard import Guard
from crawler.opml import Outline, read_opml, write_opml
from tests.config.folder import written
from wirewatch.subscribing import as_number, gather, outlines_of, plan

HOSTILE = Path(__file__).parents[1] / "hostile" / "opml"
GUARD = Guard()
ENTRIES: list[dict[str, Any]] = [
    {
        "name": "The Hill Courier", "url": "https://courier.example",
        "feeds": ["https://courier.example/feed", "https://feeds.other.example/sport"],
        "sitemaps": ["https://courier.example/news.xml"], "language": "ur", "region": "Hills",
        "country": "PK", "timezone": "Asia/Karachi", "poll": "10m", "verify_tls": False,
        "tags": ["asia/hills", "dailies"], "selectors": {"title": "h1 > a"},
    },
    {"name": "Darrun Radio", "sections": ["https://radio.example/news/", "http://radio.example/a"],
     "link_pattern": r"^/\d{4}/<&\"'", "poll": 600},
    {"name": "پوسٹ", "feeds": ["HTTPS://Post.Example/feed#!all", {"env": "FEED"}]},
    {"name": "Copy", "feeds": ["http://www.courier.example/feed/"], "tags": ["dailies"]},
]  # fmt: skip


def back(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write sources as OPML and read them again, in the order of their names."""
    found = read_opml(write_opml(outlines_of(entries), "t", "d"))
    gathered = gather(found.outlines, GUARD)
    assert (found.error, gathered.left_out) == ("", ())
    return sorted(map(plain, gathered.entries), key=lambda one: str(one["name"]))


def plain(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a source without what is empty, and lists whose order says nothing in order."""
    kept = {key: value for key, value in entry.items() if value not in ("", [], ())}
    for key in ("tags", "feeds"):
        if key in kept:
            kept[key] = sorted(kept[key], key=str)
    return kept


def test_a_round_trip_loses_nothing() -> None:
    """Every key, also those that no other reader knows, and addresses as they were written."""
    assert back(ENTRIES) == sorted(map(plain, ENTRIES), key=lambda one: str(one["name"]))


_words = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9
)
_tags = st.lists(_words.filter(lambda word: word.strip("/")), max_size=3, unique=True)


@given(
    st.lists(
        st.tuples(_words, _tags), min_size=1, max_size=4, unique_by=lambda one: one[0].casefold()
    )
)
def test_any_names_and_tags_come_back(named: list[tuple[str, list[str]]]) -> None:
    entries = [
        {"name": name, "feeds": [f"https://a.example/{number}"], "tags": tags}
        for number, (name, tags) in enumerate(named)
        if name.strip("/ ")
    ]
    names = {
        one["name"]: {"/".join(filter(None, t.split("/"))) for t in one["tags"]} for one in entries
    }
    found = gather(read_opml(write_opml(outlines_of(entries), "t", "d")).outlines, GUARD)
    assert {one["feeds"][0]: set(one["tags"]) for one in found.entries} == {
        one["feeds"][0]: names[one["name"]] for one in entries
    }


@pytest.mark.parametrize(
    ("outlines", "expected"),
    [
        ([("A", "https://a.example/1"), ("A", "https://a.example/2")], {"A": 2}),
        ([("A", "https://a.example/1"), ("a", "https://b.example/1")],
         {"A": 1, "a (b.example)": 1}),
        ([("A", "https://a.example/1"), ("B", "http://www.a.example/1/#x")], {"A": 1}),
        ([("", "https://a.example/1")], {"a.example": 1}),
        ([("A", "https://a.example/1"), ("A", "https://b.example/1"), ("A", "https://b.example:8/1"),
          ("A (b.example)", "https://c.example/1")],
         {"A": 1, "A (b.example)": 1, "A (b.example:8)": 1, "A (b.example) (c.example)": 1}),
    ],
)  # fmt: skip
def test_feeds_of_other_readers(outlines: list[tuple[str, str]], expected: dict[str, int]) -> None:
    """One title at one outlet is one source; no two sources have one name."""
    found = gather([Outline(url, title) for title, url in outlines], GUARD)
    assert {one["name"]: len(one["feeds"]) for one in found.entries} == expected


def test_long_names_are_told_apart() -> None:
    """Cut to what a name may be, none is another's."""
    outlines = [Outline(f"https://a{n}.example/", "Post " * 40, home="x") for n in range(30)]
    names = {one["name"].casefold() for one in gather(outlines, GUARD).entries}
    assert len(names) == 30
    assert all(len(name) <= 100 for name in names)


@pytest.mark.parametrize(
    ("name", "feeds", "left_out"),
    [("ssrf.opml", ["http://pub.lab/f"], 4), ("dup.opml", ["http://pub.lab/f"], 0),
     ("xss.opml", ["http://pub.lab/f?%22%3E%3Csvg%20onload=alert(1)%3E"], 0)],
)  # fmt: skip
def test_hostile_files_are_tamed(name: str, feeds: list[str], left_out: int) -> None:
    """What could be followed is, once; the rest is left out with a reason each."""
    found = gather(read_opml((HOSTILE / name).read_bytes()).outlines, GUARD)
    assert [url for one in found.entries for url in one["feeds"]] == feeds
    assert len(found.left_out) == left_out
    assert not any("url" in one for one in found.entries)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("a.localhost", "127.0.0.1"),
        ("::1", "::1"), ("a.example", ""), ("fade", ""),
    ],
)  # fmt: skip
def test_numbers_in_any_notation(host: str, address: str) -> None:
    assert as_number(host) == address


def test_a_setting_lets_inner_addresses_in() -> None:
    inner = [Outline("http://127.0.0.1:8000/feed", "Ours")]
    assert gather(inner, GUARD).entries == ()
    assert len(gather(inner, Guard(["127.0.0.0/8"])).entries) == 1


def test_what_the_configuration_would_refuse_is_left_out() -> None:
    """A file that somebody edited loses that source, and says why."""
    wrong = Outline("https://a.example/f", "A", source="A", more={"timezone": "PKT"})
    kind = Outline("https://b.example/f", "B", kind="song")
    found = gather([wrong, kind, Outline("https://c.example/f", "C")], GUARD)
    assert [one["name"] for one in found.entries] == ["C"]
    assert "there is no time zone 'PKT'" in " ".join(found.left_out)
    assert "its kind is not known" in " ".join(found.left_out)


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    """The second time all is known; a new feed of a known source joins it."""
    folder = written(tmp_path)
    present = read_entries(folder)
    export = gather(outlines_of(present), GUARD).entries
    made = plan(present, export)
    assert (made.added, made.extended, made.known) == ([], {}, 2)
    more = [
        *export,
        {"name": "The Hill Courier", "feeds": ["https://courier.example/2"], "tags": ["t"]},
    ]
    made = plan(present, more)
    assert made.extended == {
        "The Hill Courier": {"feeds": ["https://courier.example/2"], "tags": ["t"]}
    }
    change(folder, {}, made.changes)
    made = plan(read_entries(folder), more)
    assert (made.added, made.extended) == ([], {})


def test_a_namesake_of_another_outlet_is_another_source(tmp_path: Path) -> None:
    folder = written(tmp_path)
    coming = [{"name": "darrun radio", "feeds": ["https://else.example/f"], "tags": []}]
    made = plan(read_entries(folder), coming)
    assert [one["name"] for one in made.added] == ["darrun radio (else.example)"]
    change(folder, {}, made.changes)
