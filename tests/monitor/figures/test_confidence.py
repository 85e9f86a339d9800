"""How sure figures are, and which may alert."""

import pytest

from monitor.figures.reading import read_text
from news.sure import ALERT_CONFIDENCE


def _sure(text: str) -> list[float]:
    return [claim.confidence for claim in read_text(text).claims]


@pytest.mark.parametrize(
    "text",
    [
        "At least 33 villagers were killed in Vesk, police said.",
        "The flood displaced 1,200 people.",
        "Dozens of people were hurt, harbour minister Ona Brill said.",
        "The army said nine died. Of the dead, four were women.",
        "The bridge cost $2 million.",
        "The mine has 300 workers, the company said.",
    ],
)
def test_what_is_plainly_said_may_alert(text: str) -> None:
    """Figures with what they count, and who says so, are sure enough."""
    assert min(_sure(text)) >= ALERT_CONFIDENCE


@pytest.mark.parametrize(
    ("sure", "doubtful"),
    [
        ("The club killed 40 people.", "The club killed 40 proposals."),
        (
            "Forty-eight miners perished, Ona Brill of Tarn said.",
            "Nothing is left, Ona Brill of Tarn said, and 48 miners perished.",
        ),
    ],
)
def test_doubts_make_less_sure(sure: str, doubtful: str) -> None:
    """Things that nobody can kill, and speakers of another clause, cost confidence."""
    assert min(_sure(doubtful)) < min(_sure(sure))


def test_a_claim_is_as_sure_as_figure_and_speaker_are_together() -> None:
    """Two doubts are worse than one."""
    (claim,) = read_text("Nine villagers died, the mayor of Tarn said.").claims
    assert claim.confidence == claim.figure.confidence * claim.speaker.confidence
    assert claim.confidence < claim.figure.confidence
