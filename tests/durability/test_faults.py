"""What happens to disks, files and clocks while people write: nothing acknowledged is lost, and readers read on."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from tests.durability.brood import PATIENCE, Brood, audit, checked
from tests.durability.conftest import Disk, Hatch

SLOTS = 3
"""Writers at a time."""
FIFTY = 50
SECONDS = int(os.environ.get("SIAGA_WRITE_SECONDS") or 0)
"""How long fifty write without a pause; 0: as often as takes a few seconds."""


def write_on(brood: Brood, times: int = 10) -> None:
    """Until so many more writes were acknowledged."""
    heard = brood.acknowledged()
    brood.until(lambda: brood.acknowledged() >= heard + times, f"{times} more writes")


def read_on(brood: Brood) -> None:
    """Until somebody has read some more."""
    heard = sum(brood.reads.values())
    brood.until(lambda: sum(brood.reads.values()) > heard, "more was read")


def test_fifty_who_write_at_once(path: Path, hatch: Hatch) -> None:
    """Eight times each, or as often as they can for SIAGA_WRITE_SECONDS; what came of it is logged."""
    brood = hatch(path)
    brood.read()
    for slot in range(FIFTY):
        brood.write(slot, FIFTY, 0 if SECONDS else 8, seconds=SECONDS)
    brood.until(lambda: len(brood.ended) == FIFTY or brood.failed != [], "all have written", SECONDS + PATIENCE)
    read_on(brood)
    brood.close()
    assert brood.failed == []
    assert brood.acknowledged() >= FIFTY * (1 if SECONDS else 8)
    audit(path, brood.done, 0)
    checked(path)
    waits = sorted(one.seconds * 1000 for one in brood.done)
    told = len(waits), sum(brood.reads.values()), waits[len(waits) // 2], waits[-1]
    logging.getLogger(__name__).info("%d writes, %d reads; a write took %.0f ms, the longest %.0f ms", *told)


def test_a_clock_that_is_set_forth_and_back(path: Path, hatch: Hatch) -> None:
    brood = hatch(path)
    for slot in range(SLOTS):
        brood.write(slot, SLOTS, 40, "wild")
    brood.until(lambda: brood.acknowledged() + len(brood.failed) == SLOTS * 40, "all have written")
    brood.close()
    assert brood.failed == []
    audit(path, brood.done, 0)
    checked(path)


def test_a_log_that_is_removed_under_those_who_write(path: Path, hatch: Hatch) -> None:
    """They write on, and what they had written is still there when all of them are killed at once."""
    brood = hatch(path)
    brood.read()
    for slot in range(SLOTS):
        brood.write(slot, SLOTS)
    for _ in range(5):
        write_on(brood)
        path.with_name(f"{path.name}-wal").unlink(missing_ok=True)
        write_on(brood, 5 * SLOTS)
        read_on(brood)
    brood.close()
    assert brood.failed == []
    audit(path, brood.done, SLOTS)
    checked(path)


def test_a_disk_that_fills_up(built: Path, tmp_path: Path, disk: Disk, hatch: Hatch) -> None:
    """Writes are refused with a code, none of them half done, and go on when there is room again."""
    path, rest = disk.copy(built), disk.folder / "penuh"
    brood = hatch(path)
    for slot in range(SLOTS):
        brood.write(slot, SLOTS)
    for _ in range(3):
        write_on(brood)
        failed = len(brood.failed)
        with rest.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
            while True:
                file.write(bytes(4096))
        brood.until(lambda failed=failed: len(brood.failed) > failed + SLOTS, "somebody is refused")
        rest.unlink()
    write_on(brood)
    brood.close()
    assert {said.split()[0] for said in brood.failed} == {"disk_full"}
    audit(path, brood.done, SLOTS)
    checked(path)


def test_a_disk_that_fails_and_becomes_read_only(built: Path, disk: Disk, hatch: Hatch) -> None:
    """As a kernel does with a disk that has errors: writes are refused, reading goes on, and the disk, repaired, holds
    everything that was acknowledged. Nobody runs in the moment itself: to a flush that is under way then, ext4 was
    seen to say yes and not to keep it."""
    path = disk.copy(built)
    brood = hatch(path)
    brood.read()
    for slot in range(SLOTS):
        brood.write(slot, SLOTS)
    write_on(brood, 30)
    with brood.frozen() as done:
        disk.abort()
    brood.until(lambda: len(brood.failed) > SLOTS, "somebody is refused")
    read_on(brood)
    brood.close()
    assert {said.split()[0] for said in brood.failed} == {"disk_failed"}
    disk.repair()
    audit(path, done, SLOTS)
    checked(path)
