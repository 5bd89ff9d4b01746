"""The chain: nothing in it can be altered or taken out unseen."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from models import journal, queries
from models.journal import START, digest
from tests.models.town import BAYU, KECAMATAN, KELURAHAN, KOTA, SECOND, THIRD, TPS, Town, stir


def broken(town: Town) -> list[tuple[int, str]]:
    with town.database.read() as connection:
        return list(journal.broken(connection))


def tamper(town: Town, statement: str) -> None:
    with town.database.begin_write() as connection:
        assert connection.execute(text(statement)).rowcount


def test_the_chain_holds_after_anything(town: Town) -> None:
    stir(town, 3, 40)
    assert broken(town) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE journal SET actor = 'orang lain' WHERE seq = 3", [(3, "hash")]),
        ("UPDATE journal SET verb = 'x' WHERE seq = 3", [(3, "hash")]),
        ("UPDATE journal SET at = '2024-01-01 00:00:00.000000' WHERE seq = 3", [(3, "hash")]),
        ("UPDATE journal SET unit = '33.71' WHERE seq = 3", [(3, "hash")]),
        ("UPDATE journal SET moves = '[]' WHERE seq = 3", [(3, "hash")]),
        ("UPDATE journal SET detail = '{}' WHERE seq = 3", [(3, "body")]),
        ("UPDATE journal SET changes = '[]' WHERE seq = 3", [(3, "body")]),
        ("UPDATE journal SET hash = 'x' WHERE seq = 3", [(3, "hash"), (4, "previous")]),
        ("DELETE FROM journal WHERE seq = 3", [(4, "gap"), (4, "previous")]),
        ("DELETE FROM journal WHERE seq = 1", [(2, "gap"), (2, "previous")]),
    ],
)
def test_what_was_done_to_it_shows(town: Town, statement: str, expected: list[tuple[int, str]]) -> None:
    for code in ("L1", "L2", "T1"):
        town.area(code, TPS)
    assert broken(town) == []
    tamper(town, statement)
    assert broken(town) == expected


def test_digests_frame_their_parts() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("") != digest("", "")
    assert len(START) == len(digest("x"))


def test_activity_is_newest_first_and_paged_by_unit(town: Town) -> None:
    for code in ("L1", "L2", "T1", "K3", "S1"):
        town.area(code, KELURAHAN, BAYU)
        town.area(code, THIRD)
    with town.database.read() as connection:

        def entries(unit: str, **more: int) -> list[int]:
            return [row.seq for row in queries.activity.entries(connection, unit, **{"limit": 3, **more})]

        assert entries(KOTA) == [11, 10, 9]
        assert entries(KOTA, before=9) == [8, 7, 6]
        assert entries(KOTA, after=6) == [9, 8, 7]
        assert entries(KELURAHAN, limit=9) == [10, 8, 6, 4, 2]
        assert entries(KECAMATAN, limit=9) == entries(KELURAHAN, limit=9)
        assert entries(SECOND) == []
        assert entries(KOTA, before=1) == []


def test_activity_says_what_was_undone(town: Town) -> None:
    town.area("L2", KELURAHAN)
    town.undo()
    with town.database.read() as connection:
        undo, area, _ = queries.activity.entries(connection, KOTA, limit=5)
    assert (undo.verb, undo.undone, undo.detail["verb"], area.undone) == ("undo", False, "evidence", True)
    assert area.unit_name == "Ma'rang"
