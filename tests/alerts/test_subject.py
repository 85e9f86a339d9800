"""The subject of a story's message: where, what is new, who says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alerts.subject import LONGEST, story_subject
from news.alert import FactTold, Report, StoryTold
from news.fact import FactKind

REPORT = Report("Alder Bay Post", "A headline", "https://alderbaypost.example/a")
NOW = datetime(2026, 2, 4, 12, tzinfo=UTC)


def fact(
    says: str,
    before: str = "",
    verdict: str = "",
    sentence: str = "",
    kind: FactKind = FactKind.FIGURE,
) -> FactTold:
    return FactTold(kind, says, before, verdict, "", sentence, REPORT)


def subject(*facts: FactTold, places: tuple[str, ...] = (), name: str = "Attacks") -> str:
    story = StoryTold("0a", "A headline", "", facts, 3, 2, NOW, places=places)
    return story_subject(story, name, "Alder Bay Post")


DEAD = fact("9 killed, say police")
HURT = fact("27 injured, say police")


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ([DEAD], "Attacks: 9 killed, say police (Alder Bay Post)"),
        ([HURT, DEAD], "Attacks: 9 killed, 27 injured, say police (Alder Bay Post)"),
        ([DEAD, fact("9 killed, says Ona Brill")],
         "Attacks: 9 killed, say police and Ona Brill (Alder Bay Post)"),
        ([fact("22 killed, say police", "17 (Vesk police)", "risen")],
         "Attacks: 17 → 22 killed, say police (Alder Bay Post)"),
        ([fact("9 killed, say police", "84 (rebels)", "disputed"), HURT],
         "Attacks: 9 killed, say police; rebels say 84; 27 injured, say police (Alder Bay Post)"),
        ([fact("9 killed, says the Hill Province Relief Board (HPRB)")],
         "Attacks: 9 killed, says HPRB (Alder Bay Post)"),
        ([fact("9 killed, says Rakesh Brill of the Kelmore Civil Hospital")],
         "Attacks: 9 killed, says Rakesh Brill (Alder Bay Post)"),
        ([fact("9 killed, says its medical superintendent, Dr Ona Brill")],
         "Attacks: 9 killed, says Dr Ona Brill (Alder Bay Post)"),
        ([fact("50 killed, say police", "10", "edited", kind=FactKind.EDITED)],
         "Attacks: Alder Bay Post changes 10 → 50 killed, say police"),
        ([fact("Hill Front claims responsibility", kind=FactKind.RESPONSIBILITY), DEAD],
         "Attacks: 9 killed, say police; Hill Front claims responsibility (Alder Bay Post)"),
        ([fact("Kelmore", kind=FactKind.PLACE)], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_what_is_new_in_one_line(facts: list[FactTold], line: str) -> None:
    assert subject(*facts) == line


@pytest.mark.parametrize(
    ("sentence", "places", "name", "start"),
    [
        ("Nine died in Tarn, police said.", ("Tarn",), "Attacks", "Tarn: 9"),
        ("Nine died in Tarn, police said.", ("Tarn",), "Tarn attacks", "Tarn attacks: 9"),
        ("Nine died in Tarn and Karvi.", ("Tarn", "Karvi"), "Attacks", "Attacks: 9"),
        ("Nine died, police said.", ("Tarn",), "Attacks", "Attacks: 9"),
        ("Nine died, Tarn police said.", ("Tarn",), "Attacks", "Attacks: 9"),
    ],
)
def test_where_it_was_comes_first(
    sentence: str, places: tuple[str, ...], name: str, start: str
) -> None:
    """One place, in the very sentence, that is not where the speaker sits."""
    who = "Tarn police" if "Tarn police" in sentence else "police"
    told = fact(f"9 killed, say {who}", sentence=sentence)
    assert subject(told, places=places, name=name).startswith(start)


def test_what_does_not_fit_is_left_out_whole() -> None:
    """Who says otherwise in so many words goes before the number does; no word is cut."""
    long = fact(
        "14 people killed, says Relief Commissioner Selmira Oktavand",
        "9 (Federal Relief Directorate)",
        "disputed",
    )
    line = subject(long, fact("112 people rescued, says Captain Aston"), name="Oshti flood")
    assert line == (
        "Oshti flood: 14 people killed, says Relief Commissioner Selmira Oktavand; others say 9"
    )
    assert len(line) <= LONGEST
    assert "others" not in subject(
        fact("12 missing, says Relief Directorate", "16 (Relief Directorate)", "lowered"),
        fact("41,000 people displaced, says Relief Directorate", "17 (directorate)", "disputed"),
        name="Oshti flood",
    )


def test_what_was_asked_for_leads() -> None:
    """A tracked figure's claim stands first, whoever is named for it there."""
    story = StoryTold("0a", "A headline", "", (DEAD, HURT), 3, 2, NOW)
    line = story_subject(story, "Wounded", "", "27 injured, says Vesk command")
    assert line == "Wounded: 27 injured, 9 killed, say police"
