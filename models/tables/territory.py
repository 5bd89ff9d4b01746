"""Where: regions, the elections set up in this database, their TPS, and the people to call."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import DAY, Base, Code, Version, Word


class Region(Base):
    """A node of the official tree that this database serves; the topmost ones have no parent here."""

    __tablename__ = "region"
    __table_args__ = (Index(None, "parent", "code"),)

    code: Mapped[Code] = mapped_column(primary_key=True)
    parent: Mapped[Code | None]
    level: Mapped[int]
    name: Mapped[str] = mapped_column(Text)


class ElectionRow(Base):
    """An election set up here. What it is stands in its file; ``rules`` tells which version set it up."""

    __tablename__ = "election"

    code: Mapped[Word] = mapped_column(primary_key=True)
    rules: Mapped[Word]


class Tps(Base):
    """A polling station of one election. ``estimated``: its kelurahan's number is apportioned, not counted."""

    __tablename__ = "tps"
    __table_args__ = (Index(None, "election", "kelurahan"),)

    election: Mapped[Word] = mapped_column(primary_key=True)
    code: Mapped[Code] = mapped_column(primary_key=True)
    kelurahan: Mapped[Code]
    number: Mapped[int]
    special: Mapped[bool] = mapped_column(default=False)
    estimated: Mapped[bool] = mapped_column(default=False)
    since: Mapped[date | None] = mapped_column(DAY)
    version: Mapped[Version]


class Contact(Base):
    """Whom a kecamatan calls: one row a role (Camat, Danramil, Kapolsek, Linmas). Personal data."""

    __tablename__ = "contact"

    unit: Mapped[Code] = mapped_column(primary_key=True)
    role: Mapped[Word] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    version: Mapped[Version]
