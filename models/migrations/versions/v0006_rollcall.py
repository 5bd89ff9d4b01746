"""The roll-call: what each kecamatan answered, and what was decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

CODE = sa.String(17).with_variant(sa.String(17, collation="C"), "postgresql")
WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table without a row: at once, whatever the size."""
    op.create_table(
        "sign_off",
        sa.Column("election", WORD, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("said", WORD, nullable=False),
        sa.Column("signed", TEXT, nullable=False),
        sa.Column("gates", TEXT, nullable=False),
        sa.Column("waivers", TEXT, nullable=False),
        sa.Column("note", TEXT),
        sa.Column("rules", WORD, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("election", "day", "unit", name=op.f("pk_sign_off")),
    )
