"""No connection leads inside, however the address is written or resolved.

Nothing here sends a packet: names are answered by a stub, and the socket that the guard
lets through is noted and never connected.
"""

from __future__ import annotations

import itertools
import json
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from crawler.answers import causes
from crawler.guard import AddressRefusedError, Guard

HOSTILE = Path(__file__).parents[1] / "hostile" / "urls" / "ssrf.json"
CASES = json.loads(HOSTILE.read_text(encoding="utf-8"))
PUBLIC = "93.184.216.34"
NAMES: dict[str, list[list[str]]] = {
    "localhost": [["127.0.0.1", "::1"]],
    "pub.lab": [[PUBLIC]],
    "loop.lab": [["127.0.0.1"]],
    "meta.lab": [["169.254.169.254"]],
    "priv.lab": [["10.0.0.5"]],
    "cg.lab": [["100.64.0.1"]],
    "cname.lab": [["192.168.1.1"]],
    "v6loop.lab": [["::1"]],
    "v6map.lab": [["::ffff:10.0.0.1"]],
    "nat64.lab": [["64:ff9b::a00:1"]],
    "sixto4.lab": [["2002:a00:1::1"]],
    "mixed.lab": [[PUBLIC, "10.0.0.1", "::1"]],
    "flip1.lab": [[PUBLIC], ["127.0.0.1"]],
    "flip2.lab": [["127.0.0.1"], [PUBLIC]],
    "flip3.lab": [[PUBLIC], ["169.254.169.254"], ["::1"]],
}


