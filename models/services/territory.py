"""The places themselves: real TPS counts instead of estimates."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models import access, tally, units
from models.errors import Refused
from models.services.setup import seat_rows, tps_row
from models.tables import OF_TPS, Region, Seat, Tenure, Tps
from models.uow import UnitOfWork

MOST_TPS = 900
"""Regular TPS are numbered 001 to 900; 901 and up are special places."""


def set_tps(work: UnitOfWork, kelurahan: str, regular: int, special: Sequence[int] = ()) -> tuple[int, int]:
    """Set the real TPS of a kelurahan; its seats follow. Returns how many were added and removed.

    Raises Refused: unit_unknown, number_out_of_range, tps_in_use (one to remove has people, evidence, goods or voters).
    """
    access.check(work.actor, "tps", work.unit)
    if work.get(Region, code=kelurahan) is None or units.level(kelurahan) is not units.Level.KELURAHAN:
        raise Refused("unit_unknown", unit=kelurahan)
    if not 0 <= regular <= MOST_TPS or any(not MOST_TPS < number <= 999 for number in special):
        raise Refused("number_out_of_range", most=MOST_TPS)
    election = work.rules
    wanted = {units.tps_code(kelurahan, number): number for number in (*range(1, regular + 1), *special)}
    rows = work.connection.execute(
        select(Tps).where(Tps.c.election == election.code, Tps.c.kelurahan == kelurahan)
    ).mappings()
    present = {row["code"]: dict(row) for row in rows}
    gone = [code for code in present if code not in wanted]
    _refuse_used(work, gone)
    for code in gone:
        for seat in _seats_of(work, code):
            work.delete(Seat, seat)
        work.delete(Tps, present[code])
    kept = [(row, {"estimated": False}) for code, row in present.items() if code in wanted and row["estimated"]]
    work.update_many(Tps, kept)
    news = [code for code in wanted if code not in present]
    for code in news:
        work.insert(Tps, {**tps_row(election.code, kelurahan, wanted[code], estimated=False), "since": work.today})
        for body in election.seated():
            if body.level == "tps":
                for seat in seat_rows(election, body, code):
                    work.insert(Seat, seat)
    work.touch(tally.codes(election), kelurahan)
    work.detail = {"regular": regular, "special": sorted(special), "added": len(news), "removed": len(gone)}
    return len(news), len(gone)


def _seats_of(work: UnitOfWork, code: str) -> list[dict[str, object]]:
    table = Seat
    rows = work.connection.execute(select(table).where(table.c.election == work.rules.code, table.c.unit == code))
    return [dict(row) for row in rows.mappings()]


def _refuse_used(work: UnitOfWork, gone: Sequence[str]) -> None:
    if not gone:
        return
    held = (
        select(Seat.c.unit)
        .join(Tenure, Tenure.c.seat_id == Seat.c.id)
        .where(Seat.c.election == work.rules.code, Seat.c.unit.in_(gone))
    )
    said = [select(table.c.unit).where(table.c.election == work.rules.code, table.c.unit.in_(gone)) for table in OF_TPS]
    voters = select(Tps.c.code).where(Tps.c.election == work.rules.code, Tps.c.code.in_(gone), Tps.c.dpt.is_not(None))
    used = sorted(set(work.connection.scalars(held.union(*said, voters))))
    if used:
        raise Refused("tps_in_use", units=used)
