# ruff: noqa: E501  markup stands in one line, a case in one row

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.feeds import MAX_BYTES, read_feed
from crawler.mend import MAX_ENTRIES, mend
from news.moment import Precision, ZoneFrom
from news.source import FeedReading, Skips

FEEDS = Path(__file__).parent / "feeds"
NOW = datetime(2026, 2, 5, tzinfo=UTC)
CASES = sorted(path for path in FEEDS.iterdir() if not path.name.endswith(".expect.json"))


def read(body: str | bytes, content_type: str = "", timezone: str = "") -> FeedReading:
    return read_feed(
        body.encode() if isinstance(body, str) else body,
        url="https://sandal.example/feed",
        content_type=content_type,
        timezone=timezone,
        language="en",
        now=NOW,
    )


def rss(items: str, head: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>S</title>{head}{items}</channel></rss>'


def item(inside: str, link: str = "https://sandal.example/a") -> str:
    return f"<item><title>Rain</title><link>{link}</link>{inside}</item>"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_feeds_of_the_region(path: Path) -> None:
    expected = json.loads(path.with_suffix(".expect.json").read_text("utf-8"))
    found = read_feed(
        path.read_bytes(),
        url=expected["feed_url"],
        content_type="",
        timezone=expected["timezone"],
        language="",
        now=NOW,
    )
    assert (found.title, len(found.entries), found.error) == (expected["title"], expected["n"], "")
    for index, wanted in expected["entries"].items():
        entry = found.entries[int(index)]
        moment = entry.published or entry.updated
        assert (entry.title, entry.url) == (wanted["title"], wanted["link"])
        assert (moment and moment.at.isoformat()) == wanted.get("published")


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        ("", "", "the answer is empty"),
        (
            "<!doctype html><html><body>Checking your browser</body></html>",
            "",
            "this is a web page",
        ),
        ("<!-- x --><html><head></head></html>", "application/rss+xml", "this is a web page"),
        ("<div>moved</div>", "", "this is a web page"),
        ("null", "", "not a JSON Feed"),
        ('{"a": 1}', "", "not a JSON Feed"),
        ('{"items": ', "", "cannot be read"),
        ("[" * 100_000, "", "cannot be read"),
        ("<urlset></urlset>", "", "configure it as a sitemap"),
        ("Not found", "", "begins with: Not found"),
        (b"\x00\x01\x02", "", "neither"),
        (b" " * (MAX_BYTES + 1), "", "larger than 8 MB"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: str | bytes, content_type: str, error: str) -> None:
    found = read(body, content_type)
    assert (found.kind, found.entries) == ("", ())
    assert error in found.error


@pytest.mark.parametrize(
    ("inside", "field", "value"),
    [
        ("<description>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</description>", "text", "One\nTwo"),
        ("<description>short</description><content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>The longer text</p>]]></content:encoded>", "text", "The longer text"),
        ("<guid isPermaLink='false'>s-1</guid>", "guid", "s-1"),
        ("<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Asha Rao</dc:creator>", "authors", ("Asha Rao",)),
        ("<author>desk@sandal.example (Asha Rao)</author>", "authors", ("Asha Rao",)),
    ],
)  # fmt: skip
def test_fields_of_an_item(inside: str, field: str, value: object) -> None:
    (entry,) = read(rss(item(inside))).entries
    assert getattr(entry, field) == value


def test_dates_keep_what_was_said() -> None:
    """A time without a zone is the outlet's, a date without a clock is a day."""
    clock = item("<pubDate>Wed, 04 Feb 2026 16:38</pubDate>")
    day = item("<pubDate>04 Feb 2026</pubDate>", "https://sandal.example/b")
    first, second = read(rss(clock + day), timezone="Asia/Karachi").entries
    assert first.published is not None
    assert second.published is not None
    assert (first.published.iso(), first.published.zone_from) == (
        "2026-02-04T16:38+05:00",
        ZoneFrom.SOURCE,
    )
    assert second.published.precision is Precision.DAY


def test_a_permalink_guid_stands_in_for_a_link_and_the_rest_is_counted() -> None:
    """No link but a guid that is an address: used.  Neither: left out, and said so."""
    items = (
        "<item><title>a</title><guid>https://sandal.example/a</guid></item>"
        "<item><title>b</title><guid isPermaLink='false'>b</guid></item>"
        "<item><title>c</title><link>javascript:alert(1)</link></item>"
        "<item><title>d</title><link>/d</link></item>"
    )
    found = read(rss(items))
    assert [entry.url for entry in found.entries] == [
        "https://sandal.example/a",
        "https://sandal.example/d",
    ]
    assert found.error == "2 of 4 entries have no usable link and were left out"


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>15</ttl>", 900),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>hourly</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>hourly</sy:updatePeriod><sy:updateFrequency xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>4</sy:updateFrequency>", 900),
        ("", None),
    ],
)  # fmt: skip
def test_the_pause_a_feed_asks_for(head: str, seconds: float | None) -> None:
    assert read(rss(item(""), head)).ttl_seconds == seconds


