"""Digests and notices as they go out: what they say, and that hostile text stays inert."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from alerts.choices import with_links
from alerts.render import render
from alerts.sample import sample_digest, sample_notice, sample_story
from alerts.signed import Purpose, Signed, Signer
from news.alert import Digest, Notice, Rendered, Telling, Why
from news.finding import Subject
from news.health import Incident, Trouble
from news.mute import Scope
from news.watch import Recipient
from tests.alerts.test_render import (
    ARCHIVE,
    MAIL_CUT,
    NOW,
    OUTLET,
    TAGS,
    TITLES,
    VECTORS,
    Seen,
    alert,
    everywhere,
    texts,
)

SIGNER = Signer("key")
BASE = "https://desk.example"
BLIND = Incident(
    Subject.MONITOR, "collect", Trouble.BLIND, "no feed answers", "look at the network", NOW
)
AGAIN = replace(BLIND, ended=NOW)
TURNED = Incident(Subject.SOURCE, "Alder Bay Post", Trouble.HTML, "a page answers", "look", NOW)
SAYS = "a web page answers where a feed was: https://kelmore-gazette.example/rss"


def written(telling: Telling) -> Rendered:
    return render(telling, message_id="<1@desk.example>")


def desk(channel: str) -> Recipient:
    return Recipient("desk", channel, "secret", "Asia/Karachi")


def digest(channel: str = "email", **changes: Any) -> Digest:
    return replace(sample_digest(desk(channel), NOW), archive_link=ARCHIVE, **changes)


def hostile(text: str, channel: str, count: int = 50) -> Digest:
    """Put a text wherever an outlet's words come through, as often as there is room."""
    one = everywhere(text, channel, quoted=True)
    notice = sample_notice(desk(channel), NOW)
    bad = replace(
        notice,
        incidents=tuple(
            replace(incident, name=text, says=text, advice=text) for incident in notice.incidents
        ),
    )
    return digest(channel, alerts=(one,) * count, notices=(bad,) * 10)


@pytest.mark.parametrize(
    ("why", "subject", "says"),
    [
        (Why.HOURLY, "[Hourly digest] 4 reports: Market safety, Ferries", "What came since Wed"),
        (Why.DAILY, "[Daily digest] 4 reports: Market safety, Ferries", "What came since Wed"),
        (Why.WEEKLY, "[Weekly digest] 4 reports: Market safety, Ferries", "What came since Wed"),
        (
            Why.FLOOD,
            "[More reports] 4 reports: Market safety, Ferries",
            "4 more reports since Wed 4 Feb 2026, 17:26 PKT; you asked for at most 5 messages",
        ),
        (
            Why.QUIET,
            "[From your quiet hours] 4 reports: Market safety, Ferries",
            "They came in your quiet hours, since Wed 4 Feb 2026, 17:26 PKT.",
        ),
        (
            Why.AWAY,
            "[Caught up] 4 reports: Market safety, Ferries",
            "wirewatch was away from Wed 4 Feb 2026, 17:26 PKT to Wed 4 Feb 2026, 17:40 PKT",
        ),
        (
            Why.FIRST,
            "[First look] 4 reports: Market safety, Ferries",
            "They would have been told, had wirewatch been watching when they came.",
        ),
    ],
)
def test_what_a_digest_says_of_itself(why: Why, subject: str, says: str) -> None:
    sent = written(digest(why=why, notices=(), left_out=0))
    assert sent.subject == subject
    assert says in " ".join(sent.payload["text"].split())


@pytest.mark.parametrize("channel", ["email", "slack", "console"])
@pytest.mark.parametrize(
    ("incidents", "reports", "subject"),
    [
        ([BLIND], 0, "[More reports] wirewatch is blind: collecting"),
        ([BLIND], 1, "[More reports] wirewatch is blind: collecting; 1 report: Market safety"),
        ([AGAIN], 1, "[More reports] Well again: collecting; 1 report: Market safety"),
        ([BLIND, AGAIN], 0, "[More reports] Well again: collecting"),
        (
            [BLIND, replace(BLIND, name="disk", trouble=Trouble.FULL)],
            0,
            "[More reports] wirewatch is blind: collecting; wirewatch in trouble: disk",
        ),
        ([TURNED], 0, "[More reports] 1 incident: Alder Bay Post"),
        (
            [BLIND, TURNED],
            1,
            "[More reports] wirewatch is blind: collecting; 1 report and 1 incident: Market safety",
        ),
    ],
)
def test_a_digest_names_what_befell_wirewatch(
    channel: str, incidents: list[Incident], reports: int, subject: str
) -> None:
    """That nobody looks, or looks again, is no mere number among reports."""
    whole = digest(channel, why=Why.FLOOD, left_out=0)
    notices = tuple(Notice(whole.recipient, (one,)) for one in incidents)
    market = [one for one in whole.alerts if one.matches[0].name == "Market safety"]
    sent = written(replace(whole, alerts=tuple(market[:reports]), notices=notices))
    assert sent.subject == subject


