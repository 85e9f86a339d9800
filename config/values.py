"""The kinds of value that the files hold, each with its check.

A value is checked where it is written, so that "http//example.org" is refused with its
line and not found out at night by a crawler that cannot resolve "http".  Each check
returns the value in its one proper form ("pk" becomes "PK") or raises `Wrong`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import cssselect
from pydantic import AfterValidator, BeforeValidator, StrictInt, WithJsonSchema

from config.problems import Wrong, did_you_mean, kind
from config.sites import site_names
from config.units import read_duration, read_size, write_duration
from news.changing import Change, Step
from news.errors import RuleError, WirewatchError
from news.fact import Notify
from news.figure import Effect, Scope, VictimClass
from news.grammar import parse, phrase
from news.pace import Burst
from news.places import atlas
from news.rules import name_of
from news.text import one_line, words
from news.watch import Quiet

MAX_NAME = 100
MAX_URL = 2000
MAX_PATTERN = 500
MAX_VALUE = 1e18  # of a figure
# Abbreviations that people of the region write; IANA has no such names.
_ABBREVIATIONS = {
    "pkt": "Asia/Karachi", "pst": "Asia/Karachi", "ist": "Asia/Kolkata", "aft": "Asia/Kabul",
    "irst": "Asia/Tehran", "npt": "Asia/Kathmandu", "bst": "Asia/Dhaka", "bdt": "Asia/Dhaka",
    "slst": "Asia/Colombo", "gst": "Asia/Dubai",
}  # fmt: skip

_BROWSERS_HEADERS = frozenset(
    "accept accept-language connection content-type cookie host origin referer user-agent".split()
)


def check_text(value: str) -> str:
    """Refuse what could break a header, a log line or a terminal."""
    bare = value.strip()
    if len(bare.splitlines()) > 1 or one_line(bare) != " ".join(bare.split()):
        raise Wrong("there are line breaks or control characters in this text")
    return bare


def check_name(value: str) -> str:
    """Refuse a name that is empty, endless, or not one plain line."""
    name = check_text(value)
    if not name:
        raise Wrong("this name is empty", hint="Write a short name that people recognise.")
    if len(name) > MAX_NAME:
        raise Wrong(f"this name is longer than {MAX_NAME} characters")
    return name


def check_alias(value: str) -> str:
    """Refuse a name that holds no word and so would never be found."""
    if not words(check_name(value)):
        raise Wrong("there is no word in {}", value)
    return value.strip()


def check_tag(value: str) -> str:
    """Refuse a tag without a word; one within another is written a/b."""
    parts = [part.strip() for part in check_name(value).split("/")]
    tag = "/".join(part for part in parts if part)
    if not tag:
        raise Wrong("there is no word in {}", value)
    return tag


def check_url(value: str) -> str:
    """Refuse what is no web address that a crawler can fetch."""
    url = value.strip()
    if len(url) > MAX_URL:
        raise Wrong(f"this address is longer than {MAX_URL} characters")
    if re.search(r"[\s\x00-\x20\x7f<>\"\\]", url):
        raise Wrong("there is a space or a forbidden character in {}", value)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Wrong("{} is no web address", value, "The host or the port cannot be read.") from None
    if parts.scheme not in {"http", "https"} or not host or port == 0:
        raise Wrong("{} is no web address", value, "Write it in full: https://example.org/feed")
    if "@" in parts.netloc:
        raise Wrong("there is a user name or password in this address", hint="Leave out user:…@.")
    return url


def check_base_url(value: str) -> str:
    """Check an address that paths are appended to; "" says that there is none."""
    return check_url(value).rstrip("/") if value.strip() else ""


def check_optional_url(value: str) -> str:
    """Check an address that may be left empty."""
    return check_url(value) if value.strip() else ""


def check_mail(value: str) -> str:
    """Refuse what is no single, bare mail address; it may be left empty."""
    address = value.strip()
    if not address:
        return ""
    local, _, domain = address.rpartition("@")
    if re.search(r"[\s<>()\[\],;:\\\"@\x00-\x20\x7f]", local + domain) or not (local and domain):
        hint = "Write one bare address: desk@example.org"
        raise Wrong("{} is no mail address", value, hint)
    return check_text(address)


def check_slack_token(value: str) -> str:
    """Refuse what is no token of a Slack bot; it may be left empty."""
    token = value.strip()
    if token and not re.fullmatch(r"xox[!-~]{1,500}", token):
        # No hint: what is said of a secret has none.
        raise Wrong("this is no token of a Slack bot: those begin with xoxb-")
    return token


def check_slack_place(value: str) -> str:
    """Refuse what is no Slack channel; it may be left empty."""
    place = value.strip()
    if place and not re.fullmatch(r"#?[\w-]{1,80}", place):
        hint = 'Write its name or its ID: "#newsroom" or "C0123456789"'
        raise Wrong("{} is no Slack channel", value, hint)
    return place


def check_zone(value: str) -> str:
    """Refuse a time zone that the zone database does not have."""
    name = value.strip()
    if not name or name in _zones():
        return name
    if known := _ABBREVIATIONS.get(name.lower()):
        hint = f"Abbreviations have several meanings. Did you mean '{known}'?"
    else:
        hint = _near_zones(name)
    raise Wrong("there is no time zone {}", value, hint)


@cache
def _zones() -> frozenset[str]:
    """Return all zone names; the search through the system's folders takes a while."""
    return frozenset(available_timezones())