@pytest.mark.parametrize(
    ("head", "hours", "days"),
    [
        ("", (), ()),
        ("<skipHours><hour>1</hour><hour> 23 </hour></skipHours>", (1, 23), ()),
        ("<skipHours><hour>24</hour><hour>0</hour></skipHours>", (0,), ()),
        ("<skiphours><HOUR>7</HOUR></skiphours>", (7,), ()),
        ("<skipHours><hour>25</hour><hour>x</hour><hour/></skipHours>", (), ()),
        ("<skipDays><day>Sunday</day><day>friday</day><day>Holiday</day></skipDays>", (), (4, 6)),
        ("<skipHours><hour>3</hour></skipHours><skipDays><day>Monday</day></skipDays>", (3,), (0,)),
        ("<skipHours><hour>3</hour>", (), ()),
    ],
)
def test_when_a_feed_wants_to_be_left_alone(
    head: str, hours: tuple[int, ...], days: tuple[int, ...]
) -> None:
    assert read(rss(item(""), head)).skips == Skips(frozenset(hours), frozenset(days))


def test_atom_and_rdf_are_told_apart() -> None:
    """The kind is the family of the dialect; what was only updated counts as published then."""
    atom = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>S</title><entry><title>Rain</title>"
        "<link href='/rain'/><id>tag:1</id><updated>2026-02-04T10:00:00Z</updated>"
        "<author><name>Asha Rao</name></author></entry></feed>"
    )
    rdf = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://purl.org/rss/1.0/'><channel rdf:about='x'><title>S</title></channel>"
        "<item rdf:about='y'><title>Rain</title><link>https://sandal.example/r</link></item></rdf:RDF>"
    )
    found = read(atom)
    assert found.kind == "atom"
    (entry,) = found.entries
    assert (entry.url, entry.authors) == ("https://sandal.example/rain", ("Asha Rao",))
    assert entry.published == entry.updated is not None
    assert read(rdf).kind == "rdf"


