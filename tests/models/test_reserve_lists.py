"""Lists of those who wait (cadangan, calon pengganti antarwaktu): read, compared, written with the rest, undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.errors import Refused
from models.exchange import export, template
from models.exchange.line import NEW, SKIP, Defaults, Line
from models.exchange.parse import places, posts
from models.exchange.writing import write
from models.queries import register as asked
from models.services import importing, register
from tests.models.sheets import read, values, xlsx
from tests.models.test_importing import HEADS, applied, codes, counts, examined, only, sheet, someone, undo_batch
from tests.models.test_register import move, reserve, withdraw
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, SECOND, START, TPS, Town

NOBODY = Defaults()
RANKED = ("Nama", "NIK", "L/P", "Tanggal Lahir", "Kelurahan KTP", "Pendidikan", "Kelurahan", "Badan", "Jabatan")


def waiting(number: int, post: str = "Cadangan", name: str = "", **more: Any) -> dict[str, Any]:
    """A row of somebody who is to wait for the KPPS of Ma'rang."""
    return someone(number, name, Jabatan=post, TPS="", **more)


def ranks(town: Town, body: str = "kpps", unit: str = KELURAHAN) -> list[tuple[int, str]]:
    with town.database.read() as connection:
        found = asked.reserves(connection, town.election.code, unit, body, waiting=True)
    return [(one.rank, one.name) for one in found]


def states(town: Town, path: Path, **more: Any) -> dict[str, int]:
    with examined(town, path, NOBODY, **more) as plan:
        return counts(plan)


def notes(line: Line) -> set[str]:
    return {one.code for one in line.problems if one.level == "note" and "missing" not in one.facts}


# ── Words ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cadangan", (None, "cadangan", None)),
        ("CADANGAN 2", (None, "cadangan", 2)),
        ("Cad. 3", (None, "cadangan", 3)),
        ("Cadangan ke-II", (None, "cadangan", 2)),
        ("Calon pengganti", (None, "cadangan", None)),
        ("Calon Pengganti Antarwaktu 4", (None, "cadangan", 4)),
        ("PAW", (None, "cadangan", None)),
        ("Calon anggota PAW PPS", ("pps", "cadangan", None)),
        ("Anggota cadangan KPPS 1", ("kpps", "cadangan", 1)),
        ("Cadangan TPS 7", (None, "cadangan", None)),
        ("Anggota (PAW)", (None, "anggota", None)),
        ("Calon anggota", (None, "Calon anggota", None)),
    ],
)
def test_a_post_that_is_none(text: str, found: tuple[str | None, str | None, int | None]) -> None:
    assert posts.post(text)[0] == found


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("DAFTAR CADANGAN KPPS KELURAHAN PANJANG", True),
        ("DAFTAR CALON PENGGANTI ANTARWAKTU ANGGOTA PPS", True),
        ("Daftar Calon Anggota PAW PPS Desa Jambu", True),
        ("Anggota Cadangan", True),
        ("KPPS Panjang (cadangan)", True),
        ("Daftar anggota dan cadangan KPPS", False),
        ("Daftar anggota KPPS & cadangan", False),
        ("SK penggantian antarwaktu anggota PPS", False),
        ("Cadangan surat suara", False),
    ],
)
def test_titles_that_say_it(text: str, is_one: bool) -> None:
    assert (places.said(text).get("post") == "cadangan") is is_one


def test_a_sheet_or_a_group_says_it_for_its_rows(tmp_path: Path) -> None:
    heads = ("No", "Nama", "NIK", "TPS")
    path = xlsx(
        tmp_path / "kpps.xlsx",
        {
            "Panjang": [
                ("KPPS Kelurahan Panjang",),
                heads,
                (1, "Ani", "3371015205900001", "1"),
                ("Cadangan",),
                (1, "Budi", "3371011205900002", ""),
                ("TPS 002",),
                (1, "Citra", "3371015205900003", ""),
            ],
            "Cadangan Wates": [heads, (1, "Didi", "3371011205900004", "")],
        },
    )
    assert [values(one, "name", "kelurahan", "post") for one in read(path)] == [
        ("Ani", "Panjang", None),
        ("Budi", "Panjang", "cadangan"),
        ("Citra", "Panjang", None),
        ("Didi", "Wates", "cadangan"),
    ]


