"""robots.txt is asked for once, kept for a while, and obeyed."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from crawler.robots import MOST_PARSED, Robots, RobotsFile, Verdict, read_robots

NOW = datetime(2031, 3, 4, 1, 0, tzinfo=UTC)
AGENT = "wirewatch/0.1.0 (+https://desk.example/bot; night.desk@newsdesk.example)"
HOST = "sandal.example"
KIB = 1024


class Host:
    """A host that answers for its robots.txt, and counts how often it was asked."""

    def __init__(self, body: str | bytes = "", status: int = 200) -> None:
        raw = body if isinstance(body, bytes) else body.encode()
        self.file = read_robots(status, raw, NOW)
        self.asked = 0

    async def answer(self) -> RobotsFile:
        """Answer, not at once."""
        self.asked += 1
        await asyncio.sleep(0)
        return self.file

    async def verdict(
        self, path: str = "/a", robots: Robots | None = None, now: datetime = NOW
    ) -> Verdict:
        """Ask a memory (a new one) about one of its pages."""
        robots = robots or Robots(AGENT)
        return await robots.verdict(f"https://{HOST}{path}", HOST, now, self.answer)


ALL = "User-agent: *\nDisallow: /search\nDisallow: /share\n"
OWN = "User-agent: *\nDisallow: /\n\nUser-agent: {}\nDisallow: /private\n"
SHUT_OUT = "User-agent: {}\nDisallow: /\n\nUser-agent: *\nAllow: /\n"


@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        ("", "/a", True),
        (ALL, "/a", True),
        (ALL, "/search?q=x", False),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/1", True),  # the longest counts
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\r\nDisallow: /search\r\n", "/search", False),
        ("User-agent: *\rDisallow: /search\r", "/search", False),
        ("user-AGENT : *\ndisallow : /search # not this", "/search", False),
        # Our own group, and that of others.
        (OWN.format("wirewatch"), "/a", True),
        (OWN.format("wirewatch"), "/private/1", False),
        (OWN.format("WireWatch"), "/a", True),
        (OWN.format("wirewatch/0.1.0"), "/a", True),
        (SHUT_OUT.format("wirewatch"), "/a", False),
        (SHUT_OUT.format("Wirewatch"), "/a", False),
        (SHUT_OUT.format("OtherBot"), "/a", True),
        # Words of the contact address are no name of ours.
        (SHUT_OUT.format("bot"), "/a", True),
        (SHUT_OUT.format("desk"), "/a", True),
        (SHUT_OUT.format("https"), "/a", True),
        (SHUT_OUT.format("newsdesk.example"), "/a", True),
        # What editors and servers leave in files.
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /search", "/search", False),
        (b"\xff\xfe\x00\x80" * 99, "/a", True),
        (b"\x00" * 5000, "/a", True),
        ("<!DOCTYPE html><title>Just a moment</title>", "/a", True),
        ("Disallow: /", "/a", True),  # for nobody
        (b"User-agent: *\nDisallow: /\xd8\xb3\xdb\x8c", "/\u0633\u06cc", False),
        (b"User-agent: *\nDisallow: /caf\xe9\nDisallow: /search", "/search", False),
    ],
)
async def test_what_a_file_allows(body: str | bytes, path: str, allowed: bool) -> None:
    verdict = await Host(body).verdict(path)
    assert verdict.allowed is allowed
    assert verdict.permanent is not allowed
    assert verdict.reason == ("" if allowed else "robots.txt forbids it")


@pytest.mark.parametrize("agent", ["wirewatch/0.1.0", "wirewatch", AGENT])
async def test_our_own_group_counts_with_and_without_a_contact(agent: str) -> None:
    host = Host(SHUT_OUT.format("wirewatch"))
    assert not (await host.verdict("/a", Robots(agent))).allowed


@pytest.mark.parametrize(
    ("status", "allowed", "reason"),
    [
        (200, False, "robots.txt forbids it"),
        (203, False, "robots.txt forbids it"),
        (301, True, ""),  # led nowhere within five hops
        (400, True, ""),
        (401, True, ""),
        (403, True, ""),
        (404, True, ""),
        (410, True, ""),
        (429, False, "its robots.txt cannot be read just now (http 429)"),
        (500, False, "its robots.txt cannot be read just now (http 500)"),
        (503, False, "its robots.txt cannot be read just now (http 503)"),
        (0, False, "its robots.txt cannot be read just now (no answer)"),
    ],
)
async def test_what_a_status_means(status: int, allowed: bool, reason: str) -> None:
    verdict = await Host("User-agent: *\nDisallow: /", status).verdict()
    assert (verdict.allowed, verdict.reason) == (allowed, reason)
    assert verdict.permanent is (reason == "robots.txt forbids it")


@pytest.mark.parametrize(
    ("status", "age", "asked"),
    [
        (200, timedelta(0), 1),
        (200, timedelta(hours=23, minutes=59), 1),
        (200, timedelta(hours=24), 2),
        (404, timedelta(hours=23), 1),
        (404, timedelta(hours=25), 2),
        (503, timedelta(minutes=29), 1),
        (503, timedelta(minutes=30), 2),
        (0, timedelta(minutes=29), 1),
        (0, timedelta(minutes=31), 2),
        (429, timedelta(minutes=31), 2),
    ],
)
async def test_how_long_an_answer_counts(status: int, age: timedelta, asked: int) -> None:
    host, robots = Host("", status), Robots(AGENT)
    await host.verdict(robots=robots)
    await host.verdict(robots=robots, now=NOW + age)
    assert host.asked == asked


async def test_a_host_that_is_well_again_is_obeyed_again() -> None:
    """A failure forbids for half an hour, then the file itself decides."""
    robots = Robots(AGENT)
    assert not (await Host(status=500).verdict(robots=robots)).allowed
    later = NOW + timedelta(minutes=31)
    assert (await Host(ALL).verdict(robots=robots, now=later)).allowed


async def test_many_that_come_together_ask_once() -> None:
    """A feed's 25 articles cost one request for robots.txt."""
    host, robots = Host(ALL), Robots(AGENT)
    verdicts = await asyncio.gather(*(host.verdict(f"/{n}", robots) for n in range(25)))
    assert all(verdict.allowed for verdict in verdicts)
    assert host.asked == 1


