"""The databases that are measured on, made through the program's own services.

A city, a kabupaten, a province and the nation are made the same way, with invented people (models.rehearsal), so that
the very same kecamatan stands in all of them. They are kept between runs, for the nation takes minutes; what is
measured is a copy, so that every run begins with the same.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import shutil
import sys
from datetime import date, datetime
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, select

from benchmarks.programs import ROOT, Bench
from models.actor import Actor
from models.clock import WIB, FixedClock
from models.database import Database
from models.exchange import territory
from models.rehearsal import build
from models.rules import loader
from models.services import setup, staffing
from models.services.appointment import Appointment
from models.tables import Seat
from models.uow import unit_of_work
from models.where import Where, is_url

ELECTIONS = ("pemilu-2024", "pilkada-2024")
ACTOR = Actor("pengukur", "admin")
EVENING = datetime(2024, 1, 31, 20, tzinfo=WIB)
REGIONS, STATIONS = "wilayah-kpu-2024.csv", "tps-pemilu-2024.csv"
"""The lists of Pemilu 2024, in the folder that SIAGA_DATA names."""
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
SERVER = os.environ.get("POSTGRES_BENCH_URL", "")
"""Measured on as well where it is set; its role may create databases."""
KEPT = Path(os.environ.get("BENCH_DATA") or ROOT / "benchmarks" / "results" / "data")
"""Where databases are kept between runs: some 6 GB for all areas, and twice that on a server."""
SEED = 2024
FIRST_SEAT = r"\bOrang 0001\b"
_REGULAR = re.compile(r"regular = (\d+)")
_SEATS_A_TPS = 9  # seven of the KPPS and two Linmas


def city(bench: Bench) -> Path:
    """Kota Magelang with every seat of the Pemilu filled and evidence for half of them."""
    return _made(bench, "city.db", 1.0)


def five_thousand_seats(bench: Bench) -> Path:
    """The same city with so many more TPS that the Pemilu has 5,000 seats."""
    return _made(bench, "seats-5000.db", 1.58)


def _made(bench: Bench, name: str, growth: float) -> Path:
    path = bench.folder / name
    if not path.exists():
        rules = Path(loader.__file__).parent / "33.71.toml"
        region = bench.folder / f"{growth}" / "33.71.toml"
        region.parent.mkdir(exist_ok=True)
        larger = _REGULAR.sub(lambda found: f"regular = {ceil(int(found[1]) * growth)}", rules.read_text("utf-8"))
        region.write_text(larger, "utf-8")
        elections = [loader.load_election(code) for code in ELECTIONS]
        setup.create(path, loader.load_region("33.71", directory=region.parent), elections, EVENING, ACTOR)
        _fill(path)
    return path


def _fill(path: Path) -> None:
    """Appoint somebody to every seat of the Pemilu, then record a training for every second kelurahan."""
    database, clock = Database.open(path), FixedClock(EVENING)
    election = loader.load_election(ELECTIONS[0])
    with database.read() as connection:
        wanted = select(Seat.c.id).where(Seat.c.election == election.code).order_by(Seat.c.unit, Seat.c.rank)
        seats = list(connection.scalars(wanted))
    with unit_of_work(database, clock, ACTOR, "appoint", "33.71", election) as work:
        staffing.appoint_many(
            work,
            [Appointment(seat, f"Orang {n:04}", date(2024, 1, 25), f"SK {n}/2024") for n, seat in enumerate(seats, 1)],
        )
    database.close()


# ── Areas of any size, on both engines ────────────────────────────────────────────────────────────


def engines(bench: Bench) -> tuple[str, ...]:
    """The engines that can be measured here."""
    return (SQLITE, POSTGRESQL) if SERVER else (SQLITE,)


def city_of(bench: Bench, engine: str = SQLITE) -> Where:
    """Kota Magelang, made as the larger areas are."""
    return _area(bench, engine, "33.71")


def kabupaten(bench: Bench, engine: str = SQLITE) -> Where:
    """Kabupaten Magelang: 21 kecamatan, 42,063 seats."""
    return _area(bench, engine, "33.08")


def province(bench: Bench, engine: str = SQLITE) -> Where:
    """Jawa Tengah: 576 kecamatan, 1.1 million seats."""
    return _area(bench, engine, "33")


def nation(bench: Bench, engine: str = SQLITE) -> Where:
    """Indonesia: 7,277 kecamatan, 7.9 million seats."""
    return _area(bench, engine, "id")


def data() -> Path:
    """The folder of the lists. Raises RuntimeError where it is not there."""
    found = Path(os.environ.get("SIAGA_DATA") or ROOT.parent / "shared" / "data")
    if not (found / REGIONS).exists():
        raise RuntimeError(f"no {REGIONS} in {found}: SIAGA_DATA names the folder with the lists of regions and TPS")
    return found


def fresh(bench: Bench, engine: str, name: str) -> Where:
    """Where a database may be made in this run: a path without a file, or a server's empty database."""
    if engine == SQLITE:
        path = bench.folder / f"{name}.db"
        remove(path)
        return path
    return _server_database(f"siaga_bench_{os.getpid()}_{name}", "template0")


