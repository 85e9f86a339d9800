"""What is said of a match in one line."""

from __future__ import annotations

import pytest

from news.finding import Match, Reason, Subject


@pytest.mark.parametrize(
    ("subject", "parts", "line"),
    [
        (Subject.TOPIC, [], ""),
        (Subject.TOPIC, ['"attack*"'], "because of attack*"),
        (Subject.TOPIC, ['"attack*"', '"dam breach"'], 'because of attack* · "dam breach"'),
        (Subject.TOPIC, ['lang:("ur")', 'title:"flood"'], "because of lang:ur · title:flood"),
        (Subject.TOPIC, [f'"w{n}"' for n in range(9)],
         "because of w0 · w1 · w2 · w3 · w4 · w5 and 3 more"),
        (Subject.TOPIC, ['source:("alder bay" OR "sandal")', 'title:/"a"/i', '/"a"/'],
         'because of source:("alder bay" OR sandal) · title:/"a"/i · /"a"/'),
        (Subject.PERSON, ["name"], ""),
        (Subject.PERSON, ["name", "surname"], "named by name and surname"),
    ],
)  # fmt: skip
def test_which_parts_held(subject: Subject, parts: list[str], line: str) -> None:
    match = Match(subject, "t", (), (), tuple(Reason(part) for part in parts))
    assert match.because == line


@pytest.mark.parametrize(
    ("reasons", "line"),
    [
        ((Reason("33 killed", confidence=0.912),), "33 killed (91 % sure)"),
        (tuple(Reason(f"{n} killed", confidence=0.9) for n in range(4)),
         "0 killed (90 % sure) · 1 killed (90 % sure) and 2 more"),
    ],
)  # fmt: skip
def test_what_a_tracked_figure_says(reasons: tuple[Reason, ...], line: str) -> None:
    """A claim needs no "because of", and says how sure its reading is."""
    assert Match(Subject.FIGURE, "Strike", (), (), reasons).because == line