async def test_an_error_while_asking_is_not_kept() -> None:
    """Whoever could not ask says so; the next one asks."""
    host, robots = Host(ALL), Robots(AGENT)

    async def broken() -> RobotsFile:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await robots.verdict(f"https://{HOST}/a", HOST, NOW, broken)
    assert (await host.verdict(robots=robots)).allowed


async def test_what_is_known_is_not_asked_again() -> None:
    """A restart begins with the hosts' rows."""
    robots = Robots(AGENT, {HOST: read_robots(200, ALL.encode(), NOW)})
    host = Host()
    assert not (await host.verdict("/search", robots)).allowed
    assert host.asked == 0


async def test_hosts_have_files_of_their_own() -> None:
    """What one host forbids says nothing about another."""
    robots, shut = Robots(AGENT), Host("User-agent: *\nDisallow: /")
    assert not (await shut.verdict(robots=robots)).allowed
    other = await robots.verdict("https://zhenna.example/a", "zhenna.example", NOW, Host().answer)
    assert other.allowed


@pytest.mark.parametrize(
    ("body", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7.0),
        ("User-agent: *\nCrawl-delay: 0.5", 0.5),
        ("User-agent: *\nCrawl-delay: 7\nDisallow: /", 7.0),
        ("User-agent: *\nCrawl-delay: 7\nUser-agent: wirewatch\nCrawl-delay: 3", 3.0),
        ("User-agent: *\nCrawl-delay: -7", 0.0),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        ("User-agent: *\nCrawl-delay: inf", 0.0),
        ("User-agent: *\nCrawl-delay: nan", 0.0),
        ("User-agent: OtherBot\nCrawl-delay: 7", 0.0),
        (ALL, 0.0),
    ],
)
async def test_crawl_delay(body: str, delay: float) -> None:
    assert (await Host(body).verdict()).delay == delay


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
async def test_of_a_huge_file_the_first_500_kib_count(end: str) -> None:
    """A rule before the limit counts, one behind it does not, one across it is dropped."""
    line = "Disallow: /old" + end
    head = f"User-agent: *{end}Disallow: /search{end}"
    body = head + line * ((500 * KIB - len(head)) // len(line) - 9)
    # The limit falls just behind the slash, which would forbid all.
    body += "#" * (500 * KIB - len(body) - len(end) - len("Disallow: /"))
    body += end + f"Disallow: /share{end}Disallow: /late{end}"
    assert body.encode()[: 500 * KIB].endswith(b"Disallow: /")
    host, robots = Host(body), Robots(AGENT)
    allowed = {path: (await host.verdict(path, robots)).allowed for path in ("/a", "/late")}
    assert allowed == {"/a": True, "/late": True}
    assert not (await host.verdict("/search", robots)).allowed


def test_a_huge_file_without_lines_says_nothing() -> None:
    """What is one line of 600 KiB is no rule."""
    assert read_robots(200, b"Disallow: /" * 60_000, NOW).text == ""


@pytest.mark.parametrize(
    "line",
    ["Disallow: /*a*a*a*a*a*a*a*b$", "Allow: /%zz%C3%28*", "User-agent: a{}", "Crawl-delay: 9e{}"],
)
async def test_hostile_files_are_read_in_time(line: str) -> None:
    """Half a megabyte of the worst lines costs seconds of processor time at most."""
    lines = (line.format(n) for n in range(500 * KIB // (len(line) + 6)))
    host, robots = Host("User-agent: *\n" + "\n".join(lines)), Robots(AGENT)
    before = time.process_time()
    await host.verdict("/" + "a" * 1900, robots)
    await host.verdict("/" + "ab" * 900, robots)
    assert time.process_time() - before < 5


@pytest.mark.parametrize("body", ["", "User-agent: *\n" + "Disallow: /search\n" * 60])
async def test_of_ten_thousand_files_only_those_used_last_stay_read(body: str) -> None:
    """The rules of a host that comes again count as before."""
    robots, file = Robots(AGENT), read_robots(200, body.encode(), NOW)

    async def answer() -> RobotsFile:
        return file

    for number in range(10_000):
        name = f"host{number}.example"
        assert (await robots.verdict(f"https://{name}/a", name, NOW, answer)).allowed
        assert robots.parsed <= MOST_PARSED
    again = await robots.verdict("https://host0.example/search", "host0.example", NOW, answer)
    assert again.allowed is (body == "")


async def test_a_file_beyond_the_limit_is_read_all_the_same() -> None:
    """It stands alone until the next."""
    text = "User-agent: *\nDisallow: /a\n#" + "x" * MOST_PARSED
    robots = Robots(AGENT, {HOST: RobotsFile(200, text, NOW)})
    for _ in range(2):
        assert not (await Host().verdict("/a", robots)).allowed


async def test_hosts_that_nobody_asks_for_any_more_are_let_go() -> None:
    """A list of links names new hosts every day; those of the last day stay."""
    robots = Robots(AGENT)

    async def ask(name: str, at: datetime) -> None:
        async def answer() -> RobotsFile:
            return read_robots(200, ALL.encode(), at)

        assert not (await robots.verdict(f"https://{name}/search", name, at, answer)).allowed

    for day in range(20):
        for number in range(500):
            await ask(f"host{number}.day{day}.example", NOW + timedelta(days=day))
        assert len(robots.hosts) <= 2000
        assert f"host7.day{day}.example" in robots.hosts
