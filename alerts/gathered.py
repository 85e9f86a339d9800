"""Gather what every form of a digest and of a notice shows, as `alerts.view` does for an alert.

37 more reports
37 more reports since Wed 4 Feb 2026, 10:20 PKT; you asked for at most 5 messages in 10 min
  incidents first
  Topic: Ferries (30)     its articles, oldest first: headline, what it adds to its story,
                          source, times, one sentence
  Person: Idris Venn (7)  an article stands once, under the first of its names
2,955 more are in the archive
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.links import web_link
from alerts.reasons import KINDS, Line, plain
from alerts.storyview import Change
from alerts.view import View, mute_words, view
from alerts.when import full
from news.alert import Alert, Digest, Notice, Why
from news.finding import Subject
from news.health import Incident, Trouble
from news.text import one_line

_TITLES = {
    Why.HOURLY: "Hourly digest",
    Why.DAILY: "Daily digest",
    Why.WEEKLY: "Weekly digest",
    Why.FLOOD: "More reports",
    Why.QUIET: "From your quiet hours",
    Why.AWAY: "Caught up",
    Why.FIRST: "First look",
}
_FACTS = 2  # of an article
_SUBJECT = 150
_NAMES = 90
_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True)
class Entry:
    """One article of a digest, in short; `facts` are what it adds to its story."""

    headline: Line
    source: str
    when: str
    also: str
    note: str
    quote: Line
    link: str
    archive_link: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The articles under one topic or person."""

    kind: str
    name: str
    entries: tuple[Entry, ...]

    @property
    def count(self) -> str:
        """How many they are."""
        return reports(len(self.entries))


@dataclass(frozen=True)
class TroubleView:
    """One incident of a notice."""

    says: str
    advice: str
    when: str


@dataclass(frozen=True)
class NoticeView:
    """A notice as it is shown; every text is safe as a line, none is escaped."""

    subject: str
    title: str
    kind: str
    name: str
    troubles: tuple[TroubleView, ...]
    link: str
    mute_link: str
    mute_words: str
    recipient: str
    hears_of: str
    names: str = ""
    language: str = ""

    @property
    def preview(self) -> str:
        """The line that a mailbox shows beside the subject."""
        return one_line(self.troubles[0].says, 140)


@dataclass(frozen=True)
class DigestView:
    """A digest as it is shown."""

    subject: str
    title: str
    reason: str
    notices: tuple[NoticeView, ...]
    groups: tuple[Group, ...]
    left_out: str
    archive_link: str
    mute_link: str
    mute_words: str
    names: str
    recipient: str
    language: str = ""

    @property
    def preview(self) -> str:
        """The first headline or trouble, which a mailbox shows beside the subject."""
        first = [plain(entry.headline) for group in self.groups for entry in group.entries[:1]]
        first += [trouble.says for notice in self.notices for trouble in notice.troubles[:1]]
        return one_line((first or [self.reason])[0], 140)


def digest_view(digest: Digest) -> DigestView:
    """Clean, cut and group all that the digest shows."""
    groups = _groups(digest.alerts)
    names = ", ".join(group.name for group in groups)
    count = _count(digest, digest.notices)
    return DigestView(
        subject=one_line(f"[{_TITLES[digest.why]}] {_subject(digest, names)}", _SUBJECT),
        title=f"{_TITLES[digest.why]}: {count}",
        reason=_reason(digest, count),
        notices=tuple(notice_view(notice) for notice in digest.notices),
        groups=groups,
        left_out=_left_out(digest),
        archive_link=web_link(digest.archive_link),
        mute_link=digest.mute_link,
        mute_words=mute_words(article=False),
        names=one_line(names, 200),
        recipient=one_line(digest.recipient.name, 80),
    )


def _subject(digest: Digest, names: str) -> str:
    """Say what befell wirewatch itself, of each part of it the last; then count the others."""
    ours = [one for one in digest.notices if one.incidents[0].subject is Subject.MONITOR]
    others = [one for one in digest.notices if one not in ours]
    said = {one.incidents[0].name: notice_view(one).title for one in ours}
    tail = names or ", ".join(one.incidents[0].about for one in others)
    parts = [*said.values()]
    if count := _count(digest, others):
        parts.append(f"{count}: {one_line(tail, _NAMES)}" if tail else count)
    return "; ".join(parts)


def notice_view(notice: Notice) -> NoticeView:
    """Clean and cut all that the notice shows."""
    incident = notice.incidents[0]
    name = one_line(incident.about, 80)
    ours = incident.subject in {Subject.SOURCE, Subject.MONITOR}
    # What lasts comes first, and only that is worth a subject.
    lasting = [one for one in notice.incidents if one.ended is None]
    head = _head(incident) if lasting else "Well again"
    said = [one_line(one.says, 400) for one in lasting or notice.incidents]
    number = f"{len(said)} troubles: " if len(said) > 1 else ""
    return NoticeView(
        subject=one_line(f"[{head}] {name}: {number}{'; '.join(said)}", _SUBJECT),
        title=f"{head}: {name}",
        kind=head,
        name=name,
        troubles=tuple(_trouble(one, notice.recipient.timezone) for one in notice.incidents),
        link=web_link(notice.link),
        mute_link=notice.mute_link,
        mute_words=f"Hear no more of this {incident.subject}",
        recipient=one_line(notice.recipient.name, 80),
        hears_of="wirewatch’s own health" if ours else "bursts and silence",
    )


