"""Who says how many: a number in braces, and the speaker it must be given to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.figures.speakers import attribute, canonical
from news.figure import OUTLET, Bound, Effect, Figure, Scope, Speaker, VictimClass, Voice
from news.finding import Span
from news.text import sentences

_MARKED = re.compile(r"\{([^}]*)\}")


def figure(start: int, end: int, effect: Effect) -> Figure:
    return Figure(
        value=1,
        low=1,
        high=1,
        bound=Bound.EXACTLY,
        unit="people",
        effect=effect,
        counts="people",
        victim_class=None,
        scope=Scope.EVENT,
        span=Span(start, end),
        sentence=Span(start, end),
        confidence=1.0,
    )


def _speakers(
    marked: str,
    effect: Effect = Effect.KILLED,
    units: Sequence[str] = (),
    classes: Sequence[VictimClass] = (),
) -> list[Speaker]:
    """Attribute the numbers in braces."""
    plain, figures, last = "", [], 0
    for match in _MARKED.finditer(marked):
        plain += marked[last : match.start()]
        figures.append(figure(len(plain), len(plain) + len(match.group(1)), effect))
        plain += match.group(1)
        last = match.end()
    plain += marked[last:]
    for at, unit in enumerate(units):
        figures[at] = replace(figures[at], unit=unit)
    for at, victims in enumerate(classes):
        figures[at] = replace(figures[at], victim_class=victims)
    return attribute(plain, sentences(plain), figures)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police said {nine} miners had died.", "police"),
        ("{Nine} miners died, police said on Monday.", "police"),
        ("{Nine} miners died, police in Vesk said in a statement on Monday.", "police of Vesk"),
        ("“We buried {nine} men,” said mayor Ona Brill.", "Ona Brill"),
        (
            "“We buried {nine} men,” Ona Brill, the mayor of Vesk, told the Sandal Post.",
            "Ona Brill",
        ),
        ("The mayor, Ona Brill, said {nine} were dead.", "Ona Brill"),
        (
            "VARN: The banned Vesk Front on Monday claimed the raid, saying it had killed {nine}.",
            "Vesk Front",
        ),
        ("SOUTH HARBOUR — The Vesk Front raised its claim, saying {nine} had died.", "Vesk Front"),
        ("Rescue 1122 counted {nine} dead.", "Rescue 1122"),
        ("Locals said {nine} died.", "locals"),
        ("The Vesk Front claimed it killed {nine} men.", "Vesk Front"),
        ("Ona Brill, 62, told reporters {nine} were dead.", "Ona Brill"),
        ("Brigadier Ona Brill put the toll at {14}.", "Ona Brill"),
        ("According to the hospital, {nine} were admitted.", "hospital"),
        ("{Nine} were admitted, according to hospital officials.", "officials of hospital"),
        ("{Nine} were admitted, per the Vesk Flood Agency.", "Vesk Flood Agency"),
        ("The army launched raids, reporting that it had killed {41} rebels.", "army"),
        (
            "The Vesk Front claimed the attack, asserting that {100} soldiers were killed.",
            "Vesk Front",
        ),
        ("The army ended the siege and reports {nine} dead.", "army"),
        ("The army's final toll includes {nine} soldiers.", "army"),
        ("{Nine} were killed, the Sandal Post quoted the governor as saying.", "governor"),
        ("The toll was put at {nine} by the ministry.", "ministry"),
        ("{Nine} dead in Vesk mine: police", "police"),
        ("Police: {nine} dead in Vesk mine", "police"),
        ("Official data show {nine} deaths.", "official data"),
        ("Vesk's health ministry confirmed {nine} deaths.", "Vesk's health ministry"),
        ("The Ministry of Mines and Ports said {nine} had died.", "Ministry of Mines and Ports"),
        ("Figures from the Vesk water board show {70} deaths.", "Vesk water board"),
        ("A spokesman for the army said {nine} died.", "army"),
        ("A spokesman for the army, Ona Brill, said {nine} died.", "Ona Brill"),
        ("“{Nine} died,” said a spokesman for the army, Ona Brill.", "Ona Brill"),
        ("An army spokesman said {nine} died.", "army"),
        ("Per the ward sister, {six} had burns.", "ward sister"),
        ("Adding that {six} were missing, Captain Ona Brill asked for boats.", "Ona Brill"),
        ("THE MAYOR REPORTED THAT {9} MINERS DIED.", "MAYOR"),
        ("Mayor Said Brill reported {nine} deaths.", "Said Brill"),
        ("{Nine} died, official data show.", "official data"),
        ("A ferryman said {six} drowned.", "ferryman"),
        ("In the view of the coroner, Dr Brill, {four} died of smoke.", "Brill"),
        ("Quoting the mayor, Radio Vesk said {nine} boats sank.", "mayor"),
        ("Told by the captain that {eight} were missing, boats set out.", "captain"),
        ("A report seen by the Sandal Post lists {37} deaths.", "report"),
        ("Police — who met the press — said {six} had died.", "police"),
        ("{Nine} dead in Vesk — police", "police"),
        ("As the mayor told the council, {nine} died.", "mayor"),
        ("The military's media wing said {nine} had died.", "Inter-Services Public Relations"),
    ],
)
def test_who_says_it_in_the_sentence(text: str, expected: str) -> None:
    assert [speaker.canonical for speaker in _speakers(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The flood claimed the lives of {nine} villagers.",
        "The flood has claimed {nine} lives.",
        "The Vesk Front claimed responsibility for the attack that killed {nine}.",
        "{Nine} were reported missing.",
        "{Nine} miners died on Monday.",
        "Reports say {nine} died.",
        "Footage shows {nine} men on a roof.",
        "VESK: {Nine} miners died on Monday.",
        "Vesk, March 3: {Nine} miners died on Monday.",
        "No official count exists of the {nine} ships.",
        "Losses of an estimated {nine} million are feared.",
        "The state bank will give {nine} million.",
        "Karst reported {36} deaths.",
        "Karst and Vesk reported {36} deaths.",
        "The judge denied bail to {six} men.",
        "The letter, which the board confirmed receiving, follows {11} deaths.",
        "The mayor will speak at the grave of {four} soldiers.",
        "The quake killed {nine} people. The mayor of Vesk said he was sad.",
    ],
)
def test_nobody_says_it(text: str) -> None:
    """Lives and responsibility are claimed without saying anything; a rumour has no speaker."""
    assert [speaker.written for speaker in _speakers(text)] == [""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{Nine} died, the mayor said, while the army put the toll at {14}.",
            ["mayor", "army"],
        ),
        (
            "{Ten} persons died, officials said, and {100} were saved, the army claimed.",
            ["officials", "army"],
        ),
        ("The mayor said {nine} had died, the Sandal Post reported.", ["mayor"]),
        ("Official figures show {nine} dead, the mayor revealed.", ["mayor"]),
        ("{Nine} were dead, Ona Brill said, adding that {four} were missing.", ["Ona Brill"] * 2),
        (
            "Ona Brill said {nine} died, according to a Sandal Post report, and that {14} may.",
            ["Ona Brill"] * 2,
        ),
    ],
)
def test_several_speakers_in_one_sentence(text: str, expected: list[str]) -> None:
    assert [speaker.canonical for speaker in _speakers(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rescue 1122 came. Rescue officials said {nine} died.", "Rescue 1122"),
        ("Harbour minister Ona Brill spoke on Monday. The minister said {nine} died.", "Ona Brill"),
        ("Mayor Ona Brill said it rained. {Nine} had drowned, she added.", "Ona Brill"),
        ("Mayor Ona Brill said it rained. {Nine} had drowned, according to her.", "Ona Brill"),
        ("Mayor Ona Brill said it rained. Brill put the toll at {nine}.", "Ona Brill"),
        (
            "The Vesk Liberation Army (VLA) said it struck. The group claims {nine} dead.",
            "Vesk Liberation Army",
        ),
        (
            "The Vesk Liberation Army (VLA) struck. The VLA said {nine} died.",
            "Vesk Liberation Army",
        ),
        (
            "The Karst Bank will lend, its chief said, {nine}. Chair Ona Brill told us so.",
            "Ona Brill",
        ),
    ],
)
def test_roles_and_short_names_mean_whoever_bears_them(text: str, expected: str) -> None:
    assert [speaker.canonical for speaker in _speakers(text)] == [expected]


def test_a_pronoun_without_anybody_is_somebody_unknown() -> None:
    """Somebody says it, and better no name than a wrong one."""
    (speaker,) = _speakers("{Nine} had drowned, she added.")
    assert (speaker.voice, speaker.written, speaker.canonical) == (Voice.ROLE, "she", "")
    assert _speakers("It added {13} ships.")[0].voice is Voice.OUTLET


def test_a_quote_goes_on_with_its_speaker() -> None:
    """What stands inside a quote of several sentences is said by whoever closes it."""
    text = (
        "“We searched all night. {Nine} were found.” Then rain came. “{Four} live,” Ona Brill said."
    )
    assert [speaker.canonical for speaker in _speakers(text)][-1] == "Ona Brill"
    text = "“{Nine} were found. We searched all night,” said Ona Brill."
    assert [speaker.canonical for speaker in _speakers(text)] == ["Ona Brill"]


def test_counting_goes_on_with_its_speaker() -> None:
    """A sentence that divides the figure before it has the same speaker, and less confidence."""
    text = "The agency said {nine} died. Of the dead {four} were women. The mine has {300} workers."
    first, part, other = _speakers(text)
    assert part.voice is Voice.CARRIED
    assert part.canonical == "agency"
    assert part.confidence < first.confidence
    assert other.voice is Voice.OUTLET


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The agency said {40} died. {Nine} were children.", "agency"),
        ("The agency said {40} died. At least another {nine} are missing.", "agency"),
        ("The agency said {40} died. In addition, {nine} were hurt.", "agency"),
        ("The agency said {40} died. They were {nine} men, two women and a child.", "agency"),
        ("The agency said {40} died. There were {nine} men, two women and a child.", ""),
        ("The agency said {40} died. Two hundred and {six} were hurt.", "agency"),
        ("The agency said {40} died. At least {nine} of the dead were children.", "agency"),
        ("The agency said {40} died. Upper Vesk and Karst (UVK) reported {nine} deaths.", "agency"),
        ("The agency said {40} died. Vesk was the worst hit with {nine} deaths.", "agency"),
        ("The agency said {40} died. The most deaths, {nine}, were in Vesk.", "agency"),
        ("The agency said {40} died. Women accounted for {nine} deaths.", "agency"),
        ("The agency said {40} died. A total of {nine} schools fell.", "agency"),
        ("The agency said {40} died. Some {nine} houses were also damaged.", "agency"),
        ("The agency said {40} died. The army had taken {nine} towns.", ""),
        ("The agency said {40} died. A bus burned. {Nine} were children.", ""),
        ("The agency said {40} died. They took {nine} women to a school.", ""),
        ("The agency said {40} died. In Vesk {nine} people were killed.", ""),
    ],
)
def test_only_what_goes_on_counting_is_carried(text: str, expected: str) -> None:
    """What needs the sentence before it is its speaker's; another count is the outlet's."""
    assert [speaker.canonical for speaker in _speakers(text)][-1] == expected


def test_who_did_it_counts_it() -> None:
    """Right behind the army stand the rebels that it killed, not the villagers whom they killed."""
    text = "The army said the pass was open. {Nine} rebels fell in the raid. {Two} villagers fell."
    militants, villagers = _speakers(text, classes=(VictimClass.MILITANT, VictimClass.CIVILIAN))
    assert (militants.canonical, villagers.canonical) == ("army", "")
    text = "Residents said the pass was open. {Nine} rebels fell in the raid."
    assert _speakers(text, classes=(VictimClass.MILITANT,))[0] is OUTLET


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen fled near Orlo, the army said. {One} soldier died.", "army"),
        ("Police said they shot dead a smuggler. {One} officer was wounded.", "police"),
        ("The navy said its boats fired first. {Three} sailors are dead.", "navy"),
        ("Residents said shots were fired. {One} soldier died.", ""),
        ("The mayor said the town was quiet. {Two} policemen were hurt last week.", ""),
        ("The Karst Front said it burned the post. {Nine} soldiers fell.", ""),
    ],
)
def test_who_counts_the_rebels_counts_his_own_losses(text: str, expected: str) -> None:
    """An army that has just spoken says how many of its men fell; nobody else does."""
    (speaker,) = _speakers(text, classes=(VictimClass.SECURITY,))
    assert speaker.canonical == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ISPR", "Inter-Services Public Relations"),
        ("the military’s media wing", "Inter-Services Public Relations"),
        ("Inter-Services Public Relations (ISPR)", "Inter-Services Public Relations"),
        ("the Army Information Wing (AIW)", "Army Information Wing"),
        ("the Vesk Army's information wing", "Vesk Army's information wing"),
        ("the army's media affairs wing", "Inter-Services Public Relations"),
        ("Officials", "officials"),
        ("Police officials", "officials of police"),
        ("Officials in Vesk", "officials of Vesk"),
        ("Indian officials", "officials of India"),
        ("Rescue-1122", "Rescue 1122"),
        ("local officials", "officials"),
        ("health department officials", "officials of health department"),
        ("officials of the Vesk Mining Board", "officials of Vesk Mining Board"),
        ("the WHO", "World Health Organization"),
        ("Defence Minister Ona Brill", "Ona Brill"),
        ("the Vesk police", "Vesk police"),
    ],
)
def test_one_speaker_has_one_name(written: str, expected: str) -> None:
    assert canonical(written) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "piece",
    [
        "police said {9}, ",
        "Ona Brill and ",
        "Ona Brill, the mayor, ",
        "“{9} ",
        "((((",
        "he said she said {9} ",
        "Xa{9} said. ",
        "The minister said {9}. Ona Brill.\n",
        "A a B b ",
        "پولیس نے بتایا کہ {9} ",
        "(ا) نے کہا، ان کے مطابق {9} ۔ ",
        "پولیس نے بتایا، انہوں نے کہا۔\n",
        "The CM said {9}. The same union said, Mayor Ona Brill said. It said\n",
        "Vesk Flood Agency VFA said ",
    ],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """What grew with the square of the text would outlast the time that a test has."""
    text = piece.replace("{9}", "9") * 20_000
    figures = [figure(at, at + 1, Effect.KILLED) for at in range(0, len(text), 7)]
    assert len(attribute(text, sentences(text), figures)) == len(figures)


def test_who_pledges_money_says_how_much() -> None:
    """A promise names its sum, and no other number."""
    text = "The Karst Bank has approved a {$9 million} loan."
    assert [speaker.canonical for speaker in _speakers(text, Effect.MONEY)] == ["Karst Bank"]
    assert [speaker.canonical for speaker in _speakers(text)] == [""]
    text = "A {$9 million} loan was approved by the Karst Bank, the mayor said."
    assert [speaker.canonical for speaker in _speakers(text, Effect.MONEY)] == ["mayor"]


def test_an_ended_quote_is_not_carried_on() -> None:
    """What follows outside a quote is not said by its speaker."""
    text = "Mayor Ona Brill: “So far {nine} died.” Among the {nine} were two women."
    assert [speaker.canonical for speaker in _speakers(text)][1] == ""


def test_a_conversion_in_brackets_is_the_desks() -> None:
    """Who named dollars did not name rupees."""
    text = "The rifle costs {$2} ({₹180}), the mayor said."
    speakers = _speakers(text, Effect.MONEY, units=("USD", "INR"))
    assert [speaker.canonical for speaker in speakers] == ["mayor", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor said the {9}-storey tower fell.", ""),
        ("The mayor said Vesk's {9-storey} tower fell.", ""),
        ("The mayor said it fell {six days} ago.", ""),
        ("{Six hours} after the storm it fell, the mayor said.", ""),
        ("The mayor said the storm lasted {six hours}.", "mayor"),
        ("The front set a {48-hour} ultimatum, the mayor said.", "mayor"),
    ],
)
def test_what_is_known_is_nobodys_claim(text: str, expected: str) -> None:
    """Who speaks of the nine-storey tower does not say how high it is."""
    assert [speaker.canonical for speaker in _speakers(text, Effect.DURATION)] == [expected]


def test_a_quote_ends_with_its_paragraph() -> None:
    """A quote that is closed with the wrong sign, or never, does not swallow the article."""
    text = '“It rained," mayor Ona Brill said.\nRaiders took {12} towns.'
    assert _speakers(text)[0].written == ""


def test_a_semicolon_ends_what_is_said_behind_it() -> None:
    """Only the clause that a speaker stands in is his; a quote is his as a whole."""
    text = "The mine had {300} workers; {nine} died, according to officials."
    assert [speaker.canonical for speaker in _speakers(text)] == ["", "officials"]
    text = "“It had {300} workers; {nine} died,” officials said."
    assert [speaker.canonical for speaker in _speakers(text)] == ["officials", "officials"]