def remove(where: Where) -> None:
    """Remove a database that was made in this run."""
    if is_url(where):
        _drop(str(make_url(str(where)).database))
        return
    for path in Path(where).parent.glob(f"{Path(where).name}*"):
        path.unlink()


def options(where: Where) -> tuple[str, ...]:
    """How ``siaga`` is told of a database."""
    return ("--db", str(where))


def size(where: Where) -> float:
    """MiB of a database, with what stands beside it."""
    if is_url(where):
        name = make_url(str(where)).database
        with _raw() as server:
            return float(server.execute("SELECT pg_database_size(%s)", [name]).fetchone()[0]) / 2**20
    return sum(path.stat().st_size for path in Path(where).parent.glob(f"{Path(where).name}*")) / 2**20


def _area(bench: Bench, engine: str, code: str) -> Where:
    """This run's own copy of an area, made anew where none is kept."""
    name = f"{code.replace('.', '')}_{_version()}"
    if engine == SQLITE:
        path, kept = bench.folder / f"{name}.db", KEPT / f"{name}.db"
        if not path.exists():
            if not kept.exists():
                _clear_files()
                _make(code, kept)
            shutil.copyfile(kept, path)
        return path
    kept_name, run = f"siaga_bench_{name}", f"siaga_bench_{os.getpid()}_{name}"
    if not _is_there(run):
        if not _is_there(kept_name):
            _clear_server()
            try:
                _make(code, _server_database(kept_name, "template0", stay=True))
            except BaseException:
                _drop(kept_name)  # half made is no use to the next run
                raise
        _server_database(run, kept_name)
    return _url(run)


def _make(code: str, where: Where) -> None:
    print(f"  making {code} (kept for the next run) …", file=sys.stderr, flush=True)
    election = loader.load_election(ELECTIONS[0])
    read = territory.read(code, data() / REGIONS, {election.code: data() / STATIONS})
    if read.rules is None or read.faults:
        raise RuntimeError(f"the lists have faults: {read.faults[:3]}")
    build.invent(where, read.rules, election, at=EVENING, seed=SEED)


@lru_cache(maxsize=1)
def _version() -> str:
    """Changes with whatever makes an area: what is kept of another version is of no use."""
    found = hashlib.sha256()
    folders = ("rehearsal", "migrations/versions", "rules")
    for path in sorted(one for folder in folders for one in (ROOT / "models" / folder).glob("*.*")):
        found.update(path.read_bytes())
    return found.hexdigest()[:8]


def _clear_files() -> None:
    """Remove what another version made."""
    for path in KEPT.glob("*.db"):
        if not path.stem.endswith(_version()):
            path.unlink()


# ── Databases of the server ────────────────────────────────────────────────────────────


def _url(name: str) -> str:
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


def _raw() -> Any:
    """A connection that is in no transaction: databases are made and dropped outside of any."""
    import psycopg

    return psycopg.connect(SERVER.replace("+psycopg", ""), autocommit=True)


def _is_there(name: str) -> bool:
    return name in _names()


def _names() -> list[str]:
    with _raw() as server:
        return [row[0] for row in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'siaga_bench_%'")]


def _clear_server() -> None:
    """Drop what another version made; what a run uses has the number of its process in front and stays."""
    for name in _names():
        if re.fullmatch(r"siaga_bench_[a-z0-9]+_[0-9a-f]{8}", name) and not name.endswith(_version()):
            _drop(name)


def _server_database(name: str, template: str, *, stay: bool = False) -> str:
    """Make a database; it goes at the end of the run unless it is to ``stay``."""
    _drop(name)
    with _raw() as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    if not stay:
        atexit.register(_drop, name)
    return _url(name)


def _drop(name: str) -> None:
    with _raw() as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
