# ruff: noqa: E501  markup stands in one line, a case in one row

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import extract
from news.article import Article, Page
from news.errors import ExtractError
from news.moment import ZoneFrom
from news.source import Selectors

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2026, 2, 5, tzinfo=UTC)
TEXT = "".join(
    f"<p>Pier {n} of the bridge over the Sandal took a year of work, the office said.</p>"
    for n in range(8)
)


def read(markup: str | bytes, url: str = "https://sandal.example/page", **words: Any) -> Article:
    body = markup.encode("utf-8", "replace") if isinstance(markup, str) else markup
    return extract(Page(url, body, NOW, **words))


def page(head: str = "", body: str = "") -> str:
    title = "<title>Bridge opens in Lower Sandal</title>"
    h1 = "<h1>Bridge opens in Lower Sandal</h1>"
    return f"<html lang=en><head>{title}{head}</head><body><article>{h1}{TEXT}{body}</article></body></html>"


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_pages(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    found = read(path.read_bytes(), timezone="Asia/Karachi")
    assert {
        "url": found.url,
        "title": found.title,
        "authors": list(found.authors),
        "published": found.published and found.published.iso(),
        "modified": found.modified and found.modified.iso(),
        "zone": found.published.zone_from if found.published else "",
        "language": found.language,
        "paywalled": found.paywalled,
        "text": found.text.split("\n"),
    } == expected


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        ("<link rel=canonical href='/a/b'>", "https://sandal.example/x", "https://sandal.example/a/b"),
        ("<link rel=canonical href='https://sandal.example/a'>", "https://m.sandal.example/a", "https://sandal.example/a"),
        ("<link rel=canonical href='https://other.example/a'>", "https://sandal.example/x", "https://sandal.example/x"),
        ("<link rel=canonical href='https://sandal.example/'>", "https://sandal.example/x", "https://sandal.example/x"),
        # of many, not of this one: a section, a lost or another number
        ("<link rel=canonical href='/news'>", "https://sandal.example/news/dam-opens", "https://sandal.example/news/dam-opens"),
        ("<link rel=canonical href='/latest-news/'>", "https://sandal.example/latest-news/2026/1", "https://sandal.example/latest-news/2026/1"),
        ("<link rel=canonical href='/story.php'>", "https://sandal.example/story.php?id=7", "https://sandal.example/story.php?id=7"),
        ("<link rel=canonical href='/story.php?id=8'>", "https://sandal.example/story.php?id=7", "https://sandal.example/story.php?id=7"),
        ("<link rel=canonical href='/news'><meta property=og:url content='/news/dam'>", "https://sandal.example/news/dam/amp", "https://sandal.example/news/dam"),
        # AMP, print, the second page, an address with more words
        ("<link rel=canonical href='/dam'>", "https://sandal.example/dam/amp/", "https://sandal.example/dam"),
        ("<link rel=canonical href='/dam'>", "https://sandal.example/dam/2", "https://sandal.example/dam"),
        ("<link rel=canonical href='/news/1970007'>", "https://sandal.example/news/1970007/dam-opens", "https://sandal.example/news/1970007"),
        ("<link rel=canonical href='/story.php?id=7'>", "https://sandal.example/story.php?id=7&output=amp", "https://sandal.example/story.php?id=7"),
        ("<link rel=canonical href='/dam'>", "https://sandal.example/dam?page=2", "https://sandal.example/dam"),
        ("<link rel=canonical href='/dam-opens'>", "https://sandal.example/?p=7", "https://sandal.example/dam-opens"),
        ("<link rel=canonical href='https://sandal.example/dam'>", "https://amp.sandal.example/dam", "https://sandal.example/dam"),
        ("<meta property=og:url content='javascript:alert(1)'>", "https://sandal.example/x", "https://sandal.example/x"),
        ("<base href='http://127.0.0.1/'><link rel=canonical href='/a'>", "https://sandal.example/x", "https://sandal.example/a"),
        ("", "https://sandal.example/x?utm_source=rss", "https://sandal.example/x"),
    ],
)  # fmt: skip
def test_canonical_address(head: str, url: str, expected: str) -> None:
    assert read(page(head), url).url == expected


