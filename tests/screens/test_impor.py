"""Impor as a coordinator uses it: a spreadsheet is read, decided, applied, taken back; nothing is written unasked."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from models import queries
from models.actor import KOORDINATOR, PENGAMAT, Actor
from models.clock import FixedClock
from models.rules.loader import load_elections, load_region
from models.services import importing, staffing
from models.services.setup import create
from models.uow import UnitOfWork, unit_of_work
from screens.impor import Impor
from screens.readings import Reading
from tests.screens import workbook
from tests.screens.conftest import CACABAN, KOTA, NOW, City, User, start
from tests.screens.program import configured
from tests.screens.workbook import Someone


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kota Magelang without anybody."""
    path = tmp_path_factory.mktemp("empty") / "city.db"
    elections = load_elections(("pemilu-2024", "pilkada-2024"))
    create(path, load_region(KOTA), list(elections.values()), NOW, Actor("siaga", "admin"))
    return path


@pytest.fixture
def town(empty_file: Path, tmp_path: Path) -> City:
    path = tmp_path / "siaga.db"
    shutil.copyfile(empty_file, path)
    return City(path, load_elections(("pemilu-2024", "pilkada-2024")))


@pytest.fixture
def invented() -> Iterator[Someone]:
    return workbook.people()


def seven(people: Iterator[Someone], tps: str, first: int = 1) -> list[list[Any]]:
    """The KPPS of one TPS."""
    return [
        workbook.row(first + at, next(people), "Ketua" if at == 0 else "Anggota", tps if at == 0 else None)
        for at in range(7)
    ]


def screen(user: User) -> Impor:
    found = user.app.front
    assert isinstance(found, Impor)
    return found


async def read(user: User) -> None:
    """Open the screen, choose the newest file, and leave what the file does not say as it is preset."""
    await user.press("import", "import-file", "file-open")
    if user.app.screen is not user.app.front:
        await user.press("form-accept")


async def until(user: User, true: Callable[[], bool]) -> None:
    """Until something is so, while keys have their effect and threads run."""
    for _attempt in range(200):
        if true():
            break
        await user.pilot.pause(0.05)
    assert true(), user.picture


def journal(city: City) -> list[int]:
    """The numbers of the latest entries."""
    database = city.database()
    with database.read() as connection:
        found = queries.activity.entries(connection, KOTA, limit=9)
    database.close()
    return [entry.seq for entry in found]


def holders(city: City, unit: str = CACABAN) -> list[str]:
    """Who sits in the KPPS of a kelurahan."""
    database = city.database()
    election = city.elections["pemilu-2024"]
    with database.read() as connection:
        kept = queries.people.Filter(states=(queries.people.FILLED,))
        found = queries.people.asked(connection, election, unit, kept).page(connection, limit=500)
    database.close()
    return [row.name for row in found if row.body == "kpps"]


async def test_a_file_is_shown_then_applied_then_undone(town: City, home: Path, invented: Iterator[Someone]) -> None:
    rows = seven(invented, "TPS 001")
    workbook.small(home / "KPPS Cacaban.xlsx", rows)
    async with start(town, "personel") as user:
        await read(user)
        assert "+ BARU 7" in user.picture
        assert "KPPS Cacaban.xlsx" in user.lines[1]
        assert holders(town) == []
        await user.press("import-apply")
        assert "7 orang diangkat ke kursi kosong" in user.picture
        await user.press("confirm-no")
        assert holders(town) == []
        await user.press("import-apply", "confirm-yes")
        assert "Diterapkan: 7 orang diangkat." in user.picture
        assert sorted(holders(town)) == sorted(row[1] for row in rows)
        assert "7 orang diangkat" in user.line("KPPS Cacaban.xlsx")
        await user.press("import-undo", "confirm-yes")
        assert "diurungkan" in user.line("KPPS Cacaban.xlsx")
        assert holders(town) == []


