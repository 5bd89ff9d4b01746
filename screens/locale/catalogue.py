"""The catalogues' tool: gathers the strings, brings translations up to date, compiles them (``make locale``).

Needs Babel, which is there for development only; the program never imports this module. Strings come from the code
(``_``, ``N_``, ``ngettext``, ``pgettext``) and from the rules, whose names people read.
"""

from __future__ import annotations

import io
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
CODE = ("screens", "tui")
RULES = "models/rules"
KEYWORDS: Any = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
READ = {"appointed_by", "basis", "ballots", "legal", "name", "note", "owner", "pay_basis", "short", "subtitle"}
"""The keys of an election file whose texts reach the screen."""
TRANSLATED = ("en",)
WIDTH = 120
NO_DATE = datetime(2024, 2, 14, tzinfo=UTC)
"""Catalogues carry a date; a fixed one, so that the same strings make the same files."""


def po_file(language: str) -> Path:
    """Where the translations into a language are edited."""
    return Path(__file__).parent / language / "LC_MESSAGES" / "siaga.po"


def gather() -> Catalog:
    """Every string that people may read, with the files it stands in."""
    found = _catalog()
    for name, ident, context in (*_from_code(), *_from_rules()):
        found.add(ident, locations=[(name, 0)], context=context)
    return found


def _catalog(language: str | None = None) -> Catalog:
    header = "# Siaga: what people read. `make locale` gathers the msgids; translate every msgstr."
    return Catalog(
        locale=language,
        header_comment=header,
        project="Siaga",
        version="1",
        msgid_bugs_address="",
        last_translator="The Siaga contributors",
        language_team=language or "",
        creation_date=NO_DATE,
        revision_date=NO_DATE,
        fuzzy=False,
    )


def _from_code() -> Iterator[tuple[str, Any, str | None]]:
    for floor in CODE:
        for file in sorted((ROOT / floor).rglob("*.py")):
            for _line, ident, _comments, context in extract_from_file("python", file, keywords=KEYWORDS):
                yield file.relative_to(ROOT).as_posix(), ident, context


def _from_rules() -> Iterator[tuple[str, Any, None]]:
    for file in sorted((ROOT / RULES).glob("*.toml")):
        tree = tomllib.loads(file.read_text("utf-8"))
        # Elections and eligibility; regions are proper names, sources are references.
        if "polling" in tree or "rules" in tree:
            for text in texts(tree):
                yield file.relative_to(ROOT).as_posix(), text, None


def texts(node: Any, key: str = "") -> Iterator[str]:
    """The texts of an election file that people read, in its order."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from texts(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value, key)
    elif isinstance(node, str) and node and key in READ:
        yield node


# ── Translations ────────────────────────────────────────────────────────────


def read(language: str) -> Catalog:
    """The translations as they stand in the file."""
    file = po_file(language)
    if not file.exists():
        return _catalog(language)
    with file.open("rb") as stream:
        found = read_po(stream, locale=language)
    found.creation_date = found.revision_date = NO_DATE
    return found


def updated(language: str) -> Catalog:
    """The gathered strings with the translations there are; strings that are gone are dropped."""
    known, fresh = read(language), _catalog(language)
    for message in gather():
        if message.id:
            added = fresh.add(message.id, locations=message.locations, context=message.context)
            old = known.get(message.id, message.context)
            if old is not None:
                added.string = old.string
    return fresh


def as_po(catalog: Catalog) -> bytes:
    """The file to edit."""
    stream = io.BytesIO()
    write_po(stream, catalog, width=WIDTH, sort_by_file=True, include_lineno=False)
    return stream.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The file that the program reads: the same bytes for the same translations."""
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """The msgids that have no translation yet."""
    return [str(message.id) for message in catalog if message.id and not all(_strings(message.string))]


def _strings(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ("",))


def main() -> int:
    """Bring every catalogue up to date and compile it; says what is left to translate (then 1)."""
    left = 0
    for language in TRANSLATED:
        catalog = updated(language)
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        po_file(language).write_bytes(as_po(catalog))
        po_file(language).with_suffix(".mo").write_bytes(as_mo(read(language)))
        untranslated = missing(catalog)
        left += len(untranslated)
        sys.stderr.write(f"{language}: {len(catalog)} strings, {len(untranslated)} to translate\n")
        sys.stderr.writelines(f"  {ident}\n" for ident in untranslated)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
