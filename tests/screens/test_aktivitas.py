"""Aktivitas: the journal as sentences, live, whole on request."""

from __future__ import annotations

from datetime import timedelta

from models.actor import KPU, Actor
from models.clock import FixedClock
from models.queries.activity import EntryRow
from models.services import evidence, synergy
from models.uow import unit_of_work
from models.verbs import KINDS
from screens.aktivitas import Aktivitas
from screens.presenters import activity as sentences
from screens.presenters import journal_filter
from tests.screens.conftest import KOTA, NOW, TENGAH, City, User, start

UTARA = "33.71.02"


def screen(user: User) -> Aktivitas:
    found = user.app.front
    assert isinstance(found, Aktivitas)
    return found


def confirm(city: City, times: int, unit: str = TENGAH, code: str = "L2", actor: str = "bayu") -> None:
    """A colleague's entries, one second apart."""
    database, election = city.database(), city.elections["pemilu-2024"]
    for at in range(times):
        clock = FixedClock(NOW + timedelta(seconds=at))
        with unit_of_work(database, clock, Actor(actor, KPU), "nihil", unit, election) as work:
            evidence.report_nihil(work, election.indicator(code), unit)
    database.close()


async def seen(user: User, text: str) -> None:
    for _attempt in range(100):
        await user.pilot.pause(0.02)
        if text in user.picture:
            break
    assert text in user.picture


async def test_sentences_newest_first(city: City) -> None:
    confirm(city, 1)
    async with start(city, "aktivitas") as user:
        assert "bayu" in user.lines[3]
        assert "melaporkan nihil Surat suara · Magelang Tengah" in user.lines[3]
        assert "mengangkat" in user.lines[4]
        assert "menyiapkan basis data" in user.lines[5]


async def test_only_what_concerns_the_place(city: City) -> None:
    confirm(city, 1)
    async with start(city, "aktivitas", unit=UTARA) as user:
        assert "Surat suara" not in user.picture
        await user.press("back")
        assert "Surat suara" in user.picture


async def test_a_new_entry_appears_on_top(city: City) -> None:
    async with start(city, "aktivitas") as user:
        confirm(city, 1)
        await seen(user, "melaporkan nihil")
        assert "melaporkan nihil" in user.lines[3]
        assert screen(user).grid.window.cursor == 0


async def test_the_line_under_the_cursor_stays_where_it_is(city: City) -> None:
    confirm(city, 60)
    async with start(city, "aktivitas") as user:
        for _row in range(25):
            await user.press("down")
        grid = screen(user).grid
        key, place = grid.key, grid.window.cursor - grid.window.top
        confirm(city, 3, code="L1")
        for _attempt in range(100):
            await user.pilot.pause(0.02)
            if grid.window.rows[0].key == 65:
                break
        assert grid.window.rows[0].key == 65
        assert (grid.key, grid.window.cursor - grid.window.top) == (key, place)


async def test_long_journals_are_paged_both_ways(city: City) -> None:
    confirm(city, 420)
    async with start(city, "aktivitas") as user:
        await user.press("last")
        assert "menyiapkan basis data" in user.picture
        assert len(screen(user).grid.window.rows) < 300
        for _page in range(15):
            await user.press("page-up")
        confirm(city, 1, code="L1")
        await user.settled()
        await user.press("first")
        assert "Kit lengkap" in user.lines[3]
        for _page in range(30):
            await user.press("page-down")
        assert "menyiapkan basis data" in user.picture


async def test_what_was_undone_is_struck_and_says_so(city: City) -> None:
    confirm(city, 1, actor="sari")
    async with start(city, "aktivitas") as user:
        await user.press("undo")
        await user.pilot.press("y")
        await user.settled()
        await seen(user, "mengurungkan: melaporkan nihil")
        assert "diurungkan" in user.lines[4]


