"""Read from an archive what its daemon told of the news world, for the judge.

    archive ─▶ texts     which text of which report was read, and its claims
            ─▶ messages  who was told which facts, each with the number of its claim
            ─▶ stories   which reports stand together, and which are copies

The archive keeps a fact as a line; the number in it is that of the claim which reads so, in a text
of the report that said it first.  Articles are known by outlet and path, as in the score.

    told = heard(database, located(world, addresses))
    Judge(known(world), says).judge(told.messages, due(world), told.read)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive import record
from archive.database import Database
from archive.storied import Storied
from news.alert import FactTold
from news.fact import OF_FIGURES, FactKind
from news.figure import Claim
from news.storied import StoryItem, StoryShown
from news.told import told as line
from wirewatch.newsworld.judge import Message, Told, Truth, named_in
from wirewatch.newsworld.known import Filed, name_of
from wirewatch.newsworld.printed import Printed
from wirewatch.newsworld.score import plain
from wirewatch.newsworld.world import World

_LONGEST = 300  # characters of a line that the archive keeps
_PAGE = 200  # stories of one list


@dataclass(frozen=True)
class Heard:
    """What went out, what was read, told or not, and how articles are filed."""

    messages: tuple[Message, ...]
    read: tuple[Told, ...]
    filed: Filed
    stories: tuple[StoryItem, ...]


@dataclass(frozen=True)
class _Lines:
    """The claims of one article, in order of its texts: each as a line, and in which text."""

    first: str
    claims: Mapping[str, tuple[str, Claim]]


def located(world: World, addresses: Mapping[str, str]) -> dict[str, Printed]:
    """Return the world's articles by all their addresses; `addresses` are the outlets' by slug."""
    return {plain(addresses[item.outlet] + path): item
             for item in world.articles for path in item.paths}  # fmt: skip


def heard(database: Database, items: Mapping[str, Printed]) -> Heard:
    """Read what was told of these articles."""
    said = _lines(database, items)
    storied = list(_stories(database))
    messages = tuple(
        Message(
            one.recipient,
            one.at,
            tuple(_told(fact, said) for fact in one.facts),
            one.told,
            one.identity,
        )
        for one in record.sent(database)
        if any(plain(link) in said for link in one.told)
    )
    read = tuple(
        Told(text, FactKind.FIGURE, "", says, claim.speaker.canonical, claim.confidence,
             _number(says, claim))
        for lines in said.values()
        for says, (text, claim) in lines.claims.items()
    )  # fmt: skip
    return Heard(messages, read, _filed(storied, items), tuple(one.item for one in storied))


def _lines(database: Database, items: Mapping[str, Printed]) -> dict[str, _Lines]:
    """Return the claims of the world's articles by address; of one line the first."""
    found: dict[str, _Lines] = {}
    for text in record.texts(database):
        link = plain(text.article.url)
        if (item := items.get(link)) is None:
            continue
        name = name_of(item, _which(item, text.article.full))
        lines = found.get(link, _Lines(name, {}))
        new = {line(claim, text.article.full)[:_LONGEST]: (name, claim) for claim in text.claims}
        found[link] = _Lines(lines.first, {**new, **lines.claims})
    return found


def _which(item: Printed, full: str) -> int:
    """Return which text of an article was read: the one of which most stands there."""
    like = [sum(piece in full for piece in (text.title, *text.paragraphs)) for text in item.texts]
    return max(range(len(like)), key=like.__getitem__)


def _told(fact: FactTold, said: Mapping[str, _Lines]) -> Told:
    lines = said[plain(fact.report.link)]
    text, claim = lines.claims.get(fact.says, (lines.first, None))
    numbered = claim is not None and fact.kind in OF_FIGURES
    return Told(
        text, fact.kind, fact.verdict, fact.says, fact.speaker,
        number=_number(fact.says, claim) if claim is not None and numbered else None,
    )  # fmt: skip


def _number(says: str, claim: Claim) -> Truth:
    figure = claim.figure
    side = figure.victim_class.value if figure.victim_class else ""
    named = named_in(says, claim.speaker.canonical)
    return Truth(named, figure.effect.value, side, figure.low, figure.high)


def _stories(database: Database) -> Iterator[StoryShown]:
    storied, before = Storied(database), ""
    while True:
        listing = storied.listing(_PAGE, before=before)
        yield from (shown for one in listing.items if (shown := storied.story(one.public)))
        if not (before := listing.older):
            return


def _filed(storied: Iterable[StoryShown], items: Mapping[str, Printed]) -> Filed:
    """Return where each article stands first, and of which it is a copy."""
    stories: dict[str, str] = {}
    copies: dict[int, int] = {}
    ids: dict[int, str] = {}
    origins: dict[str, int] = {}
    for shown in storied:
        origins[shown.item.public] = shown.item.origins
        for one in shown.articles:
            if one.main and (item := items.get(plain(one.url))):
                ids[one.id] = item.id
                stories[item.id] = shown.item.public
                if one.copy_of is not None:
                    copies[one.id] = one.copy_of
    return Filed(stories, {ids[one]: ids[of] for one, of in copies.items() if of in ids}, origins)
