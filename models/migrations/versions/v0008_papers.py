"""Papers kept one by one: which of those that are asked for somebody handed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table without a row: at once, whatever the size."""
    op.create_table(
        "paper",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", WORD, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("number", TEXT),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_paper_person_id")),
        sa.PrimaryKeyConstraint("person_id", "code", name=op.f("pk_paper")),
    )
