"""A plan is the same, whether by the few steps that nearly every row of a new list takes or by all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.exchange import drafting
from models.exchange import plan as plans
from models.exchange.line import Defaults
from models.exchange.plain import Plain
from models.exchange.planning import Planner
from models.services import importing
from tests.models.sheets import csv_file
from tests.models.test_importing import HEADS, applied, examined, sheet, someone
from tests.models.town import Town

WIDE = (*HEADS, "Alamat", "Mulai Tugas", "Nomor SK", "Berhenti")
NUMBERS = st.sampled_from((0, 1, 2)) | st.integers(3, 30).map(lambda number: 10 * number)
"""Those who are here, and others: no two of them have the same fifteen digits."""
MORE: dict[str, tuple[Any, ...]] = {
    "Nama": ("Orang aaa kkk", "Orang bbb kkk", "Drs. Orang aaa kkk", "", "Orang"),
    "NIK": ("3371011203900001", "3371011203900002", "337101120390000", "", "3371015203900001"),
    "L/P": ("P", ""),
    "Tanggal Lahir": ("13/03/1990", "", "12/03/2015"),
    "Kelurahan KTP": ("Wates", "Entah", ""),
    "Kelurahan": ("Wates", "Entah"),
    "Pendidikan": ("SD", ""),
    "TPS": ("002", "899", ""),
    "Badan": ("PPS", "Entah", ""),
    "Jabatan": ("Ketua", "", "Anggota 2", "Cadangan", "Linmas"),
    "No. HP": ("", "0812", "+6834002"),
    "Alamat": ("Jl. Mawar 1", "x" * 201),
    "Mulai Tugas": ("25-01-2024", "25-01-2030", ""),
    "Nomor SK": ("SK 7", ""),
    "Berhenti": ("30-01-2021", ""),
}


def plain(number: int) -> dict[str, Any]:
    """Somebody whose row is read by columns: nobody can take their day for another."""
    name = f"Orang {'abcdefghij'[number // 10 % 10] * 3} {'klmnopqrst'[number // 100] * 3}" if number > 9 else ""
    return someone(number, name, **{"Tanggal Lahir": "12-03-1990", "TPS": f"{number % 3 + 1:03}"})


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    row = plain(draw(NUMBERS))
    for head in draw(st.just([]) | st.lists(st.sampled_from(tuple(MORE)), min_size=1, max_size=2)):
        row[head] = draw(st.sampled_from(MORE[head]))
    return row


@contextmanager
def a_few_at_a_time(rows: int) -> Iterator[None]:
    """Read, compared, and kept in memory."""
    with (
        patch.object(drafting, "_SAMPLE", rows),
        patch.object(importing, "COMPARED", rows),
        patch.object(plans, "FRESH", rows),
    ):
        yield


def told(town: Town, path: Path, defaults: Defaults) -> tuple[Any, ...]:
    with examined(town, path, defaults) as plan:
        lines = [
            (one.number, *one.outcome(), one.unit, one.body, one.post, one.ordinal, one.problems, one.choices)
            for one in plan.lines(limit=10_000)
        ]
        orders = [list(one.after) for one in plan.lines(limit=10_000)]
        drafts = [(one.draft.row, one.draft.found, one.draft.cells) for one in plan.lines(limit=10_000)]
        pages = [[one.outcome() for one in plan.lines("BARU", before=7, words=words)] for words in ("", "aaa")]
        return lines, orders, drafts, pages, plan.counts, plan.problems, plan.repairs, plan.lacks


def test_a_plan_is_the_same_by_few_steps_and_by_all(town: Town, tmp_path: Path) -> None:
    with examined(town, sheet(tmp_path / "first.xlsx", [someone(number) for number in range(3)])) as plan:
        applied(town, plan)
    town.end(next(one.id for one in town.seats("kpps") if one.tenure_id is not None))

    @settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        st.lists(rows(), min_size=1, max_size=20),
        st.sets(st.sampled_from(WIDE[len(HEADS) - 3 :]), max_size=3),
        st.sampled_from((Defaults(), Defaults(body="kpps", start_on=date(2024, 1, 25), decree="SK 9"))),
        st.sampled_from((3, 1000)),
    )
    def alike(found: list[dict[str, Any]], without: set[str], defaults: Defaults, together: int) -> None:
        heads = [head for head in WIDE if head not in without]
        lines = (",".join(str(row.get(head, "")) for head in heads) for row in found)
        path = csv_file(tmp_path / "a.csv", [",".join(heads), *lines])
        with a_few_at_a_time(together):
            few = told(town, path, defaults)
            with patch.object(Plain, "_part", lambda *_: None):
                assert told(town, path, defaults) == few

    alike()


def test_most_rows_of_a_new_list_take_few_steps(town: Town, tmp_path: Path) -> None:
    people = [plain(10 * number) for number in range(1, 5)]
    alone = Planner._add
    found = []
    with (
        patch.object(Planner, "_add", lambda self, row, forced: found.append(row.number) or alone(self, row, forced)),
        examined(town, sheet(tmp_path / "a.xlsx", [*people, plain(10)])) as plan,
    ):
        assert plan.total == 5
    assert found == [1, 5]


def test_who_stands_in_a_file_twice_is_found_however_far_apart(town: Town, tmp_path: Path) -> None:
    """Also where the first of them was read by columns, compared and written long before."""
    people = [plain(10 * number) for number in (3, 4, 5, 6, 7, 3, 3)]
    path = sheet(tmp_path / "a.xlsx", people)
    for together in (2, 1000):
        with a_few_at_a_time(together), examined(town, path) as plan:
            assert [line.status for line in plan.lines()] == ["BARU"] * 5 + ["TOLAK"] * 2
            assert [one.facts["row"] for line in plan.lines("TOLAK") for one in line.problems] == [2, 2]


def test_what_is_too_long_or_too_short_to_keep_is_a_fault(town: Town, tmp_path: Path) -> None:
    heads = (*HEADS, "Alamat", "Pekerjaan")
    wrong = [{"Alamat": "x" * 201}, {"No. HP": "+6834002"}, {"Pekerjaan": "x" * 201}]
    people = [someone(10 * number) | {"Alamat": "x" * 200} | more for number, more in enumerate(({}, *wrong), 1)]
    with examined(town, sheet(tmp_path / "a.xlsx", people, heads)) as plan:
        found = [[(one.code, one.field) for one in line.problems if one.level == "fault"] for line in plan.lines()]
        assert [line.status for line in plan.lines()] == ["BARU", "TOLAK", "TOLAK", "TOLAK"]
    assert found == [[], [("value_bad", "address")], [("value_bad", "phone")], [("value_bad", "occupation")]]
