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


async def test_from_the_city_what_is_written_is_checked_by_what_it_touches(city: City) -> None:
    let_in(city, OPERATOR, UTARA)
    async with start(city, "kesiapan", unit=KOTA, indicator="L2", size=(120, 40)) as user:
        await user.press("open", "evidence")  # the first TPS is one of Selatan
        await user.type("BA 9")
        await user.press("form-accept")
        assert "di luar wilayah tugas Anda (Magelang Utara)" in user.picture
        assert "BA 9" in user.picture


async def test_who_only_looks_is_offered_no_key_that_writes(city: City) -> None:
    let_in(city, PENGAMAT, NATION)
    async with start(city, "kesiapan", unit=CACABAN, indicator="L2") as user:
        await user.press("open", "evidence")
        assert "Peran Anda hanya melihat" in user.picture
