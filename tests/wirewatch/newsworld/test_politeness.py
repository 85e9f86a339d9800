"""Manners are judged by what a reader could know, request by request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wirewatch.newsworld.log import Asked
from wirewatch.newsworld.politeness import Politeness, politeness

START = datetime(2031, 3, 4, 1, tzinfo=UTC)
SPEED = 60.0  # a real second is a minute of the world
MINUTE = 60.0


def ask(minute: float, words: str = "", *, outlet: str = "ledger") -> Asked:
    """Read a request from words: "304 tag=a if age=600 pause=60 took=0.1 kind=rss no /path"."""
    one = Asked(
        outlet, "/feed", 200, False, START + timedelta(minutes=minute), minute, 0.001, "us", "rss"
    )
    for word in words.split():
        name, _, value = word.partition("=")
        match name:
            case "tag":
                one = replace(one, etag=value)
            case "kind":
                one = replace(one, kind=value, path=f"/{value}")
            case "age":
                one = replace(one, max_age=float(value))
            case "pause":
                one = replace(one, pause=float(value))
            case "took":
                one = replace(one, took=float(value))
            case "if":
                one = replace(one, conditional=True)
            case "no":
                one = replace(one, forbidden=True)
            case _ if name.startswith("/"):
                one = replace(one, path=name)
            case _:
                one = replace(one, status=int(name))
    return one


def judged(*log: str | Asked, gap: float = 1.0) -> Politeness:
    """Judge requests ten minutes apart."""
    asked = [
        ask(number * 10, one) if isinstance(one, str) else one for number, one in enumerate(log)
    ]
    return politeness(asked, speed=SPEED, gap=gap, delays={"channel": 30.0})


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (["tag=a"], (0, 0, 0)),
        (["tag=a", "304 tag=a if", "tag=b if"], (2, 2, 0)),
        (["tag=a", "tag=a"], (1, 0, 1)),
        (["tag=a", "tag=a if"], (1, 1, 1)),
        (["tag=a", "tag=b"], (1, 0, 0)),
        (["tag=a", "503", "tag=a if"], (2, 1, 1)),
        (["", "", ""], (0, 0, 0)),  # no validator to send
        (["tag=a", "200", "200"], (1, 0, 0)),  # its last body came without one
        (["tag=a", "tag=a /other"], (0, 0, 0)),
        (["tag=a kind=article", "304 tag=a if kind=article"], (0, 0, 0)),  # pages are apart
    ],
)
def test_repeats_of_lists(log: Sequence[str], expected: tuple[int, int, int]) -> None:
    lists = judged(*log).lists
    assert (lists.asked, lists.conditional, lists.unneeded) == expected


def test_repeats_of_pages() -> None:
    """A page fetched again is judged as a list is, and counted apart."""
    found = judged("tag=a kind=article", "tag=a kind=article", "304 tag=a if kind=article")
    assert (found.pages.asked, found.pages.conditional, found.pages.unneeded) == (2, 1, 1)
    assert found.pages.conditional_share == found.pages.unneeded_share == 0.5
    assert judged().pages.conditional_share == 1.0
    assert found.polls == 0


@pytest.mark.parametrize(
    ("log", "rude"),
    [
        (["age=600", "age=600"], {}),
        (["age=900", "age=900"], {"early": 1}),
        (["304 age=900", "200"], {"early": 1}),
        (["503 pause=600", "200"], {}),
        (["503 pause=900", "200"], {"hasty": 1}),
        (["429 pause=900 kind=article", "200", "200 /else"], {"hasty": 1}),
        (["410", "410", "200"], {"revived": 2}),
        (["404", "200"], {}),
        (["410", "200 /else"], {}),
        (["no kind=article"], {"forbidden": 1}),
        (["no kind=rss"], {}),  # a feed is offered to readers
        (["no kind=sitemap"], {"forbidden": 1}),
        (["503 kind=robots", "200 kind=section", "200 kind=atom"], {"forbidden": 1}),
        (["0 kind=robots", "200 kind=article"], {"forbidden": 1}),
        (["404 kind=robots", "200 kind=article"], {}),
        (["503 kind=robots", "200 kind=robots", "200 kind=article"], {}),
    ],
)
def test_what_is_rude(log: Sequence[str], rude: dict[str, int]) -> None:
    found = judged(*log)
    names = ("early", "hasty", "forbidden", "revived", "crowded")
    assert {name: len(getattr(found, name)) for name in names if getattr(found, name)} == rude
    assert found.violations == sum(count for name, count in rude.items() if name != "early")


def test_what_is_rude_is_named() -> None:
    """Outlet, path and time say where to look."""
    assert judged("no kind=article").forbidden == ("ledger /article Tue 01:00:00",)


def test_hosts_are_judged_apart() -> None:
    """A pause that one outlet asks for is none of another's."""
    assert judged("503 pause=900", ask(10, outlet="herald")).hasty == ()


def test_who_hung_up_is_not_crowding() -> None:
    """A request without an answer ended when its reader says, before the server noticed."""
    first, second = ask(0, "0 took=0.2"), ask(0.19, "/page")
    assert politeness([first, second], speed=SPEED).crowded == ()
    assert len(politeness([replace(first, status=200), second], speed=SPEED).crowded) == 1


def test_an_answer_counts_from_its_end() -> None:
    """A request that was made while the refusal was still under way is not hasty."""
    assert judged("503 pause=900 took=11", ask(10), ask(12)).hasty == ("ledger /feed Tue 01:12:00",)


@pytest.mark.parametrize(
    ("seconds", "took", "outlet", "crowded"),
    [
        (3.0, 0.0, "ledger", 0),
        (1.9, 0.0, "ledger", 0),  # noted a little late
        (1.0, 0.0, "ledger", 1),
        (3.0, 2.0, "ledger", 1),  # counted from the end of the first
        (1.0, 60.0, "ledger", 1),  # two at once
        (20.0, 0.0, "channel", 1),  # it asks for half a minute
    ],
)
def test_spacing(seconds: float, took: float, outlet: str, crowded: int) -> None:
    first = replace(ask(0, "kind=robots", outlet=outlet), took=took / SPEED or 0.001)
    second = ask(seconds / MINUTE, "/page", outlet=outlet)
    found = politeness([first, second], speed=SPEED, gap=2.0, delays={"channel": 30.0})
    assert len(found.crowded) == crowded
    assert found.most_at_once == (2 if took > seconds else 1)
