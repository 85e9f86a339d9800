"""`wirewatch try stories`: which articles are about one event, line by line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from news.article import Article, Outlet
from news.moment import Moment
from tests.monitor.telling import told
from tests.wirewatch.test_trying import run
from wirewatch.grouping import Grouping

pytestmark = pytest.mark.timeout(300)


def line(id_: Any, article: Article) -> str:
    published = article.published.iso() if article.published else None
    return json.dumps({"id": id_, "title": article.title, "text": article.text,
                       "source": article.outlet.source, "published": published}) + "\n"  # fmt: skip


def test_stories_through_the_pipe() -> None:
    """Each line is answered in order with its story, whom it copies, and who tells it."""
    first, second, *_ = (one.article for one in told("attacks"))
    copied = Article("", "Police post stormed in Nushol", first.text + "\n(Hill Courier)",
                     published=second.published, outlet=Outlet("Vesk Evening"))  # fmt: skip
    other = next(one.article for one in told("business") if one.event == "cup-final")
    lines = [line(7, first), line("b", second), line(None, copied), line(9, other), "[]\n"]
    lines.insert(1, line(1, first).replace("2031-03-03", "one day"))
    status, answers, complaint = run("stories", given="".join(lines))
    assert (status, complaint) == (1, "")
    one, bad, two, copy, away, no_object = answers
    assert (one["id"], one["story"], one["copy_of"], one["independent"]) == (7, 7, None, 1)
    assert "is no time" in bad["error"]
    assert (two["id"], two["story"], two["copy_of"], two["independent"]) == ("b", 7, None, 2)
    assert two["by"] == "likeness"
    assert two["evidence"]["nearest"] == 7
    assert {"effect": "killed", "value": 6.0} in two["evidence"]["figures"]
    assert (copy["id"], copy["story"], copy["copy_of"]) == (None, 7, 7)
    assert (copy["by"], copy["independent"]) == ("copy", 2)
    assert (away["id"], away["story"], away["independent"]) == (9, 9, 1)
    assert "no object" in no_object["error"]


def test_a_long_stream_lets_go_of_what_is_old() -> None:
    """After four hundred days a story is told anew, and its sources are counted anew."""
    grouping = Grouping(datetime(2031, 1, 1, tzinfo=UTC))
    article = told("attacks")[0].article
    assert article.published is not None
    assert grouping.group(article, "a").story == "a"
    later = Moment(article.published.at + timedelta(days=500))
    again = Article("", article.title, article.text, published=later, outlet=Outlet("Vesk Daily"))
    grouped = grouping.group(again, "b")
    assert (grouped.story, grouped.copy_of, grouped.independent) == ("b", "", 1)
