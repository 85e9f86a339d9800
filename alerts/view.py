"""Gather what every form of an alert shows: one value, clean and short.

Mail, plain text and Slack differ in their signs, not in what they tell.  So each text
from outside is cleaned, cut and put in order here once; the templates and the Slack
blocks only arrange.

    subject: what is new of the story, or what a tracked figure says, or [names] headline (source)
    headline · source · when · authors
    a note where only the feed's own text could be had
    why: topics and persons with the sentences that show them
    lead: the first sentences, unless they were quoted already
    the outlet's page, then our archive's
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from alerts.links import web_link
from alerts.reasons import Line, Reason, headline, others, plain, reasons
from alerts.storyview import StoryView, story_view
from alerts.subject import story_subject
from alerts.when import describe, full
from news.alert import Alert
from news.article import Origin
from news.finding import Match, Subject
from news.text import one_line, sentences

SUBJECT = 110  # a mailbox shows ninety, a phone forty
NAMES = 40
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
    # What is new of the story in one line, where the subject says that.
    fact: str = ""

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
    zone = alert.recipient.timezone
    story = story_view(alert.story, zone, alert.link) if alert.story else None
    fact = _fact(alert, matches)
    return View(
        subject=fact or subject(names, _title(alert, plain(title)), alert.source),
        headline=title,
        names=one_line(names, 200),
        source=one_line(alert.source, 80) or "unnamed source",
        when=describe(article.published, alert.first_seen, alert.recipient.timezone),
        authors=_authors(article.authors),
        note=_note(alert),
        reasons=why if story is None else _untold(why, story),
        others=others(matches),
        lead="" if story is not None and story.changes else _lead(article.text, why),
        link=web_link(alert.link),
        archive_link=web_link(alert.archive_link),
        language=article.language if _LANGUAGE.fullmatch(article.language) else "",
        recipient=one_line(alert.recipient.name, 80),
        # Ours, signed and without a sign that means anything to HTML or Slack.
        mute_link=alert.mute_link,
        mute_words=mute_words(article=True),
        story=story,
        fact=fact,
    )


def _fact(alert: Alert, matches: Sequence[Match]) -> str:
    """Say what is new of the story, or what a tracked figure tells; "" where neither does."""
    first = matches[0] if matches else None
    is_figure = first is not None and first.subject is Subject.FIGURE
    claim = first.reasons[0].part if first and is_figure and first.reasons else ""
    if alert.story is not None:
        bare = claim.removesuffix(f" ({alert.source})")
        name = first.name if first else ""
        if line := story_subject(alert.story, name, alert.source, bare):
            return line
    if first and claim and alert.withdrawn is None:
        return claim_subject(f"{one_line(first.name, NAMES)}: {claim}", alert.source)
    return ""


def _title(alert: Alert, title: str) -> str:
    return f"Withdrawn: {title}" if alert.withdrawn is not None else title


def _untold(why: Sequence[Reason], story: StoryView) -> tuple[Reason, ...]:
    """Leave out sentences that stand above already."""
    shown = {plain(change.quote) for change in story.changes}
    return tuple(
        replace(one, quotes=tuple(quote for quote in one.quotes if plain(quote) not in shown))
        for one in why
    )


def mute_words(*, article: bool) -> str:
    """Say what the link to less of this offers."""
    if article:
        return "Mute this topic, source or report, or say that it is not relevant"
    return "Mute topics or sources of this digest"


def subject(names: str, title: str, source: str) -> str:
    """Write `[names] title (source)` in at most 110 characters; the title gives way."""
    start = f"[{one_line(names, NAMES)}] " if one_line(names) else ""
    end = f" ({one_line(source, SOURCE)})" if one_line(source) else ""
    return start + one_line(title, SUBJECT - len(start) - len(end)) + end


def claim_subject(claim: str, source: str) -> str:
    """Write `Harbour strike: at least 33 civilians killed, say police (source)`, as long."""
    end = f" ({one_line(source, SOURCE)})" if one_line(source) else ""
    bare = one_line(claim).removesuffix(f" ({one_line(source)})")
    return one_line(bare, SUBJECT - len(end)) + end


def _authors(authors: tuple[str, ...]) -> str:
    """Name the first authors in one line."""
    names = (one_line(name, 60) for name in authors[:AUTHORS])
    return ", ".join(name for name in names if name)


def _note(alert: Alert) -> str:
    """Say so where the outlet has the report no more, or where its page was not read."""
    if alert.withdrawn is not None:
        since = full(alert.withdrawn, alert.recipient.timezone)
        return (
            f"Withdrawn: seen to be gone from the outlet’s site on {since}. The archive keeps it."
        )
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
