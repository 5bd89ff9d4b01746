"""Y: help is asked for where trouble is seen; the message is copied, the clock runs on every board, the ladder is
climbed, and the report, the journal and the register say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import queries
from models.actor import OPERATOR, PENGAMAT, Actor
from models.clock import FixedClock
from models.logistics import Pieces
from models.services import escalation, logistics, synergy
from models.tables import Contact, Escalation
from models.uow import UnitOfWork
from screens.presenters import laporan
from screens.sinergi import LISTS
from tests.screens.conftest import CACABAN, KOTA, NOW, TENGAH, City, User, start
from tests.screens.people import ask, write

TPS = f"{CACABAN}.002"
PHONE = "0812-0000-0107"
TO_LIST = ["next-list"] * LISTS.index("eskalasi")


def rows(city: City) -> list[Any]:
    return ask(city, select(Escalation).order_by(Escalation.c.id))


def asked(city: City, unit: str = TPS, role: str = "camat", subject: str = "kotak suara belum tiba") -> Any:
    """A colleague asks for help."""
    return write(
        city,
        "escalate",
        lambda work: escalation.ask(
            work,
            unit,
            role=role,
            subject=subject,
            text="Yth. Camat\nMohon\nMasalah: kotak\nJawab\nKami",
            indicator="L2",
        ),
        unit,
    )


def short(work: UnitOfWork) -> None:
    """Two ballot boxes of five came to the TPS."""
    more: Any = {"on": NOW.date(), "reference": "BA 1", "version": None}
    logistics.record_pieces(work, TPS, "kotak", Pieces(received=2), **more)


def copied(user: User) -> str:
    return user.app.clipboard


async def later(user: User, clock: FixedClock, minutes: int) -> None:
    """The clock of the session goes on; its minute comes."""
    clock.moment += timedelta(minutes=minutes)
    assert user.app.front is not None
    user.app.front.tick(user.app.context.now())
    await user.settled()


# ── asking ────────────────────────────────────────────────────────────


async def test_one_key_from_the_trouble_to_the_message(city: City) -> None:
    write(city, "contact", lambda work: synergy.set_contact(work, TENGAH, "camat", "Drs. Hadi", PHONE), TENGAH)
    async with start(city, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("escalate")
        assert all(len(line) <= 80 for line in user.lines)
        assert "▸Camat" in user.picture and "Lurah" not in user.picture
        assert "Camat Magelang Tengah  ****-****-*107  ▲ belum pernah dijawab" in user.picture
        assert "Tidak dijawab dalam 10 mnt: naik ke Sekda, KPU 20:10" in user.picture
        assert "Hadi" not in user.picture
        assert "│ Yth. Camat Magelang Tengah" in user.picture
        assert "│ KPU" not in user.picture and "│ Koordinator Kota Magelang" in user.picture
        await user.press("form-accept")
        assert "Pesan disalin. Kirimkan ke Camat Magelang Tengah" in user.lines[-1]
        text = copied(user)
    (row,) = rows(city)
    assert text == row.text and text.splitlines()[0] == "Yth. Camat Magelang Tengah"
    assert "Masalah: L2 Surat suara 0/134" in text and "Yang diminta: bantu KPU menuntaskannya" in text
    assert "Paling lambat: Rab 7 Feb 2024 (H-7)" in text and "Mohon dijawab sebelum 20:10 WIB." in text
    assert "sari" not in text and "Hadi" not in text
    assert (row.unit, row.office, row.role, row.indicator) == (TENGAH, TENGAH, "camat", "L2")


async def test_the_message_follows_what_is_typed_and_whom_one_asks(city: City) -> None:
    async with start(city, "sinergi", unit=TENGAH) as user:
        await user.press("escalate")
        await user.press("form-accept")
        assert "Apa masalahnya?" in user.picture and rows(city) == []
        await user.type("gudang bocor")
        await user.pilot.press("tab")
        await user.type("dua terpal")
        await user.pilot.press("shift+tab", "shift+tab", "right", "right")
        await user.settled()
        assert "│ Yth. Kapolsek Magelang Tengah" in user.picture
        assert "│ Masalah: gudang bocor" in user.picture and "│ Yang diminta: dua terpal" in user.picture
        await user.press("form-accept")
        assert copied(user).splitlines()[2] == "Masalah: gudang bocor"
        await user.press("aktivitas")
        assert "meminta bantuan Kapolsek: gudang bocor" in user.picture
    (row,) = rows(city)
    assert (row.role, row.subject, row.indicator) == ("kapolsek", "gudang bocor", None)


async def test_what_is_too_long_is_not_copied_by_half(city: City) -> None:
    async with start(city, "sinergi", unit=TENGAH) as user:
        await user.press("escalate")
        entry: Any = user.app.screen.query("Entry").first()
        entry.value = "bocor " * 300
        await user.press("form-accept")
        assert "terlalu panjang untuk disalin utuh" in user.picture
        assert copied(user) == "" and rows(city) == []


async def test_the_trouble_under_the_cursor_is_the_one_that_is_asked_about(city: City) -> None:
    async with start(city, "papan") as user:
        await user.press("right", "right", "escalate")
        assert "Magelang Tengah ─┐" in user.picture and "▸Camat" in user.picture
        await user.pilot.press("escape")
        user.app.front.query_one("#actions").focus()  # type: ignore[union-attr]
        await user.press("escalate")
        assert "Masalah: P" in user.picture or "Masalah: L" in user.picture or "Masalah: N" in user.picture
        await user.pilot.press("escape")
        await user.press("blockers", "escalate")
        assert "│ Masalah: " in user.picture
        await user.pilot.press("escape")
        await user.settled()
    write(city, "stock", short, TPS)
    async with start(city, "logistik", unit=TPS) as user:
        await user.press("escalate")
        assert "│ Mohon bantuan di TPS 002 Cacaban." in user.picture and "Masalah: kurang 3 kotak suara" in user.picture
        await user.pilot.press("escape")
    async with start(city, "kesiapan", unit=CACABAN, indicator="L2") as user:
        await user.press("open", "escalate")
        assert "│ Mohon bantuan di TPS 001 Cacaban." in user.picture


async def test_what_is_green_is_no_trouble_until_somebody_says_which(city: City) -> None:
    async with start(city, "kesiapan", unit=TENGAH, indicator="P1") as user:
        assert "● HIJAU" in user.line("P1")
        await user.press("escalate", "form-accept")
        assert "Apa masalahnya?" in user.picture and rows(city) == []
        assert "Enter Salin, mulai jam" in user.lines[-1]


async def test_who_works_in_a_kelurahan_asks_the_lurah_first(city: City) -> None:
    city.actor = Actor("dewi", OPERATOR, CACABAN)
    async with start(city, "kesiapan", unit=CACABAN) as user:
        await user.press("escalate")
        assert "▸Lurah" in user.picture and "naik ke Camat, Danramil" in user.picture
        assert "│ Operator Cacaban" in user.picture


async def test_who_only_looks_asks_nobody_and_above_a_city_there_is_no_office(city: City) -> None:
    async with start(city, "kesiapan", unit="33") as user:
        await user.press("escalate")
        assert "Turun dulu ke kab/kota" in user.lines[-1]
    city.actor = Actor("tamu", PENGAMAT)
    async with start(city, "kesiapan", unit=TENGAH) as user:
        await user.press("escalate")
        assert "hanya melihat" in user.lines[-1]


# ── the clock ────────────────────────────────────────────────────────────


async def test_the_board_says_how_long_one_waits_and_then_that_it_is_overdue(city: City) -> None:
    asked(city)
    clock = FixedClock(NOW)
    async with start(city, "papan", size=(120, 40), clock=clock) as user:
        assert "menunggu jawaban → naik ke Sekda 20:10: kot" in user.line("▲ L2")
        await later(user, clock, 6)
        assert "belum dijawab 6 mnt → naik ke Sekda 20:10" in user.line("TPS 002")
        await later(user, clock, 6)
        assert "lewat 2 mnt, Y: naik ke Sekda: kotak" in user.line("■ L2")


async def test_what_a_colleague_asks_comes_up_on_top_of_the_board(city: City) -> None:
    async with start(city, "papan") as user:
        asked(city)
        for _attempt in range(200):
            await user.pilot.pause(0.02)
            if "menunggu jaw" in user.picture:
                break
        await user.settled()
        below = user.picture.partition("┌ Perlu tindakan")[2].splitlines()
        assert "▲ L2" in below[1] and "menunggu jaw" in below[1]


async def test_enter_on_the_board_leads_to_the_register_where_it_climbs(city: City) -> None:
    asked(city)
    clock = FixedClock(NOW + timedelta(minutes=12))
    async with start(city, "papan", size=(120, 40), clock=clock) as user:
        user.app.front.query_one("#actions").focus()  # type: ignore[union-attr]
        await user.press("help")
        assert "bayu meminta Camat Magelang Tengah 20:00" in user.picture
        await user.press("help-close")
        await user.press("open")
        await user.settled()
        assert "Eskalasi" in user.lines[1] and "■ lewat 2 mnt" in user.line("Camat")
        await user.press("escalate")
        assert "┌ Naik" in user.picture and "▸Sekda" in user.picture and "Danramil" not in user.line("▸Sekda")
        assert "│ Camat Magelang Tengah dihubungi 20:00, belum menjawab." in user.picture
        await user.press("form-accept")
        assert "Kirimkan ke Sekda Kota Magelang" in user.lines[-1]
        assert "menunggu jawaban" in user.line("Sekda") and "batas 20:27" in user.line("Sekda")
        assert "naik 20:12" in user.line(" Camat")
        assert copied(user).startswith("Yth. Sekda Kota Magelang")
        await user.press("escalate")
        assert "tidak ada anak tangga lagi" in user.lines[-1]
        await user.press("undo")
        await user.pilot.press("y")
        await user.settled()
        assert "■ lewat 2 mnt" in user.line("Camat") and "Sekda  " not in user.picture
    assert [row.state for row in rows(city)] == ["menunggu"]


async def test_an_answer_stops_the_clock_and_sets_the_day_of_the_number(city: City) -> None:
    write(city, "contact", lambda work: synergy.set_contact(work, TENGAH, "camat", "Drs. Hadi", PHONE), TENGAH)
    asked(city)
    async with start(city, "sinergi", unit=TENGAH) as user:
        await user.press(*TO_LIST)
        assert "→ Sekda 20:10" in user.line("menunggu jawaban") and "Masalah: kotak" in user.picture
        assert all(len(line) <= 80 for line in user.lines)
        await user.press("copy", "answered")
        assert copied(user).startswith("Yth. Camat\n")
        assert "● dijawab 20:00" in user.line("Camat") and "menjawab" in user.lines[-1]
        await user.press("answered", "end", "escalate")
        assert "sudah selesai" in user.lines[-1]
        await user.press("next-list")
        assert "31 Jan" in user.line("Drs. Hadi") and "K1 1/4" in user.lines[1]
    (contact,) = ask(city, select(Contact).where(Contact.c.unit == TENGAH, Contact.c.role == "camat"))
    assert contact.answered_at is not None


async def test_it_is_taken_back_with_a_reason_and_undone(city: City) -> None:
    asked(city)
    async with start(city, "sinergi", unit=TENGAH, size=(120, 40)) as user:
        await user.press(*TO_LIST, "end")
        assert "┌ Batalkan permintaan" in user.picture
        await user.type("sudah tiba")
        await user.press("form-accept")
        assert "dibatalkan 20:00" in user.picture and "oleh sari  sudah tiba" in user.picture
        await user.press("aktivitas")
        assert "membatalkan permintaan ke Camat: kotak suara belum tiba" in user.picture
        await user.press("open")
        assert "permintaan bantuan" in user.picture and "dibatalkan" in user.picture
        await user.pilot.press("escape")
        await user.press("sinergi", "undo")
        await user.pilot.press("y")
        await user.settled()
        assert "menunggu jawaban" in user.line("Camat")


async def test_a_colleague_who_was_quicker_is_named(city: City) -> None:
    row = asked(city)
    async with start(city, "sinergi", unit=TENGAH) as user:
        await user.press(*TO_LIST, "end")
        write(city, "escalation_answered", lambda work: escalation.answer(work, row["id"], 1, "telepon"), TPS)
        await user.type("sudah tiba")
        await user.press("form-accept")
        assert "bayu" in user.picture and "dijawab" in user.picture
    assert [one.state for one in rows(city)] == ["dijawab"]


# ── elsewhere ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["wa", "desk", "html"])
def test_the_reports_say_who_is_waited_for(city: City, kind: str) -> None:
    election, database = city.elections["pemilu-2024"], city.database()

    def made() -> tuple[str, str]:
        with database.read() as connection:
            found = queries.report.report(connection, election, KOTA, NOW)
        return laporan.made(kind, found, election), found.digest

    before, digest = made()
    asked(city)
    after, other = made()
    database.close()
    said = "TPS 002 Cacaban, kotak suara belum tiba; diminta 20:00, batas 20:10"
    assert said not in before and said in after and "Camat Magelang Tengah" in after
    assert digest != other
    assert after == made_again(city, kind)


def made_again(city: City, kind: str) -> str:
    election, database = city.elections["pemilu-2024"], city.database()
    with database.read() as connection:
        found = queries.report.report(connection, election, KOTA, NOW)
    database.close()
    return laporan.made(kind, found, election)
