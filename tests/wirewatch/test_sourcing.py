"""Whom we follow, changed from the command line as a user meets it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from archive import shapes
from archive.boilerplate import Learned
from config.load import load
from news.boilerplate import line_print
from tests.config.folder import written
from tests.contract.desk import Desk, entry, source
from tests.crawler.waveside import host, ok
from tests.wirewatch.test_cli import START, on, wirewatch
from tests.wirewatch.test_kill_loop import until
from wirewatch.newsworld.bed import Bed, bed
from wirewatch.newsworld.faults import Status
from wirewatch.newsworld.world import World
from wirewatch.wiring import open_archive

pytestmark = pytest.mark.timeout(300)
HOSTILE = Path(__file__).parents[1] / "hostile" / "opml"

TAGGED = """
[[sources]]
name = "The Hill Courier"
feeds = ["https://courier.example/feed", "https://courier.example/sport"]
country = "PK"
tags = ["hills", "dailies"]

# no feed
[[sources]]
name = "Darrun Radio"
sections = ["https://radio.example/news/"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path, sources=TAGGED)


def test_sources_are_listed_with_tags(folder: Path) -> None:
    status, said, _ = wirewatch("sources", "list", "-c", folder)
    assert status == 0
    assert "hills, dailies" in said
    assert "2 feeds" in said
    assert "1 section" in said
    _, said, _ = wirewatch("sources", "list", "--tag", "hills", "-c", folder, "--json")
    (one,) = json.loads(said)
    assert (one["name"], one["tags"], one["paused"]) == (
        "The Hill Courier", ["hills", "dailies"], None,
    )  # fmt: skip
    _, _, wrong = wirewatch("sources", "list", "--tag", "hill", "-c", folder)
    assert "Did you mean 'hills'?" in wrong


def test_a_source_is_paused_and_resumed(folder: Path) -> None:
    """Also before anything was collected, in whatever capitals; status and show say it."""
    status, said, _ = wirewatch("sources", "pause", "darrun radio", "-c", folder)
    assert status == 0
    assert "Darrun Radio is paused" in said
    _, said, _ = wirewatch("sources", "pause", "Darrun Radio", "-c", folder)
    assert "is paused already, since" in said
    for words in (("sources", "list"), ("sources", "show", "Darrun Radio"), ("status",)):
        assert "paused" in wirewatch(*words, "-c", folder)[1]
    status, _, wrong = wirewatch("crawl", "Darrun Radio", "-c", folder)
    assert status == 1
    assert "sources resume" in wrong
    _, said, _ = wirewatch("sources", "resume", "Darrun Radio", "-c", folder)
    assert "goes on" in said
    assert "paused" not in wirewatch("sources", "list", "-c", folder)[1]
    status, _, wrong = wirewatch("sources", "pause", "Darun Radio", "-c", folder)
    assert status == 1
    assert "Did you mean 'Darrun Radio'?" in wrong


def test_what_was_learned_of_a_source_is_shown(folder: Path) -> None:
    """Whoever wonders why a link is left out sees what its like turned out to be."""
    archive = open_archive(folder / "data")
    desk = Desk(archive.database)
    desk.settle(source("Darrun Radio"))
    desk.poll(entry("/a"), name="Darrun Radio")
    for good in (True, True, False):
        with archive.database.write() as connection:
            shapes.learn(connection, 1, "/news/<number>", START, is_article=good)
    archive.close()
    _, said, _ = wirewatch("sources", "show", "Darrun Radio", "-c", folder)
    assert "learned    /news/<number>  2 articles, 1 other" in said
    _, said, _ = wirewatch("sources", "show", "Darrun Radio", "-c", folder, "--json")
    assert json.loads(said)["shapes"][0]["others"] == 1


def test_recurring_lines_are_shown_kept_and_dropped(folder: Path) -> None:
    """By their numbers; one that names what is tracked is said to stay."""
    lines = ("Listen to us at noon and at six.", "Hear of every dam breach on our channel.")
    archive = open_archive(folder / "data")
    Desk(archive.database).settle(source("Darrun Radio"))
    learned = [Learned(line_print(line), line, 20, START, START) for line in lines]
    archive.boilerplates.learn("Darrun Radio", learned, None)
    archive.close()
    show = ("sources", "show", "Darrun Radio", "-c", folder)
    said = " ".join(wirewatch(*show)[1].split())
    assert "1. Listen to us at noon and at six. dropped; in 20 articles, last" in said
    assert (
        "2. Hear of every dam breach on our channel. left in, for it names what is tracked" in said
    )
    status, said, _ = wirewatch("sources", "keep-line", "darrun radio", "1", "-c", folder)
    assert status == 0
    assert "kept: Listen to us at noon" in said
    assert 'wirewatch replay --source "Darrun Radio"' in " ".join(said.split())

    def fates() -> list[tuple[int, str]]:
        found = json.loads(wirewatch(*show, "--json")[1])["boilerplate"]
        return [(one["number"], one["fate"]) for one in found]

    assert fates() == [(1, "kept"), (2, "dropped")]
    status, said, _ = wirewatch("sources", "drop-line", "Darrun Radio", "1", "-c", folder)
    assert (status, fates()) == (0, [(1, "dropped"), (2, "dropped")])
    status, _, wrong = wirewatch("sources", "keep-line", "Darrun Radio", "2", "3", "-c", folder)
    assert status == 1
    assert "no line of Darrun Radio has the number 3" in wrong
    assert fates() == [(1, "dropped"), (2, "dropped")]