@lru_cache(maxsize=1000)
def _near_zones(name: str) -> str:
    """Suggest by the whole name, else by the city alone: "Karachi"."""
    full = "Write Area/City, such as 'Asia/Karachi', or 'UTC'."
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(_zones())}
    city = cities.get(re.split(r"[/\\]", name)[-1].strip().replace(" ", "_").casefold())
    return f"Did you mean '{city}'?" if city else did_you_mean(name, _zones(), full)


def check_country(value: str) -> str:
    """Refuse what is no two-letter country code."""
    code = value.strip().upper()
    if code and not re.fullmatch(r"[A-Z]{2}", code):
        raise Wrong("{} is no country code", value, 'Write two letters: "PK", "IN", "NO".')
    return code


def check_language(value: str) -> str:
    """Refuse what is no language code; Balochi has three letters."""
    code = value.strip().lower()
    if code and not re.fullmatch(r"[a-z]{2,3}", code):
        raise Wrong("{} is no language code", value, 'Write two or three letters: "en", "ur".')
    return code


def check_pattern(value: str) -> str:
    """Refuse a regular expression that Python cannot compile."""
    if len(value) > MAX_PATTERN:
        raise Wrong(f"this pattern is longer than {MAX_PATTERN} characters")
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        hint = f"Python says: {error}. In TOML, patterns go into single quotes: '/news/\\d+'"
        raise Wrong("{} is no regular expression", value, hint) from None
    return value


def check_selector(value: str) -> str:
    """Refuse what is no CSS selector; what an element holds is ours to choose."""
    text, hint = check_text(value), "Write such as: 'article h3 > a', or 'time.date, .posted'."
    if len(text) > MAX_PATTERN:
        raise Wrong(f"this selector is longer than {MAX_PATTERN} characters")
    try:
        selectors = cssselect.parse(text) if text else []
        for one in selectors:
            cssselect.HTMLTranslator().selector_to_xpath(one)
    except (cssselect.SelectorError, RecursionError) as error:
        says = f"It says: {one_line(str(error), 100)}. {hint}"
        raise Wrong("{} is no CSS selector", value, says) from None
    if any(one.pseudo_element for one in selectors):
        hint = "Name the element alone: its address, its datetime or its text is taken by itself."
        raise Wrong("{} names a part of an element", value, hint)
    return text


def check_site(value: str) -> str:
    """Refuse the name of a spider that nobody wrote."""
    name = value.strip()
    if name and name not in site_names():
        hint = did_you_mean(name, sorted(site_names()), "docs/sites.md says how to write one.")
        raise Wrong("there is no spider {} in crawler/sites", value, hint)
    return name


def check_network(value: str) -> str:
    """Refuse what is no address or network, and write it in its normal form."""
    try:
        return str(ipaddress.ip_network(value.strip(), strict=False))
    except ValueError:
        raise Wrong("{} is no network", value, 'Write "127.0.0.0/8" or "10.1.2.3".') from None


def check_rule(value: str) -> str:
    """Refuse a rule that cannot be read, and show where."""
    try:
        parse(value)
    except RuleError as error:
        raise unreadable(error) from None
    return value


def check_phrase(value: str) -> str:
    """Refuse a phrase without a word."""
    try:
        phrase(value)
    except RuleError as error:
        raise unreadable(error) from None
    return value


class UnreadableRule(Wrong):
    """A rule that cannot be read: the message shows it with a caret, unless it is secret."""

    def __init__(self, error: RuleError) -> None:
        super().__init__(error.message, error.rule, error.hint)
        self.shown = RuleError(error.rule, error.position, error.message).explain()

    def message(self, *, secret: bool = False) -> str:
        """Show the rule and the caret below the message, both indented alike."""
        return self.says if secret else "in the rule, " + self.shown.replace("\n", "\n    ")


def unreadable(error: RuleError) -> Wrong:
    """Turn a rule's error into one of the configuration."""
    return UnreadableRule(error)


