"""A claim in words: at least 33 civilians killed, say police.

    value     at least 33 · 3 to 5 · 2,000,000 INR · 48 hours; in its text's own words: dozens of
    what      civilians killed · houses destroyed
    who       police · ISPR = Inter-Services Public Relations · the outlet
    told      dozens of people killed (in total), say Vesk police

The same words stand in tables of the command line and of an article's page, in the reason of a
rule and in what is sent, so that nobody has to learn two.  One line takes the words that were
printed where the text is at hand: nobody wrote "at least 24" for "dozens".  Numbers that are only
spelled out ("twenty-seven"), or stand in letters that few of our readers know, are written as all
others: a line may say how they changed, "27 → 20".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from news.figure import Bound, Claim, Effect, Figure, Scope, Speaker, VictimClass, Voice
from news.text import one_line

# Of these the unit says what they are; the noun that follows is anything.
_MEASURES = frozenset({Effect.MONEY, Effect.SHARE, Effect.DURATION, Effect.DISTANCE})
# Nouns that say what happened themselves: "37 deaths" are 37 killed.
_DEATHS = frozenset({"deaths", "death", "fatalities", "lives", "dead", "bodies", "body"})
# Beside these nouns the class says something new; "soldiers" says it already, and men, women and
# others are whoever they are.
_ANYBODY = frozenset({"", "people", "person", "persons", "lives", "dead", "bodies", "deaths",
                      "victims", "casualties"})  # fmt: skip
_SIDES = {
    VictimClass.CIVILIAN: "civilians",
    VictimClass.SECURITY: "security forces",
    VictimClass.MILITANT: "militants",
}
_OVER = {Scope.CUMULATIVE: "in total", Scope.PERIOD: "over a period", Scope.SUBSET: "among others"}
_SPELLED = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|"
    r"seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million)\b",
    re.IGNORECASE,
)
# "Dozens", "several hundred": what no number stands for.
_ROUGH = re.compile(
    r"\b(?:dozens|scores|hundreds|thousands|lakhs|crores|millions|several|some|few|many|half)\b",
    re.IGNORECASE,
)
_MANY_OF = re.compile(r"\b(?:dozens|scores|hundreds|thousands|millions)$", re.IGNORECASE)
# Names of many that do not end in s.
_MANY = frozenset({"police", "people", "media", "staff", "personnel", "men", "women", "taliban"})
_SOME = frozenset({"those", "these", "some", "many", "several", "both"})
_HEAD_ENDS = re.compile(r",| (?:of|in|for|from|at|on|with|who|near) |[(]")
THE_OUTLET = "the outlet"
_MOST = 3  # claims in one line
_DEEPEST = 3  # parts of parts that are set in further
_LONGEST = 60  # characters of a number as it is printed
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


def value(figure: Figure) -> str:
    """Write how many, with the hedge and, of a measure, the unit."""
    many = plain(figure.value)
    if figure.bound is Bound.RANGE:
        many = ends(figure.value, figure.low, figure.high)
    elif figure.bound is not Bound.EXACTLY:
        many = f"{figure.bound.replace('_', ' ')} {many}"
    return f"{many} {figure.unit}" if figure.effect in _MEASURES else many


def ends(number: float, low: float | None, high: float | None) -> str:
    """Write an interval: 3 to 5, at least 3, up to 5, or the one number."""
    if low is None or high is None:
        return f"{'up to' if low is None else 'at least'} {plain(number)}"
    return plain(low) if low == high else f"{plain(low)} to {plain(high)}"


def plain(number: float) -> str:
    """Write a number with commas, a whole one without a point."""
    return f"{int(number):,}" if number == number // 1 else f"{number:,}"


def what(figure: Figure) -> str:
    """Write what is counted and what happened to it: civilians killed."""
    says_all = figure.effect is Effect.KILLED and figure.counts.casefold() in _DEATHS
    words = [] if figure.effect in _MEASURES or says_all else [figure.counts]
    if figure.effect is not Effect.OTHER and figure.effect not in figure.counts.casefold():
        words.append(figure.effect.value)
    return " ".join(filter(None, words))


def whose(figure: Figure) -> str:
    """Write the class of people, "" where nobody knows."""
    side = figure.victim_class
    return "" if side in {None, VictimClass.UNKNOWN} else str(side)


def over(figure: Figure) -> str:
    """Write over what a figure counts, "" for the event of the report."""
    return "" if figure.scope is Scope.EVENT else figure.scope.replace("_", " ")


def who(speaker: Speaker) -> str:
    """Name who says so, with what he is also called."""
    if speaker.voice is Voice.OUTLET:
        return THE_OUTLET
    written, known = (
        _ARTICLE.sub("", name).casefold() for name in (speaker.written, speaker.canonical)
    )
    same = not known or known == written
    return speaker.written if same else f"{speaker.written} = {speaker.canonical}"


def in_order(claims: Sequence[Claim]) -> Iterator[tuple[int, int]]:
    """Yield each claim's number and how deep it lies: parts follow what they are parts of."""
    parts: dict[int | None, list[int]] = {}
    for number, claim in enumerate(claims):
        whole = claim.figure.part_of
        known = whole is not None and 0 <= whole < len(claims) and whole != number
        parts.setdefault(whole if known else None, []).append(number)
    waiting = [(number, 0) for number in reversed(parts.pop(None, []))]
    while waiting:
        number, deep = waiting.pop()
        yield number, min(deep, _DEEPEST)
        waiting += [(part, deep + 1) for part in reversed(parts.pop(number, []))]
    for ring in parts.values():  # that are parts of each other: shown all the same
        yield from ((number, 0) for number in ring)


