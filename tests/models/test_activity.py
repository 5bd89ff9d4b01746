"""The journal filtered: by whom, of which kind, where and when, a page at a time and both ways."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import queries
from models.queries import activity
from models.queries.activity import Only
from models.tables import Journal, JournalUnit
from models.verbs import KINDS
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, KOTA, SARI, THIRD, Town, stir


def wanted(town: Town, unit: str, only: Only) -> list[int]:
    """Restated plainly: every entry, one by one, in Python."""
    with town.database.read() as connection:
        concerned = set(connection.scalars(select(JournalUnit.c.seq).where(JournalUnit.c.unit == unit)))
        return [
            row.seq
            for row in connection.execute(select(Journal).order_by(Journal.c.seq.desc()))
            if row.seq in concerned
            and (not only.actor or row.actor == only.actor)
            and (not only.verbs or row.verb in only.verbs)
            and (only.since is None or row.at >= only.since)
            and (only.until is None or row.at < only.until)
        ]


def paged(town: Town, unit: str, only: Only, limit: int, *, up: bool) -> list[int]:
    found: list[int] = []
    with town.database.read() as connection:
        while True:
            edge: dict[str, int] = {"after": found[0] if found else 0} if up else {}
            if found and not up:
                edge = {"before": found[-1]}
            rows = [row.seq for row in queries.activity.entries(connection, unit, limit=limit, only=only, **edge)]
            found = rows + found if up else found + rows
            if len(rows) < limit:
                return found


@pytest.fixture
def busy(town: Town) -> Town:
    """Sixty entries of two people, a minute apart, one of them by a clock that went wrong."""
    for number in range(60):
        town.clock.moment += timedelta(minutes=-300 if number == 40 else 301 if number == 41 else 1)
        if number % 3:
            town.area(("L1", "L2", "T1")[number % 3], (KELURAHAN, THIRD)[number % 2], (SARI, BAYU)[number % 4 == 1])
        else:
            stir(town, number, 1)
    return town


def test_any_filter_pages_as_if_entries_were_read_one_by_one(busy: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with busy.database.read() as connection:
        moments = list(connection.scalars(select(Journal.c.at).order_by(Journal.c.seq)))
        actors = sorted(set(connection.scalars(select(Journal.c.actor))))
    chance = random.Random(7)
    seen = 0
    for number in range(80):
        # Also where the nearest that match do not tell, and the unit's entries are gone through.
        monkeypatch.setattr(activity, "TRIED", chance.choice((2, 5, 2000)))
        monkeypatch.setattr(activity, "AT_ONCE", chance.choice((1, 3, 500)))
        span = sorted(chance.sample(moments, 2))
        only = Only(
            chance.choice(("", *actors)),
            chance.choice(((), KINDS["kesiapan"], KINDS["personel"], ("setup",))),
            chance.choice((None, span[0])),
            chance.choice((None, span[1])),
        )
        unit = chance.choice((KOTA, KECAMATAN, KELURAHAN, THIRD))
        right = wanted(busy, unit, only)
        seen += len(right)
        for up in (False, True):
            assert paged(busy, unit, only, 1 + number % 5, up=up) == right, (unit, only, up)
    assert seen > 100


def test_an_account_and_a_region_are_found_by_how_they_begin(busy: Town) -> None:
    with busy.database.read() as connection:
        assert activity.actor_like(connection, "bay") == "bayu"
        assert activity.actor_like(connection, "zul") is None
        assert activity.region_like(connection, "elok", KOTA) == ("33.71.01.1002", "Élok Jaya")
        assert activity.region_like(connection, "jaya", KOTA) == ("33.71.01.1002", "Élok Jaya")
        assert activity.region_like(connection, "33.71.02", KOTA) == ("33.71.02", "Uji Timur")
        assert activity.region_like(connection, "wates", KECAMATAN) is None
        assert activity.region_like(connection, "...", KOTA) is None
