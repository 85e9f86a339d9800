"""Read the dates of the region's press, and say how much of them was really given.

An outlet writes "Wed, 04 Feb 2026 04:38 PM +0500", "16:38 IST", "۴ فروری ۲۰۲۶" or
"04/02/26".  A text is folded to small letters and ASCII digits, then read piece by
piece: the clock (with AM or PM), the zone behind it, the date in what is left.  So one
reader takes RFC 822, ISO 8601 and what editors type.

- A zone in the text counts; else the outlet's, marked SOURCE; else UTC, marked NONE.
- An abbreviation means what the outlet's own clock calls so: IST is India's, Israel's
  or Ireland's, PST is Pakistan's for an outlet there, and BST the outlet's zone.
- A date without a clock is a day.  "4 pm" is a day too: a minute is never made up.
- Months and halves of the day have their names in the region's languages
  (`crawler.calendars`).  "۱۵ بهمن ۱۴۰۴" is Solar Hijri by its month, "1404/11/15" by its
  outlet in Iran or Afghanistan.  Bikram Sambat 2082 lies in the future and lunar Hijri 1447
  before the news began, so neither is ever taken for another year; where a date of ours
  stands beside them, that one counts.
- 04/02/2026 is the fourth of February, except for American outlets, and where a program
  in no country's zone prints "02/04/2026 04:38:12 PM": seconds and PM behind slashes are
  the American form that it came with.  What lies in the future is tried the other way.
- More than 15 minutes in the future: an outlet that labels local time GMT is read in
  its own zone; what still lies in the future is no date.

Discarded: dateutil and dateparser (slow, and they fill in today for what is missing);
feedparser's dates (IST and PKT as UTC, `+0530` as +05:00, PM lost behind an offset).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from crawler.calendars import GREGORIAN, HALVES, SOLAR, solar
from news.moment import EPOCH, Moment, Precision, ZoneFrom

AHEAD = timedelta(minutes=15)  # clocks of outlets run up to so much ahead of ours
MAX_LENGTH = 120  # longer texts are sentences, not dates
_YEARS = range(1900, 2200)
_WIDEST_OFFSET = 14 * 60  # minutes; Kiribati
_LATEST_START = timedelta(hours=14)  # a day begins so much earlier in the far east

# Minutes east of Greenwich.  An outlet's own name for its clock comes before these.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "ist": 330, "pkt": 300, "aft": 270, "npt": 345,
    "irst": 210, "irdt": 270, "slst": 330, "bdt": 360, "btt": 360, "mvt": 300, "mmt": 390,
    "uzt": 300, "tjt": 300, "tmt": 300, "gst": 240, "msk": 180, "trt": 180, "idt": 180, "ict": 420,
    "wib": 420, "sgt": 480, "myt": 480, "hkt": 480, "jst": 540, "kst": 540, "awst": 480,
    "acst": 570, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "sast": 120,
    "cet": 60, "cest": 120, "eet": 120, "eest": 180, "est": -300, "edt": -240,
    "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540,
    "hst": -600,
}  # fmt: skip
# What an abbreviation means there, where it differs from the table or the zone has no name.
_LOCAL_ZONES = {
    "Asia/Karachi": {"pst": 300},
    "Asia/Dhaka": {"bst": 360},
    "Asia/Riyadh": {"ast": 180},
    "Asia/Baghdad": {"ast": 180},
    "Asia/Kuwait": {"ast": 180},
    "Asia/Qatar": {"ast": 180},
}
_AMBIGUOUS = frozenset({"bst", "ast", "lt", "local"})  # theirs is the outlet's zone
_DROPPED = re.compile("[\u093c\u09bc\u0654\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LETTERS = str.maketrans("يىكهۃ،٫−–—\u00a0\u202f", "ییکهه,.---  ")


def _fold(text: str) -> str:
    """Return small letters, ASCII digits and one spelling per letter."""
    text = text.casefold()
    if text.isascii():
        return text
    text = _DROPPED.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
    return "".join(_digit(character) for character in text)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _table(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map each folded name to what it stands for."""
    return {_fold(name): value for value, names in rows for name in names.split()}


