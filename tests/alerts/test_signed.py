from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.signed import LinkError, Purpose, Signed, Signer, new_key
from news.mute import Scope

SIGNER = Signer("a key of this archive")
ALERT = Signed(
    Purpose.MUTE, "Night desk", ((Scope.TOPIC, "Fähren"), (Scope.SOURCE, "شام ٹائمز")), 7
)
DIGEST = Signed(Purpose.UNSUBSCRIBE, "Night desk", ((Scope.PERSON, "Ona Brill"),))


@pytest.mark.parametrize("signed", [ALERT, DIGEST, Signed(Purpose.MUTE, "x")])
def test_what_was_signed_comes_back(signed: Signed) -> None:
    token = SIGNER.make(signed)
    assert SIGNER.read(token, signed.purpose) == signed
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def test_a_link_is_good_for_its_purpose_only() -> None:
    """Who may look at choices has not thereby unsubscribed."""
    with pytest.raises(LinkError, match="not valid"):
        SIGNER.read(SIGNER.make(ALERT), Purpose.UNSUBSCRIBE)


def test_another_archives_key_signs_nothing_here() -> None:
    """Each archive makes its own key."""
    assert new_key() != new_key()
    with pytest.raises(LinkError):
        Signer(new_key()).read(SIGNER.make(ALERT), Purpose.MUTE)


@given(st.data())
def test_a_changed_letter_ends_a_link(data: st.DataObject) -> None:
    """Wherever it is changed, in any way."""
    token = SIGNER.make(ALERT)
    place = data.draw(st.integers(0, len(token) - 2))  # the last letter has bits that say nothing
    letter = data.draw(st.characters().filter(lambda sign: sign != token[place]))
    with pytest.raises(LinkError):
        SIGNER.read(token[:place] + letter + token[place + 1 :], Purpose.MUTE)


@pytest.mark.parametrize("token", ["", ".", "a.b", "a" * 100_000, "é" * 9, "\ud800", "\x00"])
def test_what_is_no_link(token: str) -> None:
    with pytest.raises(LinkError, match="copy all of it"):
        SIGNER.read(token, Purpose.MUTE)


def test_links_stay_short() -> None:
    """However much a digest tells of: mail programs break what is too long."""
    many = tuple((Scope.TOPIC, f"{n} " + "Topic of a hundred letters " * 4) for n in range(500))
    token = SIGNER.make(Signed(Purpose.MUTE, "Night desk", many))
    assert len(token) < 2000
    assert SIGNER.read(token, Purpose.MUTE).names == many[:12]
