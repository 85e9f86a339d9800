"""Passwords: what one must be, and argon2's slow hash of it.

A check takes 64 MB and 50 ms by intention, so that a stolen hash is dear to guess.  It must
not be dear to us: two run at a time, in threads of their own, and what waits is bounded by
the pace of attempts (`web.pace`).
"""

from __future__ import annotations

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

log = structlog.get_logger("wirewatch")

SHORTEST, LONGEST = 10, 1000
AT_ONCE = 2
_hasher = PasswordHasher()


def wrong_with(password: str, again: str) -> str:
    """Say what is wrong with a new password, "" if nothing is."""
    if password != again:
        return "The two are not the same. Type the password twice."
    if len(password) < SHORTEST:
        return f"A password has {SHORTEST} characters or more; four random words are a good one."
    if len(password) > LONGEST:
        return f"A password has {LONGEST:,} characters at most."
    return ""


def hash_of(password: str) -> str:
    """Hash a password, slowly."""
    return _hasher.hash(_plain(password))


def fits(hashed: str, password: str) -> bool:
    """Say whether a password is the one that was hashed, slowly."""
    try:
        return _hasher.verify(hashed, _plain(password))
    except InvalidHashError:
        # The exception's text would hold the hash.
        log.error(  # noqa: TRY400
            "the stored password is damaged; `wirewatch access password` sets a new one"
        )
        return False
    except VerificationError:
        return False


def outdated(hashed: str) -> bool:
    """Say whether today's parameters would make another hash of the same password."""
    return _hasher.check_needs_rehash(hashed)


def _plain(password: str) -> str:
    """Write a password one way, for keyboards spell "é" in two."""
    return unicodedata.normalize("NFKC", password)


class Passwords:
    """The slow functions for a running loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")

    async def hash_of(self, password: str) -> str:
        """Hash a password."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, hash_of, password)

    async def fits(self, hashed: str, password: str) -> bool:
        """Say whether a password is the one that was hashed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, fits, hashed, password)
