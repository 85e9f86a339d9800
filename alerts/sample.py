"""Make an alert of an invented article, to see that a channel works and how it looks.

`wirewatch alerts test CHANNEL` sends it.  It shows everything a real one can: marks in
the headline and in sentences, a topic and a person, authors, an assumed zone.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from news.alert import Alert
from news.article import Article
from news.finding import Evidence, Match, Span, Subject
from news.moment import Moment, Precision, ZoneFrom
from news.text import sentences
from news.watch import Recipient

TITLE = "This is a test: blast near Kelmore market injures at least 12, police say"
TEXT = """\
A blast near the old market in Kelmore injured at least 12 people on Tuesday evening, \
police in the invented port town said. The cause was not known by nightfall.
Harbour commissioner Idris Venn told reporters that “more than a dozen” were being \
treated at two hospitals. He asked residents to keep away from the market until morning.
An earlier report had spoken of eight injured. Nothing in this message has happened: \
it was sent to show that alerts arrive, and what they look like."""


def sample_alert(recipient: Recipient, now: datetime) -> Alert:
    """Return an alert for this recipient about a report published 12 minutes ago."""
    article = Article(
        url="https://harbour-ledger.example/kelmore-market",
        title=TITLE,
        text=TEXT,
        authors=("Mara Quill", "Tobin Ashe"),
        published=Moment(
            at=(now - timedelta(minutes=12)).replace(second=0, microsecond=0),
            precision=Precision.MINUTE,
            zone_from=ZoneFrom.SOURCE,
        ),
        language="en",
    )
    return Alert(
        recipient=recipient,
        source="The Harbour Ledger",
        article=article,
        matches=(
            found(article, Subject.TOPIC, "Market safety", r"[Bb]last|market"),
            found(article, Subject.PERSON, "Idris Venn", r"Idris Venn"),
        ),
        link=article.url,
        archive_link="",
        first_seen=now - timedelta(minutes=2),
    )


def found(article: Article, subject: Subject, name: str, pattern: str) -> Match:
    """Match a pattern as the monitor would a rule: spans, and the sentences they lie in."""
    spans = tuple(Span(hit.start(), hit.end()) for hit in re.finditer(pattern, article.full))
    evidence = []
    for start, end in sentences(article.full):
        inside = tuple(span for span in spans if start <= span.start and span.end <= end)
        if inside:
            evidence.append(Evidence(Span(start, end), article.full[start:end], inside))
    return Match(subject, name, spans, tuple(evidence))
