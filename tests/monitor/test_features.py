"""What is drawn from an article to tell its event."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.common_words import stem
from monitor.features import features
from monitor.figures.reading import read_figures
from news.article import Article, Outlet
from news.story import Features
from tests.monitor.telling import invented

# A Thursday.
PUBLISHED = datetime(2031, 3, 6, 9, 0, tzinfo=UTC)


def drawn(text: str, title: str = "") -> Features:
    article = Article("", title, text, outlet=Outlet(country="VX"))
    found = invented().find(article.full, "VX")
    return features(article, read_figures(article), "key", PUBLISHED, found)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Six died in a raid on Monday.", [3]),
        ("Six died in a raid, police said on Tuesday.", []),  # when somebody spoke
        ("The army on Wednesday confirmed that six died.", []),
        ("The toll rose Wednesday to nine.", []),
        ("Six died on March 2.", [2]),
        ("Six died on 2 March 2031, a Sunday that nobody forgets.", [2, 2]),
        ("VESK, March 6: Six died.", []),  # a dateline's
        ("Two days after the raid, six are dead.", [4]),
        ("Six died yesterday.", [5]),
        ("A boy was found fifty hours after the quake.", [4]),
        ("Six are feared dead in Vesk after Monday's raid.", [3]),  # whoever fears it
        ("Six died, the army said in Monday's statement.", []),
        ("In May 2031 they met.", []),
        ("They met on 31 February.", []),
    ],
)
def test_days_on_which_things_happened(text: str, days: list[int]) -> None:
    """Dates and weekdays, but not those on which somebody only spoke."""
    assert drawn(text).days == tuple(sorted({date(2031, 3, day) for day in days}))


def test_a_day_without_a_year_is_the_nearest_one_behind() -> None:
    """In March, December is that of the year before."""
    assert drawn("Six died on 24 December.").days == (date(2030, 12, 24),)


@pytest.mark.parametrize(
    ("one", "other"),
    [("the Jafar Express left", "the Jaffer Express left"), ("near Nushol, we", "near Noshol, we")],
)
def test_names_are_known_by_their_sound(one: str, other: str) -> None:
    """However an outlet spells them."""
    assert drawn(one).names == drawn(other).names
    assert drawn(one).places == drawn(other).places


def test_a_word_that_only_begins_a_sentence_is_no_name() -> None:
    """Anything has a capital there."""
    assert drawn("Officials left. Ona Brill said that officials left.").names[0] != "fkls"
    assert "fkls" not in drawn("Officials left. They met Ona Brill.").names


def test_where_a_report_was_written_is_not_where_it_happened() -> None:
    """A dateline counts only if the text names the place again."""
    assert drawn("VESK: Six died in Nushol, police said.").places == ("102",)
    assert "101" in drawn("VESK: Six died in Vesk, police said.").places


def test_places_know_what_they_lie_in() -> None:
    """Towns and districts are places; provinces and countries are regions."""
    found = drawn("Six died in Nushol in North Tarn.")
    assert found.places == ("102",)
    assert set(found.regions) == {"v.n.l", "v.n", "VX"}


def test_headline_and_opening_weigh_more() -> None:
    """Reports say there what happened; later they tell of the past."""
    text = "A ferry sank. " + "Nothing else of note came to pass. " * 60 + "A tunnel collapsed."
    weights = dict(drawn(text, "Ferry sinks").terms)
    assert weights[stem("ferry")] > weights.get(stem("tunnel"), 0)


def test_numbers_are_words_too_but_days_and_years_are_not() -> None:
    """241 of 242 says which crash it was; 12 and 2031 say nothing."""
    terms = dict(drawn("On 12 May 2031 the plane fell: 241 of 242 died, magnitude 7.7.").terms)
    assert {"#241", "#242", "#7.7"} <= terms.keys()
    assert not {"#12", "#2031"} & terms.keys()


@pytest.mark.parametrize(
    ("title", "many"),
    [
        ("Live updates: the siege of Vesk", True),
        ("Week in review: violence in Veskia", True),
        ("Veskia round-up", True),
        ("Alive after six days", False),
        ("Six died", False),
    ],
)
def test_reports_that_tell_of_several_happenings(title: str, many: bool) -> None:
    """Live reports and round-ups say so in their headlines."""
    assert drawn("Six died.", title).many is many


def test_long_texts_cost_no_more() -> None:
    """Only so much of a text is looked at, and only so many features are kept."""
    found = drawn("Ona Brill of Vesk paid $12 million for 45 boats. " * 40_000)
    assert found == drawn("Ona Brill of Vesk paid $12 million for 45 boats. " * 200)


def test_a_later_article_draws_later_days() -> None:
    """A weekday is the last one before an article, not a day of its own."""
    article = Article("", "", "Six died on Monday.")
    later = features(article, read_figures(article), "key", PUBLISHED + timedelta(days=7), ())
    assert later.days == (date(2031, 3, 10),)


def test_a_dateline_names_nobody() -> None:
    """A capital's name before a report is no name of its event, only where that was written."""
    plain = drawn("Six men died in Nushol, police said.", "Six die")
    for line in ("DROMELI: ", "DROMELI (AP) - ", "DROMELI, March 6: "):
        found = drawn(f"{line}Six men died in Nushol, police said.", "Six die")
        assert found.names == (*plain.names, "^drml")
        assert found.terms == plain.terms


def test_a_dateline_that_the_text_names_too_is_said_once() -> None:
    """The town's own paper: the name that the text has counts, not the place of writing."""
    assert drawn("DROMELI: Six men died in Dromeli, police said.", "Six die").names == ("drml",)
