"""The database's tables, an aggregate a file. Importing this package declares all of them."""

from models.tables.accounts import Account
from models.tables.base import METADATA
from models.tables.exchange import Mapping
from models.tables.journal import Journal, JournalUnit
from models.tables.people import Biodata, Call, Paper, Person, Reserve, Seat, Tenure
from models.tables.readiness import Evidence, Report, Tally, TallyDay
from models.tables.rollcall import SignOff
from models.tables.synergy import Commitment, Guard, Meeting, Neutrality
from models.tables.territory import Contact, ElectionRow, Region, Tps

__all__ = [
    "METADATA",
    "Account",
    "Biodata",
    "Call",
    "Commitment",
    "Contact",
    "ElectionRow",
    "Evidence",
    "Guard",
    "Journal",
    "JournalUnit",
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
    "Tally",
    "TallyDay",
    "Tenure",
    "Tps",
]
