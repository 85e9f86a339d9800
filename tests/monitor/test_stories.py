"""Articles about one event are one story, and what is merely like it is another."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest

from monitor.features import features
from monitor.figures.reading import read_figures
from monitor.rarity import Channel, Part, packed, unpacked
from monitor.stories import Stories, regroup
from news.article import Article
from news.story import By, Correction, Decision, Features, merge, move, split
from tests.monitor.telling import ROUND_UP, WORLDS, invented, told

NUSHOL, PIRGAH = "attacks/1", "attacks/4"


@cache
def world(name: str) -> tuple[tuple[str, Features], ...]:
    """Return a world's articles as the grouping sees them, with their events."""
    found = []
    for key, event, article in told(name):
        assert article.published is not None
        places = invented().find(article.full, article.outlet.country)
        drawn = features(article, read_figures(article), key, article.published.at, places)
        found.append((event, drawn))
    return tuple(found)


def grouped(some: Iterable[Features], corrections: Sequence[Correction] = ()) -> dict[str, str]:
    """Return the story of each article."""
    return regroup(some, corrections)


def in_world(name: str) -> list[Features]:
    return [one for _, one in world(name)]


def b_cubed(events: Mapping[str, str], stories: Mapping[str, str]) -> tuple[float, float]:
    """Return precision and recall: of each article, how right its company is, and how complete."""
    precision = recall = 0.0
    for key in events:
        together = {other for other in events if stories[other] == stories[key]}
        wanted = {other for other in events if events[other] == events[key]}
        precision += len(together & wanted) / len(together)
        recall += len(together & wanted) / len(wanted)
    return precision / len(events), recall / len(events)


# What each world reaches; a change may not fall below.
@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("accidents", 1.0),
        ("attacks", 1.0),
        ("business", 1.0),
        ("crashes", 0.87),
        ("fires", 0.81),
        ("monsoon", 1.0),
        ("politics", 0.81),
        ("protests", 1.0),
        ("quakes", 0.79),
        ("sieges", 0.70),
        ("weather", 1.0),
    ],
)
def test_an_event_is_a_story(name: str, floor: float) -> None:
    """No story has articles of two events, and few events are in two stories."""
    events = {one.key: event for event, one in world(name) if event != ROUND_UP}
    precision, recall = b_cubed(events, grouped(in_world(name)))
    assert precision == 1.0
    assert recall >= floor


# Of which more is told by what only a reader knows: who lives on, who is tried, who is buried.
HARD = {"fires", "politics", "sieges"}


def without_hard(events: Mapping[str, str]) -> dict[str, str]:
    """Leave out the events of the hard worlds."""
    return {key: event for key, event in events.items() if key.split("/")[0] not in HARD}


def test_all_worlds_at_once() -> None:
    """A hundred and sixty articles of sixty events in one window keep apart."""
    everything = [one for name in WORLDS for one in world(name) if one[0] != ROUND_UP]
    everything.sort(key=lambda one: one[1].at)
    events = {one.key: event for event, one in everything}
    stories = grouped(one for _, one in everything)
    precision, recall = b_cubed(events, stories)
    assert precision == 1.0
    assert recall >= 0.86
    assert b_cubed(without_hard(events), stories)[1] >= 0.91


def test_two_attacks_of_one_week_stay_two() -> None:
    """One kind, one province, one group that claims both: the town and the day tell them apart."""
    stories = grouped(in_world("attacks"))
    assert stories[NUSHOL] != stories[PIRGAH]
    assert stories["attacks/7"] == stories[NUSHOL]  # an arrest after three days


def test_the_operation_of_the_same_name_a_year_before_is_another() -> None:
    """The name and the words are the same; the year is not."""
    stories = grouped(in_world("attacks"))
    assert stories["attacks/8"] != stories["attacks/11"]


def test_an_anniversary_is_another_story() -> None:
    """It tells of the same event, a year on."""
    stories = grouped(in_world("accidents"))
    assert stories["accidents/11"] != stories["accidents/14"]


def test_a_round_up_belongs_to_several() -> None:
    """It has one story, and names the other."""
    stories = Stories()
    for one in in_world("attacks"):
        decision = stories.decide(one)
        stories.add(one, decision)
        if one.key == "attacks/13":
            break
    assert decision.story is not None
    assert {decision.story, *decision.others} == {NUSHOL, PIRGAH}


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_matters_little(seed: int) -> None:
    """Articles that come up to two days late join the story of their day."""
    chance = Random(seed)  # noqa: S311  the same articles in every run
    some = [one for name in WORLDS for one in world(name) if one[0] != ROUND_UP]
    late = sorted(some, key=lambda one: one[1].at + chance.random() * timedelta(days=2))
    events = {one.key: event for event, one in some}
    stories = grouped(one for _, one in late)
    precision, recall = b_cubed(events, stories)
    assert precision == 1.0
    assert recall >= 0.86
    assert b_cubed(without_hard(events), stories)[1] >= 0.91


