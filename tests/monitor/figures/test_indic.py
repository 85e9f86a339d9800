"""Figures of Urdu and Hindi sentences: numbers, hedges, killed and injured."""

import pytest

from monitor.figures.reading import read_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("دھماکے میں ۱۵ افراد جاں بحق اور ۳۰ زخمی ہوئے۔", ["15 killed", "30 injured"]),
        ("کم از کم 20 افراد ہلاک ہو گئے۔", ["at_least 20 killed"]),
        ("سیلاب سے دو لاکھ گھر تباہ ہوئے۔", ["200000 destroyed"]),
        ("भूकंप में १२० से ज्यादा लोग मारे गए।", ["more_than 120 killed"]),
        ("हादसे में तीन पुरुष और दो महिला घायल हो गए।", ["3 injured", "2 injured"]),
        ("एक दिन बाद बारिश थमी।", []),
        ("हादसा 12 मार्च 2031 को हुआ।", []),
    ],
)
def test_a_number_is_linked_to_the_verb_behind_it(text: str, found: list[str]) -> None:
    """The verb stands last; numbers before one verb share it; digits of all scripts count."""
    shown = []
    for claim in read_text(text).claims:
        f = claim.figure
        bound = "" if f.bound == "exactly" else f"{f.bound} "
        shown.append(f"{bound}{f.value:g} {f.effect}")
    assert shown == found
