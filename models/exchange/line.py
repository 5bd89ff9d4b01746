"""A line of a plan: a row of a file, compared with the database, and what a person may decide about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Literal

import msgspec

from models.exchange.draft import Draft, Problem
from models.exchange.parse.reserves import POST as RESERVE


class Status(StrEnum):
    """What becomes of a line: an empty seat is filled; the same person has other data; nothing differs; a person must
    decide; it cannot be."""

    BARU = "BARU"
    UBAH = "UBAH"
    SAMA = "SAMA"
    RAGU = "RAGU"
    TOLAK = "TOLAK"


Decision = int | Literal["new", "skip"]
"""What a person says of a RAGU line: it is about this person, about somebody new, or it is left out."""
NEW: Literal["new"] = "new"
SKIP: Literal["skip"] = "skip"


class Held(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A seat that somebody holds, or held until ``end_on``."""

    election: str
    unit: str
    body: str
    post: str
    ordinal: int
    end_on: date | None = None


class Candidate(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Somebody a line may be about, with what tells them apart; ``domicile`` is the name of a kelurahan."""

    person_id: int
    name: str
    born_on: date | None = None
    nik15: str | None = None
    phone: str | None = None
    domicile: str = ""
    seats: tuple[Held, ...] = ()


class Line(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One row of the file, compared. Codes are "" where they are not known, ``ordinal`` 0. Of a reserve ``unit`` is the
    area it waits for, ``post`` ``parse.reserves.POST`` and ``ordinal`` the rank (0: behind those who wait).

    ``after``: what would be written, by the names of FIELDS (of a RAGU line: if it is taken); ``before``: what stands
    there for the same names. ``choices``: what may be decided besides one of ``candidates``.
    """

    number: int
    status: Status
    draft: Draft
    unit: str = ""
    body: str = ""
    post: str = ""
    ordinal: int = 0
    seat_id: int | None = None
    person_id: int | None = None
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    candidates: tuple[Candidate, ...] = ()
    problems: tuple[Problem, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def reserve(self) -> bool:
        """Whether it is about somebody who waits, not about a seat."""
        return self.post == RESERVE

    @property
    def ranked(self) -> bool:
        """Whether the file says in which turn somebody waits, and no row above has that turn."""
        return self.reserve and bool(self.draft.turn) and all(one.code != "rank_twice" for one in self.problems)

    def outcome(self) -> tuple[Any, ...]:
        """What two examinations of a row must agree on for the first to hold."""
        people = tuple(one.person_id for one in self.candidates)
        return self.status, self.seat_id, self.person_id, self.before, self.after, people


class Defaults(msgspec.Struct, frozen=True):
    """What a file may leave unsaid, as a person said it: the body, the unit its rows belong to, start and decree (SK).
    What the file itself says comes first."""

    body: str | None = None
    unit: str | None = None
    start_on: date | None = None
    decree: str | None = None


class Sheet(msgspec.Struct, frozen=True):
    """The head of one sheet, for the file of rejects: its headers, and as what the columns at these positions were
    read."""

    headers: tuple[str, ...]
    columns: Mapping[int, str]
