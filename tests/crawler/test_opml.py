"""Lists of subscriptions, as readers exchange them and as attackers write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from crawler.opml import MAX_OUTLINES, Outline, read_opml, write_opml

HOSTILE = Path(__file__).parents[1] / "hostile" / "opml"
MADE = "Tue, 04 Mar 2031 09:00:00 +0000"


def opml(body: str) -> bytes:
    """Write a file around a body."""
    return f"<?xml version='1.0'?><opml version='1.0'><body>{body}</body></opml>".encode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<outline text='A' xmlUrl='https://a.ex/f' htmlUrl='https://a.ex' language='ur'/>",
         [Outline("https://a.ex/f", "A", home="https://a.ex", language="ur")]),
        ("<outline text='short' title='Long' XMLURL='https://a.example/f'/>",
         [Outline("https://a.example/f", "Long")]),
        ("<outline text='Asia'><outline text='Hills'><outline text='A' xmlUrl='u'/></outline></outline>",  # noqa: E501
         [Outline("u", "A", tags=("Asia/Hills",))]),
        ("<outline text='A' xmlUrl='u' category='/Asia/Hills,dailies, ,'/>",
         [Outline("u", "A", tags=("Asia/Hills", "dailies"))]),
        ("<outline text='only a folder'/><outline type='link' url='https://a.example'/>", []),
        ("<outline><outline text='A' xmlUrl='u'/></outline>", [Outline("u", "A")]),
        ("<outline text='A' xmlUrl='u'><outline text='B' xmlUrl='v'/></outline>",
         [Outline("u", "A"), Outline("v", "B", tags=("A",))]),
    ],
)  # fmt: skip
def test_what_others_write(body: str, expected: list[Outline]) -> None:
    """Folders, categories, attributes in any capitals."""
    found = read_opml(opml(body))
    assert (list(found.outlines), found.error) == (expected, "")


def test_an_ampersand_unescaped_costs_no_other_subscription() -> None:
    """Half of the hand-made files have one."""
    body = "<outline text='A & B' xmlUrl='u?a=1&b=2'/><outline text='C' xmlUrl='v'/>"
    found = read_opml(opml(body)).outlines
    assert (len(found), found[1].url) == (2, "v")


OURS = [
    Outline("https://a.example/f", "A", home="https://a.example", language="ur", source="A",
            tags=("asia/hills", "dailies"), more={"timezone": "Asia/Karachi", "verify_tls": False}),
    Outline("https://a.example/news.xml", "A", "sitemap", source="A", tags=("asia/hills",)),
    Outline("", 'Secret <&">', "section", source='Secret <&">',
            more={"feeds": [{"env": "FEED"}], "poll": "10m", "selectors": {"title": "h1 > a"}}),
]  # fmt: skip


def test_what_we_write_comes_back() -> None:
    """A list in several folders stands in each; what OPML cannot say is kept beside it."""
    body = write_opml(OURS, "Ours & theirs", MADE)
    found = read_opml(body).outlines
    assert {(one.url, one.tags) for one in found} == {
        ("https://a.example/f", ("asia/hills",)),
        ("https://a.example/f", ("dailies",)),
        ("https://a.example/news.xml", ("asia/hills",)),
        ("", ()),
    }
    by_url = {one.url: one for one in found}
    for ours in OURS:
        back = by_url[ours.url]
        for key in ("title", "kind", "home", "language", "source", "more"):
            assert getattr(back, key) == getattr(ours, key)
    assert read_opml(body.replace(b"utf-8", b"UTF-8")).outlines == found


def test_readers_see_feeds_in_folders() -> None:
    """Without our namespace it is plain OPML: feeds are of type rss, the rest are links."""
    root = etree.fromstring(write_opml(OURS, "Ours", MADE))
    assert root.findtext("head/title") == "Ours"
    feeds = root.xpath("//outline[@type='rss']/@xmlUrl")
    assert feeds == ["https://a.example/f"] * 2
    assert (
        root.xpath("body/outline[@text='asia']/outline[@text='hills']/outline/@text") == ["A"] * 2
    )
    assert root.xpath("//outline[@type='link']/@url") == ["https://a.example/news.xml"]


@pytest.mark.parametrize(
    ("name", "error", "count"),
    [
        ("billion_laughs.opml", "declares entities", 0),
        ("not_xml.opml", "no OPML", 0),
        ("ssrf.opml", "", 5),
        ("xss.opml", "", 1),
        ("dup.opml", "", 3000),
    ],
)
def test_hostile_files(name: str, error: str, count: int) -> None:
    """They are read or refused, and nothing in them is followed, unfolded or opened."""
    found = read_opml((HOSTILE / name).read_bytes())
    assert error in found.error
    assert bool(error) is bool(found.error)
    assert len(found.outlines) == count if count < 3000 else len(found.outlines) > 10


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html/>", b"<rss/>", b"\x00\xff" * 100, b"<opml",
        b"<!DOCTYPE opml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><opml><body>&x;</body></opml>",
        '<?xml version="1.0"?><!DOCTYPE opml [<!eNtItY x "y">]><opml/>'.encode("utf-16"),
        b"x" * 20_000_001,
    ],
)  # fmt: skip
def test_what_is_refused(body: bytes) -> None:
    found = read_opml(body)
    assert found.outlines == ()
    assert found.error or body.startswith(b"<opml")


def test_a_file_without_end_ends() -> None:
    """Too many subscriptions are refused, folders too deep lose their depth only."""
    many = "<outline text='A' xmlUrl='u'/>" * (MAX_OUTLINES + 1)
    assert "more than" in read_opml(opml(many)).error
    deep = "<outline text='f'>" * 200 + "<outline text='A' xmlUrl='u'/>" + "</outline>" * 200
    assert len(read_opml(opml(deep)).outlines) <= 1


def test_broken_values_of_ours_are_dropped() -> None:
    """Somebody edited the file: what cannot be read says nothing."""
    space = "xmlns:ww='urn:wirewatch:opml:1'"
    body = f"<outline {space} text='A' xmlUrl='u' ww:set='[1' ww:poll='10m'/>"
    (one,) = read_opml(opml(body)).outlines
    assert one.more == {"poll": "10m"}
