"""How sure a claim must be before anybody is told of it."""

from __future__ import annotations

# Chosen on the curve of risk and coverage that `python3 dev.py bench figures` prints.
ALERT_CONFIDENCE = 0.8
