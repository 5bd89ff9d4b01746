"""Where a database is: the path of a file, or the URL of a server.

Settings and start-up ask here, so nothing of either engine is loaded for the answer.
"""

from __future__ import annotations

import re
from pathlib import Path

Where = Path | str
"""A path, or a text that begins with ``postgresql``: ``postgresql+psycopg://role@host:port/database``."""
URL = r"^postgresql(\+psycopg)?://\S+$"
"""What a server's URL looks like. libpq's own spelling, without the driver, is taken too."""

_USER = re.compile(r"(?<=://)([^/?#@:]*):.*@", re.DOTALL)
_HOST = re.compile(r"[?&]host=([^&]*)", re.IGNORECASE)
_SECRET = re.compile(r"([?&][^=&]*password)=[^&]*", re.IGNORECASE)


def is_url(where: Where) -> bool:
    """Whether a server is meant."""
    return isinstance(where, str) and where.startswith("postgresql")


def servers(where: str) -> str:
    """The servers of a URL, as people speak of them: ``db.kpu.example``, or ``a:5432, b:5432``."""
    named = [one for one in _HOST.findall(where) if one]
    inside = where.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return ", ".join(named) or inside or "localhost"


def shown(where: Where) -> str:
    """As people, logs and errors may have it: a URL loses its passwords."""
    text = str(where)
    return _SECRET.sub(r"\1=***", _USER.sub(r"\1:***@", text)) if is_url(text) else text
