"""Waves side by side: polite together, bounded, stopped without loss, and silent."""

from __future__ import annotations

import asyncio
import gc
import logging
import resource
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from scrapy.crawler import Crawler

from crawler.waves import SWEEP_EVERY, Limits, scrapy_settings
from news.source import Fetch
from tests.crawler.waveside import AGENT, START, crew, fetch, host, ok
from wirewatch.newsworld.clock import WorldClock
from wirewatch.newsworld.faults import Hang
from wirewatch.newsworld.log import gaps, most_at_once
from wirewatch.newsworld.printed import ListKind
from wirewatch.newsworld.server import Served, serve
from wirewatch.newsworld.world import World

ROOT = Path(__file__).parents[2]
# Of a pause, what the log must show: the server notes an arrival a little late.
SHORTEST = 0.9


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """Serve the world nine hours after its start, at the wall's speed."""
    clock = WorldClock.starting(START)
    world = World(start=START - timedelta(hours=9))
    async with serve(world, clock, network="127.62.2") as outlets:
        yield outlets


def articles(served: Served, slug: str, count: int) -> list[Fetch]:
    """Return fetches for an outlet's newest articles."""
    items = served.world.published(slug, served.clock.now(), count)
    assert len(items) == count
    return [fetch(served.outlets[slug].url + item.paths[0], source=slug) for item in items]


def urls(fetches: Sequence[Fetch]) -> list[str]:
    return [wanted.url for wanted in fetches]


async def test_one_wave_is_polite(served: Served) -> None:
    """One request at a time to a host, and the gap between any two, robots.txt included."""
    wanted = articles(served, "ledger", 5)
    async with crew(clock=served.clock, gap=0.2) as ours:
        desk = await ours.crawl(*wanted)
    assert sorted(desk.answers) == sorted(urls(wanted))
    assert most_at_once(served.log, "ledger") == 1
    assert len(gaps(served.log, "ledger")) == 5
    assert min(gaps(served.log, "ledger")) > 0.2 * SHORTEST


async def test_waves_that_overlap_share_the_gate(served: Served) -> None:
    """An outlet does not care which wave knocks."""
    wanted = articles(served, "ledger", 6)
    async with crew(clock=served.clock, gap=0.2) as ours:
        await asyncio.gather(*(ours.crawl(one) for one in wanted))
        assert sorted(ours.desk.answers) == sorted(urls(wanted))
    assert most_at_once(served.log, "ledger") == 1
    assert min(gaps(served.log, "ledger")) > 0.2 * SHORTEST
    assert sum(asked.path == "/robots.txt" for asked in served.log) == 1


async def test_a_crawl_delay_is_kept(served: Served) -> None:
    """The channel's robots.txt asks for two seconds; here the world runs eight times as fast."""
    clock = WorldClock.starting(START, 8)
    wanted = articles(served, "channel", 4)
    async with crew(clock=clock, gap=0.1) as ours:
        desk = await ours.crawl(*wanted)
    assert sorted(desk.answers) == sorted(urls(wanted))
    # The first gap lies before robots.txt is read.
    assert min(gaps(served.log, "channel")[1:]) > 2 / 8 * SHORTEST


async def test_a_slow_host_does_not_hold_up_the_others(served: Served) -> None:
    """All that others have is there before the slow one's first time is over."""
    slow = articles(served, "ledger", 2)
    served.outlets["ledger"].faults.add("/story/*", Hang(60))
    others = [one for slug in ("herald", "wire", "urdu") for one in articles(served, slug, 4)]
    async with crew(timeout=2.0) as ours:
        await asyncio.gather(ours.crawl(*slow, *others[:6]), ours.crawl(*others[6:]))
        notes = ours.desk.notes
    assert {note.split()[0] for note in notes[:-2]} == {"page"}
    assert sorted(notes[-2:]) == sorted(f"failed {url}" for url in urls(slow))


