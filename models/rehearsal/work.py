"""What a simulated colleague does: small changes, through the services and the unit of work like everybody's.

They are there as everybody is, and before each change a form on its rows is open for a while.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import structs
from sqlalchemy import Connection, select

from models import items, presence, units
from models.actor import Actor
from models.clock import OffsetClock, stored
from models.database import Database
from models.errors import Clash, Refused, StorageError
from models.presence import FilePresence, Online, new_session
from models.rehearsal.names import Registry
from models.rehearsal.plan import missing
from models.rehearsal.story import Story, load_people, load_story
from models.rules.loader import load_election
from models.rules.schema import Indicator
from models.services import evidence, staffing
from models.services.appointment import Appointment
from models.services.evidence import Item
from models.tables import Region, Seat
from models.units import Level
from models.uow import unit_of_work

BUSY = 2.0
"""Seconds to wait for others' writes; whoever is later tries something else next time."""
AT_TPS = ("kpps", "linmas")
"""The bodies whose seats colleagues fill; those of PPK, PPS and secretariats wait for the user of the rehearsal."""
OFTEN = {"P5": 6, "L2": 5, "L1": 3, "L3": 4, "T1": 2}
"""How much more often than others these indicators advance."""
GROUP = 12
"""People at most who are recorded at once."""
LEAVE = 0.3
"""How often somebody leaves where no seat is empty: more would leave than are found."""
ATTEMPTS = 12
"""Things tried, each in one kelurahan, before a colleague waits for the next turn."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What is about to be done: in which unit, on which screen, on which rows (``seat:12``), and how."""

    unit: str
    screen: str
    rows: tuple[str, ...]
    done: Callable[[], object]


