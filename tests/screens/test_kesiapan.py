"""Kesiapan as a coordinator uses it: why is it red, which TPS are missing, evidence recorded, back up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from models import presence, queries
from models.actor import Actor
from models.clock import WIB, FixedClock, stored
from models.items import SIAP, UNKNOWN
from models.presence import FilePresence, Online
from models.services import evidence
from models.uow import unit_of_work
from screens.context import Place
from screens.kesiapan import Kesiapan
from tests.screens.conftest import CACABAN, KOTA, NOW, TENGAH, City, User, start


def screen(user: User) -> Kesiapan:
    found = user.app.front
    assert isinstance(found, Kesiapan)
    return found


def ballots(city: City) -> Any:
    return city.elections["pemilu-2024"].indicator("L2")


def record(city: City, rows: Sequence[Any], state: str = SIAP, reference: str = "BA 7/2024") -> None:
    database, election = city.database(), city.elections["pemilu-2024"]
    with unit_of_work(database, FixedClock(NOW), city.actor, "evidence", TENGAH, election) as work:
        chosen = [evidence.Item(row.unit, row.slot, row.tenure_id, row.version) for row in rows]
        evidence.record(work, ballots(city), chosen, state=state, reference=reference)
    database.close()


def listed(city: City, unit: str = TENGAH) -> Sequence[Any]:
    database = city.database()
    with database.read() as connection:
        found = queries.readiness.listed(connection, city.elections["pemilu-2024"], ballots(city), unit, limit=500)
    database.close()
    return found


@pytest.fixture
def tengah(city: City) -> City:
    """Tengah at H-14: L2 has 70 SIAP, 60 BELUM, 4 ? of 134."""
    database, election = city.database(), city.elections["pemilu-2024"]
    with unit_of_work(database, FixedClock(NOW), city.actor, "nihil", TENGAH, election) as work:
        evidence.report_nihil(work, ballots(city), TENGAH)
    database.close()
    rows = listed(city)
    record(city, rows[:70])
    record(city, rows[-4:], UNKNOWN, "")
    return city


async def test_the_worked_example_stands_on_the_screen(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH) as user:
        line = user.line("Surat suara")
        for figure in ("L2", "70/134", "52", "69", "60", " 4 ", "■ MERAH", "H-7"):
            assert figure in line
        assert "■ MERAH" in user.lines[1]
        assert len(user.lines) == 24


async def test_a_figure_opens_its_arithmetic(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        assert screen(user).indicators.key == "L2"
        await user.press("help")
        assert "52 % = 70 siap ÷ 134 TPS" in user.picture
        assert "target 69 = 100×(30−14)÷(30−7)" in user.picture
        assert "selisih 17 > 10 → ■ MERAH" in user.picture
        await user.press("back")
        assert "selisih 17" not in user.picture


async def test_with_room_the_arithmetic_the_bar_and_the_reason_are_there_at_once(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2", size=(120, 40)) as user:
        line = user.line("70/134")
        assert "███████" in line
        assert "52 %, target 69 %" in line
        assert "selisih 17 > 10 → ■ MERAH" in user.picture


async def test_sorting_puts_the_worst_first(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH) as user:
        assert "P1" in user.lines[3]
        await user.press("sort", "first")
        assert "■ MERAH" in user.lines[3]
        await user.press("sort-reverse", "first")
        assert "■ MERAH" not in user.lines[3]


async def test_indicators_are_filtered_as_one_types(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH) as user:
        await user.press("filter")
        await user.type("surat")
        assert "L2" in user.lines[3]
        assert "1/1" in user.picture
        await user.type("zzz")
        assert "Tidak ada indikator yang cocok" in user.picture
        await user.press("back")
        assert "1/22" in user.picture


async def test_enter_lists_the_items_unready_first_and_esc_comes_back(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("open")
        assert "L2 Surat suara · Magelang Tengah · 70 siap 60 belum 4 ?" in user.lines[1]
        assert "belum" in user.lines[3]
        assert "1/134" in user.picture
        await user.press("last")
        assert "134/134" in user.picture
        assert "● siap" in user.picture
        assert "BA 7/2024" in user.picture
        await user.press("back")
        assert screen(user).indicators.key == "L2"
        assert "Indikator" in user.lines[1]
        await user.press("back")
        assert user.app.context.place.unit == KOTA


async def test_a_key_walks_through_the_states(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("open")
        totals = []
        for _state in range(7):
            await user.press("sort")
            totals.append(len(screen(user).items.window.rows) if screen(user).items.window.complete else None)
        assert totals == [64, 60, 0, 4, 70, 0, None]
        await user.press("sort-reverse")
        assert "tidak dihitung" in user.lines[1]
        assert "Tidak ada butir yang cocok" in user.picture


async def test_words_filter_the_items_by_state(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("open", "filter")
        await user.type("siap")
        assert "saringan: siap" in user.lines[1]
        assert "● siap" in user.lines[3]
        await user.press("open")
        await user.press("back")
        assert "Indikator" in user.lines[1]


async def test_thousands_of_seats_are_paged(city: City) -> None:
    async with start(city, "kesiapan", indicator="P3") as user:
        await user.press("open")
        assert "1/3.177" in user.picture
        assert len(screen(user).items.window.rows) <= 200
        for _page in range(12):
            await user.press("page-down")
        here = screen(user).items.window.offset
        assert here is not None
        assert here + screen(user).items.window.cursor > 150
        await user.press("last")
        assert "3.177/3.177" in user.picture
        for _page in range(12):
            await user.press("page-up")
        await user.press("first")
        assert "1/3.177" in user.picture


async def test_a_colleagues_evidence_turns_figures_and_list(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("open", "down", "down")
        here = screen(user).items.key
        before = listed(tengah)
        record(tengah, [row for row in before if row.state == "belum"][5:15])
        for _attempt in range(100):
            await user.pilot.pause(0.02)
            if "80 siap" in user.lines[1]:
                break
        assert "80 siap 50 belum 4 ?" in user.lines[1]
        assert screen(user).items.key == here
        await user.press("back")
        assert "80/134" in user.line("Surat suara")


async def test_evidence_for_what_is_selected(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("open", "select", "select", "evidence")
        assert "2 TPS" in user.picture
        await user.type("BA 99/2024")
        await user.pilot.press("enter")
        await user.settled()
        assert "72 siap 58 belum 4 ?" in user.lines[1]
        await user.press("undo")
        await user.pilot.press("y")
        await user.settled()
        assert "70 siap 60 belum 4 ?" in user.lines[1]


async def test_contacts_are_named_by_their_role(city: City) -> None:
    async with start(city, "kesiapan", unit=TENGAH, indicator="K1") as user:
        await user.press("open")
        assert "Camat" in user.lines[3]
        assert "Magelang Tengah" in user.lines[3]


async def test_seats_show_who_sits_there(city: City) -> None:
    async with start(city, "kesiapan", unit=CACABAN, indicator="P5", size=(120, 40)) as user:
        await user.press("open")
        assert "KPPS Ketua" in user.picture
        assert "TPS 001 Cacaban" in user.picture


async def test_a_tps_has_its_own_indicators(city: City) -> None:
    async with start(city, "kesiapan", unit=f"{CACABAN}.001") as user:
        assert "Surat suara" in user.picture
        assert "Rakor" not in user.picture


async def test_the_other_election_keeps_the_place(city: City) -> None:
    async with start(city, "kesiapan", unit=TENGAH) as user:
        await user.press("election")
        assert "Pilkada 2024" in user.lines[1]
        assert "perkiraan" in user.lines[1]
        assert user.app.context.place == Place("pilkada-2024", TENGAH)


async def test_after_polling_it_is_an_archive(tengah: City) -> None:
    later = FixedClock(datetime(2024, 3, 1, 9, 0, tzinfo=WIB))
    async with start(tengah, "kesiapan", unit=TENGAH, clock=later, indicator="L2") as user:
        assert "arsip" in user.lines[1]
        await user.press("help")
        assert "arsip: keadaan saat TPS dibuka" in user.picture
        await user.press("back", "open")
        assert "keadaan kini" in user.lines[1]


async def test_without_a_database_it_says_why(city: City) -> None:
    city.path.write_bytes(b"no database at all, whatever it may look like" * 200)
    async with start(city, "kesiapan", size=(200, 40)) as user:
        assert "bukan basis data Siaga" in user.picture


async def test_what_proves_an_item_and_who_recorded_it_stand_below(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("open")
        screen(user).items.move_to((f"{TENGAH}.1001.001", 0))
        await user.press("sort", "sort", "sort", "sort", "sort")  # only siap
        said = user.line("berita acara")
        assert "BA 7/2024" in said
        assert "dicatat sari, 20:00" in said


async def test_evidence_of_a_day_before_the_stage_is_asked_about(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("open", "evidence")
        await user.type("BA 8")
        await user.press("form-next")
        await user.pilot.press(*["backspace"] * 10)
        await user.type("01-12-2023")
        await user.press("form-accept")
        assert "mendahului mulainya Surat suara" in user.picture
        await user.press("confirm-no")
        assert "BA 8" in user.picture  # nothing that was typed is lost
        await user.press("form-accept", "confirm-yes")
        assert "71 siap" in user.lines[1]


async def test_kpu_takes_items_out_of_the_count_and_back(tengah: City) -> None:
    tengah.actor = Actor("kpu", "kpu")
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("open", "exclude")
        await user.type("TPS digabung")
        await user.press("form-accept")
        assert "1 N/A" in user.lines[1]
        assert "59 belum" in user.lines[1]
        for _state in range(6):
            await user.press("sort")
        assert "TPS digabung" in user.picture
        await user.press("exclude", "confirm-yes")
        assert "70 siap 60 b" in user.lines[1]


async def test_a_coordinator_is_told_that_only_kpu_may(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("open", "exclude")
        assert "Hanya KPU yang dapat melakukan ini" in user.picture


async def test_the_kind_that_was_chosen_is_kept(tengah: City) -> None:
    async with start(tengah, "kesiapan", unit=TENGAH, indicator="L2") as user:
        await user.press("open", "evidence")
        assert "▸berita acara" in user.picture  # what usually proves it
        await user.type("Pak Lurah")
        await user.press("form-next", "form-next")
        await user.pilot.press("s")
        assert "▸saksi" in user.picture
        await user.press("form-accept")
        found = [row for row in listed(tengah) if row.reference == "Pak Lurah"]
        assert [row.said.kind for row in found] == ["witness"]


async def test_an_item_says_who_has_a_form_on_it_open(city: City) -> None:
    """A TPS is none of the seats, and no office is the seat of its number."""
    rini = FilePresence(city.path)
    about = (presence.item("tps", f"{CACABAN}.002"), presence.item("contact", TENGAH, 1))
    rini.announce(Online(7, "rini", CACABAN, "Cacaban", "kesiapan", stored(NOW), about, stored(NOW)))
    async with start(city, "kesiapan", unit=CACABAN, indicator="L2") as user:
        await user.press("open")
        for _attempt in range(200):
            await user.pilot.pause(0.02)
            if "✎rini" in user.picture:
                break
        assert [line for line in user.lines if "✎rini" in line] == [user.line("002")]
    async with start(city, "personel", unit=KOTA) as user:
        for _attempt in range(50):
            await user.pilot.pause(0.02)
        assert user.app.context.claims
        assert "✎" not in user.picture
    rini.leave()
