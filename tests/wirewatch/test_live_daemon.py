"""A running daemon follows its files: nothing is missed, nothing is told twice."""

from __future__ import annotations

import signal
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.browse import Query
from archive.health import Health
from tests.wirewatch.test_kill_loop import until
from wirewatch.live import noted
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.world import World
from wirewatch.wiring import open_archive

START = datetime(2031, 3, 4, tzinfo=UTC)
END = START + timedelta(hours=5, minutes=30)

pytestmark = pytest.mark.timeout(300)

NOTHING = "# nothing is tracked yet\n"
ALL = '[[recipients]]\nname = "console"\nchannel = "console"\n'


def in_force(laid: Bed) -> dict[str, Any]:
    """Return what the daemon says of its settings; nothing before it has begun."""
    if not (laid.data / "archive.db").exists():
        return {}
    archive = open_archive(laid.data)
    try:
        return noted(archive.notes)
    finally:
        archive.close()


async def test_topics_and_sources_that_come_while_it_runs(tmp_path: Path) -> None:
    """Without a topic and with one outlet at first; then everything, without a restart.

    A broken edit in between changes nothing and is an incident.  From the moment at which the
    files are in force each report that matters alerts once; what was here before is silent.
    """
    async with bed(World(start=START), tmp_path, begin=timedelta(minutes=20), speed=300) as laid:
        full = {path.name: path.read_text(encoding="utf-8") for path in laid.config.iterdir()}
        one = full["sources.toml"].partition("\n\n")[0] + "\n"
        write(laid, {"sources.toml": one, "watch.toml": NOTHING, "alerts.toml": ALL})
        daemon = await laid.start()
        await until(lambda: laid.totals().articles > 5, laid)
        assert in_force(laid)["topics"] == 0

        write(laid, {"watch.toml": "[[topics]"})
        await until(lambda: bool(in_force(laid)["problems"]), laid)
        assert in_force(laid)["topics"] == 0
        (incident,) = incidents(laid)
        assert "watch.toml:1" in incident

        # What is told of the incident goes to the one recipient of that time.
        write(laid, {"watch.toml": NOTHING})
        await until(lambda: not in_force(laid)["problems"], laid)
        assert incidents(laid) == []

        write(laid, full)
        daemon.process.send_signal(signal.SIGHUP)
        await until(lambda: in_force(laid)["topics"] != 0, laid)
        begin = datetime.fromisoformat(str(in_force(laid)["since"]))
        await until(lambda: laid.clock.now() > END or not daemon.running, laid, 120)
        await until(lambda: done(laid) or not daemon.running, laid)
        assert daemon.running, laid.log.read_text(errors="replace")[-3000:]
        assert await daemon.stop() == 0

        judged = laid.score(until=END, expect_from=begin)
        assert judged.missing_alerts == ()
        assert laid.score(expect_from=begin).false_alerts == ()
        mails = Counter(mail.message_id for mail in laid.mail.arrived)
        assert mails
        assert set(mails.values()) == {1}
        assert any("backfill" in silence for silence in silences(laid))


def done(laid: Bed) -> bool:
    """Say whether nothing waits to be fetched, read or sent."""
    totals = laid.totals()
    return not (totals.unread or totals.due or totals.messages_new)


def write(laid: Bed, files: dict[str, str]) -> None:
    for name, text in files.items():
        (laid.config / name).write_text(text, encoding="utf-8")


def incidents(laid: Bed) -> list[str]:
    """Return what is wrong now."""
    archive = open_archive(laid.data)
    try:
        return [incident.says for incident in Health(archive.database).current()]
    finally:
        archive.close()


def silences(laid: Bed) -> list[list[str]]:
    """Return why nobody was told, article by article."""
    archive = open_archive(laid.data)
    try:
        items = archive.browse.listing(Query(limit=500, matched=True)).items
        shown = [archive.browse.article(item.id) for item in items]
        return [[why for _, why in one.silent] for one in shown if one is not None]
    finally:
        archive.close()