def _any_of(names: Iterable[str]) -> str:
    """Write the alternatives of a regular expression, longest first."""
    ranked = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace("_", r"\s*") for name in ranked)


_MONTH = _table((str(number), names) for number, names in enumerate(GREGORIAN, start=1))
_SOLAR_MONTH = _table((str(number), names) for number, names in enumerate(SOLAR, start=1))
_HALF = _table(HALVES.items())
_HALVES = rf"(?:{_any_of(_HALF)})(?![^\W\d_])"
# The months of both calendars; "بهمن‌ماه" is "the month Bahman".
_M = rf"(?P<m>{_any_of([*_MONTH, *_SOLAR_MONTH])})(?:\s*ماه)?(?![^\W\d_])\.?"
_D = r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d)"

_CLOCK = re.compile(
    rf"""(?:(?P<before>{_HALVES})[\s,]+)?
    (?<![\d:+-])(?P<hour>\d{{1,2}})
    (?:(?::\s?(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?)(?!\d)\s*(?:hrs?|h)?\s*(?P<after>{_HALVES})?
      |\.(?P<dotted>\d\d)(?:\.(?P<last>\d\d)(?:\.\d+)?)?\s*(?P<must>{_HALVES})
      |(?P<bare>\d\d)\s*(?:hrs|hours)\b)""",
    re.VERBOSE,
)
_ZONE = re.compile(
    r"""[\s,]*[(\[]?(?:
    (?P<utc>utc|gmt)?\s*(?P<sign>[+-])(?P<gap>\s*)(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?(?!\d)
    |(?P<name>[a-z]{1,5})(?![a-z]))[)\]]?""",
    re.VERBOSE,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"
    r"(?:[t\s_]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?(?!\d)"
)
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<y>\d{{4}})\s*(?:年|{_fold('년')})\s*(?P<m>\d{{1,2}})\s*(?:月|{_fold('월')})"
        r"\s*(?P<d>\d{1,2})(?!\d)"
    ),
    re.compile(rf"{_D}[\s,./-]*(?:of\s+)?{_M}[\s,./'-]*(?:سال\s*)?(?P<y>\d{{4}}|\d\d)(?![\d:])"),
    re.compile(rf"(?<![^\W\d_]){_M}[\s,.-]*{_D}[\s,./-]+(?P<y>\d{{4}})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<y>\d{{4}})[\s,./-]*{_M}[\s,./-]*{_D}"),
)
_NUMERIC = re.compile(
    r"(?<!\d)(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)(?!\d)"
)
_AMERICAN_FORM = re.compile(r"\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d\d:\d\d [AP]M\b")
# Seconds, or a thousand or a million times as many; computers print them as floats too.
_EPOCH = re.compile(r"(?:\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d+)?|\d(?:\.\d+)?e\+?(?:9|12|15)")
# Whose bare numbers "1404/11/15" are Solar Hijri.
_SOLAR_ZONES = frozenset({"Asia/Tehran", "Iran", "Asia/Kabul"})
_SOLAR_CENTURIES = range(1300, 1500)
_SOLAR_BEGAN = 621
_ELEVEN_DIGITS = 1e10
_ELEVEN, _EVENING = 11, 6  # "noon" begins at the one, "night" at the other
_SPACES = re.compile(r"\s+")
_COMPACT_TO_MINUTES = re.compile(r"20\d{10}(?!\d)")


@dataclass(frozen=True)
class _Clock:
    """The time of day as given."""

    hour: int = 0
    minute: int = 0
    second: int = 0
    precision: Precision = Precision.DAY

    def on(self, day: date) -> datetime:
        """Return this time of a day; 24:00 is the next day and second 60 the next minute."""
        length = timedelta(hours=self.hour, minutes=self.minute, seconds=self.second)
        return datetime.combine(day, time()) + length


def read_date(raw: str, timezone: str, now: datetime, zone_from: ZoneFrom) -> Moment | None:
    """Read a date; None where it is none, impossible, or in the future.

    `timezone` is the source's IANA name or ""; `zone_from` says where `raw` was found,
    for a zone that stands in it.
    """
    raw = raw.strip()
    if not raw or len(raw) > MAX_LENGTH:
        return None
    text = _fold(raw)
    local = _zone(timezone)
    if epoch := _read_epoch(text):
        return _not_ahead(Moment(epoch, 0, Precision.SECOND, zone_from, raw), now)
    clock, offset, rest = _read_clock(text, timezone)
    for day in _read_days(rest, now, timezone, american=_is_american(raw, timezone)):
        for moment in _readings(clock.on(day), clock.precision, offset, local, zone_from, raw):
            if found := _not_ahead(moment, now):
                return found
    return None


