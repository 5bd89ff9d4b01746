"""Help that is asked for of an office, with the clock that runs until it answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

CODE = sa.String(17).with_variant(sa.String(17, collation="C"), "postgresql")
WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table without a row: at once, whatever the size."""
    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("office", CODE, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("indicator", WORD),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", TEXT, nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("closed_at", sa.DateTime()),
        sa.Column("closed_by", TEXT),
        sa.Column("reason", TEXT),
        sa.Column("follows", sa.Integer()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["follows"], ["escalation.id"], name=op.f("fk_escalation_follows")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    op.create_index(
        "ix_escalation_open",
        "escalation",
        ["election", "due_at", "unit"],
        sqlite_where=sa.text("state = 'menunggu'"),
        postgresql_where=sa.text("state = 'menunggu'"),
    )
    op.create_index(op.f("ix_escalation_election_unit"), "escalation", ["election", "unit"])
    op.create_index(op.f("ix_escalation_follows"), "escalation", ["follows"])
