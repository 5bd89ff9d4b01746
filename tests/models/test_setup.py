"""A new database: everything in its place, numbered in order, tallies right, and no half of one whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import journal, tally
from models.database import Database
from models.rules.schema import Election
from models.services import setup
from models.tables import Contact, ElectionRow, Journal, Region, Seat, Tally, Tps
from models.where import Where
from tests.models import town as towns
from tests.models.town import FOURTH, KECAMATAN, KELURAHAN, KOTA, SARI, SECOND, START

ROOT = Path(__file__).parents[2]


@pytest.fixture
def made(nowhere: Where, elections: dict[str, Election]) -> Where:
    counted: list[int] = []
    found = setup.create(nowhere, towns.rules(), list(elections.values()), START, SARI, counted.append)
    # Contacts and the row of each election are not worth counting beforehand.
    assert 0 <= sum(counted) - setup.size(towns.rules(), list(elections.values())) <= 2 * 10
    return found


def test_everything_is_there(made: Where, elections: dict[str, Election]) -> None:
    database = Database.open(made, readonly=True)
    with database.read() as connection:
        parents = {row.code: row.parent for row in connection.execute(select(Region.c.code, Region.c.parent))}
        assert parents[KOTA] is None
        assert (parents[KECAMATAN], parents[KELURAHAN]) == (KOTA, KECAMATAN)
        assert list(connection.scalars(select(ElectionRow.c.code).order_by(ElectionRow.c.code))) == sorted(elections)
        tps = connection.execute(
            select(Tps.c.election, func.count(), func.sum(func.abs(Tps.c.number))).group_by(Tps.c.election)
        ).all()
        assert {(row[0], row[1]) for row in tps} == {("pemilu-2024", 9), ("pilkada-2024", 9)}
        special = connection.execute(select(Tps).where(Tps.c.code == f"{SECOND}.901")).mappings().first()
        assert special is not None
        assert (special["kelurahan"], special["number"], special["special"], special["version"]) == (
            SECOND,
            901,
            True,
            1,
        )
        roles = {role for election in elections.values() for role in election.tested()}
        assert connection.scalar(select(func.count()).select_from(Contact)) == 2 * len(roles)
        for election in elections.values():
            wanted = sum(
                body.size * {"kecamatan": 2, "kelurahan": 4, "tps": 9}[body.level] for body in election.seated()
            )
            assert connection.scalar(select(func.count()).where(Seat.c.election == election.code)) == wanted
        entry = connection.execute(select(Journal)).mappings().one()
        assert (entry["seq"], entry["verb"], entry["unit"], entry["actor"]) == (1, "setup", KOTA, "sari")
        assert list(journal.broken(connection)) == []
    database.close()


def test_seats_are_numbered_in_the_order_of_their_units(made: Where) -> None:
    database = Database.open(made, readonly=True)
    with database.read() as connection:
        rows = connection.execute(
            select(Seat.c.id, Seat.c.election, Seat.c.unit, Seat.c.rank).order_by(
                Seat.c.election, Seat.c.unit, Seat.c.rank
            )
        ).all()
    database.close()
    assert [row.id for row in rows] == list(range(1, len(rows) + 1))


def test_the_tallies_are_what_counting_would_find(made: Where, elections: dict[str, Election]) -> None:
    database = Database.open(made)
    with database.read() as connection:
        for election in elections.values():
            assert list(tally.differences(connection, election)) == []
        assert connection.scalar(select(func.count()).select_from(Tally)) == 2 * len(towns.rules().regions)
        empty = tally.kept(connection, "pemilu-2024", [FOURTH])[FOURTH]
        assert empty["L2"].items == 0
        assert empty["@pps"].items == 3
    database.close()


def test_a_part_of_the_nation_has_its_root(nowhere: Where, elections: dict[str, Election]) -> None:
    import msgspec

    from models.rules.schema import Region as RegionRule

    rules = towns.rules()
    above = (RegionRule(code="id", name="Indonesia"), RegionRule(code="33", name="Jawa Tengah"))
    nation = msgspec.structs.replace(rules, code="id", regions=(*above, *rules.regions))
    database = Database.open(setup.create(nowhere, nation, list(elections.values()), START, SARI))
    with database.read() as connection:
        parents = {row.code: row.parent for row in connection.execute(select(Region.c.code, Region.c.parent))}
        assert (parents["id"], parents["33"], parents[KOTA]) == (None, "id", "33")
        assert list(tally.differences(connection, elections["pemilu-2024"])) == []
        assert tally.kept(connection, "pemilu-2024", ["id"])["id"]["L2"].items == 9
    database.close()


def test_a_failure_in_the_middle_leaves_nothing(nowhere: Where, elections: dict[str, Election]) -> None:
    class Stop(Exception):
        pass

    def stop(_rows: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        setup.create(nowhere, towns.rules(), list(elections.values()), START, SARI, stop)
    if isinstance(nowhere, Path):
        assert list(nowhere.parent.iterdir()) == []
    made = Database.open(setup.create(nowhere, towns.rules(), list(elections.values()), START, SARI))
    made.close()


def test_what_a_killed_process_left_is_swept_up(tmp_path: Path, elections: dict[str, Election]) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / f".siaga.db.{gone.pid}"
    left.write_bytes(b"half")
    others = tmp_path / f".siaga.db.{os.getppid()}"
    others.write_bytes(b"at work")
    towns.build(tmp_path / "siaga.db", elections)
    assert sorted(one.name for one in tmp_path.iterdir()) == [others.name, "siaga.db"]


SLOW = """
import sys, time
from pathlib import Path
from models.services import setup
from tests.models import town as towns

def wait(rows):
    print("ready", flush=True)
    time.sleep(60)

known = list(towns.elections().values())
setup.create(Path(sys.argv[1]), towns.rules(), known, towns.START, towns.SARI, wait)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_signal_leaves_no_database(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "siaga.db"
    made = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert made.stdout is not None
    assert made.stdout.readline() == b"ready\n"
    made.send_signal(number)
    made.communicate(timeout=30)
    assert not path.exists()
    if number == signal.SIGINT:
        assert list(tmp_path.iterdir()) == []


def test_bare_rows_are_those_that_are_loaded(elections: dict[str, Election]) -> None:
    """What a benchmark compares with is the same."""
    rules, election = towns.rules(), elections["pemilu-2024"]
    codes = [one.code for one in rules.regions]
    rows = list(setup.seat_values(election, codes, rules.tps["pemilu-2024"], 1))
    assert [row[2] for row in rows] == sorted(row[2] for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
