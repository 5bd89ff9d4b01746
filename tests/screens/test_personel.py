"""Personel as a coordinator uses it: who sits where, found as one types, appointed and ended from the keyboard."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from sqlalchemy import text

from models import queries
from models.actor import PENGAMAT, Actor
from screens.personel import Personel
from tests.screens.conftest import CACABAN, KOTA, City, User, start
from tests.screens.program import configured


def screen(user: User) -> Personel:
    found = user.app.front
    assert isinstance(found, Personel)
    return found


def journal(city: City, unit: str = KOTA) -> list[tuple[str, str]]:
    database = city.database()
    with database.read() as connection:
        found = [(row.actor, row.verb) for row in queries.activity.entries(connection, unit, limit=20)]
    database.close()
    return found


async def test_every_seat_is_listed_with_what_is_empty(city: City) -> None:
    async with start(city, "personel") as user:
        assert "3.303 kursi" in user.lines[1]
        assert "kosong" in user.lines[1]
        assert "PPK" in user.line("Ketua")
        assert "Pakta" in user.lines[2]
        assert "Bimtek" in user.lines[2]
        assert "sejak" in user.lines[2]


async def test_a_small_terminal_shows_every_column_and_a_large_one_the_words(city: City) -> None:
    async with start(city, "personel", size=(80, 24)) as user:
        for title in ("badan", "jabatan", "TPS/kel.", "nama", "SK", "ASN", "Pakta", "Bimtek", "sejak"):
            assert title in user.lines[2]
    async with start(city, "personel", size=(120, 40)) as user:
        assert "nomor SK" in user.lines[2]
        assert "■ belum" in user.line("Budi Lestari 1")
        await user.pilot.resize_terminal(80, 24)
        await user.settled()
        assert "nomor SK" not in user.lines[2]
        assert "Budi Lestari 1" in user.picture


async def test_somebody_is_appointed_and_everybody_sees_it(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("filter")
        await user.type("kosong kpps cacaban")
        assert "1 ditemukan" in user.lines[2]
        await user.press("form-accept", "appoint")
        assert "KPPS Anggota" in user.line("┌ Angkat")
        await user.type("Siti Aminah")
        await user.press("form-next", "form-next", "form-next")
        await user.type("141/12")
        await user.press("form-accept")
        assert "Siti Aminah diangkat" in user.lines[-1]
        await user.press("back")
        assert "11 kosong" in user.picture
    assert journal(city, CACABAN)[0] == ("sari", "appoint")
    async with start(city, "personel", size=(120, 40)) as user:
        await user.press("filter")
        await user.type("siti")
        assert "141/12" in user.line("Siti Aminah")


async def test_a_name_is_needed_and_what_was_typed_stays(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("appoint", "form-next", "form-next", "form-next")
        await user.type("141/12")
        await user.press("form-accept")
        assert "Nama belum diisi." in user.picture
        assert "141/12" in user.picture
        await user.press("form-next", "form-next")
        await user.pilot.press(*["backspace"] * 10)
        await user.type("32-13-2024")
        await user.press("form-next")
        assert "Bukan tanggal" in user.picture
        await user.pilot.press("shift+tab", *["backspace"] * 10)
        await user.type("kemarin")
        await user.press("form-next")
        assert "Sel 30 Jan 2024" in user.picture


async def test_leaving_a_form_asks_only_when_something_was_typed(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("appoint", "form-cancel")
        assert user.app.screen is user.app.front
        await user.press("appoint")
        await user.type("Sit")
        await user.press("form-cancel")
        assert "Buang yang sudah diketik?" in user.picture
        await user.press("confirm-no")
        assert "Sit" in user.line(" Sit")
        await user.press("form-cancel", "confirm-yes")
        assert user.app.screen is user.app.front


async def test_two_people_on_one_seat(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("appoint")
        await user.type("Orang Kedua")
        take_seat(city, screen(user).seat.id)  # type: ignore[union-attr]
        await user.press("form-accept")
        assert "kursi ini sudah diisi rekan" in user.picture
        assert "Orang Pertama" in user.line("biarkan")
        await user.press("taken-back")
        assert "Orang Kedua" in user.line(" Orang Kedua")
        await user.press("form-cancel", "confirm-yes")
        assert "Orang Pertama" in user.lines[3]


def take_seat(city: City, seat: int) -> None:
    """A colleague is quicker."""
    from datetime import date

    from models.clock import FixedClock
    from models.services.staffing import Appointment, appoint
    from models.uow import unit_of_work
    from tests.screens.conftest import NOW

    database = city.database()
    election = city.elections["pemilu-2024"]
    with unit_of_work(database, FixedClock(NOW), Actor("bayu"), "appoint", "33.71.01", election) as work:
        appoint(work, Appointment(seat, "Orang Pertama", date(2024, 1, 30)))
    database.close()


async def test_a_colleagues_change_is_seen_where_one_stands(city: City) -> None:
    async with start(city, "personel") as user:
        seat = screen(user).seat
        assert seat is not None and seat.name is None
        await user.press("down", "down")
        take_seat(city, seat.id)
        for _attempt in range(100):
            await user.pilot.pause(0.05)
            if "Orang Pertama" in user.picture:
                break
        assert "Orang Pertama" in user.lines[3]
        assert "3/3.303" in user.picture


async def test_the_decree_comes_later(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("filter")
        await user.type("tanpa sk kpps")
        await user.press("form-accept")
        seat = screen(user).seat
        assert seat is not None and seat.decree is None
        name, before = seat.name, user.lines[2]
        await user.press("appoint")
        assert f"Lengkapi SK {name}" in user.picture
        await user.type("7/SK/2024")
        await user.press("form-accept")
        assert f"SK {name} dicatat" in user.lines[-1]
        found = int(before.split()[1])
        assert f" {found - 1} ditemukan" in user.lines[2]


async def test_a_tenure_ends_only_after_the_person_was_named(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("down", "end")
        await user.press("form-accept")
        assert "Akhiri masa tugas Budi Lestari 1?" in user.picture
        await user.press("confirm-choose")
        assert "Berhenti per tanggal" in user.picture
        assert journal(city)[0][1] == "appoint_many"
        await user.press("form-accept", "confirm-yes")
        assert "Masa tugas Budi Lestari 1 diakhiri" in user.lines[-1]
        assert "kosong 0 hr" in user.lines[4]
    assert journal(city)[0] == ("sari", "end")


async def test_undo_names_what_it_takes_back(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("down", "end", "form-accept", "confirm-yes", "undo")
        assert "Urungkan perubahan ini?" in user.picture
        assert "Budi Lestari 1" in user.line("mencatat")
        await user.press("confirm-yes")
        assert "Diurungkan" in user.lines[-1]
        assert "Budi Lestari 1" in user.lines[4]
        await user.press("undo")
        assert "Tidak ada perubahan Anda yang dapat diurungkan" in user.lines[-1]


async def test_the_filter_understands_states_and_places(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("filter")
        await user.type("kosong")
        assert "12 ditemukan dari 3.303 kursi" in user.picture
        assert "saring: kosong" in user.picture  # beside its word, not somewhere in the line
        await user.type(" zzz")
        assert "Tidak ada yang cocok" in user.picture
        await user.press("back")
        assert "3.303 kursi" in user.picture
        await user.type("belum pak ppk ketua")
        assert "2 ditemukan" in user.picture
        await user.press("back")
        await user.type("tps 014 cacaban linmas")
        assert "2 ditemukan" in user.picture
        await user.press("back", "back")
        assert screen(user).grid.has_focus
        assert "saring:" not in user.picture


async def test_every_column_sorts_both_ways(city: City) -> None:
    async with start(city, "personel") as user:
        grid = screen(user).grid
        for column in [column.key for column in grid.columns if column.sortable]:
            await user.press("sort")
            assert grid.sort_column == column
            assert len(grid.window.rows) >= 20
            assert grid.window.cursor == 0
            await user.press("sort-reverse", "last", "first", "sort-reverse")
        await user.press("sort", "sort", "sort", "sort-reverse")
        assert grid.sort_column == "name"
        assert "Wulan Wibowo" in user.lines[3]


async def test_paging_through_all_seats_to_the_end_and_back(city: City) -> None:
    async with start(city, "personel", size=(80, 104)) as user:
        grid = screen(user).grid
        down: list[Any] = []
        await walk(user, "page-down", down)
        assert len(dict.fromkeys(down)) == 3303
        assert "3.303/3.303" in user.picture
        up: list[Any] = []
        await walk(user, "page-up", up)
        assert "1/3.303" in user.picture
        assert set(up) == set(down)
        await user.press("last")
        assert grid.key == down[-1]
        assert "3.303/3.303" in user.picture
        await user.press("first")
        assert grid.key == down[0]


async def walk(user: User, key: str, seen: list[Any]) -> None:
    """Turn pages as far as they go, noting the keys in view."""
    grid = screen(user).grid
    while True:
        seen += [row.key for row in grid.window.visible()]
        before = grid.key
        await user.press(key)
        if grid.key == before:
            return


async def test_the_card_follows_the_cursor(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("open")
        assert "Diangkat oleh KPU" in user.picture
        await user.press("down")
        assert "1/PP.04/2024" in user.picture
        assert "N1 Pakta belum" in user.picture
        await user.press("back")
        assert "1/PP.04/2024" not in user.picture


async def test_names_are_only_text(city: City) -> None:
    async with start(city, "personel", size=(120, 40)) as user:
        for name in ("[/]", "nama[/b]", "[@click=app.quit]Klik"):
            await user.press("appoint")
            await user.type(name)
            await user.press("form-accept")
            assert name in user.lines[-1]
            assert name[:18] in user.lines[3]
            await user.press("undo")
            assert name in user.line("mengangkat")
            await user.press("confirm-yes")
            assert "kosong" in user.lines[3]


async def test_another_screen_may_ask_for_a_seat(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("filter")
        await user.type("kosong")
        user.app.context.seat = 1000
        await user.press("board", "personel")
        assert screen(user).grid.key == 1000
        assert "saring:" not in user.picture
        await user.press("up", "first")
        assert "1/3.303" in user.picture


async def test_who_only_looks_is_told_so(city: City) -> None:
    city.actor = Actor("tamu", PENGAMAT)
    async with start(city, "personel") as user:
        for key in ("appoint", "end", "evidence", "withdraw", "nihil", "confirm", "evidence-all", "undo"):
            await user.press(key)
            assert "Peran Anda hanya melihat" in user.lines[-1], key
            assert user.app.screen is user.app.front


async def test_read_only_is_said(city: City) -> None:
    async with start(city, "personel", readonly=True, size=(120, 30)) as user:
        await user.press("appoint")
        assert "hanya untuk dibaca" in user.lines[-1]


async def test_a_row_is_copied(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("down", "copy")
        assert "Budi Lestari 1" in user.app.clipboard
        assert "terminal" in user.lines[-1]


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The city as if it were a province: too many seats to look at each."""
    monkeypatch.setattr(queries.people, "NARROW", 100)


