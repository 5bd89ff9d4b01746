"""`siaga init` of the nation beside the bare bulk insert of the same rows; `siaga db check` of all its people."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import dataset
from benchmarks.figures import Budget, Figure
from benchmarks.programs import ROOT, Bench, siaga_command

BATCH = 10_000
TABLES = ("region", "contact", "tps", "seat", "tally", "tally_day")
"""What an init writes, but for one line of the journal."""


def figures(bench: Bench) -> Iterator[Figure]:
    """The nation twice an engine: by the program, then bare. Once each: it takes minutes and hardly varies."""
    for engine in dataset.engines(bench):
        yield from (figure.named(engine) for figure in _of(bench, engine))
    _, peak = run((*siaga_command(), *dataset.options(dataset.nation(bench, "SQLite")), "db", "check"), bench)
    yield Figure("nation: siaga db check, memory · SQLite", "MiB", [peak], 300, budget=Budget.VALUE)


def _of(bench: Bench, engine: str) -> Iterator[Figure]:
    where = dataset.fresh(bench, engine, "init")
    data = dataset.data()
    arguments = ("init", "--region", "id", "--election", dataset.ELECTIONS[0])
    files = ("--regions", str(data / dataset.REGIONS), "--tps", str(data / dataset.STATIONS))
    seconds, peak = run((*siaga_command(), *dataset.options(where), *arguments, *files), bench)
    bare = _bare(bench, engine, where)
    yield Figure("nation: siaga init", "s", [seconds], 4, "bare executemany" if engine == "SQLite" else "COPY", [bare])
    yield Figure("nation: siaga init, memory", "MiB", [peak], 300, budget=Budget.VALUE)
    yield Figure("nation: size, all seats empty", "MiB", [dataset.size(where)], 4096, budget=Budget.VALUE)
    dataset.remove(where)


def run(argv: Sequence[str], bench: Bench) -> tuple[float, float]:
    """Seconds and MiB (maximum resident) of a command. Raises when it fails."""
    clean = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | bench.environment
    start = time.perf_counter()
    with (bench.folder / "said.txt").open("w+b") as said:
        process = subprocess.Popen(argv, env=clean, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(argv)}: {said.read()[-400:].decode(errors='replace')}")
    return seconds, usage.ru_maxrss / 1024


def _bare(bench: Bench, engine: str, where: Any) -> float:
    """Seconds that the engine alone takes for the rows of an init: in tables without any index or check."""
    if engine == "SQLite":
        return _executemany(Path(where), bench.folder / "bare.db")
    return _copy(str(where))


def _batches(cursor: Any) -> Iterator[list[Any]]:
    while rows := cursor.fetchmany(BATCH):
        yield rows


def _executemany(path: Path, target: Path) -> float:
    source, bare = sqlite3.connect(path), sqlite3.connect(target, isolation_level=None)
    bare.execute("PRAGMA journal_mode = OFF")
    bare.execute("PRAGMA synchronous = OFF")
    bare.execute("BEGIN")
    seconds = 0.0
    for table in TABLES:
        rows = source.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in rows.description]
        bare.execute(f"CREATE TABLE {table} ({', '.join(names)})")
        insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"
        seconds += sum(_clocked(lambda batch: bare.executemany(insert, batch), _batches(rows)))  # noqa: B023
    seconds += sum(_clocked(lambda _none: bare.execute("COMMIT"), [[]]))
    source.close()
    bare.close()
    target.unlink()
    return seconds


def _copy(url: str) -> float:
    import psycopg

    address = url.replace("+psycopg", "")
    seconds = 0.0
    with psycopg.connect(address) as source, psycopg.connect(address) as bare:
        bare.execute("CREATE SCHEMA bare")
        for table in TABLES:
            bare.execute(f"CREATE TABLE bare.{table} (LIKE public.{table})")
            with source.cursor(name=f"all_{table}") as rows:
                rows.itersize = BATCH
                rows.execute(f"SELECT * FROM public.{table}")

                def write(batch: list[Any], table: str = table) -> None:
                    with bare.cursor() as cursor, cursor.copy(f"COPY bare.{table} FROM STDIN") as copy:
                        for row in batch:
                            copy.write_row(row)

                seconds += sum(_clocked(write, _batches(rows)))
        bare.rollback()
    return seconds


def _clocked(write: Any, batches: Iterable[list[Any]]) -> Iterator[float]:
    """Seconds of each write; reading the rows does not count."""
    for batch in batches:
        start = time.perf_counter()
        write(batch)
        yield time.perf_counter() - start
