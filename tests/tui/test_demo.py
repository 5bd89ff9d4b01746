"""``siaga demo`` in real terminals: one rehearsal for all who start it, in a file of its own."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pytest

from models.clock import WIB
from models.rehearsal.story import load_story
from tests.tui.conftest import ROOT, Run
from tests.wire.terminal import Terminal, pump
from tui.cli import Invocation
from tui.commands import demo
from tui.exit_codes import ExitCode
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


def test_without_a_terminal_it_says_so(siaga: Run) -> None:
    done = siaga("demo")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert "terminal" in done.stderr


def test_help(siaga: Run) -> None:
    done = siaga("demo", "--help")
    assert done.returncode == ExitCode.OK
    for option in ("--at", "--seed", "--colleagues", "--quiet"):
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
