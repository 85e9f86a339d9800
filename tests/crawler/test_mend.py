# ruff: noqa: E501  markup stands in one line

import pytest

from crawler.mend import MAX_ENTRIES, mend


@pytest.mark.parametrize(
    ("given", "mended"),
    [
        # ampersands that XML does not allow, and entities that it does not know
        ("<a>AT&T & x</a>", "<a>AT&amp;T &amp; x</a>"),
        ("<a>/?a=1&b=2&copy=3</a>", "<a>/?a=1&amp;b=2&amp;copy=3</a>"),
        ("<a>&nbsp;&eacute;&mdash;</a>", "<a>\xa0é—</a>"),
        ("<a>&nosuchname;</a>", "<a>&amp;nosuchname;</a>"),
        ("<a>&amp;lt; &lt;b&gt; &quot;</a>", "<a>&amp;lt; &lt;b&gt; &quot;</a>"),
        ("<a>&LT;b&GT;</a>", "<a>&lt;b&gt;</a>"),
        ("<a>&#8217; &#x2019; &#146; &#0; &#1;</a>", "<a>’ ’ ’ \ufffd </a>"),
        ("<a><![CDATA[a & b &nbsp;]]> & c</a>", "<a><![CDATA[a & b &nbsp;]]> &amp; c</a>"),
        ("<a><![CDATA[a & b", "<a><![CDATA[a & b"),
        # prefixes that nobody declared, and those that somebody did
        ("<rss><rss:channel><rss:item></rss:item></rss:channel></rss>", "<rss><channel><item></item></channel></rss>"),
        ("<a:feed xmlns:a='x'><a:entry/></a:feed>", "<a:feed xmlns:a='x'><a:entry/></a:feed>"),
        ("<rss><media:title>x</media:title></rss>", '<rss xmlns:media="http://search.yahoo.com/mrss/"><media:title>x</media:title></rss>'),
        ("<rss><odd:title>x</odd:title></rss>", "<rss><odd:title>x</odd:title></rss>"),
        ("<feed xmlns='http://www.w3.org/2005/ Atom '/>", "<feed xmlns='http://www.w3.org/2005/Atom'/>"),
        # declarations, document types, control characters
        ("<!-- x --><?xml?xml version='1.0'??><rss/>", "<rss/>"),
        ("<?xml version='1.0'?><?xml version='1.0'?><rss/>", "<rss/>"),
        ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", "<rss/>"),
        ("<a>x\x00\x0b\ud800y</a>", "<a>xy</a>"),
    ],
)  # fmt: skip
def test_what_is_mended(given: str, mended: str) -> None:
    assert mend(given) == mended
    assert mend(mended) == mended


def test_a_long_feed_is_cut_and_closed() -> None:
    """After as many entries as are read the feed ends as XML does."""
    flood = "<rss><channel>" + "<item></item>" * (MAX_ENTRIES + 5) + "</channel></rss>"
    assert mend(flood) == "<rss><channel>" + "<item></item>" * MAX_ENTRIES + "</channel></rss>"
