"""The rule language: what is read as what, and what an error says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.errors import RuleError
from news.rules import (
    MAX_DEPTH,
    MAX_LENGTH,
    And,
    Not,
    Or,
    Phrase,
    Rule,
    any_all_none,
    leaves,
    parse,
    phrase,
    positive,
    write,
)
from news.text import words


@pytest.mark.parametrize(
    ("rule", "normal"),
    [
        ("flood", '"flood"'),
        ("Flood*", '"flood"*'),
        ("flood damage", '"flood" AND "damage"'),
        ("flood and damage", '"flood" AND "damage"'),
        ("flood && damage || quake", '("flood" AND "damage") OR "quake"'),
        ("quake OR flood damage", '"quake" OR ("flood" AND "damage")'),
        ("(quake or flood) damage", '("quake" OR "flood") AND "damage"'),
        ('"dam breach"', '"dam breach"'),
        ("“dam breach”", '"dam breach"'),
        ('"dam breach"*', '"dam breach"*'),
        ('"dam breach*"', '"dam breach"*'),
        ("dam-breach", '"dam breach"'),
        ("flood -cricket", '"flood" AND NOT "cricket"'),
        ("flood NOT (cricket or polo)", '"flood" AND NOT ("cricket" OR "polo")'),
        ('flood –"cricket match"', '"flood" AND NOT "cricket match"'),
        ("flood NOT NOT dam", '"flood" AND NOT NOT "dam"'),
        ('"and" or "not"', '"and" OR "not"'),
        ("(flood)(dam)", '"flood" AND "dam"'),
        ("सिंध* बाढ़", f'"{words("सिंध")[0]}"* AND "{words("बाढ़")[0]}"'),
        ("O'Dunn U.S.", '"odunn" AND "us"'),
    ],
)
def test_how_a_rule_is_read(rule: str, normal: str) -> None:
    assert write(parse(rule)) == normal


@pytest.mark.parametrize(
    ("rule", "column", "says"),
    [
        ("", 1, "empty"),
        ("  ", 1, "empty"),
        ("flood AND (dam", 11, "never closed"),
        ("flood)", 6, "never opened"),
        ("flood OR", 9, "ends where a word should follow"),
        ("OR flood", 1, "'OR' stands where a word should be"),
        ("flood AND AND dam", 11, "'AND' stands where"),
        ("()", 2, "')' stands where"),
        ('flood "dam', 7, "never closed"),
        ("at*ack", 3, "star can only stand at the end"),
        ('x "at*ack y"', 6, "star can only stand at the end"),
        ("*ing", 1, "star can only stand at the end"),
        ("flood *", 7, "no letter or digit"),
        ('"—"', 2, "no letter or digit"),
        ("NOT flood", 1, "only says what must not occur"),
        ("flood OR -dam", 1, "only says what must not occur"),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), MAX_DEPTH + 2, "nested"),
        ("NOT " * (MAX_DEPTH + 1) + "a", 4 * (MAX_DEPTH + 1) + 1, "nested"),
        ("x" * (MAX_LENGTH + 1), 1, "longer than"),
    ],
)
def test_what_an_error_says(rule: str, column: int, says: str) -> None:
    with pytest.raises(RuleError, match=re.escape(says)) as caught:
        parse(rule)
    assert caught.value.position == column - 1


@pytest.mark.parametrize(
    ("any_of", "all_of", "none_of", "normal"),
    [
        (["flood*"], [], [], '"flood"*'),
        (["flood", "dam breach"], [], [], '"flood" OR "dam breach"'),
        (["flood", "quake"], ["Vesk"], ["polo"], '"vesk" AND ("flood" OR "quake") AND NOT "polo"'),
        ([], ["a", "b"], [], '"a" AND "b"'),
    ],
)
def test_lists_of_phrases(
    any_of: list[str], all_of: list[str], none_of: list[str], normal: str
) -> None:
    assert write(any_all_none(any_of, all_of, none_of)) == normal


@pytest.mark.parametrize("none_of", [[], ["polo"]])
def test_a_topic_must_look_for_something(none_of: list[str]) -> None:
    """Exclusions alone, or nothing at all, would fit every article."""
    with pytest.raises(RuleError, match="must not occur"):
        any_all_none([], [], none_of)


@pytest.mark.parametrize("text", ["", "*", "…", "at*ack", "*ing"])
def test_a_phrase_without_words_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        phrase(text)


def test_a_star_may_stand_outside_the_quotes() -> None:
    """The same phrase whether the star is inside or outside the quotation marks."""
    assert parse('"dam br*"') == parse('"dam br"*') == Phrase(("dam", "br"), prefix=True)


def test_leaves_come_from_left_to_right() -> None:
    """Every phrase is listed, also the excluded ones."""
    assert [leaf.words[0] for leaf in leaves(parse("(a or b) -c d"))] == list("abcd")


FOLDED = st.text(st.characters(categories=["L", "N", "M", "Zs"]), max_size=20).map(words)
PHRASES = st.builds(Phrase, FOLDED.filter(bool).map(tuple), st.booleans())


def _grow(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, inner))


RULES: st.SearchStrategy[Rule] = st.recursive(PHRASES, _grow, max_leaves=12)


@given(RULES.filter(positive))
def test_a_written_rule_is_read_back(rule: Rule) -> None:
    """`parse` is the inverse of `write`."""
    assert parse(write(rule)) == rule


@given(st.text(st.one_of(st.sampled_from('ab*()"“” -–&|'), st.characters()), max_size=40))
def test_any_text_is_a_rule_or_an_error(text: str) -> None:
    """Whatever is typed is read, or refused at a place inside it with something to write."""
    rule = read(text)
    if isinstance(rule, RuleError):
        assert 0 <= rule.position <= len(text)
        assert rule.hint
    else:
        assert positive(rule)
        assert parse(write(rule)) == rule


def read(text: str) -> Rule | RuleError:
    """Return the rule or the error."""
    try:
        return parse(text)
    except RuleError as error:
        return error
