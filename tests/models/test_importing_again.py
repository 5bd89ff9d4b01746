"""The same file again changes nothing: also when it is about somebody twice, and the first of the rows was rejected."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.errors import Refused
from models.exchange.line import Defaults, Line
from models.services import biodata, importing
from models.tables import Tenure
from tests.models import town as towns
from tests.models.sheets import csv_file
from tests.models.test_importing import HEADS, applied, codes, counts, examined, sheet, someone, undo_batch
from tests.models.test_importing_alike import a_few_at_a_time
from tests.models.test_reserve_lists import NOBODY, ranks, waiting
from tests.models.town import SECOND, Town

TWINS = ("Rina Kusuma Dewi", "Rini Kusuma Dewi")
"""Registered together: their NIK differ in the last digit, which Excel lost."""
WIDE = (*HEADS, "Alamat", "Mulai Tugas")


def told(line: Line) -> tuple[str, list[str]]:
    return str(line.status), codes(line)


def row_of(line: Line) -> Any:
    return next(one.facts["row"] for one in line.problems if one.code == "again_in_file")


# ── The first of two rows was rejected ────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Kelurahan KTP": "Wates"}, "not_eligible"),
        ({"Pendidikan": "SD"}, "not_eligible"),
        ({"Mulai Tugas": "25-01-2030", "Alamat": "Jl. Mawar 1"}, "date_future"),
        ({"Jabatan": "Anggota 1", "No. HP": "081200000099"}, "seat_taken"),
    ],
)
@pytest.mark.parametrize("nik", ["3371012303900001", ""])
def test_a_file_that_says_two_things_of_somebody(
    town: Town, tmp_path: Path, changes: dict[str, Any], code: str, nik: str
) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(9)])) as plan:
        applied(town, plan)  # a seat is taken
    one = someone(1, NIK=nik, **{"Tanggal Lahir": "23/03/1990"})
    path = sheet(tmp_path / "b.xlsx", [one | changes, one], WIDE)
    with examined(town, path) as plan:
        first, second = plan.lines()
        assert code in codes(first)
        assert told(second) == ("BARU", [])
        applied(town, plan)
    before = town.dump()
    with examined(town, path) as plan:
        first, second = plan.lines()
        assert (told(first), told(second)) == (("RAGU", ["again_in_file"]), ("TOLAK", ["twice_in_file"]))
        assert row_of(first) == 3
        assert counts(plan) == {"RAGU": 1, "TOLAK": 1}
        assert plan.problems["again_in_file"] == 1
        assert applied(town, plan).changed == 0
        assert town.dump() == before
        (who,) = first.candidates
        assert applied(town, plan, {1: who.person_id}).changed == 1, "a person may say that the first is right"
    with examined(town, path) as plan:
        assert [told(one) for one in plan.lines()] == [("SAMA", []), ("TOLAK", ["twice_in_file"])]


def test_rows_that_say_the_same_do_not_contradict(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1)])) as plan:
        applied(town, plan)
    changed = someone(1, **{"No. HP": "081200000099"})
    with examined(town, sheet(tmp_path / "b.xlsx", [changed, changed])) as plan:
        assert [told(one) for one in plan.lines()] == [("UBAH", []), ("TOLAK", ["twice_in_file"])]


def test_a_contradiction_is_found_however_far_apart(town: Town, tmp_path: Path) -> None:
    """Also where the first of the rows was compared and written long before; and when others wrote meanwhile."""
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1), someone(2)])) as plan:
        applied(town, plan)
    others = [someone(number, TPS="002") for number in range(10, 15)]
    path = sheet(tmp_path / "b.xlsx", [someone(1, **{"No. HP": "081200000099"}), *others, someone(2), someone(1)])
    for together in (2, 1000):
        with a_few_at_a_time(together), examined(town, path) as plan:
            assert counts(plan) == {"RAGU": 1, "BARU": 5, "SAMA": 1, "TOLAK": 1}
            assert [str(one.status) for one in plan.lines()] == ["RAGU", *["BARU"] * 5, "SAMA", "TOLAK"]
            (doubt,) = plan.lines("RAGU")
            assert (doubt, row_of(doubt)) == (plan.line(1), 9)
            assert doubt.after == {"phone": "+6281200000099"}
            (who,) = doubt.candidates
            town.appoint(town.seats("kpps", SECOND)[together % 5].id, "Slamet")
            if together == 1000:
                done = applied(town, plan, {1: who.person_id})
                assert (done.appointed, done.changed) == (5, 1)


def test_who_waits_is_not_moved_by_a_file_that_gives_two_ranks(town: Town, tmp_path: Path) -> None:
    rows = [waiting(1, "Cadangan 3", Pendidikan="SD"), waiting(2, "Cadangan 1"), waiting(1, "Cadangan 2")]
    path = sheet(tmp_path / "a.xlsx", rows)
    with examined(town, path, NOBODY) as plan:
        assert [told(one)[0] for one in plan.lines()] == ["TOLAK", "BARU", "BARU"]
        applied(town, plan)
    with examined(town, path, NOBODY) as plan:
        first, second, third = plan.lines()
        assert told(first) == ("RAGU", ["again_in_file"])
        assert first.after == {"education": "sd", "rank": 3}
        assert (told(second), told(third)) == (("SAMA", []), ("TOLAK", ["twice_in_file"]))
        assert plan.reserves == {"BARU": 0, "UBAH": 0, "SAMA": 1, "RAGU": 1, "TOLAK": 1}


# ── Somebody has two places ────────────────────────────────────


def two_lists(**more: Any) -> list[dict[str, Any]]:
    """Somebody who waits for two bodies; of the second more is said, or something else."""
    return [waiting(1), waiting(1, Badan="Linmas", **more)]


def test_who_waits_for_two_bodies_is_taken_row_by_row(town: Town, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", two_lists())
    for _ in range(2):
        with examined(town, path, NOBODY) as plan:
            assert told(plan.line(2)) == ("TOLAK", ["waits_in_file"])
            applied(town, plan)
    rejected = tmp_path / "rejected.xlsx"
    with examined(town, path, NOBODY) as plan:
        importing.rejects(plan, {}, rejected, reason=lambda line: ", ".join(codes(line)))
    with examined(town, rejected, NOBODY) as plan:
        assert [told(one) for one in plan.lines()] == [("BARU", [])]
        applied(town, plan)
    with examined(town, path, NOBODY) as plan:
        assert counts(plan) == {"SAMA": 2}


def test_rows_about_two_places_of_somebody_are_not_written_in_turn(town: Town, tmp_path: Path) -> None:
    """Of two telephone numbers each import would write the one that does not stand there."""
    for row in two_lists():
        with examined(town, sheet(tmp_path / "a.xlsx", [row]), NOBODY) as plan:
            applied(town, plan)
    again = ("RAGU", ["again_in_file"])
    for rows, found in (
        (two_lists(**{"No. HP": "081200000077"}), [("SAMA", []), again]),
        (two_lists(**{"No. HP": "081200000077"})[::-1], [again, ("SAMA", [])]),
        ([one | {"No. HP": f"08120000007{at}"} for at, one in enumerate(two_lists())], [again, again]),
        ([one | {"No. HP": "081200000077"} for one in two_lists()], [("UBAH", []), ("UBAH", [])]),
        (two_lists(**{"No. HP": "", "Alamat": "Jl. Mawar 1"}), [("SAMA", []), ("UBAH", [])]),
        (two_lists(Nama="Drs. Orang bbb kkk"), [("SAMA", []), ("UBAH", [])]),
        (two_lists(Nama="Orang bbb"), [("SAMA", []), again]),
    ):
        with examined(town, sheet(tmp_path / "b.xlsx", rows, WIDE), NOBODY) as plan:
            assert [told(one) for one in plan.lines()] == found


# ── Who shares a NIK, or fifteen digits of it ────────────────────────────────


def test_a_nik_that_two_rows_share_is_not_written_next_time(town: Town, tmp_path: Path) -> None:
    doubtful = {"NIK": "3371015203900002", "L/P": "L"}  # the NIK of a woman
    path = sheet(tmp_path / "a.xlsx", [someone(1, "Sri", **doubtful), someone(2, "Endang", NIK=doubtful["NIK"])])
    with examined(town, path) as plan:
        assert codes(plan.line(2))[-1] == "nik_shared"
        applied(town, plan, {2: "new"})
    with examined(town, path) as plan:
        assert not plan.counts["UBAH"]
        assert plan.line(2).status == "SAMA", "what was decided stays decided"


def test_somebody_twice_under_the_nik_of_another(town: Town, tmp_path: Path) -> None:
    known = person(1, NIK="", TPS="", Jabatan="Cadangan")
    with examined(town, sheet(tmp_path / "a.xlsx", [known]), NOBODY) as plan:
        applied(town, plan)
    other = person(2, TPS="", Jabatan="Cadangan")
    rows = [other, known, known | {"NIK": other["NIK"]}]
    with examined(town, sheet(tmp_path / "b.xlsx", rows), NOBODY) as plan:
        assert [told(one) for one in plan.lines()] == [
            ("BARU", []),
            ("SAMA", []),
            ("TOLAK", ["nik_shared", "twice_in_file"]),
        ]


@pytest.mark.parametrize("tps", ["001", "002"])
def test_twins_are_two(town: Town, tmp_path: Path, tps: str) -> None:
    cut = {"NIK": "337101520390001", "L/P": "P"}
    one, other = someone(1, TWINS[0], **cut), someone(2, TWINS[1], TPS=tps, **cut)
    path = sheet(tmp_path / "a.xlsx", [one, other])
    with examined(town, path) as plan:
        assert [told(line) for line in plan.lines()] == [("BARU", []), ("RAGU", ["nik_shared"])]
    with examined(town, sheet(tmp_path / "b.xlsx", [one])) as plan:
        applied(town, plan)
    with examined(town, path) as plan:
        assert [told(line) for line in plan.lines()] == [("SAMA", []), ("RAGU", ["name_differs", "nik_shared"])]
        assert [who.name for who in plan.line(2).candidates] == [TWINS[0]]
        applied(town, plan, {2: "new"})
    with examined(town, path) as plan:
        assert counts(plan) == {"SAMA": 2}, "what was decided stays decided"


@pytest.mark.parametrize("post", ["Anggota", "Cadangan"])
def test_nobody_is_made_one_with_whom_another_row_is_about(town: Town, tmp_path: Path, post: str) -> None:
    """Neither one who stands in the file themselves, nor by two decisions."""
    cut = {"NIK": person(1)["NIK"][:15], "TPS": "001" if post == "Anggota" else "", "Jabatan": post}
    one = person(1, **{**cut, "Nama": TWINS[0]})
    with examined(town, sheet(tmp_path / "a.xlsx", [one]), NOBODY) as plan:
        applied(town, plan)
    others = [one | {"Nama": TWINS[1], "No. HP": ""}, one | {"Nama": "Rani Kusuma Dewi", "No. HP": ""}]
    before = town.dump()
    for rows in ([one, others[0]], [others[0], one], others):
        with examined(town, sheet(tmp_path / "b.xlsx", rows), NOBODY) as plan:
            doubts = plan.lines("RAGU")
            (who,) = {who.person_id for line in doubts for who in line.candidates}
            with pytest.raises(Refused, match="decision_twice") as refused:
                applied(town, plan, {line.number: who for line in doubts})
            assert {refused.value.detail[name] for name in ("row", "other")} == {2, 3}
    assert town.dump() == before


def test_one_nik_with_another_birthday_is_a_doubt(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [person(1)])) as plan:
        applied(town, plan)
    (seated,) = [one for one in town.seats("kpps") if one.tenure_id is not None]
    with town.work(verb="biodata") as work:
        held = work.connection.scalar(select(Tenure.c.person_id).where(Tenure.c.id == seated.tenure_id))
        biodata.change(work, held or 0, {"born_on": date(1991, 3, 23)}, 1)
    cut = person(1, TPS="002", NIK=person(1)["NIK"][:15])
    with examined(town, sheet(tmp_path / "b.xlsx", [cut])) as plan:
        assert told(plan.line(1)) == ("RAGU", ["birth_differs"])


def test_somebody_repeated_is_found_by_what_the_repetition_says(town: Town, tmp_path: Path) -> None:
    """Of three rows the second alone shares something with each of the others."""
    one = person(1, TPS="", Jabatan="Cadangan")
    rows = [one | {"NIK": ""}, one, one | {"Kelurahan": "Élok Jaya", "Kelurahan KTP": ""}]
    with examined(town, sheet(tmp_path / "a.xlsx", rows), NOBODY) as plan:
        assert [told(one) for one in plan.lines()] == [
            ("BARU", []),
            ("RAGU", ["twice_in_file"]),
            ("TOLAK", ["waits_in_file"]),
        ]
        applied(town, plan)
    with examined(town, sheet(tmp_path / "a.xlsx", rows), NOBODY) as plan:
        assert [told(one)[0] for one in plan.lines()] == ["SAMA", "TOLAK", "TOLAK"]


def test_a_name_cut_short_is_one_name(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "a.xlsx", [someone(1, "Budi Santoso")])) as plan:
        applied(town, plan)
    short = someone(1, "Budi S.", NIK="337101120390000")
    path = csv_file(tmp_path / "a.csv", [",".join(HEADS), ",".join(str(short[head]) for head in HEADS)])
    with examined(town, path) as plan:
        assert plan.line(1).person_id is not None
        assert told(plan.line(1))[0] in ("SAMA", "UBAH")


# ── Any file ────────────────────────────────────────────────────────────

CHANGES: dict[str, tuple[str, ...]] = {
    "Nama": ("", "Orang"),
    "NIK": ("", "cut"),
    "L/P": ("P", ""),
    "Tanggal Lahir": ("", "23/03/2015", "24/03/1990"),
    "Kelurahan KTP": ("Wates", "Entah", ""),
    "Kelurahan": ("Wates", "Élok Jaya"),
    "Pendidikan": ("SD", "S1", ""),
    "TPS": ("002", "899", ""),
    "Badan": ("PPS", "Linmas", "Entah"),
    "Jabatan": ("Ketua", "Anggota 2", "Anggota 9", "Cadangan", "Cadangan 2", "Cadangan 1"),
    "No. HP": ("", "081200011111", "081200022222"),
    "Alamat": ("Jl. Mawar 1", "Jl. Melati 2"),
    "Mulai Tugas": ("25-01-2030", "25-01-2010", "25-01-2024"),
}


def person(number: int, **more: Any) -> dict[str, Any]:
    """Whose NIK differs from all others in its first digits, and whose day nobody takes for another."""
    name = " ".join("abcdefghi"[number - 1] * many for many in (4, 6))
    nik = f"337101230390{10 * number:04}"
    return someone(10 * number, name, **{"NIK": nik, "Tanggal Lahir": "23/03/1990", **more})


@st.composite
def lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number in draw(st.lists(st.integers(1, 6), min_size=2, max_size=7)):
        row = person(number)
        for head in draw(st.lists(st.sampled_from(tuple(CHANGES)), max_size=3)):
            row[head] = draw(st.sampled_from(CHANGES[head]))
        if row["NIK"] == "cut":
            row["NIK"] = person(number)["NIK"][:15]
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def peopled(built: Path, elections: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town where some sit and some wait."""
    folder = tmp_path_factory.mktemp("again")
    path = Path(shutil.copy(built, folder / "town.db"))
    rows = [person(1), person(2, TPS="002", Jabatan="Ketua"), person(3, TPS="", Jabatan="Cadangan"),
            person(4, TPS="", Jabatan="Cadangan 2", Badan="PPS")]  # fmt: skip
    with towns.opened(path, elections) as town, examined(town, sheet(folder / "a.xlsx", rows)) as plan:
        assert applied(town, plan).seq is not None
        assert counts(plan) == {"BARU": 4}
    return path


