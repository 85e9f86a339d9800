"""What is doubtful in a rule that can be read."""

from __future__ import annotations

from itertools import islice, product

import pytest

from news.doubts import MOST, doubts, is_common
from news.grammar import MAX_LENGTH, parse
from news.rules import MAX_DEPTH, name_of, resolve


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("dam AND -dam", 'no article can match this: it asks for "dam" and excludes "dam"'),
        ('"dam breach" -dam', 'it asks for "dam breach" and excludes "dam"'),
        ("floods -flood*", 'it asks for "floods" and excludes "flood*"'),
        ("title:dam -dam", 'it asks for title:"dam" and excludes "dam"'),
        ("dam (quake -dam)", 'it asks for "dam" and excludes "dam"'),
        ("-dam (quake dam)", 'it asks for "dam" and excludes "dam"'),
        ("(dam NEAR/5 breach) -breach", 'it asks for "breach" and excludes "breach"'),
        ("dam NOT (quake OR dam)", 'it asks for "dam" and excludes "dam"'),
        ("(dam OR quake) -dam -quake", "no article can match this"),
        ("dam lang:ur lang:hi", 'it asks for lang:("ur") and for lang:("hi") at once'),
        ("dam country:pk country:(in OR ir)", "no article can match this"),
        ("lang:ur dam -lang:(ur OR hi)", "no article can match this"),
        ("dam date:2031-01 date:>=2031-03", "no article can match this: it asks for date:"),
        ("dam date:2031-01 -date:2031", "no article can match this"),
        ("village (dam OR quake) -quake", 'the part "quake" can never hold'),
        ("dam AND (lang:ur OR (lang:hi lang:bn))", "can never hold"),
        ('dam OR "dam breach"', '"dam breach" adds nothing: "dam" beside it finds the same'),
        ("flood* OR floods", '"floods" adds nothing: "flood*"'),
        ("flood* OR flood-gate*", '"flood gate*" adds nothing: "flood*"'),
        ("organi?ation OR organization", '"organization" adds nothing'),
        ("*quake OR earthquake", '"earthquake" adds nothing'),
        ("dam OR (dam village)", '("dam" AND "village") adds nothing'),
        ("dam OR title:dam", 'title:"dam" adds nothing'),
        ("village AND (dam OR dam)", '"dam" stands twice'),
        ("lang:ur", 'this names no words: it fits every article with lang:("ur")'),
        ("dam OR region:kesh", "this names no words"),
        ("date:2031 -dam", "this names no words"),
        ("WHO OR malaria", "“who” stands in nearly every article (capitals do not count)"),
        ("lang:en US", "“us” stands in nearly every article"),
        ("said AND the", "“said” and “the” stand in nearly every article"),
        ("کے", "stands in nearly every article"),
        ("e*", "“e*” stands in nearly every article"),
        (r"/\w/ OR dam", r"a single letter, digit or space is enough for /\w/"),
        (r"/\s+/", "a single letter, digit or space is enough"),
        ("figure(killed) > 100", "this names no words: it fits every article with figure(killed)"),
        ("dam OR figure(killed, civilian)", "this names no words"),
        ("dam figure(killed) > 100 figure(killed) < 50", "no figure is both figure(killed) > 100"),
        ("dam figure(killed) > 100 -figure(killed) >= 50", "no article can match this: it asks"),
        ("dam (figure(killed) > 20 OR figure(killed) >= 21)", "figure(killed) >= 21 adds nothing"),
        ("dam (figure(killed) OR figure(killed, civilian) = 3 by police)", "adds nothing"),
        ("bomb* OR blast NOT cricket", "AND and NOT bind tighter than OR: this is read as"),
        ("dam AND breach OR quake", 'this is read as ("dam" AND "breach") OR "quake"'),
        ("dam near village", "'near' in small letters is a word to look for"),
    ],
)
def test_what_is_doubted(rule: str, says: str) -> None:
    """The first doubt says what was probably not meant, and how to write it instead."""
    found = doubts(parse(rule), rule)
    assert len(found) == 1
    assert says in found[0].says
    assert found[0].advice