async def test_what_was_taken_back_elsewhere_is_not_said_to_stand(
    town: City, home: Path, invented: Iterator[Someone]
) -> None:
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    async with start(town, "personel") as user:
        await read(user)
        await user.press("import-apply", "confirm-yes")
        assert "Diterapkan: 7 orang diangkat." in user.lines[2]
        await user.press("undo", "confirm-yes")
        await until(user, lambda: "diurungkan" in user.line("KPPS.xlsx"))
        assert "Diterapkan" not in user.picture
        assert holders(town) == []


async def test_reserves_are_called_so_and_fill_no_seat(town: City, home: Path, invented: Iterator[Someone]) -> None:
    rows = [workbook.row(1, next(invented), "Ketua", "TPS 001")]
    rows += [workbook.row(1 + at, next(invented), f"Cadangan {at}", None) for at in (1, 2)]
    workbook.small(home / "KPPS.xlsx", rows)
    async with start(town, "personel") as user:
        await read(user)
        assert "di antaranya cadangan: BARU 2" in user.picture
        assert "cadangan ke-2" in user.line(rows[2][1][:12])
        await user.press("import-apply")
        assert "1 orang diangkat ke kursi kosong" in user.picture
        assert "2 orang masuk daftar cadangan" in user.picture
        await user.press("confirm-yes")
        assert "Diterapkan: 1 orang diangkat, 2 cadangan ditambahkan." in user.picture
        assert holders(town) == [rows[0][1]]
        await user.press("import-undo", "confirm-yes")
        assert "diurungkan" in user.line("KPPS.xlsx")


async def test_the_same_file_again_changes_nothing(town: City, home: Path, invented: Iterator[Someone]) -> None:
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    async with start(town, "personel") as user:
        await read(user)
        await user.press("import-apply", "confirm-yes")
        await user.press("import-file", "file-open")
        if user.app.screen is not user.app.front:
            await user.press("form-accept")
        assert "= SAMA 7" in user.picture
        await user.press("import-apply")
        assert "Tidak ada yang perlu diterapkan" in user.picture


async def test_other_data_of_the_same_person_are_shown_before_and_after(
    town: City, home: Path, invented: Iterator[Someone]
) -> None:
    rows = seven(invented, "TPS 001")
    workbook.small(home / "KPPS.xlsx", rows)
    async with start(town, "personel") as user:
        await read(user)
        await user.press("import-apply", "confirm-yes")
        rows[3][9], rows[3][10] = "081234567890", "S1"
        workbook.small(home / "KPPS.xlsx", rows)
        await read(user)
        assert "~ UBAH 1" in user.picture
        assert "= SAMA 6" in user.picture
        await user.press("import-status")
        assert "telepon, pendidikan" in user.line("Cacaban!B7")
        await user.press("open")
        assert user.line(" telepon     ").rstrip().endswith("→ +**********890")
        assert "SMA/sederajat → S1" in user.picture


async def test_only_a_person_decides_who_a_namesake_is(town: City, home: Path, invented: Iterator[Someone]) -> None:
    first, second = seven(invented, "TPS 001"), seven(invented, "TPS 002")
    namesake = first[1][1]
    second[1][1], second[1][2], second[1][4] = namesake, None, None
    workbook.small(home / "KPPS.xlsx", first)
    async with start(town, "personel") as user:
        await read(user)
        await user.press("import-apply", "confirm-yes")
        workbook.small(home / "KPPS.xlsx", second)
        await read(user)
        assert "? RAGU 1" in user.picture
        await user.press("open")
        assert "Apakah ini salah satu dari:" in user.picture
        assert f"1 {namesake}" in user.picture
        assert "KPPS Anggota 1 TPS 001 Cacaban" in user.picture
        await user.pilot.press("enter", "7")
        assert "Tidak ada nomor 7 di sini." in user.picture
        await user.press("doubt-new")
        assert "diputuskan: orang baru" in user.line("Cacaban!B5")
        assert "Semua baris RAGU diputuskan" in user.picture
        await user.press("back")
        assert "Keputusan tentang baris RAGU hilang" in user.picture
        await user.press("confirm-no", "import-apply")
        assert "1 baris RAGU ikut seperti diputuskan" in user.picture
        await user.press("confirm-yes")
        assert "Diterapkan: 7 orang diangkat." in user.picture
    assert len(holders(town)) == 14
    assert holders(town).count(namesake) == 2


