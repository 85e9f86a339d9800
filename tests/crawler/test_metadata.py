"""What a page says of itself: which title, which authors, which times, and where they stood."""
# ruff: noqa: E501  markup stands in one line, a case in one row

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.metadata import Metadata, read_metadata
from crawler.parse import parse_html
from news.article import Provenance
from news.moment import ZoneFrom

NOW = datetime(2026, 2, 5, tzinfo=UTC)
URL = "https://sandalpost.example/politics/dam-opens-77"


def read(head: str, body: str, url: str = URL, timezone: str = "Asia/Karachi") -> Metadata:
    tree = parse_html(f"<html><head>{head}</head><body>{body}<p>Water ran.</p></body></html>")
    return read_metadata(tree, url=url, timezone=timezone, now=NOW)


def ld(data: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {data}}}</script>'


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


LONG = "Dam in Lower Sandal: costs, date and map"


@pytest.mark.parametrize(
    ("head", "body", "title", "where"),
    [
        # what machines are told first, unless two witnesses of the page itself say otherwise
        (ld('"headline": "Dam opens in Sandal"') + og("All of the dam"), "<h1>The dam is open</h1>", "Dam opens in Sandal", "JSON-LD"),
        (ld('"headline": "Dam opens in Sandal"') + og("Dam opens after five years"), "<h1 itemprop='headline name'>Dam opens after five years</h1>", "Dam opens after five years", "h1"),
        (ld('"headline": "Dam opens in Sandal"') + og("Dam opens after five years"), "<h1>Dam opens after five years</h1>", "Dam opens in Sandal", "JSON-LD"),
        # a crumb is written for search engines, and so is a headline of the same words
        (ld(f'"headline": "{LONG}"') + og("Sandal opens its dam"), f"<nav class=breadcrumbs><h1>{LONG}</h1></nav>", "Sandal opens its dam", "og:title"),
        (ld(f'"headline": "{LONG}"') + og("Sandal opens its dam"), f"<h1>{LONG}</h1>", LONG, "JSON-LD"),
        (ld(f'"headline": "{LONG}"') + og("Sandal Post"), f"<h1 class=seo-title>{LONG}</h1>", LONG, "JSON-LD"),
        # without JSON-LD: the h1 that agrees, else og:title where it speaks of the same
        (og("Dam opens in Sandal | Sandal Post"), "<h1>Dam opens in Sandal</h1>", "Dam opens in Sandal", "h1"),
        (og("Sandal opens its dam at last"), "<h1>Dam in Sandal opens after five years</h1>", "Sandal opens its dam at last", "og:title"),
        (og("Sandal Post") + "<title>Dam opens in Sandal - Sandal Post</title>", "<h1>Dam opens in Sandal</h1>", "Dam opens in Sandal", "h1"),
        ("<title>Sandal Post - Dam opens</title>", "<h1>Dam opens</h1>", "Dam opens", "h1"),
        ("<title>Dam opens in Sandal</title>", "", "Dam opens in Sandal", "<title>"),
        ("", "<h1>Dam opens in Sandal</h1>", "Dam opens in Sandal", "h1"),
        ("", "", "", ""),
        # tails: the outlet's name, a section joined on, and nothing that belongs to the sentence
        ("<meta property=og:site_name content='Sandal Post'><meta property=article:section content=Politics>" + og("Dam opens-PoliticsㅣSandal Post"), "", "Dam opens", "og:title"),
        (ld('"headline": "Dam opens - Sandal Post", "publisher": {"name": "Sandal Post"}'), "", "Dam opens", "JSON-LD"),
        (og("Dam opens in Lower Sandal after years - updates"), "", "Dam opens in Lower Sandal after years - updates", "og:title"),
        # an h1 or a headline that is the outlet's name
        ("<title>Dam opens in Sandal | Sandal Post</title>", "<h1><a href=/>Sandal Post</a></h1><h2>Dam opens in Sandal</h2>", "Dam opens in Sandal", "<title>"),
        ("<title>Dam opens in Sandal | Sandal Post</title>", "<h1 class=logo>Sandal Post</h1>", "Dam opens in Sandal", "<title>"),
        (ld('"headline": "Sandal Post", "publisher": {"name": "Sandal Post"}'), "<h1>Dam opens in Sandal</h1>", "Dam opens in Sandal", "h1"),
        # a section before the outlet, behind the same stroke, and what is a part of the headline
        ("<title>Dam opens in Sandal | World News | Sandal Post</title><meta property=og:site_name content='Sandal Post'>", "", "Dam opens in Sandal", "<title>"),
        ("<title>Dam opens in Sandal – Live | Sandal Post</title><meta property=og:site_name content='Sandal Post'>", "", "Dam opens in Sandal – Live", "<title>"),
        # another place shows it without its tail
        ("<meta name=headline content='Dam opens in Sandal'>" + og("Dam opens in Sandal-PoliticsㅣSandal Post") + "<meta property=og:site_name content='Sandal Post'>", "", "Dam opens in Sandal", "og:title"),
        ("<meta name=headline content='Dam opens in Sandal'>" + og("Dam opens in Sandal - and nobody has come to see it"), "", "Dam opens in Sandal - and nobody has come to see it", "og:title"),
        ("<meta name=headline content='Dam opens in Sandal'>" + og("Dam opens in Sandal: politics"), "", "Dam opens in Sandal: politics", "og:title"),
        (ld('"headline": "Dam opens in Sandal - Politics"'), "<h1>Dam opens in Sandal</h1>", "Dam opens in Sandal - Politics", "JSON-LD"),
    ],
)  # fmt: skip
def test_which_title(head: str, body: str, title: str, where: str) -> None:
    found = read(head, body)
    assert (found.title, found.provenance.title) == (title, where)