async def test_a_wide_unit_is_paged_through_like_any_other(city: City, wide: None) -> None:
    async with start(city, "personel", size=(80, 104)) as user:
        assert "3.303 kursi" in user.lines[1]
        assert "12 kosong" in user.lines[1]
        grid = screen(user).grid
        for _order in ("badan", "tempat", "nama"):
            await user.press("sort")
            down: list[Any] = []
            await walk(user, "page-down", down)
            assert len(dict.fromkeys(down)) == 3303
            assert "3.303/3.303" in user.picture
            up: list[Any] = []
            await walk(user, "page-up", up)
            assert set(up) == set(down)
            await user.press("last")
            assert grid.key == down[-1]
            await user.press("first")
            assert grid.key == down[0]


async def test_an_order_that_a_wide_unit_has_not_is_explained(city: City, wide: None) -> None:
    async with start(city, "personel") as user:
        grid = screen(user).grid
        first = grid.key
        await user.press("sort", "sort", "sort", "sort")
        assert "Urut menurut SK hanya sampai 100 kursi" in user.lines[-1]
        assert grid.sort_column is None
        assert grid.key == first
        await user.press("filter")
        await user.type("asn")
        await user.press("form-accept", "sort", "sort", "sort", "sort")
        assert grid.sort_column == "decree"


