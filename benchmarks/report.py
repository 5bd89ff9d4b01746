"""The table of a run: for people, for docs/performance.md, and as JSON to compare the next run with."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Budget, Figure, Of, quantile

LATEST = Path(__file__).parent / "results" / "latest.json"
DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
START, END = "<!-- figures: written by `python -m benchmarks --docs` -->", "<!-- end of figures -->"
HEAD = ("figure", "Siaga", "beside it", "budget", "measured", "", "last run")


def machine() -> str:
    """One line about where this ran."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = next((int(line.split()[1]) / 2**20 for line in _lines("/proc/meminfo") if "MemTotal" in line), 0)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, Linux {platform.release()}, {python}"


def speed() -> float:
    """Milliseconds for a fixed piece of Python: on a shared machine it varies within minutes."""
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        sum(n * n for n in range(100_000))
        best = min(best, time.perf_counter() - start)
    return best * 1000


def table(figures: Sequence[Figure], last: dict[str, float]) -> str:
    """All figures as one Markdown table that can also be read as it is."""
    rows = [HEAD, *(_row(figure, last.get(key(figure))) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    rule = "-|-".join("-" * width for width in widths)
    return "\n".join(f"| {line} |" for line in [lines[0], rule, *lines[1:]]).replace(f"| {rule} |", f"|-{rule}-|")


def _row(figure: Figure, last: float | None) -> tuple[str, ...]:
    unit = "×" if figure.budget is Budget.RATIO else f" {figure.unit}"
    value, spread = figure.value, figure.spread
    measured = "not measured" if value is None else _number(value, figure.budget) + unit
    if value is not None and spread is not None and figure.budget is Budget.RATIO:
        measured += f" ({spread[0]:.2f}–{spread[1]:.2f})"
    beside = f"{figure.beside} {_three(figure.theirs, figure.unit)}" if figure.beside else "–"
    verdict = {True: "kept", False: "OVER", None: ""}[figure.kept]
    before = "" if last is None else _number(last, figure.budget) + unit
    limit = f"≤ {figure.limit:,g}{unit}"
    return figure.name, _three(figure.ours, figure.unit), beside, limit, measured, verdict, before


def _three(values: Sequence[float], unit: str) -> str:
    """Minimum, median and maximum."""
    if not values:
        return "–"
    digits = 0 if unit == "B" or min(values) >= 100 else 1
    return " / ".join(f"{quantile(values, share):,.{digits}f}" for share in (0, 0.5, 1)) + f" {unit}"


def _number(value: float, budget: Budget) -> str:
    return f"{value:.2f}" if budget is Budget.RATIO else f"{value:,.0f}"


def key(figure: Figure) -> str:
    """What the same figure of another run is found by."""
    return f"{figure.name} | {figure.beside}"


def last_values() -> dict[str, float]:
    """The values of the last run here, by key; empty without one."""
    return {name: entry["value"] for name, entry in _stored().items() if entry["value"] is not None}


def keep(figures: Sequence[Figure], where: str) -> dict[str, Any]:
    """Write this run over the last one and return it; figures not measured this time stay."""
    entries = _stored() | {
        key(figure): {
            "value": figure.value,
            "limit": figure.limit,
            "kept": figure.kept,
            "unit": figure.unit,
            "of": figure.of.name,
            "budget": figure.budget.name,
            "siaga": list(figure.ours),
            "beside": list(figure.theirs),
            "where": where,
        }
        for figure in figures
    }
    whole = {"machine": where, "figures": entries}
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return whole


def everything() -> list[Figure]:
    """The figures of this run and, of what was not measured this time, those of the runs before it."""
    found = []
    for name, entry in _stored().items():
        figure, _, beside = name.rpartition(" | ")
        if "of" in entry:
            kind, limits = Of[entry["of"]], Budget[entry["budget"]]
            values = entry["siaga"], entry["limit"], beside, entry["beside"]
            found.append(Figure(figure, entry["unit"], *values, of=kind, budget=limits))
    return found


def _stored() -> dict[str, Any]:
    try:
        entries = json.loads(LATEST.read_text(encoding="utf-8"))["figures"]
    except (OSError, ValueError, KeyError):
        return {}
    return entries if isinstance(entries, dict) else {}


def document(text: str) -> None:
    """Put the table between the two marks of docs/performance.md."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
