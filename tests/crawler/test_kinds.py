# ruff: noqa: E501  markup stands in one line

from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from news.article import Article, Page

NOW = datetime(2026, 2, 5, tzinfo=UTC)
PROSE = "".join(
    f"<p>Pier {n} of the bridge over the Sandal took a year of work, the office said.</p>"
    for n in range(12)
)
LEAD = "<p>The bridge over the Sandal opens in spring after four years of work.</p>"
CARDS = "".join(
    f"<article><h2><a href=/{n}>Cabinet approves levy number {n}</a></h2>"
    f"<p>The levy of {n} crowns per acre is the cabinet's own idea, a clerk of it said.</p></article>"
    for n in range(9)
)
PICTURED = "".join(
    f"<div><a href=/{n}><img src=/{n}.jpg></a><h3><a href=/{n}>Cabinet approves levy number {n}</a></h3>"
    f"<p>The levy of {n} crowns per acre is the cabinet's own idea, a clerk said.</p></div>"
    for n in range(5)
)
NEWS = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge"%s}</script>'
)


def read(body: str, head: str = "", path: str = "news/bridge-opens-17") -> Article:
    markup = f"<html><head><title>Bridge</title>{head}</head><body><main><h1>Bridge</h1>{body}</main></body></html>"
    return extract(Page(f"https://sandal.example/{path}", markup.encode(), NOW))


@pytest.mark.parametrize(
    ("body", "head", "path", "expected"),
    [
        (PROSE, "", "news/bridge", True),
        # a brief of one line
        (("<p>Nine sailors are missing after a tug sank off Lower Sandal on Sunday, the "
         "harbour office told reporters.</p>"), "", "news/tug", True),
        (LEAD * 2, NEWS % "", "news/bridge", True),
        (PROSE, "", "video/bridge", True),  # outlets file reports anywhere
        (LEAD, '<meta property=og:type content="video.other">', "news/bridge", False),
        (LEAD * 2, "", "videos/bridge", False),
        (LEAD * 3, '<script type="application/ld+json">{"@type":"ImageGallery"}</script>', "x", False),
        (LEAD * 3, NEWS % "", "photo-gallery/bridge", False),
        (PROSE, '<script type="application/ld+json">{"@type":"CollectionPage"}</script>', "x", False),
        (CARDS, "", "news", False),
        ("<p>The page you are looking for could not be found. It may have been moved or deleted.</p>" + LEAD, "", "x", False),
        (LEAD + PICTURED, "", "tag/bridge", False),
        ("<p>Not found.</p>", "", "x", False),
        (PROSE, "<meta property=og:title content='Error 404'>", "x", False),
        (LEAD * 2 + "".join(f"<div><a href=/{n}>Cabinet approves levy number {n}</a></div>" for n in range(9)), "", "tag/x", False),
    ],
)  # fmt: skip
def test_what_is_an_article(body: str, head: str, path: str, expected: bool) -> None:
    assert read(body, head, path).is_article is expected


@pytest.mark.parametrize(
    "wall",
    [
        "Subscribe to continue reading this story.",
        "Already a subscriber? Log in.",
        "This article is for subscribers only.",
        "This story is available exclusively to our paying members.",
        "Il vous reste 57.09% de cet article à lire.",
        "مکمل خبر پڑھنے کے لیے سبسکرائب کریں",
        "पूरी खबर के लिए सदस्यता लें",
    ],
)
def test_a_wall_cuts_a_report_to_a_stub(wall: str) -> None:
    """A teaser above a wall is no article; the same words below a whole report are furniture."""
    box = f"<div class=wall><p>{wall}</p></div>"
    stub = read(LEAD * 2 + box, NEWS % "")
    assert (stub.paywalled, stub.is_article) == (True, False)
    whole = read(PROSE * 4 + box, NEWS % "")
    assert (whole.paywalled, whole.is_article) == (None, True)


BRIEF = "".join(
    f"<p>The {what} was reopened to all on Monday, the office said.</p>"
    for what in ("bridge", "quay", "lock")
)


@pytest.mark.parametrize(
    ("body", "paywalled", "expected"),
    [
        # The header asks for members on every page.
        ("<div>Already a subscriber? Log in</div>" + LEAD, None, True),
        (LEAD + "<div>Already a subscriber? Log in</div>", True, False),
        (BRIEF + "<div>Subscribe to continue reading</div>", True, True),
        (BRIEF.replace(" on Monday, the office said.", " …") + "<div>Subscribe to continue reading</div>", True, False),
        (LEAD + "<div>Log in to read the comments</div>", None, True),
    ],
)  # fmt: skip
def test_a_wall_stands_below_what_it_cuts(
    body: str, paywalled: bool | None, expected: bool
) -> None:
    """A brief with an end of its own is a report, even where the outlet has a wall."""
    found = read(body, NEWS % "")
    assert (found.paywalled, found.is_article) == (paywalled, expected)


@pytest.mark.parametrize(
    "line",
    [
        "ہمارا یوٹیوب چینل سبسکرائب کریں",
        "हमारे चैनल को सब्सक्राइब करें",
        "আমাদের চ্যানেল সাবস্ক্রাইব করুন",
        "Subscribe to our newsletter",
    ],
)
def test_a_channel_is_no_wall(line: str) -> None:
    """Outlets ask to be followed below every report; a short one is still a report."""
    found = read(LEAD * 2 + f"<p>{line}</p>", NEWS % "")
    assert (found.paywalled, found.is_article) == (None, True)


def test_what_a_page_declares_goes_before_its_words() -> None:
    """A page that calls itself free is free, a locked one is not."""
    free = read(LEAD * 2 + "<p>Already a subscriber?</p>", NEWS % ', "isAccessibleForFree": true')
    assert (free.paywalled, free.is_article) == (False, True)
    assert read(PROSE, "<meta name=article:content_tier content=locked>").paywalled is True