def test_any_file_again(peopled: Path, elections: Any, tmp_path: Path) -> None:
    @settings(max_examples=150, deadline=None)
    @given(lists(), st.sampled_from((Defaults(), Defaults(body="kpps", start_on=date(2024, 1, 25), decree="SK 9"))))
    def again(rows: list[dict[str, Any]], defaults: Defaults) -> None:
        lines = (",".join(str(row.get(head, "")) for head in WIDE) for row in rows)
        path = csv_file(tmp_path / "a.csv", [",".join(WIDE), *lines])
        with towns.opened(Path(shutil.copy(peopled, tmp_path / "town.db")), elections) as town:
            with examined(town, path, defaults) as plan:
                applied(town, plan)
            with examined(town, path, defaults) as plan:
                assert not plan.counts["BARU"] + plan.counts["UBAH"], [told(one) for one in plan.lines()]

    again()


# ── Turns that a file names ────────────────────────────────────


def in_line(town: Town, tmp_path: Path, *numbers: int) -> None:
    """These wait already, in this order."""
    rows = [person(number, TPS="", Jabatan="Cadangan") for number in numbers]
    with examined(town, sheet(tmp_path / "line.xlsx", rows), NOBODY) as plan:
        applied(town, plan)


def turns(*ranked: tuple[int, int]) -> list[dict[str, Any]]:
    """Rows of people with the turns that the file gives them."""
    return [person(number, TPS="", Jabatan=f"Cadangan {rank}") for number, rank in ranked]


