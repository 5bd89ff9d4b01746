"""Working together: offices that are called, meetings, what was promised there, how TPS are guarded.

What the registers prove is recorded as evidence in the same write; an item that does not count (N/A) stays so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from models import items, units
from models.errors import Refused
from models.items import BELUM, KLAIM, NA, SIAP
from models.journal import Row
from models.rules.schema import Indicator
from models.services import evidence
from models.services.evidence import Item
from models.services.register import OUTCOMES
from models.tables import Commitment, Contact, Guard, Meeting, Region, Tps
from models.text import clean
from models.uow import SLICE, UnitOfWork

ANSWERED, WRONG = "dijawab", "salah_nomor"
CALLS = tuple(one for one in OUTCOMES if one != "beres")
"""How a test call can end."""
LONGEST = 200
"""Letters of a text that somebody enters."""


def text(field: str, value: str, *, required: bool = False) -> str | None:
    """What was entered, cleaned; None for nothing. Raises Refused (value_bad): too long, or missing."""
    found = clean(value) or None
    if (required and found is None) or len(found or "") > LONGEST:
        raise Refused("value_bad", field=field)
    return found


# ── offices ────────────────────────────────────────────────────────────


def set_contact(
    work: UnitOfWork, unit: str, role: str, name: str, phone: str, *, seen: tuple[str | None, str | None] | None = None
) -> None:
    """Keep the name and number of an office of a kecamatan or kelurahan. Another number is not tested yet: what the
    old one proved is BELUM. ``seen``: name and number as the form showed them.

    Raises Clash, Refused: unit_unknown (no such office there), value_bad.
    """
    row = _office(work, unit, role)
    wanted = {"name": text("name", name), "phone": text("phone", phone)}
    if seen is not None and row is not None:
        for (field, mine), before in zip(wanted.items(), seen, strict=True):
            if row[field] not in (before, mine):
                raise work.clash(what="contact", field=field, mine=mine, theirs=row[field], unit=unit)
    untested: Row = {}
    if row is not None and row["phone"] != wanted["phone"]:
        untested = {"called_at": None, "outcome": None, "answered_at": None}
        if row["phone"] is not None:
            _test(work, unit, role, BELUM, "", only=SIAP)
    if row is None:
        work.insert(Contact, {"unit": unit, "role": role, **wanted})
    elif any(row[field] != value for field, value in wanted.items()):
        work.update(Contact, row, **wanted, **untested)
    work.touch((), unit)
    work.detail = {"role": role}


def record_test(work: UnitOfWork, unit: str, role: str, outcome: str, reference: str) -> None:
    """An office was called just now, by the actor. A number that answers is SIAP (``reference``: that in words), one
    that is wrong BELUM. Raises Refused: unit_unknown, outcome_unknown, phone_missing."""
    if outcome not in CALLS:
        raise Refused("outcome_unknown", outcome=outcome)
    row = _office(work, unit, role)
    if row is None or row["phone"] is None:
        raise Refused("phone_missing")
    answered = {"answered_at": work.now} if outcome == ANSWERED else {}
    work.update(Contact, row, called_at=work.now, outcome=outcome, **answered)
    if outcome == ANSWERED:
        _test(work, unit, role, SIAP, reference)
    elif outcome == WRONG:
        _test(work, unit, role, BELUM, "")
    work.touch((), unit)
    work.detail = {"role": role, "outcome": outcome}


def unmask_contact(work: UnitOfWork, unit: str, role: str) -> None:
    """Put on record that the actor looked at the number of an office. Raises Refused (unit_unknown)."""
    row = _office(work, unit, role)
    work.set_up = True  # an entry though nothing changes
    work.touch((), unit)
    work.detail = {"role": role, "name": (row or {}).get("name") or role, "fields": ["phone"]}


def _office(work: UnitOfWork, unit: str, role: str) -> Row | None:
    """The row of an office, if somebody entered it."""
    known = next((one for one in work.rules.contacts if one.code == role), None)
    if known is None or units.Level[known.level.upper()] is not units.level(unit) or not work.get(Region, code=unit):
        raise Refused("unit_unknown", unit=unit)
    return work.get(Contact, unit=unit, role=role)


def _test(work: UnitOfWork, unit: str, role: str, state: str, reference: str, *, only: str = "") -> None:
    """Say how the number of an office stands, where offices are counted. ``only``: if it stood so."""
    slot = work.rules.tested().get(role)
    rule = next((one for one in work.rules.indicators if one.counts == "contact"), None)
    if rule is not None and slot is not None:
        prove(work, rule, [unit], state=state, reference=reference, slot=slot, only=only)


def prove(
    work: UnitOfWork,
    rule: Indicator,
    where: Sequence[str],
    *,
    state: str,
    reference: str,
    on: date | None = None,
    slot: int = 0,
    only: str = "",
) -> None:
    """Record the state of the items at these units, but for those that do not count or are SIAP since a later day; a
    claim changes nothing that is SIAP."""
    chosen: list[Item] = []
    day = on or work.today
    for at in range(0, len(where), SLICE):
        for row in work.connection.execute(items.at(work.rules, rule, where[at : at + SLICE])):
            later = row.state == SIAP and (state == KLAIM or (state == SIAP and row.since > day))
            if row.slot == slot and row.state != NA and not later and only in ("", row.state):
                chosen.append(Item(row.unit, row.slot, 0, row.version))
    if chosen:
        evidence.record(work, rule, chosen, state=state, reference=reference, on=on, seen=True)


# ── meetings ────────────────────────────────────────────────────────────


def hold_meeting(
    work: UnitOfWork, unit: str, *, on: date, attended: Collection[str], place: str = "", minutes: str = ""
) -> Row:
    """A coordination meeting of a unit took place. Its minutes prove that it did; without them it is a claim. Returns
    the meeting. Raises Refused: unit_unknown, date_future, value_bad."""
    if work.get(Region, code=unit) is None:
        raise Refused("unit_unknown", unit=unit)
    made = work.insert(
        Meeting, {"election": work.rules.code, "unit": unit, **_meeting(work, on, attended, place, minutes)}
    )
    _hold(work, made)
    return made


def change_meeting(
    work: UnitOfWork,
    meeting_id: int,
    version: int,
    *,
    on: date,
    attended: Collection[str],
    place: str = "",
    minutes: str = "",
) -> Row:
    """Put a meeting right: its minutes often have their number later. Raises Clash, Refused: row_gone, date_future,
    value_bad."""
    row = _row(work, Meeting, meeting_id)
    work.as_shown(row, version, what="meeting", field="minutes", mine=minutes, theirs=row["minutes"], unit=row["unit"])
    done = work.update(Meeting, row, **_meeting(work, on, attended, place, minutes))
    _hold(work, done)
    return done


def _meeting(work: UnitOfWork, on: date, attended: Collection[str], place: str, minutes: str) -> Row:
    work.until_today(on)
    known = [one.code for one in work.rules.contacts if one.code in attended]
    if not known or len(known) != len(set(attended)):
        raise Refused("value_bad", field="attended")
    return {
        "held_on": on,
        "attended": " ".join(known),
        "place": text("place", place),
        "minutes": text("minutes", minutes),
    }


def _hold(work: UnitOfWork, meeting: Row) -> None:
    rule, minutes = work.rules.fed_by("rakor"), meeting["minutes"]
    if rule is not None and units.level(meeting["unit"]) is units.Level.KECAMATAN:
        state = SIAP if minutes else KLAIM
        prove(work, rule, [meeting["unit"]], state=state, reference=minutes or "", on=meeting["held_on"])
    work.touch((), meeting["unit"])
    work.detail = {"day": meeting["held_on"].isoformat(), "reference": minutes}


# ── what was promised ────────────────────────────────────────────────────────────


def promise(work: UnitOfWork, unit: str, *, said: str, owner: str, due: date) -> Row:
    """An office of a unit will do something by a day. Returns the commitment. Raises Refused: unit_unknown,
    value_bad."""
    if work.get(Region, code=unit) is None:
        raise Refused("unit_unknown", unit=unit)
    made = work.insert(
        Commitment, {"election": work.rules.code, "unit": unit, **_promised(said, owner, due), "done_on": None}
    )
    _chased(work, made)
    return made


def change_promise(work: UnitOfWork, commitment_id: int, version: int, *, said: str, owner: str, due: date) -> Row:
    """Word it otherwise, give it another day or owner. Raises Clash, Refused: row_gone, value_bad."""
    row = _row(work, Commitment, commitment_id)
    work.as_shown(row, version, what="commitment", field="due_on", mine=due, theirs=row["due_on"], unit=row["unit"])
    done = work.update(Commitment, row, **_promised(said, owner, due))
    _chased(work, done)
    return done


def keep_promise(work: UnitOfWork, commitment_id: int, version: int) -> Row:
    """It was done, today. Raises Clash, Refused (row_gone)."""
    row = _row(work, Commitment, commitment_id)
    if row["done_on"] is not None:
        return row
    work.as_shown(row, version, what="commitment", field="due_on", mine=None, theirs=row["due_on"], unit=row["unit"])
    done = work.update(Commitment, row, done_on=work.today)
    _chased(work, done)
    return done


def _promised(said: str, owner: str, due: date) -> Row:
    return {
        "promise": text("promise", said, required=True),
        "owner": text("owner", owner, required=True),
        "due_on": due,
    }


def _chased(work: UnitOfWork, row: Row) -> None:
    work.touch((), row["unit"])
    work.detail = {"promise": row["promise"], "owner": row["owner"], "due": row["due_on"].isoformat()}


# ── how TPS are guarded ────────────────────────────────────────────────────────────


def set_pattern(
    work: UnitOfWork,
    where: Sequence[str],
    pattern: str,
    *,
    reference: str,
    on: date | None = None,
    seen: Mapping[str, int | None] | None = None,
) -> int:
    """Give TPS, or all TPS of kelurahan, a pattern of the election file; ``reference`` is the paper that says so.
    Returns how many TPS there are. ``seen``: the versions of the rows as they were shown.

    Raises Clash, Refused: unit_unknown, value_bad (no such pattern), reference_empty, date_future.
    """
    if pattern not in {one.code for one in work.rules.security}:
        raise Refused("value_bad", field="pattern")
    codes = _stations(work, where)
    before = _guards(work, codes)
    for code, version in (seen or {}).items():
        theirs = before.get(code)
        if code in codes:
            found = theirs["pattern"] if theirs else None
            work.as_shown(theirs, version, what="guard", field="pattern", mine=pattern, theirs=found, unit=code)
    row = {"election": work.rules.code, "pattern": pattern, "version": 1}
    work.insert_many(Guard, [{**row, "unit": code} for code in codes if code not in before])
    changed = [(one, {"pattern": pattern}) for one in before.values() if one["pattern"] != pattern]
    work.update_many(Guard, changed)
    rule = work.rules.fed_by("pengamanan")
    if rule is not None:
        prove(work, rule, codes, state=SIAP, reference=reference, on=on)
    for code in codes if len(codes) == 1 else {units.area(code) for code in codes}:
        work.touch((), code)
    work.detail = {"pattern": pattern, "count": len(codes), "reference": clean(reference)}
    return len(codes)


def _stations(work: UnitOfWork, where: Sequence[str]) -> list[str]:
    found: set[str] = set()
    for unit in where:
        own = Tps.c.code == unit if units.level(unit) is units.Level.TPS else Tps.c.kelurahan == unit
        there = work.connection.scalars(select(Tps.c.code).where(Tps.c.election == work.rules.code, own)).all()
        if not there:
            raise Refused("unit_unknown", unit=unit)
        found.update(there)
    return sorted(found)


def _guards(work: UnitOfWork, codes: Sequence[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for at in range(0, len(codes), SLICE):
        same = (Guard.c.election == work.rules.code, Guard.c.unit.in_(codes[at : at + SLICE]))
        found.update((row["unit"], dict(row)) for row in work.connection.execute(select(Guard).where(*same)).mappings())
    return found


def _row(work: UnitOfWork, table: Any, row_id: int) -> Row:
    found = work.get(table, id=row_id)
    if found is None or found["election"] != work.rules.code:
        raise Refused("row_gone")
    return found