async def test_enter_shows_an_entry_whole_with_numbers_masked(city: City) -> None:
    database, election = city.database(), city.elections["pemilu-2024"]
    with unit_of_work(database, FixedClock(NOW), Actor("kpu", KPU), "contact", TENGAH, election) as work:
        synergy.set_contact(work, TENGAH, "camat", "Drs. Hadi", "0812-3456-789")
    database.close()
    async with start(city, "aktivitas", unit=TENGAH) as user:
        await user.press("open")
        assert "Drs. Hadi" in user.picture
        assert "****-****-789" in user.picture
        assert "0812" not in user.picture
        await user.press("back")
        assert "Drs. Hadi" not in user.picture


async def test_hostile_names_do_nothing(city: City) -> None:
    database, election = city.database(), city.elections["pemilu-2024"]
    with unit_of_work(database, FixedClock(NOW), Actor("[/]", KPU), "contact", KOTA, election) as work:
        synergy.set_contact(work, TENGAH, "camat", "nama[/b] [@click=app.quit]", "1")
    database.close()
    async with start(city, "aktivitas") as user:
        assert "[/]" in user.lines[3]
        await user.press("open")
        assert "nama[/b] [@click=app.quit]" in user.picture


# ── filtered ────────────────────────────────────────────────────────────


async def test_typed_filters_combine_stand_in_the_title_and_go_with_esc(city: City) -> None:
    confirm(city, 3)
    confirm(city, 2, unit=UTARA, actor="rini")
    async with start(city, "aktivitas") as user:
        await user.press("filter")
        await user.type("rini")
        assert "Aktivitas Kota Magelang · oleh rini" in user.picture
        assert len(screen(user).grid.window.rows) == 2
        await user.type(" kesiapan hari ini")
        assert "oleh rini · kesiapan · 31 Jan 2024" in user.picture
        assert len(screen(user).grid.window.rows) == 2
        await user.type(" sampai kemarin")
        assert "Tidak ada yang cocok. Esc menghapus saringan." in user.picture
        await user.press("back")
        assert len(screen(user).grid.window.rows) > 5
        assert "oleh rini" not in user.picture


async def test_a_unit_is_typed_and_a_word_that_is_nothing_is_named(city: City) -> None:
    confirm(city, 1)
    confirm(city, 1, unit=UTARA, actor="rini")
    async with start(city, "aktivitas") as user:
        await user.press("filter")
        await user.type("magelang utara kesiapan")
        assert "Aktivitas Magelang Utara · kesiapan" in user.picture
        assert len(screen(user).grid.window.rows) == 1
        await user.type(" zzz")
        assert "magelang utara zzz bukan akun, wilayah di sini, jenis, atau tanggal" in user.picture


async def test_what_comes_in_live_is_filtered_too_and_pages_are(city: City) -> None:
    confirm(city, 150)
    async with start(city, "aktivitas") as user:
        await user.press("filter")
        await user.type("oleh bayu")
        await user.pilot.press("enter")
        confirm(city, 1, code="L1", actor="rini")
        confirm(city, 1, code="L2", actor="bayu")
        for _attempt in range(100):
            await user.pilot.pause(0.02)
            if screen(user).grid.window.rows[0].key == 154:
                break
        assert [row.key for row in screen(user).grid.window.rows][:2] == [154, 152]
        await user.press("last")
        assert "menyiapkan basis data" not in user.picture
        assert {entry.actor for entry in screen(user).entries.values()} <= {"bayu", "rini", "sari"}
        assert all(screen(user).entries[row.key].actor == "bayu" for row in screen(user).grid.window.rows)


def test_every_verb_that_has_a_sentence_is_of_one_kind_and_every_kind_has_a_word() -> None:
    verbs = [verb for of in KINDS.values() for verb in of]
    assert len(verbs) == len(set(verbs))
    never_written = {"suppose", "import_reserves"}
    assert set(sentences._SENTENCES) - never_written - set(verbs) == set()
    assert list(journal_filter.KIND_WORDS) == list(KINDS)


def test_evidence_that_changed_nothing_confirmed_the_report(city: City) -> None:
    detail = {"indicator": "P4", "state": "siap", "count": 0}
    entry = EntryRow(3, NOW, "budi", "evidence", "pemilu-2024", TENGAH, "Magelang Tengah", detail, undone=False)
    assert sentences.sentence(entry, city.elections) == "mengonfirmasi Berkas · Magelang Tengah"