def test_an_article_that_comes_late_is_of_its_day() -> None:
    """It was published before those that came: what counts is when that was."""
    crash, follow_up = (in_world("accidents")[at] for at in (0, 1))
    stories = Stories()
    stories.add(follow_up, stories.decide(follow_up))
    assert stories.decide(crash).story == follow_up.key


def test_an_article_without_a_date_joins_by_what_it_says() -> None:
    """Of unknown age, it is neither too old nor too new for a story."""
    first, second, *_ = in_world("attacks")
    undated = replace(first, at=first.at - timedelta(days=900), dated=False, days=())
    stories = Stories()
    stories.add(undated, stories.decide(undated))
    assert stories.decide(second).story == undated.key


def test_deciding_changes_nothing() -> None:
    """The same article asked twice, and after others were asked, gets the same answer."""
    first, second, *rest = in_world("accidents")
    stories = Stories()
    stories.add(first, stories.decide(first))
    before = stories.decide(second)
    for other in rest:
        stories.decide(other)
    assert stories.decide(second) == before
    assert len(stories) == 1


def test_the_evidence_is_shown() -> None:
    """Why an article belongs to a story is said in what both have."""
    first, second = in_world("attacks")[:2]
    stories = Stories()
    stories.add(first, stories.decide(first))
    evidence = stories.decide(second).evidence
    assert evidence.nearest == first.key
    assert "102" in evidence.places
    assert ("killed", 6.0) in evidence.figures
    assert "attack" in evidence.words
    assert evidence.apart == timedelta(hours=1, minutes=25)


def test_a_copy_is_where_its_original_is() -> None:
    """Whatever it looks like: what copies found is not decided again."""
    first, *_ = in_world("attacks")
    stories = Stories()
    stories.add(first, stories.decide(first))
    other = Features("copy", first.at)
    decision = stories.decide(other, copy_of=first.key)
    assert (decision.story, decision.by) == (first.key, By.COPY)
    assert stories.decide(other, copy_of="unknown").story is None


def test_people_merge_stories_for_ever() -> None:
    """Both are one, at once and in every regrouping; what would have joined either joins it."""
    some = in_world("attacks")
    stories = Stories()
    for one in some[:-1]:
        stories.add(one, stories.decide(one))
    correction = merge(PIRGAH, NUSHOL)
    stories.correct(correction)
    assert {stories.story_of(key) for key in (NUSHOL, PIRGAH, "attacks/6")} == {NUSHOL}
    again = grouped(some, [correction])
    assert again[PIRGAH] == again[NUSHOL] == again["attacks/6"] == NUSHOL


def test_people_split_a_story_for_ever() -> None:
    """Some articles leave it for a story of their own, even the one that began it."""
    some = in_world("accidents")
    stories = Stories()
    for one in some:
        stories.add(one, stories.decide(one))
    left = ("accidents/1", "accidents/2")
    correction = split("accidents/1", left, ("accidents/3", "accidents/4"))
    stories.correct(correction)
    at_once = {one.key: stories.story_of(one.key) for one in some}
    for now in (at_once, grouped(some, [correction])):
        assert {now[key] for key in left} == {"accidents/1+"}
        assert now["accidents/3"] == now["accidents/4"] == "accidents/1"


def test_people_move_an_article_for_ever() -> None:
    """It belongs where somebody put it, and merging that story afterwards takes it along."""
    some = in_world("accidents")
    corrections = [move("accidents/3", "accidents/8"), merge("accidents/8", "accidents/11")]
    stories = Stories()
    for one in some:
        stories.add(one, stories.decide(one))
    for correction in corrections:
        stories.correct(correction)
    assert stories.story_of("accidents/3") == "accidents/11"
    again = grouped(some, corrections)
    assert again["accidents/3"] == again["accidents/8"] == "accidents/11"
    assert again["accidents/1"] == "accidents/1"


def test_an_edited_article_is_compared_by_its_newer_text() -> None:
    """Added again it is one article still, in its story."""
    first, second = in_world("attacks")[:2]
    stories = Stories()
    stories.add(first, stories.decide(first))
    stories.add(second, stories.decide(second))
    stories.add(second, stories.decide(second))
    assert len(stories) == 2
    assert stories.story_of(second.key) == first.key


def test_what_left_the_window_is_joined_no_more() -> None:
    """Forgotten by the time of publication; the rest is found as before."""
    some = in_world("accidents")
    stories = Stories()
    for one in some[:4]:
        stories.add(one, stories.decide(one))
    assert stories.forget(some[3].at + timedelta(seconds=1)) == 4
    assert len(stories) == 0
    assert stories.decide(some[1]).story is None