async def test_it_is_a_command_of_every_screen(town: City, home: Path) -> None:
    async with start(town, "papan") as user:
        await user.press("goto")
        await user.type("impor")
        await user.press("goto-open")
        assert user.app.current_mode == "impor"
        await user.press("back")
        assert user.app.current_mode == "papan"
        await user.press("personel")
        assert "i Impor" in user.lines[1]


async def test_escape_leaves_everything_as_it_was(town: City, home: Path, invented: Iterator[Someone]) -> None:
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    async with start(town, "personel") as user:
        await read(user)
        await user.press("back")
        assert "Ditutup. Tidak ada yang berubah." in user.picture
        await user.press("back")
        assert user.app.current_mode == "personel"
    assert holders(town) == []


async def test_repairs_are_counted_and_shown_with_their_cell(
    town: City, home: Path, invented: Iterator[Someone]
) -> None:
    rows = seven(invented, "TPS 001")
    workbook.spoil(rows[1], "nik", rows)
    workbook.spoil(rows[2], "rtrw", rows)
    workbook.small(home / "KPPS.xlsx", rows)
    async with start(town, "personel", size=(120, 40)) as user:
        await read(user)
        repaired = user.line("diperbaiki saat dibaca")
        assert "1 NIK 15 digit" in repaired
        assert "1 RT/RW jadi tanggal" in repaired
        await user.press("down", "open")
        assert "Cacaban!C5" in user.picture
        assert "Excel hanya menyimpan 15 digit" in user.picture


async def test_nobodys_numbers_are_on_the_screen(town: City, home: Path, invented: Iterator[Someone]) -> None:
    rows = seven(invented, "TPS 001")
    rows[3][1] = None
    workbook.small(home / "KPPS.xlsx", rows)
    seen = ""
    async with start(town, "personel", size=(120, 40)) as user:
        await read(user)
        for keys in (("open",), ("form-cancel", "import-status", "open"), ("form-cancel", "import-columns")):
            await user.press(*keys)
            seen += user.picture
        await user.press("down", "down")
        await user.pilot.press("t", "t", "t")
        seen += user.picture
    assert "************" in seen
    assert "Arti kolom" in seen
    for row in rows:
        assert row[2] not in seen
        assert row[9] not in seen
        assert row[4].partition(", ")[2] not in seen


async def test_what_is_refused_says_why_and_can_be_mended(town: City, home: Path, invented: Iterator[Someone]) -> None:
    rows = seven(invented, "TPS 001")
    rows[2][7] = "Bendahara"
    rows[5][1] = None
    workbook.small(home / "KPPS.xlsx", rows)
    async with start(town, "personel") as user:
        await read(user)
        assert "TOLAK 2" in user.picture
        assert "Bendahara" in user.line("Cacaban!B6")
        await user.press("import-apply", "confirm-yes")
        assert "2 baris tidak ikut" in user.picture
        await user.press("form-accept")
        assert "2 baris ditulis ke ~/KPPS tolakan.xlsx" in user.picture
    book = load_workbook(home / "KPPS tolakan.xlsx")
    written = list(book.active.iter_rows(values_only=True))
    assert written[0][-1] == "Alasan"
    assert len(written) == 3
    assert "Nama tidak ada." in str(written[2][-1])
    assert len(holders(town)) == 5


