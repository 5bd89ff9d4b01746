"""Pace and blockers from a database: the history of tallies, the missing items, and sums where they are too many."""

from __future__ import annotations

import pytest

from models import queries
from models.blockers import checkpoints
from models.pace import Past, Verdict
from models.queries import blockers
from models.services import evidence
from tests.models.town import KELURAHAN, KOTA, TPS, Town


def held(town: Town, unit: str = KOTA, day: int = 7) -> blockers.Held:
    moment = queries.board.moment_of(town.election, town.clock.moment)
    with town.database.read() as connection:
        return blockers.held(connection, town.election, unit, day, moment)


def ready(town: Town, code: str, unit: str) -> None:
    rule = town.election.indicator(code)
    with town.work(verb="evidence", unit=unit) as work:
        evidence.record_area(work, rule, unit, reference="BA 1")


def test_what_grew_each_day_makes_the_pace(town: Town) -> None:
    with town.database.read() as connection:
        moment = queries.board.moment_of(town.election, town.clock.moment)
        before = queries.pace.histories(connection, town.election, KOTA, moment)["L2"]
    grown = []
    for _day in range(3):
        town.later(days=1)
        with town.database.read() as connection:
            rows = queries.readiness.listed(connection, town.election, town.election.indicator("L2"), KOTA, limit=1,
                                            states=("unknown", "belum"))  # fmt: skip
        chosen = [evidence.Item(row.unit, row.slot, row.tenure_id, row.version) for row in rows]
        with town.work(verb="evidence", unit=rows[0].unit) as work:
            evidence.record(work, town.election.indicator("L2"), chosen, reference="BA 2")
        grown.append(town.clock.moment.date())
    moment = queries.board.moment_of(town.election, town.clock.moment)
    with town.database.read() as connection:
        counts = queries.board.tallies(connection, town.election.code, [KOTA], moment)[KOTA]
        history = queries.pace.histories(connection, town.election, KOTA, moment)
        found = queries.pace.paces(connection, town.election, KOTA, counts, moment)["L2"]
    n = counts["L2"].n
    assert history["L2"][-3:] == tuple(Past(day, at, n) for at, day in enumerate(grown, 1))
    assert len(history["L2"]) == len(before) + 3
    assert (found.gained, found.remaining, found.recorded) == (3, n - 3, len(history["L2"]))
    assert found.verdict in (Verdict.IN_TIME, Verdict.LATE)


def test_empty_seats_are_the_roots_of_an_empty_town(town: Town) -> None:
    found = held(town)
    assert found.whole
    assert {one.code for one in found.causes} >= {"P3", "L1", "L2"}
    assert not {one.code for one in found.causes} & {"P4", "N1"}  # they wait for the seats
    seats = next(one for one in found.causes if (one.code, one.area) == ("P3", KELURAHAN))
    assert seats.waiting["P5"] <= seats.count
    assert found.names[KELURAHAN]


def test_what_is_done_holds_nothing_back(town: Town) -> None:
    assert any((one.code, one.area) == ("L2", KELURAHAN) for one in held(town).causes)
    ready(town, "L2", KELURAHAN)
    assert not any((one.code, one.area) == ("L2", KELURAHAN) for one in held(town).causes)
    assert any(one.code == "L2" for one in held(town).causes)


def test_a_cause_counts_what_the_tallies_miss(town: Town) -> None:
    moment = queries.board.moment_of(town.election, town.clock.moment)
    with town.database.read() as connection:
        counts = queries.board.tallies(connection, town.election.code, [KOTA], moment)[KOTA]
    for day in checkpoints(town.election, moment.h):
        found = held(town, day=day)
        for code in ("P3", "L1", "L2"):
            if any(one.code == code for one in found.causes):
                assert sum(one.count for one in found.causes if one.code == code) == counts[code].missing


def test_a_tps_has_its_own_causes(town: Town) -> None:
    assert {one.area for one in held(town, TPS).causes} == {KELURAHAN}


def test_too_many_are_told_by_unit(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    each = held(town)
    monkeypatch.setattr(blockers, "MOST", 3)
    sums = held(town)
    assert not sums.whole
    assert sum(one.count for one in sums.causes if one.code == "L2") == sum(
        one.count for one in each.causes if one.code == "L2"
    )
    assert sums.causes[0].count == max(one.count for one in sums.causes)
