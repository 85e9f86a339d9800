"""Read what somebody waits for of one story, in the words of the configuration.

    quiet_after = "24h"   expected_by = "2031-03-01"   of = "figures"   recipients = ["Night desk"]

The command line, the page of a story and the API read the same, and say the same of a slip.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from config.problems import Wrong, did_you_mean
from config.units import read_duration
from config.values import read_day
from news.errors import WirewatchError
from news.pace import Of, StoryWatch

# Silence is looked for every five minutes; a year without a figure surprises nobody.
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=366)


def read_watch(
    story: str,
    quiet_after: str,
    expected_by: str,
    *,
    now: datetime,
    of: str = Of.FIGURES.value,
    recipients: Sequence[str] = (),
    known: Collection[str] = (),
    origin: str = "",
) -> StoryWatch:
    """Read it; WirewatchError says what is wrong. `known` are those who can be told."""
    if of not in set(Of):
        hint = did_you_mean(of, [one.value for one in Of])
        raise WirewatchError(f"'{of}' is nothing that is waited for. {hint}")
    for name in recipients:
        if name not in known:
            raise WirewatchError(f"no recipient is named '{name}'. {did_you_mean(name, known)}")
    try:
        quiet = _quiet(quiet_after.strip())
        day = read_day(expected_by.strip()) if expected_by.strip() else None
    except Wrong as wrong:
        raise WirewatchError(f"{wrong.message()}. {wrong.hint}".strip()) from None
    if quiet is None and day is None:
        raise WirewatchError(
            "say for how long nothing must have come (24h), or by which day something is expected "
            "(2031-03-01)"
        )
    if day is not None and day <= now:
        raise WirewatchError(f"{expected_by} is over; name a day that is to come")
    return StoryWatch(0, story, "", Of(of), now, quiet, day, tuple(dict.fromkeys(recipients)),
                      origin=origin)  # fmt: skip


def _quiet(text: str) -> timedelta | None:
    if not text:
        return None
    seconds = read_duration(text)
    if not SHORTEST.total_seconds() <= seconds <= LONGEST.total_seconds():
        raise Wrong("{} is too short or too long", text, "Write a time from 10m to 366d: 24h.")
    return timedelta(seconds=seconds)