# What kinds of notice are called that tell of no source.
REMARKABLE = {
    Trouble.BURST: "Burst",
    Trouble.QUIET: "Silence",
    Trouble.MISSED: "Not seen",
    Trouble.BLIND: "wirewatch is blind",
}


def _head(incident: Incident) -> str:
    """Write what kind of notice it is."""
    if incident.subject is Subject.SOURCE:
        return "Source in trouble"
    return REMARKABLE.get(incident.trouble, "wirewatch in trouble")


def _trouble(incident: Incident, zone: str) -> TroubleView:
    """Write what is wrong or was, and when."""
    said = one_line(incident.says, 400)
    when = f"Since {full(incident.since, zone)}"
    if incident.ended is not None:
        when = f"From {full(incident.since, zone)} to {full(incident.ended, zone)}"
        return TroubleView(f"It was: {said}", "", when)
    if incident.good is not None:
        when += f" · last well {full(incident.good, zone)}"
    return TroubleView(said[:1].upper() + said[1:], one_line(incident.advice, 600), when)


def reports(count: int) -> str:
    """Write how many reports."""
    return "1 report" if count == 1 else f"{count:,} reports"


def _count(digest: Digest, notices: Sequence[Notice]) -> str:
    """Write how many reports there are, and incidents in these notices."""
    articles = len(digest.alerts) + digest.left_out
    incidents = sum(len(notice.incidents) for notice in notices)
    parts = [reports(articles)] if articles else []
    if incidents:
        parts.append("1 incident" if incidents == 1 else f"{incidents} incidents")
    return " and ".join(parts)


def _reason(digest: Digest, count: str) -> str:
    """Say why there is one message and not many, and of which time it tells."""
    zone, recipient = digest.recipient.timezone, digest.recipient
    since = full(digest.begin, zone)
    match digest.why:
        case Why.FLOOD:
            asked = f"{recipient.most} messages" if recipient.most > 1 else "one message"
            return (
                f"{count.replace(' report', ' more report', 1)} since {since}; you asked for at "
                f"most {asked} in {_span(recipient.within)}."
            )
        case Why.QUIET:
            return f"They came in your quiet hours, since {since}."
        case Why.AWAY:
            return (
                f"wirewatch was away from {since} to {full(digest.end, zone)}: it was stopped, or "
                "cut off from the network. This is what it found when it came back."
            )
        case Why.FIRST:
            return "They would have been told, had wirewatch been watching when they came."
    return f"What came since {since}."


def _left_out(digest: Digest) -> str:
    if not digest.left_out:
        return ""
    more = "1 more report is" if digest.left_out == 1 else f"{digest.left_out:,} more reports are"
    return f"{more} not listed here; the archive has all of them."


def _span(seconds: float) -> str:
    """Write a span of time as people say it."""
    for unit, name in ((_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= unit and seconds % unit == 0:
            number = int(seconds // unit)
            return f"{number} {name}" if number == 1 else f"{number} {name}s"
    return f"{seconds:g} seconds"


def _groups(alerts: Sequence[Alert]) -> tuple[Group, ...]:
    """Put each article under the first of its names, in the order of the first of each.

    What several articles add to their story stands with the first of them.
    """
    found: dict[tuple[str, str], list[Entry]] = {}
    said: set[tuple[str, str]] = set()
    for alert in alerts:
        first = alert.matches[0] if alert.matches else None
        key = (KINDS[first.subject], one_line(first.name, 80)) if first else ("", "")
        shown = view(alert)
        lines = [change.text for change in shown.story.changes] if shown.story else []
        story = alert.story.public if alert.story else ""
        new = [line for line in lines if (story, line) not in said][:_FACTS]
        said.update((story, line) for line in new)
        found.setdefault(key, []).append(_entry(alert, shown, tuple(new)))
    return tuple(Group(kind, name, tuple(entries)) for (kind, name), entries in found.items())


def _entry(alert: Alert, shown: View, facts: tuple[str, ...]) -> Entry:
    quotes = [quote for reason in shown.reasons for quote in reason.quotes]
    quotes = [change.quote for change in _changes(shown) if change.quote] or quotes
    also = dict.fromkeys(match.name for match in alert.matches[1:20])
    return Entry(
        headline=shown.headline,
        source=shown.source,
        when=shown.when,
        also=one_line(", ".join(also), 200),
        note=shown.note,
        quote=quotes[0] if quotes else (),
        link=shown.link,
        archive_link=shown.archive_link,
        facts=facts,
    )


def _changes(shown: View) -> tuple[Change, ...]:
    return shown.story.changes if shown.story else ()
