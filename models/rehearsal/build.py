"""Makes the database of a rehearsal: the history of a story up to a moment, through the services as ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from models.actor import ADMIN, REHEARSAL, Actor
from models.migrations.upgrade import new_database
from models.rehearsal import synthetic
from models.rehearsal.plan import plan
from models.rehearsal.story import Story, load_people, load_story
from models.rules.schema import Election, RegionRules
from models.services import setup
from models.uow import UnitOfWork
from models.where import Where

AUTHOR = Actor(REHEARSAL, ADMIN)


def build(
    path: Path,
    region: RegionRules,
    elections: Sequence[Election],
    *,
    at: datetime,
    seed: int,
    story: Story | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Make the database of a story at ``path`` as it stands at ``at`` (aware), unless there is one.

    The same seed and moment give the same rows. ``progress`` is told (events done, events in all). It is there when
    all is written; an interruption leaves nothing. Raises StorageError.
    """
    story = story or load_story()
    election = next(one for one in elections if one.code == story.election)
    with new_database(path) as connection:
        if connection is not None:
            begins = min(story.begins.replace(tzinfo=region.zone), at)
            setup.fill(connection, region, elections, begins, AUTHOR)
            events = plan(story, election, region, seed, load_people().names(seed))
            events = [one for one in events if one.at <= at]
            for done, one in enumerate(events):
                if progress is not None:
                    progress(done, len(events))
                work = UnitOfWork(connection, one.actor, one.verb, one.unit, election, one.at)
                one.act(work)
                work.finish()
    return path


def invent(
    where: Where,
    region: RegionRules,
    election: Election,
    *,
    at: datetime,
    seed: int,
    papers: float | None = None,
    progress: synthetic.Progress | None = None,
) -> None:
    """Make the database of an area with invented people, as ``build`` does; see ``synthetic.fill``."""
    with new_database(where) as connection:
        if connection is not None:
            synthetic.fill(
                connection, region, election, seed=seed, at=at, actor=AUTHOR, papers=papers, progress=progress
            )
