"""Two sessions fill the same seat: who sits there stands beside what was entered, and every way out is a real one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from models.services import staffing
from models.tables import Reserve, Tenure
from tests.screens.conftest import CACABAN, City, User, start
from tests.screens.people import BAYU, ask, reserves, seat, wait, write

TPS = f"{CACABAN}.002"
DAY = date(2024, 1, 31)


def emptied(city: City) -> Any:
    """A seat that nobody holds."""
    found = seat(city, "kpps", TPS, ordinal=2)
    write(city, "end", lambda work: staffing.end_tenure(work, found.id, date(2024, 1, 30), "mundur"), TPS)
    return seat(city, "kpps", TPS, ordinal=2)


def beside(user: User, label: str) -> str:
    """The line of the choice that begins with that word."""
    choice = user.picture.partition("Bentrok")[2].splitlines()
    return next(line for line in choice if line.startswith(f" {label}"))


async def named(user: User, found: Any, name: str, number: str) -> None:
    """The form, filled in."""
    user.app.context.seat = found.id
    await user.press("board", "personel", "appoint")
    form: Any = user.app.screen
    for field, said in ((form.who.name_field, name), (form.decree.number, number)):
        field.entry.focus()
        await user.type(said)
    await user.settled()


def taken(city: City, found: Any, name: str = "Rina Wati") -> None:
    wanted = staffing.Appointment(found.id, name, DAY, "9/SK/2024", decree_on=DAY)
    write(city, "appoint", lambda work: staffing.appoint(work, wanted), TPS)


async def test_two_sessions_and_the_second_leaves_the_seat(city: City) -> None:
    found = emptied(city)
    async with (
        start(city, "personel", unit=TPS) as sari,
        start(city, "personel", unit=TPS, actor=BAYU) as bayu,
    ):
        await named(sari, found, "Budi Santoso", "7/SK/2024")
        await named(bayu, found, "Rina Wati", "9/SK/2024")
        await bayu.press("form-accept")
        assert "Rina Wati diangkat" in bayu.lines[-1]
        await sari.press("form-accept")
        assert "kursi ini sudah diisi rekan" in sari.picture and "terakhir bayu 20:00" in sari.picture
        assert "Rina Wati" in beside(sari, "Nama  ") and "Budi Santoso" in beside(sari, "Nama  ")
        assert "9/SK/2024" in beside(sari, "Nomor SK  ") and "7/SK/2024" in beside(sari, "Nomor SK  ")
        await sari.press("taken-back")
        assert "Isian Anda masih di sini" in sari.picture and "7/SK/2024" in sari.picture
        await sari.press("form-accept", "confirm-choose")
        assert "Punya rekan dipertahankan" in sari.lines[-1]
        assert sari.app.screen is sari.app.front
    assert seat(city, "kpps", TPS, ordinal=2).name == "Rina Wati"


async def test_mine_waits_as_a_reserve_and_the_decree_is_not_lost(city: City) -> None:
    found = emptied(city)
    async with start(city, "personel", unit=TPS) as user:
        await named(user, found, "Budi Santoso", "7/SK/2024")
        taken(city, found)
        await user.press("form-accept", "taken-second", "confirm-choose")
        assert "Budi Santoso menunggu di giliran 1" in user.lines[-1]
        assert user.app.screen is user.app.front
    assert reserves(city, CACABAN) == [("Budi Santoso", 1, "menunggu")]
    (note,) = [row.note for row in ask(city, select(Reserve))]
    assert "SK 7/SK/2024" in note and "KPPS Anggota 2" in note
    assert seat(city, "kpps", TPS, ordinal=2).name == "Rina Wati"


async def test_mine_follows_theirs(city: City) -> None:
    found = emptied(city)
    async with start(city, "personel", unit=TPS) as user:
        await named(user, found, "Budi Santoso", "7/SK/2024")
        taken(city, found)
        await user.press("form-accept", "taken-third", "confirm-choose")
        assert "Akhiri masa tugas Rina Wati" in user.picture
        await user.press("form-cancel")
        assert "Rina Wati masih di kursi itu" in user.picture and "7/SK/2024" in user.picture
        await user.press("form-accept", "taken-third", "confirm-choose", "form-accept", "confirm-yes")
        assert "Budi Santoso diangkat" in user.lines[-1]
        assert user.app.screen is user.app.front
    now = seat(city, "kpps", TPS, ordinal=2)
    assert now.name == "Budi Santoso"
    (held,) = ask(city, select(Tenure).where(Tenure.c.id == now.tenure_id))
    (before,) = ask(city, select(Tenure).where(Tenure.c.id == held.replaces))
    assert (held.decree, held.start_on, before.end_reason, before.end_on) == ("7/SK/2024", DAY, "berhenti", DAY)


async def test_a_seat_that_was_filled_and_emptied_again(city: City) -> None:
    found = emptied(city)
    async with start(city, "personel", unit=TPS) as user:
        await named(user, found, "Budi Santoso", "7/SK/2024")
        taken(city, found)
        write(city, "end", lambda work: staffing.end_tenure(work, found.id, DAY, "wafat"), TPS)
        await user.press("form-accept")
        assert "dikosongkan rekan" in user.picture and "meninggal dunia" in user.picture
        await user.press("taken-second", "confirm-choose")
        assert "Budi Santoso diangkat" in user.lines[-1]
    assert seat(city, "kpps", TPS, ordinal=2).name == "Budi Santoso"


async def following(user: User, reason: bool = True) -> None:
    """PAW, as far as Enter."""
    await user.press("appoint")
    form: Any = user.app.screen
    form.decree.number.entry.focus()
    await user.type("7/SK/2024")


async def test_a_reserve_follows_somebody_else_than_was_shown(city: City) -> None:
    wait(city, "Siap Sedia", CACABAN)
    found = seat(city, "kpps", TPS, ordinal=2)
    async with start(city, "waris", unit=TPS, vacancy=found.id) as user:
        await following(user)
        write(city, "end", lambda work: staffing.end_tenure(work, found.id, date(2024, 1, 30), "wafat"), TPS)
        taken(city, found)
        await user.press("form-accept")
        assert "sudah diisi rekan" in user.picture
        assert "Rina Wati" in beside(user, "Nama  ") and "Siap Sedia" in beside(user, "Nama  ")
        assert "cadangan" not in user.picture.partition("Bentrok")[2], "they wait already"
        await user.press("taken-second", "confirm-choose", "form-accept", "confirm-yes")
        assert "Siap Sedia diangkat" in user.picture or "Berita acara" in user.picture
    assert seat(city, "kpps", TPS, ordinal=2).name == "Siap Sedia"
    assert reserves(city, CACABAN) == [("Siap Sedia", 1, "diangkat")]


async def test_the_same_holder_whose_decree_came_meanwhile(city: City) -> None:
    wait(city, "Siap Sedia", CACABAN)
    found = seat(city, "kpps", TPS, ordinal=2)
    async with start(city, "waris", unit=TPS, vacancy=found.id) as user:
        await following(user)
        write(city, "decree", lambda work: staffing.complete_decree(work, found.id, "8/SK"), TPS)
        await user.press("form-accept")
        assert "rekan mengubah kursi ini" in user.picture and "8/SK" in beside(user, "Nomor SK  ")
        await user.press("taken-second", "confirm-choose")
        assert "Berita acara" in user.picture
    assert seat(city, "kpps", TPS, ordinal=2).name == "Siap Sedia"


async def test_the_holder_left_meanwhile(city: City) -> None:
    found = seat(city, "kpps", TPS, ordinal=2)
    wait(city, "Siap Sedia", CACABAN)
    async with start(city, "waris", unit=TPS, vacancy=found.id) as user:
        await following(user)
        write(city, "end", lambda work: staffing.end_tenure(work, found.id, date(2024, 1, 30), "wafat"), TPS)
        await user.press("form-accept")
        assert "dikosongkan rekan" in user.picture
        await user.press("taken-second", "confirm-choose")
        assert "Berita acara" in user.picture
    (held,) = ask(city, select(Tenure).where(Tenure.c.id == found.tenure_id))
    assert (held.end_on, held.end_reason) == (date(2024, 1, 30), "wafat"), "theirs holds"
    assert seat(city, "kpps", TPS, ordinal=2).name == "Siap Sedia"
