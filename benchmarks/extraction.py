"""Saved news pages through our reader and its peers: text, title, authors, time.

    python3 dev.py bench extraction --data DIR [--json FILE] [--only-ours] [--failures]

DIR holds extraction/dev/: pages, and in truth.json what each says (null is not judged).
Every page goes through all contenders in turn, in one process, so that a busy machine is
busy for all of them; CPU milliseconds count, ours without the collector as in a worker.

- Text: shingles of four words, as the public benchmark of article extraction scores; of
  the publishers' pages, whose own parsers set the summary apart, the better of the text
  with and without it.  A soft hyphen parts no word, of the truth's either.
- A title is right where its words are, authors where the set of their names is.
- A day is right in the zone of the truth; a minute needs the instant, so a zone as well.
- All right: title, authors and minute, and a text of at least .9.
- The interval beside a figure holds 95 % of what 2,000 draws of as many pages, with
  repetition, would have given: one page more or less is up to a point.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import logging
import random
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.extract import extract
from news.article import Page
from news.errors import ExtractError

NOW = datetime(2026, 12, 31, tzinfo=UTC)  # later than any of the pages
_DRAWS = 2_000
_SHINGLE = 4
_GOOD_TEXT = 0.9  # F1 from which a text counts as right
_GLUED = 1_000  # characters in one line that no outlet prints as one paragraph
_WORD = re.compile(r"\w+")
_AIMS = {
    "title": 0.95, "authors": 0.88, "day": 0.99, "minute": 0.97, "all right": 0.80,
    "text, publishers": 0.975, "text, public pages": 0.970,
}  # fmt: skip
_SPEED = 1.25  # so many times as fast as trafilatura with metadata

Case = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What a contender read; `published` has a zone only where it was given one."""

    title: str = ""
    authors: Sequence[str] = ()
    published: datetime | None = None
    day_only: bool = False
    text: str = ""


def with_wirewatch(url: str, body: bytes) -> Found:
    """Read as our workers do."""
    gc.disable()
    try:
        article = extract(Page(url, body, NOW))
    except ExtractError:
        return Found()
    finally:
        gc.enable()
    at = article.published
    found = Found(article.title, article.authors, text=article.text)
    return replace(found, published=at.local, day_only=at.precision == "day") if at else found


def with_trafilatura(url: str, body: bytes) -> Found:
    """Read as the library's users do; its dates are days unless told otherwise."""
    import trafilatura  # noqa: PLC0415

    asked = {"outputformat": "%Y-%m-%dT%H:%M:%S%z", "original_date": True, "max_date": "2026-12-31"}
    found: Any = trafilatura.bare_extraction(
        body, url=url, with_metadata=True, include_comments=False, date_extraction_params=asked
    )
    if found is None:
        return Found()
    authors = (found.author or "").split("; ") if found.author else ()
    return Found(found.title or "", authors, _time(found.date), text=found.text or "")


def with_newspaper(url: str, body: bytes) -> Found:
    """Read as the library's users do."""
    import newspaper  # noqa: PLC0415

    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    return Found(article.title, article.authors, _time(article.publish_date), text=article.text)


def with_news_please(url: str, body: bytes) -> Found:
    """Read as the nearest tool of our field does."""
    from newsplease import NewsPlease  # noqa: PLC0415

    found = NewsPlease.from_html(body.decode("utf-8", "replace"), url=url, fetch_images=False)
    return Found(
        found.title or "", found.authors or (), _time(found.date_publish), text=found.maintext or ""
    )


CONTENDERS: dict[str, Callable[[str, bytes], Found]] = {
    "wirewatch": with_wirewatch,
    "trafilatura": with_trafilatura,
    "newspaper4k": with_newspaper,
    "news-please": with_news_please,
}


