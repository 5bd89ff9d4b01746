"""What a board shows, from tallies; and what it goes on showing after polling."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from models import queries, readiness
from models.clock import WIB, stored
from models.readiness import Colour
from tests.models.town import FOURTH, KECAMATAN, KELURAHAN, KOTA, OTHER_KECAMATAN, SECOND, TPS, Town, stir


def wib(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WIB)  # type: ignore[misc, arg-type]


def board(town: Town, unit: str = KOTA) -> queries.board.Board:
    with town.database.read() as connection:
        return queries.board.board(connection, town.election, unit, town.clock.moment)


@pytest.mark.parametrize(
    ("moment", "h", "day", "frozen"),
    [
        (wib(2024, 1, 31, 20), 14, date(2024, 1, 31), False),
        (wib(2024, 2, 13, 23, 59), 1, date(2024, 2, 13), False),
        (wib(2024, 2, 14, 0), 0, date(2024, 2, 14), False),
        (wib(2024, 2, 14, 23, 59), 0, date(2024, 2, 14), False),
        (wib(2024, 2, 15, 0), 0, date(2024, 2, 14), True),
        (wib(2026, 1, 1), 0, date(2024, 2, 14), True),
    ],
)
def test_the_day_that_readiness_is_judged_on(town: Town, moment: datetime, h: int, day: date, frozen: bool) -> None:
    found = queries.board.moment_of(town.election, moment)
    assert (found.h, found.day, found.frozen) == (h, day, frozen)
    assert found.now == (stored(wib(2024, 2, 14, 7)) if frozen else stored(moment))


def test_a_new_town(town: Town) -> None:
    found = board(town)
    assert [one.code for one in found.children] == [KECAMATAN, OTHER_KECAMATAN]
    assert [one.name for one in found.path] == ["Kota Uji"]
    assert found.own.staffing["kpps"] == (0, 63)
    assert found.own.standing.colour is Colour.YELLOW  # nothing is known, and it is not H-7 yet
    assert (found.own.standing.siap, found.own.standing.against_target) == (0, 0)
    assert found.children[0].trend == (0,) * 8
    assert not found.estimated
    assert {(row.unit, row.state) for row in found.contacts} == {(KECAMATAN, "unknown"), (OTHER_KECAMATAN, "unknown")}
    town.at(2024, 2, 7, 9)
    assert board(town).own.standing.colour is Colour.RED


def test_a_figure_of_a_board_is_the_sum_of_what_is_below(town: Town) -> None:
    stir(town, 11, 60)
    for unit in (KOTA, KECAMATAN, KELURAHAN):
        found = board(town, unit)
        for code in ("L2", "P3", "P5"):
            own = found.own.standing.assessments[code].counts
            below = [one.standing.assessments for one in found.children]
            parts = [one[code].counts for one in below if code in one]
            assert own.items == sum(part.items for part in parts), (unit, code)
            assert own.siap == sum(part.siap for part in parts)
            assert own.belum == sum(part.belum for part in parts)


def test_tps_show_only_what_they_have(town: Town) -> None:
    town.area("L2", TPS)
    found = board(town, KELURAHAN)
    assert [one.name for one in found.children] == ["001", "002", "003"]
    assert "P1" not in found.children[0].standing.assessments
    assert [one.standing.assessments["L2"].percent for one in found.children] == [100, 0, 0]
    single = board(town, TPS)
    assert (single.own.standing.assessments["L2"].percent, single.children) == (100, ())
    assert single.path[-1].code == TPS


def test_a_kelurahan_whose_tps_nobody_counted_is_unknown(town: Town) -> None:
    found = {one.code: one for one in board(town, OTHER_KECAMATAN).children}
    assert found[FOURTH].standing.assessments["L2"].colour is Colour.UNKNOWN
    assert found[FOURTH].standing.assessments["L2"].reason.value == "no_count"


def test_the_trend_follows_the_days(town: Town) -> None:
    for code in ("L1", "L2", "T1"):
        town.area(code, KECAMATAN)
        town.later(days=1)
    trend = board(town).children[0].trend
    assert len(trend) == 8
    assert list(trend) == sorted(trend)
    assert trend[0] == 0
    assert trend[-1] == board(town).children[0].standing.siap > 0
    assert set(board(town).children[1].trend) == {0}


def test_what_comes_after_the_opening_of_polls_does_not_move_the_archive(town: Town) -> None:
    town.at(2024, 2, 14, 6, 59)
    town.area("L2", KELURAHAN)
    town.at(2024, 2, 23, 9)  # H+9
    units = (KOTA, KECAMATAN, KELURAHAN)
    then = {unit: board(town, unit) for unit in units}
    assert all(found.moment.frozen for found in then.values())
    assert then[KELURAHAN].own.standing.assessments["L2"].percent == 100
    town.at(2024, 2, 14, 7, 0)
    town.area("L2", SECOND)
    town.area("L2", KELURAHAN, state="belum")
    town.appoint(town.seats("kpps", TPS)[0].id)
    town.appoint(town.seats("ppk", KECAMATAN)[0].id)
    assert board(town).own.standing.assessments["L2"].percent == 100 * 3 // 9  # live on the day itself
    town.at(2024, 2, 16, 9)
    town.area("L1", KOTA)
    town.at(2024, 2, 23, 9)
    for unit in (KOTA, KECAMATAN):
        assert board(town, unit) == then[unit]
    assert board(town, KELURAHAN).own == then[KELURAHAN].own
    assert town.wrong() == []


def test_an_untouched_election_has_an_archive_too(town: Town) -> None:
    town.at(2024, 3, 1, 9)
    found = board(town)
    assert found.own.staffing["kpps"] == (0, 63)
    assert found.own.standing.colour is Colour.RED


def test_what_to_do_first(town: Town) -> None:
    town.at(2024, 2, 9, 9)
    town.nihil("L2", KOTA)
    town.nihil("S1", KOTA)
    found = board(town)
    todo = queries.board.actions(town.election, found.children, found.moment.h, 100)
    bad = [readiness.badness(town.election.indicator(one.code), one.assessment, found.moment.h) for one in todo]
    assert bad[0] == 2 and set(bad) == {1, 2}
    assert bad == sorted(bad, reverse=True)
    assert todo[0].assessment.colour is Colour.RED
    assert len(queries.board.actions(town.election, found.children, found.moment.h, 3)) == 3
    assert {one.owner for one in todo} <= {"KPU", "PPK", "PPS", "Pemda", "Lurah", "Camat", "Kapolsek", "KPPS"}


def test_freshness_runs_out_by_itself(town: Town) -> None:
    town.area("L1", KELURAHAN)
    assert board(town, KELURAHAN).own.standing.assessments["L1"].colour is Colour.GREEN
    town.later(days=6, hours=23)  # H-7 by now: two days
    assert board(town, KELURAHAN).own.standing.assessments["L1"].reason.value == "stale"
    town.confirm("L1", KELURAHAN)
    assert board(town, KELURAHAN).own.standing.assessments["L1"].colour is Colour.GREEN
    town.clock.moment += timedelta(days=2, seconds=1)
    assert board(town, KELURAHAN).own.standing.assessments["L1"].reason.value == "stale"
