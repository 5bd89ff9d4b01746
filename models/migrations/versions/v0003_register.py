"""The staffing register: what is known of people, the life of a tenure, reserves, calls, and how files are read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

CODE = sa.String(17).with_variant(sa.String(17, collation="C"), "postgresql")
WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns that begin empty and tables without a row: at once, whatever the size."""
    for name, kind in (("decree_on", sa.Date()), ("sworn_on", sa.Date()), ("sworn_at", TEXT), ("witness", TEXT)):
        op.add_column("tenure", sa.Column(name, kind))
    op.add_column("tenure", sa.Column("replaces", sa.Integer()))
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE INDEX region_trgm ON region USING gin (name_key gin_trgm_ops)")
    _biodata()
    _reserve()
    _call()
    op.create_table(
        "mapping",
        sa.Column("shape", sa.String(64), nullable=False),
        sa.Column("columns", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _version(),
        sa.PrimaryKeyConstraint("shape", name=op.f("pk_mapping")),
    )


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id"))


def _biodata() -> None:
    op.create_table(
        "biodata",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nik", WORD),
        sa.Column("nik15", WORD),
        sa.Column("sex", WORD),
        sa.Column("born_on", sa.Date()),
        sa.Column("born_in", TEXT),
        sa.Column("phone", TEXT),
        sa.Column("address", TEXT),
        sa.Column("rt", WORD),
        sa.Column("rw", WORD),
        sa.Column("domicile", CODE),
        sa.Column("education", WORD),
        sa.Column("occupation", TEXT),
        sa.Column("spouse_id", sa.Integer()),
        sa.Column("sipol", WORD),
        sa.Column("sipol_reference", TEXT),
        sa.Column("health", WORD),
        sa.Column("health_until", sa.Date()),
        _version(),
        _person("biodata"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_biodata")),
    )
    op.create_index(op.f("ix_biodata_nik15"), "biodata", ["nik15"])
    op.create_index(op.f("ix_biodata_phone"), "biodata", ["phone"])


def _reserve() -> None:
    op.create_table(
        "reserve",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("election", WORD, nullable=False),
        sa.Column("body", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("note", TEXT),
        _version(),
        _person("reserve"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserve")),
    )
    op.create_index(op.f("ix_reserve_election_unit_body_rank"), "reserve", ["election", "unit", "body", "rank"])
    op.create_index(op.f("ix_reserve_person_id"), "reserve", ["person_id"])


def _call() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("outcome", WORD, nullable=False),
        sa.Column("note", TEXT),
        _version(),
        _person("call"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index(op.f("ix_call_person_id_at"), "call", ["person_id", "at"])
