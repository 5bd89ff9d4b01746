"""The first schema."""

import sqlalchemy as sa
from alembic import op

CODE = sa.String(17).with_variant(sa.String(17, collation="C"), "postgresql")
WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    _territory()
    _people()
    _evidence()
    _tallies()
    _journal()


def _territory() -> None:
    op.create_table(
        "contact",
        sa.Column("unit", CODE, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("unit", "role", name=op.f("pk_contact")),
    )
    op.create_table(
        "election",
        sa.Column("code", WORD, nullable=False),
        sa.Column("rules", WORD, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_election")),
    )
    op.create_table(
        "region",
        sa.Column("code", CODE, nullable=False),
        sa.Column("parent", CODE, nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_index(op.f("ix_region_parent_code"), "region", ["parent", "code"], unique=False)
    op.create_table(
        "tps",
        sa.Column("election", WORD, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("kelurahan", CODE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("special", sa.Boolean(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("election", "code", name=op.f("pk_tps")),
    )
    op.create_index(op.f("ix_tps_election_kelurahan"), "tps", ["election", "kelurahan"], unique=False)


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("asn", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_name_key"), "person", ["name_key"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("body", WORD, nullable=False),
        sa.Column("post", WORD, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("tenure_id", sa.Integer(), nullable=True),
        sa.Column("open_since", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    )
    op.create_index("uq_seat_place", "seat", ["election", "unit", "rank"], unique=True)
    op.create_table(
        "tenure",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("decree", TEXT, nullable=True),
        sa.Column("end_reason", WORD, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tenure_person_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_tenure_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenure")),
    )
    op.create_index(op.f("ix_tenure_person_id"), "tenure", ["person_id"], unique=False)
    current = sa.text("end_on IS NULL")
    op.create_index(
        "uq_tenure_open", "tenure", ["seat_id"], unique=True, sqlite_where=current, postgresql_where=current
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("indicator", WORD, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("tenure_id", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("reference", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("uq_evidence_item", "evidence", ["election", "unit", "indicator", "slot", "tenure_id"], unique=True)
    op.create_table(
        "report",
        sa.Column("election", WORD, nullable=False),
        sa.Column("area", CODE, nullable=False),
        sa.Column("indicator", WORD, nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("election", "area", "indicator", name=op.f("pk_report")),
    )


def _tallies() -> None:
    op.create_table(
        "tally",
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("indicator", WORD, nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("na", sa.Integer(), nullable=False),
        sa.Column("siap", sa.Integer(), nullable=False),
        sa.Column("klaim", sa.Integer(), nullable=False),
        sa.Column("belum", sa.Integer(), nullable=False),
        sa.Column("open_since", sa.Date(), nullable=True),
        sa.Column("reported", sa.DateTime(), nullable=True),
        sa.Column("newest", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("election", "unit", "indicator", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally_day",
        sa.Column("election", WORD, nullable=False),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("indicator", WORD, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("na", sa.Integer(), nullable=False),
        sa.Column("siap", sa.Integer(), nullable=False),
        sa.Column("klaim", sa.Integer(), nullable=False),
        sa.Column("belum", sa.Integer(), nullable=False),
        sa.Column("open_since", sa.Date(), nullable=True),
        sa.Column("reported", sa.DateTime(), nullable=True),
        sa.Column("newest", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("election", "unit", "indicator", "day", name=op.f("pk_tally_day")),
        sqlite_with_rowid=False,
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("verb", WORD, nullable=False),
        sa.Column("election", WORD, nullable=True),
        sa.Column("unit", CODE, nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("changes", TEXT, nullable=False),
        sa.Column("moves", TEXT, nullable=False),
        sa.Column("body", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_journal_undoes"), "journal", ["undoes"], unique=False)
    op.create_table(
        "journal_unit",
        sa.Column("unit", CODE, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "seq", name=op.f("pk_journal_unit")),
        sqlite_with_rowid=False,
    )

    # ### end Alembic commands ###
