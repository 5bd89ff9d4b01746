"""How cost grows from city to kabupaten to province to nation: one picture, drawn from what was just measured."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from html import escape
from math import log10
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import area, dataset
from benchmarks.figures import Budget, Figure, in_turn, quantile
from benchmarks.programs import Bench
from models import units
from models.database import Database
from models.tables import Seat

PICTURE = Path(__file__).parent.parent / "docs" / "growth.svg"
POINTS = Path(__file__).parent / "results" / "growth.json"
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 420, 64, 36, 216, 52
COLOURS = ("#0b6e99", "#c4541a", "#4c7a34", "#7a3b8f", "#8a6d00")
Series = Mapping[str, Sequence[float]]


def figures(bench: Bench) -> Iterator[Figure]:
    """Draws the picture; its only figure is how much more the board of the nation costs than the city's."""
    sizes: list[int] = []
    found: dict[str, list[float]] = {}
    for make, top in ((dataset.city_of, "33.71"), (dataset.kabupaten, "33.08"), (dataset.province, "33"),
                      (dataset.nation, units.NATION)):  # fmt: skip
        with closing(Database.open(make(bench, "SQLite"))) as database:
            with database.read() as connection:
                sizes.append(connection.scalar(select(func.count()).select_from(Seat)) or 1)
            for name, measure in _measures(database, top).items():
                found.setdefault(name, []).append(quantile(in_turn(20, measure)[0], 0.5))
    POINTS.parent.mkdir(exist_ok=True)
    POINTS.write_text(json.dumps({"seats": sizes, "ms": found}, indent=1) + "\n", encoding="utf-8")
    PICTURE.write_text(drawn(sizes, found), encoding="utf-8")
    board = found["board of the whole area"]
    yield Figure("board of the whole area, nation to city (SQLite)", "ms", [board[-1]], 10, "city", [board[0]])
    yield Figure("one appointment, nation (SQLite)", "ms", [found["one appointment"][-1]], 10, budget=Budget.VALUE)


def _measures(database: Database, top: str) -> dict[str, Callable[[], float]]:
    kecamatan = {"33.08": "33.08.01"}.get(top, area.KECAMATAN)
    reads = area.READS
    return {
        "board of the whole area": partial(area.reading, database, reads["board of a kecamatan"], top),
        "board of a kecamatan": partial(area.reading, database, reads["board of a kecamatan"], kecamatan),
        "Personel, two pages": partial(area.reading, database, reads["Personel of a kecamatan, two pages"], kecamatan),
        "find a name": area.finder(database),
        "one appointment": area.Appointer(database, kecamatan),
    }


def drawn(sizes: Sequence[int], found: Series) -> str:
    """The picture as SVG: seats across, milliseconds up, both in powers of ten."""
    values = [value for line in found.values() for value in line]
    low, high = 10 ** int(log10(min(values)) - 1), 10 ** int(log10(max(values)) + 1)
    inner, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(size: float) -> float:
        return LEFT + inner * (log10(size) - log10(sizes[0])) / (log10(sizes[-1]) - log10(sizes[0]))

    def y(value: float) -> float:
        return TOP + tall * (1 - (log10(value) - log10(low)) / (log10(high) - log10(low)))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        f' font-size="12"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="14" fill="#222">Milliseconds (median) by size of the area, SQLite</text>',
    ]
    step = low
    while step <= high:
        parts.append(f'<path d="M{LEFT} {y(step):.1f}h{inner}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(step) + 4:.1f}" text-anchor="end" fill="#555">{step:g} ms</text>')
        step *= 10
    for name, size in zip(("city", "kabupaten", "province", "nation"), sizes, strict=True):
        middle = f'x="{x(size):.1f}" text-anchor="middle" fill="#555"'
        parts.append(f'<path d="M{x(size):.1f} {TOP}v{tall}" stroke="#eee"/>')
        parts.append(f'<text y="{HEIGHT - 30}" {middle}>{name}</text><text y="{HEIGHT - 14}" {middle}>{size:,}</text>')
    ends = sorted(found, key=lambda name: -found[name][-1])
    for place, name in enumerate(ends):
        colour = COLOURS[place % len(COLOURS)]
        points = [(x(size), y(value)) for size, value in zip(sizes, found[name], strict=True)]
        line = " ".join(f"{at:.1f},{up:.1f}" for at, up in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.extend(f'<circle cx="{at:.1f}" cy="{up:.1f}" r="3" fill="{colour}"/>' for at, up in points)
        label = f"{name}, {found[name][-1]:.2g} ms"
        across, down = WIDTH - RIGHT + 12, TOP + 14 + 18 * place
        parts.append(f'<text x="{across}" y="{down}" fill="{colour}">{escape(label)}</text>')
    return "\n".join([*parts, "</svg>", ""])