@pytest.mark.parametrize(
    ("most", "within", "says"),
    [
        (1, 60, "at most one message in 1 minute."),
        (2, 3600, "at most 2 messages in 1 hour."),
        (9, 7200, "at most 9 messages in 2 hours."),
        (9, 90, "at most 9 messages in 90 seconds."),
    ],
)
def test_what_was_asked_for(most: int, within: float, says: str) -> None:
    sent = digest(recipient=replace(desk("email"), most=most, within=within))
    assert says in " ".join(written(sent).payload["text"].split())


@pytest.mark.parametrize("channel", ["email", "slack", "console"])
def test_every_report_is_there_once_with_both_its_links(channel: str) -> None:
    """By topic, oldest first; incidents before them; what has no room is counted."""
    payload = written(digest(channel)).payload
    text = (
        payload["text"] if channel != "slack" else "\n".join(texts(json.loads(payload["blocks"])))
    )
    places = [text.find(word) for word in (
        "The Kelmore Gazette", "Market safety", OUTLET, "c.example", "Ferries", "a.example",
        "b.example", "33 more reports are not listed here", ARCHIVE)]  # fmt: skip
    assert -1 not in places
    assert places == sorted(places)
    assert text.count(OUTLET) == 1


@pytest.mark.parametrize("text", [*TITLES, *VECTORS])
def test_a_mail_from_hostile_text_is_inert(text: str) -> None:
    """No element, attribute or link appears that is not ours, in digest and notice."""
    sent = hostile(text, "email")
    for telling in (sent, sent.notices[0]):
        mail = written(telling)
        seen = Seen(mail.payload["html"])
        assert seen.tags <= TAGS
        assert not {name for name in seen.attributes if name.startswith("on")}
        assert seen.links <= {OUTLET, ARCHIVE}
        assert len(mail.subject) <= 150
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]", mail.subject)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u2028\u202e\ud800-\udfff]", mail.payload["text"])


@pytest.mark.parametrize("text", [*TITLES, *VECTORS, "&" * 5000])
def test_a_slack_digest_from_hostile_text_keeps_to_its_limits(text: str) -> None:
    """Within Slack's fifty blocks of 3,000 signs, every report is there."""
    payload = written(hostile(text, "slack")).payload
    blocks = json.loads(payload["blocks"])
    assert len(blocks) <= 50
    for part in [*texts(blocks), payload["text"]]:
        assert set(re.findall(r"<([^|>]*)[|>]", part)) <= {OUTLET, ARCHIVE}
        assert 0 < len(part) <= 3000
    lines = [line for part in texts(blocks) for line in part.splitlines()]
    assert sum(line.startswith("• ") for line in lines) == 50


def test_a_full_digest_is_not_cut_by_mail_programs() -> None:
    """Fifty reports with a headline, a sentence and both links fit into 102 KB."""
    full = digest(alerts=(alert(),) * 50)
    assert len(written(full).payload["html"].encode()) < MAIL_CUT


def test_addresses_that_fill_a_section_leave_the_headline() -> None:
    """An address of a thousand ampersands would take a Slack section for itself."""
    long = f"https://harbour-ledger.example/?{'&' * 1200}"
    sent = digest("slack", alerts=(replace(alert("slack"), link=long),) * 50)
    blocks = json.loads(written(sent).payload["blocks"])
    assert len(blocks) <= 50
    assert "\n".join(texts(blocks)).count("• *This is a test: blast") == 50


# ------------------------------------------------------------------------------ notices


