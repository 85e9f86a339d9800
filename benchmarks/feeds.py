"""Feeds of other parsers' suites, real and regional ones, through `wirewatch try feed`.

    python3 dev.py bench feeds --data DIR [--json FILE] [--failures]

DIR holds feeds/dev/ (files, and in index.jsonl what each is known to say) and
feeds/dates_dev.jsonl (odd dates, each with the outlet's zone and the time meant).  The
same files go through feedparser alone in the same run, each in a process with the same
time limit, because a feed that takes it a minute would take the benchmark one too.  A
date counts where the instant is right; one that is none must stay none.

Where an index says so by its suite (miniflux), only the number of entries and the dates
are judged: that suite resolves links and makes titles by its own rules.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from calendar import timegm
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import TimeoutError as TooLong
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import feedparser
from pebble import ProcessPool

from crawler.urls import canonical

SECONDS = 10.0  # for one feed, as in [read] page_seconds
_NUMBERS_ONLY = "miniflux"
_KINDS = ("entries", "links", "dates", "titles", "guids", "addresses cleaned")

Answer = dict[str, Any]


def main() -> int:
    """Print the figures; status 1 if an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds feeds/")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    parser.add_argument("--failures", action="store_true", help="name what we did not get right")
    asked = parser.parse_args()
    folder = asked.data / "feeds"
    if not (folder / "dev" / "index.jsonl").exists():
        print(f"{folder}/dev/index.jsonl is not there: nothing is measured.")
        return 2
    cases = _lines(folder / "dev" / "index.jsonl")
    dates = _lines(folder / "dates_dev.jsonl")
    with tempfile.TemporaryDirectory() as made:
        items = [_item(case, folder / "dev") for case in cases]
        items += [_dated_item(case, number, Path(made)) for number, case in enumerate(dates)]
        ours, theirs = _timed(_through_wirewatch, items), _timed(_through_feedparser, items)
    figures = {}
    for name, (answers, seconds) in {"wirewatch": ours, "feedparser": theirs}.items():
        failures: list[str] = []
        counts = _judge(cases, dates, answers, failures)
        broken = sum(
            "too long" in (a.get("error") or "") or a.get("crashed", False) for a in answers
        )
        figures[name] = {
            **counts,
            "crashed or too long": [broken, len(answers)],
            "seconds": seconds,
        }
        if asked.failures and name == "wirewatch":
            print("\n".join(failures))
    _print(figures)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2))
    return _missed(figures["wirewatch"])


