"""For whom somebody speaks, and when two speakers are one or of one side."""

from __future__ import annotations

import pytest

from monitor.figures.reading import read_text
from monitor.figures.sides import same_side, side_of, speaker_key


@pytest.mark.parametrize(
    ("canonical", "side"),
    [
        ("officials", "government"),
        ("Vesk provincial government", "government"),
        ("state media", "government"),
        ("army", "security"),
        ("officials of Vesk police", "security"),
        ("Inter-Services Public Relations", "security"),
        ("Indian army", "security: India"),
        ("officials of health department", "rescue"),
        ("Rescue 1122", "rescue"),
        ("Vesk Flood Agency", "rescue"),
        ("militants", "armed group"),
        ("Vesk Liberation Army", "armed group: Vesk Liberation Army"),
        ("Hill People's Front", "armed group: Hill People's Front"),
        ("rebel officials", "armed group"),
        ("United Nations", "aid"),
        ("residents", "society"),
        ("Lorn Institute", "experts"),
        ("Karst Bank", "company: Karst Bank"),
        ("Sandal Post", "outlet"),
        ("Ona Brill", ""),
        ("", ""),
    ],
)
def test_a_name_tells_its_side(canonical: str, side: str) -> None:
    assert side_of(canonical) == side


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("security", "security", True),
        ("security", "rescue", True),
        ("government", "security: India", True),
        ("security: India", "security: Pakistan", False),
        ("security: India", "government: Pakistan", False),
        ("armed group", "armed group: Vesk Front", True),
        ("armed group: Vesk Front", "armed group: Karst Front", False),
        ("armed group: Vesk Front", "security", False),
        ("society", "society", True),
        ("society", "government", False),
        ("", "", False),
        ("", "security", False),
    ],
)
def test_sides_are_one_or_two(one: str, other: str, same: bool) -> None:
    """Whoever belongs to a state is one side; whose side is not known is nobody's."""
    assert same_side(one, other) is same
    assert same_side(other, one) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vesk police", "police of Vesk"),
        ("officials of Vesk Mining Board", "Vesk Mining Board"),
        ("Hill People’s Front", "Hill People's  Front"),
        ("Police", "police"),
        ("police officer", "officials of police"),
        ("Vesk's Ministry of Health", "Vesk health ministry"),
        ("Health Ministry of Vesk", "Vesk health ministry"),
        ("officials of health ministry", "Ministry of Health"),
        ("Indian army", "India's army"),
        ("government of the Vesk Islands", "Vesk Islands government"),
    ],
)
def test_one_speaker_has_one_key(one: str, other: str) -> None:
    assert speaker_key(one) == speaker_key(other)


def test_a_body_without_a_name_is_not_the_one_with_it() -> None:
    """Officials may be anybody's."""
    assert speaker_key("officials") != speaker_key("officials of Vesk Mining Board")
    assert speaker_key("police") != speaker_key("Vesk police")


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Chief minister Ona Brill said nine miners died.", "government"),
        ("Ona Brill, a surgeon at the clinic, said nine miners died.", "rescue"),
        ("Major General Ona Brill arrived. Brill said nine miners died.", "security"),
        (
            "The Hill Liberation Army (HLA) struck. HLA spokesman Ona Brill said nine men died.",
            "armed group: Hill Liberation Army",
        ),
        (
            "A spokesman for the Hill Front, Ona Brill, spoke. She said nine miners died.",
            "armed group: Hill Front",
        ),
        (
            "The Hill Front said it struck. The group's spokesman Ona Brill said nine died.",
            "armed group: Hill Front",
        ),
        ("Ona Brill said nine miners died.", ""),
        ("Nine miners died.", ""),
    ],
)
def test_an_article_tells_for_whom_somebody_speaks(text: str, side: str) -> None:
    assert [claim.speaker.side for claim in read_text(text).claims] == [side]


@pytest.mark.parametrize(
    ("one", "other"),
    [("پولیس", "police"), ("पुलिस", "پولیس"), ("صوبائی پولیس", "provincial police")],
)
def test_common_speakers_are_one_in_all_languages(one: str, other: str) -> None:
    assert speaker_key(one) == speaker_key(other)
