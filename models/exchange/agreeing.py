"""What a NIK says about sex and birth date against what the row says: it settles what is unsure, doubts the rest."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.exchange.draft import Problem
from models.exchange.parse import nik

if TYPE_CHECKING:
    from models.exchange.drafted import Row


class Agreeing:
    """Checks the rows of a sheet. ``mixed``: its birth dates may have day and month swapped, also real dates."""

    def __init__(self) -> None:
        """Nothing is known to be mixed yet."""
        self.mixed = False

    def check(self, line: Row) -> None:
        """Settle and note in place. Problems: ``sex_from_nik``, ``date_swapped`` (repairs), ``date_order``,
        ``nik_birth_differs``, ``nik_sex_differs`` (doubts)."""
        get, problems = line.values.get, line.problems
        number, born, sex = get("nik15"), get("born_on"), get("sex")
        if number is None:
            if self.mixed and born is not None and born.day <= 12 and born.day != born.month:
                _doubt_once(line)
            return
        if born is not None and sex is not None and number[6:12] == nik.written(born, sex):
            if problems:
                _settle(problems, "date_order")
            return
        encoded = nik.encoded(number)
        if encoded is None:
            return
        *birth, meant = encoded
        if problems and sex is None and _settle(problems, "sex_ambiguous"):
            line.values["sex"] = meant
            problems.append(Problem("sex_from_nik", "repair", line.cell("sex"), "sex"))
        elif sex is not None and sex != meant:
            problems.append(Problem("nik_sex_differs", "doubt", line.cell("nik15"), "nik"))
        if born is not None:
            self._birth(birth, born, line)

    def _birth(self, birth: list[Any], born: date, line: Row) -> None:
        problems = line.problems
        if birth == [born.day, born.month, born.year % 100]:
            _settle(problems, "date_order")
            return
        unsure = _settle(problems, "date_order") or self.mixed
        if unsure and birth == [born.month, born.day, born.year % 100]:
            line.values["born_on"] = date(born.year, born.day, born.month)
            problems.append(Problem("date_swapped", "repair", line.cell("born_on"), "born_on"))
            return
        problems.append(Problem("nik_birth_differs", "doubt", line.cell("born_on"), "born_on"))


def _settle(problems: list[Problem], code: str) -> bool:
    """Take back a doubt that the NIK settles."""
    kept = [problem for problem in problems if problem.code != code]
    settled = len(kept) < len(problems)
    problems[:] = kept
    return settled


def _doubt_once(line: Row) -> None:
    if not any(problem.code == "date_order" for problem in line.problems):
        line.problems.append(Problem("date_order", "doubt", line.cell("born_on"), "born_on"))
