"""Before it listens, the parent opens the board for nobody, so that no session does again what all would do alike.

That is: style sheets parsed, statements compiled, rules read, and Python's own notes on the code that ran. The board is
that of the shipped settings on a new, empty database of its own, which is gone afterwards; nothing is drawn on a
terminal, since what a terminal can show is known of each session's only.
"""

from __future__ import annotations

import tempfile
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.actor import Actor
from models.clock import ZONES, FixedClock
from models.rules.loader import Elections, load_region
from models.services.setup import create
from tui import bootstrap, config

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.config import Settings

NOBODY = Actor("siaga")
SIZE = (120, 40)
BEFORE = timedelta(days=14)
"""How long before the first polling day the board is opened: then its figures are those of the present."""
PATIENCE = 5.0
"""Seconds for one screen: where that is not enough, sessions begin with less."""
STEP = 0.1
"""Seconds for what comes before and after its data."""
SCREENS = ("papan", "personel", "kesiapan")
"""What is shown: where most sessions begin and go."""


def rehearse() -> None:
    """Show a few screens to nobody. No thread, connection or file of it is left. Raises OSError, SiagaError."""
    with tempfile.TemporaryDirectory(prefix="siaga-induk-") as folder:
        path, nothing = Path(folder) / "siaga.db", Path(folder) / "config.toml"
        nothing.touch()
        flags = {"database.path": str(path)}
        settings = config.load(flags, user_file=nothing, environ={}, system_file=nothing).settings
        elections = Elections(settings.site.elections)
        polling = min(one.polling.date for one in elections.heads.values())
        evening = datetime(polling.year, polling.month, polling.day, 20, tzinfo=ZONES[settings.site.zone]) - BEFORE
        create(path, load_region(settings.site.region), list(elections.values()), evening, NOBODY)
        _show(settings, elections, evening, path)
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(PATIENCE)


def _show(settings: Settings, elections: Elections, moment: datetime, path: Path) -> None:
    site = bootstrap.Site(settings, elections, FixedClock(moment), NOBODY, path, False, None)
    app = bootstrap.app_for(site, site.open)
    app.begin_with_data()
    app.leave_bookmark()  # then there is something to be told of: what happened since

    async def look(pilot: Pilot[Any]) -> None:
        for name in SCREENS:
            app.show_mode(name)
            await pilot.pause(STEP)
            if app.front is not None:
                await app.front.answered(PATIENCE)
            await pilot.pause(STEP)
        app.exit(0)

    try:
        app.run(headless=True, size=SIZE, auto_pilot=look)
    finally:
        if app.context.database is not None:
            app.context.database.close()
