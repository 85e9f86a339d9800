import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.calendars import GREGORIAN, HALVES, SOLAR, solar
from crawler.dates import AHEAD, MAX_LENGTH, read_date
from news.moment import Moment, ZoneFrom

NOW = datetime(2026, 2, 5, 12, tzinfo=UTC)
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "dates.jsonl").read_text("utf-8").splitlines()
]


def read(raw: str, timezone: str = "") -> Moment | None:
    return read_date(raw, timezone, NOW, ZoneFrom.FEED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["s"] or "empty")
def test_odd_dates_of_the_press(case: dict[str, str]) -> None:
    found = read(case["s"], case["tz"])
    assert (found and found.at.replace(tzinfo=None).isoformat()) == case["utc"]


@pytest.mark.parametrize(
    ("raw", "timezone", "iso", "zone_from"),
    [
        # a zone in the text counts, else the outlet's, else none
        ("2026-02-04T16:38:12+0530", "Asia/Karachi", "2026-02-04T16:38:12+05:30", "feed"),
        ("2026-02-04 16:38", "Asia/Karachi", "2026-02-04T16:38+05:00", "source"),
        ("2026-02-04 16:38", "", "2026-02-04T16:38+00:00", "none"),
        ("2026-02-04 16:38", "Middle/Nowhere", "2026-02-04T16:38+00:00", "none"),
        # an abbreviation is what the outlet's own clock calls so
        ("04 Feb 2026 16:38 IST", "Asia/Kolkata", "2026-02-04T16:38+05:30", "feed"),
        ("04 Feb 2026 16:38 IST", "Asia/Jerusalem", "2026-02-04T16:38+02:00", "feed"),
        ("04 Feb 2026 16:38 PKT", "", "2026-02-04T16:38+05:00", "feed"),
        ("04 Feb 2026 16:38 PST", "Asia/Karachi", "2026-02-04T16:38+05:00", "feed"),
        ("04 Feb 2026 16:38 AFT", "", "2026-02-04T16:38+04:30", "feed"),
        ("04 Feb 2026 16:38 NPT", "", "2026-02-04T16:38+05:45", "feed"),
        ("04 Feb 2026 16:38 EST", "", "2026-02-04T16:38-05:00", "feed"),
        ("04 Feb 2026 16:38 BST", "Asia/Dhaka", "2026-02-04T16:38+06:00", "feed"),
        ("04 Feb 2026 16:38 BST", "Asia/Kolkata", "2026-02-04T16:38+05:30", "source"),
        ("04 Jul 2025 16:38 BST", "Europe/London", "2025-07-04T16:38+01:00", "feed"),
        # halves of the day
        ("Feb 4, 2026 12:05 am", "", "2026-02-04T00:05+00:00", "none"),
        ("Feb 4, 2026 12:05 PM", "", "2026-02-04T12:05+00:00", "none"),
        ("4.38 p.m., 4 February 2026", "", "2026-02-04T16:38+00:00", "none"),
        ("Updated - February 04, 2026 04:38 pm IST", "", "2026-02-04T16:38+05:30", "feed"),
        # a day is a day, and no minute is made up
        ("4th February, 2026", "Asia/Karachi", "2026-02-04", "source"),
        ("4 pm, 4 Feb 2026", "", "2026-02-04", "none"),
        ("20260204", "", "2026-02-04", "none"),
        ("Feb 4, 2026 25:61", "", "2026-02-04", "none"),
        # order of day and month
        ("03/02/2026", "Asia/Karachi", "2026-02-03", "source"),
        ("02/03/2026", "America/New_York", "2026-02-03", "source"),
        ("02/03/2026", "Asia/Karachi", "2026-02-03", "source"),  # 2 March is yet to come
        ("04/02/26", "", "2026-02-04", "none"),
        ("04/02/99", "", "1999-02-04", "none"),
        # scripts and languages
        ("۴ فروری ۲۰۲۶، ۱۶:۳۸", "Asia/Karachi", "2026-02-04T16:38+05:00", "source"),
        ("04 फ़रवरी 2026, 04:38 PM IST", "Asia/Kolkata", "2026-02-04T16:38+05:30", "feed"),
        ("৪ ফেব্রুয়ারি ২০২৬, ১৬:৩৮", "Asia/Dhaka", "2026-02-04T16:38+06:00", "source"),
        ("۴ فوریه ۲۰۲۶", "Asia/Tehran", "2026-02-04", "source"),
        ("15 Bahman 1404", "", "2026-02-04", "none"),
        ("۱۵ بهمن ۱۴۰۴ ساعت ۱۶:۳۸", "Asia/Tehran", "2026-02-04T16:38+03:30", "source"),
        ("۱۵ بهمن‌ماه سال ۱۴۰۴", "Asia/Tehran", "2026-02-04", "source"),
        ("۱۵ بهمن ۰۴", "Asia/Tehran", "2026-02-04", "source"),
        ("چهارشنبه، ۱۵ دلو ۱۴۰۴ - ۱۶:۳۸", "Asia/Kabul", "2026-02-04T16:38+04:30", "source"),
        ("۱۵ سلواغه ۱۴۰۴", "Asia/Kabul", "2026-02-04", "source"),
        ("۱۴۰۴/۱۱/۱۵ ۱۶:۳۸", "Asia/Kabul", "2026-02-04T16:38+04:30", "source"),
        ("1404-11-15T16:38:12", "Asia/Tehran", "2026-02-04T16:38:12+03:30", "source"),
        ("15/11/1404", "Asia/Tehran", "2026-02-04", "source"),
        ("14041115", "Asia/Tehran", "2026-02-04", "source"),
        ("2026-02-04", "Asia/Tehran", "2026-02-04", "source"),
        ("رات 8:15، 4 فروری 2026", "Asia/Karachi", "2026-02-04T20:15+05:00", "source"),
        ("4 فروری 2026، رات 12:15", "Asia/Karachi", "2026-02-04T00:15+05:00", "source"),
        ("4 فروری 2026 12:30 دوپہر", "Asia/Karachi", "2026-02-04T12:30+05:00", "source"),
        ("4 فروری 2026 3:05 سہ پہر", "Asia/Karachi", "2026-02-04T15:05+05:00", "source"),
        ("4 فيبروري 2026 شام 4:38", "Asia/Karachi", "2026-02-04T16:38+05:00", "source"),
        ("4 फरवरी 2026, दोपहर 1:05", "Asia/Kolkata", "2026-02-04T13:05+05:30", "source"),
        ("४ फेब्रुअरी २०२६, बिहान ९:०५", "Asia/Kathmandu", "2026-02-04T09:05+05:45", "source"),
        ("৪ ফেব্রুয়ারি ২০২৬, রাত ৮:১৫", "Asia/Dhaka", "2026-02-04T20:15+06:00", "source"),
        ("04 பிப்ரவரி 2026 மாலை 4:38", "Asia/Kolkata", "2026-02-04T16:38+05:30", "source"),
        ("4 ਫਰਵਰੀ 2026", "Asia/Kolkata", "2026-02-04", "source"),
        ("4 Feb 2026 4:38 بعد از ظهر", "Asia/Kabul", "2026-02-04T16:38+04:30", "source"),
        ("2026년 02월 04일 오후 04:38:12", "Asia/Seoul", "2026-02-04T16:38:12+09:00", "source"),
        ("2026年2月4日 16:38", "Asia/Shanghai", "2026-02-04T16:38+08:00", "source"),
        ("4 février 2026 à 16:38", "Europe/Paris", "2026-02-04T16:38+01:00", "source"),
        # two calendars side by side
        ("بدھ 16 شعبان 1447ھ 4 فروری 2026ء", "Asia/Karachi", "2026-02-04", "source"),
        ("16/08/1447 - 04/02/2026", "Asia/Karachi", "2026-02-04", "source"),
        ("2082-10-21, 4 Feb 2026", "Asia/Kathmandu", "2026-02-04", "source"),
        # what editors and programs print
        ("1638 hrs IST, 04 Feb 2026", "Asia/Kolkata", "2026-02-04T16:38+05:30", "feed"),
        ("04-FEB-26 04.38.12.000 PM", "", "2026-02-04T16:38:12+00:00", "none"),
        ("02/04/2026 04:38:12 PM", "UTC", "2026-02-04T16:38:12+00:00", "source"),
        ("01/12/2025 04:38:12 PM", "Asia/Karachi", "2025-12-01T16:38:12+05:00", "source"),
        ("01/12/2025 04:38:12 PM", "", "2025-01-12T16:38:12+00:00", "none"),
        # computers' own
        ("1770223092.5", "", "2026-02-04T16:38:12+00:00", "feed"),
        ("1770223092123.0", "", "2026-02-04T16:38:12+00:00", "feed"),
        ("1770223092123456", "", "2026-02-04T16:38:12+00:00", "feed"),
        ("1.770223092e9", "", "2026-02-04T16:38:12+00:00", "feed"),
        ("1770223092123", "", "2026-02-04T16:38:12+00:00", "feed"),
        ("202602041638", "Asia/Kabul", "2026-02-04T16:38+04:30", "source"),
    ],
)
def test_what_a_date_says(raw: str, timezone: str, iso: str, zone_from: str) -> None:
    found = read(raw, timezone)
    assert found is not None
    assert (found.iso(), found.zone_from, found.raw) == (iso, zone_from, raw)