def check_number(value: object) -> float:
    """Refuse what is no number from 0 on, and one in quotes."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(f"this is {kind(value)}, but should be a number without quotes")
    if not 0 <= value <= MAX_VALUE:
        raise Wrong("{} cannot be the value of a figure", value, "Write such as 20 or 2_500_000.")
    return float(value)


def read_day(value: object) -> datetime:
    """Read a day, and return when it is over in UTC."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day == date.max:
        raise Wrong("{} is no day", str(value), 'Write "2031-03-01", in quotes.')
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def check_place(value: str) -> str:
    """Refuse what is the name of no place, where places are known."""
    name = name_of(value)
    try:
        known = atlas()
    except WirewatchError:
        return value
    if not name or not known.meant(name):
        like = " or ".join(f'"{one}"' for one in known.like(name)) if name else ""
        raise Wrong("no place is named {}", value, f"Did you mean {like}?" if like else "")
    return value


def read_step(value: object) -> Step:
    """Read how much a figure must have changed: 5, or "10%"."""
    if isinstance(value, Step):
        return value
    if not isinstance(value, str):
        return Step(check_number(value))
    number = value.removesuffix("%").strip()
    if not value.endswith("%") or not number.isdecimal() or not int(number):
        raise Wrong("{} is no step", value, 'Write 5, or "10%".')
    return Step(float(number), is_percent=True)


def check_unit(value: str) -> str:
    """Refuse what is no unit as figures have it: a currency's code, or a word."""
    unit = value.strip()
    if unit and not re.fullmatch(r"[A-Za-z]{1,12}", unit):
        hint = 'Write a currency as "INR", or a unit as it is read: "percent", "hours", "km".'
        raise Wrong("{} is no unit", value, hint)
    return unit


def check_counted(value: str) -> str:
    """Refuse what holds no word, and stars, which mean nothing here."""
    if "*" in value:
        hint = 'Write the words themselves: ["house", "houses"]'
        raise Wrong("{} has a star, which only rules know", value, hint)
    return check_alias(value)


def one_of(choices: Iterable[str]) -> AfterValidator:
    """Make a check that a word is one of these."""
    known = {word.replace(" ", "_"): word for word in map(str, choices)}

    def check(value: str) -> str:
        word = known.get("_".join(value.lower().split()))
        if word is None:
            raise Wrong("{} is not known here", value, did_you_mean(value, [*known.values()]))
        return word

    return AfterValidator(check)


def check_path(value: object) -> Path:
    """Read a path; ~ is the home folder."""
    if not isinstance(value, str | Path):
        raise Wrong("this should be a path in quotes")
    if not str(value).strip() or "\0" in str(value):
        raise Wrong("{} is no path", str(value))
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise Wrong("the home folder in {} is not known", str(value)) from None


def check_contact(value: str) -> str:
    """Refuse what cannot stand in a request header."""
    contact = check_text(value)
    if not contact.isascii() or re.search(r"[()<>\\]", contact):
        hint = "Write a plain mail or web address: desk@example.org"
        raise Wrong("{} cannot stand in a request header", value, hint)
    return contact


def check_header(value: str) -> str:
    """Refuse what is no name of a header, and headers that every browser fills in itself."""
    name = value.strip()
    if name and not re.fullmatch(r"[A-Za-z0-9-]+", name):
        raise Wrong("{} is no name of a header", value, hint="Such as: X-Forwarded-User")
    if name.lower() in _BROWSERS_HEADERS:
        raise Wrong("every browser fills in {} itself", value, hint="Such as: X-Forwarded-User")
    return name


def check_database(value: str) -> str:
    """Refuse what is no PostgreSQL URL; it may be left empty."""
    url = value.strip()
    if not url:
        return ""
    hint = "Write postgresql://user:password@host/name, best as { env = … }."
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Wrong("this is no database URL", hint=hint) from None
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise Wrong("this is no PostgreSQL URL", hint=hint)
    return url


def read_keep(value: object) -> float:
    """Return the seconds of a duration, 0 for "forever"."""
    return 0.0 if value == "forever" else read_duration(value)


def read_hours(value: object) -> Quiet:
    """Read hours of the day: "22:00-07:00"."""
    found = re.fullmatch(r"\s*(\d\d?:\d\d)\s*(?:-|–|to)\s*(\d\d?:\d\d)\s*", str(value))
    if found is None:
        raise Wrong("{} are no hours of the day", value, 'Write "22:00-07:00".')
    begin, end = read_time(found[1]), read_time(found[2])
    if begin == end:
        raise Wrong("these hours begin when they end", value, "Leave the key out for none.")
    return Quiet(begin, end)


