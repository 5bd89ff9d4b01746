"""Voters (DPT) of TPS from a spreadsheet or CSV: ``kode, dpt``, where the code is that of a TPS, or ``kode, tps, dpt``
with the code of the kelurahan and the TPS's number.

Reasons besides those of ``models.exchange.rows`` and ``container``: ``bad_code``, ``bad_tps`` (value: what stands for
its number), ``duplicate`` (value: the first line), ``not_a_number`` (value), ``unknown_tps``. A row without a number of
voters says nothing of its TPS.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from models import units
from models.exchange.book import Sheets
from models.exchange.rows import Fault, FileFault
from models.text import clean
from models.units import Level

CODE, TPS, VOTERS = "kode", "tps", "dpt"
WORDS = {
    CODE: ("kode", "kode tps", "kode wilayah", "kode kelurahan", "kode_tps", "kode_wilayah"),
    TPS: ("tps", "no tps", "no. tps", "nomor tps"),
    VOTERS: ("dpt", "jumlah dpt", "pemilih", "jumlah pemilih", "l+p"),
}
"""What the columns may be called, in any case."""
HEAD = 30
"""Rows among which the header stands."""


def read_voters(path: Path, known: Collection[str]) -> tuple[dict[str, int], list[Fault]]:
    """Voters by TPS, and what is wrong with the rest. ``known``: the TPS that there are."""
    found: dict[str, int] = {}
    faults: list[Fault] = []
    try:
        with closing(Sheets(path)) as sheets:
            for delimiter in sheets.delimiters():
                trial = islice(sheets.text.rows(delimiter), HEAD)
                if any(_header([_text(cell) for cell in row]) for row in trial):
                    sheets.text.delimiter = delimiter
            for name in sheets.names:
                _read(path, sheets.sheet(name).rows, known, found, faults)
    except FileFault as error:
        faults.append(error.fault)
    return found, faults


def _read(
    path: Path, rows: Iterable[Sequence[Any]], known: Collection[str], found: dict[str, int], faults: list[Fault]
) -> None:
    """One sheet. Raises FileFault where it has no header."""
    at: dict[str, int] | None = None
    first: dict[str, int] = {}
    for line, row in enumerate(rows, 1):
        texts = [_text(cell) for cell in row]
        if at is None:
            at = _header(texts)
            if at is None and line >= HEAD:
                break
            continue
        code, number, voters = (texts[at[name]] if name in at and at[name] < len(texts) else "" for name in WORDS)
        if not code or not voters:
            continue
        unit, reason, value = _unit(code, number, asked=TPS in at)
        if not reason and unit in first:
            reason, value = "duplicate", str(first[unit])
        if not reason and unit not in known:
            reason = "unknown_tps"
        if not reason and not (voters.isascii() and voters.isdigit() and len(voters) <= 7):
            reason, value = "not_a_number", voters[:20]
        if reason:
            faults.append(Fault(path.name, line, unit or code[:20], reason, value))
            continue
        first[unit], found[unit] = line, int(voters)
    if at is None:
        raise FileFault(Fault(path.name, 0, "", "no_header", f"{CODE}, {VOTERS}"))


def _header(texts: Sequence[str]) -> dict[str, int] | None:
    """Where the columns stand, if this row names them."""
    said = [text.casefold() for text in texts]
    at = {name: said.index(word) for name, words in WORDS.items() for word in words[::-1] if word in said}
    return at if CODE in at and VOTERS in at else None


def _unit(code: str, number: str, *, asked: bool) -> tuple[str, str, str]:
    """The TPS of a row; or what is wrong with it, and the value."""
    try:
        level = units.level(code)
    except ValueError:
        return "", "bad_code", ""
    if level is Level.TPS:
        return code, "", ""
    if level is not Level.KELURAHAN or not asked:
        return code, "bad_code", ""
    digits = number.casefold().removeprefix("tps").strip()
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits) <= 999):
        return code, "bad_tps", number[:20]
    return units.tps_code(code, int(digits)), "", ""


def _text(cell: Any) -> str:
    """A cell as text: whole numbers of spreadsheets come as fractions."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell)) if cell is not None else ""
