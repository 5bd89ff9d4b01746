"""Goods of polling: how many of a kind a TPS or a store has, how far a TPS's kit has come; what makes a TPS shaky."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from models.tables.base import CODE, DAY, METADATA, TEXT, WORD, number, version

Stock = Table(
    "stock",
    METADATA,
    Column("election", WORD, primary_key=True),
    Column("unit", CODE, primary_key=True),
    Column("good", WORD, primary_key=True),
    Column("received", Integer),
    Column("damaged", Integer),
    Column("counted", Integer),
    Column("packed", Integer),
    Column("returned", Integer),
    Column("said_on", DAY, nullable=False),
    Column("reference", TEXT),
    version(),
)
"""Pieces of one kind of goods in a unit: a TPS, or the store of a kecamatan (of which only the first two are said).

Each number is the last one said, None where nobody said any. ``damaged`` are among those received, ``counted`` the good
ones that were counted for the TPS, ``packed`` those in its kit. ``said_on``: the day it was last said; ``reference``:
the paper.
"""

Kit = Table(
    "kit",
    METADATA,
    Column("election", WORD, primary_key=True),
    Column("unit", CODE, primary_key=True),
    Column("step", WORD, nullable=False),
    Column("since", DAY, nullable=False),
    Column("reference", TEXT),
    Column("receiver", TEXT),
    version(),
)
"""How far the kit of a TPS has come: ``step`` is packed, ppk, pps, tps or returned (models.rules.schema.Step).

``reference``: the receipt's number, ``receiver``: who signed it."""

Flag = Table(
    "flag",
    METADATA,
    number(),
    Column("election", WORD, nullable=False),
    Column("unit", CODE, nullable=False),
    Column("sign", WORD, nullable=False),
    Column("since", DAY, nullable=False),
    Column("note", TEXT),
    Column("mitigation", TEXT),
    Column("owner", TEXT),
    Column("answered_on", DAY),
    version(),
    Index("uq_flag_sign", "election", "unit", "sign", unique=True),
)
"""A TPS shows a sign of trouble (models.rules.schema.Sign) since a day. Open until ``answered_on``, the day from which
its ``mitigation`` holds, which ``owner`` sees to."""
