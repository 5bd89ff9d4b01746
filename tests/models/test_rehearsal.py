"""The rehearsal: the story comes true, the same seed tells it alike, and colleagues come and go with their session."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from models import journal, queries, tally
from models.clock import WIB, stored
from models.database import Database
from models.logistics import complete
from models.presence import FilePresence, Online, holds
from models.queries import readiness
from models.queries.board import Board
from models.readiness import Colour, Reason
from models.rehearsal import live
from models.rehearsal.build import build
from models.rehearsal.story import load_people, load_story
from models.rehearsal.work import Colleague
from models.rules.loader import load_election, load_region
from models.rules.schema import Election
from models.tables import Biodata, Journal, Person
from models.units import contains

OPENING = datetime(2024, 1, 31, 20, tzinfo=WIB)
SEED = 2024


def elections() -> list[Election]:
    return [load_election(code) for code in load_story().elections]


def make(path: Path, at: datetime, seed: int = SEED) -> Path:
    return build(path, load_region(load_story().region), elections(), at=at, seed=seed)


def hashes(path: Path) -> list[str]:
    database = Database.open(path, readonly=True)
    with database.read() as connection:
        found = list(connection.scalars(select(Journal.c.hash).order_by(Journal.c.seq)))
    database.close()
    return found


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("latihan") / "h14.db", OPENING)


@pytest.fixture
def copy(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "latihan.db"))


@pytest.fixture(scope="session")
def board(template: Path) -> Board:
    database = Database.open(template, readonly=True)
    with database.read() as connection:
        return queries.board.board(connection, elections()[0], "33.71", OPENING)


def test_the_three_kecamatan_have_their_colours(board: Board) -> None:
    south, north, middle = (one.standing for one in board.children)
    assert [one.colour for one in (south, north, middle)] == [Colour.GREEN, Colour.YELLOW, Colour.RED]
    assert (north.worst[0], middle.worst[0]) == ("P2", "L2")
    assert north.assessments["P2"].reason is Reason.WITHIN_GRACE
    assert north.assessments["P2"].overdue == 2, "the secretariat of PPS Wates has lacked somebody for two days"
    assert south.against_target == 100
    assert south.siap > north.siap > middle.siap


def test_the_worked_example_is_true(board: Board) -> None:
    found = board.children[2].standing.assessments["L2"]
    counts = found.counts
    assert (counts.siap, counts.belum, counts.unknown, counts.n) == (70, 60, 4, 134)
    assert (found.percent, found.known, found.target, found.gap) == (52, 97, 69, 17)
    assert found.colour is Colour.RED


def test_goods_agree_with_the_evidence(template: Path) -> None:
    """Of each TPS in Tengah: counted where L2 is SIAP, packed where L1 is, voters unknown where nobody reported."""
    database, election = Database.open(template, readonly=True), elections()[0]
    with database.read() as connection:
        stations = queries.logistics.stations(connection, election, "33.71.03", limit=200)
        for code, step in (("L2", "counted"), ("L1", "packed")):
            rows = readiness.listed(connection, election, election.indicator(code), "33.71.03", limit=200)
            proved = {row.unit for row in rows if row.state == "siap"}
            done = {one.code for one in stations if complete(election, step, one.voters, one.stock)}
            assert done == proved, code
        total, short = queries.logistics.shortages(connection, election, "33.71")
        flags = queries.logistics.flagged(connection, election, "33.71")
    database.close()
    assert len([one for one in stations if one.voters is None]) == 4
    assert (total, {one.unit[:8] for one in short}) == (6, {"33.71.02", "33.71.03"})
    assert flags == (3, 6)


def test_the_trend_rises(board: Board) -> None:
    for one in board.children:
        assert len(one.trend) == 8
        assert list(one.trend) == sorted(one.trend)


def test_contacts_are_named(board: Board) -> None:
    assert all(row.name for row in board.contacts)
    assert [(row.unit, row.role) for row in board.contacts if row.state != "siap"] == [("33.71.02", "kapolsek")]


def test_pilkada_has_not_begun(template: Path) -> None:
    database = Database.open(template, readonly=True)
    with database.read() as connection:
        found = queries.board.board(connection, elections()[1], "33.71", OPENING)
    assert found.own.standing.colour is Colour.NOT_YET
    assert found.own.staffing["ppk"] == (0, 15)


def test_it_says_of_itself_that_it_is_made_up(template: Path) -> None:
    database = Database.open(template, readonly=True)
    with database.read() as connection:
        assert queries.activity.rehearsed(connection)
    database.close()


def test_nothing_is_wrong_with_the_database(template: Path) -> None:
    database = Database.open(template, readonly=True)
    with database.read() as connection:
        assert list(journal.broken(connection)) == []
        for election in elections():
            assert list(tally.differences(connection, election)) == []


def test_people_are_made_up_and_each_of_them_once(template: Path) -> None:
    database = Database.open(template, readonly=True)
    people = load_people()
    with database.read() as connection:
        names = list(connection.scalars(select(Person.c.name)))
    assert len(names) == len(set(names)) > 3300
    assert all(name.split()[1] in people.last for name in names)


def test_what_is_known_of_them_belongs_to_nobody(template: Path) -> None:
    database, election = Database.open(template, readonly=True), elections()[0]
    with database.read() as connection:
        known = connection.execute(select(Biodata)).all()
        waiting = queries.register.reserves(connection, election.code, "33.71", "kpps")
        risks = queries.register.risky(connection, election, "33.71", OPENING.date())
        assert queries.register.doubles(connection, {election.code: election}, "33.71") == ()
    assert len({row.nik for row in known}) == len({row.phone for row in known if row.phone}) == len(known)
    for row in known:
        if row.nik is not None:
            assert (row.nik[:2], row.nik15, row.phone[:10]) == ("99", row.nik[:15], "+628000000")
            assert int(row.nik[6:8]) == row.born_on.day + 40 * (row.sex == "P")
    assert len(waiting) == 34
    assert {one.state for one in waiting} == {"menunggu"}
    assert risks.counts == {"unanswered": 2, "sipol": 2, "health": 2}


def test_the_same_seed_tells_the_same_story(template: Path, tmp_path: Path) -> None:
    early = datetime(2023, 2, 5, 12, tzinfo=WIB)
    once, again, other = (
        hashes(make(tmp_path / f"{name}.db", early, seed))
        for name, seed in (("once", SEED), ("again", SEED), ("other", 7))
    )
    assert once == again
    assert once == hashes(template)[: len(once)], "another moment has the same past"
    assert other[1:] != once[1:]


def test_after_polling_it_stands_as_it_did_then(tmp_path: Path) -> None:
    at = datetime(2024, 2, 23, 20, tzinfo=WIB)
    database = Database.open(make(tmp_path / "later.db", at), readonly=True)
    with database.read() as connection:
        found = queries.board.board(connection, elections()[0], "33.71", at)
        assert list(tally.differences(connection, elections()[0])) == []
    colours = [one.standing.colour for one in found.children]
    assert colours == [Colour.GREEN, Colour.GREEN, Colour.YELLOW]
    assert found.moment.frozen


# ── colleagues ────────────────────────────────────────────────────────────


def test_a_colleague_makes_changes_that_hold(copy: Path) -> None:
    before = len(hashes(copy))
    someone = Colleague(copy, OPENING, time.time(), "rini", Random(1))
    assert all(someone.work() for _ in range(25))
    with someone.database.read() as connection:
        verbs = set(connection.scalars(select(Journal.c.verb).where(Journal.c.seq > before)))
        assert list(journal.broken(connection)) == []
        assert list(tally.differences(connection, elections()[0])) == []
    assert "evidence" in verbs and len(verbs) > 1
    assert len(hashes(copy)) >= before + 15


def test_a_colleague_is_seen_with_the_form_that_is_open(copy: Path) -> None:
    someone, seen = Colleague(copy, OPENING, time.time(), "rini", Random(1)), FilePresence(copy)
    someone.come()
    (present,) = seen.everybody()
    assert (present.name, present.place, present.screen, present.editing) == ("rini", "Kota Magelang", "papan", ())
    before, found = hashes(copy), []

    def pause() -> bool:
        assert hashes(copy) == before, "a form that is open has written nothing"
        found.extend(seen.everybody())
        return True

    while not (found and found[-1].editing):
        assert someone.work(pause)
    assert hashes(copy) == before, "whoever goes meanwhile leaves nothing behind"
    assert found[-1].editing[0].partition(":")[0] in ("seat", "item")
    assert holds(found[-1], stored(someone.clock.now()))
    assert found[-1].place != "Kota Magelang" and contains("33.71", found[-1].unit)
    assert not seen.everybody()[0].editing
    someone.go()
    assert seen.everybody() == ()


@pytest.mark.parametrize("day", [datetime(2022, 12, 1, 9, tzinfo=WIB), datetime(2023, 2, 5, 9, tzinfo=WIB)])
def test_a_colleague_waits_while_there_is_little_to_do(day: datetime, tmp_path: Path) -> None:
    someone = Colleague(make(tmp_path / "early.db", day), day, time.time(), "rini", Random(1))
    assert all(someone.work() for _ in range(15))


def test_a_busy_database_is_no_reason_to_leave(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.rehearsal.work.BUSY", 0.05)
    someone = Colleague(copy, OPENING, time.time(), "rini", Random(1))
    other = Database.open(copy)
    with other.begin_write():
        assert someone.work()
    assert someone.work()


SESSION = """
import json, sys
from datetime import datetime
from pathlib import Path
from models.rehearsal import live, colleague
path, start, origin = json.loads(sys.argv[1])
found = live.Live(Path(path), datetime.fromisoformat(start), origin, False)
with live.colleagues(found, ["rini", "bayu"], 1, slowest=0.3) as started:
    print(json.dumps([one.pid for one in started]), flush=True)
    sys.stdin.read()
