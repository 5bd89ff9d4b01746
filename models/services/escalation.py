"""Asking an office for help, and the clock until it answers. The program sends nothing and calls nobody: a person does,
and says here what came of it.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models import units
from models.errors import Refused
from models.journal import Row
from models.services import synergy
from models.tables import Contact, Escalation, Region, Tps
from models.text import clean
from models.uow import UnitOfWork

WAITING, ANSWERED, CANCELLED, CLIMBED = "menunggu", "dijawab", "batal", "naik"
STATES = (WAITING, ANSWERED, CANCELLED, CLIMBED)
LONGEST = 1200
"""Letters of what is sent: a message that is read on a telephone."""


def ask(work: UnitOfWork, unit: str, *, role: str, subject: str, text: str, indicator: str | None = None) -> Row:
    """An office of the area of ``unit`` is asked for help; its clock starts now. ``subject``: the trouble in a line;
    ``indicator``: the one it is about, if any. Returns the row.

    Raises Refused: unit_unknown (no such unit, or no such office around it), value_bad, nobody_to_ask (the role stands
    on no rung of the ladder).
    """
    known = {rule.code for rule in work.rules.indicators}
    if not _there(work, unit) or indicator not in (None, *known):
        raise Refused("unit_unknown", unit=unit)
    line = synergy.text("subject", subject, required=True)
    assert line is not None
    made = _ask(work, unit, role, line, indicator, text)
    work.detail = {"role": role, "office": made["office"], "subject": line, "indicator": indicator}
    return made


def answer(work: UnitOfWork, escalation_id: int, version: int, reference: str) -> Row:
    """The office answered. So did its number: that is kept with it, and proves it (``reference``: that in words) where
    the actor may say so of the office's unit. Raises Clash, Refused: row_gone, escalation_closed."""
    row = _waiting(work, escalation_id, version, ANSWERED)
    done = _close(work, row, ANSWERED)
    office, role = row["office"], row["role"]
    contact = work.get(Contact, unit=office, role=role)
    if contact is not None and contact["phone"] is not None:
        if units.contains(work.actor.scope, office):
            synergy.record_test(work, office, role, synergy.ANSWERED, reference)
        else:
            work.update(Contact, contact, called_at=work.now, outcome=synergy.ANSWERED, answered_at=work.now)
    work.detail = _facts(row)
    return done


def cancel(work: UnitOfWork, escalation_id: int, version: int, reason: str) -> Row:
    """It is no longer asked for. Raises Clash, Refused: row_gone, escalation_closed, value_bad."""
    row = _waiting(work, escalation_id, version, CANCELLED)
    why = synergy.text("reason", reason, required=True)
    done = _close(work, row, CANCELLED, reason=why)
    work.detail = {**_facts(row), "note": why}
    return done


def climb(work: UnitOfWork, escalation_id: int, version: int, *, role: str, text: str) -> Row:
    """Nobody answered: an office on a higher rung is asked. Returns the new row, whose clock starts now.

    Raises Clash, Refused: row_gone, escalation_closed, unit_unknown, value_bad, nobody_to_ask (no higher rung).
    """
    row = _waiting(work, escalation_id, version, CLIMBED)
    _close(work, row, CLIMBED)
    made = _ask(work, row["unit"], role, row["subject"], row["indicator"], text, follows=row)
    work.detail = {**_facts(made), "from": row["role"]}
    return made


def _ask(
    work: UnitOfWork,
    unit: str,
    role: str,
    subject: str,
    indicator: str | None,
    text: str,
    *,
    follows: Row | None = None,
) -> Row:
    above = -1 if follows is None else follows["rung"]
    rung = next((at for at, one in enumerate(work.rules.escalation) if role in one.contacts and at > above), None)
    if rung is None:
        raise Refused("nobody_to_ask")
    level = work.rules.rung_level(rung)
    if units.level(unit) < level:
        raise Refused("unit_unknown", unit=unit)
    message = "\n".join(line for line in map(clean, text.splitlines()) if line)
    if not message or len(message) > LONGEST:
        raise Refused("value_bad", field="text")
    made = work.insert(
        Escalation,
        {
            "election": work.rules.code,
            "unit": unit,
            "office": unit[: units.LENGTHS[level]],
            "role": role,
            "rung": rung,
            "indicator": indicator,
            "subject": subject,
            "text": message,
            "opened_at": work.now,
            "opened_by": work.actor.name,
            "due_at": work.now + timedelta(minutes=work.rules.escalation[rung].minutes),
            "state": WAITING,
            "closed_at": None,
            "closed_by": None,
            "reason": None,
            "follows": None if follows is None else follows["id"],
        },
    )
    work.touch((), unit)
    return made


def _there(work: UnitOfWork, unit: str) -> bool:
    if units.level(unit) is units.Level.TPS:
        same = (Tps.c.election == work.rules.code, Tps.c.code == unit)
        return work.connection.scalar(select(Tps.c.code).where(*same)) is not None
    return work.get(Region, code=unit) is not None


def _waiting(work: UnitOfWork, escalation_id: int, version: int, wanted: str) -> Row:
    """The row, which nobody may have closed meanwhile."""
    row = work.get(Escalation, id=escalation_id)
    if row is None or row["election"] != work.rules.code:
        raise Refused("row_gone")
    work.as_shown(row, version, what="escalation", field="state", mine=wanted, theirs=row["state"], unit=row["unit"])
    if row["state"] != WAITING:
        raise Refused("escalation_closed")
    return row


def _close(work: UnitOfWork, row: Row, state: str, reason: str | None = None) -> Row:
    work.touch((), row["unit"])
    return work.update(Escalation, row, state=state, closed_at=work.now, closed_by=work.actor.name, reason=reason)


def _facts(row: Row) -> Row:
    return {"role": row["role"], "office": row["office"], "subject": row["subject"], "indicator": row["indicator"]}
