"""Evidence from the keyboard: for one, for a selection, for a kelurahan; withdrawn, reported, refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import queries
from models.actor import Actor
from models.clock import FixedClock
from screens.presenters import entered
from screens.presenters.people import wanted
from tests.screens.conftest import CACABAN, KOTA, NOW, City, User, start

TODAY = date(2024, 1, 31)


def entries(city: City) -> list[Any]:
    database = city.database()
    with database.read() as connection:
        found = list(queries.activity.entries(connection, KOTA, limit=20))
    database.close()
    return found


def state(city: City, code: str, unit: str = CACABAN) -> dict[str, int]:
    database = city.database()
    election = city.elections["pemilu-2024"]
    with database.read() as connection:
        found: dict[str, int] = queries.readiness.by_state(connection, election, election.indicator(code), unit)
    database.close()
    return found


async def kpps(user: User) -> None:
    """Stand on the first KPPS member of Cacaban."""
    await user.press("filter")
    await user.type("terisi kpps cacaban")
    await user.press("form-accept")


async def test_evidence_for_one(city: City) -> None:
    async with start(city, "personel", size=(120, 40)) as user:
        await kpps(user)
        await user.press("evidence", "form-next", "form-next")
        await user.type("DH/7")
        await user.press("form-accept")
        assert "Bukti Bimtek dicatat: 1 kursi" in user.lines[-1]
        assert "● siap" in user.lines[4]
    assert entries(city)[0].detail["indicator"] == "P5"
    assert state(city, "P5")["siap"] == 1


async def test_siap_needs_a_reference(city: City) -> None:
    async with start(city, "personel") as user:
        await kpps(user)
        await user.press("evidence", "form-accept")
        assert "SIAP perlu bukti" in user.picture
        await user.press("form-cancel")
        assert user.app.screen is user.app.front


async def test_evidence_for_a_selection_and_its_withdrawal(city: City) -> None:
    async with start(city, "personel") as user:
        await kpps(user)
        await user.press("select", "select", "select")
        assert "3 dipilih" in user.picture
        await user.press("evidence")
        assert "3 kursi dipilih" in user.picture
        await user.pilot.press("right")
        await user.press("form-next", "form-next")
        await user.type("BA 1")
        await user.press("form-accept")
        assert "Bukti Pakta dicatat: 3 kursi" in user.lines[-1]
        assert "dipilih" not in user.picture
        await user.press("first", "withdraw")
        await user.pilot.press("right")
        await user.press("form-accept")
        assert "Alasan belum diisi." in user.picture
        await user.type("salah orang")
        await user.press("form-accept")
        assert "Bukti Pakta dicabut: 1 kursi" in user.lines[-1]
    assert state(city, "N1")["siap"] == 2
    assert [row.verb for row in entries(city)][:2] == ["withdraw", "evidence"]


async def test_everything_found_also_what_is_not_at_hand(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("filter")
        await user.type("kpps cacaban")
        await user.press("form-accept", "select-all")
        assert "semua dipilih" in user.picture
        await user.press("evidence", "form-next", "form-next")
        await user.type("daftar hadir")
        await user.press("form-accept")
        assert "Bukti Bimtek dicatat" in user.lines[-1]
    found = state(city, "P5")
    assert found["siap"] > 100
    assert found.get("belum", 0) <= 3


async def test_a_whole_kelurahan_is_asked_for_with_its_number(city: City) -> None:
    async with start(city, "personel") as user:
        await kpps(user)
        await user.press("evidence-all", "form-next", "form-next")
        await user.type("daftar hadir")
        await user.press("form-accept")
        question = user.line("Catat Bimtek untuk")
        assert "kursi di Cacaban?" in question
        await user.press("confirm-no")
        assert "daftar hadir" in user.picture
        await user.press("form-accept", "confirm-yes")
        assert "Bukti Bimtek dicatat" in user.lines[-1]
    assert state(city, "P5")["siap"] > 100


async def test_a_row_of_no_kelurahan_has_none(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("evidence-all")
        assert "tidak berada di sebuah kelurahan" in user.lines[-1]


async def test_an_empty_seat_has_no_evidence(city: City) -> None:
    async with start(city, "personel") as user:
        await user.press("evidence", "form-next", "form-next")
        await user.type("x")
        await user.press("form-accept")
        assert "kursinya kosong" in user.picture
        assert user.app.screen is not user.app.front


async def test_of_several_those_that_a_colleague_changed_are_chosen_one_by_one(city: City) -> None:
    async with start(city, "personel") as user:
        await kpps(user)
        seat = user.app.front.seat  # type: ignore[union-attr]
        await user.press("select", "select", "evidence", "form-next", "form-next")
        await user.type("DH/7")
        colleague(city, seat)
        await user.press("form-accept")
        assert "bayu mengubah 1 dari 2 · 1 lainnya ikut ditulis" in user.picture
        assert "siap · DH/7 · 31 Jan" in user.line("3 Anda: ")
        await user.press("form-cancel")
        assert "pilihan bentrok dibatalkan" in user.picture and "DH/7" in user.picture, "nothing typed is lost"
        assert "siap" not in state(city, "P5"), "and nothing is written"
        await user.press("form-accept", "form-accept")
        assert "Bukti Bimtek dicatat: 1 kursi · 1 punya rekan tetap" in user.lines[-1]
        assert state(city, "P5")["siap"] == 1
        assert state(city, "P5")["klaim"] == 1


def colleague(city: City, seat: Any) -> None:
    """Somebody else records a claim for the same item."""
    from models.services.evidence import Item, record
    from models.uow import unit_of_work

    database = city.database()
    election = city.elections["pemilu-2024"]
    with unit_of_work(database, FixedClock(NOW), Actor("bayu"), "evidence", seat.unit, election) as work:
        record(work, election.indicator("P5"), [Item(seat.unit, seat.id, seat.tenure_id)], state="klaim")
    database.close()


async def test_nihil_and_confirmation(city: City) -> None:
    async with start(city, "personel", unit=CACABAN) as user:
        await kpps(user)
        await user.press("confirm", "form-accept")
        assert "Belum pernah ada laporan" in user.picture
        await user.press("form-cancel", "nihil")
        assert "Lapor nihil · Cacaban" in user.picture
        await user.press("form-accept")
        assert "Nihil dilaporkan: Bimtek · Cacaban" in user.lines[-1]
        await user.press("confirm", "form-accept")
        assert "Dikonfirmasi: Bimtek · Cacaban" in user.lines[-1]
    # The clock of this test stands still: a report that is as young as it can be is not written again.
    assert entries(city)[0].verb == "nihil"


async def test_a_busy_database_loses_nothing(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start(city, "personel") as user:
        database = user.app.context.database
        assert database is not None

        def busy(*_arguments: Any) -> None:
            from models.errors import StorageError

            raise StorageError("disk_full", path=str(city.path))

        await user.press("appoint")
        await user.type("Siti")
        with monkeypatch.context() as patch:
            patch.setattr(type(database), "begin_write", busy)
            await user.press("form-accept")
        assert "Disk penuh" in user.picture
        assert "Siti" in user.picture
        await user.press("form-accept")
        assert "Siti diangkat" in user.lines[-1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("31-01-2024", date(2024, 1, 31)),
        ("31/1/2024", date(2024, 1, 31)),
        ("31/1/24", date(2024, 1, 31)),
        ("2024-01-31", date(2024, 1, 31)),
        ("31 Jan 2024", date(2024, 1, 31)),
        ("31 januari 2024", date(2024, 1, 31)),
        ("1 agt 2023", date(2023, 8, 1)),
        ("1 Aug 2023", date(2023, 8, 1)),
        ("5 mei", date(2023, 5, 5)),
        ("31/1", date(2024, 1, 31)),
        ("1/2", date(2023, 2, 1)),
        ("hari ini", TODAY),
        (" KEMARIN ", date(2024, 1, 30)),
        ("29 feb 2024", date(2024, 2, 29)),
        ("29 feb 2023", None),
        ("31 janda", None),
        ("32-1-2024", None),
        ("", None),
        ("٣١/١/٢٠٢٤", date(2024, 1, 31)),
    ],
)
def test_days_as_people_write_them(typed: str, meant: date | None) -> None:
    assert entered.day(typed, TODAY) == meant


def test_words_and_states(city: City) -> None:
    rules = queries.people.proofs(city.elections["pemilu-2024"])

    def parts(typed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found = wanted(typed, rules)
        return found.words, found.states

    assert parts("Kosong Panjang") == (("panjang",), ("empty",))
    assert parts("belum bimtek 14") == (("14",), ("without:P5",))
    assert parts("belum pak") == ((), ("without:N1",))
    assert parts("tanpa sk asn") == ((), ("no_decree", "asn"))
    assert parts("belum") == ((), ())
    assert parts("tps 014 kel. cacaban") == (("014", "cacaban"), ())
    assert parts("belum zulaikha") == (("belum", "zulaikha"), ())
    assert parts("[/] %") == ((), ())
