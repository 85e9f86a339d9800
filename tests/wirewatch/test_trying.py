"""`wirewatch try`: the shapes that scripts rest on."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.figures.reading import read_figures
from news.article import Article
from tests.config.folder import written
from tests.crawler.waveside import host, ok
from tests.wirewatch.test_cli import START, on
from wirewatch.commands.figures import print_figures
from wirewatch.commands.terminal import out
from wirewatch.newsworld.bed import bed
from wirewatch.newsworld.world import World

FEED = """<rss version="2.0"><channel><title>The Hill Courier</title>
<link>https://courier.example/</link>
<item><title>Dam opens</title><link>news/7.html</link><guid>c-7</guid>
<pubDate>Wed, 04 Feb 2026 16:38</pubDate><description>&lt;p&gt;Water.</description></item>
<item><title>No link</title><pubDate>soon</pubDate></item>
</channel></rss>"""

PAGE = """<html lang="en"><head><title>Dam opens in Lower Sandal - Sandal Post</title></head>
<body><h1>Dam opens in Lower Sandal</h1><p>By Our Correspondent</p>
<p>Published On: 4 Feb 2026 4:38 PM | Updated On: 4 Feb 2026 5:02 PM GMT</p>
<p>Brakkel: The gate above the third pier took a year of work, the office said on Monday.</p>
<p>Water reached the last field of the valley before noon, as two farmers told this reporter.</p>
</body></html>"""

pytestmark = pytest.mark.timeout(300)


def run(*words: str, given: str = "") -> tuple[int, list[dict[str, Any]], str]:
    """Run the command; return its status, its lines and what it complained of."""
    done = subprocess.run(
        [sys.executable, "-m", "wirewatch", "try", *words],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_feed_and_bad_lines_through_the_pipe(tmp_path: Path) -> None:
    """One answer a line, in order; relative links, undated and linkless entries are shown."""
    (tmp_path / "a.xml").write_text(FEED)
    (tmp_path / "page.html").write_text("<html><body>Checking your browser</body></html>")
    lines = [
        {"id": 1, "path": str(tmp_path / "a.xml"), "timezone": "Asia/Karachi", "odd": 1},
        {"id": "b", "path": str(tmp_path / "missing.xml")},
        {"id": None, "path": str(tmp_path / "page.html"), "headers": {"Content-Type": "text/xml"}},
    ]
    given = "".join(json.dumps(line) + "\n" for line in lines)
    status, answers, complaint = run("feed", given=given + "no JSON\n")
    assert (status, complaint) == (1, "")
    good, missing, page, bad = answers
    assert good == {
        "id": 1,
        "kind": "rss",
        "title": "The Hill Courier",
        "entries": [
            {
                "guid": "c-7",
                "url": "https://courier.example/news/7.html",
                "title": "Dam opens",
                "summary": "Water.",
                "published": "2026-02-04T16:38+05:00",
                "updated": None,
                "published_raw": "Wed, 04 Feb 2026 16:38",
                "date_quality": "source",
            },
            {
                "guid": None,
                "url": None,
                "title": "No link",
                "summary": "",
                "published": None,
                "updated": None,
                "published_raw": "soon",
                "date_quality": None,
            },
        ],
        "error": None,
    }
    assert missing["id"] == "b"
    assert "cannot be read" in missing["error"]
    assert (page["id"], page["kind"], page["entries"]) == (None, None, [])
    assert page["error"].startswith("this is a web page")
    assert bad == {"id": None, "error": bad["error"]}


def test_files_as_arguments_with_options_for_all(tmp_path: Path) -> None:
    """Status 0 where all is well; the options fill in what a line does not say."""
    (tmp_path / "a.xml").write_text(FEED)
    words = (str(tmp_path / "a.xml"), "--timezone", "Asia/Kabul", "--json")
    status, (answer,), _ = run("feed", *words)
    assert (status, answer["id"]) == (0, str(tmp_path / "a.xml"))
    assert answer["entries"][0]["published"] == "2026-02-04T16:38+04:30"


def test_pages_and_bad_lines_through_the_pipe(tmp_path: Path) -> None:
    """A page comes as text or as a packed file; what holds none is an error of its own line."""
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    url = "https://sandalpost.example/dam?utm_source=x"
    lines = [
        {"id": 1, "url": url, "html": PAGE, "timezone": "Asia/Karachi", "odd": 1},
        {"id": 2, "path": str(tmp_path / "a.html.gz"), "fetched": "2026-02-04T16:50:00Z"},
        {"id": 3, "url": url},
        {"id": 4, "html": PAGE, "fetched": "soon"},
        {"id": 5, "html": ""},
    ]
    status, answers, complaint = run("extract", given="".join(map(_line, lines)) + "[]\n")
    assert (status, complaint) == (1, "")
    good, packed, empty, undated, blank, bad = answers
    text = good.pop("text")
    assert text.splitlines()[-1].startswith("Water reached the last field")
    assert good == {
        "id": 1,
        "url": "https://sandalpost.example/dam",
        "title": "Dam opens in Lower Sandal",
        "authors": ["Our Correspondent"],
        "published": "2026-02-04T16:38+05:00",
        "published_quality": "source",
        "modified": "2026-02-04T17:02+00:00",
        "modified_quality": "page",
        "language": "en",
        "paywalled": None,
        "is_article": True,
        "provenance": {
            "title": "h1",
            "authors": "byline",
            "published": "words near the headline",
            "modified": "words near the headline",
        },
        "posts": [],
    }
    # Twelve minutes after its fetch it might be, more than a quarter of an hour it is not.
    assert (packed["url"], packed["published_quality"]) == (None, "none")
    assert (packed["modified"], packed["text"]) == ("2026-02-04T17:02+00:00", text)
    assert "needs html or a path" in empty["error"]
    assert "write 2031-03-04T05:06Z" in undated["error"]
    assert blank["error"] == "the page is empty"
    assert "no object" in bad["error"]


def _line(fields: dict[str, Any]) -> str:
    return json.dumps(fields) + "\n"


def test_an_address_of_our_own_network_is_not_asked() -> None:
    """The guard stands before it, also without any configuration."""
    status, (answer,), _ = run("extract", "http://127.0.0.1:9/dam", "--json")
    assert status == 1
    assert "not public" in answer["error"]


# The host closes after each answer; unless it says so, the next request may meet the closing.
_CLOSES = b"Connection: close"


def _printed(number: int) -> bytes:
    """Print one of the three pages of a long report; the outlet leads the fourth home."""
    prose = "".join(
        f"<p>Village {number}{n} of the delta lost its wells to the sea, its elders said.</p>"
        for n in range(6)
    )
    pager = "".join(f"<a href='/delta?page={n}'>{n}</a>" for n in (1, 2, 3))
    head = "<title>Delta drowns</title><meta property=og:type content=article>"
    body = f"<article><h1>Delta drowns</h1>{prose}<nav>{pager}</nav></article>"
    return ok(f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode(), _CLOSES)


async def test_an_article_in_parts_is_joined(tmp_path: Path) -> None:
    """Each part is asked for like a page; where one is missing, the answer says so."""
    answers = {"/delta": _printed(1), "/delta?page=2": _printed(2), "/delta?page=3": _printed(3)}
    answers["/robots.txt"] = ok(b"User-agent: *", _CLOSES)
    crawl = '[crawl]\nallow_addresses = ["127.0.0.0/8"]\nmin_gap = "0s"\n'
    folder = written(tmp_path, wirewatch=crawl)
    async with host(answers) as served:
        asked = ("extract", f"{served.url}/delta", "--config", str(folder), "--json")
        status, (whole,), _ = await asyncio.to_thread(run, *asked)
        del served.answers["/delta?page=3"]
        _, (torn,), _ = await asyncio.to_thread(run, *asked)
    assert "error" not in whole, whole
    lines = whole["text"].split("\n")
    assert (status, whole["parts"], whole["next_part"], whole["url"]) == (
        0,
        3,
        None,
        f"{served.url}/delta",
    )
    assert [line.split(" ")[1] for line in lines] == [f"{p}{n}" for p in "123" for n in range(6)]
    assert (torn["parts"], torn["next_part"]) == (2, f"{served.url}/delta?page=3")
    assert torn["text"].split("\n") == lines[:12]


async def test_an_address_is_asked_as_its_source_is(tmp_path: Path) -> None:
    """The page is read with the zone and the selectors that the configuration has for it."""
    async with bed(World(start=START), tmp_path, begin=timedelta(hours=6), speed=1.0) as laid:
        served = laid.served.outlets["lantern"]
        _, said, _ = await on(laid, "sources", "test", served.url + "/rss", "--json")
        page = json.loads(said)["lists"][0]["entries"][0]["url"]
        (laid.config / "sources.toml").write_text(
            f'[[sources]]\nname = "Lantern"\nfeeds = ["{served.url}/rss"]\n'
            '[sources.selectors]\nauthors = "h1"\n'
        )
        status, said, _ = await on(laid, "try", "extract", page, "--json")
        answer = json.loads(said)
        assert (status, answer["id"], answer["is_article"]) == (0, page, True)
        assert answer["authors"] == [answer["title"]]
        assert answer["provenance"]["authors"] == "selector"
        status, said, _ = await on(laid, "try", "extract", served.url + "/nowhere", "--json")
        assert (status, "http 404" in said) == (1, True)


RULES = r"""
[[topics]]
name = "Dams"
rule = '(dam OR sluice* OR /D[ao]m\d/) -cricket'

