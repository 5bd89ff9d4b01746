"""The user's guide says what the program does."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from screens.key_table import KEYS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_keys_in_the_guide_are_those_of_the_program() -> None:
    guide = (DOCS / "panduan.md").read_text("utf-8")
    assert guide == runpy.run_path(str(DOCS / "key_table.py"))["written"](guide), "run `make screenshots`"
    assert guide.partition("<!-- tombol:")[2].count("\n| `") == len({key.id for key in KEYS})


def test_the_pictures_in_the_guide_are_there() -> None:
    guide = (DOCS / "panduan.md").read_text("utf-8")
    pictures = re.findall(r"\]\((\w+\.svg)\)", guide)
    assert pictures
    assert [name for name in pictures if not (DOCS / name).is_file()] == []
