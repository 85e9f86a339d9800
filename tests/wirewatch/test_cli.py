"""The command line as a user meets it: real processes, real files, clear words."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from warcio.archiveiterator import ArchiveIterator

from archive.database import Database
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.faults import HtmlInsteadOfFeed, Status
from wirewatch.newsworld.sinks import Reply
from wirewatch.newsworld.world import World

START = datetime(2031, 3, 4, tzinfo=UTC)

pytestmark = pytest.mark.timeout(300)


def wirewatch(*words: str | Path, environ: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Run a command; return its status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "wirewatch", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **(environ or {}), "COLUMNS": "100"},
    )
    return done.returncode, done.stdout, done.stderr


async def on(laid: Bed, *words: str) -> tuple[int, str, str]:
    """Run a command on a bed's configuration, in its time."""
    words = (*words, "--config", str(laid.config))
    return await asyncio.to_thread(wirewatch, *words, environ=laid.environment)


@pytest_asyncio.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Bed]:
    """Lay a served world six hours into its day, with time almost standing still."""
    world = World(start=START)
    async with bed(world, tmp_path, begin=timedelta(hours=6), speed=1.0) as made:
        yield made


def test_help_names_the_commands() -> None:
    """A newcomer who types nothing sees what there is."""
    status, said, _ = wirewatch("--help")
    assert status == 0
    assert all(name in said for name in ("init", "run", "crawl", "search", "demo", "replay"))


def test_init_then_check(tmp_path: Path) -> None:
    """What `init` writes is without a problem, and a second `init` overwrites nothing."""
    folder = tmp_path / "desk"
    status, said, _ = wirewatch("init", folder)
    assert status == 0
    assert "config check" in said
    status, said, wrong = wirewatch("config", "check", "--config", folder)
    assert (status, wrong) == (0, "")
    assert "sources" in said
    status, _, wrong = wirewatch("init", folder)
    assert status == 2
    assert "wirewatch.toml" in wrong


def test_a_missing_configuration_names_the_way_out(tmp_path: Path) -> None:
    """Nobody is left with a stack trace before the first step."""
    status, _, wrong = wirewatch("run", "--config", tmp_path / "nowhere")
    assert status == 2
    assert "wirewatch init" in wrong
    assert "Traceback" not in wrong


def test_every_typo_at_once(tmp_path: Path) -> None:
    """Two mistakes in two files give two messages, each with file, line and remedy."""
    folder = tmp_path / "desk"
    wirewatch("init", folder)
    settings = folder / "wirewatch.toml"
    settings.write_text(settings.read_text() + '\n[crwal]\npoll = "5m"\n')
    topics = folder / "watch.toml"
    topics.write_text(topics.read_text() + '\n[[topics]]\nname = "Odd"\nrule = "(bridge AND"\n')
    status, _, wrong = wirewatch("config", "check", "--config", folder)
    assert status == 2
    assert "crwal" in wrong
    assert "crawl" in wrong
    assert "watch.toml" in wrong
    assert "^" in wrong
    assert "Traceback" not in wrong


@pytest.mark.parametrize("words", [["run"], ["crawl"], ["status"], ["read"]], ids=lambda w: w[0])
def test_a_folder_that_cannot_be_made_names_the_way_out(tmp_path: Path, words: list[str]) -> None:
    """An archive under a file, or on a disk that may not be written, is no stack trace."""
    folder = tmp_path / "desk"
    wirewatch("init", folder)
    (tmp_path / "file").touch()
    (folder / "wirewatch.toml").write_text(f'[archive]\ndata = "{tmp_path}/file/data"\n')
    status, _, wrong = wirewatch(*words, "--config", folder)
    assert status == 1
    assert "[archive]" in wrong
    assert "Traceback" not in wrong


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["replay", "--since", "9999999999d"], 1),
        (["search", "a", "--before", "xyz"], 1),
        (["show", "99999999999999999999999"], 2),
        (["show", "abc"], 2),
    ],
)
def test_a_wrong_word_is_no_stack_trace(tmp_path: Path, words: list[str], expected: int) -> None:
    """Numbers that are too big and cursors that are none are answered in words."""
    wirewatch("init", tmp_path / "desk")
    status, _, wrong = wirewatch(*words, "--config", tmp_path / "desk")
    assert status == expected
    assert wrong
    assert "Traceback" not in wrong


def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    """A search before the first crawl names the crawl, and an unknown topic the known ones."""
    wirewatch("init", tmp_path / "desk")
    status, said, wrong = wirewatch(
        "search", "flood", "--topic", "Nowhere", "--config", tmp_path / "desk"
    )
    assert (status, said) == (0, "Nothing found.\n")
    assert "wirewatch crawl" in wrong
    assert "'Nowhere'" in wrong
    assert wirewatch("--version")[1].startswith("wirewatch ")


