"""The report says what was found, and nothing an outlet wrote acts in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.wirewatch.fieldcheck.test_judge import ARTICLE, FEED, HOST, facts
from wirewatch.fieldcheck.facts import Checked, SourceFacts
from wirewatch.fieldcheck.judge import judge
from wirewatch.fieldcheck.report import to_json, to_markdown, write_report

HOSTILE = Path(__file__).parents[2] / "hostile"
AGENT = "wirewatch/0.2.0 (+desk@sandal.example)"
TITLES: list[str] = json.loads((HOSTILE / "alerts" / "titles.json").read_text())
VECTORS: list[str] = json.loads((HOSTILE / "xss" / "vectors.json").read_text())
MARKDOWN = [
    "[click](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "<https://evil.example>",
    "https://evil.example/a_b_c",
    "www.evil.example",
    "` ``` ~~~",
    "| a | b |",
    "# heading",
    "[x]: https://evil.example",
    "**bold** _it_ ~~gone~~",
    "&lt;b&gt; &#x3c;i&#x3e;",
    "\\[x\\](y) \\` \\|",
    "trailing \\",
]


def checked(found: SourceFacts) -> Checked:
    """Judge facts."""
    return Checked(found, judge(found))


def written_by(outlet: str) -> SourceFacts:
    """Return facts in which every text from outside is the outlet's."""
    return replace(
        facts(
            replace(FEED, url=f"https://x.example/{outlet}", final_url=outlet, moved_for_good=True,
                    content_type=outlet, note=outlet),
            replace(FEED, failure=outlet, challenge=outlet),
            hosts=(replace(HOST, host=outlet, robots_error=outlet, forbids=(outlet,)),),
            article=replace(ARTICLE, url=outlet, title=outlet, sample=outlet, authors=(outlet,),
                            language=outlet, final_url=outlet),
        ),
        name=outlet,
    )  # fmt: skip


def kinds(text: str) -> tuple[set[str], int]:
    """Return which kinds of token Markdown makes of a text, and the rows of its table."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    found: set[str] = set()
    rows = 0
    for token in parser.parse(text):
        found.add(token.type)
        rows += token.type == "tr_open"
        found |= {inner.type for inner in token.children or ()}
    return found, rows


PLAIN, ROWS = kinds(to_markdown([checked(written_by("Sandal"))], AGENT, "stopped"))


@pytest.mark.parametrize("outlet", [*MARKDOWN, *TITLES, *VECTORS])
def test_nothing_an_outlet_wrote_acts(outlet: str) -> None:
    """The report has the same structure whatever an outlet calls itself."""
    text = to_markdown([checked(written_by(" ".join(outlet.split())))], AGENT, "stopped")
    found, rows = kinds(text)
    assert found <= PLAIN | {"text_special", "entity"}
    assert not found & {"html_inline", "html_block", "link_open", "image", "fence", "s_open"}
    assert rows == ROWS == 2


def test_the_summary_stands_first() -> None:
    """Counts and one line for each source, the gravest on top, before any detail."""
    bad = replace(facts(replace(FEED, failure="http 404", entries=0, age_seconds=None)), name="Zed")
    text = to_markdown([checked(facts()), checked(bad)], AGENT)
    lines = text.splitlines()
    assert "2 sources: 1 ok, 0 look, 1 bad." in lines
    table = [line for line in lines if line.startswith("| ")]
    assert (
        table[1] == "| Zed | bad | 0 of 1 | – | 2,400 characters | sandal.example/feed: http 404 |"
    )
    assert table[2] == "| Sandal Post | ok | 1 of 1 | 10 min | 2,400 characters |  |"
    assert text.index(table[2]) < text.index("## Zed: bad")


def test_each_source_in_full() -> None:
    """A section for each source tells of hosts, lists and the article."""
    text = to_markdown([checked(facts())], AGENT)
    for words in (
        "- host `sandal.example`: robots.txt 200, allows what we ask for",
        "- feed `https://sandal.example/feed`: http 200, rss as application/rss+xml, 20 entries",
        ", 20 dated, newest 10 min old, ETag, answers 304 when asked again",
        "  - title: Bridge opens",
        "  - published: 2031-03-04T09:00:00+00:00, zone from page",
        "  - sample: The bridge",
    ):
        assert words in text


def test_the_files_ending_names_the_form(tmp_path: Path) -> None:
    """.json is for machines, all else for people; both are whole."""
    for name in ("report.json", "report.md"):
        write_report(tmp_path / name, [checked(facts())], AGENT)
    found: dict[str, Any] = json.loads((tmp_path / "report.json").read_text())
    (source,) = found["sources"]
    assert source["verdict"] == "ok"
    assert source["lists"][0]["newest"] == "2031-03-04T09:00:00+00:00"
    assert source["article"]["published"]["zone_from"] == "page"
    assert (tmp_path / "report.md").read_text().startswith("# What the sources answer")


def test_json_holds_no_control_character() -> None:
    """What a terminal would act on is escaped."""
    text = to_json([checked(written_by("\x1b]0;x\x07\x9b31m\u202e"))], AGENT)
    assert text.isascii()
    assert "\x1b" not in text