class Colleague:
    """Somebody at work in a rehearsal's database. All chance comes from ``chance``."""

    def __init__(self, path: Path, start: datetime, origin: float, name: str, chance: random.Random) -> None:
        """Opens the database. Raises StorageError."""
        self.story: Story = load_story()
        self.election = load_election(self.story.election)
        self.database = Database.open(path, busy=BUSY)
        self.clock = OffsetClock(start, origin)
        self.actor = Actor(name)
        self.chance = chance
        self.names = Registry(load_people())
        self.presence = FilePresence(path)
        self.me = Online(new_session(), name, self.story.region, "", "papan", stored(self.clock.now()))

    def come(self) -> None:
        """Be seen at the board of the whole area. Raises StorageError."""
        with self.database.read() as connection:
            top = connection.execute(select(Region.c.code, Region.c.name).where(Region.c.parent.is_(None))).first()
        if top is not None:
            self.me = structs.replace(self.me, unit=top.code, place=top.name)
        self.presence.announce(self.me)

    def go(self) -> None:
        """Be there no more."""
        self.presence.leave()
        self.database.close()

    def _open(self, deed: Deed) -> None:
        """A form on the rows, in the kelurahan that they are in."""
        place = (units.parent(deed.unit) if units.level(deed.unit) is Level.TPS else None) or deed.unit
        with self.database.read() as connection:
            name = connection.scalar(select(Region.c.name).where(Region.c.code == place)) or place
        since = stored(self.clock.now()) if deed.rows else None
        self.me = structs.replace(
            self.me, unit=place, place=name, screen=deed.screen, editing=deed.rows, editing_since=since
        )
        self.presence.announce(self.me)

    def _shut(self) -> None:
        if not self.me.editing:
            return
        self.me = structs.replace(self.me, editing=(), editing_since=None)
        self.presence.announce(self.me)

    def work(self, pause: Callable[[], bool] = lambda: False) -> bool:
        """Do one thing; False when the database is no longer there to work on. ``pause`` returns when the form has been
        open for long enough; True: nobody is left to do it for."""
        deeds: list[tuple[int, Callable[[], Deed | None]]] = [
            (16, self._advance),
            (2, self._seat),
            (1, self._withdraw),
            (2, self._confirm),
        ]
        weights = [weight for weight, _ in deeds]
        for _attempt in range(ATTEMPTS):
            choose = self.chance.choices([one for _, one in deeds], weights)[0]
            try:
                deed = choose()
                if deed is None:
                    continue
                self._open(deed)
                if not pause():
                    deed.done()
                return True
            except (Clash, Refused):
                continue  # somebody was quicker, or it cannot be done as things stand
            except StorageError as error:
                return error.code == "busy"
            finally:
                self._shut()
        return True

    def _rules(self) -> list[Indicator]:
        """What can be advanced today."""
        h = (self.election.polling.date - self.clock.today()).days
        return [rule for rule in self.election.indicators if rule.proof == "evidence" and h <= rule.start]

    def _kelurahan(self, connection: Connection) -> str:
        """A kelurahan anywhere, found by going down the tree: no area is too large for that."""
        inside, found = Region.c.parent.is_(None), ""
        while codes := list(connection.scalars(select(Region.c.code).where(inside).order_by(Region.c.code))):
            found = self.chance.choice(codes)
            inside = Region.c.parent == found
        return found

    def _advance(self) -> Deed | None:
        """Evidence for some people of a TPS, or for one TPS."""
        rules = self._rules()
        if not rules:
            return None
        rule = self.chance.choices(rules, [OFTEN.get(one.code, 1) for one in rules])[0]
        with self.database.read() as connection:
            unit, rows = self._open_items(connection, rule)
        if not rows:
            return None
        if rule.counts == "seat":
            rows = rows[: self.chance.randint(2, GROUP)]
        else:
            rows, unit = rows[:1], rows[0].unit
        chosen = [Item(row.unit, row.slot, row.tenure_id or 0, row.version) for row in rows]
        about = tuple(presence.item(rule.counts, row.unit, row.slot) for row in rows)

        def done() -> None:
            reference = f"{self._reference(rule)} {self.clock.now():%H.%M}"
            with unit_of_work(self.database, self.clock, self.actor, "evidence", unit, self.election) as work:
                evidence.record(work, rule, chosen, reference=reference)

        return Deed(unit, "kesiapan", about, done)

    def _open_items(self, connection: Connection, rule: Indicator) -> tuple[str, list[Any]]:
        """The missing items of a kelurahan, from one TPS on; nothing where nothing is missing."""
        statement = missing(self.election, rule)
        statement = statement.order_by(statement.selected_columns.unit, statement.selected_columns.slot)
        unit = self._kelurahan(connection)
        low, high = units.span(unit)
        rows = list(connection.execute(statement, {"low": low, "high": high}))
        if not rows:
            return "", []
        first = self.chance.choice(rows).unit
        return unit, [row for row in rows if row.unit >= first]

    def _reference(self, rule: Indicator) -> str:
        return next((one.reference for one in self.story.progress if one.indicator == rule.code), rule.short)

    def _seat(self) -> Deed | None:
        """Somebody for an empty seat at a TPS of a kelurahan; when none is empty there, a KPPS member leaves."""
        with self.database.read() as connection:
            unit = self._kelurahan(connection)
            low, high = f"{unit}.", units.span(unit)[1]
            seats = connection.execute(
                select(Seat.c.id, Seat.c.unit, Seat.c.version, Seat.c.body, Seat.c.post, Seat.c.tenure_id)
                .where(Seat.c.election == self.election.code, Seat.c.unit >= low, Seat.c.unit < high)
                .order_by(Seat.c.unit, Seat.c.rank)
            ).all()
        empty = [seat for seat in seats if seat.tenure_id is None and seat.body in AT_TPS]
        held = [seat for seat in seats if seat.tenure_id is not None and seat.body == "kpps"]
        today = self.clock.today()
        if empty:
            seat = self.chance.choice(empty)
            name = self.names.of(seat.unit).name(self.chance.getrandbits(64))[0]
            decree = f"SK {self.chance.randint(20, 99)}/{today.year}"
            asn = self.election.body(seat.body).post(seat.post).asn == "required"
            wanted = Appointment(seat.id, name, today, decree, asn, seat.version)

            def fill() -> None:
                with unit_of_work(self.database, self.clock, self.actor, "appoint", seat.unit, self.election) as work:
                    staffing.appoint(work, wanted)

            return Deed(unit, "personel", (f"seat:{seat.id}",), fill)
        if not held or self.chance.random() > LEAVE:
            return None
        seat = self.chance.choice(held)

        def leave() -> None:
            with unit_of_work(self.database, self.clock, self.actor, "end", seat.unit, self.election) as work:
                staffing.end_tenure(work, seat.id, today, "berhalangan", seen={"tenure_id": seat.tenure_id})

        return Deed(unit, "personel", (f"seat:{seat.id}",), leave)

    def _withdraw(self) -> Deed | None:
        """One TPS must be counted or looked at again."""
        rules = [one for one in self._rules() if one.counts == "tps"]
        if not rules:
            return None
        rule = self.chance.choice(rules)
        with self.database.read() as connection:
            unit = self._kelurahan(connection)
            each = items.items(self.election, rule, *units.span(unit)).subquery()
            rows = connection.execute(
                select(each.c.unit, each.c.slot, each.c.version).where(each.c.state == items.SIAP).order_by(each.c.unit)
            ).all()
        if not rows:
            return None
        row = self.chance.choice(rows)
        chosen = [Item(row.unit, row.slot, 0, row.version)]

        def done() -> None:
            with unit_of_work(self.database, self.clock, self.actor, "withdraw", row.unit, self.election) as work:
                evidence.withdraw(work, rule, chosen, note="diperiksa ulang")

        return Deed(unit, "kesiapan", (presence.item("tps", row.unit),), done)

    def _confirm(self) -> Deed | None:
        """A kelurahan says that what it reported still holds."""
        rules = [rule for rule in self._rules() if rule.perishable and rule.counts == "tps"]
        if not rules:
            return None
        with self.database.read() as connection:
            rule, unit = self.chance.choice(rules), self._kelurahan(connection)

        def done() -> None:
            with unit_of_work(self.database, self.clock, self.actor, "confirm", unit, self.election) as work:
                evidence.confirm(work, rule, unit)

        return Deed(unit, "kesiapan", (), done)
