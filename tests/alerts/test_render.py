from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from alerts.render import render
from alerts.sample import found, sample_alert
from news.alert import Alert, Rendered
from news.article import Origin
from news.errors import WirewatchError
from news.finding import Match, Reason, Subject
from news.watch import Recipient

NOW = datetime(2026, 2, 4, 12, 40, tzinfo=UTC)
HOSTILE = Path(__file__).parents[1] / "hostile"
TITLES: list[str] = json.loads((HOSTILE / "alerts" / "titles.json").read_text())
VECTORS: list[str] = json.loads((HOSTILE / "xss" / "vectors.json").read_text())
OUTLET = "https://harbour-ledger.example/kelmore-market"
ARCHIVE = "http://127.0.0.1:8000/articles/1"
MAIL_CUT = 100_000  # a widespread mail program hides what lies beyond 102 KB
TAGS = set("html head meta title style body div table tbody tr td b h1 a mark p br span".split())
TAGS.add("blockquote")


def alert(channel: str = "email", **changes: Any) -> Alert:
    """Return the sample for a reader in Karachi; `changes` are those of its article."""
    sample = sample_alert(Recipient("desk", channel, "secret", "Asia/Karachi"), NOW)
    article = replace(sample.article, **changes)
    return replace(sample, article=article, archive_link=ARCHIVE)


def everywhere(text: str, channel: str, *, quoted: bool) -> Alert:
    """Put a text wherever an outlet's words come through: as evidence, or as the lead."""
    base = alert(channel, title=text, text=f"{text}\n{text} {text}", authors=(text, text))
    matches = (
        found(base.article, Subject.TOPIC, "Market safety", r"\w+"),
        found(base.article, Subject.PERSON, text, r"[^\s]+"),
    )
    return replace(base, source=text, matches=matches if quoted else ())


def written(sent: Alert) -> Rendered:
    return render(sent, message_id="<1@desk.example>")


class Seen(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}


def texts(blocks: list[dict[str, Any]]) -> list[str]:
    found_texts = []
    for block in blocks:
        for holder in block.get("elements", [block.get("text")]):
            assert holder["verbatim"] is True
            found_texts.append(holder["text"])
    return found_texts


def test_a_mail_tells_headline_source_time_reasons_and_links_in_this_order() -> None:
    """The plain text reads from what happened to where to read on."""
    text = written(alert()).payload["text"]
    wanted = [
        "blast* near Kelmore *market* injures",
        "The Harbour Ledger",
        "Published Wed 4 Feb 2026, 17:28 PKT (zone assumed) · first seen 17:38 PKT",
        "By Mara Quill, Tobin Ashe",
        "Topic: Market safety (in the headline)",
        "A *blast* near the old *market* in Kelmore",
        "Person: Idris Venn",
        "Harbour commissioner *Idris Venn*",
        "The cause was not known",
        OUTLET,
        ARCHIVE,
    ]
    places = [text.find(part) for part in wanted]
    assert places == sorted(places)
    assert -1 not in places
    assert max(map(len, text.splitlines())) <= 76


def test_a_mail_keeps_its_dark_side_through_inlining() -> None:
    """Styles are on the elements; only what cannot be inlined stays a style sheet."""
    html = written(alert()).payload["html"]
    assert "@media (prefers-color-scheme: dark)" in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert re.search(r"<blockquote[^>]* style=\"[^\"]*Georgia", html)
    assert html.count("<style") == 1


def test_a_mail_shows_marks_and_both_links() -> None:
    """The outlet's page comes first."""
    html = written(alert()).payload["html"]
    assert re.search(r"<mark[^>]*>blast</mark>", html)
    assert html.index(f'href="{OUTLET}"') < html.index(f'href="{ARCHIVE}"')


def test_slack_gets_a_notification_and_blocks() -> None:
    """The headline is the link; matched words are bold; both links come last."""
    payload = written(alert("slack")).payload
    parts = texts(json.loads(payload["blocks"]))
    assert parts[0].startswith(f"*<{OUTLET}|This is a test: blast near Kelmore market")
    assert "17:28 PKT (zone assumed)" in parts[1]
    assert parts[2].startswith(
        "Topic: *Market safety* — in the headline\nbecause of blast · market\n> A *blast* near"
    )
    assert "> Harbour commissioner *Idris Venn* told" in parts[3]
    assert parts[-1] == (f"<{OUTLET}|Read at The Harbour Ledger> · <{ARCHIVE}|Open in the archive>")
    assert payload["text"].startswith("[Market safety, Idris Venn] This is a test")


