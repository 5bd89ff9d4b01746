"""One town is built a session on each engine; every test works on a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.rules.schema import Election
from models.where import Where
from tests.engines import Server
from tests.models import town as towns
from tests.models.peopled import listed, peopled  # noqa: F401 - fixtures of the tests about people
from tests.models.town import Town


@pytest.fixture(scope="session")
def elections() -> dict[str, Election]:
    return towns.elections()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, elections: dict[str, Election]) -> Path:
    """The town as it was set up, in a file. Copy it, never open it."""
    return Path(towns.build(tmp_path_factory.mktemp("town") / "town.db", elections))


@pytest.fixture(scope="session")
def built_there(server: Server, elections: dict[str, Election]) -> str:
    """The same on the server."""
    return str(towns.build(server.create(), elections))


@pytest.fixture(scope="session")
def new_place(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str], Where]:
    """Where a database may be made on an engine and stay until the end: for towns that many tests only read."""

    def made(dialect: str) -> Where:
        if dialect == "sqlite":
            return tmp_path_factory.mktemp("place") / "town.db"
        server: Server = request.getfixturevalue("server")
        return server.create()

    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """The engine: whatever uses ``where`` or ``town`` runs on each."""
    return str(request.param)


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(built, tmp_path / "siaga.db"))


@pytest.fixture
def where(dialect: str, request: pytest.FixtureRequest) -> Iterator[Where]:
    """A town of one's own: a file, or a database on the server."""
    if dialect == "sqlite":
        yield request.getfixturevalue("path")
        return
    server: Server = request.getfixturevalue("server")
    url = server.create(request.getfixturevalue("built_there"))
    yield url
    server.drop(url)


@pytest.fixture
def nowhere(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Where]:
    """Where a database may be made: a file that is not there, or an empty database on the server."""
    if dialect == "sqlite":
        yield tmp_path / "baru" / "siaga.db"
        return
    server: Server = request.getfixturevalue("server")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture
def town(where: Where, elections: dict[str, Election]) -> Iterator[Town]:
    with towns.opened(where, elections) as found:
        yield found
