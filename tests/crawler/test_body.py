import pytest

from crawler.body import clean_lines

PARAGRAPH = (
    "Officials in Lower Sandal said the bridge would open in spring, and asked readers to read "
    "more about the works, follow us on the river walk, and share this with neighbours who had "
    "waited four years for it to open."
)


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Bridge opens in Lower Sandal",
        "ALSO READ | Ferry stops after forty years",
        "Also Read: Ferry stops after forty years",
        "See also: Ferries",
        "Follow us on Facebook and X",
        "Follow The Sandal Post on WhatsApp",
        "Subscribe to our newsletter",
        "Sign up for our daily briefing",
        "Advertisement",
        "Share this article",
        "Share",
        "Photo: Sandal Post",
        "Image credit: Sandal Post",
        "© 2026 The Sandal Post. All rights reserved.",
        "Download our app for the latest",
        "Related Stories",
        "Last updated: 4 February 2026",
        "Published in The Sandal Post, February 4th, 2026",
        "Please enable JavaScript to continue",
        "یہ بھی پڑھیں: پل کھل گیا",
        "यह भी पढ़ें: पुल खुला",
        "আরও পড়ুন: সেতু খুলল",
        "AFP/Reuters",
    ],
)
def test_lines_that_are_not_the_article(line: str) -> None:
    assert clean_lines([PARAGRAPH, line, "The end."]) == [PARAGRAPH, "The end."]


@pytest.mark.parametrize(
    "line",
    [
        PARAGRAPH,
        "Share prices fell by a third on Monday.",
        "Follow-up talks are due in May.",
        "Read together, the two reports contradict each other.",
        "“Photo finishes are rare,” the steward said.",
        "Registered voters number 12,000.",
        "Related charges were dropped.",
        "Comments by the minister drew protests.",
        "Published figures are lower.",
        "Getty, a village of forty houses, was cut off.",
        "Save the bridge, villagers chanted.",
    ],
)
def test_lines_that_are(line: str) -> None:
    assert clean_lines(["Rain fell.", line]) == ["Rain fell.", line]


def test_the_headline_is_not_repeated_in_the_text() -> None:
    """Headline, byline and date above the text go; the same words further down stay."""
    top = ["Bridge Opens in Lower Sandal", "By Asha Rao", "February 4, 2026", "Rain fell."]
    text = [*top, "a.", "b.", "c.", "d.", "e.", "Asha Rao"]
    found = clean_lines(text, ["Bridge opens in Lower Sandal"], ["Asha Rao"])
    assert found == ["Rain fell.", "a.", "b.", "c.", "d.", "e.", "Asha Rao"]


def test_bullets_and_table_rules_go() -> None:
    """A list's items are lines; what only draws a table is none."""
    lines = ["- one item", "• another", "|---|---|", "| a | b |"]
    assert clean_lines(lines) == ["one item", "another", "a | b"]
