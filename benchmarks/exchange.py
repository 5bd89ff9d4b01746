"""Files in and out beside the libraries that do nothing else: export, dry run, ceremony, a million rows."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import count, islice, pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert, select

from benchmarks import dataset, load, workbooks
from benchmarks.figures import Budget, Figure, Of, in_turn
from benchmarks.programs import ROOT, Bench, siaga_command
from benchmarks.statements import clocked
from models.clock import FixedClock
from models.database import Database
from models.exchange import columns, export, writing
from models.queries import people
from models.rules.loader import load_election, load_region
from models.rules.schema import Election
from models.services import setup
from models.tables import METADATA, Biodata, Person, Region, Seat, Tenure, Tps
from models.uow import unit_of_work

SEATS = 5_000
KOTA = "33.71"
PROVINCE = "33"
BATCH = 10_000
GATHERED = 2_471
"""People at a ceremony: the KPPS of Kota Magelang."""
PAUSE = 0.02
"""Seconds between two writes of a colleague."""


def figures(bench: Bench) -> Iterator[Figure]:
    """The workbook of a city's KPPS, exports, a ceremony, and a province's people as CSV."""
    yield from _dry_run(bench)  # first, as in a ``siaga import``: of a process that has done nothing else yet
    yield from _export(bench)
    yield from _ceremony(bench)
    yield from _rows(bench)


def _election() -> Election:
    return load_election(dataset.ELECTIONS[0])


# ── export ────────────────────────────────────────────────────────────


def _export(bench: Bench) -> Iterator[Figure]:
    election, ours, bare = _election(), bench.folder / "export.xlsx", bench.folder / "bare.xlsx"
    path = dataset.five_thousand_seats(bench)
    with closing(Database.open(path)) as database:
        _know_everybody(database)
        kept = export.Seats(people.Filter())

        def table(connection: Any) -> writing.Table:
            found = export.seats(connection, election, KOTA, kept, full=True)
            return writing.Table(found.name, found.columns, islice(found.rows, SEATS), SEATS)

        with database.read() as connection:
            made = table(connection)
            rows = list(made.rows)

        def siaga() -> float:
            with database.read() as connection:
                return clocked(lambda: writing.write(table(connection), ours, "xlsx", replace=True))

        found = in_turn(bench.rounds, siaga, lambda: clocked(lambda: _bare_xlsx(bare, made.columns, rows)))
    name = f"export of {len(rows):,} seats to xlsx"
    yield Figure(name, "ms", found[0], 2, "XlsxWriter, same cells", found[1])


def _know_everybody(database: Database) -> None:
    """Biodata for all: an export has the most cells."""
    with database.begin_write() as connection:
        found = list(connection.scalars(select(Person.c.id).order_by(Person.c.id)))
        rows = [_biodata(number) for number in found]
        connection.execute(insert(Biodata), rows)


def _biodata(number: int) -> dict[str, Any]:
    born = date(1975, 1, 1) + timedelta(days=number % 9_000)
    nik = f"337101{born:%d%m%y}{number % 10_000:04}"
    return {
        "person_id": number, "nik": nik, "nik15": nik[:15], "sex": "L", "born_on": born, "born_in": "Magelang",
        "phone": f"+62812{number:08}", "address": f"Jl. Contoh {number}", "rt": "003", "rw": "005",
        "domicile": "33.71.03.1002", "education": "sma", "occupation": "Wiraswasta", "version": 1,
    }  # fmt: skip


def _bare_xlsx(path: Path, made: Sequence[writing.Column], rows: Sequence[Sequence[Any]]) -> None:
    """The same cells by the library alone, as its documentation has it; it may not be asked for less."""
    from xlsxwriter import Workbook

    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("personel")
        text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd/mm/yyyy"})
        puts: dict[str, Callable[[int, int, Any], object]] = {
            "text": lambda row, at, value: sheet.write_string(row, at, value, text),
            "yes": lambda row, at, value: sheet.write_string(row, at, writing.YES if value else writing.NO, text),
            "day": lambda row, at, value: sheet.write_datetime(row, at, value, day),
            "number": sheet.write_number,
        }
        for at, column in enumerate(made):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, column.header)
        kinds = [puts[column.kind] for column in made]
        for row, values in enumerate(rows, 1):
            for at, value in enumerate(values):
                if value is not None:
                    kinds[at](row, at, value)


# ── dry run ────────────────────────────────────────────────────────────


def kpps_workbook(path: Path) -> int:
    """The KPPS of Kota Magelang as the PPS send them: 17 sheets, one row in twenty with a defect; how many people."""
    region, election = load_region(KOTA), _election()
    counts = region.tps[election.code]
    sheets = [workbooks.Sheet(one.name, [code[-3:] for code in counts.codes(one.code)]) for one in region.kelurahan()]
    return workbooks.write(path, sheets)


def _dry_run(bench: Bench) -> Iterator[Figure]:
    from models.exchange.reading import open_book
    from models.services import importing

    path, election = bench.folder / "kpps.xlsx", _election()
    people_ = kpps_workbook(path)
    city = bench.folder / "empty.db"
    setup.create(city, load_region(KOTA), [election], dataset.EVENING, dataset.ACTOR)
    silence: list[float] = []
    wanted = importing.Defaults(body="kpps", start_on=date(2024, 1, 25), decree="1/PP.04.1-SK/2024")
    with closing(Database.open(city)) as database:

        def siaga() -> float:
            begun = time.perf_counter()
            told = [begun]

            def progress(_done: int, _total: int) -> None:
                told.append(time.perf_counter())

            with open_book(path) as book, database.read() as connection:
                plan = importing.examine(
                    connection, election, KOTA, book, None, wanted, today=dataset.EVENING.date(), progress=progress
                )
                assert plan.total >= people_, plan.counts
                plan.close()
            silence.append(max(b - a for a, b in pairwise(told)) * 1000)
            return (time.perf_counter() - begun) * 1000

        found = in_turn(bench.rounds, siaga, lambda: clocked(lambda: _calamine(path)))
    yield Figure(f"dry run of {people_:,} rows on 17 sheets", "ms", found[0], 3, "calamine alone", found[1])
    yield Figure("dry run: longest silence of its progress", "ms", silence, 100, of=Of.MAX, budget=Budget.VALUE)


def _calamine(path: Path) -> None:
    """Every cell of every sheet as Python has it."""
    from python_calamine import load_workbook

    with load_workbook(str(path)) as book:
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False):
                len(row)


# ── ceremony ────────────────────────────────────────────────────────────


def _ceremony(bench: Bench) -> Iterator[Figure]:
    from models.services import ceremony

    # A copy: what is written here is nothing that others expect there.
    election = _election()
    path = Path(shutil.copy(dataset.five_thousand_seats(bench), bench.folder / "ceremony.db"))
    waits: list[float] = []
    with closing(Database.open(path)) as database, _colleague(path) as write:
        with database.read() as connection:
            found = connection.scalars(
                select(Tenure.c.id)
                .join(Seat, Seat.c.tenure_id == Tenure.c.id)
                # Not the kecamatan in which the colleague writes.
                .where(Seat.c.election == election.code, Seat.c.body == "kpps", Seat.c.unit >= "33.71.02")
                .limit(GATHERED)
            )
            tenures = list(found)
        numbers = count()

        def hold() -> float:
            number = next(numbers)
            clock = FixedClock(dataset.EVENING + timedelta(minutes=number))

            def work() -> None:
                with unit_of_work(database, clock, dataset.ACTOR, "ceremony", KOTA, election) as writing_:
                    reference = f"BA {number}"
                    ceremony.hold(
                        writing_, "pakta", tenures, reference=reference, on=clock.today(), place="Aula", witness="KPU"
                    )

            return clocked(work)

        alone = [hold() for _ in range(bench.rounds)]
        for _ in range(bench.rounds):
            asked: list[tuple[float, float]] = []
            with _asking(write, asked):
                hold()
            waits.append(max(answered - began for began, answered in asked) * 1000)
    people_ = f"ceremony of {len(tenures):,} people"
    yield Figure(people_, "ms", alone, 1_000, of=Of.MAX, budget=Budget.VALUE)
    yield Figure(f"{people_}: another's longest write", "ms", waits, 250, of=Of.MAX, budget=Budget.VALUE)


@contextmanager
def _colleague(path: Any) -> Iterator[Callable[[], float]]:
    """Another process that writes once whenever it is asked to; what is returned is the moment of its commit."""
    argv = (sys.executable, "-m", "benchmarks.writer", str(path))
    with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None and stdout is not None
        assert stdout.readline().strip() == "ready"

        def write() -> float:
            stdin.write("\n")
            stdin.flush()
            return float(stdout.readline())

        yield write
        stdin.close()


@contextmanager
def _asking(write: Callable[[], float], asked: list[tuple[float, float]]) -> Iterator[None]:
    """The colleague writes on and on while the block runs: when each write was asked for, and when it was done."""
    import threading

    ended = threading.Event()

    def on_and_on() -> None:
        while not ended.is_set():
            began = time.perf_counter()
            asked.append((began, write()))
            ended.wait(PAUSE)

    thread = threading.Thread(target=on_and_on)
    thread.start()
    time.sleep(0.05)
    try:
        yield
    finally:
        ended.set()
        thread.join()


# ── a million rows ────────────────────────────────────────────────────────────


def _rows(bench: Bench) -> Iterator[Figure]:
    election, path = _election(), bench.folder / "rows.csv"
    empty = bench.folder / "province.db"
    _empty_province(empty, election)
    total = _csv(empty, path, election, bench.rows)
    arguments = ("import", str(path), "--apply", "--election", election.code)
    config = bench.folder / "rows.toml"
    config.write_text(f'[site]\nregion = "{PROVINCE}"\nelections = ["{election.code}"]\n', "utf-8")
    command = (*siaga_command(), "--config", str(config), *dataset.options(empty), *arguments)
    seconds, peak = load.run(command, bench)
    bare = _core_insert(empty, bench.folder / "core.db")
    dataset.remove(empty)
    name = f"siaga import of {total:,} clean CSV rows"
    yield Figure(name, "s", [seconds], 10, "Core insert(), same rows", [bare])
    yield Figure(f"{name}, memory", "MiB", [peak], 400, budget=Budget.VALUE)


def _empty_province(path: Path, election: Election) -> None:
    from models.exchange import territory

    read = territory.read(
        PROVINCE, dataset.data() / dataset.REGIONS, {election.code: dataset.data() / dataset.STATIONS}
    )
    assert read.rules is not None and not read.faults
    setup.create(path, read.rules, [election], dataset.EVENING, dataset.ACTOR)


def _csv(database: Path, path: Path, election: Election, most: int) -> int:
    """People for the first ``most`` seats of KPPS, in the columns of our own exports."""
    bodies = {body.code: body for body in election.bodies}
    fields = ("region", "kecamatan", "kelurahan", "tps", "body", "post", "ordinal", "name", "nik", "sex", "born_on",
              "phone", "education", "decree", "start_on")  # fmt: skip
    with closing(Database.open(database, readonly=True)) as opened, opened.read() as connection:
        names = {row.code: row.name for row in connection.execute(select(Region.c.code, Region.c.name))}
        found = connection.execute(
            select(Seat.c.unit, Seat.c.body, Seat.c.post, Seat.c.ordinal)
            .join(Tps, (Tps.c.election == Seat.c.election) & (Tps.c.code == Seat.c.unit))
            .where(Seat.c.election == election.code, Seat.c.body == "kpps")
            .order_by(Seat.c.unit, Seat.c.rank)
            .limit(most)
            .execution_options(yield_per=BATCH)
        )

        def rows() -> Iterator[tuple[Any, ...]]:
            for number, (unit, body, post, ordinal) in enumerate(found, 1):
                known, several = bodies[body], bodies[body].post(post).count > 1
                about = _biodata(number)
                yield (
                    names[unit[:5]], names[unit[:8]], names[unit[:13]], unit[-3:], known.short, known.post(post).name,
                    ordinal if several else None, f"Orang {workbooks.lettered(number)}", _nik(number, about["born_on"]),
                    "L", about["born_on"], f"0812{number:08}", "SMA", f"{number // 7}/PP.04/2024", date(2024, 1, 25),
                )  # fmt: skip

        table = writing.Table("kpps", columns.columns(fields), rows(), most)
        return writing.write(table, path, "csv", replace=True)


def _nik(number: int, born: date) -> str:
    """Each its own: the digits of the office run on where those of the day's number end."""
    office = 330100 + number // 10_000 % 7_000
    return f"{office:06}{born:%d%m%y}{number % 9_999 + 1:04}"


def _core_insert(database: Path, target: Path) -> float:
    """Seconds in which SQLAlchemy Core inserts the rows that the import made (people, biodata, terms) into the same
    tables with their indexes: no check, no journal, no tallies, no search index."""
    made = (Person, Biodata, Tenure)
    engine = create_engine(f"sqlite:///{target}")
    seconds = 0.0
    with closing(Database.open(database, readonly=True)) as opened, opened.read() as source, engine.begin() as bare:
        METADATA.create_all(bare, made)
        for table in made:
            found = source.execute(select(table).execution_options(yield_per=BATCH)).mappings()
            while batch := [dict(row) for row in islice(found, BATCH)]:
                seconds += clocked(partial(bare.execute, insert(table), batch)) / 1000
    engine.dispose()
    target.unlink()
    return seconds
