"""Links that prove by themselves who was meant: what to mute, for whom, signed.

A mail's reader is not logged in, and must be able to say "no more of this" with one click.  So
the link carries what it may do: a purpose, the recipient, the things that were told of, the
article.  It is signed with a key that this archive made once and that no log shows; whoever
changes a letter of it holds a link that does nothing.

    {base}/mute/<token>         a page with the choices: topic, source, this report, not relevant
    {base}/unsubscribe/<token>  mail programs POST there: mute these for this recipient, for ever

It has no end: a reader may take up last month's mail, and all that a link can do is to keep
things from its own recipient (who may undo it).  It is tied to the recipient, so a forwarded
mail mutes nothing for the one who got it.  Discarded: row ids of messages (retention deletes
those rows), and a table of tokens (one more thing to keep, back up and clean).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer

from news.errors import WirewatchError
from news.mute import Scope

KEY_NOTE = "signing-key"
# A link must survive mail programs that break long ones; the longest names are 100 letters.
MOST_NAMES = 12
LONGEST = 8000
_SALT = "wirewatch link 1"
_LETTERS = {Scope.TOPIC: "t", Scope.PERSON: "p", Scope.FIGURE: "f", Scope.SOURCE: "s",
            Scope.PLACE: "l"}  # fmt: skip
_SCOPES = {letter: scope for scope, letter in _LETTERS.items()}
_INVALID = (
    "this link is not valid: it may have been broken across lines; copy all of it, or use one "
    "from a newer message"
)


class LinkError(WirewatchError):
    """A link that was not made here, or was changed on its way."""


class Purpose(StrEnum):
    """What a link is for."""

    MUTE = "mute"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True)
class Signed:
    """What a link may do, for its recipient only.

    `names` are what may be muted, as (scope, name); `article_id` is the article that was told
    of, None for a digest or a notice: with it "this report" and "not relevant" can be said.
    """

    purpose: Purpose
    recipient: str
    names: tuple[tuple[Scope, str], ...] = ()
    article_id: int | None = None


def new_key() -> str:
    """Make a key for signing."""
    return secrets.token_urlsafe(32)


class Signer:
    """Makes and reads tokens with this archive's key."""

    def __init__(self, key: str) -> None:
        self._serializer = URLSafeSerializer(key, salt=_SALT)

    def make(self, signed: Signed) -> str:
        """Write a token that fits into an address."""
        names = [[_LETTERS[scope], name] for scope, name in signed.names[:MOST_NAMES]]
        said = [signed.purpose.value, signed.recipient, names, signed.article_id]
        return self._serializer.dumps(said)

    def read(self, token: str, purpose: Purpose) -> Signed:
        """Return what a token may do; LinkError if it is not one of ours for this purpose."""
        try:
            said, recipient, names, article_id = self._serializer.loads(token[:LONGEST])
            found = Signed(Purpose(said), recipient, _names(names), article_id)
        except (BadData, ValueError, KeyError, TypeError):
            raise LinkError(_INVALID) from None
        if found.purpose is not purpose:
            raise LinkError(_INVALID)
        return found


def _names(pairs: Sequence[Sequence[str]]) -> tuple[tuple[Scope, str], ...]:
    return tuple((_SCOPES[letter], name) for letter, name in pairs)
