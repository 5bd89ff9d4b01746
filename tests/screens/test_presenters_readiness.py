"""The rows and words of Kesiapan and Kalender, without a terminal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from models import readiness
from models.queries.readiness import ItemRow
from models.readiness import Counts
from models.rules.loader import load_election
from models.rules.schema import Election, Indicator
from screens.presenters import calendar, changes, glyphs, kesiapan
from screens.presenters import readiness as words

POLLING = date(2024, 2, 14)
TODAY = date(2024, 1, 31)
NOW = datetime(2024, 1, 31, 13, 0)


@pytest.fixture(scope="module")
def election() -> Election:
    return load_election("pemilu-2024")


@pytest.fixture
def example(election: Election) -> tuple[readiness.Assessment, Indicator]:
    """Tengah at H-14: 70 SIAP, 60 BELUM, 4 ? of 134."""
    rule = election.indicator("L2")
    counts = Counts(134, 0, 70, 0, 60, date(2024, 1, 15), NOW, NOW - timedelta(hours=3))
    return readiness.assess(rule, counts, 14, POLLING, NOW), rule


def test_the_worked_example_explains_itself(
    election: Election, example: tuple[readiness.Assessment, Indicator]
) -> None:
    lines = ["".join(part[0] for part in line) for line in words.explained(*example, election, 14, NOW)]
    text = "\n".join(lines)
    assert "52 % = 70 siap ÷ 134 TPS (N/A 0, ? 4, klaim 0, belum 60)" in text
    assert "target 69 = 100×(30−14)÷(30−7)" in text
    assert "selisih 17 > 10 → ■ MERAH" in text
    assert "L2 gerbang" in text
    assert "diketahui 97 % · bukti termuda 3 jam" in text


def test_its_row_shows_every_figure(example: tuple[readiness.Assessment, Indicator]) -> None:
    cells = kesiapan.indicator_cells(*example, bar=10, broad=False)
    shown = [cell[0] if isinstance(cell, tuple) else "".join(part[0] for part in cell) for cell in cells]
    assert shown[:11] == [
        "L2", "▣", "Surat suara", "70/134", "52", "69", "■ MERAH", "60", "-", "4", "H-7",
    ]  # fmt: skip
    assert shown[11] == "█████▏▏···" or shown[11].count("▏") >= 1
    assert shown[12] == "52 %, target 69 %"


def test_what_is_counted_elsewhere_is_not_called_early(election: Election) -> None:
    """The contacts of a kecamatan, due today, in the row of a kelurahan."""
    rule = election.indicator("K1")
    found = readiness.assess(rule, Counts(0), 14, POLLING, NOW)
    status = kesiapan.indicator_cells(found, rule, bar=0, broad=False)[6]
    assert status == (f"{glyphs.sign('belum')} tanpa butir", "belum")


def test_worst_first_puts_red_gates_on_top(election: Election) -> None:
    full = Counts(10, 0, 10, 0, 0, None, NOW, NOW)
    counts = {rule.code: full for rule in election.indicators}
    counts["L2"] = Counts(134, 0, 70, 0, 60, date(2024, 1, 15), NOW, NOW)
    counts["K2"] = Counts(3, 0, 2, 0, 1, date(2024, 1, 31), NOW, NOW)
    standing = readiness.standing(election.indicators, counts, 14, POLLING, NOW)
    worst = [rule.code for rule in kesiapan.ordered(election.indicators, standing, "status")]
    assert worst[:2] == ["L2", "K2"]
    as_filed = [rule.code for rule in kesiapan.ordered(election.indicators, standing, "code")]
    assert as_filed == [rule.code for rule in election.indicators]
    due = kesiapan.ordered(election.indicators, standing, "due")
    assert [rule.due for rule in due] == sorted((rule.due for rule in election.indicators), reverse=True)
    assert kesiapan.ordered(election.indicators, standing, "due", descending=True) == due[::-1]


@pytest.mark.parametrize(
    ("typed", "states"),
    [
        ("", ()),
        ("?", ("unknown",)),
        ("belum", ("belum",)),
        ("belum d", ("unknown",)),
        ("belum s", ("belum", "klaim", "unknown")),
        ("kl", ("klaim",)),
        ("SIAP", ("siap",)),
        ("xyz", None),
    ],
)
def test_words_filter_items_by_state(typed: str, states: tuple[str, ...] | None) -> None:
    assert kesiapan.matching_states(typed) == states


def test_indicators_are_found_by_the_beginnings_of_words(example: tuple[readiness.Assessment, Indicator]) -> None:
    found, rule = example
    assert kesiapan.matches("l2", rule, found)
    assert kesiapan.matches("sur mer", rule, found)
    assert kesiapan.matches("gerbang", rule, found)
    assert not kesiapan.matches("hijau", rule, found)


def test_what_people_wrote_is_never_markup_nor_control(election: Election) -> None:
    item = ItemRow(
        "33.71.03.1002.001",
        "[/b]\x1b[31m",
        7,
        1,
        "klaim",
        TODAY,
        "BA\x1b]52;c;x\x07",
        1,
        "kpps",
        "anggota",
        2,
        "nama[/b]",
    )
    text = "".join(cell[0] for cell in kesiapan.item_cells(item, election.indicator("P5"), election))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "nama[/b]" in text


def test_an_empty_seat_says_so(election: Election) -> None:
    item = ItemRow("33.71.03.1002.001", "Wates", 7, 0, "belum", None, None, None, "kpps", "ketua", 1, None)
    cells = [cell[0] for cell in kesiapan.item_cells(item, election.indicator("P5"), election)]
    assert cells[:4] == ["TPS 001 Wates", "KPPS Ketua", "kosong", "■ belum"]


# ── calendar ────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def both(election: Election) -> list[Election]:
    return [election, load_election("pilkada-2024")]


def test_every_stage_and_deadline_of_both_elections_is_there(both: list[Election]) -> None:
    entries = calendar.entries(both, TODAY)
    keys = {entry.key for entry in entries}
    assert len(keys) == len(entries)
    for one in both:
        assert sum(key[:2] == ("stages", one.code) for key in keys) == len(one.stages) + 1
        due = [entry for entry in entries if entry.key[:2] == ("due", one.code) and not entry.heading]
        assert len(due) >= len(one.indicators)
        assert all(any(label == "dasar" and text for label, text in entry.facts) for entry in due)


def test_deadlines_are_counted_back_from_polling(both: list[Election]) -> None:
    entries = calendar.entries(both, TODAY)
    bimtek = next(entry for entry in entries if "Bimtek" in entry.name)
    assert bimtek.state[0] == "H-7 · 7 hr"
    near = [entry for entry in entries if entry.key[0] == "near" and not entry.heading]
    assert len(near) == calendar.NEAREST
    assert [entry.start for entry in near] == sorted(entry.start for entry in near if entry.start)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2024, 1, 1), date(2024, 1, 30), "selesai"),
        (date(2024, 1, 1), date(2024, 2, 10), "berjalan · 10 hr"),
        (date(2024, 2, 12), date(2024, 2, 13), "12 hari lagi"),
        (TODAY, TODAY, "hari ini"),
        (date(2024, 1, 1), TODAY, "hari terakhir"),
        (None, None, "belum diketahui"),
        (date(2024, 1, 1), None, "berjalan"),
        (None, date(2024, 1, 1), "selesai"),
        (None, date(2025, 1, 27), "awal belum pasti"),
    ],
)
def test_states_in_words(start: date | None, end: date | None, said: str) -> None:
    assert calendar.state_words(start, end, TODAY)[0] == said


def test_what_never_took_place_and_what_is_uncertain_say_so(both: list[Election]) -> None:
    entries = calendar.entries(both, TODAY)
    second = next(entry for entry in entries if "Putaran kedua" in entry.name)
    assert second.state[0] == "tidak dilaksanakan"
    uncertain = [entry for entry in entries if entry.unverified]
    assert uncertain
    assert all(("catatan", "belum dipastikan") in entry.facts for entry in uncertain)
    assert all(calendar.days_words(entry, broad=True).endswith("?") for entry in uncertain)


@pytest.mark.parametrize("width", [8, 14, 42, 90])
def test_the_line_of_time_keeps_its_width_and_marks_today(both: list[Election], width: int) -> None:
    entries = calendar.entries(both, TODAY)
    scale = calendar.Scale.over(entries)
    assert len(scale.title(width)) == width
    for entry in entries:
        text = "".join(part[0] for part in calendar.line(entry, scale, width, TODAY, POLLING))
        assert len(text) == width
        assert "│" in text or "▼" in text


def test_the_line_of_time_in_ascii(both: list[Election]) -> None:
    entries = calendar.entries(both, TODAY)
    scale = calendar.Scale.over(entries)
    glyphs.use("ascii")
    try:
        drawn = "".join(part[0] for entry in entries for part in calendar.line(entry, scale, 40, TODAY, POLLING))
    finally:
        glyphs.use("unicode")
    assert drawn.isascii()


def test_years_after_everything_the_calendar_still_stands(both: list[Election]) -> None:
    entries = calendar.entries(both, date(2029, 1, 1))
    assert entries[1].name == "tidak ada lagi"
    scale = calendar.Scale.over(entries)
    assert all(len("".join(p[0] for p in calendar.line(e, scale, 30, date(2029, 1, 1), None))) == 30 for e in entries)


# ── what an entry changed ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("phone", "shown"), [("0812-3456-789", "****-****-789"), ("12", "12"), ("", "")])
def test_telephone_numbers_are_masked(phone: str, shown: str) -> None:
    assert changes.masked(phone) == shown
