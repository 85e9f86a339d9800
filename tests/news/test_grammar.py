"""The rule language: what is read as what, and what an error says."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.errors import RuleError
from news.figure import Effect, VictimClass
from news.grammar import MAX_LENGTH, any_all_none, parse, phrase
from news.rules import (
    MAX_DEPTH,
    And,
    Dated,
    Mention,
    Meta,
    Near,
    Not,
    Or,
    Phrase,
    Ref,
    Regex,
    Rule,
    Where,
    leaves,
    name_of,
    positive,
    resolve,
    write,
)
from news.sure import Asked, Limit, Op
from news.text import words


@pytest.mark.parametrize(
    ("rule", "normal"),
    [
        ("flood", '"flood"'),
        ("Flood*", '"flood*"'),
        ("flood damage", '"flood" AND "damage"'),
        ("flood and damage", '"flood" AND "damage"'),
        ("place:Kesh", 'place:"kesh"'),
        ('place:("Ost Valley" OR Kesh)', 'place:"ost valley" OR place:"kesh"'),
        ('place("Kesh, Orland")', 'place:"kesh orland"'),
        ("flood -place:Kesh", '"flood" AND NOT place:"kesh"'),
        ("place of birth", '"place" AND "of" AND "birth"'),
        ("flood && damage || quake", '("flood" AND "damage") OR "quake"'),
        ("quake OR flood damage", '"quake" OR ("flood" AND "damage")'),
        ("(quake or flood) damage", '("quake" OR "flood") AND "damage"'),
        ('"dam breach"', '"dam breach"'),
        ("“dam breach”", '"dam breach"'),
        ('"dam breach"*', '"dam breach*"'),
        ('"dam breach*"', '"dam breach*"'),
        ("dam-breach", '"dam breach"'),
        ("flood -cricket", '"flood" AND NOT "cricket"'),
        ("flood NOT (cricket or polo)", '"flood" AND NOT ("cricket" OR "polo")'),
        ('flood –"cricket match"', '"flood" AND NOT "cricket match"'),
        ("flood NOT NOT dam", '"flood" AND NOT NOT "dam"'),
        ('"and" or "not"', '"and" OR "not"'),
        ("(flood)(dam)", '"flood" AND "dam"'),
        ("सिंध* बाढ़", f'"{words("सिंध")[0]}*" AND "{words("बाढ़")[0]}"'),
        ("O'Dunn U.S.", '"odunn" AND "us"'),
        # wildcards anywhere in a word; a question mark at its end is one
        ("at*ck", '"at*ck"'),
        ("*stan", '"*stan"'),
        # a word that ends in a vowel sign, which is no letter to Python
        ("गोली*", f'"{words("गोली")[0]}*"'),
        ("organi?ation*", '"organi?ation*"'),
        ('"who did it?"', '"who did it"'),
        ("16:30", '"16 30"'),
        ("http://a.example/b", '"http a example b"'),
        ("24/7 and/or", '"24 7" AND "and or"'),
        ("near the pre school", '"near" AND "the" AND "pre" AND "school"'),
        # near
        ("a NEAR/5 b", '("a" NEAR/5 "b")'),
        ("a near/5 b", '("a" NEAR/5 "b")'),
        ("a W/5 b", '("a" NEAR/5 "b")'),
        ("a NEAR b", '("a" NEAR/10 "b")'),
        ("a PRE/3 b", '("a" PRE/3 "b")'),
        ('"a b"~4', '("a" NEAR/4 "b")'),
        ("“a b c”~4", '(("a" NEAR/4 "b") NEAR/4 "c")'),
        ("a NEAR/5 (b OR c) d", '("a" NEAR/5 ("b" OR "c")) AND "d"'),
        ("NOT a NEAR/5 b c", 'NOT ("a" NEAR/5 "b") AND "c"'),
        ('resign* near:"Ona Brill"', '("resign*" NEAR/10 named:"ona brill")'),
        ("resign* near:@envoys", '("resign*" NEAR/10 @"envoys")'),
        # fields
        ("title:flood", 'title:"flood"'),
        ('headline:"dam breach"', 'title:"dam breach"'),
        ("text:(a b)", 'text:"a" AND text:"b"'),
        ("title:(a OR -b) c", '(title:"a" OR NOT title:"b") AND "c"'),
        ("source:Brakkel -lang:pt-BR", 'source:("brakkel") AND NOT lang:("pt br")'),
        ('source:("Sandal News" OR Vesk)', 'source:("sandal news" OR "vesk")'),
        ("lang:(ur hi) a", 'lang:("ur" OR "hi") AND "a"'),
        (
            "by:Dunn country:PK region:coast",
            'author:("dunn") AND country:("pk") AND region:("coast")',
        ),
        ("date:2026-02-04", "date:2026-02-04..2026-02-04"),
        ("date:2026-02", "date:2026-02-01..2026-02-28"),
        ("date:2025..2026-02", "date:2025-01-01..2026-02-28"),
        ("date:>=2026-02-04", "date:2026-02-04..9999-12-31"),
        ("date:<2026", "date:0001-01-01..2025-12-31"),
        # people, other rules, expressions
        ('person:"Ona Brill"', 'person:"ona brill"'),
        ("person:(Brill OR Dunn)", 'person:"brill" OR person:"dunn"'),
        ('@attacks @"the coast"', '@"attacks" AND @"the coast"'),
        (r"/\d+ (dead|killed)/i flood", r'/\d+ (dead|killed)/i AND "flood"'),
        (r"title:/a\/b/", r"title:/a\/b/"),
        # figures
        ("figure(injured)", "figure(injured)"),
        ("figure(killed) > 100", "figure(killed) > 100"),
        (
            'ambush* AND figure(killed, civilian) >= 20 by "officials"',
            '"ambush*" AND figure(killed, civilian) >= 20 by "officials"',
        ),
        (
            "FIGURE ( Killed , Civilians )\u22651,500 by (police OR “Vesk army”) dam",
            'figure(killed, civilian) >= 1500 by ("police" OR "vesk army") AND "dam"',
        ),
        ("dam -figure(killed)<=2.5", '"dam" AND NOT figure(killed) <= 2.5'),
        ("(figure(killed)==3 OR dam)", 'figure(killed) = 3 OR "dam"'),
        ('figure(killed, "O\'Dunn children")', 'figure(killed, "odunn children")'),
        ("figure(money, inr) >= 10,000,000", "figure(money, INR) >= 10000000"),
        ("figure(duration, days) > 3 strike", 'figure(duration, days) > 3 AND "strike"'),
        # marks of direction that come along with right-to-left text
        ("\u200fflood\u200e", '"flood"'),
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
        ('"a * b"', 4, "a star that stands alone"),
        ("a NEAR/0 b", 3, "NEAR takes 1 to 1,000 words"),
        ("a NEAR/999999999 b", 3, "NEAR takes 1 to 1,000 words"),
        ("a NEAR/5 NOT b", 10, "NOT cannot stand beside NEAR"),
        ("a NEAR/5 (b AND c)", 10, "beside NEAR only words"),
        ("lang:ur NEAR/5 b", 1, "beside NEAR only words"),
        ("a NEAR/5", 9, "ends where a word should follow"),
        ("a " + "NEAR/2 b " * (MAX_DEPTH + 1), 2 + 9 * MAX_DEPTH + 8, "nested"),
        ('near:"Ona Brill"', 1, "nothing before it"),
        ("autor:dunn", 1, "there is no field 'autor'"),
        ("a:b:c", 1, "there is no field 'a'"),
        ("title:lang:ur", 7, "cannot be looked for in the title alone"),
        ("lang:(ur", 9, "a field's value is missing"),
        ("lang:(ur AND hi)", 10, "a field's value is missing"),
        ("date:yesterday", 6, "'yesterday' is no date"),
        ("date:2026-02-30", 6, "is no date"),
        ("date:2026-13", 6, "is no date"),
        ("date:0000-01-01", 6, "is no date"),
        ("date:2026-02..2026-01", 6, "ends before it begins"),
        ("dam figure(killed", 5, "this bracket is never closed"),
        ("figure()", 8, "what happened is missing"),
        ("dam AND figure(dead) > 3", 16, "'dead' is nothing that figures count"),
        ("figure (skating OR hockey)", 9, "'skating OR hockey' is nothing"),
        ("figure(killed, civillian)", 16, "'civillian' says nothing of what is killed"),
        ("figure(killed,) > 3", 15, "a word is missing"),
        ('figure(killed, "…")', 16, "says nothing"),
        ("figure(killed, civilian, security)", 26, "'security' says nothing"),
        ("figure(money, rupees)", 15, "'rupees' says nothing of what is money"),
        ("figure(share, civilian)", 15, "says nothing of what is share"),
        ("figure(duration, hour)", 18, "'hour' says nothing of what is duration"),
        ("figure(killed) => 3", 16, "'=>' is no comparison"),
        ("figure(killed) >", 17, "the number is missing"),
        ("figure(killed) > twenty", 18, "'twenty' is no number"),
        ("figure(killed) > 1,5", 18, "'1,5' is no number"),
        ("figure(killed) 20", 16, "is written with a sign"),
        ("figure(killed) at least 20", 16, "is written with a sign"),
        ("figure(money) > 3", 1, "compared in one currency"),
        ("figure(distance) > 3", 1, "compared in one unit"),
        ("figure(killed) > 3 by", 22, "who says so is missing"),
        ("figure(killed) by AND dam", 19, "who says so is missing"),
        ("figure(killed) by (police AND army)", 27, "a field's value is missing"),
        ("figure(killed) by polic*", 19, "a speaker's name has no star"),
        ("figure(killed) by:police", 16, "has no colon"),
        ("title:figure(killed)", 7, "cannot be looked for in the title alone"),
        ("figure(killed) NEAR/5 dam", 1, "beside NEAR only words"),
        ("-figure(killed)", 1, "only says what must not occur"),
        ("/(a/", 1, "cannot be run"),
        (r"/(a)\1/", 1, "cannot be run"),
        ("/.*/", 1, "fits every article"),
        ("/(((a{1000}){1000}){1000})/", 1, "cannot be run"),
        ("/a/x", 1, "no flags 'x'"),
        ("flood \u202eand dam", 7, "invisible character (U+202E)"),
        ("flood\x00", 6, "invisible character (U+0000)"),
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
        (["flood*"], [], [], '"flood*"'),
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


@pytest.mark.parametrize("text", ["", "*", "…", "a * b", "?"])
def test_a_phrase_without_words_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        phrase(text)


def test_a_star_may_stand_outside_the_quotes() -> None:
    """The same phrase whether the star is inside or outside the quotation marks."""
    assert parse('"dam br*"') == parse('"dam br"*') == Phrase(("dam", "br*"))


def test_leaves_come_from_left_to_right() -> None:
    """Every phrase is listed, also the excluded ones."""
    found = leaves(parse("(a or b) -c d near/3 e"))
    assert [leaf.words[0] for leaf in found if isinstance(leaf, Phrase)] == list("abcde")


FOLDED = st.text(st.characters(categories=["L", "N", "M", "Zs"]), max_size=6).map(words)
NAMES = FOLDED.filter(bool).map(tuple)
STARRED = NAMES.map(lambda name: (*name[:-1], f"{name[-1]}*"))
PHRASES = st.builds(Phrase, NAMES | STARRED, st.sampled_from(Where))
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
REGEXES = st.builds(Regex, st.sampled_from(["a+", r"\d dead", r"x\/y"]), st.booleans())
LEAVES: st.SearchStrategy[Rule] = st.one_of(
    PHRASES,
    REGEXES,
    st.builds(Mention, NAMES, st.booleans()),
    st.builds(Ref, NAMES),
    st.builds(
        Meta,
        st.sampled_from(["source", "lang"]),
        st.lists(NAMES, min_size=1, max_size=2).map(tuple),
    ),
    st.tuples(DAYS, DAYS).map(lambda days: Dated(min(days), max(days))),
    st.builds(
        Asked,
        st.sampled_from([Effect.KILLED, Effect.DESTROYED]),
        st.none() | st.sampled_from(VictimClass),
        counts=st.lists(NAMES.map(" ".join), max_size=2).map(tuple),
        by=st.lists(NAMES.map(" ".join), max_size=2).map(tuple),
        limits=st.lists(
            st.builds(Limit, st.sampled_from(Op), st.integers(0, 10**9).map(lambda n: n / 100)),
            max_size=1,
        ).map(tuple),
    ),
)
# The grammar has NOT, AND and OR without a node around one, so a written rule has none either.
BESIDE: st.SearchStrategy[Rule] = st.recursive(
    PHRASES | st.builds(Mention, NAMES),
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Or(tuple(items)))
        | st.builds(Near, inner, inner, st.integers(1, 1000), st.booleans())
    ),
    max_leaves=4,
)
NEARS = st.builds(Near, BESIDE, BESIDE, st.integers(1, 1000), st.booleans())


def _grow(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, inner))


RULES: st.SearchStrategy[Rule] = st.recursive(LEAVES | NEARS, _grow, max_leaves=12)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(RULES.filter(positive))
def test_a_written_rule_is_read_back(rule: Rule) -> None:
    """`parse` is the inverse of `write`."""
    assert parse(write(rule)) == rule


@given(st.text(st.one_of(st.sampled_from('ab*?()"“” -–&|@:/~5'), st.characters()), max_size=40))
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


NAMED = {
    name_of(name): parse(rule)
    for name, rule in [
        ("attacks", "ambush* OR bomb*"),
        ("both", "@attacks AND coast"),
        ("ring", "a OR @ring"),
        ("here", "@there"),
        ("there", "b OR @here"),
        ("strict", "a AND b"),
        *((f"n{n}", f"@n{n + 1} OR @n{n + 1}") for n in range(20)),
        ("n20", "a OR b"),
    ]
}
PEOPLE = {name_of("Ona Brill"): "Ona Brill", name_of("Commander Brill"): "Ona Brill"}


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("@attacks c", '("ambush*" OR "bomb*") AND "c"'),
        ("c OR @BOTH", '"c" OR (("ambush*" OR "bomb*") AND "coast")'),
        ("a NEAR/3 @attacks", '("a" NEAR/3 ("ambush*" OR "bomb*"))'),
        ('person:"Commander Brill"', 'person:"ona brill"'),
        ('a near:"Ona Brill"', '("a" NEAR/10 person:"ona brill")'),
        ('a near:"Sef Dunn"', '("a" NEAR/10 "sef dunn")'),
    ],
)
def test_what_names_in_a_rule_mean(rule: str, meant: str) -> None:
    assert write(resolve(parse(rule), rule, NAMED, PEOPLE)) == meant


@pytest.mark.parametrize(
    ("rule", "column", "says"),
    [
        ("a OR @attack", 6, "there is no rule named 'attack'"),
        ("@ring", 1, "part of itself: @ring → @ring"),
        ("x @here", 3, "part of itself: @here → @there → @here"),
        ("@n5", 1, "has more than|nested too deep"),
        ("@n18 a", 1, ""),
        ("a NEAR/3 @strict", 10, "beside NEAR only words"),
        ('a person:"Sef Dunn"', 3, "no person or organisation named 'sef dunn'"),
    ],
)
def test_what_cannot_be_meant(rule: str, column: int, says: str) -> None:
    """A name that leads nowhere, in a circle, or to more than can be matched is refused."""
    if not says:
        assert len(list(leaves(resolve(parse(rule), rule, NAMED, PEOPLE)))) == 9
        return
    with pytest.raises(RuleError, match=says) as caught:
        resolve(parse(rule), rule, NAMED, PEOPLE)
    assert caught.value.position == column - 1
