"""The desk's own measure: what somebody is told of events, and whether it is true, new and enough.

    python3 dev.py bench desk [--data DIR] [--wait MINUTES] [--failures] [--json FILE]

Reports come in order of publication, each edit at its time, to recipients who ask for new facts.
They are read, placed in stories, addressed and grouped by the program's own code in one process;
nothing is fetched, and no brakes hold messages back.

- The news world (always): its truth file knows every number of every text and what copies what.
  Its night desk follows everything, its second recipient one topic and one person.
- Four invented happenings (benchmarks/happenings: a flood, a fire, an abduction, a strike), and two
  later sets of five and six (second/, third/), each written before it was read with this program,
  whose texts nothing is tuned on; a topic for each.
- DIR/coverage/dev.jsonl: retold coverage of five events, a topic for each, made of the words that
  its articles share and others have not.  Times are days: articles come five minutes apart.

Told facts are figures, speakers and edits; right is one that is true, new to its recipient and by
its speaker.  A real change is what the ledger finds in the annotated numbers of what becomes of
people.  --failures prints each fault (of the third happenings, and of articles that are set aside,
only counts).

Exit status 1 where an aim is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.database import Database
from archive.storied import Storied
from benchmarks.judges import coverage, retold
from benchmarks.judges.grouping import Score, score
from benchmarks.judges.happenings import FOLDER, Happening, happenings
from benchmarks.judges.happenings import says as happened_says
from monitor.figures.cast import canonical
from monitor.figures.sides import speaker_key
from monitor.headlines import headlines
from monitor.match import Matcher
from news.fact import Fact, FactKind
from news.grammar import any_all_none, parse
from news.moment import Moment, Precision
from news.text import words
from news.watch import Topic, Watchlist
from tests.newsroom import Newsroom, Report
from wirewatch.cached import places
from wirewatch.newsworld.judge import (
    Judge,
    Judged,
    Known,
    Message,
    Told,
    Truth,
    named_in,
)
from wirewatch.newsworld.known import (
    Filed,
    Grouped,
    due,
    grouped,
    known,
    name_of,
    says,
)
from wirewatch.newsworld.watch import told, watchlist
from wirewatch.newsworld.world import World

AIMS = {"right": 0.98, "told": 0.90}
START = datetime(2031, 3, 4, 1, 0, tzinfo=UTC)
DESK = "Desk"
# Invented happenings by when they were written; which of them anybody heard of, the README says.
SETS = {
    "happenings": FOLDER,
    "second happenings": FOLDER / "second",
    "third happenings": FOLDER / "third",
}
# Nobody is shown the faults of these.
UNSEEN = frozenset({"third happenings"})
_APART = timedelta(minutes=5)
_WAIT = timedelta(minutes=10)
_NUMBERED = (FactKind.FIGURE, FactKind.EDITED)


def world_run(folder: Path, *, wait: timedelta = _WAIT) -> tuple[Judged, Grouped]:
    """Let the news world's day come in, and judge what was told."""
    world = World(start=START)
    names = {outlet.slug: outlet.name for outlet in world.outlets}
    slugs = {outlet.slug: outlet for outlet in world.outlets}
    reports = []
    for item in world.articles:
        for number, text in enumerate(item.texts):
            outlet = slugs[item.outlet]
            reports.append(Report(
                name_of(item, number), outlet.name, f"/{item.id}", text.at, text.title,
                "\n".join((*text.paragraphs, *filter(None, [item.post]))),
                Moment(item.published, precision=Precision.MINUTE), outlet.language,
                outlet.country,
            ))  # fmt: skip
    reports.sort(key=lambda report: (report.at, report.name))
    with _room(folder, Matcher(watchlist()), list(names.values()), START, wait) as room:
        room.whom = lambda source, name: told(source, [name])
        for report in reports:
            room.come(report)
        room.close()
        judged = Judge(known(world), says).judge(_messages(room), due(world), _read(room))
        return judged, grouped(world, _filed(room))


def _messages(room: Newsroom) -> list[Message]:
    """Return what went out, each fact with the text that said it first."""
    return [
        Message(
            one.recipient,
            one.at,
            tuple(
                _told(*room.said[fact.report.link, fact.kind, fact.says], fact.report.link, room)
                for fact in (one.alert.story.facts if one.alert.story else ())
            ),
        )
        for one in room.sent
    ]


def _read(room: Newsroom) -> list[Told]:
    return [_told(report, fact, link, room) for (link, *_), (report, fact) in room.said.items()]


