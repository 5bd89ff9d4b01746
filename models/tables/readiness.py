"""What is ready: evidence, which areas ever reported, and the tallies that every board reads."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import DAY, MOMENT, Base, Code, Version, Word


class Evidence(Base):
    """What made an item SIAP, or what was last said of it.

    An item is an indicator in a unit; ``slot`` tells several in one unit apart: the seat's id, the number
    of a contact role, or 0. Items about a person belong to the tenure (``tenure_id``), so that a
    replacement starts anew; elsewhere, and for N/A, ``tenure_id`` is 0. ``state`` is siap, klaim,
    belum, unknown or na; ``since`` the day from which it holds.
    """

    __tablename__ = "evidence"
    __table_args__ = (Index("uq_evidence_item", "election", "unit", "indicator", "slot", "tenure_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election: Mapped[Word]
    unit: Mapped[Code]
    indicator: Mapped[Word]
    slot: Mapped[int] = mapped_column(default=0)
    tenure_id: Mapped[int] = mapped_column(default=0)
    state: Mapped[Word]
    reference: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    since: Mapped[date] = mapped_column(DAY)
    recorded_at: Mapped[datetime] = mapped_column(MOMENT)
    recorded_by: Mapped[str] = mapped_column(Text)
    version: Mapped[Version]


class Report(Base):
    """When an area (kelurahan or kecamatan) first and last reported an indicator, even as "nihil"."""

    __tablename__ = "report"

    election: Mapped[Word] = mapped_column(primary_key=True)
    area: Mapped[Code] = mapped_column(primary_key=True)
    indicator: Mapped[Word] = mapped_column(primary_key=True)
    first_at: Mapped[datetime] = mapped_column(MOMENT)
    last_at: Mapped[datetime] = mapped_column(MOMENT)


class _Counts:
    """The columns of models.readiness.Counts."""

    items: Mapped[int]
    na: Mapped[int]
    siap: Mapped[int]
    klaim: Mapped[int]
    belum: Mapped[int]
    open_since: Mapped[date | None] = mapped_column(DAY)
    reported: Mapped[datetime | None] = mapped_column(MOMENT)
    newest: Mapped[datetime | None] = mapped_column(MOMENT)


class Tally(_Counts, Base):
    """The counts of one indicator in one region now. Kept by the unit of work, read by every board.

    ``indicator`` is a code of the election file, or ``@`` and a body's code for its filled seats.
    """

    __tablename__ = "tally"
    __table_args__ = {"sqlite_with_rowid": False}

    election: Mapped[Word] = mapped_column(primary_key=True)
    unit: Mapped[Code] = mapped_column(primary_key=True)
    indicator: Mapped[Word] = mapped_column(primary_key=True)


class TallyDay(_Counts, Base):
    """The same at the end of each day on which it changed: trend, pace and "as of" are lookups."""

    __tablename__ = "tally_day"
    __table_args__ = {"sqlite_with_rowid": False}

    election: Mapped[Word] = mapped_column(primary_key=True)
    unit: Mapped[Code] = mapped_column(primary_key=True)
    indicator: Mapped[Word] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(DAY, primary_key=True)