async def test_a_column_is_corrected_once_and_remembered(town: City, home: Path, invented: Iterator[Someone]) -> None:
    rows = seven(invented, "001")
    for row in rows:
        row[8] = 1
    workbook.small(home / "KPPS.xlsx", rows, heads={"TPS": "Bertugas Pada"})
    async with start(town, "personel", size=(120, 40)) as user:
        await read(user)
        assert "TOLAK 7" in user.picture
        await user.press("import-columns")
        assert "(tidak dibaca)" in user.line("Bertugas Pada")
        await user.press(*["column-down"] * 8)
        await user.pilot.press("t", "t", "t")
        assert "TPS" in user.line("Bertugas Pada")
        await user.press("form-accept")
        if user.app.screen is not user.app.front:
            await user.press("form-accept")
        assert "+ BARU 7" in user.picture
    async with start(town, "personel", size=(120, 40)) as user:
        await read(user)
        assert "+ BARU 7" in user.picture


async def test_what_the_file_does_not_say_is_asked(town: City, home: Path, invented: Iterator[Someone]) -> None:
    workbook.small(home / "data.xlsx", seven(invented, "TPS 001"), "Sheet1", title="DAFTAR ANGGOTA KPPS")
    async with start(town, "personel", size=(80, 24)) as user:
        await user.press("import", "import-file", "file-open")
        assert "Yang tidak disebut berkas" in user.picture
        await user.type("Rejowinangun")
        await user.press("form-accept")
        assert "bisa berarti Rejowinangun Selatan, Rejowinangun Utara" in user.picture
        await user.pilot.press(*["backspace"] * 12)
        await user.type("magelang")
        await user.press("form-next", "form-next")
        await user.type("12/2024")
        await user.press("form-accept")
        assert "+ BARU 7" in user.picture
        assert "Berkas tidak menyebut" not in user.picture
        await user.press("import-apply", "confirm-yes")
    assert len(holders(town, "33.71.03.1004")) == 7


async def test_lines_are_found_by_name_whatever_their_status(
    town: City, home: Path, invented: Iterator[Someone]
) -> None:
    rows = seven(invented, "TPS 001")
    rows[2][7], rows[4][1] = "Bendahara", "Zulaikha Binti Ahmad"
    workbook.small(home / "KPPS.xlsx", rows)
    async with start(town, "personel") as user:
        await read(user)
        assert "TOLAK 1 baris" in user.picture
        await user.press("filter")
        await user.type("zulaikha b")
        assert "+ BARU" in user.line("Zulaikha Binti")
        await user.press("form-accept", "open")
        assert "Cacaban!B8" in user.line("┌ Cacaban")
        await user.press("form-cancel", "back")
        assert "semua 7 baris" in user.picture
        await user.press("import-status")
        assert "TOLAK 1 baris" in user.picture


async def test_a_bad_file_gets_a_sentence(town: City, home: Path) -> None:
    (home / "laporan.xls").write_text("<html><table><tr><td>Nama</td></tr></table></html>")
    async with start(town, "personel") as user:
        await user.press("import", "import-file", "file-open")
        assert "sebenarnya halaman web" in user.picture
        await user.press("import-file")
        assert "laporan.xls" in user.picture


async def test_the_file_is_chosen_by_typing(town: City, home: Path, invented: Iterator[Someone]) -> None:
    (home / "Unduhan").mkdir()
    workbook.small(home / "Unduhan" / "KPPS Cacaban.xlsx", seven(invented, "TPS 001"))
    (home / "lain.csv").write_text("x")
    async with start(town, "personel") as user:
        await user.press("import", "import-file")
        await user.type("Und")
        await user.press("file-complete")
        assert "~/Unduhan/" in user.picture
        await user.type("zz")
        await user.press("file-open")
        assert "Tidak ada berkas seperti itu" in user.picture
        await user.pilot.press("backspace", "backspace")
        await user.type("kp")
        await user.press("file-complete", "file-open")
        assert "KPPS Cacaban.xlsx" in user.picture
        assert user.app.context.folder == str(home / "Unduhan")


async def test_on_a_shared_server_only_ones_own_folder_is_seen(
    town: City, home: Path, tmp_path: Path, invented: Iterator[Someone]
) -> None:
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    (tmp_path / "milik-orang.csv").touch()
    async with start(town, "personel", files=str(home)) as user:
        await user.press("import", "import-file")
        assert "KPPS.xlsx" in user.picture
        assert ".." not in user.picture.partition("Pilih berkas")[2].replace("...", "")
        await user.type("../")
        assert "folder itu tidak dapat dibuka" in user.picture
        assert "milik-orang" not in user.picture


