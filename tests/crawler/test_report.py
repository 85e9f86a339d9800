# ruff: noqa: E501  markup stands in one line

import json
from typing import Any

import pytest

from crawler.blocks import Block
from crawler.metadata import Metadata
from crawler.parse import parse_html
from crawler.report import read_report
from news.errors import ExtractError

FACTS = [
    "Officials in Lower Sandal said the bridge would open in spring after four years of work.",
    "The ferry will stop on the same day, the office said, and its crew will look after the bridge.",
    "Some 12,000 people crossed the river every week last year, more than twice as many as before.",
    "Traders in the old harbour fear for their shops and have asked the mayor to keep one boat.",
    "A decision is expected in March, when the council meets for the first time in the new hall.",
]
PROSE = "".join(f"<p>{fact}</p>" for fact in FACTS)


def report(markup: str, **words: Any) -> list[str]:
    tree = parse_html(f"<html>{markup}</html>")
    return [block.text for block in read_report(tree, Metadata(**words)).blocks]


def test_lines_parted_by_breaks_are_not_glued() -> None:
    """An old page of one cell with line breaks has a line for each."""
    body = "<br><br>".join(FACTS)
    page = f"<body><table><tr><td width=90>News Business</td><td><h1>Bridge</h1>{body}</td></tr></table></body>"
    assert report(page)[-5:] == FACTS


def test_a_standfirst_comes_back() -> None:
    """What the page's description says, set above the body, is the report's first line."""
    said = "A bridge over the Sandal ends a hundred years of ferries in the old harbour of the town"
    head = f"<head><meta name=description content='{said[:70]}...'></head>"
    page = (
        f"<body><div><h1>Bridge opens</h1><h2>{said}</h2><div>Share</div></div><div>{PROSE}</div>"
    )
    assert report(head + page) == [said, *FACTS]


def test_a_standfirst_of_several_sentences_is_whole() -> None:
    """Each set as a paragraph of its own, short ones too."""
    said = [
        "The bridge over the Sandal opens in spring, four years late.",
        "Ferries stop the same day.",
        "Traders fear for their shops.",
    ]
    head = f"<header><h1>Bridge opens</h1><div>4 May</div></header><div>{''.join(f'<p>{one}</p>' for one in said)}</div>"
    assert report(f"<body>{head}<div><div>Share</div><div>{PROSE}</div></div>")[:3] == said


def test_a_second_headline_is_a_standfirst() -> None:
    """Right below the headline, in the same element, a heading need be no sentence."""
    head = "<h1>Bridge opens</h1><h2>Ferries stop after forty years</h2>"
    page = f"<body><div>{head}<div>Share</div></div><div>{PROSE}</div>"
    assert report(page)[0] == "Ferries stop after forty years"


def test_key_points_above_the_body_come_back() -> None:
    """A list in the body's own element is told; a menu elsewhere is not."""
    points = "<div class=highlights><ul><li>Bridge opens in spring.<li>The ferry stops on the same day.</ul></div>"
    menu = "<ul><li>Latest news of Sandal<li>Business in the harbour</ul>"
    page = f"<body><div>{menu}</div><div><h1>Bridge opens</h1><div>{points}{PROSE}</div></div>"
    assert report(page) == ["Bridge opens in spring.", "The ferry stops on the same day.", *FACTS]


def test_quoted_posts_and_headings_stay_where_they_stand() -> None:
    """A post carries claims, a heading parts the text: both keep their place."""
    post = "<blockquote class='twitter-tweet'><p>Bridge!</p>&mdash; Bela (@bela) <a href=x>May 3</a></blockquote>"
    page = f"<body><article><h1>Bridge opens</h1>{PROSE}{post}<h3>What comes next</h3>{PROSE.replace('said', 'says')}</article>"
    found = report(page, headings=("Bridge opens",))
    assert found[found.index("What comes next") - 2 : found.index("What comes next")] == ["Bridge!", "— Bela (@bela) May 3"]  # fmt: skip


