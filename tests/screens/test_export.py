"""The key that exports: what is on the screen comes into a file, masked unless somebody says what for."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import insert, select, update

from models import queries
from models.actor import PENGAMAT, Actor
from models.exchange import writing
from models.tables import Biodata, Person, Tenure
from screens import exports, risiko
from screens.dialogs.confirm import Confirm
from screens.dialogs.export import ExportDialog
from tests.screens import workbook
from tests.screens.conftest import CACABAN, KOTA, TENGAH, City, User, start

NIK = "3371015205900001"


pytestmark = pytest.mark.usefixtures("home")


def files(home: Path) -> list[Path]:
    return sorted(home.iterdir())


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))


async def written(user: User, home: Path, format: str = "csv") -> Path:
    """Press e, choose the format, accept."""
    await user.press("export")
    assert isinstance(user.app.screen, ExportDialog), user.picture
    await user.type(format[0])
    await user.press("form-accept")
    assert not isinstance(user.app.screen, ExportDialog), user.picture
    (path,) = files(home)
    assert path.name in user.picture
    return path


async def test_personel_as_it_is_filtered_and_sorted(city: City, home: Path) -> None:
    async with start(city, "personel", unit=CACABAN, size=(120, 30)) as user:
        await user.press("filter")
        await user.type("anggota wibowo kpps")
        await user.press("open", "sort", "sort", "sort")
        grid = user.app.screen.query_one("#seats")
        path = await written(user, home)
        head, *rows = rows_of(path)
        names = [row[head.index("Nama")] for row in rows]
        assert f"{len(rows)} baris ditulis: ~/personel-{CACABAN}-20240131-2000.csv" in user.picture
        assert names == sorted(names, key=str.casefold)
        assert len(rows) == grid.window.total and "Wibowo" in user.line(names[0])  # type: ignore[attr-defined]
        assert all("Wibowo" in name for name in names)


async def test_xlsx_is_the_first_choice(city: City, home: Path) -> None:
    async with start(city, "personel", unit=CACABAN) as user:
        await user.press("export", "form-accept")
    (path,) = files(home)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None and path.suffix == ".xlsx"
    assert (sheet.max_row, sheet["A2"].value) == (1 + 231, "Kota Magelang")


async def test_the_board_in_the_order_of_its_table(city: City, home: Path) -> None:
    async with start(city, unit=TENGAH, size=(120, 40)) as user:
        await user.press("sort")
        codes = [one.code for one in user.app.screen.query_one("#heat").units]  # type: ignore[attr-defined]
        path = await written(user, home, "json")
    found = json.loads(path.read_text())
    assert [row["code"] for row in found] == codes
    assert {"siap", "kpps_filled", "kpps_seats", "P3"} <= set(found[0])
    assert path.name.startswith("papan-33.71.03")


async def test_panels_and_the_worst_first(city: City, home: Path) -> None:
    async with start(city, size=(120, 40)) as user:
        path = await written(user, home, "json")
        assert [row["unit"] for row in json.loads(path.read_text())] == [
            "Magelang Selatan", "Magelang Utara", "Magelang Tengah"
        ]  # fmt: skip
        path.unlink()
        await user.press("worst")
        path = await written(user, home, "json")
    assert len(json.loads(path.read_text())) == 17
    assert path.name.startswith("terburuk-33.71")


async def test_the_indicators_and_the_items_of_one(city: City, home: Path) -> None:
    async with start(city, "kesiapan", unit=CACABAN, size=(120, 30)) as user:
        await user.press("filter")
        await user.type("logistik")
        await user.press("open")
        shown = [row.key for row in user.app.screen.query_one("#indicators").window.rows]  # type: ignore[attr-defined]
        path = await written(user, home)
        head, *rows = rows_of(path)
        assert [row[head.index("Kode")] for row in rows] == shown
        path.unlink()
        await user.press("back")
        user.app.screen.query_one("#indicators").move_to("T1")  # type: ignore[attr-defined]
        await user.press("open")
        path = await written(user, home)
        head, *rows = rows_of(path)
        assert path.name.startswith("butir-t1-33.71.03.1002")
        assert len(rows) == user.app.screen.query_one("#items").window.total  # type: ignore[attr-defined]
        assert {row[head.index("Kelurahan")] for row in rows} == {"Cacaban"}


async def test_the_journal_in_sentences(city: City, home: Path) -> None:
    async with start(city, "aktivitas") as user:
        path = await written(user, home)
    head, *rows = rows_of(path)
    assert rows[0][head.index("Perubahan")].startswith("mengangkat 3.291 orang")


async def test_a_list_of_which_all_is_at_hand_is_exported_as_it_stands(city: City, home: Path) -> None:
    async with start(city, "kalender", size=(120, 30)) as user:
        await user.press("export")
        assert "kalender · Kota Magelang" in user.picture and "kalender-33.71" in user.picture
        await user.press("form-cancel")
        path = await written(user, home)
    head, *rows = rows_of(path)
    assert head[:3] == ["Tenggat dan tahapan", "tanggal", "keadaan"]
    assert any("Pemungutan suara" in row[0] for row in rows)
    assert not any("─" in "".join(row) for row in rows)  # lines of time are no data


async def test_the_calendar_for_other_calendars(city: City, home: Path) -> None:
    async with start(city, "kalender", size=(120, 30)) as user:
        path = await written(user, home, "ics")
        assert "baris ditulis" in user.picture
    text = path.read_text("utf-8")
    assert (path.suffix, text.count("BEGIN:VCALENDAR")) == (".ics", 1)
    assert "Pemilu 2024" in text and "Pilkada" in text


async def test_a_dry_run_whole_however_long_it_is(city: City, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More lines than are at hand, read in several pages; of a status, and as they were searched for."""
    monkeypatch.setattr(exports, "PAGE", 50)
    invented = workbook.people()
    rows = [workbook.row(at, next(invented), "Anggota", "TPS 001" if at < 150 else "TPS 999") for at in range(1, 301)]
    workbook.small(home / "KPPS.xlsx", rows)
    async with start(city, "personel", size=(120, 30)) as user:
        await user.press("import", "import-file", "file-open")
        if user.app.screen is not user.app.front:
            await user.press("form-accept")
        while "membaca" in user.picture:
            await user.settled()
        (home / "KPPS.xlsx").unlink()
        plan = user.app.front.plan  # type: ignore[union-attr]
        user.app.front.show_status("")  # type: ignore[union-attr]
        await user.settled()
        assert not user.app.front.table.window.complete  # type: ignore[union-attr]
        path = await written(user, home)
        head, *found = rows_of(path)
        assert (head[0], len(found)) == ("status", 300) and plan.total == 300
        assert [row[head.index("nama")] for row in found] == [row[1] for row in rows]
        path.unlink()
        user.app.front.show_status("TOLAK")  # type: ignore[union-attr]
        await user.settled()
        path = await written(user, home)
        head, *found = rows_of(path)
        assert len(found) == plan.counts["TOLAK"] > 100
        assert all("TPS 999 tidak ada" in row[head.index("catatan")] for row in found[-100:])
        path.unlink()
        await user.press("filter")
        await user.type("wibowo")
        await user.press("open")
        path = await written(user, home)
        assert len(rows_of(path)) - 1 == sum("wibowo" in str(row[1]).casefold() for row in rows) > 0