def test_a_member_in_a_list_of_reserves_is_a_doubt(town: Town, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "cadangan.xlsx",
        {"Data": [("Daftar cadangan KPPS",), HEADS, [someone(1)[head] for head in HEADS]]},
    )
    with examined(town, path) as plan:
        line = only(plan)
        assert (str(line.status), codes(line), line.post) == ("RAGU", ["reserve_post"], "anggota")


# ── A dry run, applied, again, taken back ────────────────────────────────────


def test_reserves_wait_in_the_order_of_the_file(town: Town, tmp_path: Path) -> None:
    before = town.dump()
    rows = [waiting(1, "Cadangan 2", "Ani"), waiting(2, "Cad. 1", "Budi"), waiting(3, "PAW", "Citra"), someone(4)]
    path = sheet(tmp_path / "kpps.xlsx", rows)
    with examined(town, path) as plan:
        assert counts(plan) == {"BARU": 4}
        assert {str(status): count for status, count in plan.reserves.items() if count} == {"BARU": 3}
        first = plan.lines()[0]
        assert (first.unit, first.body, first.post, first.ordinal) == (KELURAHAN, "kpps", "cadangan", 2)
        assert first.reserve and first.seat_id is None and not first.after.keys() & {"decree", "start_on"}
        done = applied(town, plan)
    assert (done.appointed, done.reserves, done.changed, done.skipped) == (1, 3, 0, 0)
    assert ranks(town) == [(1, "Budi"), (2, "Ani"), (3, "Citra")]
    filled = [one for one in town.seats("kpps") if one.tenure_id is not None]
    assert len(filled) == 1, "who waits fills no seat"
    assert town.wrong() == []
    assert states(town, path) == {"SAMA": 4}
    undo_batch(town, done.seq)
    assert ranks(town) == []
    after = town.dump()
    assert {name: after[name] for name in ("person", "biodata", "reserve", "tenure")} == {
        name: before[name] for name in ("person", "biodata", "reserve", "tenure")
    }


def test_the_file_gives_ranks_and_the_others_make_room(town: Town, tmp_path: Path) -> None:
    for name in ("Ani", "Budi", "Citra"):
        reserve(town, name)
    path = sheet(tmp_path / "kpps.xlsx", [waiting(1, "Cadangan 1", "Didi"), waiting(2, "Cadangan", "Eko")])
    with examined(town, path, NOBODY) as plan:
        applied(town, plan)
    assert ranks(town) == [(1, "Didi"), (2, "Ani"), (3, "Budi"), (4, "Citra"), (5, "Eko")]
    assert states(town, path) == {"SAMA": 2}


def test_another_rank_or_telephone_is_a_change(town: Town, tmp_path: Path) -> None:
    ani, _budi = reserve(town, "Ani"), reserve(town, "Budi")
    row = waiting(1, "Cadangan 2", "Ani")
    path = sheet(tmp_path / "kpps.xlsx", [row])
    with examined(town, path, NOBODY) as plan:
        line = only(plan)
        assert (str(line.status), line.person_id) == ("UBAH", ani["person_id"])
        assert (line.before["rank"], line.after["rank"]) == (1, 2)
        assert line.after["phone"] == "+6281200000001"
        done = applied(town, plan)
    assert (done.reserves, done.changed) == (0, 1)
    assert ranks(town) == [(2, "Ani"), (3, "Budi")]
    undo_batch(town, done.seq)
    assert ranks(town) == [(1, "Ani"), (2, "Budi")]