def test_a_live_report_keeps_the_times_of_its_posts() -> None:
    """Each post of a live report is told with the time above it."""
    posts = "".join(
        f"<div class=post><time>{hour}:40 IST</time><h3>Post of the {hour}th hour</h3><div><p>{fact}</p></div></div>"
        for hour, fact in zip(range(18, 13, -1), FACTS, strict=True)
    )
    found = report(
        f"<body><main><h1>Live: the bridge opens</h1><p>{FACTS[0]} Follow it here.</p><div>{posts}</div></main>"
    )
    assert [line for line in found if line.endswith("IST")] == ["18:40 IST", "17:40 IST", "16:40 IST", "15:40 IST", "14:40 IST"]  # fmt: skip


def test_joiners_inside_words_survive() -> None:
    """Its helper drops them; the page's own blocks have them."""
    fact = "می\u200cگویند که پل روی رودخانه پس از چهار سال کار در بهار باز می\u200cشود و قایق\u200cها می\u200cایستند."
    page = f"<body><article><h1>پل</h1><p>{fact}</p><p>{fact[2:]}</p></article>"
    assert report(page)[-2] == fact


def test_a_page_built_by_a_script_is_read_from_its_record() -> None:
    """The record whose headline is the page's counts, not the teaser's below it."""
    record = {
        "article": {"headline": "Bridge opens", "content": PROSE},
        "related": [{"headline": "Ferry stops", "content": "<p>Not this one.</p>" * 30}],
    }
    script = f"<script id=__NEXT_DATA__ type=application/json>{json.dumps(record)}</script>"
    page = f"<body><div>Loading</div>{script}</body>"
    assert report(page, headings=("Bridge opens",)) == FACTS
    flight = json.dumps([1, f"2a:{json.dumps(record)}"])
    pushed = f"<body><script>self.__next_f.push({flight})</script></body>"
    assert report(pushed, headings=("Bridge opens",)) == FACTS


def test_a_page_within_one_form_is_read() -> None:
    """Some systems put the whole page into a form; a small form is none of the text."""
    small = "<form><p>Your address, please, for the daily letter of the harbour.</p></form>"
    page = f"<body><form id=aspnet><h1>Bridge opens</h1><div>{PROSE * 3}</div></form>{small}</body>"
    assert FACTS[0] in report(page)
    assert not any("address" in line for line in report(page))


def test_text_without_a_report_is_said() -> None:
    """A full page in which nothing is found is an error, one of links only is empty."""
    leads = "".join(f"<p>Also read by many: <a href=/x>Ferry {n} stops</a></p>" for n in range(40))
    with pytest.raises(ExtractError, match="no report was found"):
        report(f"<body>{leads}")
    links = "".join(f"<li><a href=/x>Ferry {n} stops after forty years</a>" for n in range(30))
    assert report(f"<body><ul>{links}</ul>") == []


def test_blocks_of_a_report_are_ordered_as_in_the_page() -> None:
    """A fact that stands twice is found at its place."""
    page = f"<body><article><h1>Bridge</h1>{PROSE}<p>{FACTS[0]}</p></article>"
    tree = parse_html(page)
    found: list[Block] = read_report(tree, Metadata()).blocks
    assert [block.inside for block in found] == sorted(block.inside for block in found)


def test_short_lines_of_linked_places_stay_among_paragraphs() -> None:
    """A list of districts set as paragraphs is the news; that each name is a link is the outlet's."""
    rows = ["Upper Sandal: 33 killed", "Lower Sandal: 7 killed"]
    linked = "".join(
        f"<p><a href=/t>{row.split(':')[0]}</a>:{row.split(':')[1]}</p>" for row in rows
    )
    page = f"<body><article><h1>Bridge opens</h1>{PROSE}{linked}<p>{FACTS[0]} Again.</p></article>"
    assert report(page)[-3:] == [*rows, f"{FACTS[0]} Again."]


def test_a_list_of_key_points_among_the_paragraphs_stays() -> None:
    """What matters most, set as a list in a box of its own, is part of the report."""
    points = [
        f"The {name} bank of the river was closed to all but the police on Monday."
        for name in ("left", "right")
    ]
    box = f"<h2>At a glance</h2><div><ul class=nav>{''.join(f'<li>{point}</li>' for point in points)}</ul></div>"
    page = (
        f"<body><article><h1>Bridge opens</h1>{PROSE}{box}{PROSE.replace('said', 'says')}</article>"
    )
    found = report(page)
    assert found[found.index("At a glance") :][1:3] == points


