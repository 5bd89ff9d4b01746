"""Exports: what stands in the files, what does not, and that a file is there whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from models import access
from models.actor import PENGAMAT, Actor
from models.clock import WIB, FixedClock
from models.database import Interrupt
from models.errors import AccessDenied, Cancelled, Refused
from models.exchange import export, writing
from models.exchange.columns import column
from models.exchange.export import Seats, Wanted
from models.exchange.parse import text_of
from models.exchange.registers import KINDS as REGISTERS
from models.exchange.writing import Column, Table
from models.queries import activity, people
from models.queries.people import Filter
from models.services import exporting, staffing
from models.tables import Biodata, Flag, Reserve, Tenure
from models.text import FORMULA, clean
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, SARI, START, TPS, Town

NIK, PHONE = "3371015205900001", "+6281234567890"
NOW = START
AWKWARD = (
    *(f"{before}{sign}1+1" for before in ("", " ", "'", "''", '"', "' \"") for sign in "=+-@＝＋－＠"),
    "+62 812", "'Aisyah", 'Ni"Wayan; S.Pd', "  ", "Élok", "<b>&amp;", '{"a": 1}', "\\u202e", "x\\", "1;2",
)  # fmt: skip
"""Formulas, with what may stand before them, and other texts that a careless writer or reader spoils."""
UNHEARD = ("\t=1", "\r\n@x", "a\u202eb", "\x1b]0;x\x07", "\x9b31m", "a\nb;c", "Élok\u200b", "a\U000e0041")


@pytest.fixture
def staffed(town: Town) -> Town:
    """Two seats of a KPPS filled: one with everything known, one whose holder has an awkward name."""
    first, second = town.seats("kpps", TPS)[:2]
    town.appoint(first.id, "Sari Utami", asn=True, decree="12/PP.04/2024")
    town.appoint(second.id, "=HYPERLINK(1)", decree="-7")
    with town.database.read() as connection:
        person = connection.scalar(select(Tenure.c.person_id).where(Tenure.c.seat_id == first.id))
    _know(town, person)
    return town


def _know(town: Town, person: int | None, **more: Any) -> None:
    values = {
        "nik": NIK, "nik15": NIK[:15], "sex": "P", "born_on": date(1990, 5, 12), "born_in": "Magelang",
        "phone": PHONE, "address": "Jl. Contoh 1", "rt": "003", "rw": "005", "domicile": KELURAHAN,
        "education": "sma", "occupation": "Guru", "health": "sehat", "sipol": "tercatat", "version": 1,
    }  # fmt: skip
    with town.database.begin_write() as connection:
        connection.execute(insert(Biodata), [{"person_id": person, **values, **more}])


@pytest.fixture
def written(staffed: Town, tmp_path: Path) -> Callable[..., Path]:
    """The file of an export: ``written("personel", "csv", full=True, unit=TPS)``."""

    def write(kind: str, format: str = "json", *, full: bool = False, unit: str = TPS, **wanted: Any) -> Path:
        path = tmp_path / f"{kind}.{format}"
        with staffed.database.read() as connection:
            made = export.table(connection, staffed.election, Wanted(kind, unit, **wanted), NOW, full=full)
            writing.write(made, path, format, replace=True)
        return path

    return write


def rows_of(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found


def cells_of(path: Path) -> list[list[Any]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def sheet_of(path: Path) -> Any:
    return openpyxl.load_workbook(path).active


# ── what of people is told ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format", writing.FORMATS)
def test_nothing_personal_but_the_name_is_in_a_masked_export(written: Callable[..., Path], format: str) -> None:
    path = written("personel", format)
    text = path.read_bytes().decode("utf-8", "replace") if format != "xlsx" else _texts(path)
    assert "Sari Utami" in text
    for secret in (NIK, NIK[:15], NIK[:6], "81234567", "Contoh", "1990", "Magelang;", "Guru", "tercatat", "sehat"):
        assert secret not in text, secret
    assert "************0001" in text
    assert "********7890" in text


def _texts(path: Path) -> str:
    return "\n".join(str(cell) for row in sheet_of(path).iter_rows(values_only=True) for cell in row)


def test_the_full_export_has_everything_an_import_reads(written: Callable[..., Path]) -> None:
    row = rows_of(written("personel", full=True))[0]
    assert row["name"] == "Sari Utami"
    assert (row["nik"], row["nik15"], row["phone"]) == (NIK, None, "081234567890")
    assert (row["born_on"], row["domicile"], row["education"]) == ("1990-05-12", "Ma'rang", "SMA")
    assert (row["region"], row["kecamatan"], row["kelurahan"]) == ("Kota Uji", "Uji Barat", "Ma'rang")
    assert (row["tps"], row["body"], row["post"], row["ordinal"], row["asn"]) == ("001", "KPPS", "Ketua", None, True)


def test_health_and_party_rolls_never_leave(written: Callable[..., Path]) -> None:
    text = written("personel", full=True).read_text("utf-8")
    assert "sehat" not in text
    assert "tercatat" not in text


def test_a_nik_that_was_cut_off_stands_in_its_own_column(staffed: Town, written: Callable[..., Path]) -> None:
    with staffed.database.read() as connection:
        second = connection.scalar(select(Tenure.c.person_id).order_by(Tenure.c.id.desc()))
    _know(staffed, second, nik=None, phone=None)
    row = rows_of(written("personel", full=True))[1]
    assert (row["nik"], row["nik15"]) == (None, NIK[:15])
    assert rows_of(written("personel"))[1]["nik"] == "*" * 11 + NIK[11:15]


@pytest.mark.parametrize("text", [None, "", "1", "1234", "12345", NIK])
def test_masking_never_shows_more_than_four_digits(text: str | None) -> None:
    shown = export.masked(text)
    assert sum(char.isdigit() for char in shown or "") <= 4
    assert shown == text or (shown or "").startswith("****")


# ── real types, harmless cells ────────────────────────────────────────────────────────────


def test_xlsx_has_types_a_frozen_header_a_filter_and_no_formula(written: Callable[..., Path]) -> None:
    path = written("personel", "xlsx", full=True)
    sheet = sheet_of(path)
    head = [cell.value for cell in sheet[1]]
    at = {name: head.index(name) for name in head}
    first, second = sheet[2], sheet[3]
    assert first[at["NIK"]].value == NIK and first[at["NIK"]].data_type == "s"
    assert first[at["TPS"]].value == "001" and first[at["No. HP"]].data_type == "s"
    assert first[at["Mulai Tugas"]].value == datetime(2024, 1, 31) and first[at["Mulai Tugas"]].is_date
    assert second[at["Anggota Ke"]].value == 1
    assert second[at["Nama"]].value == "=HYPERLINK(1)" and second[at["Nama"]].data_type == "s"
    assert second[at["Nomor SK"]].value == "-7" and second[at["Nomor SK"]].quotePrefix
    assert (sheet.freeze_panes, sheet.auto_filter.ref.split(":")[0]) == ("A2", "A1")
    assert sheet.column_dimensions["H"].width > 20
    assert formulas_in(path) == 0


def formulas_in(path: Path) -> int:
    with zipfile.ZipFile(path) as book:
        return sum(book.read(name).count(b"<f>") for name in book.namelist() if "worksheets" in name)


def test_csv_says_its_encoding_and_takes_the_sting_out(written: Callable[..., Path]) -> None:
    path = written("personel", "csv", full=True)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfKab/Kota;Kecamatan;")
    head, first, second = cells_of(path)[:3]
    assert second[head.index("Nama")] == "'=HYPERLINK(1)"
    assert second[head.index("Nomor SK")] == "'-7"
    assert first[head.index("Tanggal Lahir")] == "1990-05-12"
    assert first[head.index("ASN")] == "ya"
    assert b"\r\n" in path.read_bytes()


@pytest.mark.parametrize("format", writing.FORMATS)
def test_awkward_texts_come_back(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a.{format}"
    writing.write(Table("a", (Column("name", "Nama"),), [[text] for text in AWKWARD]), path, format)
    if format == "json":
        found = [row["name"] for row in rows_of(path)]
    elif format == "csv":
        found = [row[0] for row in cells_of(path)[1:]]
        assert not any(text.lstrip(' "')[:1] in tuple("=+-@＝＋－＠") for text in found)
        found = [text[1:] if text.startswith("'") and FORMULA.match(text) else text for text in found]
    else:
        found = [row[0] for row in sheet_of(path).iter_rows(min_row=2, values_only=True)]
    assert found == list(AWKWARD)


@pytest.mark.parametrize("format", writing.FORMATS)
def test_what_steers_a_terminal_or_breaks_a_line_is_left_out(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a.{format}"
    writing.write(Table("a", (Column("name", "Nama"),), [[text] for text in UNHEARD]), path, format)
    if format == "json":
        found = [row["name"] for row in rows_of(path)]
    elif format == "csv":
        found = [text_of(row[0]) for row in cells_of(path)[1:]]
    else:
        found = [row[0] for row in sheet_of(path).iter_rows(min_row=2, values_only=True)]
    assert found == [clean(text) for text in UNHEARD]


@given(st.text(st.sampled_from("'\" =+-@＝＋－＠a1;\t\u200b"), max_size=8))
def test_what_is_guarded_is_read_back_as_it_was(text: str) -> None:
    """However many quotes and blanks: the importer takes off what the export put before it, and nothing else."""
    assert text_of(writing.neutral(clean(text))) == clean(text)


# ── which rows ────────────────────────────────────────────────────────────


def test_the_rows_are_those_of_the_list_in_its_order(staffed: Town, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(export, "PAGE", 7)
    for sort, descending, words in (("body", False, ()), ("unit", True, ("kpps",)), ("name", False, ()),
                                    ("decree", True, ("001",)), ("body", False, ("tidak ada",))):  # fmt: skip
        wanted = Seats(Filter(words), sort, descending)
        with staffed.database.read() as connection:
            listed = people.asked(connection, staffed.election, KOTA, wanted.filter, sort)
            seen = listed.page(connection, descending=descending, limit=1000)
            made = export.seats(connection, staffed.election, KOTA, wanted)
            rows = list(made.rows)
        names = [row[7] for row in rows]
        assert (names, made.total) == ([seat.name for seat in seen], len(seen))


def test_vacancies_are_the_empty_seats(staffed: Town, written: Callable[..., Path]) -> None:
    rows = rows_of(written("kekosongan", seats=Seats(Filter(("kpps",)))))
    assert [row["ordinal"] for row in rows] == [2, 3, 4, 5, 6]
    staffed.end(staffed.seats("kpps", TPS)[0].id)
    rows = rows_of(written("kekosongan", seats=Seats(Filter(("kpps",)))))
    assert (rows[0]["post"], rows[0]["empty_since"]) == ("Ketua", "2024-01-31")


def test_every_kind_has_a_value_for_every_column(staffed: Town, written: Callable[..., Path]) -> None:
    with staffed.database.begin_write() as connection:
        rank = {"election": staffed.election.code, "body": "kpps", "unit": KELURAHAN, "state": "menunggu", "version": 1}
        person = connection.scalar(select(Tenure.c.person_id))
        rows = [{"id": n, "rank": n, "person_id": person, "note": None, **rank} for n in (1, 2, 3)]
        connection.execute(insert(Reserve), rows)
        flag = {
            "id": 1,
            "election": staffed.election.code,
            "unit": TPS,
            "sign": "B1",
            "since": NOW.date(),
            "version": 1,
        }
        connection.execute(insert(Flag), [flag])
    for kind in set(export.KINDS) - set(REGISTERS):  # of those: test_registers
        more = {"indicator": staffed.election.indicator("K1")} if kind == "butir" else {}
        found = rows_of(written(kind, unit=KECAMATAN, **more))
        assert found and all(len(row) == len(found[0]) for row in found), kind
    assert [row["rank"] for row in rows_of(written("cadangan", unit=KOTA))] == [1, 2, 3]
    assert rows_of(written("aktivitas", unit=KOTA))[0]["verb"] == "appoint"
    station = rows_of(written("tps", unit=KOTA))[0]
    assert (station["code"], station["tps"], station["seats"], station["filled"]) == (TPS, "001", 9, 2)


def test_reserves_come_a_page_at_a_time(staffed: Town, monkeypatch: Any) -> None:
    from models.queries import exported

    monkeypatch.setattr(exported, "PAGE", 2)
    with staffed.database.begin_write() as connection:
        person = connection.scalar(select(Tenure.c.person_id))
        of = {"election": staffed.election.code, "state": "menunggu", "version": 1, "person_id": person}
        connection.execute(
            insert(Reserve),
            [{"id": n, "rank": n % 3, "unit": KELURAHAN, "body": ("kpps", "pps")[n % 2], **of} for n in range(1, 8)],
        )
    with staffed.database.read() as connection:
        rows = list(export.reserves(connection, staffed.election, KOTA).rows)
    assert [f"{row[3]} {row[5]}" for row in rows] == ["KPPS 0", "KPPS 1", "KPPS 2", "PPS 0", "PPS 1", "PPS 1", "PPS 2"]


def test_everybody_who_ever_sat_there(staffed: Town, written: Callable[..., Path], monkeypatch: Any) -> None:
    from models.queries import exported

    seat = next(one for one in staffed.seats("kpps", TPS) if one.tenure_id is None)
    for name, reason in (("Rina Wati", "wafat"), ("Budi Santoso", "mundur"), ("Citra", None)):
        staffed.appoint(seat.id, name, decree=f"SK {name}", decree_on=NOW.date())
        if reason is not None:
            with staffed.work(verb="end", unit=TPS) as work:
                staffing.end_tenure(work, seat.id, NOW.date(), reason)
    rows = rows_of(written("riwayat", unit=TPS))
    mine = [row for row in rows if row["name"] in ("Rina Wati", "Budi Santoso", "Citra")]
    assert [(row["name"], row["end_reason"]) for row in mine] == [
        ("Rina Wati", "wafat"), ("Budi Santoso", "mundur"), ("Citra", None),
    ]  # fmt: skip
    assert (mine[0]["decree"], mine[0]["body"], mine[0]["tps"]) == ("SK Rina Wati", "KPPS", "001")
    assert (mine[2]["end_on"], mine[0]["end_on"]) == (None, NOW.date().isoformat())
    monkeypatch.setattr(exported, "PAGE", 2)
    with staffed.database.read() as connection:
        paged = list(export.history(connection, staffed.election, TPS).rows)
        alone = list(export.history(connection, staffed.election, TPS, seat_id=seat.id).rows)
        masked = export.history(connection, staffed.election, TPS)
        full = export.history(connection, staffed.election, TPS, full=True)
    assert len(paged) == len(rows)
    assert len(alone) == 3
    assert not {"address", "born_on"} & {column.field for column in masked.columns}
    assert {"address", "born_on", "nik"} <= {column.field for column in full.columns}


def test_what_is_not_here_is_refused(staffed: Town) -> None:
    with staffed.database.read() as connection, pytest.raises(Refused) as caught:
        export.table(connection, staffed.election, Wanted("tps", "33.08"), NOW)
    assert caught.value.code == "unit_unknown"


def test_a_search_that_leaves_hits_out_is_refused(staffed: Town, monkeypatch: Any) -> None:
    from models.queries.people import hits

    monkeypatch.setattr(people, "NARROW", 1)
    monkeypatch.setattr(hits, "HITS", 3)
    with staffed.database.read() as connection, pytest.raises(Refused) as caught:
        export.seats(connection, staffed.election, KOTA, Seats(Filter(("wates",))))
    assert caught.value.code == "too_many"


def test_the_words_of_headers_are_those_that_are_read() -> None:
    from models.exchange.draft import FIELDS
    from models.exchange.headers import field_of

    assert {field: field_of(column(field).header) for field in FIELDS} == {field: field for field in FIELDS}


# ── a file, whole or not at all ────────────────────────────────────────────────────────────


def numbers(count: int) -> Table:
    return Table("angka", (Column("n", "N", "number"),), ([n] for n in range(count)), count)


@pytest.mark.parametrize("format", writing.FORMATS)
def test_a_file_is_for_its_owner_alone_and_leaves_nothing_beside(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"angka.{format}"
    before = os.umask(0)
    try:
        assert writing.write(numbers(3), path, format) == 3
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("format", writing.FORMATS)
def test_a_table_without_rows_is_a_good_file(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"angka.{format}"
    assert writing.write(numbers(0), path, format) == 0
    if format == "json":
        assert rows_of(path) == []
    else:
        assert (sheet_of(path)["A1"].value if format == "xlsx" else cells_of(path)[0][0]) == "N"


def test_what_is_there_stays_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "angka.csv"
    path.write_text("penting")
    with pytest.raises(Refused) as caught:
        writing.write(numbers(3), path, "csv")
    assert (caught.value.code, path.read_text()) == ("file_exists", "penting")
    writing.write(numbers(3), path, "csv", replace=True)
    assert len(cells_of(path)) == 4
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    with pytest.raises(Refused):
        writing.write(numbers(3), folder, "csv", replace=True)
    assert folder.is_dir()


@pytest.mark.parametrize("format", writing.FORMATS)
def test_giving_up_leaves_nothing(tmp_path: Path, format: str) -> None:
    said: list[tuple[int, int]] = []

    def told(done: int, total: int) -> None:
        said.append((done, total))
        if done:
            raise Cancelled()

    with pytest.raises(Cancelled):
        writing.write(numbers(10_000), tmp_path / f"angka.{format}", format, progress=told)
    assert said == [(0, 10_000), (writing.STEP, 10_000)]
    assert list(tmp_path.iterdir()) == []


def test_a_row_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[list[int]]:
        yield [1]
        raise Refused("seat_missing")

    with pytest.raises(Refused):
        writing.write(Table("a", (Column("n", "N", "number"),), broken()), tmp_path / "a.xlsx", "xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["tidak-ada/a.csv", "berkas/a.csv"])
def test_a_folder_that_is_none_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "berkas").write_text("")
    with pytest.raises(Refused) as caught:
        writing.write(numbers(1), tmp_path / place, "csv")
    assert (caught.value.code, caught.value.detail["path"]) == ("file_unwritable", str(tmp_path / place))


FULL = """
import resource, signal, sys
from pathlib import Path
from models.errors import Refused
from models.exchange.writing import Column, Table, write
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    rows = ([f"{n:040}"] for n in range(5000))
    write(Table("a", (Column("n", "N"),), rows), Path(sys.argv[1]), sys.argv[1].rpartition(".")[2])
