"""An empty workbook for the people of one body, with the columns and values that the importer reads.

Row 1 is a title that says which body, election and area it is for; row 2 how to fill it in; row 3 an example. They are
above the header, where an import takes nothing for a person: the example need not be deleted. Lists of what may be
chosen lie on a hidden sheet, which is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from models import units
from models.errors import Refused
from models.exchange.columns import columns
from models.exchange.layout import LISTS
from models.exchange.parse.reserves import POST as RESERVE
from models.exchange.writing import NO, YES, Column, Formats, create, placed, workbook
from models.queries import territory
from models.rules.schema import Body, Election
from models.tables import Region, Seat, Tps

EDUCATION = ("SD", "SMP", "SMA", "D1", "D2", "D3", "D4", "S1", "S2", "S3")
EXAMPLE: dict[str, Any] = {
    "name": "Siti Contoh", "nik": "3371015205900000", "sex": "P", "born_in": "Magelang", "born_on": date(1990, 5, 12),
    "address": "Jl. Contoh No. 1", "rt": "003", "rw": "005", "phone": "081200000000", "education": "SMA",
    "occupation": "Wiraswasta", "asn": False, "decree": "1/PP.04.1-SK/2024", "start_on": date(2024, 1, 25),
}  # fmt: skip
"""Nobody: no office ever gave a NIK that ends in 0000."""
SPARE = 20
"""Rows that are prepared beyond the seats: people who wait, or are replaced."""
RESERVES = 5
"""Ranks of those who wait that can be chosen; any other can be typed."""
MOST = 20_000
"""Rows that are prepared at most."""
_TITLE, _HINT, _EXAMPLE, _HEAD = range(4)
_PERSONAL = (
    "name", "nik", "sex", "born_in", "born_on", "address", "rt", "rw", "domicile", "phone", "education", "occupation",
    "asn", "decree", "start_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What people read in it: the ``title`` with the names of body, election and area; how to fill it in; what marks
    the example."""

    title: str
    hint: str
    example: str


def write(
    connection: Connection,
    election: Election,
    body: Body,
    unit: str,
    target: Path,
    words: Words,
    *,
    replace: bool = False,
) -> int:
    """Write the template for a body in a unit; how many seats it has there.

    Raises Refused: unit_unknown, no_seats; file_exists (unless ``replace``), file_unwritable, file_no_room.
    """
    if not territory.exists(connection, unit, election.code):
        raise Refused("unit_unknown", unit=unit)
    seats, lists = _there(connection, election, body, unit)
    if not seats:
        raise Refused("no_seats", body=body.short, unit=unit)
    fields = _fields(body, unit)
    with placed(target, replace=replace) as part, create(part) as file:
        book = workbook(file, part.parent)
        _fill(book, body, fields, words, lists, min(seats + SPARE, MOST))
        book.close()
    return seats


def _fields(body: Body, unit: str) -> tuple[str, ...]:
    """The columns that a body needs: the places of its seats below the unit, post and number, then the person."""
    level = units.level(unit)
    places = [
        field
        for field, deep in (("kecamatan", units.Level.KECAMATAN), ("kelurahan", units.Level.KELURAHAN))
        if level < deep and (field == "kecamatan" or body.level != "kecamatan")
    ]
    if body.level != "kecamatan" and "kelurahan" not in places:
        places.append("kelurahan")
    if body.level == "kecamatan" and not places:
        places.append("kecamatan")
    if body.level == "tps":
        places.append("tps")
    several = ("ordinal",) if any(post.count > 1 for post in body.posts) else ()
    return (*places, "post", *several, *_PERSONAL)


def _there(connection: Connection, election: Election, body: Body, unit: str) -> tuple[int, dict[str, tuple[str, ...]]]:
    """How many seats there are, and the names of places to choose from."""
    low, high = units.span(unit)
    inside = (Seat.c.election == election.code, Seat.c.unit >= low, Seat.c.unit < high, Seat.c.body == body.code)
    seats = connection.scalar(select(func.count()).select_from(Seat).where(*inside)) or 0

    def names(size: int) -> tuple[str, ...]:
        codes = select(func.substr(Seat.c.unit, 1, size)).where(*inside).distinct()
        found = connection.scalars(select(Region.c.name).where(Region.c.code.in_(codes)).order_by(Region.c.code))
        return tuple(dict.fromkeys(found))

    lengths, lists = units.LENGTHS, {}
    lists["kecamatan"] = names(lengths[units.Level.KECAMATAN])
    if body.level != "kecamatan":
        lists["kelurahan"] = names(lengths[units.Level.KELURAHAN])
    if body.level == "tps":
        here = (Tps.c.election == election.code, Tps.c.code >= low, Tps.c.code < high)
        found = connection.scalars(select(Tps.c.number).where(*here).distinct().order_by(Tps.c.number))
        lists["tps"] = tuple(f"{number:03}" for number in found)
    return seats, lists


