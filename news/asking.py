"""Read and write what a rule asks of figures: figure(killed, civilian) >= 20 by "officials".

    figure(effect)                          any such figure
    figure(effect, class) >= 20             20 or more, surely
    figure(effect, "children") > 3          by what is counted, as it is written
    figure(money, INR) >= 10000000          amounts are compared in their own currency alone
    … by "police", … by (police OR army)    by words of a speaker's name

The tree's leaf is `news.sure.Asked`, which tracked figures use as well; who speaks is read by
the grammar, for it reads like any field's values.  What a newcomer writes in place of it (dead,
=>, a number without a sign) is refused with what to write: read as words it would find something
else and say nothing.

Discarded: letting a number without a sign mean "at least": as many readers take it for exactly.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import NoReturn

from news.errors import RuleError
from news.figure import Effect, VictimClass
from news.sure import Asked, Limit, Op
from news.text import words

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
_QUOTED = rf"[{QUOTES}][^{QUOTES}]*[{QUOTES}]"
# As it stands in a rule: the bracket is perhaps never closed, the sign perhaps none.
WRITTEN = rf"""figure\s*\((?:[^(){QUOTES}]|{_QUOTED})*\)?
    (?:\s*[<>=!\u2264\u2265\u2260]+(?:\s*[^\s(){QUOTES}<>=]+)?)?"""
_CONDITION = re.compile(
    rf"""figure\s*\((?P<within>(?:[^(){QUOTES}]|{_QUOTED})*)(?P<shut>\)?)
    (?:\s*(?P<sign>[<>=!\u2264\u2265\u2260]+)\s*(?P<number>[^\s(){QUOTES}<>=]+)?)?""",
    re.VERBOSE | re.IGNORECASE,
)
_PART = re.compile(rf"(?:^|,)\s*(?P<part>(?:{_QUOTED}|[^,{QUOTES}])*)")
# How many, said in words where a sign must stand; "figure(killed) in 2031" is not meant.
_SAID = re.compile(
    r"\s*(?:is\s+|are\s+)?"
    r"(?:(?:more|fewer|less)\s+than\s+|at\s+(?:least|most)\s+|over\s+|above\s+|under\s+|below\s+"
    r"|exactly\s+|up\s+to\s+)?\d",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{2,3})+)(?:\.\d{1,6})?")
_MOST_DIGITS = 18
_EFFECTS = {effect.value for effect in Effect}

_SIGNS = {
    **{op.value: op for op in Op},
    "==": Op.IS,
    "\u2265": Op.AT_LEAST,
    "\u2264": Op.AT_MOST,
}
_CLASSES = {
    **{one.value: one for one in VictimClass},
    **{f"{one}s": one for one in (VictimClass.CIVILIAN, VictimClass.MILITANT)},
}
_LIKELY = {
    **dict.fromkeys(("dead", "deaths", "died", "casualties", "fatalities", "toll"), "killed"),
    **dict.fromkeys(("wounded", "hurt", "injuries"), "injured"),
    **dict.fromkeys(("kidnapped", "hostages"), "abducted"),
    **dict.fromkeys(("detained", "captured", "held"), "arrested"),
    **dict.fromkeys(("homeless", "evacuated", "fled"), "displaced"),
}
# What these are measured in; of other quantities nobody compares two units.
UNITS = {
    Effect.DURATION: ("seconds", "minutes", "hours", "days", "weeks", "months", "years", "decades"),
    Effect.DISTANCE: ("km", "miles", "metres", "cm", "mm", "yards", "feet", "inches"),
}
_MEASURES = {Effect.MONEY, Effect.SHARE, *UNITS}
_THINGS = {Effect.DAMAGED, Effect.DESTROYED, Effect.ATTACKED, Effect.SHARE, Effect.OTHER}
_CURRENCY = re.compile("[A-Z]{3}")
_SHOWN = ", ".join(effect.value for effect in Effect if effect is not Effect.OTHER)
_AS_WORD = 'To look for the word, put it in quotes: "figure"'


def read(rule: str, position: int) -> Asked:
    """Read the condition that begins here, without who speaks; RuleError says what is wrong."""
    return _Reader(rule, position).whole()


def write(asked: Asked) -> str:
    """Write a condition as `read` and the grammar read it back."""
    within = [asked.effect.value if asked.effect else ""]
    within += [asked.victim_class.value] if asked.victim_class else []
    within += [asked.unit] if asked.unit else []
    within += [f'"{one}"' for one in asked.counts]
    limits = "".join(f" {limit.op} {number(limit.value)}" for limit in asked.limits)
    return f"figure({', '.join(within)}){limits}{_by(asked)}"


def _by(asked: Asked) -> str:
    names = " OR ".join(f'"{name}"' for name in asked.by)
    return (f" by ({names})" if len(asked.by) > 1 else f" by {names}") if names else ""


def number(value: float) -> str:
    """Write a number without a needless point."""
    return f"{value:.6f}".rstrip("0").removesuffix(".")


_IN_WORDS = {
    Op.ABOVE: "more than {}",
    Op.AT_LEAST: "{} or more",
    Op.BELOW: "fewer than {}",
    Op.AT_MOST: "{} at most",
    Op.IS: "exactly {}",
}


def explain(asked: Asked) -> str:
    """Say in words what is asked: figure (killed, civilian, 20 or more, by “officials”)."""
    what = [one.value for one in (asked.effect, asked.victim_class) if one]
    what += [asked.unit] if asked.unit else []
    what += [f"“{'” or “'.join(asked.counts)}”"] if asked.counts else []
    what += [_IN_WORDS[limit.op].format(f"{limit.value:,.15g}") for limit in asked.limits]
    what += [f"by “{'” or “'.join(asked.by)}”"] if asked.by else []
    return f"figure ({', '.join(what)})"


class _Reader:
    """Reads one condition; what is wrong is shown where it stands in the rule."""

    def __init__(self, rule: str, position: int) -> None:
        found = _CONDITION.match(rule, position)
        assert found is not None  # noqa: S101  the grammar saw it begin here
        self._rule, self._at, self._found = rule, position, found

    def whole(self) -> Asked:
        if not self._found["shut"]:
            hint = f"Write figure(killed) or figure(killed, civilian). {_AS_WORD}"
            self._fail(self._at, "this bracket is never closed", hint)
        asked = self._within()
        return replace(asked, limits=self._limits(asked))

    def _within(self) -> Asked:
        begin, within = self._found.start("within"), self._found["within"]
        parts = [
            (found["part"].rstrip(), begin + found.start("part"))
            for found in _PART.finditer(within)
        ]
        asked = Asked(self._effect(*parts[0]))
        for text, at in parts[1:]:
            asked = self._narrowed(asked, text, at)
        return asked

    def _effect(self, text: str, at: int) -> Effect:
        name = text.lower()
        if name in _EFFECTS:
            return Effect(name)
        close = _LIKELY.get(name) or next(iter(get_close_matches(name, list(Effect), 1)), None)
        meant = f"Write figure({close}). " if close else ""
        says = f"'{text}' is nothing that figures count" if text else "what happened is missing"
        return self._fail(at, says, f"{meant}There are: {_SHOWN}. {_AS_WORD}")

    def _narrowed(self, asked: Asked, text: str, at: int) -> Asked:
        """Read what stands behind the effect: a class, a currency or unit, words in quotes."""
        effect, name = asked.effect, text.lower()
        if text[:1] in QUOTES and (said := " ".join(words(text))):
            return replace(asked, counts=(*asked.counts, said))
        if name in _CLASSES and effect not in _MEASURES and asked.victim_class is None:
            return replace(asked, victim_class=_CLASSES[name])
        if effect is Effect.MONEY and _CURRENCY.fullmatch(text.upper()) and not asked.unit:
            return replace(asked, unit=text.upper())
        if effect in UNITS and name in UNITS[effect] and not asked.unit:
            return replace(asked, unit=name)
        says = f"'{text}' says nothing of what is {effect}" if text else "here a word is missing"
        return self._fail(at, says, _what_narrows(effect, name))

    def _limits(self, asked: Asked) -> tuple[Limit, ...]:
        sign, written = self._found["sign"], self._found["number"]
        example = f"Write {write(asked)} >= 20"
        if sign is None:
            behind = self._found.end()
            if said := _SAID.match(self._rule, behind):
                start = behind + len(said.group()) - len(said.group().lstrip())
                says = "how a figure compares with a number is written with a sign"
                self._fail(start, says, f"{example}, or > < <= = in place of >=.")
            return ()
        if sign not in _SIGNS:
            says = f"'{sign}' is no comparison"
            self._fail(self._found.start("sign"), says, "Write >=, >, <=, < or =.")
        if written is None:
            self._fail(self._found.end("sign"), "here the number is missing", f"{example}.")
        if not _NUMBER.fullmatch(written) or len(written) > _MOST_DIGITS:
            hint = "Write it in digits: 1500000, or 1,500,000."
            self._fail(self._found.start("number"), f"'{written}' is no number", hint)
        if asked.effect in {Effect.MONEY, *UNITS} and not asked.unit:
            unit = "INR" if asked.effect is Effect.MONEY else UNITS[asked.effect][2]
            kind = "currency" if asked.effect is Effect.MONEY else "unit"
            says = f"an amount of {asked.effect} is compared in one {kind}"
            hint = f"Write which: figure({asked.effect}, {unit}) {sign} {written}"
            self._fail(self._at, says, hint)
        return (Limit(_SIGNS[sign], float(written.replace(",", ""))),)

    def _fail(self, position: int, message: str, hint: str) -> NoReturn:
        raise RuleError(self._rule, position, message, hint)


def _what_narrows(effect: Effect | None, name: str) -> str:
    """Say what may stand behind an effect."""
    if effect is Effect.MONEY:
        return "Write a currency by its three letters: figure(money, INR)"
    if effect in UNITS:
        return f"There are: {', '.join(UNITS[effect])}."
    counted = "houses" if effect in _THINGS else "children"
    in_quotes = f'figure({effect}, "{counted}")'
    if effect is Effect.SHARE:
        return f"What it is a share of is written in quotes: {in_quotes}"
    close = get_close_matches(name, list(_CLASSES), 1)
    meant = f"Did you mean {_CLASSES[close[0]]}? " if close else ""
    classes = ", ".join(VictimClass)
    return f"{meant}There are: {classes}; what is counted is written in quotes: {in_quotes}"
