"""Who is meant by a name: somebody who is here already is recognised where people are entered, never by a guess."""

from __future__ import annotations

from datetime import date

from models.queries.register import namesakes
from models.services.staffing import end_tenure
from tests.screens.conftest import CACABAN, City, User, start
from tests.screens.people import reserves, seat, wait, write

TPS, OTHER = f"{CACABAN}.002", f"{CACABAN}.003"


def vacate(city: City, body: str, unit: str, post: str = "anggota", ordinal: int = 1) -> None:
    gone = seat(city, body, unit, post=post, ordinal=ordinal)
    write(city, "end", lambda work: end_tenure(work, gone.id, date(2024, 1, 29), "mundur"), unit)


async def empty_seat(user: User, words: str) -> None:
    await user.press("filter")
    await user.type(words)
    await user.press("form-accept")


async def until(user: User, text: str) -> None:
    for _attempt in range(200):
        if text in user.picture:
            return
        await user.pilot.pause(0.02)
    raise AssertionError(f"{text!r} did not come:\n{user.picture}")


async def test_somebody_who_sits_elsewhere_is_asked_about_and_not_seated_twice(city: City) -> None:
    there = seat(city, "kpps", OTHER, ordinal=2)
    vacate(city, "kpps", TPS, ordinal=4)
    async with start(city, "personel", unit=TPS) as user:
        await empty_seat(user, "kosong")
        await user.press("appoint")
        await user.type(there.name)
        await until(user, "pilih…")
        assert "KPPS Anggota 2 · TPS 003 Cacaban" in user.picture
        await user.press("form-accept")
        await until(user, "Nama ini sudah ada. Pilih orangnya, atau orang baru.")
        assert seat(city, "kpps", TPS, ordinal=4).name is None
        await user.pilot.press("right", "right")
        await user.press("form-accept")
        await until(user, "tidak dapat duduk di sini: rangkap")
        assert seat(city, "kpps", TPS, ordinal=4).name is None
        await user.pilot.press("left")
        await user.press("form-accept")
        await until(user, "diangkat")
    held = seat(city, "kpps", TPS, ordinal=4)
    assert held.name == there.name and held.person_id != there.person_id, "another person of that name"


async def test_enter_right_behind_the_last_letter_waits_for_the_answer(city: City) -> None:
    there = seat(city, "kpps", OTHER, ordinal=2)
    vacate(city, "kpps", TPS, ordinal=4)
    async with start(city, "personel", unit=TPS) as user:
        await empty_seat(user, "kosong")
        await user.press("appoint")
        for letter in there.name:
            await user.pilot.press("space" if letter == " " else letter)
        await user.pilot.press("enter")
        await until(user, "Nama ini sudah ada.")
    assert seat(city, "kpps", TPS, ordinal=4).name is None


async def test_the_head_of_a_secretariat_is_asn(city: City) -> None:
    vacate(city, "sek-pps", CACABAN, post="sekretaris")
    async with start(city, "personel", unit=CACABAN) as user:
        await empty_seat(user, "kosong sek")
        await user.press("appoint")
        await user.type("Darmo Wicaksono")
        await user.press("form-next")
        await user.pilot.press("right")
        await user.press("form-accept")
        await until(user, "ASN")
        assert seat(city, "sek-pps", CACABAN, post="sekretaris").name is None
        await user.pilot.press("left")
        await user.press("form-accept")
        await until(user, "Darmo Wicaksono diangkat")


async def test_where_nobody_waits_the_head_of_a_secretariat_can_be_named_at_once(city: City) -> None:
    vacate(city, "sek-pps", CACABAN, post="sekretaris")
    async with start(city, "personel", unit=CACABAN) as user:
        user.app.context.seat = seat(city, "sek-pps", CACABAN, post="sekretaris").id
        await user.press("board", "personel", "heirs", "appoint")
        assert "ASN (harus)" in user.picture
        await user.type("Darmo Wicaksono")
        await user.press("form-accept")
        await until(user, "BERITA ACARA")
    assert seat(city, "sek-pps", CACABAN, post="sekretaris").name == "Darmo Wicaksono"


async def test_a_reserve_may_be_somebody_who_is_here(city: City) -> None:
    there = seat(city, "kpps", OTHER, ordinal=2)
    async with start(city, "personel", unit=TPS) as user:
        user.app.context.seat = seat(city, "kpps", TPS, ordinal=4).id
        await user.press("board", "personel", "heirs", "reserve-add")
        await user.type(there.name)
        await until(user, "pilih…")
        await user.press("form-next", "form-next")
        await user.press("form-accept")
        await until(user, "Pilih orangnya")
        await user.pilot.press("right", "right")
        await user.press("form-accept")
        await until(user, "menunggu di giliran")
    assert reserves(city, CACABAN)[0][0] == there.name


def test_namesakes_are_found_whatever_titles_they_bear(city: City) -> None:
    one = wait(city, "H. Moh. Arif Budiman, S.Pd.", CACABAN, born_on=date(1980, 2, 3))
    assert one
    database = city.database()
    with database.read() as connection:
        (found,) = namesakes(connection, "muhammad arif budiman")
        assert (found.name, found.exact, found.born_on, found.seats) == (
            "H. Moh. Arif Budiman, S.Pd.", True, date(1980, 2, 3), (),
        )  # fmt: skip
        assert [who.exact for who in namesakes(connection, "arif bud")] == [False]
        assert namesakes(connection, "ar") == ()
    database.close()
