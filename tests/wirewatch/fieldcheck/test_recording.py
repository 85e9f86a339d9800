"""A check keeps what it heard without secrets, and the recording is a world to crawl."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from config.load import load
from crawler.visit import Heard
from news.article import Origin
from news.errors import WirewatchError
from news.source import Feed, Selectors, Source
from wirewatch.fieldcheck.recording import Recorder, Recording, read_recording
from wirewatch.fieldcheck.replay import replay, write_config
from wirewatch.newsworld.bed import bed
from wirewatch.newsworld.clock import VARIABLE
from wirewatch.newsworld.faults import Hang, HtmlInsteadOfFeed
from wirewatch.newsworld.world import World
from wirewatch.wiring import open_archive

NOW = datetime(2031, 3, 4, 9, tzinfo=UTC)
FEED = "https://sandal.example/feed?token=s3cret-key"
SOURCE = Source("Sandal Post", "https://sandal.example/", (Feed(FEED),), language="en")
LINKS = (
    b"<a href='https://sandal.example/a?x=1'> //www.sandal.example/b"
    rb' "https:\/\/sandal.example\/c" http://other.example/d https://sandal.example.evil/e '
    b"https://sandal.example:8443/f sandal.example https://sandal.example"
)


def heard(url: str, body: bytes = b"", status: int = 200, **words: Any) -> Heard:
    """Make an answer."""
    return Heard(url, url, NOW, status, body=body, **words)


def recorded(folder: Path, *answers: Heard, links: tuple[str, ...] = ()) -> Recording:
    """Record answers and read them back."""
    recorder = Recorder(folder)
    recorder.follow(SOURCE)
    recorder.linked(iter(links))
    for answer in answers:
        recorder.keep(answer)
    recorder.close()
    return read_recording(folder)


def test_what_is_kept(tmp_path: Path) -> None:
    """Status, headers, body, time and whom it was for are read back as they were."""
    headers = (("ETag", '"v1"'), ("Content-Type", "application/rss+xml"))
    found = recorded(tmp_path / "r", heard("https://sandal.example/f", b"<rss/>", headers=headers))
    (answer,) = found.answers
    assert (answer.url, answer.status, answer.at) == ("https://sandal.example/f", 200, NOW)
    assert answer.headers == headers
    assert found.body(answer.body) == b"<rss/>"
    assert found.sources[0].name == "Sandal Post"
    assert found.hosts == ("sandal.example",)


def test_no_secret_is_kept(tmp_path: Path) -> None:
    """No cookie, no password, no key of an address: nowhere in the files."""
    headers = (
        ("Set-Cookie", "session=s3cret-cookie"), ("WWW-Authenticate", "Basic s3cret-realm"),
        ("X-Api-Key", "s3cret-header"), ("Link", f"<{FEED}>; rel=self"),
    )  # fmt: skip
    hops = ((FEED, 301),)
    moved = replace(
        heard(FEED + "&v=2", f"<link>{FEED}</link>".encode(), headers=headers), hops=hops
    )
    found = recorded(tmp_path / "r", moved)
    files = [path for path in (tmp_path / "r").rglob("*") if path.is_file()]
    written = b"".join(path.read_bytes() for path in files)
    assert b"s3cret" not in written + b"".join(found.body(one.body) for one in found.answers)
    assert [feed.url for feed in found.sources[0].feeds] == [FEED.replace("s3cret-key", "hidden")]


def test_a_body_is_kept_once(tmp_path: Path) -> None:
    """Two addresses with one body take one file."""
    one, other = (heard(f"https://sandal.example/{name}", b"<rss/>") for name in "ab")
    recorded(tmp_path / "r", one, other)
    assert len(list((tmp_path / "r" / "bodies").rglob("*.gz"))) == 1


def test_what_we_did_not_ask_is_no_answer(tmp_path: Path) -> None:
    """An address that robots.txt kept us from has not answered anything."""
    withheld = heard("https://sandal.example/a", failure="robots.txt forbids it", withheld=True)
    found = recorded(tmp_path / "r", heard("https://sandal.example/b", b"x"), withheld)
    assert [answer.url for answer in found.answers] == ["https://sandal.example/b"]


def test_a_recording_is_never_mixed_with_another(tmp_path: Path) -> None:
    """A folder that holds something is left alone."""
    (tmp_path / "letter.txt").touch()
    with pytest.raises(WirewatchError, match="not empty"):
        Recorder(tmp_path)


def test_a_broken_off_recording_can_be_read(tmp_path: Path) -> None:
    """A line cut short by a kill is left out; the lines before it count."""
    recorded(tmp_path / "r", heard("https://sandal.example/a", b"x"))
    with (tmp_path / "r" / "index.jsonl").open("a") as index:
        index.write('{"answer": {"url": "https://sand')
    assert len(read_recording(tmp_path / "r").answers) == 1


@pytest.mark.parametrize(
    "line",
    ["nonsense", '{"answer": {"url": "https://a.example/"}}', '{"source": {"name": "x"}}',
     '{"answer": {"url": "x", "at": "soon", "headers": []}}'],
)  # fmt: skip
def test_a_damaged_recording_is_named(tmp_path: Path, line: str) -> None:
    recorded(tmp_path / "r", heard("https://sandal.example/a", b"x"))
    with (tmp_path / "r" / "index.jsonl").open("a") as index:
        index.write(line + "\n")
    with pytest.raises(WirewatchError, match="damaged"):
        read_recording(tmp_path / "r")


def test_a_body_cannot_lie_elsewhere(tmp_path: Path) -> None:
    """A recording from outside names no file of ours."""
    found = recorded(tmp_path / "r", heard("https://sandal.example/a", b"x"))
    with pytest.raises(WirewatchError, match="cannot be"):
        found.body("../../../etc/passwd")


def test_no_recording_names_the_way(tmp_path: Path) -> None:
    """An empty folder is no recording; the text says what makes one."""
    with pytest.raises(WirewatchError, match="--record"):
        read_recording(tmp_path)


@asynccontextmanager
async def asking(recording: Recording) -> AsyncIterator[Any]:
    """Serve a recording and ask it by its own addresses."""
    async with replay(recording) as replayed, aiohttp.ClientSession() as session:

        async def ask(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            async with session.get(
                replayed.here(url), headers=sent, allow_redirects=False
            ) as answer:
                return answer.status, dict(answer.headers), await answer.read()

        ask.replayed = replayed  # type: ignore[attr-defined]
        yield ask


async def test_links_lead_to_where_hosts_are_served(tmp_path: Path) -> None:
    """Links to recorded hosts, in whatever spelling, stay on this machine; others are left."""
    www = "https://www.sandal.example/b"
    found = recorded(tmp_path / "r", heard("https://sandal.example/", LINKS), links=(www,))
    async with asking(found) as ask:
        places = ask.replayed.places
        status, _, body = await ask("https://sandal.example/")
        assert (await ask(www))[0] == 404
    here, there = (places[name].encode() for name in ("sandal.example", "www.sandal.example"))
    assert status == 200
    assert body == (
        b"<a href='http://" + here + b"/a?x=1'> http://" + there + b"/b"
        rb' "http:\/\/' + here + rb'\/c" http://other.example/d https://sandal.example.evil/e '
        b"https://sandal.example:8443/f sandal.example http://" + here
    )  # fmt: skip
    assert here.split(b":")[0] != there.split(b":")[0]


async def test_answers_come_as_they_came(tmp_path: Path) -> None:
    """Redirects, validators, refusals and dead hosts are played as they were recorded."""
    moved = replace(
        heard("https://sandal.example/new", b"<rss/>", headers=(("ETag", '"v1"'),)),
        hops=(("http://sandal.example/old", 301), ("https://sandal.example/old", 302)),
    )
    found = recorded(
        tmp_path / "r",
        moved,
        heard("https://sandal.example/wall", b"no", 403),
        heard("https://gone.example/feed", status=0, failure="its name does not resolve"),
    )
    async with asking(found) as ask:
        status, headers, _ = await ask("https://sandal.example/old")
        assert (status, headers["Location"]) == (
            302,
            ask.replayed.here("https://sandal.example/new"),
        )
        assert (await ask("https://sandal.example/new"))[::2] == (200, b"<rss/>")
        assert (await ask("https://sandal.example/new", If_None_Match='"v1"'))[0] == 304
        assert (await ask("https://sandal.example/new", If_None_Match='"v0"'))[0] == 200
        assert (await ask("https://sandal.example/wall"))[::2] == (403, b"no")
        assert (await ask("https://sandal.example/never-asked"))[0] == 404
        with pytest.raises(aiohttp.ClientError):
            await ask("https://gone.example/feed")


async def test_what_somebody_wrote_stays(tmp_path: Path) -> None:
    """A second replay renews the sources' addresses and leaves topics and routes alone."""
    found = recorded(tmp_path / "r", heard("https://sandal.example/feed?token=hidden", b"<rss/>"))
    async with asking(found) as ask:
        write_config(tmp_path / "watch", ask.replayed)
        (tmp_path / "watch" / "watch.toml").write_text("# mine\n")
        write_config(tmp_path / "watch", ask.replayed)
        sources = (tmp_path / "watch" / "sources.toml").read_text()
        assert ask.replayed.here("https://sandal.example/feed?token=hidden") in sources
    assert (tmp_path / "watch" / "watch.toml").read_text() == "# mine\n"


