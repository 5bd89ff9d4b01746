"""Whom a row is about: NIK, then NIK without its last digit and birth date, then name, birth date and kelurahan.

Twins may have one birth date and one NIK but for its last digit: without that digit the name must fit as well.

Who holds a seat of the row's own unit and body under the row's name is that person, unless something known of both
tells them apart. Whatever is less than that is a doubt, with everybody it could be.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.exchange.draft import Problem
from models.exchange.matching import alike, differs, shortened
from models.exchange.resolving import Row
from models.queries.around import Around, Chair, Somebody

_TELLING = ("nik", "nik15", "born_on", "sex")
"""What two people differ in; how many doubts about a row come of it."""
_CODES = {"nik": "nik_differs", "nik15": "nik_differs", "born_on": "birth_differs", "sex": "sex_differs"}


@dataclass(slots=True)
class Match:
    """``person`` None: somebody new, unless there are ``candidates``. ``nik_of``: who has the row's NIK, though the row
    is about somebody else."""

    person: Somebody | None = None
    candidates: list[Somebody] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    nik_of: Somebody | None = None

    def doubt(self, code: str, people: list[Somebody], **facts: Any) -> Match:
        """Not known: it may be one of these."""
        self.candidates = list({one.id: one for one in people}.values())
        self.problems.append(Problem(code, "doubt", facts=facts))
        return self

    def settle(self, row: Row) -> None:
        """Tell the row; somebody else's NIK is not written for it."""
        row.problems += self.problems
        if self.nik_of is not None:
            row.values.pop("nik", None)
            row.values.pop("nik15", None)


_NOBODY = Match()
"""Nothing is ever added to it."""


def match(
    row: Row,
    around: Around,
    chairs: list[Chair],
    claimed: Container[int],
    waiting: Sequence[Somebody] | None = None,
) -> Match:
    """Whom a row is about. ``chairs``: the seats of its body in its unit; ``claimed``: people of earlier rows;
    ``waiting``: of a reserve, who waits there instead of who sits there."""
    known = around.by_nik15.get(row.values.get("nik15", ""), [])
    called = around.called(row.areas, row.key)
    if not known and not called and not waiting:  # nearly everybody in a new list; who sits there is called so there
        return _NOBODY
    found = Match()
    here = [around.sitting[one.id] for one in chairs if one.id in around.sitting] if waiting is None else waiting
    mine = [one for one in here if one.key == row.key and one.id not in claimed]
    if _by_nik(row, found, known, mine):
        return found
    if _by_name(row, found, called, mine):
        return found
    loose = [one for one in known if alike(one.key, row.key) and not _apart(row, one)]
    if loose:
        return found.doubt("nik15_only", loose)
    differing = [one for one in known if alike(one.key, row.key) and _apart(row, one) in ("born_on", "sex")]
    if differing:
        return found.doubt(_CODES[_apart(row, differing[0]) or "sex"], differing)
    homonyms = [one for one in called if one.id not in claimed and not _apart(row, one) and not _both_born(row, one)]
    return found.doubt("homonym", homonyms, count=len(homonyms)) if homonyms else found


def _by_nik(row: Row, found: Match, known: list[Somebody], mine: list[Somebody]) -> bool:
    """By NIK; whether that settles it, one way or the other."""
    nik, born = row.values.get("nik"), row.values.get("born_on")
    same = [one for one in known if nik and one.data.get("nik") == nik]
    whole = bool(same)
    if not whole:
        same = [
            one
            for one in known
            if born is not None and one.data.get("born_on") == born and not (nik and one.data.get("nik"))
        ]
    named = [one for one in same if alike(one.key, row.key)]
    if len(named) > 1:
        sitting = {one.id for one in mine}
        named = [one for one in named if one.id in sitting] or [one for one in named if one.key == row.key] or named
    if len(named) == 1 and (whole or shortened(named[0].key, row.key)):
        found.person = named[0]
        return True
    if len(named) > 1:
        found.doubt("homonym", named, count=len(named))
        return True
    if not same:
        return False
    for one in mine:  # a person said before that it is somebody else, who has the seat since
        if differs(row.values, one.data, ("nik15", "born_on", "sex")) is None:
            found.person, found.nik_of = one, same[0]
            found.problems.append(Problem("nik_other_name", "note", facts={"name": same[0].name}))
            return True
    if named:
        found.doubt("name_differs", [*named, *mine])
        return True
    found.nik_of = same[0]
    found.doubt("nik_other_name", [*same, *mine], name=same[0].name)
    return True


def _by_name(row: Row, found: Match, called: list[Somebody], mine: list[Somebody]) -> bool:
    """By the very seat, then by birth date and kelurahan."""
    fits = [one for one in mine if not _apart(row, one)]
    if fits:
        found.person = fits[0]
        found.problems.append(Problem("matched_by_seat", "note"))
        return True
    if mine:
        found.doubt(_CODES[_apart(row, mine[0]) or "sex"], mine)
        return True
    born = row.values.get("born_on")
    if born is None:
        return False
    same = [one for one in called if one.data.get("born_on") == born]
    fits = [one for one in same if not _apart(row, one)]
    if len(fits) == 1:
        found.person = fits[0]
    elif fits:
        found.doubt("homonym", fits, count=len(fits))
    elif same:
        found.doubt(_CODES[_apart(row, same[0]) or "sex"], same)
    return bool(same)


def _apart(row: Row, one: Somebody) -> str | None:
    """What tells a person from the row's. A whole NIK says more than its first digits."""
    names = _TELLING if not (row.values.get("nik") and one.data.get("nik")) else ("nik", "born_on", "sex")
    return differs(row.values, one.data, names)


def _both_born(row: Row, one: Somebody) -> bool:
    return row.values.get("born_on") is not None and one.data.get("born_on") is not None
