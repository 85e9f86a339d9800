"""Sentences that sound like harm to people and tell of none."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.figures.reading import read_text
from monitor.figures.words_people import OF_PEOPLE
from news.figure import Effect

_LINES = (Path(__file__).parent / "no_harm.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("text", [line for line in _LINES if line and line[0] != "#"])
def test_nobody_is_harmed(text: str) -> None:
    """No figure says that anything became of people."""
    befell = OF_PEOPLE | {Effect.AFFECTED}
    figures = [claim.figure for claim in read_text(text).claims]
    assert [one.counts for one in figures if one.effect in befell and one.unit == "people"] == []
