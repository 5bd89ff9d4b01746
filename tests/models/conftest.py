"""One town is built a session; every test works on a copy of its file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.rules.schema import Election
from tests.models import town as towns
from tests.models.town import Town


@pytest.fixture(scope="session")
def elections() -> dict[str, Election]:
    return towns.elections()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, elections: dict[str, Election]) -> Path:
    """The town as it was set up. Copy it, never open it."""
    return towns.build(tmp_path_factory.mktemp("town") / "town.db", elections)


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(built, tmp_path / "siaga.db"))


@pytest.fixture
def town(path: Path, elections: dict[str, Election]) -> Iterator[Town]:
    with towns.opened(path, elections) as found:
        yield found
