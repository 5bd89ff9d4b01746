"""The roll-call at the keyboard: one kecamatan after the other, refused over a red gate, waived, decided, printed."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from models import queries
from models.clock import WIB, FixedClock
from models.rollcall import red
from models.services import rollcall
from models.uow import unit_of_work
from tests.screens.conftest import TENGAH, City, start

SEVEN = datetime(2024, 2, 7, 9, 0, tzinfo=WIB)
SELATAN = "33.71.01"


def clock(*parts: int) -> dict[str, object]:
    return {"clock": FixedClock(datetime(*parts, tzinfo=WIB) if parts else SEVEN)}  # type: ignore[misc, arg-type]


def gates(city: City, unit: str) -> tuple[str, ...]:
    """The red gates of a kecamatan on that morning."""
    election, database = city.elections["pemilu-2024"], city.database()
    moment = queries.board.moment_of(election, SEVEN)
    with database.read() as connection:
        found = queries.rollcall.called(connection, election, unit, election.rollcalls[2], moment)
    database.close()
    return red(found.stations[0].gates)


async def test_before_it_opens_it_says_when(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40)) as user:
        assert "Panggilan siap H-7" in user.lines[2]
        assert "dibuka Sel 6 Feb 2024" in user.lines[2]
        await user.press("open")
        assert "Panggilan ini dibuka Sel 6 Feb 2024, ditutup sesudah pemungutan suara." in user.lines[-1]
        assert "keputusan: belum ada" in user.picture and "(Q)" not in user.picture


async def test_gates_whose_time_has_not_come_are_not_called_green(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40)) as user:
        await user.press("election")
        assert "· belum" in user.line("1 Magelang Selatan")
        count = sum(rule.gate for rule in city.elections["pilkada-2024"].indicators)
        assert f"tidak ada gerbang kuning atau merah; {count} belum waktunya" in user.picture
        assert "semua gerbang hijau" not in user.picture


async def test_siap_over_a_red_gate_is_refused_and_said_why(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        await user.press("open")
        assert "H-7 · Magelang Selatan" in user.picture
        await user.press("answer-siap")
        assert "SIAP ditolak: gerbang" in user.picture
        await user.press("answer-next")
        assert "H-7 · Magelang Utara" in user.picture
        await user.press("answer-close")
        assert "0 dari 3 masih SIAP, 0 menjawab" in user.lines[2]


async def test_no_has_a_reason_and_the_next_one_is_called(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        await user.press("open", "answer-no", "form-accept")  # the reason: its red gates
        assert "H-7 · Magelang Utara" in user.picture
        await user.press("answer-close")
        row = user.line("Magelang Selatan")
        assert "■ TIDAK SIAP" in row
        assert "L3" not in row  # not a gate of that day yet
        assert "sari" in row


async def test_who_takes_nothing_back_is_asked_again(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        await user.press("open", "undo")
        assert "H-7 · Magelang Selatan" in user.picture
        assert "Tidak ada perubahan Anda yang dapat diurungkan" in user.picture
        await user.press("answer-no", "form-accept")
        assert "H-7 · Magelang Utara" in user.picture
        await user.press("undo", "confirm-no")
        assert "H-7 · Magelang Utara" in user.picture
        await user.press("undo", "confirm-yes")
        assert "Magelang Selatan" in user.picture and "TIDAK SIAP" not in user.line("1 Magelang Selatan")


async def test_a_decision_is_offered_once_the_call_is_open(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40)) as user:
        assert "Keputusan" not in user.lines[-1]
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        assert "Q Keputusan" in user.lines[-1]


async def test_a_waiver_for_each_red_gate_lets_siap_be_said(city: City) -> None:
    many = len(gates(city, TENGAH))
    assert many
    async with start(city, "panggilan", unit=TENGAH, size=(120, 40), **clock()) as user:
        await user.press("open")
        for _gate in range(many):
            await user.press("answer-let")
            for _other in range(_gate):
                await user.pilot.press("shift+tab", "right", "tab")
            await user.type("Ketua KPU")
            await user.press("form-next")
            await user.type("menyusul besok")
            await user.press("form-accept")
        await user.press("answer-siap")
        assert "● SIAP" in user.line("1 Magelang Tengah")
        assert "dengan dispensasi" in user.line("1 Magelang Tengah")
        await user.press("record")
        assert "PANGGILAN SIAP H-7" in user.picture
        assert "dispensasi Ketua KPU s.d. 8 Feb 12:00: menyusul besok" in user.picture
        await user.press("document-close", "undo", "confirm-yes")
        assert "–" in user.line("1 Magelang Tengah")


async def test_the_decision_is_of_who_leads_and_stands_with_a_reason(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        await user.press("decide", "form-accept")
        assert "Alasan belum diisi." in user.picture  # nobody answered yet
        await user.type("dispensasi KPU")
        await user.press("form-accept")
        assert "keputusan: LANJUT · dispensasi KPU" in user.picture
        assert "H-7 0/3 LANJUT" in user.lines[1]
        await user.press("decide")
        await user.pilot.press("right")
        await user.press("form-accept")
        assert "Alasan belum diisi." in user.picture
        await user.type("menunggu Tengah")
        await user.press("form-accept")
        assert "keputusan: TUNDA · menunggu Tengah" in user.picture


async def test_an_answer_of_a_colleague_meanwhile_is_seen(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        await user.press("open", "answer-no")
        say(city, SELATAN, "tidak")
        await user.press("form-accept")
        assert "jawaban kini tidak" in user.picture
        await user.press("form-cancel")
        assert "listrik padam" in user.line("Magelang Selatan")


def say(city: City, unit: str, said: str, moment: datetime = SEVEN, day: int = 7) -> None:
    """A colleague records an answer."""
    election, database = city.elections["pemilu-2024"], city.database()
    with unit_of_work(database, FixedClock(moment), city.actor, "rollcall", unit, election) as work:
        rollcall.answer(work, day, unit, said, note="listrik padam")
    database.close()


async def test_every_roll_call_stands_in_one_line(city: City) -> None:
    for unit in (SELATAN, TENGAH):
        say(city, unit, "tidak")
    async with start(city, "panggilan", **clock(2024, 2, 10, 12)) as user:
        assert "H-100 0/3" in user.lines[1] and "H-7 0/3" in user.lines[1] and "▸H-3 0/3" in user.lines[1]
        assert "H-1 0/3" not in user.lines[1]  # opens two days later
        await user.press("next-list", "next-list")
        assert "▸H-100" in user.lines[1]


async def test_who_answers_after_the_day_is_late_and_it_stays_so(city: City) -> None:
    say(city, SELATAN, "tidak", datetime(2024, 2, 9, 9, tzinfo=WIB))
    async with start(city, "panggilan", size=(120, 40), **clock(2024, 2, 10, 9)) as user:
        while "Panggilan siap H-7" not in user.picture:
            await user.press("next-list")
        assert "terlambat 2 hr · listrik padam" in user.line("1 Magelang Selatan")
        await user.press("record")
        assert "· terlambat 2 hr" in user.picture


async def test_the_last_answer_is_undone_while_the_next_is_asked(city: City) -> None:
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        await user.press("open", "answer-no", "form-accept")
        assert "H-7 · Magelang Utara" in user.picture
        await user.pilot.press("u")
        await user.settled()
        assert "Urungkan perubahan ini?" in user.picture
        await user.press("confirm-yes")
        assert "–" in user.line("1 Magelang Selatan")


def written(folder: Path) -> list[str]:
    """The records that were exported."""
    return [path.read_text() for path in sorted(folder.glob("panggilan-h7-33.71-*.txt"))]


async def test_the_record_is_a_page_of_text_with_its_own_digest(city: City, tmp_path: Path) -> None:
    say(city, SELATAN, "tidak")
    texts = []
    for hour in (10, 15):
        async with start(city, "panggilan", size=(120, 40), folder=str(tmp_path), **clock(2024, 2, 7, hour)) as user:
            await user.press("record", "copy")
            texts.append(user.app.clipboard)
            await user.press("document-close", "export", "form-accept")
            assert "baris ditulis" in user.lines[-1]
    assert texts[0] == texts[1]
    assert written(tmp_path) == texts
    body, _sign, digest = texts[0].rpartition("SHA-256 ")
    assert sha256(body.encode()).hexdigest() == digest.strip()


async def test_an_election_without_roll_calls_has_none(city: City) -> None:
    city.elections["pilkada-2024"] = replace(city.elections["pilkada-2024"], rollcalls=())
    async with start(city, "panggilan", size=(120, 40), **clock()) as user:
        assert "Panggilan siap H-7" in user.picture
        await user.press("election")
        assert "Pemilihan ini tidak punya panggilan siap." in user.picture
        assert "H-100" not in user.picture
        await user.press("next-list", "election")
        assert "Panggilan siap H-7" in user.picture


async def test_what_was_waived_but_not_answered_is_not_left_unasked(city: City) -> None:
    async with start(city, "panggilan", unit=TENGAH, size=(120, 40), **clock()) as user:
        await user.press("open", "answer-let")
        await user.type("Ketua KPU")
        await user.press("form-next")
        await user.type("besok")
        await user.press("form-accept", "answer-close", "quit")
        assert "Ada isian yang belum disimpan." in user.picture
