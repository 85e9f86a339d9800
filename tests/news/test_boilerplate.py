"""What is left of a text, and of a live report's posts, without the lines that recur."""

from __future__ import annotations

import pytest

from news.article import Article, Post
from news.boilerplate import cut, line_print, present

FOLLOW = "Follow Alder Bay Post on WhatsApp for the latest."
RAIN = "It rained on the ferry steps for nine days and nights."
SUN = "On the tenth day the sun came out over the harbour."
PRINTS = {line_print(FOLLOW)}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{RAIN}\n{FOLLOW}", RAIN),
        (f"{FOLLOW}\n{RAIN}", RAIN),
        (f"{RAIN}\n{FOLLOW}\n{SUN}\n{FOLLOW}", f"{RAIN}\n{SUN}"),
        (f"{RAIN}\nFOLLOW Alder Bay Post, on WhatsApp: for the latest", RAIN),
        (f"{RAIN} {FOLLOW}", f"{RAIN} {FOLLOW}"),  # within a paragraph it is no line
        (FOLLOW, FOLLOW),
        (f"{FOLLOW}\n{FOLLOW}", f"{FOLLOW}\n{FOLLOW}"),
        (f"Rain.\n{FOLLOW}", f"Rain.\n{FOLLOW}"),  # hardly a sentence would stay
        ("", ""),
    ],
)
def test_what_is_left(text: str, left: str) -> None:
    assert cut(Article("https://a.example/1", "Rain", text), PRINTS).text == left


def test_which_of_them_a_text_has() -> None:
    """By print, as the page spells it."""
    assert present(f"{RAIN}\n{FOLLOW.upper()}", {*PRINTS, line_print(SUN)}) == {
        line_print(FOLLOW): FOLLOW.upper()
    }
    assert present(f"{RAIN}\n{FOLLOW}", ()) == {}


def live(*posts: str) -> Article:
    """Make a live report of these posts."""
    article = Article("https://a.example/live", "Storm", "\n".join(posts))
    at, spans = len(article.title) + 1, []
    for post in posts:
        spans.append(Post(None, at, at + len(post)))
        at += len(post) + 1
    return Article("https://a.example/live", "Storm", "\n".join(posts), posts=tuple(spans))


@pytest.mark.parametrize(
    ("posts", "left"),
    [
        ((f"{RAIN}\n{FOLLOW}", f"{FOLLOW}\n{SUN}"), [RAIN, SUN]),
        ((f"{RAIN}\n{FOLLOW}\n{SUN}", SUN), [f"{RAIN}\n{SUN}", SUN]),
        ((FOLLOW, RAIN, FOLLOW, SUN, FOLLOW), [RAIN, SUN]),  # a post of nothing else is none
        ((RAIN, SUN), [RAIN, SUN]),
    ],
)
def test_posts_stay_where_their_words_are(posts: tuple[str, ...], left: list[str]) -> None:
    article = cut(live(*posts), PRINTS)
    assert [article.full[post.start : post.end] for post in article.posts] == left