@pytest.mark.parametrize(
    "raw",
    [
        "garbage",
        "0000-00-00",
        "2026-02-30T25:61:00Z",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Wed, 04 Feb 2099 10:00:00 GMT",
        "9" * 300,
        "9999999999",
        "16:38",
        "4 February",
        # Bikram Sambat and lunar Hijri: no date rather than a wrong one
        "२१ माघ २०८२",
        "2082/10/21",
        "21-10-2082",
        "16 شعبان 1447",
        "۱۶ شعبان المعظم ۱۴۴۷ھ",
        "1447/08/16",
        "16/08/1447",
        "1404/11/15",  # of an outlet in Pakistan it may be anything
        "a" * (MAX_LENGTH + 1),
    ],
)
def test_no_date_is_no_date(raw: str) -> None:
    assert read(raw, "Asia/Karachi") is None


@pytest.mark.parametrize("zone", ["Asia/Tehran", "Asia/Kabul", "Asia/Kathmandu", "Asia/Riyadh"])
@pytest.mark.parametrize("raw", ["1447/08/16", "16-08-1447", "2082-10-21", "16 شعبان 1447"])
def test_other_calendars_are_never_taken_for_another_year(raw: str, zone: str) -> None:
    assert read(raw, zone) is None


@pytest.mark.parametrize("number", range(1, 13))
def test_every_name_of_a_month_is_read(number: int) -> None:
    """In the usual places: before and behind the day, and in the middle of numbers."""
    for name in GREGORIAN[number - 1].split():
        for raw in (f"Xx, 04 {name} 2025 16:38", f"{name} 4, 2025", f"2025-{name}-04"):
            found = read(raw)
            assert found is not None, raw
            assert found.at.date() == date(2025, number, 4), raw
    for name in SOLAR[number - 1].split():
        found = read(f"4 {name} 1403")
        assert found is not None, name
        assert found.at.date() == solar(1403, number, 4), name


