"""Logistics: voters of a TPS, pieces by kind, how far a kit has come, signs of trouble."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

CODE = sa.String(17).with_variant(sa.String(17, collation="C"), "postgresql")
WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column that begins empty and tables without a row: at once, whatever the size."""
    op.add_column("tps", sa.Column("dpt", sa.Integer()))
    op.create_table(
        "stock",
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("good", WORD, nullable=False),
        *(sa.Column(name, sa.Integer()) for name in ("received", "damaged", "counted", "packed", "returned")),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("reference", TEXT),
        _version(),
        sa.PrimaryKeyConstraint("election", "unit", "good", name=op.f("pk_stock")),
    )
    op.create_table(
        "kit",
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("step", WORD, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reference", TEXT),
        sa.Column("receiver", TEXT),
        _version(),
        sa.PrimaryKeyConstraint("election", "unit", name=op.f("pk_kit")),
    )
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("sign", WORD, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("note", TEXT),
        sa.Column("mitigation", TEXT),
        sa.Column("owner", TEXT),
        sa.Column("answered_on", sa.Date()),
        _version(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
    )
    op.create_index("uq_flag_sign", "flag", ["election", "unit", "sign"], unique=True)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)