async def test_one_pass_collects_reads_and_sends_nothing(laid: Bed) -> None:
    """`crawl` archives all that the feeds list, in full, and nobody is told."""
    status, said, wrong = await on(laid, "crawl", "--json")
    assert status == 0, wrong
    result = json.loads(said)
    assert result["articles"] > 30
    assert (result["failed_feeds"], result["unreadable"]) == (0, 0)
    assert laid.totals().full == laid.totals().articles
    assert (laid.mail.arrived, laid.slack.arrived) == ([], [])
    status, said, _ = await on(laid, "status", "--json")
    pages = json.loads(said)["pages"]
    assert pages["kept"] >= result["articles"]
    assert pages["bytes"] > 1_000 * pages["kept"]
    assert " kB an article" in (await on(laid, "status"))[1]


async def test_one_source_alone(laid: Bed) -> None:
    """`crawl NAME` asks only that outlet; an unknown name is answered with the known ones."""
    name = laid.served.outlets["ledger"].outlet.name
    status, _, wrong = await on(laid, "crawl", name)
    assert status == 0, wrong
    assert {asked.outlet for asked in laid.served.log} == {"ledger"}
    status, _, wrong = await on(laid, "crawl", "The Nowhere Times")
    assert status == 1
    assert name in wrong


async def test_search_and_show(laid: Bed) -> None:
    """What was archived is found by its words and shown with its reasons."""
    await on(laid, "crawl")
    status, said, _ = await on(laid, "search", "Oshti", "flood*", "--json")
    assert status == 0
    found: list[dict[str, Any]] = json.loads(said)["items"]
    assert found
    status, said, _ = await on(laid, "show", str(found[0]["id"]), "--json")
    shown = json.loads(said)
    assert status == 0
    assert shown["article"]["title"] == found[0]["title"]
    assert any(match["name"] == "Oshti flood" for match in shown["matches"])
    status, said, _ = await on(laid, "show", str(found[0]["id"]))
    assert found[0]["title"] in said
    assert "Oshti flood" in said
    assert f"SHA-256 {shown['page']['sha256']}" in said
    assert f"{found[0]['title']}  from {shown['article']['provenance']['title']}" in said
    assert (await on(laid, "search", "zzzqqq"))[1].startswith("Nothing found")
    status, _, wrong = await on(laid, "show", "999999")
    assert status == 1
    assert "999999" in wrong


async def test_raw_pages_are_handed_out(laid: Bed, tmp_path: Path) -> None:
    """`export warc` writes what `show` names; a file that is there stays unless told otherwise."""
    await on(laid, "crawl")
    shown = json.loads((await on(laid, "show", "1", "--json"))[1])
    file = tmp_path / "one.warc.gz"
    status, said, wrong = await on(laid, "export", "warc", str(file), "--article", "1", "--json")
    assert status == 0, wrong
    made = json.loads(said)
    assert (made["pages"], made["articles"], made["missing"]) == (1, 1, 0)
    with file.open("rb") as stream:
        heads = [record.rec_headers for record in ArchiveIterator(stream)]
    digests = [head.get_header("WARC-Payload-Digest") for head in heads]
    assert f"sha256:{shown['page']['sha256']}" in digests
    status, _, wrong = await on(laid, "export", "warc", str(file))
    assert (status, "--force" in wrong) == (1, True)
    status, said, _ = await on(laid, "export", "warc", str(file), "--force")
    assert (status, "SHA-256" in said) == (0, True)


async def test_replay_reads_again_and_tells_nobody(laid: Bed) -> None:
    """Nothing changes when the reader has not changed, and no message goes out."""
    await on(laid, "crawl")
    before = laid.totals()
    status, said, wrong = await on(laid, "replay", "--json")
    assert status == 0, wrong
    result = json.loads(said)
    assert result["pages"] >= before.full
    assert (result["changed"], result["gone"], result["unreadable"]) == (0, 0, 0)
    status, said, _ = await on(laid, "replay", "--dry-run", "--source", "Nobody")
    assert status == 1
    status, said, _ = await on(laid, "replay", "--dry-run")
    assert (status, "0 articles would change. Nothing was written." in said) == (0, True)
    after = laid.totals()
    assert (after.articles, after.findings, after.edits) == (
        before.articles, before.findings, before.edits,
    )  # fmt: skip
    assert laid.mail.arrived == []


async def test_a_second_daemon_refuses(laid: Bed) -> None:
    """It exits with status 75 and names the process that is at work."""
    daemon = await laid.start()
    await settled(laid)
    status, _, wrong = await on(laid, "run")
    assert status == 75
    assert str(daemon.process.pid) in wrong
    assert await daemon.stop() == 0


async def test_a_daemon_stopped_while_it_starts_ends_in_order(laid: Bed) -> None:
    """From the moment it opens the archive a signal ends it with status 0, nothing half-made."""
    daemon = await laid.start()
    async with asyncio.timeout(60):
        while not (laid.data / "archive.db").exists():  # noqa: ASYNC110  a process of its own
            await asyncio.sleep(0.01)
    assert await daemon.stop() == 0
    status, said, wrong = await on(laid, "crawl", "--json")
    assert status == 0, wrong
    assert json.loads(said)["articles"] > 0


