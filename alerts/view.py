"""Gather what every form of an alert shows: one value, clean and short.

Mail, plain text and Slack differ in their signs, not in what they tell.  So each text
from outside is cleaned, cut and put in order here once; the templates and the Slack
blocks only arrange.

    subject: [names] headline (source), or what a tracked figure says (source)
    headline · source · when · authors
    a note where only the feed's own text could be had
    why: topics and persons with the sentences that show them
    lead: the first sentences, unless they were quoted already
    the outlet's page, then our archive's
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from alerts.links import web_link
from alerts.reasons import Line, Reason, headline, others, plain, reasons
from alerts.storyview import StoryView, headline_of, story_view
from alerts.when import describe
from news.alert import Alert
from news.article import Origin
from news.finding import Match, Subject
from news.text import one_line, sentences

SUBJECT = 150
NAMES = 56
SOURCE = 40
LEAD = 320
AUTHORS = 6
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")


@dataclass(frozen=True)
class View:
    """An alert as it is shown; every text is safe as a line, none is escaped."""

    subject: str
    headline: Line
    names: str
    source: str
    when: str
    authors: str
    note: str
    reasons: tuple[Reason, ...]
    others: str
    lead: str
    link: str
    archive_link: str
    language: str
    recipient: str
    mute_link: str
    mute_words: str
    story: StoryView | None = None

    @property
    def preview(self) -> str:
        """The line that a mailbox shows beside the subject."""
        quotes = [plain(quote) for reason in self.reasons for quote in reason.quotes]
        return one_line((quotes or [self.lead])[0], 140)


def view(alert: Alert) -> View:
    """Clean and cut all that the alert shows."""
    article = alert.article
    # What the subject says is shown first.
    matches = sorted(alert.matches, key=lambda match: match.subject is not Subject.FIGURE)
    title = headline(article, matches)
    names = ", ".join(dict.fromkeys(match.name for match in matches[:20]))
    why = reasons(article, matches)
    claim = _claim(matches[0]) if matches else ""
    line = headline_of(alert.story) if alert.story else ""
    zone = alert.recipient.timezone
    return View(
        subject=claim_subject(claim, alert.source)
        if claim
        else subject(names, line or plain(title), alert.source),
        headline=title,
        names=one_line(names, 200),
        source=one_line(alert.source, 80) or "unnamed source",
        when=describe(article.published, alert.first_seen, alert.recipient.timezone),
        authors=_authors(article.authors),
        note=_note(alert),
        reasons=why,
        others=others(matches),
        lead=_lead(article.text, why),
        link=web_link(alert.link),
        archive_link=web_link(alert.archive_link),
        language=article.language if _LANGUAGE.fullmatch(article.language) else "",
        recipient=one_line(alert.recipient.name, 80),
        # Ours, signed and without a sign that means anything to HTML or Slack.
        mute_link=alert.mute_link,
        mute_words=mute_words(article=True),
        story=story_view(alert.story, zone, alert.link) if alert.story else None,
    )


def mute_words(*, article: bool) -> str:
    """Say what the link to less of this offers."""
    if article:
        return "Mute this topic, source or report, or say that it is not relevant"
    return "Mute topics or sources of this digest"


def subject(names: str, title: str, source: str) -> str:
    """Write `[names] title (source)` in at most 150 characters; the title gives way."""
    start = f"[{one_line(names, NAMES)}] " if one_line(names) else ""
    end = f" ({one_line(source, SOURCE)})" if one_line(source) else ""
    return start + one_line(title, SUBJECT - len(start) - len(end)) + end


def claim_subject(claim: str, source: str) -> str:
    """Write `Harbour strike: at least 33 civilians killed, say police (source)`, as long."""
    end = f" ({one_line(source, SOURCE)})" if one_line(source) else ""
    bare = one_line(claim).removesuffix(f" ({one_line(source)})")
    return one_line(bare, SUBJECT - len(end)) + end


def _claim(match: Match) -> str:
    """Write what a tracked figure tells: its name, and the first claim; "" of anything else."""
    said = match.reasons[0].part if match.reasons else ""
    is_told = match.subject is Subject.FIGURE and said
    return f"{one_line(match.name, NAMES)}: {said}" if is_told else ""


def _authors(authors: tuple[str, ...]) -> str:
    """Name the first authors in one line."""
    names = (one_line(name, 60) for name in authors[:AUTHORS])
    return ", ".join(name for name in names if name)


def _note(alert: Alert) -> str:
    """Say so where the page itself was not read."""
    if alert.article.origin is Origin.FEED:
        return "Only the feed’s own text: the outlet’s page could not be read."
    return ""


def _lead(text: str, why: tuple[Reason, ...]) -> str:
    """Take the first sentences up to the limit; "" where all were quoted already."""
    start = text[: 4 * LEAD]
    found = [one_line(start[left:right]) for left, right in sentences(start)]
    found = [sentence for sentence in found if sentence]
    lengths = [sum(len(part) + 1 for part in found[: n + 1]) for n in range(len(found))]
    fitting = list(takewhile(lambda pair: pair[1] <= LEAD, zip(found, lengths, strict=True)))
    lead = [sentence for sentence, _ in fitting] or found[:1]
    quoted = {plain(quote) for reason in why for quote in reason.quotes}
    return "" if set(lead) <= quoted else one_line(" ".join(lead), LEAD)
