"""Papers one by one on the card: which are here, which are missing, recorded as one types."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.services.papers import hand_in
from screens.presenters import papers
from tests.screens.conftest import CACABAN, City, User, start
from tests.screens.people import seat, write

TPS = f"{CACABAN}.002"
TODAY = date(2024, 1, 31)


async def paper(user: User, code: str, said: str) -> None:
    line = user.app.screen.fields[code]  # type: ignore[attr-defined]
    line.entry.focus()
    line.entry.value = said
    await user.settled()


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("", None),
        ("-", None),
        ("30-01-2024", (date(2024, 1, 30), None)),
        ("30 jan 2024 12/KES/I", (date(2024, 1, 30), "12/KES/I")),
        ("kemarin no 5", (date(2024, 1, 30), "no 5")),
        ("30/1/24 445.1/007 RSUD", (date(2024, 1, 30), "445.1/007 RSUD")),
    ],
)
def test_a_day_and_behind_it_a_number(said: str, value: Any) -> None:
    found = papers.read(said, TODAY)
    assert (found.value, found.wrong) == (value, "")
    if value is not None:
        assert papers.read(papers.typed(value), TODAY).value == value


@pytest.mark.parametrize(("said", "unfinished"), [("30-", True), ("12/KES", False), ("1-2-2024", False)])
def test_what_is_no_paper(said: str, unfinished: bool) -> None:
    found = papers.read(said, TODAY)
    assert found.wrong and found.unfinished is unfinished


async def test_papers_are_recorded_on_the_card_and_what_is_missing_is_said(city: City) -> None:
    there = seat(city, "kpps", TPS, ordinal=2)
    async with start(city, "orang", person=there.person_id) as user:
        assert "belum ada yang dicatat; C mencatatnya" in user.line("Berkas  ")
        await user.press("papers")
        await user.press("form-accept")
        assert "Tidak ada yang diubah" in user.picture
        await paper(user, "ijazah", "30-01-2024 12/I")
        assert "● 30 Jan 2024, no. 12/I" in user.line("Salinan ijazah")
        await paper(user, "ktp", "32")
        assert "■" in user.line("Salinan KTP")
        await user.press("form-accept")
        assert "Salinan KTP elektronik: Tulis tanggal" in " ".join(user.picture.split())
        await paper(user, "ktp", "kemarin")
        await user.press("form-accept")
        assert "2 berkas" in user.lines[-1]
        assert "2 dari 8" in user.line("Berkas  ") and "✓ Salinan ijazah  30 Jan 2024, no. 12/I" in user.picture
        assert "berkas belum ada: Surat pernyataan" in user.picture
        await user.press("aktivitas")
        assert "mencatat 2 berkas" in user.picture


async def test_two_record_the_same_paper_otherwise(city: City) -> None:
    there = seat(city, "kpps", TPS, ordinal=2)
    async with start(city, "orang", person=there.person_id) as user:
        await user.press("papers")
        await paper(user, "ijazah", "30-01-2024 12/I")
        await paper(user, "foto", "30-01-2024")
        theirs = {"ijazah": (date(2024, 1, 29), None)}
        write(city, "papers", lambda work: hand_in(work, there.person_id, theirs), TPS)
        await user.press("form-accept")
        assert "Bentrok" in user.picture
        choice = user.picture.partition("Bentrok")[2]
        assert "29 Jan 2024" in choice and "30 Jan 2024, no." in choice and "Pasfoto" not in choice
        await user.press("clash-mine", "form-accept")
        assert "2 berkas" in user.lines[-1]
        assert "no. 12/I" in user.picture
