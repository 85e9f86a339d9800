r"""Write what a check found: Markdown for people, JSON for machines.

Outlets are hostile: a title may be `[click](javascript:…)`, a robots.txt `<script>`, a
redirect lead to an address with backticks.  So every text goes through `_text` or
`_code`: markup becomes entities, signs that Markdown acts on are escaped, addresses stand
in code spans in which nothing acts.  Line breaks, control and bidirectional characters
are gone already when facts are made, and no text from outside begins a line.

The summary stands first, the gravest sources on top of it: who has sixty outlets reads
twelve lines.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from wirewatch.fieldcheck.facts import (
    ArticleFacts,
    Checked,
    HostFacts,
    ListFacts,
    SourceFacts,
    State,
)
from wirewatch.fieldcheck.judge import days

_ORDER = {State.BAD: 0, State.LOOK: 1, State.OK: 2}
# The last two make links of bare addresses.
_ACTIVE = re.compile(r"([\\`*_\[\]|~$@]|(?<=:)/(?=/)|(?<=www)\.)", re.IGNORECASE)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_CODE = str.maketrans({"`": "%60", "|": "%7C", "<": "%3C", ">": "%3E"})


def write_report(path: Path, checked: Sequence[Checked], agent: str, note: str = "") -> None:
    """Write a report in the form that the file's ending names."""
    as_json = path.suffix.lower() == ".json"
    text = to_json(checked, agent, note) if as_json else to_markdown(checked, agent, note)
    path.write_text(text, encoding="utf-8")


def to_json(checked: Sequence[Checked], agent: str, note: str = "") -> str:
    """Write facts and verdicts as they are."""
    return json.dumps(plain(checked, agent, note), indent=2, default=_iso) + "\n"


def plain(checked: Sequence[Checked], agent: str, note: str = "") -> dict[str, Any]:
    """Return facts and verdicts as plain values; `note` says what is not in them."""
    sources = [
        {**asdict(one.facts), "verdict": one.verdict.state, "remarks": _remarks(one)}
        for one in checked
    ]
    return {"user_agent": agent, "note": note, "sources": sources}


def _remarks(one: Checked) -> list[dict[str, Any]]:
    return [asdict(remark) for remark in one.verdict.remarks]


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def to_markdown(checked: Sequence[Checked], agent: str, note: str = "") -> str:
    """Write for people: the summary first, then each source."""
    ordered = in_order(checked)
    lines = ["# What the sources answer", "", *_head(ordered, agent, note), ""]
    lines += [
        "| source | verdict | lists | newest | article | reason |",
        "|---|---|---|---|---|---|",
    ]
    lines += [f"| {' | '.join(map(_text, row(one)))} |" for one in ordered]
    for one in ordered:
        lines += ["", *_source(one)]
    return "\n".join(lines) + "\n"


def in_order(checked: Iterable[Checked]) -> list[Checked]:
    """Return the gravest first, each kind by name."""
    return sorted(checked, key=lambda one: (_ORDER[one.verdict.state], one.facts.name.casefold()))


def counts(checked: Sequence[Checked]) -> str:
    """Say how many are well."""
    found = Counter(one.verdict.state for one in checked)
    return f"{len(checked)} sources: " + ", ".join(f"{found[state]} {state}" for state in State)


def row(one: Checked) -> tuple[str, ...]:
    """Return a source's line of the summary: plain text, to be escaped."""
    lists = one.facts.lists
    ages = [found.age_seconds for found in lists if found.age_seconds is not None]
    newest = days(timedelta(seconds=min(ages))) if ages else "–"
    usable = sum(found.usable for found in lists)
    article = one.facts.article
    read = "–"
    if article is not None:
        read = "not read" if article.failure else f"{article.length:,} characters"
    return (
        one.facts.name,
        one.verdict.state,
        f"{usable} of {len(lists)}",
        newest,
        read,
        one.verdict.reason,
    )