@pytest.mark.parametrize("channel", ["email", "slack", "console"])
def test_the_feeds_own_text_is_called_so(channel: str) -> None:
    """A reader knows that the page itself was not read."""
    note = "Only the feed’s own text"
    said = json.dumps(written(alert(channel, origin=Origin.FEED)).payload, ensure_ascii=False)
    unsaid = json.dumps(written(alert(channel)).payload, ensure_ascii=False)
    assert note in said
    assert note not in unsaid


def test_a_lead_that_was_quoted_is_not_told_twice() -> None:
    """A feed's single sentence stands once in the mail."""
    short = alert(text="A blast shook Kelmore.")
    match = found(short.article, Subject.TOPIC, "Market safety", "blast")
    text = written(replace(short, matches=(match,))).payload["text"]
    assert text.count("shook Kelmore.") == 1


@pytest.mark.parametrize(
    ("text", "way"),
    [("کیلمور بازار میں دھماکہ", "rtl"), ("“Blast” in کیلمور", "ltr"), ("12", "ltr")],
)
def test_which_way_a_headline_runs(text: str, way: str) -> None:
    assert f'<h1 dir="{way}"' in written(alert(title=text)).payload["html"]


@pytest.mark.parametrize(
    ("names", "title", "source", "subject"),
    [
        (["Ferries"], "Strike ends", "Post", "[Ferries] Strike ends (Post)"),
        (["Ferries", "Ann"], "Strike ends", "Post", "[Ferries, Ann] Strike ends (Post)"),
        (["Ferries", "Ferries"], "Strike ends", "Post", "[Ferries] Strike ends (Post)"),
        (["A"], "x\r\nBcc: y@z", "P\n", "[A] x Bcc: y@z (P)"),
        (["A"], "", "Post", "[A] (no headline) (Post)"),
        ([], "Strike ends", "", "Strike ends"),
        (["n" * 99], "t" * 999, "s" * 99, f"[{'n' * 39}…] {'t' * 23}… ({'s' * 39}…)"),
    ],
)
def test_what_the_subject_says(names: list[str], title: str, source: str, subject: str) -> None:
    base = alert(title=title)
    matches = tuple(found(base.article, Subject.TOPIC, name, "zzz") for name in names)
    assert written(replace(base, matches=matches, source=source)).subject == subject


TOLL = "at least 33 civilians killed, say police"


@pytest.mark.parametrize(
    ("name", "claims", "source", "subject"),
    [
        ("Harbour strike", [TOLL, "12 killed"], "Post", f"Harbour strike: {TOLL} (Post)"),
        ("Dead", ["dozens killed (Post)"], "Post", "Dead: dozens killed (Post)"),
        ("Dead", ["dozens killed (Wire)"], "Post", "Dead: dozens killed (Wire) (Post)"),
        ("Dead", [TOLL], "", f"Dead: {TOLL}"),
        ("D\r\nBcc: y@z", ["1\r\n2"], "P\n", "D Bcc: y@z: 1 2 (P)"),
        ("n" * 99, ["c" * 999], "s" * 99, f"{'n' * 39}…: {'c' * 24}… ({'s' * 39}…)"),
        ("Dead", [], "Post", "[Dead, Ferries] Strike ends (Post)"),
    ],
)
def test_the_subject_says_what_a_tracked_figure_tells(
    name: str, claims: list[str], source: str, subject: str
) -> None:
    """Its name and the first claim; the outlet once, though the outlet itself says it."""
    base = alert(title="Strike ends")
    reasons = tuple(Reason(claim, confidence=0.912) for claim in claims)
    figure = Match(Subject.FIGURE, name, (), (), reasons)
    matches = (found(base.article, Subject.TOPIC, "Ferries", "zzz"), figure)
    assert written(replace(base, matches=matches, source=source)).subject == subject


