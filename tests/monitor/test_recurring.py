"""Which lines of a source's articles say nothing of them, and which recur and are news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import pytest

from monitor.recurring import LAST, recurring
from news.boilerplate import line_print
from wirewatch.newsworld.content import load_articles, load_outlets, load_region
from wirewatch.newsworld.filler import compose

START = datetime(2031, 3, 4, tzinfo=UTC)
OUTLETS, REGION = load_outlets(), load_region()

Told = list[tuple[str, str]]

DAY = [  # markets, sport, culture, civic: no two alike
    (one.texts[0].title, "\n".join(one.texts[0].paragraphs))
    for one in compose(OUTLETS, REGION, start=START, seed=7, count=LAST)
]
ENGLISH = {outlet.slug for outlet in OUTLETS if outlet.language == "en"}
FLOOD, RAIDS = (
    [
        (one.texts[0].title, "\n".join(one.texts[0].paragraphs))
        for one in load_articles(OUTLETS, START)
        if one.event == event and one.outlet in ENGLISH
    ]
    for event in ("oshti", "zhenna")
)

FOLLOW = "Follow Alder Bay Post on WhatsApp for the latest from the coast."
URDU = "تازہ ترین خبروں کے لیے ہمارا واٹس ایپ چینل فالو کریں"
HINDI = "ताज़ा ख़बरों के लिए हमारा चैनल सब्सक्राइब करें"
DESK = "This report was written by our district desk."
MEMBER = "Support independent reporting: become a member of the Post today."
DAM = "The Oshti flooded the Lowra valley on Monday when the Telmuk Dam gave way."
INSPECTED = "The Telmuk Dam was never inspected by the irrigation department."
CEASEFIRE = "Attacks in Upper Zhenna have grown since the ceasefire with the rebels ended."


def ending(told: Sequence[tuple[str, str]], line: str, share: float = 1.0) -> Told:
    """Put a line below a share of the articles, spread over them."""
    chosen = set(Random(line).sample(range(len(told)), round(share * len(told))))  # noqa: S311
    return [
        (title, f"{text}\n{line}" if number in chosen else text)
        for number, (title, text) in enumerate(told)
    ]


def inside(told: Told, line: str, share: float) -> Told:
    """Put a line in the middle of a share of them."""
    chosen = set(Random(line).sample(range(len(told)), round(share * len(told))))  # noqa: S311
    found = []
    for number, (title, text) in enumerate(told):
        lines = text.split("\n")
        if number in chosen:
            lines.insert(len(lines) // 2, line)
        found.append((title, "\n".join(lines)))
    return found


def topped(told: Told, line: str) -> Told:
    """Put a line above all of them."""
    return [(title, f"{line}\n{text}") for title, text in told]


def story(about: Told, *lines: str) -> Told:
    """Let so many reports of one story, each with these lines below, be among a day's others."""
    reports = [(title, "\n".join((text, *lines))) for title, text in about]
    return [*reports, *DAY[: LAST - len(reports)]]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (ending(DAY, FOLLOW), [FOLLOW]),
        (topped(DAY, FOLLOW), [FOLLOW]),
        (ending(DAY, URDU), [URDU]),
        (ending(DAY, HINDI), [HINDI]),
        (ending(ending(DAY, MEMBER), FOLLOW), [FOLLOW, MEMBER]),
        (ending(DAY, DESK, 0.3), [DESK]),  # the other desks sign otherwise
        (ending(DAY, DESK, 0.1), []),
        (inside(DAY, FOLLOW, 0.6), [FOLLOW]),  # a box between two paragraphs
        (inside(DAY, FOLLOW, 0.3), []),
        (ending(DAY[:12], FOLLOW), [FOLLOW]),  # a new outlet
        (ending(DAY[:11], FOLLOW), []),
        (ending(DAY[:40], FOLLOW, 0.9), [FOLLOW]),
        (ending(DAY[:39], FOLLOW, 0.9), []),
        # What a story's reports share is news, and all the more so where it begins.
        (story(FLOOD, DAM), []),
        (story(FLOOD, DAM, INSPECTED), []),
        (story(RAIDS, CEASEFIRE), []),
        (ending(story(FLOOD, DAM), FOLLOW), [FOLLOW]),
        ([*ending(FLOOD, DAM, 0.7), *DAY[:20]], []),  # a third of its reports go without
        (story(FLOOD[:10], DAM)[:12], []),
        (story(FLOOD[:14], DAM)[:14], []),  # an outlet that prints of nothing else
        # Never: figures, in any digits; what somebody said; datelines and headings.
        (ending(DAY, "Send your reports to 0300 5550100 at any hour."), []),
        (ending(DAY, "اب تک ۱۷ افراد ہلاک ہو چکے ہیں اور کئی زخمی ہیں"), []),
        (ending(DAY, "“We shall rebuild every house,” the minister said."), []),
        (topped(DAY, "SINDRAL PORT:"), []),
        (ending(DAY, "What we know"), []),
        (DAY, []),
        ([], []),
    ],
)
def test_what_recurs(told: Told, found: list[str]) -> None:
    assert sorted(one.line for one in recurring(told)) == sorted(found)


def test_a_line_is_its_words() -> None:
    """Capitals and stops make no other line; each article is counted once."""
    told = [
        (title, f"{text}\n{FOLLOW if number % 2 else FOLLOW.upper().rstrip('.')}\n{FOLLOW}")
        for number, (title, text) in enumerate(DAY)
    ]
    (one,) = recurring(told)
    assert one.print == line_print(FOLLOW)
    assert one.articles == tuple(range(LAST))


def test_what_was_decided_is_not_weighed_again() -> None:
    """It may stand in texts that were stored before."""
    told = ending(ending(DAY, MEMBER), FOLLOW)
    assert [one.line for one in recurring(told, {line_print(FOLLOW)})] == [MEMBER]


def test_a_book_below_each_report_is_not_learned_at_once() -> None:
    """Only so much of it, what stands in most of them first."""
    book = "\n".join(f"{FOLLOW[:-1]} {chr(97 + n // 26)}{chr(97 + n % 26)}." for n in range(90))
    found = recurring(ending(ending(DAY, book, 0.9), MEMBER))
    assert len(found) == 30
    assert found[0].line == MEMBER


def test_a_text_that_is_printed_again_is_one() -> None:
    """Forty copies of one notice are no forty articles."""
    told = [*DAY[:20], *[("Notice", DAY[20][1])] * 40]
    assert recurring(told) == []


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_promotions_are_found_whichever_articles_they_stand_in(share: float) -> None:
    """Nine of ten are: a word of one may keep to its articles by chance, and is learned later."""
    lines = [f"{FOLLOW[:-1]} {word}." for word in ("now", "here", "daily", "today", "again")]
    lines += [f"{MEMBER[:-1]}, {word}." for word in ("dear reader", "friend", "please", "and read")]
    found = [line for line in lines if recurring(ending(DAY, line, share))]
    assert len(found) >= 8, found


@pytest.mark.parametrize("more", range(6))
def test_a_storys_background_is_news_whatever_else_is_printed(more: int) -> None:
    """Other days beside the flood change nothing."""
    others = [
        (one.texts[0].title, "\n".join(one.texts[0].paragraphs))
        for one in compose(OUTLETS, REGION, start=START, seed=100 + more, count=LAST)
    ]
    told = [
        *[(t, f"{text}\n{DAM}\n{INSPECTED}") for t, text in FLOOD],
        *others[: LAST - len(FLOOD)],
    ]
    assert recurring(told) == []
