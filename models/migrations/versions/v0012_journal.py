"""The journal by kind of change and by moment; when somebody's personal data were erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column that begins empty, and two indexes."""
    op.add_column("person", sa.Column("erased_on", sa.Date()))
    op.create_index(op.f("ix_journal_verb_seq"), "journal", ["verb", "seq"])
    op.create_index(op.f("ix_journal_at_seq"), "journal", ["at", "seq"])