"""


def until(done: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("end", ["quit", "kill"])
def test_colleagues_work_and_end_with_their_session(end: str, copy: Path) -> None:
    before = len(hashes(copy))
    told = json.dumps([str(copy), OPENING.isoformat(), time.time()])
    session = subprocess.Popen(
        [sys.executable, "-c", SESSION, told], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert session.stdout is not None and session.stdin is not None
    pids = json.loads(session.stdout.readline())
    try:
        assert until(lambda: len(hashes(copy)) >= before + 3)
        assert all(alive(pid) for pid in pids)
    finally:
        session.stdin.close() if end == "quit" else session.kill()
        session.wait(timeout=15)
    assert until(lambda: not any(alive(pid) for pid in pids), 15)
    database = Database.open(copy, readonly=True)
    with database.read() as connection:
        actors = set(connection.scalars(select(Journal.c.actor).where(Journal.c.seq > before)))
        assert list(journal.broken(connection)) == []
    assert actors <= {"rini", "bayu"}


# ── one rehearsal for several sessions ────────────────────────────────────────────────────────────

ATTEND = """
import json, sys
from datetime import datetime
from pathlib import Path
from models.rehearsal import live
folder, start = sys.argv[1:]
at = datetime.fromisoformat(start)
with live.attend(Path(folder), "latihan-uji", at, lambda path: path.write_bytes(b"template")) as found:
    print(json.dumps([str(found.path), found.start.isoformat(), found.origin, found.joined]), flush=True)
    sys.stdin.read()
