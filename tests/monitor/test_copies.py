"""Which article a text is a copy of."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.copies import Copies
from monitor.fingerprint import fingerprint_of
from news.copy import NO_CREDIT, Credit, Fingerprint, Printing
from news.figure import Bound, Claim, Effect, Figure, FigureReading, Scope
from news.finding import Span
from wirewatch.newsworld.world import World

NINE = datetime(2026, 2, 1, 9, tzinfo=UTC)
WIRE = Credit(("Federation Wire",), whole=True)
REPORT = (
    "The roof of the covered market in Tarnoss came down shortly before the morning trade began, "
    "and eleven stall keepers were pulled from under it by bakers who had been working next door.\n"
    "Firemen from three towns cut through the tin until noon. Their captain, Ilvane Dorvale, said "
    "that two of the injured would lose a leg and that nobody was missing any more.\n"
    "The market was built in a single winter after the great thaw, and the guild of weavers has "
    "asked for new beams in every spring since. A letter from the guild, seen by this newspaper, "
    "warned last autumn that the north wall had begun to lean towards the river.\n"
    "The mayor promised an inquiry and closed the two other markets of the same builder. Traders "
    "carried their cloth to the square in front of the observatory, where most of it was sold."
)
OTHER = (
    "Eleven people were hurt on Sunday when the tin roof over the stalls of Tarnoss fell in, the "
    "captain of its firemen told reporters at the scene.\n"
    "Neighbours spoke of a noise like a train. “We thought that the river had come,” said the "
    "baker Farun Kossimar, who was first to reach the women and had flour in his hair still.\n"
    "An engineer who knows the building called its beams a disgrace. The guild had complained in "
    "writing, and the town hall had answered that money would be there after the harvest.\n"
    "Schools near the square stay closed tomorrow. The bishop is to visit the hospital at noon."
)
FOOT = (
    "Follow the Tarnoss Mail on all your screens and never miss a story from the coast again. "
    "Write to our editors under the address in the footer if you have seen something that they "
    "should know. Subscribers read the whole paper a day earlier and get the calendar for nothing."
)


def figures(*said: tuple[Effect, float]) -> FigureReading:
    """Return a reading that counts these."""
    nowhere = Span(0, 0)
    return FigureReading(
        tuple(
            Claim(
                Figure(
                    value, value, value, Bound.EXACTLY, "people", effect, "people", None,
                    Scope.EVENT, nowhere, nowhere, 1.0,
                )
            )
            for effect, value in said
        )
    )  # fmt: skip


TOLL = figures((Effect.KILLED, 4), (Effect.INJURED, 11), (Effect.RESCUED, 30))


def printing(
    name: str,
    text: str,
    minutes: float = 0,
    source: str = "",
    *,
    reading: FigureReading | None = None,
    credit: Credit = NO_CREDIT,
) -> Printing:
    """Return an article; its source is called like it where none is given."""
    at = NINE + timedelta(minutes=minutes)
    return Printing(name, source or name, at, fingerprint_of(text, reading), credit, f"/{name}")


def known(*printings: Printing) -> Copies:
    """Return copies that know these, each placed as it was looked up."""
    copies = Copies()
    for one in printings:
        copies.add(one, copies.look(one))
    return copies


def cut(text: str, share: float) -> str:
    """Return the beginning of a text."""
    words = text.split(" ")
    return " ".join(words[: int(len(words) * share)])


def reordered(text: str) -> str:
    """Return its sentences in another order."""
    said = text.replace("\n", " ").split(". ")
    random.Random(4).shuffle(said)  # noqa: S311  an order, no secret
    return ". ".join(said)


def swapped(text: str, every: int) -> str:
    """Replace every so many words."""
    words = text.split(" ")
    words[::every] = [f"other{number}" for number in range(len(words[::every]))]
    return " ".join(words)


def turned(text: str) -> str:
    """Replace two words of six: of the runs of three words a third is left."""
    words = text.split(" ")
    return " ".join(f"other{n}" if n % 6 in {0, 1} else word for n, word in enumerate(words))


def invented(words: int) -> str:
    """Return words that nobody else has."""
    return " ".join(f"w{number}" for number in range(words))


@pytest.mark.parametrize(
    ("text", "is_copy"),
    [
        (REPORT, True),
        (cut(REPORT, 0.4), True),
        (reordered(REPORT), True),
        (reordered(cut(REPORT, 0.6)), True),
        (swapped(REPORT, 7), True),
        (REPORT.upper(), True),
        (f"{cut(REPORT, 0.5)}\n{FOOT}", True),
        (OTHER, False),
        (f"{OTHER}\n“Two of the injured would lose a leg and nobody was missing any more.”", False),
        # A round-up that holds the whole of a short report among many others.
        (f"{REPORT}\n{invented(2000)}", False),
        (FOOT, False),
        (cut(REPORT, 0.2), True),
        (f"{cut(REPORT, 0.1)} It was the second such fall of a roof in this town.", False),
        ("", False),
        ("Tarnoss", False),
    ],
)
def test_what_is_a_copy(text: str, is_copy: bool) -> None:
    copies = known(printing("Wire", REPORT))
    link = copies.look(printing("Mail", text, 40))
    assert (link is not None and link.of == "Wire") == is_copy


def test_a_rewritten_text_is_a_copy_where_its_figures_agree() -> None:
    """A fifth of the words in a row and all of three figures prove what neither does alone."""
    copies = known(printing("Wire", REPORT, reading=TOLL))
    told = f"{turned(REPORT)}\n{invented(180)}"
    alone = copies.look(printing("Mail", told, 40))
    agreed = copies.look(printing("Mail", told, 40, reading=TOLL))
    other = copies.look(printing("Mail", told, 40, reading=figures((Effect.KILLED, 9))))
    assert alone is None
    assert agreed is not None
    assert (agreed.why, agreed.figures) == ("figures", 1.0)
    assert other is None


def test_a_rewritten_text_is_a_copy_of_what_it_credits() -> None:
    """Who credits the agency has rewritten its text."""
    copies = known(printing("Wire", REPORT, source="Federation Wire"))
    link = copies.look(printing("Mail", turned(REPORT) + invented(180), 40, credit=WIRE))
    assert link is not None
    assert link.why == "credit"


def test_a_sources_boilerplate_makes_no_copies() -> None:
    """What other articles of the source have is not looked at, however short its reports are."""
    short = [cut(swapped(OTHER, 1 + number), 0.25) for number in range(4)]
    copies = Copies()
    for number, text in enumerate(short[:3]):
        copies.add(printing(f"m{number}", f"{text}\n{FOOT}", 5 * number, "Tarnoss Mail"))
    assert (
        copies.look(
            printing("m3", f"Quite another thing happened today.\n{FOOT}", 60, "Tarnoss Mail")
        )
        is None
    )


def test_tomorrows_prices_are_no_copy_of_todays() -> None:
    """One outlet's daily template with other figures is news; the same ones again are not."""
    day = 24 * 60
    old = printing("today", REPORT, source="Mail", reading=TOLL)
    new = printing(
        "tomorrow", swapped(REPORT, 40), day, "Mail", reading=figures((Effect.KILLED, 5))
    )
    copies = known(old)
    assert copies.look(new) is None
    assert (
        copies.look(printing("again", swapped(REPORT, 40), day, "Mail", reading=TOLL)) is not None
    )


