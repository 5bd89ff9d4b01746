"""Of which kind a piece of evidence is: a decree, minutes, a receipt, an attendance list, a photo, a witness."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column that begins empty: at once, whatever the size."""
    op.add_column("evidence", sa.Column("kind", WORD))
