"""Say how many an article says died, or were hurt, in its main event.

    "Six priests and their two maids were killed.  The six …  The eight were …"     eight

Each sentence mentions a number: what it counts, added up, or as many as it names.  The number
that most sentences mention is the toll; ties go to the first, for news begins with the news.
Subsets, parts, militants (where others died too) and longer scopes are left out.  Where
somebody died and nobody says how many, it is one at least.

    "Police said 12 people were killed; rebels say more than 50 soldiers died."     twelve

What one speaker counts may be added up, but never what rivals count: nobody says 62.

    "Mayor Tenn was shot dead.  …  Her driver and a guard were also killed."        three

A sentence that says "also" adds to those before it.

Discarded: the largest (it takes the toll of the whole war) and the latest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from news.figure import Claim, Effect, Figure, Scope, Toll, VictimClass


def toll(
    claims: Sequence[Claim],
    named: Sequence[tuple[Effect, int, int]],
    effect: Effect,
    further: Collection[int] = (),
) -> Toll | None:
    """Return the toll of an article for one effect, or None where nobody is counted.

    `named` holds people without a number: effect, how many (0: somebody), and where their
    sentence starts.  `further` are the starts of sentences that add to those before them.
    """
    main = _main([c for c in claims if c.figure.effect is effect and c.figure.unit == "people"])
    names: dict[int, int] = {}
    for what, count, start in named:
        if what is effect:
            names[start] = max(names.get(start, 0), count)
    told: dict[int, list[Claim]] = defaultdict(list, {s: [] for s, n in names.items() if n})
    for claim in main:
        told[claim.figure.sentence.start].append(claim)
    mentions = [
        (start, said, _mention(figures, names.get(start, 0)))
        for start, some in sorted(told.items())
        for said, figures in _voices(some)
    ]
    if not mentions:
        return Toll(1.0, 1.0, None) if names else None
    first = [m for m in mentions if m[0] not in further] or mentions
    counts = Counter(m[2].value for m in first)
    most = max(counts.values())
    tied = [m for m in first if counts[m[2].value] == most]
    best = tied[0]
    if best[2].high is None:  # "at least three were hurt … Among the injured are" five by name
        numbered = {c.figure.sentence.start for c in main}
        lists = [m for m in tied if m[0] not in numbered and m[2].value >= best[2].value]
        best = next(iter(lists), best)
    if any(c.figure.scope is Scope.AS_OF for c in main if c.figure.sentence.start == best[0]):
        return best[2]  # "so far 1,000 have died" holds all
    return _with_more(best, [m for m in mentions if m[0] in further and m[0] > best[0]], counts)


# Where its sentence starts, who says so ("": nobody is named), and how many.
_Mention = tuple[int, str, Toll]


def _with_more(best: _Mention, more: Sequence[_Mention], told: Collection[float]) -> Toll:
    """Add those who "were also killed", each number of them once and of the same voice."""
    _, voice, total = best
    added: set[float] = set()
    for _, said, toll in more:
        rival = voice and said and said != voice
        if rival or toll.value in added or total.value + toll.value in told:
            continue
        added.add(toll.value)
        open_ended = total.high is None or toll.high is None
        total = Toll(
            total.value + toll.value,
            (total.low or 0) + (toll.low or 0),
            None if open_ended else (total.high or 0) + (toll.high or 0),
        )
    return total


def _main(fitting: list[Claim]) -> list[Claim]:
    """Keep the claims of the event, and of those the ones of victims."""
    event = [c for c in fitting if c.figure.scope in {Scope.EVENT, Scope.AS_OF}]
    victims = [c for c in event if c.figure.victim_class is not VictimClass.MILITANT]
    wholes = [c for c in fitting if c.figure.scope is not Scope.SUBSET]
    return victims or event or wholes or fitting


def _voices(claims: Sequence[Claim]) -> Iterator[tuple[str, list[Figure]]]:
    """Part what one sentence counts by who says it; where nobody counts, yield it once."""
    voices: dict[str, list[Figure]] = {}
    for claim in claims:
        said = claim.speaker.canonical or claim.speaker.written
        voices.setdefault(said, []).append(claim.figure)
    yield from voices.items() or [("", [])]


def _mention(figures: Sequence[Figure], names: int) -> Toll:
    """Add up what one voice counts in a sentence: "six priests and their two maids" are eight."""
    apart: dict[str, Figure] = {}
    for figure in figures:
        old = apart.get(figure.counts)
        if figure.part_of is None and (old is None or old.value < figure.value):
            apart[figure.counts] = figure
    whole = list(apart.values()) or list(figures)
    value = sum(f.value for f in whole)
    if value < names:
        return Toll(names, names, names)
    open_ended = any(f.high is None for f in whole)
    return Toll(
        value,
        sum(f.low or 0 for f in whole),
        None if open_ended else sum(f.high or 0 for f in whole),
    )
