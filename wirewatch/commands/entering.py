"""Commands about who may enter the pages: the password, the set-up link, the sessions."""

from __future__ import annotations

import getpass
import sys

from rich.table import Table
from rich.text import Text

from config.settings import Web
from news.errors import WirewatchError
from wirewatch.commands.terminal import (
    ConfigOption,
    JsonOption,
    err,
    load_config,
    make_clock,
    opened,
    out,
    print_json,
)


def password(config: ConfigOption = None) -> None:
    """Set the password of the pages; everybody has to log in anew.

    Asks twice on a terminal, else reads one line from standard input.
    """
    from web.password import hash_of, wrong_with

    found = load_config(config)
    typed, again = _read_password()
    if wrong := wrong_with(typed, again):
        raise WirewatchError(wrong)
    with opened(found) as archive:
        archive.access.set_password(hash_of(typed))
    out.print("The password is set; the pages ask for it from now on.")


def link(config: ConfigOption = None) -> None:
    """Print a link with which a browser sets the password, also in place of a forgotten one.

    It is good for one hour and once.
    """
    found = load_config(config)
    web = found.settings.web
    if not web.port and not web.base_url:
        raise WirewatchError(
            "the port changes at each start, so no link can be made; set [web] port, or use "
            "`wirewatch access password`"
        )
    with opened(found) as archive:
        guarded = bool(web.proxy_header or archive.access.password())
        key = archive.access.offer(make_clock().now())
    out.print(Text(f"{_address(web, guarded=guarded)}/setup/{key}"))
    err.print("Open it within an hour; it is good once. wirewatch must be running.")


def sessions(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the browsers that are logged in."""
    with opened(load_config(config)) as archive:
        found = archive.access.sessions(make_clock().now())
    if as_json:
        print_json(found)
        return
    if not found:
        out.print("No browser is logged in.")
        return
    table = Table("since", "last visit", "ends", "browser", box=None, pad_edge=False)
    for session in found:
        times = (session.since, session.used, session.until)
        table.add_row(*[f"{at:%Y-%m-%d %H:%M}" for at in times], Text(session.browser))
    out.print(table)


def log_out_all(config: ConfigOption = None) -> None:
    """Log every browser out."""
    with opened(load_config(config)) as archive:
        count = archive.access.end_all()
    out.print("1 browser is logged out." if count == 1 else f"{count} browsers are logged out.")


def _read_password() -> tuple[str, str]:
    """Ask twice on a terminal; read one line elsewhere."""
    if sys.stdin.isatty():
        return getpass.getpass("New password: "), getpass.getpass("The same again: ")
    typed = sys.stdin.readline().rstrip("\r\n")
    return typed, typed


def _address(web: Web, *, guarded: bool) -> str:
    """Return where the pages can be reached now."""
    from web.address import address_of, is_this_machine

    if web.base_url and guarded:
        return web.base_url.rstrip("/")
    shown = web.host if guarded or is_this_machine(web.host) else "127.0.0.1"
    return address_of(shown, web.port)
