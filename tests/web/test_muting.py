"""Muting from a mail's link and from the pages: what is shown, what is done, what is not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html

from alerts.signed import Purpose, Signed
from archive.mutes import Mutes
from news.finding import Subject
from news.mute import Scope
from tests.build import NOW, archive_with, article
from tests.fakes import FakeAccess
from tests.web.browser import Browser
from tests.web.visitor import SIGNER, ports
from web.app import create_app

FERRIES, TIDES = (Scope.TOPIC, "Ferries"), (Scope.TOPIC, "Tides & fog <1 m")
POST = (Scope.SOURCE, "Alder Bay Post")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Desk:
    """An archive with one report, guarded by a password, and a mail's reader without it."""

    def __init__(self, folder: Path) -> None:
        built = archive_with(
            folder,
            article(
                "Ferries stop",
                text="The tides are high.",
                topics=["Ferries: ferries"],
                told=["Desk"],
            ),
        )
        self.id = built.ids[0]
        self.mutes = Mutes(built.database)
        self.app = create_app(ports(built.browse, access=FakeAccess("a hash"), mutes=self.mutes))
        self.reader = Browser(self.app, at="203.0.113.9")
        # The desk works at the machine itself, on an archive without a password.
        self.desk = Browser(create_app(ports(built.browse, mutes=self.mutes)))

    def link(
        self, *names: tuple[Scope, str], purpose: Purpose = Purpose.MUTE, article: bool = True
    ) -> str:
        """Make a mail's link."""
        signed = Signed(purpose, "Night desk", names, self.id if article else None)
        return f"/{purpose}/{SIGNER.make(signed)}"

    @property
    def held(self) -> list[tuple[str, str, str, timedelta | None, str]]:
        """What is muted: kind, name, for whom, how long, by which way."""
        return [
            (m.scope, m.name, m.recipient, m.until - NOW if m.until else None, m.origin)
            for m in self.mutes.active(NOW)
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_following_a_link_shows_a_form_and_does_nothing(desk: Desk) -> None:
    """Mail scanners follow links; the form says what and for whom, without a log-in."""
    for purpose in Purpose:
        link = desk.link(FERRIES, TIDES, POST, purpose=purpose)
        page = await desk.reader.page(link)
        text = page.text_content()
        for word in ("Night desk", "Ferries", "Tides & fog <1 m", "Alder Bay Post", "24 hours"):
            assert word in text
        assert (await desk.reader.ask("HEAD", link, {})).status_code == 200
        assert (await desk.reader.get(link + "?for=ever&what=topic:Ferries")).status_code == 200
    assert desk.held == []


@pytest.mark.parametrize(
    ("what", "span", "scope", "lasts"),
    [
        ("topic:Ferries", "day", "topic", timedelta(days=1)),
        ("topic:Ferries", "week", "topic", timedelta(days=7)),
        ("source:Alder Bay Post", "ever", "source", None),
        ("story", "ever", "story", None),
    ],
)
async def test_the_button_mutes_and_gives_the_way_back(
    desk: Desk, what: str, span: str, scope: str, lasts: timedelta | None
) -> None:
    link = desk.link(FERRIES, POST)
    answer = await desk.reader.post(link, {"what": what, "for": span}, headers={})
    assert answer.status_code == 200
    assert "Night desk is told nothing of" in " ".join(_text(answer.text).split())
    assert [(m[0], m[2], m[3], m[4]) for m in desk.held] == [(scope, "Night desk", lasts, "mail")]
    answer = await desk.reader.post(link, {"what": what, "for": "undo"}, headers={})
    assert "again" in answer.text
    assert desk.held == []


async def test_a_mail_program_unsubscribes_with_one_click(desk: Desk) -> None:
    """RFC 8058: a POST without cookies, tokens or headers of a browser, answered 200."""
    link = desk.link(FERRIES, TIDES, purpose=Purpose.UNSUBSCRIBE)
    answer = await desk.reader.post(link, ONE_CLICK, headers={})
    assert (answer.status_code, answer.text) == (200, "Done.\n")
    assert sorted(desk.held) == sorted(
        (scope, name, "Night desk", None, "mail") for scope, name in (FERRIES, TIDES)
    )
    again = await desk.reader.post(link, ONE_CLICK, headers={})
    assert again.status_code == 200
    assert len(desk.held) == 2


async def test_one_click_may_come_in_parts(desk: Desk) -> None:
    """Multipart bodies are allowed by RFC 8058, and some mail programs send them."""
    link = desk.link(FERRIES, purpose=Purpose.UNSUBSCRIBE)
    body = (
        '--x1\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
        "One-Click\r\n--x1--\r\n"
    )
    kind = {"Content-Type": "multipart/form-data; boundary=x1"}
    answer = await desk.reader.ask("POST", link, kind, content=body)
    assert answer.status_code == 200
    assert [held[:3] for held in desk.held] == [("topic", "Ferries", "Night desk")]


async def test_everything_of_a_message_can_be_muted_for_a_time(desk: Desk) -> None:
    link = desk.link(FERRIES, TIDES, purpose=Purpose.UNSUBSCRIBE)
    await desk.reader.post(link, {"what": "all", "for": "day"}, headers={})
    assert {held[1] for held in desk.held} == {FERRIES[1], TIDES[1]}
    await desk.reader.post(link, {"what": "all", "for": "undo"}, headers={})
    assert desk.held == []


@pytest.mark.parametrize(
    "form",
    [
        {"x": ""},
        {"what": "topic:Ferries"},
        {"for": "day"},
        {"what": "topic:Ferries", "for": "century"},
        {"what": "topic:Tides", "for": "day"},
        {"what": "source:Alder Bay Post", "for": "day"},
        {"what": "all", "for": "day"},
        {"wrong": "topic:Tides"},
        {"wrong": "source:Alder Bay Post"},
        ONE_CLICK,
    ],
)
async def test_a_link_does_nothing_but_what_it_was_signed_for(
    desk: Desk, form: dict[str, str]
) -> None:
    """What is not chosen, not known or not in the link is asked for again."""
    answer = await desk.reader.post(desk.link(FERRIES), form, headers={})
    assert answer.status_code == 422
    assert "Choose what to mute" in answer.text
    assert desk.held == []
    assert desk.mutes.wrongs() == ()


async def test_a_link_that_was_not_made_here_is_none(desk: Desk) -> None:
    """Changed by a letter, cut short, or used for another purpose: 404, with the way out."""
    link = desk.link(FERRIES)
    for wrong in (
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        link[:-5],
        link.replace("/mute/", "/unsubscribe/"),
        "/mute/x",
        "/mute/" + "x" * 9000,
        "/unsubscribe/None",
    ):
        for answer in (
            await desk.reader.get(wrong),
            await desk.reader.post(wrong, {"what": "topic:Ferries", "for": "ever"}, headers={}),
            await desk.reader.post(wrong, ONE_CLICK, headers={}),
        ):
            assert answer.status_code == 404
            assert "newer message" in answer.text
    assert desk.held == []


async def test_a_wrong_match_is_noted_and_taken_back(desk: Desk) -> None:
    link = desk.link(FERRIES)
    answer = await desk.reader.post(link, {"wrong": "topic:Ferries"}, headers={})
    assert "is not about" in answer.text
    assert [(w.article_id, w.name, w.recipient, w.origin) for w in desk.mutes.wrongs()] == [
        (desk.id, "Ferries", "Night desk", "mail")
    ]
    await desk.reader.post(link, {"wrong": "topic:Ferries", "for": "undo"}, headers={})
    assert desk.mutes.wrongs() == ()


async def test_a_link_of_a_digest_offers_no_report(desk: Desk) -> None:
    text = _text((await desk.reader.get(desk.link(FERRIES, article=False))).text)
    assert "this report" not in text
    assert "wrong match" not in text


# --------------------------------------------------------------- our own pages


async def test_the_pages_list_what_is_muted_and_end_it(desk: Desk) -> None:
    """Each line has its button; after it the list is shorter."""
    desk.mutes.mute(*TIDES, "Night desk", until=NOW + timedelta(days=1), origin="cli", now=NOW)
    desk.mutes.mute(*POST, "", until=None, origin="web", now=NOW)
    desk.mutes.wrong(desk.id, Subject.TOPIC, "Ferries", "", origin="web", now=NOW)
    page = await desk.desk.page("/muted")
    assert len(page.xpath("//form[contains(@action, 'muted/end')]")) == 2
    assert len(page.xpath("//form[contains(@action, 'muted/right')]")) == 1
    answer = await desk.desk.send(
        "/muted/end", on="/muted", scope="topic", name=TIDES[1], recipient="Night desk"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "../muted")
    assert [held[1] for held in desk.held] == ["Alder Bay Post"]
    await desk.desk.send(
        "/muted/right", on="/muted", article=str(desk.id), subject="topic", name="Ferries"
    )
    assert desk.mutes.wrongs() == ()


async def test_an_empty_list_says_where_one_mutes(desk: Desk) -> None:
    assert "Nothing is muted" in (await desk.desk.page("/muted")).text_content()


async def test_an_article_has_buttons_for_what_is_told_of_it(desk: Desk) -> None:
    """Mute its topic, its source, itself; for all or for who was told; and say that it is wrong."""
    here = f"/article/{desk.id}"
    page = await desk.desk.page(here)
    scopes = page.xpath("//form[contains(@action, 'muted/add')]//input[@name='scope']/@value")
    assert scopes == ["topic", "source", "story"]
    assert "for Desk" in page.text_content()
    for form in page.xpath("//form[contains(@action, 'muted/add')]"):
        fields = {field.name: field.value for field in form.xpath(".//input")}
        answer = await desk.desk.post("/muted/add", {**fields, "for": "week", "recipient": "Desk"})
        assert answer.headers["location"] == f"../article/{desk.id}"
    assert {(held[0], held[2], held[3], held[4]) for held in desk.held} == {
        (scope, "Desk", timedelta(days=7), "web") for scope in scopes
    }
    page = await desk.desk.page(here)
    assert len(page.xpath("//form[contains(@action, 'muted/end')]")) == 3
    await desk.desk.send(
        "/muted/wrong", on=here, article=str(desk.id), subject="topic", name="Ferries", back=here
    )
    assert "Called a wrong match" in (await desk.desk.page(here)).text_content()


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/muted/add", {}),
        ("/muted/add", {"scope": "planet", "name": "x", "for": "day"}),
        ("/muted/add", {"scope": "topic", "name": "", "for": "day"}),
        ("/muted/add", {"scope": "topic", "name": "x", "for": ""}),
        ("/muted/add", {"scope": "topic", "name": "x" * 2001, "for": "day"}),
        ("/muted/end", {"scope": "", "name": "x"}),
        ("/muted/wrong", {"article": "x", "subject": "topic", "name": "Ferries"}),
        ("/muted/wrong", {"article": "1", "subject": "source", "name": "Ferries"}),
        ("/muted/right", {"article": "-1", "subject": "topic", "name": "Ferries"}),
    ],
)
async def test_forms_that_say_nothing(desk: Desk, path: str, form: dict[str, str]) -> None:
    answer = await desk.desk.send(path, on=f"/article/{desk.id}", **form)
    assert answer.status_code == 422
    assert desk.held == []


def _text(page: str) -> str:
    return str(html.fromstring(page).text_content())