@pytest.mark.parametrize(
    ("head", "original"),
    [
        ("<link rel=canonical href='https://wire.example/w/7?utm_source=x'>", "https://wire.example/w/7"),
        ("<link rel=canonical href='/dam'><meta name=syndication-source content='https://wire.example/w/7'>", "https://wire.example/w/7"),
        ("<meta name=original-source content='https://wire.example/w/7'>", "https://wire.example/w/7"),
        ("<link rel=canonical href='/dam'>", ""),
        ("<link rel=canonical href='https://www.sandal.example/dam'>", ""),
        ("<link rel=canonical href='https://urdu.sandal.example/dam'>", ""),
        ("<link rel=canonical href='https://wire.example/'>", ""),
        ("<link rel=canonical href='javascript:alert(1)'>", ""),
        ("<meta property=og:url content='https://wire.example/w/7'>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_where_a_report_was_taken_over_from(head: str, original: str) -> None:
    assert read(page(head), "https://sandal.example/x").original == original


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<meta property=og:title content='Something else entirely'>", "Bridge opens in Lower Sandal"),
        ("<meta property=og:title content='Bridge opens in Lower Sandal | Sandal Post'>", "Bridge opens in Lower Sandal"),
        ("""<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge opens - Sandal Post"}</script><meta property=og:site_name content='Sandal Post'>""", "Bridge opens"),
        ("""<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge opens in Lo..."}</script>""", "Bridge opens in Lower Sandal"),
        ("""<script type="application/ld+json">{"@type":"NewsArticle","headline":"<img src=x onerror=alert(1)>"}</script>""", "Bridge opens in Lower Sandal"),
        ("""<script type="application/ld+json">{broken</script>""", "Bridge opens in Lower Sandal"),
        ("""<script type="application/ld+json">[[[1, null, "x", {"@type": 7, "headline": []}]]]</script>""", "Bridge opens in Lower Sandal"),
    ],
)  # fmt: skip
def test_title(head: str, title: str) -> None:
    assert read(page(head)).title == title


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"Asha Rao"', ("Asha Rao",)),
        ('"By Asha Rao"', ("Asha Rao",)),
        ('"Asha Rao and Imran Beg"', ("Asha Rao", "Imran Beg")),
        ('"Asha Rao; Imran Beg"', ("Asha Rao", "Imran Beg")),
        ('"Ministry of Law and Justice"', ("Ministry of Law and Justice",)),
        ('["Asha Rao", {"name": "Imran Beg"}, null, 7]', ("Asha Rao", "Imran Beg")),
        ('{"name": ["Asha Rao", "Asha Rao"]}', ("Asha Rao",)),
        ('"https://sandal.example/asha"', ()),
        ('"desk@sandal.example"', ()),
        ("{}", ()),
    ],
)
def test_authors(author: str, names: tuple[str, ...]) -> None:
    data = f'{{"@type": "NewsArticle", "author": {author}}}'
    script = f'<script type="application/ld+json">{data}</script>'
    assert read(page(script)).authors == names


def test_no_date_is_made_up() -> None:
    """A page without a date has none; one dated in the future has none either."""
    assert read(page()).published is None
    assert read(page("<meta name=pubdate content='9999-12-31'>")).published is None


def test_a_modification_before_publication_is_dropped() -> None:
    """Templates fill dateModified with nonsense; earlier than published it says nothing."""
    found = read(
        page(
            "<meta property=article:published_time content='2026-02-04T10:00:00Z'>"
            "<meta property=article:modified_time content='2019-01-01T00:00:00Z'>"
        )
    )
    assert found.published is not None
    assert (found.published.zone_from, found.modified) == (ZoneFrom.PAGE, None)


def test_hidden_text_is_not_reported() -> None:
    """What no reader saw is no claim of the outlet's."""
    hidden = (
        "<p style='display: none'>999 killed</p><p hidden>998 killed</p><!-- 997 killed -->"
        "<p style='font-size:0'>996 killed</p><p style='font-size:0.9em'>Rain fell on the town.</p>"
    )
    text = read(page("", hidden)).text
    assert "killed" not in text
    assert "Rain fell" in text


def test_a_report_behind_a_script_is_read() -> None:
    """A long hidden piece is the report itself."""
    assert "Pier 7" in read(f"<body><h1>Bridge</h1><div style='display:none'>{TEXT * 3}</div>").text


@pytest.mark.parametrize(
    ("lang", "text", "language"),
    [
        ("en", "Le pont sur la Sandale a ouvert lundi après quatre ans de travaux. " * 6, "fr"),
        ("fr-FR", "Le pont a ouvert.", "fr"),
        ("", "The bridge over the Sandal opened on Monday after four years. " * 6, "en"),
    ],
)
def test_language(lang: str, text: str, language: str) -> None:
    markup = f"<html lang='{lang}'><body><article><h1>A</h1><p>{text}</p></article></body></html>"
    assert read(markup).language == language


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "the page is empty"),
        (b"  \n ", "the page is empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xff\xd8\xff\xe0", "a picture"),
    ],
)
def test_what_is_no_page_is_an_error(body: bytes, error: str) -> None:
    with pytest.raises(ExtractError, match=error):
        read(body)


