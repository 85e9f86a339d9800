"""What a number counts, what happened to them, and who is only the agent."""

import pytest

from monitor.figures.linking import link
from monitor.figures.numbers import scan
from monitor.figures.reading import read_text
from news.text import sentences


def read(text: str) -> list[str]:
    """Write figures in short: value, class or unit, effect, and scope if not the event."""
    figures, _ = link(text, list(sentences(text)), scan(text))
    return [
        " ".join(
            filter(
                None,
                [
                    f"{f.value:g}",
                    f.victim_class or f.unit,
                    str(f.effect),
                    "" if f.scope == "event" else str(f.scope),
                ],
            )
        )
        for f in figures
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Twelve villagers were killed in Onn.", ["12 civilian killed"]),
        ("Floods killed 12 villagers.", ["12 civilian killed"]),
        ("The killing of 3 soldiers shook Onn.", ["3 security killed"]),
        ("5 soldiers and 3 farmers were killed.", ["5 security killed", "3 civilian killed"]),
        ("It killed 5 soldiers and 3 farmers.", ["5 security killed", "3 civilian killed"]),
        ("A blast killed 4 and injured 10.", ["4 unknown killed", "10 unknown injured"]),
        ("10 killed, 33 injured in Vale", ["10 unknown killed", "33 unknown injured"]),
        ("10 guerrillas killed 2 soldiers.", ["10 militant other", "2 security killed"]),
        ("The attack claimed the lives of 33 farmers.", ["33 civilian killed"]),
        ("The flood claimed 33 lives.", ["33 unknown killed"]),
        ("17 injured passengers are in hospital.", ["17 civilian injured"]),
        ("The death toll rose to 41.", ["41 unknown killed"]),
        ("At least 50 deaths were reported.", ["50 unknown killed"]),
        ("Four jawans embraced martyrdom.", ["4 security killed"]),
        ("Over 170 rebels were neutralised.", ["170 militant killed"]),
        ("Three FC men were sent to hell, they wrote.", ["3 security killed"]),
        ("40 people (most of them old) were rescued.", ["40 unknown rescued"]),
        ("30 men in the mine at Onn have died.", ["30 civilian killed"]),
        ("12 rebels laid down their arms.", ["12 militant surrendered"]),
        ("Raids hit 12 towns.", ["12 items other"]),
        ("It began with attacks across 12 locations.", ["12 items attacked"]),
        ("The storm destroyed 300 houses.", ["300 items destroyed"]),
        ("Of the 242 people aboard, 241 were killed.", ["242 unknown other", "241 unknown killed"]),
        (
            "41 people, including 12 children, died.",
            ["41 unknown killed", "12 civilian killed subset"],
        ),
        (
            "177 rebels were killed in the last 48 hours.",
            ["177 militant killed period", "48 hours duration"],
        ),
        (
            "Nine people died. Nurses put it at 11.",
            ["9 unknown killed", "11 unknown killed"],
        ),
        (
            "They named 240 people on board and 19 on the ground.",
            ["240 unknown other", "19 unknown other"],
        ),
        ("They counted 5 protester deaths.", ["5 civilian killed"]),
        ("They built four police stations.", ["4 items other"]),
        ("900 people have been killed since 2004.", ["900 unknown killed cumulative"]),
    ],
)
def test_a_number_is_linked(text: str, found: list[str]) -> None:
    """A number keeps what happened, to whom, and over what scope."""
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The toll may exceed 3,000.", "forecast"),
        ("They threatened to kill 5 hostages.", "irrealis"),
        ("The city will build 2,000 houses.", "forecast"),
        ("Had the dam burst, 9,000 people would have drowned.", "irrealis"),
        ("Police denied that 20 men had been killed.", "denied"),
        ("The 12 miners were not hurt.", "negated"),
        ("We have one.", "pronoun"),
    ],
)
def test_what_did_not_happen_is_rejected(text: str, reason: str) -> None:
    """Forecasts, threats and denials are no figures."""
    reading = read_text(text)
    assert reading.claims == ()
    assert [r.reason for r in reading.rejected] == [reason]


def test_parts_that_add_up_are_parts_of_their_total() -> None:
    """A printed sum makes parts of what would be plain counts, and the total of both sides."""
    figures, _ = link(
        text := "At least 50 deaths were counted. The 50 comprise 33 farmers and 17 soldiers.",
        list(sentences(text)),
        scan(text),
    )
    total, farmers, soldiers = figures[0], *figures[-2:]
    assert total.victim_class == "mixed"
    assert farmers.effect == soldiers.effect == "killed"
    assert None not in {farmers.part_of, soldiers.part_of}


@pytest.mark.parametrize("piece", ["9 (", "12 men, ", "[", "killed ", "the toll of ", "one and "])
def test_one_endless_line_is_read(piece: str) -> None:
    """A line that never ends is read in pieces, each number once."""
    text = piece * (100_000 // len(piece))
    reading = read_text(text)
    starts = [c.figure.span.start for c in reading.claims]
    assert starts == sorted(starts)


def test_the_toll_is_what_most_figures_agree_on() -> None:
    """Subsets and other years do not count."""
    reading = read_text(
        "Twelve people were killed, including 3 children. The 12 were killed at dawn. "
        "Since 2004, 900 people have been killed there."
    )
    assert reading.killed is not None
    assert reading.killed.value == 12


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Imre Vash, Tolo Berin and Sada Quill were killed in the crash.", 3),
        ("They condemned the murder of Judge Ravel Osk.", 1),
        ("Six priests and their two maids were murdered.", 8),
        ("A farmer was killed.", 1),
        ("The bridge was built by Orla Tenn.", None),
    ],
)
def test_people_who_are_named_count_for_the_toll(text: str, killed: int | None) -> None:
    """Half of the reports of violence name their dead and never number them."""
    toll = read_text(text).killed
    assert (toll.value if toll else None) == killed
