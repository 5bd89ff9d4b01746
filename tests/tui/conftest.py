"""The command line as a user meets it: a process of its own, a home directory of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the developer's own settings, TERM or SIAGA_ variables."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
        **more,
    }


@pytest.fixture
def siaga(tmp_path: Path) -> Run:
    """Run ``siaga`` to its end: ``siaga("status", "--json", SIAGA_LOOK_THEME="x")``."""

    def run(*arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tui", *arguments],
            cwd=tmp_path,
            env=clean_environment(tmp_path, **environment),
            input=stdin or "",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def new_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database of Kota Magelang, made once."""
    home = tmp_path_factory.mktemp("city")
    script = "from tui import bootstrap, cli; bootstrap.site(cli.Invocation()).open().close()"
    subprocess.run([sys.executable, "-c", script], env=clean_environment(home), check=True, cwd=ROOT)
    return home / ".local/share/siaga/siaga.db"


@pytest.fixture
def city(new_city: Path, tmp_path: Path) -> Path:
    """A copy of it (also of another ``new_city`` that a file has) in the default place of this test's home."""
    path = tmp_path / ".local/share/siaga/siaga.db"
    path.parent.mkdir(parents=True)
    return Path(shutil.copy(new_city, path))
