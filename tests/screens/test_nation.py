"""The board and Kesiapan above a city: from the nation down to a TPS and back, the worst first, live."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from models import queries, services, units
from models.actor import Actor
from models.clock import FixedClock
from models.queries.board import UnitState
from models.readiness import Colour, Standing
from models.rules.loader import load_elections
from models.rules.schema import Region, RegionRules, TpsCount, TpsRules
from models.services.setup import create
from models.uow import unit_of_work
from screens.heat import Heat
from screens.kesiapan import Kesiapan
from screens.papan import Papan
from tests.screens.conftest import NOW, City, User, start

WIDE = (120, 40)
JATENG, PROGO, WATES = "33", "34.01", "34.01.01"
SMALL = ("11", "12", "51")
"""Provinces with one kabupaten, one kecamatan and one desa."""


def _regions() -> Iterable[tuple[str, str]]:
    yield "id", "Indonesia"
    for code, name in (("11", "Aceh"), ("12", "Sumatera Utara"), ("51", "Bali")):
        yield code, name
        yield f"{code}.01", f"Kabupaten {name} Satu"
        yield f"{code}.01.01", f"Kecamatan {name}"
        yield f"{code}.01.01.2001", f"Desa {name}"
    yield JATENG, "Jawa Tengah"
    for at, name in enumerate(("Kabupaten Magelang", "Kabupaten Temanggung", "Kabupaten Wonosobo", "Kota Salatiga"), 1):
        yield f"33.0{at}", name
        yield f"33.0{at}.01", f"{name.split()[1]} Utara"
        yield f"33.0{at}.01.2001", "Wates"
    yield "33.71", "Kota Magelang"
    for at, name in enumerate(("Selatan", "Utara", "Tengah"), 1):
        yield f"33.71.0{at}", f"Magelang {name}"
        yield f"33.71.0{at}.1001", f"Kelurahan {name}"
    yield "34", "Daerah Istimewa Yogyakarta"
    yield PROGO, "Kabupaten Kulon Progo"
    yield WATES, "Wates"
    yield f"{WATES}.1001", "Wates"
    yield f"{WATES}.2002", "Giripeni"


@pytest.fixture(scope="module")
def country_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    regions = tuple(Region(code=code, name=name) for code, name in _regions())
    villages = [one.code for one in regions if units.level(one.code) is units.Level.KELURAHAN]
    counts = {code: TpsCount(regular=2, special=(901,) if code.startswith(WATES) else ()) for code in villages}
    rules = RegionRules(
        code="id",
        edition="uji",
        timezone="WIB",
        regions=tuple(sorted(regions, key=lambda one: (units.level(one.code), one.code))),
        tps={"pemilu-2024": TpsRules(source="uji", counts=counts)},
    )
    path = tmp_path_factory.mktemp("country") / "country.db"
    create(path, rules, list(load_elections(("pemilu-2024",)).values()), NOW, Actor("siaga", "admin"))
    return path


@pytest.fixture
def country(country_file: Path, tmp_path: Path) -> City:
    path = tmp_path / "country.db"
    shutil.copyfile(country_file, path)
    return City(path, load_elections(("pemilu-2024",)))


def record(country: City, code: str, unit: str) -> None:
    """A colleague's evidence for everything in a unit, from another opening of the database."""
    database, election = country.database(), country.elections["pemilu-2024"]
    with unit_of_work(database, FixedClock(NOW), Actor("rini"), "evidence", unit, election) as work:
        services.evidence.record_area(work, election.indicator(code), unit, reference="BA 1")
    database.close()


def heat(user: User) -> Heat:
    return user.app.screen.query_one("#heat", Heat)


def at(country: City, mode: str = "papan", unit: str = "id", **changes: Any) -> Any:
    return start(country, mode, unit=unit, **{"names": {}, "size": WIDE, **changes})


async def until(user: User, text: str) -> None:
    for _attempt in range(300):
        if text in user.picture:
            return
        await user.pilot.pause(0.02)
    raise AssertionError(f"{text!r} did not come:\n{user.picture}")


async def test_logistics_of_what_is_wide_are_the_tallies_of_their_steps(country: City) -> None:
    """No rows are summed up there; Enter goes down to where they are."""
    async with start(country, "logistik", unit="id", size=WIDE) as user:
        assert "L2 Surat suara" in user.picture
        assert "Jawa Tengah" in user.picture
        grid = user.app.front.grid  # type: ignore[union-attr]
        grid.move_to(JATENG)
        await user.press("open")
        grid.move_to("33.71")
        await user.press("open")
        assert "6 TPS · DPT ? belum diketahui" in user.lines[1]
        await user.press("back", "back")
        assert user.app.context.place.unit == "id"