async def test_a_search_in_a_wide_unit_says_when_there_is_more(
    city: City, wide: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.queries.people import hits

    async with start(city, "personel") as user:
        await user.press("filter")
        await user.type("kosong")
        assert "12 ditemukan dari 3.303 kursi" in user.picture
        await user.type(" cacaban")
        assert "1 ditemukan" in user.picture
        await user.press("back")
        monkeypatch.setattr(hits, "HITS", 70)
        await user.type("sari")
        assert "70+ ditemukan dari 3.303 kursi" in user.picture
        assert "Sari" in user.lines[4]
        await user.press("form-accept", "last")
        assert "Sari" in user.lines[-3]
        assert "70/70" in user.picture


async def test_a_search_that_is_typed_over_is_stopped(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """The query of ``bu`` runs until the next letter ends it; what it would have found is never shown."""
    async with start(city, "personel") as user:
        began, ended = threading.Event(), threading.Event()
        asked = queries.people.asked
        forever = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")

        def endless(connection: Any, election: Any, unit: str, wanted: Any, *sort: str) -> Any:
            if wanted.words == ("bu",):
                began.set()
                try:
                    connection.execute(forever)
                finally:
                    ended.set()
            return asked(connection, election, unit, wanted, *sort)

        monkeypatch.setattr(queries.people, "asked", endless)
        await user.press("filter")
        await user.pilot.press("b", "u")
        assert await asyncio.to_thread(began.wait, 5)
        await user.pilot.press("d")
        assert await asyncio.to_thread(ended.wait, 5)
        await user.settled()
        assert "Budi" in user.picture
        assert "gagal" not in user.picture


async def test_a_selection_leaves_at_once(city: City) -> None:
    async with start(city, "personel", unit=f"{CACABAN}.002") as user:
        await user.press("select", "down", "select", "end")
        assert "Akhiri masa tugas 2 orang" in user.picture
        assert "▸masa tugas habis" in user.picture
        await user.press("form-accept", "confirm-yes")
        assert "Masa tugas 2 orang diakhiri." in user.picture
        assert user.picture.count("kosong 0 hr") == 2
        await user.press("aktivitas")
        assert "mencatat 2 orang masa tugas habis · KPPS TPS 002" in " ".join(user.picture.split())
        await user.press("personel", "undo", "confirm-yes")
        assert "kosong 0 hr" not in user.picture
    assert journal(city, f"{CACABAN}.002")[0] == ("sari", "undo")


async def test_a_key_after_the_filter_or_an_order_is_about_what_that_shows(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, read = threading.Event(), Personel.read

    def slowly(self: Personel, connection: Any) -> Any:
        go.wait(60)
        return read(self, connection)

    async with start(city, "personel") as user:
        monkeypatch.setattr(Personel, "read", slowly)
        await user.pilot.press(configured(user.app, "filter"), *"tengah", "enter")
        await user.pilot.press(configured(user.app, "end"))
        assert "Selatan" in user.line("Ketua")  # the answer is not there yet
        assert len(user.app.screen_stack) == 1
        go.set()
        await user.settled()
        assert "PPK Ketua · Magelang Tengah" in user.line("Akhiri masa tugas")
