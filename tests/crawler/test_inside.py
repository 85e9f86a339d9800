"""Nothing that an outlet says leads a wave inside, gives a secret away or holds others up.

Whole waves, with the downloader that the daemon uses.  All servers are on loopback, of which
one address is allowed and the others count as inside; other addresses are only ever given
to a socket that connects to nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from crawler.guard import Guard
from crawler.names import Names
from crawler.visit import Ask, Heard
from news.source import FetchKind
from tests.crawler.waveside import Crew, crew, fetch, host, ok

OURS = ["127.0.0.2/32"]
PUBLIC = "93.184.216.34"
REFUSED = "its address is not public"


def moved(to: str, *headers: bytes) -> bytes:
    """Redirect."""
    lines = [b"HTTP/1.1 302 There", b"Content-Length: 0", b"Location: " + to.encode(), *headers]
    return b"\r\n".join([*lines, b"", b""])


# All are 127.0.0.3 to one resolver or another, or its likes.
NOTATIONS = """
    127.0.0.3 127.3 127.0.3 2130706435 0x7f000003 0x7f.0.0.3 0177.0.0.3 0177.0.0.03 017700000003
    127.0.0.3. \uff11\uff12\uff17.0.0.3 127\u30020\u30020\u30023 %31%32%37.0.0.3
    [::ffff:127.0.0.3] [::ffff:7f00:3] [::127.0.0.3] [64:ff9b::7f00:3] [2002:7f00:3::]
    [::1] [::] 0.0.0.0 0 localhost inside.lab
""".split()


def knows(**names: str) -> Names:
    """Resolve names from a table, numbers as the system does."""

    def ask(name: str, port: int, *_: Any, **__: Any) -> list[Any]:
        known = names.get(name.rstrip(".").replace(".", "_"), name)
        return socket.getaddrinfo(known, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)

    return Names(ask)


@pytest.mark.parametrize("notation", NOTATIONS)
async def test_a_redirect_inside_is_refused_however_it_is_written(notation: str) -> None:
    """The inner server never hears of us, neither from a page's hop nor from a feed's."""
    async with host({"/secret": ok()}, address="127.0.0.3") as inside:
        port = inside.url.rpartition(":")[2]
        to = moved(f"http://{notation}:{port}/secret")
        async with (
            host({"/a": to, "/feed": to}, address="127.0.0.2") as outlet,
            crew(allowed=OURS, robots=False) as ours,
        ):
            ours.waves.outfit.names = knows(inside_lab="127.0.0.3", localhost="127.0.0.1")
            desk = await ours.crawl(fetch(outlet.url + "/a"), fetch(outlet.url + "/feed", "feed"))
            assert len(desk.failures) == 2
            assert not desk.answers
        assert inside.asked == []


async def _page(ours: Crew, inside: str, _: str) -> None:
    await ours.crawl(fetch(inside + "/secret"))


async def _of_kind(ours: Crew, inside: str, _: str) -> None:
    await ours.crawl(*(fetch(f"{inside}/{kind.value}", kind.value) for kind in FetchKind))


async def _brought(ours: Crew, inside: str, outlet: str) -> None:
    """Let a feed bring an article, and an index of sitemaps another sitemap."""
    ours.desk.brings = {
        outlet + "/feed": [fetch(inside + "/secret")],
        outlet + "/map": [fetch(inside + "/map", "sitemap")],
    }
    await ours.crawl(fetch(outlet + "/feed", "feed"), fetch(outlet + "/map", "sitemap"))


async def _robots_moved(ours: Crew, _: str, outlet: str) -> None:
    """Let an outlet's robots.txt lead inside."""
    await ours.crawl(fetch(outlet + "/a"))


async def _visited(ours: Crew, inside: str, _: str) -> None:
    """Somebody checks a source."""
    heard: list[Heard] = []

    async def visit(ask: Ask) -> None:
        heard.append(await ask(fetch(inside + "/secret")))

    await ours.waves.visit("Sandal Post", visit)
    assert [one.failure for one in heard] == [REFUSED]


@pytest.mark.parametrize("way", [_page, _of_kind, _brought, _robots_moved, _visited])
@pytest.mark.parametrize("robots", [True, False])
async def test_every_way_to_a_request_is_guarded(
    way: Callable[[Crew, str, str], Any], robots: bool
) -> None:
    """Whatever wants an address, an inner server hears of nobody, robots.txt included."""
    async with host({"/secret": ok()}, address="127.0.0.3") as inside:
        answers = {
            "/a": ok(),
            "/feed": ok(b"<rss/>"),
            "/map": ok(b"<sitemapindex/>"),
            "/robots.txt": moved(inside.url + "/robots.txt"),
        }
        if way is _brought:
            del answers["/robots.txt"]
        async with (
            host(answers, address="127.0.0.2") as outlet,
            crew(allowed=OURS, robots=robots) as ours,
        ):
            await way(ours, inside.url, outlet.url)
            assert inside.url not in "".join(ours.desk.answers)
            assert set(ours.desk.reasons.values()) <= {REFUSED}
        assert inside.asked == []