[[topics]]
name = "The Courier"
rule = 'source:Courier lang:en date:2026-02-04'

[[people]]
name = "Gen. Ona Brill"
aliases = ["Commander Brill"]
"""


def test_articles_are_matched_through_the_pipe(tmp_path: Path) -> None:
    """Each answer says what was found, where, and why; a bad line is an answer too."""
    (tmp_path / "rules.toml").write_text(RULES)
    lines = [
        {
            "id": 1,
            "title": "Dam opens",
            "text": "Ona Brill said so. Mr Brill left.",
            "source": "The Hill Courier",
            "language": "en",
            "published": "2026-02-04",
            "odd": 1,
        },
        {"id": 2, "title": "Dam", "text": 5},
        {"id": 3, "text": "Brill \ud800"},
        {"id": 4, "published": "soon"},
    ]
    given = "".join(json.dumps(line) + "\n" for line in lines)
    status, answers, complaint = run(
        "match", "--rules", str(tmp_path / "rules.toml"), given=given + "no JSON\n"
    )
    assert (status, complaint) == (1, "")
    dams = {"part": '"dam"', "spans": [[0, 3]]}
    held = [
        {"part": 'source:("courier")', "spans": []},
        {"part": 'lang:("en")', "spans": []},
        {"part": "date:2026-02-04..2026-02-04", "spans": []},
    ]
    assert answers[0] == {
        "id": 1,
        "matches": [
            {"topic": "Dams", "spans": [[0, 3]], "sentence": "Dam opens", "reasons": [dams]},
            {"topic": "The Courier", "spans": [], "sentence": None, "reasons": held},
        ],
        "people": [
            {
                "person": "Gen. Ona Brill",
                "via": "name",
                "spans": [[10, 19], [32, 37]],
                "sentence": "Ona Brill said so.",
                "reasons": [
                    {"part": "name", "spans": [[10, 19]]},
                    {"part": "surname", "spans": [[32, 37]]},
                ],
            }
        ],
        "figures": [],
    }
    assert answers[1] == {"id": 2, "error": '"text" must be text in quotes'}
    assert answers[2] == {"id": 3, "matches": [], "people": [], "figures": []}
    assert "soon" in answers[3]["error"]
    assert answers[4]["error"].startswith("line 5 is not JSON")


FIGURES = """
[[figures]]
name = "Harbour strike"
effect = "killed"
class = "civilian"
above = 20
"""


def test_tracked_figures_are_found_through_the_pipe(tmp_path: Path) -> None:
    """What surely is more is told in words, with its sentence and how sure it is."""
    (tmp_path / "rules.toml").write_text(FIGURES)
    told = "At least 33 civilians were killed, police said."
    texts = (told, "Up to 50 civilians were killed, police said.", "It rained.")
    given = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts))
    status, answers, _ = run("match", "--rules", str(tmp_path / "rules.toml"), given=given)
    assert status == 0
    [found] = answers[0]["figures"]
    assert (found["figure"], found["sentence"], found["spans"]) == (
        "Harbour strike",
        told,
        [[1, 12]],
    )
    [reason] = found["reasons"]
    assert reason["part"] == "at least 33 civilians killed, say police"
    assert 0.8 <= reason["confidence"] <= 1
    assert [answer["figures"] for answer in answers[1:]] == [[], []]


def test_rules_one_a_line(tmp_path: Path) -> None:
    """Ids come back as they were given, rules name each other by them, bad ones are told."""
    rules = tmp_path / "rules.jsonl"
    rules.write_text(
        '{"id": 7, "rule": "dam AND @open"}\n{"id": "open", "rule": "open*"}\n'
        '\n{"id": 9, "rule": "(dam"}\nno JSON\n{"id": 10, "rule": "@nobody"}\n{"id": 11}\n'
    )
    given = json.dumps({"id": "a", "title": "Dam opens"})
    status, answers, complaint = run("match", "--rules", str(rules), given=given)
    assert status == 1
    assert [one["topic"] for one in answers[0]["matches"]] == [7, "open"]
    assert [f"rules.jsonl:{line}:" in complaint for line in (1, 2, 4, 5, 6, 7)] == [
        False, False, True, True, True, True,
    ]  # fmt: skip


def test_a_text_file_is_one_article(tmp_path: Path) -> None:
    """Its first line is the headline; a rules file with a mistake is told by its line."""
    (tmp_path / "rules.toml").write_text(RULES)
    (tmp_path / "report.txt").write_text("Dam opens\r\nThe sluices too.\r\n")
    words = ("match", "--rules", str(tmp_path / "rules.toml"), str(tmp_path / "report.txt"))
    status, (answer,), _ = run(*words)
    assert status == 0
    assert answer["matches"][0]["spans"] == [[0, 3], [14, 21]]
    (tmp_path / "rules.toml").write_text(RULES.replace("cricket", "(cricket"))
    status, answers, complaint = run(*words)
    assert (status, answers) == (2, [])
    assert "rules.toml:4" in complaint


def test_figures_of_texts_and_pages_through_the_pipe(tmp_path: Path) -> None:
    """A number is a record with its speaker; what holds no article is an error of its own line."""
    (tmp_path / "ferry.html").write_text(PAGE.replace("two farmers", "212 farmers"))
    (tmp_path / "ferry.txt").write_text("Four killed off Tarn\nIn 2031 nine drowned.\n")
    lines: list[dict[str, Any]] = [
        {"id": 1, "text": "At least 33 villagers were killed, the police said.", "odd": 1},
        {"id": 2, "title": "Ten hurt", "text": "Ten people were hurt."},
        {"id": 3, "path": str(tmp_path / "ferry.html")},
        {"id": 4, "path": str(tmp_path / "ferry.txt")},
        {"id": 5},
        {"id": 6, "text": 7},
        {"id": 7, "text": ""},
        {"id": 8, "text": "The clerk Orla Tenn and her son Imre Tenn were murdered."},
    ]
    status, answers, complaint = run("figures", given="".join(map(_line, lines)) + "[]\n")
    assert (status, complaint) == (1, "")
    assert [answer["id"] for answer in answers] == [1, 2, 3, 4, 5, 6, 7, 8, None]
    plain, titled, page, file, nothing, odd, empty, named, broken = answers
    (one,) = plain["figures"]
    assert {name: one[name] for name in ("value", "low", "high", "bound", "unit", "effect")} == {
        "value": 33,
        "low": 33,
        "high": None,
        "bound": "at_least",
        "unit": "people",
        "effect": "killed",
    }
    assert (one["counts"], one["victim_class"], one["scope"]) == ("villagers", "civilian", "event")
    assert (one["speaker"], one["cue"], one["voice"]) == ("the police", "said", "named")
    assert one["sentence"] == lines[0]["text"]
    assert "33" in one["sentence"][one["start"] : one["end"]]
    assert plain["toll"] == {"killed": {"value": 33, "low": 33, "high": None}, "injured": None}
    assert [(one["in"], one["start"], one["speaker"]) for one in titled["figures"]] == [
        ("title", 0, None),
        ("text", 0, None),
    ]
    assert [one["value"] for one in page["figures"] if one["counts"] == "farmers"] == [212]
    assert [one["value"] for one in file["figures"]] == [4, 9]
    assert [(one["written"], one["reason"], one["in"]) for one in file["rejected"]] == [
        ("2031", "year", "text")
    ]
    assert nothing["error"] == "this item holds no article: it needs text, html or a path"
    assert [odd.get("error"), bool(broken["error"])] == ['"text" must be text in quotes', True]
    assert named["toll"]["killed"]["value"] >= 1
    assert empty["figures"] == empty["checks"] == empty["rejected"] == []


def test_figures_of_a_file_as_a_table() -> None:
    """People see how many, what and who says so, measures by their unit, and what it comes to."""
    text = "Three to five men drowned, police said. Boats cost €3bn. The toll may rise to 90."
    article = Article("", "Storm off Tarn", text)
    with out.capture() as shown:
        print_figures(article, read_figures(article))
    table = re.sub(r" +", " ", re.sub(r"\x1b\[[\d;]*m", "", shown.get()))
    assert table.startswith("how many what who says so")
    assert "3 to 5 men killed (civilian) police" in table
    assert "3,000,000,000 EUR money the outlet" in table
    assert "killed in all 3 to 5" in table
    assert "no figures: 90 (forecast)" in table