def _told(report: Report, fact: Fact, link: str, room: Newsroom) -> Told:
    """Return a fact with its number; a speaker's is that of the same words."""
    numbered: Fact | None = fact
    if fact.kind is FactKind.SPEAKER:
        alike = (room.said.get((link, kind, fact.says)) for kind in _NUMBERED)
        numbered = next((one[1] for one in alike if one is not None and one[0] == report), None)
    number = _number(numbered) if numbered is not None and numbered.kind in _NUMBERED else None
    return Told(
        report.name, fact.kind, fact.verdict, fact.says, fact.speaker, fact.confidence, number
    )


def _number(fact: Fact) -> Truth:
    effect, _, side, _, _, _, _, low, high = fact.natural[-9:]
    return Truth(named_in(fact.says, fact.speaker), effect, side, _end(low), _end(high))


def _end(text: str) -> float | None:
    return None if text == "None" else float(text)


def _filed(room: Newsroom) -> Filed:
    """Return how the world's articles stand in the archive, by their ids."""
    stories = {path.lstrip("/"): story for path, story in room.stories.items()}
    storied = Storied(room.database)
    shown = {story: storied.story(story) for story in {*stories.values()}}
    return Filed(
        stories,
        {path.lstrip("/"): of.lstrip("/") for path, of in room.originals.items()},
        {story: found.item.origins for story, found in shown.items() if found},
    )


class _room:  # noqa: N801  a context manager
    """Opens a newsroom on an archive of its own."""

    def __init__(self, folder: Path, matcher: Matcher, sources: Sequence[str], start: datetime,
                 wait: timedelta) -> None:  # fmt: skip
        self._database = Database.open(folder / "archive.db")
        self._room = Newsroom(
            self._database, matcher, places, sources, lambda *_: [DESK], start, wait
        )

    def __enter__(self) -> Newsroom:
        return self._room

    def __exit__(self, *_: object) -> None:
        self._database.close()


def coverage_run(data: Path, folder: Path, *, wait: timedelta = _WAIT) -> Judged:
    """Let the retold coverage come in, and judge what was told."""
    lines = (data / "coverage" / "dev.jsonl").read_text("utf-8").splitlines()
    rows = _dated([json.loads(line) for line in lines if line.strip()])
    reports, texts = [], {}
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
        texts[row["id"]] = Known(row["event"], truths, points)
    watched = Watchlist(tuple(_topics([row for _, row in rows])))
    sources = sorted({report.source for report in reports})
    same = coverage.says_of(data)
    judge = Judge(texts, lambda wanted, read: (
        same(wanted, {"speaker": read}) or _is_one_name(wanted, read)
        if wanted else not read))  # fmt: skip
    with _room(folder, Matcher(watched), sources, rows[0][0], wait) as room:
        concerned = [report.name for report in reports if room.come(report).findings]
        room.close()
        return judge.judge(_messages(room), {DESK: concerned}, _read(room))


def happenings_run(
    events: Sequence[Happening], folder: Path, *, wait: timedelta = _WAIT
) -> tuple[Judged, Mapping[str, int], Score]:
    """Let invented happenings come in, and judge what was told, and how they were grouped."""
    reports = sorted(
        (report for one in events for report in one.reports),
        key=lambda report: (report.at, report.name),
    )
    texts = {name: known for one in events for name, known in one.known.items()}
    names = {who: called for one in events for who, called in one.names.items()}
    watched = Watchlist(tuple(Topic(one.name, parse(one.topic)) for one in events))
    sources = sorted({report.source for report in reports})
    judge = Judge(texts, partial(happened_says, names))
    with _room(folder, Matcher(watched), sources, reports[0].at, wait) as room:
        concerned = [report.name for report in reports if room.come(report).findings]
        room.close()
        judged = judge.judge(_messages(room), {DESK: concerned}, _read(room))
        stories = {
            one.name: len({room.stories[report.path] for report in one.reports}) for one in events
        }
        labels = {report.path: one.name for one in events for report in one.reports}
        return judged, stories, score(labels, room.stories)


def _is_one_name(wanted: str, read: str) -> bool:
    """Say whether two names are one, written out or by initials that everybody knows: UN."""
    return speaker_key(canonical(wanted)) == speaker_key(canonical(read))


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
    false = ", ".join(found.false_copies)
    yield "news world: no copies, but called so", false or "0", not false


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
    for name, sub in SETS.items():
        with TemporaryDirectory() as folder:
            judged, stories, grouping = happenings_run(happenings(sub), Path(folder), wait=wait)
        for event, count in stories.items():
            table.append((f"{name}: stories of {event}", str(count), count == 1))
        table.append((f"{name}: events merged", str(grouping.merged), not grouping.merged))
        table.append((f"{name}: grouping, B3", f"{grouping.f1:.1%}", True))
        table += lines(name, judged)
        failures += [line for _, line in judged.failures if name not in UNSEEN]
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
