"""The staffing register: somebody's card, who may follow in a seat, which seats are shaky, who sits in two, and who
comes to a ceremony. Rows are frozen; what is personal stands in them as it is known, and screens mask it."""

from models.queries.register.ceremony import Attendee, gathering
from models.queries.register.doubles import Double, doubles
from models.queries.register.heirs import Heir, Heirs, heirs
from models.queries.register.judging import candidates, findings, held, papers_asked
from models.queries.register.known import Namesake, namesakes
from models.queries.register.risk import Reason, Risk, Risks, risky
from models.queries.register.rows import (
    Biodata,
    CallRow,
    Card,
    PaperRow,
    Proof,
    ReserveRow,
    TenureRow,
    card,
    of_seat,
    of_seat_ever,
    reserves,
)
from models.queries.register.women import Share, shares, women_share

__all__ = [
    "Attendee", "Biodata", "CallRow", "Card", "Double", "Heir", "Heirs", "Namesake", "PaperRow", "Proof", "Reason",
    "ReserveRow", "Risk", "Risks", "Share", "TenureRow", "candidates", "card", "doubles", "findings", "gathering",
    "heirs", "held", "namesakes", "of_seat", "of_seat_ever", "papers_asked", "reserves", "risky", "shares",
    "women_share",
]  # fmt: skip
