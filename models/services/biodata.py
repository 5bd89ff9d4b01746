"""What is known of somebody beyond the name: changed field by field, and shown unmasked only for the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from models import tally, units
from models.eligibility import EDUCATION
from models.errors import Refused
from models.journal import Row
from models.services.appointment import checked_name
from models.tables import Biodata, Person, Seat, Tenure
from models.text import clean, key
from models.uow import UnitOfWork

SIPOL = ("bersih", "tercatat", "klarifikasi", "selesai", "ditolak")
"""The party check: clean, found, letter of clarification, cleared, refused. Never which party."""
LETTERED = ("klarifikasi", "selesai", "ditolak")
"""States that need the number of a letter or of a decision."""
HEALTH = ("sehat", "tindak_lanjut", "tidak")
MASKED = ("nik", "phone", "address", "born_on")
"""What screens mask until somebody asks for it (UU 27/2022)."""
LONGEST = 200

_TYPED = ("born_on", "health_until", "spouse_id")
"""Columns that keep no text."""


def _is_day(value: object) -> bool:
    return type(value) is date


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST


def _is_kelurahan(code: str) -> bool:
    try:
        return units.level(code) is units.Level.KELURAHAN
    except ValueError:
        return False


FITS: dict[str, Callable[[Any], object]] = {
    "nik": re.compile(r"[0-9]{16}").fullmatch,
    "nik15": re.compile(r"[0-9]{15}").fullmatch,
    "phone": re.compile(r"\+[0-9]{8,15}").fullmatch,
    "rt": re.compile(r"[0-9]{1,3}").fullmatch,
    "rw": re.compile(r"[0-9]{1,3}").fullmatch,
    "sex": {"L", "P"}.__contains__,
    "education": set(EDUCATION).__contains__,
    "sipol": set(SIPOL).__contains__,
    "health": set(HEALTH).__contains__,
    "born_on": _is_day,
    "health_until": _is_day,
    "born_in": _is_short,
    "address": _is_short,
    "occupation": _is_short,
    "sipol_reference": _is_short,
    "domicile": _is_kelurahan,
    "spouse_id": lambda value: type(value) is int,
}
"""Column → whether it keeps a value that is there; a text, which most are, is clean already."""
COLUMNS = tuple(FITS)
"""Everything of a row but whose it is and its version."""


@dataclass(frozen=True, slots=True)
class Private:
    """A value in an error that a dialog may show and that no log, report or sentence does."""

    value: Any

    def __repr__(self) -> str:
        return "•••"

    __str__ = __repr__


def change(
    work: UnitOfWork, person_id: int, values: Row, version: int | None, *, seen: Mapping[str, Any] | None = None
) -> Row:
    """Set some of ``name``, ``asn`` and the columns of Biodata; returns the row of Biodata. ``version``: that of the
    row as the form read it (None: there was none); ``seen``: its values then.

    Raises Clash when somebody changed one of these fields meanwhile (all of Biodata's that differ, where ``seen`` is
    not given): ``field``, ``mine`` and ``theirs`` of the first, ``fields`` ``{name: (mine, theirs)}`` of all, values as
    ``Private``. Raises Refused: person_missing, value_bad, and as ``alter`` and ``store``.
    """
    person = work.get(Person, id=person_id)
    if person is None:
        raise Refused("person_missing")
    own = {name: value for name, value in values.items() if name in ("name", "asn")}
    known = checked({name: value for name, value in values.items() if name not in own})
    now = work.get(Biodata, person_id=person_id)
    _unchanged(work, {**(now or {}), **person}, {**own, **known}, version == (now or {}).get("version"), seen)
    if own:
        alter(work, person, own)
    store(work, {person_id: known})
    work.touch((), work.unit)
    work.detail = {"name": own.get("name", person["name"]), "fields": sorted(values)}
    return work.get(Biodata, person_id=person_id) or {}


def unmask(work: UnitOfWork, person_id: int, fields: Collection[str]) -> None:
    """Put on record that the actor looked at these fields of somebody; the values are not in it. Raises Refused:
    person_missing, value_bad (no such field)."""
    person = work.get(Person, id=person_id)
    if person is None:
        raise Refused("person_missing")
    for name in fields:
        if name not in COLUMNS:
            raise Refused("value_bad", field=name)
    work.set_up = True  # an entry though nothing changes
    work.detail = {"person": person_id, "name": person["name"], "fields": sorted(fields)}


def checked(values: Mapping[str, Any]) -> Row:
    """Values as they are kept: cleaned, None for what is empty, the first 15 digits with a NIK. Raises Refused
    (value_bad), which names the field and keeps the value to itself."""
    found: Row = {}
    for name, value in values.items():
        found[name] = _checked(name, clean(value) or None if isinstance(value, str) else value)
    if found.get("nik"):
        found["nik15"] = found["nik"][:15]
    return found


def store(work: UnitOfWork, rows: Mapping[int, Row]) -> int:
    """Lay checked values over the rows of these people, made where there are none. Returns how many changed.

    Raises Refused: person_missing, sipol_reference_empty, nik_taken, spouse_missing."""
    wanted = {person: values for person, values in rows.items() if values}
    before = _rows(work, wanted)
    _niks_free(work, wanted)
    made: list[Row] = []
    changed: list[tuple[Row, Row]] = []
    for person, values in wanted.items():
        row = before.get(person)
        after = {**dict.fromkeys(COLUMNS), **(row or {}), **values, "person_id": person}
        if after["sipol"] in LETTERED and not after["sipol_reference"]:
            raise Refused("sipol_reference_empty", state=after["sipol"])
        if row is None:
            made.append({**after, "version": 1})
        elif any(row[name] != after[name] for name in COLUMNS):
            changed.append((row, {name: after[name] for name in COLUMNS}))
    work.insert_many(Biodata, made)
    work.update_many(Biodata, changed)
    _wed(work, wanted, before)
    return len(made) + len(changed)


def _checked(name: str, value: Any) -> Any:
    fits = FITS.get(name)
    if fits is None or not (value is None or ((name in _TYPED or isinstance(value, str)) and fits(value))):
        raise Refused("value_bad", field=name)
    return value


def alter(work: UnitOfWork, person: Row, values: Row) -> Row:
    """Change ``name`` or ``asn`` of a row of Person; whether somebody is a civil servant moves what counts in their
    seats. Returns the row. Raises Refused: name_empty, name_long, asn_elsewhere (a seat of another election counts it
    too: end that tenure first, for one write books one election)."""
    wanted = dict(values)
    if "name" in wanted:
        wanted["name"] = checked_name(wanted["name"])
        wanted["name_key"] = key(wanted["name"])
    if all(person[name] == value for name, value in wanted.items()):
        return person
    if wanted.get("asn", person["asn"]) != person["asn"]:
        seats = select(Seat.c.election, Seat.c.body, Seat.c.unit).join(Tenure, Tenure.c.id == Seat.c.tenure_id)
        for election, body, unit in work.connection.execute(seats.where(Tenure.c.person_id == person["id"])).all():
            if election != work.rules.code:
                raise Refused("asn_elsewhere", election=election)
            work.touch(tally.touched_by(work.rules, body), unit)
    return work.update(Person, person, **wanted)


def _unchanged(work: UnitOfWork, now: Row, mine: Row, same: bool, seen: Mapping[str, Any] | None) -> None:
    """Raises Clash for the fields that somebody else set to something else since they were read."""
    fields: dict[str, tuple[Private, Private]] = {}
    for name, value in mine.items():
        theirs = now.get(name)
        told = not same and name not in ("name", "asn") if seen is None else name in seen and seen[name] != theirs
        if told and theirs != value and name != "nik15":  # that goes with the whole number
            fields[name] = (Private(value), Private(theirs))
    if fields:
        raise work.contested(fields, what="person", unit=work.unit)


def _rows(work: UnitOfWork, people: Collection[int]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    wanted = sorted(people)
    for at in range(0, len(wanted), 500):
        rows = work.connection.execute(select(Biodata).where(Biodata.c.person_id.in_(wanted[at : at + 500])))
        found.update((row["person_id"], dict(row)) for row in rows.mappings())
    return found


def _niks_free(work: UnitOfWork, wanted: Mapping[int, Row]) -> None:
    """A NIK of 16 trusted digits belongs to one person; its first 15 are never an identity."""
    owners: dict[str, int] = {}
    for person, values in wanted.items():
        if values.get("nik") and owners.setdefault(values["nik"], person) != person:
            raise Refused("nik_taken", name=None)
    heads = sorted({nik[:15] for nik in owners})
    for at in range(0, len(heads), 500):
        rows = work.connection.execute(
            select(Biodata.c.nik, Biodata.c.person_id, Person.c.name)
            .join(Person, Person.c.id == Biodata.c.person_id)
            .where(Biodata.c.nik15.in_(heads[at : at + 500]), Biodata.c.nik.is_not(None))
        )
        for nik, person, name in rows:
            if owners.get(nik, person) != person and wanted.get(person, {}).get("nik", nik) == nik:
                raise Refused("nik_taken", name=name)


def _wed(work: UnitOfWork, wanted: Mapping[int, Row], before: Mapping[int, Row]) -> None:
    """A marriage stands with both, and ends with both; a new one ends what either was in before."""
    for person, values in wanted.items():
        if "spouse_id" not in values:
            continue
        old, new = before.get(person, {}).get("spouse_id"), values["spouse_id"]
        if old == new:
            continue
        if new is not None and (new == person or work.get(Person, id=new) is None):
            raise Refused("spouse_missing")
        former = work.get(Biodata, person_id=new) if new is not None else None
        left = former["spouse_id"] if former is not None and former["spouse_id"] != person else None
        for partner, theirs, whose in ((old, None, person), (left, None, new), (new, person, None)):
            row = work.get(Biodata, person_id=partner) if partner is not None else None
            if partner is None or (row is not None and row["spouse_id"] == theirs):
                continue
            if row is not None and (theirs is not None or row["spouse_id"] == whose):
                work.update(Biodata, row, spouse_id=theirs)
            elif row is None and theirs is not None:
                work.insert(Biodata, {**dict.fromkeys(COLUMNS), "person_id": partner, "spouse_id": theirs})
