"""Which time a count speaks of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.spoken import spoken_of
from news.moment import Moment, Precision
from tests.build import day

# A Wednesday, 15:58 in an outlet five and a half hours ahead.
WEDNESDAY = Moment(datetime(2026, 2, 4, 10, 28, tzinfo=UTC), 330, Precision.MINUTE)


@pytest.mark.parametrize(
    ("sentence", "spoken"),
    [
        ("Officials said on Monday that 17 had died.", "2026-02-02"),
        ("Officials told The Post on Monday that 17 had died.", "2026-02-02"),
        ("Some 17 had died, the army said in a statement late on Sunday.", "2026-02-01"),
        ("The toll rose to 22 on Sunday, police said.", "2026-02-01"),
        ("The toll stood at 22 by Sunday evening.", "2026-02-01"),
        ("As of February 1, 145 bodies had been found.", "2026-02-01"),
        ("As of 1 February 2026, 145 bodies had been found.", "2026-02-01"),
        ("Until yesterday 145 bodies had been found.", "2026-02-03"),
        ("As of 8 am on Tuesday, 145 bodies had been found.", "2026-02-03T08:00+05:30"),
        ("As of 14:30 Tuesday 145 bodies had been found.", "2026-02-03T14:30+05:30"),
        ("By midnight on Monday 145 bodies had been found.", "2026-02-02T00:00+05:30"),
        ("As of 9 am on Wednesday, 145 bodies had been found.", "2026-02-04T09:00+05:30"),
        ("By 31 December 145 bodies had been found.", None),  # longer ago than a month
        # The day of publication: its hour says more.
        ("Officials said on Wednesday that 17 had died.", None),
        ("As of 8 pm on Wednesday, 145 bodies had been found.", None),  # not yet
        # When it happened, not of which time the count speaks.
        ("Nine were killed on Friday, police said.", None),
        ("Nine were killed by Friday's flood, police said.", None),
        ("The attack on Saturday left 12 dead, said officials.", None),
        ("Police said 17 had died.", None),
        ("As of 31 February 145 bodies had been found.", None),
    ],
)
def test_the_time_that_a_count_speaks_of(sentence: str, spoken: str | None) -> None:
    """A time belongs to a count where it stands with saying or counting."""
    found = spoken_of(sentence, WEDNESDAY)
    assert (found.iso() if found else None) == spoken


def test_without_a_day_of_publication_only_a_full_date_is_known() -> None:
    """A weekday of an undated report could be any; a date with its year is one."""
    assert spoken_of("Officials said on Monday that 17 had died.", None) is None
    assert spoken_of("Officials said on 2 February that 17 had died.", None) is None
    found = spoken_of("Officials said on 2 February 2026 that 17 had died.", None)
    assert found
    assert found.iso() == "2026-02-02"


def test_a_day_printed_bare_knows_of_hours() -> None:
    """An outlet that prints only days may still say that a count is of eight o'clock."""
    found = spoken_of("As of 8 am on Wednesday, 145 had died.", day("2026-02-04"))
    assert found
    assert found.iso() == "2026-02-04T08:00+00:00"