@pytest.mark.parametrize(
    ("changes", "subject", "says"),
    [
        (
            {},
            f"[Source in trouble] The Kelmore Gazette: {SAYS}",
            "Since Wed 4 Feb 2026, 14:40 PKT · last well Wed 4 Feb 2026, 13:40 PKT",
        ),
        (
            {"ended": NOW},
            f"[Well again] The Kelmore Gazette: {SAYS}",
            "From Wed 4 Feb 2026, 14:40 PKT to Wed 4 Feb 2026, 17:40 PKT",
        ),
        (
            {"subject": Subject.MONITOR, "name": "collect", "trouble": Trouble.BLIND,
             "says": "no feed has answered", "good": None},
            "[wirewatch is blind] collecting: no feed has answered",
            "Since Wed 4 Feb 2026, 14:40 PKT",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("channel", ["email", "slack", "console"])
def test_what_a_notice_says(channel: str, changes: Any, subject: str, says: str) -> None:
    notice = sample_notice(desk(channel), NOW)
    sent = written(replace(notice, incidents=(replace(notice.incidents[0], **changes),)))
    said = " ".join(json.dumps(sent.payload, ensure_ascii=False).replace("\\n", " ").split())
    assert sent.subject == subject
    assert says in said
    assert ("Open the address in a browser" in said) is ("ended" not in changes)


@pytest.mark.parametrize("channel", ["email", "slack", "console"])
def test_several_troubles_are_one_notice(channel: str) -> None:
    """Each says since when and what to do; what is over comes last, and is no subject."""
    page, thin = sample_notice(desk(channel), NOW).incidents
    both = Notice(desk(channel), (page, thin))
    sent = written(both)
    assert sent.subject.startswith("[Source in trouble] The Kelmore Gazette: 2 troubles: a web")
    said = " ".join(json.dumps(sent.payload, ensure_ascii=False).replace("\\n", " ").split())
    for words in ("14:40 PKT", "08:40 PKT", "a challenge appears", "without logging in"):
        assert words in said
    one = written(replace(both, incidents=(thin, replace(page, ended=NOW))))
    assert one.subject == f"[Source in trouble] The Kelmore Gazette: {thin.says}"
    assert "It was: a web page" in " ".join(json.dumps(one.payload).split())


@pytest.mark.parametrize("channel", ["email", "slack", "console"])
@pytest.mark.parametrize(
    ("trouble", "head"),
    [(Trouble.BURST, "Burst"), (Trouble.QUIET, "Silence"), (Trouble.MISSED, "Not seen")],
)
def test_what_is_remarkable_is_no_trouble(channel: str, trouble: Trouble, head: str) -> None:
    """A notice of a topic says what it is, and its link says no more of that topic."""
    page = sample_notice(desk(channel), NOW).incidents[0]
    one = replace(page, subject=Subject.TOPIC, name="Ferries", trouble=trouble, says="9 reports")
    notice = Notice(desk(channel), (one,))
    assert written(notice).subject == f"[{head}] Ferries: 9 reports"
    assert signed(notice, Purpose.UNSUBSCRIBE) == Signed(
        Purpose.UNSUBSCRIBE, "desk", ((TOPIC, "Ferries"),)
    )


# -------------------------------------------------------------------------------- links


def signed(telling: Telling, purpose: Purpose) -> Signed | None:
    """Return what a message's link may do."""
    found = with_links(telling, SIGNER, BASE)
    link = found.mute_link if purpose is Purpose.MUTE else found.unsubscribe_link
    if not link:
        return None
    start = f"{BASE}/{purpose}/"
    assert link.startswith(start)
    return SIGNER.read(link.removeprefix(start), purpose)


TOPIC, PERSON, SOURCE = Scope.TOPIC, Scope.PERSON, Scope.SOURCE
MATCHED = ((TOPIC, "Market safety"), (PERSON, "Idris Venn"))


def test_what_a_link_may_do() -> None:
    """Of an alert and a digest: what they tell of; of wirewatch's own trouble, nothing."""
    told = replace(alert(), article_id=7)
    assert signed(told, Purpose.MUTE) == Signed(
        Purpose.MUTE, "desk", (*MATCHED, (SOURCE, "The Harbour Ledger")), 7
    )
    assert signed(told, Purpose.UNSUBSCRIBE) == Signed(Purpose.UNSUBSCRIBE, "desk", MATCHED)
    many = signed(digest(), Purpose.MUTE)
    assert many is not None
    assert set(many.names) == {
        *MATCHED, (TOPIC, "Ferries"), (SOURCE, "The Harbour Ledger"),
        (SOURCE, "The Alder Bay Post"), (SOURCE, "Shaam Times"),
    }  # fmt: skip
    notice = sample_notice(desk("email"), NOW)
    assert signed(notice, Purpose.UNSUBSCRIBE) == Signed(
        Purpose.UNSUBSCRIBE, "desk", ((SOURCE, "The Kelmore Gazette"),)
    )
    ours = Notice(notice.recipient, (replace(notice.incidents[0], subject=Subject.MONITOR),))
    assert signed(ours, Purpose.MUTE) is None


@pytest.mark.parametrize("channel", ["email", "slack", "console"])
def test_the_link_to_less_comes_after_the_outlets_and_ours(channel: str) -> None:
    """And nothing of it is there where no archive is served."""
    sent = with_links(replace(alert(channel), article_id=7), SIGNER, BASE)
    said = json.dumps(written(sent).payload)
    assert said.rindex("/mute/") > said.rindex(ARCHIVE) > said.index(OUTLET)
    assert "mute" not in json.dumps(written(with_links(alert(channel), SIGNER, "")).payload)


@pytest.mark.parametrize(("base", "there"), [(BASE, True), ("http://desk.example", False)])
def test_one_click_is_offered_under_https_only(base: str, there: bool) -> None:
    """A mail program's POST must not go over the network in the clear."""
    assert ("unsubscribe" in written(with_links(alert(), SIGNER, base)).payload) is there


def test_times_are_the_recipients() -> None:
    """The same digest for London tells another hour."""
    london = digest(recipient=replace(desk("email"), timezone="Europe/London"))
    assert "12:26 GMT" in written(london).payload["text"]
    later = replace(london, begin=NOW + timedelta(days=150))
    assert "13:40 BST" in written(later).payload["text"]


@pytest.mark.parametrize("channel", ["email", "slack", "console"])
def test_an_entry_says_what_it_adds_to_its_story(channel: str) -> None:
    """Once: what the next report of the story says again is not repeated."""
    told = sample_story(desk(channel), NOW)
    message = written(digest(channel, alerts=(told, told)))
    shown = [message.payload["blocks" if channel == "slack" else "text"]]
    shown += [message.payload["html"]] if channel == "email" else []
    for text in shown:
        assert " ".join(text.split()).count("9 → at least 12 people injured") == 1
