"""Who said, on the days of the roll-call, that their kecamatan is ready, and what was decided on that."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from models.tables.base import CODE, METADATA, MOMENT, TEXT, WORD, version

SignOff = Table(
    "sign_off",
    METADATA,
    Column("election", WORD, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("unit", CODE, primary_key=True),
    Column("said", WORD, nullable=False),
    Column("signed", TEXT, nullable=False),
    Column("gates", TEXT, nullable=False),
    Column("waivers", TEXT, nullable=False),
    Column("note", TEXT),
    Column("rules", WORD, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("by", TEXT, nullable=False),
    version(),
)
"""One answer of a kecamatan (``said``: siap, tidak), or the decision over all that answered below a wider unit
(lanjut, tunda), in the roll-call of H-``day``. ``signed``: who answers for it, JSON ``[[body, post, name]]``;
``gates``: how each gate stood, ``{code: badness}``; ``waivers``: see models.rollcall.Waiver; ``digest``: of what was
shown."""
