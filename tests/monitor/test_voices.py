"""A story's speaker under several spellings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.figures.sides import speaker_key
from monitor.voices import recognized
from news.ledger import Point
from tests.build import claim


def _by(name: str) -> Point:
    return replace(claim("army 8h: 9"), speaker=speaker_key(name), name=name)


@pytest.mark.parametrize(
    ("known", "name", "is_one"),
    [
        ("Selmira Oktavand", "Selmira Octavand", True),
        ("G.S. Malik", "GS Malik", True),
        ("Ahmed Sharif Chaudhry", "Sharif Chaudhary", True),
        ("Sharif Chaudhry", "Ahmad Sharif Chaudhry", True),
        ("Ona Brill", "Ona Velk", False),
        ("Ona Brill", "Arun Brill", False),
        ("Hasan Velk", "Husain Velk", False),
        ("Mohammad Sharif Chaudhry", "Ahmed Sharif Chaudhry", False),
        ("Ona Brill", "Brill", False),  # which one of the family
        # What one body is called, by what it is; whose it is stands beside it or not at all.
        ("junta", "Myanmar's military-led government", True),
        ("military government of Myanmar", "ruling junta", True),
        ("officials", "authorities", True),
        ("rescue workers", "rescuers", True),
        ("fire service", "firefighters", True),
        ("witnesses", "eyewitnesses", True),
        ("military", "army", True),
        ("troops", "security forces", True),
        ("hospital sources", "doctors", True),
        ("rebels", "insurgents", True),
        ("VLA", "Vesk Liberation Army", True),
        ("वेस्क लिबरेशन आर्मी (VLA)", "Vesk Liberation Army", True),
        ("World Harbour Office (WHO)", "WHO", True),
        # Whose they are, or what they are, sets them apart.
        ("junta", "government", False),
        ("army", "security forces", False),
        ("officials of Vesk", "authorities", False),
        ("police", "army", False),
        ("Vesk hospital", "doctors", False),
        ("residents", "witnesses", False),
        ("Vesk rebels", "Lorn insurgents", False),
        ("VLA", "Vesk Loyal Brigade", False),
        ("Vesk Liberation Army", "Vesk Labour Association", False),
        ("army", "Allied Rangers Mountain Yard", False),
        # Bodies are told apart where they are read.
        ("Sandal district police", "district police", False),
        ("health ministry", "the Vesk health ministry", False),
    ],
)
def test_a_name_written_otherwise_is_known_again(known: str, name: str, *, is_one: bool) -> None:
    """A person of two words and more is one where they sound alike, in order."""
    old, new = _by(known), _by(name)
    (found,) = recognized([new], [old])
    assert (found.speaker == old.speaker) is is_one
    assert found.name == new.name


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("hospital and police", "police", "police"),
        ("hospital and police", "hospital", "hospital"),
        ("police and the port authority", "port authority", "port authority"),
        ("hospital and police", "mayor", "hospital and police"),
        ("Ministry of Mines and Ports", "mayor", "ministry of mines and ports"),
    ],
)
def test_two_who_speak_together_are_the_one_who_spoke_before(
    name: str, known: str, expected: str
) -> None:
    """Police who said nine, and then say so with the hospital, say nothing new."""
    (found,) = recognized([_by(name)], [_by(known)])
    assert found.speaker == speaker_key(expected)


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("directorate", ["Federal Relief Directorate"], "federal relief directorate"),
        ("union", ["Dockers' Union", "police"], "dockers' union"),
        ("ministry", ["health ministry", "interior ministry"], "ministry"),
        ("police", ["Vesk police"], "police"),
        ("movement", ["Karst Front"], "movement"),
    ],
)
def test_a_word_is_short_for_the_one_name_that_has_it(
    name: str, known: list[str], expected: str
) -> None:
    """A story with one directorate means that one; with two ministries nobody knows which."""
    (found,) = recognized([_by(name)], [_by(one) for one in known])
    assert found.speaker == expected


def test_one_article_that_spells_a_name_twice_has_one_speaker() -> None:
    """The first spelling stands for both."""
    points = [_by("Ona Wazir"), _by("Ona Vazir")]
    assert len({point.speaker for point in recognized(points, [])}) == 1
