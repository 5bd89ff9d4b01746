"""The program on a PostgreSQL server: its first start there, and a server that goes away under an open board."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.database import Database
from models.where import Where
from tests.engines import Line, Server
from tests.wire.conftest import Program
from tests.wire.screens import PAPAN, PERSONEL
from tests.wire.test_hostile_text import appoint

pytestmark = pytest.mark.wire


@pytest.fixture(params=["postgresql"])
def database(database_there: str, line: Line) -> Where:
    return line.to(database_there)


@pytest.fixture
def line() -> Iterator[Line]:
    found = Line()
    yield found
    found.cut()


@pytest.fixture(params=["postgresql"])
def empty(server: Server) -> Iterator[str]:
    """A database with nothing in it, as an operator makes it."""
    url = server.create()
    yield url
    server.drop(url)


def test_the_first_start_fills_an_empty_database(siaga: Program, empty: str) -> None:
    siaga.database = empty
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("q")
    assert terminal.wait_exit() == 0
    other = siaga()
    other.wait_for(PAPAN)
    with Database.open(empty, readonly=True).read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() == 1


def test_a_start_without_the_server_says_so_and_goes_on_when_it_is_there(siaga: Program, line: Line) -> None:
    line.cut()
    terminal = siaga()
    terminal.wait_for("Server localhost|Server 127|Server /")
    line.mend()
    terminal.wait_for(PAPAN)
    terminal.press("q")
    assert terminal.wait_exit() == 0


def test_a_server_that_goes_away_under_an_open_board(siaga: Program, line: Line, database_there: str) -> None:
    """It says so by itself and keeps its picture; what is typed meanwhile stays; what others did is there when it is
    back."""
    terminal = siaga()
    terminal.wait_for(PAPAN)
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    terminal.press("a")
    terminal.wait_for("┌ Angkat")
    terminal.type("Dewi Lestari")
    line.cut()
    terminal.press("enter")
    terminal.wait_for("tidak menjawab")
    assert "Dewi Lestari" in terminal.text
    terminal.press("esc")
    terminal.wait_for("Buang yang sudah diketik")
    terminal.press("y")
    terminal.wait_for("sambungan putus sejak")
    terminal.wait_for(PERSONEL)
    there = Database.open(database_there)
    appoint(there, ["Siti Rahayu"])
    there.close()
    line.mend()
    terminal.wait_for("tersambung lagi")
    terminal.wait_for("Siti Rahayu")
    assert "sambungan putus" not in terminal.text
    assert terminal.exit_code is None
    terminal.press("q")
    assert terminal.wait_exit() == 0
