"""Writes the table of keys in the user's guide, from the one key table of the program. ``make screenshots`` runs it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

GUIDE = Path(__file__).parent / "panduan.md"
BETWEEN = re.compile(r"(<!-- tombol: .*?-->\n).*?(<!-- /tombol -->)", re.DOTALL)


def table() -> str:
    """All keys, in the language of the guide."""
    from screens.presenters.settings import shortcuts

    lines = ["| tombol | perintah | arti | berlaku |", "|---|---|---|---|"]
    for one in shortcuts({}):
        shown = " ".join(f"`{key}`" for key in one.keys.split())
        lines.append(f"| {shown} | {one.name} | {one.meaning} | {one.where} |")
    return "\n".join(lines) + "\n"


def written(guide: str) -> str:
    """The guide with the table as it is now."""
    return BETWEEN.sub(lambda found: found[1] + table() + found[2], guide)


if __name__ == "__main__":
    sys.path.insert(0, str(GUIDE.parents[1]))
    GUIDE.write_text(written(GUIDE.read_text("utf-8")), "utf-8")
