from __future__ import annotations

import pytest

from web.diff import MOST_WORDS, Block, Diff, Kind, compare

SIGNS = {Kind.SAME: "{}", Kind.ADDED: "+{}+", Kind.REMOVED: "-{}-"}


def written(diff: Diff) -> list[str]:
    """Write each block on one line: same, +added+, -removed-, or how many stayed."""
    return [line(block) for block in diff.blocks]


def line(block: Block) -> str:
    """Write one block."""
    if block.skipped:
        return f"({block.skipped})"
    return "".join(SIGNS[change.kind].format(change.text) for change in block.changes).strip()


@pytest.mark.parametrize(
    ("old", "new", "blocks"),
    [
        ("a b c", "a b c", ["(1)"]),
        ("ten people hurt", "ten children hurt", ["ten -people- +children+ hurt"]),
        ("ten hurt", "ten badly hurt", ["ten +badly+ hurt"]),
        ("ten badly hurt", "ten hurt", ["ten -badly- hurt"]),
        ("a\nb\nc", "a\nx\nc", ["(1)", "-b- +x+", "(1)"]),
        ("a\nb", "a\nb\nnew one", ["(2)", "+new one+"]),
        ("a\ngone\nb", "a\nb", ["(1)", "-gone-", "(1)"]),
        ("one two\nthree four", "one 2\nthree 4", ["one -two- +2+", "three -four- +4+"]),
        ("a  b", "a b", ["a b"]),
        ("x a.\nb", "y a.", ["-x- +y+ a.\n-b-"]),
        ("", "all new", ["+all new+"]),
        ("all old", "", ["-all old-"]),
        ("", "", ["(1)"]),
        ("پل گر گیا", "پل ٹوٹ گیا", ["پل -گر- +ٹوٹ+ گیا"]),
    ],
)
def test_what_changed(old: str, new: str, blocks: list[str]) -> None:
    assert written(compare(old, new)) == blocks


def test_words_that_came_and_went_are_counted() -> None:
    """The counts are of words, over all paragraphs."""
    diff = compare("a b c\nd", "a x y c\nd\ne f")
    assert (diff.added, diff.removed) == (4, 1)


def test_nothing_is_lost_between_two_texts() -> None:
    """Same and removed together are the old words, same and added the new ones."""
    old = "The old bridge fell. Three lorries were on it; their drivers swam."
    new = "The bridge fell at dawn. Four lorries were on it; the drivers swam home."
    changes = [change for block in compare(old, new).blocks for change in block.changes]
    before = "".join(c.text for c in changes if c.kind is not Kind.ADDED)
    after = "".join(c.text for c in changes if c.kind is not Kind.REMOVED)
    assert before.split() == old.split()
    assert after.split() == new.split()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 50_000, "b " * 50_000),
        ("a b " * 50_000, "b a " * 50_000),
        ("a\nb\n" * 20_000, "b\na\n" * 20_000),
        ("a" * 1_000_000, "b" * 1_000_000),
        ("a " * MOST_WORDS, "a b " * (MOST_WORDS // 2)),
    ],
)
def test_absurd_texts_are_compared_at_once(old: str, new: str) -> None:
    """A text beyond the size is shown as removed and added, not compared for hours."""
    diff = compare(old, new)
    assert diff.added
    assert diff.removed or len(old.split()) == MOST_WORDS