async def test_articles_of_a_list_are_fetched_before_the_next_list(served: Served) -> None:
    """What a feed brings comes in the same wave, after the desk has committed it."""
    lists = {slug: served.outlets[slug].feed_urls(*ListKind)[0] for slug in ("ledger", "wire")}
    brings = {url: articles(served, slug, 5) for slug, url in lists.items()}
    async with crew(brings) as ours:
        desk = await ours.crawl(*(fetch(url, "feed", slug) for slug, url in lists.items()))
    assert set(desk.answers) == {*brings, *(one.url for found in brings.values() for one in found)}
    for url, found in brings.items():
        committed = desk.notes.index(f"committed {url}")
        assert all(desk.notes.index(f"page {one.url}") > committed for one in found)


async def test_stopping_gives_back_what_waits(served: Served) -> None:
    """What is under way ends, the rest is given back at once, and no wave is left."""
    wanted = articles(served, "ledger", 8)
    async with crew(clock=served.clock, gap=60) as ours:
        crawling = asyncio.create_task(ours.crawl(*wanted))
        while not ours.desk.robots:  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(0)
        assert ours.waves.running == 1
        await asyncio.wait_for(ours.waves.stop(), 10)
        await asyncio.wait_for(crawling, 10)
        assert ours.waves.running == 0
        assert sorted(ours.desk.given_back) == sorted(urls(wanted))
    assert not ours.desk.failures
    assert [asked.path for asked in served.log] == ["/robots.txt"]


async def test_stopping_lets_a_request_end(served: Served) -> None:
    """The one that hangs fails by its own time, those behind it are given back."""
    wanted = articles(served, "ledger", 4)
    fault = served.outlets["ledger"].faults.add("/story/*", Hang(60))
    async with crew(timeout=1.0) as ours:
        crawling = asyncio.create_task(ours.crawl(*wanted))
        while not fault.met:  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(0)
        await asyncio.wait_for(ours.waves.stop(), 10)
        desk = await asyncio.wait_for(crawling, 10)
    assert list(desk.reasons.values()) == ["it did not answer in time"]
    assert sorted([*desk.given_back, *desk.failures]) == sorted(urls(wanted))


async def test_a_wave_that_begins_while_we_stop_gives_all_back(served: Served) -> None:
    """Stopped before its first step, or asked for afterwards."""
    early, late = articles(served, "ledger", 3), articles(served, "wire", 3)
    async with crew() as ours:
        crawling = asyncio.create_task(ours.crawl(*early))
        await ours.waves.stop()
        await asyncio.wait_for(crawling, 10)
        await ours.crawl(*late)
        assert sorted(ours.desk.given_back) == sorted(urls([*early, *late]))
    assert served.log == []


async def test_what_a_feed_brings_while_we_stop_is_given_back(served: Served) -> None:
    """The desk has claimed those articles for this wave; nobody else would fetch them."""
    feed = fetch(served.outlets["ledger"].feed_urls(ListKind.RSS)[0], "feed")
    found = articles(served, "ledger", 6)
    async with crew({feed.url: found}) as ours:
        ours.desk.turns = 200  # the commit ends after the gate has closed
        stopping: list[asyncio.Task[None]] = []
        ours.desk.on_note = lambda note: (
            stopping.append(asyncio.create_task(ours.waves.stop())) if "polled" in note else None
        )
        desk = await ours.crawl(feed)
        await asyncio.wait_for(asyncio.gather(*stopping), 10)
    assert stopping
    assert list(desk.answers) == [feed.url]
    assert sorted(desk.given_back) == sorted(urls(found))


async def test_a_wave_ends_when_its_time_is_over(served: Served) -> None:
    """A crowd at a slow host does not outlive its leases; nothing of it is lost."""
    wanted = articles(served, "ledger", 8)
    async with crew(clock=served.clock, gap=0.6, wave_seconds=2.0) as ours:
        desk = await ours.crawl(*wanted)
    assert 1 <= len(desk.answers) <= 4
    assert sorted([*desk.answers, *desk.given_back]) == sorted(urls(wanted))
    assert not desk.failures