async def test_a_crawl_beside_the_daemon_follows_it(laid: Bed) -> None:
    """The daemon does the work; the command waits for it and says who did it."""
    daemon = await laid.start()
    await settled(laid)
    status, said, wrong = await on(laid, "crawl", "--json")
    assert status == 0, wrong
    assert json.loads(said)["followed"] == daemon.process.pid
    assert await daemon.stop() == 0


async def test_broken_outlets_lose_nothing(laid: Bed) -> None:
    """Feeds turned to HTML and pages that fail are named; their feed text is kept."""
    laid.served.outlets["ledger"].faults.add("/feeds/*", HtmlInsteadOfFeed())
    laid.served.outlets["herald"].faults.add("/2031/*", Status(403))
    status, said, wrong = await on(laid, "crawl")
    assert status == 0, wrong
    assert "wirewatch status" in said
    totals = laid.totals()
    assert 0 < totals.full < totals.articles
    status, said, _ = await on(laid, "status", "--json")
    feeds = {feed["source"]: feed for feed in json.loads(said)["feeds"]}
    ledger = feeds[laid.served.outlets["ledger"].outlet.name]
    assert "web page" in ledger["error"]
    assert ledger["failures"] == 1


async def test_alerts_test_says_what_the_server_said(laid: Bed) -> None:
    """A sample goes through; a refusing server's words reach the user."""
    status, said, _ = await on(laid, "alerts", "test", "email")
    assert (status, "sent" in said) == (0, True)
    assert len(laid.mail.arrived) == 1
    laid.mail.script.append(Reply("550 5.1.1 no such user here"))
    status, _, wrong = await on(laid, "alerts", "test", "email")
    assert status == 1
    assert "no such user here" in wrong
    status, _, wrong = await on(laid, "alerts", "test", "pigeon")
    assert status == 1
    assert "Night desk" in wrong


def test_the_demo_runs_to_its_end_and_loses_nothing() -> None:
    """Status 0: nothing lost, no fact told twice, and fewer messages than reports.

    What it missed is in its answer, recipient by recipient.
    """
    status, said, wrong = wirewatch("demo", "--exit", "--json", "--seconds", "45")
    assert status == 0, wrong
    facts = json.loads(said)
    assert (facts["lost"], facts["repeated"], facts["broken"]) == ("0", "0", [])
    assert int(facts["collected"]) > 60
    assert 10 < int(facts["messages"]) < int(facts["matched"])
    assert sum(one["told"] for one in facts["told"]) > 20
    missed = sum(one["missed"] for one in facts["told"])
    assert len([line for line in facts["failures"] if line.startswith("not told")]) == missed


def test_the_demo_tells_every_article_where_it_is_asked_to() -> None:
    """Then each report that matches is its own message, and none is missing."""
    words = ("demo", "--exit", "--json", "--seconds", "30", "--notify", "every article")
    status, said, wrong = wirewatch(*words)
    assert status == 0, wrong
    facts = json.loads(said)
    assert (facts["lost"], facts["duplicated"], facts["broken"]) == ("0", "0", [])
    assert int(facts["alerted"]) > 40


async def settled(laid: Bed) -> None:
    """Wait until the daemon has polled every feed and told all that it found."""
    async with asyncio.timeout(90):
        while True:
            feeds, totals = laid.feeds(), laid.totals()
            busy = totals.unread or totals.due or totals.unrouted or totals.messages_new
            if feeds and all(feed.polls for feed in feeds) and not busy:
                return
            await asyncio.sleep(0.1)


async def test_sources_health_has_one_shape_for_machines(laid: Bed) -> None:
    """Each source with its state and what is wrong, also what no daemon has noted yet."""
    await on(laid, "crawl")
    name = laid.served.outlets["wire"].outlet.name
    database = Database(laid.data / "archive.db")
    with database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE feeds SET emptied_at = polled_at - 36000000000 WHERE source_id ="
            " (SELECT id FROM sources WHERE name = ?)",
            (name,),
        )
    database.close()
    status, said, _ = await on(laid, "sources", "health", "--json")
    assert status == 0
    told = json.loads(said)
    assert set(told) == {"incidents", "past", "sources"}
    first, *others = told["sources"]
    assert list(first) == [
        "source", "state", "troubles", "since", "last_success", "last_new", "usual_gap_seconds",
        "silence_allowed_seconds", "pause_seconds", "next_poll", "paused_since", "incidents",
        "feeds",
    ]  # fmt: skip
    assert (first["source"], first["state"], first["troubles"]) == (name, "trouble", ["empty"])
    assert set(first["incidents"][0]) >= {"says", "advice", "since", "good"}
    assert {one["state"] for one in others} <= {"well", "errors", "new"}
    _, said, _ = await on(laid, "sources", "health")
    assert said.startswith(f"{name}  in trouble\n  it lists nothing any more: ")
    assert "Open the address in a browser" in said
    assert "1 in trouble" in said