@pytest.mark.parametrize("channel", ["email", "slack", "console"])
def test_a_tracked_figure_is_told_first_with_sentence_and_speaker(channel: str) -> None:
    """What the subject says stands above the topics, on every way out."""
    base = alert(channel)
    sentence = "A blast near the old market in Kelmore injured at least 12 people"
    quoted = found(base.article, Subject.FIGURE, "Injured", "at least 12 people on")
    claim = Reason("at least 12 people injured, say police", confidence=0.912)
    figure = replace(quoted, reasons=(claim,))
    sent = written(replace(base, matches=(*base.matches, figure)))
    text = (
        sent.payload["text"]
        if channel != "slack"
        else "\n".join(texts(json.loads(sent.payload["blocks"])))
    )
    plain = text.replace("*", "").replace("  | ", "").replace("\n", " ")
    assert plain.index("Figure: Injured") < plain.index("Topic: Market safety")
    assert "at least 12 people injured, say police (91 % sure)" in plain
    assert sentence in plain
    assert OUTLET in text


@pytest.mark.parametrize("text", [*TITLES, *VECTORS])
@pytest.mark.parametrize("quoted", [True, False])
def test_a_mail_from_hostile_text_is_inert(text: str, quoted: bool) -> None:
    """No element, attribute or link appears that is not ours."""
    mail = written(everywhere(text, "email", quoted=quoted))
    seen = Seen(mail.payload["html"])
    assert seen.tags <= TAGS
    assert not {name for name in seen.attributes if name.startswith("on")}
    assert seen.links == {OUTLET, ARCHIVE}
    assert len(mail.subject) <= 150
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]", mail.subject)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u2028\u202e\ud800-\udfff]", mail.payload["text"])
    assert len(mail.payload["html"]) < MAIL_CUT


@pytest.mark.parametrize("text", [*TITLES, *VECTORS])
@pytest.mark.parametrize("quoted", [True, False])
def test_a_slack_message_from_hostile_text_calls_nobody_and_links_nowhere(
    text: str, quoted: bool
) -> None:
    """Every angle bracket in the message opens one of our two links, within the limits."""
    payload = written(everywhere(text, "slack", quoted=quoted)).payload
    blocks = json.loads(payload["blocks"])
    parts = [*texts(blocks), payload["text"]]
    for part in parts:
        assert set(re.findall(r"<([^|>]*)[|>]", part)) <= {OUTLET, ARCHIVE}
        assert 0 < len(part) <= 3000
        assert not re.search(r"[`~_]", re.sub(r"<[^|>]*\|", "", part))
    assert len(blocks) <= 50
    assert len(payload["text"]) <= 3000


@pytest.mark.parametrize("text", ["{{7*7}} ${x} {% raw %}", "a{{ shown.recipient }}b"])
@pytest.mark.parametrize("channel", ["email", "slack", "console"])
def test_a_text_is_never_a_template(text: str, channel: str) -> None:
    """Braces come out as they went in."""
    assert "{{" in json.dumps(written(alert(channel, title=text)).payload)


def test_a_hostile_title_cannot_end_bold_or_code_in_slack() -> None:
    """Signs of layout are replaced by look-alikes; the only asterisks left are ours."""
    title = "*bold* _it_ ~s~ `c` ```block``` > q"
    first = texts(json.loads(written(alert("slack", title=title)).payload["blocks"]))[0]
    assert first == f"*<{OUTLET}|∗bold∗ ˍitˍ ∼s∼ ˋcˋ ˋˋˋblockˋˋˋ &gt; q>*"


@pytest.mark.parametrize("channel", ["email", "slack", "console"])
def test_an_address_that_is_no_web_address_is_not_shown(channel: str) -> None:
    """The message says that there is no link."""
    sent = replace(alert(channel), link="javascript:alert(1)", archive_link="")
    payload = json.dumps(written(sent).payload)
    assert "javascript" not in payload
    assert "gave no address that can be linked" in payload


def test_megabytes_make_a_short_message() -> None:
    """A title, a sentence and a list of authors of absurd size are cut."""
    base = alert(title="t" * 10**6, text="w " * 10**6, authors=("a" * 10**6,) * 1000)
    match = found(base.article, Subject.TOPIC, "n" * 10**5, r"w w w")
    for channel in ("email", "slack", "console"):
        sent = replace(base, recipient=Recipient("desk", channel), matches=(match,) * 100)
        assert sum(len(part) for part in written(sent).payload.values()) < MAIL_CUT


def test_the_same_alert_is_rendered_the_same() -> None:
    """A message frozen twice is one message."""
    assert written(alert()) == written(alert())


def test_an_unknown_channel_is_refused() -> None:
    """The text names the channel."""
    with pytest.raises(WirewatchError, match="pigeon"):
        written(alert("pigeon"))
