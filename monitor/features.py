"""Draw from an article what tells its event: words, names, places, figures, days.

    "VESK: At least 12 miners died in a blast near Tarn on Monday, officials said."
      terms    miner, blast, +12       names   tarn by its sound, trn
      places   Tarn   figures killed 12   days  that Monday

- Words are folded and cut to a stem, so that "blasts" and "blast" are one; those of the headline
  and of the first sentences weigh more, since that is where reports say what happened.
- Names are words with a capital within a sentence, alone and with the next one, by their sound:
  Jafar, Jaffer and جعفر are one.  Scripts without capitals give the sound of every longer word.
- Numbers above those of dates are words too: 241 of 242 is rarer than any name.
- Places are the gazetteer's, and their names no words beside: a town that is shared would say
  twice what it says.  Where a report was written (its dateline) counts only if the text
  names it again.
- Days are those that the text names, a weekday being the last one before it was published, but
  not those on which somebody only spoke.

Pure: the same article gives the same features on any machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import log

from monitor.common_words import FUNCTION, USUAL, stem
from monitor.sounds import sounds
from news.article import Article
from news.figure import Effect, FigureReading
from news.places import PlaceKind, Sighting
from news.story import Features
from news.text import Token, tokens

# Of one article; long ones repeat themselves.
_MOST_TERMS, _MOST_NAMES, _MOST_PLACES, _MOST_FIGURES, _MOST_DAYS = 60, 40, 12, 12, 12
_LONG_TEXT = 6_000  # characters; what comes later tells of the past
_HEADLINE, _OPENING, _MIDDLE, _REST = 2.0, 1.0, 0.7, 0.4
_OPENING_WORDS, _MIDDLE_WORDS = 60, 200
_SHORTEST_TERM = 3
_SHORTEST_SOUND = 3  # consonants; fewer are shared by too many names
_PAST_DATES = 31  # numbers up to it may be days of a month
_YEARS = range(1900, 2100)
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH_OF = {name[:n]: at for at, name in enumerate(_MONTHS, 1) for n in (3, len(name))} | {
    "sept": 9
}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_DATED = re.compile(
    rf"\b(?:(?P<m1>{_MONTH})\.? (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y1>(?:19|20)\d\d))?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m2>{_MONTH})\b\.?"
    rf"(?:,? (?P<y2>(?:19|20)\d\d))?"
    rf"|(?P<w>{'|'.join(_WEEKDAYS)})\b)",
    re.IGNORECASE,
)
# "said on Tuesday", "on Tuesday confirmed": when somebody spoke, not when it happened.
_SPEAKING = (
    r"(?:said|says?|told|tells?|confirm\w*|announc\w*|report\w*|stat(?:ed?|ing)|reveal\w*|warn\w*"
    r"|quoted|put|statement|updat\w*|tweet\w*|posted|claim\w*|fear\w*|vow\w*|urg\w*|add(?:ed|s)"
    r"|admit\w*|declar\w*|estimat\w*|rose|risen|climb\w*|reach\w*|surg\w*|jump\w*)\b"
)
_SPOKE = re.compile(rf"\b{_SPEAKING}[^.;\n]{{0,64}}\Z", re.IGNORECASE)
_SPEAKS = re.compile(rf"\A,? (?:also |has )?{_SPEAKING}", re.IGNORECASE)
# "after Monday's earthquake": the day of the quake, whoever speaks.
_OWNS = re.compile(
    r"\A(?:['\u2019]s|s['\u2019]) (?!(?:\w+ ){0,2}(?:statement|announcement|briefing|report|claim"
    r"|(?:press|news) conference|update|tally|figure|count)s?\b)",
    re.IGNORECASE,
)
_BESIDE_DAY = 80  # characters looked at
_NUMBERS = "one two three four five six seven eight nine ten".split()
# "two days after the quake": it was two days before the article; and "fifty hours after".
_TENS = {"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
_SINCE = re.compile(
    rf"\b(?:(?P<n>an?|{'|'.join(_NUMBERS)}|\d{{1,2}}) days? (?:after|ago|earlier)|yesterday"
    rf"|(?P<h>{'|'.join(_TENS)}|\d{{2,3}}) hours (?:after|ago|earlier))\b",
    re.IGNORECASE,
)
_HALF_A_YEAR = timedelta(days=183)
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|(?<![\w.])\d+(?:\.\d+)?")
_MANY = re.compile(
    r"\b(live(?: updates?| blog)?:|live (?:updates?|blog|coverage)|as it happened|round-?up"
    r"|in brief|news briefs?|top (?:stories|headlines|news)|(?:morning|evening) briefing"
    r"|week in review"
    r"|headlines at|key events|digest)\b",
    re.IGNORECASE,
)
HEARD = "~"  # before the sound of a word that may be a name, in scripts that do not say so
WRITTEN = "^"  # before the sound of the place where an article was written
_UNCASED = re.compile("[\u0590-\u0dff]")
_DATELINE = 60  # characters at the start in which a dateline stands
_DATELINE_ENDS = re.compile(
    r"(?:,[^.:\n]{0,40}?)?\s?(?:\([^)\n]{1,30}\)\s?)?(?::|--|\u2014|\u2013| - )"
)
# Where and by whom a report was written: a capital's name says nothing of the event.
_WRITTEN = re.compile(
    r"[A-Z][A-Z.'\u2019-]+(?: [A-Z][A-Z.'\u2019-]+){0,3}(?:,[^:\n\u2014\u2013]{0,30}?)?"
    r"\s?(?:\([^)\n]{1,30}\)\s?)?(?::|--|\u2014|\u2013| - )"
)
_BESIDE_PLACE = re.compile("[,(:\u2014\u2013-]")  # what ends the place of a dateline
_COUNTED = {
    Effect.KILLED, Effect.INJURED, Effect.MISSING, Effect.ABDUCTED, Effect.ARRESTED,
    Effect.DISPLACED, Effect.SURRENDERED, Effect.RESCUED, Effect.AFFECTED, Effect.DAMAGED,
    Effect.DESTROYED, Effect.MONEY,
}  # fmt: skip
_FEW_WORDS, _MOSTLY = 3, 0.8  # of a headline: what is too short to tell, and the share


def features(
    article: Article,
    reading: FigureReading,
    key: str,
    at: datetime,
    sightings: Sequence[Sighting],
    *,
    dated: bool = True,
) -> Features:
    """Return what the grouping wants of an article that is known by this key.

    `sightings` are the places that its text names.  It is not `dated` where nobody knows when it
    was published or first seen.
    """
    text = article.full[:_LONG_TEXT]
    title = len(article.title)
    written = _WRITTEN.match(text, title + 1)
    line = [
        token for token in tokens(text)
        if written is None or not title < token.start < written.end()
    ]  # fmt: skip
    sightings = [one for one in sightings if one.span.end <= len(text)]
    sighted = list(without_dateline(sightings, text, title))
    return Features(
        key=key,
        at=at,
        source=article.outlet.source,
        language=article.language,
        terms=_terms(_unplaced(line, sightings), text, title),
        names=_with_dateline(_names(line, text, title), written),
        places=_places(sighted),
        regions=_regions(sighted),
        figures=_figures(reading),
        days=_days(text, at) if dated else (),
        many=bool(article.posts) or bool(_MANY.search(article.title)),
        dated=dated,
    )


def _terms(line: Sequence[Token], text: str, title: int) -> tuple[tuple[str, float], ...]:
    """Return the stems and numbers of a text with their weights, the heaviest first."""
    counts: Counter[str] = Counter()
    best: dict[str, float] = {}
    opens = next((at for at, token in enumerate(line) if token.start > title), 0)
    for at, (word, start, _) in enumerate(line):
        if word in FUNCTION or len(word) < _SHORTEST_TERM or word.isdigit():
            continue
        weight = _HEADLINE if start < title else _weight(at - opens)
        _count(stem(word), weight, counts, best)
    for found in _NUMBER.finditer(text):
        value = float(found.group().replace(",", ""))
        if (value > _PAST_DATES or "." in found.group()) and value not in _YEARS:
            _count(f"#{value:g}", _OPENING, counts, best)
    weighed = {term: best[term] * (1 + log(count)) for term, count in counts.items()}
    heaviest = sorted(weighed, key=lambda term: -weighed[term])[:_MOST_TERMS]
    return tuple((term, round(weighed[term], 2)) for term in heaviest)


def _unplaced(line: Iterable[Token], sightings: Sequence[Sighting]) -> list[Token]:
    """Leave out the words of places: a town that is shared would count twice."""
    taken = {at for one in sightings for at in range(one.span.start, one.span.end)}
    return [token for token in line if token.start not in taken]


def _count(term: str, weight: float, counts: Counter[str], best: dict[str, float]) -> None:
    counts[term] += 1
    best[term] = max(best.get(term, 0.0), weight)


def _weight(at: int) -> float:
    """Say what a word weighs by its place in the text."""
    return _OPENING if at < _OPENING_WORDS else _MIDDLE if at < _MIDDLE_WORDS else _REST


def _names(line: Sequence[Token], text: str, title: int) -> tuple[str, ...]:
    """Return the sounds of a text's names, and of pairs that stand side by side."""
    begin = _after_headline(line, text, title)
    small = {word for word, start, _ in line if text[start].islower()}
    counts: Counter[str] = Counter()
    before, ended = "", 0
    for word, start, end in line[begin:]:
        capital = text[start].isupper()
        own = _sound(word) if capital or _UNCASED.match(text, start) else ""
        if own and capital and _opens(text, start) and (word in small or stem(word) in USUAL):
            own = ""  # anything has a capital there
        if own:
            counts[own if capital else f"{HEARD}{own}"] += 1
            if before and capital and text[ended:start] in {" ", "-"}:
                counts[f"{before} {own}"] += 1
        before, ended = own if capital else "", end
    return tuple(name for name, _ in counts.most_common(_MOST_NAMES))


