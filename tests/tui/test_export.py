"""``siaga export`` and ``siaga template`` as a user calls them."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from tests.tui.conftest import ROOT, Run, clean_environment

AS_OF = ("--as-of", "2024-01-31")
PEMILU = ("--election", "pemilu-2024")


@pytest.fixture(scope="session")
def new_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database of Kota Magelang, made once, in which one seat is filled."""
    home = tmp_path_factory.mktemp("city")
    script = "\n".join((
        "from datetime import date",
        "from sqlalchemy import insert, select",
        "from models.services.staffing import Appointment, appoint",
        "from models.tables import Biodata, Seat",
        "from models.uow import unit_of_work",
        "from tui import bootstrap, cli",
        "site = bootstrap.site(cli.Invocation())",
        "database, election = site.open(), site.elections['pemilu-2024']",
        "with database.read() as connection:",
        "    found = select(Seat.c.id).where(Seat.c.unit == '33.71.03.1002.001', Seat.c.election == election.code)",
        "    seat = connection.scalar(found.where(Seat.c.body == 'kpps').order_by(Seat.c.rank))",
        "with unit_of_work(database, site.clock, site.actor, 'appoint', '33.71.03.1002.001', election) as work:",
        "    appoint(work, Appointment(seat, 'Sari Utami', date(2024, 1, 25), '1/PP.04/2024'))",
        "with database.begin_write() as connection:",
        "    connection.execute(insert(Biodata), [{'person_id': 1, 'nik': '3371015205900001', 'version': 1}])",
        "database.close()",
    ))  # fmt: skip
    subprocess.run([sys.executable, "-c", script], env=clean_environment(home), check=True, cwd=ROOT)
    return home / ".local/share/siaga/siaga.db"


def test_people_masked_into_a_workbook_beside(city: Path, siaga: Run, tmp_path: Path) -> None:
    done = siaga("export", "personel", *PEMILU, "--filter", "kpps cacaban 1")
    assert (done.returncode, done.stdout) == (0, "")
    path = tmp_path / "personel-33.71.xlsx"
    assert "7 baris ditulis: personel-33.71.xlsx (NIK dan HP disamarkan)" in done.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    row = dict(zip(*sheet.iter_rows(max_row=2, values_only=True), strict=True))  # type: ignore[call-overload]
    assert (row["Nama"], row["NIK"], row["TPS"]) == ("Sari Utami", "************0001", "001")
    again = siaga("export", "personel", *PEMILU)
    assert (again.returncode, again.stderr.count("Sudah ada")) == (1, 1)
    assert siaga("export", "personel", *PEMILU, "--force").returncode == 0


def test_the_history_of_seats_is_masked_unless_a_purpose_is_stated(city: Path, siaga: Run) -> None:
    done = siaga("export", "riwayat", *PEMILU, "--unit", "33.71.03.1002", "--format", "json", "-o", "-")
    (row,) = json.loads(done.stdout)
    assert (row["name"], row["nik"], row["start_on"], row["end_on"]) == (
        "Sari Utami", "************0001", "2024-01-25", None,
    )  # fmt: skip
    assert "NIK dan HP disamarkan" in done.stderr and "born_on" not in row
    full = ("export", "riwayat", *PEMILU, "--unit", "33.71.03.1002", "--format", "json", "-o", "-", "--full")
    assert siaga(*full).returncode == 2
    (row,) = json.loads(siaga(*full, "--purpose", "arsip PAW").stdout)
    assert row["nik"] == "3371015205900001"


def test_a_stream_holds_data_and_nothing_else(city: Path, siaga: Run) -> None:
    done = siaga("export", "kekosongan", *PEMILU, "--unit", "33.71.03.1002", "--format", "json", "-o", "-")
    found = json.loads(done.stdout)
    assert {row["kelurahan"] for row in found} == {"Cacaban"}
    assert done.stderr == f"siaga: {len(found)} baris ditulis: keluaran baku\n"
    text = siaga("export", "tps", *PEMILU, "-o", "-").stdout
    assert text.startswith("\ufeffKab/Kota;Kecamatan;Kelurahan;TPS;")
    assert len(text.splitlines()) == 1 + 353