def is_clock(raw: str) -> tuple[bool, bool]:
    """Say whether a text is a clock and no more, and whether it is surely one.

    "16:38" may be a film's length; one that names its half of the day or its zone is none.
    """
    if len(raw) > MAX_LENGTH:
        return False, False
    text = _fold(raw)
    clock, offset, rest = _read_clock(text, "")
    match = _CLOCK.search(text)
    alone = clock.precision is not Precision.DAY and not any(map(str.isalnum, rest))
    half = match is not None and (match["before"] or match["after"] or match["must"])
    return alone, alone and (bool(half) or offset is not None)


@lru_cache(maxsize=500)
def _zone(name: str) -> tzinfo | None:
    """Return the zone of an IANA name; None for no name or a bad one."""
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, KeyError):  # a bad name shows in any of these ways
        return None


def _not_ahead(moment: Moment, now: datetime) -> Moment | None:
    """Return the moment unless it lies in the future."""
    slack = AHEAD
    if moment.precision is Precision.DAY and moment.zone_from is ZoneFrom.NONE:
        slack = _LATEST_START
    return moment if moment.at <= now + slack else None


def _readings(  # noqa: PLR0917  what a reading is made of
    naive: datetime,
    precision: Precision,
    offset: int | None,
    local: tzinfo | None,
    zone_from: ZoneFrom,
    raw: str,
) -> Iterator[Moment]:
    """Yield the time in the zone it names, then in the outlet's."""
    if offset is not None and precision is not Precision.DAY:
        zone = timezone(timedelta(minutes=offset))
        yield _moment(naive, zone, precision, zone_from, raw)
    if local is not None:
        yield _moment(naive, local, precision, ZoneFrom.SOURCE, raw)
    elif offset is None or precision is Precision.DAY:
        yield _moment(naive, UTC, precision, ZoneFrom.NONE, raw)


