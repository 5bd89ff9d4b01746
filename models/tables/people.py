"""Who: seats, which exist whether filled or not, people, the tenures that join them, and who waits for one."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, text

from models.tables.base import CODE, DAY, METADATA, MOMENT, TEXT, WORD, number, version

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
    Column("erased_on", DAY),
    Index(None, "name_key"),
)
"""Somebody, once, whatever seats they hold. ``name_key`` is the name as it is sorted and searched; for parts of it
there is a trigram index beside (models.search_index). ``erased_on``: since when nothing is known of them but the seats
that they held (models.services.retention)."""

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
    Column("decree_on", DAY),
    Column("sworn_on", DAY),
    Column("sworn_at", TEXT),
    Column("witness", TEXT),
    Column("replaces", Integer),
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
"""A person in a seat from a day to a day (``end_on`` None: still there), by a numbered decree (SK).

Its life shows in its columns: proposed until there is a ``decree``, sworn in since ``sworn_on`` (``sworn_at``: the
place; ``witness``: who took the oath), ended on ``end_on``. ``replaces``: the tenure it follows (PAW)."""

Biodata = Table(
    "biodata",
    METADATA,
    Column("person_id", Integer, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("nik", WORD),
    Column("nik15", WORD),
    Column("sex", WORD),
    Column("born_on", DAY),
    Column("born_in", TEXT),
    Column("phone", TEXT),
    Column("address", TEXT),
    Column("rt", WORD),
    Column("rw", WORD),
    Column("domicile", CODE),
    Column("education", WORD),
    Column("occupation", TEXT),
    Column("spouse_id", Integer),
    Column("sipol", WORD),
    Column("sipol_reference", TEXT),
    Column("health", WORD),
    Column("health_until", DAY),
    version(),
    Index(None, "nik15"),
    Index(None, "phone"),
)
"""What is known of a person beyond the name; a row only where something is. Personal data: shown masked (UU 27/2022).

``nik``: 16 digits, only where all are trusted; ``nik15``: its first 15, also of a number that a spreadsheet cut off.
``sex``: L or P. ``phone``: E.164 (``+62…``). ``domicile``: code of the kelurahan of the KTP. ``education``: sd, smp,
sma, d1…d4, s1, s2, s3. ``spouse_id``: a person here. ``sipol`` (party rolls): bersih, tercatat, klarifikasi, selesai,
ditolak. ``health`` (the letter's, never a value or diagnosis): sehat, tindak_lanjut, tidak; until ``health_until``."""

Paper = Table(
    "paper",
    METADATA,
    Column("person_id", Integer, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("code", WORD, primary_key=True),
    Column("received_on", DAY, nullable=False),
    Column("number", TEXT),
    version(),
)
"""A paper that somebody handed in; there is no row of one that is missing. ``code``: of the papers that the rules ask
for (rules/eligibility.toml); ``number``: what it says of itself, where it does."""

Reserve = Table(
    "reserve",
    METADATA,
    number(),
    Column("election", WORD, nullable=False),
    Column("body", WORD, nullable=False),
    Column("unit", CODE, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("state", WORD, nullable=False),
    Column("note", TEXT),
    version(),
    Index(None, "election", "unit", "body", "rank"),
    Index(None, "person_id"),
)
"""Who may follow in a body of a unit (KPPS: of the kelurahan), by ``rank``. ``state``: menunggu, diangkat, mundur or
gugur."""

Call = Table(
    "call",
    METADATA,
    number(),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("by", TEXT, nullable=False),
    Column("outcome", WORD, nullable=False),
    Column("note", TEXT),
    version(),
    Index(None, "person_id", "at"),
)
"""Somebody was called: ``outcome`` is dijawab, tak_angkat, salah_nomor, or beres (what was shaky is settled)."""
