"""Working together: test calls to offices, meetings, commitments, patterns of security, cases of neutrality."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

CODE = sa.String(17).with_variant(sa.String(17, collation="C"), "postgresql")
WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns that begin empty and tables without a row: at once, whatever the size."""
    op.add_column("contact", sa.Column("called_at", sa.DateTime()))
    op.add_column("contact", sa.Column("outcome", WORD))
    op.add_column("contact", sa.Column("answered_at", sa.DateTime()))
    _meeting()
    _commitment()
    op.create_table(
        "guard",
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("pattern", WORD, nullable=False),
        _version(),
        sa.PrimaryKeyConstraint("election", "unit", name=op.f("pk_guard")),
    )
    _neutrality()


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)


def _meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", TEXT),
        sa.Column("attended", TEXT, nullable=False),
        sa.Column("minutes", TEXT),
        _version(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_election_held_on_unit"), "meeting", ["election", "held_on", "unit"])


def _commitment() -> None:
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("promise", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date()),
        _version(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index(
        "ix_commitment_open",
        "commitment",
        ["election", "due_on", "unit"],
        sqlite_where=sa.text("done_on IS NULL"),
        postgresql_where=sa.text("done_on IS NULL"),
    )
    op.create_index(op.f("ix_commitment_election_unit"), "commitment", ["election", "unit"])


def _neutrality() -> None:
    op.create_table(
        "neutrality",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("about", TEXT),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("handler", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("note", TEXT),
        _version(),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_neutrality_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neutrality")),
    )
    op.create_index(op.f("ix_neutrality_election_reported_on_unit"), "neutrality", ["election", "reported_on", "unit"])
    op.create_index(op.f("ix_neutrality_person_id"), "neutrality", ["person_id"])