def told(claim: Claim, full: str = "") -> str:
    """Write a claim in one line, in the words of its text where that is given.

    Of what the outlet says itself nobody is named.
    """
    figure = claim.figure
    number = _printed(figure, full) or value(figure)
    if figure.victim_class is not None and not _is_latin(figure.counts):
        figure = replace(figure, counts="people")
    side = _SIDES.get(figure.victim_class, "") if figure.victim_class else ""
    side = side if figure.counts.casefold() in _ANYBODY else ""
    if not figure.counts and figure.victim_class in {VictimClass.CIVILIAN, VictimClass.MILITANT}:
        figure, side = replace(figure, counts=side), ""
    aside = ", ".join(filter(None, (side, _OVER.get(figure.scope, ""))))
    counted = "" if figure.effect in _MEASURES else what(figure)
    line = " ".join(filter(None, (number, counted)))
    name = _name(claim.speaker)
    return f"{line}{f' ({aside})' if aside else ''}{f', {says(name)} {name}' if name else ''}"


def says(name: str) -> str:
    """Write the verb beside a speaker's name: "police say", "the police chief says"."""
    words = _HEAD_ENDS.split(name, maxsplit=1)[0].split() or [""]
    last = words[-1]
    if words[0].casefold() in _SOME:
        return "say"
    is_many = (
        last.islower() and last.endswith("s") and not last.endswith(("ss", "us", "is", "’s", "'s"))
    )
    return "say" if is_many or last.casefold() in _MANY else "says"


def _is_latin(text: str) -> bool:
    return all(sign < "\u0250" or not sign.isalpha() for sign in text)


def told_all(claims: Iterable[Claim], full: str = "") -> str:
    """Write several in one line, the same once: the first few."""
    lines = list(dict.fromkeys(told(claim, full) for claim in claims))
    more = f" and {len(lines) - _MOST:,} more" if len(lines) > _MOST else ""
    return "; ".join(lines[:_MOST]) + more


def _printed(figure: Figure, full: str) -> str:
    """Return a number's own words, as they stand within a sentence."""
    words = one_line(full[figure.span.start : figure.span.end], _LONGEST)
    if not words or not _is_latin(words):
        return ""
    if figure.effect not in _MEASURES and _is_spelled(words):
        return ""
    if not words[1:2].isupper() and figure.effect is not Effect.MONEY:
        words = words[0].lower() + words[1:]
    if not figure.counts or words[-1].isdigit():
        return words  # "58 bodies, 33 of civilians": these are 33 civilians
    of = full.startswith(f" of {figure.counts}", figure.span.end) or _MANY_OF.search(words)
    return f"{words} of" if of else words


def _is_spelled(words: str) -> bool:
    """Say whether a number is one that is only written in letters."""
    has_digits = any(sign.isdigit() for sign in words)
    return not has_digits and bool(_SPELLED.search(words)) and not _ROUGH.search(words)


def _name(speaker: Speaker) -> str:
    """Name who says so: as he is written where that is a name, else by who is meant."""
    if speaker.voice is Voice.OUTLET:
        return ""
    if speaker.voice is Voice.NAMED:
        name = _ARTICLE.sub("", speaker.written)
        # "Police said", at the beginning of a sentence.
        return name[0].lower() + name[1:] if speaker.canonical[:1].islower() else name
    return speaker.canonical or speaker.written


def unread_says(count: int) -> str:
    """Say of how many texts that a search may have found neither figures nor places are known."""
    texts = f"{count:,} articles that may fit" if count != 1 else "1 article that may fit"
    return (
        f"Figures or places were never read of {texts}, so none count there: "
        "`wirewatch replay` reads those whose pages are kept."
    )
