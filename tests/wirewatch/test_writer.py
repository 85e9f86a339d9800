"""The thread that writes: one piece of work after the other, and none lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from wirewatch.writer import Writer


@pytest.fixture
async def writer() -> AsyncIterator[Writer]:
    made = Writer(bound=2)
    yield made
    made.close()


async def test_work_is_done_in_order_and_in_one_thread(writer: Writer) -> None:
    """What is asked first is done first, and never on the event loop's thread."""
    done: list[tuple[int, int]] = []

    def note(number: int) -> int:
        done.append((number, threading.get_ident()))
        return number

    assert await asyncio.gather(*[writer.do(note, n) for n in range(20)]) == list(range(20))
    assert [number for number, _ in done] == list(range(20))
    assert len({thread for _, thread in done}) == 1
    assert done[0][1] != threading.get_ident()


async def test_an_error_goes_to_whoever_asked(writer: Writer) -> None:
    """Work that fails costs no other work."""
    with pytest.raises(ZeroDivisionError):
        await writer.do(divmod, 1, 0)
    assert await writer.do(divmod, 7, 2) == (3, 1)


async def test_a_full_queue_makes_others_wait(writer: Writer) -> None:
    """Beyond the bound nothing is queued: whoever asks waits until there is room."""
    go, begun = threading.Event(), []

    def slow(number: int) -> None:
        begun.append(number)
        go.wait(20)

    asked = [asyncio.create_task(writer.do(slow, n)) for n in range(4)]
    while not begun:  # noqa: ASYNC110  the other side is a thread
        await asyncio.sleep(0)
    assert writer._room.locked()  # noqa: SLF001  the bound itself
    go.set()
    await asyncio.gather(*asked)
    assert begun == [0, 1, 2, 3]


async def test_what_has_begun_is_finished(writer: Writer) -> None:
    """Cancelled while it waits for a write, the caller goes; the write is done all the same."""
    go, begun, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go.wait(20)
        done.set()

    task = asyncio.create_task(writer.do(work))
    await asyncio.to_thread(begun.wait, 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    assert await writer.do(done.is_set)