def _with_dateline(names: tuple[str, ...], written: re.Match[str] | None) -> tuple[str, ...]:
    """Add where it was written, for which little speaks: a town's paper names the town there."""
    place = _BESIDE_PLACE.split(written.group())[0] if written else ""
    own = (_sound(word) for word, *_ in tokens(place))
    return (*names, *(f"{WRITTEN}{name}" for name in own if name and name not in names))


def _after_headline(line: Sequence[Token], text: str, title: int) -> int:
    """Return the first word behind a headline that writes Every Word Like This; else 0."""
    words = [start for word, start, _ in line if start < title and len(word) > _SHORTEST_TERM]
    shouted = len(words) > _FEW_WORDS and sum(text[start].isupper() for start in words)
    if not shouted or shouted < _MOSTLY * len(words):
        return 0
    return next((at for at, token in enumerate(line) if token.start > title), 0)


def _opens(text: str, start: int) -> bool:
    """Say whether a word begins a sentence or a line."""
    before = text[max(0, start - 3) : start]
    bare = before.rstrip(" \"'\u201c\u2018")
    return not bare or bare[-1] in ".!?\n:\u2014\u2013" or before.endswith((" - ", "-- "))


@lru_cache(maxsize=100_000)
def _sound(word: str) -> str:
    """Return a name's sound; the word itself where too little is heard; "" for no name."""
    if word in FUNCTION or word.isdigit() or len(word) < 2:  # noqa: PLR2004  initials
        return ""
    consonants = sounds(word).consonants
    if len(consonants) >= _SHORTEST_SOUND:
        return consonants
    return word if word.isascii() and len(word) >= _SHORTEST_TERM else ""


