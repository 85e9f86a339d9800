from __future__ import annotations

import asyncio
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from news.errors import WirewatchError
from wirewatch.pipe import Item, flow, items_of, read_bytes, text_of


async def double(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Stand for a stage; later items are done first."""
    number = int(fields["n"])
    for _ in range(20 - number):
        await asyncio.sleep(0)
    if number == 3:
        raise WirewatchError("three is not doubled")
    return {"twice": 2 * number}


async def run(items: Iterator[Item], at_once: int = 4) -> tuple[list[dict[str, Any]], int]:
    told: list[dict[str, Any]] = []
    failures = await flow(items, double, told.append, at_once)
    return told, failures


async def test_answers_come_in_order_and_an_error_stops_nothing() -> None:
    """Items are worked on side by side; each answer has its id and its place."""
    items = (Item(f"i{n}", {"n": n}) for n in range(10))
    told, failures = await run(items)
    assert [one["id"] for one in told] == [f"i{n}" for n in range(10)]
    assert told[3] == {"id": "i3", "error": "three is not doubled"}
    assert told[9] == {"id": "i9", "twice": 18}
    assert failures == 1


async def test_a_bad_line_is_an_answer_without_work() -> None:
    """What is no item never reaches the stage."""
    told, failures = await run(iter([Item(None, {}, "line 1 is not JSON"), Item(2, {"n": 2})]))
    assert told == [{"id": None, "error": "line 1 is not JSON"}, {"id": 2, "twice": 4}]
    assert failures == 1


async def test_no_more_is_read_than_is_worked_on() -> None:
    """A million lines wait in the pipe, not in memory."""
    read: list[int] = []

    def endless() -> Iterator[Item]:
        for number in range(200):
            read.append(number)
            yield Item(number, {"n": 1})

    ahead: list[int] = []
    await flow(endless(), double, lambda answer: ahead.append(len(read) - answer["id"]), 3)
    assert max(ahead) <= 12


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("garbage", "is not JSON"),
        ("[1]", "no object"),
        ("3", "no object"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_what_is_no_item_is_named_with_its_line(tmp_path: Path, line: str, error: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'\ufeff{{"id": 1}}\n\n{line}\n{{"n": 2}}')
    first, bad, last = items_of([str(tmp_path / "a.jsonl")], bare=True)
    assert (first.id, first.error, last.id, last.fields) == (1, "", None, {"n": 2})
    assert bad.error.startswith("line 3 ")
    assert error in bad.error


def test_bare_files_are_items_by_their_path() -> None:
    """A stage that reads files takes them as arguments."""
    assert list(items_of(["a.xml"], bare=True)) == [Item("a.xml", {"path": "a.xml"})]
    assert list(items_of(["https://a.example/b"], bare=True)) == [
        Item("https://a.example/b", {"url": "https://a.example/b"})
    ]
    (missing,) = items_of(["a.xml"], bare=False)
    assert missing.error == "a.xml cannot be read: No such file or directory"


def test_without_files_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file and a dash mean the same."""
    for files in ([], ["-"]):
        body = json.dumps({"id": "ا"}).encode() + b'\n{"id": "\xff"}\n'
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(body)))
        assert [item.id for item in items_of(files, bare=True)] == ["ا", "\ufffd"]


def test_files_are_read_unpacked_and_no_further_than_the_limit(tmp_path: Path) -> None:
    """A bomb gives one byte more than anybody reads."""
    (tmp_path / "plain").write_bytes(b"x" * 100)
    (tmp_path / "packed.gz").write_bytes(gzip.compress(b"y" * 10_000_000))
    assert read_bytes({"path": str(tmp_path / "plain")}, 200) == b"x" * 100
    assert read_bytes({"path": str(tmp_path / "packed.gz")}, 200_000) == b"y" * 200_001


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "names no file"),
        ({"path": 7}, '"path" must be text'),
        ({"path": "/nowhere/a.xml"}, "/nowhere/a.xml cannot be read: No such file"),
        ({"path": "a\x00b"}, "cannot be read"),
        ({"path": "/"}, "Is a directory"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(fields: dict[str, Any], error: str) -> None:
    with pytest.raises(WirewatchError, match=error):
        read_bytes(fields, 100)


def test_a_field_is_text_or_absent() -> None:
    """Null is absent."""
    assert [text_of(fields, "url") for fields in ({}, {"url": None}, {"url": "x"})] == ["", "", "x"]