def test_a_removed_source_is_gone_from_the_file(folder: Path) -> None:
    """Comments stay, and who looks is told that the archive stays too."""
    wirewatch("sources", "pause", "The Hill Courier", "-c", folder)
    status, said, _ = wirewatch("sources", "remove", "The Hill Courier", "-c", folder)
    assert status == 0
    assert "stays" in said
    assert "# no feed" in (folder / "sources.toml").read_text(encoding="utf-8")
    assert [source.name for source in load(folder, {}).sources] == ["Darrun Radio"]
    (folder / "sources.toml").write_text(TAGGED, encoding="utf-8")
    assert "paused" not in wirewatch("sources", "list", "-c", folder)[1]


def test_the_catalogue_is_listed_and_added_from(folder: Path) -> None:
    """Nothing is written before somebody agrees; who is followed is marked."""
    ask = ("sources", "catalogue", "--country", "pk", "--language", "ur", "-c", folder, "--json")
    outlets = json.loads(wirewatch(*ask)[1])
    assert all(one["country"] == "PK" and "ur" in one["languages"] for one in outlets)
    assert not any(one["followed"] for one in outlets)
    name = next(one["name"] for one in outlets if one["feeds"])
    add = ("sources", "add", "--from-catalogue", name.upper(), "--tag", "urdu", "-c", folder)
    status, said, wrong = wirewatch(*add)
    assert status == 2
    assert "the shipped catalogue (" in said
    assert "--yes" in wrong
    assert len(load(folder, {}).sources) == 2
    status, said, _ = wirewatch(*add, "--yes")
    assert status == 0
    assert "A running daemon follows" in said
    added = load(folder, {}).sources[-1]
    assert (added.name, added.tags) == (name, ("urdu",))
    assert next(one for one in json.loads(wirewatch(*ask)[1]) if one["name"] == name)["followed"]
    status, _, wrong = wirewatch(*add, "--yes")
    assert status == 1
    assert "already" in wrong


def test_an_outlet_without_a_feed_is_not_taken_from_the_catalogue(folder: Path) -> None:
    """Its home page is where discovery begins."""
    _, said, _ = wirewatch("sources", "catalogue", "-c", folder, "--json")
    bare = next(one for one in json.loads(said) if not one["feeds"] and not one["sitemaps"])
    status, _, wrong = wirewatch(
        "sources", "add", "--from-catalogue", bare["name"], "-c", folder, "-y"
    )
    assert status == 1
    assert f"sources add {bare['homepage']}" in wrong


@pytest_asyncio.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Bed]:
    """Lay a served world that nobody follows yet."""
    async with bed(World(start=START), tmp_path, begin=timedelta(hours=6), speed=10.0) as made:
        (made.config / "sources.toml").write_text("# Whom we follow: nobody yet.\n")
        (made.config / "alerts.toml").write_text("# Nobody is told.\n")
        yield made


async def test_an_outlet_is_found_shown_and_followed(laid: Bed) -> None:
    """From its home page: its feed and its news sitemap; nothing is written unasked."""
    served = laid.served.outlets["lantern"]
    file = laid.config / "sources.toml"
    before = file.read_bytes()
    status, said, wrong = await on(laid, "sources", "add", served.url)
    assert (status, file.read_bytes()) == (2, before)
    assert "--yes" in wrong
    assert "its home page announces it" in said
    assert "robots.txt names it" in said
    status, said, _ = await on(laid, "sources", "add", served.url, "--yes", "--tag", "coast")
    assert status == 0
    (source,) = load(laid.config, {}).sources
    assert (source.name, source.language, source.tags) == (served.outlet.name, "en", ("coast",))
    kinds = {feed.kind.value: feed.url for feed in source.feeds}
    assert kinds == {"feed": served.url + "/rss", "sitemap": served.url + "/sitemap-news.xml"}
    assert file.read_text().startswith("# Whom we follow: nobody yet.\n")
    status, _, wrong = await on(laid, "sources", "add", served.url + "/rss", "--yes")
    assert status == 1
    assert f"followed already, as '{source.name}'" in wrong


async def test_what_cannot_be_followed_says_why(laid: Bed) -> None:
    """A challenge page, an address inside the network, a slip of the pen."""
    served = laid.served.outlets["lantern"]
    served.faults.add("/", Status(403))
    status, _, wrong = await on(laid, "sources", "add", served.url, "--yes")
    assert status == 1
    assert "http 403" in wrong
    _, said, _ = await on(laid, "sources", "add", laid.served.outlets["ledger"].url, "--json")
    told = json.loads(said)
    assert told["added"] is False
    assert told["entry"]["name"] == laid.served.outlets["ledger"].outlet.name
    _, _, wrong = await on(laid, "sources", "add", "http://10.0.0.1/", "--yes")
    assert "not public" in wrong
    assert "allow_addresses" in wrong
    _, _, wrong = await on(laid, "sources", "add", "ftp://sandal.example", "--yes")
    assert "no web address" in wrong
    assert load(laid.config, {}).sources == ()


