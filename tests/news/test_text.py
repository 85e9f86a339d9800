"""Cutting and folding text: what must count as the same word, and what as a sentence."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from news.text import clean_text, one_line, sentences, tokens, words

# The scripts of the region, punctuation of all kinds, and what breaks naive cutting.
TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aZ9 .,!?'’\"\n\u00ad\u200d½ﷺ𝐀éئक्षা۱_-"),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Veskar Dunn", ["veskar", "dunn"]),
        ("Veskār Dunn’s", ["veskar", "dunn"]),
        ("VESKAR-DUNN", ["veskar", "dunn"]),
        ("O'Dunn and O’Dunn", ["odunn", "and", "odunn"]),
        ("the U.S. and the U.A.E said", ["the", "us", "and", "the", "uae", "said"]),
        ("over 4,000 of 12.5%", ["over", "4", "000", "of", "12", "5"]),
        ("snake_case", ["snake", "case"]),
        ("Straße, Øst, Łódź", ["strasse", "ost", "lodz"]),
        ("कराची में", ["कराची", "में"]),
        ("মৃত্যু", ["মৃত্যু"]),
        ("بَلُوچِستان", ["بلوچستان"]),
        ("كراچي", words("کراچی")),
        ("می‌خواهم", ["میخواهم"]),
        ("۱۷۷ और १७७", ["177", "और", "177"]),
        ("Vesk\u00adar", ["veskar"]),
        ("𝐕eskar", ["veskar"]),
        ("ﬁre ﷺ", ["fire", "صلیاللهعلیهوسلم"]),
        ("1\ufe0f\u20e3 Dunn\ufe0f", ["1", "dunn"]),
        ("", []),
        (" – … ", []),
        ("\u0301\u064b", []),
    ],
)
def test_which_words_a_text_holds(text: str, folded: list[str]) -> None:
    assert words(text) == folded


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One fell. Two rose.", ["One fell.", "Two rose."]),
        ("Dr. Dunn spoke. He left.", ["Dr. Dunn spoke.", "He left."]),
        ("M. Dunn spoke.", ["M. Dunn spoke."]),
        ("Officer G.S. Dunn spoke.", ["Officer G.S. Dunn spoke."]),
        ("It left the U.S. Dunn spoke.", ["It left the U.S.", "Dunn spoke."]),
        ("It cost 2.5 crore. So what?", ["It cost 2.5 crore.", "So what?"]),
        ("the approx. figure is open", ["the approx. figure is open"]),
        ("He said “never.” Then he left!", ["He said “never.”", "Then he left!"]),
        ("Title without a stop\nThe text.", ["Title without a stop", "The text."]),
        ("یہ خبر ہے۔ دوسری خبر", ["یہ خبر ہے۔", "دوسری خبر"]),
        ("यह ख़बर है। दूसरी", ["यह ख़बर है।", "दूसरी"]),
        ("Wait... What", ["Wait...", "What"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_where_sentences_end(text: str, cut: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == cut


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nBcc: b", "a Bcc: b"),
        ("a\x1b[31mb", "a [31mb"),
        ("tab\tand\u2028line", "tab and line"),
        ("\u202eturned", "turned"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("  spaces  ", "spaces"),
    ],
)
def test_one_line_is_harmless(text: str, line: str) -> None:
    assert one_line(text) == line


def test_one_line_keeps_its_limit() -> None:
    """A cut line has the limit's length, with an ellipsis as its last character."""
    assert one_line("abcdefgh", 5) == "abcd…"
    assert one_line("abcde", 5) == "abcde"


def test_clean_text_keeps_paragraphs() -> None:
    """Lines stay apart, empty ones and control characters go."""
    assert clean_text("First.\r\n\r\n  Second\x00 one. \n") == "First.\nSecond one."


@given(TEXT)
def test_folding_is_a_fixed_point(text: str) -> None:
    """Words that are written out again are cut into the same words."""
    folded = words(text)
    assert words(" ".join(folded)) == folded


@given(TEXT)
def test_tokens_map_back(text: str) -> None:
    """Each token lies in the text, after the one before it, and folds to itself alone."""
    last = 0
    for token in tokens(text):
        assert last <= token.start < token.end <= len(text)
        assert "".join(words(text[token.start : token.end])) == token.word
        last = token.end


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_the_fast_path_cuts_alike(text: str) -> None:
    """ASCII words are the same whether or not the rest of the text is ASCII."""
    assert [*words(text), "ا"] == words(f"{text} ا")


@given(
    st.text(st.sampled_from("aSs09.''\u2019\u2018\u02bc,_ -U\u201c\u060cé\u0301"), max_size=16)
    | TEXT
)
@example("x'U.S.")
@example("'U.S.'s a.m. it's's U.S.A. 5.U.S.")
def test_the_quick_way_finds_the_same_words(text: str) -> None:
    """Folding without places says what cutting word by word says."""
    assert words(text) == [token.word for token in tokens(text)]


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x52F), max_size=40))
def test_capitals_do_not_matter(text: str) -> None:
    """Latin, Greek and Cyrillic headlines in capitals hold the same words."""
    assert words(text.upper()) == words(text)


@given(TEXT)
def test_sentences_cover_the_text(text: str) -> None:
    """Sentences stand in order, do not overlap, and leave out white space only."""
    last = 0
    for start, end in sentences(text):
        assert last <= start < end <= len(text)
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()


@given(TEXT)
def test_one_line_stays_as_it_is(text: str) -> None:
    """A harmless line is one line, and cleaning it again changes nothing."""
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line


@pytest.mark.parametrize(
    "text", ["." * 200_000 + "a", "!)" * 100_000, "a." * 100_000, "'" * 200_000, "a'" * 100_000]
)
def test_endless_runs_take_no_time(text: str) -> None:
    """Runs of stops and marks are read once, not once for each start in them."""
    assert len(list(sentences(text))) == 1
    assert len(tokens(text)) <= 1
