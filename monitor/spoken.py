"""Read which time a count speaks of, where its sentence says so.

    "Officials said on Monday that 17 had died."        Monday, though printed on Wednesday
    "As of 8 am on Saturday, 145 bodies were found."    Saturday, 8:00 in the outlet's zone
    "The toll rose to 22 by Sunday evening."            Sunday
    "Nine were killed in Friday's raid, police said."   no time: Friday is when it happened

Only a time that belongs to saying or counting is one the count speaks of: behind "said", "as of",
"by", or behind a toll that rose, stood or reached.  A bare weekday is the last one before the
report, and a day without a year the last such day.  What is longer ago than a month is no news
of this report, and not read.

Discarded: every date of the sentence.  Most say when it happened, and a figure revised a week
later would count as an old one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from news.moment import Moment, Precision

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_OLDEST = timedelta(days=31)
_NOON, _HOURS = 12, 24

_WEEKDAY = rf"(?P<weekday>{'|'.join(_DAYS)})"
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]}|t)?" for month in _MONTHS)
_DATE = (
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m1>{_MONTH})\.?"
    rf"|(?P<m2>{_MONTH})\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))"
    r"(?:,?\s(?P<year>(?:19|20)\d\d))?\b"
)
_HOUR = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap]\.?m\b\.?)"
    r"|(?P<hour24>[0-2]?\d)[:.](?P<minute24>[0-5]\d)"
    r"|(?P<noon>noon)|(?P<midnight>midnight)"
)
_PART = (
    r"(?:(?:early|late)\s(?:on\s)?)?(?:the\s)?(?:(?:morning|afternoon|evening|night)\s(?:of\s)?)?"
)
_DAY = rf"(?:{_WEEKDAY}|{_DATE}|(?P<yesterday>yesterday))"
_WHEN = rf"(?:(?:{_HOUR})[\s,]+(?:local\stime[\s,]+)?(?:on\s)?)?{_PART}{_DAY}"
_SAID = (
    r"(?:said|says|told\s[\w ]{1,30}|announced|reported|confirmed|claimed|stated|added|tallied|"
    r"disclosed|revealed|in\sa\s(?:statement|briefing|report|tweet|post)|(?:statement|report|"
    r"briefing|update|bulletin)\s(?:issued|released|published))"
)
_ROSE = (
    r"(?:toll|count|tally|number|deaths|dead|casualties|figure)\b[^.;:]{0,40}?\b(?:rose|risen|rises|climb\w*|"
    r"surg\w*|jump\w*|stood|stands|reach\w*|went\sup|pass\w*|cross\w*|increas\w*|was\sput|hit)\b"
    r"[^.;:]{0,40}?"
)
_NOT_ITS = r"(?!['’]s)"  # "killed by Friday's floods" speaks of the floods
_SPEAKS = re.compile(
    rf"(?:\b{_SAID}\s(?:late\s|early\s)?on\s|\b(?:as\s(?:of|at|on)|by|until|till|up\sto)\s(?:on\s)?"
    rf"|{_ROSE}\s(?:on|by)\s){_WHEN}\b{_NOT_ITS}",
    re.IGNORECASE,
)


def spoken_of(sentence: str, published: Moment | None) -> Moment | None:
    """Return the time that a sentence's counts speak of, None where it says none.

    The day of publication is none: when it was published says more.
    """
    for match in _SPEAKS.finditer(sentence):
        day = _day(match, published)
        if day is None:
            continue
        spoken = _moment(day, _clock(match), published, match.group())
        today = published is not None and day == published.local.date()
        if not today or _is_sharper(spoken, published):
            return spoken
    return None


def _is_sharper(spoken: Moment, published: Moment | None) -> bool:
    """Say whether an hour of the day of publication was given, and has passed by then."""
    return spoken.precision is not Precision.DAY and bool(
        published and (published.precision is Precision.DAY or spoken.at < published.at)
    )


def _day(match: re.Match[str], published: Moment | None) -> date | None:
    """Return the day that is meant, None where that cannot be known."""
    today = published.local.date() if published else None
    if match["weekday"]:
        number = _DAYS.index(match["weekday"].lower())
        return today and today - timedelta(days=(today.weekday() - number) % 7)
    if match["yesterday"]:
        return today and today - timedelta(days=1)
    month = 1 + [m[:3] for m in _MONTHS].index((match["m1"] or match["m2"])[:3].lower())
    number = int(match["d1"] or match["d2"])
    if match["year"]:
        return _in_reach(_date(int(match["year"]), month, number), today)
    years = (today.year, today.year - 1) if today else ()
    days = (_in_reach(_date(year, month, number), today) for year in years)
    return next(filter(None, days), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_reach(day: date | None, today: date | None) -> date | None:
    """Return a day if a report of today may bring news of it."""
    if day is None or today is None:
        return day
    return day if timedelta() <= today - day <= _OLDEST else None


def _clock(match: re.Match[str]) -> time | None:
    """Return the time of day, None where none is said."""
    if match["noon"] or match["midnight"]:
        return time(_NOON if match["noon"] else 0)
    if match["hour24"]:
        hour, minute = int(match["hour24"]), int(match["minute24"])
    elif match["hour"]:
        hour = int(match["hour"]) % _NOON + (_NOON if match["half"][0] in "pP" else 0)
        minute = int(match["minute"] or 0)
    else:
        return None
    return time(hour, minute) if hour < _HOURS else None


def _moment(day: date, at: time | None, published: Moment | None, raw: str) -> Moment:
    """Place a day, or a time of it, in the zone of the report."""
    offset = published.offset if published else 0
    local = datetime.combine(day, at or time(), timezone(timedelta(minutes=offset)))
    precision = Precision.DAY if at is None else Precision.MINUTE
    zone = published.zone_from if published else Moment(local).zone_from
    return Moment(local.astimezone(UTC), offset, precision, zone, raw)
