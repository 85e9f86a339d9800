"""Who claims responsibility, who denies it, and what is no claim."""

from __future__ import annotations

import pytest

from monitor.responsibility import claimant_key, owned, owned_facts
from news.article import Article
from news.fact import Fact, FactKind

GROUP = "The Vesk Liberation Front (VLF) is outlawed. "
NAME = "Vesk Liberation Front"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Vesk Liberation Front claimed responsibility for the raid.", [NAME]),
        ("The Vesk Liberation Front has claimed responsibility.", [NAME]),
        ("The VLF later claimed full responsibility for the blast in Kelmore.", [NAME]),
        ("VLF claims responsibility for Kelmore blast", [NAME]),
        ("The outlawed VLF, which fights the government, claimed responsibility.", [NAME]),
        ("The VLF on Monday claimed responsibility for the attacks.", [NAME]),
        ("Responsibility for the raid was claimed by the VLF.", [NAME]),
        ("Responsibility was later claimed by the VLF in a message.", [NAME]),
        ("The attack was claimed by the VLF, which named no number.", [NAME]),
        ("The raid, claimed by the VLF, killed nine.", [NAME]),
        ("The VLF said it had carried out the attacks on three posts.", [NAME]),
        ("The VLF said that its fighters carried out the ambush.", [NAME]),
        ("The VLF said it was behind the bombing.", [NAME]),
        ("The VLF took responsibility for the killing.", [NAME]),
        ("The Harbour Army accepted responsibility for the attack.", ["Harbour Army"]),
        ("The VLF issued a statement claiming responsibility for the raid.", [NAME]),
    ],
)
def test_a_claim_names_its_claimant(text: str, names: list[str]) -> None:
    """Active, passive, by its own words: the claimant is found with his full name."""
    assert [one.name for one in owned(GROUP + text) if not one.is_denied] == names


@pytest.mark.parametrize(
    "text",
    [
        "No group has claimed responsibility for the raid.",
        "No one immediately claimed responsibility.",
        "There was no immediate claim of responsibility.",
        "Nobody had claimed responsibility by sunrise.",
        "The VLF has not claimed responsibility.",
        "The VLF hasn't claimed responsibility.",
        "The VLF has yet to claim responsibility for the raid.",
        "The VLF is expected to claim responsibility.",
        "The VLF may have claimed responsibility too early.",
        "The VLF often claims responsibility for such raids.",
        "The VLF has claimed responsibility for similar attacks.",
        "The raid was not claimed by the VLF.",
        "Neither group claimed responsibility.",
        "No organisation or individual has claimed responsibility for the blast.",
        "None of the armed groups that fight in the north has claimed responsibility.",
        "Is it true that the VLF has claimed responsibility for the raid?",
        "Radio Kelmore received a call from a man claiming responsibility for the raid.",
        "An individual claimed responsibility in a call.",
        "The coach took responsibility for the defeat.",
        "The minister accepted responsibility for the late trains and resigned.",
        "The storm claimed nine lives.",
        "The title was claimed by the Harbour Rovers.",
        "The council said it carried out the repairs.",
        "The minister is responsible for the railways.",
        "Police said the VLF carried out the attack.",
        "The VLF said it had not carried out the attack.",
        "The mayor stood behind the chief of police.",
    ],
)
def test_what_is_no_claim_gives_nothing(text: str) -> None:
    """Negations, habits, the past, other responsibilities and others' words are no claims."""
    assert [one for one in owned(GROUP + text) if not one.is_denied] == []


@pytest.mark.parametrize(
    "text",
    [
        "The VLF denied responsibility for the raid.",
        "The VLF has denied any involvement.",
        "The VLF denied carrying out the attack.",
        "The VLF rejected responsibility.",
    ],
)
def test_a_denial_is_a_fact_of_its_own(text: str) -> None:
    """Who denies that he did it does not claim it."""
    assert [(one.name, one.is_denied) for one in owned(GROUP + text)] == [(NAME, True)]


@pytest.mark.parametrize(
    "text",
    [
        "The VLF did not deny responsibility.",
        "The mayor denied the report.",
        "The mayor denied that the harbour was closed.",
    ],
)
def test_what_is_no_denial_gives_nothing(text: str) -> None:
    """Other denials, and a denial denied, say nothing of responsibility."""
    assert list(owned(GROUP + text)) == []


def facts_of(title: str, text: str) -> list[Fact]:
    """Return the facts of an invented report."""
    return owned_facts(Article("https://post.example/1", title, text, language="en"))


def test_a_group_is_one_claimant_by_name_and_by_initials() -> None:
    """Two outlets, one with the name and one with its initials, tell one fact."""
    long = facts_of("Raid", "The Vesk Liberation Front claimed responsibility.")
    short = facts_of("Raid", "The VLF claimed responsibility for the raid.")
    assert [fact.kind for fact in long] == [FactKind.RESPONSIBILITY]
    assert [fact.key for fact in long] == [fact.key for fact in short]
    assert long[0].says == "Vesk Liberation Front claims responsibility"
    assert claimant_key("Harbour Army") != claimant_key("HA")


def test_an_article_tells_a_claim_once() -> None:
    """A headline and its text tell one fact; a denial by another is a second."""
    text = "The VLF said it was behind the attack. The Reed Army denied involvement."
    said = [fact.says for fact in facts_of("VLF claims responsibility", text)]
    assert said == ["VLF claims responsibility", "Reed Army denies responsibility"]
