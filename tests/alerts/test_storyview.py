"""What a message shows of its story: changes first, who says what, and how many."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from alerts.channels.email import compose
from alerts.render import render
from alerts.sample import sample_alert, sample_story
from alerts.storyview import name_of, story_view, title_of
from news.alert import Alert, FactTold, Report
from news.fact import FactKind
from news.figure import Effect, Scope, VictimClass
from news.finding import Span
from news.ledger import Point, Series
from news.moment import Moment, Precision
from news.watch import Recipient
from tests.build import claim

NOW = datetime(2026, 2, 4, 12, tzinfo=UTC)
REPORT = Report("Alder Bay Post", "A headline", "https://alderbaypost.example/a")


def told(channel: str = "console") -> Alert:
    return sample_story(Recipient("Desk", channel, "desk@example.org", "Asia/Karachi"), NOW)


def fact(kind: FactKind, says: str, before: str = "", verdict: str = "") -> FactTold:
    return FactTold(kind, says, before, verdict, "", "", REPORT)


@pytest.mark.parametrize(
    ("new", "text", "label"),
    [
        (
            fact(FactKind.FIGURE, "22 killed, say police", "17 (police)", "risen"),
            "17 → 22 killed, say police",
            "risen",
        ),
        (
            fact(FactKind.FIGURE, "10 killed, say police", "17 (police)", "lowered"),
            "17 → 10 killed, say police",
            "lowered",
        ),
        (
            fact(FactKind.FIGURE, "over 84 killed, say the rebels", "17 (police)", "disputed"),
            "over 84 killed, say the rebels; police say 17",
            "disputed",
        ),
        (
            fact(FactKind.FIGURE, "22 killed, says Ona Brill", "17 (Vesk police)", "risen"),
            "22 killed, says Ona Brill; Vesk police said 17",
            "risen",
        ),
        (
            fact(FactKind.FIGURE, "22 killed, say Vesk police", "17 (police)", "risen"),
            "17 → 22 killed, say Vesk police",
            "risen",
        ),
        (
            fact(FactKind.FIGURE, "22 killed, say police", "17 (police); 84 (the rebels)", "risen"),
            "17 → 22 killed, say police; the rebels say 84",
            "risen",
        ),
        (fact(FactKind.FIGURE, "22 killed", "", "first"), "22 killed", ""),
        (fact(FactKind.WORDS, "Ann Lee: that it rains"), "Ann Lee: it rains", ""),
        (
            fact(FactKind.EDITED, "50 killed", "10", "edited"),
            "10 → 50 killed",
            "edited by the outlet",
        ),
        (fact(FactKind.PERSON, "Idris Venn is named"), "Idris Venn is named", "for the first time"),
    ],
)
def test_a_change_in_one_line(new: FactTold, text: str, label: str) -> None:
    story = told().story
    assert story is not None
    (change,) = story_view(replace(story, facts=(new,)), "UTC", "").changes
    assert (change.text, change.label) == (text, label)


def test_changes_of_figures_come_first() -> None:
    """A reader who sees one line sees the toll; the first report is the headline itself."""
    story = told().story
    assert story is not None
    facts = (
        fact(FactKind.REPORT, "A headline"),
        fact(FactKind.PERSON, "Idris Venn is named"),
        fact(FactKind.PLACE, "Kelmore"),
        fact(FactKind.FIGURE, "22 killed", "17", "risen"),
    )
    shown = story_view(replace(story, facts=facts), "UTC", "")
    assert [change.text for change in shown.changes] == ["17 → 22 killed", "Idris Venn is named"]
    assert shown.also == "Kelmore"


def test_what_has_no_room_is_counted() -> None:
    """The page of the story has it."""
    story = told().story
    assert story is not None
    many = tuple(fact(FactKind.FIGURE, f"{n} killed", "", "first") for n in range(9))
    shown = story_view(replace(story, facts=many), "UTC", "")
    assert (len(shown.changes), shown.more) == (6, "3 more on the story’s page")


def test_a_sentence_of_two_facts_stands_once_with_both_numbers_marked() -> None:
    """Facts of one sentence stand together, whatever stands between them by weight."""
    story = told().story
    assert story is not None
    both = "Six were killed and nine hurt."
    facts = (
        replace(fact(FactKind.FIGURE, "9 hurt"), sentence=both, marks=(Span(20, 24),)),
        replace(fact(FactKind.FIGURE, "2 killed"), sentence="Two died."),
        replace(fact(FactKind.FIGURE, "6 killed"), sentence=both, marks=(Span(0, 3),)),
    )
    changes = story_view(replace(story, facts=facts), "UTC", "").changes
    assert [change.text for change in changes] == ["2 killed", "6 killed", "9 hurt"]
    quotes = ["".join(f"[{p.text}]" if p.marked else p.text for p in c.quote) for c in changes]
    assert quotes == ["Two died.", "", "[Six] were killed and [nine] hurt."]


def test_a_day_without_a_time_is_shown_as_a_day() -> None:
    """Midnight is no time that anybody gave."""
    story = told().story
    assert story is not None
    ((cell, *_), *_) = (row.cells for row in story.board)
    day = replace(cell.point, as_of=Moment(NOW, precision=Precision.DAY))
    board = (replace(story.board[0], cells=(replace(cell, point=day),)),)
    ((said,),) = (row.said for row in story_view(replace(story, board=board), "UTC", "").table)
    assert said.when == "Wed 4 Feb 2026"


@pytest.mark.parametrize(
    ("effect", "counts", "side", "scope", "title"),
    [
        (Effect.KILLED, "people", VictimClass.UNKNOWN, Scope.EVENT, "People killed"),
        (Effect.KILLED, "people", VictimClass.SECURITY, Scope.EVENT, "Security forces killed"),
        (Effect.KILLED, "people", None, Scope.CUMULATIVE, "People killed in total"),
        (Effect.DESTROYED, "house", None, Scope.EVENT, "House destroyed"),
    ],
)
def test_what_is_counted_has_a_name(
    effect: Effect, counts: str, side: VictimClass | None, scope: Scope, title: str
) -> None:
    assert title_of(Series(effect, counts, side, scope, "people")) == title


@pytest.mark.parametrize("channel", ["email", "slack", "console"])
def test_every_channel_tells_it(channel: str) -> None:
    """Subject, change, sentence, table and counts are in all of them."""
    message = render(told(channel), message_id="<two@example.org>")
    assert message.subject.startswith("Market safety: 9 → at least 12 people")
    shown = message.payload["blocks" if channel == "slack" else "text"]
    shown = " ".join(shown.split())
    for part in ("9 → at least 12", "20", "5 reports by 3 independent sources", "Update"):
        assert part in shown


def test_the_sentence_shows_its_number_and_its_speaker() -> None:
    """As marks in a mail, as stars in plain text, in bold in Slack."""
    mail = render(told("email"), message_id="<two@example.org>").payload
    assert "More than 20</mark>" in mail["html"]
    assert "*the dockers’ union* said" in " ".join(mail["text"].replace("|", "").split())
    slack = render(told("slack"), message_id="<two@example.org>").payload["blocks"]
    assert "*More than 20* of our people" in slack


def test_an_update_answers_the_first_mail() -> None:
    """Mail programs that go by headers show one thread."""
    alert = told("email")
    assert alert.story is not None
    answering = replace(alert, story=replace(alert.story, answers="<one@example.org>"))
    message = render(answering, message_id="<two@example.org>")
    mail = compose(message, sender="w@example.org", to="d@example.org", at=NOW)
    text = mail.data.decode()
    assert "In-Reply-To: <one@example.org>" in text
    assert "References: <one@example.org>" in text
    first = render(alert, message_id="<one@example.org>")
    mail = compose(first, sender="w@example.org", to="d@example.org", at=NOW)
    assert "In-Reply-To" not in mail.data.decode()


def test_an_update_in_slack_replies_where_the_last_message_stands() -> None:
    """The channel gets back its own name of the thread; a first message has none."""
    alert = told("slack")
    assert alert.story is not None
    assert "thread" not in render(alert, message_id="<one@example.org>").payload
    replying = replace(alert, story=replace(alert.story, thread="#newsroom 1.2"))
    message = render(replying, message_id="<two@example.org>")
    assert message.payload["thread"] == "#newsroom 1.2"


def test_a_report_of_no_story_shows_none() -> None:
    """Where stories are not followed an alert is as it was."""
    shown = render(sample_alert(Recipient("Desk", "console"), NOW), message_id="<a@b>")
    assert "independent" not in shown.payload["text"]


@pytest.mark.parametrize("channel", ["console", "email", "slack"])
def test_a_withdrawn_report_says_so_first_in_every_channel(channel: str) -> None:
    """In the subject, in a note with since when, and among what is new of the story."""
    alert = told(channel)
    assert alert.story is not None
    gone = fact(FactKind.WITHDRAWN, "Alder Bay Post withdrew “Dock strike”", "", "withdrawn")
    story = replace(alert.story, facts=(*alert.story.facts, gone), since=NOW)
    alert = replace(alert, story=story, withdrawn=NOW)
    message = render(alert, message_id="<a@b>")
    assert "Alder Bay Post withdrew “Dock strike”" in message.subject
    assert story_view(story, "UTC", "").changes[0].label == "withdrawn"
    shown = "".join(message.payload.values())
    assert "Withdrawn: seen to be gone" in " ".join(shown.split())
    assert "Wed 4 Feb 2026, 17:00" in " ".join(shown.split())


def test_who_follows_no_stories_is_told_by_the_headline() -> None:
    """Who wants every report by itself has no line of what is new."""
    alert = replace(told(), story=None, withdrawn=NOW)
    assert "Withdrawn: " in render(alert, message_id="<a@b>").subject


def test_who_is_quoted_is_not_named_besides() -> None:
    """Words of a person say that he is in the report."""
    story = told().story
    assert story is not None
    facts = (
        fact(FactKind.PERSON, "Ann Lee is named"),
        fact(FactKind.PERSON, "Ann is named"),
        fact(FactKind.WORDS, "Ann Lee: “It rains”"),
    )
    changes = story_view(replace(story, facts=facts), "UTC", "").changes
    assert [change.text for change in changes] == ["Ann is named", "Ann Lee: “It rains”"]


@pytest.mark.parametrize(
    ("point", "name"),
    [
        (claim("army 8h: 9"), "army"),
        (
            replace(claim("outlet in Post 8h: 9"), within="upper zhenna"),
            "Post (the outlet, in Upper Zhenna)",
        ),
        (replace(claim("army 8h: 9"), within="narvesh"), "army (in Narvesh)"),
        (claim("outlet in Post 8h: 9"), "Post (the outlet)"),
    ],
)
def test_who_counts_and_where(point: Point, name: str) -> None:
    """A place stands as people write it, with who counts only there in one pair of brackets."""
    assert name_of(point) == name
