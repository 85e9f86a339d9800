"""What is wrong, in plain words."""

from __future__ import annotations

from datetime import date

import pytest

from config.problems import Wrong, did_you_mean, kind, quote


@pytest.mark.parametrize(
    ("value", "quoted", "named"),
    [
        ("Dawn", "'Dawn'", "text"),
        ("a\n\x1b[31mb", "'a [31mb'", "text"),
        ("x" * 100, f"'{'x' * 59}…'", "text"),
        (True, "true", "true or false"),
        (7, "7", "a number"),
        (0.5, "0.5", "a number"),
        (10**40, "this huge number", "a number"),
        ([1], "a list", "a list"),
        ({"a": 1}, "a table", "a table"),
        (date(2031, 3, 4), "a date or time", "a date or time"),
        (None, "nothing", "nothing"),
    ],
)
def test_how_values_are_shown(value: object, quoted: str, named: str) -> None:
    assert quote(value) == quoted
    assert kind(value) == named


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("feds", ["feeds", "url"], "Did you mean 'feeds'?"),
        ("FEEDS", ["feeds", "url"], "Did you mean 'feeds'?"),
        ("xyz", ["feeds", "url"], "There is: 'feeds', 'url'."),
        ("xyz", [], ""),
        (7, ["feeds"], "There is: 'feeds'."),
        ("x", [f"topic {n}" for n in range(99)], None),
    ],
)
def test_what_was_probably_meant(word: object, known: list[str], hint: str | None) -> None:
    found = did_you_mean(word, known)
    assert found == hint if hint is not None else found.endswith("'topic 19' ….")


def test_a_secret_is_not_quoted() -> None:
    """The same words, without the value."""
    wrong = Wrong("{} is no address", "verysecret")
    assert wrong.message() == "'verysecret' is no address"
    assert wrong.message(secret=True) == "this secret is no address"