async def test_how_a_source_is_read_is_kept(tmp_path: Path) -> None:
    """Selectors and spider are recorded and stand in the configuration of the replay."""
    told = {"selectors": Selectors(links="h3 > a"), "site": "brakkel_courier"}
    recorder = Recorder(tmp_path / "r")
    recorder.follow(replace(SOURCE, **told))  # type: ignore[arg-type]
    recorder.keep(heard(FEED, b"<rss/>"))
    recorder.close()
    async with asking(read_recording(tmp_path / "r")) as ask:
        write_config(tmp_path / "watch", ask.replayed)
    (source,) = load(tmp_path / "watch", {}).sources
    assert {key: getattr(source, key) for key in told} == told


# --- the command line, from a served world to a crawl of its recording


async def command(*words: str | Path, environ: dict[str, str]) -> tuple[int, str, str]:
    """Run a `wirewatch` command."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "wirewatch", *map(str, words), env={**os.environ, **environ},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, wrong = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode or 0, said.decode(), wrong.decode()


@asynccontextmanager
async def replaying(recording: Path) -> AsyncIterator[dict[str, str]]:
    """Run `sources replay`; yields the environment that it asks for."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-u", "-m", "wirewatch", "sources", "replay", str(recording),
        "--speed", "20", stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async for line in process.stdout:
            if b"export " in line:
                text = line.decode().partition("=")[2].strip().strip("'")
            if b"Ctrl-C" in line:
                break
        yield {VARIABLE: text}
    finally:
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 30) == 0


