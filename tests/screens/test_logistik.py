"""Logistik: what is needed and short, kits step by step with their receipts, TPS rawan; from the kota to a TPS."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models.logistics import Pieces
from models.queries.readiness import listed
from models.services import hazards
from models.services import logistics as acts
from models.tables import Flag, Kit, Stock, Tps
from screens.logistik import Logistik
from tests.screens.conftest import CACABAN, NOW, TENGAH, City, User, start
from tests.screens.people import ask, write

FIRST, SECOND, THIRD = (f"{CACABAN}.00{number}" for number in (1, 2, 3))
TODAY = NOW.date()
PAPER = "BA 7/II/2024"


def screen(user: User) -> Logistik:
    found = user.app.front
    assert isinstance(found, Logistik)
    return found


def voters(city: City, numbers: dict[str, int]) -> None:
    write(city, "dpt", lambda work: acts.set_voters(work, numbers), CACABAN)


def step(city: City, code: str, *where: str) -> None:
    more: dict[str, Any] = {"on": TODAY, "reference": PAPER, "receiver": "Bu Rini", "confirmed": True}
    write(city, "kit", lambda work: acts.record_step(work, code, where, **more), CACABAN)


def pieces(city: City, unit: str, good: str, said: Pieces, version: int | None = None) -> None:
    more: dict[str, Any] = {"on": TODAY, "reference": PAPER, "version": version}
    write(city, "stock", lambda work: acts.record_pieces(work, unit, good, said, **more), unit)


def state(city: City, code: str, unit: str) -> str:
    database, election = city.database(), city.elections["pemilu-2024"]
    with database.read() as connection:
        found = listed(connection, election, election.indicator(code), unit)
    database.close()
    return found[0].state


@pytest.fixture
def stocked(city: City) -> City:
    """Three TPS of a kelurahan with voters; one counted, one short of ballots."""
    voters(city, {FIRST: 280, SECOND: 250, THIRD: 200})
    step(city, "counted", FIRST)
    pieces(city, SECOND, "ss5", Pieces(received=243, counted=243))
    return city


async def test_sums_and_what_is_short_in_words(stocked: City) -> None:
    async with start(stocked, "logistik") as user:
        assert "353 TPS · DPT ≥ 730, 350 TPS belum diketahui" in user.lines[1]
        assert "≥ 745" in user.line("DPRD Provinsi")
        assert "1.771" in user.line("Kotak suara")
        assert "kurang 12 surat suara DPRD Kabupaten/Kota, TPS 002 Cacaban" in user.picture


async def test_what_nobody_said_is_unknown(city: City) -> None:
    async with start(city, "logistik", unit=CACABAN) as user:
        assert "DPT ? belum diketahui" in user.lines[1]
        assert " ? " in user.line("DPRD Provinsi")
        await user.press("next-list")
        assert "DPT ?" in user.line("TPS 001")
        assert "–/?" in user.line("TPS 001")


async def test_from_the_kota_to_the_card_and_back(stocked: City) -> None:
    async with start(stocked, "logistik") as user:
        await user.press("next-list")
        assert "1.673/≥ 3.725" in user.line("Magelang Tengah")
        screen(user).grid.move_to(TENGAH)
        await user.press("open")
        assert "1.430/1.430" in user.line("TPS 001 Cacaban")
        screen(user).grid.move_to(SECOND)
        await user.press("open")
        assert "250 · 255 lembar tiap jenis (cadangan 2 %)" in user.picture
        assert "KPPS 7/7" in user.picture
        assert "L2 Surat suara" in user.line("Menahan")
        await user.press("back", "back")
        assert user.app.context.place.unit == TENGAH


async def test_voters_are_keyed_and_asked_about_when_they_are_many(city: City) -> None:
    async with start(city, "logistik", unit=FIRST) as user:
        assert "? belum diketahui: X mengisinya" in user.picture
        await user.press("voters")
        await user.type("31x")
        await user.press("form-accept")
        assert "Bukan bilangan bulat" in user.picture
        await user.pilot.press("backspace")
        await user.type("0")
        await user.press("form-accept")
        assert f"DPT {FIRST} melebihi 300 pemilih" in user.picture
        await user.press("confirm-yes")
        assert "310 · 317 lembar tiap jenis" in user.picture
    assert ask(city, select(Tps.c.dpt).where(Tps.c.code == FIRST, Tps.c.election == "pemilu-2024"))[0][0] == 310


async def test_pieces_of_a_kind_at_a_tps(stocked: City) -> None:
    async with start(stocked, "logistik", unit=SECOND) as user:
        screen(user).grid.move_to("ss5")
        await user.press("edit")
        await user.press("form-next")
        await user.type("250")
        await user.press("form-accept")
        assert "Rusak 250 tidak mungkin lebih dari Diterima 243" in user.picture
        await user.press("form-cancel", "confirm-yes")
        await user.press("edit", "form-next", "form-next")
        await user.pilot.press("backspace", "backspace", "backspace")
        await user.type("300")
        await user.press("form-accept")
        assert "Terhitung 300 tidak mungkin lebih dari Baik 243" in user.picture
    assert ask(stocked, select(Stock.c.counted).where(Stock.c.unit == SECOND)) == [(243,)]


async def test_a_count_that_completes_proves_it(stocked: City) -> None:
    for code in ("ss1", "ss2", "ss3", "ss4"):
        pieces(stocked, SECOND, code, Pieces(counted=255))
    assert state(stocked, "L2", SECOND) == "belum"
    async with start(stocked, "logistik", unit=SECOND) as user:
        screen(user).grid.move_to("ss5")
        await user.press("edit")
        for number in (255, None, 255):
            if number is not None:
                await user.pilot.press("backspace", "backspace", "backspace")
                await user.type(str(number))
            await user.press("form-next")
        await user.press("form-accept")
        assert "SIAP perlu bukti" in user.picture
        await user.press("form-next", "form-next")
        await user.type(PAPER)
        await user.press("form-accept")
        assert "Tercatat: surat suara DPRD Kabupaten/Kota" in user.picture
    assert state(stocked, "L2", SECOND) == "siap"


async def test_a_store_has_two_numbers(stocked: City) -> None:
    async with start(stocked, "logistik", unit=TENGAH) as user:
        screen(user).grid.move_to("kotak")
        await user.press("edit")
        assert "Terhitung" not in "\n".join(user.lines[-8:])
        await user.type("600")
        await user.press("form-accept")
        assert "kurang 72 kotak suara, gudang Magelang Tengah" in user.picture


async def test_a_receipt_at_the_tps(stocked: City) -> None:
    async with start(stocked, "logistik", unit=FIRST) as user:
        await user.press("evidence")
        await user.pilot.press("right", "right", "right")  # the next one, packed, is preset
        await user.press("form-accept")
        assert "Tanda terima perlu nomornya dan siapa yang menerima" in user.picture
        await user.press("form-next")
        await user.type("TT 12")
        await user.press("form-next")
        await user.type("Bu Rini")
        await user.press("form-accept")
        assert "belum dicatat dikemas lengkap" in user.picture
        await user.press("confirm-no", "form-accept", "confirm-yes")
        assert "TT 12 diterima Bu Rini" in user.picture
    assert state(stocked, "L3", FIRST) == "siap"
    assert ask(stocked, select(Kit.c.step, Kit.c.receiver)) == [("tps", "Bu Rini")]


async def test_a_whole_kelurahan_at_once(stocked: City) -> None:
    async with start(stocked, "logistik", unit=CACABAN) as user:
        await user.press("next-list", "evidence-all")
        assert "semua di Cacaban (25 TPS)" in user.picture
        await user.type("d")
        await user.press("form-next")
        await user.type(PAPER)
        await user.press("form-accept")
        assert "Kit dikemas lengkap: 25 TPS; L1 SIAP" in user.picture
        assert "Dikemas 31 Jan" in user.line("TPS 003 Cacaban")
        await user.press("undo", "confirm-yes")
        assert "Dikemas" not in user.line("TPS 003 Cacaban")
    assert ask(stocked, select(Kit.c.unit)) == []


async def test_a_kelurahan_with_unknown_voters_is_not_counted(stocked: City) -> None:
    async with start(stocked, "logistik", unit=CACABAN) as user:
        await user.press("next-list", "evidence-all", "form-next")
        await user.type(PAPER)
        await user.press("form-accept")
        said = " ".join(user.picture.split())
        assert "dan 19 lainnya belum diketahui. Isi DPT-nya lebih dulu (X)" in said


async def test_several_chosen_ones(stocked: City) -> None:
    async with start(stocked, "logistik", unit=CACABAN) as user:
        await user.press("next-list", "select", "down", "select", "evidence")
        assert "2 TPS" in user.line("Langkah barang")
        await user.press("form-next")
        await user.type(PAPER)
        await user.press("form-accept")
        assert "Surat suara terhitung: 2 TPS; L2 SIAP" in user.picture
    assert [state(stocked, "L2", unit) for unit in (FIRST, SECOND, THIRD)] == ["siap", "belum", "siap"]


async def test_a_colleague_was_quicker(stocked: City) -> None:
    async with start(stocked, "logistik", unit=FIRST) as user:
        await user.press("evidence", "form-next")
        await user.type(PAPER)
        step(stocked, "packed", FIRST)
        await user.press("form-accept")
        assert "bayu sudah mengubah ini" in " ".join(user.picture.split())


async def test_shortages_lead_to_their_tps(stocked: City) -> None:
    async with start(stocked, "logistik") as user:
        await user.press("next-list", "next-list")
        assert "kurang 12 surat suara DPRD Kabupaten/Kota, TPS 002 Cacaban" in user.lines[3]
        await user.press("open")
        assert user.app.context.place.unit == SECOND


# ── TPS rawan ────────────────────────────────────────────────────────────


async def test_a_tps_is_flagged_and_answered_and_its_evidence_offered(city: City) -> None:
    async with start(city, "logistik", unit=FIRST) as user:
        await user.press("flag-add")
        await user.type("j")
        await user.press("form-next")
        await user.pilot.press("right")
        await user.press("form-accept")
        assert "1 terbuka: Kendala listrik" in user.picture
        await user.press("next-list")
        assert any("TPS 001 Cacaban" in line and "terbuka" in line for line in user.lines)
        await user.press("answer")
        await user.press("form-accept")
        assert "Penanganannya belum diisi" in user.picture
        await user.type("Genset kelurahan")
        await user.press("form-accept")
        assert "semua kerawanan dijawab" in user.picture
        await user.type("Denah TPS 4")
        await user.press("form-accept")
        assert any("Kendala listrik" in line and "dijawab" in line for line in user.lines)
    assert state(city, "T1", FIRST) == "siap"
    assert [tuple(row) for row in ask(city, select(Flag.c.sign, Flag.c.mitigation, Flag.c.answered_on))] == [
        ("G2", "Genset kelurahan", TODAY),
    ]  # fmt: skip


async def test_flags_of_the_kota_lead_to_their_tps(city: City) -> None:
    write(city, "flag", lambda work: hazards.flag(work, FIRST, "B1", on=date(2024, 1, 20), note="pernah ribut"))
    async with start(city, "logistik") as user:
        assert "353 TPS" in user.lines[1]
        await user.press("next-list", "next-list", "next-list")
        assert "1 tanda, 1 terbuka" in user.lines[1]
        assert "pernah ribut" in user.picture
        await user.press("unflag")
        await user.type("salah TPS")
        await user.press("form-accept")
        assert "0 tanda" in user.lines[1]


# ── where little can be done ────────────────────────────────────────────────────────────


async def test_who_only_looks_changes_nothing(stocked: City) -> None:
    async with start(stocked, "logistik", unit=FIRST, readonly=True) as user:
        await user.press("voters")
        assert "hanya untuk dibaca" in user.picture
        await user.press("edit", "evidence", "flag-add")
        assert user.app.screen is screen(user)


async def test_the_other_election_has_its_own_goods(stocked: City) -> None:
    async with start(stocked, "logistik", size=(120, 40)) as user:
        await user.press("election")
        assert "Wali Kota dan Wakil Wali Kota" in user.picture
        assert "368" in user.line("Kotak suara")
        assert "DPRD" not in user.picture


async def test_the_journal_tells_it(stocked: City) -> None:
    write(stocked, "flag", lambda work: hazards.flag(work, FIRST, "B1", on=TODAY), FIRST)
    async with start(stocked, "aktivitas", size=(120, 40)) as user:
        assert "menandai rawan: Riwayat kekerasan · TPS 001 Cacaban" in user.picture
        assert "mencatat surat suara DPRD Kabupaten/Kota: diterima 243, terhitung 243 · TPS 002" in user.picture
        assert "mencatat surat suara terhitung 1 TPS · Cacaban" in user.picture
        assert "mengisi DPT 3 TPS · Cacaban" in user.picture


async def test_paging_down_a_kecamatan(city: City) -> None:
    async with start(city, "logistik", unit=TENGAH) as user:
        await user.press("next-list", "last")
        assert "134/134" in user.picture
        await user.press("first")
        assert "1/134" in user.picture


async def test_the_help_names_the_keys_that_act_in_this_list_only(stocked: City) -> None:
    async with start(stocked, "logistik", size=(120, 60)) as user:
        await user.press("help")
        assert "Daftar" in user.picture
        assert "Hapus tanda yang keliru" not in user.picture
