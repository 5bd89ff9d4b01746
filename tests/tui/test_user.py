"""``siaga user``: accounts from the command line, and who one is when the board opens."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.tui.conftest import Run
from tui import bootstrap


@pytest.fixture
def opened(siaga: Run) -> Run:
    """A database of one's own, as the first start makes it."""
    assert siaga("user", "list").returncode == 3  # reading makes nothing
    assert siaga("user", "add", "rini", "--role", "operator", "--scope", "33.71.03").returncode == 0
    return siaga


def test_who_makes_it_is_its_admin(opened: Run) -> None:
    rows = [line.split("\t") for line in opened("user", "list").stdout.splitlines()]
    assert [bootstrap.user_name(), "admin", "id", "seluruhnya"] in rows
    assert ["rini", "operator", "33.71.03", "Magelang Tengah"] in rows


def test_another_role_another_place_and_out(opened: Run) -> None:
    assert "rini kini koordinator" in opened("user", "role", "rini", "koordinator", "--scope", "33.71").stderr
    found = {one["name"]: one for one in json.loads(opened("user", "list", "--json").stdout)}
    assert (found["rini"]["role"], found["rini"]["scope"]) == ("koordinator", "33.71")
    assert opened("user", "disable", "rini").returncode == 0
    assert "ditutup" in opened("user", "list").stdout


def test_what_cannot_be_is_said(opened: Run) -> None:
    done = opened("user", "disable", bootstrap.user_name())
    assert (done.returncode, "admin terakhir" in done.stderr) == (1, True)
    assert "sudah punya akun" in opened("user", "add", "rini").stderr
    assert "siaga user list" in opened("user", "role", "bayu", "kpu").stderr
    assert opened("user", "role", "rini", "raja").returncode == 2


def test_an_operator_gives_nobody_a_role(opened: Run) -> None:
    done = opened("--as", "rini", "user", "role", "rini", "admin")
    assert (done.returncode, "Hanya admin" in done.stderr) == (1, True)
    assert "rini\toperator" in opened("user", "list").stdout


def test_only_who_owns_the_file_says_who_somebody_is(opened: Run, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    path = next(tmp_path.rglob("siaga.db"))
    os.chown(path, 65534, -1)
    done = opened("--as", "rini", "user", "list")
    assert (done.returncode, "hanya pemilik basis data" in done.stderr) == (2, True)
