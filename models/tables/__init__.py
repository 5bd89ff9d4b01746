"""The database's tables, an aggregate a file. Importing this package declares all of them."""

from models.tables.base import METADATA
from models.tables.journal import Journal, JournalUnit
from models.tables.people import Person, Seat, Tenure
from models.tables.readiness import Evidence, Report, Tally, TallyDay
from models.tables.territory import Contact, ElectionRow, Region, Tps

__all__ = [
    "METADATA",
    "Contact",
    "ElectionRow",
    "Evidence",
    "Journal",
    "JournalUnit",
    "Person",
    "Region",
    "Report",
    "Seat",
    "Tally",
    "TallyDay",
    "Tenure",
    "Tps",
]
