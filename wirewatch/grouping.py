"""Put articles into stories one by one, in memory: what `try` shows and benchmarks measure.

    article ─▶ figures ─▶ features, fingerprint ─▶ whose copy? ─▶ which story? ─▶ told by how many?

The daemon does the same with the archive's help, an article a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitor.copies import Copies
from monitor.credits import read_credit
from monitor.features import features
from monitor.figures.reading import read_figures
from monitor.fingerprint import fingerprint
from monitor.independent import independent
from monitor.stories import STRAND, Stories, followed
from news.article import Article
from news.copy import Printing, Told
from news.figure import FigureReading
from news.moment import day_end
from news.story import Decision, Features
from wirewatch.cached import places

# Of what was published before so long nothing new is told as of today.
_STORIES, _COPIES = timedelta(days=400), timedelta(days=30)
_ROOM = 10_000  # articles up to which none is let go: they may come in any order of years
_PAUSE = timedelta(days=1)  # of the articles' own time, after which the old are let go
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Grouped:
    """Where an article belongs, by keys.

    `copy_of` is "" where it is nobody's copy; `independent` counts the sources that told the story
    so far; `strand` is the first article of its strand, "" where strands are not asked for.
    """

    story: str
    copy_of: str
    independent: int
    decision: Decision
    reading: FigureReading
    strand: str = ""


class Grouping:
    """The stories and copies of a stream of articles.

    `owners` are the families of sources, by their names; `strands` wants those of stories, too.
    """

    def __init__(
        self, begun: datetime, owners: Mapping[str, str] | None = None, *, strands: bool = False
    ) -> None:
        self._begun, self._latest = begun, _NEVER
        self._owners = owners or {}
        self._gazetteer = places()
        self._stories, self._copies = Stories(), Copies()
        self._strands = Stories(kinship=STRAND) if strands else None
        self._begins: dict[tuple[str, str], str] = {}
        self._joined: dict[str, str] = {}
        self._first: dict[str, tuple[int, str]] = {}
        self._came = 0
        self._told: dict[str, dict[int | str, Told]] = {}
        self._sources = set(self._owners)

    def group(self, article: Article, key: str) -> Grouped:
        """Put the next article into its story."""
        dated = article.published is not None
        at = article.published.at if article.published else max(self._latest, self._begun)
        if dated and at - self._latest >= _PAUSE:
            self._let_go(at)
        reading = read_figures(article)
        source, credit = article.outlet.source, read_credit(article, self._sources)
        self._sources.add(source)
        printing = Printing(
            key, source, at, fingerprint(article, reading), credit, article.url, article.original,
            day_end(article.published),
        )  # fmt: skip
        link = self._copies.look(printing)
        self._copies.add(printing, link)
        found = self._gazetteer.find(article.full, article.outlet.country)
        drawn = features(article, reading, key, at, found, dated=dated)
        near = str(link.nearest) if link else ""
        decision = self._stories.decide(drawn, near)
        story = self._stories.add(drawn, decision)
        self._came += 1
        self._first.setdefault(story, (self._came, key))
        for joint in decision.joints:
            self._join(joint.story, story)
        copy_of = str(link.of) if link and not link.leads else ""
        told = self._told.setdefault(story, {})
        if link and link.leads and (former := told.get(str(link.of))):
            told[former.id] = replace(former, copy_of=key)
        told[key] = Told(key, source, copy_of or None, credit)
        count = independent(told.values(), self._owners)
        strand = self._strand(story, drawn, near)
        return Grouped(story, copy_of, count, decision, reading, strand)

    def _join(self, part: str, story: str) -> None:
        """Let a story be a part of another from now on."""
        self._joined[part] = story
        self._first[story] = min(self._first[story], self._first.pop(part))
        self._told[story] = self._told.pop(part, {}) | self._told.get(story, {})

    def first_of(self, story: str) -> str:
        """Return the first article of a story, or of the one that it is part of by now."""
        return self._first[followed(self._joined, story)][1]

    def _strand(self, story: str, drawn: Features, near: str) -> str:
        """Return the first article of an article's strand of its story; "" where none is asked."""
        if self._strands is None:
            return ""
        strand = self._strands.add(drawn, self._strands.decide(drawn, near))
        return self._begins.setdefault((story, strand), drawn.key)

    def _let_go(self, at: datetime) -> None:
        """Forget what is too old beside an article of this time."""
        self._latest = at
        for stories in filter(None, (self._stories, self._strands)):
            if len(stories) > _ROOM:
                stories.forget(at - _STORIES)
        self._copies.forget(at - _COPIES)
        self._told = {key: told for key, told in self._told.items() if key in self._stories}
        if self._strands is not None:
            begins = self._begins.items()
            self._begins = {pair: key for pair, key in begins if pair[0] in self._stories}
