"""A small town with both elections: two kecamatan, four kelurahan, nine TPS, and awkward names."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models import items, journal, tally
from models.actor import KOORDINATOR, KPU, Actor
from models.clock import WIB, FixedClock
from models.database import Database
from models.errors import Clash, Refused
from models.readiness import Counts
from models.rules.loader import load_election
from models.rules.schema import Election, Region, RegionRules, TpsCount, TpsRules
from models.services import evidence, neutrality, setup, staffing, synergy, territory, undo
from models.services.evidence import Item
from models.tables import METADATA, Neutrality, Seat, Tenure
from models.uow import UnitOfWork, unit_of_work
from models.where import Where

KOTA, KECAMATAN, OTHER_KECAMATAN = "33.71", "33.71.01", "33.71.02"
KELURAHAN, SECOND, THIRD, FOURTH = "33.71.01.1001", "33.71.01.1002", "33.71.02.1001", "33.71.02.1002"
TPS = f"{KELURAHAN}.001"
START = datetime(2024, 1, 31, 20, 0, tzinfo=WIB)
COMPILED: dict[Any, Any] = {}
SARI, BAYU, RINI = Actor("sari", KPU), Actor("bayu", KOORDINATOR), Actor("rini", KOORDINATOR)


def rules() -> RegionRules:
    names = {
        KOTA: "Kota Uji",
        KECAMATAN: "Uji Barat",
        KELURAHAN: "Ma'rang",
        SECOND: "Élok Jaya",
        OTHER_KECAMATAN: "Uji Timur",
        THIRD: "Wates",
        FOURTH: "Tanpa TPS",
    }
    counts = {KELURAHAN: TpsCount(regular=3), SECOND: TpsCount(regular=2, special=(901,)), THIRD: TpsCount(regular=3)}
    return RegionRules(
        code=KOTA,
        edition="uji",
        timezone="WIB",
        regions=tuple(Region(code=code, name=name) for code, name in names.items()),
        tps={
            "pemilu-2024": TpsRules(source="uji", counts=counts),
            "pilkada-2024": TpsRules(source="uji", estimated=True, counts=counts),
        },
    )


def elections() -> dict[str, Election]:
    return {code: load_election(code) for code in ("pemilu-2024", "pilkada-2024")}


def build(where: Where, known: dict[str, Election]) -> Where:
    setup.create(where, rules(), list(known.values()), START, SARI)
    return where


@dataclass
class Town:
    """The town's database with a clock that tests set, and the verbs in their shortest form."""

    where: Where
    elections: dict[str, Election]
    clock: FixedClock = field(default_factory=lambda: FixedClock(START))

    def __post_init__(self) -> None:
        found = Database.open(self.where)
        # Statements are compiled once a session, not once a test.
        self.database = Database(self.where, found.engine.execution_options(compiled_cache=COMPILED), readonly=False)
        self.election = self.elections["pemilu-2024"]

    @property
    def path(self) -> Path:
        """The file, in tests that are about files."""
        assert isinstance(self.where, Path)
        return self.where

    def close(self) -> None:
        self.database.close()

    def at(self, *parts: int) -> None:
        self.clock.moment = datetime(*parts, tzinfo=WIB)  # type: ignore[misc, arg-type]

    def later(self, **parts: int) -> None:
        self.clock.moment += timedelta(**parts)

    def work(
        self, actor: Actor = SARI, verb: str = "evidence", unit: str = KOTA, database: Database | None = None
    ) -> AbstractContextManager[UnitOfWork]:
        return unit_of_work(database or self.database, self.clock, actor, verb, unit, self.election)

    def seats(self, body: str, unit: str = KOTA) -> list[Any]:
        with self.database.read() as connection:
            return list(
                connection.execute(
                    select(Seat)
                    .where(Seat.c.election == self.election.code, Seat.c.body == body, Seat.c.unit.startswith(unit))
                    .order_by(Seat.c.unit, Seat.c.rank)
                )
            )

    def seat(self, seat_id: int) -> Any:
        with self.database.read() as connection:
            return connection.execute(select(Seat).where(Seat.c.id == seat_id)).one()

    def items(self, code: str, unit: str = KOTA) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(_items(self.election, code, unit)))

    def states(self, code: str, unit: str = KOTA) -> dict[tuple[str, int], str]:
        return {(row.unit, row.slot): row.state for row in self.items(code, unit)}

    def count(self, code: str, unit: str = KOTA) -> Counts:
        """The tally that boards read."""
        with self.database.read() as connection:
            return tally.kept(connection, self.election.code, [unit])[unit][code]

    def appoint(self, seat: int, name: str = "Budi", actor: Actor = SARI, **more: Any) -> Any:
        wanted = {"start_on": self.clock.today(), "decree": "SK 1", **more}
        with self.work(actor, "appoint", self.seat(seat).unit) as work:
            return staffing.appoint(work, staffing.Appointment(seat, name, **wanted))

    def end(self, seat: int, on: date | None = None, actor: Actor = SARI, **more: Any) -> Any:
        with self.work(actor, "end", self.seat(seat).unit) as work:
            return staffing.end_tenure(work, seat, on or self.clock.today(), "mundur", **more)

    def record(self, code: str, chosen: Sequence[Item], actor: Actor = SARI, **more: Any) -> int:
        more = {"reference": "BA 1", **more}
        with self.work(actor, "evidence", chosen[0].unit) as work:
            return evidence.record(work, self.election.indicator(code), chosen, **more)

    def area(self, code: str, unit: str = KELURAHAN, actor: Actor = SARI, **more: Any) -> int:
        more = {"reference": "BA 1", **more}
        with self.work(actor, "evidence", unit) as work:
            return evidence.record_area(work, self.election.indicator(code), unit, **more)

    def nihil(self, code: str, unit: str = KELURAHAN, actor: Actor = SARI) -> int:
        with self.work(actor, "nihil", unit) as work:
            return evidence.report_nihil(work, self.election.indicator(code), unit)

    def confirm(self, code: str, unit: str = KELURAHAN, actor: Actor = SARI) -> int:
        with self.work(actor, "confirm", unit) as work:
            return evidence.confirm(work, self.election.indicator(code), unit)

    def exclude(self, code: str, chosen: Sequence[Item], actor: Actor = SARI) -> int:
        with self.work(actor, "exclude", chosen[0].unit) as work:
            return evidence.exclude(work, self.election.indicator(code), chosen, note="tidak ada")

    def set_tps(self, kelurahan: str, regular: int, special: Sequence[int] = (), actor: Actor = SARI) -> Any:
        with self.work(actor, "tps", kelurahan) as work:
            return territory.set_tps(work, kelurahan, regular, special)

    def accuse(self, seat: int, actor: Actor = SARI, **more: Any) -> Any:
        """A case of whoever sits there."""
        wanted = {"on": self.clock.today(), "source": "SP 1", "kind": "etik", **more}
        with self.database.read() as connection:
            person = connection.scalar(select(Tenure.c.person_id).where(Tenure.c.id == self.seat(seat).tenure_id))
        with self.work(actor, "case", self.seat(seat).unit[:13]) as work:
            return neutrality.report(work, self.seat(seat).unit[:13], person_id=person, **wanted)

    def close_case(self, case: Any, state: str = "selesai", actor: Actor = SARI) -> Any:
        """How a case goes on."""
        said = {name: case[name] for name in ("source", "kind", "handler")}
        with self.work(actor, "case", case["unit"]) as work:
            return neutrality.change(work, case["id"], case["version"], on=case["reported_on"], state=state, **said)

    def undo(self, actor: Actor = SARI) -> dict[str, Any]:
        with unit_of_work(self.database, self.clock, actor, "undo", KOTA, None) as work:
            return undo.undo_last(work, self.elections)

    def steps(self, statement: Any, *, analyzed: bool) -> list[str]:
        """How SQLite goes about a statement with its values, knowing the sizes of its tables or not."""
        with self.database.begin_write() as connection:
            if connection.dialect.name != "sqlite":
                pytest.skip("a server plans by the size of its tables")
            if analyzed:
                connection.exec_driver_sql("ANALYZE")
            text = str(statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
            return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]

    def wrong(self) -> list[object]:
        """What ``db check`` would find in the election at hand: nothing, if all is well."""
        with self.database.read() as connection:
            return [
                *journal.broken(connection),
                *tally.differences(connection, self.election),
            ]

    def dump(self, *but: str, database: Database | None = None) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, without the columns named in ``but`` and the tables named there."""
        return dump(database or self.database, *but)


def dump(database: Database, *but: str) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    with database.read() as connection:
        for table in METADATA.sorted_tables:
            if table.name not in but:
                columns = [column for column in table.c if column.name not in but]
                found[table.name] = sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
    return found


STATE = ("journal", "journal_unit", "tally_day")
"""What ``dump`` leaves out when only the present state counts."""


def _items(election: Election, code: str, unit: str) -> Any:
    low, high = unit, f"{unit}/"
    return items.items(election, election.indicator(code), low, high)


def item(row: Any) -> Item:
    """A row of ``Town.items`` as a screen would hand it back."""
    return Item(row.unit, row.slot, row.tenure_id or 0, row.version)


@contextmanager
def opened(where: Where, known: dict[str, Election]) -> Iterator[Town]:
    town = Town(where, known)
    try:
        yield town
    finally:
        town.close()


def _together(town: Town, dice: random.Random, actor: Actor) -> None:
    """What the registers of working together do: it moves K1, K2 and K3."""
    unit, today = dice.choice((KECAMATAN, OTHER_KECAMATAN)), town.clock.today()
    kind = dice.choice(("contact", "contact_call", "meeting", "pattern", "promise"))
    with town.work(actor, kind, unit) as work:
        if kind == "contact":
            synergy.set_contact(work, unit, "camat", "Ani", dice.choice(("0812", "0813")))
        elif kind == "contact_call":
            synergy.record_test(work, unit, "camat", dice.choice(synergy.CALLS), "telepon")
        elif kind == "meeting":
            minutes = dice.choice(("", "BA 1", "BA 2"))
            synergy.hold_meeting(work, unit, on=today - timedelta(days=dice.randint(0, 9)), attended=["camat"],
                                 minutes=minutes)  # fmt: skip
        elif kind == "pattern":
            where = dice.choice((TPS, KELURAHAN, SECOND))
            synergy.set_pattern(work, [where], dice.choice(("aman", "rawan")), reference="SP 1")
        else:
            synergy.promise(work, unit, said="mobil", owner="danramil", due=today)


def _register(town: Town, dice: random.Random, actor: Actor, seat: Any, kind: str) -> None:
    """A case of whoever sits there, or how one goes on; or something about working together."""
    if kind == "synergy":
        _together(town, dice, actor)
    elif kind == "case" and town.seat(seat.id).tenure_id is not None:
        town.accuse(seat.id, actor, on=town.clock.today() - timedelta(days=dice.randint(0, 9)))
    with town.database.read() as connection:
        cases = connection.execute(select(Neutrality).order_by(Neutrality.c.id)).mappings().all()
    if kind == "close" and cases:
        town.close_case(dice.choice(cases), dice.choice(neutrality.STATES), actor)


def stir(town: Town, seed: int, steps: int) -> int:
    """Do random verbs, as people would: some are refused. Returns how many were done."""
    dice, done = random.Random(seed), 0
    actors = (SARI, BAYU, RINI)
    seats = [row for body in town.election.seated() for row in town.seats(body.code)]
    codes = [one.code for one in town.election.indicators]
    proved = [one.code for one in town.election.indicators if one.proof == "evidence"]
    units = (KOTA, KECAMATAN, KELURAHAN, SECOND, THIRD, f"{SECOND}.901")

    def one() -> None:
        actor, unit, seat = dice.choice(actors), dice.choice(units), dice.choice(seats[:60])
        kind = dice.choice(("appoint", "appoint", "end", "record", "record", "area", "nihil", "confirm", "undo", "n/a",
                            "case", "case", "close", "synergy"))  # fmt: skip
        if kind == "appoint":
            town.appoint(seat.id, "Ani", actor, asn=dice.random() < 0.5, decree=dice.choice((None, "SK 2")))
        elif kind == "end":
            town.end(seat.id, actor=actor)
        elif kind == "area":
            town.area(dice.choice(proved), unit, actor, state=dice.choice(("siap", "klaim", "belum", "unknown")))
        elif kind == "nihil":
            town.nihil(dice.choice(codes), unit, actor)
        elif kind == "confirm":
            town.confirm(dice.choice(codes), unit, actor)
        elif kind == "undo":
            town.undo(actor)
        elif kind in ("case", "close", "synergy"):
            _register(town, dice, actor, seat, kind)
        else:
            code = dice.choice(proved)
            rows = town.items(code)
            chosen = [item(row) for row in dice.sample(rows, min(3, len(rows)))]
            if not chosen:
                return
            if kind == "n/a":
                town.exclude(code, chosen)
            else:
                town.record(code, chosen, actor, state=dice.choice(("siap", "siap", "klaim", "belum", "unknown")))

    for _ in range(steps):
        town.later(minutes=dice.randint(1, 600))
        try:
            one()
            done += 1
        except (Refused, Clash):
            pass
    return done
