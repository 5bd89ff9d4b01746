"""Rows that were not taken, in a file like theirs with the reason in a last column: to mend and to feed again.

Fed again as it is, the file says what the rows said: a column has the one header that its meaning has in every file,
and a cell what was understood of it where that took more than the cell (the column's other dates, a spreadsheet's
numbers); what was not understood stands as it was. What titles, group rows or a sheet's name said of a row, or a person
of the whole file, stands in columns of its own (``layout.ABOUT``), for they are not in this file.

A workbook has the sheets of the file. A CSV is one table: sheets with other columns share it, each blank in those that
it has not.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from models.errors import Refused
from models.exchange.columns import column
from models.exchange.draft import Draft
from models.exchange.headers import SKIP as PASSED
from models.exchange.headers import field_of
from models.exchange.layout import ABOUT, where_people_live
from models.exchange.line import SKIP, Decision, Line, Sheet, Status
from models.exchange.parse import dates, empty, nik, people, places
from models.exchange.parse.places import named_by_sheet
from models.exchange.parse.reserves import POST as RESERVE
from models.exchange.plan import Plan
from models.exchange.writing import NO, YES

REASON = "Alasan"
"""The header of the last column; reading passes over it."""
CONTEXT = ("election", "body", "post", "decree", "start_on", "region", "kecamatan", "kelurahan", "tps")
"""What titles, sheet names and people may say of all rows below them. The kelurahan is not the first: it is none of an
address before it."""
_COVERS = {"born": ("born_in", "born_on"), "rt_rw": ("rt", "rw")}
_TICKED = frozenset(("sex_l", "sex_p"))
_PLACES = frozenset(("region", "kecamatan", "kelurahan", "tps"))
"""Where a blank means what stands above."""
_NOTHING = "-"
"""A blank that does not."""
_SEXES = {"L": "L", "P": "Perempuan"}
_MALE = "Male"
"""Beside it a lone P means as little as before; beside ``L`` it would be a woman."""
_SEX_OPEN = "Jenis Kelamin"
"""A head that leaves open what a lone P means."""
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
FORMATS = ("xlsx", "csv")

Reason = Callable[[Line], str]


class _Column(NamedTuple):
    """One to write: its head, its field ("" for what is not read), the position of its cells (None: in none)."""

    head: str
    field: str = ""
    at: int | None = None

    def mark(self, before: Counter[str]) -> str:
        """What the same column of another sheet has as well."""
        if self.field:
            return self.field
        before[self.head] += 1
        return f"{self.head}\n{before[self.head]}"


@dataclass(frozen=True, slots=True)
class _Table:
    """One sheet to write; the last of its columns is for the reason. ``width``: cells of a row that stand below heads;
    ``unsure``: whether a lone P in the file is in doubt."""

    columns: list[_Column]
    width: int
    unsure: bool

    @property
    def heads(self) -> list[str]:
        """Those of its columns."""
        return [one.head for one in self.columns]


def left_out(plan: Plan, decisions: Mapping[int, Decision]) -> Iterator[Line]:
    """The lines that are not written: rejected, and those nobody decided for."""
    for part in plan.walk((Status.RAGU, Status.TOLAK)):
        for line in part:
            if line.status is Status.TOLAK or decisions.get(line.number, SKIP) == SKIP:
                yield line


def write(plan: Plan, decisions: Mapping[int, Decision], target: Path, reason: Reason) -> int:
    """Write them; the format is that of the target's name. Returns how many rows.

    Raises Refused: format_unknown, file_exists, file_unwritable, file_no_room.
    """
    from models.exchange.writing import placed

    kind = target.suffix.casefold().removeprefix(".")
    if kind not in FORMATS:
        raise Refused("format_unknown", path=str(target))
    with placed(target) as part:
        tables = _tables(plan, decisions)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            return (_xlsx if kind == "xlsx" else _csv)(plan, decisions, tables, file, part.parent, reason)


# ── Columns ────────────────────────────────────────────────────────────


def _tables(plan: Plan, decisions: Mapping[int, Decision]) -> dict[str, _Table]:
    """The sheets that have such rows, and their columns."""
    said: dict[str, set[str]] = {}
    unsure = False
    for line in left_out(plan, decisions):
        known = said.setdefault(line.draft.sheet, set())
        known.update(one for one in CONTEXT if one not in known and line.draft.value(one) is not None)
        known.update(_carried(plan, line))
        unsure = unsure or any(one.code == "sex_ambiguous" for one in line.draft.problems)
    return {name: _table(plan.sheets.get(name) or Sheet((), {}), name, said[name], unsure) for name in said}


def _table(sheet: Sheet, name: str, said: set[str], unsure: bool) -> _Table:
    """The columns of a sheet, and behind them what else is said, and what the sheet's name would say. A kelurahan that
    would be taken for that of the KTP comes first."""
    last, by_name = len(sheet.headers), named_by_sheet(name)
    while last and sheet.headers[last - 1].strip().casefold() in ("", REASON.casefold()):
        last -= 1
    made, fields = list[_Column](), set[str]()
    for at in range(max(last, *(at + 1 for at in sheet.columns), 0)):
        named = "sex" if sheet.columns.get(at) in _TICKED else sheet.columns.get(at, "")
        if not named:
            made.append(_Column(_unread(sheet.headers[at] if at < last else "", fields), "", at))
        elif named not in fields:
            about = f" {ABOUT}" if at < last and sheet.headers[at].endswith(ABOUT) else ""
            made.append(_Column(_header(named, unsure) + about, named, None if sheet.columns[at] in _TICKED else at))
            fields.add(named)
    fields.update(one for named in tuple(fields) for one in _COVERS.get(named, ()))
    said = {*said, *by_name} - fields
    made += (_Column(f"{column(one).header} {ABOUT}", one) for one in CONTEXT if one in said)
    made.append(_Column(REASON))
    read = where_people_live({at: one.field for at, one in enumerate(made)}, by_name)
    moved = [one for at, one in enumerate(made) if read[at] != one.field]
    width = max(len(sheet.headers), *(at + 1 for at in sheet.columns), 0)
    return _Table([*moved, *(one for one in made if one not in moved)], width, unsure)


def _carried(plan: Plan, line: Line) -> dict[str, Any]:
    return plan.said.of(line) if plan.said is not None else {}


def _together(tables: dict[str, _Table]) -> dict[str, _Table]:
    """The same sheets with the columns of all, so that one table holds them."""
    heads: dict[str, _Column] = {}
    own: dict[str, dict[str, int | None]] = {}
    for name, table in tables.items():
        before = Counter[str]()
        marks = [one.mark(before) for one in table.columns[:-1]]
        own[name] = {mark: one.at for mark, one in zip(marks, table.columns, strict=False)}
        for mark, one in zip(marks, table.columns, strict=False):
            known = heads.setdefault(mark, one)
            if one.head.endswith(ABOUT):  # where it is somebody's word for one sheet, a name beside it is no row's own
                heads[mark] = known._replace(head=one.head)
    return {
        name: _Table(
            [*(one._replace(at=own[name].get(mark)) for mark, one in heads.items()), _Column(REASON)],
            table.width,
            table.unsure,
        )
        for name, table in tables.items()
    }


def _header(named: str, unsure: bool) -> str:
    return _SEX_OPEN if named == "sex" and unsure else column(named).header


def _unread(head: str, before: Container[str]) -> str:
    """A head that was not read, so that it is not read now: with a number where it names what no column before does."""
    number, found = 1, head
    while found and (named := field_of(found)) and named != PASSED and named not in before:
        number += 1
        found = f"{head} {number}"
    return found


# ── Cells ────────────────────────────────────────────────────────────


def _row(line: Line, table: _Table, above: list[str], reason: Reason, carried: Mapping[str, Any]) -> list[str]:
    """What stands below the heads, then why, then what a row has beyond its heads. ``above``: the row before it;
    ``carried``: what a person said."""
    draft, cells = line.draft, line.draft.cells
    texts = []
    for number, (_, named, at) in enumerate(table.columns[:-1]):
        raw = cells[at] if at is not None and at < len(cells) else ""
        if not raw and at is not None and (one := draft.found.get(named)) is not None and one.value is None:
            raw = one.raw  # filled down, and not understood there either
        text = _text(draft, named, raw, table.unsure, own=at is not None) if named else raw
        if named in carried and empty(text.strip()):
            text = _said(named, carried[named])
        if not text and named in _PLACES and above and above[number] not in ("", _NOTHING):
            text = _NOTHING
        texts.append(text)
    beyond = cells[table.width :] if any(one.code == "columns" for one in draft.problems) else ()
    return [*texts, reason(line), *beyond]


def _text(draft: Draft, named: str, raw: str, unsure: bool, *, own: bool) -> str:
    """What a cell says by itself. ``own``: whether it is one of the row's."""
    value = draft.value(named)
    for one in draft.problems:
        erred = one.code in ("cell_error", "formula_pending") and one.field == named
        if erred and (one.level == "fault" or value is None):
            error = str(one.facts.get("error", ""))
            return error if error in _ERRORS else "#VALUE!"
    if named in ("nik", "nik15"):
        return _nik(draft, named, raw)
    if named in ("born_on", "start_on", "end_on"):
        return _day(draft, named, raw)
    if named == "born":
        return _born(draft, raw)
    if named == "rt_rw":
        return _rt_rw(draft, raw)
    if named == "sex" and value is not None:
        return _MALE if unsure and value == "L" else _SEXES[value]
    if named == "domicile" and value is None:
        return ""  # nothing, or taken for where the seat is
    if own and named == "post" and empty(raw.strip()) and value is not None:
        return RESERVE.title() if value == RESERVE else draft.found[named].raw
    told = not empty(raw.strip()) and (named != "asn" or people.yes_no(raw)[0] == value)
    return raw if told or value is None else _said(named, value)


