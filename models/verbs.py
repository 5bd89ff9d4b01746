"""The verbs of the journal by kind: what somebody looks for who asks what changed."""

from __future__ import annotations

KINDS: dict[str, tuple[str, ...]] = {
    "personel": (
        "appoint", "appoint_many", "decree", "end", "end_many", "swear", "replace", "ceremony", "reserve",
        "reserve_move", "reserve_end", "call", "biodata", "papers",
    ),
    "kesiapan": ("evidence", "withdraw", "include", "exclude", "nihil", "confirm"),
    "panggilan": ("rollcall", "rollcall_decide"),
    "impor": ("import", "mapping"),
    "logistik": ("dpt", "stock", "kit", "flag", "mitigate", "flag_end"),
    "sinergi": (
        "contact", "contact_call", "meeting", "commitment", "commitment_done", "pattern", "case", "escalate",
        "escalation_answered", "escalation_cancel", "escalation_climb",
    ),
    "wilayah": ("setup", "upgrade", "restore", "tps", "edition"),
    "akun": ("account",),
    "privasi": ("unmask", "export", "erase", "erase_journal"),
    "urung": ("undo",),
}  # fmt: skip
"""Every verb that is written stands in one of them (tested)."""
