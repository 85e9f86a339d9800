"""Who is named in an article, how, and who is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.match import Matcher
from monitor.people import People
from news.article import Article
from news.finding import Subject
from news.judge import Judged
from news.rules import Mention, Near, Phrase, name_of
from news.watch import Kind, Person, Topic, Watchlist

ONA = Person("Ona Brill", ("Commander Brill",))
LONG = Person("Ona Brill Sandor")
SEF = Person("Sef Brill")
GEN = Person("Gen. (retd) Hadi Wasim Dar", ("Gen Dar",))
INITIALS = Person("T.K. Ostrane")
SHEIKH = Person("শেখ মিরানা")
URDU = Person("Ona Brill", ("اونا بریل", "ओना ब्रिल"))
ARMY = Person("Vesk Liberation Army", ("VLA", "VESKLA"), kind=Kind.ORGANISATION)
HEALTH = Person("Water and Hill Office", ("WHO",), kind=Kind.ORGANISATION)
WIRE = Person("Rueda", kind=Kind.ORGANISATION)


def named(text: str, *people: Person, title: str = "") -> list[str]:
    """Return who is named where and how: "brill: Ona Brill (name)"; without a name of one."""
    article = Article("u", title, text)
    found = People(people).mentions(Judged(article))
    return [
        ("" if len(people) == 1 else f"{person.name}: ")
        + f"{article.full[one.span.start : one.span.end]} ({one.via})"
        for person in people
        for one in found.get(name_of(person.name), ())
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # whole names, as they are written anywhere
        ("Ona Brill spoke.", ["Ona Brill (name)"]),
        ("ONA BRILL'S boat; ona brill", ["ONA BRILL'S (name)", "ona brill (name)"]),
        ("the Ona Brill-led office", ["Ona Brill (name)"]),
        ("Ona. Brill and Ona: Brill", []),
        ("Fiona Brill, Ona Brillat", []),
        ("Commander Brill and Cmdr Brill", ["Commander Brill (alias)", "Cmdr Brill (alias)"]),
        # titles are no part of a name
        ("Mayor Gen. (retd) Ona Brill said", ["Ona Brill (name)"]),
        ("Lower Sandal Chief Minister Ona Brill said", ["Ona Brill (name)"]),
        ("as Dr. Ona Brill, PhD, said", ["Ona Brill (name)"]),
        ("told Ona Brill MP on Monday", ["Ona Brill (name)"]),
        ("with Syed Ona Brill in it", ["Ona Brill (name)"]),
        # a middle initial is none either
        ("told Ona K. Brill and Ona K Brill", ["Ona K. Brill (name)", "Ona K Brill (name)"]),
        ("told Ona and a Brill", []),
        # a capital that has other reasons is no name
        ("On Monday Ona Brill Tuesday met", ["Ona Brill (name)"]),
        ("Yesterday Ona Brill left. Courier Ona Brill left.", ["Ona Brill (name)"] * 2),
        ("the HBF Ona Brill leads", ["Ona Brill (name)"]),
        ("as pilot she flew; Pilot Ona Brill", ["Ona Brill (name)"]),
        ("in Vesk’s Ona Brill camp", ["Ona Brill (name)"]),
        ("the Brakkelian government; the Ona Brill Government", ["Ona Brill (name)"]),
        ("the Mayor of Lower Sandal Ona Brill left", ["Ona Brill (name)"]),
        ("the Speaker of the Hill Assembly Ona Brill left", ["Ona Brill (name)"]),
        ("the wife of Marta Ona Brill left", []),
        ("Ona Brill Opens Third Lower Sandal Dam", ["Ona Brill (name)"]),
        ("the poet Ona Brill, senior fellow at the Vesk office", ["Ona Brill (name)"]),
        # longer names are others
        ("the poet Marta Ona Brill said", []),
        ("Marta Ona Brill said", []),
        ("the poet Quillon Ona Brill said", []),
        ("the poet Ona Brill Sandor said", []),
        ("the poet Ona Brill-Sandor said", []),
        ("the Ona Brill Stadium was full", []),
        ("the poet Ona Brill Jr said", []),
        ("the poet Ona Brill, Jr., said", []),
        ("the sheikh bin Ona Brill said", []),
    ],
)
def test_whole_names(text: str, expected: list[str]) -> None:
    assert named(text, ONA) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ona Brill came. Brill spoke, Brill’s aide too.", ["Brill", "Brill’s"]),
        ("Ona Brill came. Mr Brill and Gen. Brill, pro-Brill", ["Brill"] * 3),
        ("Brill spoke. Later Ona Brill came.", ["Brill"]),
        # alone it is nobody
        ("Brill spoke. Mr Brill left. Ona met him.", []),
        # nor where somebody else bears it
        ("Ona Brill came. The poet Marta Brill came. Brill spoke.", []),
        ("Ona Brill came. The poet Quillon Brill came. Brill spoke.", []),
        ("Ona Brill came. The poet Marta Ona Brill came. Brill spoke.", []),
        ("Ona Brill came. Quillon Brill came. Brill spoke.", []),
        ("Ona Brill came. Earlier Brill spoke. Witness Brill left.", ["Brill"] * 2),
        # as a plain word, or a part of something else
        ("Ona Brill ate brill.", []),
        ("Ona Brill came to the Brill Market.", []),
        ("Ona Brill came to the Ona Brill Stadium.", []),
    ],
)
def test_surnames(text: str, expected: list[str]) -> None:
    """A bare surname counts beside the full name, if nobody else of the name is there."""
    person = Person("Ona Brill")
    assert [one for one in named(text, person) if "(name)" not in one] == [
        f"{shown} (surname)" for shown in expected
    ]


def test_a_surname_that_two_tracked_people_bear_is_nobodys() -> None:
    assert named("Ona Brill met Sef Brill. Brill spoke.", Person("Ona Brill"), SEF) == [
        "Ona Brill: Ona Brill (name)",
        "Sef Brill: Sef Brill (name)",
    ]
    assert named("Ona Brill left. Brill spoke.", Person("Ona Brill"), SEF) == [
        "Ona Brill: Ona Brill (name)",
        "Ona Brill: Brill (surname)",
    ]


def test_an_alias_of_one_word_is_nobody_elses() -> None:
    """Brill alone is she, in the article of another Brill it is not."""
    person = Person("Ona Brill", ("Brill",))
    assert named("The mayor met Brill. PM Brill, Brill’s aide", person) == [
        "Brill (alias)",
        "Brill (alias)",
        "Brill’s (alias)",
    ]
    assert named("Quillon Brill fled. The banker Nirav Brill fled.", person) == []


def test_a_surname_that_is_a_month_needs_a_title() -> None:
    """Whoever is called May is not meant by each of them."""
    text = "Tessa May came in May. Mrs May said: May we?"
    assert named(text, Person("Tessa May")) == ["Tessa May (name)", "May (surname)"]


def test_the_longer_of_two_tracked_names_counts() -> None:
    text = "the poet Ona Brill Sandor; Ona Brill"
    assert named(text, Person("Ona Brill"), LONG) == [
        "Ona Brill: Ona Brill (name)",
        "Ona Brill Sandor: Ona Brill Sandor (name)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hadi Wasim Dar spoke", ["Hadi Wasim Dar (name)"]),
        ("Lt Gen Hadi Wasim Dar spoke", ["Hadi Wasim Dar (name)"]),
        ("Lieutenant General Dar spoke", ["General Dar (alias)"]),
        ("Major General Bilal Dar spoke; General Dar left", []),
        ("Dar spoke", []),
    ],
)
def test_titles_of_tracked_names(text: str, expected: list[str]) -> None:
    """A title in a tracked name says nothing, unless only a surname stands behind it."""
    assert named(text, GEN) == expected


@pytest.mark.parametrize("text", ["T.K. Ostrane", "TK Ostrane", "T. K. Ostrane", "T K Ostrane"])
def test_initials(text: str) -> None:
    assert named(f"as {text} said", INITIALS) == [f"{text} (name)"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وزیر اونا بریل نے کہا", ["اونا بریل (alias)"]),
        ("मंत्री ओना ब्रिल ने कहा। ब्रिल ने बताया", ["ओना ब्रिल (alias)", "ब्रिल (surname)"]),
        ("मार्था शर्मा ब्रिल ने ओना ब्रिल से कहा कि ब्रिल ने", ["ओना ब्रिल (alias)"]),
        ("اونا بریل خان نے کہا", []),
        ("मोहन ओना ब्रिल ने कहा", ["ओना ब्रिल (alias)"]),
        ("ओना ब्रिललाई भेटे", ["ओना ब्रिललाई (alias)"]),
        ("ओना ब्रिलकर भेटे", []),
    ],
)
def test_other_scripts(text: str, expected: list[str]) -> None:
    """Without capitals, known names and the words around tell what a name is."""
    assert named(text, URDU) == expected


def test_bengali_endings_belong_to_the_name() -> None:
    assert named("শেখ মিরানার দল শেখ মিরানাকে, শেখ মিরানাবাদ", SHEIKH) == [
        "শেখ মিরানার (name)",
        "শেখ মিরানাকে (name)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The VLA's men; the V.L.A. left", ["VLA's (acronym)", "V.L.A. (acronym)"]),
        ("a vla, the Vla", []),
        (
            "boats that the VESKLA and the Veskla sent over; a veskla. Veskla men",
            ["VESKLA (acronym)", "Veskla (acronym)"],
        ),
        ("Vesk Liberation Army men", ["Vesk Liberation Army (name)"]),
    ],
)
def test_organisations(text: str, expected: list[str]) -> None:
    assert named(text, ARMY) == expected


def test_an_acronym_counts_in_capitals_alone() -> None:
    """Where a whole line is in capitals, nobody can tell WHO from who."""
    assert named("The WHO said who it was.\nWHO KILLED THE MAYOR", HEALTH) == ["WHO (acronym)"]


def test_a_name_of_one_word_is_written_large() -> None:
    assert named("Rueda reports; the rueda turns", WIRE) == ["Rueda (name)"]


LIBRARY = Person("Valley Librarians' Association", ("VLA",), kind=Kind.ORGANISATION)
UNION = Person(
    "Vesk Workers Union", ("वेस्क वर्कर्स यूनियन", "ویسک ورکرز یونین"), kind=Kind.ORGANISATION
)
HILLS = Person("भारी जल परिषद", kind=Kind.ORGANISATION)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # learned where a name in full is followed by it
        (
            "the Vesk Workers Union (VWU) struck. The VWU said; a vwu",
            ["Vesk Workers Union (name)", "VWU (acronym)", "VWU (acronym)"],
        ),
        ("VWU (Vesk Workers Union) men", ["VWU (acronym)", "Vesk Workers Union (name)"]),
        (
            "वेस्क वर्कर्स यूनियन (वीडब्ल्यूयू) ने कहा। वीडब्ल्यूयू के",
            ["वेस्क वर्कर्स यूनियन (alias)", "वीडब्ल्यूयू (acronym)", "वीडब्ल्यूयू (acronym)"],
        ),
        (
            "ویسک ورکرز یونین (وی ڈبلیو یو) نے کہا",
            ["ویسک ورکرز یونین (alias)", "وی ڈبلیو یو (acronym)"],
        ),
        # nothing else in brackets is one
        ("Vesk Workers Union (WVU), (HBF)", ["Vesk Workers Union (name)"]),
        ("Vesk Workers Union (vwu) and vwu", ["Vesk Workers Union (name)"]),
        ("वेस्क वर्कर्स यूनियन (दिल्ली) दिल्ली", ["वेस्क वर्कर्स यूनियन (alias)"]),
        ("the VWU said", []),
    ],
)
def test_acronyms_are_learned_from_the_article(text: str, expected: list[str]) -> None:
    assert named(text, UNION) == expected


def test_acronyms_of_beginnings() -> None:
    """The first letters of each word make one word."""
    assert named("भारी जल परिषद (भाजप) ने कहा। भाजप ने", HILLS) == [
        "भारी जल परिषद (name)",
        "भाजप (acronym)",
        "भाजप (acronym)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Valley Librarians’ Association (VLA) met. The VLA said", []),
        ("The VLA (Valley Librarians Association) met. VLA", []),
        ("the Veskian Liberation Army (VLA) struck. VLA", ["VLA (acronym)"] * 2),
        ("Hours before (VLA) struck", ["VLA (acronym)"]),
        ("a Very Late Answer. (VLA) struck", ["VLA (acronym)"]),
    ],
)
def test_an_acronym_that_the_article_explains_otherwise(text: str, expected: list[str]) -> None:
    """It is somebody else's here; a variant of the name is its own."""
    assert named(text, ARMY) == expected


