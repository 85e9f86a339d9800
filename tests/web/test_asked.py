from __future__ import annotations

import pytest

from web.asked import LONGEST, Asked


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({}, ""),
        ({"q": "bridge"}, "?q=bridge"),
        ({"q": " bridge "}, "?q=bridge"),
        ({"q": "a&b=c#d"}, "?q=a%26b%3Dc%23d"),
        ({"topic": "Floods", "matched": "1"}, "?topic=Floods&matched=1"),
        ({"matched": "yes"}, "?matched=1"),
        ({"matched": "0"}, ""),
        ({"matched": "false"}, ""),
        ({"source": "پل"}, "?source=%D9%BE%D9%84"),
        ({"nonsense": "1"}, ""),
        ({"q": "x", "before": "12-3"}, "?q=x"),
    ],
)
def test_a_list_has_one_address(fields: dict[str, str], link: str) -> None:
    assert Asked.read(fields).link() == link


@pytest.mark.parametrize(
    ("field", "link"),
    [
        ("topic", "?q=x&person=P&figure=F&matched=1"),
        ("person", "?q=x&topic=T&figure=F&matched=1"),
        ("figure", "?q=x&topic=T&person=P&matched=1"),
        ("matched", "?q=x&topic=T&person=P&figure=F"),
    ],
)
def test_a_filter_is_taken_away(field: str, link: str) -> None:
    asked = Asked(q="x", topic="T", person="P", figure="F", matched=True, before="9")
    assert asked.without(field) == link


def test_only_an_older_page_keeps_the_cursor() -> None:
    """The cursor is of one page of one list: every other link begins with the newest."""
    asked = Asked(q="x", before="9")
    assert asked.link(before="7") == "?q=x&before=7"
    assert asked.link(topic="T") == "?q=x&topic=T"


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        (Asked(q="x" * LONGEST), False),
        (Asked(q="x" * (LONGEST + 1)), True),
        (Asked(source="x" * 301), True),
        (Asked(before="9" * 301), True),
    ],
)
def test_what_cannot_be_meant(asked: Asked, refused: bool) -> None:
    assert asked.too_long is refused
