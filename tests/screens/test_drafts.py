"""What was typed survives a lost line: it stands there again when the same form is opened, until it is saved."""

from __future__ import annotations

import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from models.database import Database
from tests.screens.conftest import CACABAN, City, User, running
from tests.screens.people import biodata, seat
from tui.app import SiagaApp
from tui.drafts import DAYS, Drafts

TPS = f"{CACABAN}.002"


@asynccontextmanager
async def session(city: City, directory: Path, mode: str = "personel", **changes: Any) -> AsyncIterator[User]:
    """The program with drafts in a directory; left without a word, as when a line is lost."""
    context = city.context(TPS, **changes)
    at_once = type("SiagaApp", (SiagaApp,), {"DEFAULT_MODE": mode})
    app = at_once(context, lambda: Database.open(city.path), drafts=lambda: Drafts(directory, str(city.path)))
    async with running(app) as user:
        yield user


def there(directory: Path) -> list[Path]:
    """The drafts in a directory."""
    return sorted(directory.glob("*.draft"))


async def kept(user: User, directory: Path, count: int = 1) -> list[Path]:
    """Wait until so many drafts are kept."""
    for _attempt in range(300):
        await user.pilot.pause(0.02)
        found = there(directory)
        if len(found) == count and getattr(user.app.screen, "_draft_timer", None) is None:
            return found  # with the last letter
    raise AssertionError(f"{len(found)} drafts, not {count}")


async def test_what_was_typed_stands_there_again(city: City, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts"
    async with session(city, drafts) as user:
        await user.press("appoint")
        await user.type("7/SK/2024")
        files = await kept(user, drafts)
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(drafts.stat().st_mode) == 0o700
    assert "SK" not in files[0].name
    async with session(city, drafts) as user:
        await user.press("down", "appoint")
        assert "draf dipulihkan" not in user.picture
        await user.press("form-cancel", "up", "appoint")
        assert "draf dipulihkan" in user.picture
        assert "7/SK/2024" in user.picture
        await user.press("form-accept")
        assert "7/SK/2024" in user.lines[-1]
        await kept(user, drafts, 0)


async def test_a_draft_that_is_given_up_is_gone(city: City, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts"
    async with session(city, drafts) as user:
        await user.press("appoint")
        await user.type("7/SK")
        await kept(user, drafts)
        await user.press("form-cancel", "confirm-no")
        assert "7/SK" in user.picture
        await kept(user, drafts)
        await user.press("form-cancel", "confirm-yes")
        await kept(user, drafts, 0)
        await user.press("appoint")
        assert "draf dipulihkan" not in user.picture


async def test_a_whole_form_of_biodata(city: City, tmp_path: Path) -> None:
    drafts, who = tmp_path / "drafts", seat(city, "kpps", TPS, ordinal=2).person_id
    async with session(city, drafts, "orang", person=who) as user:
        await user.press("edit", "form-next", "form-next")
        await user.type("3371031205900001")
        await kept(user, drafts)
    assert biodata(city, who) == {}
    async with session(city, drafts, "orang", person=who) as user:
        await user.press("edit")
        assert "draf dipulihkan" in user.picture
        assert "3371031205900001" in user.picture
        await user.press("form-accept")
        assert "Biodata disimpan" in user.lines[-1]
    assert biodata(city, who)["nik"] == "3371031205900001"


async def test_a_disk_that_cannot_be_written_stops_nobody(city: City, tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("in the way")
    async with session(city, nowhere / "drafts") as user:
        await user.press("appoint")
        await user.type("7/SK/2024")
        await user.pilot.pause(0.5)
        await user.press("form-accept")
        assert "7/SK/2024" in user.lines[-1]


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts", "siaga.db")


def test_drafts_of_another_database_are_others(drafts: Drafts, tmp_path: Path) -> None:
    drafts.write("Angkat", ["Sari", "y"])
    assert drafts.read("Angkat") == ["Sari", "y"]
    assert Drafts(tmp_path / "drafts", "other.db").read("Angkat") is None


def test_old_and_broken_drafts_are_none(drafts: Drafts, tmp_path: Path) -> None:
    drafts.write("Angkat", ["Sari"])
    (file,) = (tmp_path / "drafts").iterdir()
    os.utime(file, (0, 0))
    assert drafts.read("Angkat") is None
    assert not file.exists()
    for text in ("{", '{"a": 1}', "[1, 2]", "\x00"):
        drafts.write("Angkat", ["Sari"])
        file.write_text(text)
        assert drafts.read("Angkat") is None


def test_drafts_that_nobody_asks_for_go_after_some_days(drafts: Drafts, tmp_path: Path) -> None:
    drafts.write("one", ["1"])
    (file,) = (tmp_path / "drafts").iterdir()
    late = file.stat().st_mtime - (DAYS + 1) * 86400
    os.utime(file, (late, late))
    drafts.write("two", ["2"])
    assert not file.exists()
    assert drafts.read("two") == ["2"]