@pytest.mark.parametrize(
    ("markup", "is_article"),
    [
        (page(), True),
        ("<body><p>Not found</p></body>", False),
        ("<html><head><meta http-equiv=refresh content='0;url=http://10.0.0.1/'></head><body>x</body></html>", False),
    ],
)  # fmt: skip
def test_hardly_any_text_is_no_article(markup: str, is_article: bool) -> None:
    assert read(markup).is_article is is_article


def test_empty_extraction_of_a_full_page_is_never_silent() -> None:
    """Text at a depth that swallows it elsewhere is found."""
    deep = "<div>" * 400 + TEXT + "</div>" * 400
    assert "Pier 5" in read(f"<body><h1>Bridge</h1>{deep}</body>").text


def test_a_line_of_megabytes_is_cut() -> None:
    """One paragraph of 10 MB neither hangs nor vanishes."""
    found = read("<body><article><h1>A</h1><p>" + "rain fell on the town " * 200_000)
    assert 1_000 < len(found.text) <= 60_000


# --- where the configuration points ------------------------------------------------------

ODD = f"""<html><head><title>x</title>
<meta property="article:published_time" content="2026-01-01T00:00:00Z"></head><body>
<h1>Brakkel Courier</h1><div class=headline>Ropeway stops in the wind</div>
<div class=who><b>Asha Rao</b> · <b>Imran Beg</b></div>
<span class=when>4 February 2026, 16:38</span><meta class=edited content="2026-02-04T17:00:00+05:00">
<div class=box><p>Our readers' club has a new room, and it has forty chairs for all of them.</p></div>
<div class=story>{TEXT}<p class=ad>Buy a chair of the readers' club and sit on it in our new room.</p></div>
<div class=story><p>A last word: nobody was hurt.</p></div></body></html>"""


def test_selectors_go_before_our_own_reading() -> None:
    """Title, text, authors and times are taken where the source's selectors point."""
    told = Selectors(
        title=".headline",
        text=".story, .story p",
        authors=".who b",
        published=".nothing, .when",
        modified=".edited",
        remove=".ad, .box",
    )
    found = read(ODD, timezone="Asia/Karachi", selectors=told)
    assert found.title == "Ropeway stops in the wind"
    assert found.authors == ("Asha Rao", "Imran Beg")
    assert found.published is not None
    assert found.published.iso() == "2026-02-04T16:38+05:00"
    assert found.modified is not None
    assert found.modified.iso() == "2026-02-04T17:00:00+05:00"
    lines = found.text.split("\n")
    assert len(lines) == 9
    assert lines[-1] == "A last word: nobody was hurt."
    assert "chair" not in found.text


def test_selectors_that_find_nothing_leave_our_own_reading() -> None:
    """After a redesign a page is read as any other."""
    told = Selectors(*[".gone"] * 7)
    assert read(page(), selectors=told) == read(page())


def test_a_list_is_told_from_a_report() -> None:
    """Of the invented section pages most are known as lists; of articles none is."""
    fronts = sorted((Path(__file__).parent / "sections").glob("*.html"))
    lists = [found for path in fronts if (found := _extracted(path)) is not None]
    assert sum(found.is_list for found in lists) >= 0.6 * len(lists)
    for path in PAGES.glob("*.html"):
        assert not read(path.read_bytes()).is_list, path
    assert not read(page(body="<ul>" + "<li><a href=/x>Bridge to stay open</a>" * 9)).is_list


def _extracted(path: Path) -> Article | None:
    try:
        return read(path.read_bytes())
    except ExtractError:  # nothing but links
        return None


def test_sindhi_is_known_by_its_letters() -> None:
    """The detector takes it for a neighbour; an Urdu text that names somebody stays Urdu."""
    sindhi = "صوبي ۾ ٻيڙي ٻڏڻ سبب ماڻهو گم ٿي ويا آهن ۽ ڳوٺاڻن جو چوڻ آهي ته پل ٺاهي وڃي. " * 5
    urdu = "وزیر نے بتایا کہ اس سال دریا کے کنارے سڑک بنائی جائے گی اور ڳوٺ تک پہنچے گی۔ " * 5
    for text, language in ((sindhi, "sd"), (urdu, "ur")):
        assert read(f"<body><article><h1>A</h1><p>{text}</p></article>").language == language