def _said(named: str, value: Any) -> str:
    """A value as its column is read."""
    if isinstance(value, bool):
        return YES if value else NO
    if value == RESERVE:
        return RESERVE.title()
    text = value.isoformat() if isinstance(value, date) else str(value)
    parse = {"kelurahan": places.place, "kecamatan": places.district}.get(named)
    return text if parse is None or parse(text)[0] == text else f"{column(named).header} {text}"


def _nik(draft: Draft, named: str, raw: str) -> str:
    """Digits that are trusted: 15 of a number. A number of which nothing is does not become a text that is."""
    if nik.nik(raw)[0] is None:
        return raw
    found = draft.value(named) or draft.value("nik15")
    return str(found) if found else f"{int(raw):.14E}"


def _day(draft: Draft, named: str, raw: str) -> str:
    """A day, year first. One of which day and month may be swapped, day first: among the others that is in doubt."""
    found = draft.value(named)
    if isinstance(found, date):
        swapped = any((one.code, one.field, one.level) == ("date_order", named, "doubt") for one in draft.problems)
        if swapped and found.day > 12 and raw and not dates.order_of((raw,)):
            return raw  # of two columns of one day the other one is believed
        return f"{found:%d/%m/%Y}" if swapped and found.day <= 12 else found.isoformat()
    if not dates.order_of((raw,)):
        return raw
    first, second, year = re.findall(r"\d+", raw)  # no day at all: it must not tell how others are written
    return f"{year if len(year) == 4 else f'19{year}'}-{second}-{first}"