def test_who_reads_only_the_beginning_is_no_error(city: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m tui export butir --indicator P3 {' '.join(PEMILU)} -o - | head -c 10"
    done = subprocess.run(
        command, shell=True, env=clean_environment(tmp_path), capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert (done.stderr, done.stdout) == ("", "\ufeffKab/Kot")


def test_the_format_follows_the_name(city: Path, siaga: Run, tmp_path: Path) -> None:
    for name in ("a.csv", "a.json", "a.xlsx"):
        assert siaga("export", "kesiapan", "-o", name).returncode == 0
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert json.loads((tmp_path / "a.json").read_text())[0]["indicator"] == "P1"
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")
    done = siaga("export", "kesiapan", "-o", "a.ods")
    assert (done.returncode, "Format ods tidak dikenal" in done.stderr) == (2, True)


@pytest.mark.parametrize("name", ["b.xlsx", "b.JSON", "b.ods"])
def test_a_name_that_says_another_kind_is_refused(city: Path, siaga: Run, tmp_path: Path, name: str) -> None:
    done = siaga("export", "kesiapan", "-o", name, "--format", "csv")
    assert (done.returncode, "--format" in done.stderr, name in done.stderr) == (2, True, True)
    assert not (tmp_path / name).exists()
    for other in ("b.csv", "b.txt", "kesiapan-33.71"):
        assert siaga("export", "kesiapan", "-o", other, "--format", "csv").returncode == 0


@pytest.mark.parametrize("name", ["t.csv", "t", "-"])
def test_a_template_is_always_a_workbook(city: Path, siaga: Run, tmp_path: Path, name: str) -> None:
    done = siaga("template", "kpps", *PEMILU, "--unit", "33.71.03.1002", "-o", name)
    assert (done.returncode, ".xlsx" in done.stderr) == (2, True)
    assert not (tmp_path / name).exists()
    assert siaga("template", "kpps", *PEMILU, "--unit", "33.71.03.1002", "-o", "T.XLSX").returncode == 0


def test_in_full_needs_a_purpose_and_stands_in_the_journal(city: Path, siaga: Run, tmp_path: Path) -> None:
    full = ("export", "personel", *PEMILU, "--unit", "33.71.03.1002.001", "-o", "a.json", "--full")
    refused = siaga(*full)
    assert (refused.returncode, "--purpose" in refused.stderr) == (2, True)
    assert not (tmp_path / "a.json").exists()
    done = siaga(*full, "--purpose", "SPJ honor")
    assert "lengkap, tercatat di jurnal" in done.stderr
    assert json.loads((tmp_path / "a.json").read_text())[0]["nik"] == "3371015205900001"
    journal = json.loads(siaga("export", "aktivitas", *PEMILU, "--format", "json", "-o", "-").stdout)
    assert "mengekspor personel lengkap, 9 baris, untuk SPJ honor" in journal[0]["said"]


def test_in_full_is_a_write(city: Path, siaga: Run, tmp_path: Path) -> None:
    for reading in (("--readonly",), AS_OF):
        done = siaga(*reading, "export", "personel", *PEMILU, "-o", "a.csv", "--full", "--purpose", "x")
        assert done.returncode != 0
        assert not (tmp_path / "a.csv").exists()
    assert siaga(*AS_OF, "export", "personel", *PEMILU, "-o", "a.csv").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tps", "--full", "--purpose", "x"), "--full hanya untuk personel, riwayat, cadangan, dan sinergi"),
        (("personel", "--purpose", "x"), "--purpose hanya berarti bersama --full"),
        (("tps", "--filter", "x"), "--filter hanya untuk"),
        (("butir",), "butir perlu --indicator"),
        (("butir", "--indicator", "ZZ"), "Indikator ZZ tidak ada"),
        (("butir", "--indicator", "L2", "--filter", "besok"), "keadaan butir itu"),
        (("tps", "--unit", "xx"), "bukan kode wilayah"),
        (("tps", "--election", "pemilu-1955"), "Pemilihan pemilu-1955 tidak ada"),
    ],
)
def test_what_does_not_go_together_is_told(city: Path, siaga: Run, arguments: tuple[str, ...], said: str) -> None:
    done = siaga("export", *arguments, "-o", "-")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_unit_or_a_folder_that_is_not_there(city: Path, siaga: Run) -> None:
    done = siaga("export", "tps", "--unit", "33.08", "-o", "-")
    assert (done.returncode, "33.08 tidak ada" in done.stderr) == (1, True)
    done = siaga("export", "tps", "-o", "tidak/ada.csv")
    assert (done.returncode, "Foldernya tidak ada" in done.stderr) == (1, True)


