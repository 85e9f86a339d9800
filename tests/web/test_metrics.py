"""What Prometheus reads, who may, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families as parse

from archive.database import ArchiveError
from archive.figures import Figures, count
from config.settings import Web
from tests.build import NOW, archive_with, article
from tests.fakes import FakeAccess
from tests.web.browser import Browser
from tests.web.visitor import ports
from web.app import create_app
from web.health import RoleRun, Running

TOKEN = "a word for the scraper"  # noqa: S105  the tests' own


def browser(folder: Path, *, token: str = TOKEN, hashed: str = "x", **others: Any) -> Browser:
    built = archive_with(folder, article("Fog"))
    usual = {
        "settings": Web(metrics_token=token, hosts=("news.example",)),
        "access": FakeAccess(hashed),
        "figures": lambda: count(built.database, NOW),
    }
    return Browser(create_app(ports(built.browse, **{**usual, **others})))


def values(text: str) -> dict[str, float]:
    """Read the text as Prometheus does: name{label} to value."""
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in parse(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("at", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 401),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 401),
        ("127.0.0.1", {"X-Real-IP": "203.0.113.9"}, 401),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 401),
        ("127.0.0.1", {"Host": "news.example"}, 401),
        ("203.0.113.9", {}, 401),
        ("203.0.113.9", {"X-Forwarded-For": "127.0.0.1"}, 401),
        ("203.0.113.9", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("203.0.113.9", {"Authorization": f"bearer  {TOKEN} "}, 200),
        ("203.0.113.9", {"Authorization": f"Bearer {TOKEN}x"}, 401),
        ("203.0.113.9", {"Authorization": f"Basic {TOKEN}"}, 401),
        ("203.0.113.9", {"Authorization": "Bearer "}, 401),
        ("203.0.113.9", {"Authorization": "Bearer"}, 401),
        ("127.0.0.1", {"Authorization": "Bearer another"}, 401),
    ],
)
async def test_who_may_read_them(
    tmp_path: Path, at: str, headers: dict[str, str], status: int
) -> None:
    reader = browser(tmp_path)
    reader.at = at
    assert (await reader.get("/metrics", **headers)).status_code == status


@pytest.mark.parametrize("sent", ["Bearer ", "Bearer", "Bearer None", "Bearer x"])
async def test_without_a_token_none_opens(tmp_path: Path, sent: str) -> None:
    """No setting is no token, not an empty one."""
    reader = browser(tmp_path, token="")
    reader.at = "203.0.113.9"
    assert (await reader.get("/metrics", Authorization=sent)).status_code == 401


async def test_what_they_say(tmp_path: Path) -> None:
    """Counts, ages, times, the loops and the process, all under our own name."""
    figures = Figures(
        articles=7,
        unread=2,
        fetches_due=3,
        feeds=5,
        feeds_failing=1,
        messages={"sent": 4, "dead": 1},
        waiting={"pages": 12.5},
        last={"poll": NOW},
    )
    running = Running((RoleRun("read", 40, 2),), waves=3)
    reader = browser(tmp_path, figures=lambda: figures, running=lambda: running)
    answer = await reader.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    said = values(answer.text)
    assert {
        "wirewatch_articles": 7,
        "wirewatch_pages_unread": 2,
        "wirewatch_fetches_due": 3,
        "wirewatch_feeds": 5,
        "wirewatch_feeds_failing": 1,
        "wirewatch_messages[sent]": 4,
        "wirewatch_messages[muted]": 0,
        "wirewatch_oldest_due_age_seconds[pages]": 12.5,
        "wirewatch_last_success_timestamp_seconds[poll]": NOW.timestamp(),
        "wirewatch_rounds_total[read]": 40,
        "wirewatch_round_failures_total[read]": 2,
        "wirewatch_waves_running": 3,
        "wirewatch_archive_up": 1,
        f"wirewatch_schema_info[{figures.schema}]": 1,
    }.items() <= said.items()
    assert said["wirewatch_process_resident_memory_bytes"] > 1e6
    assert said["wirewatch_process_open_fds"] > 2
    assert all(name.startswith("wirewatch_") for name in said)


async def test_the_archive_is_counted_every_thirty_seconds(tmp_path: Path) -> None:
    """What lies between is answered from the last count."""
    counted, steady = [], 0.0

    def figures() -> Figures:
        counted.append(steady)
        return Figures(len(counted), 0, 0, 0, 0, {}, {}, {})

    reader = browser(tmp_path, figures=figures, steady=lambda: steady)
    for step in range(8):
        steady = step * 15.0
        await reader.get("/metrics")
    assert counted == [0, 30, 60, 90]


async def test_they_are_told_while_the_archive_cannot_be_read(tmp_path: Path) -> None:
    """The process's own figures still come, with a plain word about the archive."""

    def broken() -> Figures:
        raise ArchiveError("postgresql://user:secret@db cannot be reached")

    text = (await browser(tmp_path, figures=broken).get("/metrics")).text
    assert values(text)["wirewatch_archive_up"] == 0
    assert "wirewatch_articles" not in text
    assert "secret" not in text


def test_the_archive_is_counted_right(tmp_path: Path) -> None:
    """Against an archive of which all is known."""
    built = archive_with(
        tmp_path,
        article("Bridge falls", topics=["Bridges: bridge"], told=["Desk", "Night: waiting"]),
        article("Fog", page_error="http 403"),
        sources=["Reed Valley Voice"],
    )
    figures = count(built.database, NOW + timedelta(days=1))
    assert (figures.articles, figures.unread, figures.feeds_failing) == (2, 0, 0)
    assert figures.feeds == 2
    assert figures.messages == {"sent": 1, "new": 1}
    assert figures.last.keys() == {"poll", "read", "send"}
    assert figures.waiting["messages"] > 0
    assert figures.waiting["pages"] == 0


def test_an_empty_archive_has_no_last_times(tmp_path: Path) -> None:
    figures = count(archive_with(tmp_path).database, NOW)
    assert figures.last == {}
    assert set(figures.waiting.values()) == {0.0}
