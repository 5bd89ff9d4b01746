"""Texts that would do something to a terminal, a spreadsheet or a page, and where they are put into a database."""

from __future__ import annotations

import json
import os
import pwd
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from models.clock import FixedClock
from models.database import Database
from models.rehearsal import build
from models.rehearsal.story import load_story
from models.rules.loader import load_elections, load_region
from models.services import escalation
from models.tables import METADATA
from models.uow import unit_of_work

CONTROLS = "".join(map(chr, [*range(1, 32), *range(127, 160)]))
FORMATS = "\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u2028\u2029" + "".join(
    map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xE0001, 0xE0041, 0xE007F])
)
TEXTS = {
    "controls": CONTROLS,
    "title": "\x1b]0;DIAMBIL\x07\x1b]2;DIAMBIL\x1b\\",
    "clipboard": "\x1b]52;c;cmFoYXNpYQ==\x07\x1b]52;c;?\x07",
    "device": "\x1bP+q544e\x1b\\\x1b[>q\x1b[c\x1b[6n\x1b_x\x1b\\\x1b^y\x1b\\",
    "screen": "\x1b[2J\x1b[H\x1b[?1049l\x1bc\x1b[31m\x1b[8m",
    "eight bits": "\x9b31m\x9d0;DIAMBIL\x9c\x90q\x9c\x84\x85\x8d",
    "directions": FORMATS,
    "override": "\u202eirtuP\u202c\u2067\u2066",
    "accents": "a" + "\u0301\u0336\u0489" * 60,
    "markup": "[@click=app.quit]x[/][bold][/b] [link=http://x]$x {x} %s \\[",
    "page": "<script>alert(1)</script>\"><img src=x onerror='alert(1)'>&amp;",
    "lines": "satu\r\nBEGIN:VEVENT\r\ndua\n\ttiga\x0b\x0c",
    "formula": "=HYPERLINK(\"http://x\";\"klik\")",
    "blank": " \u3000\xa0\u2003 ",
    "wide": "漢字" * 20 + "🇮🇩👩\u200d👩\u200d👧\ufe0f\u20e3",
    "private": "\ue000\U000f0000\u0378\ufff9\ufffa\ufffb",
    "long": "panjang" * 1500,
}  # fmt: skip
"""What a person, a file or another program may put into a text."""
OBEYED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e0fff]"
)
"""What of it no terminal may get; line ends and tabs are not among them."""

CODES = {
    "account.role", "account.scope", "bookmark.election", "bookmark.seen", "commitment.election", "commitment.unit",
    "contact.unit", "contact.role", "contact.outcome", "election.code", "election.rules", "escalation.election",
    "escalation.unit", "escalation.office", "escalation.role", "escalation.indicator", "escalation.state",
    "evidence.election",
    "evidence.unit", "evidence.indicator", "evidence.state", "evidence.kind", "flag.election", "flag.unit",
    "flag.sign", "guard.election", "guard.unit", "guard.pattern", "journal.verb", "journal.election", "journal.unit",
    "journal.detail", "journal.changes", "journal.moves", "journal.body", "journal.previous", "journal.hash",
    "journal_unit.unit", "kit.election", "kit.unit", "kit.step", "mapping.shape", "mapping.columns",
    "meeting.election", "meeting.unit", "meeting.attended", "region.code", "region.parent", "person.name_key",
    "region.name_key", "report.election", "report.area", "report.indicator", "seat.election", "seat.unit",
    "seat.body", "seat.post", "sign_off.election", "sign_off.unit", "sign_off.said", "sign_off.gates",
    "sign_off.waivers", "sign_off.rules", "sign_off.digest", "stock.election", "stock.unit", "stock.good",
    "tally.election", "tally.unit", "tally.counts", "tally_day.election", "tally_day.unit", "tally_day.counts",
    "tps.election", "tps.code", "tps.kelurahan", "biodata.sex", "call.outcome", "neutrality.election",
    "neutrality.unit", "neutrality.kind", "neutrality.state", "neutrality.about", "paper.code", "reserve.election",
    "reserve.body", "reserve.unit", "reserve.state", "biodata.sipol", "biodata.health", "biodata.education",
    "tenure.end_reason",
}  # fmt: skip
"""Columns of text that only the program fills, with codes, digests and structures."""
SAID = {"reference", "name", "decree", "promise", "owner", "purpose", "note", "place", "file", "subject"}
"""What in the facts of a journal entry is free text."""


def columns() -> list[tuple[str, str]]:
    """Every column of free text, in every table there is."""
    return [
        (table.name, column.name)
        for table in METADATA.sorted_tables
        for column in table.c
        if column.type.python_type is str and f"{table.name}.{column.name}" not in CODES
    ]


def database(path: Path) -> Path:
    """A rehearsal in which every register holds something, and every free text is hostile."""
    story = load_story()
    region, elections = load_region(story.region), load_elections(story.elections)
    at = story.opening.replace(tzinfo=region.zone)
    build.build(path, region, list(elections.values()), at=at, seed=1)
    with closing(Database.open(path)) as opened:
        clock, rules, here = FixedClock(at), elections[story.election], "33.71.03"
        with unit_of_work(opened, clock, build.AUTHOR, "escalate", here, rules) as work:
            escalation.ask(work, here, role="camat", subject="Gudang bocor", text="Mohon terpal")
    with closing(sqlite3.connect(path)) as connection, connection:
        poison(connection)
        me = pwd.getpwuid(os.getuid()).pw_name
        accounts = [(me, "admin", None), *((text, "operator", "2024-01-01 00:00:00.000000") for text in TEXTS.values())]
        connection.executemany("INSERT INTO account VALUES (?, ?, 'id', ?, 1)", [(n, r, d) for n, r, d in accounts])
    return path


def poison(connection: sqlite3.Connection, texts: Iterable[str] = TEXTS.values()) -> None:
    """Put one of the texts before whatever is written in a column of free text, row after row in turn; into the facts
    of the journal as well."""
    chosen = list(texts)
    turn = [0]

    def spoiled(value: str | None, most: int | None = None) -> str | None:
        turn[0] += 1
        return None if value is None else (chosen[turn[0] % len(chosen)] + value)[:most]

    def facts(value: str) -> str:
        found: dict[str, Any] = json.loads(value)
        free = {name: spoiled(one) for name, one in found.items() if name in SAID and isinstance(one, str)}
        return json.dumps({**found, **free})

    connection.create_function("spoiled", 2, spoiled)
    connection.create_function("facts", 1, facts)
    for table, column in columns():
        most = getattr(METADATA.tables[table].c[column].type, "length", None)  # a server holds to it
        connection.execute(f'UPDATE "{table}" SET "{column}" = spoiled("{column}", ?)', [most])
    connection.execute("UPDATE journal SET detail = facts(detail)")
