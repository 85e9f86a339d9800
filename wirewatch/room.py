"""Is there room on the disk?  What a full one stops, and how it goes on by itself.

The first write that fails for want of room gives the reserve up (`archive.reserve`) and
pauses collecting; reading, sending and searching go on in what it held.  It is an incident
from then on, told once.  Before each claim collecting asks whether the reserve can be taken
again; when it can, the incident ends and collecting goes on with what is due.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from archive.database import FullError
from archive.reserve import Reserve

log = structlog.get_logger("wirewatch")


class Room:
    """Knows whether the disk is full; everything here runs in the writer's thread.

    `told` is called with True when it becomes full and with False when there is room again.
    """

    def __init__(self, reserve: Reserve, told: Callable[[bool], None]) -> None:
        self._reserve, self._told = reserve, told
        self._noted = False
        self.full = False

    def refused(self) -> None:
        """Take note that a write failed for want of room."""
        given = self._reserve.give_up()
        if given or not self.full:
            log.error("the disk is full", reserve_given_up=given)
        if not self._reserve.held:
            self.full = True

    def enough(self) -> bool:
        """Say whether there is room to collect; take the reserve again where there is."""
        if self._reserve.take():
            if self.full or self._noted:
                self._told(False)
                log.info("there is room on the disk again")
            self.full = self._noted = False
            return True
        if not self._noted:
            try:
                self._told(True)
            except FullError:
                self.refused()  # the next claim tells it, in the room that this gives
                return False
            self._noted = True
        self.full = True
        return False