DIALECTS = {
    "rss 0.91 in capitals": (
        "<RSS VERSION='0.91'><CHANNEL><TITLE>S</TITLE><ITEM><TITLE>Rain</TITLE><LINK>https://sandal.example/a</LINK></ITEM></CHANNEL></RSS>",
        "rss",
    ),
    "rss without a channel": (
        "<rss><title>S</title><item><title>Rain</title><link>https://sandal.example/a</link></item></rss>",
        "rss",
    ),
    "rss items behind their channel": (
        "<rss><channel><title>S</title></channel><item><title>Rain</title><link>https://sandal.example/a</link></item></rss>",
        "rss",
    ),
    "rss with a prefix that nobody declared": (
        "<rss><rss:channel><rss:title>S</rss:title><rss:item><rss:title>Rain</rss:title><rss:link>https://sandal.example/a</rss:link></rss:item></rss:channel></rss>",
        "rss",
    ),
    "rss behind a warning of its server": (
        "<br /><b>Warning</b>: foo() on line 3" + rss(item("")),
        "rss",
    ),
    "rss that breaks off": (rss(item("<description>The dam"))[:-20], "rss"),
    "rss 0.90": (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>S</title></channel><item><title>Rain</title><link>https://sandal.example/a</link></item></rdf:RDF>",
        "rdf",
    ),
    "rss 1.0 with prefixes": (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:r='http://purl.org/rss/1.0/'><r:channel/><r:item rdf:about='x'><r:title>Rain</r:title><r:link>https://sandal.example/a</r:link></r:item></rdf:RDF>",
        "rdf",
    ),
    "atom 0.3": (
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>S</title><entry><title mode='escaped'>Rain</title><link rel='alternate' href='https://sandal.example/a'/></entry></feed>",
        "atom",
    ),
    "atom with prefixes": (
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>Rain</a:title><a:link href='https://sandal.example/a'/></a:entry></a:feed>",
        "atom",
    ),
    "atom whose prefix nobody declared": (
        "<atom:feed><atom:entry><atom:title>Rain</atom:title><atom:link href='https://sandal.example/a'/></atom:entry></atom:feed>",
        "atom",
    ),
    "rdf whose prefix nobody declared": (
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel/><item rdf:about='x'><title>Rain</title><link>https://sandal.example/a</link></item></rdf:RDF>",
        "rdf",
    ),
    "atom whose namespace has a blank": (
        "<feed xmlns='http://www.w3.org/2005/Atom '><entry><title>Rain</title><link href='https://sandal.example/a'/></entry></feed>",
        "atom",
    ),
    "rss with a blank in a namespace": (
        rss(item("")).replace("<rss ", "<rss xmlns:media='http://search.yahoo.com/ mrss/' "),
        "rss",
    ),
    "atom without a namespace": (
        "<feed><entry><title>Rain</title><link href='https://sandal.example/a'/></entry></feed>",
        "atom",
    ),
    "cdf": (
        "<CHANNEL HREF='https://sandal.example/'><TITLE>S</TITLE><ITEM HREF='https://sandal.example/a'><TITLE>Rain</TITLE></ITEM></CHANNEL>",
        "rss",
    ),
    "cdf with the address inside": (
        "<CHANNEL><ITEM><A HREF='https://sandal.example/a'/><TITLE>Rain</TITLE></ITEM></CHANNEL>",
        "rss",
    ),
    "json feed 1.0": (
        '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "https://sandal.example/a", "title": "Rain"}]}',
        "json",
    ),
    "json that breaks off": (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "https://sandal.example/a", "title": "Rain"}, {"url": "https://s',
        "json",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "kind"), DIALECTS.values(), ids=DIALECTS)
def test_every_dialect_gives_its_entry(body: str, kind: str) -> None:
    found = read(body)
    assert found.kind == kind
    assert [(entry.title, entry.url) for entry in found.entries] == [
        ("Rain", "https://sandal.example/a")
    ]


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"])
def test_every_encoding_gives_its_entry(name: str) -> None:
    """With or without a mark or a declaration."""
    body = rss(item("<description>بارش</description>")).encode(name)
    (entry,) = read(body, f"text/xml; charset={name}" if name == "cp1256" else "").entries
    assert (entry.title, entry.text) == ("Rain", "بارش")