def test_copies_of_a_copy_are_linked_to_the_first() -> None:
    """Whatever was compared, the link names the first of all."""
    copies = known(printing("Wire", REPORT), printing("Herald", cut(REPORT, 0.5), 30))
    link = copies.look(printing("Mail", cut(REPORT, 0.5), 60))
    assert link is not None
    assert link.of == "Wire"
    copies.add(printing("Mail", cut(REPORT, 0.5), 60), link)
    assert copies.group("Mail") == ("Wire", "Herald", "Mail")


@pytest.mark.parametrize(
    ("late", "leads"),
    [
        (printing("Wire", REPORT, -30), True),
        (printing("Wire", REPORT, 30), False),
        (replace(printing("Wire", REPORT, -9 * 60), until=NINE + timedelta(hours=15)), False),
        (replace(printing("Wire", REPORT, -33 * 60), until=NINE), True),
        # The clock of who credits is early, or the agency's report reached us late.
        (printing("Federation Wire", REPORT, 30), True),
        (replace(printing("Wire", REPORT, -30), credit=Credit(("Mail",), whole=True)), False),
        (replace(printing("Wire", cut(REPORT, 0.5), 30), url="/original"), True),
        (replace(printing("Wire", REPORT, -30), original="/Mail"), False),
    ],
)
def test_who_was_first(late: Printing, leads: bool) -> None:
    first = replace(printing("Mail", REPORT, credit=WIRE), original="/original")
    copies = known(first)
    link = copies.look(late)
    assert link is not None
    assert link.leads == leads
    copies.add(late, link)
    assert copies.first("Mail") == (late.id if leads else "Mail")


