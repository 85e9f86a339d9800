"""One stage as a pipe: JSON Lines in, JSON Lines out, in the same order.

    {"id": 7, "path": "courier.xml"}   ──stage──▶   {"id": 7, "kind": "rss", …}
    not JSON at all                    ──────────▶   {"id": null, "error": "line 2 …"}

Somebody tries a feed or a rule before trusting it, a benchmark measures a stage without
the daemon: both want many items, one answer each, and no item that stops the rest.  So a
bad line is an answer too, and the count of failures decides the exit status.  Items are
worked on side by side, a few at a time; a line is answered as soon as it and those before
it are ready, so the pipe may also be talked to line by line.

A thread reads the input, because a pipe or a keyboard may be silent for an hour; it holds
nothing and ends with the process.

Discarded: reading all lines first (a million pages do not fit), answering in the order of
completion (whoever reads would have to sort).
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from news.errors import WirewatchError

_GZIP = b"\x1f\x8b"
_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True)
class Item:
    """One piece of work with its `id`; `error` says why it is none."""

    id: Any
    fields: Mapping[str, Any]
    error: str = ""


Stage = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]


def items_of(files: Sequence[str], *, bare: bool) -> Iterator[Item]:
    """Yield the items that arguments name: lines of standard input where there are none.

    With `bare` an argument is itself an item, by its path or its address, unless its name says
    JSON Lines.
    """
    for name in files or ("-",):
        if name == "-":
            yield from _items(sys.stdin.buffer)
        elif bare and is_address(name):
            yield Item(name, {"url": name})
        elif bare and not name.endswith(_LINES):
            yield Item(name, {"path": name})
        else:
            try:
                with Path(name).open("rb") as lines:
                    yield from _items(lines)
            except OSError as error:
                yield Item(name, {}, _reason(name, error))


def is_address(name: str) -> bool:
    """Say whether an argument is an address on the web, not a file's name."""
    return name.lower().startswith(("http://", "https://"))


def _items(lines: Iterable[bytes]) -> Iterator[Item]:
    """Read one item a line; empty lines are none."""
    for number, line in enumerate(lines, start=1):
        text = line.decode("utf-8", "replace").lstrip("\ufeff").strip()
        if text:
            yield _item(text, number)


def _item(text: str, number: int) -> Item:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Item(None, {}, f"line {number} is not JSON: {error}")
    if not isinstance(found, dict):
        return Item(None, {}, f"line {number} is JSON, but no object in braces")
    return Item(found.get("id"), found)


def read_bytes(fields: Mapping[str, Any], limit: int) -> bytes:
    """Return the bytes of the file that an item names, unpacked, at most `limit` and one."""
    path = text_of(fields, "path")
    if not path:
        raise WirewatchError("this item names no file: it needs a path")
    try:
        with Path(path).open("rb") as file:
            body = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise WirewatchError(_reason(path, error)) from None
    if not body.startswith(_GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, limit + 1)
    except zlib.error as error:
        raise WirewatchError(f"{path} begins like gzip but cannot be unpacked: {error}") from None


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """Return a field that must be text if it is given; "" where it is not."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WirewatchError(f'"{name}" must be text in quotes')
    return value


async def flow(
    items: Iterable[Item], stage: Stage, tell: Callable[[dict[str, Any]], None], at_once: int
) -> int:
    """Give each item to the stage and each answer to `tell`, in order; count the failures."""
    waiting: asyncio.Queue[Item | None] = asyncio.Queue(at_once)
    threading.Thread(
        target=_read_on, args=(items, waiting, asyncio.get_running_loop()), daemon=True
    ).start()
    working: asyncio.Queue[asyncio.Task[dict[str, Any]] | None] = asyncio.Queue(at_once)
    starting = asyncio.create_task(_start(waiting, working, stage))
    failures = 0
    while (task := await working.get()) is not None:
        answer = await task
        failures += bool(answer.get("error"))
        tell(answer)
    await starting
    return failures


def _read_on(
    items: Iterable[Item], waiting: asyncio.Queue[Item | None], loop: asyncio.AbstractEventLoop
) -> None:
    """Read items in a thread of its own, no faster than they are worked on."""
    try:
        for item in items:
            asyncio.run_coroutine_threadsafe(waiting.put(item), loop).result()
        asyncio.run_coroutine_threadsafe(waiting.put(None), loop).result()
    except RuntimeError:
        return  # the loop is gone: nobody wants the rest


async def _start(
    waiting: asyncio.Queue[Item | None],
    working: asyncio.Queue[asyncio.Task[dict[str, Any]] | None],
    stage: Stage,
) -> None:
    while (item := await waiting.get()) is not None:
        await working.put(asyncio.create_task(_answer(item, stage)))
    await working.put(None)


async def _answer(item: Item, stage: Stage) -> dict[str, Any]:
    """Return the stage's answer under the item's id, or what went wrong."""
    if item.error:
        return {"id": item.id, "error": item.error}
    try:
        return {"id": item.id, **await stage(item.fields)}
    except WirewatchError as error:
        return {"id": item.id, "error": str(error)}


def _reason(name: str, error: Exception) -> str:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{name} cannot be read: {why}"
