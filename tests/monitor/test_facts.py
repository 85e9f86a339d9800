"""Which facts a reader of one story is told, however its reports are worded and arrive."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.fact import Fact, FactKind
from tests.monitor.hearing import Reader

OPENING = "Gunmen stormed a police post on the edge of Nushol before dawn on Tuesday. "
TITLE = "Gunmen storm police post in Nushol"
_FIGURES = (FactKind.FIGURE, FactKind.EDITED, FactKind.SPEAKER)


def _told(
    reader: Reader, text: str, *, article: int = 0, hours: float = 0, edited: bool = False
) -> list[str]:
    """Let a report of the raid come; return what is told of figures: "edited killed 50 police"."""
    found = reader.hear(TITLE, OPENING + text, article=article, hours=hours, edited=edited)
    return [_short(one) for one in found if one.kind in _FIGURES]


def _short(fact: Fact) -> str:
    """Write what a fact says of a number, or whose first it is."""
    if fact.kind is FactKind.SPEAKER:
        return f"speaker {fact.speaker}"
    effect, *_, low, high = fact.natural[-9:]
    end = low if low != "None" else high
    return " ".join(filter(None, (fact.kind, effect, f"{float(end):g}", fact.speaker)))


def test_a_number_that_was_only_doubtful_is_told_when_a_surer_report_has_it() -> None:
    """A vague plural is told to nobody, so the number that replaces it is the first."""
    reader = Reader()
    assert not _told(reader, "Dozens of people were killed, police said.")
    assert _told(reader, "Police said 34 people were killed.", hours=1) == [
        "figure killed 34 police"
    ]
    assert not _told(reader, "Dozens of people were killed, police said.", hours=2)


def test_the_first_number_of_a_speaker_is_told_though_it_only_agrees() -> None:
    """A hospital that confirms what police say is news once; police again is not."""
    reader = Reader()
    _told(reader, "Police said nine people were killed.")
    found = _told(reader, "The hospital of Nushol said nine people were killed.", hours=1)
    assert [one.split()[0] for one in found] == ["speaker"]
    assert not _told(reader, "The hospital of Nushol said nine people were killed.", hours=2)
    assert not _told(reader, "Police said nine people were killed.", hours=3)


def test_a_body_without_a_name_repeats_whoever_of_its_side_is_named() -> None:
    """Police who give the minister's nine are no new voice; the rebels' first number is one."""
    reader = Reader()
    _told(reader, "Interior minister Ona Brill said nine people were killed.")
    _told(reader, "Nine people were killed.", hours=1)
    assert not _told(reader, "Police said nine people were killed.", hours=2)
    # Nor where an outlet has the number in between, and of one class.
    _told(reader, "Interior minister Ona Brill said seven soldiers were injured.", hours=2)
    _told(reader, "Seven soldiers were injured.", hours=3)
    assert not _told(reader, "Troops said seven people were injured.", hours=4)
    assert _told(reader, "The rebels said nine people were killed.", hours=5)


def test_a_name_spelled_anew_counts_on_from_its_last_number() -> None:
    """Who said 19 in one spelling and says 22 in another has raised his own number."""
    reader = Reader()
    _told(reader, "Police said nine people were killed.")
    _told(reader, "Commissioner Ona Oktavand said 19 people were killed.", hours=1)
    reader.hear(TITLE, OPENING + "Commissioner Ona Octavand said 22 people were killed.", hours=2)
    (risen,) = [one for one in reader.told if one.verdict == "risen" and one.says[:2] == "22"]
    assert risen.before.startswith("19")


def test_a_rise_in_a_dispute_has_what_stood_and_what_the_other_side_says() -> None:
    """Whoever is told 17 wants to know both: that it was nine, and that the others say 84."""
    reader = Reader()
    _told(reader, "The army said nine soldiers were killed.")
    _told(reader, "The Vesk Front, a rebel group, said it killed 84 soldiers.", hours=1)
    _told(reader, "The army said 17 soldiers were killed.", hours=2)
    (risen,) = [one for one in reader.told if one.verdict == "risen"]
    assert risen.before == "9 (army); 84 (Vesk Front)"


EDITS = [
    # Another number, whoever gives it.
    ("At least 10 people were killed, police said.", "At least 50 people were killed, police said.",
     ["edited killed 50 police"]),
    ("At least 10 people were killed, police said.", "At least 11 people were killed, police said.",
     ["edited killed 11 police"]),
    ("Police said 50 people were killed.", "Police said 10 people were killed.",
     ["edited killed 10 police"]),
    ("About 20 people were killed, police said.", "About 40 people were killed, police said.",
     ["edited killed 36 police"]),
    ("Nine people were killed.", "Eleven people were killed.", ["edited killed 11"]),
    # Another speaker, effect or place.
    ("Police said nine people were killed.", "The rebels said nine people were killed.",
     ["speaker rebels"]),
    ("Police said nine people were killed.", "Police said nine people were injured.",
     ["figure injured 9 police"]),
    # Wording, commas, hedges that say the same.
    ("At least 10 people were killed, police said.", "Police said at least ten people had died.",
     []),
    ("Police said nine people were killed.", "“Nine people were killed”, police said.", []),
    ("More than 170 people were killed, police said.", "Police said 177 people were killed.", []),
    ("Police said 20 people were killed.", "Police said about 20 people were killed.", []),
    ("Police said 2,100 people were displaced.", "Police said 2100 people were displaced.", []),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), EDITS)
def test_an_edit_is_told_where_a_fact_is_another(before: str, after: str, told: list[str]) -> None:
    """Once, and never for its wording."""
    reader = Reader()
    _told(reader, before, article=1)
    assert _told(reader, after, article=1, hours=1, edited=True) == told
    assert not _told(reader, after, article=1, hours=2, edited=True)


TAKEN_OUT = [
    ("Police said ten people were killed. The road is closed.", "The road is closed.",
     ["no longer says: 10 people killed, say police"]),
    ("Ten people were killed and four injured, the mayor said.", "Four were hurt, the mayor said.",
     ["no longer says: 10 people killed, says mayor"]),
    # Nobody is named for it any more.
    ("The mayor said ten people were killed.", "Ten people were killed.",
     ["no longer names mayor for: 10 people killed"]),
    # A newer number, another speaker, other words, the number read otherwise.
    ("Police said ten people were killed.", "Police said eleven people were killed.", []),
    ("Police said ten people were killed.", "Dozens of people were killed.", []),
    ("Police said ten people were killed.", "The mayor said ten people were killed.", []),
    ("The mayor said ten people were killed.", "Ten people were killed. The mayor wept.", []),
    ("Police said ten people were killed.", "Police said ten people died there.", []),
    ("Police said ten people were killed.", "Police spoke of ten graves.", []),
    # What was doubtful was told to nobody.
    ("Dozens of people were killed, police said.", "The road is closed.", []),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), TAKEN_OUT)
def test_what_an_edit_takes_out_is_told(before: str, after: str, told: list[str]) -> None:
    """Once, where nothing stands in its place."""
    reader = Reader()
    reader.hear(TITLE, OPENING + before, article=1)
    gone = [
        fact.says.removeprefix("Outlet 1 ")
        for hours in (1, 2)
        for fact in reader.hear(TITLE, OPENING + after, article=1, hours=hours, edited=True)
        if fact.kind is FactKind.WITHDRAWN
    ]
    assert gone == told


def test_a_stub_takes_nothing_back() -> None:
    """A page that is mostly gone is another page: a wall, a notice, an error."""
    reader = Reader()
    reader.hear(TITLE, OPENING + "Police said ten people were killed. " * 9, article=1)
    reader.lengths[1] = 400
    assert not reader.hear(TITLE, OPENING, article=1, hours=1, edited=True)


def test_an_edit_of_the_headline_is_told() -> None:
    """The number stands in the headline alone."""
    reader = Reader()
    reader.hear("Ten people killed in Nushol raid", OPENING, article=1)
    found = reader.hear("Fifty people killed in Nushol raid", OPENING, article=1, hours=1,
                        edited=True)  # fmt: skip
    assert [(one.kind, one.before) for one in found] == [(FactKind.EDITED, "10")]


def test_an_edit_that_moves_the_deed_to_another_place_is_told() -> None:
    """The dead are counted in Pirgah now."""
    reader = Reader()
    text = "Police said nine people were killed in Nushol."
    reader.hear("Gunmen storm post", text, article=1)
    found = reader.hear("Gunmen storm post", text.replace("Nushol", "Pirgah"), article=1, hours=1,
                        edited=True)  # fmt: skip
    assert "Pirgah" in [one.says for one in found if one.kind is FactKind.PLACE]


@pytest.mark.parametrize(
    "note",
    [
        "Correction: An earlier version of this report said that 10 people were killed.",
        "This article was corrected on Tuesday. It previously gave the number as 10 killed.",
    ],
)
def test_a_correction_note_does_not_bring_the_old_number_back(note: str) -> None:
    """The new number is told as an edit; the old one in the note is of before."""
    reader = Reader()
    _told(reader, "At least 10 people were killed, police said.", article=1)
    text = f"At least 50 people were killed, police said.\n{note}"
    told = _told(reader, text, article=1, hours=1, edited=True)
    assert told == ["edited killed 50 police"]


def test_an_outlet_that_follows_what_another_told_edits_nothing_new() -> None:
    """Ten outlets carry the wire's new number into their reports; the reader has it."""
    reader = Reader()
    _told(reader, "Police said nine people were killed.", article=1)
    assert _told(reader, "Police said twelve people were killed.", article=2, hours=1)
    assert not _told(reader, "Police said twelve people were killed.", article=1, hours=2,
                     edited=True)  # fmt: skip


