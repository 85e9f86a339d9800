"""Write a first configuration from what somebody wants: four commented files.

The files are meant to be edited by hand from then on, so they look as a person would write
them, with the comments that say what else is possible.  A secret goes into a file of its
own that only its owner can read, and the TOML refers to it: the folder can be shown,
copied into a ticket and kept in git without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import tomlkit

from config.catalogue import Outlet
from config.edit import written

MAIL_SECRET, SLACK_SECRET, SLACK_TOKEN = "mail-password", "slack-webhook", "slack-token"


@dataclass(frozen=True)
class MailServer:
    """The way mails leave."""

    host: str
    sender: str
    port: int = 0
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to watch, and how to be told.

    `topics` are names with their rules, `people` names with their other spellings.  Slack is
    reached by a `webhook`, or by a bot's `token` that writes to the channel `place`.  Without a
    mail address and either of those alerts are printed where wirewatch runs.
    """

    outlets: tuple[Outlet, ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, tuple[str, ...]], ...] = ()
    mail: str = ""
    server: MailServer | None = None
    webhook: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    place: str = ""
    contact: str = ""
    timezone: str = "UTC"


def compose(wanted: Wanted) -> dict[str, str]:
    """Return the texts of all files by name; secrets under the names of their files."""
    texts = {
        "wirewatch.toml": _settings(wanted),
        "sources.toml": _sources(wanted.outlets),
        "watch.toml": _watch(wanted),
        "alerts.toml": _alerts(wanted),
    }
    return texts | secrets(wanted)


def secrets(wanted: Wanted) -> dict[str, str]:
    """Return what only the owner may read, by the names of the files."""
    password = wanted.server.password if wanted.server else ""
    held = {MAIL_SECRET: password, SLACK_SECRET: wanted.webhook, SLACK_TOKEN: wanted.token}
    return {name: f"{text}\n" for name, text in held.items() if text}


def _settings(wanted: Wanted) -> str:
    contact = f"contact = {_value(wanted.contact)}"
    lines = [
        "# Settings of wirewatch.  Every key has a default; docs/configuration.md has them all.",
        '# Durations: "30s", "15m", "36h".  Sizes: "500kB", "10MB".',
        "",
        "[archive]",
        'data = "./data"                 # counts from this file\'s folder',
        "",
        "[crawl]",
        "# Outlets see this address and can complain to it.",
        contact if wanted.contact else '# contact = "desk@example.org"',
        'poll = "15m"                    # first pause between two polls; then by its rhythm',
        "",
        "[alerts]",
        'max_age = "36h"                 # older reports are archived, but nobody is told',
        "",
        "[web]",
        'host = "127.0.0.1"              # only this machine',
        "port = 8087",
        '# base_url = "https://news.example.org"    # the address that alerts link to',
        "",
    ]
    if wanted.server is None:
        return "\n".join([*lines, *_NO_SERVER, ""])
    return "\n".join([*lines, *_server(wanted.server), ""])


_NO_SERVER = (
    '# The mail server, for recipients with channel = "email".',
    "# [mail]",
    '# host = "smtp.example.org"',
    '# security = "starttls"         # "none", "starttls" or "tls"',
    '# user = "wirewatch"',
    f'# password = {{ file = "{MAIL_SECRET}" }}',
    '# sender = "wirewatch@example.org"',
)


def _server(server: MailServer) -> list[str]:
    lines = ["[mail]", f"host = {_value(server.host)}"]
    if server.port:
        lines.append(f"port = {server.port}")
    lines.append(f"security = {_value(server.security)}")
    if server.user:
        lines.append(f"user = {_value(server.user)}")
    if server.password:
        lines.append(f'password = {{ file = "{MAIL_SECRET}" }}   # a file beside this one')
    return [*lines, f"sender = {_value(server.sender)}"]


def _sources(outlets: Sequence[Outlet]) -> str:
    lines = [
        "# Whom we follow.  The addresses come from public lists and may have moved:",
        "# `wirewatch sources check` asks each one.  Look at the outlets' terms, too.",
        "#",
        "# A source needs feeds, sitemaps (news sitemaps) or sections (pages that list articles).",
        "# The time zone is that of times which the outlet prints without one.",
        "",
    ]
    return "\n".join([*lines, *(written(outlet.entry, outlet.remark) for outlet in outlets)])


def _watch(wanted: Wanted) -> str:
    lines = [
        "# What we look for.",
        "#",
        '# A rule holds words and "words side by side", AND, OR, NOT and brackets; a bare space',
        "# means AND, and a star stands for any ending: attack*.  Capitals and accents do not",
        "# matter.  `wirewatch topics preview` shows what each would have found.",
        "",
    ]
    for name, rule in wanted.topics:
        lines += ["[[topics]]", f"name = {_value(name)}", f"rule = {_value(rule, raw=True)}", ""]
    lines += ["# A person is found by the name and by each other spelling, always as a whole.", ""]
    for name, aliases in wanted.people:
        lines += ["[[people]]", f"name = {_value(name)}"]
        lines += [f"aliases = [{', '.join(_value(alias) for alias in aliases)}]"] * bool(aliases)
        lines.append("")
    return "\n".join(lines)


def _alerts(wanted: Wanted) -> str:
    zone = f"timezone = {_value(wanted.timezone)}"
    told: dict[str, list[str]] = {}
    if wanted.mail:
        told["desk"] = ['channel = "email"', f"address = {_value(wanted.mail)}"]
    if wanted.token:
        told["newsroom"] = [
            'channel = "slack"',
            f'token = {{ file = "{SLACK_TOKEN}" }}',
            f"to = {_value(wanted.place)}",
            "# broadcast = true             # shows replies in a thread in the channel, too",
        ]
    elif wanted.webhook:
        told["newsroom"] = ['channel = "slack"', f'webhook = {{ file = "{SLACK_SECRET}" }}']
    if not told:
        told["console"] = ['channel = "console"              # prints where wirewatch runs']
    lines = ["# Whom we tell, and of what.", ""]
    for number, (name, keys) in enumerate(told.items()):
        lines += ["[[recipients]]", f"name = {_value(name)}", *keys, zone]
        if not number:
            lines.append("health = true                    # hears if something is wrong, too")
        lines.append("")
    lines += [
        "# A route without topics, people, figures, places and sources carries everything.",
        "",
        "[[routes]]",
        'name = "everything"',
        f"recipients = [{', '.join(_value(name) for name in told)}]",
        '# digest = "daily"              # gathered, instead of each report at once',
        '# at = "07:00"',
        "",
    ]
    return "\n".join(lines)


def _value(text: str, *, raw: bool = False) -> str:
    """Write a text as TOML; a rule keeps its double quotes as they are."""
    if raw and "'" not in text and text.isprintable():
        return f"'{text}'"
    return str(tomlkit.item(text).as_string())