def test_subscriptions_come_and_go(folder: Path) -> None:
    """What is exported, removed and imported is what was there, comments aside."""
    before, file = load(folder, {}).sources, folder / "all.opml"
    status, said, _ = wirewatch("sources", "export", file, "-c", folder)
    assert (status, "2 sources" in said) == (0, True)
    wirewatch("sources", "remove", "The Hill Courier", "Darrun Radio", "-c", folder)
    assert load(folder, {}).sources == ()
    status, said, wrong = wirewatch("sources", "import", file, "-c", folder)
    assert (status, "hills" in said, "--yes" in wrong) == (2, True, True)
    status, _, _ = wirewatch("sources", "import", file, "-c", folder, "--yes")
    assert status == 0
    assert set(load(folder, {}).sources) == set(before)
    status, said, _ = wirewatch("sources", "add", file, "-c", folder, "--yes", "--tag", "new")
    assert (status, "3 addresses followed already" in said) == (0, True)
    assert all("new" in source.tags for source in load(folder, {}).sources)
    said = wirewatch("sources", "export", "--opml", "--tag", "hills", "-c", folder)[1]
    assert "The Hill Courier" in said
    assert "Darrun Radio" not in said


@pytest.mark.parametrize(
    ("name", "says"),
    [("billion_laughs", "declares entities"), ("not_xml", "no OPML"), ("gone", "cannot be read")],
)
def test_a_hostile_list_of_subscriptions_is_refused(folder: Path, name: str, says: str) -> None:
    """With a message, and nothing is added."""
    file = HOSTILE / f"{name}.opml"
    status, _, wrong = wirewatch("sources", "import", file, "-c", folder, "--yes")
    assert (status, says in wrong) == (1, True)
    assert len(load(folder, {}).sources) == 2


async def test_a_list_of_subscriptions_is_taken_from_its_address(laid: Bed) -> None:
    """`add` sees what an address is."""
    async with host(
        {"/robots.txt": ok(b""), "/subs.opml": ok((HOSTILE / "ssrf.opml").read_bytes())}
    ) as served:
        address = f"{served.url}/subs.opml"
        status, said, _ = await on(laid, "sources", "add", address, "--yes", "--json")
    told = json.loads(said)
    assert status == 0
    assert [one["feeds"] for one in told["added"]] == [
        ["http://127.0.0.1:25/"],
        ["http://pub.lab/f"],
    ]
    assert len(told["left_out"]) == 3


async def test_a_source_is_tried_and_nothing_is_kept(laid: Bed) -> None:
    """Its entries with their dates and one article as it would be read; each asked once."""
    served = laid.served.outlets["lantern"]
    status, said, _ = await on(laid, "sources", "test", served.url + "/rss", "--limit", "2")
    assert status == 0
    assert "read as rss" in said
    assert "(feed)" in said
    assert "more: --limit" in said
    assert "begins" in said
    paths = [asked.path for asked in laid.served.log if asked.outlet == "lantern"]
    assert len(paths) == len(set(paths))
    assert load(laid.config, {}).sources == ()
    _, said, _ = await on(laid, "sources", "test", laid.served.outlets["courier"].url, "--json")
    told = json.loads(said)
    (one,) = told["lists"]
    assert (one["facts"]["kind"], one["facts"]["reads_as"]) == ("section", "section")
    assert one["entries"]
    assert one["onward"] > 0
    assert told["article"]["is_article"]
    status, said, _ = await on(laid, "sources", "test", served.url + "/nowhere")
    assert (status, "http 404" in said) == (1, True)


async def test_a_daemon_follows_what_is_added_and_rests_what_is_paused(tmp_path: Path) -> None:
    """Without a restart: articles come soon after `add`; after `pause` nothing is asked for."""
    world = World(start=START)
    async with bed(world, tmp_path, begin=timedelta(hours=6), speed=120.0) as laid:
        (laid.config / "sources.toml").write_text("# Nobody yet.\n")
        (laid.config / "alerts.toml").write_text("# Nobody is told.\n")
        daemon = await laid.start()
        served = laid.served.outlets["ledger"]
        status, _, wrong = await on(laid, "sources", "add", served.url, "--yes")
        assert (status, wrong) == (0, "")
        await until(lambda: laid.totals().articles > 3, laid)
        status, _, _ = await on(laid, "sources", "pause", served.outlet.name)
        assert status == 0
        await until_idle(laid)
        asked = len(laid.served.log)
        await on(laid, "sources", "resume", served.outlet.name)
        await until(lambda: len(laid.served.log) > asked, laid)
        await daemon.stop()


async def until_idle(laid: Bed) -> None:
    """Wait until nothing was asked for in half an hour of the world: six polls."""

    def idle() -> bool:
        return laid.clock.now() - laid.served.log[-1].world > timedelta(minutes=30)

    await until(idle, laid)