def test_an_acronym_of_two_is_whose_name_stands_there() -> None:
    text = "Vesk Liberation Army men. VLA claims it"
    assert named(text, ARMY, LIBRARY) == [
        "Vesk Liberation Army: Vesk Liberation Army (name)",
        "Vesk Liberation Army: VLA (acronym)",
    ]
    assert len(named("VLA claims it", ARMY, LIBRARY)) == 2


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Vesk's harbour minister said on Monday", True),
        ("the Vesk harbour minister said", True),
        ("Vesk’s Harbour Minister Ona Brill said", True),
        ("Vesk's harbour minister, Gen. (retd) Ona Brill, said", True),
        ("Ona Brill, Vesk's harbour minister, said", True),
        ("In Lower Sandal, Vesk's harbour minister said", True),
        ("former Vesk harbour minister said", False),
        ("the ex-Vesk harbour minister said", False),
        ("Vesk's harbour minister-designate said", False),
        ("Vesk's harbour minister Marta Sand said", False),
        ("Vesk's harbour minister, Gen. Quillon Sand, said", False),
        ("Quillon Sand, Vesk's harbour minister, said", False),
        ("Quillon Sand, the Vesk harbour minister, said", False),
        ("Vesk's harbour minister Marta Sand said. Later Vesk's harbour minister left", False),
    ],
)
def test_roles(text: str, counts: bool) -> None:
    """A role is whoever holds it: not the former one, and not whom the article names."""
    found = named(text, Person("Ona Brill", roles=("Vesk's harbour minister",)))
    assert any("(role)" in one for one in found) is counts


