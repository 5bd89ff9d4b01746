"""Cases of a civil servant's neutrality: reported, moved on, closed. Never a party or a candidate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from models import units
from models.errors import Refused
from models.journal import Row
from models.services.synergy import text
from models.tables import Neutrality, Person, Region, Seat, Tenure
from models.uow import UnitOfWork

KINDS = ("etik", "disiplin")
"""Forms of the code of ethics, or of discipline (SKB 2/2022, annex II)."""
STATES = ("dilaporkan", "diproses", "terbukti", "tidak_terbukti", "selesai")
CLOSED = ("tidak_terbukti", "selesai")
"""Where a case ends; what is proven stays open until it is settled."""


def report(
    work: UnitOfWork,
    unit: str,
    *,
    on: date,
    source: str,
    kind: str,
    person_id: int | None = None,
    about: str = "",
    handler: str = "",
    state: str = STATES[0],
    note: str = "",
) -> Row:
    """A case of somebody here, which stands where they hold a seat, or ``about`` a person or body that is not.
    ``handler``: by default whoever handles cases of that day. While it is open, the pledge of its person is BELUM.
    Returns the case.

    Raises Refused: unit_unknown, person_missing, value_bad, state_unknown, date_future.
    """
    if work.get(Region, code=unit) is None:
        raise Refused("unit_unknown", unit=unit)
    if person_id is not None and work.get(Person, id=person_id) is None:
        raise Refused("person_missing")
    row = {
        "election": work.rules.code,
        "unit": next((units.area(seat) for seat in _seats(work, person_id)), unit),
        "person_id": person_id,
        "about": text("about", about, required=True) if person_id is None else None,
    }
    made = work.insert(Neutrality, {**row, **_checked(work, on, source, kind, handler, state, note)})
    _moved(work, made)
    return made


def change(
    work: UnitOfWork,
    case_id: int,
    version: int,
    *,
    on: date,
    source: str,
    kind: str,
    handler: str,
    state: str,
    note: str = "",
) -> Row:
    """Move a case on, or put it right; of whom it is stays. Raises Clash, Refused: row_gone, and as ``report``."""
    row = work.get(Neutrality, id=case_id)
    if row is None or row["election"] != work.rules.code:
        raise Refused("row_gone")
    work.as_shown(row, version, what="case", field="case", mine=state, theirs=row["state"], unit=row["unit"])
    wanted = _checked(work, on, source, kind, handler, state, note)
    if row["closed_on"] is not None and wanted["closed_on"] is not None:
        wanted["closed_on"] = row["closed_on"]
    done = work.update(Neutrality, row, **wanted)
    _moved(work, done)
    return done


def _checked(work: UnitOfWork, on: date, source: str, kind: str, handler: str, state: str, note: str) -> Row:
    work.until_today(on)
    if state not in STATES:
        raise Refused("state_unknown", state=state)
    usual = work.rules.handler(on)
    who = handler or (usual.code if usual is not None else "")
    if work.rules.handlers and who not in {one.code for one in work.rules.handlers}:
        raise Refused("value_bad", field="handler")
    if kind not in KINDS:
        raise Refused("value_bad", field="kind")
    return {
        "reported_on": on,
        "source": text("source", source, required=True),
        "kind": kind,
        "handler": who,
        "state": state,
        "closed_on": work.today if state in CLOSED else None,
        "note": text("note", note),
    }


def _moved(work: UnitOfWork, case: Row) -> None:
    """The items of the person's seats in this election may have moved. The journal does not say whose case it is:
    everybody reads it."""
    rule = work.rules.fed_by("netralitas")
    if rule is not None:
        for unit in _seats(work, case["person_id"]):
            work.touch([rule.code], unit)
    work.touch((), case["unit"])
    work.detail = {"case": case["state"], "reference": case["source"]}


def _seats(work: UnitOfWork, person_id: int | None) -> Sequence[str]:
    """Where somebody holds seats of this election."""
    if person_id is None:
        return ()
    seats = select(Seat.c.unit).join(Tenure, Tenure.c.id == Seat.c.tenure_id).order_by(Seat.c.id)
    same = (Tenure.c.person_id == person_id, Seat.c.election == work.rules.code)
    return work.connection.scalars(seats.where(*same)).all()
