"""How fast passwords may be tried.

    one address   5 wrong ones at once, then a pause of 2, 4, 8 … 900 seconds before each
    all together  30 a minute, from addresses that never got in

Pauses, never a lock-out: who mistypes waits a little, who guesses gets 96 tries a day.  A crowd
of machines that guesses together meets the second limit; who has logged in from an address
before is not held up by it.  An attempt counts when it begins, so that a hundred at the same
moment are a hundred.  What is remembered has a bound: beyond it the oldest is forgotten.

Discarded: delaying the answer, which ties up connections; counting in the archive, which lets a
stranger make us write.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass

FREE = 5
LONGEST = 900.0
FORGOTTEN = 3600.0  # seconds after which an address begins anew
MOST, WITHIN = 30, 60.0
REMEMBERED = 4096  # addresses
FRIENDS = 64  # addresses from which somebody logged in


@dataclass
class _Tries:
    count: int
    last: float


class Pace:
    """Counts attempts; `now` is in seconds that never run backwards."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._friends: OrderedDict[str, None] = OrderedDict()
        self._strangers: deque[float] = deque(maxlen=MOST)

    def begin(self, address: str, now: float) -> float:
        """Count an attempt and return 0, or the seconds to wait before one is let in."""
        wait = max(self._alone(address, now), self._together(address, now))
        if wait > 0:
            return wait
        tries = self._tries.pop(address, None)
        count = tries.count + 1 if tries and now - tries.last < FORGOTTEN else 1
        self._tries[address] = _Tries(count, now)
        if len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)
        if address not in self._friends:
            self._strangers.append(now)
        return 0.0

    def good(self, address: str) -> None:
        """Note that an attempt was right: the address has nothing to wait for."""
        self._tries.pop(address, None)
        self._friends[address] = None
        self._friends.move_to_end(address)
        if len(self._friends) > FRIENDS:
            self._friends.popitem(last=False)

    def _alone(self, address: str, now: float) -> float:
        tries = self._tries.get(address)
        if tries is None or tries.count < FREE:
            return 0.0
        # An exponent that grows for ever is no number any more.
        pause = min(LONGEST, 2.0 ** min(tries.count - FREE + 1, 32))
        return max(0.0, tries.last + pause - now)

    def _together(self, address: str, now: float) -> float:
        if address in self._friends or len(self._strangers) < MOST:
            return 0.0
        return max(0.0, self._strangers[0] + WITHIN - now)
