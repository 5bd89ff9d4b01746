"""Who takes which seat, as it is asked for: what appointing and judging both speak of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.errors import Refused
from models.journal import Row
from models.text import LONGEST_NAME, clean


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who takes which seat: ``version`` is the seat's as the user saw it (None: not checked).

    ``person_id``: somebody who is here already, under their own name. With it, or with ``biodata`` (columns of that
    table, even none), they are judged first (``models.services.admission``). ``replaces``: the tenure it follows.
    """

    seat_id: int
    name: str
    start_on: date
    decree: str | None = None
    asn: bool = False
    version: int | None = None
    person_id: int | None = None
    biodata: Row | None = None
    decree_on: date | None = None
    replaces: int | None = None

    @property
    def judged(self) -> bool:
        """Whether more than a name is known, so that the rules can be asked."""
        return self.person_id is not None or self.biodata is not None


def checked_name(text: str) -> str:
    """A name as it is kept. Raises Refused: name_empty, name_long."""
    name = clean(text)
    if not name:
        raise Refused("name_empty")
    if len(name) > LONGEST_NAME:
        raise Refused("name_long", longest=LONGEST_NAME)
    return name
