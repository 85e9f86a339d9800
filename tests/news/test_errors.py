"""What errors say to people."""

from __future__ import annotations

import pytest

from news.errors import (
    ChannelError,
    ConfigError,
    LockedError,
    Problem,
    RuleError,
    WirewatchError,
)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("a.toml", "", "empty"), "a.toml: empty"),
        (Problem("a.toml", "x[1].y", "wrong", line=7), "a.toml:7: x[1].y: wrong"),
        (Problem("a.toml", "x", "wrong", "Write z."), "a.toml: x: wrong\n    Write z."),
    ],
)
def test_how_a_problem_reads(problem: Problem, text: str) -> None:
    assert str(problem) == text


@pytest.mark.parametrize(
    ("rule", "position", "shown", "caret"),
    [
        ("flood (dam", 6, "flood (dam", 6),
        ("flood\nAND (dam", 10, "AND (dam", 4),
        ("a\tb (", 4, "a b (", 4),
        ("a\x1b[2J (", 6, "a [2J (", 6),
        ("x" * 500 + "(" + "y" * 500, 500, "x" * 40 + "(" + "y" * 39, 40),
    ],
)
def test_where_the_caret_points(rule: str, position: int, shown: str, caret: int) -> None:
    lines = RuleError(rule, position, "wrong").explain().split("\n")
    assert lines[1:] == [f"  {shown}", f"  {' ' * caret}^"]


def test_a_rule_error_names_line_and_column() -> None:
    """Lines and columns count from one, as editors do."""
    text = str(RuleError("flood\nAND (dam", 10, "this bracket is never closed", "Add a )."))
    assert text.startswith("line 2, column 5: this bracket is never closed\n")
    assert text.endswith("\n  Add a ).")


def test_a_config_error_lists_all_problems() -> None:
    """Nobody has to start the program again to learn of the second mistake."""
    error = ConfigError([Problem("a.toml", "x", "one"), Problem("b.toml", "y", "two")])
    assert str(error) == "a.toml: x: one\nb.toml: y: two"


def test_all_are_expected_errors() -> None:
    """Whoever catches WirewatchError catches all that we expect to go wrong."""
    errors = [ConfigError([]), RuleError("", 0, ""), LockedError("read", 7), ChannelError("no")]
    assert all(isinstance(error, WirewatchError) for error in errors)


def test_a_channel_error_says_whether_to_try_again() -> None:
    """Unless it is told otherwise, trying again may help."""
    assert not ChannelError("busy", retry_after=30).permanent
    assert ChannelError("no such address", permanent=True).permanent


def test_a_lock_names_its_holder() -> None:
    """The process to stop is named where it is known."""
    assert "process 7" in str(LockedError("read", 7))
    assert "another process" in str(LockedError("read", None))
