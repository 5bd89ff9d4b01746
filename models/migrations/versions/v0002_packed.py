"""One row of tallies a region; indexes for areas of any size; names found by any part of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

CODE = sa.String(17).with_variant(sa.String(17, collation="C"), "postgresql")
WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LEVELS = {2: 1, 5: 2, 8: 3, 13: 4, 17: 5}
"""Characters of a code -> its level; the nation (``id``) has level 0."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Pack the tallies, then make the indexes."""
    _pack()
    op.create_index(op.f("ix_region_level_code_name"), "region", ["level", "code", "name"])
    op.create_index(op.f("ix_region_name_key"), "region", ["name_key"])
    op.create_index(op.f("ix_tenure_seat_id"), "tenure", ["seat_id"])
    op.create_index(op.f("ix_journal_actor_seq"), "journal", ["actor", "seq"])
    op.create_index(
        "ix_tps_estimated",
        "tps",
        ["election", "code"],
        sqlite_where=sa.text("estimated = 1"),  # in the words of the query, or it is not used
        postgresql_where=sa.text("estimated"),
    )
    if op.get_context().dialect.name == "sqlite":
        _search_sqlite()
    else:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX person_trgm ON person USING gin (name_key gin_trgm_ops)")
        # A board reads whole tallies: they stay in their row instead of being moved out and compressed.
        op.execute("ALTER TABLE tally SET (toast_tuple_target = 8160)")
        op.execute("ALTER TABLE tally_day SET (toast_tuple_target = 8160)")


def _pack() -> None:
    op.rename_table("tally", "tally_1")
    op.rename_table("tally_day", "tally_day_1")
    if op.get_context().dialect.name == "postgresql":  # there the names of indexes are taken
        op.execute("ALTER INDEX pk_tally RENAME TO pk_tally_1")
        op.execute("ALTER INDEX pk_tally_day RENAME TO pk_tally_day_1")
    now = op.create_table(
        "tally",
        sa.Column("election", WORD, nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("counts", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("election", "level", "unit", name=op.f("pk_tally")),
    )
    days = op.create_table(
        "tally_day",
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("election", "unit", "day", name=op.f("pk_tally_day")),
    )
    connection = op.get_bind()
    was = connection.execute(sa.text("SELECT election, unit, indicator, NULL, * FROM tally_1 ORDER BY 1, 2")).all()
    if was:
        packed = [
            {"election": election, "level": LEVELS.get(len(unit), 0) if unit != "id" else 0, "unit": unit, "counts": c}
            for election, unit, _, c in _packed(was, 3)
        ]
        connection.execute(sa.insert(now), packed)
    booked = connection.execute(
        sa.text("SELECT election, unit, indicator, day, * FROM tally_day_1 ORDER BY 1, 2, 4, 3")
    ).all()
    if booked:
        connection.execute(
            sa.insert(days).values(day=sa.bindparam("day", type_=sa.String())),
            [{"election": e, "unit": u, "day": day, "counts": c} for e, u, day, c in _packed(booked, 4)],
        )
    op.drop_table("tally_1")
    op.drop_table("tally_day_1")


def _packed(rows: Iterable[Any], keys: int) -> Iterator[tuple[str, str, Any, str]]:
    """(election, unit, day, counts): on each day what changed then, over what stood before."""
    for (election, unit), here in groupby(rows, key=lambda row: (row[0], row[1])):
        counts: dict[str, list[Any]] = {}
        for day, changed in groupby(here, key=lambda row: row[3]):
            for row in changed:
                counts[row[2]] = [_plain(value) for value in row[4 + keys :]]
            yield election, unit, day, json.dumps(counts, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Counts as they are; SQLite's moments ("2024-01-31 20:00:00.000000") in ISO form."""
    return value.replace(" ", "T") if isinstance(value, str) else value


def _search_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE person_fts USING"
        " fts5(name_key, content='person', content_rowid='id', tokenize='trigram', detail='none')"
    )
    op.execute("INSERT INTO person_fts (person_fts) VALUES ('rebuild')")
    gone = "INSERT INTO person_fts (person_fts, rowid, name_key) VALUES ('delete', old.id, old.name_key)"
    come = "INSERT INTO person_fts (rowid, name_key) VALUES (new.id, new.name_key)"
    op.execute(f"CREATE TRIGGER person_fts_insert AFTER INSERT ON person BEGIN {come}; END")
    op.execute(f"CREATE TRIGGER person_fts_delete AFTER DELETE ON person BEGIN {gone}; END")
    op.execute(f"CREATE TRIGGER person_fts_update AFTER UPDATE OF name_key ON person BEGIN {gone}; {come}; END")
