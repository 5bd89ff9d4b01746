"""Several real processes on one database: each shows who else is there, and who has a form open on the same row."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from models.actor import Actor
from models.clock import SystemClock
from models.database import Database
from models.rules.loader import load_election
from models.services import accounts, staffing
from models.tables import Seat
from models.uow import UnitOfWork, unit_of_work
from tests.wire.conftest import Program
from tests.wire.screens import PAPAN, PERSONEL
from tests.wire.terminal import Terminal
from tests.wire.test_two_sessions import both, database, engine

__all__ = ["database", "engine"]

pytestmark = pytest.mark.wire


def at_the_seats(siaga: Program) -> tuple[Terminal, Terminal]:
    """Rini and bayu, who know of each other, both on Personel."""
    rini, bayu = siaga("--as", "rini"), siaga("--as", "bayu")
    for terminal in (rini, bayu):
        terminal.wait_for("daring 2")
        terminal.wait_for(PAPAN)
        terminal.press("2")
        terminal.wait_for(PERSONEL)
    return rini, bayu


@both
def test_each_session_is_seen_by_the_others_until_it_goes(siaga: Program) -> None:
    rini, bayu = siaga("--as", "rini"), siaga("--as", "bayu")
    rini.wait_for("daring 2: bayu@Kota Magelang")
    bayu.wait_for("daring 2: rini@Kota Magelang")
    bayu.wait_for(PAPAN)
    bayu.press("2")
    rini.press("*")
    rini.wait_for("┌ Daring: 2 sesi")
    rini.wait_for("bayu +Kota Magelang")
    rini.press("esc")
    bayu.press("q")
    assert bayu.wait_exit() == 0
    assert rini.pump(10, lambda: "daring" not in rini.text)


def test_a_killed_session_disappears(siaga: Program) -> None:
    rini, bayu = siaga("--as", "rini"), siaga("--as", "bayu")
    rini.wait_for("daring 2: bayu@Kota Magelang")
    bayu.signal(signal.SIGKILL)
    assert rini.pump(10, lambda: "daring" not in rini.text)


def test_a_session_that_must_not_write_is_not_announced(siaga: Program, database: Path) -> None:
    rini, looking = siaga("--as", "rini"), siaga("--readonly")
    looking.wait_for("HANYA BACA")
    looking.wait_for(PAPAN)
    rini.wait_for(PAPAN)
    rini.press("*")
    rini.wait_for("┌ Daring: 1 sesi")
    assert len(list(Path(f"{database}-hadir").iterdir())) == 1


@both
def test_who_opens_the_same_form_is_told_who_else_has_it(siaga: Program) -> None:
    rini, bayu = at_the_seats(siaga)
    bayu.press("a")
    bayu.wait_for("┌ Angkat")
    rini.press("*")
    rini.wait_for("bayu .*menyunting baru saja")
    rini.press("esc")
    assert rini.pump(10, lambda: "Daring: 2" not in rini.text)
    rini.press("a")
    rini.wait_for("bayu menyunting baru saja")
    bayu.wait_for("rini menyunting baru saja")
    rini.type("Siti Rahayu")
    rini.press("enter")
    rini.wait_for("diangkat")
    assert bayu.pump(10, lambda: "menyunting" not in bayu.text)


def test_who_waits_sends_nothing_while_others_move_out_of_sight(siaga: Program) -> None:
    """At 80 columns there is room for their number alone."""
    waiting, busy = siaga("--as", "rini", cols=80, rows=24), siaga("--as", "bayu")
    waiting.wait_for("2 daring")
    busy.wait_for(PAPAN)
    start = waiting.quiet(1500)
    for key in ("2", "3", "4", "5", "1"):
        busy.press(key)
        busy.pump(0.3)
    waiting.pump(1.0)
    assert waiting.bytes_since(start) < 200, "at most the digits of an hour and a minute"


@both
def test_an_account_that_changes_is_another_one_from_then_on(siaga: Program, opened: Database) -> None:
    """Another role at once; a closed account ends the session, with the reason after the board."""
    admin = Actor("penguji", "admin")

    def change(act: Callable[[UnitOfWork], object]) -> None:
        with unit_of_work(opened, SystemClock(), admin, "account", "33.71") as work:
            act(work)

    change(lambda work: accounts.add(work, "penguji", "admin", "id"))
    change(lambda work: accounts.add(work, "rini", "operator", "33.71.03"))
    rini = siaga("--as", "rini")
    rini.wait_for("rini · operator")
    rini.wait_for(PAPAN)
    change(lambda work: accounts.change(work, "rini", role="pengamat", scope="33.71"))
    rini.wait_for("rini · pengamat")
    rini.wait_for("Akun Anda kini: pengamat, Kota Magelang")
    change(lambda work: accounts.disable(work, "rini"))
    assert rini.wait_exit() == 1
    assert "Akun rini sudah ditutup" in rini.text
    again = siaga("--as", "rini")
    assert again.wait_exit() == 1
    assert "Akun rini sudah ditutup" in again.text


@both
def test_a_row_says_who_has_a_form_on_it_open(siaga: Program) -> None:
    rini, bayu = at_the_seats(siaga)
    bayu.press("down", "a")
    bayu.wait_for("Angkat")
    rini.wait_for("✎bayu")
    assert "✎bayu" in next(line for line in rini.lines if "Anggota 1" in line)
    assert "✎" not in bayu.text
    bayu.press("esc")
    assert rini.pump(10, lambda: "✎" not in rini.text)


@both
def test_who_comes_back_sees_first_what_others_did_since(siaga: Program, opened: Database) -> None:
    rini = siaga("--as", "rini")
    rini.wait_for(PAPAN)
    rini.press("q")
    assert rini.wait_exit() == 0
    election = load_election("pilkada-2024")
    with opened.read() as connection:
        same = (Seat.c.body == "ppk", Seat.c.unit == "33.71.03", Seat.c.election == election.code)
        seat = connection.scalars(select(Seat.c.id).where(*same).order_by(Seat.c.rank)).first()
    assert seat is not None
    with unit_of_work(opened, SystemClock(), Actor("bayu", "admin"), "appoint", "33.71.03", election) as work:
        staffing.appoint(work, staffing.Appointment(seat, "Budi", date(2024, 1, 2), "SK 1"))
    again = siaga("--as", "rini")
    again.wait_for("1 kursi diisi")
    assert "bayu" in again.text
    again.press("q")
    assert again.wait_exit() == 0
    third = siaga("--as", "rini")
    third.wait_for(PAPAN)
    third.quiet(1000)
    assert "kursi diisi" not in third.text
    third.press("z")
    third.wait_for("Tidak ada yang berubah sejak")
    dewi = siaga("--as", "dewi")  # who never looked has a bookmark of her own: none yet
    dewi.wait_for(PAPAN)
    dewi.press("z")
    dewi.wait_for("Belum ada penanda")
