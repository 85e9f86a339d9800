# ruff: noqa: E501  markup stands in one line, a case in one row
"""Which link leads to the next part of an article, and what its parts are together."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from crawler.parse import parse_html
from crawler.parts import MOST_PARTS, is_part_of, join, next_part
from news.article import Article, Page

NOW = datetime(2026, 2, 5, tzinfo=UTC)
HOST = "https://sandal.example"


@pytest.mark.parametrize(
    ("address", "part", "markup", "expected"),
    [
        # as outlets number their parts
        ("/delta-drowns", 1, "<a href='?page=2'>2</a>", "/delta-drowns?page=2"),
        ("/delta-drowns?page=2", 2, "<a href='?page=1'>1</a><a href='?page=3'>3</a>", "/delta-drowns?page=3"),
        ("/delta-drowns?page=3", 3, "<a href='?page=1'>1</a><a href='?page=2'>2</a>", ""),
        ("/delta-drowns/", 1, "<a class=post-page-numbers href='/delta-drowns/2/'><span>2</span></a>", "/delta-drowns/2/"),
        ("/delta-drowns/2/", 2, "<a href='/delta-drowns/3/'>Next page</a>", "/delta-drowns/3/"),
        ("/delta.html", 1, "<a href='/delta-2.html'>2</a>", "/delta-2.html"),
        ("/delta,77.html", 1, "<a href='/delta,77,seite-2.html'>Weiter</a>", "/delta,77,seite-2.html"),
        ("/delta-page-2.html", 2, "<a href='/delta-page-3.html'>Continue on page 3</a>", "/delta-page-3.html"),
        ("/delta", 1, "<a href='/delta/page/2'>Next ›</a>", "/delta/page/2"),
        ("/delta", 1, "<a href='/delta/seite/2'>Nächste Seite: Die Ingenieure</a>", ""),  # a headline may follow
        ("/delta", 1, "<a href='/delta/seite/2'>Nächste Seite</a>", "/delta/seite/2"),
        ("/story.php?id=7", 1, "<a href='/story.php?id=7&page=2'>2</a>", "/story.php?id=7&page=2"),
        ("/story?utm_source=rss", 1, "<a href='/story?page=2'>2</a>", "/story?page=2"),
        ("/delta", 1, "<link rel=next href='/delta?page=2'>", "/delta?page=2"),
        ("/delta", 1, "<a rel='next nofollow' href='/delta/2'>The engineers</a>", "/delta/2"),
        ("/delta", 1, "<a aria-label='Next page' href='/delta/2'><svg/></a>", "/delta/2"),
        # some count from nought
        ("/delta", 1, "<a href='?page=0'>1</a><a href='?page=1'>2</a>", "/delta?page=1"),
        ("/delta?page=1", 2, "<a href='?page=0'>1</a><a href='?page=2'>3</a>", "/delta?page=2"),
        # in the words and digits of the region
        ("/ڈیلٹا", 1, "<a href='/ڈیلٹا?page=2'>اگلا صفحہ</a>", "/%DA%88%DB%8C%D9%84%D9%B9%D8%A7?page=2"),
        ("/d/41", 1, "<a href='/d/41?page=2'>۲</a>", "/d/41?page=2"),
        ("/d/41", 1, "<a href='/d/41?page=2'>अगला पृष्ठ</a>", "/d/41?page=2"),
        ("/d/41", 1, "<a href='/d/41?page=2'>পরের পাতা</a>", "/d/41?page=2"),
        # another report, another list
        ("/delta-drowns", 1, "<a rel=next href='/ferry-sinks'>Ferry sinks</a>", ""),
        ("/delta-drowns", 1, "<link rel=next href='/2026/02/ferry-sinks'>", ""),
        ("/?p=12", 1, "<a rel=next href='/?p=13'>Next</a>", ""),
        ("/news/1", 1, "<a rel=next href='/news/2'>Next</a>", ""),
        ("/news/7", 1, "<a rel=next href='/news/8'>8</a>", ""),
        ("/flood", 1, "<a rel=next href='/flood-2'>Flood reaches the coast</a>", ""),
        ("/flood", 1, "<a href='/flood-2'>Next</a>", ""),
        ("/flood", 1, "<a href='/flood-part-2'>2</a>", ""),  # a series' second report
        ("/sindh/delta", 1, "<a href='/sindh?page=2'>2</a><a href='/sindh/page/2'>Next page</a>", ""),
        ("/delta", 1, "<a href='https://other.example/delta?page=2'>2</a>", ""),
        ("/delta", 1, "<a href='/delta?page=3'>3</a><a href='/delta?page=9'>Last page</a>", ""),
        ("/delta?page=2", 2, "<a rel=next href='/delta?page=2'>Next</a>", ""),
        ("/delta", 1, "<a href='javascript:page(2)'>2</a><a href='#page=2'>2</a>", ""),
        # readers' comments have pagers too
        ("/delta", 1, "<div id=comments><a href='?page=2'>2</a></div>", ""),
        ("/delta", 1, "<a href='?page=2#comments'>2</a>", ""),
        ("/delta", 1, "<a href='/delta/comment-page-2'>2</a><a href='?cpage=2'>2</a>", ""),
        ("/delta", 1, "<article class=has-comments><a href='?page=2'>2</a></article>", "/delta?page=2"),
    ],
)  # fmt: skip
def test_where_an_article_goes_on(address: str, part: int, markup: str, expected: str) -> None:
    tree = parse_html(f"<html><body><main><p>Water.</p>{markup}</main></body></html>")
    assert next_part(tree, HOST + address, part) == (HOST + expected if expected else "")


def test_an_article_has_an_end() -> None:
    """After so many parts nothing is asked for, whatever the pager says."""
    tree = parse_html(
        f"<html><body><p>Water.</p><a href='?page={MOST_PARTS + 1}'>Next</a></body></html>"
    )
    assert not next_part(tree, f"{HOST}/delta?page={MOST_PARTS}", MOST_PARTS)


@pytest.mark.parametrize(
    ("url", "part", "expected"),
    [
        ("/delta?page=2", 2, True),
        ("/delta?page=1", 2, True),  # counted from nought
        ("/delta/2/", 2, True),
        ("/delta-2.html", 2, True),
        ("/delta?page=3", 2, False),
        ("/delta", 2, False),  # led back to the beginning
        ("/", 2, False),
        ("/ferry-sinks?page=2", 2, False),
        ("/delta", 1, True),
        ("/delta-drowns", 1, True),  # a redirect of the whole article is not our business
    ],
)
def test_what_a_part_may_be_answered_with(url: str, part: int, expected: bool) -> None:
    assert is_part_of(HOST + url, f"{HOST}/delta", part) is expected


STAND = "The river has carried less sand every year since the dam was built."
ONE = f"{STAND}\nThe first village went in spring, said its last fisherman."
TWO = f"{STAND}\nBackground\nEngineers had warned of it forty years ago, in two reports."


def made(text: str, **words: object) -> Article:
    return Article(HOST, "Delta drowns", text, **words)  # type: ignore[arg-type]


def test_parts_are_one_text() -> None:
    """What each repeats is said once, short lines as often as they stand there."""
    three = "Background\nYes.\nThe ministry did not answer questions sent to it on Monday."
    joined = join([made(ONE, authors=("Rana Iqbal",), next_part="2"), made(TWO), made(three)])
    assert joined.text.split("\n") == [*ONE.split("\n"), *TWO.split("\n")[1:], *three.split("\n")]
    assert (joined.authors, joined.parts, joined.next_part) == (("Rana Iqbal",), 3, "")


@pytest.mark.parametrize(
    "later",
    [
        made(ONE, next_part="again"),  # the first page, whatever was asked for
        made(STAND, next_part="again"),  # less than we have
        made("Harbour closed for a day, and two hundred other reports of the week.", is_list=True),
    ],
)
def test_what_says_nothing_new_ends_an_article(later: Article) -> None:
    """Nothing of it is taken, nor of what comes after it, and nothing more is asked for."""
    assert join([made(ONE, next_part="2"), later, made(TWO)]) == made(ONE)


def test_a_wall_before_any_part_is_a_wall() -> None:
    assert join([made(ONE, paywalled=False), made(TWO, paywalled=True)]).paywalled is True


def test_a_text_without_end_is_cut_at_a_part() -> None:
    """Twenty parts of a megabyte each are no article."""
    many = [made(f"{n} " * 40_000) for n in range(1, MOST_PARTS)]
    joined = join(many)
    assert 1 < joined.parts < 10
    assert joined.text == "\n".join(part.text for part in many[: joined.parts])


def page(address: str, body: str, part: int = 1) -> Article:
    head = "<head><title>Delta drowns</title><meta property=og:type content=article></head>"
    markup = (
        f"<html lang=en>{head}<body><article><h1>Delta drowns</h1>{body}</article></body></html>"
    )
    return extract(Page(HOST + address, markup.encode(), NOW, part=part))


PROSE = "".join(
    f"<p>Village {n} of the delta lost its wells to the sea in the spring, its elders said.</p>"
    for n in range(8)
)


def test_a_page_names_its_next_part() -> None:
    """A later part does so too where it is too short to be a report by itself."""
    pager = "<nav class=pager><a href='/delta?page=2'>2</a><a href='/delta?page=3'>3</a></nav>"
    assert page("/delta", PROSE + pager).next_part == f"{HOST}/delta?page=2"
    short = page("/delta?page=2", "<p>Village 9 has none left, its last elder said.</p>" + pager, 2)
    assert short.next_part == f"{HOST}/delta?page=3"


def test_a_live_report_has_no_parts() -> None:
    """Its further pages hold older posts, which were read when they were new."""
    posts = "".join(
        f"<div itemprop=liveBlogUpdate itemscope itemtype='https://schema.org/BlogPosting'>"
        f"<time itemprop=datePublished datetime='2026-02-04T1{n}:42+05:00'>1{n}:42</time>"
        f"<p>Turnout in ward {n} is {n}1 percent by now, the commission's clerks say.</p></div>"
        for n in range(8)
    )
    pager = "<nav class=pager><a href='/delta?page=2'>2</a></nav>"
    found = page("/delta", posts + pager)
    assert (len(found.posts), found.next_part) == (8, "")


def test_a_list_has_no_parts() -> None:
    """The next page of a list is the collector's business."""
    cards = "".join(
        f"<article><h2><a href=/{n}>Cabinet approves levy number {n}</a></h2>"
        f"<p>The levy of {n} crowns per acre is the cabinet's own idea, a clerk of it said.</p></article>"
        for n in range(12)
    )
    markup = f"<html><body><main><h1>Levies</h1>{cards}<a href='/levies?page=2'>2</a></main></body></html>"
    assert extract(Page(f"{HOST}/levies", markup.encode(), NOW)).next_part == ""


def test_a_page_of_pagers_is_looked_at_within_bounds() -> None:
    """Of thousands of links that might lead on not all are looked at."""
    pager = "<p>More.</p><div><a href='?page=2'>2</a></div>"
    few, many = (
        "".join(
            f"<p>Word {n}.</p><div><a href='/x?{'p=2&' * 40}page=2'>2</a></div>"
            for n in range(count)
        )
        for count in (20, 900)
    )
    for links, expected in ((few, f"{HOST}/delta?page=2"), (many, "")):
        tree = parse_html(f"<html><body>{links}{pager}</body></html>")
        assert next_part(tree, f"{HOST}/delta") == expected
