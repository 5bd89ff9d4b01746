"""``siaga demo`` in real terminals: one rehearsal for all who start it, in a file of its own."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from models.clock import WIB, WIT
from models.rehearsal.story import load_story
from tests.tui.conftest import ROOT, Run
from tests.wire.terminal import Terminal, pump
from tui.commands import demo
from tui.exit_codes import ExitCode
from tui.invocation import Invocation
from tui.words import Misuse

EARLY = "2023-02-05T09:00"
"""A moment with a short past: the rehearsal is ready in a moment."""


def start(home: Path, *arguments: str) -> Terminal:
    environment = {"HOME": str(home), "PYTHONPATH": str(ROOT)}
    return Terminal([sys.executable, "-m", "tui", "demo", "--at", EARLY, *arguments], 120, 40, environment, ROOT)


def colleagues(home: Path) -> list[int]:
    """Processes that work in a rehearsal of this home."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"models.rehearsal.colleague" in line and str(home).encode() in line:
                found.append(int(entry.name))
    return found


@pytest.mark.wire
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_two_sessions_share_one_rehearsal_and_leave_nothing_behind(tmp_path: Path) -> None:
    with start(tmp_path) as first:
        first.wait_for("LATIHAN")
        first.wait_for(r"PPK 5/5")
        assert "Minggu 05 Feb 2023" in first.text or "5 Feb 2023" in first.text
        with start(tmp_path, "--quiet") as second:
            second.wait_for("LATIHAN")
            second.wait_for(r"PPK 5/5")
            assert b"Bergabung" in bytes(second.output)
            databases = list(tmp_path.rglob("latihan-*.db"))
            assert len(databases) == 1, "one file for both"
            assert len(colleagues(tmp_path)) == 2
            second.press("q")
        first.press("q")
        assert pump([first], first.started_at + 120, lambda: not colleagues(tmp_path))
    assert not list(tmp_path.rglob("siaga.db")), "the office's own database was not even made"


LISTS = {
    "wilayah.csv": "kode,nama\n94.01,NABIRE\n94.01.01,UWAPA\n94.01.01.2001,TOPO\n94.01.01.2002,ARGO MULYO\n",
    "tps.csv": "kode,kelurahan,tps_reguler,tps_khusus\n94.01.01.2001,TOPO,3,\n94.01.01.2002,ARGO MULYO,2,901\n",
}


@pytest.fixture
def lists(tmp_path: Path) -> list[str]:
    """A small area as options."""
    for name, text in LISTS.items():
        (tmp_path / name).write_text(text)
    return ["--regions", str(tmp_path / "wilayah.csv"), "--tps", str(tmp_path / "tps.csv")]


@pytest.mark.wire
def test_any_area_can_be_rehearsed(tmp_path: Path, lists: list[str]) -> None:
    with start(tmp_path, "--region", "94.01", *lists, "--at", "2024-01-31T20:00") as session:
        session.wait_for("LATIHAN")
        session.wait_for("Uwapa")
        (path,) = tmp_path.rglob("latihan-*.db")
        assert "Nabire" in session.text
        began = journal_of(path)
        assert pump([session], session.started_at + 120, lambda: journal_of(path) > began)
        session.press("q")


def journal_of(path: Path) -> int:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM journal").fetchone()[0])


def test_an_area_needs_its_lists(lists: list[str]) -> None:
    regions, tps = Path(lists[1]), Path(lists[3])
    assert demo.area_of(None, None, None) is None
    assert demo.area_of("94.01", regions, tps) == demo.Area("94.01", regions, tps)
    for wrong in (("94.01", None, tps), (None, regions, tps), ("94.01", regions, None)):
        with pytest.raises(Misuse, match="--region, --regions"):
            demo.area_of(*wrong)
    with pytest.raises(Misuse, match="kode wilayah"):
        demo.area_of("Nabire", regions, tps)
    with pytest.raises(Misuse, match="kode wilayah"):
        demo.area_of("94.01.01.2001", regions, tps)
    with pytest.raises(Misuse, match=r"lain\.csv"):
        demo.area_of("94.01", regions.with_name("lain.csv"), tps)


def test_faults_in_the_lists_are_told(lists: list[str]) -> None:
    area = demo.Area("94.01", Path(lists[1]), Path(lists[3]))
    assert area.rules("pemilu-2024").tps["pemilu-2024"].total() == 6
    area.tps.write_text(LISTS["tps.csv"].replace(",3,", ",tiga,"))
    with pytest.raises(Misuse, match=r"tps\.csv, baris 2"):
        area.rules("pemilu-2024")


def test_the_place_is_the_area_s(lists: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIAGA_SITE_HOME", "94.01.01")
    area = demo.Area("94.01", Path(lists[1]), Path(lists[3]))
    site = demo.site_of(Invocation(), load_story(), area)
    place = site.settings.site
    assert (place.region, place.home, place.zone) == ("94.01", "94.01.01", "WIT")
    assert tuple(site.elections) == ("pemilu-2024",)
    assert demo.moment("2024-02-11", site) == datetime(2024, 2, 11, 20, tzinfo=WIT)


def test_without_a_terminal_it_says_so(siaga: Run) -> None:
    done = siaga("demo")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert "terminal" in done.stderr


def test_help(siaga: Run) -> None:
    done = siaga("demo", "--help")
    assert done.returncode == ExitCode.OK
    for option in ("--at", "--seed", "--colleagues", "--quiet", "--region", "--regions", "--tps"):
        assert option in done.stdout


def test_the_moment() -> None:
    site = demo.site_of(Invocation(), load_story())
    assert demo.moment("2024-02-11T08:30", site) == datetime(2024, 2, 11, 8, 30, tzinfo=WIB)
    assert demo.moment("2024-02-11", site) == datetime(2024, 2, 11, 20, tzinfo=WIB)
    with pytest.raises(Misuse, match="--at besok"):
        demo.moment("besok", site)


def test_the_place_is_the_story_s_whatever_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIAGA_SITE_REGION", "33.08")
    monkeypatch.setenv("SIAGA_SITE_HOME", "33.08.01")
    site = demo.site_of(Invocation(), load_story())
    assert (site.settings.site.region, site.settings.site.home) == ("33.71", "")
    assert tuple(site.elections) == load_story().elections
