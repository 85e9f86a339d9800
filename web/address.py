"""Addresses to listen on, as the configuration writes them."""

from __future__ import annotations

from ipaddress import ip_address

_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  compared only


def address_of(host: str, port: int) -> str:
    """Write where this machine's own browser finds what listens there."""
    name = "127.0.0.1" if host in _EVERYWHERE else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def is_this_machine(host: str) -> bool:
    """Say whether nobody else reaches an address that we listen on."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