@pytest.mark.parametrize(
    ("half", "hours"),
    [
        ("am", {12: 0, 1: 1, 11: 11}),
        ("pm", {12: 12, 1: 13, 11: 23, 16: 16}),
        ("noon", {12: 12, 11: 11, 1: 13, 3: 15}),
        ("night", {12: 0, 1: 1, 3: 3, 7: 19, 8: 20, 11: 23, 22: 22}),
    ],
)
def test_every_word_for_a_part_of_the_day_is_read(half: str, hours: dict[int, int]) -> None:
    for name in HALVES[half].split():
        word = name.replace("_", " ")
        for dial, meant in hours.items():
            for clock in (f"{dial}:05 {word}", f"{word} {dial}:05"):
                found = read(f"4 Feb 2025 {clock}")
                assert found is not None, clock
                assert (found.at.hour, found.at.minute) == (meant, 5), clock


def test_local_time_labelled_gmt_is_read_in_the_outlets_zone() -> None:
    """A time hours ahead of us that its outlet's own clock explains is that clock's."""
    found = read("Thu, 05 Feb 2026 16:50:00 GMT", "Asia/Karachi")
    assert found is not None
    assert (found.iso(), found.zone_from) == ("2026-02-05T16:50:00+05:00", ZoneFrom.SOURCE)


def test_an_offset_that_exists_nowhere_gives_way_to_the_outlets_zone() -> None:
    """+9999 is a fault of a template, not a place."""
    found = read("Wed, 04 Feb 2026 10:00:00 +9999", "Asia/Karachi")
    assert found is not None
    assert found.iso() == "2026-02-04T10:00:00+05:00"


def test_clocks_may_run_a_quarter_of_an_hour_ahead() -> None:
    """Up to 15 minutes ahead a time is kept, later it is none."""
    on_time, late = (NOW + AHEAD).isoformat(), (NOW + AHEAD + timedelta(seconds=1)).isoformat()
    assert read(on_time) is not None
    assert read(late) is None


def test_today_in_the_far_east_is_a_day_although_it_began_ahead_of_utc() -> None:
    """A bare day of an outlet without a zone may have begun 14 hours early."""
    evening = datetime(2026, 2, 5, 23, tzinfo=UTC)
    assert read_date("2026-02-06", "", evening, ZoneFrom.PAGE) is not None
    assert read_date("2026-02-07", "", evening, ZoneFrom.PAGE) is None