"""


def attend(folder: Path) -> tuple[subprocess.Popen[str], list[object]]:
    session = subprocess.Popen(
        [sys.executable, "-c", ATTEND, str(folder), OPENING.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert session.stdout is not None
    return session, json.loads(session.stdout.readline())


def test_a_second_session_joins_and_the_next_begins_afresh(tmp_path: Path) -> None:
    first, begun = attend(tmp_path)
    second, joined = attend(tmp_path)
    try:
        assert begun[3] is False and joined[3] is True
        assert begun[:3] == joined[:3], "the same file and the same clock"
        assert Path(str(begun[0])).read_bytes() == b"template"
        first.kill()
        first.wait(timeout=15)
        third, still = attend(tmp_path)
        third.kill()
        third.wait(timeout=15)
        assert still == joined, "it goes on for as long as anybody is in it"
    finally:
        second.kill()
        second.wait(timeout=15)
    fourth, afresh = attend(tmp_path)
    fourth.kill()
    fourth.wait(timeout=15)
    assert afresh[3] is False
    assert afresh[2] != begun[2] and afresh[0] != begun[0]
    assert not Path(str(begun[0])).exists()


def test_what_its_sessions_left_of_themselves_goes_with_it(tmp_path: Path) -> None:
    def make(path: Path) -> None:
        path.write_bytes(b"template")

    with live.attend(tmp_path, "latihan-uji", OPENING, make) as first:
        present = FilePresence(first.path)
        present.announce(Online(1, "sari", "33.71", "Kota Magelang", "papan", OPENING))
        present.leave()
        assert present.folder.is_dir()
    with live.attend(tmp_path, "latihan-uji", OPENING, make) as again:
        assert not again.joined
        assert not present.folder.exists()


def test_another_seed_or_moment_is_another_rehearsal() -> None:
    names = {
        live.key(1, OPENING),
        live.key(2, OPENING),
        live.key(1, datetime(2024, 2, 1, 20, tzinfo=WIB)),
    }
    assert len(names) == 3
    assert live.key(1, OPENING) in names


def test_another_area_or_another_list_is_another_rehearsal(tmp_path: Path) -> None:
    lists = [tmp_path / "wilayah.csv", tmp_path / "tps.csv"]
    for path in lists:
        path.write_text("kode,nama\n")
    names = [live.key(1, OPENING), live.key(1, OPENING, "33", lists), live.key(1, OPENING, "33.08", lists)]
    lists[1].write_text("kode,tps_reguler,tps_khusus\n")
    names.append(live.key(1, OPENING, "33.08", lists))
    assert len(set(names)) == 4


def test_a_large_rehearsal_is_not_copied_but_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LARGE", 1)
    monkeypatch.setattr(live, "_shared", lambda *_: False)
    made: list[Path] = []

    def make(path: Path) -> None:
        made.append(path)
        path.write_bytes(b"template")

    with live.attend(tmp_path, "latihan-besar", OPENING, make) as first:
        assert (first.path, first.start, first.resumed) == (made[0], OPENING, False)
        Path(f"{first.path}-wal").write_bytes(b"what SQLite has not moved into the file yet")
        later = first.origin + 600
        os.utime(f"{first.path}-wal", (later, later))
    with live.attend(tmp_path, "latihan-besar", OPENING, make) as again:
        assert again.path == first.path and again.resumed
        assert abs((again.start - OPENING).total_seconds() - 600) < 1, "the clock goes on where it was left"
        assert Path(f"{again.path}-wal").exists()
        with live.attend(tmp_path, "latihan-besar", OPENING, make) as joined:
            assert joined.joined and joined.start == again.start
    assert len(made) == 1
    with live.attend(tmp_path, "latihan-lain", OPENING, make):
        assert not list(tmp_path.glob("latihan-besar.*")), "only one such is kept"


def test_a_large_rehearsal_in_use_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LARGE", 1)
    monkeypatch.setattr(live, "_shared", lambda *_: False)

    def make(path: Path) -> None:
        path.write_bytes(b"template")

    with live.attend(tmp_path, "latihan-satu", OPENING, make) as one, live.attend(tmp_path, "dua", OPENING, make):
        assert one.path.exists()


def test_joining_needs_no_database_code() -> None:
    code = "import sys, models.rehearsal.live, models.rehearsal.colleague; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
