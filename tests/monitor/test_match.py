"""What the matcher finds, and the words that it shows for it."""

from __future__ import annotations

import pytest

from monitor.match import MOST_SENTENCES, Matcher
from monitor.understand import understand
from news.article import Article
from news.finding import Match, Subject
from news.grammar import parse
from news.watch import Person, Topic, Watchlist


def found(rule: str, text: str, title: str = "") -> list[str] | None:
    """Return what a topic's spans show of a text, None if it does not match."""
    article = Article("u", title, text)
    matches = Matcher(Watchlist((Topic("t", parse(rule)),))).match(article)
    return [article.full[s.start : s.end] for m in matches for s in m.spans] if matches else None


@pytest.mark.parametrize(
    ("rule", "text", "shown"),
    [
        # whole words
        ("ban", "The ban holds.", ["ban"]),
        ("ban", "Urban bandits banned.", None),
        ("ferry", "FERRY, ferry; Ferry!", ["FERRY", "ferry", "Ferry"]),
        # diacritics, both ways
        ("zurich", "In Zürich today", ["Zürich"]),
        ("Zürich", "In Zurich today", ["Zurich"]),
        # possessives and apostrophes
        ("brill", "Brill’s answer, Brill's", ["Brill’s", "Brill's"]),
        ("obrien", "O'Brien spoke", ["O'Brien"]),
        ("o’brien", "OBrien spoke", ["OBrien"]),
        # prefixes
        ("storm*", "storm, storms, stormy, brainstorm", ["storm", "storms", "stormy"]),
        ('"harbour sec"*', "the Harbour Security force", ["Harbour Security"]),
        # phrases, across hyphens, lines and punctuation
        ('"storm hit"', "the storm-hit coast", ["storm-hit"]),
        ("storm-hit", "storm hit the coast", ["storm hit"]),
        ('"storm hit"', "storm\nhit", ["storm\nhit"]),
        ('"storm hit"', "hit storm", None),
        ('"a b a"', "a b a b a", ["a b a b a"]),
        # overlapping phrases are one span
        ('"red sea" OR "sea port"', "the red sea port", ["red sea port"]),
        ("sea OR seaport OR sea*", "sea seaport", ["sea", "seaport"]),
        # operators
        ("ferry AND storm", "storm and ferry", ["storm", "ferry"]),
        ("ferry storm", "ferry only", None),
        ("ferry OR storm", "a storm", ["storm"]),
        # NOT is never a reason
        ("ferry -drill", "ferry", ["ferry"]),
        ("ferry -drill", "a ferry drill", None),
        ("ferry NOT (drill OR test)", "ferry late", ["ferry"]),
        ("storm (ferry OR NOT drill)", "storm at sea", ["storm"]),
        ("storm (ferry OR NOT drill)", "storm drill", None),
        ("storm (ferry OR NOT drill)", "storm ferry drill", ["storm", "ferry"]),
        # other scripts
        ("بلوچستان", "آج بلوچستان میں", ["بلوچستان"]),
        ("سيلاب", "سیلاب آیا", ["سیلاب"]),
        ("बाढ़", "गाँव में बाढ़ आई", ["बाढ़"]),
        ("बाढ़", "बाढ़ग्रस्त", None),
        ("2026", "Jahr ٢٠٢٦", ["٢٠٢٦"]),
        # dotted capitals
        ("U.S.", "the US, the U.S. and us", ["US", "U.S.", "us"]),
    ],
)
def test_what_matches(rule: str, text: str, shown: list[str] | None) -> None:
    assert found(rule, text) == shown


TOLL = (
    "Gunmen ambushed a convoy near Vesk. At least 33 civilians were killed, officials said. "
    "The army said 17 soldiers died. Up to 50 people were injured. "
    "The war has killed 9,000 people since 2004."
)


