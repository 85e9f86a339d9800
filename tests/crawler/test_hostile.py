"""Attacks and faults, kept as files in tests/hostile, meet their expectations."""

import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.extract import extract
from crawler.feeds import read_feed
from crawler.urls import url_key
from news.article import Article, Page
from news.source import FeedReading

HOSTILE = Path(__file__).parent.parent / "hostile"
NOW = datetime(2026, 2, 5, tzinfo=UTC)
CONTROL = "Control story: dam opens in Turbat"
CPU_SECONDS = 2.0  # of processor time, not of the clock on the wall


def feed(name: str) -> FeedReading:
    return read_feed(
        (HOSTILE / "feeds" / name).read_bytes(),
        url="http://pub.lab/feed",
        content_type="",
        timezone="Asia/Karachi",
        language="en",
        now=NOW,
    )


def page(name: str) -> Article:
    body = (HOSTILE / "pages" / name).read_bytes()
    return extract(Page("http://pub.lab/page", body, NOW, timezone="Asia/Karachi"))


@pytest.mark.parametrize("path", sorted((HOSTILE / "feeds").iterdir()), ids=lambda path: path.name)
def test_no_feed_costs_much_or_says_anything_dangerous(path: Path) -> None:
    before = time.process_time()
    found = feed(path.name)
    assert time.process_time() - before < CPU_SECONDS
    assert found.entries or found.error
    for entry in found.entries:
        assert urlsplit(entry.url).scheme in {"http", "https"}
        assert not set(entry.title + entry.text) & set("\x00\x1b\u202e\u200b")
        assert len(entry.title + entry.text) < 100_000
        assert entry.published is None or entry.published.at <= NOW


@pytest.mark.parametrize(
    "name",
    [
        "billion_laughs.xml",
        "control_chars.xml",
        "no_guid_no_link.xml",
        "nul_and_esc.xml",
        "redos_author_16k.xml",
        "self_redirect_feed_link.xml",
        "truncated.xml",
        "utf16_bom.xml",
        "xxe_file.xml",
        "xxe_param_http.xml",
    ],
)
def test_the_honest_entry_beside_the_attack_is_kept(name: str) -> None:
    assert CONTROL in [entry.title for entry in feed(name).entries]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("html_instead.html", "this is a web page"),
        ("empty.xml", "empty"),
        ("null.json", "not a JSON Feed"),
    ],
)
def test_what_is_no_feed_is_a_readable_error(name: str, error: str) -> None:
    found = feed(name)
    assert found.kind == ""
    assert error in found.error


def test_external_entities_are_not_read() -> None:
    """The machine's name appears nowhere."""
    (first, *_) = feed("xxe_file.xml").entries
    assert first.title == "&x;"


def test_entries_with_one_guid_are_ten() -> None:
    """The same guid on all entries does not merge them here."""
    assert len({entry.url for entry in feed("same_guid_all.xml").entries}) == 10


def test_a_reset_of_all_guids_keeps_the_keys() -> None:
    """New guids, scheme, www and tracking: the same 200 keys."""
    before = {url_key(entry.url) for entry in feed("guid_reset_before.xml").entries}
    after = {url_key(entry.url) for entry in feed("guid_reset_after.xml").entries}
    assert len(before) == 200
    assert before == after


def test_a_charset_that_lies_is_seen_through() -> None:
    """Dash and quotes of windows-1252 under a UTF-8 declaration are right."""
    assert "—" in feed("latin1_lies_utf8.xml").entries[0].title


def test_lone_surrogates_become_replacement_characters() -> None:
    """What no database stores never leaves the parser."""
    first, second = feed("surrogate.json").entries
    assert (first.title, second.title) == ("bad \ufffd surrogate", "Control")


def test_invisible_characters_do_not_tear_words() -> None:
    """A zero-width space inside a word goes without a trace, so that rules still match."""
    assert "attack" in feed("control_chars.xml").entries[0].title


@pytest.mark.parametrize("path", sorted((HOSTILE / "pages").iterdir()), ids=lambda path: path.name)
def test_no_page_costs_much(path: Path) -> None:
    before = time.process_time()
    found = page(path.name)
    assert found.published is None or found.published.at <= NOW
    assert not set(found.full) & set("\x00\x1b\u202e")
    assert found.full.encode()
    assert time.process_time() - before < CPU_SECONDS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nest300.html", "at least 50 people were killed"),
        ("colspan.html", "at least 50 people were killed"),
        ("prompt_injection.html", "Ignore previous instructions"),
        ("poison_exception.html", "\ufffd lone surrogate"),
        ("big_numbers.html", "999999999"),
    ],
)
def test_the_text_of_an_odd_page_is_kept(name: str, text: str) -> None:
    assert text in page(name).text


def test_hidden_figures_are_not_in_the_text() -> None:
    """Poisoned figures that no reader saw are gone."""
    text = page("hidden_text.html").text
    assert "50 people" in text
    assert not any(number in text for number in ("999999", "1000000", "5 million", "42 million"))


def test_another_hosts_canonical_is_ignored() -> None:
    """An article keeps its own address, whatever its page claims."""
    assert page("canonical_hijack.html").url == "http://pub.lab/page"


def test_hostile_json_ld_is_text_or_nothing() -> None:
    """Markup in a headline goes, a year 9999 is no date."""
    found = page("jsonld_hostile.html")
    assert (found.title, found.published) == ("Blast kills 12", None)


def test_seven_bit_markup_stays_text() -> None:
    """What only UTF-7 would read as a script is never decoded as such."""
    text = page("charset_utf7.html").full
    assert "<" not in text
    assert "12 killed" in text


def test_a_page_that_only_sends_elsewhere_is_no_article() -> None:
    """Nothing is taken, least of all the private address that it names."""
    found = page("meta_refresh_private.html")
    assert (found.is_article, found.url) == (False, "http://pub.lab/page")
    assert "169.254" not in found.full
