"""The source of the three floors, as the architecture tests read it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("tui", "screens", "models")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def sources() -> dict[str, list[Path]]:
    """Every Python file of each floor; a floor without any is a failure, never a reason to skip."""
    found = {floor: sorted((ROOT / floor).rglob("*.py")) for floor in FLOORS}
    empty = [floor for floor, files in found.items() if not files]
    assert not empty, f"no code in {', '.join(empty)}"
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("architecture")