def test_a_packed_feed_is_inflated_within_the_limit() -> None:
    """A file.xml.gz is a feed; a bomb is none."""
    assert len(read(gzip.compress(rss(item("")).encode())).entries) == 1
    assert "larger than" in read(gzip.compress(b" " * 3 * MAX_BYTES)).error
    assert "cannot be inflated" in read(b"\x1f\x8b broken").error


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        # by xml:base, by the home page that the feed names
        ("<item xml:base='https://sandal.example/b/'><link>a</link></item>", "https://sandal.example/b/a"),
        ("<item xml:base='/b/'><link>a</link></item>", "https://hill.example/b/a"),
        ("<item><link>news/a</link></item>", "https://hill.example/news/a"),
        ("<item><link>/a?x=1&copy=2</link></item>", "https://hill.example/a?x=1&copy=2"),
        ("<item><link><![CDATA[ https://hill.example/a?x=1&y=2 ]]></link></item>", "https://hill.example/a?x=1&y=2"),
        ("<item><link>https://hill.example</link></item>", "https://hill.example"),
        # which of several
        ("<item><link>https://count.example/9</link><feedburner:origLink>https://hill.example/a</feedburner:origLink></item>", "https://hill.example/a"),
        ("<item><atom:link href='/a'/></item>", "https://hill.example/a"),
        ("<item><atom:link rel='self' href='/self'/><link>/a</link></item>", "https://hill.example/a"),
        ("<item><link/><guid isPermaLink='false'>https://hill.example/a</guid></item>", "https://hill.example/a"),
        ("<item><link>/a</link><guid>https://hill.example/g</guid></item>", "https://hill.example/a"),
        ("<item><link href='/a'/></item>", "https://hill.example/a"),
        ("<item><link>https://hill.example/</link><guid>https://hill.example/?p=7</guid></item>", "https://hill.example/"),
        ("<item><url>/a</url></item>", "https://hill.example/a"),
        ("<item><link>javascript:alert(1)</link><guid>https://hill.example/a</guid></item>", "https://hill.example/a"),
    ],
)  # fmt: skip
def test_the_address_of_an_entry(entry: str, url: str) -> None:
    head = "<link>https://hill.example/</link>"
    (found,) = read(rss(entry, head)).entries
    assert found.url == url


def test_entries_that_all_link_the_front_page_have_their_guids() -> None:
    """A template that links one page everywhere makes no single article of all."""
    guids = ["https://sandal.example/?p=7", "https://sandal.example/?p=8", "9"]
    items = [item(f"<guid>{guid}</guid>", "https://sandal.example/") for guid in guids]
    assert [entry.url for entry in read(rss("".join(items))).entries] == [
        *guids[:2],
        "https://sandal.example/",
    ]


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ("<link rel='edit' href='/e'/><link rel='alternate' type='text/html' href='/a'/>", "/a"),
        ("<link rel='self' href='/a'/>", "/a"),
        ("<content type='text/html' src='/a'/>", "/a"),
        ("<link rel='http://www.iana.org/assignments/relation/alternate' href='/a'/>", "/a"),
        ("<link rel='enclosure' href='/a.mp3'/><id>https://sandal.example/a</id>", "/a"),
    ],
)
def test_the_address_of_an_atom_entry(links: str, url: str) -> None:
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{links}</entry></feed>"
    (found,) = read(body).entries
    assert found.url == f"https://sandal.example{url}"


@pytest.mark.parametrize(
    "inside",
    [
        "<pubDate>{}</pubDate>",
        "<pubdate>{}</pubdate>",
        "<dc:date>{}</dc:date>",
        "<date>{}</date>",
        "<dcterms:issued>{}</dcterms:issued>",
        "<dcterms:created>{}</dcterms:created>",
        "<dcterms:available>{}</dcterms:available>",
        "<prism:publicationDate>{}</prism:publicationDate>",
        "<a10:updated>{}</a10:updated>",
        "<published>{}</published>",
        "<pubDate/><dc:date>{}</dc:date>",
        "<pubDate>soon</pubDate><dc:date>{}</dc:date>",
    ],
)
def test_every_way_to_say_when(inside: str) -> None:
    namespaces = (
        "xmlns:a10='http://www.w3.org/2005/Atom' xmlns:dc='http://purl.org/dc/elements/1.1/' "
        "xmlns:dcterms='http://purl.org/dc/terms/' "
        "xmlns:prism='http://prismstandard.org/namespaces/basic/2.0/'"
    )
    for declared in (namespaces, ""):
        text = item(inside.format("2026-02-04T16:38:12+0530"))
        (entry,) = read(f"<rss {declared}><channel>{text}</channel></rss>").entries
        assert entry.published is not None
        assert entry.published.iso() == "2026-02-04T16:38:12+05:30"


