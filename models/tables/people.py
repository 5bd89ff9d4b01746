"""Who: seats, which exist whether filled or not, people, and the tenures that bring both together."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, text

from models.tables.base import CODE, DAY, METADATA, TEXT, WORD, number, version

Seat = Table(
    "seat",
    METADATA,
    number(),
    Column("election", WORD, nullable=False),
    Column("unit", CODE, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("body", WORD, nullable=False),
    Column("post", WORD, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("tenure_id", Integer),
    Column("open_since", DAY),
    version(),
    Index("uq_seat_place", "election", "unit", "rank", unique=True),
)
"""One post in one body of one unit. ``rank`` orders the seats of a unit: body, post, ordinal.

``tenure_id`` is the open tenure (None: empty); ``open_since`` the day on which the seat last fell empty
(None: it never did): what its holder still lacks is open since then."""

Person = Table(
    "person",
    METADATA,
    number(),
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False),
    Column("asn", Boolean, nullable=False, default=False),
    version(),
    Index(None, "name_key"),
)
"""Somebody, once, whatever seats they hold. ``name_key`` is the name as it is sorted and searched; for parts of it
there is a trigram index beside (models.search_index)."""

Tenure = Table(
    "tenure",
    METADATA,
    number(),
    Column("seat_id", Integer, ForeignKey("seat.id"), nullable=False),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("start_on", DAY, nullable=False),
    Column("end_on", DAY),
    Column("decree", TEXT),
    Column("end_reason", WORD),
    version(),
    Index(
        "uq_tenure_open",
        "seat_id",
        unique=True,
        sqlite_where=text("end_on IS NULL"),
        postgresql_where=text("end_on IS NULL"),
    ),
    Index(None, "person_id"),
    Index(None, "seat_id"),
)
"""A person in a seat from a day to a day (``end_on`` None: still there), by a numbered decree (SK)."""
