from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from alerts.route import addresses, caretakers, hushed, route
from news import places
from news.alert import Addressed, Slot, Why
from news.finding import Subject
from news.mute import Mute, Scope
from news.watch import Every, Quiet, Recipient, Route, Schedule
from tests.monitor.telling import invented

NOW = datetime(2026, 2, 4, 12, 40, tzinfo=UTC)

ALL = Route("all", ("desk",))
CITY = Route("city", ("city", "desk"), topics=("Market safety",))
NAMES = Route("names", ("profiles",), people=("Idris Venn",))
BOTH = Route("both", ("night",), topics=("Harbour",), people=("Idris Venn",))
TOLLS = Route("tolls", ("reader",), figures=("Harbour strike",))
LEDGER = Route("ledger", ("reader",), sources=("The Harbour Ledger",))
NARROW = Route("narrow", ("reader",), topics=("Harbour",), sources=("Kelmore Post",))


@pytest.mark.parametrize(
    ("routes", "subject", "name", "source", "told"),
    [
        ([], "topic", "Market safety", "Kelmore Post", ()),
        ([ALL], "topic", "Market safety", "Kelmore Post", ("desk",)),
        ([ALL], "person", "Idris Venn", "Kelmore Post", ("desk",)),
        ([CITY], "topic", "Market safety", "Kelmore Post", ("city", "desk")),
        ([CITY], "topic", "Harbour", "Kelmore Post", ()),
        ([CITY], "person", "Market safety", "Kelmore Post", ()),  # a person of that name
        ([NAMES], "person", "Idris Venn", "Kelmore Post", ("profiles",)),
        ([NAMES], "topic", "Idris Venn", "Kelmore Post", ()),
        ([BOTH], "topic", "Harbour", "Kelmore Post", ("night",)),
        ([BOTH], "person", "Idris Venn", "Kelmore Post", ("night",)),
        ([BOTH], "person", "Mara Quill", "Kelmore Post", ()),
        ([LEDGER], "topic", "Harbour", "The Harbour Ledger", ("reader",)),
        ([LEDGER], "topic", "Harbour", "Kelmore Post", ()),
        ([NARROW], "topic", "Harbour", "Kelmore Post", ("reader",)),
        ([NARROW], "topic", "Market safety", "Kelmore Post", ()),
        ([ALL], "figure", "Harbour strike", "Kelmore Post", ("desk",)),
        ([TOLLS], "figure", "Harbour strike", "Kelmore Post", ("reader",)),
        ([TOLLS], "figure", "Market safety", "Kelmore Post", ()),
        ([TOLLS], "topic", "Harbour strike", "Kelmore Post", ()),
        ([BOTH], "figure", "Harbour", "Kelmore Post", ()),
        ([CITY, ALL, NAMES], "topic", "Market safety", "Kelmore Post", ("city", "desk")),
        ([ALL, CITY], "topic", "Market safety", "Kelmore Post", ("desk", "city")),
    ],
)
def test_who_is_told(
    routes: list[Route], subject: str, name: str, source: str, told: tuple[str, ...]
) -> None:
    lines = route(Subject(subject), name, source, routes)
    assert tuple(one.recipient for one in addresses(lines, {}, NOW)) == told


DAILY = Route("daily", ("desk", "city"), digest=Schedule(Every.DAY, time(7)))
WEEKLY = Route("weekly", ("desk",), digest=Schedule(Every.WEEK, time(7), weekday=3))
HOURLY = Route("hourly", ("night", "desk"), digest=Schedule(Every.HOUR))
PEOPLE = {
    "desk": Recipient("desk", "console", timezone="Asia/Karachi"),
    "city": Recipient("city", "console"),
    "night": Recipient("night", "console", quiet=Quiet(time(12), time(15, 30)), health=True),
}
SEVEN = datetime(2026, 2, 5, 2, tzinfo=UTC)  # in Karachi, on a Thursday
THURSDAY = Slot(Why.WEEKLY, SEVEN)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([ALL], [Addressed("desk", None, "all")]),
        # Each on the clock of their own.
        (
            [DAILY],
            [
                Addressed("desk", Slot(Why.DAILY, SEVEN), "daily"),
                Addressed("city", Slot(Why.DAILY, SEVEN + timedelta(hours=5)), "daily"),
            ],
        ),
        # At once beats any digest, whichever route comes first.
        ([WEEKLY, ALL], [Addressed("desk", None, "all")]),
        ([ALL, WEEKLY], [Addressed("desk", None, "all")]),
        # Of two digests the earlier one tells.
        ([WEEKLY], [Addressed("desk", THURSDAY, "weekly")]),
        # An hourly digest whose hour lies in quiet hours waits for their end.
        (
            [WEEKLY, HOURLY],
            [
                Addressed("desk", Slot(Why.HOURLY, NOW + timedelta(minutes=20)), "hourly"),
                Addressed("night", Slot(Why.HOURLY, NOW + timedelta(minutes=170)), "hourly"),
            ],
        ),
    ],
)
def test_at_once_or_with_which_digest(lines: list[Route], told: list[Addressed]) -> None:
    assert list(addresses(lines, PEOPLE, NOW)) == told


@pytest.mark.parametrize(
    ("asked", "name", "passes"),
    [
        (("Nushol",), "Nushol, North Tarn, Veskia", True),
        (("North Tarn",), "Nushol, North Tarn, Veskia", True),
        (("Hadarvan", "veskia"), "Nushol, North Tarn, Veskia", True),
        (("Hadarvan",), "Nushol, North Tarn, Veskia", False),
        (("Nushol",), "North Tarn, Veskia", False),
        ((), "North Tarn, Veskia", False),
    ],
)
def test_bursts_of_places_have_routes(
    monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], name: str, passes: bool
) -> None:
    """By the place and by what it lies in; a route of topics carries none, one of all each."""
    monkeypatch.setattr(places.Used, "made", invented)
    line = Route("hills", ("desk",), topics=("Harbour",), places=asked)
    assert bool(route(Subject.PLACE, name, "", [line])) == passes
    assert bool(route(Subject.TOPIC, name, "", [line])) is False
    assert bool(route(Subject.TOPIC, "Harbour", "", [line])) is True
    assert route(Subject.PLACE, name, "", [ALL]) == (ALL,)


def test_whom_no_configuration_knows_is_told_at_once() -> None:
    """So that the outbox says what is wrong, instead of waiting for a digest."""
    assert addresses([DAILY], {}, NOW)[0] == Addressed("desk", None, "daily")


def test_who_hears_of_incidents() -> None:
    """Those who asked for it; else the first recipient, for somebody must."""
    assert caretakers(PEOPLE) == (Addressed("night"),)
    assert caretakers({"desk": PEOPLE["desk"], "city": PEOPLE["city"]}) == (Addressed("desk"),)
    assert caretakers({}) == ()


def test_who_does_not_want_to_hear_of_it() -> None:
    """A mute marks its recipient, and takes the finding out of their digest."""
    mutes = [Mute(Scope.TOPIC, "Harbour", "city", NOW, None, "cli")]
    told = addresses([DAILY], PEOPLE, NOW)
    found = hushed(told, mutes, Subject.TOPIC, "Harbour", source="Kelmore Post", article_id=1)
    assert found == (told[0], Addressed("city", None, "daily", muted=True))