async def test_an_error_of_the_desk_ends_no_wave(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged with its trace; all others are fetched, and nothing is given back."""
    feeds = [served.outlets[slug].feed_urls(*ListKind)[0] for slug in ("ledger", "wire")]
    pages = articles(served, "herald", 3)
    missing = fetch(served.outlets["herald"].url + "/no/such/page")
    async with crew({feeds[1]: articles(served, "wire", 2)}) as ours:
        ours.desk.broken = {feeds[0], pages[0].url, missing.url}
        desk = await ours.crawl(*(fetch(url, "feed") for url in feeds), *pages, missing)
    assert set(desk.answers) == {feeds[1], *urls(pages[1:]), *urls(articles(served, "wire", 2))}
    assert desk.given_back == []
    logged = [str(record.exc_info[1]) for record in caplog.records if record.exc_info]
    assert sorted(logged) == sorted(f"the desk breaks at {url}" for url in ours.desk.broken)


async def test_idle_hosts_are_forgotten_after_each_wave(served: Served) -> None:
    """A link aggregator names thousands of hosts; none of them stays in memory."""
    async with crew() as ours:
        for slug in ("ledger", "herald", "wire"):
            await ours.crawl(*articles(served, slug, 1))
        await ours.crawl()
        assert ours.gate.hosts == ()


async def test_nothing_to_do_is_no_wave() -> None:
    """An empty wave makes no crawl."""
    async with crew() as ours:
        await ours.crawl()
        assert ours.waves.running == 0
        assert ours.desk.notes == []


@pytest.mark.parametrize("verify", [True, False])
def test_settings_that_guard_us(verify: bool) -> None:
    settings = scrapy_settings(Limits(AGENT), verify_tls=verify)
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is verify
    assert settings["TELNETCONSOLE_ENABLED"] is False
    assert settings["REMOTE_CONTROL_ENABLED"] is False
    assert {kind for kind, made in settings["DOWNLOAD_HANDLERS"].items() if made} == {
        "http",
        "https",
    }


# In a process of its own: a reactor stays for the life of a process.
SCRIPT = """
    import asyncio, os, socket, sys
    from tests.crawler.waveside import crew, fetch, host, ok

    def listening():
        found = []
        for number in os.listdir("/dev/fd"):
            try:
                with socket.socket(fileno=os.dup(int(number))) as plug:
                    if plug.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                        found.append(plug.getsockname())
            except OSError:
                pass
        return found

    async def main():
        async with host({"/feed": ok(b"<rss/>"), "/a": ok()}) as outlet:
            before, during = listening(), []
            url = outlet.url
            brings = {url + "/feed": [fetch(url + "/a"), fetch(url + "/b")]}
            async with crew(brings, twisted="twisted" in sys.argv) as ours:
                ours.desk.on_note = lambda _: during.append(listening())
                desk = await ours.crawl(fetch(url + "/feed", "feed"), fetch("http://no.invalid/x"))
            assert during and all(found == before for found in during), during
            assert ("twisted.internet.reactor" in sys.modules) == ("twisted" in sys.argv)
            print(sorted(note.split()[0] for note in desk.notes))

    asyncio.run(main())
"""


def run_script(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "default", "-c", textwrap.dedent(script), *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )


@pytest.mark.parametrize("words", [(), ("twisted",)])
def test_a_wave_says_nothing_and_opens_no_door(words: Sequence[str]) -> None:
    """Nothing on stderr, not even warnings; no socket listens that did not before."""
    done = run_script(SCRIPT, *words)
    assert done.stderr == ""
    assert done.stdout == "['committed', 'failed', 'failed', 'page', 'polled']\n"


BOTH = """
    import asyncio, sys
    from tests.crawler.waveside import crew, fetch, host, ok

    moved = b"HTTP/1.1 301 There\\r\\nContent-Length: 0\\r\\nLocation: "
    drip = [b"HTTP/1.1 200 OK\\r\\n", b"X: 1\\r\\n", b"\\r\\n"]

    async def main():
        answers = {"/a": ok(), "/feed": ok(b"<rss/>", b'ETag: "7"'), "/drip": drip,
                   "/big": ok(b"x", length=99_000_000), "/end": ok(),
                   "/bomb": ok(b"no", b"Content-Encoding: br"),
                   "/circle": moved + b"/circle\\r\\n\\r\\n"}
        async with host({"/in": ok()}, address="127.0.0.3") as inside, host(answers) as outlet:
            answers = outlet.answers
            answers["/moved"] = moved + b"/a\\r\\n\\r\\n"
            answers["/inside"] = moved + inside.url.encode() + b"/in\\r\\n\\r\\n"
            wanted = [fetch(outlet.url + path, kind) for path, kind in [
                ("/a", "article"), ("/feed", "feed"), ("/moved", "article"), ("/no", "article"),
                ("/inside", "article"), ("/drip", "article"), ("/big", "article"),
                ("/bomb", "article"), ("/circle", "article")]]
            async with crew(allowed=["127.0.0.1/32"], timeout=1.0,
                            twisted="twisted" in sys.argv) as ours:
                desk = await ours.crawl(*wanted)
                for _ in range(20):
                    await ours.crawl(fetch(outlet.url + "/a"))
                ours.gate.pause(outlet.url.partition("//")[2], 9_000_000)
                crawling = asyncio.create_task(ours.waves.crawl([fetch(outlet.url + "/end")]))
                await asyncio.sleep(0)
                await asyncio.wait_for(ours.waves.stop(), 10)
                await asyncio.wait_for(crawling, 10)
            said = desk.notes + [f"{u}: {r}" for u, r in desk.reasons.items()]
            said += [f"{u} {a.etag}" for u, a in desk.answers.items()] + desk.given_back
            print("\\n".join(sorted(one.replace(outlet.url, "") for one in said)))
            assert inside.asked == [], inside.asked

    asyncio.run(main())
"""


def test_twisteds_reactor_makes_no_difference() -> None:
    """Answers, failures, redirects, refusals, limits and the end are the same on both."""
    ours, twisteds = run_script(BOTH), run_script(BOTH, "twisted")
    assert (ours.returncode, ours.stderr, twisteds.stderr) == (0, "", "")
    assert twisteds.stdout == ours.stdout
    for told in (
        "page /moved",
        "released /end",
        '/feed "7"',
        "/no: http 404",
        "/inside: its address is not public",
        "/drip: it did not answer in time",
        "/circle: max redirections reached",
        "/big: its answer exceeds the size limit",
    ):
        assert told in ours.stdout.splitlines()


def descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def resident() -> int:
    """Return the bytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


async def run_waves(count: int) -> None:
    """Run small waves one after the other, with a feed, its page and a failure each."""
    async with host({"/feed": ok(b"<rss/>"), "/a": ok(b"x" * 20_000)}) as outlet, crew() as ours:
        for _ in range(count):
            ours.desk.brings = {outlet.url + "/feed": [fetch(outlet.url + "/a")]}
            await ours.crawl(fetch(outlet.url + "/feed", "feed"), fetch(outlet.url + "/no"))
        assert len(ours.desk.notes) == 4 * count


async def test_waves_leave_no_descriptor_open() -> None:
    """Ten waves in a row end with as many open files as they began."""
    await run_waves(1)
    before = descriptors()
    await run_waves(10)
    assert descriptors() == before


async def test_ended_waves_are_swept_from_memory() -> None:
    """Though Python's collector never comes by itself, few crawls are left of many."""
    gc.collect()
    gc.disable()
    try:
        await run_waves(SWEEP_EVERY + 1)
        left = sum(type(each) is Crawler for each in gc.get_objects())
    finally:
        gc.enable()
    assert left < SWEEP_EVERY // 4


@pytest.mark.soak
async def test_many_waves_leave_nothing_behind() -> None:
    """Six times three hundred waves: descriptors flat, memory nearly so."""
    await run_waves(300)
    gc.collect()
    files, memory = descriptors(), resident()
    for _ in range(5):
        await run_waves(300)
        gc.collect()
    assert descriptors() == files
    assert resident() - memory < 15_000_000


async def test_scrapy_is_told_to_be_quiet() -> None:
    """What fails is the desk's to log; Scrapy speaks of errors in our own code only."""
    async with crew():
        assert logging.getLogger("scrapy").level == logging.ERROR
