"""Measure and print: `python -m benchmarks [--only NAME] [--quick] [--json] [--docs]`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    area,
    boards,
    command_line,
    crowd,
    engines,
    exchange,
    far,
    growth,
    idle,
    live,
    load,
    memory,
    over_ssh,
    personel,
    report,
    resident,
    start,
    wire,
)
from benchmarks.figures import Figure
from benchmarks.programs import Bench, compile_bytecode

MEASURES: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "start": start.figures,
    "commands": command_line.figures,
    "bytes": wire.figures,
    "ssh": over_ssh.figures,
    "idle": idle.figures,
    "personel": personel.figures,
    "live": live.figures,
    "boards": boards.figures,
    "memory": memory.figures,
    "resident": resident.figures,
    "area": area.figures,
    "engines": engines.figures,
    "far": far.figures,
    "crowd": crowd.figures,
    "load": load.figures,
    "exchange": exchange.figures,
    "growth": growth.figures,
}


def main() -> int:
    """Run what was asked for; 0 when everything could be measured, over its budget or not."""
    options = _options()
    compile_bytecode()
    found: list[Figure] = []
    failed: list[str] = []
    speeds = [report.speed()]
    with tempfile.TemporaryDirectory(prefix="siaga-bench-") as folder:
        bench = Bench(Path(folder), options.quick or options.rounds, not options.no_peer, options.rows)
        for name in options.only or MEASURES:
            print(f"{name} …", file=sys.stderr, flush=True)
            try:
                found.extend(MEASURES[name](bench))
            except Exception as error:  # one figure that cannot be had must not cost the others
                failed.append(f"{name}: {type(error).__name__}: {error}")
                print(failed[-1], file=sys.stderr)
            speeds.append(report.speed())
    steadiness = f"a fixed piece of Python took {min(speeds):.1f} to {max(speeds):.1f} ms meanwhile"
    where = f"{report.machine()}; {steadiness}"
    before = report.last_values()
    text = f"{report.table(found, before)}\n\n{where}"
    stored = report.keep(found, where)
    print(json.dumps(stored, indent=1, ensure_ascii=False) if options.json else text)
    if options.docs:
        report.document(f"{report.table(report.everything(), before)}\n\n{where}")
    for line in failed:
        print(f"not measured: {line.splitlines()[0]}", file=sys.stderr)
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=MEASURES, help="measure only this; may be repeated")
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="starts of each program (10)")
    parser.add_argument("--quick", type=int, nargs="?", const=3, metavar="N", help="few rounds (3): a first look")
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="rows that are imported (1,000,000)")
    parser.add_argument("--no-peer", action="store_true", help="without Posting, which is installed once by pip")
    parser.add_argument("--json", action="store_true", help="print all values instead of the table")
    parser.add_argument(
        "--docs", action="store_true", help="write the table (and earlier runs) into docs/performance.md"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
