"""Write a configuration that watches the served world: four TOML files in a directory.

Addresses and ports are known only once the world is served, so the files are written
then, as a user would write them.  The values are plain enough that JSON's strings are
TOML's strings, which spares a writer library.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from news.fact import Notify
from wirewatch.newsworld.printed import ListKind
from wirewatch.newsworld.server import Served, ServedOutlet
from wirewatch.newsworld.watch import GAUGES, PEOPLE, ROUTES, TOPICS, recipients

Value = str | int | bool | Iterable[str]
_MINUTE = 60
# An hour of a fast world is a few real seconds, in which a busy machine may stand still.
ALERTS: Mapping[str, Value] = {"catch_up": "6h"}


def write_config(
    directory: Path,
    served: Served,
    mail_port: int,
    slack_url: str,
    *,
    poll_seconds: int = 300,
    mail_host: str = "127.0.0.1",
    web_port: int = 8087,
    min_gap: str = "1s",
    database: str = "",
    alerts: Mapping[str, Value] = ALERTS,
    crawl: Mapping[str, Value] = MappingProxyType({}),
    notify: Notify = Notify.EVERY,
) -> list[Path]:
    """Write the four files for these outlets; returns their paths.

    `slack_url` is the whole address of the webhook, `alerts` the section of that name,
    `crawl` what is to stand otherwise in its section; `notify` holds for all that is tracked.
    Existing files are replaced.
    """
    directory.mkdir(parents=True, exist_ok=True)
    texts = {
        "wirewatch.toml": _program(
            poll_seconds, mail_host, mail_port, web_port, min_gap, database=database, other=crawl
        )
        + table("\n[alerts]", alerts),
        "sources.toml": "\n".join(_source(outlet) for outlet in served.outlets.values()),
        "watch.toml": _watch(notify),
        "alerts.toml": _alerts(slack_url),
    }
    paths = []
    for name, text in texts.items():
        path = directory / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def table(header: str, values: Mapping[str, Value]) -> str:
    """Write one table of TOML; empty strings and lists are left out."""
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if value not in ("", ())]
    return "\n".join([header, *lines, ""])


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "[" + ", ".join(json.dumps(item, ensure_ascii=False) for item in value) + "]"


def _program(
    poll_seconds: int,
    mail_host: str,
    mail_port: int,
    web_port: int,
    min_gap: str,
    *,
    database: str,
    other: Mapping[str, Value],
) -> str:
    whole = poll_seconds % _MINUTE == 0
    poll = f"{poll_seconds // _MINUTE}m" if whole else f"{poll_seconds}s"
    crawl: dict[str, Value] = {
        "contact": "https://newsdesk.example/wirewatch",
        "min_gap": min_gap,
        "allow_addresses": ("127.0.0.0/8",),
        # A fixed pause: how late a report may come is known.
        "poll": poll,
        "poll_floor": poll,
        "poll_cap": poll,
        **other,
    }
    mail: dict[str, Value] = {
        "host": mail_host,
        "port": mail_port,
        "security": "none",
        "sender": "wirewatch@newsdesk.example",
    }
    return "\n".join(
        (
            table("[archive]", {"data": "./data", "database": database, "reserve": "1MB"}),
            table("[crawl]", crawl),
            table("[mail]", mail),
            table("[web]", {"host": "127.0.0.1", "port": web_port}),
        )
    )


def _source(served: ServedOutlet) -> str:
    outlet = served.outlet
    feeds = served.feed_urls(ListKind.RSS, ListKind.ATOM, ListKind.JSON, ListKind.RDF)
    return table(
        "[[sources]]",
        {
            "name": outlet.name,
            "url": served.url + "/",
            "feeds": tuple(feeds),
            "sitemaps": tuple(served.feed_urls(ListKind.SITEMAP)),
            "sections": tuple(served.feed_urls(ListKind.SECTION)),
            "language": outlet.language,
            "region": outlet.region,
            "country": outlet.country,
            "timezone": outlet.timezone,
        },
    )


def _watch(notify: Notify) -> str:
    topics = [
        table(
            "[[topics]]",
            {"name": topic.name, "rule": topic.rule, "all": topic.all, "any": topic.any,
             "none": topic.none, "notify": notify.value},
        )
        for topic in TOPICS
    ]  # fmt: skip
    people = [
        table(
            "[[people]]", {"name": person.name, "aliases": person.aliases, "notify": notify.value}
        )
        for person in PEOPLE
    ]
    figures = [
        table(
            "[[figures]]",
            {
                "name": gauge.name,
                "topic": gauge.topic,
                "effect": str(gauge.asked.effect),
                "above": int(gauge.asked.limits[0].value),
                "notify": notify.value,
            },
        )
        for gauge in GAUGES
    ]
    return "\n".join(topics + people + figures)


def _alerts(slack_url: str) -> str:
    told = [
        table(
            "[[recipients]]",
            {
                "name": one.name,
                "channel": one.channel,
                "webhook" if one.channel == "slack" else "address": one.address,
                "timezone": one.timezone,
            },
        )
        for one in recipients(slack_url)
    ]
    ways = [
        table(
            "[[routes]]",
            {
                "name": route.name,
                "recipients": route.recipients,
                "topics": route.topics,
                "people": route.people,
                "figures": route.figures,
                "sources": route.sources,
            },
        )
        for route in ROUTES
    ]
    return "\n".join(told + ways)