def test_a_better_reading_of_the_same_text_is_no_edit() -> None:
    """Read again by a later release, an article says what it said."""
    reader = Reader()
    _told(reader, "Police said nine people were killed.", article=1)
    found = reader.hear(TITLE, OPENING + "Police said twelve people were killed.", article=1)
    assert not [one for one in found if one.kind is FactKind.EDITED]


_DISPUTED = "The hospital of Nushol said 14 people were killed."


def test_read_again_a_report_tells_nothing_though_its_story_has_grown() -> None:
    """What was no news when it came is none by what other reports have said since."""
    reader = Reader()
    _told(reader, "Police said 14 people were killed.", article=1, hours=3)
    _told(reader, _DISPUTED, article=2, hours=1)
    _told(reader, "Police said nine people were killed.", article=3, hours=4)
    _told(reader, "Rebels said 40 people were killed.", article=4, hours=0.5)
    known = dict(reader.shelf.facts)
    for article, text, hours in (
        (2, _DISPUTED, 1.0), (1, "Police said 14 people were killed.", 3.0),
    ):  # fmt: skip
        assert not _told(reader, text, article=article, hours=hours)
    assert reader.shelf.facts == known


SAID = (
    "Police said nine people were killed.",
    "Commissioner Ona Brill said 31 people were injured.",
    "The rebels said 40 soldiers were killed.",
    "Officials said 300 people were displaced.",
)
_OPENINGS = (
    "Gunmen stormed a police post on the edge of Nushol before dawn on Tuesday.",
    "Before dawn on Tuesday gunmen stormed a police post on the edge of Nushol.",
)
_WORDED: dict[str, Sequence[str]] = {
    SAID[0]: ("Nine people were killed, police said.", "“Nine people were killed,” police said.",
              "According to police, nine people were killed.", "Police said 9 people were killed."),
    SAID[1]: ("31 people were injured, Commissioner Ona Brill said.",
              "According to Commissioner Ona Brill, 31 people were injured."),
    SAID[2]: ("Forty soldiers were killed, the rebels said.",
              "The rebels said that 40 soldiers were killed."),
    SAID[3]: ("Officials said that 300 people were displaced.",
              "300 people were displaced, officials said."),
}  # fmt: skip


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_other_words_another_order_and_copies_tell_nothing(data: st.DataObject) -> None:
    """Whoever heard a report hears nothing of what words it anew, by another outlet or its own."""
    reader = Reader()
    reader.hear(TITLE, " ".join((_OPENINGS[0], *SAID)), article=1)
    for at in range(data.draw(st.integers(1, 3))):
        said = data.draw(st.lists(st.sampled_from(SAID), unique=True, min_size=1))
        worded = [data.draw(st.sampled_from((one, *_WORDED[one]))) for one in said]
        joined = data.draw(st.sampled_from((" ", "\n", "  "))).join(worded)
        edited = data.draw(st.booleans())
        found = reader.hear(
            data.draw(st.sampled_from((TITLE, "Police post stormed in Nushol", TITLE.upper()))),
            f"{data.draw(st.sampled_from(_OPENINGS))} {joined}",
            article=1 if edited else 0, hours=at + 1, edited=edited,
        )  # fmt: skip
        assert not [one.says for one in found if one.kind in _FIGURES]


