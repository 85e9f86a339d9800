"""What narrows a count."""

from __future__ import annotations

import pytest

from monitor.figures.reading import read_figures
from monitor.narrowed import narrowed
from news.article import Article


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Police said 204 people were killed in Sandal alone.", "sandal"),
        ("Police said 204 people were killed in the Lower Sandal valley.", "lower sandal"),
        ("In Sandal, 204 people were killed.", "sandal"),
        ("Sandal district had 204 deaths.", "sandal"),
        ("Some 19 people were killed on the ground.", "on the ground"),
        ("Nobody died in Vesk, but 204 people were killed there.", "there"),
        # The event, a time, a speaker and a headline's words are no places.
        ("Police said 204 people were killed in the Sandal crash.", ""),
        ("Police said 204 people were killed in June.", ""),
        ("In total 204 people were killed.", ""),
        ("Another 204 people were injured.", ""),
        ("Sandal Board said 204 people were killed at Sandal Board.", ""),
        ("Flood Kills 204 People In Sandal Town After Rain.", ""),
        ("Police said 204 people were killed, and they searched in Vesk.", ""),
    ],
)
def test_the_place_that_narrows_a_count(text: str, place: str) -> None:
    """A place beside a number narrows it, in whichever words."""
    article = Article("", "Report", text, language="en")
    (claim,) = read_figures(article).claims
    assert narrowed(article, claim.figure, claim.speaker.canonical) == place


def test_each_of_a_list_has_its_own_place() -> None:
    """Districts listed with their numbers narrow each its own."""
    text = "Sandal had 204 deaths, Vesk 23 deaths and Tarn nine deaths."
    article = Article("", "Report", text, language="en")
    claims = read_figures(article).claims
    assert [narrowed(article, claim.figure, "") for claim in claims] == ["sandal", "vesk", "tarn"]
