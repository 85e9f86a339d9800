"""Read an article with a pencil: whether a rule holds, word by word, in the slowest way.

It shares nothing with the monitor but the words, and so can say whether the truth that
was written by hand is true.
"""

from __future__ import annotations

from collections.abc import Sequence

from news.rules import And, Not, Or, Phrase, Rule
from news.text import words
from wirewatch.newsworld.printed import Text
from wirewatch.newsworld.watch import ATTACKS, DEAD, PEOPLE, TOPICS

MANY = 40  # dead, in the demo's one tracked figure


def matches(text: Text, post: str = "") -> set[str]:
    """Return which of the demo's topics, people and figures stand in a text."""
    found = words("\n".join((text.title, *text.paragraphs, post)))
    topics = {topic.name for topic in TOPICS if holds(topic.tree(), found)}
    people = {
        person.name
        for person in PEOPLE
        if any(holds(Phrase(tuple(words(name))), found) for name in person.names)
    }
    killed = [one.low or 0 for one in text.figures if one.effect == "killed"]
    many = ATTACKS in topics and max(killed, default=0) > MANY
    return topics | people | ({DEAD} if many else set())


def holds(rule: Rule, text: Sequence[str]) -> bool:
    """Say whether a rule holds for a text given as words."""
    match rule:
        case And(items):
            return all(holds(item, text) for item in items)
        case Or(items):
            return any(holds(item, text) for item in items)
        case Not(item):
            return not holds(item, text)
        case Phrase(wanted):
            return any(_stands(text[at : at + len(wanted)], wanted) for at in range(len(text)))
        case _:
            raise TypeError(rule)  # the demo's rules are simple ones


def _stands(there: Sequence[str], wanted: Sequence[str]) -> bool:
    if len(there) != len(wanted) or list(there[:-1]) != list(wanted[:-1]):
        return False
    begin, star, _ = wanted[-1].partition("*")
    return there[-1].startswith(begin) if star else there[-1] == begin
