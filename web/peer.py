"""Where a request comes from, and what a proxy before us may say about it.

The one sure thing is the address at the other end of the connection.  Headers say more
("X-Forwarded-For: 203.0.113.9", "X-Forwarded-User: iris"), and everybody can write
them; so they count only on connections from the proxies that the configuration names.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

from web.guard import host_of, is_loopback

Address = IPv4Address | IPv6Address

# What a proxy adds: with one of these the visitor is not the peer.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_LONGEST_USER = 100
# One who has an IPv6 address has 2^64 of them.
_V6_NET = 64


class Peers:
    """Reads who is there, trusting these proxies; `header` names the user, "" if none does."""

    def __init__(self, proxies: Sequence[str] = (), header: str = "") -> None:
        self._proxies = [ip_network(network, strict=False) for network in proxies]
        self.header = header

    def user(self, scope: Scope) -> str:
        """Return the user whom a trusted proxy names, "" if it names none or is not trusted.

        Two headers, or a name that is no plain line, are somebody's trick: nobody is named.
        """
        if not self.header or not self._trusts(peer(scope)):
            return ""
        found = Headers(scope=scope).getlist(self.header)
        name = found[0].strip() if len(found) == 1 else ""
        return name if name.isprintable() and len(name) <= _LONGEST_USER else ""

    def client(self, scope: Scope) -> str:
        """Return the address by which a visitor's attempts are counted."""
        address = peer(scope)
        if self._trusts(address):
            for text in reversed(
                ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
            ):
                said = _address(text.strip())
                if said is None:
                    break
                address = said
                if not self._trusts(said):
                    break
        return _counted(address)

    def _trusts(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._proxies)


def peer(scope: Scope) -> Address | None:
    """Return the address at the other end of the connection."""
    client = scope.get("client")
    return _address(client[0]) if client else None


def from_here(scope: Scope) -> bool:
    """Say whether the connection comes from this machine, be it a proxy's."""
    address = peer(scope)
    return address is not None and address.is_loopback


def is_local(scope: Scope) -> bool:
    """Say whether somebody on this machine asks, and nobody from elsewhere through a proxy."""
    headers = Headers(scope=scope)
    return (
        from_here(scope)
        and is_loopback(host_of(headers.get("host", "")))
        and not any(name in headers for name in _FORWARDED)
    )


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _counted(address: Address | None) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _V6_NET), strict=False))
    return str(address)
