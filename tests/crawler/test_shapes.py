# ruff: noqa: E501  a case stands in one row

from datetime import UTC, datetime, timedelta

import pytest

from crawler.shapes import Verdict, paged, shape_of, verdict, visit_key
from news.source import Shape

SITE = "https://sandal.example"
NOW = datetime(2026, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/", "/"),
        ("/politics", "/politics"),
        ("/politics/", "/politics"),
        ("/sindh/floods-cut-road-to-turbat-884210", "/sindh/<slug>-<number>"),
        ("/latest/1809923-rain-falls", "/latest/<number>-<slug>"),
        ("/story/1234/rain-falls-on-day-nine.html", "/story/<number>/<slug>.html"),
        ("/2026/02/04/ferry-stops-after-forty-years", "/<year>/<month>/<day>/<slug>"),
        ("/2026/feb/04/ferry-stops-after-forty-years", "/<year>/<month>/<day>/<slug>"),
        ("/2026-02-04/ferry-stops-after-forty-years", "/<date>/<slug>"),
        ("/20260204/ferry-stops-after-forty-years", "/<date>/<slug>"),
        ("/news/articles/c4g8x9z1k2o", "/news/articles/<id>"),
        ("/a/1b4e28ba-2fa1-11d2-883f-0016d3cca427", "/a/<id>"),
        ("/news/story-12345.aspx", "/news/story-<number>.aspx"),
        ("/news/politics", "/news/<word>"),
        ("/news/page/7", "/news/page/<number>"),
        ("/?p=77123", "/?p=<number>"),
        ("/read.php?id=7&cat=sport", "/read.php?cat=<word>&id=<number>"),
        ("/read.php?cat=sport&id=8&utm_source=rss", "/read.php?cat=<word>&id=<number>"),
        ("/archive?day=2026-02-04", "/archive?day=<date>"),
        ("/khabar/%D8%B3%DB%8C%D9%84%D8%A7%D8%A8-%D8%B3%DB%92-%D8%B3%DA%91%DA%A9-%D8%A8%D9%86%D8%AF", "/khabar/<slug>"),
        ("/read;jsessionid=AB12CD?id=7", "/read?id=<number>"),
    ],
)  # fmt: skip
def test_what_stays_of_an_address(path: str, shape: str) -> None:
    assert shape_of(SITE + path) == shape


def test_sections_of_one_depth_stay_apart_where_asked() -> None:
    """What one section's pages bring says nothing of another's."""
    one, other = (shape_of(f"{SITE}/news/{name}?page=2", names=True) for name in ("city", "sport"))
    assert one != other


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/list?a=1&b=2", "/list?b=2&a=1", True),
        ("/list?PHPSESSID=abc", "/list", True),
        ("/list;jsessionid=1F2E3D", "/list", True),
        ("/(S(lit3py55t21z5v55vlm25s55))/list", "/list", True),
        ("/list?sid=9f8e7d6c5b4a39281706", "/list?sid=0a1b2c3d4e5f60718293", True),
        ("/read?sid=7", "/read?sid=8", False),  # a story's number
        ("/list?page=2", "/list?page=3", False),
        ("/read?id=7", "/read?id=8", False),
    ],
)
def test_which_addresses_answer_with_one_page(one: str, other: str, same: bool) -> None:
    assert (visit_key(SITE + one) == visit_key(SITE + other)) is same


@pytest.mark.parametrize(
    ("path", "number"),
    [("/sport", 1), ("/sport?page=4", 4), ("/sport/page/12", 12), ("/sport/?paged=2&x=y", 2)],
)
def test_which_page_of_a_list(path: str, number: int) -> None:
    assert paged(SITE + path)[1] == number


@pytest.mark.parametrize(
    ("articles", "others", "days", "said"),
    [
        (0, 0, 0, Verdict.UNKNOWN),
        (2, 0, 0, Verdict.UNKNOWN),
        (3, 0, 0, Verdict.REPORTS),
        (40, 9, 0, Verdict.REPORTS),
        (40, 11, 0, Verdict.UNKNOWN),
        (0, 3, 0, Verdict.OTHERS),
        (0, 3, 31, Verdict.UNKNOWN),  # it is tried anew after a month
        (3, 0, 900, Verdict.REPORTS),
    ],
)
def test_what_a_shape_promises(articles: int, others: int, days: int, said: Verdict) -> None:
    known = Shape("/n/<slug>", articles, others, NOW - timedelta(days=days))
    assert verdict(known, NOW) is said