def _broken(answer: Answer) -> bool:
    """Say whether a feed brought its reader down, or took longer than it may."""
    error = answer.get("error") or ""
    return any(sign in error for sign in ("too long", "longer than", "the reader", "MB"))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _item(case: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Make the input line of a feed file."""
    expected = case["expect"]
    item = {"id": case["file"], "path": str(folder / case["file"]), "headers": case["headers"]}
    return {**item, "timezone": expected.get("timezone"), "url": expected.get("feed_url")}


def _dated_item(case: dict[str, Any], number: int, folder: Path) -> dict[str, Any]:
    """Put one odd date into a feed of its own."""
    path = folder / f"{number}.xml"
    link = "<link>https://courier.example/a</link>"
    entry = f"<item><title>Rain</title>{link}<pubDate>{escape(case['s'])}</pubDate></item>"
    path.write_text(f'<rss version="2.0"><channel>{entry}</channel></rss>', "utf-8")
    return {"id": f"date {number}", "path": str(path), "timezone": case["tz"]}


def _timed(
    read: Callable[[list[dict[str, Any]]], list[Answer]], items: list[dict[str, Any]]
) -> tuple[list[Answer], float]:
    begun = time.perf_counter()
    return read(items), time.perf_counter() - begun


def _through_wirewatch(items: list[dict[str, Any]]) -> list[Answer]:
    """Send all lines through the command, as anybody would."""
    done = subprocess.run(
        [sys.executable, "-m", "wirewatch", "try", "feed", "-"],
        input="".join(json.dumps(item) + "\n" for item in items),
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if [answer["id"] for answer in answers] != [item["id"] for item in items]:
        print(done.stderr[-2000:])
        raise SystemExit("the answers are not those to the questions")
    return answers


def _through_feedparser(items: list[dict[str, Any]]) -> list[Answer]:
    """Parse each file with feedparser alone, in a process that may be killed."""
    with ProcessPool(max_workers=2) as pool:
        futures = [
            pool.schedule(
                _plain_feedparser,
                args=(item["path"], item.get("headers", {}), item.get("url") or ""),
                timeout=SECONDS,
            )
            for item in items
        ]
        return [_outcome(future) for future in futures]


def _outcome(future: Any) -> Answer:
    try:
        answer: Answer = future.result()
    except TooLong:
        return {"entries": [], "error": "took too long"}
    except Exception as error:  # noqa: BLE001  whatever a feed makes it raise
        return {"entries": [], "error": f"the reader failed: {error}"}
    return answer


def _plain_feedparser(path: str, headers: dict[str, str], url: str) -> Answer:
    """Use feedparser as its manual says, and its own dates."""
    told = {**headers, **({"content-location": url} if url else {})}
    parsed = feedparser.parse(io.BytesIO(Path(path).read_bytes()), response_headers=told)
    return {
        "title": parsed.feed.get("title", ""),
        "entries": [
            {
                "guid": entry.get("id"),
                "url": entry.get("link"),
                "title": entry.get("title", ""),
                "published": _utc(entry.get("published_parsed") or entry.get("updated_parsed")),
            }
            for entry in parsed.entries
        ],
    }


def _utc(parsed: Any) -> str | None:
    return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None


def _judge(
    cases: list[dict[str, Any]],
    dates: list[dict[str, Any]],
    answers: list[Answer],
    failures: list[str],
) -> dict[str, list[int]]:
    """Count what is right, and of how many, by kind."""
    right, total = Counter[str](), Counter[str]()
    checks = [
        check for case, got in zip(cases, answers, strict=False) for check in _checks(case, got)
    ]
    for case, got in zip(dates, answers[len(cases) :], strict=True):
        found = _instant(got["entries"][0]["published"]) if got["entries"] else "no entry"
        wanted = f"{case['utc']}+00:00" if case["utc"] else None
        checks.append(("odd dates", case["s"], found, wanted))
    for kind, where, found, wanted in checks:
        total[kind] += 1
        right[kind] += found == wanted
        if found != wanted:
            failures.append(f"{kind}: {where}: {found!r}, not {wanted!r}")
    return {kind: [right[kind], total[kind]] for kind in (*_KINDS, "odd dates")}


def _checks(case: dict[str, Any], got: Answer) -> Iterable[tuple[str, str, Any, Any]]:
    """Yield what to compare of one file: kind, where, found, wanted."""
    expected, found = case["expect"], got.get("entries", [])
    if expected.get("n") is not None:
        yield "entries", case["file"], len(found), expected["n"]
    named = not case["suite"].startswith(_NUMBERS_ONLY)
    for index, wanted in (expected.get("entries") or {}).items():
        where = f"{case['file']} {index}"
        entry = found[int(index)] if int(index) < len(found) else {}
        if wanted.get("published"):
            instant = _instant(entry.get("published"))
            yield "dates", where, instant, _instant(wanted["published"])
        if named and "link" in wanted:
            yield "links", where, entry.get("url"), wanted["link"]
        if named and "canonical" in wanted:
            cleaned = canonical(entry.get("url") or "")
            yield "addresses cleaned", where, cleaned, wanted["canonical"]
        if named and "title" in wanted:
            yield "titles", where, entry.get("title"), wanted["title"]
        if named and "id" in wanted:
            yield "guids", where, entry.get("guid"), wanted["id"]


def _instant(iso: str | None) -> str | None:
    """Return an ISO time in UTC; a bare day begins at midnight there."""
    if not iso:
        return None
    at = datetime.fromisoformat(iso)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.astimezone(UTC).replace(microsecond=0).isoformat()


def _print(figures: dict[str, dict[str, Any]]) -> None:
    kinds = [*_KINDS, "odd dates", "crashed or too long"]
    print(f"| {'':20} | {' | '.join(f'{name:>12}' for name in figures)} |")
    print(f"|{'-' * 22}|{'|'.join('-' * 14 for _ in figures)}|")
    for kind in kinds:
        cells = (f"{one[kind][0]} of {one[kind][1]}" for one in figures.values())
        print(f"| {kind:20} | {' | '.join(f'{cell:>12}' for cell in cells)} |")
    cells = (f"{one['seconds']:.1f}" for one in figures.values())
    print(f"| {'seconds':20} | {' | '.join(f'{cell:>12}' for cell in cells)} |")


def _missed(ours: dict[str, Any]) -> int:
    """Name the aims that are missed."""
    aims = {
        "entries in every file that has them": ours["entries"][0] == ours["entries"][1],
        "links at least 99 %": ours["links"][0] >= 0.99 * ours["links"][1],
        "all odd dates": ours["odd dates"][0] == ours["odd dates"][1],
        "no crash, none too long": not ours["crashed or too long"][0],
    }
    for aim, met in aims.items():
        print(f"{'met   ' if met else 'MISSED'}  {aim}")
    return 0 if all(aims.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
