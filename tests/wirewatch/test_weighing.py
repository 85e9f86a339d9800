"""`wirewatch try ledger`: who says how many, over several articles."""

from __future__ import annotations

import json
from typing import Any

from tests.wirewatch.test_trying import run
from wirewatch.commands.terminal import out
from wirewatch.commands.weighing import _Books, _print_books

RAID: list[dict[str, Any]] = [
    {
        "id": 1,
        "story": "raid",
        "source": "Alder Bay Post",
        "published": "2026-02-01T08:00+05:00",
        "title": "Rebels storm Vesk",
        "text": "Over 170 rebels were killed, the army said.\n"
        "The Vesk Front said more than 100 soldiers were killed.",
    },
    {
        "id": 2,
        "story": "raid",
        "source": "Hill Courier",
        "published": "2026-02-01T12:00+05:00",
        "text": "The army said 177 rebels were killed.\nOfficials said 17 soldiers were killed.",
    },
    {
        "id": 3,
        "story": "raid",
        "source": "Echo",
        "published": "2026-02-01T23:00+05:00",
        "text": "As of 10 am on Sunday 172 rebels had been killed, the army said.",
    },
    {
        "id": 4,
        "story": "raid",
        "text": "At least 40 rebels were killed.\n"
        "Minister Ona Brill told the Assembly on Monday that Vesk was lost.",
        "source": "Echo",
    },
    {
        "id": 5,
        "story": "raid",
        "text": "Minister Ona Brill told the Assembly on Tuesday that Vesk was lost.",
        "published": "2026-02-04",
    },
]


def test_a_ledger_through_the_pipe() -> None:
    """A line a series at the end; a bad line is told and stops nothing."""
    bad: list[Any] = [{"id": 6, "story": ["odd"], "text": "12 died."}, {"id": 7, "text": 7}]
    given = "".join(json.dumps(line) + "\n" for line in [*RAID, *bad]) + "no JSON\n"
    status, answers, complaint = run("ledger", given=given)
    assert (status, complaint) == (1, "")
    (*series,) = (one for one in answers if "error" not in one)
    assert [one["id"] for one in answers if "error" in one] == [6, 7, None]
    militants, soldiers = series
    assert [one["story"] for one in series] == ["raid", "raid"]
    assert (militants["effect"], militants["victim_class"]) == ("killed", "militant")
    assert [(one["article"], one["value"], one["verdict"], one["noted"])
            for one in militants["points"]] == [
        (1, 170, "first", False), (2, 177, "sharpened", False), (3, 172, "late", False),
        (4, 40, "repeat", True),
    ]  # fmt: skip
    first, last = militants["points"][0], militants["points"][3]
    assert (first["speaker"], first["low"], first["high"], first["bound"]) == (
        "army", 170, None, "more_than",
    )  # fmt: skip
    assert (last["speaker"], last["published"], last["as_of"]) == (None, None, None)
    assert militants["points"][2]["as_of"] == "2026-02-01T10:00+05:00"
    assert [(one["speaker"], one["verdict"]) for one in soldiers["points"]] == [
        ("Vesk Front", "first"), ("officials", "disputed"),
    ]  # fmt: skip
    assert soldiers["date_conflicts"] == [
        {"speaker": "Ona Brill", "days": [
            {"article": 4, "day": None, "weekday": "Monday"},
            {"article": 5, "day": "2026-02-03", "weekday": "Tuesday"}]},
    ]  # fmt: skip
    assert (soldiers["shown"]["disputed"], soldiers["shown"]["speakers"]) == (True, 2)


def test_articles_without_a_story_are_grouped() -> None:
    """Two reports of one flood are a story, named after the first; a raid elsewhere another."""
    flood = "Floods swept the town of Nushol on the Orrel after the barrage overflowed."
    lines = [
        {"id": "a", "source": "Echo", "published": "2026-02-01T08:00+05:00",
         "title": "Floods in Nushol kill 12",
         "text": f"{flood} Officials said 12 people were killed in the floods."},
        {"id": "b", "source": "Courier", "published": "2026-02-01T15:00+05:00",
         "title": "Nushol floods: toll rises to 22",
         "text": f"{flood} Officials said 22 people were killed in the floods."},
        {"id": ["c"], "source": "Courier", "published": "2026-02-01T16:00+05:00",
         "title": "Gunmen storm bank in Pirgah",
         "text": "Gunmen stormed a bank in Pirgah and fled. Police said 3 people were killed."},
    ]  # fmt: skip
    status, answers, _ = run("ledger", given="".join(json.dumps(line) + "\n" for line in lines))
    assert status == 0
    told = [
        (one["story"], [(p["article"], p["verdict"]) for p in one["points"]]) for one in answers
    ]
    assert told == [("a", [("a", "first"), ("b", "risen")]), (["c"], [(["c"], "first")])]


def test_a_ledger_for_people() -> None:
    """A heading with what is shown and who stands behind it, and a row a claim."""
    books = _Books()
    for line in RAID:
        books.enter(line)
    with out.capture() as captured:
        _print_books(books)
    told = " ".join(captured.get().split())
    assert "militant people killed: 177 (40 or more) 1 independent speaker, 2 outlets" in told
    assert "sharpened (was more than 170)" in told
    assert "Ona Brill spoke, it is said, on two days: Monday, Tuesday 2026-02-03" in told
    assert "17 disputed (Vesk Front: more than 100)" in told
