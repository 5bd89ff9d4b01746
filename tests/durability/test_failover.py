"""The primary is switched off while everybody writes, and the standby takes over: nothing acknowledged is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.actor import KPU, Actor
from tests.durability.brood import ROOT, audit, checked
from tests.durability.conftest import Hatch
from tests.durability.pair import Missing, Pair, pair
from tests.models import town as towns
from tests.wire.terminal import Terminal

WRITERS = 6


@pytest.fixture
def servers() -> Iterator[Pair]:
    """A primary with a standby that confirms each commit, and the town on it."""
    try:
        with pair() as found:
            towns.build(found.url, towns.elections())
            yield found
    except Missing as error:
        pytest.skip(str(error))


def test_the_standby_has_every_write_that_was_acknowledged(servers: Pair, hatch: Hatch, tmp_path: Path) -> None:
    brood = hatch(servers.url)
    for slot in range(WRITERS):
        brood.write(slot, WRITERS)
    brood.until(lambda: brood.acknowledged() >= 60, "all write")
    servers.kill(0)
    brood.until(lambda: len(brood.failed) >= 3 * WRITERS, "all see that the server is gone")
    heard = brood.acknowledged()
    assert {text.partition(" ")[0] for text in brood.failed} == {"unreachable"}
    servers.promote()
    # By themselves, by the URL that they have: it names both.
    brood.until(lambda: brood.acknowledged() >= heard + 60, "all write to the other one")
    brood.close()
    copy = tmp_path / "salinan.db"
    done = subprocess.run(
        [sys.executable, "-m", "tui", "db", "copy", servers.url, str(copy)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    # Each writer may have had one write under way when the primary went, and one when it was ended itself.
    audit(copy, brood.done, 2 * WRITERS)
    checked(copy)


def test_an_open_board_goes_grey_and_follows_to_the_standby(servers: Pair, hatch: Hatch, tmp_path: Path) -> None:
    """Nobody presses a key: it says since when nobody answers, keeps its picture, and shows what is new afterwards."""
    environment = {"HOME": str(tmp_path)}
    argv = [sys.executable, "-m", "tui", "--db", servers.url]
    with Terminal(argv, 120, 40, environment, ROOT) as board:
        board.wait_for("Baru saja")
        board.wait_for("Uji Barat|Barat")
        brood = hatch(servers.url)
        for slot in range(WRITERS):
            brood.write(slot, WRITERS)
        brood.until(lambda: brood.acknowledged() >= 20, "all write")
        servers.kill(0)
        board.wait_for("sambungan putus sejak")
        assert "Baru saja" in board.text
        servers.promote()
        heard = brood.acknowledged()
        brood.until(lambda: brood.acknowledged() >= heard + 20, "all write to the other one")
        brood.close()
        board.wait_for("tersambung lagi")
        with towns.opened(servers.url, towns.elections()) as town:
            town.nihil("L2", actor=Actor("wening", KPU))
        board.wait_for("wening")
        assert "sambungan putus" not in board.text
        board.press("q")
        assert board.wait_exit() == 0
