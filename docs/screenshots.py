"""The pictures of the documentation, taken from the program itself: the rehearsal at a moment that stands still.

``make screenshots``; the same program makes the same files.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parent
SEED = 2024
ROOMY, SMALL = (120, 40), (80, 24)


@dataclass(frozen=True)
class Picture:
    """A file, the terminal's size, where the user stands, and the keys pressed before."""

    name: str
    size: tuple[int, int]
    unit: str
    keys: tuple[str, ...] = ()


PICTURES = (
    Picture("papan", ROOMY, "33.71"),
    Picture("papan-80", SMALL, "33.71"),
    Picture("personel", ROOMY, "33.71.02.1003", ("2",)),
    Picture("kesiapan", ROOMY, "33.71.03", ("3",)),
)


def main() -> int:
    """Build the rehearsal, take every picture, say where it is."""
    # Textual reads these when it is imported.
    os.environ |= {"COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none", "TZ": "Asia/Jakarta"}
    os.environ.pop("NO_COLOR", None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "siaga.db"
        build(path)
        for picture in PICTURES:
            (DOCS / f"{picture.name}.svg").write_text(asyncio.run(take(picture, path)), "utf-8")
            print(f"docs/{picture.name}.svg")
    return 0


def build(path: Path) -> None:
    """The database of the rehearsal as it stands when it opens."""
    from models.rehearsal.build import build as rehearse
    from models.rehearsal.story import load_story
    from models.rules.loader import load_elections, load_region

    story = load_story()
    region = load_region(story.region)
    at = story.opening.replace(tzinfo=region.zone)
    rehearse(path, region, list(load_elections(story.elections).values()), at=at, seed=SEED)


async def take(picture: Picture, path: Path) -> str:
    """One picture as SVG."""
    from models.actor import KOORDINATOR, Actor
    from models.clock import FixedClock
    from models.database import Database
    from models.rehearsal.story import load_story
    from models.rules.loader import load_elections, load_region
    from screens.context import Context, Place
    from tui import config
    from tui.app import SiagaApp

    story = load_story()
    at = story.opening.replace(tzinfo=load_region(story.region).zone)
    context = Context(
        clock=FixedClock(at),
        elections=load_elections(story.elections),
        actor=Actor("sari", KOORDINATOR),
        place=Place(story.election, picture.unit),
        home=story.region,
        rehearsal=True,
        settings=config.load(environ={}, user_file=None, system_file=DOCS / "none").settings,
    )
    app = SiagaApp(context, lambda: Database.open(path))
    async with app.run_test(size=picture.size) as pilot:
        await settled(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await settled(pilot)
        return app.export_screenshot(title="Siaga")


async def settled(pilot: object) -> None:
    """Until the screen shows its data."""
    from textual.pilot import Pilot

    assert isinstance(pilot, Pilot)
    for _attempt in range(300):
        await pilot.pause(0.02)
        if not getattr(pilot.app.screen, "gate_closed", False):
            break
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


if __name__ == "__main__":
    sys.path.insert(0, str(DOCS.parent))
    sys.exit(main())