def names(*numbers: int) -> list[tuple[int, str]]:
    return [(at, person(number)["Nama"]) for at, number in enumerate(numbers, 1)]


def test_who_is_not_named_makes_room_for_those_who_keep_their_turn_too(town: Town, tmp_path: Path) -> None:
    in_line(town, tmp_path, 1, 2, 3)
    path = sheet(tmp_path / "a.xlsx", turns((1, 1), (4, 2), (3, 3)))
    with examined(town, path, NOBODY) as plan:
        assert counts(plan) == {"BARU": 1, "SAMA": 2}
        applied(town, plan)
    assert ranks(town) == names(1, 4, 3, 2)
    with examined(town, path, NOBODY) as plan:
        assert counts(plan) == {"SAMA": 3}


def test_turns_of_one_list_stand_however_many_are_written_together(town: Town, tmp_path: Path) -> None:
    """Also those of rows about which a person decided, which are written last."""
    in_line(town, tmp_path, 1)
    rows = turns((2, 2), (3, 1), (4, 3), (5, 4))
    rows[1]["L/P"] = "P"  # not the sex of the NIK: a doubt
    path = sheet(tmp_path / "a.xlsx", rows)
    for together in (1, 1_000):
        with patch.object(importing, "BATCH", together), examined(town, path, NOBODY) as plan:
            assert [told(one)[0] for one in plan.lines()] == ["BARU", "RAGU", "BARU", "BARU"]
            seq = applied(town, plan, {2: "new"}).seq
        assert ranks(town) == names(3, 2, 4, 5, 1)
        with examined(town, path, NOBODY) as plan:
            assert counts(plan) == {"SAMA": 4}
        undo_batch(town, seq)