def test_german_writes_every_noun_large() -> None:
    """There only a common name beside a name makes it another one's."""
    article = Article("u", "", "wie Landrat Ona Brill und Marta Ona Brill sagten", language="de")
    (found,) = People([ONA]).mentions(Judged(article))[name_of("Ona Brill")]
    assert article.full[: found.span.start].endswith("Landrat ")


def test_names_end_at_the_headlines_end() -> None:
    assert named("Brill spoke", ONA, title="Storm hits Ona") == []
    assert named("Sandor was hit", ONA, title="The poet and Ona Brill") == ["Ona Brill (name)"]


def test_wildcards_in_aliases() -> None:
    assert named("the brillists", Person("Ona Brill", ("brillist*",))) == ["brillists (alias)"]


PIECES = st.sampled_from(
    "Ona Brill BRILL brill Brill's Marta Sandor Gen. (retd) K. Mr the said VLA (VLA) ( ) , . ; - \n"
    " Vesk Liberation Army मंत्री ओना ब्रिल ने اونا بریل نے শেখ মিরানার minister former".split(" ")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=4), st.lists(PIECES, max_size=40))
def test_what_holds_for_any_text(title: list[str], text: list[str]) -> None:
    """Spans are whole words; a surname or a learned acronym never comes without a full name."""
    people = [replace(ONA, roles=("minister",)), SEF, URDU, SHEIKH, ARMY, HILLS]
    judged = Judged(Article("u", " ".join(title), " ".join(text)))
    starts, ends = (set(bounds) for bounds in zip(*judged.bounds, strict=True))
    for at in People(people).mentions(judged).values():
        assert [one.span for one in at] == sorted({one.span for one in at})
        assert all(one.span.start in starts and one.span.end in ends for one in at)
        ways = {one.via for one in at}
        assert ways <= {"name", "alias", "role", "surname", "acronym"}
        assert "surname" not in ways or ways & {"name", "alias"}


def test_a_rule_asks_for_a_person_as_they_are_found() -> None:
    """By any name, by surname where that is safe, and not in a longer name."""
    rule = Mention(name_of("Ona Brill"))
    matcher = Matcher(Watchlist((Topic("t", Near(rule, Phrase(("dam",)), 3)),), (ONA,)))
    for text, holds in (
        ("Ona Brill came. Brill saw the dam.", True),
        ("Brill saw the dam.", False),
        ("the poet Marta Ona Brill saw the dam", False),
    ):
        found = matcher.match(Article("u", "", text))
        assert any(one.subject is Subject.TOPIC for one in found) is holds


@pytest.mark.parametrize("text", ["", ".", "\0", "Ona", "a " * 5_000, "Ona K Brill, " * 500])
def test_any_text(text: str) -> None:
    """Odd texts are read to the end."""
    assert len(named(text, ONA)) == text.count("Brill")