@pytest.mark.parametrize(
    "rule",
    [
        "(Vesk OR Sandal) AND (attack* OR blast*) NOT (cricket OR football)",
        'dam OR "spill way" OR flood*',
        "flood damage OR quake",
        "who figure(killed) > 9",
        "dam figure(killed) > 9 figure(killed) < 50",
        "dam figure(killed) > 9 by army figure(killed) < 5 by police",
        "dam figure(killed, civilian) >= 9 figure(killed, security) = 1",
        "dam (figure(killed) < 5 OR figure(killed, civilian) < 5)",
        "(dam AND breach) OR quake",
        '"who did it" OR "us army"',
        "WHO malaria",
        'dam "near" village',
        '"town near the dam" village',
        '"salt and pepper" OR dam breach',
        '"dam (old)" OR quake',
        "pre dawn raid",
        'ambush near:"Ona Brill"',
        "dam NEAR/5 village",
        "title:dam OR village",
        "dam -title:dam",
        'dam -"dam breach"',
        "attack -attacks",
        "(dam OR quake) -(dam quake)",
        "source:Alder source:Post dam",
        "lang:en lang:en-gb dam",
        "lang:(en OR ur) lang:ur dam",
        "dam date:2031-01 date:>=2031-01-15",
        "source:Alder",
        'author:"Ona Brill" lang:en',
        r"/\b\d+ (dead|killed)\b/i",
        r"/(a+)+$/",
        "abc*",
    ],
)
def test_what_is_not_doubted(rule: str) -> None:
    """Rules that a desk writes raise no eyebrow."""
    assert doubts(parse(rule), rule) == ()


def test_a_rule_inside_raises_no_doubt_about_how_it_was_written() -> None:
    """What a named rule brings in was not mixed by hand."""
    written = "@strikes OR quake"
    strikes = parse("bomb* -cricket")
    rule = resolve(parse(written), written, {name_of("strikes"): strikes}, {})
    assert doubts(rule, written) == ()


def test_few_doubts_are_enough() -> None:
    rule = "dam OR " + " OR ".join(f'"dam w{number}"' for number in range(50))
    assert len(doubts(parse(rule), rule)) == MOST


def _long(begin: str, pieces: object, end: str = "") -> str:
    """Write a rule of as many pieces as a rule may have letters."""
    rule = begin
    for piece in islice(pieces, MAX_LENGTH):  # type: ignore[call-overload]
        if len(rule) + len(piece) + len(end) > MAX_LENGTH:
            break
        rule += piece
    return rule + end


HOSTILE = {
    "words": _long("w", (f" OR w{n}" for n in range(10**6))),
    "prefixes": _long("w", (f" OR {a}{b}*" for a, b in product(range(10**4), "abc"))),
    "stars": _long("w", (f" OR *w{n}*x" for n in range(10**6))),
    "excluded": _long("w", (f" w{n} -v{n}" for n in range(10**6))),
    "starred and excluded": _long("w", (f" w{n} -*v{n}*x" for n in range(10**6))),
    "phrase": _long('"', (f" {n}" for n in range(10**6)), '" OR "w x" OR w'),
    "deep": _long("(" * (MAX_DEPTH - 1) + "w" + " x)" * (MAX_DEPTH - 1),
                  (f" -v{n}" for n in range(10**6))),
    "near": _long("w", (" OR " + " NEAR ".join(f"w{n}{k}" for k in range(MAX_DEPTH))
                        for n in range(10**6))),
    "days": _long("w", (f" -date:{1900 + n % 300}" for n in range(10**6))),
    "languages": _long("w (", (f"lang:l{n} OR " for n in range(10**6)), "x) -lang:(x OR y)"),
}  # fmt: skip


@pytest.mark.parametrize("rule", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_rules_are_looked_at_within_bounds(rule: str) -> None:
    """A rule of 100 KB is doubted or not, but comes to an end (pytest's own limit watches)."""
    assert len(doubts(parse(rule), rule)) <= MOST


def test_a_lone_common_word() -> None:
    """Short words with a star are as common as "the"; a phrase never is."""
    assert is_common(("the",))
    assert is_common(("a*",))
    assert not is_common(("us", "army"))
    assert not is_common(("dam",))
