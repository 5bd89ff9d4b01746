"""The schema's versions. ``HEAD`` is known without Alembic, which only an upgrade loads."""

from __future__ import annotations

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")
"""Every schema version there ever was, oldest first."""
HEAD = KNOWN[-1]
APPLICATION_ID = 0x53494147
"""``SIAG``: SQLite's application_id, by which a file is known as ours."""