DIGITS = [
    "0123456789",
    "۰۱۲۳۴۵۶۷۸۹",
    "٠١٢٣٤٥٦٧٨٩",
    "०१२३४५६७८९",
    "০১২৩৪৫৬৭৮৯",
    "੦੧੨੩੪੫੬੭੮੯",
    "௦௧௨௩௪௫௬௭௮௯",
]
FORMATS = [
    "{d} {name} {y} {h}:{mi:02}",
    "{name} {d:02}, {y} - {h:02}:{mi:02}:00",
    "{y}-{mo:02}-{d:02} {h:02}:{mi:02}",
    "{y}/{mo}/{d}, {h}:{mi:02}",
    "{h:02}:{mi:02} | {d:02} {name} {y}",
    "{d:02}-{name}-{y} {dial}:{mi:02} {half}",
    "{dial:02}.{mi:02} {half}, {name} {d} {y}",
    "{y}{mo:02}{d:02}T{h:02}{mi:02}00",
]


@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2026, 2, 1)),  # noqa: DTZ001
    st.sampled_from(FORMATS),
    st.sampled_from(DIGITS),
    st.sampled_from(["Asia/Karachi", "Asia/Kolkata", "Asia/Kabul", "Asia/Tehran", "Asia/Dhaka"]),
    st.data(),
)
def test_what_is_printed_comes_back(
    naive: datetime, form: str, digits: str, timezone: str, data: st.DataObject
) -> None:
    """Whatever names, digits and order: the same minute on the outlet's clock."""
    printed = form.format(
        y=naive.year,
        mo=naive.month,
        d=naive.day,
        h=naive.hour,
        mi=naive.minute,
        dial=naive.hour % 12 or 12,
        half=data.draw(st.sampled_from(["am", "AM", "a.m."] if naive.hour < 12 else ["pm", "PM"])),
        name=data.draw(st.sampled_from(GREGORIAN[naive.month - 1].split())),
    )
    found = read(printed.translate(str.maketrans("0123456789", digits)), timezone)
    assert found is not None
    wanted = naive.replace(second=0, microsecond=0, tzinfo=ZoneInfo(timezone))
    assert found.at == wanted.astimezone(UTC)


@given(st.dates(date(1960, 1, 1), date(2026, 2, 1)), st.data())
def test_solar_dates_come_back(day: date, data: st.DataObject) -> None:
    """By name anywhere, by numbers in Iran and Afghanistan."""
    near = range(day.year - 622, day.year - 620)
    year, month, number = next(
        (y, m, d) for y in near for m in range(1, 13) for d in range(1, 32) if solar(y, m, d) == day
    )
    name = data.draw(st.sampled_from(SOLAR[month - 1].split()))
    persian = str.maketrans("0123456789", DIGITS[1])
    for raw, zone in (
        (f"{number} {name} {year}", ""),
        (f"{number} {name} {year}".translate(persian), "Asia/Kabul"),
        (f"{year}/{month:02}/{number:02}".translate(persian), "Asia/Tehran"),
        (f"{year}-{month}-{number}", "Asia/Kabul"),
    ):
        found = read(raw, zone)
        assert found is not None, raw
        assert found.iso() == day.isoformat()


DATE_LIKE = st.text(
    st.sampled_from(
        "0123456789۰۱۴०१৪ ,.:/-+TZ ampAMPM " + "".join(sorted({*GREGORIAN[1], *SOLAR[10]}))
    ),
    max_size=40,
)


@given(DATE_LIKE, st.sampled_from(["", "Asia/Tehran", "Asia/Kathmandu", "America/New_York"]))
def test_near_dates_give_a_past_moment_or_none(raw: str, timezone: str) -> None:
    """Made of what dates are made of: nothing raises, nothing lies ahead, the text is kept."""
    found = read(raw, timezone)
    assert found is None or (found.at <= NOW + timedelta(hours=14) and found.raw == raw.strip())


@given(st.text(max_size=150), st.sampled_from(["", "Asia/Karachi", "America/New_York", "x"]))
def test_any_text_gives_a_past_moment_or_none(raw: str, timezone: str) -> None:
    """No text raises, and none yields a time ahead of us."""
    found = read(raw, timezone)
    assert found is None or found.at <= NOW + timedelta(hours=14)


@given(st.datetimes(datetime(1995, 1, 1), datetime(2026, 2, 1)), st.integers(-840, 840))  # noqa: DTZ001
def test_iso_with_an_offset_is_exact(naive: datetime, offset: int) -> None:
    """Whatever the offset, ISO 8601 comes back as the same instant."""
    sign, minutes = ("-" if offset < 0 else "+"), abs(offset)
    naive = naive.replace(microsecond=0)
    found = read(f"{naive.isoformat()}{sign}{minutes // 60:02}:{minutes % 60:02}")
    assert found is not None
    assert found.at == (naive - timedelta(minutes=offset)).replace(tzinfo=UTC)
