from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.changes import FIELDS, Change, changes
from news.article import Article
from news.moment import Moment, Precision, ZoneFrom

AT = datetime(2026, 2, 4, 11, 8, tzinfo=UTC)
DAY = Moment(datetime(2026, 2, 4, tzinfo=UTC), precision=Precision.DAY)
MINUTE = Moment(AT, 330, Precision.MINUTE, ZoneFrom.PAGE, "4 Feb 16:38 IST")
REPORT = Article("https://a.example/1", "Ferry sinks", "One.\nTwo.\nThree.", ("Iris Vane",), DAY)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, []),
        ({"title": "Ferry sank"}, [("title", "Ferry sinks", "Ferry sank")]),
        ({"authors": ()}, [("authors", "Iris Vane", "")]),
        ({"authors": ("A B", "C D")}, [("authors", "Iris Vane", "A B; C D")]),
        (
            {"published": MINUTE},
            [("published", "2026-02-04 (zone from none)",
              "2026-02-04T16:38+05:30 (zone from page)")],
        ),
        ({"published": None, "modified": DAY}, [
            ("published", "2026-02-04 (zone from none)", ""),
            ("modified", "", "2026-02-04 (zone from none)"),
        ]),
        ({"language": "ur", "paywalled": False}, [("language", "", "ur"), ("paywalled", "", "no")]),
        ({"text": "One.\nThree."}, [("text", "Two.", "")]),
        ({"text": "One.\nTwo!\nThree.\nFour."}, [("text", "Two.", "Two!\nFour.")]),
        ({"text": "One. Two. Three."}, [("text", "One.\nTwo.\nThree.", "One. Two. Three.")]),
        # what is no field of the report
        ({"url": "https://a.example/2", "is_list": True}, []),
    ],
)  # fmt: skip
def test_what_changed(told: dict[str, Any], found: list[tuple[str, str, str]]) -> None:
    assert changes(REPORT, replace(REPORT, **told)) == tuple(Change(*one) for one in found)


def test_times_written_alike_are_one() -> None:
    """The words that a time was read from, and seconds that nobody gave, are no change."""
    other = replace(MINUTE, raw="Feb 4, 2026 4:38 PM", at=AT.replace(second=9))
    assert changes(replace(REPORT, published=MINUTE), replace(REPORT, published=other)) == ()


def test_of_another_text_a_few_lines_are_told() -> None:
    """A report that is read anew from end to end does not fill the screen."""
    (change,) = changes(REPORT, replace(REPORT, text="\n".join(map(str, range(100)))))
    assert change.before == "One.\nTwo.\nThree."
    assert change.after == "0\n1\n2\n3\n4\n5\n6\n7\n… and 92 more lines"
    assert set(FIELDS) >= {change.field}
