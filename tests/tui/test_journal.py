"""``siaga journal list`` and ``siaga export aktivitas`` as a user calls them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.tui.conftest import Run
from tui.exit_codes import ExitCode


def recorded(siaga: Run) -> None:
    for kelurahan, reference in (("33.71.03.1002", "BA 1"), ("33.71.03.1003", "BA 2"), ("33.71.03.1004", "BA 3")):
        done = siaga("evidence", "pemilu-2024", "l1", kelurahan, "--ref", reference)
        assert done.returncode == 0, done.stderr
    assert siaga("user", "add", "rini").returncode == 0


def test_entries_are_listed_filtered_and_a_page_at_a_time(siaga: Run, city: Path) -> None:
    recorded(siaga)
    done = siaga("journal", "list", "--kind", "kesiapan", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["verb"], row["unit"]) for row in rows] == [
        ("evidence", "33.71.03.1004"), ("evidence", "33.71.03.1003"), ("evidence", "33.71.03.1002"),
    ]  # fmt: skip
    first = siaga("journal", "list", "--kind", "kesiapan", "--limit", "2")
    assert len(first.stdout.splitlines()) == 2
    assert f"--before {rows[1]['seq']}" in first.stderr
    rest = siaga("journal", "list", "--kind", "kesiapan", "--limit", "2", "--before", str(rows[1]["seq"]))
    assert rest.stdout.split("\t")[0] == str(rows[2]["seq"])
    assert "--before" not in rest.stderr
    here = siaga("journal", "list", "--unit", "33.71.03.1003", "--kind", "kesiapan", "--kind", "akun")
    assert [line.split("\t")[3] for line in here.stdout.splitlines()] == ["33.71.03.1003"]
    days = [json.loads(line)["at"][:10] for line in siaga("journal", "list", "--json").stdout.splitlines()]
    whole = ("--since", min(days), "--until", max(days))  # the database may have been made before midnight
    assert siaga("journal", "list", *whole).stdout == siaga("journal", "list").stdout
    assert siaga("journal", "list", "--until", "2024-01-31").stdout == ""
    nobody = siaga("journal", "list", "--person", "zul")
    assert (nobody.returncode, nobody.stdout) == (0, "")
    assert "Tidak ada catatan yang cocok" in nobody.stderr


def test_what_cannot_be_asked_is_said(siaga: Run, city: Path) -> None:
    for arguments, said in (
        (("journal", "list", "--since", "31/1"), "2024-01-31"),
        (("journal", "list", "--since", "2024-02-02", "--until", "2024-02-01"), "mendahului"),
        (("journal", "list", "--unit", "12.34"), "12.34 tidak ada"),
        (("journal", "list", "--unit", "cacaban"), "cacaban bukan kode wilayah"),
        (("export", "tps", "--person", "sari"), "hanya untuk aktivitas"),
    ):
        refused = siaga(*arguments)
        assert refused.returncode == ExitCode.USAGE
        assert said in refused.stderr


def test_the_export_holds_what_the_list_holds(siaga: Run, city: Path) -> None:
    recorded(siaga)
    listed = siaga("journal", "list", "--kind", "kesiapan").stdout.splitlines()
    done = siaga("export", "aktivitas", "--kind", "kesiapan", "-o", "-", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff")), delimiter=";"))
    assert len(rows) == len(listed) == 3
    assert [line.split("\t")[4] for line in listed] == [list(row.values())[5] for row in rows]
