"""What is known of the news world's reports: their numbers, whom they concern, what is one.

    zhenna-06#0   Dr Vandrel: 58 killed      for the night desk and the newsroom's Slack
    zhenna-06-sentinel                       a copy of zhenna-06, of one event with it

A text is named by its article and a number, 0 for the first, 1 for its first edit.  Speakers are
compared as people are: "the superintendent" is Dr Ilsa Vandrel, "the rebels" the Free Zhenna Front.

    judge = Judge(known(world), says)
    judge.judge(messages, due(world), read)
    grouped(world, filed)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.figures.sides import side_of, speaker_key
from news.figure import Bound, Effect, Scope, VictimClass
from news.ledger import Point, Series
from news.moment import Moment
from news.text import words
from wirewatch.newsworld.judge import Known, Truth
from wirewatch.newsworld.printed import Printed
from wirewatch.newsworld.truth import SaidFigure
from wirewatch.newsworld.watch import PEOPLE, told
from wirewatch.newsworld.world import World

# One body by several names, as the world's own texts use them.
_SAME = (
    ("Army Information Wing", "the army", "military", "army"),
    ("Free Zhenna Front", "the rebels", "front", "fzf", "rebels", "azmor keth"),
    ("Dr Ilsa Vandrel", "vandrel", "hospital", "superintendent"),
    ("Narvesh Civil Hospital", "hospital"),
    ("passengers", "those released"),
    *((person.name, *person.aliases, "the minister") for person in PEOPLE),
)
_SIDES = {
    "soldiers": VictimClass.SECURITY, "security personnel": VictimClass.SECURITY,
    "militants": VictimClass.MILITANT, "fighters": VictimClass.MILITANT,
    "civilians": VictimClass.CIVILIAN, "passengers": VictimClass.CIVILIAN,
    "miners": VictimClass.CIVILIAN,
}  # fmt: skip
_SHORTEST = 3  # letters of a word by which a name is known


@dataclass(frozen=True)
class Filed:
    """How an archive holds the world's articles, by their ids.

    `stories` names the story of each, `copies` of which other one it is a copy, `origins` how many
    independent sources each story counts.
    """

    stories: Mapping[str, str]
    copies: Mapping[str, str]
    origins: Mapping[str, int]


@dataclass(frozen=True)
class Grouped:
    """How the world's reports were grouped, against its truth.

    `stories` counts the stories of each event, `merges` names what shares one and should not;
    `copies` counts those found, `missed` names the others, `false_copies` what is called a copy and
    is none.  `origins` are each event's independent sources: as they are, and as they are counted.
    """

    stories: Mapping[str, int]
    merges: Sequence[str]
    copies: int
    missed: Sequence[str]
    false_copies: Sequence[str]
    origins: Mapping[str, tuple[int, int]]


def name_of(item: Printed, number: int) -> str:
    """Name a text of an article."""
    return f"{item.id}#{number}"


def event_of(item: Printed) -> str:
    """Name what an article is about: an event, or, of a report that stands alone, itself."""
    return item.event or item.copy_of or item.id


def known(world: World) -> dict[str, Known]:
    """Return what each text says, by its name."""
    names = {outlet.slug: outlet.name for outlet in world.outlets}
    return {
        name_of(item, number): _known(item, number, names[item.outlet])
        for item in world.articles
        for number in range(len(item.texts))
    }


def due(world: World, since: datetime | None = None, until: datetime | None = None
        ) -> dict[str, list[str]]:  # fmt: skip
    """Return the texts that concern each recipient, in order of print.

    Articles that were printed before `since` are backlog, edited or not.
    """
    names = {outlet.slug: outlet.name for outlet in world.outlets}
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for item in world.articles:
        if since is not None and item.published < since:
            continue
        for number, text in enumerate(item.texts):
            if until is None or text.at <= until:
                for who in told(names[item.outlet], text.matches):
                    found[who].append((text.at, name_of(item, number)))
    return {who: [name for _, name in sorted(texts)] for who, texts in found.items()}


def says(wanted: str, read: str) -> bool:
    """Say whether who was read is who speaks; "" is the outlet itself.

    A word of the name is enough, unless somebody else is named by more of them: the mines minister
    is not the Mines Safety Inspectorate.
    """
    if not wanted or not read:
        return not wanted and not read
    own = [names for names in _SAME if wanted in names] or [(wanted,)]
    shared = max(_shared(names, read) for names in own)
    return 0 < shared >= max(_shared(names, read) for names in _SAME)


def grouped(world: World, filed: Filed) -> Grouped:
    """Compare how articles are filed with what they are about; those that are not filed are left.

    Of a text that several print it does not matter here which is taken for the first.
    """
    stories: dict[str, set[str]] = defaultdict(set)
    inside: dict[str, set[str]] = defaultdict(set)
    family = _families(filed.copies)
    missed, found = [], 0
    for item in world.articles:
        if (story := filed.stories.get(item.id)) is None:
            continue
        stories[event_of(item)].add(story)
        inside[story].add(event_of(item))
        if item.copy_of is not None and item.copy_of in filed.stories:
            is_found = family.get(item.id, "") == family.get(item.copy_of)
            found += is_found
            if not is_found:
                missed.append(item.id)
    first = {item.id: item.copy_of for item in world.articles}
    named = [item.event for item in world.articles if item.event and item.event in stories]
    return Grouped(
        {event: len(stories[event]) for event in sorted({*named})},
        sorted(" + ".join(sorted(events)) for events in inside.values() if len(events) > 1),
        found,
        missed,
        sorted(f"{one} of {of}" for one, of in filed.copies.items()
               if _root(first, one) != _root(first, of)),
        {event: _origins(world, filed, event) for event in sorted({*named})},
    )  # fmt: skip


def _origins(world: World, filed: Filed, event: str) -> tuple[int, int]:
    """Return the independent sources of an event: as they are, and as they are counted."""
    items = [one for one in world.articles if one.event == event and one.id in filed.stories]
    story = Counter(filed.stories[item.id] for item in items).most_common(1)[0][0]
    return len({item.origin for item in items}), filed.origins.get(story, 0)


def _families(copies: Mapping[str, str]) -> dict[str, str]:
    """Return one name for all that are copies of each other, by article."""
    family: dict[str, str] = {}
    for one, other in copies.items():
        old, new = family.get(one, one), family.get(other, other)
        family |= {one: new, other: new}
        family |= {name: new for name, head in family.items() if head == old}
    return family


def _root(copy_of: Mapping[str, str | None], name: str) -> str:
    while of := copy_of.get(name):
        name = of
    return name


def _known(item: Printed, number: int, source: str) -> Known:
    figures = [one for one in item.texts[number].figures if one.effect in set(Effect)]
    truths = [
        Truth(_named(one.speaker), one.effect, _side(one).value, one.low, one.high)
        for one in figures
    ]
    points = [_point(one, item, source) for one in figures]
    return Known(event_of(item), truths, points, is_edit=number > 0)


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


def _shared(names: Sequence[str], read: str) -> int:
    """Count the words of somebody's names that stand in who was read."""
    telling = {word for name in names for word in words(name) if word != "the"}
    return len(telling & {word for word in words(read) if len(word) >= _SHORTEST})