def test_a_page_that_names_its_original_is_a_copy_of_it() -> None:
    """rel=canonical to another site says so where something of the text is left."""
    copies = known(printing("Wire", REPORT))
    told = printing("Mail", f"{cut(REPORT, 0.2)}\n{invented(300)}", 40)
    assert copies.look(told) is None
    link = copies.look(replace(told, original="/Wire"))
    assert link is not None
    assert (link.of, link.why) == ("Wire", "original")


def test_a_careless_template_hides_no_report() -> None:
    """Whoever names another's address below a text of his own is not believed."""
    copies = known(printing("Wire", REPORT))
    assert copies.look(replace(printing("Mail", OTHER, 40), original="/Wire")) is None


def test_what_is_forgotten_is_no_original() -> None:
    """The window moves; those that stay are found as before."""
    world = World(start=NINE)
    copies = Copies()
    late = []
    for item in world.articles:
        one = Printing(item.id, item.outlet, item.published, _fingerprint(item))
        copies.add(one, copies.look(one))
        late.append(one)
    before = NINE + timedelta(hours=4)
    old = [one.id for one in late if one.at < before]
    assert 0 < len(old) < len(late)
    assert copies.forget(before) == len(old)
    assert len(copies) == len(late) - len(old)
    for one in late:
        link = copies.look(replace(one, id="again", source="another"))
        assert link is not None if one.at >= before else link is None or link.of not in old
    assert copies.forget(before) == 0


def test_what_is_left_of_many_is_found_as_before() -> None:
    """When most are gone the others get new places, and keep their groups and addresses."""
    copies = Copies()
    crowd = [printing(f"old{n}", f"{invented(3)} {n} {n + 1} {n + 2}", n) for n in range(9000)]
    new = [printing("Wire", REPORT, 9100), printing("Herald", cut(REPORT, 0.5), 9200)]
    other = printing("Sun", OTHER, 9150)
    copies.restore([*((one, None) for one in crowd), (new[1], "Wire"), (other, None)])
    copies.add(new[0], copies.look(new[0]))
    copies.add(crowd[-1])
    assert copies.forget(NINE + timedelta(minutes=9050)) == len(crowd)
    assert len(copies) == 3
    assert copies.group("Herald") == ("Wire", "Herald")
    copies.add(printing("Post", OTHER, 9300), copies.look(printing("Post", OTHER, 9300)))
    assert copies.group("Sun") == ("Sun", "Post")
    named = replace(printing("Mail", cut(REPORT, 0.6), 9400), original="/Wire")
    link = copies.look(named)
    assert link is not None
    assert (link.of, link.why) == ("Wire", "original")


def test_many_articles_fill_shelves_that_answer_alike() -> None:
    """A copy is found wherever its original has moved to meanwhile, and nothing else is."""
    dice = random.Random(1)  # noqa: S311  letters, no secret
    texts = [" ".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=90)) for _ in range(1500)]
    texts = [" ".join(a + b for a, b in zip(text, text[2:], strict=False)) for text in texts]
    copies = Copies()
    for number, text in enumerate(texts):
        one = printing(str(number), text, number, f"o{number % 40}")
        assert copies.look(one) is None
        copies.add(one)
    for number in range(0, 1500, 50):
        link = copies.look(printing("x", cut(texts[number], 0.5), 2000))
        assert link is not None
        assert link.of == str(number)


def test_what_is_restored_is_what_was_remembered() -> None:
    """After a start each look says what it would have said before, of groups and firsts alike."""
    one_by_one, told = Copies(), list[Printing]()
    for item in World(start=NINE).articles:
        told.append(Printing(item.id, item.outlet, item.published, _fingerprint(item)))
        one_by_one.add(told[-1], one_by_one.look(told[-1]))
    restored = Copies()
    restored.restore((one, one_by_one.first(one.id)) for one in told)
    later = [replace(one, id=f"{one.id} again", source="another") for one in told]
    assert [restored.look(one) for one in later] == [one_by_one.look(one) for one in later]
    assert {one.id: {*restored.group(one.id)} for one in told} == {
        one.id: {*one_by_one.group(one.id)} for one in told
    }
    restored.add(later[0], restored.look(later[0]))
    assert restored.forget(NINE + timedelta(days=300)) == len(told) + 1


