"""What somebody does not want to hear of: a topic, person, figure, place, source or one story.

    Mute(TOPIC, "Ferries", recipient="Night desk", until=None)   never again, to this desk
    Mute(SOURCE, "Alder Bay Post", recipient="", until=Friday)   to nobody, until Friday
    Mute(STORY, "alderbaypost.example/ferry", …)                 this report and its edits

A mute holds back what is told, never what is archived.  Until stories exist, `story` is one
article under all its addresses and with all its edits, known by its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from news.finding import Subject


class Scope(StrEnum):
    """What kind of thing is muted."""

    TOPIC = "topic"
    PERSON = "person"
    FIGURE = "figure"
    PLACE = "place"
    SOURCE = "source"
    STORY = "story"


class Origin(StrEnum):
    """Where somebody said so."""

    CLI = "cli"
    MAIL = "mail"
    WEB = "web"
    API = "api"


@dataclass(frozen=True)
class Mute:
    """One muted thing.

    `recipient` is "" where it holds for all; `until` None means for ever.  Of a story,
    `name` is its article's key, `article_id` the article (None if it is gone) and `title` its
    headline.
    """

    scope: Scope
    name: str
    recipient: str
    since: datetime
    until: datetime | None
    origin: str
    article_id: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Wrong:
    """A match that somebody called wrong: who, whence and when; `title` is its article's."""

    article_id: int
    subject: Subject
    name: str
    recipient: str
    origin: str
    said: datetime
    title: str = ""


def muted(
    mutes: Iterable[Mute],
    recipient: str,
    *,
    subject: Subject,
    name: str,
    source: str,
    article_id: int | None,
) -> bool:
    """Say whether any of these mutes holds back a finding from a recipient."""
    about = {(Scope.SOURCE, source)}
    if subject in {Subject.TOPIC, Subject.PERSON, Subject.FIGURE, Subject.PLACE}:
        about.add((Scope(subject.value), name))
    return any(
        mute.recipient in {"", recipient}
        and (
            (mute.scope, mute.name) in about
            if mute.scope is not Scope.STORY
            else article_id is not None and mute.article_id == article_id
        )
        for mute in mutes
    )