def test_teasers_below_the_report_go() -> None:
    """A headline that leads away and a sentence below it, several times, are other reports."""
    card = "<div><table><tr><td><a href=/x{0}>Ferry number {0} stops after forty years</a></td></tr></table><div>The last ferry, number {0}, left the harbour on Monday with its crew.</div></div>"
    cards = "".join(card.format(number) for number in range(3))
    page = f"<body><div><h1>Bridge opens</h1><div>{PROSE}</div><div>{cards}</div><div>Partner news</div></div>"
    assert report(page)[-len(FACTS) :] == FACTS


HOST = "https://x.example"


@pytest.mark.parametrize(
    ("quoted", "said"),
    [
        (
            f"<div class='social-embed'><blockquote class='twitter-tweet'><p>We stay.</p>&mdash; Dockers (@dockers) <a href='{HOST}/d/status/1'>February 3, 2026</a></blockquote></div>",
            ["We stay.", "— Dockers (@dockers) February 3, 2026"],
        ),
        (
            f"<blockquote><p>We stay.</p><p>&mdash; Dockers (@dockers) <a href='{HOST}/d/status/1'>February 3, 2026</a></p></blockquote>",
            ["We stay.", "— Dockers (@dockers) February 3, 2026"],
        ),
        (
            "<div class='fb-post'><blockquote class='fb-xfbml-parse-ignore'><p>We stay.</p>Posted by <a href=x>Delta Dockers</a> on <a href=y>3 February 2026</a></blockquote></div>",
            ["We stay.", "Posted by Delta Dockers on 3 February 2026"],
        ),
        (
            "<div class='telegram-post'><p>We stay.</p><a href=x>Delta Dockers, 3 February 2026</a></div>",
            ["We stay.", "Delta Dockers, 3 February 2026"],
        ),
        (
            f"<div class='tweet-card'><div>Dockers @dockers</div><div>We stay.</div><a href='{HOST}/d/status/1'>Feb 3, 2026</a></div>",
            ["Dockers @dockers", "We stay.", "Feb 3, 2026"],
        ),
    ],
)
def test_posts_of_all_makers_stay_with_who_wrote_them_and_when(
    quoted: str, said: list[str]
) -> None:
    """A post carries a claim; the line that names its writer marks it as one."""
    page = f"<body><article><h1>Bridge opens</h1><div>{PROSE}{quoted}<p>{FACTS[0]} Again.</p></div></article></body>"
    assert report(page)[-len(said) - 1 : -1] == said


@pytest.mark.parametrize(
    "table",
    [
        "<table><tbody><tr><td>Upper Sandal</td><td>33</td></tr><tr><td>Lower Sandal</td><td>7</td></tr></tbody></table>",
        "<div class=table-responsive><figure><table><tr><td><strong>Upper Sandal</strong></td><td>33</td></tr><tr><td>Lower Sandal</td><td>7</td></tr></table></figure></div>",
        "<table><tr><td><a href=/t/1>Upper Sandal</a></td><td>33</td></tr><tr><td><a href=/t/2>Lower Sandal</a></td><td>7</td></tr></table>",
    ],
)
def test_a_table_of_facts_stays_whole(table: str) -> None:
    """A row is a line, its cells parted by bars, also where the places' names are links."""
    page = f"<body><article><h1>Bridge opens</h1><div>{PROSE}{table}<p>{FACTS[0]} Again.</p></div></article></body>"
    assert report(page)[-3:-1] == ["Upper Sandal | 33", "Lower Sandal | 7"]


def test_a_lead_in_set_apart_from_its_link_goes_with_it() -> None:
    """Two inline elements without a space between them are one line that leads away."""
    also = "<div><span>ALSO READ</span><a href=/x>Ferry stops after forty years</a></div>"
    page = f"<body><article><h1>Bridge opens</h1><div>{PROSE}{also}<p>{FACTS[0]} Again.</p></div></article></body>"
    assert report(page)[-2:] == [FACTS[-1], f"{FACTS[0]} Again."]


def test_readers_comments_go() -> None:
    """Below a line that says so and outside the report, without any name for a machine."""
    theirs = "".join(
        f"<div><b>reader{number}</b><p>I have crossed that river since I was a boy, {number} times a day.</p></div>"
        for number in range(3)
    )
    page = f"<body><main><h1>Bridge opens</h1><div class=b>{PROSE}</div><div><h3>3 Comments</h3>{theirs}</div></main></body>"
    assert report(page)[-len(FACTS) :] == FACTS