async def test_all_shaky_seats_also_those_that_are_not_listed(
    city: City, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = city.database()
    with database.begin_write() as connection:
        connection.execute(update(Tenure).values(decree=None))
    database.close()
    monkeypatch.setattr(risiko, "MOST", 5)
    async with start(city, "risiko", unit=CACABAN) as user:
        assert len(user.app.front.grid.window.rows) == 5  # type: ignore[union-attr]
        path = await written(user, home)
        head, *rows = rows_of(path)
        assert f"{len(rows)} kursi berisiko" in user.picture and len(rows) > 100
        assert {"SK belum ada" in row[head.index("mengapa")] for row in rows} == {True}
        path.unlink()
        await user.press("next-list", "next-list")
        path = await written(user, home)
        assert rows_of(path)[0][0] == "badan"


async def test_where_there_is_no_list_that_is_said(city: City, home: Path) -> None:
    async with start(city, "pengaturan") as user:
        await user.press("export")
        assert "tidak ada daftar yang dapat diekspor" in user.picture
    assert files(home) == []


# ── in full ────────────────────────────────────────────────────────────


def know(city: City) -> None:
    """What is known of somebody of Cacaban."""
    database = city.database()
    with database.begin_write() as connection:
        for person in connection.scalars(select(Person.c.id)).all():
            values = {"nik": NIK, "nik15": NIK[:15], "phone": "+6281234567890", "version": 1}
            connection.execute(insert(Biodata), [{"person_id": person, **values}])
    database.close()


async def test_in_full_is_an_act_with_a_purpose(city: City, home: Path) -> None:
    know(city)
    async with start(city, "personel", unit=CACABAN, size=(100, 30)) as user:
        await user.press("export")
        dialog = user.app.screen
        assert isinstance(dialog, ExportDialog)
        dialog.masking.focus()
        await user.type("l")
        await user.press("form-accept")
        assert "Tulis untuk apa" in user.picture
        dialog.purpose.entry.focus()
        await user.type("SPJ honor")
        await user.press("form-accept")
        assert isinstance(user.app.screen, Confirm)
        await user.press("confirm-no")
        assert (user.app.screen, files(home)) == (dialog, [])
        await user.press("form-accept")
        await user.press("confirm-yes")
        assert "baris ditulis" in user.picture
    (path,) = files(home)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    head = [cell.value for cell in sheet[1]]
    assert NIK in {row[head.index("NIK")] for row in sheet.iter_rows(min_row=2, values_only=True)}
    database = city.database()
    with database.read() as connection:
        (entry, *_rest) = queries.activity.entries(connection, KOTA, limit=3)
    database.close()
    assert (entry.verb, entry.unit, entry.detail["purpose"]) == ("export", CACABAN, "SPJ honor")


@pytest.mark.parametrize("changes", [{"readonly": True}, {"actor": Actor("tamu", PENGAMAT)}])
async def test_who_may_not_write_gets_it_masked(city: City, home: Path, changes: dict[str, Any]) -> None:
    know(city)
    async with start(city, "personel", unit=CACABAN, size=(100, 30), **changes) as user:
        await user.press("export")
        assert "disamarkan" in user.picture and "lengkap" not in user.picture
        await user.type("c")
        await user.press("form-accept")
    (path,) = files(home)
    text = path.read_text("utf-8-sig")
    assert NIK not in text and "************0001" in text


# ── what goes wrong ────────────────────────────────────────────────────────────


async def test_a_folder_that_is_not_there_leaves_the_dialog_open(city: City, home: Path) -> None:
    async with start(city, "personel", unit=CACABAN, size=(100, 30)) as user:
        await user.press("export")
        dialog = user.app.screen
        assert isinstance(dialog, ExportDialog)
        dialog.file.entry.value = "~/tidak-ada/berkas.csv"
        await user.press("form-accept")
        assert user.app.screen is dialog
        assert "Foldernya tidak ada" in user.picture
        dialog.file.entry.value = "~/berkas.csv"
        await user.press("form-accept")
    assert [path.name for path in files(home)] == ["berkas.xlsx"]


async def test_nothing_is_written_over(city: City, home: Path) -> None:
    (home / "berkas.xlsx").write_text("penting")
    async with start(city, "personel", unit=CACABAN, size=(100, 30)) as user:
        await user.press("export")
        assert isinstance(user.app.screen, ExportDialog)
        user.app.screen.file.entry.value = "~/berkas"
        await user.press("form-accept")
        assert "Sudah ada, dan tidak ditimpa" in user.picture
    assert (home / "berkas.xlsx").read_text() == "penting"


async def test_where_files_have_one_folder_they_stay_there(city: City, home: Path, tmp_path: Path) -> None:
    only = tmp_path / "berkas-bersama"
    only.mkdir()
    async with start(city, "personel", unit=CACABAN, size=(100, 30), files=str(only)) as user:
        await user.press("export")
        assert isinstance(user.app.screen, ExportDialog)
        user.app.screen.file.entry.value = "../luar"
        await user.press("form-accept")
        assert "hanya dapat ditulis di" in user.picture and "foldernya sendiri." in user.picture
        user.app.screen.file.entry.value = "dalam"
        await user.press("form-accept")
    assert [path.name for path in only.iterdir()] == ["dalam.xlsx"]
    assert not (tmp_path / "luar.xlsx").exists()


async def test_esc_ends_it_and_nothing_is_there(city: City, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "STEP", 1)
    told: Callable[[Any, int, int], None] = exports.Work.told
    work: list[exports.Work] = []

    def waiting(self: exports.Work, done: int, total: int) -> None:
        work.append(self)
        while done and not self.interrupt.cancelled:
            pass  # until Esc comes
        told(self, done, total)

    monkeypatch.setattr(exports.Work, "told", waiting)
    async with start(city, "personel", unit=CACABAN, size=(100, 30)) as user:
        await user.press("export")
        await user.pilot.press("enter")
        while not work:
            await user.pilot.pause(0.01)
        await user.pilot.pause(0.2)
        assert "menulis" in user.picture and "Esc" in user.picture
        await user.press("form-cancel")
        assert "dihentikan: tidak ada yang ditulis" in user.picture
    assert files(home) == []


async def test_logistics_as_goods_of_each_tps_and_as_flags(city: City, home: Path) -> None:
    async with start(city, "logistik", unit=f"{CACABAN}.002") as user:
        head, *rows = rows_of(await written(user, home))
        assert len(rows) == len(city.elections["pemilu-2024"].supplies())
        needed = {row[head.index("Barang")]: row[head.index("Perlu")] for row in rows}
        assert (needed["Surat suara DPD"], needed["Tinta"]) == ("", "2")
        files(home)[0].unlink()
        await user.press("next-list")
        head, *rows = rows_of(await written(user, home))
        assert ("Tanda Rawan" in head, rows) == (True, [])