# ── the board ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_the_nation_is_a_table_under_its_own_row(country: City, size: tuple[int, int]) -> None:
    async with at(country, size=size) as user:
        assert "5 provinsi" in user.picture
        own = next(number for number, line in enumerate(user.lines) if line.startswith("│Indonesia"))
        assert "status" in user.lines[own - 1]
        assert user.lines[own + 1].startswith("│Aceh")
        assert heat(user).key == "11"
        assert all(len(line) <= size[0] for line in user.lines)
        assert "Perlu tindakan · tiap provinsi" in user.picture


async def test_down_to_a_tps_and_up_beyond_home(country: City) -> None:
    async with at(country, unit=f"{WATES}.1001.901", home=WATES, size=(80, 24)) as user:
        assert "Indonesia › … › Wates › Wates › TPS 901" in user.lines[0]
        for unit in (f"{WATES}.1001", WATES, PROGO, "34", "id", "id"):
            await user.press("back")
            assert user.app.context.place.unit == unit
        assert heat(user).key == "34"
        await user.press("open")
        assert user.app.context.place.unit == "34"
        assert "Indonesia › Daerah Istimewa Yogyakarta" in user.lines[0]


async def test_kabupaten_and_kota_are_told_apart_and_levels_named(country: City) -> None:
    async with at(country, unit=JATENG) as user:
        assert "5 kab/kota" in user.picture
        assert "Kab. Magelang" in user.picture and "Kota Magelang" in user.picture
        await user.press("sort")
        assert [one.name for one in heat(user).units][:2] == ["Kabupaten Magelang", "Kota Magelang"]


async def test_the_order_is_said_and_holds_when_figures_move(country: City) -> None:
    record(country, "L2", "11.01.01.2001")
    async with at(country) as user:
        assert "urut: kode" in user.picture
        await user.press("sort")
        assert "urut: nama ▲" in user.picture
        assert [one.name for one in heat(user).units][:3] == ["Aceh", "Bali", "Daerah Istimewa Yogyakarta"]
        while heat(user).sort_column != "L2":
            await user.press("sort")
        assert heat(user).units[-1].code == "11"
        await user.press("sort-reverse")
        assert "urut: L2 ▼" in user.picture
        assert heat(user).units[0].code == "11"
        assert heat(user).key == "11"
        record(country, "L2", "12.01.01.2001")
        await until(user, "rini")
        for _attempt in range(100):
            if heat(user).units[1].code == "12":
                break
            await user.pilot.pause(0.02)
        assert {one.code for one in heat(user).units[:2]} == {"11", "12"}
        assert heat(user).key == "11"
        assert "urut: L2 ▼" in user.picture


async def test_behind_the_last_column_comes_the_order_of_the_codes(country: City) -> None:
    async with at(country) as user:
        stops = sum(column.sortable for column in heat(user).columns)
        for _stop in range(stops + 1):
            await user.press("sort")
        assert "urut: kode" in user.picture
        assert [one.code for one in heat(user).units] == sorted(one.code for one in heat(user).units)


async def test_the_seats_are_in_view_when_sorted_by_them(country: City) -> None:
    async with at(country, size=(80, 24)) as user:
        assert "kursi" not in user.lines[6]
        for _stop in range(5):
            await user.press("sort")
        assert "urut: kursi terisi ▲" in user.picture
        assert "kursi▲" in user.lines[6]


# ── the worst first ────────────────────────────────────────────────────────────


async def test_the_worst_of_all_kecamatan_there_and_back(country: City) -> None:
    async with at(country) as user:
        await user.press("worst")
        assert "11 kecamatan · Indonesia" in user.picture
        assert "Wates · Kab. Kulon Progo" in user.picture
        assert "Perlu tindakan" not in user.picture
        assert heat(user).move_to(WATES)
        await user.press("open")
        assert user.app.context.place.unit == WATES
        await user.press("down", "open", "back", "back")
        assert user.app.context.place.unit == "id"
        assert "11 kecamatan · Indonesia" in user.picture
        assert heat(user).key == WATES
        await user.press("back")
        assert "5 provinsi" in user.picture
        assert user.app.context.place.unit == "id"