def read_time(value: object) -> time:
    """Read a time of the day: "07:30"."""
    found = re.fullmatch(r"\s*(\d\d?):(\d\d)\s*", str(value))
    try:
        return time(int(found[1]), int(found[2])) if found else time.fromisoformat("")
    except ValueError:
        raise Wrong("{} is no time of the day", value, 'Write "07:30".') from None


def between(low: float, high: float) -> AfterValidator:
    """Make a check that a number lies between two bounds."""
    return _bounded(low, high, lambda number: f"{number:.15g}")


def lasting(low: float, high: float) -> AfterValidator:
    """Make a check that a duration lies between two bounds, in seconds."""
    return _bounded(low, high, write_duration)


def _bounded(low: float, high: float, write: Callable[[float], str]) -> AfterValidator:
    def check(value: float) -> float:
        if low <= value <= high:
            return value
        raise Wrong(f"this should be between {write(low)} and {write(high)}", value)

    return AfterValidator(check)


def _quantity(*examples: str) -> WithJsonSchema:
    """Describe to editors what is written as text with a unit, or as a number."""
    return WithJsonSchema({"type": ["string", "number"], "examples": list(examples)})


def _choices(words: Iterable[str]) -> WithJsonSchema:
    """Describe to editors which words there are."""
    return WithJsonSchema({"type": "string", "enum": [str(word) for word in words]})


Text = Annotated[str, AfterValidator(check_text)]
Name = Annotated[str, AfterValidator(check_name)]
Alias = Annotated[str, AfterValidator(check_alias)]
Tag = Annotated[str, AfterValidator(check_tag)]
Url = Annotated[str, AfterValidator(check_url)]
OptionalUrl = Annotated[str, AfterValidator(check_optional_url)]
BaseUrl = Annotated[str, AfterValidator(check_base_url)]
Zone = Annotated[str, AfterValidator(check_zone)]
Country = Annotated[str, AfterValidator(check_country)]
Language = Annotated[str, AfterValidator(check_language)]
Pattern = Annotated[str, AfterValidator(check_pattern)]
Selector = Annotated[str, AfterValidator(check_selector)]
Site = Annotated[str, AfterValidator(check_site)]
Network = Annotated[str, AfterValidator(check_network)]
RuleText = Annotated[str, AfterValidator(check_rule)]
PhraseText = Annotated[str, AfterValidator(check_phrase)]
Contact = Annotated[str, AfterValidator(check_contact)]
HeaderName = Annotated[str, AfterValidator(check_header)]
Folder = Annotated[Path, BeforeValidator(check_path), WithJsonSchema({"type": "string"})]
Seconds = Annotated[float, BeforeValidator(read_duration), _quantity("30s", "15m", "36h")]
Keep = Annotated[float, BeforeValidator(read_keep), _quantity("forever", "180d", "4w")]
DatabaseUrl = Annotated[str, AfterValidator(check_database)]
Hours = Annotated[
    Quiet,
    BeforeValidator(read_hours),
    WithJsonSchema({"type": "string", "examples": ["22:00-07:00"]}),
]
TimeOfDay = Annotated[
    time, BeforeValidator(read_time), WithJsonSchema({"type": "string", "examples": ["07:30"]})
]
Bytes = Annotated[int, BeforeValidator(read_size), _quantity("500kB", "10MB", "1.5GB")]
ValueLimit = Annotated[
    float, BeforeValidator(check_number), WithJsonSchema({"type": "number", "minimum": 0})
]
Unit = Annotated[str, AfterValidator(check_unit)]
Counted = Annotated[str, AfterValidator(check_counted)]
EffectName = Annotated[str, one_of(Effect), _choices(Effect)]
ClassName = Annotated[str, one_of(VictimClass), _choices(VictimClass)]
ScopeName = Annotated[str, one_of(Scope), _choices(Scope)]
ChangeName = Annotated[str, one_of(Change), _choices(Change)]
BurstName = Annotated[str, one_of(Burst), _choices(Burst)]
Day = Annotated[
    datetime,
    BeforeValidator(read_day),
    WithJsonSchema({"type": "string", "examples": ["2031-03-01"]}),
]
StepText = Annotated[
    Step,
    BeforeValidator(read_step),
    WithJsonSchema({"type": ["number", "string"], "examples": [5, "10%"]}),
]
NotifyName = Annotated[str, one_of(Notify), _choices(Notify)]
MailAddress = Annotated[str, AfterValidator(check_mail)]
PlaceName = Annotated[str, AfterValidator(check_place)]
SlackToken = Annotated[str, AfterValidator(check_slack_token)]
SlackPlace = Annotated[str, AfterValidator(check_slack_place)]
WholeNumber = StrictInt
Port = Annotated[StrictInt, between(0, 65535)]
