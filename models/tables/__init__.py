"""The database's tables, an aggregate a file. Importing this package declares all of them."""

from models.tables.base import METADATA
from models.tables.exchange import Mapping
from models.tables.journal import Journal, JournalUnit
from models.tables.people import Biodata, Call, Paper, Person, Reserve, Seat, Tenure
from models.tables.readiness import Evidence, Report, Tally, TallyDay
from models.tables.territory import Contact, ElectionRow, Region, Tps

__all__ = [
    "METADATA",
    "Biodata",
    "Call",
    "Contact",
    "ElectionRow",
    "Evidence",
    "Journal",
    "JournalUnit",
    "Mapping",
    "Paper",
    "Person",
    "Region",
    "Report",
    "Reserve",
    "Seat",
    "Tally",
    "TallyDay",
    "Tenure",
    "Tps",
]