def test_a_template_is_said_and_read_back(city: Path, siaga: Run, tmp_path: Path) -> None:
    from models.exchange.reading import open_book

    done = siaga("template", "KPPS", *PEMILU, "--unit", "33.71.03.1002")
    assert done.returncode == 0
    assert "Templat KPPS untuk 175 kursi: templat-kpps-33.71.03.1002.xlsx" in done.stderr
    path = tmp_path / "templat-kpps-33.71.03.1002.xlsx"
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["A1"].value == "Templat KPPS · Pemilu 2024 · Cacaban, Magelang Tengah, Kota Magelang"
    with open_book(path) as book:
        assert list(book.drafts()) == []
        assert book.shape("KPPS").unknown == ()
    done = siaga("template", "panwas")
    assert (done.returncode, "Yang ada: ppk, " in done.stderr) == (2, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_end_in_the_middle_leaves_nothing(city: Path, tmp_path: Path, number: int) -> None:
    where = tmp_path / "keluaran"
    where.mkdir()
    command = [sys.executable, "-m", "tui", "export", "personel", *PEMILU, "-o", str(where / "a.xlsx")]
    with subprocess.Popen(command, env=clean_environment(tmp_path), cwd=tmp_path, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not list(where.glob(".siaga-*/part")):
            time.sleep(0.005)
        process.send_signal(number)
        assert process.wait(30) == (130 if number == signal.SIGINT else 143)
        assert process.stderr is not None and process.stderr.read().strip() == b""
    assert list(where.iterdir()) == []


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_what_is_exported_and_imported_changes_nothing(city: Path, siaga: Run, name: str) -> None:
    assert siaga("export", "personel", *PEMILU, "-o", name).returncode == 0
    before = siaga("export", "aktivitas", *PEMILU, "-o", "-").stdout
    done = siaga("import", name, *PEMILU, "--apply")
    assert done.returncode == 0
    assert "BARU 0" in done.stdout and "UBAH 0" in done.stdout and "SAMA 1 " in done.stdout
    assert siaga("export", "aktivitas", *PEMILU, "-o", "-").stdout == before


def test_registers_are_exported_by_name(city: Path, siaga: Run) -> None:
    done = siaga("export", "sinergi", *PEMILU, "--unit", "33.71.03", "--format", "csv", "-o", "-")
    assert done.returncode == 0, done.stderr
    roles = [line.split(";")[3] for line in done.stdout.splitlines()[1:]]
    assert roles[:5] == ["Camat", "Danramil", "Kapolsek", "Linmas", "Panwascam"] and set(roles[5:]) == {"Lurah"}
    done = siaga("export", "netralitas", *PEMILU, "-o", "-")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1), done.stderr


def test_cases_are_exported_for_whoever_may_write_them(city: Path, siaga: Run) -> None:
    """As the account says, and not as the program is called."""
    assert siaga("user", "add", "tamu", "--role", "pengamat").returncode == 0
    done = siaga("--as", "tamu", "export", "netralitas", *PEMILU, "-o", "-")
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert "Peran Anda hanya melihat" in done.stderr
    assert siaga("export", "netralitas", *PEMILU, "-o", "-").returncode == 0


def test_the_calendar_goes_into_other_calendars(city: Path, siaga: Run, tmp_path: Path) -> None:
    done = siaga("export", "kalender", *PEMILU, "--format", "ics")
    assert (done.returncode, done.stdout, "acara ditulis: kalender.ics" in done.stderr) == (0, "", True)
    content = (tmp_path / "kalender.ics").read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert b"20240214" in content and b"20241127" not in content
    both = siaga("export", "kalender", "-o", "-").stdout
    assert "20241127" in both
    for wrong in (("kalender", "--format", "csv"), ("kalender", "--unit", "33.71"), ("tps", "--format", "ics")):
        assert siaga("export", *wrong).returncode == 2
