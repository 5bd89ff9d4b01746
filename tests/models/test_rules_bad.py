"""Everything an election or region file can get wrong, and what the error says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from models.errors import RulesError
from models.rules.loader import available_elections, load_election, load_polling, load_region

POLLING = "polling = { date = 2029-02-14, opens = 07:00:00, closes = 13:00:00 }"
INDICATOR = """
[[indicators]]
code = "P1"
name = "PPK terisi"
short = "PPK"
weight = 100
counts = "seat"
bodies = ["ppk"]
proof = "tenure"
start = 30
due = 7
basis = "kebijakan"
owner = "KPU"
"""
SMALL = f"""
code = "uji-2029"
name = "Uji 2029"
kind = "pemilu"
{POLLING}
legal = "UU"
rules_version = "v1"
ballots = ["DPR"]
boxes_per_tps = 1
reserve_permille = 20
max_voters_per_tps = 300
contacts = []
stages = [
  {{ name = "Kampanye", start = 2029-01-01, end = 2029-02-10, basis = "PKPU" }},
]
deadlines = [
  {{ name = "PPK", day = 7, basis = "kebijakan", indicator = "P1" }},
]

[[bodies]]
code = "ppk"
name = "PPK"
short = "PPK"
level = "kecamatan"
posts = [{{ code = "ketua", name = "Ketua", count = 1 }}]
appointed_by = "KPU"
basis = "PKPU"
{INDICATOR}"""

OFFICES = """{ code = "camat", name = "Camat", tested = false },
  { code = "sekda", name = "Sekda", level = "kota", tested = false }"""
SEATLESS = 'basis = "PKPU"\nseats = false\n'
WEIGHT_LINE = SMALL[: SMALL.index("weight = 100")].count("\n") + 1
SECOND = INDICATOR.replace("weight = 100", "weight = 0")


def spoiled(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new)


BAD = {
    "broken toml": (spoiled("weight = 100", "weight = "), "rules_syntax", "toml", f"line {WEIGHT_LINE}"),
    "no such day": (spoiled("date = 2029-02-14", "date = 2029-02-30"), "rules_syntax", "toml", "line 5"),
    "cut off": (spoiled("\n]\n\n[[bodies]]", "\n\n[[bodies]]"), "rules_syntax", "toml", None),
    "text for a date": (
        spoiled("date = 2029-02-14", 'date = "2029-02-14"'),
        "rules_invalid",
        "wrong_type",
        "polling.date",
    ),
    "date with an hour": (
        spoiled("date = 2029-02-14", "date = 2029-02-14T07:00:00"),
        "rules_invalid",
        "wrong_type",
        "polling.date",
    ),
    "text for a number": (
        spoiled("due = 7\n", 'due = "7"\n'),
        "rules_invalid",
        "wrong_type",
        "indicators[P1].due",
    ),
    "unknown field": (
        spoiled("owner =", "pemilik = 1\nowner ="),
        "rules_invalid",
        "unknown_field",
        "indicators[P1]",
    ),
    "missing field": (spoiled('owner = "KPU"', ""), "rules_invalid", "missing_field", "indicators[P1]"),
    "unknown kind": (spoiled('kind = "pemilu"', 'kind = "lomba"'), "rules_invalid", "bad_value", "kind"),
    "too long for a column": (
        spoiled('short = "PPK"\nweight', 'short = "Panitia Pemilihan"\nweight'),
        "rules_invalid",
        "bad_value",
        "indicators[P1].short",
    ),
    "no posts": (
        spoiled('posts = [{ code = "ketua", name = "Ketua", count = 1 }]', "posts = []"),
        "rules_invalid",
        "bad_value",
        "bodies[ppk].posts",
    ),
    "code of another file": (
        spoiled('code = "uji-2029"', 'code = "uji-2024"'),
        "rules_invalid",
        "code_mismatch",
        "code",
    ),
    "weights": (spoiled("weight = 100", "weight = 99"), "rules_weight_sum", "weight_sum", "indicators"),
    "unknown body": (
        spoiled('bodies = ["ppk"]', 'bodies = ["ppx"]'),
        "rules_unknown_body",
        "unknown_body",
        "indicators[P1].bodies",
    ),
    "body without seats": (
        spoiled('basis = "PKPU"\n\n[[indicators]]', SEATLESS + "\n[[indicators]]"),
        "rules_unknown_body",
        "body_without_seats",
        "indicators[P1].bodies",
    ),
    "due after start": (
        spoiled("start = 30", "start = 6"),
        "rules_dates",
        "due_before_start",
        "indicators[P1]",
    ),
    "due on the start": (
        spoiled("start = 30", "start = 7"),
        "rules_dates",
        "due_before_start",
        "indicators[P1]",
    ),
    "hours": (spoiled("opens = 07:00:00", "opens = 14:00:00"), "rules_dates", "polling_hours", "polling"),
    "year": (spoiled("date = 2029", "date = 0029"), "rules_dates", "polling_year", "polling.date"),
    "stage": (
        spoiled("end = 2029-02-10", "end = 2028-02-10"),
        "rules_dates",
        "end_before_start",
        "stages[Kampanye]",
    ),
    "deadline of another day": (
        spoiled("day = 7", "day = 8"),
        "rules_dates",
        "deadline_differs",
        "deadlines[PPK]",
    ),
    "deadline of nothing": (
        spoiled('indicator = "P1"', 'indicator = "P9"'),
        "rules_invalid",
        "unknown_indicator",
        "deadlines[PPK]",
    ),
    "indicator twice": (SMALL + SECOND, "rules_invalid", "duplicate", "indicators"),
    "no bodies": (spoiled('bodies = ["ppk"]', ""), "rules_invalid", "bodies_missing", "indicators[P1]"),
    "bodies of a tps": (
        spoiled('counts = "seat"', 'counts = "tps"'),
        "rules_invalid",
        "not_about_seats",
        "indicators[P1]",
    ),
    "contacts": (
        SMALL.replace('counts = "seat"\nbodies = ["ppk"]\nproof = "tenure"', 'counts = "contact"'),
        "rules_invalid",
        "contacts_missing",
        "indicators[P1]",
    ),
    "tenure": (
        spoiled(
            'basis = "PKPU"\n\n[[indicators]]',
            'basis = "PKPU"\ntenure = { start = 2029-01-02, end = 2029-01-01 }\n\n[[indicators]]',
        ),
        "rules_dates",
        "end_before_start",
        "bodies[ppk].tenure",
    ),
    "needs nothing known": (
        spoiled("due = 7\n", 'due = 7\nneeds = ["P9"]\n'),
        "rules_invalid",
        "unknown_indicator",
        "indicators[P1].needs",
    ),
    "needs itself": (spoiled("due = 7\n", 'due = 7\nneeds = ["P1"]\n'), "rules_invalid", "needs_cycle", "indicators"),
    "needs in a circle": (
        spoiled("due = 7\n", 'due = 7\nneeds = ["P2"]\n')
        + SECOND.replace('"P1"', '"P2"').replace("due = 7\n", 'due = 7\nneeds = ["P1"]\n'),
        "rules_invalid",
        "needs_cycle",
        "indicators",
    ),
    "roll-call of no gate": (
        spoiled("contacts = []\n", 'contacts = []\nrollcalls = [{ day = 1, firm = ["P1"] }]\n'),
        "rules_invalid",
        "unknown_indicator",
        "rollcalls[1].firm",
    ),
    "roll-call twice": (
        spoiled("contacts = []\n", "contacts = []\nrollcalls = [{ day = 1 }, { day = 1 }]\n"),
        "rules_invalid",
        "duplicate",
        "rollcalls",
    ),
    "evidence of no kind": (
        spoiled("due = 7\n", 'due = 7\nevidence = "rumour"\n'),
        "rules_invalid",
        "bad_value",
        "indicators[P1].evidence",
    ),
    **{
        f"ladder: {what}": (
            spoiled("contacts = []", f"contacts = [{OFFICES}]\nescalation = [{rungs}]"),
            "rules_invalid",
            reason,
            where,
        )
        for what, rungs, reason, where in (
            ("nobody known", '{ contacts = ["rt"], minutes = 5 }', "ladder", "escalation[1]"),
            ("two levels", '{ contacts = ["camat", "sekda"], minutes = 5 }', "ladder", "escalation[1]"),
            (
                "downwards",
                '{ contacts = ["sekda"], minutes = 5 }, { contacts = ["camat"], minutes = 5 }',
                "ladder",
                "escalation[2]",
            ),
            (
                "somebody twice",
                '{ contacts = ["camat"], minutes = 5 }, { contacts = ["camat"], minutes = 5 }',
                "duplicate",
                "escalation",
            ),
            ("no time", '{ contacts = ["camat"], minutes = 0 }', "bad_value", "escalation[1].minutes"),
            ("nobody", "{ contacts = [], minutes = 5 }", "bad_value", "escalation[1].contacts"),
        )
    },
    "good twice": (
        spoiled("contacts = []", 'contacts = []\ngoods = [{ code = "ss1", name = "Kotak" }]'),
        "rules_invalid",
        "duplicate",
        "goods",
    ),
    "step that proves nothing": (
        spoiled(
            "contacts = []", 'contacts = []\nsteps = [{ code = "tps", name = "Di TPS", short = "TPS", proves = "L3" }]'
        ),
        "rules_invalid",
        "unknown_indicator",
        "steps[tps].proves",
    ),
    "step that proves something about seats": (
        spoiled("contacts = []", 'contacts = []\nhazards_prove = "P1"'),
        "rules_invalid",
        "not_about_tps",
        "hazards_prove",
    ),
    "nested deep": (SMALL + "x = " + "[" * 100_000, "rules_syntax", None, None),
}


def test_polling_below_the_head_is_found_all_the_same(tmp_path: Path) -> None:
    text = SMALL.replace(POLLING, "") + "\n[polling]\ndate = 2029-02-14\nopens = 07:00:00\ncloses = 13:00:00\n"
    (tmp_path / "uji-2029.toml").write_text(text)
    assert load_polling("uji-2029", directory=tmp_path).polling.date == date(2029, 2, 14)


def test_the_small_file_is_good(tmp_path: Path) -> None:
    (tmp_path / "uji-2029.toml").write_text(SMALL)
    assert load_election("uji-2029", directory=tmp_path).indicators[0].code == "P1"
    assert available_elections(directory=tmp_path) == ("uji-2029",)


@pytest.mark.parametrize(("text", "code", "reason", "where"), BAD.values(), ids=BAD)
def test_a_bad_election(tmp_path: Path, text: str, code: str, reason: str | None, where: str | None) -> None:
    path = tmp_path / "uji-2029.toml"
    path.write_text(text)
    with pytest.raises(RulesError) as caught:
        load_election("uji-2029", directory=tmp_path)
    error = caught.value
    assert error.code == code
    assert error.detail["path"] == str(path)
    assert reason is None or error.detail["reason"] == reason
    assert where is None or error.detail["where"] == where


def test_details_help(tmp_path: Path) -> None:
    def detail(text: str) -> dict[str, object]:
        (tmp_path / "uji-2029.toml").write_text(text)
        with pytest.raises(RulesError) as caught:
            load_election("uji-2029", directory=tmp_path)
        return caught.value.detail

    assert detail(spoiled("weight = 100", "weight = 99"))["total"] == 99
    assert detail(spoiled("owner =", "pemilik = 1\nowner ="))["field"] == "pemilik"
    assert detail(spoiled('owner = "KPU"', ""))["field"] == "owner"
    assert detail(spoiled("weight = 100", "weight = "))["line"] == WEIGHT_LINE
    unknown = detail(spoiled('bodies = ["ppk"]', 'bodies = ["ppx"]'))
    assert (unknown["value"], unknown["known"]) == ("ppx", ["ppk"])
    wrong = detail(spoiled("date = 2029-02-14", 'date = "besok"'))
    assert (wrong["expected"], wrong["value"]) == ("date", "str")


@pytest.mark.parametrize("load", [load_election, load_polling])
@pytest.mark.parametrize(
    ("code", "reason"),
    [("pemilu-2099", "not_found"), ("../pemilu-2024", "bad_code"), ("", "bad_code"), ("sources", "bad_code")],
)
def test_a_missing_election(load: Callable[[str], object], code: str, reason: str) -> None:
    with pytest.raises(RulesError) as caught:
        load(code)
    assert (caught.value.code, caught.value.detail["reason"]) == ("rules_missing", reason)


def test_a_directory_for_a_file_and_a_text_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "uji-2029.toml").mkdir()
    with pytest.raises(RulesError) as caught:
        load_election("uji-2029", directory=tmp_path)
    assert (caught.value.code, caught.value.detail["reason"]) == ("rules_missing", "unreadable")
    (tmp_path / "uji-2024.toml").write_bytes(b'code = "uji-2024"\nname = "\xff"\n')
    with pytest.raises(RulesError) as caught:
        load_election("uji-2024", directory=tmp_path)
    assert (caught.value.code, caught.value.detail["reason"]) == ("rules_syntax", "encoding")
    assert caught.value.detail["line"] == 2


def test_a_bad_head_says_what_the_whole_file_says(tmp_path: Path) -> None:
    for name, (text, code, reason, where) in BAD.items():
        if name not in {"no such day", "text for a date", "hours", "year", "code of another file"}:
            continue
        (tmp_path / "uji-2029.toml").write_text(text)
        with pytest.raises(RulesError) as caught:
            load_polling("uji-2029", directory=tmp_path)
        assert (caught.value.code, caught.value.detail["reason"]) == (code, reason)
        assert caught.value.detail["where"] == where


def test_windows_line_ends_and_a_byte_order_mark_are_harmless(tmp_path: Path) -> None:
    (tmp_path / "uji-2029.toml").write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_election("uji-2029", directory=tmp_path).name == "Uji 2029"
    assert load_polling("uji-2029", directory=tmp_path).name == "Uji 2029"


REGION = """
code = "33.71"
edition = "2138/2025"
timezone = "WIB"
regions = [
  { code = "33.71", name = "Kota" },
  { code = "33.71.01", name = "Kecamatan" },
  { code = "33.71.01.1001", name = "Satu" },
  { code = "33.71.01.1002", name = "Dua" },
]
[tps.lama-2024]
source = "S"
counts = { "33.71.01.1001" = { regular = 3 }, "33.71.01.1002" = { regular = 1, special = [901] } }
[tps.baru-2024]
source = "S"
estimated = true
weights_from = "lama-2024"
per_kecamatan = { "33.71.01" = 2 }
special = { "33.71.01.1002" = [901] }
"""


def test_a_small_region(tmp_path: Path) -> None:
    (tmp_path / "33.71.toml").write_text(REGION)
    tps = load_region("33.71", directory=tmp_path).tps["baru-2024"]
    assert {code: count.total for code, count in tps.counts.items()} == {
        "33.71.01.1001": 2,
        "33.71.01.1002": 1,
    }


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('code = "33.71"\nedition', 'code = "33.72"\nedition', "code_mismatch"),
        ('{ code = "33.71.01", name = "Kecamatan" },', "", "no_parent"),
        ('"33.71.01.1002", name', '"33.71.01.1001", name', "duplicate"),
        ('"33.71.01.1002", name', '"33.71.01.12", name', "bad_code"),
        ('{ "33.71.01.1001" = { regular', '{ "33.71.01.1009" = { regular', "unknown_unit"),
        ('per_kecamatan = { "33.71.01"', 'per_kecamatan = { "33.71.02"', "unknown_unit"),
        ('special = { "33.71.01.1002"', 'special = { "33.71.01"', "unknown_unit"),
        ("estimated = true", "", "estimate_not_marked"),
        ('weights_from = "lama-2024"', 'weights_from = "baru-2024"', "unknown_election"),
        ('per_kecamatan = { "33.71.01" = 2 }', "", "counts_or_per_kecamatan"),
        ("= [901] }\n", "= [901, 901] }\n", "duplicate"),
        ("= [901] }\n", "= [17] }\n", "bad_value"),
        ("regular = 3", "regular = -3", "bad_value"),
        ('timezone = "WIB"', 'timezone = "CET"', "bad_value"),
        (
            '{ "33.71.01.1001" = { regular = 3 }, "33.71.01.1002" = { regular = 1, special = [901] } }',
            '{ "33.71.01.1001" = {} }',
            "no_weights",
        ),
    ],
)
def test_a_bad_region(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in REGION
    (tmp_path / "33.71.toml").write_text(REGION.replace(old, new))
    with pytest.raises(RulesError) as caught:
        load_region("33.71", directory=tmp_path)
    assert (caught.value.code, caught.value.detail["reason"]) == ("rules_invalid", reason)
