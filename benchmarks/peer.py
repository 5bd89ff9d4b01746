"""Posting, an API client on Textual: the peer beside Siaga. Installed once, in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from functools import cache
from pathlib import Path

VERSION = "2.11.1"
# With the newest tree-sitter (0.26.1) it dies of a segmentation fault at its start, with 0.24.0 of an error.
REQUIREMENTS = (f"posting=={VERSION}", "tree-sitter==0.25.2")
READY = r"Collection is empty"


@cache
def command() -> Path | None:
    """The installed program; None, with a line that says so, when it cannot be installed."""
    cache_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache_home / "siaga-benchmarks" / f"posting-{VERSION}"
    program, done = folder / "bin" / "posting", folder / "installed"
    if not done.exists():
        print(f"installing Posting {VERSION} into {folder} …", file=sys.stderr)
        try:
            venv.create(folder, with_pip=True, clear=True)
            python = str(folder / "bin" / "python")
            install = [python, "-m", "pip", "install", "-q", *REQUIREMENTS]
            subprocess.run(install, check=True, capture_output=True)
            subprocess.run([python, "-m", "compileall", "-q", str(folder / "lib")], check=False)
            done.touch()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"Posting cannot be installed here ({error}): its column stays empty", file=sys.stderr)
            return None
    return program
