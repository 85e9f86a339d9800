"""Numbers of English news prose: values, hedges, units, ranges, and what is no figure."""

from itertools import pairwise

import pytest

from monitor.figures.numbers import scan


def read(text: str) -> list[str]:
    """Write what was found in short: kind, unit, bound, interval."""
    found = []
    for n in scan(text):
        if n.rejected:
            continue
        if n.bound == "range":
            value = f"{n.low:.15g}-{n.high:.15g}"
        else:
            value = {"exactly": ""}.get(n.bound, f"{n.bound} ") + f"{n.value:.15g}"
        found.append(" ".join(filter(None, [value, n.unit or ""])))
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("twelve miners and 1,948 goats", ["12", "1948"]),
        ("two hundred and one men", ["201"]),
        ("ONE HUNDRED TWENTY FIVE MEN", ["125"]),
        ("one and a half million", ["1500000"]),
        ("half a dozen boats, half a million nets", ["6", "500000"]),
        ("1,00,000 people", ["100000"]),
        ("1.2 lakh houses, three crore trees", ["120000", "30000000"]),
        ("2 lakh crore rupees in India", ["2000000000000 INR"]),
        ("$1.2m and €3bn and £40k", ["1200000 USD", "3000000000 EUR", "40000 GBP"]),
        ("1.2m people left the 6m wall", ["1200000", "6 metres"]),
        ("Rs 4.5 lakh in Pakistan", ["450000 PKR"]),
        ("20,000 Indian rupees", ["20000 INR"]),
        ("US$5 million, 500 euros", ["5000000 USD", "500 EUR"]),
        (
            "nearly $2 million (approximately ₹2 crore)",
            ["nearly 2000000 USD", "about 20000000 INR"],
        ),
        ("dozens, scores of them, several farms", ["at_least 24", "at_least 40", "at_least 3"]),
        ("tens of thousands fled", ["at_least 20000"]),
        ("a couple of years, dozens of miles", ["2 years", "at_least 24 miles"]),
        (
            "20.7 cubic feet, 2,750 tons (2,500 metric tons)",
            ["20.7 cubic feet", "2750 tons", "2500 tonnes"],
        ),
        ("hundreds of thousands fled", ["at_least 200000"]),
        ("a couple of hundred sheep", ["at_least 200"]),
        ("over 40 per cent, 3.5%", ["more_than 40 percent", "3.5 percent"]),
        ("two-thirds of voters, a third of them", ["66.7 percent", "33.3 percent"]),
        ("the 30-hour siege, a five-week stay", ["30 hours", "5 weeks"]),
        ("10 km deep, 12 miles away", ["10 km", "12 miles"]),
        ("£2–3 million", ["2000000-3000000 GBP"]),
        ("$500-$800 million", ["500000000-800000000 USD"]),
        ("between $4,000 and $5,000", ["4000-5000 USD"]),
        ("three or four men", ["3-4"]),
        ("10 to 12 boats", ["10-12"]),
        ("rose from 40 to 45 cases", ["40", "45"]),
        ("at least 12, no fewer than 13", ["at_least 12", "at_least 13"]),
        ("as many as 60, up to 61, fewer than 62", ["up_to 60", "up_to 61", "less_than 62"]),
        ("about 5, some 60, roughly 70", ["about 5", "about 60", "about 70"]),
        ("100-plus boats, 200-odd men, 50 or more", ["at_least 100", "about 200", "at_least 50"]),
        ("the toll passed 1,000", ["more_than 1000"]),
        ("the house passed 12 laws", ["12"]),
        ("one more than the 12 of last year", ["1", "12"]),
        ("their 2000 members, a 2000-strong force", ["2000", "2000"]),
    ],
)
def test_a_number_is_read(text: str, found: list[str]) -> None:
    """A number keeps its value, hedge, range and unit."""
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("on 12 March 2025 and March 3", ["date", "date"]),
        ("28 AUG 89", ["date"]),
        ("since 2010, the 1990s and 2024-25", ["year", "year", "year"]),
        ("at 9:30 am, 1600 GMT or 5.30 pm", ["time", "time", "time"]),
        ("a 31-year-old, Orla Venn, 42, and a girl aged 9", ["age", "age", "age"]),
        ("Article 370, Flight 171, seat 11A, an F-16", ["label"] * 4),
        ("their Operation Dawn 2.0 began", ["version"]),
        ("the 6th brigade", ["ordinal"]),
        ("Vale won 3-2", ["score"]),
        ("Group C ended 3-0 there, in the first half of the year", ["score", "fixed phrase"]),
        ("a third instance came", ["ordinal"]),
        ("call 0300-1234567", ["phone"]),
        ("COMMENTS 0", ["page furniture"]),
        ("1. Boats sank", ["list item"]),
        ("no one, one of the worst, this one", ["pronoun"] * 3),
        ("a 2017 analysis, the court's 1898 ruling", ["year", "year"]),
        ("Mira Onn, six, and Tarn Vale Oss, nine, were met by Ela Venn, also 19,", ["age"] * 3),
        ("the Corvid 5500M chip, Take-Two films, 999 calls", ["label"] * 3),
        ("five time Vesk champion, three-time winner", ["label"] * 2),
        ("Test scores rose from 1061 to 1128", ["fixed phrase", "score", "score"]),
        ("a 93.2 defensive grade, his 148 IQ", ["score", "score"]),
        ("9" * 40, ["identifier"]),
    ],
)
def test_what_is_no_figure_keeps_its_reason(text: str, reasons: list[str]) -> None:
    """Dates, times, ages, labels and the like are rejected, each with its reason."""
    assert [n.rejected for n in scan(text)] == reasons


def test_a_span_covers_hedge_currency_and_scale() -> None:
    """What is highlighted on a page is the whole expression."""
    text = "It cost nearly $2 million in all."
    assert [text[n.start : n.end] for n in scan(text)] == ["nearly $2 million"]


@pytest.mark.parametrize(
    "piece",
    [
        "7",
        "1,",
        "12,34,",
        "one ",
        "2-",
        "at least ",
        "9 or ",
        "5.",
        "[1] ",
        "(",
        "Rs ",
        "a couple of ",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    """Endless repetitions are read, in order and without overlap."""
    found = scan(piece * (50_000 // len(piece)))
    assert all(a.end <= b.start for a, b in pairwise(found))
