"""Muting by the command line: what is said, what is refused, and what a machine reads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from archive.outbox import Outbox
from archive.schema import findings
from news.alert import Addressed, Slot, Why
from tests.build import NOW, Built, archive_with, article
from tests.wirewatch.test_cli import wirewatch

SEVEN = datetime(2099, 2, 5, 7, tzinfo=UTC)
FILES = {
    "wirewatch.toml": '[archive]\ndata = "."\n',
    "sources.toml": '[[sources]]\nname = "Alder Bay Post"\nfeeds = ["https://a.example/rss"]\n',
    "watch.toml": '[[topics]]\nname = "Ferries"\nrule = "ferry"\n\n'
    '[[people]]\nname = "Ona Brill"\n',
    "alerts.toml": '[[recipients]]\nname = "Night desk"\nchannel = "console"\n\n'
    '[[routes]]\nname = "all"\nrecipients = ["Night desk"]\n',
}


@pytest.fixture
def built(tmp_path: Path) -> Built:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return archive_with(
        tmp_path,
        article(
            "Ferry late", url="https://a.example/1", text="A ferry.", topics=["Ferries: ferry"]
        ),
        article(
            "Ferry sinks", url="https://a.example/2", text="A ferry.", told=["Night desk: waiting"]
        ),
    )


def alerts(folder: Path, *words: str) -> tuple[int, str]:
    """Run a command about alerts; return its status and all that it said."""
    status, said, wrong = wirewatch("alerts", *words, "--config", folder)
    return status, " ".join((said + wrong).split())


def test_a_mute_and_its_end(built: Built, tmp_path: Path) -> None:
    """What was said is listed, for people and for machines, until it is taken back."""
    status, said = alerts(tmp_path, "mute", "topic", "Ferries", "--for", "24h")
    assert status == 0
    assert said.startswith("Muted for all recipients, until ")
    assert "`wirewatch alerts unmute topic 'Ferries'` ends it." in said
    number = str(built.ids[0])
    assert alerts(tmp_path, "mute", "story", number, "-r", "Night desk")[0] == 0
    assert alerts(tmp_path, "wrong", number, "Ferries")[0] == 0
    listed = json.loads(alerts(tmp_path, "mutes", "--json")[1])
    assert [(one["scope"], one["name"], one["recipient"]) for one in listed["mutes"]] == [
        ("story", "https://a.example/1", "Night desk"),
        ("topic", "Ferries", ""),
    ]
    assert [one["name"] for one in listed["wrong"]] == ["Ferries"]
    said = alerts(tmp_path, "mutes")[1]
    assert "Ferry late" in said
    assert alerts(tmp_path, "unmute", "topic", "Ferries")[0] == 0
    assert alerts(tmp_path, "unmute", "topic", "Ferries")[0] == 1
    assert alerts(tmp_path, "wrong", number, "Ferries", "--undo")[0] == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("mute", "topic", "Ferrys"), "no topic is named 'Ferrys'. Did you mean 'Ferries'?"),
        (("mute", "source", "Nobody"), "no source is named 'Nobody'. There are: Alder Bay Post."),
        (("mute", "topic", "Ferries", "-r", "x"), "no recipient is named 'x'."),
        (("mute", "topic", "Ferries", "--for", "-1h"), "'-1h' is no time; write 24h, 7d or ever"),
        (("mute", "story", "999"), "there is no article 999"),
        (("wrong", "1", "Ona Brill"), "has no such match of 'Ona Brill'; `wirewatch show 1`"),
    ],
)
def test_what_is_refused(built: Built, tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    status, said = alerts(tmp_path, *words)
    assert status == 1
    assert says in said


def test_what_waits(built: Built, tmp_path: Path) -> None:
    """A message that was refused, and a digest that is not due: why, and until when."""
    with built.database.write() as connection:
        connection.execute(update(findings).values(routed_at=None))
    outbox = Outbox(built.database)
    told = [Addressed("Day desk", Slot(Why.DAILY, SEVEN))]
    outbox.address([(finding, told) for finding in outbox.unrouted(9)], NOW)
    said = alerts(tmp_path, "queue")[1]
    assert "refused 1×: the server is busy" in said
    assert "2 reports the daily digest 2099-02-05 07:00 UTC" in said
    waiting = json.loads(alerts(tmp_path, "queue", "--json")[1])
    assert [(one["recipient"], one["reports"], one["why"]) for one in waiting] == [
        ("Night desk", 1, ""),
        ("Day desk", 2, "daily"),
    ]


def test_status_says_what_is_held(built: Built, tmp_path: Path) -> None:
    """One line for people, the messages for machines; one that was refused is not held."""
    assert "held:" not in wirewatch("status", "--config", tmp_path)[1]
    with built.database.write() as connection:
        connection.execute(update(findings).values(routed_at=None))
    outbox = Outbox(built.database)
    told = [Addressed("Day desk", Slot(Why.DAILY, SEVEN))]
    outbox.address([(finding, told) for finding in outbox.unrouted(9)], NOW)
    said = wirewatch("status", "--config", tmp_path)[1]
    line = "held: 1 message with 2 reports (the daily digest), the next until 2099-02-05 07:00 UTC"
    assert line in said
    held = json.loads(wirewatch("status", "--json", "--config", tmp_path)[1])["held"]
    assert [(one["recipient"], one["reports"]) for one in held] == [("Day desk", 2)]


def test_a_sample_digest(built: Built, tmp_path: Path) -> None:
    """`alerts test --digest` shows what the brakes would send."""
    status, said = alerts(tmp_path, "test", "Night desk", "--digest")
    assert status == 0
    assert "37 more reports and 2 incidents since" in said
