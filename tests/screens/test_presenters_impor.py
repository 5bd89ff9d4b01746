"""An import in words: every problem has a sentence, nobody's numbers are shown."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from models.exchange import identity
from models.exchange.draft import FIELDS, Problem
from models.exchange.rows import Fault
from models.rules.loader import load_election
from screens.presenters import eligibility
from screens.presenters import impor as words
from screens.presenters import impor_lines as about
from screens.presenters import impor_problems as problems

EXCHANGE = Path(__file__).parents[2] / "models" / "exchange"
TERRITORY = {"territory.py", "moves.py", "rows.py", "export.py", "writing.py"}
"""What is about regions, or writes."""


def sources() -> str:
    files = [file for file in EXCHANGE.rglob("*.py") if file.name not in TERRITORY]
    return "\n".join(file.read_text("utf-8") for file in files)


CODES = (
    r'\b(?:Problem|one)\(\s*"([a-z0-9_]+)"',
    r'\.(?:fault|doubt)\(\s*"([a-z0-9_]+)"',
    r'\.note\([^,()]+,\s*"([a-z0-9_]+)"',
)
"""How the code that reads and plans names a problem."""


def test_every_problem_of_a_row_has_a_sentence() -> None:
    codes = {code for pattern in CODES for code in re.findall(pattern, sources())} - {"kelurahan", "kecamatan"}
    codes |= {f"{what}_{why}" for what in ("kelurahan", "kecamatan") for why in ("unknown", "ambiguous")}
    codes |= {*identity._CODES.values(), "not_eligible", "eligibility"}
    assert len(codes) > 70
    assert codes - problems.SENTENCES.keys() == set()


def test_where_the_same_person_stands_is_said_with_the_sheet_when_it_is_another() -> None:
    here = problems.problem(Problem("double_in_file", "fault", "B46", "name", {"row": 88}))
    assert here == "Orang ini juga ada di baris 88 berkas ini, untuk kursi lain."
    there = problems.problem(Problem("twice_in_file", "fault", "B46", "name", {"row": 88, "sheet": "Wates"}))
    assert there == "Sudah ada di baris 88 lembar Wates berkas ini."


def test_a_day_and_a_reason_are_worded_though_a_plan_keeps_them_as_codes() -> None:
    left = Problem("left_before", "doubt", "B6", "name", {"day": "2024-01-31", "reason": "mundur"})
    assert problems.problem(left) == "Orang ini sudah berhenti dari kursi ini pada Rab 31 Jan 2024 (mengundurkan diri)."


def test_another_seat_is_worded_whether_its_days_are_days_or_iso() -> None:
    elections = {"pemilu-2024": load_election("pemilu-2024")}
    seat = {"election": "pemilu-2024", "body": "kpps", "unit": "33.71.03.1002.004"}
    names = {"33.71.03.1002": "Cacaban"}
    for start, end in ((date(2024, 1, 25), date(2024, 2, 25)), ("2024-01-25", "2024-02-25")):
        said = eligibility.seat({**seat, "start": start, "end": end}, elections, names)
        assert said == "KPPS · TPS 004 Cacaban, Pemilu 2024 (25 Jan 2024 – 25 Feb 2024)"


def test_every_repair_has_a_short_name() -> None:
    repairs = set(re.findall(r'\b(?:Problem|one)\(\s*"([a-z0-9_]+)",\s*"repair"', sources()))
    assert repairs
    assert [code for code in repairs if problems.repair(code) == code.replace("_", " ")] == []


def test_every_fault_of_a_file_has_a_sentence() -> None:
    reasons = set(re.findall(r'(?<!\.)\bfault\([^()"]*"([a-z_]+)"', sources()))
    assert {"password", "html", "zip_bomb", "not_a_spreadsheet"} <= reasons
    assert reasons - problems.FAULTS.keys() == set()
    said = problems.fault(Fault("KPPS.xlsx", 0, "", "too_many_rows", "1048576"))
    assert said == "KPPS.xlsx terlalu panjang: paling banyak 1.048.576 baris."


def test_every_field_has_a_name() -> None:
    assert set(FIELDS) <= about.FIELDS.keys()


def test_a_problem_without_its_facts_still_reads() -> None:
    assert problems.problem(Problem("tps_unknown", "fault")) == "TPS – tidak ada di –."
    assert "kode_baru" in problems.problem(Problem("kode_baru", "note"))


def test_facts_are_worded() -> None:
    near = problems.problem(Problem("kelurahan_unknown", "fault", facts={"text": "Panjng", "near": ("Panjang",)}))
    assert near == "Kelurahan “Panjng” tidak ada di wilayah ini. Mirip: Panjang."
    swapped = Problem("date_order", "doubt")
    late = Problem("date_order", "fault", facts={"day": date(2024, 1, 1), "after": date(2024, 1, 25)})
    assert "tertukar" in problems.problem(swapped)
    assert "Kam 25 Jan 2024" in problems.problem(late)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("nik", "3371014512900001", "************0001"),
        ("nik15", "337101451290000", "***********0000"),
        ("phone", "+6281234567890", "+**********890"),
        ("born_on", date(1990, 5, 12), "**-**-1990"),
        ("address", "Jl. Mawar 3", "***"),
        ("decree", "12/PP.04/2024", "12/PP.04/2024"),
        ("asn", True, "ya"),
        ("start_on", date(2024, 1, 25), "Kam 25 Jan 2024"),
        ("domicile", "33.71.03.1002", "Cacaban"),
        ("education", "s1", "S1"),
        ("name", None, "–"),
    ],
)
def test_values_are_masked_where_they_are_somebodys_own(field: str, value: object, shown: str) -> None:
    assert about.value(field, value, {"33.71.03.1002": "Cacaban"}) == shown


def test_an_example_of_a_column_shows_no_numbers() -> None:
    assert words.sample("TPS 007") == "TPS 007"
    assert words.sample("3371014512900001") == "*" * 16
    assert words.sample("Magelang, 12 Mei 1990") == "Magelang, ** Mei ****"


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [words.letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_bar_needs_no_total() -> None:
    assert words.bar(0, 0, 40) == [[(" membuka…", "text")]]
    assert "1.200 baris dibaca…" in words.bar(1200, 0, 40)[0][0][0]
    assert "50 %" in "".join(text for text, _style in words.bar(50, 100, 40)[0])
