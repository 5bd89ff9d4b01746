"""Who comes next in a seat: the ranked reserves with what stands against each, the appointment, the minutes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.actor import PENGAMAT, Actor
from models.services.staffing import end_tenure
from tests.screens.conftest import CACABAN, City, User, start
from tests.screens.people import reserves, seat, wait, write

TPS = f"{CACABAN}.002"
FIT = {"born_on": date(1990, 1, 1), "domicile": CACABAN, "education": "sma", "sipol": "bersih", "health": "sehat"}


@pytest.fixture
def waiting(city: City) -> City:
    """Three wait in Cacaban: one from elsewhere, one who fits, one of whom nothing is known; a seat falls empty."""
    wait(city, "Jauh Sekali", CACABAN, **{**FIT, "domicile": "33.71.02.1003"})
    wait(city, "Siap Sedia", CACABAN, **FIT, phone="+6281234567890")
    wait(city, "Belum Jelas", CACABAN)
    gone = seat(city, "kpps", TPS, ordinal=4)
    write(city, "end", lambda work: end_tenure(work, gone.id, date(2024, 1, 29), "mundur"), TPS)
    return city


def files(folder: Path) -> list[Path]:
    return list(folder.glob("*.txt"))


async def heirs(user: User, city: City, ordinal: int = 4) -> None:
    """To the heirs of a seat of the team."""
    user.app.context.seat = seat(city, "kpps", TPS, ordinal=ordinal).id
    await user.press("board", "personel", "heirs")


async def test_the_next_in_line_is_the_first_whom_no_rule_keeps_out(waiting: City) -> None:
    async with start(waiting, "personel", unit=TPS) as user:
        await heirs(user, waiting)
        assert "KPPS Anggota 4 · TPS 002 Cacaban" in user.lines[1]
        assert "kosong 2 hr" in user.lines[2] and "mengundurkan diri" in user.lines[2]
        assert "2 dari 3 cadangan memenuhi syarat" in user.lines[3]
        assert "KTP bukan dari Cacaban" in user.line("Jauh Sekali")
        assert "memenuhi syarat" in user.line("2 Siap Sedia")
        assert "Bimtek" in user.line("2 Siap Sedia")
        assert "perlu disusul:" in user.picture
        assert "Berita acara pleno penggantian" in " ".join(user.picture.split())
        assert "1234" not in user.picture


async def test_one_key_appoints_and_shows_the_minutes(waiting: City) -> None:
    async with start(waiting, "personel", unit=TPS) as user:
        await heirs(user, waiting)
        await user.press("appoint")
        assert "Angkat Siap Sedia" in user.picture
        await user.type("7/SK/2024")
        await user.press("form-accept")
        assert "BERITA ACARA PENGGANTIAN ANTARWAKTU" in user.picture
        await user.press("copy")
        said = user.app.clipboard
        assert "Pengganti   : Siap Sedia" in said and "7/SK/2024" in said
        assert "mengundurkan diri, Senin 29 Januari 2024" in said
        assert "Rabu 31 Januari 2024" in said
        await user.press("document-close")
        assert "Siap Sedia" in user.lines[2]
        user.app.copy_to_clipboard("")
        await user.press("record", "copy")
        assert user.app.clipboard == said, "it can be had again"
        await user.press("document-close", "back")
        assert user.app.current_mode == "personel"
        assert "Siap Sedia" in user.picture
    assert ("Siap Sedia", 2, "diangkat") in reserves(waiting, CACABAN)
    assert seat(waiting, "kpps", TPS, ordinal=4).name == "Siap Sedia"


async def test_who_was_the_first_there_replaced_nobody(waiting: City) -> None:
    async with start(waiting, "personel", unit=TPS) as user:
        await heirs(user, waiting, 5)
        await user.press("record")
        assert "BERITA ACARA PENUNJUKAN" in user.picture
        assert f"2. Diangkat    : {seat(waiting, 'kpps', TPS, ordinal=5).name}" in user.picture
        assert "penggantian" not in user.picture.casefold()
        await user.press("copy", "document-close")
        assert user.app.clipboard.startswith("BERITA ACARA PENUNJUKAN")


async def test_the_minutes_are_written_as_a_file(waiting: City, home: Path) -> None:
    async with start(waiting, "personel", unit=TPS) as user:
        await heirs(user, waiting)
        assert "Naskah" not in user.picture, "nobody sits there yet"
        await user.press("appoint")
        await user.type("7/SK/2024")
        await user.press("form-accept")
        await user.press("export")
        assert "txt" in user.picture
        await user.press("form-accept")
        await user.app.workers.wait_for_complete()
        await user.pilot.pause()
        assert "baris ditulis: ~/berita-acara" in user.picture
        assert "BERITA ACARA" in user.picture, "the text stays"
    (written,) = files(home)
    assert written.name.startswith(f"berita-acara-{TPS}-")
    assert "Pengganti   : Siap Sedia" in written.read_text(encoding="utf-8")


async def test_who_is_kept_out_is_not_appointed_and_the_rule_is_named(waiting: City) -> None:
    async with start(waiting, "personel", unit=TPS, size=(120, 40)) as user:
        await heirs(user, waiting)
        await user.press("first", "appoint")
        assert "Jauh Sekali tidak dapat diangkat: KTP bukan dari Cacaban (PKPU 8/2022 ps 35(1))" in user.lines[-1]
        assert user.app.screen is user.app.front


async def test_a_shaky_holder_is_replaced_in_one_step(waiting: City) -> None:
    holder = seat(waiting, "kpps", TPS, ordinal=5).name
    async with start(waiting, "personel", unit=TPS) as user:
        await heirs(user, waiting, 5)
        assert holder in user.lines[2]
        await user.press("appoint")
        assert f"Mengapa {holder} berhenti" in user.picture
        await user.press("form-accept")
        assert f"Digantikan  : {holder}" in user.picture
        assert "mengundurkan diri" in user.picture
        await user.press("document-close", "undo", "confirm-yes")
    assert seat(waiting, "kpps", TPS, ordinal=5).name == holder
    assert ("Siap Sedia", 2, "menunggu") in reserves(waiting, CACABAN)


async def test_reserves_come_move_and_go(waiting: City) -> None:
    async with start(waiting, "personel", unit=TPS) as user:
        await heirs(user, waiting)
        await user.press("reserve-add")
        await user.type("Orang Baru")
        await user.press("form-accept")
        assert "Orang Baru menunggu di giliran 4" in user.lines[-1]
        await user.press("last", "reserve-up")
        assert "Orang Baru kini di giliran 3" in user.lines[-1]
        await user.press("reserve-down", "reserve-down")
        assert "Sudah di ujung urutan." in user.lines[-1]
        await user.press("first", "end")
        assert "Jauh Sekali tidak menunggu lagi" in user.picture
        await user.press("form-accept")
        assert "Jauh Sekali tidak menunggu lagi" in user.lines[-1]
    assert reserves(waiting, CACABAN) == [
        ("Jauh Sekali", 1, "mundur"),
        ("Siap Sedia", 2, "menunggu"),
        ("Belum Jelas", 3, "menunggu"),
        ("Orang Baru", 4, "menunggu"),
    ]


async def test_nobody_waits_so_somebody_is_named(city: City) -> None:
    gone = seat(city, "kpps", TPS, ordinal=4)
    write(city, "end", lambda work: end_tenure(work, gone.id, date(2024, 1, 29), "wafat"), TPS)
    async with start(city, "personel", unit=TPS) as user:
        await heirs(user, city)
        assert "Tidak ada cadangan menunggu" in user.picture
        for name in ("end", "reserve-up"):
            await user.press(name)
            assert "Tidak ada cadangan di baris ini" in user.lines[-1], name
        await user.press("appoint")
        assert "Angkat langsung" in user.picture
        await user.press("form-accept")
        assert "Nama belum diisi." in user.picture
        await user.type("Penunjukan Langsung")
        await user.press("form-accept")
        assert "Pengganti   : Penunjukan Langsung" in user.picture
    assert seat(city, "kpps", TPS, ordinal=4).name == "Penunjukan Langsung"


async def test_calls_and_the_card_of_a_reserve(waiting: City) -> None:
    async with start(waiting, "personel", unit=TPS) as user:
        await heirs(user, waiting)
        await user.press("unanswered")
        assert "tidak diangkat" in user.line("2 Siap Sedia")
        await user.press("person")
        assert "Cadangan" in user.picture and "no. 2 KPPS" in user.picture
        await user.press("back")
        assert user.app.current_mode == "waris"


async def test_who_only_looks_is_told_so(waiting: City) -> None:
    waiting.actor = Actor("tamu", PENGAMAT)
    async with start(waiting, "personel", unit=TPS) as user:
        await heirs(user, waiting)
        for name in ("appoint", "reserve-add", "reserve-up", "end", "answered"):
            await user.press(name)
            assert "Peran Anda hanya melihat" in user.lines[-1], name


async def test_what_was_done_to_a_reserve_is_told_in_the_journal(waiting: City) -> None:
    async with start(waiting, "personel", unit=CACABAN) as user:
        await heirs(user, waiting)
        await user.press("unanswered", "first", "end", "form-accept", "aktivitas")
        assert "mencatat cadangan Jauh Sekali mengundurkan diri" in user.picture
        assert "menelepon Siap Sedia: tidak diangkat" in user.picture
        await user.press("first", "open")
        assert "menunggu → mengundurkan diri" in user.picture