async def test_what_others_did_meanwhile_is_not_written_over(
    town: City, home: Path, invented: Iterator[Someone]
) -> None:
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    async with start(town, "personel") as user:
        await read(user)
        appoint(town, "Orang Lain")
        await user.press("import-apply", "confirm-yes")
        assert "sudah berubah sejak dibaca" in user.picture
        assert holders(town) == ["Orang Lain"]
        await user.press("refresh")
        assert "Kursi ini diduduki Orang Lain" in user.picture or "RAGU 1" in user.picture


async def test_what_is_being_written_is_written_to_its_end(
    town: City, home: Path, invented: Iterator[Someone], monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    gate, finish = threading.Event(), UnitOfWork.finish
    reached = threading.Event()

    def held(self: UnitOfWork) -> int | None:
        reached.set()
        gate.wait(60)
        return finish(self)

    monkeypatch.setattr(UnitOfWork, "finish", held)
    async with start(town, "personel") as user:
        await read(user)
        await user.press("import-apply")
        await user.pilot.press(configured(user.app, "confirm-yes"))
        await until(user, reached.is_set)
        for name in ("import-file", "import-apply", "refresh", "back", "back"):
            await user.pilot.press(configured(user.app, name))
        assert "Terlambat dibatalkan: sedang disimpan." in user.picture
        assert "menyimpan…" in user.picture
        assert "Esc membatalkan" not in user.picture
        gate.set()
        await user.settled()
        assert "Diterapkan: 7 orang diangkat." in user.picture
    assert len(holders(town)) == 7


async def test_an_undo_shows_how_far_it_is_and_is_given_up(
    town: City, home: Path, invented: Iterator[Someone], monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    gate, undo_batch = threading.Event(), importing.undo_batch

    def held(work: UnitOfWork, seq: int, progress: Any) -> Any:
        def told(done: int, total: int) -> None:
            progress(done, total)
            if done >= total // 2:
                gate.wait(60)

        return undo_batch(work, seq, told)

    async with start(town, "personel") as user:
        await read(user)
        await user.press("import-apply", "confirm-yes")
        before = journal(town)
        monkeypatch.setattr(importing, "undo_batch", held)
        await user.press("import-undo")
        await user.pilot.press(configured(user.app, "confirm-yes"))
        await until(user, lambda: "mengurungkan KPPS.xlsx" in user.picture and "3/7 · 42 %" in user.picture)
        assert "Esc membatalkan" in user.picture
        await user.pilot.press(configured(user.app, "import-undo"))
        await user.pilot.press(configured(user.app, "back"))
        assert "membatalkan…" in user.picture
        gate.set()
        await user.settled()
        assert "Dibatalkan. Impor KPPS.xlsx tetap berlaku." in user.picture
        assert journal(town) == before and len(holders(town)) == 7
        await user.press("import-undo", "confirm-yes")
        assert "Impor KPPS.xlsx diurungkan seluruhnya." in user.picture
    assert holders(town) == []


async def test_the_writing_is_given_up(
    town: City, home: Path, invented: Iterator[Someone], monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    gate, apply = threading.Event(), importing.apply

    def held(work: UnitOfWork, plan: Any, decisions: Any, progress: Any) -> Any:
        def told(done: int, total: int) -> None:
            progress(done, total)
            gate.wait(60)

        return apply(work, plan, decisions, told)

    monkeypatch.setattr(importing, "apply", held)
    monkeypatch.setattr(importing, "BATCH", 3)
    async with start(town, "personel") as user:
        await read(user)
        before = journal(town)
        await user.press("import-apply")
        await user.pilot.press(configured(user.app, "confirm-yes"))
        await until(user, lambda: "3/7 · 42 %" in user.picture)
        assert "menulis KPPS.xlsx" in user.picture
        assert "Esc membatalkan" in user.picture
        await user.pilot.press(configured(user.app, "back"))
        assert "membatalkan…" in user.picture
        gate.set()
        await user.settled()
        assert "Dibatalkan. Tidak ada yang ditulis; rencananya masih di sini." in user.picture
        assert "+ BARU 7" in user.picture
        assert (holders(town), journal(town)) == ([], before)
        await user.press("import-apply", "confirm-yes")
        assert "Diterapkan: 7 orang diangkat." in user.picture
    assert len(holders(town)) == 7


async def test_a_file_with_only_a_header_says_so(town: City, home: Path) -> None:
    workbook.small(home / "KPPS kosong.xlsx", [])
    async with start(town, "personel") as user:
        await user.press("import", "import-file", "file-open")
        assert user.app.screen is user.app.front
        assert "Di KPPS kosong.xlsx tidak ada baris orang" in user.picture
        assert "Tidak ada baris seperti itu" not in user.picture
        await user.press("import-status")
        assert "Di KPPS kosong.xlsx tidak ada baris orang" in user.picture
        workbook.small(home / "KPPS kosong.xlsx", seven(workbook.people(), "TPS 001"))
        await user.press("refresh")
        assert "+ BARU 7" in user.picture


async def test_what_was_built_upon_is_not_undone(town: City, home: Path, invented: Iterator[Someone]) -> None:
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    async with start(town, "personel") as user:
        await read(user)
        await user.press("import-apply", "confirm-yes")
        end(town)
        await user.press("import-undo", "confirm-yes")
        assert "sudah ada perubahan lain di atasnya" in user.picture
    assert len(holders(town)) == 6


def first_seat(city: City, work: UnitOfWork) -> int:
    """The head of the KPPS of TPS 001 Cacaban."""
    election = city.elections["pemilu-2024"]
    rows = queries.people.asked(work.connection, election, f"{CACABAN}.001", queries.people.Filter()).page(
        work.connection, limit=9
    )
    return next(row.id for row in rows if row.body == "kpps")


def appoint(city: City, name: str) -> None:
    """A colleague fills the first seat."""
    with colleague(city, "appoint") as work:
        staffing.appoint(work, staffing.Appointment(first_seat(city, work), name, NOW.date()))


def end(city: City) -> None:
    """A colleague ends the first tenure."""
    with colleague(city, "end") as work:
        staffing.end_tenure(work, first_seat(city, work), NOW.date(), "mundur")


@contextmanager
def colleague(city: City, verb: str) -> Iterator[UnitOfWork]:
    database = city.database()
    actor, election = Actor("bayu", KOORDINATOR), city.elections["pemilu-2024"]
    with unit_of_work(database, FixedClock(NOW), actor, verb, CACABAN, election) as work:
        yield work
    database.close()


async def test_an_observer_reads_but_writes_nothing(town: City, home: Path, invented: Iterator[Someone]) -> None:
    town.actor = Actor("tamu", PENGAMAT)
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    async with start(town, "personel") as user:
        await read(user)
        assert "+ BARU 7" in user.picture
        await user.press("import-apply")
        assert "Peran Anda hanya melihat" in user.picture
    assert holders(town) == []


async def test_the_reading_is_given_up(
    town: City, home: Path, invented: Iterator[Someone], monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook.small(home / "KPPS.xlsx", seven(invented, "TPS 001"))
    gate, told = threading.Event(), Reading.told

    def held(self: Reading, done: int, total: int) -> None:
        gate.wait(60)
        told(self, done, total)

    monkeypatch.setattr(Reading, "told", held)
    async with start(town, "personel") as user:
        await user.press("import", "import-file")
        await user.pilot.press(configured(user.app, "file-open"))
        assert screen(user).busy
        assert "Esc membatalkan" in user.picture
        await user.pilot.press(configured(user.app, "back"))
        assert "Dibatalkan. Tidak ada yang berubah." in user.picture
        assert not screen(user).busy
        gate.set()
        await user.settled()
        assert "Belum pernah ada impor" in user.picture
    assert holders(town) == []
