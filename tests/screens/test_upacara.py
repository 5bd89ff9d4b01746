"""A ceremony for many at once: everyone is ticked, the absent are unticked, one paper, one transaction."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from models import queries
from models.actor import PENGAMAT, Actor
from models.clock import stored
from models.presence import FilePresence, Online
from models.tables import Evidence, Seat, Tenure
from screens.widgets.grid import Grid
from tests.screens.conftest import CACABAN, KOTA, NOW, TENGAH, City, User, start
from tests.screens.people import ask

TPS = f"{CACABAN}.002"


def proved(city: City, code: str) -> list[Any]:
    """Reference and note of what proves an indicator."""
    found = select(Evidence.c.reference, Evidence.c.note).where(
        Evidence.c.indicator == code, Evidence.c.state == "siap"
    )
    return ask(city, found)


async def record(user: User, reference: str) -> None:
    """Fill in the form and save it."""
    await user.press("evidence")
    await user.type(reference)
    await user.press("form-next", "form-next")
    await user.type("Balai Cacaban")
    await user.press("form-next")
    await user.type("Ketua KPU")
    await user.press("form-accept")


async def test_the_pakta_of_a_team_but_for_the_absent(city: City) -> None:
    async with start(city, "personel", unit=TPS) as user:
        await user.press("ceremony")
        assert "Pakta integritas · semua badan · TPS 002 Cacaban" in user.lines[1]
        assert "7 hadir" in user.lines[1]
        await user.press("down", "select")
        assert "6 hadir 1 tidak" in user.lines[1]
        assert "+ hadir" in user.lines[3], "who has it already has another sign"
        assert "✗ tidak hadir" in user.lines[4]
        await record(user, "12/BA")
        assert "Pakta integritas dicatat: 6 orang, 12/BA; 1 tidak hadir" in user.lines[-1]
        assert "6 sudah" in user.lines[1]
        await user.press("back")
        assert user.app.current_mode == "personel"
    assert [tuple(row) for row in proved(city, "N1")] == [("12/BA", "Balai Cacaban · Ketua KPU")] * 6


async def test_a_whole_city_in_one_transaction(city: City) -> None:
    async with start(city, "upacara") as user:
        await user.press("next-list", "next-list")
        assert "Bimtek · semua badan · Kota Magelang" in user.lines[1]
        everybody = ask(city, select(func.count()).select_from(Tenure))[0][0]
        assert everybody > 2300
        await user.press("last", "select")
        await record(user, "DH/1")
        assert "Bimtek dicatat: 2." in user.lines[-1] and "1 tidak hadir" in user.lines[-1]
        count = len(proved(city, "P5"))
        assert 2300 < count < 2471
        await user.press("undo")
        assert "mencatat Bimtek" in user.picture
        await user.press("confirm-yes")
        assert "Diurungkan" in user.lines[-1]
    assert proved(city, "P5") == []
    database = city.database()
    with database.read() as connection:
        found = queries.activity.entries(connection, KOTA, limit=3)
    database.close()
    assert [row.verb for row in found][:2] == ["undo", "ceremony"]
    assert found[1].detail["count"] == count


async def test_which_body_is_chosen_with_a_key(city: City) -> None:
    async with start(city, "upacara", unit=TENGAH) as user:
        await user.press("next-body")
        assert "Pakta integritas · PPK" in user.lines[1] and "5 hadir" in user.lines[1]
        await user.press("next-body")
        assert "Sek. PPK" in user.lines[1] and "3 hadir" in user.lines[1]
        for _turn in range(4):
            await user.press("next-body")
        assert "semua badan" in user.lines[1]


async def test_the_oath_needs_a_decree_and_a_witness(city: City) -> None:
    async with start(city, "upacara") as user:
        await user.press("next-list")
        assert "Sumpah atau janji · semua badan" in user.lines[1]
        await user.press("evidence")
        await user.type("1/BA")
        await user.press("form-accept")
        assert "Saksi belum diisi." in user.picture
        await user.type("Balai")
        await user.press("form-next")
        await user.type("Ketua")
        await user.press("form-accept")
        assert "orang belum punya SK" in user.picture
        await user.press("form-cancel", "confirm-yes")
    assert proved(city, "N1") == []


async def test_another_list_begins_with_those_whom_it_is_about(city: City) -> None:
    async with start(city, "upacara", unit=TPS) as user:
        await record(user, "12/BA")
    async with start(city, "upacara", unit=TPS) as user:
        await user.press("last")
        user.app.screen.go(CACABAN)  # type: ignore[attr-defined]
        await user.settled()
        grid = user.app.screen.query_one("#people", Grid)
        assert grid.window.cursor == 0 and grid.key in grid.selected


async def test_nobody_is_ticked(city: City) -> None:
    async with start(city, "upacara", unit=TPS) as user:
        await user.press("select-all")
        assert "0 hadir 7 tidak" in user.lines[1]
        await user.press("evidence")
        assert "Tidak ada yang dicentang." in user.lines[-1]
        await user.press("select-all")
        assert "7 hadir" in user.lines[1]


async def colleague_ends_one(city: City, user: User) -> None:
    """A colleague ends one of the seven; until the screen has it."""
    from datetime import date

    from models.services.staffing import end_tenure
    from tests.screens.people import seat, write

    other = seat(city, "kpps", TPS, ordinal=6)
    write(city, "end", lambda work: end_tenure(work, other.id, date(2024, 1, 31), "mundur"), TPS)
    for _attempt in range(100):
        await user.pilot.pause(0.05)
        if "5 hadir 1 tidak" in user.picture:
            break


async def test_who_was_unticked_stays_so_when_somebody_else_writes(city: City) -> None:
    async with start(city, "upacara", unit=TPS) as user:
        await user.press("select")
        await colleague_ends_one(city, user)
        assert "5 hadir 1 tidak" in user.lines[1]


async def test_the_card_of_whoever_stands_there(city: City) -> None:
    async with start(city, "upacara", unit=TPS) as user:
        await user.press("open")
        assert user.app.current_mode == "orang"
        await user.press("back")
        assert user.app.current_mode == "upacara"


async def test_who_only_looks_is_told_so(city: City) -> None:
    city.actor = Actor("tamu", PENGAMAT)
    async with start(city, "personel", unit=TPS) as user:
        await user.press("ceremony")
        assert "Peran Anda hanya melihat" in user.lines[-1]
        assert user.app.current_mode == "personel"


async def test_more_people_than_a_ceremony_takes(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.upacara.MOST", 20)
    async with start(city, "upacara") as user:
        assert "Lebih dari 20 orang" in user.lines[-1]
        await user.press("evidence")
        assert "Lebih dari 20 orang" in user.lines[-1]
        assert user.app.screen is user.app.front


async def test_who_has_it_already_comes_last(city: City) -> None:
    async with start(city, "upacara", unit=TPS) as user:
        await user.press("down", "select")
        await record(user, "12/BA")
        assert "hadir" in user.lines[3] and "sudah" not in user.lines[3]
        assert "✓ sudah" in user.lines[4]
        await user.press("aktivitas", "open")
        assert "12/BA" in user.picture


async def test_the_absent_are_found_by_typing(city: City) -> None:
    async with start(city, "upacara", unit=CACABAN) as user:
        everybody = present(user)
        await user.press("filter")
        await user.type("cacaban 2")
        assert "7 tampak" in head(user)
        assert all("TPS 002 Cacaban" in line for line in user.lines[4:11])
        await user.press("form-accept", "down", "select")
        assert "1 tidak" in head(user)
        assert present(user) == everybody - 1
        assert "tidak hadir" in user.lines[5]
        await user.press("filter")
        await user.pilot.press("ctrl+u")
        await user.type("tps 003")
        assert "tidak hadir" not in user.picture
        await user.press("form-accept", "select")
        assert "2 tidak" in head(user)
        await user.press("evidence")
        assert f"{everybody - 2} orang" in user.picture
        await user.press("form-cancel", "back")
        assert "tampak" not in head(user)
        assert present(user) == everybody - 2
        await record(user, "12/BA")
        assert f"{everybody - 2} orang, 12/BA; 2 tidak hadir" in user.lines[-1]
        await user.press("back")
        assert user.app.current_mode != "upacara"
    assert len(proved(city, "N1")) == everybody - 2


def head(user: User) -> str:
    """The title of the list, wherever it stands."""
    return user.line("┌")


def present(user: User) -> int:
    """How many are ticked, as the title says."""
    return int(head(user).partition(" hadir")[0].split()[-1])


async def test_all_who_are_shown_are_unticked_the_others_stay(city: City) -> None:
    async with start(city, "upacara", unit=CACABAN) as user:
        everybody = present(user)
        await user.press("filter")
        await user.type("tps 002")
        await user.press("form-accept", "select-all")
        assert present(user) == everybody - 7
        await user.press("select-all")
        assert present(user) == everybody
        await user.press("select", "back")
        assert present(user) == everybody - 1


async def test_nobody_is_called_so(city: City) -> None:
    async with start(city, "upacara", unit=TPS) as user:
        await user.press("filter")
        await user.type("zzz")
        assert "Tidak ada yang cocok" in user.picture
        assert "7 hadir" in head(user)
        await user.press("back")
        assert "Tidak ada yang cocok" not in user.picture
        await user.press("back")
        assert user.app.screen.focused is user.app.screen.query_one("#people")
        assert user.app.current_mode == "upacara"


async def test_who_was_unticked_stays_so_when_somebody_writes_while_one_filters(city: City) -> None:
    async with start(city, "upacara", unit=TPS) as user:
        await user.press("select", "filter")
        await user.type("anybody else")
        await colleague_ends_one(city, user)
        assert "5 hadir 1 tidak" in head(user)
        await user.press("back")
        assert "5 hadir 1 tidak" in head(user)


async def test_who_has_a_form_on_somebodys_seat_open_is_told_in_their_row(city: City) -> None:
    second = select(Tenure.c.seat_id).join(Seat).where(Seat.c.unit == TPS).order_by(Seat.c.id).offset(1).limit(1)
    ((seat,),) = ask(city, second)
    rini = FilePresence(city.path)
    rini.announce(Online(7, "rini", TPS, "TPS 002", "personel", stored(NOW), (f"seat:{seat}",), stored(NOW)))
    async with start(city, "upacara", unit=TPS) as user:
        for _attempt in range(200):
            await user.pilot.pause(0.02)
            if "✎rini" in user.picture:
                break
        people = user.app.front.data.people
        told = [at for at, line in enumerate(user.lines[3:]) if "✎rini" in line]
        assert told == [at for at, one in enumerate(people) if one.seat_id == seat]
    rini.leave()
