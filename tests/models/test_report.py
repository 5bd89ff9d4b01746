"""What a report is made of: one snapshot, the same data give the same report, and nothing about people."""

from __future__ import annotations

import pytest

from models import queries
from models.queries.report import ASKS, REDS, Report
from models.readiness import Colour
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, SECOND, TPS, Town


def report(town: Town, unit: str = KOTA) -> Report:
    with town.database.read() as connection:
        return queries.report.report(connection, town.election, unit, town.clock.moment)


@pytest.mark.parametrize("unit", [KOTA, KECAMATAN, KELURAHAN, TPS])
def test_of_any_unit_with_what_is_worst_and_what_is_asked_for(town: Town, unit: str) -> None:
    town.at(2024, 2, 8, 20)
    found = report(town, unit)
    assert found.board.own.code == unit
    assert len(found.reds) <= REDS and len(found.asks) == ASKS
    assert len({one.code for one in found.asks}) == ASKS
    assert all(found.names[area] for one in found.asks for area in one.areas)
    assert set(found.paces) == set(found.board.own.standing.assessments)


def test_the_same_data_make_the_same_report(town: Town) -> None:
    town.area("L2")
    first = report(town)
    assert first == report(town)
    town.later(minutes=1)
    later = report(town)
    assert (later.digest, later.at == first.at) == (first.digest, False)
    town.area("L2", SECOND)
    assert report(town).digest != first.digest


def test_reds_are_red_and_what_is_due_is_asked_for_first(town: Town) -> None:
    town.at(2024, 2, 12, 20)
    found = report(town)
    h = found.board.moment.h
    for one in found.reds:
        rule = town.election.indicator(one.code)
        assert one.assessment.colour is Colour.RED or (rule.gate and one.assessment.colour is Colour.UNKNOWN)
    assert found.reds
    assert all(town.election.indicator(one.code).due >= h for one in found.asks)


def test_what_some_area_never_reported_is_named(town: Town) -> None:
    assert (report(town).oldest, report(town).newest) == (None, None)
    town.area("L2")
    assert report(town).newest is not None


def test_an_archive_asks_for_nothing(town: Town) -> None:
    town.at(2024, 3, 1, 8)
    found = report(town)
    assert (found.board.moment.frozen, found.asks) == (True, ())