def archived(folder: Path) -> dict[tuple[str, str], tuple[str, Origin]]:
    """Return titles and origins of all archived articles, by source and path."""
    from archive.browse import Query  # noqa: PLC0415

    opened = open_archive(folder / "data")
    try:
        items = opened.browse.listing(Query(limit=500)).items
    finally:
        opened.close()
    return {(i.source, urlsplit(i.url).path): (i.title, i.origin) for i in items}


@pytest.mark.timeout(300)
async def test_from_a_served_world_to_a_crawl_of_its_recording(tmp_path: Path) -> None:
    """Checked once where there is a network, the same articles come out anywhere, in time."""
    world = World(start=NOW - timedelta(hours=9))
    async with bed(world, tmp_path, begin=timedelta(hours=6), speed=8.0) as laid:
        laid.served.outlets["wire"].faults.add("/feed.json", HtmlInsteadOfFeed())
        config, clock = laid.config, laid.environment
        report = tmp_path / "report.json"
        words = ("--all", "--report", report, "--record", tmp_path / "rec", "--config", config)
        status, said, wrong = await command("sources", "check", *words, environ=clock)
        assert status == 0, wrong
        assert "9 sources: " in said
        assert not (laid.data / "archive.db").exists()
        status, _, wrong = await command("crawl", "--config", config, environ=clock)
        assert status == 0, wrong
        live = archived(config)
    found = json.loads(report.read_text())
    verdicts = {source["name"]: source["verdict"] for source in found["sources"]}
    assert verdicts.pop("Federation Wire") == "bad"
    assert set(verdicts.values()) == {"ok"}
    async with replaying(tmp_path / "rec") as clock:
        watch = tmp_path / "rec-watch"
        status, said, wrong = await command("crawl", "--config", watch, environ=clock)
        assert status == 0, wrong
        played = archived(watch)
        again = tmp_path / "again.json"
        words = ("--all", "--report", again, "--record", tmp_path / "rec2", "--config", watch)
        status, _, wrong = await command("sources", "check", *words, environ=clock)
        assert status == 0, wrong
    assert len(played) > 40
    # Rechecked while the clock went on, the live world may have printed more meanwhile.
    assert {key: title for key, (title, _) in played.items()} == {
        key: title for key, (title, _) in live.items() if key in played
    }
    full = {source for (source, _), (_, origin) in played.items() if origin is Origin.PAGE}
    assert full == set(verdicts)
    verdicts["Federation Wire"] = "bad"
    assert {
        source["name"]: source["verdict"] for source in json.loads(again.read_text())["sources"]
    } == verdicts


@pytest.mark.timeout(300)
async def test_ctrl_c_writes_the_report_so_far(tmp_path: Path) -> None:
    """Stopped while one outlet keeps it waiting, a check still reports what it found."""
    world = World(start=NOW - timedelta(hours=9))
    async with bed(world, tmp_path, begin=timedelta(hours=6), speed=100.0) as laid:
        hanging = laid.served.outlets["wire"].faults.add("*", Hang(60))
        report = tmp_path / "report.md"
        process = await laid.command("sources", "check", "--all", "--report", str(report))
        async with asyncio.timeout(60):
            while not hanging.met or len(laid.served.log) < 25:  # noqa: ASYNC110  another process
                await asyncio.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 60) == 130
    text = report.read_text()
    assert "The check was stopped" in text
    assert "Federation Wire" in text
    assert "## The Dromeli Ledger: ok" in text
