"""The desk's own measure: what somebody is told of events, and whether it is true, new and enough.

    python3 dev.py bench desk [--data DIR] [--wait MINUTES] [--failures] [--json FILE]

Reports come in order of publication, each edit at its time, to recipients who ask for new facts.
They are read, placed in stories, addressed and grouped by the program's own code in one process;
nothing is fetched, and no brakes hold messages back.

- The news world (always): its truth file knows every number of every text and what copies what.
  Its night desk follows everything, its second recipient one topic and one person.
- DIR/coverage/dev.jsonl: retold coverage of five events, a topic for each, made of the words that
  its articles share and others have not.  Times are days: articles come five minutes apart.

Told facts are figures, speakers and edits; right is one that is true, new to its recipient and by
its speaker.  A real change is what the ledger finds in the annotated numbers of what becomes of
people.  --failures prints each fault (of articles that are set aside, only counts).

Exit status 1 where an aim is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.database import Database
from archive.storied import Storied
from benchmarks.judges import coverage, retold
from benchmarks.judges.desk import Judge, Judged, Known, Truth
from monitor.figures.sides import side_of, speaker_key
from monitor.headlines import headlines
from monitor.match import Matcher
from monitor.places import gazetteer
from news.figure import Bound, Effect, Scope, VictimClass
from news.grammar import any_all_none
from news.ledger import Point, Series
from news.moment import Moment, Precision
from news.text import words
from news.watch import Topic, Watchlist
from tests.newsroom import Newsroom, Report
from wirewatch.newsworld.printed import Printed, Text
from wirewatch.newsworld.truth import SaidFigure
from wirewatch.newsworld.watch import PEOPLE, told, watchlist
from wirewatch.newsworld.world import World
from wirewatch.wiring import cache_folder

AIMS = {"right": 0.98, "told": 0.90}
START = datetime(2031, 3, 4, 1, 0, tzinfo=UTC)
DESK = "Desk"
_APART = timedelta(minutes=5)
_WAIT = timedelta(minutes=10)
# One body by two names, as the world's own texts use them.
_SAME = (
    ("Army Information Wing", "the army", "military", "army"),
    ("Free Zhenna Front", "the rebels", "front", "fzf", "rebels", "azmor keth"),
    ("Dr Ilsa Vandrel", "vandrel", "hospital", "superintendent"),
    ("Narvesh Civil Hospital", "hospital"),
    *((person.name, *person.aliases, "the minister") for person in PEOPLE),
)
_SIDES = {
    "soldiers": VictimClass.SECURITY, "security personnel": VictimClass.SECURITY,
    "militants": VictimClass.MILITANT, "fighters": VictimClass.MILITANT,
    "civilians": VictimClass.CIVILIAN, "passengers": VictimClass.CIVILIAN,
    "miners": VictimClass.CIVILIAN,
}  # fmt: skip


@dataclass(frozen=True)
class Grouped:
    """How the world's reports were grouped, against its truth."""

    events: int
    stories: Mapping[str, int]
    merges: Sequence[str]
    copies: int
    missed: Sequence[str]
    origins: Mapping[str, tuple[int, int]]


def world_run(folder: Path, *, wait: timedelta = _WAIT) -> tuple[Judged, Grouped]:
    """Let the news world's day come in, and judge what was told."""
    world = World(start=START)
    names = {outlet.slug: outlet.name for outlet in world.outlets}
    slugs = {outlet.slug: outlet for outlet in world.outlets}
    reports, known, matches = [], {}, {}
    for item in world.articles:
        for number, text in enumerate(item.texts):
            outlet = slugs[item.outlet]
            report = Report(
                f"{item.id}#{number}", outlet.name, f"/{item.id}", text.at, text.title,
                "\n".join((*text.paragraphs, *filter(None, [item.post]))),
                Moment(item.published, precision=Precision.MINUTE), outlet.language,
                outlet.country,
            )  # fmt: skip
            reports.append(report)
            known[report.name] = _known(item, text, outlet.name)
            matches[report.name] = text.matches
    reports.sort(key=lambda report: (report.at, report.name))
    with _room(folder, Matcher(watchlist()), list(names.values()), START, wait) as room:
        room.whom = lambda source, name: told(source, [name])
        for report in reports:
            room.come(report)
        room.close()
        judge = Judge(known, _world_says)
        due: dict[str, list[Report]] = defaultdict(list)
        for report in reports:
            for who in told(report.source, matches[report.name]):
                due[who].append(report)
        return judge.judge(room.sent, room.said, due), _grouped(world, room)


