from typing import Any

import pytest

from crawler.parse import MAX_CHILDREN, MAX_DEPTH, MAX_ELEMENTS, MAX_TEXT_NODE, parse_html


def text_of(markup: str) -> str:
    tree = parse_html(markup)
    assert tree is not None
    return " ".join(" ".join(tree.itertext()).split())


@pytest.mark.parametrize("depth", [300, 2000, 5000, 50_000])
def test_deep_text_is_kept(depth: int) -> None:
    markup = "<body><p>before</p>" + "<div>" * depth + "<p>deep</p>" + "</div>" * depth + "after"
    assert text_of(markup) == "before deep after"


def test_no_tree_is_deeper_than_the_limit() -> None:
    """The stages behind recurse; what they get is shallow."""
    tree: Any = parse_html("<div>" * 1500 + "<p>one</p><p>two</p>")
    assert not tree.xpath("/*" * (MAX_DEPTH + 2))
    assert [p.text for p in tree.iter("p")] == ["one", "two"]


def test_a_flood_of_elements_ends_the_page() -> None:
    """300,000 siblings cost every later stage a minute; the first ones are enough."""
    tree: Any = parse_html("<p>first</p>" + "<div>x</div>" * 300_000)
    assert len(list(tree.iter())) <= 2 * MAX_ELEMENTS
    assert tree.findtext(".//p") == "first"


@pytest.mark.parametrize(
    "markup", ["", "  ", "\x00", "<!-- only a comment -->", "<?xml version='1.0'?>"]
)
def test_nothing_is_no_page(markup: str) -> None:
    assert parse_html(markup) is None


def test_what_xml_forbids_is_dropped() -> None:
    """NUL, escape and lone surrogates never reach the text."""
    assert text_of("<p>a\x00b\x1bc\ud800d</p>") == "a b c d"


@pytest.mark.parametrize("sign", "\x00 \x08 \x0b \x1f \ufffe \uffff \ud800 \udfff".split(" "))
def test_each_forbidden_sign_is_found_alone(sign: str) -> None:
    assert text_of(f"<p>بارش{sign}ferry\N{NO-BREAK SPACE}7</p>") == "بارش ferry 7"


def test_an_element_of_countless_attributes_costs_little() -> None:
    """Attributes beyond measure go; one long attribute stays."""
    many = " ".join(f"a{number}=1" for number in range(100_000))
    tree = parse_html(f"<body><div {many}><p id={'x' * 9_000}>Rain fell.</p></div>")
    assert tree is not None
    assert [len(element.attrib) for element in tree.iter("div", "p")] == [0, 1]
    assert tree.text_content() == "Rain fell."


def test_a_text_of_megabytes_is_cut() -> None:
    """Whether it follows a tag's begin or its end."""
    long = "x " * 200_000
    tree = parse_html(f"<body>{long}<p>Rain fell.</p>{long}</body>")
    assert tree is not None
    assert len(tree.text_content()) == 2 * MAX_TEXT_NODE + len("Rain fell.")


def test_a_paragraph_of_countless_elements_keeps_its_text() -> None:
    """Only the elements go; what begins a new line begins one still."""
    tree: Any = parse_html(f"<p>{'<b>rain</b> ' * 15_000}<br>and snow</p><p>It <i>fell</i>.</p>")
    assert [p.text for p in tree.iterfind("body/p/p")] == ["rain " * 14_999 + "rain", "and snow"]
    assert tree.findtext(".//i") == "fell"


def test_a_row_of_countless_paragraphs_ends() -> None:
    """Nothing else on the page is touched."""
    tree: Any = parse_html(f"<div>{'<p>Rain <i>fell</i>.</p>' * 9_000}</div><p>It stopped.</p>")
    assert len(tree.findall("body/div/p")) == len(tree.findall(".//i")) == MAX_CHILDREN
    assert tree.findtext("body/p") == "It stopped."
