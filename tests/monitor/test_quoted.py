"""The words of tracked people: whose they are, and when two outlets print the same."""

from __future__ import annotations

import pytest

from monitor.match import Matcher
from monitor.quoted import word_facts
from monitor.understand import understand
from news.article import Article
from news.fact import Fact, FactKind
from news.watch import Person, Watchlist

VENN = Person("Idris Venn", roles=("harbour minister",))
WORDS = "We will open the flood gates of Alder Bay before the spring tide"


def facts_of(text: str, *known: str, title: str = "The gates of Alder Bay") -> list[Fact]:
    """Return the words of tracked people in an invented report."""
    article = Article("https://post.example/1", title, text, language="en")
    return word_facts(understand(article, Matcher(Watchlist(people=(VENN,)))), known)


@pytest.mark.parametrize(
    "text",
    [
        f"“{WORDS},” Idris Venn said on Monday.",
        f'"{WORDS}," said Idris Venn.',
        f"Idris Venn came late. “{WORDS},” Venn said.",
        f"Idris Venn said: “{WORDS}.”",
        f"Idris Venn spoke in the rain. “{WORDS},” he said.",
        f"“{WORDS},” the harbour minister said.",
        "Idris Venn said they will open the flood gates of Alder Bay before the spring tide.",
        "They will open the flood gates of Alder Bay before the spring tide, Idris Venn said.",
    ],
)
def test_what_a_tracked_person_says_is_one_fact(text: str) -> None:
    """Quoted or retold, by name, role or pronoun: the words are his, and the same as before."""
    (fact,) = facts_of(text)
    assert fact.kind is FactKind.WORDS
    assert fact.speaker == "Idris Venn"
    known = f"Idris Venn: “{WORDS}”"
    (again,) = facts_of(text, known)
    (first,) = facts_of(f"“{WORDS},” Idris Venn said.", known)
    assert again.key == first.key


@pytest.mark.parametrize(
    "text",
    [
        f"“{WORDS},” Mara Quill said after Idris Venn had left.",
        f"“{WORDS},” a spokesman for Idris Venn said.",
        f"“{WORDS},” Idris Venn's spokesman said.",
        f"“{WORDS},” the rival of Idris Venn said.",
        f"Idris Venn left. “{WORDS},” a ferryman said.",
        "Idris Venn opened the flood gates of Alder Bay before the spring tide.",
        "“That is false,” Idris Venn said.",
        "Idris Venn said nine people of the flood gates crew had been killed at the old quay.",
    ],
)
def test_what_others_say_and_what_says_little_is_no_fact(text: str) -> None:
    """Others' words, deeds, three words, and figures (facts of their own) are left out."""
    assert facts_of(text) == []


def test_other_words_are_another_fact() -> None:
    """A second statement is new, and so is its contrary."""
    known = f"Idris Venn: “{WORDS}”"
    other = "“Whoever cut the boom at the north quay will pay for each plank,” Idris Venn said."
    contrary = f"“{WORDS.replace('will', 'will not')},” Idris Venn said."
    (first,) = facts_of(f"“{WORDS},” Idris Venn said.", known)
    for text in (other, contrary):
        (fact,) = facts_of(text, known)
        assert fact.key != first.key


def test_a_report_that_nobody_tracked_speaks_in_has_no_words() -> None:
    """Without tracked people nothing is read."""
    assert facts_of(f"“{WORDS},” Mara Quill said.") == []
