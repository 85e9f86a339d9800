import pytest

from crawler.blocks import Block
from crawler.trim import leads_away, trim

LONG = "Officials in Lower Sandal said the bridge would open in spring after four years of work."
BODY = (0, 1, 2)


def block(text: str, *, tag: str = "p", inside: tuple[int, ...] = BODY, linked: int = 0,
          lead: str = "", post: bool = False) -> Block:  # fmt: skip
    return Block(text, tag, (*inside, 9), linked, lead, post)


def link(text: str) -> Block:
    return block(text, linked=len(text))


def told(found: list[Block], authors: tuple[str, ...] = (), body: str = "") -> list[str]:
    return [one.text for one in trim(found, authors, body)]


@pytest.mark.parametrize(
    ("one", "away"),
    [
        (link("Ferry stops after forty years"), True),
        (block("Lasīt arī: Ferry stops", linked=11, lead="Lasīt arī:"), True),
        (block("WATCH | Ferry stops", linked=11, lead="WATCH |"), True),
        (block("He told the Sandal Post so.", linked=11, lead="He told the"), False),
        (block("— Bela (@bela) February 3, 2026", linked=28, post=True), False),
        (block("Rain fell."), False),
    ],
)  # fmt: skip
def test_a_line_that_leads_away(one: Block, away: bool) -> None:
    assert leads_away(one) is away


def test_links_go_with_the_heading_of_their_row() -> None:
    """A heading above links only goes; one above a paragraph stays, a link between or not."""
    head = block("A vast terrain", tag="h3")
    one, two = link("Ferry stops after forty years"), link("Levy approved by the cabinet")
    assert told([block(LONG), head, one, two, block(LONG)]) == [LONG, LONG]
    assert told([block(LONG), head, one, block(LONG)]) == [LONG, head.text, LONG]
    assert told([block(LONG), head, one]) == [LONG]


def test_what_stands_outside_the_body_goes() -> None:
    """A kicker above and a card below the container go, a standfirst stays."""
    other = (0, 5, 6)
    kicker = block("Middle East", inside=other)
    standfirst = block("Rain fell for nine days on all of Sandal.", inside=(0, 4))
    body = [block(LONG) for _ in range(8)]
    card = block("The mint has struck a coin, it said on Monday.", inside=other)
    found = told([kicker, standfirst, *body, card])
    assert found == [standfirst.text, *[LONG] * 8]


def test_the_pages_own_record_ends_the_report() -> None:
    """What follows the last paragraph that JSON-LD has is not the report's."""
    body = [block(f"{LONG} {number}") for number in range(5)]
    record = " ".join(one.text for one in body)
    poll = block("Do you expect the bridge to open this year?")
    assert told([*body, poll], body=record) == [one.text for one in body]
    assert told([*body, poll], body="A summary of it: the bridge opens soon.")[-1] == poll.text


def test_words_about_the_writer_go() -> None:
    """Below a report stands who wrote it; above, the name may be the news."""
    bio = "Asha Rao is a reporter in Brakkel and has covered rivers for ten years."
    assert told([block(bio), block(LONG), block(bio)], ("Asha Rao",)) == [bio, LONG]
    assert told([block(LONG), block(bio)], ("Imran Beg",)) == [LONG, bio]
