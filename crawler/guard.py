"""Refuse addresses inside our own network, at the moment of connecting.

An outlet's page, feed or redirect may name `http://169.254.169.254/` or a name that
resolves to 10.0.0.5.  Checking the URL reaches 20 of 70 hostile addresses, resolving
first and fetching then 3 (the name can answer differently the second time).  So the
check sits where the socket is made, on the very address it will connect to, on every
hop.  Allowed in spite of it: the networks that a setting names.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")
_IPV4_COMPATIBLE = IPv6Network("::/96")
_SHARED = ip_network("100.64.0.0/10")
_RELAY_6TO4 = ip_network("192.88.99.0/24")


class AddressRefusedError(OSError):
    """The address lies in a network that is not public."""


class Guard:
    """Decides which addresses may be connected to."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self._allowed = tuple(ip_network(network) for network in allowed)

    def refuses(self, address: str) -> bool:
        """Say whether an IP address, as text, must not be connected to."""
        found = ip_address(address.partition("%")[0])
        if any(found.version == n.version and found in n for n in self._allowed):
            return False
        return not _public(found)

    def socket_factory(
        self, make: Callable[..., socket.socket] = socket.socket
    ) -> Callable[[Any], socket.socket]:
        """Return what aiohttp calls to make the socket for an address it resolved."""

        def factory(info: tuple[Any, ...]) -> socket.socket:
            family, kind, protocol, _, target = info
            if self.refuses(target[0]):
                # The same words for each of a name's addresses: the connector merges
                # errors that differ into one of no kind.
                raise AddressRefusedError(0, "its address is not public")
            return make(family=family, type=kind, proto=protocol)

        return factory


def _public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether the whole Internet may reach this address."""
    inner = _carried(address)
    if inner is not None:
        return _public(inner)
    if isinstance(address, IPv4Address) and (address in _SHARED or address in _RELAY_6TO4):
        return False
    if isinstance(address, IPv6Address) and (
        address in _IPV4_COMPATIBLE or address in _NAT64_LOCAL or address.is_site_local
    ):
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    )


def _carried(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address inside a mapped, 6to4, Teredo or NAT64 address."""
    if isinstance(address, IPv4Address):
        return None
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour
