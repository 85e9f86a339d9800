"""Which of an article's claims are its headline claims."""

from __future__ import annotations

import pytest

from monitor.figures.reading import read_figures
from monitor.headlines import headlines
from news.article import Article
from news.ledger import Point
from tests.build import day


def _headlines(text: str, title: str = "Report") -> list[Point]:
    article = Article("", title, text, language="en", published=day("2026-02-04"))
    return list(headlines(read_figures(article), article, key="a1", source="Alder Bay Post"))


def _short(point: Point) -> str:
    """Write a point as "army: killed militant 17 in vesk"."""
    series = point.series
    side = series.victim_class.value if series.victim_class else ""
    what = [side if side != "unknown" else "", series.counts if series.counts != "people" else ""]
    scope = series.scope.value if series.scope.value != "event" else ""
    words = [series.effect.value, *what, scope, f"{point.value:g}"]
    where = f" in {point.within}" if point.within else ""
    return f"{point.speaker}: {' '.join(filter(None, words))}{where}"


@pytest.mark.parametrize(
    ("text", "points"),
    [
        # Parts and subsets are children; soldiers and rebels are series of their own.
        ("Fourteen people died, four of them women, police said.", ["police: killed 14"]),
        ("At least 50 people died. Officials said 33 civilians and 17 soldiers were killed.",
         [": killed 50", "officials: killed civilian 33", "officials: killed security 17"]),
        ("The army said 12 soldiers and 40 rebels were killed.",
         ["army: killed security 12", "army: killed militant 40"]),
        ("Police said 22 people were killed, including two constables.", ["police: killed 22"]),
        # Where nobody fights, civilians are the people.
        ("Police said 22 villagers were killed.", ["police: killed 22"]),
        ("Rebels killed 22 villagers, police said.", ["police: killed civilian 22"]),
        # Men, women and children beside a number of people; alone they are what is counted.
        ("Police said 9 people were killed. They said 5 women and 4 children were killed.",
         ["police: killed 9"]),
        ("Police said 5 women were killed.", ["police: killed women 5"]),
        # One speaker's number with a place, beside his number without.
        ("The death toll rose to 327, police said. Police said 204 people were killed in Sandal.",
         ["police: killed 327"]),
        ("Police said 204 people were killed in Sandal.", ["police: killed 204 in sandal"]),
        ("In Sandal alone 204 people were killed, police said.", ["police: killed 204 in sandal"]),
        # What was said before, and other events.
        ("Police said 22 people were killed. Earlier 15 people were reported killed.",
         ["police: killed 22"]),
        ("Police said 22 people were killed. In 2005 a quake killed 900 people.",
         ["police: killed 22"]),
        ("Police said 22 people were killed. A flood killed 70 people last year.",
         ["police: killed 22"]),
        # The outlet sums up what a speaker says.
        ("More than 1,000 people were killed. Police said 1,002 people were killed.",
         ["police: killed 1002"]),
        ("At least 30 people were killed. Police said 12 people were killed.",
         [": killed 30", "police: killed 12"]),
        # Speakers are told apart.
        ("Police said 12 people were killed. The rebels said 50 people were killed.",
         ["police: killed 12", "rebels: killed 50"]),
        # Things have their noun, sums of money none.
        ("Officials said 36 houses were destroyed.", ["officials: destroyed house 36"]),
        ("Rebels attacked 12 towns, officials said.", ["officials: attacked place 12"]),
        ("Officials said repairs would cost $4 million.", []),
        # Men of a fighting side are that side's, whatever else is counted.
        ("The hospital said 58 people were killed. It said 25 men in uniform were killed.",
         ["hospital: killed 58", "hospital: killed security 25"]),
        # A period stands for the event where nothing else does; a long count is its own.
        ("The army said 177 rebels were killed in the last 48 hours.",
         ["army: killed militant 177"]),
        ("The army said 5 rebels were killed. It has killed 400 rebels since 2020, it said.",
         ["army: killed militant 5", "army: killed militant cumulative 400"]),
    ],
)  # fmt: skip
def test_headline_claims(text: str, points: list[str]) -> None:
    """An article makes one claim a series and speaker; all else are its children."""
    assert sorted(map(_short, _headlines(text))) == sorted(points)


def test_a_headline_and_its_body_are_one_claim() -> None:
    """A headline's rounded number gives way to the number of whom it sums up."""
    found = _headlines("Police said 1,002 people were killed.", "Over 1,000 people killed in flood")
    assert [_short(point) for point in found] == ["police: killed 1002"]


def test_a_headline_leaves_the_hedge_to_its_body() -> None:
    """The headline prints the bare number; who counted it said that there are more."""
    body = "Police said more than 1,100 people were killed."
    (point,) = _headlines(body, "1,100 people killed in flood")
    assert (point.speaker, point.value, point.high) == ("police", 1100, None)
    (point,) = _headlines("More than 1,100 people were killed.", "1,100 people killed in flood")
    assert point.high is None
    # Another number of the body is one that he gave himself.
    (point,) = _headlines("Police said 1,104 people were killed.", "Over 1,100 people killed")
    assert point.value == 1104


def test_a_claim_speaks_of_its_own_time() -> None:
    """What officials said on Monday is of Monday, though printed on Wednesday."""
    (monday,) = _headlines("Officials said on Monday that 17 people were killed.")
    (printed,) = _headlines("Officials said 17 people were killed.")
    assert monday.as_of
    assert (monday.as_of.iso(), monday.stated) == ("2026-02-02", True)
    assert (printed.as_of, printed.stated) == (day("2026-02-04"), False)


def test_plurals_without_a_number_are_vague() -> None:
    """Dozens may be ninety; twenty-four or more are hardly that many."""
    (dozens,) = _headlines("Police said dozens of people were killed.")
    (floor,) = _headlines("Police said at least 24 people were killed.")
    assert (dozens.vague, floor.vague) == (True, False)


def test_a_claim_keeps_its_side_and_its_place_in_the_reading() -> None:
    """The point leads back to the sentence, and says for whom its speaker speaks."""
    text = "Nobody was hurt on Monday. The army said 40 rebels were killed."
    (point,) = _headlines(text)
    article = Article("", "Report", text, language="en")
    claim = read_figures(article).claims[point.claim]
    assert (claim.figure.value, point.side, point.name) == (40, "security", "army")


def test_the_place_of_the_headline_is_where_it_happened() -> None:
    """Nobody else counts a whole of which it would be a part; where somebody does, it is one."""
    text = "Police said 22 people were killed in the raid near Sandal."
    (point,) = _headlines(text, "Gunmen raid post near Sandal")
    assert point.within == ""
    total = f"Officials said 40 people were killed. {text}"
    narrowed = [point.within for point in _headlines(total, "Gunmen raid post near Sandal")]
    assert narrowed == ["", "sandal"]