@pytest.mark.parametrize(
    ("rule", "shown", "says"),
    [
        ("figure(killed, civilian) >= 20", ["At least 33"], "at least 33 civilians killed, say"),
        ('ambush* AND figure(killed, civilian) >= 20 by "officials"',
         ["ambushed", "At least 33", "officials"], "at least 33 civilians killed, say officials"),
        ("figure(killed, civilian) > 32 by army", None, ""),
        ("figure(killed, civilian) > 33", None, ""),
        ("figure(killed, security) = 17", ["17"], "17 soldiers killed, says army"),
        ("figure(killed) > 1000", None, ""),  # since 2004 is another matter
        ("figure(injured) > 20", None, ""),  # up to 50 may be 3
        ("figure(injured) <= 50", ["Up to 50"], "up to 50 people injured"),
        ("figure(injured)", ["Up to 50"], "up to 50 people injured"),
        ("convoy -figure(killed) > 30", None, ""),
        ("convoy -figure(missing)", ["convoy"], ""),
    ],
)  # fmt: skip
def test_figures_that_a_rule_asks_for(rule: str, shown: list[str] | None, says: str) -> None:
    """A figure is a reason with its place, its speaker and in words."""
    assert found(rule, TOLL) == shown
    if says:
        (match,) = Matcher(Watchlist((Topic("t", parse(rule)),))).match(Article("u", "", TOLL))
        assert says in match.because


def test_headlines_count() -> None:
    """A headline matches as the text does."""
    assert found("ferry", "", title="Ferry late") == ["Ferry"]


def test_people_are_known_by_every_alias() -> None:
    """Any name of a person is a match of that person, as a whole name."""
    matcher = Matcher(Watchlist((), (Person("Ona Brill", ("Commander Brill", "O. Brill")),)))
    for text in ("Ona Brill", "ONA BRILL'S", "Commander Brill", "O. Brill"):
        (match,) = matcher.match(Article("u", "", f"{text} spoke."))
        assert (match.subject, match.name) == (Subject.PERSON, "Ona Brill")
    assert matcher.match(Article("u", "", "Ona. Someone met Brill and Ona.")) == ()


def test_matches_stand_in_the_watchlists_order() -> None:
    """Whatever the text names first, topics and people come as they are configured."""
    watchlist = Watchlist(
        (Topic("B", parse("beta")), Topic("A", parse("alpha"))), (Person("Ona Brill"),)
    )
    matches = Matcher(watchlist).match(Article("u", "", "Ona Brill: alpha, beta"))
    assert [match.name for match in matches] == ["B", "A", "Ona Brill"]


@pytest.mark.parametrize("text", ["", "ferry", "\0\ud800", "." * 10_000, "ferry " * 5_000])
def test_an_empty_watchlist_finds_nothing(text: str) -> None:
    assert Matcher(Watchlist()).match(Article("u", "", text)) == ()


def one(rule: str, text: str) -> Match:
    (match,) = Matcher(Watchlist((Topic("t", parse(rule)),))).match(Article("u", "Title", text))
    return match


def test_evidence_is_at_most_three_sentences() -> None:
    """The sentences that show most different words are chosen, and stand in reading order."""
    text = "A ferry. Nothing here. Ferry and storm. A storm. Ferry, storm and gale. Ferry."
    shown = [e.text for e in one("ferry OR storm OR gale", text).evidence]
    assert shown == ["A ferry.", "Ferry and storm.", "Ferry, storm and gale."]
    assert len(shown) == MOST_SENTENCES


def test_evidence_is_cut_from_the_article() -> None:
    """A sentence and its spans are pieces of the article as it is archived."""
    full = Article("u", "Title", "Früh. Der Fähre’s Ende; die Fähre sank. Spät.").full
    (shown,) = one("fähre", "Früh. Der Fähre’s Ende; die Fähre sank. Spät.").evidence
    assert shown.text == full[shown.sentence.start : shown.sentence.end]
    assert [full[s.start : s.end] for s in shown.spans] == ["Fähre’s", "Fähre"]


def test_understanding_is_pure() -> None:
    """The same article and watchlist give the same reading; its version names the list."""
    watchlist = Watchlist((Topic("t", parse("ferry")),))
    article = Article("u", "Ferry", "late")
    one_, two = (understand(article, Matcher(watchlist)) for _ in range(2))
    assert one_ == two
    assert (one_.watchlist, one_.article) == (watchlist.version, article)