def test_ranks_of_a_tps_and_ranks_twice_go_behind(town: Town, tmp_path: Path) -> None:
    rows = [
        waiting(1, "Cadangan 1", "Ani"),
        waiting(2, "Cadangan 1", "Budi"),
        waiting(3, "Cadangan 1", "Citra") | {"TPS": "002"},
    ]
    path = sheet(tmp_path / "kpps.xlsx", rows)
    heads = ("Badan", *(head for head in HEADS if head != "Badan"))
    path = sheet(tmp_path / "own.xlsx", rows, heads)
    with examined(town, path, NOBODY) as plan:
        _ani, budi, citra = plan.lines()
        assert (notes(budi), notes(citra)) == ({"rank_twice"}, {"reserve_of_tps"})
        applied(town, plan)
    assert ranks(town) == [(1, "Ani"), (2, "Budi"), (3, "Citra")]
    assert states(town, path) == {"SAMA": 3}


def test_a_tps_that_was_filled_down_is_not_the_reserves(town: Town, tmp_path: Path) -> None:
    path = sheet(tmp_path / "kpps.xlsx", [someone(1), waiting(2, "Cadangan 1", "Ani")])
    with examined(town, path, NOBODY) as plan:
        assert [(one.unit, one.ordinal) for one in plan.lines()] == [(TPS, 1), (KELURAHAN, 1)]


def test_reserves_of_a_kecamatan_and_of_a_kelurahan(town: Town, tmp_path: Path) -> None:
    rows = [waiting(1, "Cadangan 1", Badan="PPS"), waiting(2, "Calon PAW 1", Badan="PPK", Kelurahan="Ma'rang")]
    with examined(town, sheet(tmp_path / "x.xlsx", rows), NOBODY) as plan:
        assert [(one.unit, one.body) for one in plan.lines()] == [(KELURAHAN, "pps"), (KECAMATAN, "ppk")]
        applied(town, plan)
    assert ranks(town, "ppk", KECAMATAN)[0][0] == 1


# ── Who it is, and what speaks against it ────────────────────────────────────


def test_who_sits_there_does_not_wait(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1)])) as plan:
        applied(town, plan)
    with examined(town, sheet(tmp_path / "b.xlsx", [waiting(1)]), NOBODY) as plan:
        line = only(plan)
        assert (str(line.status), codes(line)) == ("TOLAK", ["reserve_sits"])


def test_who_sits_elsewhere_at_the_same_time_is_refused(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1)])) as plan:
        applied(town, plan)
    with examined(town, sheet(tmp_path / "b.xlsx", [waiting(1, Badan="PPS")]), NOBODY) as plan:
        line = only(plan)
        assert (str(line.status), codes(line)) == ("TOLAK", ["not_eligible"])
        assert [one.facts["rule"] for one in line.problems if one.level == "fault"] == ["rangkap"]


def test_one_person_twice_in_a_file(town: Town, tmp_path: Path) -> None:
    rows = [someone(1), waiting(1), waiting(2, Badan="PPS"), waiting(2)]
    path = sheet(tmp_path / "a.xlsx", rows)
    with examined(town, path) as plan:
        _seat, twice, _first, second = plan.lines()
        assert codes(twice) == ["twice_in_file"]
        assert codes(second) == ["waits_in_file"], "nobody has the NIK yet"
        applied(town, plan)
    with examined(town, path) as plan:
        assert [(str(one.status), codes(one)) for one in plan.lines()] == [
            ("SAMA", []),
            ("TOLAK", ["twice_in_file"]),
            ("SAMA", []),
            ("TOLAK", ["waits_in_file"]),
        ], "the same file again changes nothing"
    with examined(town, sheet(tmp_path / "b.xlsx", rows[-1:])) as plan:
        applied(town, plan)
    assert len(ranks(town)) == 1
    with town.database.read() as connection:
        assert len(asked.reserves(connection, town.election.code, KOTA)) == 2, "one may wait for two bodies"