@pytest.mark.parametrize(
    ("head", "body", "names", "where"),
    [
        (ld('"author": [{"givenName": "Asha", "familyName": "Rao"}]'), "", ("Asha Rao",), "JSON-LD"),
        (ld('"author": "Asha Rao und Imran Beg, dpa"'), "", ("Asha Rao", "Imran Beg", "dpa"), "JSON-LD"),
        (ld('"author": "Asha Rao og Imran Beg"'), "", ("Asha Rao", "Imran Beg"), "JSON-LD"),
        (ld('"author": "آشا راؤ اور عمران بیگ"'), "", ("آشا راؤ", "عمران بیگ"), "JSON-LD"),
        (ld('"author": "आशा राव और इमरान बेग"'), "", ("आशा राव", "इमरान बेग"), "JSON-LD"),
        (ld('"author": "Asha Rao, Imran Beg, Brakkel"'), "", ("Asha Rao", "Imran Beg"), "JSON-LD"),
        (ld('"author": "Asha Rao, Brakkel"'), "", ("Asha Rao, Brakkel",), "JSON-LD"),
        (ld('"author": "Ministry of Water and Power"'), "", ("Ministry of Water and Power",), "JSON-LD"),
        # the outlet's own name is the last resort, and goes where a person is named
        (ld('"author": {"name": "Sandal Post"}, "publisher": {"name": "Sandal Post"}'), "<div class=byline>By Asha Rao</div>", ("Asha Rao",), "byline"),
        (ld('"author": {"name": "Sandal Post"}, "publisher": {"name": "Sandal Post"}'), "", ("Sandal Post",), "JSON-LD"),
        ("<meta property=og:site_name content='한들일보'><meta name=author content='한들일보'><meta name=author content='신아라 기자'>", "", ("신아라",), "author"),
        ("<meta name='own_authors' content='Asha Rao'>", "", ("Asha Rao",), "own_authors"),
        # accounts, sites and reading times are nobody
        (ld('"author": {"name": "admin"}'), "<h1>Dam opens</h1><p>By Asha Rao</p>", ("Asha Rao",), "byline"),
        ("<meta name=author content='SandalPost.example'>", "<h1>Dam opens</h1><p>By Asha Rao</p>", ("Asha Rao",), "byline"),
        ("<meta name=author content='SandalPost.example'>", "", ("SandalPost.example",), "author"),
        ("<meta name=twitter:data1 content='3 minutes'>", "<h1>Dam opens</h1><p>By Asha Rao</p>", ("Asha Rao",), "byline"),
        # parted by strokes, with an agency, a date behind them
        (ld('"author": "Asha Rao/Imran Beg"'), "", ("Asha Rao", "Imran Beg"), "JSON-LD"),
        (ld('"author": "Asha Rao / TNN / Updated: Feb 04, 2026"'), "", ("Asha Rao", "TNN"), "JSON-LD"),
        (ld('"author": "Asha Rao, Chief Political Correspondent"'), "", ("Asha Rao",), "JSON-LD"),
        (ld('"author": "Our Correspondent"'), "", ("Our Correspondent",), "JSON-LD"),
        ("<meta name=smartbanner:author content='Sandal Apps'>", "", (), ""),
        (ld('"author": "Desk for Water/Power"'), "", ("Desk for Water/Power",), "JSON-LD"),
        (ld('"author": "Asha Rao (PTI)"'), "", ("Asha Rao",), "JSON-LD"),
        # near the headline
        ("", "<h1>Dam opens</h1><div>By Asha Rao on February 4, 2026 at 4:38 pm</div>", ("Asha Rao",), "byline"),
        ("", "<h1>Dam opens</h1><div><span>By</span> <a href=/a>Asha Rao</a></div>", ("Asha Rao",), "byline"),
        ("", "<h1>Dam opens</h1><p>By Our Correspondent</p>", ("Our Correspondent",), "byline"),
        ("", "<h1>Dam opens</h1><p>Reported by: Asha Rao and Imran Beg</p>", ("Asha Rao", "Imran Beg"), "byline"),
        ("", "<h1>ڈیم کھل گیا</h1><p>رپورٹ: آشا راؤ</p>", ("آشا راؤ",), "byline"),
        ("", "<h1>Dam opens</h1><ul><li>Share</li></ul><span>Published By : </span><b>Asha Rao</b><p>Water ran.</p>", ("Asha Rao",), "byline"),
        ("", "<h1>Dam opens</h1><div class=authorInfo>By <a>मोहन वेल</a> Edited By: <a>उषा लिंड</a></div>", ("मोहन वेल",), "byline"),
        ("", "<h1>Dam opens</h1><p class=byline>By <a>Asha Rao</a> and <a>Imran Beg</a></p><p>Brakkel: Water ran.</p>", ("Asha Rao", "Imran Beg"), "byline"),
        ("", "<h1>Dam opens</h1><p>Interview by <span class=author>Asha Rao</span></p>", ("Asha Rao",), "byline"),
        ("", "<h1>Dam opens</h1><div>By : <a>Asha Rao</a> | Updated at : 04 Feb 2026</div>", ("Asha Rao",), "byline"),
        ("", "<h1>Dam opens</h1><p>By Asha Rao 4 Feb 2026</p>", ("Asha Rao",), "byline"),
        ("", "<h1>Dam opens</h1><p>By Asha Rao and Imran Beg February 4, 2026, 16:38</p>", ("Asha Rao", "Imran Beg"), "byline"),
        ("", "<h1>Dam opens</h1><p class=byline>By Asha Rao Updated: Feb 4</p>", ("Asha Rao",), "byline"),
        # names that only their element or link calls so, and what else stands there
        ("", "<h1>Dam opens</h1><h5><a href=/author/asha>Asha Rao</a></h5>", ("Asha Rao",), "byline"),
        ("", "<h1>سڑک</h1><span class=author-name>نامہ نگار خصوصی</span><span>برکل</span>", ("نامہ نگار خصوصی",), "byline"),
        ("", "<h1>Dam opens</h1><div class=author><a>Follow Us</a><a>Share</a><b>4 Feb 2026</b></div>", (), ""),
        ("", "<h1>Dam opens</h1>" + "<p>Water ran over the gate.</p>" * 50 + "<a href=/author/li>Li Na</a>", (), ""),
        ("", "<div itemprop=author><b itemprop=name>Asha Rao</b><b>Editor</b></div>", ("Asha Rao",), "itemprop author"),
        ("", "<div class=comments><b itemprop=author>Asha Rao</b></div>", (), ""),
        ("", "<h1>Dam opens</h1><p>By noon the water had reached the last field.</p>", (), ""),
        ("", "<h1>Dam opens</h1><p>Edited By: Usha Lind</p><p>By Asha Rao</p>", ("Asha Rao",), "byline"),
        ("", "<h1>Dam opens</h1><h3>Writer Asha Rao Dies At 80</h3>", (), ""),
        ("", "<h1>Dam opens</h1><h3>By Popular Demand Circus Returns To Brakkel</h3>", (), ""),
        ("", "<h1>Dam opens</h1><p>By Monday it rained.</p>", (), ""),
        # bylines by themselves: an agency, alone or with a place, the outlet's own people
        ("", "<h1>Dam opens</h1><span class=byline><a href=/authors/5/afp>AFP</a></span>", ("AFP",), "byline"),
        ("", "<h1>Dam opens</h1><p>AFP, UPPER SANDAL</p>", ("AFP",), "byline"),
        ("", "<h1>Dam opens</h1><p>Source: PTI | Wed, 04 Feb 2026</p>", ("PTI",), "byline"),
        ("", "<h1>बांध</h1><p>एजेंसी, संदलपुर</p>", ("एजेंसी",), "byline"),
        ("", "<h1>Dam opens</h1><p><b>Our Special Correspondent</b> Published 04.02.26</p>", ("Our Special Correspondent",), "byline"),
        ("", "<h1>Dam opens</h1><div class=author><a href=/a>SANDAL News Service</a></div>", ("SANDAL News Service",), "byline"),
        ("", "<h1>Dam opens</h1><div>From Our Correspondent</div>", ("Our Correspondent",), "byline"),
        ("", "<h1>Dam opens</h1><div>News Desk - Upper Sandal</div>", ("News Desk",), "byline"),
        ("", "<h1>Dam opens</h1><div>By Asha Rao in Upper Sandal</div>", ("Asha Rao",), "byline"),
        ("", "<h1>বাঁধ</h1><div>নিজস্ব প্রতিবেদক, চন্দনপুর</div>", ("নিজস্ব প্রতিবেদক",), "byline"),
        ("", "<h1>বাঁধ</h1><div>রিপোর্ট: <a>আশা রায়</a></div>", ("আশা রায়",), "byline"),
        ("", "<h1>ڈیم</h1><ul><li><span>مصنف, </span><span>عابد رستم</span></li></ul>", ("عابد رستم",), "byline"),
        ("", "<h1>ڈیم کھل گیا</h1><i>ویب ڈیسک</i>", ("ویب ڈیسک",), "byline"),
        ("", "<h1>ડેમ</h1><p>લેખક: આશા રાવ</p>", ("આશા રાવ",), "byline"),
        (ld('"author": {"name": "Sandal Post"}, "publisher": {"name": "Sandal Post"}'), "<h1>Dam opens</h1><p>PTI</p>", ("PTI",), "byline"),
        ("", "<h1>Dam opens</h1><figure><img src=/d.jpg><b>AFP</b></figure><div class=caption>Reuters</div><p>Photo: <i>ANI</i></p>", (), ""),
        ("", "<h1>Dam opens</h1><ul><li>App</li><li><a href=/tag/pti>PTI</a></li></ul>", (), ""),
        ("", "<h1>Dam opens</h1><p>Special powers for the city's own water board</p>", (), ""),
        # who curated a report, only where nobody wrote it
        ("", "<h1>Dam opens</h1><div>Curated By: <a href=/byline/li>Li Na</a></div>", ("Li Na",), "byline"),
        ("", "<h1>Dam opens</h1><div>Written By: <a>Asha Rao</a></div><div>Curated By: <a>Li Na</a></div>", ("Asha Rao",), "byline"),
        ("", "<h1>Dam opens</h1><div>Edited By: <a>Li Na</a></div>", (), ""),
        # a name at the right below the text
        (ld('"author": {"name": "Sandal Post"}, "publisher": {"name": "Sandal Post"}'), "<p>Water ran.</p>" * 3 + "<p style='text-align: right'><b>Asha Rao</b></p>", ("Asha Rao",), "signature"),
        ("", "<p>Water ran.</p>" * 3 + "<p align=right>We thank all readers.</p>", (), ""),
        ("", "<div dir=rtl>" + "<p align=right>پانی بہتا ہے</p>" * 4 + "</div>", (), ""),
    ],
)  # fmt: skip
def test_which_authors(head: str, body: str, names: tuple[str, ...], where: str) -> None:
    found = read(head, body)
    assert (found.authors, found.provenance.authors) == (names, where)


