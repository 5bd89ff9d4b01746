"""A town in a file, and processes that write to it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from models.where import Where
from tests.durability.brood import Brood, brood
from tests.models import town as towns

Hatch = Callable[[Where], Brood]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town as it was set up, in a file. Copy it, never open it."""
    return Path(towns.build(tmp_path_factory.mktemp("town") / "town.db", towns.elections()))


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    """A copy of the town, for this test alone."""
    return Path(shutil.copy(built, tmp_path / "siaga.db"))


@pytest.fixture
def hatch(built: Path, tmp_path: Path) -> Iterator[Hatch]:
    """Begins processes on a database; they end with the test."""
    with ExitStack() as stack:
        yield lambda where: stack.enter_context(brood(where, Path(shutil.copy(built, tmp_path / "scratch.db"))))


class Disk:
    """A small ext4 of our own, in a file: it can be filled, and fail."""

    def __init__(self, image: Path, folder: Path) -> None:
        """Make it. Raises OSError or CalledProcessError where that is not allowed."""
        self.image, self.folder = image, folder
        folder.mkdir()
        with image.open("wb") as file:
            file.truncate(48 << 20)  # the log alone may take sixteen
        _run("mkfs.ext4", "-q", "-m", "0", image)
        self._mount()

    def copy(self, path: Path) -> Path:
        """A copy of a database on it."""
        copy = Path(shutil.copy(path, self.folder / "siaga.db"))
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        return copy

    def abort(self) -> None:
        """Let the kernel find an error: it is read-only from now on."""
        _run("mount", "-o", "remount,abort", self.folder)

    def repair(self) -> None:
        """What its owner does then."""
        self.remove()
        _run("fsck.ext4", "-p", self.image, good=(0, 1))
        self._mount()

    def remove(self) -> None:
        """Take it away."""
        _run("umount", self.folder)

    def _mount(self) -> None:
        _run("mount", "-o", "loop", self.image, self.folder)


def _run(*argv: str | Path, good: tuple[int, ...] = (0,)) -> None:
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode not in good:
        raise OSError(f"{argv[0]}: {done.stderr}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small disk; only root may make one."""
    if os.geteuid():
        pytest.skip("only root can mount a small disk")
    try:
        found = Disk(tmp_path / "disk.img", tmp_path / "disk")
    except OSError as error:
        pytest.skip(f"no small disk can be mounted here: {error}")
    yield found
    found.remove()