class Watching(Guard):
    """Notes what it let through, and connects to nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.reached: list[str] = []

    def socket_factory(self, make: Callable[..., socket.socket] = socket.socket) -> Any:
        """Judge as always; then stop."""
        judge = super().socket_factory()

        def factory(info: tuple[Any, ...]) -> socket.socket:
            judge(info).close()
            self.reached.append(info[4][0])
            raise ConnectionRefusedError(111, "nothing is connected to here")

        return factory


@pytest.mark.parametrize(
    ("answers", "reached"),
    [
        ([PUBLIC, "127.0.0.1", "10.0.0.5"], [PUBLIC]),
        (["169.254.169.254", PUBLIC], [PUBLIC]),
        (["::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "100.64.0.1"], []),
    ],
)
async def test_a_name_that_turns_private_is_refused_when_it_does(
    answers: Sequence[str], reached: list[str]
) -> None:
    """Public when it is checked, private when it is fetched: what is connected to counts."""
    turns = iter(answers)

    def ask(_: str, port: int, *__: Any, **___: Any) -> list[Any]:
        return socket.getaddrinfo(next(turns), port, type=socket.SOCK_STREAM)

    watching = Watching()
    async with crew() as ours:
        ours.waves.outfit.guard, ours.waves.outfit.names = watching, Names(ask)
        for _ in answers:
            await ours.crawl(fetch("http://flip.lab/a", "feed"))
        assert not ours.desk.answers
        assert set(ours.desk.reasons.values()) <= {REFUSED, "it refused the connection"}
    assert set(watching.reached) == set(reached)


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"])
async def test_no_proxy_of_the_environment_is_used(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would be checked in the place of what it fetches."""
    async with host({}, address="127.0.0.3") as proxy, host({"/a": ok()}) as outlet:
        monkeypatch.setenv(name, proxy.url)
        async with crew(robots=False) as ours:
            desk = await ours.crawl(fetch(outlet.url + "/a"))
            assert list(desk.answers) == [outlet.url + "/a"]
        assert proxy.asked == []


@pytest.mark.parametrize("login", ["desk:secret@", "desk@", ":@"])
async def test_nobody_makes_us_log_in(login: str) -> None:
    """A user name in an address is refused, on a redirect to whichever host too."""
    async with host({"/there": ok()}, address="127.0.0.3") as other:
        there = other.url.replace("//", f"//{login}") + "/there"
        async with host({}, address="127.0.0.2") as outlet, crew(robots=False) as ours:
            here = outlet.url.replace("//", f"//{login}") + "/a"
            outlet.answers |= {"/out": moved(there), "/back": moved(here), "/a": ok()}
            paths = [here, outlet.url + "/out", outlet.url + "/back"]
            desk = await ours.crawl(*map(fetch, paths))
            assert desk.reasons == dict.fromkeys(paths, "its address holds a user name or password")
            assert sorted(outlet.asked) == ["/back", "/out"]
        assert other.asked == []


async def test_what_one_host_gave_us_no_other_gets() -> None:
    """Neither a cookie nor a login nor where we come from goes along with a redirect."""
    async with host({"/there": ok()}, address="127.0.0.3") as other:
        given = moved(
            other.url + "/there",
            b"Set-Cookie: id=7; Domain=127.0.0.3",
            b"WWW-Authenticate: Basic realm=x",
            b"Refresh: 0; url=http://127.0.0.1/",
        )
        async with host({"/a": given}, address="127.0.0.2") as outlet, crew() as ours:
            desk = await ours.crawl(fetch(outlet.url + "/a"))
            assert list(desk.answers) == [outlet.url + "/a"]
        head = other.heads["/there"].lower()
    for name in (b"cookie", b"authorization", b"referer", b"proxy", b"origin"):
        assert b"\r\n" + name not in head


DRIP = [b"HTTP/1.1 200 OK\r\nX: 1\r\n", b"X: 2\r\n", b"\r\n"]


async def test_forty_dripping_hosts_do_not_delay_five_good_ones() -> None:
    """In one wave: the five have been handed over before the first of the forty is given up."""
    async with (
        host({f"/{n}": DRIP for n in range(40)}) as drips,
        host({"/a": ok(), "/robots.txt": ok(b"")}) as good,
        crew(connections=64, timeout=3.0, robots=False) as ours,
    ):
        # Forty hosts, and five: each address of loopback has a lane of its own.
        port, there = drips.url.rpartition(":")[2], good.url.rpartition(":")[2]
        ours.waves.outfit.names = knows(**{f"host{n}_lab": "127.0.0.1" for n in range(45)})
        slow = [fetch(f"http://host{n}.lab:{port}/{n}") for n in range(40)]
        fast = [fetch(f"http://host{n}.lab:{there}/a") for n in range(40, 45)]
        desk = await ours.crawl(*slow, *fast)
        assert sorted(desk.notes[:5]) == sorted(f"page {one.url}" for one in fast)
        assert set(desk.reasons.values()) == {"it did not answer in time"}
        assert len(desk.failures) == 40


BIG = b"User-agent: *\nDisallow: /\n" * 12_000


@pytest.mark.parametrize(
    "robots",
    [
        DRIP,
        ok(BIG),
        ok(b"User-agent: *\n", length=100_000_000),
        b"HTTP/1.1 200 OK\r\n\r\n" + BIG,
        moved("/robots.txt"),
        moved("http://[::1]:1/robots.txt"),
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\nnone",
    ],
    ids=["drip", "large", "announced", "unannounced", "circle", "inside", "packed"],
)
async def test_a_hostile_robots_txt_harms_its_own_host_only(robots: Any) -> None:
    """Its pages are not fetched for the time being; those beside it are."""
    async with (
        host({"/robots.txt": robots, "/a": ok()}, address="127.0.0.2") as bad,
        host({"/a": ok()}, address="127.0.0.3") as good,
        crew(allowed=["127.0.0.0/8"], timeout=0.8, max_bytes=200_000) as ours,
    ):
        desk = await ours.crawl(fetch(bad.url + "/a"), fetch(good.url + "/a"))
        assert list(desk.answers) == [good.url + "/a"]
        assert list(desk.failures) == [bad.url + "/a"]
        assert "/a" not in bad.asked
