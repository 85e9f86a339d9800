"""Find speeches that two articles put on different days.

    "Ona Brill told the Assembly on Monday that forces are physically handicapped."
    "… confirmed on Tuesday, when Ona Brill admitted it.  Speaking in the Assembly, she …"
    one speaker, one place, Monday and Tuesday: one of them is wrong

An occasion is a day on which an article says that somebody spoke.  Two are one if they have the
place where he spoke in common, or a quotation of five words and more; then their days cannot
differ.  Where an article has no date, its weekdays are still weekdays.

Discarded: any two days of one speaker.  Ministers speak every day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.figures.cast import Cast
from monitor.figures.sayings import may_say, sayings
from monitor.figures.sides import speaker_key
from monitor.figures.subjects import cut
from news.article import Article
from news.finding import Span
from news.moment import Moment
from news.text import folded, sentences

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS = tuple(day.casefold() for day in DAYS)
_ON = re.compile(rf"\bon\s(?P<day>{'|'.join(_DAYS)})\b(?!['’]s)", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:to|in|before|at|addressed|addressing|told)\s(?:the\s)?"
    r"(?P<name>[A-Z][\w'’-]+(?:\s(?:of\s(?:the\s)?)?[A-Z][\w'’-]+)*)"
)
_QUOTE = re.compile(r"[“”\"]\s*([^“”\"\n]{20,400})[“”\"]")
_RUN = 5  # words of a quotation that two articles do not have by chance
_LONGEST = 600  # characters of a sentence that are read
_MOST = 200  # sentences of an article that may name a day
_APART = timedelta(days=6)


@dataclass(frozen=True)
class Occasion:
    """A day on which an article says that somebody spoke.

    `weekday` counts from Monday = 0; `day` is None where the article has no date.  `places` are
    those where he spoke, `quotes` runs of words that the article quotes, both folded.
    """

    speaker: str
    name: str
    weekday: int
    day: date | None
    sentence: Span
    places: frozenset[str]
    quotes: frozenset[str]


def occasions(article: Article, published: Moment | None = None) -> tuple[Occasion, ...]:
    """Return when an article says that those whom it names spoke, in the order of its text."""
    full = article.full
    spans = list(sentences(full))
    dated = [at for at, span in enumerate(spans) if _ON.search(full, *span)][:_MOST]
    if not dated:
        return ()
    printed = published or article.published
    cast, quotes = Cast(full), _quotes(full)
    found = []
    for at in dated:
        start, end = spans[at]
        end = min(end, start + _LONGEST)
        match = _ON.search(full, start, end)
        name = _speaker(full, (start, end), match.start(), cast) if match else ""
        if match and name:
            number = _DAYS.index(match["day"].lower())
            after = spans[at + 1] if at + 1 < len(spans) else (end, end)
            places = _places(full[start : min(after[1], end + _LONGEST)], name)
            day = _day(number, printed)
            sentence = Span(start, end)
            found.append(Occasion(speaker_key(name), name, number, day, sentence, places, quotes))
    return tuple(found)


def conflict(one: Occasion, other: Occasion) -> bool:
    """Say whether two articles put one occasion on different days."""
    return one.speaker == other.speaker and _is_one(one, other) and not _same_day(one, other)


def _is_one(one: Occasion, other: Occasion) -> bool:
    """Say whether two articles speak of one occasion."""
    if one.day and other.day and abs(one.day - other.day) > _APART:
        return False
    return not (one.places.isdisjoint(other.places) and one.quotes.isdisjoint(other.quotes))


def _same_day(one: Occasion, other: Occasion) -> bool:
    if one.day and other.day:
        return one.day == other.day
    return one.weekday == other.weekday


def _speaker(full: str, span: tuple[int, int], near: int, cast: Cast) -> str:
    """Return who speaks in a sentence, nearest to a place in it, "" where nobody is named."""
    if not may_say(full[slice(*span)]):
        return ""
    words = cut(full, *span)
    named = [
        (abs(words[saying.first].start - near), name)
        for saying in sayings(words)
        for name, by_name in [cast.resolve(words, saying.who)]
        if by_name
    ]
    return min(named, default=(0, ""))[1]


def _day(number: int, printed: Moment | None) -> date | None:
    """Return the last such weekday before a report."""
    if printed is None:
        return None
    today = printed.local.date()
    return today - timedelta(days=(today.weekday() - number) % len(_DAYS))


def _places(text: str, speaker: str) -> frozenset[str]:
    """Return where somebody spoke, as far as it has a name."""
    names = {" ".join(folded(match["name"]).split()) for match in _PLACE.finditer(text)}
    return frozenset(names - {speaker.casefold(), *_DAYS})


def _quotes(full: str) -> frozenset[str]:
    """Return the runs of words that stand between quotation marks."""
    return frozenset(
        " ".join(words[at : at + _RUN])
        for match in _QUOTE.finditer(full)
        for words in [folded(match.group(1)).split()]
        for at in range(len(words) - _RUN + 1)
    )