PUBLISHED = "<meta property=article:published_time content='2026-02-04T19:49:50Z'>"
MODIFIED = "<meta property=article:modified_time content='2026-02-04T19:49:50Z'>"


@pytest.mark.parametrize(
    ("head", "body", "published", "modified", "where"),
    [
        (PUBLISHED, "", "2026-02-04T19:49:50+00:00", None, ("article:published_time", "")),
        # one time for both: the page's own markup knows when it was first printed
        (PUBLISHED + MODIFIED, "<b itemprop=datePublished content='2026-02-03T13:23:00Z'></b>", "2026-02-03T13:23:00+00:00", "2026-02-04T19:49:50+00:00", ("itemprop datePublished", "article:modified_time")),
        (PUBLISHED + MODIFIED, "<b itemprop=datePublished content='2026-02-04'></b>", "2026-02-04T19:49:50+00:00", "2026-02-04T19:49:50+00:00", ("article:published_time", "article:modified_time")),
        # visible words, with the zone they name
        ("", "<h1>Dam opens</h1><p>Updated 4 February 2026 at 16:38 IST</p>", None, "2026-02-04T16:38+05:30", ("", "words near the headline")),
        ("", "<h1>Dam opens</h1><p>Published On: 4 Feb 2026 4:38 PM | Updated On: 4 Feb 2026 5:02 PM</p>", "2026-02-04T16:38+05:00", "2026-02-04T17:02+05:00", ("words near the headline", "words near the headline")),
        (PUBLISHED, "<h1>Dam opens</h1><p>Updated: 4 February 2026, 9:55 pm GMT</p>", "2026-02-04T19:49:50+00:00", "2026-02-04T21:55+00:00", ("article:published_time", "words near the headline")),
        ("", "<h1>بند کھل گیا</h1><p>اپ ڈیٹ: ۴ فروری ۲۰۲۶ 16:38</p>", None, "2026-02-04T16:38+05:00", ("", "words near the headline")),
        ("", "<h1>Dam opens</h1><b>Publish :</b> 04 Feb 2026, 03:20 PM<br><b>Update :</b> 04 Feb 2026, 05:11 PM", "2026-02-04T15:20+05:00", "2026-02-04T17:11+05:00", ("words near the headline", "words near the headline")),
        ("", "<h1>বাঁধ</h1><p>প্রকাশ: ০৪ ফেব্রুয়ারি ২০২৬, ১৪: ১০</p><p>আপডেট: ০৪ ফেব্রুয়ারি ২০২৬, ১৬: ৩৮</p>", "2026-02-04T14:10+05:00", "2026-02-04T16:38+05:00", ("words near the headline", "words near the headline")),
        # a day that a program wrote out
        (ld('"datePublished": "2026-02-04T00:00:00+05:00"'), "<h1>Dam opens</h1><p>Published: 04 Feb 2026 04:38 pm</p>", "2026-02-04T16:38+05:00", None, ("words near the headline", "")),
        (ld('"datePublished": "2026-02-04T00:00:00+05:00"'), "<h1>Dam opens</h1><p>Published: 03 Feb 2026 04:38 pm</p>", "2026-02-04T00:00:00+05:00", None, ("JSON-LD", "")),
        # what is announced as the first time goes before what is not
        ("", "<h1>Dam opens</h1><b>Feb 04, 2026 16:38 pm IST</b><b>Published On Feb 04, 2026 15:01 pm IST</b><b>Last Updated On Feb 04, 2026 16:38 pm IST</b>", "2026-02-04T15:01+05:30", "2026-02-04T16:38+05:30", ("words near the headline", "words near the headline")),
        # a date and its clock in elements of their own, or parted by a stroke
        ("", "<h1>Dam opens</h1>Published <b>February 4, 2026</b> Updated <b>February 4, 2026</b> <b>06:02pm</b>", "2026-02-04", "2026-02-04T18:02+05:00", ("words near the headline", "words near the headline")),
        ("", "<h1>Dam opens</h1><p>04-02-2026 | 4:38 PM</p>", "2026-02-04T16:38+05:00", None, ("words near the headline", "")),
        ("", "<h1>بند</h1><p>بدھ 4 فروری 2026 | 04:38 شام</p>", "2026-02-04T16:38+05:00", None, ("words near the headline", "")),
        ("", "<h1>Dam opens</h1><p>16:38 | February 04, 2026</p>", "2026-02-04T16:38+05:00", None, ("words near the headline", "")),
        ("", "<h1>Dam opens</h1><p>February 4, 2026</p><i>2:31</i><i>2:31 MIN</i><i>2:31 min</i>", "2026-02-04", None, ("words near the headline", "")),
        ("", "<h1>Dam opens</h1><b>February 4, 2026</b><b>Updated</b><b>06:02pm</b>", "2026-02-04", None, ("words near the headline", "")),
        # updates in the region's languages
        ("", "<h1>बांध</h1><p>प्रकाशित: 4 फरवरी 2026, शाम 4:38 बजे | संशोधित: 4 फरवरी 2026, शाम 6:02 बजे</p>", "2026-02-04T16:38+05:00", "2026-02-04T18:02+05:00", ("words near the headline", "words near the headline")),
        ("", "<h1>ಅಣೆಕಟ್ಟು</h1><p>4 ಫೆಬ್ರವರಿ 2026, 16:38 IST ನವೀಕರಿಸಲಾಗಿದೆ: 4 ಫೆಬ್ರವರಿ 2026, 18:02 IST</p>", "2026-02-04T16:38+05:30", "2026-02-04T18:02+05:30", ("words near the headline", "words near the headline")),
        ("", "<h1>അണക്കെട്ട്</h1><p>4 ഫെബ്രുവരി 2026 04:38 PM | അപ്ഡേറ്റ്: 4 ഫെബ്രുവരി 2026 06:02 PM</p>", "2026-02-04T16:38+05:00", "2026-02-04T18:02+05:00", ("words near the headline", "words near the headline")),
        ("", "<h1>سد</h1><p>آخرین بروزرسانی: ۱۵ بهمن ۱۴۰۴ - ۱۸:۰۲</p>", None, "2026-02-04T18:02+05:00", ("", "words near the headline")),
        ("", "<h1>بند</h1><p>خپور شوی: ۴ فبروري ۲۰۲۶ ۱۶:۳۸ | نوی شوی: ۴ فبروري ۲۰۲۶ ۱۸:۰۲</p>", "2026-02-04T16:38+05:00", "2026-02-04T18:02+05:00", ("words near the headline", "words near the headline")),
        ("", "<h1>அணை</h1><p>பதிவு செய்த நாள்: 4 பிப்ரவரி 2026, 04:38 PM</p><p>மாற்றம் செய்த நாள்: 4 பிப்ரவரி 2026, 06:02 PM</p>", "2026-02-04T16:38+05:00", "2026-02-04T18:02+05:00", ("words near the headline", "words near the headline")),
        ("", "<h1>Dam opens</h1><p>Published: February 4, 2026 16:38 ISTUpdated: February 4, 2026 18:02 IST</p>", "2026-02-04T16:38+05:30", "2026-02-04T18:02+05:30", ("words near the headline", "words near the headline")),
        # a film and a gallery have a time of their own, a list only those of its reports
        (ld('"uploadDate": "2026-02-04T12:00:00+05:30"').replace("NewsArticle", "VideoObject"), "", "2026-02-04T12:00:00+05:30", None, ("JSON-LD", "")),
        ("", "<h1>City news</h1>" + "<article><h2><a href=/1>Dam opens</a></h2><i>4 Feb 2026</i></article>" * 3, None, None, ("", "")),
        ("", "<h1>Floods</h1><h3><a href=/1>Dam opens</a></h3><p>4 Feb 2026 1:38 pm</p>", None, None, ("", "")),
        ("", "<h1>Dam opens</h1><h2><a rel=author href=/a>Asha Rao</a></h2><p>4 Feb 2026 1:38 pm</p>", "2026-02-04T13:38+05:00", None, ("words near the headline", "")),
        # a headline that is no h1, a weblog's abbreviation
        ("<title>Dam opens in Sandal</title>", "<h2>News</h2><h2>Dam opens in Sandal</h2><p>Posted On: 04 FEB 2026 4:38PM by the office</p>", "2026-02-04T16:38+05:00", None, ("words near the headline", "")),
        ("", "<h1>Dam</h1><abbr class=published title='2026-02-04T16:38:00+05:00'>4:38 PM</abbr>", "2026-02-04T16:38:00+05:00", None, ("<abbr>", "")),
        # attributes of data and the address, for want of better
        ("", "<div data-deploy-dt='2026.02.04 18:40'></div>", "2026-02-04T18:40+05:00", None, ("an attribute of data", "")),
        ("", "<div data-created='2026.02.04 18:40' data-next-update='2026.02.05 00:10'></div>", "2026-02-04T18:40+05:00", None, ("an attribute of data", "")),
        ("", "", None, None, ("", "")),
    ],
)  # fmt: skip
def test_which_times(
    head: str, body: str, published: str | None, modified: str | None, where: tuple[str, str]
) -> None:
    found = read(head, body)
    told = [moment and moment.iso() for moment in (found.published, found.modified)]
    assert told == [published, modified]
    assert (found.provenance.published, found.provenance.modified) == where


def test_a_day_of_the_address_takes_its_clock_from_elsewhere() -> None:
    """The outlet's zone is marked as such; a minute is never made up."""
    url = "https://sandalpost.example/2026/02/04/dam"
    assert read("", "", url).provenance == Provenance(published="address")
    found = read("", "<div data-publish-date='2026-02-04 18:40'></div>", url).published
    assert found is not None
    assert (found.iso(), found.zone_from) == ("2026-02-04T18:40+05:00", ZoneFrom.SOURCE)
