"""Somebody who may write in one kecamatan only, on the screens of all."""

from __future__ import annotations

from models.actor import ADMIN, OPERATOR, PENGAMAT, Actor
from models.clock import FixedClock
from models.services import accounts
from models.units import NATION
from models.uow import unit_of_work
from tests.screens.conftest import CACABAN, KOTA, NOW, TENGAH, City, start

UTARA = "33.71.02"


def let_in(city: City, role: str, scope: str) -> None:
    database = city.database()
    with unit_of_work(database, FixedClock(NOW), Actor("owner", ADMIN), "account", KOTA) as work:
        accounts.add(work, "owner", ADMIN, NATION)
        accounts.add(work, "sari", role, scope)
    database.close()
    city.actor = Actor("sari", role, scope)


async def test_elsewhere_a_key_says_where_one_may_write(city: City) -> None:
    let_in(city, OPERATOR, TENGAH)
    async with start(city, "kesiapan", unit=UTARA, indicator="L2") as user:
        await user.press("open", "evidence")
        assert "di luar wilayah tugas Anda (Magelang Tengah)" in user.picture


async def test_at_home_it_writes(city: City) -> None:
    let_in(city, OPERATOR, TENGAH)
    async with start(city, "kesiapan", unit=CACABAN, indicator="L2") as user:
        await user.press("open", "evidence")
        await user.type("BA 9")
        await user.press("form-accept")
        assert "Bukti Surat suara dicatat" in user.picture


async def test_from_the_city_a_form_about_somebody_elses_row_does_not_even_open(city: City) -> None:
    let_in(city, OPERATOR, UTARA)
    async with start(city, "kesiapan", unit=KOTA, indicator="L2") as user:
        await user.press("open", "evidence")  # the first TPS is one of Selatan
        assert "di luar wilayah tugas Anda (Magelang Utara)" in user.picture
        assert len(user.app.screen_stack) == 1
    for screen, keys in (
        ("personel", ("appoint",)),
        ("personel", ("end",)),
        ("personel", ("evidence",)),
        ("sinergi", ("edit",)),
    ):
        async with start(city, screen, unit=KOTA) as user:
            await user.press(*keys)
            assert "di luar wilayah tugas Anda (Magelang Utara)" in user.picture, screen
            assert len(user.app.screen_stack) == 1, screen


async def test_what_is_written_is_checked_by_the_account_as_it_is_then(city: City) -> None:
    let_in(city, OPERATOR, TENGAH)
    async with start(city, "kesiapan", unit=CACABAN, indicator="L2", size=(120, 40)) as user:
        await user.press("open", "evidence")
        await user.type("BA 9")
        database = city.database()
        with unit_of_work(database, FixedClock(NOW), Actor("owner", ADMIN), "account", KOTA) as work:
            accounts.change(work, "sari", scope=UTARA)
        database.close()
        await user.press("form-accept")
        assert "di luar wilayah tugas Anda (Magelang Utara)" in user.picture
        assert "BA 9" in user.picture


async def test_who_only_looks_is_offered_no_key_that_writes(city: City) -> None:
    let_in(city, PENGAMAT, NATION)
    async with start(city, "kesiapan", unit=CACABAN, indicator="L2") as user:
        await user.press("open", "evidence")
        assert "Peran Anda hanya melihat" in user.picture
