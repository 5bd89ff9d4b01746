"""What every test may rely on: no settings, data or language of whoever runs it."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import engines
from tests.engines import SERVER, Server

# A slow machine is no failure of a property.
settings.register_profile("siaga", deadline=None)
settings.load_profile("siaga")


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the tests, and the programs that they start, an empty home and a plain environment."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name == "TEXTUAL_SNAPSHOT_TEMPDIR":
                continue  # where the pictures of failed comparisons go
            if name.startswith(("SIAGA_", "TEXTUAL", "LC_")) or name in {"LANGUAGE", "NO_COLOR"}:
                patch.delenv(name)
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("HOME", str(home))
        for name, folder in {
            "CONFIG": ".config",
            "DATA": "share",
            "STATE": "state",
            "CACHE": ".cache",
        }.items():
            patch.setenv(f"XDG_{name}_HOME", str(home / folder))
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL server that POSTGRES_TEST_URL names."""
    with engines.server() as found:
        yield found


def untested() -> str:
    """What these tests leave out, in one line."""
    return "" if SERVER else "PostgreSQL was not tested: `make postgresql` does it, or POSTGRES_TEST_URL=postgresql://…"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a server its half of the tests is left out, and the summary says so, once."""
    if SERVER:
        return
    gone = [one for one in items if "postgresql" in getattr(getattr(one, "callspec", None), "params", {}).values()]
    if gone:
        config.hook.pytest_deselected(items=gone)
        items[:] = [one for one in items if one not in set(gone)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if untested():
        terminalreporter.write_line(untested())