def _fill(
    book: Any, body: Body, fields: Sequence[str], words: Words, lists: dict[str, tuple[str, ...]], rows: int
) -> None:
    formats = Formats(book)
    said = book.add_format({"italic": True, "font_color": "#666666"})
    book.set_properties({"title": words.title})
    sheet, hidden = book.add_worksheet(body.short.replace("/", " ")), book.add_worksheet(LISTS)
    made = [Column("no", "No", "number", 10), *columns(fields)]
    sheet.write_string(_TITLE, 0, words.title, book.add_format({"bold": True, "font_size": 13}))
    sheet.write_string(_HINT, 0, words.hint, said)
    example = {**EXAMPLE, **_example(body, lists), "no": words.example}
    dated = book.add_format({"italic": True, "font_color": "#666666", "num_format": "dd/mm/yyyy", "align": "left"})
    for at, column in enumerate(made):
        _put(sheet, _EXAMPLE, at, example.get(column.field), said, dated)
    for at, column in enumerate(made):
        sheet.set_column(at, at, max(column.width, 7), formats.of(column.kind))
        sheet.write_string(_HEAD, at, column.header, formats.head)
    sheet.freeze_panes(_HEAD + 1, 0)
    _validate(sheet, body, made, lists, (_HEAD + 1, _HEAD + rows))
    for row, texts in enumerate(_across(lists)):
        for at, text in enumerate(texts):
            if text:
                hidden.write_string(row, at, text, formats.text)
    hidden.hide()


def _across(lists: dict[str, tuple[str, ...]]) -> list[list[str]]:
    """The lists as columns side by side: row by row, as a sheet must be written."""
    longest = max(map(len, lists.values()))
    return [[of[row] if row < len(of) else "" for of in lists.values()] for row in range(longest)]


def _example(body: Body, lists: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    post = max(body.posts, key=lambda one: one.count)
    first = {field: of[0] for field, of in lists.items() if of}
    home = first.get("kelurahan")
    return {**first, "domicile": home, "post": post.name, "ordinal": 1 if post.count > 1 else None}


def _put(sheet: Any, row: int, at: int, value: Any, look: Any, dated: Any) -> None:
    if isinstance(value, bool):
        value = YES if value else NO
    if isinstance(value, date):
        sheet.write_datetime(row, at, value, dated)
    elif isinstance(value, int):
        sheet.write_number(row, at, value, look)
    elif value:
        sheet.write_string(row, at, value, look)


def _validate(
    sheet: Any, body: Body, made: Sequence[Column], lists: dict[str, tuple[str, ...]], rows: tuple[int, int]
) -> None:
    """What may be chosen or should be typed; where it only warns, what is typed anyhow is for the import to judge."""
    days = {"validate": "date", "criteria": "between", "minimum": date(1930, 1, 1), "maximum": date(2099, 12, 31)}
    most = max(post.count for post in body.posts)
    waiting = (f"{RESERVE.title()} {rank}" for rank in range(1, RESERVES + 1))
    rules: dict[str, dict[str, Any]] = {
        "post": {**_of((*(post.name for post in body.posts), *waiting)), "error_type": "warning"},
        "sex": _of(("L", "P")),
        "education": _of(EDUCATION),
        "asn": _of((YES, NO)),
        "ordinal": {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": most},
        "nik": {"validate": "length", "criteria": "==", "value": 16, "error_type": "warning"},
        "born_on": {**days, "error_type": "warning"},
        "start_on": {**days, "error_type": "warning"},
    }
    for at, (field, names) in enumerate(lists.items()):
        letter = chr(ord("A") + at)
        rules[field] = {"validate": "list", "source": f"={LISTS}!${letter}$1:${letter}${len(names)}"}
    for at, column in enumerate(made):
        if column.field in rules:
            sheet.data_validation(rows[0], at, rows[1], at, rules[column.field])


def _of(choices: Any) -> dict[str, Any]:
    return {"validate": "list", "source": list(dict.fromkeys(choices))}
