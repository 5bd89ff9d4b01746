"""What a NIK says about sex and birth date against what the row says: it settles what is unsure, doubts the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.exchange.draft import Found, Problem
from models.exchange.parse import nik


class Agreeing:
    """Checks the rows of a sheet. ``mixed``: its birth dates may have day and month swapped, also real dates."""

    def __init__(self) -> None:
        """Nothing is known to be mixed yet."""
        self.mixed = False

    def check(self, found: dict[str, Found], problems: list[Problem]) -> None:
        """Settle and note in place. Problems: ``sex_from_nik``, ``date_swapped`` (repairs), ``date_order``,
        ``nik_birth_differs``, ``nik_sex_differs`` (doubts)."""
        number, born, sex = _value(found, "nik15"), _value(found, "born_on"), _value(found, "sex")
        if number is None:
            if self.mixed and born is not None and born.day <= 12 and born.day != born.month:
                _doubt_once(problems, found["born_on"])
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
            one = found["sex"]
            found["sex"] = Found(meant, one.raw, one.cell)
            problems.append(Problem("sex_from_nik", "repair", one.cell, "sex"))
        elif sex is not None and sex != meant:
            problems.append(Problem("nik_sex_differs", "doubt", found["nik15"].cell, "nik"))
        if born is not None:
            self._birth(birth, born, found, problems)

    def _birth(self, birth: list[Any], born: date, found: dict[str, Found], problems: list[Problem]) -> None:
        if birth == [born.day, born.month, born.year % 100]:
            _settle(problems, "date_order")
            return
        one = found["born_on"]
        unsure = _settle(problems, "date_order") or self.mixed
        if unsure and birth == [born.month, born.day, born.year % 100]:
            found["born_on"] = Found(date(born.year, born.day, born.month), one.raw, one.cell)
            problems.append(Problem("date_swapped", "repair", one.cell, "born_on"))
            return
        problems.append(Problem("nik_birth_differs", "doubt", one.cell, "born_on"))


def _value(found: dict[str, Found], field: str) -> Any:
    one = found.get(field)
    return None if one is None else one.value


def _settle(problems: list[Problem], code: str) -> bool:
    """Take back a doubt that the NIK settles."""
    kept = [problem for problem in problems if problem.code != code]
    settled = len(kept) < len(problems)
    problems[:] = kept
    return settled


def _doubt_once(problems: list[Problem], born: Found) -> None:
    if not any(problem.code == "date_order" for problem in problems):
        problems.append(Problem("date_order", "doubt", born.cell, "born_on"))