def test_the_rules_are_asked_as_of_a_seat(town: Town, tmp_path: Path) -> None:
    rows = [waiting(1, **{"Tanggal Lahir": "13/03/2010", "NIK": ""}), waiting(2, Kelurahan="Entah")]
    with examined(town, sheet(tmp_path / "a.xlsx", rows), NOBODY) as plan:
        assert [codes(one) for one in plan.lines()] == [["not_eligible"], ["kelurahan_unknown"]]
        assert all(one.reserve for one in plan.lines())


def test_a_name_alone_is_a_doubt_until_somebody_decides(town: Town, tmp_path: Path) -> None:
    seat = next(one for one in town.seats("kpps") if one.unit == TPS)
    town.appoint(seat.id, "Ani")
    town.end(seat.id)
    rows = [waiting(1, "Cadangan 1", "Ani", NIK="", **{"Tanggal Lahir": ""})]
    with examined(town, sheet(tmp_path / "a.xlsx", rows), NOBODY) as plan:
        line = only(plan)
        assert (str(line.status), codes(line), line.choices) == ("RAGU", ["homonym"], (NEW, SKIP))
        (who,) = line.candidates
        done = applied(town, plan, {line.number: who.person_id})
    assert done.reserves == 1
    with town.database.read() as connection:
        (row,) = asked.reserves(connection, town.election.code, KELURAHAN)
    assert row.person_id == who.person_id


def test_who_left_the_list_is_not_put_back_by_an_old_file(town: Town, tmp_path: Path) -> None:
    ani = reserve(town, "Ani")
    withdraw(town, ani)
    path = sheet(tmp_path / "a.xlsx", [waiting(1, "Cadangan 1", "Ani")])
    with examined(town, path, NOBODY) as plan:
        line = only(plan)
        assert (str(line.status), codes(line)) == ("RAGU", ["reserve_left"])
        done = applied(town, plan, {line.number: ani["person_id"]})
    assert done.reserves == 1
    assert ranks(town) == [(1, "Ani")]


def test_what_a_file_leaves_out_keeps_waiting(town: Town, tmp_path: Path) -> None:
    reserve(town, "Ani")
    with examined(town, sheet(tmp_path / "a.xlsx", [waiting(1, "Cadangan 2", "Budi")]), NOBODY) as plan:
        applied(town, plan)
    assert ranks(town) == [(1, "Ani"), (2, "Budi")]


def test_the_way_back_is_closed_once_something_stands_on_it(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [waiting(1), waiting(2)]), NOBODY) as plan:
        done = applied(town, plan)
    with town.database.read() as connection:
        first = asked.reserves(connection, town.election.code, KELURAHAN)[0]
    withdraw(town, {"id": first.id})
    with pytest.raises(Refused, match="built_upon"):
        undo_batch(town, done.seq)


# ── What is left out, and the template ────────────────────────────────────


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rejects_say_that_they_are_reserves(town: Town, tmp_path: Path, kind: str) -> None:
    heads = ("Nama", "NIK", "Kelurahan", "Badan", "Jabatan")
    rows = [
        ("Daftar cadangan",),
        heads,
        ("Ani", "3371015205900001", "Entah", "KPPS", ""),
        ("Budi", "3371011205900002", "Entah", "KPPS", "Cad. 3"),
    ]
    path = xlsx(tmp_path / "a.xlsx", {"Data": rows})
    target = tmp_path / f"sisa.{kind}"
    with examined(town, path, NOBODY) as plan:
        importing.rejects(plan, None, target, reason=lambda line: "alasan")
    assert [values(one, "name", "post", "ordinal") for one in read(target)] == [
        ("Ani", "cadangan", None),
        ("Budi", "cadangan", 3),
    ]
    with examined(town, target, NOBODY) as plan:
        assert counts(plan) == {"TOLAK": 2}
        assert plan.reserves == plan.counts


