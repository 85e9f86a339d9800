"""Compose background articles for benchmarks: distinct, plausible, about nothing tracked.

A benchmark of a hundred thousand articles needs texts that differ as news differs: other
places, names, amounts and sentences, about 3 KB each.  Sentences are drawn from shapes
and filled with names of the region; the same seed gives the same texts.  No shape names
an attack, a river, a mine or a tracked person, so no filler matches a demo topic.

For a world of many days some of it is to be tracked: the share `tracked` of the articles
opens with a sentence that names one topic or person, and says so in the truth.  Their
headlines are then numbered, for an outlet's two reports of one headline may be one article.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from wirewatch.newsworld.content import Region, addresses, phrases
from wirewatch.newsworld.printed import Outlet, Printed, Text

SPAN = timedelta(hours=12)
# A sentence has about 85 characters, so that an article comes to 3 KB.
_SENTENCES = (30, 42)


def compose(
    outlets: Sequence[Outlet],
    region: Region,
    *,
    start: datetime,
    seed: int,
    count: int,
    span: timedelta = SPAN,
    tracked: float = 0.0,
) -> list[Printed]:
    """Compose `count` articles, spread over the English outlets and a span of time."""
    english = [outlet for outlet in outlets if outlet.language == "en"]
    parts = phrases()
    articles = []
    for index in range(count):
        # A generator of its own, so that article 17 reads the same whatever their number.
        chance = random.Random(f"{seed}/{index}")  # noqa: S311  texts, not secrets
        at = start + span * ((index + chance.random()) / count)
        open_ = [one for one in english if _prints(one, at - start)]
        outlet = open_[index % len(open_)]
        articles.append(
            _article(
                outlet,
                at.replace(microsecond=0),
                index,
                parts=parts,
                region=region,
                chance=chance,
                tracked=tracked,
            )
        )
    return articles


def _prints(outlet: Outlet, passed: timedelta) -> bool:
    """Say whether an outlet still prints after so much of the world has passed."""
    return outlet.silent_after is None or passed < timedelta(hours=outlet.silent_after)


def _article(
    outlet: Outlet,
    at: datetime,
    index: int,
    *,
    parts: dict[str, Any],
    region: Region,
    chance: random.Random,
    tracked: float,
) -> Printed:
    desk = chance.choice(parts["desks"])
    blanks = _Blanks(desk, parts, region, chance)
    title = str(chance.choice(desk["titles"])).format_map(blanks)
    shapes = desk["sentences"] + parts["common"]
    sentences = [
        str(chance.choice(shapes)).format_map(blanks) for _ in range(chance.randint(*_SENTENCES))
    ]
    matches: tuple[str, ...] = ()
    if tracked:
        title = f"{title} ({index})"
        # Drawn last, so that what is not tracked reads the same with and without.
        if chance.random() < tracked:
            named = chance.choice(parts["tracked"])
            matches = tuple(named["matches"])
            sentences.insert(0, str(chance.choice(named["sentences"])).format_map(blanks))
    # The number makes the address, and the reference the text, distinct for certain.
    paragraphs = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
    paragraphs.append(f"The desk keeps this report under reference {outlet.slug[:3]}-{index:06d}.")
    return Printed(
        id=f"filler-{index:06d}",
        outlet=outlet.slug,
        paths=tuple(addresses(outlet, 900_000 + index, f"{title} {index}", desk["name"], at)),
        section=desk["name"],
        byline=_name(parts, chance),
        event=None,
        copy_of=None,
        origin=outlet.slug,
        texts=(Text(at, title, tuple(paragraphs), "", matches, ()),),
        filler=True,
    )


class _Blanks(dict[str, str]):
    """Answers each {blank} of a shape as it is met; nothing is kept, all is drawn anew."""

    def __init__(
        self, desk: dict[str, Any], parts: dict[str, Any], region: Region, chance: random.Random
    ) -> None:
        super().__init__()
        self.desk, self.parts, self.region, self.chance = desk, parts, region, chance

    def __missing__(self, blank: str) -> str:
        match blank:
            case "town":
                return self.chance.choice(self.region.towns)
            case "name":
                return _name(self.parts, self.chance)
            case "count":
                return str(self.chance.randint(3, 980))
            case "percent":
                return f"{self.chance.uniform(0.4, 38):.1f}"
            case "amount":
                return f"{self.chance.randint(11, 990) * 1000:,}"
        options = self.desk.get(blank) or self.parts["words"][blank]
        return str(self.chance.choice(options))


def _name(parts: dict[str, Any], chance: random.Random) -> str:
    return f"{chance.choice(parts['given'])} {chance.choice(parts['family'])}"