async def test_the_key_goes_round_the_levels(country: City) -> None:
    async with at(country) as user:
        await user.press("sort", "worst", "worst")
        assert "9 kab/kota · Indonesia" in user.picture and "urut: terburuk dulu" in user.picture
        await user.press("sort", "worst")
        assert "5 provinsi" in user.picture and "urut: nama" in user.picture
        await user.press("worst", "worst", "back")
        assert "5 provinsi" in user.picture and "urut: nama" in user.picture


async def test_of_a_province_kelurahan_are_listed_too(country: City) -> None:
    async with at(country, unit=JATENG) as user:
        await user.press("worst")
        assert "7 kecamatan · Jawa Tengah" in user.picture
        await user.press("worst")
        assert "7 kelurahan/desa · Jawa Tengah" in user.picture
        assert "Wates · Magelang Utara, Kab. Magelang" in user.picture


async def test_below_a_kelurahan_they_are_tps_and_below_a_tps_nothing(country: City) -> None:
    async with at(country, unit=f"{WATES}.1001") as user:
        await user.press("worst")
        assert "3 TPS · Wates" in user.picture
        await user.press("open", "worst")
        assert "Di bawah TPS tidak ada yang lebih kecil" in user.picture


async def test_elsewhere_the_way_back_is_forgotten(country: City) -> None:
    async with at(country) as user:
        await user.press("worst", "open")
        screen = user.app.screen
        assert isinstance(screen, Papan) and screen.worst.steps
        user.app.go(type(user.app.context.place)("pemilu-2024", PROGO))
        await user.settled()
        assert not screen.worst.steps
        await user.press("back")
        assert user.app.context.place.unit == "34"


async def test_of_the_worst_only_what_moved_is_judged_anew(country: City, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, frozenset[str]]] = []
    worst = queries.board.worst

    def noted(*arguments: Any, known: Any = (), moved: Any = (), **options: Any) -> list[UnitState]:
        asked.append((len(known), frozenset(moved)))
        return worst(*arguments, known=known, moved=moved, **options)

    monkeypatch.setattr(queries.board, "worst", noted)
    async with at(country) as user:
        await user.press("worst")
        assert heat(user).move_to(WATES)
        before = [one.standing.siap for one in heat(user).units if one.code == WATES]
        for code in ("L1", "L2", "T1"):
            record(country, code, f"{WATES}.1001")
            record(country, code, f"{WATES}.2002")
        for _attempt in range(300):
            if [one.standing.siap for one in heat(user).units if one.code == WATES] > before:
                break
            await user.pilot.pause(0.02)
        await user.settled()
        assert [one.standing.siap for one in heat(user).units if one.code == WATES] > before
        assert heat(user).key == WATES
        assert asked[0][0] == 0
        assert asked[1][0] == 11 and WATES in asked[1][1] and "11.01.01" not in asked[1][1]


def state(number: int) -> UnitState:
    standing = Standing(Colour.GREEN, (), number % 100, number % 90, {})
    return UnitState(f"33.{number // 100 + 1:02}.{number % 100:02}", f"Unit {number}", standing, {})


async def test_of_thousands_only_rows_around_the_cursor_are_made(country: City) -> None:
    async with at(country) as user:
        table = heat(user)
        table.show_worst([state(number) for number in range(3000)], state(0), units.Level.KECAMATAN, "")
        await user.pilot.pause()
        assert "3.000 kecamatan" in user.picture and "1/3.000" in user.picture
        assert len(table.window.rows) < 300
        await user.press("last")
        assert "3.000/3.000" in user.picture and "Unit 2999" in user.picture
        await user.press("page-up", "page-up", "page-up", "page-up")
        assert len(table.window.rows) < 500
        assert table.unit is not None and table.unit.code == table.key
        await user.press("first")
        assert "1/3.000" in user.picture and "Unit 0" in user.picture
        await user.press("sort", "sort", "sort", "sort-reverse")
        assert "urut: siap ▼" in user.picture
        assert heat(user).units[0].standing.siap == 99
        assert heat(user).key == heat(user).units[0].code


# ── the roll-call ────────────────────────────────────────────────────────────