def test_the_template_takes_reserves(town: Town, tmp_path: Path) -> None:
    target = tmp_path / "templat.xlsx"
    words = template.Words("Templat KPPS · Pemilu 2024 · Kota Uji", "Isi di bawah", "Contoh")
    with town.database.read() as connection:
        template.write(connection, town.election, town.election.body("kpps"), KOTA, target, words)
    book = openpyxl.load_workbook(target)
    page = book.worksheets[0]
    heads = [cell.value for cell in page[4]]
    for at, (name, post, tps) in enumerate((("Ani", "Anggota", "001"), ("Budi", "Cadangan 1", None)), 5):
        row = {"Kecamatan": "Uji Barat", "Kelurahan": "Ma'rang", "Jabatan": post, "TPS": tps, "Nama": name, "L/P": "L"}
        for column, head in enumerate(heads, 1):
            page.cell(at, column).value = row.get(head)
    book.save(target)
    with examined(town, target, NOBODY) as plan:
        assert [(one.unit, one.post, one.ordinal, str(one.status)) for one in plan.lines()] == [
            (TPS, "anggota", 1, "BARU"),
            (KELURAHAN, "cadangan", 1, "BARU"),
        ]


# ── Round trips ────────────────────────────────────────────────────────────


def of_all_kinds(town: Town) -> None:
    niks = (f"337101120390{number:04}" for number in range(1, 100))
    for unit, body in ((KELURAHAN, "kpps"), (SECOND, "kpps"), (KELURAHAN, "pps"), (KECAMATAN, "ppk")):
        for at, name in enumerate(("Ani", "Budi", "Ani", "Drs. Citra, M.Pd.")):
            nik = {"nik": next(niks)} if at % 2 else {}
            reserve(town, f"{name} {body}", unit, body, biodata={"sex": "L", "phone": "+6281200000001", **nik})
    with town.database.read() as connection:
        every = asked.reserves(connection, town.election.code, KELURAHAN, "kpps")
    withdraw(town, {"id": every[0].id})
    withdraw(town, {"id": every[1].id}, "gugur")
    move(town, {"id": every[3].id}, 1)
    with town.work(verb="reserve", unit=KELURAHAN) as work:  # back again, behind the others
        register.add_reserve(work, "kpps", KELURAHAN, person_id=every[0].person_id)
    seat = next(one for one in town.seats("pps") if one.unit == KELURAHAN)
    with town.database.read() as connection:
        next_one = asked.reserves(connection, town.election.code, KELURAHAN, "pps")[0]
    with town.work(verb="replace", unit=KELURAHAN) as work:
        register.replace(work, register.Successor(seat.id, START.date(), next_one.id))


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_was_exported_comes_back_as_the_same(town: Town, tmp_path: Path, kind: str, full: bool) -> None:
    of_all_kinds(town)
    path = tmp_path / f"daftar.{kind}"
    with town.database.read() as connection:
        write(export.reserves(connection, town.election, KOTA, full=full), path, kind)
    with examined(town, path, NOBODY) as plan:
        assert [(one.draft.row, str(one.status), codes(one)) for one in plan.lines() if one.status != "SAMA"] == []
        assert plan.total == plan.reserves["SAMA"] == 17  # type: ignore[index]


def test_a_long_list_is_known_to_its_end(town: Town, tmp_path: Path) -> None:
    names = [f"Orang {''.join('abcdefghij'[int(digit)] * 2 for digit in f'{at:04}')}" for at in range(1_005)]
    rows = [("Nama", "Kelurahan", "Badan", "Jabatan"), *((name, "Ma'rang", "KPPS", "Cadangan") for name in names)]
    path = xlsx(tmp_path / "a.xlsx", {"Data": rows})
    with examined(town, path, NOBODY) as plan:
        applied(town, plan)
    assert states(town, path) == {"SAMA": 1_005}
