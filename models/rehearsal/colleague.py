"""A simulated colleague: ``python -m models.rehearsal.colleague JSON``, a process of their own.

They are there as everybody is, and make a plausible change every few seconds, half of which its form is open, until
standard input closes, which it does when the session that started it ends, however it ends. Nothing heavy is imported
before it is this process's turn.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import select
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

FASTEST = 3.0
"""Seconds between two changes at least, unless the slowest pace asked for is quicker."""
TURN = 1.0
"""Seconds between two looks whether the other process of this name has gone."""


def main(told: dict[str, Any]) -> int:
    """Work until the session is gone. ``told``: path, start, origin, seed, name, slowest."""
    path = Path(told["path"])
    chance = random.Random(f"{told['seed']}/{told['name']}/{told['start']}")
    slowest = float(told["slowest"])
    with path.with_suffix(f".{told['name']}.lock").open("ab") as lock:
        while not _mine(lock.fileno()):
            if _over(TURN):
                return 0
        from models.rehearsal.work import Colleague

        someone = Colleague(path, datetime.fromisoformat(told["start"]), float(told["origin"]), told["name"], chance)

        def pause() -> bool:
            return _over(chance.uniform(min(FASTEST, slowest), slowest) / 2)

        try:
            someone.come()
            while not pause():
                if not someone.work(pause):
                    return 3
        finally:
            someone.go()
    return 0


def _mine(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _over(seconds: float) -> bool:
    """Wait; True when the session has gone (or never was)."""
    ready, _, _ = select.select([0], [], [], seconds)
    return bool(ready) and not os.read(0, 64)


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
