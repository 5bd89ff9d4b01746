"""Files about people: a dry run, one transaction, the same file again, doubts, rejects, and the way back."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from models.actor import PENGAMAT, Actor
from models.database import Interrupt
from models.errors import AccessDenied, Cancelled, Clash, Refused
from models.exchange.line import Decision, Defaults, Line, Status
from models.exchange.plan import Plan
from models.exchange.reading import open_book
from models.services import importing, staffing
from models.tables import Biodata, Journal, Person, Seat, Tenure
from models.tables import Mapping as Remembered
from models.uow import unit_of_work
from tests.models.sheets import csv_file, xlsx
from tests.models.town import BAYU, KELURAHAN, KOTA, SARI, STATE, TPS, Town

HEADS = (
    "Nama",
    "NIK",
    "L/P",
    "Tanggal Lahir",
    "Kelurahan KTP",
    "Pendidikan",
    "Kelurahan",
    "TPS",
    "Badan",
    "Jabatan",
    "No. HP",
)
Given = Mapping[str, Any]


def someone(number: int, name: str = "", **more: Any) -> dict[str, Any]:
    """A row of KPPS with a NIK of its own; an eligible man of 1990 unless ``more`` says otherwise."""
    row: dict[str, Any] = {
        "Nama": name or f"Orang {'abcdefghij'[number % 10] * 3} {'klmnopqrst'[number // 10] * 3}",
        "NIK": f"3371011203900{number:03}",
        "L/P": "L",
        "Tanggal Lahir": "12/03/1990",
        "Kelurahan KTP": "Ma'rang",
        "Pendidikan": "SMA",
        "Kelurahan": "Ma'rang",
        "TPS": "001",
        "Badan": "KPPS",
        "Jabatan": "Anggota",
        "No. HP": f"0812000{number:05}",
    }
    return row | more


def sheet(path: Path, rows: Sequence[Given], heads: Sequence[str] = HEADS, name: str = "Data") -> Path:
    return xlsx(path, {name: [heads, *([row.get(head, "") for head in heads] for row in rows)]})


@contextmanager
def examined(town: Town, path: Path, defaults: Defaults | None = None, home: str = KOTA, **more: Any) -> Iterator[Plan]:
    with open_book(path) as book, town.database.read() as connection:
        plan = importing.examine(
            connection,
            town.election,
            home,
            book,
            None,
            defaults or Defaults(decree="SK 9"),
            today=town.clock.today(),
            **more,
        )
    with plan:
        yield plan


def applied(
    town: Town, plan: Plan, decisions: Mapping[int, Decision] | None = None, actor: Actor = SARI
) -> importing.Applied:
    with town.work(actor, "import", KOTA) as work:
        return importing.apply(work, plan, decisions)


def counts(plan: Plan) -> dict[str, int]:
    return {str(status): count for status, count in plan.counts.items() if count}


def codes(line: Line) -> list[str]:
    return [one.code for one in line.problems if one.level in ("fault", "doubt")]


def only(plan: Plan) -> Line:
    (line,) = plan.lines()
    return line


def number(town: Town, table: Any) -> int:
    with town.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def holder(town: Town, seat_id: int | None) -> Any:
    with town.database.read() as connection:
        return connection.execute(
            select(Person.c.name, Tenure.c.decree, Tenure.c.start_on, Biodata)
            .join(Tenure, Tenure.c.person_id == Person.c.id)
            .join(Seat, Seat.c.tenure_id == Tenure.c.id)
            .outerjoin(Biodata, Biodata.c.person_id == Person.c.id)
            .where(Seat.c.id == seat_id)
        ).first()


def undo_batch(town: Town, seq: int | None, actor: Actor = SARI) -> None:
    assert seq is not None
    with unit_of_work(town.database, town.clock, actor, "undo", KOTA) as work:
        importing.undo_batch(work, seq)


# ── A dry run, applied, and the same file again ────────────────────────────────────


def test_a_dry_run_writes_nothing_and_says_what_would_be(town: Town, tmp_path: Path) -> None:
    before = town.dump()
    path = sheet(tmp_path / "kpps.xlsx", [someone(1, Jabatan="Ketua"), someone(2), someone(3)])
    with examined(town, path) as plan:
        assert counts(plan) == {"BARU": 3}
        first, second, third = plan.lines()
        assert (first.unit, first.body, first.post, first.ordinal) == (TPS, "kpps", "ketua", 1)
        assert [one.ordinal for one in (second, third)] == [1, 2], "the first empty seats in order"
        assert first.before == {}
        assert first.after["nik"] == "3371011203900001"
        assert first.after["born_on"] == date(1990, 3, 12)
        assert first.after["phone"] == "+6281200000001"
        assert first.after["decree"] == "SK 9"
        assert first.after["start_on"] == date(2024, 1, 25), "when the KPPS normally begin"
        assert plan.lacks == {"start_on"}
        assert (plan.file, len(plan.digest)) == ("kpps.xlsx", 64)
    assert town.dump() == before


def test_applied_and_the_same_file_again_changes_nothing(town: Town, tmp_path: Path) -> None:
    path = sheet(tmp_path / "kpps.xlsx", [someone(1, Jabatan="Ketua"), *map(someone, range(2, 8))])
    with examined(town, path) as plan:
        done = applied(town, plan)
    assert (done.appointed, done.changed, done.skipped) == (7, 0, 0)
    assert town.count("@kpps").siap == 7
    assert town.wrong() == []
    with town.database.read() as connection:
        entry = connection.execute(select(Journal).order_by(Journal.c.seq.desc())).first()
        assert entry is not None and (entry.seq, entry.verb) == (done.seq, "import")
        assert '"file":"kpps.xlsx"' in entry.detail and plan.digest in entry.detail
        (batch,) = importing.batches(connection, KOTA)
        assert (batch.seq, batch.file, batch.actor, batch.undone) == (done.seq, "kpps.xlsx", "sari", False)
        assert batch.counts["appointed"] == 7
    row = holder(town, town.seats("kpps", TPS)[0].id)
    assert (row.nik, row.nik15, row.sex, row.domicile) == ("3371011203900001", "337101120390000", "L", KELURAHAN)
    before = town.dump()
    with examined(town, path) as again:
        assert counts(again) == {"SAMA": 7}
        done = applied(town, again)
    assert (done.appointed, done.changed, done.seq) == (0, 0, None)
    assert town.dump() == before


def test_a_list_of_names_only_is_the_same_again(town: Town, tmp_path: Path) -> None:
    """The public list has neither NIK nor birth date: who sits in the very seat under that name is that person."""
    heads = ("Nama", "Kelurahan", "TPS", "Badan", "Jabatan")
    rows = [{**someone(n), "Nama": name} for n, name in enumerate(("Slamet", "Budi Santoso", "Siti Aminah, S.Pd."))]
    path = sheet(tmp_path / "umum.xlsx", rows, heads)
    with examined(town, path) as plan:
        assert counts(plan) == {"BARU": 3}
        applied(town, plan)
    with examined(town, path) as again:
        assert counts(again) == {"SAMA": 3}
        assert again.problems["matched_by_seat"] == 3


def test_more_is_known_later(town: Town, tmp_path: Path) -> None:
    """The same people with NIK, birth date and telephone: before and after, and nothing is cleared by a blank."""
    heads = ("Nama", "Kelurahan", "TPS", "Badan", "Jabatan")
    with examined(town, sheet(tmp_path / "umum.xlsx", [someone(1)], heads), Defaults()) as plan:
        applied(town, plan)
    with examined(town, sheet(tmp_path / "lengkap.xlsx", [someone(1)])) as plan:
        line = only(plan)
        assert line.status is Status.UBAH
        assert line.before["nik"] is None and line.after["nik"] == "3371011203900001"
        assert (line.before["decree"], line.after["decree"]) == (None, "SK 9")
        assert "name" not in line.after
        assert applied(town, plan).changed == 1
    assert town.count("P3").siap == 1, "the decree that came later counts"
    assert town.wrong() == []
    with examined(town, sheet(tmp_path / "umum.xlsx", [someone(1)], heads), Defaults()) as plan:
        assert only(plan).status is Status.SAMA
    with examined(town, sheet(tmp_path / "hp.xlsx", [someone(1, **{"No. HP": "081299999999", "NIK": ""})])) as plan:
        assert only(plan).after == {"phone": "+6281299999999"}
        assert only(plan).before == {"phone": "+6281200000001"}


def test_a_known_person_takes_another_seat_under_their_own_number(town: Town, tmp_path: Path) -> None:
    """Somebody of the other election is not made twice."""
    path = sheet(tmp_path / "kpps.xlsx", [someone(1)])
    town.election = town.elections["pilkada-2024"]
    town.at(2024, 11, 20, 9)
    with examined(town, path) as plan:
        applied(town, plan)
    town.election = town.elections["pemilu-2024"]
    with examined(town, path) as plan:
        line = only(plan)
        assert line.status is Status.BARU and line.person_id is not None
        applied(town, plan)
    assert number(town, Person) == 1


def test_absence_ends_nothing_and_a_vacant_row_is_no_fault(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1), someone(2)])) as plan:
        applied(town, plan)
    vacant = {"Nama": "", "Kelurahan": "Ma'rang", "TPS": "001", "Badan": "KPPS", "Jabatan": "Anggota"}
    with examined(town, sheet(tmp_path / "b.xlsx", [someone(2), vacant])) as plan:
        assert counts(plan).get("TOLAK") is None
        applied(town, plan)
    assert town.count("@kpps").siap == 2


# ── Doubts ────────────────────────────────────────────────────────────


def test_a_seat_that_somebody_else_holds_is_never_taken(town: Town, tmp_path: Path) -> None:
    seat = next(one for one in town.seats("kpps", TPS) if one.post == "ketua")
    town.appoint(seat.id, "Joko Lain")
    before = town.dump()
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1, "Joko Leyn", Jabatan="Ketua")])) as plan:
        line = only(plan)
        assert line.status is Status.RAGU and codes(line) == ["seat_taken"]
        assert line.choices == ("skip",)
        (who,) = line.candidates
        assert who.name == "Joko Lain" and who.seats[0].unit == TPS
        with pytest.raises(Refused, match="decision_unknown"):
            applied(town, plan, {1: "new"})
        assert applied(town, plan).skipped == 1
        assert town.dump() == before
        applied(town, plan, {1: who.person_id})
    assert holder(town, seat.id).name == "Joko Leyn"
    assert number(town, Person) == 1


def test_homonyms_are_decided_one_by_one(town: Town, tmp_path: Path) -> None:
    """Two called alike in one kelurahan, nothing else known: never made one by the name alone."""
    heads = ("Nama", "Kelurahan", "TPS", "Badan", "Jabatan")
    seats = town.seats("linmas", TPS)
    town.appoint(seats[0].id, "Slamet")
    rows = [{**someone(1, "Slamet"), "TPS": "002"}, {**someone(2, "Slamet"), "TPS": "003"}]
    path = sheet(tmp_path / "a.xlsx", rows, heads)
    with examined(town, path) as plan:
        assert counts(plan) == {"RAGU": 2}
        first, _ = plan.lines()
        assert codes(first) == ["homonym"] and [one.name for one in first.candidates] == ["Slamet"]
        assert first.choices == ("new", "skip")
        done = applied(town, plan, {1: "new", 2: "new"})
    assert done.appointed == 2
    assert number(town, Person) == 3
    with examined(town, path) as again:
        assert counts(again) == {"SAMA": 2}


def test_a_homonym_may_be_the_person_who_is_here(town: Town, tmp_path: Path) -> None:
    """Decided to be somebody who holds another seat, the rules are asked: one seat at a time."""
    heads = ("Nama", "Kelurahan", "TPS", "Badan", "Jabatan")
    town.appoint(town.seats("linmas", TPS)[0].id, "Slamet")
    with examined(town, sheet(tmp_path / "a.xlsx", [{**someone(1, "Slamet"), "TPS": "002"}], heads)) as plan:
        (who,) = only(plan).candidates
        before = town.dump()
        with pytest.raises(Refused, match="decision_refused") as refused:
            applied(town, plan, {1: who.person_id})
        assert refused.value.detail["problem"] == "not_eligible"
        assert town.dump() == before


def test_one_nik_under_two_names(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1, "Budi Santoso")])) as plan:
        applied(town, plan)
    rows = [someone(1, "Wahyu Kurniawan", TPS="002"), someone(2, "Rina"), someone(2, "Tono", TPS="002")]
    path = sheet(tmp_path / "b.xlsx", rows)
    with examined(town, path) as plan:
        assert [(str(one.status), codes(one)) for one in plan.lines()] == [
            ("RAGU", ["nik_other_name"]),
            ("BARU", []),
            ("RAGU", ["nik_shared"]),
        ]
        applied(town, plan, {1: "new", 3: "new"})
    with examined(town, path) as again:
        assert counts(again) == {"SAMA": 3}, "what was decided stays decided"


def test_a_list_of_who_ever_sat_there_appoints_nobody_who_left(town: Town, tmp_path: Path) -> None:
    """Such a list is written by ``export riwayat``; a day to come is a plan, and says nothing."""
    heads = ("Nama", "Kelurahan", "TPS", "Jabatan", "Mulai Tugas", "Berhenti")
    rows = [
        ("Orang Satu", "Ma'rang", "001", "Ketua", "25-01-2024", "28-01-2024"),
        ("Orang Dua", "Ma'rang", "001", "Ketua", "29-01-2024", ""),
        ("Orang Tiga", "Ma'rang", "001", "Anggota", "25-01-2024", "25-02-2024"),
    ]
    path = xlsx(tmp_path / "riwayat.xlsx", {"Data": [heads, *rows]})
    with examined(town, path, Defaults(body="kpps")) as plan:
        assert [(line.status, codes(line)) for line in plan.lines()] == [
            (Status.TOLAK, ["already_ended"]), (Status.BARU, []), (Status.BARU, []),
        ]  # fmt: skip


def test_somebody_who_left_is_not_put_back_by_an_old_list(town: Town, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", [someone(1)])
    with examined(town, path) as plan:
        applied(town, plan)
    seat = next(one for one in town.seats("kpps", TPS) if one.tenure_id)
    town.end(seat.id)
    with examined(town, path) as plan:
        line = only(plan)
        assert line.status is Status.RAGU and codes(line) == ["left_before"]
        (who,) = line.candidates
        assert applied(town, plan, {1: who.person_id}).appointed == 1
    assert number(town, Person) == 1
    assert town.wrong() == []


def test_another_post_in_the_same_body_is_asked_about(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1)])) as plan:
        applied(town, plan)
    with examined(town, sheet(tmp_path / "b.xlsx", [someone(1, Jabatan="Ketua")])) as plan:
        assert (only(plan).status, codes(only(plan))) == (Status.RAGU, ["other_post"])


# ── What cannot be ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Kelurahan": "Tidak Ada"}, "kelurahan_unknown"),
        ({"TPS": "099"}, "tps_unknown"),
        ({"Badan": "Karang Taruna"}, "body_unknown"),
        ({"Jabatan": "Bendahara"}, "post_unknown"),
        ({"Kab/Kota": "Kabupaten Uji"}, "wrong_region"),
        ({"Kab/Kota": "Kota Salatiga"}, "wrong_region"),
        ({"Kecamatan": "Uji Timur"}, "kelurahan_elsewhere"),
        ({"Pemilihan": "pilkada-2024"}, "wrong_election"),
        ({"Pemilihan": "Pilkada 2024"}, "wrong_election"),
        ({"Tanggal Lahir": "12/03/2010", "NIK": ""}, "not_eligible"),
        ({"Kelurahan KTP": "Wates"}, "not_eligible"),
        ({"Pendidikan": "SMP"}, "not_eligible"),
        ({"Mulai Tugas": "01/03/2024"}, "date_future"),
        ({"Anggota Ke": 9}, "ordinal_unknown"),
    ],
)
def test_a_row_that_cannot_be(town: Town, tmp_path: Path, changes: Given, code: str) -> None:
    heads = (*HEADS, *(name for name in changes if name not in HEADS))
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1, **changes), someone(2)], heads)) as plan:
        first, _ = plan.lines()
        assert first.status is Status.TOLAK
        assert code in codes(first)
        assert applied(town, plan).appointed == (0 if plan.counts[Status.TOLAK] == 2 else 1)


def test_twice_in_one_file(town: Town, tmp_path: Path) -> None:
    rows = [someone(1), someone(1), someone(1, TPS="002"), *map(someone, range(2, 8))]
    with examined(town, sheet(tmp_path / "a.xlsx", rows)) as plan:
        lines = plan.lines()
        assert codes(lines[1]) == ["twice_in_file"] and lines[1].problems[-1].facts["row"] == 2
        assert codes(lines[2]) == ["double_in_file"]
        assert "sheet" not in lines[2].problems[-1].facts  # it stands in the same sheet
        assert codes(lines[-1]) == ["no_seat_left"], "seven members for six seats"
        assert counts(plan) == {"BARU": 6, "TOLAK": 3}


def test_two_seats_at_once_are_rejected(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1)])) as plan:
        applied(town, plan)
    with examined(town, sheet(tmp_path / "b.xlsx", [someone(1, Badan="PPS", TPS="")])) as plan:
        line = only(plan)
        assert line.status is Status.TOLAK and codes(line) == ["not_eligible"]
        (found,) = (one for one in line.problems if one.level == "fault")
        assert found.facts["rule"] == "rangkap"


# ── Together or not at all ────────────────────────────────────────────────────────────


def test_a_seat_filled_meanwhile_is_a_clash(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(n) for n in (1, 2)])) as plan:
        line = plan.line(2)
        town.appoint(line.seat_id or 0, "Orang Cepat", BAYU)
        before = town.dump()
        with pytest.raises(Clash, match="import_changed") as clash:
            applied(town, plan)
        assert clash.value.detail["row"] == 3
        assert (clash.value.detail["by"], clash.value.detail["was"]) == ("bayu", "BARU")
        assert town.dump() == before


def test_what_others_write_elsewhere_is_no_clash(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1)])) as plan:
        town.nihil("P3")
        town.appoint(town.seats("pps")[0].id, "Orang Lain", BAYU)
        assert applied(town, plan).appointed == 1
    assert town.wrong() == []


def test_who_only_looks_imports_nothing(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1)])) as plan, pytest.raises(AccessDenied):
        applied(town, plan, actor=Actor("tamu", PENGAMAT))


def test_an_interrupt_ends_the_dry_run(town: Town, tmp_path: Path) -> None:
    path, interrupt = sheet(tmp_path / "a.xlsx", [someone(1)]), Interrupt()
    interrupt.cancel()
    with pytest.raises(Cancelled), examined(town, path, interrupt=interrupt):
        raise AssertionError


def test_what_progress_raises_undoes_everything(town: Town, tmp_path: Path) -> None:
    before = town.dump()

    def stop(_done: int, _total: int) -> None:
        raise Cancelled()

    path = sheet(tmp_path / "a.xlsx", [someone(1)])
    with examined(town, path) as plan, pytest.raises(Cancelled), town.work(SARI, "import", KOTA) as work:
        importing.apply(work, plan, progress=stop)
    assert town.dump() == before


# ── The way back ────────────────────────────────────────────────────────────


def test_a_batch_is_undone_later_by_somebody_else(town: Town, tmp_path: Path) -> None:
    heads = ("Nama", "Kelurahan", "TPS", "Badan", "Jabatan")
    with examined(town, sheet(tmp_path / "umum.xlsx", [someone(1)], heads), Defaults()) as plan:
        applied(town, plan)
    before = town.dump(*STATE, "version", "report")
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(n) for n in (1, 2, 3)])) as plan:
        done = applied(town, plan)
    assert (done.appointed, done.changed) == (2, 1)
    town.later(hours=1)
    town.appoint(town.seats("pps")[0].id, "Orang Lain")
    undo_batch(town, done.seq, BAYU)
    town.end(town.seats("pps")[0].id)
    assert town.wrong() == []
    with town.database.read() as connection:
        assert [one.undone for one in importing.batches(connection, KOTA)] == [True, False]
    with pytest.raises(Refused, match="nothing_to_undo"):
        undo_batch(town, done.seq)
    after = town.dump(*STATE, "version", "report")
    assert after["biodata"] == before["biodata"]
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(n) for n in (1, 2, 3)])) as plan:
        assert counts(plan) == {"UBAH": 1, "BARU": 2}, "and once more"
        applied(town, plan)


def test_the_ordinary_undo_takes_a_whole_import_back(town: Town, tmp_path: Path) -> None:
    before = town.dump(*STATE, "version")
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(n) for n in range(1, 7)])) as plan:
        applied(town, plan)
    assert town.undo()["verb"] == "import"
    assert town.dump(*STATE, "version") == before
    assert town.wrong() == []


def test_what_was_built_on_a_batch_keeps_it(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(n) for n in (1, 2)])) as plan:
        done = applied(town, plan)
    town.area("P5", reference="BA bimtek")
    before = town.dump()
    with pytest.raises(Refused, match="built_upon"):
        undo_batch(town, done.seq)
    assert town.dump() == before


def test_a_person_who_serves_elsewhere_since_keeps_the_batch(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1)])) as plan:
        done = applied(town, plan)
    town.election = town.elections["pilkada-2024"]
    town.at(2024, 11, 20, 9)
    with town.database.read() as connection:
        person = connection.scalar(select(Person.c.id))
    seat = town.seats("kpps", TPS)[0]
    with town.work(SARI, "appoint", TPS) as work:
        staffing.appoint(work, staffing.Appointment(seat.id, "", date(2024, 11, 7), "SK", person_id=person))
    with pytest.raises(Refused, match="built_upon"):
        undo_batch(town, done.seq)


def test_an_import_of_several_parts_is_one(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PART", 10)
    monkeypatch.setattr(importing, "BATCH", 2)
    before = town.dump(*STATE, "version")
    path = sheet(tmp_path / "a.xlsx", [someone(n) for n in range(1, 7)])
    with examined(town, path) as plan:
        done = applied(town, plan)
    assert town.wrong() == []
    with town.database.read() as connection:
        entries = connection.execute(select(Journal.c.seq).where(Journal.c.verb == "import")).all()
        assert len(entries) > 1 and entries[0].seq == done.seq
        (batch,) = importing.batches(connection, KOTA)
        assert batch.seq == done.seq
    with examined(town, path) as again:
        assert counts(again) == {"SAMA": 6}
    undo_batch(town, done.seq)
    assert town.dump(*STATE, "version") == before
    assert town.wrong() == []


def test_taking_back_tells_how_far_it_is_and_is_given_up(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PART", 4)
    monkeypatch.setattr(importing, "BATCH", 2)
    path = sheet(tmp_path / "a.xlsx", [someone(1, Jabatan="Ketua"), *map(someone, range(2, 8))])
    with examined(town, path) as plan:
        done = applied(town, plan)
    before, told = town.dump(), list[tuple[int, int]]()
    assert done.seq is not None

    def until(most: int, part: int, total: int) -> None:
        told.append((part, total))
        if part >= most:
            raise Cancelled

    with pytest.raises(Cancelled), unit_of_work(town.database, town.clock, SARI, "undo", KOTA) as work:
        importing.undo_batch(work, done.seq, partial(until, 1_500))
    assert town.dump() == before, "nothing happened"
    told.clear()
    with unit_of_work(town.database, town.clock, SARI, "undo", KOTA) as work:
        importing.undo_batch(work, done.seq, partial(until, 1 << 30))
    parts = [part for part, _total in told]
    assert parts == sorted(parts) and parts[0] == 0 and parts[-1] > 3_000
    assert {total for _part, total in told} == {4_000}
    assert number(town, Person) == 0


# ── Rejects ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_rejects_are_mended_and_fed_again(town: Town, tmp_path: Path, ending: str) -> None:
    rows = [someone(1), someone(2, TPS="099"), someone(3, Nama="@Budi", Pendidikan="SMP")]
    path, target = sheet(tmp_path / "a.xlsx", rows), tmp_path / f"tolakan.{ending}"
    with examined(town, path, Defaults()) as plan:
        applied(town, plan)
        assert importing.rejects(plan, {}, target, reason=lambda line: ", ".join(codes(line))) == 2
        with pytest.raises(Refused, match="file_exists"):
            importing.rejects(plan, {}, target, reason=lambda line: "")
    assert target.stat().st_mode & 0o077 == 0
    with open_book(path) as original, open_book(target) as book:
        assert book.shape(book.sheets[0]).digest == original.shape("Data").digest
        drafts = list(book.drafts())
    assert [one.value("nik") for one in drafts] == ["3371011203900002", "3371011203900003"], "as text, with every digit"
    assert [one.cells[-1] for one in drafts] == ["tps_unknown", "not_eligible"]
    with examined(town, target) as plan:
        assert counts(plan) == {"TOLAK": 2}
    if ending == "csv":
        mended = tmp_path / "baik.csv"
        text = target.read_text(encoding="utf-8-sig").replace("099", "001").replace("SMP", "SMA")
        assert "'@Budi" in text
        mended.write_text(text, encoding="utf-8")
        with examined(town, mended) as plan:
            assert counts(plan) == {"BARU": 2}


def test_what_titles_said_goes_with_the_rejects(town: Town, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        {
            "Ma'rang": [
                ("DAFTAR ANGGOTA KPPS KELURAHAN MA'RANG",),
                (),
                ("Nama", "NIK", "TPS", "Jabatan"),
                ("Budi Satu", "3371011203900001", "099", "Ketua"),
            ]
        },
    )
    target = tmp_path / "tolakan.xlsx"
    with examined(town, path) as plan:
        assert counts(plan) == {"TOLAK": 1}
        importing.rejects(plan, {}, target, reason=lambda line: "x")
    with open_book(target) as book:
        (draft,) = book.drafts()
    assert draft.value("body") == "kpps"
    assert draft.value("kelurahan") == "MA'RANG"


def test_what_merged_cells_said_goes_with_the_rejects(town: Town, tmp_path: Path) -> None:
    """The TPS stands once for its seven: alone in the file of rejects each row says it itself."""
    rows: list[tuple[Any, ...]] = [("Nama", "NIK", "TPS", "Jabatan")]
    people = (("Orang Satu", "TPS 002"), ("Orang Dua", ""), ("Orang Tiga", ""))
    rows += [(name, "", tps, "Bendahara") for name, tps in people]
    path = xlsx(tmp_path / "a.xlsx", {"Ma'rang": rows})
    book = openpyxl.load_workbook(path)
    book["Ma'rang"].merge_cells("C2:C4")
    book.save(path)
    target, said = tmp_path / "tolakan.xlsx", Defaults(body="kpps", decree="SK")
    with examined(town, path, said) as plan:
        assert [codes(one)[-1] for one in plan.lines()] == ["post_unknown"] * 3
        importing.rejects(plan, {}, target, reason=lambda line: "x")
    with examined(town, target, said) as again:
        assert [(one.unit, codes(one)[-1]) for one in again.lines()] == [(f"{KELURAHAN}.002", "post_unknown")] * 3


def test_a_long_file_is_not_kept_in_memory(town: Town, tmp_path: Path) -> None:
    """What examining holds at its peak does not grow with the rows."""
    heads = ("Nama", "NIK", "Tanggal Lahir", "Alamat", "Kelurahan", "TPS", "Badan", "Jabatan")

    def peak(rows: int) -> int:
        row = "Orang Nomor {0};33710112039{0:05};12-03-1990;Jalan Panjang {0};Ma'rang;099;KPPS;Anggota"
        lines = (row.format(number) for number in range(rows))
        path = csv_file(tmp_path / f"{rows}.csv", [";".join(heads), *lines])
        tracemalloc.start()
        try:
            with examined(town, path) as plan:
                assert plan.total == rows
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(500)  # what is loaded once; of the first four thousand rows the lines are in memory
    small, large = peak(6_000), peak(10_500)
    assert large - small < 4_500 * 200, "fewer bytes a row than its text alone"


# ── Columns ────────────────────────────────────────────────────────────


def test_the_meaning_of_columns_is_remembered(town: Town) -> None:
    with town.work(SARI, "mapping", KOTA) as work:
        importing.remember(work, "a" * 64, {0: "name", 12: "nik"})
    with town.work(SARI, "mapping", KOTA) as work:
        importing.remember(work, "a" * 64, {0: "name", 12: "phone"})
    with town.work(SARI, "mapping", KOTA) as work:
        importing.remember(work, "a" * 64, {0: "name", 12: "phone"})
    with town.database.read() as connection:
        assert importing.remembered(connection) == {"a" * 64: {0: "name", 12: "phone"}}
    assert number(town, Remembered) == 1
    with pytest.raises(Refused, match="nothing_to_undo"):
        town.undo()


def test_pages_of_lines(town: Town, tmp_path: Path) -> None:
    rows = [someone(1), someone(2, TPS="099"), someone(3), someone(4, TPS="098"), someone(5)]
    with examined(town, sheet(tmp_path / "a.xlsx", rows)) as plan:
        assert [one.number for one in plan.lines("BARU", limit=2)] == [1, 3]
        assert [one.number for one in plan.lines("BARU", after=3)] == [5]
        assert [one.number for one in plan.lines(before=5, limit=2)] == [3, 4]
        assert [one.number for one in plan.lines(words="ZZZ")] == []
        assert [one.number for one in plan.lines(words=str(rows[1]["Nama"]).upper())] == [2]
        with pytest.raises(KeyError):
            plan.line(9)
    assert plan.lines() == [], "who still asks after it was closed wants nothing more"


def secretary(**more: Any) -> dict[str, Any]:
    return someone(1, TPS="", Badan="Sek. PPS", Jabatan="Sekretaris", **more)


def test_a_list_that_says_nothing_of_asn_says_what_it_lacks(town: Town, tmp_path: Path) -> None:
    heads = [head for head in HEADS if head != "TPS"]
    with examined(town, sheet(tmp_path / "a.xlsx", [secretary()], heads)) as plan:
        (line,) = plan.lines()
        assert (line.status, codes(line)) == (Status.TOLAK, ["asn_missing"])
    with examined(town, sheet(tmp_path / "b.xlsx", [secretary(ASN="tidak")], [*heads, "ASN"])) as plan:
        assert "not_eligible" in codes(plan.lines()[0])


@pytest.mark.parametrize("said", [{"NIP": "19700101 199503 1 001"}, {"Gol": "III/d"}, {"ASN": "ya"}])
def test_a_civil_servant_is_known_by_nip_or_grade(town: Town, tmp_path: Path, said: Given) -> None:
    heads = [*(head for head in HEADS if head != "TPS"), *said]
    with examined(town, sheet(tmp_path / "a.xlsx", [secretary(**said)], heads)) as plan:
        (line,) = plan.lines()
        assert (line.status, line.after["asn"]) == (Status.BARU, True)
        assert applied(town, plan).appointed == 1