def main() -> int:
    """Print the figures; status 1 if an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of extraction/dev/")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    parser.add_argument("--only-ours", action="store_true", help="leave the peers out")
    parser.add_argument("--failures", action="store_true", help="name what we did not get right")
    asked = parser.parse_args()
    folder = asked.data / "extraction" / "dev"
    if not (folder / "truth.json").exists():
        print(f"{folder}/truth.json is not there: nothing is measured.")
        return 2
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    names = ["wirewatch"] if asked.only_ours else list(CONTENDERS)
    cases = json.loads((folder / "truth.json").read_text("utf-8"))
    read, seconds = _read(names, cases, folder)
    scores = {
        name: [_judge(case, found) for case, found in zip(cases, read[name], strict=True)]
        for name in names
    }
    figures = {name: _figures(scores[name]) for name in names}
    for name in names:
        figures[name]["CPU ms/page"] = [1000 * seconds[name] / len(cases)]
        figures[name]["texts in one line"] = [sum(map(_is_glued, read[name]))]
    if asked.failures:
        _print_failures(cases, read["wirewatch"], scores["wirewatch"])
    _print(figures)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2))
    return _missed(figures)


def _read(
    names: Sequence[str], cases: Iterable[Case], folder: Path
) -> tuple[dict[str, list[Found]], dict[str, float]]:
    """Send each page through all contenders, another one first each time."""
    read: dict[str, list[Found]] = {name: [] for name in names}
    seconds = dict.fromkeys(names, 0.0)
    for number, case in enumerate(cases):
        body = gzip.decompress((folder / case["file"]).read_bytes())
        if number == 0:
            for name in names:  # imports do not count
                CONTENDERS[name](case["url"], body)
        turn = number % len(names)
        for name in [*names[turn:], *names[:turn]]:
            gc.collect()
            begun = time.process_time()
            try:
                found = CONTENDERS[name](case["url"], body)
            except Exception:  # noqa: BLE001  a peer that fails on a page goes on to the next
                found = Found()
            seconds[name] += time.process_time() - begun
            read[name].append(found)
    return read, seconds


def _time(value: Any) -> datetime | None:
    """Take what a peer gives as a time: a datetime, ISO 8601, or nothing."""
    if value is None or isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


# --- judging


def _judge(case: Case, found: Found) -> dict[str, Any]:
    """Compare what was read with the truth; what the truth leaves open is left out."""
    scores: dict[str, Any] = {}
    if case["title"] is not None:
        scores["title"] = _words(found.title) == _words(case["title"])
    if case["authors"] is not None:
        scores["authors"] = set(map(_words, found.authors)) == set(map(_words, case["authors"]))
    if case["published"] is not None:
        scores |= _judge_time(_time(case["published"]), found)
    texts = [case["body"], case.get("body_wo_summary")] if case["source"] == "fundus" else []
    best = max((_match(text, found.text) for text in texts or [case["body"]] if text), key=_f1)
    kind = "text, publishers" if texts else "text, public pages"
    scores[kind] = best
    if texts:
        known = [scores.get(name, True) for name in ("title", "authors", "minute")]
        scores["all right"] = all(known) and _f1(best) >= _GOOD_TEXT
    return scores


def _judge_time(true: datetime | None, found: Found) -> dict[str, bool]:
    """Compare times; where the truth has no zone, the clock of the page."""
    if true is None:
        return {}
    at = found.published
    if at is None:
        return {"day": False, "minute": False}
    zoned = at.tzinfo is not None and true.tzinfo is not None
    there = at.astimezone(true.tzinfo) if zoned and not found.day_only else at
    same = not found.day_only and (at.tzinfo is not None or true.tzinfo is None)
    bare, meant = there.replace(tzinfo=None), true.replace(tzinfo=None)
    return {
        "day": bare.date() == meant.date(),
        "minute": same
        and bare.replace(second=0, microsecond=0) == meant.replace(second=0, microsecond=0),
    }


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.replace("\xad", "").casefold()))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.replace("\xad", ""))
    return Counter(
        tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)) if words
    )


def _match(true: str, found: str) -> tuple[float, float]:
    """Return precision and recall of a text's shingles."""
    meant, got = _shingles(true), _shingles(found)
    both = (meant & got).total()
    if meant == got:
        return 1.0, 1.0
    return both / max(1, got.total()), both / max(1, meant.total())


def _f1(match: tuple[float, float]) -> float:
    return 2 * match[0] * match[1] / (sum(match) or 1)


def _is_glued(found: Found) -> bool:
    return len(found.text) > _GLUED and "\n" not in found.text.strip()


def _figures(scores: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Return each figure with the interval that drawing pages again gives it."""
    figures = {}
    for kind in _AIMS:
        known = [one[kind] for one in scores if kind in one]
        draw = random.Random(1)  # noqa: S311  the same draws each time
        spread = sorted(_mean(draw.choices(known, k=len(known))) for _ in range(_DRAWS))
        low, high = spread[_DRAWS // 40], spread[-_DRAWS // 40]
        figures[kind] = [_mean(known), low, high]
    return figures


def _mean(known: Sequence[Any]) -> float:
    """Return the share that is right; of texts F1 of the mean precision and recall."""
    if isinstance(known[0], bool):
        return float(sum(known) / len(known))
    return _f1(
        (sum(one[0] for one in known) / len(known), sum(one[1] for one in known) / len(known))
    )


# --- telling


def _print_failures(cases: list[Case], read: list[Found], scores: list[dict[str, Any]]) -> None:
    for case, found, score in zip(cases, read, scores, strict=True):
        for kind, got in (("title", found.title), ("authors", found.authors)):
            if score.get(kind) is False:
                print(f"{kind:8} {case['file']}\n  want {case[kind]}\n  got  {got}")
        if score.get("minute") is False:
            kind = "minute" if score["day"] else "day"
            print(f"{kind:8} {case['file']}\n  want {case['published']}\n  got  {found.published}")
        text = next(value for kind, value in score.items() if kind.startswith("text"))
        if _f1(text) < _GOOD_TEXT:
            print(f"text     {case['file']} precision {text[0]:.3f} recall {text[1]:.3f}")


def _print(figures: dict[str, dict[str, list[float]]]) -> None:
    print(f"| {'':20} | {' | '.join(f'{name:>20}' for name in figures)} |")
    print(f"|{'-' * 22}|{'|'.join('-' * 22 for _ in figures)}|")
    for kind in next(iter(figures.values())):
        cells = (f"{_cell(one[kind]):>20}" for one in figures.values())
        print(f"| {kind:20} | {' | '.join(cells)} |")


def _cell(figure: list[float]) -> str:
    if len(figure) == 1:
        return f"{figure[0]:.1f}"
    return "{:.3f} ({:.3f}–{:.3f})".format(*figure).replace("0.", ".")


def _missed(figures: dict[str, dict[str, list[float]]]) -> int:
    """Name the aims that are missed."""
    ours = figures["wirewatch"]
    aims = {f"{kind} at least {aim}": ours[kind][0] >= aim for kind, aim in _AIMS.items()}
    aims["no text in one line"] = not ours["texts in one line"][0]
    if theirs := figures.get("trafilatura"):
        ratio = theirs["CPU ms/page"][0] / ours["CPU ms/page"][0]
        aims[f"{_SPEED} times as fast as trafilatura (here {ratio:.2f})"] = ratio >= _SPEED
    for aim, met in aims.items():
        print(f"{'met   ' if met else 'MISSED'}  {aim}")
    return 0 if all(aims.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