class _room:  # noqa: N801  a context manager
    """Opens a newsroom on an archive of its own."""

    def __init__(self, folder: Path, matcher: Matcher, sources: Sequence[str], start: datetime,
                 wait: timedelta) -> None:  # fmt: skip
        self._database = Database.open(folder / "archive.db")
        places = gazetteer(cache_folder(os.environ))
        self._room = Newsroom(
            self._database, matcher, lambda: places, sources, lambda *_: [DESK], start, wait
        )

    def __enter__(self) -> Newsroom:
        return self._room

    def __exit__(self, *_: object) -> None:
        self._database.close()


def _known(item: Printed, text: Text, source: str) -> Known:
    figures = [one for one in text.figures if one.effect in set(Effect)]
    truths = [
        Truth(_named(one.speaker), one.effect, _side(one).value, one.low, one.high)
        for one in figures
    ]
    points = [_point(one, item, source) for one in figures]
    return Known(item.event or item.copy_of or item.id, truths, points)


def _named(speaker: str | None) -> str:
    """Return one name for who is called by several."""
    alike = (names[0] for names in _SAME if speaker in names)
    return next(alike, speaker or "")


def _side(one: SaidFigure) -> VictimClass:
    return _SIDES.get(one.counts, VictimClass.UNKNOWN)


def _point(one: SaidFigure, item: Printed, source: str) -> Point:
    at, name = Moment(one.as_of), _named(one.speaker)
    series = Series(Effect(one.effect), "people", _side(one), Scope.EVENT, "people")
    return Point(
        series, item.id, source, Moment(item.published), at, False, speaker_key(name), name,
        side_of(name), one.value, one.low, one.high, Bound(one.bound),
    )  # fmt: skip


def _world_says(wanted: str, read: str) -> bool:
    if not wanted or not read:
        return not wanted and not read
    if any(wanted in names and _share(names, read) for names in _SAME):
        return True
    return _share((wanted,), read)


def _share(names: Sequence[str], read: str) -> bool:
    """Say whether a word of a name stands in who was read."""
    read_words = {word for word in words(read) if len(word) > 2}
    return any(word in read_words for name in names for word in words(name) if word != "the")


def _grouped(world: World, room: Newsroom) -> Grouped:
    stories: dict[str, set[str]] = defaultdict(set)
    inside: dict[str, set[str]] = defaultdict(set)
    missed, found = [], 0
    for item in world.articles:
        story, event = room.stories[f"/{item.id}"], item.event or item.copy_of or item.id
        stories[event].add(story)
        inside[story].add(event)
        if item.copy_of is not None:
            found += f"/{item.id}" in room.originals
            if f"/{item.id}" not in room.originals:
                missed.append(item.id)
    merges = [" + ".join(sorted(events)) for events in inside.values() if len(events) > 1]
    named = {item.event for item in world.articles if item.event}
    return Grouped(
        len(named), {event: len(stories[event]) for event in sorted(named)}, sorted(merges),
        found, missed, {event: _origins(world, room, event) for event in sorted(named)},
    )  # fmt: skip


def _origins(world: World, room: Newsroom, event: str) -> tuple[int, int]:
    """Return the independent sources of an event's reports: as they are, and as we count them."""
    items = [item for item in world.articles if item.event == event]
    story = Counter(room.stories[f"/{item.id}"] for item in items).most_common(1)[0][0]
    shown = Storied(room.database).story(story)
    return len({item.origin for item in items}), shown.item.origins if shown else 0


def coverage_run(data: Path, folder: Path, *, wait: timedelta = _WAIT) -> Judged:
    """Let the retold coverage come in, and judge what was told."""
    lines = (data / "coverage" / "dev.jsonl").read_text("utf-8").splitlines()
    rows = _dated([json.loads(line) for line in lines if line.strip()])
    reports, known = [], {}
    for at, row in rows:
        article = retold.article_of(row)
        reports.append(Report(row["id"], row["outlet"], f"/{row['id']}", at, article.title,
                              article.text, article.published, row["lang"]))  # fmt: skip
        reading = retold.reading_of(row)
        truths = [
            Truth(claim.speaker.canonical or "", claim.figure.effect.value, "", claim.figure.low,
                  claim.figure.high)
            for claim in reading.claims
        ]  # fmt: skip
        points = headlines(reading, article, key=row["id"], source=row["outlet"])
        known[row["id"]] = Known(row["event"], truths, points)
    watched = Watchlist(tuple(_topics([row for _, row in rows])))
    sources = sorted({report.source for report in reports})
    says = coverage.says_of(data)
    judge = Judge(known, lambda wanted, read: (
        says(wanted, {"speaker": read}) or speaker_key(wanted) == speaker_key(read)
        if wanted else not read))  # fmt: skip
    with _room(folder, Matcher(watched), sources, rows[0][0], wait) as room:
        concerned = [report for report in reports if room.come(report).findings]
        room.close()
        return judge.judge(room.sent, room.said, {DESK: concerned})


