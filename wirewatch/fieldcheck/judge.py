"""Say what to make of a source: ok, look or bad, with the reason and the way out.

Pure: facts in, verdict out.  A source is *bad* when nothing of it can be followed or its
certificate breaks, something to *look* at when a part is missing or will be (a second feed
gone, a page behind a wall, no time zone for bare clock times), and *ok* otherwise.  A
source with one good feed of three goes on delivering, so its dead ones are for looking at.

Discarded: a score in points.  Nobody can act on "71 of 100".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from news.moment import Moment, Precision, ZoneFrom
from wirewatch.fieldcheck.facts import (
    ArticleFacts,
    HostFacts,
    ListFacts,
    Remark,
    SourceFacts,
    State,
    Verdict,
)

# A weekly in a small language is alive; an outlet that writes daily and shows nothing
# since Monday is not.  Frozen feeds of public lists were months old, live ones hours.
STALE = timedelta(days=3)
FROZEN = timedelta(days=30)
EXPIRES_SOON = timedelta(days=14)
SLOW = 10.0  # seconds to the first byte; our time-out is 30
SHORT = 250  # characters; less is a teaser

_RANK = {State.BAD: 0, State.LOOK: 1, State.OK: 2}


def judge(facts: SourceFacts) -> Verdict:
    """Judge one source."""
    remarks = list(dict.fromkeys((*_lists(facts), *_hosts(facts), *_article(facts))))
    if facts.unfinished:
        todo = "Check it again by name."
        remarks.append(Remark(State.LOOK, f"not all was looked at: {facts.unfinished}", todo))
    remarks.sort(key=lambda remark: _RANK[remark.state])
    state = remarks[0].state if remarks else State.OK
    return Verdict(state, tuple(remarks))


def _lists(facts: SourceFacts) -> Iterator[Remark]:
    """Judge the lists: what is bad for one is for looking at while another delivers."""
    alive = any(one.usable and not _frozen(one) for one in facts.lists)
    for one in facts.lists:
        for remark in _list(one, facts):
            softer = alive and remark.state is State.BAD
            yield replace(remark, state=State.LOOK) if softer else remark


def _list(one: ListFacts, facts: SourceFacts) -> Iterator[Remark]:
    if one.challenge:
        todo = "Ask the outlet to let our user agent in, or follow another list of it."
        yield Remark(
            State.BAD, f"{place(one.url)} answers with a challenge page ({one.challenge})", todo
        )
    elif one.failure:
        yield Remark(State.BAD, f"{place(one.url)}: {one.failure}", _way_out(one))
    elif not one.entries:
        todo = "For a section page, set link_pattern; else remove it."
        yield Remark(State.BAD, f"{place(one.url)} lists nothing", todo)
    else:
        yield from _freshness(one)
        yield from _address(one)
        yield from _dates(one, facts)


def _freshness(one: ListFacts) -> Iterator[Remark]:
    age = timedelta(seconds=one.age_seconds or 0.0)
    if _frozen(one):
        todo = "The outlet has abandoned it: look for its feed or sitemap of today."
        yield Remark(
            State.BAD, f"{place(one.url)} is frozen: its newest entry is {days(age)} old", todo
        )
    elif one.age_seconds is not None and age > STALE:
        todo = "See whether the outlet's home page is newer than this list."
        yield Remark(State.LOOK, f"{place(one.url)}: its newest entry is {days(age)} old", todo)


def _address(one: ListFacts) -> Iterator[Remark]:
    if one.moved_for_good:
        todo = f"Write this address into sources.toml: {one.final_url}"
        yield Remark(State.LOOK, f"{place(one.url)} has moved for good", todo)
    if one.seconds > SLOW:
        what = f"{place(one.url)} takes {one.seconds:.0f} s to answer"
        yield Remark(State.LOOK, what, "If it stays so, raise [crawl] timeout.")


def _dates(one: ListFacts, facts: SourceFacts) -> Iterator[Remark]:
    if not one.dated and one.kind == "feed":
        todo = "The pages' own times are used; what stood in its first poll is never told."
        yield Remark(
            State.OK, f"{place(one.url)}: none of its {one.entries} entries is dated", todo
        )
    if one.note:
        yield Remark(State.LOOK, f"{place(one.url)}: {one.note}")
    if one.zoneless and not facts.timezone:
        yield _ZONELESS


def _hosts(facts: SourceFacts) -> Iterator[Remark]:
    listed = {one.url for one in facts.lists}
    for host in facts.hosts:
        yield from _certificate(host, facts)
        if host.robots_error and any(one.usable for one in facts.lists):
            what = f"the robots.txt of {host.host} cannot be read ({host.robots_error})"
            todo = "Until it can, only feeds are read, not pages; see whether it comes back."
            yield Remark(State.LOOK, what, todo)
        if forbidden := [url for url in host.forbids if url in listed]:
            what = f"robots.txt forbids {place(forbidden[0])}"
            todo = "Sitemaps and sections are then not read; ask the outlet, or take its feed."
            yield Remark(State.LOOK, what, todo)


def _certificate(host: HostFacts, facts: SourceFacts) -> Iterator[Remark]:
    if host.certificate_until is None:
        return
    left = host.certificate_until - facts.at
    if left < EXPIRES_SOON:
        what = f"the certificate of {host.host} ends in {days(left)}"
        yield Remark(State.LOOK, what, "Outlets renew late; look again then.")


_ZONELESS = Remark(
    State.LOOK,
    "its times name no zone, and the source has no timezone",
    'Set it: timezone = "Asia/Karachi" or where the outlet sits.',
)
_FEED_ONLY = "Reports are archived with the feed's own words; see whether those suffice."


def _article(facts: SourceFacts) -> Iterator[Remark]:
    one = facts.article
    if one is None:
        return
    if one.challenge:
        yield Remark(State.LOOK, f"its pages are behind a challenge ({one.challenge})", _FEED_ONLY)
    elif one.failure:
        if any(host.robots_error and host.robots_error in one.failure for host in facts.hosts):
            return  # said of the host already
        yield Remark(State.LOOK, f"the article {place(one.url)}: {one.failure}", _FEED_ONLY)
    else:
        yield from _text(one)
        if one.published is None:
            todo = "The feed's time stands in where it has one."
            yield Remark(State.LOOK, "no date was found on the article's page", todo)
        elif zoneless(one.published) and not facts.timezone:
            yield _ZONELESS


def _text(one: ArticleFacts) -> Iterator[Remark]:
    if one.paywalled:
        todo = "Only what stands before the wall is read."
        yield Remark(State.LOOK, "the article is behind a paywall", todo)
    if not one.is_article:
        todo = "The list may hold more than reports; set link_pattern for sections."
        yield Remark(State.LOOK, f"{place(one.url)} does not read like an article", todo)
    elif one.length < SHORT and not one.paywalled:
        todo = "Compare the sample below with the page in a browser."
        yield Remark(State.LOOK, f"only {one.length} characters of text were found", todo)


def zoneless(moment: Moment) -> bool:
    """Say whether a clock time was read without anybody giving its zone."""
    return moment.precision is not Precision.DAY and moment.zone_from is ZoneFrom.NONE


def _frozen(one: ListFacts) -> bool:
    return one.age_seconds is not None and timedelta(seconds=one.age_seconds) > FROZEN


def _way_out(one: ListFacts) -> str:
    """Say what helps against a failure."""
    for words, todo in _WAYS_OUT:
        if words in one.failure:
            return todo
    return "Open the address in a browser; correct or remove it in sources.toml."


_WAYS_OUT = (
    ("name does not resolve", "The name is gone or mistyped; see the outlet's home page."),
    ("certificate", "The outlet must mend it; verify_tls = false follows it all the same."),
    ("not public", "It leads into a private network; [crawl] allow_addresses names exceptions."),
    ("robots.txt", "Ask the outlet, or follow a feed of it."),
    ("wants a pause", "Check it again later, alone."),
    ("in time", "Check it again; if it stays so, raise [crawl] timeout."),
    ("http 404", "The list has moved: look for its new address on the home page."),
    ("http 410", "The outlet has given it up: look for another list."),
    ("http 401", "It wants a password; we have none."),
    ("http 403", "It refuses our user agent; set [crawl] contact, or ask the outlet."),
    ("http 429", "It was asked too often; check again later, and poll it less."),
    ("http 5", "Its server fails; check it again later."),
    ("web page, not a feed", "Look for the feed's new address, or follow the page as a section."),
)


def place(url: str) -> str:
    """Return an address as people say it, without its scheme."""
    return url.partition("://")[2] or url


def days(age: timedelta) -> str:
    """Write a length of time as people do."""
    hours = age.total_seconds() / 3600
    if hours >= 48:  # noqa: PLR2004  two days
        return f"{hours / 24:.0f} days"
    if hours >= 1:
        return f"{hours:.0f} h"
    return f"{max(0.0, hours * 60):.0f} min"