def _born(draft: Draft, raw: str) -> str:
    """Place and day of birth."""
    day, place = _day(draft, "born_on", raw), draft.value("born_in")
    if not raw or day == raw or draft.value("born_on") is None:
        return day if raw else raw
    return f"{place}, {day}" if place and not any(char.isdigit() for char in place) else day


def _rt_rw(draft: Draft, raw: str) -> str:
    """RT and RW, one of which may be missing."""
    rt, rw = draft.value("rt"), draft.value("rw")
    if not rt and not rw:
        return raw
    return f"{rt}/{rw}" if rt and rw else str(rt or f"RW {rw}")


# ── Files ────────────────────────────────────────────────────────────


def _xlsx(
    plan: Plan, decisions: Mapping[int, Decision], tables: dict[str, _Table], file: Any, folder: Path, reason: Reason
) -> int:
    from models.exchange.writing import LONGEST, Formats, workbook

    book = workbook(file, folder)
    formats, count = Formats(book), 0
    try:
        for name, table in tables.items():
            made = book.add_worksheet(name[:31] or None)
            for at, text in enumerate(table.heads):
                made.write_string(0, at, text, formats.head)
                made.set_column(at, at, 40 if text == REASON else 16, formats.text)
            made.freeze_panes(1, 0)
            row, above = 0, list[str]()
            for line in left_out(plan, decisions):
                if line.draft.sheet != name:
                    continue
                row, above = row + 1, _row(line, table, above, reason, _carried(plan, line))
                for at, text in enumerate(above):
                    if text in _ERRORS:
                        made.write_formula(row, at, f"={text}", formats.text, text)
                    elif text:
                        made.write_string(row, at, text[:LONGEST], formats.text)
            count += row
        if not tables:
            book.add_worksheet()
        book.close()
    finally:
        book.fileclosed = True
    return count


def _csv(
    plan: Plan, decisions: Mapping[int, Decision], tables: dict[str, _Table], file: Any, _folder: Path, reason: Reason
) -> int:
    """One table."""
    import csv
    import io

    from models.exchange.writing import DELIMITER, neutral

    count, above, tables = 0, list[str](), _together(tables)
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text, delimiter=DELIMITER)
        for number, (name, table) in enumerate(tables.items()):
            if number == 0:
                writer.writerow([neutral(one) for one in table.heads])
            for line in left_out(plan, decisions):
                if line.draft.sheet == name:
                    above = _row(line, table, above, reason, _carried(plan, line))
                    writer.writerow([neutral(one) for one in above])
                    count += 1
    return count
