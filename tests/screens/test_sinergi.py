"""Sinergi with its keys: its lists, what each verb writes, and what the board shows of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.actor import PENGAMAT, Actor
from models.clock import stored
from models.presence import FilePresence, Online
from models.services import neutrality, synergy
from models.tables import Commitment, Contact, Evidence, Guard, Journal, Meeting, Neutrality
from screens.sinergi import LISTS, Sinergi
from tests.screens.conftest import CACABAN, KOTA, NOW, TENGAH, City, User, start
from tests.screens.people import ask, seat, write

TODAY = NOW.date()
TPS = f"{CACABAN}.002"
PHONE = "0812-0000-0107"


def screen(user: User) -> Sinergi:
    found = user.app.front
    assert isinstance(found, Sinergi)
    return found


async def turn(user: User, times: int) -> None:
    await user.press(*["next-list"] * times)


@pytest.fixture
def called(city: City) -> Iterator[City]:
    """The Camat of Tengah has a number."""
    write(city, "contact", lambda work: synergy.set_contact(work, TENGAH, "camat", "Drs. Hadi", PHONE), TENGAH)
    yield city


def contact(city: City) -> object:
    return ask(city, select(Contact).where(Contact.c.unit == TENGAH, Contact.c.role == "camat"))[0]


# ── offices ────────────────────────────────────────────────────────────


async def test_a_test_call_makes_the_number_siap(called: City) -> None:
    async with start(called, "sinergi", unit=TENGAH) as user:
        assert "Kontak  K1 0/4" in user.lines[1] and "f: rakor" in user.lines[1]
        assert "Drs. Hadi" in user.line("Camat") and "belum pernah" in user.line("Camat")
        await user.press("unanswered")
        assert "panggilan terakhir: tidak diangkat" in user.picture
        await user.press("answered")
        assert "Kontak  K1 1/4" in user.lines[1]
        assert "31 Jan" in user.line("Drs. Hadi")
        assert "Camat Magelang Tengah: dijawab" in user.lines[-1]
        await user.press("undo")
        await user.pilot.press("y")
        await user.settled()
        assert "Kontak  K1 0/4" in user.lines[1]
        await user.press("answered", "wrong-number")
        assert "Kontak  K1 0/4" in user.lines[1]
    proofs = ask(called, select(Evidence.c.state, Evidence.c.indicator))
    assert [tuple(row) for row in proofs] == [("belum", "K1")]


async def test_a_number_is_masked_until_it_is_opened_for_the_record(called: City) -> None:
    async with start(called, "sinergi", unit=TENGAH) as user:
        assert PHONE not in user.picture and "****-****-*107" in user.picture
        await user.press("identity")
        await user.pilot.press("y")
        await user.settled()
        assert PHONE in user.picture
        await user.press("next-list", *["next-list"] * 4)
        assert PHONE not in user.picture
    verbs = ask(called, select(Journal.c.verb, Journal.c.actor).order_by(Journal.c.seq.desc()).limit(1))
    assert [tuple(row) for row in verbs] == [("unmask", "sari")]


async def test_a_hidden_number_stays_unless_another_is_typed(called: City) -> None:
    async with start(called, "sinergi", unit=TENGAH) as user:
        await user.press("edit")
        assert PHONE not in user.picture and "****-****-*107" in user.picture
        await user.type("Hadi M")
        await user.pilot.press("enter")
        await user.settled()
        assert "Hadi M" in user.picture
    assert (contact(called).name, contact(called).phone) == ("Hadi M", PHONE)  # type: ignore[attr-defined]


async def test_an_office_without_a_number_cannot_be_called(city: City) -> None:
    async with start(city, "sinergi", unit=TENGAH) as user:
        assert "belum diisi" in user.line("Camat")
        assert "Nomornya belum ada: E mengisinya." in user.picture and "belum pernah diuji" not in user.picture
        await user.press("answered")
        assert "Nomornya belum ada" in user.lines[-1]
        await user.press("identity", "person", "settled")
        assert "tidak berarti" in user.lines[-1]


async def test_enter_goes_to_the_unit_of_the_row(city: City) -> None:
    async with start(city, "sinergi") as user:
        screen(user).grid.move_to((CACABAN, 5))
        await user.press("open")
        assert user.app.context.place.unit == CACABAN
        assert "Lurah" in user.picture and "Kapolsek" in user.picture


# ── meetings and promises ────────────────────────────────────────────────────────────


async def test_a_meeting_is_recorded_and_proves_itself(city: City) -> None:
    async with start(city, "sinergi", unit=TENGAH) as user:
        await turn(user, 1)
        assert "Belum ada rakor" in user.picture
        await user.press("add")
        await user.type("Pendopo")
        await user.pilot.press("tab", "space", "right", "right", "space", "tab")
        await user.type("BA 12")
        await user.pilot.press("enter")
        await user.settled()
        assert "Rakor  K2 1/1" in user.lines[1]
        assert "Camat, Kapolsek" in user.line("Pendopo") and "tidak hadir: Danramil" in user.picture
        await user.press("edit")
        assert "Ubah rakor" in user.picture
        await user.pilot.press("escape")
    (row,) = ask(city, select(Meeting))
    assert (row.unit, row.held_on, row.attended, row.minutes) == (TENGAH, TODAY, "camat kapolsek", "BA 12")


async def test_nobody_came_is_no_meeting(city: City) -> None:
    async with start(city, "sinergi", unit=TENGAH) as user:
        await turn(user, 1)
        await user.press("add")
        await user.pilot.press("enter")
        await user.settled()
        assert "Siapa yang hadir?" in user.picture


async def test_a_promise_is_chased_on_the_board_until_it_is_kept(city: City) -> None:
    async with start(city, "sinergi", unit=TENGAH, size=(120, 40)) as user:
        await turn(user, 2)
        await user.press("add")
        await user.type("genset cadangan")
        await user.pilot.press("tab")
        await user.type("Danramil")
        await user.pilot.press("tab")
        user.app.screen.query("Entry").last().value = "29-01-2024"  # type: ignore[attr-defined]
        await user.pilot.press("enter")
        await user.settled()
        assert "lewat 2 hr" in user.line("genset cadangan")
        await user.press("board")
        await user.settled()
        assert "janji lewat 2 hr: genset" in user.picture
        user.app.front.query_one("#actions").focus()
        actions = user.app.front.query_one("#actions")
        keys_ = [row.key for row in actions.window.rows]  # type: ignore[attr-defined]
        actions.move_to(next(key for key in keys_ if key[1][0] == "janji"))  # type: ignore[attr-defined]
        await user.press("help")
        assert "genset cadangan" in user.picture
        await user.pilot.press("escape")
        await user.settled()
        await user.press("open")
        await user.settled()
        assert user.app.current_mode == "sinergi" and "Janji" in user.lines[1]
        await user.press("settled")
        assert "Janji Danramil ditepati" in user.lines[-1]
        await user.press("settled")
        assert "sudah ditepati" in user.lines[-1]
        await user.press("board")
        assert "janji lewat" not in user.picture
    (row,) = ask(city, select(Commitment))
    assert (row.unit, row.owner, row.due_on, row.done_on) == (TENGAH, "Danramil", date(2024, 1, 29), TODAY)


async def test_a_board_of_the_past_chases_nobody(city: City) -> None:
    write(
        city, "commitment",
        lambda work: synergy.promise(work, TENGAH, said="genset", owner="Camat", due=TODAY), TENGAH,
    )  # fmt: skip
    from models.clock import FixedClock

    async with start(city, clock=FixedClock(NOW + timedelta(days=30))) as user:
        assert "genset" not in "".join(user.lines[:-8])
        assert "janji hari ini" not in user.picture and "janji lewat" not in user.picture


# ── guards ────────────────────────────────────────────────────────────


async def test_a_pattern_for_a_kelurahan_and_for_some_of_its_tps(city: City) -> None:
    async with start(city, "sinergi", unit=CACABAN) as user:
        await turn(user, 3)
        assert "belum ditetapkan" in user.line("TPS 001")
        await user.press("edit")
        await user.pilot.press("tab", "right", "tab")
        await user.type("SP 7")
        await user.pilot.press("enter")
        await user.settled()
        assert "Pengamanan  K3 25/25  aman 25  polisi 4" in user.lines[1]
        await user.press("select", "select", "edit")
        assert "2 TPS yang dipilih" in user.picture
        await user.pilot.press("right", "tab", "tab")
        await user.type("SP 8")
        await user.pilot.press("enter")
        await user.settled()
        assert "aman 23, rawan 2" in user.lines[1]
        assert "2:2:4" in user.line("TPS 002") and "2:16:32" in user.line("TPS 003")
        await user.pilot.press("A")
        await user.press("edit")
        await user.pilot.press("escape")
    rows = ask(city, select(Guard.c.pattern, Guard.c.unit).where(Guard.c.pattern == "rawan"))
    assert sorted(row.unit[-3:] for row in rows) == ["001", "002"]


# ── neutrality ────────────────────────────────────────────────────────────


async def test_a_case_is_entered_without_any_party_and_moves_the_pledge(city: City) -> None:
    holder = seat(city, "ppk", TENGAH, ordinal=2)
    write(city, "biodata", lambda work: _asn(work, holder.person_id), TENGAH)
    async with start(city, "sinergi", unit=TENGAH) as user:
        await turn(user, 4)
        assert "Tidak ada kasus di sini" in user.picture
        await user.press("add")
        assert "tanpa nama partai atau calon" in user.picture and "(tanpa partai atau calon)" in user.picture
        await user.type(holder.name)
        await user.pilot.pause(0.3)
        await user.settled()
        await user.pilot.press("tab")
        await user.pilot.press("right", "right")
        user.app.screen.query("Entry")[2].value = "Bawaslu 021/2024"  # type: ignore[attr-defined]
        await user.pilot.press("enter")
        await user.settled()
        listed = user.line("Bawaslu 021")
        assert holder.name[:10] in listed and "dilaporkan" in listed and "kode etik" in listed
        assert "orang ini BELUM" in user.picture
        await user.press("edit")
        await user.pilot.press("right", "right", "right", "right", "enter")
        await user.settled()
        assert "selesai" in user.picture and "ditutup" in user.picture
        await user.press("person")
        assert user.app.current_mode == "orang"
    (row,) = ask(city, select(Neutrality))
    assert (row.person_id, row.unit, row.handler, row.state) == (holder.person_id, TENGAH, "kasn", "selesai")


def _asn(work: object, person: int) -> None:
    from models.services.biodata import alter
    from models.tables import Person

    row = work.get(Person, id=person)  # type: ignore[attr-defined]
    alter(work, row, {"asn": True})  # type: ignore[arg-type]


async def test_cases_are_not_for_everybodys_eyes(city: City) -> None:
    case = {"on": TODAY, "source": "Bawaslu 1", "kind": "etik", "about": "Dinas Rekaan"}
    write(city, "case", lambda work: neutrality.report(work, KOTA, **case), KOTA)
    async with start(city, "sinergi") as user:
        await turn(user, 4)
        assert "Dinas Rekaan" in user.picture
        await user.press("person")
        assert "Tidak ada orang" in user.lines[-1]
    city.actor = Actor("tamu", PENGAMAT)
    async with start(city, "sinergi") as user:
        await turn(user, 4)
        assert "Dinas Rekaan" not in user.picture and "hanya melihat" in user.picture
        await user.press("add", "edit", "export")
        assert "Dinas Rekaan" not in user.picture


# ── all of them ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_list_fits_and_can_be_walked(city: City, size: tuple[int, int]) -> None:
    async with start(city, "sinergi", size=size) as user:
        for name in ("Kontak", "Rakor", "Janji", "Pengamanan", "Netralitas ASN", "Eskalasi"):
            assert name in user.lines[1]
            assert all(len(line) <= size[0] for line in user.lines)
            await user.press("last", "first", "refresh", "copy")
            await turn(user, 1)
        assert "Kontak" in user.lines[1]


async def test_lists_are_turned_while_a_colleague_has_a_form_open(called: City) -> None:
    """The mark stands on the row that it is about, and on none of the next list's."""
    rini = FilePresence(called.path)
    about = (f"contact:{TENGAH}:camat",)
    rini.announce(Online(7, "rini", TENGAH, "Tengah", "sinergi", stored(NOW), about, stored(NOW)))
    async with start(called, "sinergi", unit=TENGAH) as user:
        for _attempt in range(200):
            await user.pilot.pause(0.02)
            if "✎rini" in user.picture:
                break
        assert "✎rini" in user.line("Camat")
        await user.press("next-list")
        assert "✎rini" not in user.picture
        for _ in range(len(LISTS) - 1):
            await user.press("next-list")
        assert "✎rini" in user.line("Camat")
    rini.leave()


async def test_a_long_list_is_paged_from_either_end(city: City) -> None:
    async with start(city, "sinergi") as user:
        await turn(user, 3)
        await user.press("last")
        assert screen(user).row.unit == "33.71.03.1006.021"  # type: ignore[union-attr]
        await user.press("first")
        assert screen(user).row.unit == "33.71.01.1003.001"  # type: ignore[union-attr]
        for _page in range(8):
            await user.press("page-down")
        await user.press("refresh")
        await user.settled()
        units = [row.key for row in screen(user).grid.window.rows]
        assert units == sorted(units) and len(set(units)) == len(units)


async def test_each_list_is_exported_whole(city: City) -> None:
    async with start(city, "sinergi") as user:
        for kind in ("sinergi", "rakor", "janji", "pengamanan", "netralitas", "eskalasi"):
            found = screen(user).exported()
            assert found is not None and (found.name, found.personal) == (kind, kind == "sinergi")
            await turn(user, 1)
