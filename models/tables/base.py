"""What all tables share: one registry and names for constraints that migrations can refer to."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import Date, DateTime, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

Code = Annotated[str, mapped_column(String(17))]
"""A unit code, at the longest that of a TPS."""
Word = Annotated[str, mapped_column(String(32))]
"""A short code from an election file: election, body, post, indicator, role."""
Version = Annotated[int, mapped_column(default=1, server_default="1")]
"""Grows by one with every change of the row: what a screen read is compared with what stands there now."""


class Base(DeclarativeBase):
    """The declarative base. Dates are calendar days; moments are UTC without a zone (models.clock.stored)."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
        }
    )


DAY, MOMENT = Date(), DateTime()