def _head(checked: Sequence[Checked], agent: str, note: str) -> Iterator[str]:
    times = sorted(one.facts.at for one in checked)
    if times:
        yield f"Checked {times[0]:%d %B %Y, %H:%M} to {times[-1]:%H:%M} UTC as {_code(agent)}."
    yield _text(counts(checked)) + "."
    if note:
        yield f"**{_text(note)}**"


def _source(one: Checked) -> Iterator[str]:
    facts = one.facts
    yield f"## {_text(facts.name)}: {one.verdict.state}"
    yield ""
    if facts.url:
        yield f"Home page: {_code(facts.url)}"
        yield ""
    for remark in one.verdict.remarks:
        todo = f" {_text(remark.todo)}" if remark.todo else ""
        yield f"- **{remark.state}**: {_text(remark.what)}.{todo}"
    if one.verdict.remarks:
        yield ""
    for host in facts.hosts:
        yield f"- host {_code(host.host)}: {_text(', '.join(_host(host, facts)))}"
    for found in facts.lists:
        yield f"- {found.kind} {_code(found.url)}: {_text(', '.join(_list(found)))}"
    if facts.article is not None:
        yield from _article(facts.article)


def _host(host: HostFacts, facts: SourceFacts) -> Iterator[str]:
    yield f"robots.txt {host.robots_error or host.robots_status or 'not asked'}"
    if host.crawl_delay:
        yield f"crawl-delay {host.crawl_delay:g} s"
    if host.forbids:
        yield f"forbids {len(host.forbids)} of our addresses, such as {host.forbids[0]}"
    elif not host.robots_error:
        yield "allows what we ask for"
    if host.address:
        yield f"at {host.address}"
    if host.certificate_until:
        yield f"certificate good for {days(host.certificate_until - facts.at)}"


def _list(found: ListFacts) -> Iterator[str]:
    if found.final_url:
        for_good = " for good" if found.moved_for_good else ""
        yield f"moved{for_good} to {found.final_url}"
    if found.challenge:
        yield f"challenge page ({found.challenge})"
    if found.failure:
        yield found.failure
        return
    yield f"http {found.status}"
    yield f"{found.reads_as} as {found.content_type or 'no type'}"
    yield f"{found.entries} entries, {found.dated} dated"
    if found.age_seconds is not None:
        yield f"newest {days(timedelta(seconds=found.age_seconds))} old"
    yield from _traffic(found)


def _traffic(found: ListFacts) -> Iterator[str]:
    validators = [name for name, there in _validators(found) if there]
    yield " and ".join(validators) if validators else "no validator"
    if found.repeats is not None:
        yield "answers 304 when asked again" if found.repeats else "sends all when asked again"
    yield f"{found.size:,} bytes in {found.seconds:.1f} s"


def _validators(found: ListFacts) -> tuple[tuple[str, bool], ...]:
    return (("ETag", found.etag), ("Last-Modified", found.last_modified))


def _article(found: ArticleFacts) -> Iterator[str]:
    yield f"- article {_code(found.url)}: {_text(', '.join(_page(found)))}"
    if found.failure:
        return
    yield f"  - title: {_text(found.title)}"
    if found.published:
        at = f"{found.published.iso()}, zone from {found.published.zone_from}"
        yield f"  - published: {_text(at)}"
    yield f"  - authors: {_text(', '.join(found.authors) or 'none found')}"
    yield f"  - sample: {_text(found.sample)}"


def _page(found: ArticleFacts) -> Iterator[str]:
    if found.final_url:
        yield f"moved to {found.final_url}"
    if found.challenge:
        yield f"challenge page ({found.challenge})"
    if found.failure:
        yield found.failure
        return
    yield f"{found.length:,} characters"
    yield f"language {found.language or 'unknown'}"
    yield "an article" if found.is_article else "not an article"
    if found.paywalled:
        yield "behind a paywall"
    yield f"{found.size:,} bytes in {found.seconds:.1f} s"


def _text(text: str) -> str:
    """Return text as Markdown that shows it and does nothing."""
    return _ACTIVE.sub(r"\\\1", text.translate(_ENTITIES))


def _code(text: str) -> str:
    """Return an address as a code span, also inside a table."""
    return f"`{text.translate(_IN_CODE)}`" if text else "–"
