"""The card of one person: everything known, masked until it is opened, edited as one types, clashes chosen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models import queries
from models.actor import PENGAMAT, Actor
from screens.dialogs.lookup import PAUSE
from screens.orang import Orang
from tests.screens.conftest import CACABAN, KOTA, City, User, start
from tests.screens.people import biodata, know, seat, wait, write
from tests.screens.test_drafts import kept, session

TPS = f"{CACABAN}.002"
NIK = "3371031205900001"


@pytest.fixture
def sari(city: City) -> Any:
    """A KPPS member of Cacaban of whom much is known."""
    found = seat(city, "kpps", TPS, ordinal=2)
    know(
        city,
        found.person_id,
        nik=NIK,
        sex="L",
        born_on=date(1990, 5, 12),
        born_in="Magelang",
        phone="+6281234567890",
        address="Jl. Contoh 5",
        rt="003",
        rw="005",
        domicile=CACABAN,
        education="sma",
        sipol="bersih",
        health="sehat",
        health_until=date(2024, 6, 30),
    )
    return found


def entries(city: City) -> list[tuple[str, str]]:
    database = city.database()
    with database.read() as connection:
        found = [(row.actor, row.verb) for row in queries.activity.entries(connection, KOTA, limit=20)]
    database.close()
    return found


async def test_the_card_opens_from_personel_and_esc_returns(city: City, sari: Any) -> None:
    async with start(city, "personel", unit=TPS) as user:
        user.app.context.seat = sari.id
        await user.press("board", "personel", "person")
        assert isinstance(user.app.front, Orang)
        assert sari.name in user.lines[1]
        assert "KPPS Anggota 2 · TPS 002 Cacaban" in user.picture
        assert "belum dilantik" in user.picture
        assert "SMA/sederajat" in user.picture
        await user.press("back")
        assert user.app.current_mode == "personel"


async def test_the_card_opens_from_the_jump_list(city: City, sari: Any) -> None:
    async with start(city) as user:
        await user.press("goto")
        await user.type("cacaban")
        await user.press("goto-card")
        assert "Sorot seorang petugas dulu." in user.picture
        await user.pilot.press(*["backspace"] * 7)
        await user.type(sari.name)
        await user.press("goto-card")
        assert user.app.current_mode == "orang"
        assert sari.name in user.lines[1]
        await user.press("back")
        assert user.app.current_mode == "papan"


async def test_personal_data_are_masked_until_opened_and_the_journal_keeps_who_did(city: City, sari: Any) -> None:
    async with start(city, "orang", person=sari.person_id) as user:
        assert NIK not in user.picture
        assert "************0001" in user.picture
        assert "1234" not in user.picture
        assert "Jl. Contoh" not in user.picture
        assert "**-**-1990 (33 th)" in user.picture
        await user.press("copy")
        assert NIK not in user.app.clipboard and "KPPS Anggota 2" in user.app.clipboard
        await user.press("identity")
        assert "Dicatat di jurnal: sari membuka data ini." in user.picture
        await user.press("confirm-no")
        assert NIK not in user.picture
        await user.press("identity", "confirm-yes")
        assert NIK in user.picture
        assert "+62 812-3456-7890" in user.picture
        assert "Jl. Contoh 5 RT 003 RW" in user.picture
        await user.press("copy")
        assert NIK in user.app.clipboard
        await user.press("back", "personel")
    assert entries(city)[0] == ("sari", "unmask")
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("identity", "confirm-yes", "identity")
        assert NIK not in user.picture


async def test_somebody_of_whom_nothing_is_known(city: City) -> None:
    found = seat(city, "pps", CACABAN, post="ketua")
    async with start(city, "orang", person=found.person_id) as user:
        assert "Belum ada biodata" in user.picture
        assert "tanggal lahir belum diisi" in user.picture
        await user.press("identity")
        assert "Belum ada NIK" in user.lines[-1]


async def test_nobody_of_that_number(city: City) -> None:
    async with start(city, "orang", person=999999) as user:
        assert "tidak ada di basis data" in user.picture
        for name in ("edit", "identity", "answered", "swear", "heirs", "copy"):
            await user.press(name)
        await user.press("back")
        assert user.app.current_mode == "papan"


async def test_how_a_call_ended_is_one_key(city: City, sari: Any) -> None:
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("unanswered")
        assert f"{sari.name}: tidak diangkat, dicatat" in user.lines[-1]
        assert "tidak diangkat" in user.line("Telepon     baru saja")
        await user.press("answered")
        assert "dijawab" in user.line("Telepon     baru saja")
    assert entries(city)[:2] == [("sari", "call"), ("sari", "call")]


async def test_the_oath_is_taken_before_a_witness(city: City, sari: Any) -> None:
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("swear")
        await user.type("12/BA")
        await user.press("form-accept")
        assert "Saksi belum diisi." in user.picture and "Tempat belum diisi." in user.picture
        await user.type("Balai Cacaban")
        await user.press("form-next")
        await user.type("Rini")
        await user.press("form-accept")
        assert "dilantik: KPPS Anggota 2" in user.lines[-1]
        assert "✓ dilantik 31 Jan 2024, Balai Cacaban" in user.picture and "saksi Rini" in user.picture
        assert "Pakta siap 12/BA" in user.picture


async def field(user: User, name: str, said: str) -> None:
    """Type into one field of the form, in place of what stands there."""
    line = user.app.screen.fields[name]  # type: ignore[attr-defined]
    line.entry.focus()
    line.entry.value = ""
    await user.settled()
    await user.type(said)


async def answered(user: User) -> None:
    """Wait until whoever was typed has been looked up."""
    await user.pilot.pause(PAUSE + 0.1)
    await user.settled()


async def test_the_form_understands_while_one_types(city: City, sari: Any) -> None:
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("edit")
        assert "************0001" in user.line("kosong: tetap")
        for name, said, wrong in (
            ("nik", "33710", "5 angka, harus 16"),
            ("nik", "3371031235900001", "Bukan NIK"),
            ("nik", "3371035205900001", "menurut NIK perempuan"),
            ("nik", "9971031205900001", "wilayah tidak dikenal"),
            ("born_on", "31-02-1990", "Bukan tanggal lengkap"),
            ("phone", "12", "Terlalu pendek"),
            ("education", "x", "SD, SMP"),
            ("domicile", "zzz", "Tidak dikenal"),
        ):
            await field(user, name, said)
            assert wrong in user.picture, name
        await user.press("form-accept")
        assert user.app.screen is not user.app.front
        for name, said, read in (
            ("nik", "3371031205900002", "16 angka, cocok"),
            ("born_on", "12 mei 1990", "Sab 12 Mei 1990 · 33 th"),
            ("phone", "0813 1111 2222", "+62 813-1111-2222"),
            ("education", "s1", "S1"),
            ("domicile", "wates", "Wates"),
        ):
            await field(user, name, said)
            assert read in user.picture, name
        await user.press("form-accept")
        assert "Biodata disimpan" in user.lines[-1]
    now = biodata(city, sari.person_id)
    assert (now["nik"], now["phone"], now["education"]) == ("3371031205900002", "+6281311112222", "s1")
    assert now["domicile"] == "33.71.02.1003" and now["address"] == "Jl. Contoh 5"


SPOUSE = "spouse_id"


async def test_husband_or_wife_is_found_by_name_and_the_rule_speaks(city: City, sari: Any) -> None:
    other = seat(city, "kpps", f"{CACABAN}.003", ordinal=3)
    async with start(city, "orang", person=sari.person_id) as user:
        assert "suami atau istri penyelenggara" not in user.picture
        await user.press("edit")
        await field(user, SPOUSE, other.name)
        await answered(user)
        assert f"● {other.name}, KPPS Anggota 3 · TPS 003" in user.picture
        assert "Enter" in user.lines[-1]
        await user.press("form-accept")
        assert "Biodata disimpan" in user.lines[-1]
        assert other.name in user.line("Suami/istri")
        assert "■ suami atau istri penyelenggara: KPPS · TPS 003 Cacaban" in user.picture
        assert "PKPU 8/2022 ps 35(1)" in user.picture
        await user.press("edit")
        assert other.name in user.line("Suami/istri")
        await field(user, SPOUSE, "-")
        await user.press("form-accept")
        assert "suami atau istri penyelenggara" not in user.picture
    assert biodata(city, sari.person_id)[SPOUSE] is None and biodata(city, other.person_id)[SPOUSE] is None


async def test_several_or_nobody_say_what_to_type(city: City, sari: Any) -> None:
    other = seat(city, "kpps", "33.71.03.1005.004", ordinal=1)
    know(city, other.person_id, nik="3371035205900009")
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("edit")
        for said, read in (
            ("Su", "Ketik paling sedikit 3 huruf"),
            ("Wibowo", "orang cocok. Ketik NIK, atau"),
            ("Wibowo kel. panjang", "orang cocok. Ketik NIK, atau"),
            ("Zulaikha", "Bukan petugas atau cadangan"),
            (sari.name, "Bukan petugas atau cadangan"),
            ("337103", "6 angka, harus 16"),
            ("3371035205900009", f"● {other.name}, KPPS Anggota 1"),
            (f"{other.name} tps 4 panjang", f"● {other.name}, KPPS Anggota 1"),
        ):
            await field(user, SPOUSE, said)
            await answered(user)
            beside = " ".join(user.picture.partition(" Suami/istri ")[2].partition("Sipol")[0].split())
            assert read in beside, said
            if "●" not in read:
                await user.press("form-accept")
                assert "Suami/istri: " in user.picture and user.app.screen is not user.app.front
        await user.press("form-accept")
        assert "Biodata disimpan" in user.lines[-1]
    assert biodata(city, sari.person_id)[SPOUSE] == other.person_id


async def test_enter_before_the_answer_saves_when_it_is_there(city: City, sari: Any) -> None:
    other = wait(city, "Wahyu Menunggu", CACABAN)
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("edit")
        line = user.app.screen.fields[SPOUSE]  # type: ignore[attr-defined]
        line.entry.focus()
        line.entry.value = "wahyu"
        await user.press("form-accept")
        await answered(user)
        assert "Biodata disimpan" in user.lines[-1]
        assert "Wahyu Menunggu" in user.line("Suami/istri")
        assert "suami atau istri penyelenggara" not in user.picture, "who only waits holds no seat"
    assert biodata(city, sari.person_id)[SPOUSE] == other


async def test_who_is_married_to_another_is_changed_on_their_own_card(city: City, sari: Any) -> None:
    one, two = seat(city, "kpps", f"{CACABAN}.003", ordinal=3), seat(city, "kpps", f"{CACABAN}.003", ordinal=4)
    know(city, one.person_id, spouse_id=two.person_id)
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("edit")
        await field(user, SPOUSE, one.name)
        await answered(user)
        assert f"tercatat menikah dengan {two.name}" in " ".join(user.picture.split())
        await user.press("form-accept")
        assert user.app.screen is not user.app.front
    assert biodata(city, one.person_id)[SPOUSE] == two.person_id


async def test_two_people_name_another_spouse(city: City, sari: Any) -> None:
    one, two = seat(city, "kpps", f"{CACABAN}.003", ordinal=3), seat(city, "kpps", f"{CACABAN}.003", ordinal=4)
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("edit")
        await field(user, SPOUSE, one.name)
        await answered(user)
        know(city, sari.person_id, spouse_id=two.person_id)
        await user.press("form-accept")
        assert "Bentrok" in user.picture
        line = user.line("▸Suami/istri")
        assert "kosong" in line and two.name[:12] in line and one.name[:12] in line
        await user.press("clash-mine", "form-accept")
        assert "Biodata disimpan" in user.lines[-1]
    assert biodata(city, sari.person_id)[SPOUSE] == one.person_id
    assert biodata(city, two.person_id)[SPOUSE] is None


async def test_a_spouse_in_a_draft_is_looked_up_again(city: City, sari: Any, tmp_path: Path) -> None:
    other, drafts = seat(city, "kpps", f"{CACABAN}.003", ordinal=3), tmp_path / "drafts"
    async with session(city, drafts, "orang", person=sari.person_id) as user:
        await user.press("edit")
        await field(user, SPOUSE, other.name)
        await kept(user, drafts)
    async with session(city, drafts, "orang", person=sari.person_id) as user:
        await user.press("edit")
        await answered(user)
        assert "draf dipulihkan" in user.lines[-1]
        assert f"● {other.name}, KPPS Anggota 3" in user.picture
        await user.press("form-accept")
    assert biodata(city, sari.person_id)[SPOUSE] == other.person_id


async def test_a_hidden_field_stays_and_a_dash_takes_it_away(city: City, sari: Any) -> None:
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("edit", "form-accept")
        assert "Tidak ada yang diubah" in user.picture
        await field(user, "phone", "-")
        await user.press("form-accept")
        assert "Biodata disimpan" in user.lines[-1]
    now = biodata(city, sari.person_id)
    assert now["phone"] is None and now["nik"] == NIK


async def test_what_stood_there_before_holds_nobody_up(city: City, sari: Any) -> None:
    know(city, sari.person_id, domicile="33.08.01.2001", phone="+62999999")
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("identity", "confirm-yes", "edit")
        await field(user, "occupation", "guru")
        await user.press("form-accept")
        assert "Biodata disimpan" in user.lines[-1]
    now = biodata(city, sari.person_id)
    assert (now["occupation"], now["domicile"], now["phone"]) == ("guru", "33.08.01.2001", "+62999999")


async def test_two_people_change_the_same_fields(city: City, sari: Any) -> None:
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("edit")
        await field(user, "occupation", "guru")
        await field(user, "education", "d3")
        await field(user, "born_in", "Temanggung")
        know(city, sari.person_id, TPS, occupation="petani", education="s2")
        await user.press("form-accept")
        assert "Bentrok" in user.picture
        head = user.line("1 asal")
        assert "2 bayu 20:00" in head and "3 Anda" in head
        assert "guru" in user.line("petani")
        await user.press("form-accept")
        assert "Pilih dulu: Pendidikan, Pekerjaan" in user.picture
        await user.press("clash-mine", "clash-theirs", "form-accept")
        assert "Biodata disimpan" in user.lines[-1]
        assert user.app.screen is user.app.front
    now = biodata(city, sari.person_id)
    assert (now["education"], now["occupation"], now["born_in"]) == ("d3", "petani", "Temanggung")


async def test_a_clash_may_be_left(city: City, sari: Any) -> None:
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("edit")
        await field(user, "occupation", "guru")
        know(city, sari.person_id, occupation="petani")
        await user.press("form-accept", "form-cancel")
        assert "pilihan bentrok dibatalkan" in user.picture
        await user.press("form-accept", "clash-theirs", "form-accept")
        assert "Punya rekan dipertahankan" in user.lines[-1]
    assert biodata(city, sari.person_id)["occupation"] == "petani"


async def test_fields_that_nobody_else_touched_do_not_clash(city: City, sari: Any) -> None:
    async with start(city, "orang", person=sari.person_id) as user:
        await user.press("edit")
        await field(user, "occupation", "guru")
        know(city, sari.person_id, education="s3")
        await user.press("form-accept")
        assert "Biodata disimpan" in user.lines[-1]
    now = biodata(city, sari.person_id)
    assert (now["occupation"], now["education"]) == ("guru", "s3")


async def test_a_seat_in_both_elections_and_what_stands_against_it(city: City, sari: Any) -> None:
    from models.services.staffing import end_tenure

    write(city, "end", lambda work: end_tenure(work, sari.id, date(2024, 1, 30), "mundur"), TPS)
    know(city, sari.person_id, domicile="33.71.02.1003")
    async with start(city, "orang", person=sari.person_id) as user:
        assert "25 Jan 2024 – 30" in user.picture and "mengundurkan diri" in user.picture
        await user.press("open")
        assert "Tidak memegang kursi sekarang" in user.lines[-1]


async def test_enter_goes_to_the_seat(city: City, sari: Any) -> None:
    async with start(city, "orang", person=sari.person_id, unit=KOTA) as user:
        await user.press("open")
        assert user.app.current_mode == "personel"
        assert user.app.front.grid.key == sari.id  # type: ignore[union-attr]


async def test_what_stands_against_the_holder_is_said_with_its_source(city: City, sari: Any) -> None:
    know(city, sari.person_id, domicile="33.71.02.1003", sipol="tercatat")
    async with start(city, "orang", person=sari.person_id) as user:
        assert "KTP bukan dari Cacaban  PKPU 8/2022 ps 35(1)" in user.picture
        assert "Sipol: tercatat, surat klarifikasi belum ada" in user.picture


async def test_who_only_looks_may_not_open_nor_change(city: City, sari: Any) -> None:
    city.actor = Actor("tamu", PENGAMAT)
    async with start(city, "orang", person=sari.person_id) as user:
        for name in ("edit", "identity", "answered", "unanswered", "swear"):
            await user.press(name)
            assert "Peran Anda hanya melihat" in user.lines[-1], name
        assert NIK not in user.picture
