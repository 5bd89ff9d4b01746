"""Rows that were not taken, in a file like theirs with the reason in a last column: to mend and to feed again.

Cells are text, as they were read, so that a NIK keeps its digits. What titles, group rows or a sheet's name said of a
row stands in columns of its own, for they are not in this file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from models.errors import Refused
from models.exchange.columns import column
from models.exchange.plan import SKIP, Decision, Line, Plan, Sheet, Status

REASON = "Alasan"
"""The header of the last column; reading passes over it."""
CONTEXT = ("region", "kecamatan", "kelurahan", "tps", "body", "post", "decree", "election")
"""What titles and sheet names may say of all rows below them."""
_COVERS = {"born": ("born_in", "born_on"), "rt_rw": ("rt", "rw"), "sex_l": ("sex",), "sex_p": ("sex",)}
FORMATS = ("xlsx", "csv")


def left_out(plan: Plan, decisions: Mapping[int, Decision]) -> Iterator[Line]:
    """The lines that are not written: rejected, and those nobody decided for."""
    for part in plan.walk((Status.RAGU, Status.TOLAK)):
        for line in part:
            if line.status is Status.TOLAK or decisions.get(line.number, SKIP) == SKIP:
                yield line


def write(plan: Plan, decisions: Mapping[int, Decision], target: Path, reason: Callable[[Line], str]) -> int:
    """Write them; the format is that of the target's name. Returns how many rows.

    Raises Refused: format_unknown, file_exists, file_unwritable, file_no_room.
    """
    from models.exchange.writing import placed

    kind = target.suffix.casefold().removeprefix(".")
    if kind not in FORMATS:
        raise Refused("format_unknown", path=str(target))
    with placed(target) as part:
        sheets = _sheets(plan, decisions)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            return (_xlsx if kind == "xlsx" else _csv)(plan, decisions, sheets, file, part.parent, reason)


def _sheets(plan: Plan, decisions: Mapping[int, Decision]) -> dict[str, tuple[Sheet, list[str]]]:
    """The sheets that have such rows, and what else must be said of their rows."""
    found: dict[str, tuple[Sheet, list[str]]] = {}
    for line in left_out(plan, decisions):
        name = line.draft.sheet
        sheet, more = found.setdefault(name, (plan.sheets.get(name) or Sheet((), {}), []))
        written = set(sheet.columns.values())
        for field in written & _COVERS.keys():
            written.update(_COVERS[field])
        for field in CONTEXT:
            if field not in written and field not in more and line.draft.value(field) is not None:
                more.append(field)
    return found


def _head(sheet: Sheet, more: list[str]) -> list[str]:
    last = list(sheet.headers)
    while last and last[-1].strip().casefold() in ("", REASON.casefold()):
        last.pop()
    return [*last, *(column(field).header for field in more), REASON]


def _row(line: Line, sheet: Sheet, width: int, more: list[str], reason: Callable[[Line], str]) -> list[str]:
    """Cells at the positions of the headers, then what else is said, then why. An empty cell that was filled from the
    one it is merged with, or from a title, says itself what it means."""
    cells = list(line.draft.cells[:width])
    cells += [""] * (width - len(cells))
    for at, field in sheet.columns.items():
        value = line.draft.value(field) if at < width and not cells[at].strip() else None
        if value is not None and not isinstance(value, date):
            cells[at] = str(value)
    return [*cells, *(str(line.draft.value(field) or "") for field in more), reason(line)]


def _xlsx(
    plan: Plan, decisions: Mapping[int, Decision], sheets: dict[str, Any], file: Any, folder: Path, reason: Any
) -> int:
    from models.exchange.writing import LONGEST, Formats, workbook

    book = workbook(file, folder)
    formats, count = Formats(book), 0
    try:
        for name, (sheet, more) in sheets.items():
            made = book.add_worksheet(name[:31] or None)
            head = _head(sheet, more)
            for at, text in enumerate(head):
                made.write_string(0, at, text, formats.head)
                made.set_column(at, at, 40 if text == REASON else 16, formats.text)
            made.freeze_panes(1, 0)
            row = 0
            for line in left_out(plan, decisions):
                if line.draft.sheet != name:
                    continue
                row += 1
                for at, text in enumerate(_row(line, sheet, len(head) - len(more) - 1, more, reason)):
                    if text:
                        made.write_string(row, at, text[:LONGEST], formats.text)
            count += row
        if not sheets:
            book.add_worksheet()
        book.close()
    finally:
        book.fileclosed = True
    return count


def _csv(
    plan: Plan, decisions: Mapping[int, Decision], sheets: dict[str, Any], file: Any, _folder: Path, reason: Any
) -> int:
    """One table: of several sheets the columns of the first, and what the others have at these positions."""
    import csv
    import io

    from models.exchange.writing import DELIMITER, neutral

    count = 0
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text, delimiter=DELIMITER)
        for number, (name, (sheet, more)) in enumerate(sheets.items()):
            head = _head(sheet, more)
            if number == 0:
                writer.writerow([neutral(one) for one in head])
                first = head
            elif head != first:
                raise Refused("several_shapes")
            for line in left_out(plan, decisions):
                if line.draft.sheet == name:
                    writer.writerow(
                        [neutral(one) for one in _row(line, sheet, len(head) - len(more) - 1, more, reason)]
                    )
                    count += 1
    return count
