"""Split a live report into its posts: what was written at 18:42, and what at 17:30.

    18:42 IST                           ▶  Post(18:42, span)
    Turnout at 61.4 percent
    The election commission puts …
    17:30 IST                           ▶  Post(17:30, span)
    …

A live report is one article that grows all day; who is told of it wants to know which of its
claims is an hour old.  Where posts begin is told by the page's elements ("live-blog-entry",
`itemprop=liveBlogUpdate`), else by the updates that its JSON-LD lists, found again by
headline or first words, else by the times that lead headlines or stand alone on lines.  The
last counts only where the page calls itself live: a day's programme has such lines too.

A post's time is the one its markup gives, else JSON-LD's; a clock without a day takes the
day only where the report began and was last changed on one and the same.  Otherwise it is
None, never made up.  The text stays as it is: posts are spans of it.

JSON-LD's updates are read piece by piece, since live reports have more of it than `linked`
parses.

Discarded: each post as an article of its own (a claim and what corrects it two posts further up
would be strangers); counting days back where clocks jump (posts are pinned out of order).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.blocks import CLOCK, Block
from crawler.lines import html_text
from news.article import Post
from news.moment import Moment, Precision
from news.text import words

_FEWEST = 2  # posts; with one the report is no live one yet
_FEWEST_CLOCKS = 3  # lines of a clock; fewer may be a programme's
_MOST_UPDATES = 1_000
_TELLING = 4  # words by which an update's first line is found again
_LIVE = re.compile(
    r"\blive\b|live-?blog|live-?ticker|\bticker\b|en\s+direct|en\s+vivo|لائیو|لائيو|زنده|लाइव|থেকে\s+সরাসরি|লাইভ|நேரலை|ਲਾਈਵ|లైవ్",
    re.IGNORECASE,
)
_LONGEST_RECORD = 6_000_000  # characters
_PIECE = re.compile(
    r'"(?:[^"\\]|\\[\s\S])*(?:"|\Z)|[{}\[\]:,]'
)  # a broken string ends with the record
_DOTTED = re.compile(r"(\d)[.:](\d\d)(?:\s+(?:Uhr|h)\b)?")
_LED = re.compile(rf"({CLOCK.pattern})\s*[:\u2013\u2014|-]\s*\S")

Read = Callable[[str], Moment | None]


@dataclass(frozen=True)
class Update:
    """A post as the page's JSON-LD lists it: the lines it may begin with, and its time."""

    begins: tuple[str, ...]
    at: str


@dataclass(frozen=True)
class Line:
    """A line of the text and the block that it was."""

    text: str
    block: Block


def read_updates(tree: Any) -> list[Update] | None:
    """Return what JSON-LD lists of a live report; None where it calls the page nothing such."""
    scripts = [script.text or "" for script in tree.iter("script")]
    records = [text[:_LONGEST_RECORD] for text in scripts if "LiveBlogPosting" in text]
    if not records:
        return None
    return [update for record in records for update in _listed(record)][:_MOST_UPDATES]


def _listed(record: str) -> Iterator[Update]:
    """Yield the updates that a record lists, piece by piece: some have a megabyte of them."""
    begin = record.find('"liveBlogUpdate"')
    said: dict[str, str] = {}
    depth, inner, key, last = 0, 0, "", ""
    for match in _PIECE.finditer(record, begin + len('"liveBlogUpdate"')) if begin >= 0 else ():
        piece = match.group()
        if piece == ":":
            key = last
        elif piece[0] == '"':
            if key and depth == inner:
                said.setdefault(key, piece)
            key, last = "", piece[1:-1]
        else:
            key = ""
            depth += (piece in "{[") - (piece in "}]")
            inner = inner or (1 if piece == "{" else 2)  # one update, or a list
            if piece == "}" and depth == inner - 1:
                yield _update(said)
                said = {}
            if depth == 0:
                return


def _update(said: dict[str, str]) -> Update:
    headline, body, at = (
        _string(said, key) for key in ("headline", "articleBody", "datePublished")
    )
    lines = (_folded(headline), _folded(html_text(body).split("\n", 1)[0]))
    return Update(tuple(text for text in lines if text), at)


def _string(said: dict[str, str], key: str) -> str:
    try:
        return str(json.loads(said.get(key, '""'), strict=False))
    except ValueError:
        return ""