class Stub(AbstractResolver):
    """Answers names from a table, each in turn; numbers as the system reads them."""

    def __init__(self) -> None:
        self._answers: dict[str, Iterator[list[str]]] = {
            name: itertools.cycle(answers) for name, answers in NAMES.items()
        }

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Answer without asking anybody."""
        name = host.lower().rstrip(".")
        return [found for text in self._found(name) for found in numeric(text, host, port)]

    def _found(self, name: str) -> list[str]:
        return next(self._answers[name]) if name in self._answers else [name]

    async def close(self) -> None:
        """Hold nothing."""


def numeric(text: str, host: str, port: int) -> Iterable[ResolveResult]:
    """Read an address in any notation the system knows; OSError for a name."""
    for family, _, proto, _, address in socket.getaddrinfo(
        text, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
    ):
        yield ResolveResult(
            hostname=host,
            host=str(address[0]),
            port=port,
            family=family,
            proto=proto,
            flags=socket.AI_NUMERICHOST,
        )


class Recorder:
    """Stands where sockets are made: notes the address that one would connect to."""

    def __init__(self, guard: Guard) -> None:
        self._factory = guard.socket_factory(make=self._make)
        self.reached: list[str] = []
        self.made: list[dict[str, Any]] = []

    def _make(self, **kind: Any) -> socket.socket:
        self.made.append(kind)
        return socket.socket(**kind)

    def __call__(self, info: tuple[Any, ...]) -> socket.socket:
        """Let the guard judge, then connect to nothing."""
        self._factory(info).close()
        self.reached.append(info[4][0])
        raise ConnectionRefusedError(111, "the recorder connects to nothing")


async def ask(url: str, guard: Guard, times: int = 1) -> tuple[list[str], Exception]:
    """Try to fetch an address; return what would have been connected to, and the error."""
    recorder = Recorder(guard)
    connector = aiohttp.TCPConnector(
        resolver=Stub(), socket_factory=recorder, use_dns_cache=False, happy_eyeballs_delay=0.01
    )
    error: Exception = RuntimeError("it was fetched")
    async with aiohttp.ClientSession(connector=connector) as session:
        for _ in range(times):
            try:
                await session.get(url, allow_redirects=False)
            except (aiohttp.ClientError, ValueError, UnicodeError) as met:
                error = met
    return recorder.reached, error


def hops(url: str) -> list[str]:
    """List the addresses that a redirecting case leads through."""
    found = [url]
    while to := parse_qs(urlsplit(found[-1]).query).get("to"):
        found.append(urljoin(found[-1], to[0]))
    return found


@pytest.mark.parametrize(
    ("url", "want"), [pytest.param(case["url"], case["want"], id=case["id"]) for case in CASES]
)
async def test_hostile_addresses(url: str, want: str) -> None:
    *before, last = hops(url)
    for hop in before:
        assert (await ask(hop, Guard()))[0] == [PUBLIC]
    reached, _ = await ask(last, Guard(), times=4)
    if want == "allow":
        assert len(reached) == 4
    else:
        assert set(reached) <= ({PUBLIC} if want == "either" else set())


@pytest.mark.parametrize(
    "address",
    """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.8.8.8
    169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1
    192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255
    240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::93.184.216.34 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::5db8:d822 100::1 2001::1 2001:db8::1 2001:10::1
    2002:7f00:1:: 2002:a00:1::1 2002:a9fe:a9fe::1 2001:0:5db8:d822:0:0:80ff:fffe
    fc00::1 fd00::1 fd00:ec2::254 fe80::1 fe80::1%lo fe80::1%25eth0 fec0::1 ff02::1 ff0e::1
    """.split(),
)
def test_addresses_inside(address: str) -> None:
    assert Guard().refuses(address)


@pytest.mark.parametrize(
    "address",
    """
    1.1.1.1 8.8.8.8 93.184.216.34 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255
    128.0.0.1 169.253.255.255 172.15.255.255 172.32.0.1 192.167.255.255 198.17.255.255 198.20.0.1
    223.255.255.255 2606:2800::1 2a00:1450::1 ::ffff:93.184.216.34 64:ff9b::5db8:d822
    2002:5db8:d822::1
    """.split(),
)
def test_addresses_outside(address: str) -> None:
    assert not Guard().refuses(address)


@pytest.mark.parametrize(
    ("allowed", "address", "refused"),
    [
        (["127.0.0.0/8"], "127.61.0.3", False),
        (["127.0.0.2/32"], "127.0.0.2", False),
        (["127.0.0.2/32"], "127.0.0.3", True),
        (["127.0.0.0/8"], "10.0.0.1", True),
        (["127.0.0.0/8"], "::1", True),
        (["127.0.0.0/8"], "::ffff:127.0.0.1", True),  # named as IPv4 only
        (["::1/128"], "::1", False),
        (["::1/128", "10.0.0.0/8"], "10.1.2.3", False),
        (["fe80::/10"], "fe80::1%lo", False),
        ([], "127.0.0.1", True),
    ],
)
def test_networks_that_a_setting_names(allowed: list[str], address: str, refused: bool) -> None:
    assert Guard(allowed).refuses(address) is refused


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_dress_hides_an_inner_address(address: Any) -> None:
    """Mapped, NAT64, 6to4 and Teredo forms of a private address are refused as well."""
    number = int(address)
    for dressed in (
        socket.inet_ntop(socket.AF_INET6, raw.to_bytes(16, "big"))
        for raw in (
            (0xFFFF << 32) | number,
            (0x64FF9B << 96) | number,
            (0x2002 << 112) | (number << 80) | 1,
            (0x20010000 << 96) | (number ^ 0xFFFFFFFF),
        )
    ):
        assert Guard().refuses(dressed), dressed


@pytest.mark.parametrize("url", ["http://flip1.lab/", "http://flip2.lab/", "http://flip3.lab/"])
async def test_a_name_that_changes_its_mind_is_checked_each_time(url: str) -> None:
    """Twelve connections to a rebinding name: only its public answers are connected to."""
    reached, _ = await ask(url, Guard(), times=12)
    assert set(reached) == {PUBLIC}
    assert 4 <= len(reached) <= 6


async def test_of_a_mixed_name_only_public_addresses_are_tried() -> None:
    """A private address beside a public one is passed over, not the whole name."""
    assert (await ask("http://mixed.lab/", Guard()))[0] == [PUBLIC]


@pytest.mark.parametrize("url", ["http://priv.lab/", "http://localhost/", "http://10.0.0.1/"])
async def test_a_refusal_says_so(url: str) -> None:
    """Also for a name with several addresses, the error's cause is ours and has a text."""
    _, error = await ask(url, Guard())
    refusals = [cause for cause in causes(error) if isinstance(cause, AddressRefusedError)]
    assert [refusal.strerror for refusal in refusals[:1]] == ["its address is not public"]


async def test_the_socket_is_of_the_kind_that_was_resolved() -> None:
    """Family, type and protocol go through to whoever makes sockets."""
    recorder = Recorder(Guard())
    target = (PUBLIC, 80)
    with pytest.raises(ConnectionRefusedError):
        recorder((socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", target))
    kind = {"family": socket.AF_INET, "type": socket.SOCK_STREAM, "proto": socket.IPPROTO_TCP}
    assert recorder.made == [kind]
    with pytest.raises(AddressRefusedError):
        recorder((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))
    assert len(recorder.made) == 1