_CAME = (
    ("Police said nine people were killed.", 0.0),
    ("Police said twelve people were killed.", 2.0),
    ("The hospital of Nushol said twelve people were killed.", 3.0),
    ("The rebels said 40 soldiers were killed.", 1.0),
    ("The army said seven soldiers were killed.", 4.0),
    ("Officials said 300 people were displaced.", 2.5),
    ("Police said nine people were killed.", 1.5),
)


@given(st.permutations(range(len(_CAME))))
@settings(max_examples=60, deadline=None)
def test_whatever_the_order_a_reader_knows_each_speakers_last_number(order: Sequence[int]) -> None:
    """What is not told is late, or agrees with what another of the same side was told to say."""
    reader = Reader()
    for at in order:
        text, hours = _CAME[at]
        reader.hear(TITLE, f"{_OPENINGS[0]} {text}", hours=hours)
    told = [_short(one) for one in reader.told if one.kind in _FIGURES]
    assert {"figure killed 40 rebels", "figure killed 7 army",
            "figure displaced 300 officials"} <= {*told}  # fmt: skip
    # Police may have said it after the hospital: then they are its new speaker.
    assert not {"figure killed 12 police", "speaker police"}.isdisjoint(told)
    assert any(one.natural[-2:] == ("12.0", "12.0") for one in reader.told)
    assert any("hospital" in one for one in told)
    assert len(told) == len({*told})


def test_an_older_number_that_comes_late_is_not_told() -> None:
    """The morning's nine that arrives behind the noon's twelve corrects nobody."""
    reader = Reader()
    reader.hear(TITLE, f"{_OPENINGS[0]} Police said twelve people were killed.", hours=2)
    assert not reader.hear(TITLE, f"{_OPENINGS[0]} Police said nine people were killed.")
