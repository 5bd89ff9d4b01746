"""Since one last looked: shown first when there is something, by its consequence, and never one's own doings."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from models.actor import ADMIN, KOORDINATOR, Actor
from models.clock import FixedClock
from models.queries import since
from models.queries.readiness import listed
from models.services import accounts, bookmarks, evidence, staffing
from models.services.evidence import Item
from models.tables import Seat
from models.uow import unit_of_work
from tests.screens.conftest import KOTA, NOW, TENGAH, City, start

BAYU = Actor("bayu", ADMIN)


def looked(city: City) -> None:
    """Sari leaves, having seen everything."""
    database = city.database()
    election = city.elections["pemilu-2024"]
    with database.read() as connection:
        found = since.since(connection, election, KOTA, "sari", NOW)
    at = NOW.replace(tzinfo=None) - timedelta(hours=9)
    bookmarks.keep(database, "sari", election.code, found.seq, found.seen, at)
    database.close()


def emptied(city: City, actor: Actor, unit: str = TENGAH) -> None:
    """All members of a PPK leave."""
    database, election = city.database(), city.elections["pemilu-2024"]
    with unit_of_work(database, FixedClock(NOW), actor, "end_many", KOTA, election) as work:
        wanted = select(Seat.c.id).where(Seat.c.body == "ppk", Seat.c.unit == unit, Seat.c.election == election.code)
        seats = list(work.connection.scalars(wanted))
        staffing.end_many(work, dict.fromkeys(seats), date(2024, 1, 31), "mundur")
    database.close()


async def test_what_others_did_is_shown_first_and_enter_goes_there(city: City) -> None:
    looked(city)
    emptied(city, BAYU)
    async with start(city) as user:
        assert user.app.current_mode == "sejak"
        assert user.line("memburuk")
        worse = user.line(" P1 ")
        assert "Magelang Tengah" in worse and "KUNING" in worse
        assert "bayu" in user.line("5 kursi dikosongkan")
        await user.press("open")
        assert user.app.current_mode == "kesiapan"
        assert user.app.context.place.unit == TENGAH


async def test_escape_goes_to_the_board_and_a_key_comes_back(city: City) -> None:
    looked(city)
    emptied(city, BAYU)
    async with start(city) as user:
        await user.press("back")
        assert user.app.current_mode == "papan"
        await user.press("since")
        assert user.app.current_mode == "sejak"
        user.line("kursi dikosongkan")


async def test_nothing_to_tell_is_not_told(city: City) -> None:
    """Nobody looked before; nothing happened since; only oneself did something."""
    async with start(city) as user:
        assert user.app.current_mode == "papan"
        await user.press("since")
        user.line("Belum ada penanda")
    looked(city)
    async with start(city) as user:
        assert user.app.current_mode == "papan"
        await user.press("since")
        user.line("Tidak ada yang berubah")


async def test_leaving_keeps_the_bookmark(city: City) -> None:
    looked(city)
    emptied(city, Actor("dewi", KOORDINATOR))
    async with start(city) as user:
        assert user.app.current_mode == "sejak"
        user.app.leave_bookmark()
    async with start(city) as user:
        assert user.app.current_mode == "papan"


async def test_news_of_ones_own_unit_are_one_line_and_those_of_others_none(city: City) -> None:
    """Of a whole PPK that left, once; what happens in another kecamatan is not told."""
    city.actor = Actor("sari", KOORDINATOR, TENGAH)
    async with start(city) as user:
        emptied(city, BAYU)
        emptied(city, BAYU, "33.71.01")
        for _attempt in range(500):
            if user.app.front is not None and user.app.front.key_bar.remark:
                break
            await user.pilot.pause(0.02)
        assert user.app.front is not None
        assert user.app.front.key_bar.remark.startswith("bayu mencatat 5 orang mengundurkan diri")
        assert "Selatan" not in user.app.front.key_bar.remark


async def test_undo_is_of_ones_own_and_refused_in_words_when_built_upon(city: City) -> None:
    """Two accounts: sari fills a seat and bayu ends that tenure; neither can take back what the other did."""
    database, election = city.database(), city.elections["pemilu-2024"]
    clock, sari = FixedClock(NOW), Actor("sari", KOORDINATOR)
    with unit_of_work(database, clock, Actor("siaga", ADMIN), "account", KOTA) as work:
        for name in ("sari", "bayu"):
            accounts.add(work, name, ADMIN, "id")
    emptied(city, sari)
    with database.read() as connection:
        same = (Seat.c.body == "ppk", Seat.c.unit == TENGAH, Seat.c.election == election.code)
        seat = connection.scalars(select(Seat.c.id).where(*same).order_by(Seat.c.rank)).first()
    assert seat is not None
    with unit_of_work(database, clock, BAYU, "appoint", TENGAH, election) as work:
        staffing.appoint(work, staffing.Appointment(seat, "Budi", date(2024, 1, 31), "SK 1"))
    database.close()
    async with start(city) as user:
        await user.press("undo")
        assert "5 orang" in user.picture, "the newest change is bayu's: what is offered is one's own"
        await user.press("confirm-yes")
        assert user.app.front is not None
        assert "diurungkan" in user.app.front.key_bar.remark, user.app.front.key_bar.remark
    city.actor = BAYU
    async with start(city) as user:
        await user.press("undo")
        assert "Budi" in user.picture


async def test_rows_of_mine_that_somebody_else_changed_are_told_apart(city: City) -> None:
    """Sari proves three, bayu changes two of them and two others; Enter shows what bayu did."""
    database, election = city.database(), city.elections["pemilu-2024"]
    rule = election.indicator("L2")
    with database.read() as connection:
        rows = listed(connection, election, rule, TENGAH)[:5]

    def record(actor: Actor, chosen: slice, reference: str) -> None:
        with database.read() as connection:
            now = {row.unit: row for row in listed(connection, election, rule, TENGAH)}
        found = [Item(row.unit, row.slot, row.tenure_id, now[row.unit].version) for row in rows[chosen]]
        with unit_of_work(database, FixedClock(NOW), actor, "evidence", TENGAH, election) as work:
            evidence.record(work, rule, found, reference=reference, on=date(2024, 1, 31))

    record(Actor("sari", ADMIN), slice(0, 3), "BA 1")
    looked(city)
    record(BAYU, slice(1, 5), "BA 2")
    database.close()
    async with start(city) as user:
        assert user.app.current_mode == "sejak"
        assert "bayu 2" in user.line("2 baris Anda diubah orang lain")
        while "diubah orang lain" not in user.app.front.grid.row_text:  # type: ignore[union-attr, attr-defined]
            await user.press("down")
        await user.press("open")
        assert user.app.current_mode == "aktivitas"
        assert "oleh bayu" in user.picture
        assert "mencatat" in user.line("bayu  ")
        assert "sari  " not in user.picture
