"""Forms understand while one types: a sentence stands at the field as soon as it cannot become right any more, or is
left; never while nobody touched it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.queries.register import of_seat
from models.services.staffing import end_tenure
from models.tables import Tenure
from screens.dialogs.form import TextField
from screens.presenters import entered
from tests.screens.conftest import CACABAN, City, User, start
from tests.screens.people import ask, seat, wait
from tests.screens.people import write as write_

TODAY = date(2024, 1, 31)
TPS = f"{CACABAN}.002"


async def write(user: User, field: TextField, said: str) -> None:
    """Type into a field, in place of what stands there."""
    field.entry.focus()
    field.entry.value = ""
    await user.settled()
    await user.type(said)


def form(user: User) -> Any:
    return user.app.screen


@pytest.mark.parametrize(
    "said", ["3", "31-", "31-0", "31-01-", "31-01-202", "5 j", "5 ja", "202", "2024-0", "2024-01-", "kem", "", "29-02-"]
)
def test_half_a_day_may_become_one(said: str) -> None:
    assert entered.begun(said, TODAY)


@pytest.mark.parametrize("said", ["32", "31-13", "31-02", "31-02-2024", "5 x", "x", "2024-13", "31-01-20245", "00"])
def test_what_can_be_no_day_any_more(said: str) -> None:
    assert not entered.begun(said, TODAY)


def test_every_way_to_write_a_day_is_begun_letter_by_letter() -> None:
    for back in range(0, 1500, 7):
        day = TODAY - timedelta(days=back)
        for written in (entered.written(day), day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
            for end in range(len(written)):
                assert entered.begun(written[:end], TODAY), (written, end)


async def test_a_day_is_judged_letter_by_letter(city: City) -> None:
    holder = seat(city, "kpps", TPS, ordinal=2)
    async with start(city, "personel", unit=TPS) as user:
        user.app.context.seat = holder.id
        await user.press("board", "personel", "end")
        day = form(user).day
        for said, read in (
            ("30-01-2024", "● Sel 30 Jan 2024"),
            ("30-01-", "● Sel 30 Jan 2024"),
            ("31-02", "■ Bukan tanggal"),
            ("01-02-2024", "■ 1 Feb 2024: belum tiba"),
        ):
            await write(user, day, said)
            if said.endswith("-"):
                assert "contoh: 31-01-2024" in user.picture and "Bukan" not in user.picture
                await user.press("form-previous")
                assert "■ Bukan tanggal. Contoh: 31-01-2024" in user.picture, "it was left so"
            else:
                assert read in user.picture, said
        await user.press("form-accept")
        assert "belum tiba" in user.picture and user.app.screen is form(user)
        assert "Akhiri masa tugas" in user.picture and day.entry.has_focus
    assert seat(city, "kpps", TPS, ordinal=2).name == holder.name


async def test_a_required_field_that_was_left_says_so_and_one_that_nobody_touched_does_not(city: City) -> None:
    async with start(city, "upacara") as user:
        await user.press("next-list", "evidence")
        await user.press("form-next", "form-next", "form-next")
        assert "belum diisi" not in user.picture
        await write(user, form(user).place, "Bal")
        await write(user, form(user).place, "")
        assert "belum diisi" not in user.picture, "one is still typing"
        await user.press("form-next")
        assert "■ Tempat belum diisi." in user.picture and "Saksi belum" not in user.picture
        await write(user, form(user).place, "Balai")
        assert "Tempat belum diisi." not in user.picture


async def test_evidence_that_another_choice_makes_needless(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("filter")
        await user.type("terisi kpps cacaban")
        await user.press("form-accept", "evidence")
        await write(user, form(user).reference, "x")
        await write(user, form(user).reference, "")
        await user.press("form-next")
        assert "■ SIAP perlu bukti" in user.picture
        form(user).state.focus()
        await user.pilot.press("right")
        await user.settled()
        assert "SIAP perlu bukti" not in user.picture


async def test_a_name_that_is_here_says_at_once_that_one_must_choose(city: City) -> None:
    there = seat(city, "kpps", f"{CACABAN}.003", ordinal=2)
    async with start(city, "waris", unit=TPS, vacancy=seat(city, "kpps", TPS, ordinal=4).id) as user:
        await user.press("reserve-add")
        await user.type(there.name)
        for _attempt in range(200):
            if "pilih…" in user.picture:
                break
            await user.pilot.pause(0.02)
        assert "Nama ini sudah ada. Pilih orangnya, atau orang baru." in user.picture
        form(user).who.name_field.entry.value = "x" * 121
        await user.settled()
        assert "■ Nama terlalu panjang: paling banyak 120 huruf." in user.picture


async def test_half_a_nik_is_told_and_an_impossible_one_is_refused_before_it_is_whole(city: City) -> None:
    person = wait(city, "Siap Sedia", CACABAN)
    async with start(city, "orang", person=person) as user:
        await user.press("edit")
        fields = form(user).fields
        for name, said, quiet, loud in (
            ("nik", "33710", "5 angka, harus 16.", ""),
            ("nik", "337103123590", "", "Bukan NIK: tanggal lahir"),
            ("nik", "33710312059000012", "", "17 angka, harus 16."),
            ("phone", "0812", "Terlalu pendek.", ""),
            ("phone", "08123456789012345678", "", "Terlalu panjang."),
            ("phone", "hp", "", "Bukan nomor telepon"),
            ("born_on", "31-0", "contoh: 31-01-1990", ""),
            ("born_on", "31-02-1990", "", "Bukan tanggal lengkap"),
            ("rt", "12a", "", "Hanya angka"),
        ):
            await write(user, fields[name], said)
            assert (f" {quiet}" if quiet else f"■ {loud}") in user.line(said), said
            assert ("■" in user.line(said)) == bool(loud), said
        await write(user, fields["nik"], "33710")
        await user.press("form-next")
        assert "■ 5 angka, harus 16." in user.picture


async def test_the_day_of_the_decree_and_the_first_day_are_asked_where_somebody_is_appointed(city: City) -> None:
    gone = seat(city, "kpps", TPS, ordinal=4)
    write_(city, "end", lambda work: end_tenure(work, gone.id, date(2024, 1, 25), "mundur"), TPS)
    async with start(city, "personel", unit=TPS) as user:
        user.app.context.seat = gone.id
        await user.press("board", "personel", "appoint")
        await user.type("Penunjukan Baru")
        await write(user, form(user).day, "28-01-2024")
        await write(user, form(user).decree.day, "27-01-2024")
        await user.press("form-accept")
        assert "■ Nomor SK belum diisi." in user.picture, "a day needs its number"
        await user.type("7/SK/2024")
        await user.press("form-accept")
        assert "Penunjukan Baru diangkat" in user.lines[-1]
    held = tenure(city, gone.id)
    assert (held.decree, held.decree_on, held.start_on) == ("7/SK/2024", date(2024, 1, 27), date(2024, 1, 28))


async def test_a_successor_comes_and_the_holder_goes_each_on_their_day(city: City) -> None:
    there = seat(city, "kpps", TPS, ordinal=4)
    fit = {"born_on": date(1990, 1, 1), "domicile": CACABAN, "education": "sma", "sipol": "bersih", "health": "sehat"}
    wait(city, "Siap Sedia", CACABAN, **fit)
    async with start(city, "waris", unit=TPS, vacancy=there.id) as user:
        await user.press("appoint")
        assert "kosong: hari itu juga" in user.picture
        await write(user, form(user).decree.number, "8/SK/2024")
        await write(user, form(user).decree.day, "29-01-2024")
        await write(user, form(user).day, "30-01-2024")
        await write(user, form(user).left_on, "31-01-2024")
        assert "■ sesudah penggantinya mulai" in user.picture
        await write(user, form(user).left_on, "27-01-2024")
        await user.press("form-accept")
        assert "8/SK/2024 tanggal 29 Januari 2024" in user.picture, "and it stands in the minutes"
    held = tenure(city, there.id)
    assert (held.name, held.start_on, held.decree_on) == ("Siap Sedia", date(2024, 1, 30), date(2024, 1, 29))
    (old,) = ask(city, select(Tenure.c.end_on).where(Tenure.c.id == there.tenure_id))
    assert old.end_on == date(2024, 1, 27)


def tenure(city: City, seat_id: int) -> Any:
    """The open tenure of a seat."""
    database = city.database()
    with database.read() as connection:
        found = of_seat(connection, seat_id)
    database.close()
    return found
