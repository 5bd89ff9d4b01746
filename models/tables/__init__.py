"""The database's tables, an aggregate a file. Importing this package declares all of them."""

from models.tables.accounts import Account
from models.tables.base import METADATA
from models.tables.escalation import Escalation
from models.tables.exchange import Mapping
from models.tables.journal import Journal, JournalUnit
from models.tables.logistics import Flag, Kit, Stock
from models.tables.people import Biodata, Call, Paper, Person, Reserve, Seat, Tenure
from models.tables.readiness import Evidence, Report, Tally, TallyDay
from models.tables.rollcall import SignOff
from models.tables.synergy import Commitment, Guard, Meeting, Neutrality
from models.tables.territory import Contact, ElectionRow, Region, Tps
from models.tables.together import Bookmark

OF_TPS = (Evidence, Stock, Kit, Flag, Escalation)
"""Tables whose rows say something of a TPS by its election and code (``unit``): it cannot go while any does."""

__all__ = [
    "METADATA",
    "OF_TPS",
    "Account",
    "Biodata",
    "Bookmark",
    "Call",
    "Commitment",
    "Contact",
    "ElectionRow",
    "Escalation",
    "Evidence",
    "Flag",
    "Guard",
    "Journal",
    "JournalUnit",
    "Kit",
    "Mapping",
    "Meeting",
    "Neutrality",
    "Paper",
    "Person",
    "Region",
    "Report",
    "Reserve",
    "Seat",
    "SignOff",
    "Stock",
    "Tally",
    "TallyDay",
    "Tenure",
    "Tps",
]
