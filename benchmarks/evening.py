"""Siaga as it is, but on the evening of H-14: `python benchmarks/evening.py OPTIONS`.

Both elections of 2024 are past, and an archive does not move. Only the clock that the program is built with differs.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from models.clock import WIB, OffsetClock
from tui import bootstrap, cli

EVENING = datetime(2024, 1, 31, 20, tzinfo=WIB)


def _clock(_zone: object) -> OffsetClock:
    """The program's clock: begins at EVENING, on the second of the real minute, and runs on."""
    now = datetime.now(WIB)
    return OffsetClock(EVENING.replace(second=now.second, microsecond=now.microsecond))


if __name__ == "__main__":
    vars(bootstrap)["SystemClock"] = _clock
    cli.main()