def test_a_long_run_keeps_no_more_than_its_window() -> None:
    """Rows are numbered anew as articles leave; those that stay are still found."""
    first, second = in_world("accidents")[:2]
    stories = Stories()
    for number in range(12_000):
        other = Features(f"other {number}", first.at - timedelta(days=9), terms=(("x", 1.0),))
        stories.add(other, stories.decide(other) if number < 3 else stories.decide(first))
    stories.add(first, stories.decide(first))
    assert stories.forget(first.at - timedelta(days=1)) == 12_000
    assert len(stories) == 1
    assert stories.decide(second).story == first.key


def test_articles_that_say_nothing_are_stories_of_their_own() -> None:
    """An empty text has nothing in common with another."""
    at = datetime(2031, 1, 1, tzinfo=UTC)
    empty = Article("", "", "")
    some = [features(empty, read_figures(empty), key, at, ()) for key in "ab"]
    assert grouped(some) == {"a": "a", "b": "b"}


def test_a_war_is_not_one_story() -> None:
    """A raid every other day by one group, told in the words of raids, is a story each."""
    pattern = in_world("attacks")[0]
    stories = Stories()
    keys = set()
    for number in range(28):
        at = pattern.at + timedelta(days=2 * number)
        details = [f"detail {number} {one}" for one in range(15)]
        raid = replace(
            pattern,
            key=f"raid {number}",
            at=at,
            places=(f"town {number}",),
            names=("trn lbrtn", "lbrtn", "frnt", f"town {number}", f"officer {number}"),
            figures=(("killed", 2.0 + number % 5),),
            days=(at.date(),),
            terms=(*pattern.terms[:15], *((detail, 1.0) for detail in details)),
        )
        keys.add(stories.add(raid, stories.decide(raid)))
    assert len(keys) == 28


def test_what_nobody_else_has_finds_nothing() -> None:
    """A story's words become usual as it grows; an article with much of its own finds it still."""
    pattern = in_world("accidents")[0]
    common = tuple((f"common{number}", 1.0) for number in range(6))
    stories = Stories()
    for number in range(12):
        own = tuple((f"own{number}x{one}", 1.0) for one in range(20))
        report = replace(pattern, key=f"report {number}", names=("train", "hjk"), places=(),
                         terms=(*common, *own), figures=())  # fmt: skip
        assert stories.add(report, Decision("report 0")) == "report 0"
    names = tuple(f"new{one} name" for one in range(40))
    late = replace(pattern, key="late", names=("train", "hjk", *names), places=(), figures=(),
                   terms=common)  # fmt: skip
    assert stories.decide(late).evidence.nearest


def _report(key: str, hours: float, terms: str, names: str) -> Features:
    at = datetime(2031, 6, 1, tzinfo=UTC) + timedelta(hours=hours)
    words = tuple((word, 1.0) for word in terms.split())
    return Features(key, at, "Hill Courier", "en", words, tuple(names.split()), days=(at.date(),))


BREACH = _report("breach", 0, "dam breach irrigation gate villag mango roof", "oshti tlmk")
CLEARED = _report("cleared", 2, "dam evacuation ward riversid bus clock cow", "mrl ktvnd oshti")
BOTH = _report("both", 4, "dam breach irrigation gate evacuation ward bus cow", "oshti ktvnd mrl")


def _with(
    *reports: Features, corrections: Sequence[Correction] = ()
) -> tuple[Stories, list[Decision]]:
    stories, decisions = Stories(corrections), []
    for one in reports:
        decisions.append(stories.decide(one))
        stories.add(one, decisions[-1])
    return stories, decisions


def test_an_article_shows_that_two_stories_are_one() -> None:
    """What shares little with another is joined to it by a third that shares much with both."""
    stories, (_, apart, joint) = _with(BREACH, CLEARED, BOTH)
    assert apart.story is None
    assert [one.story for one in joint.joints] == ["cleared"]
    assert joint.joints[0].evidence.nearest == "both"
    assert "ward" in joint.joints[0].evidence.words
    assert {stories.story_of(one.key) for one in (BREACH, CLEARED, BOTH)} == {"breach"}
    assert set(regroup([BREACH, CLEARED, BOTH]).values()) == {"breach"}


def test_a_round_up_joins_nothing() -> None:
    """It tells of both, and says so."""
    _, (*_, decision) = _with(BREACH, CLEARED, replace(BOTH, many=True))
    assert not decision.joints
    assert {decision.story, *decision.others} == {"breach", "cleared"}


