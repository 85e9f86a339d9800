"""Put rules into the rules that name them, once all of watch.toml has been read.

    [[rules]]                              [[topics]]
    name = "attacks"                       name = "Attacks on the coast"
    rule = "ambush* OR bomb*"              rule = '@attacks AND coast'

What a topic names may stand above or below it, and a topic may be named as well as a rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from config.book import Book
from config.refer import entries
from config.tables import RuleTable
from config.values import unreadable
from news.errors import Problem, RuleError
from news.grammar import parse
from news.rules import Rule, name_of, resolve
from news.watch import Person, Topic


class Meant:
    """The topics with the rules inside them in place, and what is wrong with those."""

    def __init__(
        self,
        book: Book,
        topics: Sequence[Topic],
        rules: Sequence[RuleTable],
        people: Sequence[Person],
    ) -> None:
        self._book = book
        self._people = {name_of(name): one.name for one in people for name in one.names}
        self._named: dict[tuple[str, ...], Rule] = {name_of(t.name): t.rule for t in topics}
        self._named |= {name_of(one.name): parse(one.rule) for one in rules}
        self.problems: list[Problem] = []
        self.topics = tuple(self._topic(topic) for topic in topics)
        self.pieces = tuple(
            Topic(one.name, self._resolved("rules", one.name, parse(one.rule), one.rule), one.rule)
            for one in rules
        )

    def _topic(self, topic: Topic) -> Topic:
        rule = self._resolved("topics", topic.name, topic.rule, topic.written)
        return replace(topic, rule=rule)

    def _resolved(self, table: str, name: str, rule: Rule, written: str) -> Rule:
        try:
            return resolve(rule, written, self._named, self._people)
        except RuleError as error:
            number = next(n for n, one in entries(self._book, table) if one.get("name") == name)
            self.problems.append(self._book.problem((table, number, "rule"), unreadable(error)))
            return rule