def test_copies_whose_first_is_gone_stay_together() -> None:
    """Who was first of a text may be older than what is restored."""
    copies = Copies()
    copies.restore([(printing("Mail", REPORT), "Wire"), (printing("Sun", REPORT, 5), "Wire")])
    assert copies.group("Sun") == ("Mail", "Sun")


def test_a_revised_text_replaces_the_former_one() -> None:
    """It stays among its copies, and who copies its new text is found."""
    copies = known(printing("Wire", REPORT), printing("Mail", REPORT, 30))
    copies.add(printing("Wire", OTHER))
    assert copies.first("Mail") == "Wire"
    link = copies.look(printing("Herald", OTHER, 60))
    assert link is not None
    assert link.of == "Wire"
    assert len(copies) == 2


def test_a_person_may_say_that_it_is_no_copy() -> None:
    """Detached, it is first of its own; those that copied the rest stay together."""
    copies = known(
        printing("Wire", REPORT), printing("Mail", REPORT, 30), printing("Sun", REPORT, 40)
    )
    copies.detach("Wire")
    assert copies.first("Wire") == "Wire"
    assert copies.group("Sun") == ("Mail", "Sun")
    copies.detach("nobody")


def test_every_copy_of_the_news_world_is_found_and_nothing_else() -> None:
    """The demo's outlets copy, cut and retitle; its other reports are their own."""
    copies = Copies()
    found = {}
    articles = World(start=NINE).articles
    for item in articles:
        one = Printing(item.id, item.outlet, item.published, _fingerprint(item))
        link = copies.look(one)
        copies.add(one, link)
        if link:
            found[item.id] = link.of
    assert found == {item.id: item.copy_of for item in articles if item.copy_of}


def _fingerprint(item: object) -> Fingerprint:
    return fingerprint_of("\n".join(item.texts[0].paragraphs))  # type: ignore[attr-defined]


@pytest.mark.parametrize("reading", [None, FigureReading(), TOLL])
@pytest.mark.parametrize(
    "text", ["", "Tarnoss", REPORT, REPORT * 30, "洪水袭击山谷，十人死亡，官员说。"]
)
def test_a_fingerprint_is_stored_in_bytes(text: str, reading: FigureReading | None) -> None:
    made = fingerprint_of(text, reading)
    assert Fingerprint.from_bytes(made.to_bytes()) == made
    assert len(made.to_bytes()) < 600


@pytest.mark.parametrize("raw", [b"", b"\x01", b"\xff" * 40])
def test_what_another_version_stored_is_not_compared(raw: bytes) -> None:
    assert Fingerprint.from_bytes(raw) is None


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_each_article_is_in_one_group(seed: int) -> None:
    """Added, revised, detached, forgotten and restored in any order, none is lost or in two."""
    dice = random.Random(seed)  # noqa: S311  a course of events, no secret
    texts = [REPORT, OTHER, *(f"{invented(60)} {n} " * 2 for n in range(6))]
    copies, known_at = Copies(), dict[str, datetime]()
    for step in range(400):
        name = f"a{dice.randrange(60)}"
        match dice.choice(["add"] * 8 + ["detach", "forget", "restore"]):
            case "add":
                text = cut(dice.choice(texts), dice.choice([0.5, 0.8, 1]))
                new = printing(name, text, step + dice.choice([-30, 0, 0]), f"o{dice.randrange(9)}")
                copies.add(new, copies.look(new))
                known_at[name] = new.at
            case "detach":
                copies.detach(name)
                assert copies.group(name) == (name,)
            case "forget":
                before = NINE + timedelta(minutes=step - 120)
                gone = [one for one, at in known_at.items() if at < before]
                assert copies.forget(before) == len(gone)
                known_at = {one: at for one, at in known_at.items() if one not in gone}
            case "restore":
                fresh = f"r{step}"
                copies.restore([(printing(fresh, dice.choice(texts), step), name)])
                known_at[fresh] = NINE + timedelta(minutes=step)
        assert len(copies) == len(known_at)
        groups = {frozenset(copies.group(one)) for one in known_at}
        assert sum(map(len, groups)) == len(known_at)
        assert all(copies.first(one) == copies.group(one)[0] for one in known_at)
