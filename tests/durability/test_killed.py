"""Writers that are killed at any moment: what they acknowledged is there once, and nobody else notices."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from tests.durability.brood import Brood, audit, checked
from tests.durability.conftest import Hatch

KILLS = int(os.environ.get("DURABILITY_KILLS", "200"))
"""How many are killed in a run."""
SLOTS = 4
"""Writers at a time."""
EVERYBODY = 25
"""Every so many kills all writers die in the same moment: whoever comes next finds a log that nobody closed."""


def test_writers_killed_at_random_moments_lose_nothing(path: Path, hatch: Hatch) -> None:
    brood, dice = hatch(path), random.Random(KILLS)
    brood.read()
    for slot in range(SLOTS):
        brood.write(slot, SLOTS)
    while brood.killed < KILLS:
        time.sleep(dice.uniform(0, 0.15))
        victims = [_somebody(brood, dice)] if brood.killed % EVERYBODY else _writers(brood)
        for slot in [brood.kill(pid) for pid in victims]:
            brood.write(slot, SLOTS)
    _writers(brood)
    # As much as was killed: on a busy machine few had written by then.
    enough = max(brood.acknowledged() + SLOTS, KILLS + 1)
    brood.until(lambda: brood.acknowledged() >= enough, "those who live write on")
    brood.close()
    assert brood.failed == [], "nobody who lived was refused, neither writers nor the reader"
    assert sum(brood.reads.values()) > 0
    audit(path, brood.done, KILLS + SLOTS)
    checked(path)


def _writers(brood: Brood) -> list[int]:
    """All writers, once all of them live."""
    brood.until(lambda: sum(slot >= 0 for slot in brood.alive.values()) == SLOTS, "all writers live")
    return [pid for pid, slot in list(brood.alive.items()) if slot >= 0]


def _somebody(brood: Brood, dice: random.Random) -> int:
    return dice.choice(_writers(brood))
