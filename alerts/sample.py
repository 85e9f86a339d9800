"""Make an alert of an invented article, to see that a channel works and how it looks.

`wirewatch alerts test CHANNEL` sends it.  It shows everything a real one can: marks in
the headline and in sentences, a topic and a person, authors, an assumed zone.  With
`--digest` it sends what the brakes would: several reports, and an incident, in one message.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from news.alert import Alert, Digest, FactTold, Notice, Report, StoryTold, Why
from news.article import Article
from news.board import board
from news.fact import FactKind
from news.figure import Bound, Effect, Scope, VictimClass
from news.finding import Evidence, Match, Reason, Span, Subject
from news.health import Incident, Trouble
from news.ledger import Point, Series
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


def sample_story(recipient: Recipient, now: datetime) -> Alert:
    """Return the second alert of a story: a toll that rose, and a speaker who disputes it."""
    alert = sample_alert(recipient, now)
    said = (
        ("Harbour police", 9.0, 4, Bound.EXACTLY, 3),
        ("Harbour police", 12.0, 2, Bound.AT_LEAST, 1),
        ("the dockers’ union", 20.0, 1, Bound.MORE_THAN, 1),
        ("", 12.0, 1, Bound.EXACTLY, 1),
    )
    series = Series(Effect.INJURED, "people", VictimClass.UNKNOWN, Scope.EVENT, "people")
    points = []
    for name, value, hours, bound, number in said:
        at = Moment(now - timedelta(hours=hours))
        source = ("The Harbour Ledger", "The Alder Bay Post", "Shaam Times")[number % 3]
        points.append(
            Point(series, str(number), source, at, at, True, name.casefold(), name, "",
                  value, value, None, bound)
        )  # fmt: skip
    ledger = Report("The Harbour Ledger", TITLE, alert.link)
    post = Report(
        "The Alder Bay Post",
        "Union says twenty hurt at Kelmore",
        "https://alder-bay-post.example/kelmore",
    )
    quote = TEXT.split("\n", 1)[0].split(". ", maxsplit=1)[0] + "."
    facts = (
        FactTold(
            FactKind.FIGURE,
            "at least 12 people injured, says Harbour police",
            "9 (Harbour police)",
            "risen",
            "Harbour police",
            quote,
            ledger,
            _marks(quote, "at least 12", "police"),
        ),
        FactTold(
            FactKind.FIGURE,
            "more than 20 injured, says the dockers’ union",
            "12 (Harbour police)",
            "disputed",
            "the dockers’ union",
            _UNION,
            post,
            _marks(_UNION, "More than 20", "the dockers’ union"),
        ),
        FactTold(FactKind.PLACE, "Kelmore", "", "", "", "", ledger),
    )
    story = StoryTold(
        public="0123456789ab",
        title=TITLE,
        link="",
        facts=facts,
        articles=5,
        origins=3,
        since=now - timedelta(hours=3),
        reports=(ledger, post),
        board=board(points),
    )
    return replace(alert, story=story)


def _marks(sentence: str, *shown: str) -> tuple[Span, ...]:
    starts = ((sentence.index(words), words) for words in shown)
    return tuple(Span(start, start + len(words)) for start, words in starts)


_UNION = "“More than 20 of our people are in hospital,” the dockers’ union said."
_FERRIES = (Subject.TOPIC, "Ferries", r"[Ff]err(?:y|ies)")
_MORE = (
    (
        "Ferry strike ends after night of talks",
        "The Alder Bay Post",
        "Crews of the harbour ferry went back to work on Wednesday, their union said.",
        (_FERRIES,),
    ),
    (
        "Idris Venn calls for a second ferry inquiry",
        "The Harbour Ledger",
        "Commissioner Idris Venn said that the first ferry inquiry had asked too little.",
        (_FERRIES, (Subject.PERSON, "Idris Venn", "Idris Venn")),
    ),
    (
        "کیلمور بازار دو دن بعد کھل گیا",
        "Shaam Times",
        "کیلمور کا پرانا بازار جمعرات کو دوبارہ کھل گیا۔",
        ((Subject.TOPIC, "Market safety", "بازار"),),
    ),
)


def sample_digest(recipient: Recipient, now: datetime) -> Digest:
    """Return a digest for this recipient, of the reports beyond the flood guard's limit."""
    first = sample_alert(recipient, now)
    alerts = [first]
    for number, (title, source, text, matched) in enumerate(_MORE, 1):
        url = f"https://{'abc'[number - 1]}.example/report-{number}"
        article = Article(url, title, text, published=first.article.published)
        matches = tuple(found(article, *match) for match in matched)
        alerts.append(replace(first, source=source, article=article, matches=matches, link=url))
    return Digest(
        recipient=recipient,
        why=Why.FLOOD,
        alerts=tuple(alerts),
        begin=now - timedelta(minutes=14),
        end=now,
        left_out=33,
        notices=(sample_notice(recipient, now),),
    )


def sample_notice(recipient: Recipient, now: datetime) -> Notice:
    """Return a notice for this recipient about an invented outlet, which has two troubles."""
    name = "The Kelmore Gazette"
    page = Incident(
        Subject.SOURCE,
        name,
        Trouble.HTML,
        says="a web page answers where a feed was: https://kelmore-gazette.example/rss",
        advice="Open the address in a browser. If a challenge appears, ask the outlet to let "
        "wirewatch pass; if the feed has moved, change its address in sources.toml.",
        since=now - timedelta(hours=3),
        good=now - timedelta(hours=4),
    )
    thin = Incident(
        Subject.SOURCE,
        name,
        Trouble.THIN,
        says="its articles have no date any more: 9 of the newest 10",
        advice="Open one of its newest articles in a browser without logging in.",
        since=now - timedelta(hours=9),
        good=now - timedelta(hours=11),
    )
    return Notice(recipient, (page, thin))


def found(article: Article, subject: Subject, name: str, pattern: str) -> Match:
    """Match a pattern as the monitor would a rule: spans, their sentences, and the reasons."""
    spans = tuple(Span(hit.start(), hit.end()) for hit in re.finditer(pattern, article.full))
    evidence = []
    for start, end in sentences(article.full):
        inside = tuple(span for span in spans if start <= span.start and span.end <= end)
        if inside:
            evidence.append(Evidence(Span(start, end), article.full[start:end], inside))
    parts: dict[str, list[Span]] = {}
    for span in spans:
        word = article.full[span.start : span.end].lower()
        part = f'"{word}"' if subject is Subject.TOPIC else "name"
        parts.setdefault(part, []).append(span)
    reasons = tuple(Reason(part, tuple(at)) for part, at in parts.items())
    return Match(subject, name, spans, tuple(evidence), reasons)
