"""Whole short reports: who says each of their figures.

`reports.txt` (English) and `reports_indic.txt` (Urdu and Hindi) hold reports in the styles of many
newspapers, with the speaker of each number in braces: `{nine = police}`; `-` is the outlet itself,
and `a / b` are two names that are both right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.figures.speakers import attribute
from news.figure import Effect, Figure
from news.text import sentences
from tests.monitor.figures.test_speakers import figure

_MARKED = re.compile(r"\{([^={}]+) = ([^{}]+)\}")


def _reports() -> Iterator[str]:
    """Yield the reports of all files; an empty line parts two."""
    for name in ("reports.txt", "reports_indic.txt"):
        text = (Path(__file__).parent / name).read_text("utf-8")
        plain = "\n".join(line for line in text.split("\n") if not line.startswith("#"))
        yield from (report.strip("\n") for report in re.split(r"\n\n+", plain) if report.strip())


@pytest.mark.parametrize("report", list(_reports()))
def test_who_says_the_figures_of_a_report(report: str) -> None:
    """Each figure is given to whoever says it, and to nobody where the outlet does."""
    plain, figures, expected, last = "", list[Figure](), list[list[str]](), 0
    for match in _MARKED.finditer(report):
        plain += report[last : match.start()]
        marked = figure(len(plain), len(plain) + len(match[1]), Effect.KILLED)
        value = float(sum(map(ord, match[1].lower())))  # equal where the same number is written
        figures.append(replace(marked, value=value, low=value, high=value))
        expected.append([name.strip() for name in match[2].split("/")])
        plain += match[1]
        last = match.end()
    plain += report[last:]
    said = [
        one.canonical or one.written or "-" for one in attribute(plain, sentences(plain), figures)
    ]
    assert [name in names for name, names in zip(said, expected, strict=True)] == [
        True for _ in expected
    ], list(zip(said, expected, strict=True))
