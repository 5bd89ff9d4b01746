"""Writers to a file stand in a queue; where there can be none they come in as SQLite lets them."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models import write_queue
from models.disk import file_system, is_network
from models.write_queue import SUFFIX, WriteQueue


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "siaga.db"
    path.touch(mode=0o600)
    return path


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Somebody else has their turn."""
    with file.with_name(file.name + SUFFIX).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_turns_come_in_the_order_in_which_one_asked(file: Path) -> None:
    came: list[int] = []

    def write(number: int) -> None:
        with WriteQueue(file).turn(30) as mine:
            assert mine
            came.append(number)

    waiting = []
    with held(file):
        for number in range(8):
            waiting.append(threading.Thread(target=write, args=(number,)))
            waiting[-1].start()
            _until_waiting(number + 1)
    for one in waiting:
        one.join()
    assert came == list(range(8))


def _until_waiting(count: int) -> None:
    """Until so many stand in the queue, as the kernel lists them."""
    me = f" {os.getpid()} "
    while sum("->" in line and me in line for line in Path("/proc/locks").read_text().splitlines()) < count:
        pass


def test_who_had_a_turn_comes_after_those_who_waited_meanwhile(file: Path) -> None:
    came: list[str] = []

    def write() -> None:
        with WriteQueue(file).turn(30):
            came.append("waited")

    for _ in range(20):
        other = threading.Thread(target=write)
        with WriteQueue(file).turn(30):
            other.start()
            _until_waiting(1)
        with WriteQueue(file).turn(30):
            came.append("again")
        other.join()
    assert came == ["waited", "again"] * 20


def test_who_waited_long_enough_is_told_and_their_turn_is_passed_on(file: Path) -> None:
    with held(file), WriteQueue(file).turn(0.05) as came:
        assert not came
    with WriteQueue(file).turn(30) as came:
        assert came


def test_a_turn_ends_with_its_block_whatever_happens_in_it(file: Path) -> None:
    with pytest.raises(ValueError, match="x"), WriteQueue(file).turn(1):
        raise ValueError("x")
    with WriteQueue(file).turn(0.05) as came:
        assert came


def test_links_lead_to_the_same_queue(file: Path) -> None:
    other = file.with_name("link.db")
    other.symlink_to(file)
    with WriteQueue(other).turn(1), WriteQueue(file).turn(0.05) as came:
        assert not came


def test_whoever_may_use_the_database_may_stand_in_the_queue(file: Path) -> None:
    file.chmod(0o660)
    with WriteQueue(file).turn(1):
        assert file.with_name(file.name + SUFFIX).stat().st_mode & 0o777 == 0o660


def test_a_queue_that_may_only_be_read_is_one(file: Path) -> None:
    lock = file.with_name(file.name + SUFFIX)
    lock.touch(mode=0o400)
    with held_for_reading(lock), WriteQueue(file).turn(0.05) as came:
        assert not came


@contextmanager
def held_for_reading(lock: Path) -> Iterator[None]:
    with lock.open() as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def test_where_there_can_be_no_queue_one_comes_in_without(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.with_name(file.name + SUFFIX).mkdir()
    with WriteQueue(file.parent / "nowhere" / "siaga.db").turn(0.05) as came:
        assert came
    monkeypatch.setattr(write_queue, "file_system", lambda _path: "nfs4")
    other = file.with_name("jauh.db")
    with WriteQueue(other).turn(0.05), WriteQueue(other).turn(0.05) as came:
        assert came
    assert not other.with_name(other.name + SUFFIX).exists()


def test_the_kind_of_a_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"a / ext4 rw 0 0\nb {tmp_path} nfs4 rw 0 0\nc /nowhere\\040else tmpfs rw 0 0\nshort\n")
    assert is_network(file_system(tmp_path / "siaga.db", mounts))
    assert not is_network(file_system(Path("/usr"), mounts))
    assert file_system(Path("/nowhere else/siaga.db"), mounts) == "tmpfs"
    assert file_system(tmp_path, tmp_path / "none") == ""
