import pytest

from crawler.addresses import address_score, may_be_list


@pytest.mark.parametrize(
    ("path", "score"),
    [
        ("/sindh/floods-cut-road-to-turbat-884210", 4),
        ("/2026/02/04/ferry-stops-after-forty-years", 4),
        ("/floods-cut-road-to-turbat", 3),
        ("/sindh/884210", 3),
        ("/دروملی-میں-سیلاب-سے-سڑک-بند", 3),
        ("/read.php?id=7", 3),
        ("/read.php?id=7&cat=sport", 3),
        ("/d/3317", 2),
        ("/?p=12", 2),
        ("/news/articles/c4g8x9z1k2o", 2),
        ("/politics", 1),
        ("/", 0),
        ("/?cat=4", 0),
        ("/list.php?id=7&page=2", 0),
        ("/tag/floods-in-the-whole-valley", 0),
        ("/author/asha-rao-of-the-night-desk", 0),
        ("/login", 0),
        ("/privacy-policy", 0),
        ("/terms-of-use", 0),
        ("/brochure-of-the-year-2026.pdf", 0),
        ("/weather", 0),
        ("/weather/oshti", 0),
        ("/category/sport", 0),
        ("/category/sport-in-the-valley", 0),
        # What only begins with such a word is a headline; what follows one may be a report.
        ("/terms-of-truce-leaked", 3),
        ("/authority-raises-bus-fares", 3),
        ("/privacy-bill-passes-by-one-vote", 3),
        ("/weather/heat-kills-nine-in-the-hills", 3),
        ("/print/884210-heat-kills-nine", 4),
        ("/category/sport/heat-stops-the-cup-884210", 4),
    ],
)
def test_what_an_address_promises(path: str, score: int) -> None:
    assert address_score(path) == score


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/politics", True),
        ("/category/sport", True),
        ("/hill-towns-and-villages", True),
        ("/sindh/floods-cut-road-to-turbat-884210", False),
        ("/tag/floods", False),
        ("/login", False),
    ],
)
def test_where_a_list_may_be(path: str, may: bool) -> None:
    assert may_be_list(path) is may