def test_what_a_person_parted_is_not_joined() -> None:
    """He said what belongs to a story; articles do not overrule him."""
    parted = split("breach", ("cleared",), ("breach",))
    stories, (*_, decision) = _with(BREACH, CLEARED, BOTH, corrections=[parted])
    assert not decision.joints
    assert stories.story_of("cleared") == "cleared+"


def test_stories_that_began_weeks_apart_are_not_joined() -> None:
    """A war's stories share much; an article on two of them makes them not one."""
    later = [replace(one, at=one.at + timedelta(days=20)) for one in (CLEARED, BOTH)]
    _, (*_, decision) = _with(BREACH, *later)
    assert not decision.joints


def test_articles_may_come_in_any_order_of_years() -> None:
    """A newer article lets no older one go, and what is of another year is another story."""
    crash, follow_up = in_world("accidents")[:2]
    years = timedelta(days=3_000)
    newer = replace(crash, key="newer", at=crash.at + years, days=())
    stories = regroup([crash, newer, follow_up])
    assert stories[follow_up.key] == crash.key
    assert stories["newer"] == "newer"


QUAKE = _report("quake", 0, "quake hous hospital power dust valley night", "prg mn srl")
TOLL = _report("toll", 20, "quake dead night bread mule door", "prg ntd")


def _killing(report: Features, killed: float) -> Features:
    return replace(report, figures=(("killed", killed),))


@pytest.mark.parametrize(
    ("killed", "later", "is_one"), [(310, 580, True), (310, 21, False), (3, 4, False)]
)
def test_a_toll_grows_within_a_story(killed: float, later: float, *, is_one: bool) -> None:
    """580 dead may be what were 310 yesterday; 21 are not, and three or four die everywhere."""
    first, second = _killing(QUAKE, killed), replace(_killing(TOLL, later), key="later")
    stories = Stories()
    stories.add(first, stories.decide(first))
    neither = stories.decide(replace(second, figures=())).evidence.score
    assert (stories.decide(second).evidence.score > neither + 0.3) is is_one
    assert (stories.decide(second).evidence.score < neither) is (later == 21)


def test_a_town_and_its_district_are_one_place() -> None:
    """One names the district, one a town in it: that is no other place; another town is."""
    district = replace(QUAKE, places=("v.n.d",), regions=("v.n.d", "VX"))
    stories = Stories()
    stories.add(district, stories.decide(district))
    within = replace(TOLL, places=("104",), regions=("v.n.d", "VX"))
    other = replace(TOLL, places=("102",), regions=("v.n.l", "VX"))
    scores = [stories.decide(one).evidence.score for one in (within, other)]
    assert scores[0] > scores[1] + 1


FIRE = _report("fire", 0, "fire mill weaver blaze hall smoke", "tlrd brgt")
OWNER = _report("owner", 3, "owner licenc court inspector fire", "brgt ksml")
LINK = _report("link", 5, "fire mill weaver hall owner licenc inspector", "tlrd brgt ksml")


def test_a_small_story_is_asked_again() -> None:
    """What began a story would not, now that a report is there that has both sides of it."""
    stories, (_, apart, joint) = _with(FIRE, OWNER, LINK)
    assert apart.story is None
    assert {stories.story_of(one.key) for one in (FIRE, OWNER, LINK)} == {"fire"}
    assert [one.story for one in joint.joints] == ["owner"]
    assert joint.joints[0].evidence.score >= 0


@pytest.mark.parametrize("seed", [None, 5])
def test_what_is_worked_out_anew_is_what_was_at_hand(
    monkeypatch: pytest.MonkeyPatch, seed: int | None
) -> None:
    """Whether a story's sums are kept or added up again, each decision is the same to the digit."""
    some = sorted((one for name in WORLDS for one in in_world(name)), key=lambda one: one.at)
    if seed is not None:
        Random(seed).shuffle(some)  # noqa: S311  the same order in every run

    def decisions() -> Iterable[tuple[str, Decision]]:
        stories = Stories()
        for number, one in enumerate(some):
            decision = stories.decide(one)
            yield stories.add(one, decision), decision
            if number % 9 == 8:
                stories.leave(some[number - 5].key)

    kept = list(decisions())
    monkeypatch.setattr("monitor.stories._AT_ONCE", 1)
    monkeypatch.setattr("monitor.stories._LONG", 3)
    assert list(decisions()) == kept
    assert {decision.story is None for _, decision in kept} == {True, False}


def test_what_is_packed_is_read_back() -> None:
    """Slots and weights in the order in which they were; the weight in 255 steps."""
    parts = [Part(1.0, 3_000_000, Channel.NUMBER, "241"), Part(0.25, 7, Channel.WORD, "blast")]
    slots, steps = unpacked(packed(parts))
    assert ([*slots], [*steps]) == ([3_000_000, 7], [255, 64])
    assert unpacked(packed([])) == (array("I"), b"")
