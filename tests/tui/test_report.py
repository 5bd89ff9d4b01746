"""``siaga report`` as a user calls it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.tui.conftest import Run

AS_OF = ("--as-of", "2024-01-31T20:00")
PEMILU = ("--election", "pemilu-2024")


def test_the_sitrep_is_printed_and_the_same_twice(siaga: Run, city: Path) -> None:
    done = siaga(*AS_OF, "report", "--unit", "33.71.03", *PEMILU)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("*SIAGA H-14 · Magelang Tengah, Kota Magelang*\n")
    assert siaga(*AS_OF, "report", "--unit", "33.71.03", *PEMILU).stdout == done.stdout
    english = siaga("--lang", "en", *AS_OF, "report", *PEMILU).stdout
    assert "*WORST REDS*" in english


@pytest.mark.parametrize(
    ("kind", "begins"), [("html", "<!DOCTYPE html>\n"), ("desk", "LAPORAN MEJA SENIN · Kota Magelang")]
)
def test_a_file_is_written_whole_for_its_owner_and_not_over_another(
    siaga: Run, city: Path, tmp_path: Path, kind: str, begins: str
) -> None:
    asked = (*AS_OF, "report", *PEMILU, "--kind", kind, "--output", "laporan")
    done = siaga(*asked)
    assert (done.returncode, done.stdout) == (0, "")
    path = tmp_path / "laporan"
    content = path.read_text("utf-8")
    assert (content.startswith(begins), stat.S_IMODE(path.stat().st_mode)) == (True, 0o600)
    again = siaga(*asked)
    assert (again.returncode, "Sudah ada" in again.stderr) == (1, True)
    assert siaga(*asked, "--force").returncode == 0
    assert path.read_text("utf-8") == content


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--unit", "kota"), "bukan kode wilayah"),
        (("--unit", "33.99"), "33.99 tidak ada"),
        (("--unit", "33.71.03.1002.999"), "tidak ada"),
        (("--election", "pemilu-1955"), "pemilu-2024"),
        (("--kind", "pdf"), "desk"),
    ],
)
def test_what_cannot_be_reported(siaga: Run, city: Path, arguments: tuple[str, ...], said: str) -> None:
    done = siaga(*AS_OF, "report", *arguments)
    assert (done.returncode, done.stdout, said in done.stderr) == (2, "", True)
