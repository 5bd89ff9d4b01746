"""The share of women in a body: shown as an indicator, never a block."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from models import units
from models.eligibility import load
from models.queries.register.width import narrow
from models.rules.schema import Election
from models.tables import Biodata, Seat, Tenure


@dataclass(frozen=True, slots=True)
class Share:
    """How many seats are filled, of how many holders the sex is known, and how many are women. ``wanted``: percent that
    is looked for, None where nothing is asked of this body."""

    filled: int
    known: int
    women: int
    wanted: int | None

    @property
    def percent(self) -> int | None:
        """Women of those whose sex is known, rounded down; None where nobody's is."""
        return 100 * self.women // self.known if self.known else None

    @property
    def reached(self) -> bool | None:
        """Whether the share is reached; None where that is not known or not asked."""
        return None if self.wanted is None or not self.known else 100 * self.women >= self.wanted * self.known


def women_share(connection: Connection, election: Election, body: str, unit: str) -> Share:
    """The share in a body of a unit and of all below it. Raises Refused (too_many: the unit is too wide)."""
    narrow(connection, election, unit)
    low, high = units.span(unit)
    row = connection.execute(
        select(
            func.count(),
            func.count(Biodata.c.sex),
            func.coalesce(func.sum(case((Biodata.c.sex == "P", 1), else_=0)), 0),
        )
        .select_from(Seat)
        .join(Tenure, Tenure.c.id == Seat.c.tenure_id)
        .outerjoin(Biodata, Biodata.c.person_id == Tenure.c.person_id)
        .where(Seat.c.election == election.code, Seat.c.unit >= low, Seat.c.unit < high, Seat.c.body == body)
    ).one()
    asked = load().women
    return Share(row[0], row[1], int(row[2]), asked.percent if body in asked.bodies else None)


def shares(connection: Connection, election: Election, unit: str) -> dict[str, Share]:
    """The share in each body that is asked for one and has its seats in a unit or below it, in the order of the rules.
    Raises Refused (too_many)."""
    level = units.level(unit)
    here = {body.code for body in election.seated() if units.Level[body.level.upper()] >= level}
    return {body: women_share(connection, election, body, unit) for body in load().women.bodies if body in here}