def test_a_date_that_cannot_be_read_is_kept_as_written() -> None:
    """What the outlet wrote stays to be looked at."""
    entry, other = read(
        rss(item("<pubDate>soon</pubDate>") + item("", "https://sandal.example/b"))
    ).entries
    assert (entry.published, entry.date_raw, other.date_raw) == (None, "soon", "")


def test_numbers_in_json_are_dates_and_ids() -> None:
    """Seconds and milliseconds since 1970 come as numbers."""
    dates: list[object] = [1770223092, 1770223092123, 1770223092.5, True, None, {}]
    items = [{"id": n, "url": f"/{n}", "date_published": date} for n, date in enumerate(dates)]
    found = read(json.dumps({"items": items})).entries
    assert [entry.published and entry.published.iso()[:19] for entry in found] == [
        *["2026-02-04T16:38:12"] * 3,
        *[None] * 3,
    ]
    assert [entry.guid for entry in found] == list("012345")


def test_relative_links_of_json_are_of_its_home_page() -> None:
    """The feed may lie elsewhere."""
    feed = {"home_page_url": "https://hill.example/", "items": [{"external_url": "a"}]}
    assert read(json.dumps(feed)).entries[0].url == "https://hill.example/a"


def test_json_feed() -> None:
    """JSON Feed gives the same entries as XML does."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "S",
        "items": [
            {
                "id": 7,
                "url": "/rain",
                "title": "Rain &amp; wind",
                "content_html": "<p>One</p><p>Two</p>",
                "date_published": "2026-02-04T16:38:12+0500",
                "authors": [{"name": "Asha Rao"}, "odd", None],
            },
            "not an item",
            {"id": "x"},
        ],
    }
    found = read(json.dumps(feed), "application/feed+json")
    (entry,) = found.entries
    assert (found.kind, entry.guid, entry.title, entry.text) == (
        "json",
        "7",
        "Rain & wind",
        "One\nTwo",
    )
    assert entry.authors == ("Asha Rao",)
    assert entry.published is not None
    assert "1 of 2" in found.error


def test_a_long_feed_is_cut_at_the_cap() -> None:
    """A flood of entries costs no more than the first 500."""
    flood = "".join(item("", f"https://sandal.example/{n}") for n in range(3000))
    found = read(rss(flood))
    assert len(found.entries) == MAX_ENTRIES
    assert found.kind == "rss"


@pytest.mark.parametrize(
    "bomb",
    [
        rss(item("<author>" + "a" * 32_000 + "</author>")),
        rss(item("<author>" + "(" * 32_000 + "</author>")),
        rss(item("<a " + "b='c' " * 170_000 + "/>")),
        rss(item("<!--" * 170_000)),
        rss(item("<description><![CDATA[" + "<!--" * 170_000 + "]]></description>")),
        "<!DOCTYPE x [" * 50_000 + rss(item("")),
    ],
    ids=["author", "brackets", "attributes", "comments", "comments in CDATA", "doctypes"],
)
def test_what_would_cost_minutes_is_trimmed(bomb: str) -> None:
    """Each of these took the parser seconds to minutes; trimmed they are small."""
    assert len(mend(bomb)) < 3_000 or "DOCTYPE" in bomb
    read(bomb)


def test_a_comment_in_one_entry_does_not_swallow_the_next() -> None:
    """An unclosed comment inside CDATA ends with its section."""
    one = item("<description><![CDATA[a <!-- b]]></description>")
    two = item("<description>c --&gt;</description>", "https://sandal.example/b")
    assert len(read(rss(one + two)).entries) == 2


def test_language_is_the_sources_else_the_feeds() -> None:
    """A source's configured language wins over the template's."""
    body = rss(item(""), "<language>fr-FR</language>")
    other = read_feed(
        body.encode(), url="https://s.example/", content_type="", timezone="", language="", now=NOW
    )
    assert [read(body).entries[0].language, other.entries[0].language] == ["en", "fr"]