except Refused as error:
    print(error.code)
"""


@pytest.mark.parametrize("format", writing.FORMATS)
def test_a_full_disk_leaves_nothing(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a.{format}"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("file_no_room", "")
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_holds_no_more_than_it_can(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 10)
    assert writing.write(numbers(10), tmp_path / "a.xlsx", "xlsx") == 10
    with pytest.raises(Refused) as caught:
        writing.write(replace(numbers(11), total=0), tmp_path / "b.xlsx", "xlsx")
    assert caught.value.code == "sheet_full"

    def untouched() -> Iterator[list[int]]:
        raise AssertionError("nothing is read of what cannot be written")
        yield []

    with pytest.raises(Refused):
        writing.write(Table("a", (Column("n", "N", "number"),), untouched(), 11), tmp_path / "b.xlsx", "xlsx")
    assert writing.write(numbers(11), tmp_path / "b.csv", "csv") == 11


# ── in full: an act ────────────────────────────────────────────────────────────


def act(town: Town, target: Any, purpose: str = "SPJ honor", actor: Actor = SARI, **more: Any) -> int:
    return exporting.write_full(
        town.database,
        lambda one: export.seats(one, town.election, TPS, Seats(), full=True),
        target,
        "csv",
        clock=town.clock,
        actor=actor,
        election=town.election,
        unit=TPS,
        what="personel",
        purpose=purpose,
        **more,
    )


def entries(town: Town) -> list[Any]:
    with town.database.read() as connection:
        return [one for one in activity.entries(connection, KOTA, limit=50) if one.verb == "export"]


def test_the_full_export_is_in_the_journal_without_a_value(staffed: Town, tmp_path: Path) -> None:
    town = staffed
    assert act(town, tmp_path / "a.csv", "  SPJ\nhonor ") == 9
    assert NIK in (tmp_path / "a.csv").read_text("utf-8-sig")
    (entry,) = entries(town)
    assert entry.detail == {"what": "personel", "count": 9, "format": "csv", "purpose": "SPJ honor"}
    assert (entry.actor, entry.unit) == ("sari", TPS)
    with town.database.read() as connection:
        assert activity.changes(connection, entry.seq) == ()
    assert town.wrong() == []


def test_without_a_purpose_or_the_right_nothing_is_written(staffed: Town, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        act(staffed, tmp_path / "a.csv", " \u200b ")
    assert caught.value.code == "purpose_empty"
    with pytest.raises(AccessDenied):
        act(staffed, tmp_path / "a.csv", actor=Actor("tamu", PENGAMAT))
    assert not access.allowed(Actor("tamu", PENGAMAT), "export")
    assert (list(tmp_path.glob("*.csv")), entries(staffed)) == ([], [])


def test_no_entry_no_file(staffed: Town, tmp_path: Path, monkeypatch: Any) -> None:
    def failing(*_: object) -> None:
        raise Refused("busy")

    monkeypatch.setattr(exporting, "unit_of_work", failing)
    with pytest.raises(Refused):
        act(staffed, tmp_path / "a.csv")
    assert list(tmp_path.glob("*.csv")) == list(tmp_path.glob(".siaga-*")) == []


def test_undo_passes_over_an_export(staffed: Town, tmp_path: Path) -> None:
    staffed.later(minutes=1)
    act(staffed, tmp_path / "a.csv")
    staffed.later(minutes=1)
    assert staffed.undo()["verb"] == "appoint"
    assert len(entries(staffed)) == 1


def test_a_stream_gets_the_whole_file_or_nothing(staffed: Town) -> None:
    stream = io.BytesIO()
    assert act(staffed, stream) == 9
    assert stream.getvalue().startswith(b"\xef\xbb\xbfKab/Kota")
    stream, interrupt = io.BytesIO(), Interrupt()
    interrupt.cancel()
    with pytest.raises(Cancelled):
        act(staffed, stream, interrupt=interrupt)
    assert stream.getvalue() == b""


def test_moments_are_those_of_the_place(staffed: Town) -> None:
    staffed.clock = FixedClock(START + timedelta(days=1))
    with staffed.database.read() as connection:
        row = next(iter(export.changes(connection, KOTA, WIB, lambda entry: entry.verb).rows))
    assert row[0] == START


# ── and back ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("full", [True, False])
def test_what_is_exported_is_read_back(written: Callable[..., Path], format: str, full: bool) -> None:
    from models.exchange.reading import open_book

    with open_book(written("personel", format, full=full)) as book:
        shape = book.shape(book.sheets[0])
        drafts = list(book.drafts())
        assert (shape.unknown, book.without_header) == ((), [])
    first, second = drafts[:2]
    assert (first.value("name"), second.value("name")) == ("Sari Utami", "=HYPERLINK(1)")
    assert (second.value("decree"), second.value("ordinal"), second.value("tps")) == ("-7", 1, "001")
    assert (first.value("body"), first.value("kelurahan"), first.value("region")) == ("kpps", "Ma'rang", "Kota Uji")
    assert (first.value("start_on"), first.value("asn")) == (date(2024, 1, 31), True)
    if full:
        assert (first.value("nik"), first.value("phone"), first.value("sex")) == (NIK, PHONE, "P")
        assert (first.value("born_on"), first.value("rt"), first.value("rw")) == (date(1990, 5, 12), "003", "005")
        assert (first.value("domicile"), first.value("education")) == ("Ma'rang", "sma")
    else:
        assert (first.value("nik"), first.value("nik15"), first.value("phone")) == (None, None, None)
    assert {problem.level for draft in drafts for problem in draft.problems} <= {"note"}


@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("full", [True, False])
def test_the_import_of_an_export_changes_nothing(
    staffed: Town, written: Callable[..., Path], format: str, full: bool
) -> None:
    from models.exchange.line import Status
    from models.exchange.reading import open_book
    from models.services import importing

    path = written("personel", format, full=full, unit=KOTA)
    with open_book(path) as book, staffed.database.read() as connection:
        plan = importing.examine(connection, staffed.election, KOTA, book, today=START.date())
        found = {status: count for status, count in plan.counts.items() if count}
        told = [(line.number, line.status, line.after, line.problems) for line in plan.lines() if line.status != "SAMA"]
        plan.close()
    assert told == []
    assert found == {Status.SAMA: 2}  # empty seats are nobody
