"""A town in a file, and processes that write to it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.durability.brood import Brood, brood
from tests.models import town as towns

Hatch = Callable[[Path], Brood]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town as it was set up, in a file. Copy it, never open it."""
    return Path(towns.build(tmp_path_factory.mktemp("town") / "town.db", towns.elections()))


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    """A copy of the town, for this test alone."""
    return Path(shutil.copy(built, tmp_path / "siaga.db"))


@pytest.fixture
def hatch(tmp_path: Path) -> Iterator[Hatch]:
    """Begins processes on a database; they end with the test."""
    with ExitStack() as stack:
        yield lambda path: stack.enter_context(brood(path, tmp_path / "scratch.db"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes; only root may mount one."""
    mount, folder = shutil.which("mount"), tmp_path / "kecil"
    folder.mkdir()
    if os.geteuid() or mount is None:
        pytest.skip("only root can mount a small disk")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=4m", "kecil", folder], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
