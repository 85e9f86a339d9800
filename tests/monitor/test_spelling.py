"""Which spellings are suggested for a tracked name, and with what sentences."""

from __future__ import annotations

import pytest

from monitor.spelling import MOST_SHOWN, Spellings
from news.article import Article
from news.watch import Kind, Person

ONA = Person("Ona Khawaja", aliases=("Commander Khawaja",))
SEF = Person("Gen. (retd) Sef Ullah Dravin")
ARMY = Person("Veskistan Liberation Army", ("VLA",), kind=Kind.ORGANISATION)
ONE = Person("Dravinska")


def suggested(text: str, *people: Person, title: str = "") -> list[str]:
    """Return the spellings that an article suggests."""
    spellings = Spellings(people)
    spellings.look(1, "Alder Bay Post", Article("u", title, text))
    return [one.alias for one in spellings.suggestions()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Later Ona Khwaja's boat sank.", ["Ona Khwaja"]),
        ("Mayor Onah Khwajah said.", ["Onah Khwajah"]),
        ("اس موقع پر اونا خواجہ نے کہا", ["اونا خواجہ"]),
        ("कल ओना ख्वाजा ने कहा", ["ओना ख्वाजा"]),
        # known already, also with other accents and in capitals
        ("Ona Khawaja, ONA KHAWAJA and Ona Kháwaja", []),
        # no name, or a longer one
        ("the ona khwaja of old", []),
        ("Ona, Khwaja and others", []),
        ("Ona. Khwaja left.", []),
        ("for many years they have called it the Ona Khwaja Stadium of the town", []),
        ("they have asked Marta Ona Khwaja and later also Ona Khwaja-Sandor of the town", []),
        ("Ona Khwaj and Una Khojo and Khwaja Ona", []),
        ("Commander Khwaja said.", []),
    ],
)
def test_spellings_of_a_person(text: str, expected: list[str]) -> None:
    assert suggested(text, ONA) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("General Sef Ullah Dravin said", []),
        ("General Saif Ullah Dravin said", ["Saif Ullah Dravin"]),
        ("Maj Sefullah Dravin said", ["Sefullah Dravin"]),
        ("the Weskistan Liberation Army", ["Weskistan Liberation Army"]),
        ("the Veskistan Liberation Front", []),
        ("He told Drawinska so. Drawinskaya too.", ["Drawinska"]),
        ("Drawinska it was.", []),
    ],
)
def test_words_joined_organisations_and_single_names(text: str, expected: list[str]) -> None:
    assert suggested(text, SEF, ARMY, ONE) == expected


def test_words_that_others_part() -> None:
    """A name written as one word is found written as two, or three."""
    found = suggested("Salah ud-Din Dravin spoke.", Person("Salahuddin Dravin"))
    assert found == ["Salah ud-Din Dravin"]


def test_what_somebody_else_is_called_is_no_spelling() -> None:
    """Two who are tracked may be called almost the same."""
    assert suggested("Ona Khwaja left", ONA, Person("Ona Khwaja")) == []


def test_of_several_who_are_called_alike_it_is_the_nearest() -> None:
    """One run of words is one question, not one for each."""
    spellings = Spellings([Person("Rahim Dravin"), Person("Raheem Drawin"), ONA])
    spellings.look(1, "Post", Article("u", "Late", "Later Raheem Dravin spoke."))
    (one,) = spellings.suggestions()
    assert (one.person, one.alias) == ("Raheem Drawin", "Raheem Dravin")


def test_articles_are_counted_and_sentences_kept_of_several_outlets() -> None:
    """The spelling used most names the suggestion; a sentence says where the name stands in it."""
    spellings = Spellings([ONA])
    for number, source in enumerate(["Post", "Post", "Post", "Herald", "Courier", "Post"]):
        name = "ONA KHWAJA" if number == 1 else "Ona Khwaja"
        text = f"A ferry sank.\nIn the end {name} spoke {number} times. Ona Khwaja left."
        spellings.look(number, source, Article("u", "Late", text))
    spellings.look(9, "Herald", Article("u", "Late", "Mr Ona Khwaaja did."))
    first, second = spellings.suggestions()
    assert (first.alias, first.articles, second.alias) == ("Ona Khwaja", 6, "Ona Khwaaja")
    assert [one.alias for one in spellings.suggestions(least=2)] == ["Ona Khwaja"]
    assert len(first.shown) == MOST_SHOWN
    assert {one.source for one in first.shown} == {"Post", "Herald", "Courier"}
    shown = first.shown[0]
    assert shown.sentence == f"In the end Ona Khwaja spoke {shown.article_id} times."
    assert shown.sentence[shown.span.start : shown.span.end] == "Ona Khwaja"


def test_of_an_endless_sentence_the_part_around_the_name_is_shown() -> None:
    """A page without a full stop fills no screen."""
    spellings = Spellings([ONA])
    spellings.look(1, "Post", Article("u", "Late", "so " * 500 + "Ona Khwaja" + " so" * 500))
    ((shown,),) = [one.shown for one in spellings.suggestions()]
    assert len(shown.sentence) <= 300
    assert shown.sentence[shown.span.start : shown.span.end] == "Ona Khwaja"


def test_a_page_full_of_one_name() -> None:
    """Whoever repeats half a name 8,000 times hides the whole one from nobody."""
    people = [Person(f"Muhammad Dra{a}{b}in") for a in "bdfgklmnprst" for b in "bdfgklmnprst"]
    text = "Muhammad " * 8_000 + "then Mohammed Drabdin spoke, at last."
    assert suggested(text, *people) == ["Mohammed Drabdin"]
