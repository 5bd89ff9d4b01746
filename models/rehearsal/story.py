"""The story of a rehearsal as data: TOML files beside this module, strictly typed.

Moments are local and without a zone; days before polling are ``H-n`` as in the election files.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec

SHIPPED = "pemilu-2024"
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
_T = TypeVar("_T")


class Coordinator(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who writes what concerns the whole city."""

    name: str
    role: str


class Oath(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Bodies sworn in on ``day`` everywhere: one entry an area, from ``at`` on within ``spread`` minutes.

    ``late``: units where it happened later. ``asn``: percent of members who are civil servants; a post that
    must be held by one always is.
    """

    bodies: tuple[str, ...]
    at: dt.datetime
    day: dt.date
    decree: str
    asn: Percent
    spread: int = 0
    late: dict[str, dt.datetime] = {}


class Papers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Evidence for every filled seat of each kecamatan."""

    at: dt.datetime
    indicators: tuple[str, ...]


class Progress(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How an indicator advances: by kecamatan, (days before polling, percent of all items) in turn."""

    indicator: str
    reference: str
    marks: dict[str, tuple[tuple[int, Percent], ...]]


class Reports(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Each kecamatan reports: nothing (more) yet, or that what it said still holds."""

    at: dt.datetime
    verb: Literal["nihil", "confirm"]
    indicators: tuple[str, ...]


class Vacancy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A seat left and filled again; ``papers`` is what the successor has the day after."""

    unit: str
    body: str
    post: str
    ordinal: int
    end: dt.datetime
    reason: str
    fill: dt.datetime
    decree: str
    papers: tuple[str, ...] = ()


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A state recorded for chosen items. ``slot``: only this one (the number of a contact)."""

    at: dt.datetime
    indicator: str
    units: tuple[str, ...]
    state: str
    slot: int | None = None
    reference: str = ""
    note: str = ""


class Contacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When the contacts were entered, and the form of their numbers."""

    at: dt.datetime
    phone: str


class Odd(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A holder of whom something else is known than of the others, and the calls to them, one after the other."""

    at: dt.datetime
    unit: str
    body: str
    post: str
    ordinal: int
    sipol: str | None = None
    sipol_reference: str | None = None
    health: str | None = None
    health_until: dt.date | None = None
    calls: tuple[str, ...] = ()


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of people beyond their names (models.rehearsal.register).

    ``teams``: TPS of each kelurahan whose KPPS is known so; ``reserves``: how many wait there for ``body``; ``women``:
    first names; ``many``: how the journal calls several at once."""

    at: dt.datetime
    teams: int
    body: str
    reserves: int
    healthy_until: dt.date
    many: str
    occupations: tuple[str, ...]
    women: tuple[str, ...]
    odd: tuple[Odd, ...] = ()


class Called(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An office was called; ``reference``: what proves it, if it answered."""

    at: dt.datetime
    unit: str
    role: str
    outcome: str
    reference: str = ""


class Met(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A meeting of a kecamatan."""

    at: dt.datetime
    unit: str
    place: str
    attended: tuple[str, ...]
    minutes: str = ""


class Promised(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an office promised, and when it was done."""

    at: dt.datetime
    unit: str
    said: str
    owner: str
    due: dt.date
    done: dt.datetime | None = None


class Guarded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How TPS, or all TPS of kelurahan, are guarded."""

    at: dt.datetime
    units: tuple[str, ...]
    pattern: str
    reference: str


class Accused(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A case of neutrality of whoever holds a seat."""

    at: dt.datetime
    unit: str
    body: str
    post: str
    source: str
    kind: str
    state: str


class Together(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is told of working together (models.rehearsal.together); ``offices``: when those that are no item were
    entered."""

    offices: dt.datetime
    calls: tuple[Called, ...] = ()
    meetings: tuple[Met, ...] = ()
    promises: tuple[Promised, ...] = ()
    guards: tuple[Guarded, ...] = ()
    cases: tuple[Accused, ...] = ()


class Let(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Gates that may be red until a moment: who lets them be, and why."""

    gates: tuple[str, ...]
    by: str
    reason: str
    until: dt.datetime


class RollCalled(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A roll-call, answered by every kecamatan from ``at`` on as its gates stand but for ``waivers``, and what was
    decided on it."""

    at: dt.datetime
    day: int
    decided: dt.datetime
    decision: str
    reason: str = ""
    waivers: tuple[Let, ...] = ()


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every packed kit goes on to a step."""

    at: dt.datetime
    step: str
    reference: str


class Short(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Pieces of a kind are missing at a TPS of this kelurahan until they come at ``mended``; ``damaged``: besides."""

    at: dt.datetime
    mended: dt.datetime
    unit: str
    good: str
    lack: int
    damaged: int = 0


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A sign of trouble at a TPS, and what is done about it: meant since ``planned``, so since ``answered``."""

    at: dt.datetime
    unit: str
    sign: str
    note: str = ""
    mitigation: str = ""
    owner: str = ""
    planned: dt.datetime | None = None
    answered: dt.datetime | None = None


class Goods(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Logistics (models.rehearsal.goods). ``voters`` and ``special``: from, to, for each TPS; those of ``unknown`` are
    known from ``known_at`` on. ``store``: the goods that came to every kecamatan, ``damaged`` of them by kecamatan."""

    voters_at: dt.datetime
    voters: tuple[int, int]
    special: tuple[int, int]
    unknown: tuple[str, ...]
    known_at: dt.datetime
    store_at: dt.datetime
    store: tuple[str, ...]
    paper: str
    damaged: dict[str, dict[str, int]] = {}
    moves: tuple[Move, ...] = ()
    short: tuple[Short, ...] = ()
    flags: tuple[Told, ...] = ()


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rehearsal: where, which elections are set up, which one is told, and everything that happens in it."""

    region: str
    elections: tuple[str, ...]
    election: str
    opening: dt.datetime
    begins: dt.datetime
    coordinator: Coordinator
    colleagues: tuple[str, ...]
    operators: dict[str, tuple[str, ...]]
    oaths: tuple[Oath, ...]
    papers: tuple[Papers, ...]
    progress: tuple[Progress, ...]
    reports: tuple[Reports, ...]
    vacancies: tuple[Vacancy, ...]
    states: tuple[Said, ...]
    contacts: Contacts
    register: Register | None = None
    together: Together | None = None
    rollcalls: tuple[RollCalled, ...] = ()
    goods: Goods | None = None


class Flavour(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Parts of names of some provinces (their codes)."""

    provinces: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What names are made of: everywhere, and what some provinces have besides."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    flavours: tuple[Flavour, ...] = ()

    def names(self, seed: object) -> Iterator[str]:
        """All pairs in an order that the seed decides, then again with a number behind."""
        found = [f"{first} {last}" for first in self.first for last in self.last]
        random.Random(f"{seed}/names").shuffle(found)
        yield from found
        for at in range(len(found)):
            yield f"{found[at]} {at + 2}"


def folder() -> Path:
    """Where the stories and the names lie."""
    return Path(__file__).parent


def load_story(code: str = SHIPPED) -> Story:
    """The story of an election. It is shipped with the program: a fault in it is a programming error."""
    return _load(code, Story)


def load_people() -> People:
    """The parts of names."""
    return _load("people", People)


def _load(name: str, kind: type[_T]) -> _T:
    return msgspec.convert(tomllib.loads((folder() / f"{name}.toml").read_text("utf-8")), kind)