def _moment(
    naive: datetime, zone: tzinfo, precision: Precision, zone_from: ZoneFrom, raw: str
) -> Moment:
    at = naive.replace(tzinfo=zone)
    offset = at.utcoffset() or timedelta()
    return Moment(at.astimezone(UTC), int(offset.total_seconds() // 60), precision, zone_from, raw)


def _day(year: int, month: int, day: int) -> date | None:
    """Return a Gregorian day; None where there is no such day or no such news."""
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _read_epoch(text: str) -> datetime | None:
    """Read seconds since 1970, or milliseconds, or microseconds."""
    if not _EPOCH.fullmatch(text) or _COMPACT_TO_MINUTES.match(text):
        return None
    seconds = float(text)
    while seconds >= _ELEVEN_DIGITS:
        seconds /= 1000
    return EPOCH + timedelta(seconds=int(seconds))


def _read_clock(text: str, timezone: str) -> tuple[_Clock, int | None, str]:
    """Return the clock, the zone behind it in minutes, and the text without both."""
    if compact := _COMPACT.search(text):
        if compact["hour"] is None:
            return _Clock(), None, text
        offset, _ = _read_zone(text, compact.end(), timezone)
        rest = f"{compact['y']}-{compact['m']}-{compact['d']}"
        return _clock(compact["hour"], compact["minute"], compact["second"], ""), offset, rest
    match = _CLOCK.search(text)
    if match is None:
        return _Clock(), None, text
    half = match["after"] or match["must"] or match["before"] or ""
    minute = match["minute"] or match["dotted"] or match["bare"]
    clock = _clock(match["hour"], minute, match["second"] or match["last"], half)
    offset, end = _read_zone(text, match.end(), timezone)
    return clock, offset, f"{text[: match.start()]} {text[end:]}"


def _clock(hour: str, minute: str, second: str | None, half: str) -> _Clock:
    """Check a clock; an impossible one is no clock, so that only the day counts."""
    hours, minutes, seconds = _hour(int(hour), half), int(minute), int(second or 0)
    latest = 24 * 60 if seconds == 0 else 24 * 60 - 1
    if minutes >= 60 or seconds > 60 or hours * 60 + minutes > latest:  # noqa: PLR2004
        return _Clock()
    return _Clock(hours, minutes, seconds, Precision.SECOND if second else Precision.MINUTE)


def _hour(hour: int, half: str) -> int:
    """Return the hour of the day that an hour of the dial means with such a word."""
    name, dial = _HALF.get(_SPACES.sub("_", half)), hour % 12
    if name is None or hour > 12:  # noqa: PLR2004
        return hour
    afternoon = {"am": False, "pm": True, "noon": dial < _ELEVEN, "night": dial >= _EVENING}
    return dial + 12 if afternoon[name] else dial


def _read_zone(text: str, start: int, timezone: str) -> tuple[int | None, int]:
    """Return the zone that stands at `start` in minutes, None for none; and where it ends."""
    match = _ZONE.match(text, start)
    if match is None:
        return None, start
    if match["sign"]:
        minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
        minutes = -minutes if match["sign"] == "-" else minutes
        # "16:38 - 15 Bahman", "16:38 - 2026-02-04": a dash before the date, no zone
        loose = match["gap"] and not match["utc"] and not match["minutes"]
        if loose or abs(minutes) > _WIDEST_OFFSET:
            return None, start
        return minutes, match.end()
    name = match["name"]
    own = _names(timezone) | _LOCAL_ZONES.get(timezone, {})
    if name in own:
        return own[name], match.end()
    if name in _AMBIGUOUS:
        return None, match.end()
    offset = _ZONES.get(name)
    return offset, match.end() if offset is not None else start


@lru_cache(maxsize=500)
def _names(timezone: str) -> dict[str, int]:
    """Return what an outlet's clock is called in winter and in summer, with its minutes."""
    zone, found = _zone(timezone), {}
    for month in (1, 7):
        at = datetime(2026, month, 1, tzinfo=zone)
        if zone is not None and (name := at.tzname()) and name.isalpha():
            found[name.casefold()] = int((at.utcoffset() or timedelta()).total_seconds() // 60)
    return found


def _is_american(raw: str, timezone: str) -> bool:
    """Say whether the month comes first among bare numbers."""
    somewhere = "/" in timezone and not timezone.startswith("Etc/")
    return timezone.startswith(("America/", "US/")) or (
        not somewhere and _AMERICAN_FORM.match(raw) is not None
    )


def _read_days(text: str, now: datetime, timezone: str, *, american: bool) -> Iterator[date]:
    """Yield the days a text may mean, the likeliest first."""
    solar_numbers = timezone in _SOLAR_ZONES
    if compact := _COMPACT.search(text):
        yield from _days(compact["y"], compact["m"], compact["d"], now, solar_numbers)
        return
    for match in chain.from_iterable(pattern.finditer(text) for pattern in _DATES):
        yield from _days(match["y"], match["m"], match["d"], now, solar_numbers)
    for match in _NUMERIC.finditer(text):
        orders = [(match["b"], match["a"]), (match["a"], match["b"])]
        for month, day in reversed(orders) if american else orders:
            yield from _days(match["y"], month, day, now, solar_numbers)


def _days(year: str, month: str, day: str, now: datetime, solar_numbers: bool) -> Iterator[date]:
    """Yield the day that was written, if there is one: in the calendar that is meant."""
    if month in _SOLAR_MONTH:
        found = solar(_year(year, now.year - _SOLAR_BEGAN), int(_SOLAR_MONTH[month]), int(day))
    elif solar_numbers and int(year) in _SOLAR_CENTURIES:
        found = solar(int(year), int(month), int(day))
    else:
        found = _day(_year(year, now.year), int(_MONTH.get(month, month)), int(day))
    if found is not None:
        yield found


def _year(digits: str, this_year: int) -> int:
    """Read a year; two digits mean the century in which it is not far ahead."""
    if len(digits) == 4:  # noqa: PLR2004
        return int(digits)
    year = this_year // 100 * 100 + int(digits)
    return year if year <= this_year + 1 else year - 100