def split_posts(
    lines: Sequence[Line], updates: Sequence[Update] | None, *, live: bool, day: str, read: Read
) -> tuple[Post, ...]:
    """Return the posts of a text of lines, with places in it; none of what is no live report.

    `live` says that the page calls itself so, `day` is the one on which all was written, if
    there is one; `read` reads a time.
    """
    starts = _of_elements(lines)
    told = _of_updates(lines, updates or ())
    if len(starts) < _FEWEST:
        starts = told
    if len(starts) < _FEWEST:
        starts = _of_clocks(lines, live=live or updates is not None)
    if len(starts) < _FEWEST:
        return ()
    offsets = _offsets(lines)
    begins = sorted(starts)
    posts = []
    for start, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        raw = starts[start] or _within(told, start, end)
        posts.append(Post(_time(raw, day, read), offsets[start], offsets[end] - 1))
    return tuple(posts)


def is_live(*names: str) -> bool:
    """Say whether a page's title or address calls it a live report."""
    return any(_LIVE.search(name) for name in names)


def day_of(published: Moment | None, modified: Moment | None) -> str:
    """Return the day of a report that began and was last changed on the same; else ""."""
    if published is None or modified is None:
        return ""
    days = {moment.local.date() for moment in (published, modified)}
    return days.pop().isoformat() if len(days) == 1 else ""


def _of_elements(lines: Sequence[Line]) -> dict[int, str]:
    """Return the lines at which an element of a post begins, with the post's time."""
    starts: dict[int, str] = {}
    began, entry = 0, 0
    for index, line in enumerate(lines):
        if line.block.entry and line.block.entry != entry:
            began, entry = index, line.block.entry
            starts[began] = ""
        if line.block.entry and not starts[began]:
            starts[began] = line.block.at or _clock(line.text)
    return starts


def _of_updates(lines: Sequence[Line], updates: Iterable[Update]) -> dict[int, str]:
    """Return the lines at which a listed update begins, its printed time above it included."""
    folded = [_folded(line.text) for line in lines]
    whole = {line: index for index, line in reversed(list(enumerate(folded)))}
    starts: dict[int, str] = {}
    for update in updates:
        index = next((whole[text] for text in update.begins if text in whole), None)
        if index is None:
            long = tuple(text for text in update.begins if len(text.split()) >= _TELLING)
            index = next((at for at, line in enumerate(folded) if line.startswith(long)), None)
        if index is None:
            continue
        above = index > 0 and bool(_clock(lines[index - 1].text))
        starts.setdefault(index - above, update.at)
    return starts


def _of_clocks(lines: Sequence[Line], *, live: bool) -> dict[int, str]:
    """Return the lines that are a time, or are led by one; a headline above is the post's."""
    alone = {
        index: line.block.at or line.text
        for index, line in enumerate(lines)
        if live and _clock(line.text)
    }
    if len(alone) >= _FEWEST_CLOCKS:
        headed = [index for index in alone if index and lines[index - 1].block.is_heading]
        above = len(headed) > len(alone) / 2
        return {max(0, index - above): at for index, at in alone.items()}
    led = {
        index: clock
        for index, line in enumerate(lines)
        if (live or line.block.is_heading) and (clock := _led(line.text))
    }
    return led if len(led) >= _FEWEST_CLOCKS else {}


def _led(text: str) -> str:
    match = _LED.match(text)
    return match[1] if match else ""


def _clock(text: str) -> str:
    """Return a line that is a clock and nothing else, or ""."""
    return text if CLOCK.fullmatch(text) else ""


def _within(told: dict[int, str], start: int, end: int) -> str:
    """Return the time of an update that begins within a post."""
    return next((at for index, at in told.items() if start <= index < end), "")


def _time(raw: str, day: str, read: Read) -> Moment | None:
    """Read a post's time; a clock alone needs the day."""
    found = read(raw) if raw else None
    if found is None and raw and day:
        clock = _DOTTED.sub(r"\1:\2", raw)
        found = read(f"{day} {clock}")
    return None if found is None or found.precision is Precision.DAY else found


def _offsets(lines: Sequence[Line]) -> list[int]:
    """Return where each line begins, and one past the last line's end."""
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line.text) + 1)
    return offsets


def _folded(text: str) -> str:
    return " ".join(words(text))
