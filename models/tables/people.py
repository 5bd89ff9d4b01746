"""Who: seats, which exist whether filled or not, people, and the tenures that bring both together."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import DAY, Base, Code, Version, Word


class Seat(Base):
    """One post in one body of one unit. ``rank`` orders the seats of a unit: body, post, ordinal.

    ``tenure_id`` is the open tenure (None: empty); ``open_since`` the day on which the seat fell empty
    (None: it was never filled, or it is filled now).
    """

    __tablename__ = "seat"
    __table_args__ = (Index("uq_seat_place", "election", "unit", "rank", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election: Mapped[Word]
    unit: Mapped[Code]
    rank: Mapped[int]
    body: Mapped[Word]
    post: Mapped[Word]
    ordinal: Mapped[int]
    tenure_id: Mapped[int | None]
    open_since: Mapped[date | None] = mapped_column(DAY)
    version: Mapped[Version]


class Person(Base):
    """Somebody, once, whatever seats they hold. ``name_key`` is the name as it is sorted and searched."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "name_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)
    asn: Mapped[bool] = mapped_column(default=False)
    version: Mapped[Version]


class Tenure(Base):
    """A person in a seat from a day to a day (``end_on`` None: still there), by a numbered decree (SK)."""

    __tablename__ = "tenure"
    __table_args__ = (
        Index("uq_tenure_open", "seat_id", unique=True, sqlite_where=text("end_on IS NULL")),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    start_on: Mapped[date] = mapped_column(DAY)
    end_on: Mapped[date | None] = mapped_column(DAY)
    decree: Mapped[str | None] = mapped_column(Text)
    end_reason: Mapped[Word | None]
    version: Mapped[Version]
