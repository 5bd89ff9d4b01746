"""A town in which half of the seats are filled, by people of all kinds, on each engine; for tests that only read."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from models import queries
from models.queries.people import Filter, Listed, SeatRow
from models.rules.schema import Election
from models.where import Where
from tests.engines import ENGINES
from tests.models import town as towns
from tests.models.town import BAYU, KOTA, START, item, opened

EVERYBODY = Filter()
NAMES = ("Siti Élok", "siti aminah", "BUDI", "budi", "Ma'ruf", "100% Hadi_Putra", "Çelik", "Zed", "ángel", "O’Neil")


@pytest.fixture(scope="module", params=ENGINES)
def peopled(request: pytest.FixtureRequest, new_place: Callable[[str], Where], elections: dict[str, Election]) -> Where:
    """Where it is."""
    where = towns.build(new_place(request.param), elections)
    dice = random.Random(5)
    with opened(where, elections) as town:
        for body in town.election.seated():
            for seat in dice.sample(town.seats(body.code), k=max(4, len(town.seats(body.code)) // 4)):
                town.clock.moment = START - timedelta(days=dice.randint(0, 40))
                decree = dice.choice((None, "SK 1", "SK 2"))
                town.appoint(seat.id, dice.choice(NAMES), BAYU, asn=dice.random() < 0.4, decree=decree)
        town.clock.moment = START
        for code in ("P5", "N1"):
            rows = [row for row in town.items(code) if row.tenure_id]
            town.record(code, [item(row) for row in dice.sample(rows, len(rows) // 2)])
            town.exclude(code, [item(row) for row in dice.sample(rows, 2)])
        for seat in dice.sample([row for row in town.seats("kpps") if row.tenure_id], 3):
            town.end(seat.id)
    return where


@pytest.fixture
def listed(peopled: Where, elections: dict[str, Election]) -> Iterator[Any]:
    """The whole list of a unit: ``listed(Filter(...), sort=...)``; with ``asked``, ``town`` and
    ``connection`` beside."""
    with opened(peopled, elections) as town, town.database.read() as connection:

        def asked(wanted: Filter = EVERYBODY, unit: str = KOTA, sort: str = "body", **more: Any) -> Listed:
            return queries.people.asked(connection, town.election, unit, wanted, sort, **more)

        def page(
            wanted: Filter = EVERYBODY, unit: str = KOTA, sort: str = "body", narrow: int | None = None, **more: Any
        ) -> tuple[SeatRow, ...]:
            return asked(wanted, unit, sort, narrow=narrow).page(connection, **{"limit": 10_000, **more})

        page.asked, page.town, page.connection = asked, town, connection  # type: ignore[attr-defined]
        yield page
