"""A real daemon whose network is gone tells the desk that it is blind, and when it sees again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.wirewatch.test_kill_loop import polled, until
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.faults import Reset
from wirewatch.newsworld.settings import ALERTS
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, tzinfo=UTC)

pytestmark = pytest.mark.timeout(300)

# Ten minutes of this world are two seconds: on a busy machine the reports that come after the
# silence use up what may go at once, and the notice that it is over would wait for a digest.
UNBRAKED = {**ALERTS, "most": 1000}
BLIND, AGAIN = "[wirewatch is blind] collecting", "[Well again] collecting"


def told(laid: Bed, words: str) -> list[str]:
    """Return the subjects of the mails that say this."""
    subjects = [str(mail.message["Subject"]) for mail in laid.mail.arrived]
    return [subject for subject in subjects if words in subject]


async def test_no_outlet_answers(tmp_path: Path) -> None:
    """Every outlet cuts each connection: one mail says that we are blind, one that we see again.

    None says that the outlets are in trouble: they are not to blame.
    """
    async with bed(
        World(start=START), tmp_path, begin=timedelta(hours=1), speed=300, alerts=UNBRAKED
    ) as laid:
        await laid.start()
        await until(lambda: polled(laid), laid)
        for served in laid.served.outlets.values():
            served.faults.add("/*", Reset())
        await until(lambda: bool(told(laid, BLIND)), laid, 180)
        for served in laid.served.outlets.values():
            served.faults.clear()
        await until(lambda: bool(told(laid, AGAIN)), laid, 180)
        assert len(told(laid, BLIND)) == len(told(laid, AGAIN)) == 1
        assert not told(laid, "Source in trouble")