def without_dateline(sightings: Iterable[Sighting], text: str, title: int) -> Iterator[Sighting]:
    """Leave out where the report was written."""
    for one in sightings:
        start, end = one.span.start, one.span.end
        begins = title < start < title + _DATELINE
        if not (begins and _DATELINE_ENDS.match(text[end : end + _DATELINE])):
            yield one


def _places(sightings: Sequence[Sighting]) -> tuple[str, ...]:
    """Return the towns and districts that a text names, the most named first."""
    small = (PlaceKind.TOWN, PlaceKind.DISTRICT)
    counts = Counter(one.place.key for one in sightings if one.place.kind in small)
    return tuple(key for key, _ in counts.most_common(_MOST_PLACES))


def _regions(sightings: Iterable[Sighting]) -> tuple[str, ...]:
    """Return all provinces and countries named, and all that the towns lie in."""
    found: dict[str, None] = {}
    for one in sightings:
        large = one.place.kind in {PlaceKind.PROVINCE, PlaceKind.COUNTRY}
        found.update(
            dict.fromkeys((one.place.key, *one.place.within) if large else one.place.within)
        )
    return tuple(found)


def _figures(reading: FigureReading) -> tuple[tuple[str, float], ...]:
    """Return what was counted, by effect and value, without repeats."""
    found = (
        (claim.figure.effect.value, claim.figure.value)
        for claim in reading.claims
        if claim.figure.effect in _COUNTED
    )
    return tuple(dict.fromkeys(found))[:_MOST_FIGURES]


def _days(text: str, at: datetime) -> tuple[date, ...]:
    """Return the days on which things happened, the earliest first."""
    found = set()
    for match in _DATED.finditer(text):
        before = text[max(0, match.start() - _BESIDE_DAY) : match.start()]
        after = text[match.end() : match.end() + _BESIDE_DAY]
        day = _day(match, at.date())
        spoken = bool(_SPOKE.search(before) or _SPEAKS.match(after)) and not _OWNS.match(after)
        datelined = day == at.date()
        if day and not (spoken if match["w"] else datelined):
            found.add(day)
    for match in _SINCE.finditer(text):
        if hours := match["h"]:
            since = timedelta(hours=_TENS.get(hours.lower()) or int(hours))
            found.add((at - since).date())
        else:
            found.add(at.date() - timedelta(days=_count_of(match["n"] or "a")))
    return tuple(sorted(found))[-_MOST_DAYS:]


def _count_of(written: str) -> int:
    """Read the number of days: a figure, a word, or "a"."""
    if written.isdecimal():
        return int(written)
    return _NUMBERS.index(written.lower()) + 1 if written.lower() in _NUMBERS else 1


def _day(match: re.Match[str], published: date) -> date | None:
    """Return the day that is meant by a date or a weekday."""
    if weekday := match["w"]:
        back = (published.weekday() - _WEEKDAYS.index(weekday.lower())) % 7
        return published - timedelta(days=back)
    month = _MONTH_OF[(match["m1"] or match["m2"]).lower()]
    number, year = int(match["d1"] or match["d2"]), match["y1"] or match["y2"]
    try:
        day = date(int(year) if year else published.year, month, number)
    except ValueError:
        return None
    if not year and day - published > _HALF_A_YEAR:
        return day.replace(year=day.year - 1)
    return day