async def test_a_wide_unit_is_called_by_what_was_decided_below_it(country: City) -> None:
    seven = FixedClock(NOW.replace(month=2, day=7, hour=9))
    database, election = country.database(), country.elections["pemilu-2024"]
    with unit_of_work(database, seven, Actor("rini"), "rollcall_decide", PROGO, election) as work:
        services.rollcall.decide(work, 7, PROGO, "lanjut", reason="dispensasi KPU")
    database.close()
    async with at(country, "panggilan", "34", clock=seven) as user:
        assert "1 dari 1 masih SIAP, 1 menjawab" in user.lines[2]
        row = user.line("1 Kab. Kulon Progo")
        assert "● LANJUT" in row and "dispensasi KPU" in row
        await user.press("open")
        assert user.app.context.place.unit == PROGO
        assert "keputusan: LANJUT" in user.picture and "0 dari 1 masih SIAP, 0 menjawab" in user.lines[2]
    async with at(country, "panggilan", "id", clock=seven) as user:
        assert "0 dari 5 masih SIAP, 0 menjawab" in user.lines[2]  # the province has decided nothing itself
        await user.press("decide", "form-accept")
        assert "Alasan belum diisi." in user.picture


# ── places ────────────────────────────────────────────────────────────


async def test_what_happened_is_told_with_where_it_lies(country: City) -> None:
    record(country, "L2", f"{WATES}.1001")
    async with at(country, "aktivitas") as user:
        assert "Wates, Wates, Kab. Kulon Progo, Daerah" in user.picture
    async with at(country, "aktivitas", unit=PROGO) as user:
        assert "· Wates " in user.picture and "Kab. Kulon Progo," not in user.picture


async def test_a_home_that_is_not_in_the_database_gives_way_to_its_top(country: City) -> None:
    async with at(country, unit="73.71") as user:
        assert user.app.context.place.unit == "id"
        assert "73.71 tidak ada di basis data ini" in user.picture
        assert "5 provinsi" in user.picture


# ── Kesiapan ────────────────────────────────────────────────────────────


async def test_a_wide_unit_lists_the_units_below_until_items_can_be_listed(country: City) -> None:
    record(country, "L2", f"{WATES}.1001")
    async with at(country, "kesiapan", size=(80, 24), indicator="L2") as user:
        await user.press("open")
        assert "L2 Surat suara · 5 provinsi" in user.picture
        assert "butir satu per satu didaftar mulai dari kab/kota" in user.picture
        screen = user.app.front
        assert isinstance(screen, Kesiapan)
        assert screen.below.move_to("34")
        await user.press("open")
        assert user.app.context.place.unit == "34" and "1 kab/kota" in user.picture
        await user.press("open")
        assert user.app.context.place.unit == PROGO
        assert "L2 Surat suara · Kabupaten Kulon Progo · 3 siap" in user.picture
        assert "1/6" in user.picture
        await user.press("back")
        assert user.app.context.place.unit == "34" and screen.below.key == PROGO
        await user.press("back")
        assert user.app.context.place.unit == "id" and screen.below.key == "34"
        await user.press("back")
        assert "Indikator Pemilu 2024" in user.picture and screen.indicators.key == "L2"


async def test_an_indicator_in_all_units_below_is_sorted_and_explained(country: City) -> None:
    record(country, "L2", "51.01.01.2001")
    async with at(country, "kesiapan", indicator="L2") as user:
        await user.press("open")
        screen = user.app.front
        assert isinstance(screen, Kesiapan)
        assert screen.below.window.rows[-1].key == "51"
        await user.press("sort")
        assert [row.key for row in screen.below.window.rows][:2] == ["11", "51"]
        await user.press("sort", "first", "help")
        assert "0 siap ÷ 2 TPS" in user.picture
        await user.press("back", "filter")
        assert "Di sini tidak ada saringan" in user.picture


async def test_a_report_is_not_made_for_a_whole_province(country: City) -> None:
    async with at(country, "kesiapan", indicator="L2") as user:
        await user.press("nihil")
        assert "Laporan dibuat di kab/kota atau di bawahnya" in user.picture
    async with at(country, "kesiapan", unit=PROGO, indicator="L2") as user:
        await user.press("nihil")
        assert "Lapor nihil · Kabupaten Kulon Progo" in user.picture


@pytest.mark.parametrize(("unit", "title"), [("id", "Indonesia*"), (JATENG, "Jawa Tengah*")])
async def test_a_sitrep_of_all_provinces_or_of_one(country: City, unit: str, title: str) -> None:
    async with at(country, "laporan", unit) as user:
        assert f"*SIAGA H-14 · {title}" in user.picture
        assert "MOHON: " in user.picture
        await user.press("next-list", "next-list")
        assert "PROVINSI" in user.picture or "KAB/KOTA" in user.picture
