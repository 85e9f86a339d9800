"""Read durations and sizes as people write them: "15m", "1h 30m", "10MB", "1.5 GiB".

A plain number is seconds or bytes.  MB is a million bytes, MiB is 2**20, as on a disk's
label.  Discarded: ISO 8601 durations (PT15M), which nobody writes by hand.
"""

from __future__ import annotations

import math
import re

from config.problems import Wrong

_SECONDS = {
    "ms": 0.001,
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
    **dict.fromkeys(("w", "week", "weeks"), 604800.0),
}
_BYTES = {
    "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12,
    "k": 10**3, "m": 10**6, "g": 10**9,
    "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40,
}  # fmt: skip
_PART = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s?([a-z]{0,7})\s?", re.ASCII)
_LONGEST = 40  # characters; no honest duration comes near

_DURATION_HINT = 'Write a number with ms, s, m, h, d or w: "30s", "15m", "36h", "1h 30m".'
_SIZE_HINT = 'Write a number with kB, MB or GB: "500kB", "10MB", "1.5GB".'


def read_duration(value: object) -> float:
    """Return the seconds of a duration."""
    return _read(value, _SECONDS, Wrong("{} is no duration", value, _DURATION_HINT))


def read_size(value: object) -> int:
    """Return the bytes of a size."""
    return round(_read(value, _BYTES, Wrong("{} is no size", value, _SIZE_HINT)))


def _read(value: object, units: dict[str, float] | dict[str, int], wrong: Wrong) -> float:
    """Add up the parts of a quantity, or raise `wrong`."""
    if isinstance(value, str):
        return _add(value.strip().lower(), units, wrong)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong
    # The bound keeps out infinities and integers that no float can hold.
    if not (0 <= value < 1e15) or math.isnan(value):  # noqa: PLR2004
        raise wrong
    return float(value)


def _add(text: str, units: dict[str, float] | dict[str, int], wrong: Wrong) -> float:
    """Add up "1h 30m"; a number without a unit stands alone."""
    total, at = 0.0, 0
    while at < len(text) <= _LONGEST:
        part = _PART.match(text, at)
        alone = part is not None and part.span() == (0, len(text))
        if part is None or not (part[2] in units or (alone and not part[2])):
            raise wrong
        total += float(part[1]) * units.get(part[2], 1)
        at = part.end()
    if not text or len(text) > _LONGEST:
        raise wrong
    return total


def write_duration(seconds: float) -> str:
    """Write seconds with the largest unit that leaves no fraction: 5400 as 90m."""
    for unit in ("w", "d", "h", "m"):
        if seconds >= _SECONDS[unit] and seconds % _SECONDS[unit] == 0:
            return f"{seconds / _SECONDS[unit]:.15g}{unit}"
    return f"{seconds:.15g}s"


def write_size(count: int) -> str:
    """Write bytes with the largest unit that leaves no fraction: 10000000 as 10MB."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size and count % size == 0:
            return f"{count // size}{unit}"
    return str(count)