def _dated(rows: Sequence[dict[str, Any]]) -> list[tuple[datetime, dict[str, Any]]]:
    """Return articles with the times at which they come, those of no date behind the one before."""
    latest, first = datetime.min.replace(tzinfo=UTC), {}
    for row in rows:
        moment = retold.published(row["published"])
        latest = latest if moment is None else moment.at
        first[row["id"]] = latest
    ordered: list[tuple[datetime, dict[str, Any]]] = []
    now = latest
    for row in sorted(rows, key=lambda row: (first[row["id"]], row["id"])):
        now = max(now + _APART, first[row["id"]]) if ordered else first[row["id"]]
        ordered.append((now, row))
    return ordered


def _topics(rows: Sequence[Mapping[str, Any]]) -> Iterator[Topic]:
    """Yield a topic for each event: words of its articles that others lack."""
    texts = [(row["event"], set(words(f"{row['title']} {row['text']}"))) for row in rows]
    for event in sorted({event for event, _ in texts}):
        left = [found for mine, found in texts if mine == event]
        others = Counter(word for mine, found in texts if mine != event for word in found)
        chosen: list[str] = []
        while left:
            counted = Counter(word for found in left for word in found if len(word) > 3)
            word = max(sorted(counted), key=lambda one: counted[one] - 3 * others[one])
            if counted[word] <= 3 * others[word]:
                break
            chosen.append(word)
            left = [found for found in left if word not in found]
        yield Topic(f"Event {event}", any_all_none(any_of=chosen, all_of=(), none_of=()))


def lines(name: str, judged: Judged) -> Iterator[tuple[str, str, bool]]:
    """Yield what is printed of a run: what, how much, whether it reaches its aim."""
    for (event, recipient), count in sorted(judged.messages.items()):
        yield f"{name}: messages about {event} to {recipient}", str(count), True
    yield (
        f"{name}: told facts right", f"{judged.right} of {judged.told} = {judged.share_right:.1%}",
        judged.share_right >= AIMS["right"],
    )  # fmt: skip
    yield (
        f"{name}: real changes told",
        f"{judged.changes_told} of {judged.changes} = {judged.share_told:.1%}",
        judged.share_told >= AIMS["told"],
    )
    yield f"{name}: repeats", str(judged.repeats), judged.repeats == 0
    yield f"{name}: truths told exactly once", f"{judged.once} of {judged.facts}", True
    yield f"{name}: places and people told", str(judged.others), True
    yield f"{name}: messages without a figure", str(judged.bare), True
    yield f"{name}: most messages in an hour", str(judged.busiest), True


def grouped_lines(found: Grouped) -> Iterator[tuple[str, str, bool]]:
    """Yield how the world's reports were grouped."""
    for event, count in found.stories.items():
        right, ours = found.origins[event]
        yield f"news world: stories of {event}", str(count), count == 1
        yield f"news world: sources of {event}", f"{ours} counted, {right} are", ours == right
    yield "news world: events merged", ", ".join(found.merges) or "0", not found.merges
    missed = ", ".join(found.missed)
    yield "news world: copies found", f"{found.copies}, missed: {missed or 'none'}", not missed


def main() -> int:
    """Run, print, and say whether the aims were reached."""
    parser = argparse.ArgumentParser(prog="dev.py bench desk")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--wait", type=int, default=10)
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    wait = timedelta(minutes=asked.wait)
    with TemporaryDirectory() as folder:
        judged, grouped = world_run(Path(folder), wait=wait)
    table = [*grouped_lines(grouped), *lines("news world", judged)]
    failures = [line for _, line in judged.failures]
    if asked.data:
        with TemporaryDirectory() as folder:
            judged = coverage_run(asked.data, Path(folder), wait=wait)
        table += lines("coverage", judged)
        file = asked.data / "coverage" / "dev.jsonl"
        apart = coverage.aside([json.loads(line) for line in file.read_text("utf-8").splitlines()])
        failures += [line for name, line in judged.failures if name not in apart]
    for what, much, is_reached in table:
        print(f"{what:45} {much}{'' if is_reached else '   MISSED'}")
    if asked.failures:
        print("", *failures, sep="\n")
    if asked.json:
        asked.json.write_text(json.dumps({what: much for what, much, _ in table}, indent=1))
    return 0 if all(is_reached for *_, is_reached in table) else 1


if __name__ == "__main__":
    sys.exit(main())
