"""What is guessed of an outlet, and where each guess came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.catalogue import catalogue
from crawler.discover import Found
from crawler.home import HomePage
from crawler.offers import Offer
from news.source import FeedKind
from wirewatch.places import countries_at, country_of, homes_of, zones_of
from wirewatch.proposing import contents, from_outlet, outlet_at, overruled, propose

NOW = datetime(2031, 3, 4, 9, tzinfo=UTC)
HOME = HomePage(
    "https://sandal.example/", "Latest news | Sandal Post", "Sandal Post", "en", "en_US"
)
FEED = Offer(
    "https://sandal.example/feed", FeedKind.FEED, "its home page announces it",
    "Sandal Post » Feed", "en", 20, NOW - timedelta(minutes=5), taken=True,
)  # fmt: skip


def guess(home: dict[str, Any], feed: dict[str, Any] | None = None) -> tuple[dict[str, Any], Any]:
    """Propose an outlet of this home page and feed; return its values and their reasons."""
    found = Found("sandal", replace(HOME, **home), (replace(FEED, **(feed or {})),))
    made = propose(found, None, NOW)
    return made.entry, made.why


PK = "https://sandal.pk/"


@pytest.mark.parametrize(
    ("home", "feed", "key", "value", "why"),
    [
        ({}, {}, "name", "Sandal Post", "og:site_name"),
        ({"site_name": ""}, {}, "name", "Sandal Post", "title of its feed"),
        ({"site_name": ""}, {"title": "Sandal Post - RSS"}, "name", "Sandal Post", "feed"),
        ({"site_name": ""}, {"title": "RSS"}, "name", "Sandal Post", "title of its home page"),
        ({"site_name": "", "title": "All of the hills: Sandal – News"}, {"title": ""},
         "name", "Sandal", "home page"),
        ({"site_name": "", "title": ""}, {"title": ""}, "name", "sandal.example", "its host"),
        ({}, {"language": "ur"}, "language", "ur", "its feed says so"),
        ({"language": "ur-PK"}, {"language": ""}, "language", "ur", "html lang"),
        ({"language": "", "locale": "ur_PK"}, {"language": ""}, "language", "ur", "og:locale"),
        ({"language": "en-US", "reads_as": "ur"}, {"language": ""}, "language", "ur", "reads so"),
        ({"language": "", "locale": "", "reads_as": "bn"}, {"language": ""}, "language", "bn", ""),
        ({"language": "", "locale": ""}, {"language": ""}, "language", None, "nothing tells it"),
        ({"url": PK}, {}, "country", "PK", "ends in .pk"),
        ({"url": "https://news.co.uk/"}, {}, "country", "GB", "ends in .uk"),
        ({"url": "https://sandal.tv/"}, {}, "country", None, "nothing"),
        ({"locale": "ur_PK"}, {}, "country", "PK", "og:locale"),
        ({"locale": "en_US", "language": "en-US"}, {}, "country", None, "nothing"),
        ({}, {"offsets": (345, 345)}, "country", "NP", "kept only there"),
        ({}, {"offsets": (300,), "language": "ur"}, "country", "PK", "+0500"),
        ({}, {"offsets": (330,), "language": "ur"}, "country", "IN", "+0530"),
        ({"url": PK}, {}, "timezone", "Asia/Karachi", "the only zone of PK"),
        ({"url": PK}, {"offsets": (300, 300)}, "timezone", "Asia/Karachi", "+0500 too"),
        ({"url": PK}, {"offsets": (0, 0)}, "timezone", "Asia/Karachi", "the only zone"),
        ({"url": PK}, {"offsets": (60, 60)}, "timezone", None, "which no zone of PK keeps"),
        ({"url": "https://a.id/"}, {"offsets": (480,)}, "timezone", "Asia/Makassar", "fits"),
        ({"url": "https://a.id/"}, {}, "timezone", None, "4 zones"),
        ({}, {"offsets": (300, 0, 330)}, "timezone", None, "nothing tells it"),
        ({"url": PK}, {}, "region", "Pakistan", "the country's name"),
    ],
)  # fmt: skip
def test_a_guess(
    home: dict[str, Any], feed: dict[str, Any], key: str, value: str | None, why: str
) -> None:
    entry, reasons = guess(home, feed)
    assert (entry.get(key), why in reasons[key]) == (value, True), reasons[key]


def test_lists_carry_how_they_were_found_and_what_they_hold() -> None:
    left = replace(FEED, url="https://sandal.example/b", taken=False, note="it lists nothing")
    made = propose(Found("sandal", HOME, (FEED, left), notes=("n",)), None, NOW)
    assert made.entry["feeds"] == [FEED.url]
    assert made.lists[FEED.url] == "its home page announces it; 20 entries, newest 5 minutes old"
    assert (made.left_out, made.notes) == ((left,), ("n",))


def test_what_somebody_says_goes_before_guesses() -> None:
    entry = overruled(propose(Found("s", HOME, (FEED,)), None, NOW), {"name": "Post", "tags": []})
    assert (entry.entry["name"], entry.why["name"]) == ("Post", "as you said")
    assert "tags" not in entry.entry


def test_an_outlet_of_the_catalogue_is_known_by_its_addresses() -> None:
    """By its host, by one of its feeds; where a host has several, by the path."""
    outlets = catalogue()
    for address, name in (
        ("dawn.com", "Dawn"),
        ("https://www.dawn.com/", "Dawn"),
        ("https://www.dawn.com/news/1", "Dawn"),
        ("https://www.dawn.com/feeds/home", "Dawn"),
        ("https://www.bbc.com/urdu/articles/x", "BBC Urdu"),
    ):
        outlet = outlet_at(outlets, address)
        assert outlet is not None, address
        assert outlet.name == name
    assert outlet_at(outlets, "https://www.bbc.com/sport") is None
    assert outlet_at(outlets, "https://sandal.example") is None


def test_the_catalogue_knows_better() -> None:
    """Its facts stand in place of guesses; what was found is what is followed."""
    outlet = next(one for one in catalogue() if one.name == "Dawn")
    made = propose(Found("dawn.com", HOME, (FEED,)), outlet, NOW)
    assert (made.entry["name"], made.entry["timezone"]) == ("Dawn", "Asia/Karachi")
    assert made.why["timezone"].startswith("the shipped catalogue (A")
    assert made.entry["feeds"] == [FEED.url]
    bare = from_outlet(outlet)
    assert bare.entry["feeds"][0] == "https://www.dawn.com/feeds/home"
    assert "not asked" in bare.notes[0]


@pytest.mark.parametrize(
    ("age", "entries", "says"),
    [
        (timedelta(minutes=90), 1, "1 entry, newest 90 minutes old"),
        (timedelta(hours=3), 2000, "2,000 entries, newest 3 hours old"),
        (timedelta(days=3), 5, "5 entries, newest 3 days old"),
        (timedelta(hours=-3), 5, "5 entries, newest 0 minutes old"),
        (None, 5, "5 entries, none dated"),
    ],
)
def test_what_a_list_holds(age: timedelta | None, entries: int, says: str) -> None:
    newest = None if age is None else NOW - age
    assert contents(replace(FEED, entries=entries, newest=newest), NOW) == says


def test_places() -> None:
    """The zone database knows the countries; what everybody may buy names none."""
    assert country_of("www.sandal.com.pk:8080") == "PK"
    assert country_of("sandal.example") == country_of("127.0.0.1") == country_of("x.io") == ""
    assert zones_of("AF", NOW) == ("Asia/Kabul",)
    assert zones_of("AF", NOW, 300) == ()
    assert zones_of("??", NOW) == ()
    assert "PK" in countries_at(300, NOW)
    assert countries_at(270, NOW) == {"AF"}
    assert homes_of("ur")[0] == "PK"
    assert homes_of("xx") == ()
