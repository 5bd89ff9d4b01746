"""The countdown, its turns, and the order of deadlines."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clock import WIB, at_place
from models.countdown import (
    Phase,
    countdown,
    current_stages,
    day_label,
    next_change,
    next_deadlines,
    upcoming_stages,
)
from models.rules.loader import load_election, load_polling
from models.rules.schema import Election, Polling, PollingHead

PEMILU = PollingHead(
    code="pemilu-2024",
    name="Pemilu 2024",
    polling=Polling(date=date(2024, 2, 14), opens=time(7), closes=time(13)),
)


def wib(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WIB)  # type: ignore[misc, arg-type]


@pytest.fixture(scope="module")
def pemilu() -> Election:
    return load_election("pemilu-2024")


@pytest.fixture(scope="module")
def pilkada() -> Election:
    return load_election("pilkada-2024")


@pytest.mark.parametrize(
    ("now", "label", "phase", "remaining"),
    [
        (
            wib(2024, 1, 31, 20, 0, 5),
            "H-14",
            Phase.BEFORE,
            timedelta(days=13, hours=10, minutes=59, seconds=55),
        ),
        (wib(2024, 2, 13, 0, 0), "H-1", Phase.BEFORE, timedelta(hours=31)),
        (wib(2024, 2, 13, 23, 59, 59), "H-1", Phase.BEFORE, timedelta(hours=7, seconds=1)),
        (wib(2024, 2, 14, 0, 0), "HARI-H", Phase.POLLING_BEFORE, timedelta(hours=7)),
        (wib(2024, 2, 14, 6, 59, 59), "HARI-H", Phase.POLLING_BEFORE, timedelta(seconds=1)),
        (wib(2024, 2, 14, 7, 0), "HARI-H", Phase.POLLING_OPEN, timedelta(hours=6)),
        (wib(2024, 2, 14, 12, 59, 59), "HARI-H", Phase.POLLING_OPEN, timedelta(seconds=1)),
        (wib(2024, 2, 14, 13, 0), "HARI-H", Phase.POLLING_CLOSED, None),
        (wib(2024, 2, 14, 23, 59, 59), "HARI-H", Phase.POLLING_CLOSED, None),
        (wib(2024, 2, 15, 0, 0), "H+1", Phase.AFTER, None),
        (wib(2024, 2, 23, 12, 0), "H+9", Phase.AFTER, None),
        (wib(2024, 3, 1, 0, 0), "H+16", Phase.AFTER, None),
    ],
)
def test_countdown(now: datetime, label: str, phase: Phase, remaining: timedelta | None) -> None:
    found = countdown(PEMILU, now)
    assert (found.label, found.phase, found.remaining) == (label, phase, remaining)
    assert found.archived is (phase is Phase.AFTER)
    assert day_label(found.days) == label


def test_the_day_turns_at_local_midnight() -> None:
    # 17:30 UTC on the 13th is half past midnight of the polling day in WIB.
    moment = datetime(2024, 2, 13, 17, 30, tzinfo=UTC).astimezone(WIB)
    assert countdown(PEMILU, moment).label == "HARI-H"
    assert next_change(PEMILU, moment) == wib(2024, 2, 14, 7)


def test_every_place_has_its_own_polling_day() -> None:
    """Half past eleven in Magelang is half past one of the next day in Jayapura."""
    moment = wib(2024, 2, 13, 23, 30)
    magelang, bali, jayapura, nation = (at_place(moment, unit) for unit in ("33.71", "51", "91.71.01.1001", "id"))
    assert [countdown(PEMILU, one).label for one in (magelang, bali, jayapura, nation)] == [
        "H-1",
        "HARI-H",
        "HARI-H",
        "H-1",
    ]
    assert next_change(PEMILU, jayapura) == wib(2024, 2, 14, 5)
    assert countdown(PEMILU, at_place(wib(2024, 2, 14, 4, 59), "91.71")).phase is Phase.POLLING_BEFORE
    assert countdown(PEMILU, at_place(wib(2024, 2, 14, 5), "91.71")).phase is Phase.POLLING_OPEN
    assert countdown(PEMILU, at_place(wib(2024, 2, 14, 11), "91.71")).phase is Phase.POLLING_CLOSED
    assert countdown(PEMILU, at_place(wib(2024, 2, 14, 6, 59), "33.71")).phase is Phase.POLLING_BEFORE


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError):
        countdown(PEMILU, datetime(2024, 1, 1))
    with pytest.raises(ValueError):
        next_change(PEMILU, datetime(2024, 1, 1))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (wib(2024, 1, 31, 20, 0, 5), wib(2024, 2, 1)),
        (wib(2024, 2, 13, 23, 59, 59), wib(2024, 2, 14)),
        (wib(2024, 2, 14), wib(2024, 2, 14, 7)),
        (wib(2024, 2, 14, 7), wib(2024, 2, 14, 13)),
        (wib(2024, 2, 14, 13), wib(2024, 2, 15)),
        (wib(2024, 12, 31, 12), wib(2025, 1, 1)),
    ],
)
def test_next_change(now: datetime, then: datetime) -> None:
    assert next_change(PEMILU, now) == then


@given(
    st.datetimes(datetime(2023, 1, 1), datetime(2025, 12, 31), timezones=st.just(WIB)),
    st.floats(0, 1, exclude_max=True),
)
def test_nothing_changes_before_the_next_change(now: datetime, part: float) -> None:
    def face(moment: datetime) -> tuple[str, Phase]:
        found = countdown(PEMILU, moment)
        return found.label, found.phase

    then = next_change(PEMILU, now)
    assert then > now
    assert face(now + (then - now) * part) == face(now) or (then - now) * part >= then - now
    assert face(then) != face(now)


@given(st.datetimes(datetime(2023, 1, 1), datetime(2025, 12, 31), timezones=st.just(WIB)))
def test_remaining_is_never_negative_and_phase_agrees_with_days(now: datetime) -> None:
    found = countdown(PEMILU, now)
    assert found.remaining is None or found.remaining > timedelta(0)
    assert (found.days > 0) is (found.phase is Phase.BEFORE)
    assert (found.days < 0) is (found.phase is Phase.AFTER)


def test_a_head_counts_like_the_whole(pilkada: Election) -> None:
    now = wib(2024, 1, 31, 20, 0, 5)
    assert countdown(load_polling("pilkada-2024"), now) == countdown(pilkada, now)
    assert countdown(pilkada, now).label == "H-301"


# ── Deadlines ──


def test_next_deadlines_two_weeks_before(pemilu: Election) -> None:
    found = next_deadlines(pemilu, date(2024, 2, 1), 6)
    assert [(u.name, u.label, u.days_left, u.kind) for u in found] == [
        ("Bimtek KPPS", "H-7", 6, "deadline"),
        ("Kit TPS lengkap", "H-7", 6, "indicator"),
        ("Surat suara terhitung (DPT + cadangan)", "H-7", 6, "indicator"),
        ("Lokasi TPS pasti, kerawanan dijawab", "H-7", 6, "indicator"),
        ("Pengumuman hari dan jam", "H-5", 8, "deadline"),
        ("C.Pemberitahuan terbagi", "H-4", 9, "deadline"),
    ]
    assert found[0].on == date(2024, 2, 7)
    assert (found[0].indicator, found[0].gate, found[0].basis) == ("P5", True, "kebijakan")


def test_today_is_still_ahead_and_yesterday_is_not(pemilu: Election) -> None:
    due = date(2024, 2, 7)
    assert next_deadlines(pemilu, due, 1)[0].days_left == 0
    assert "Bimtek KPPS" not in {u.name for u in next_deadlines(pemilu, due + timedelta(days=1))}


def test_stage_ends_are_deadlines(pemilu: Election) -> None:
    (found,) = [u for u in next_deadlines(pemilu, date(2024, 2, 1)) if u.name == "Kampanye"]
    assert (found.kind, found.on, found.label) == ("stage", date(2024, 2, 10), "H-4")


def test_what_was_never_held_has_no_deadline(pemilu: Election) -> None:
    assert not [u for u in next_deadlines(pemilu, date(2024, 2, 15)) if "putaran kedua" in u.name]
    assert not current_stages(pemilu, date(2024, 6, 24))


def test_deadlines_after_polling(pemilu: Election, pilkada: Election) -> None:
    (again,) = [u for u in next_deadlines(pemilu, date(2024, 2, 15)) if u.kind == "deadline"]
    assert (again.on, again.label) == (date(2024, 2, 24), "H+10")
    (again,) = [u for u in next_deadlines(pilkada, date(2024, 11, 28)) if u.kind == "deadline"]
    assert again.unverified
    assert next_deadlines(pemilu, date(2026, 1, 1)) == ()


@pytest.mark.parametrize("code", ["pemilu-2024", "pilkada-2024"])
def test_each_indicator_falls_due_once(code: str) -> None:
    election = load_election(code)
    found = [u.indicator for u in next_deadlines(election, date(2022, 1, 1)) if u.indicator]
    assert sorted(found) == sorted(i.code for i in election.indicators)


@given(st.dates(date(2022, 1, 1), date(2025, 1, 1)), st.integers(0, 60))
def test_deadlines_are_in_order_and_limited(today: date, limit: int) -> None:
    election = load_election_once()
    found = next_deadlines(election, today, limit)
    assert len(found) <= limit
    assert [u.on for u in found] == sorted(u.on for u in found)
    assert all(u.days_left == (u.on - today).days >= 0 for u in found)
    assert found == next_deadlines(election, today)[:limit]


_ONCE: list[Election] = []


def load_election_once() -> Election:
    if not _ONCE:
        _ONCE.append(load_election("pilkada-2024"))
    return _ONCE[0]


def test_current_stages(pemilu: Election, pilkada: Election) -> None:
    def names(election: Election, *day: int) -> list[str]:
        return [stage.name for stage in current_stages(election, date(*day))]

    assert names(pemilu, 2024, 1, 31) == [
        "Perencanaan program dan anggaran",
        "Kampanye",
        "Masa kerja KPPS dan Linmas",
    ]
    assert "Pemungutan suara" in names(pemilu, 2024, 2, 14)
    assert "Kampanye" in names(pemilu, 2024, 2, 10)
    assert "Kampanye" not in names(pemilu, 2024, 2, 11)
    # Only its end is known: it runs until then, and what has neither day is never current.
    assert names(pilkada, 2024, 1, 20) == [
        "Perencanaan program dan anggaran",
        "Penyusunan peraturan, tata cara dan jadwal",
    ]


def test_upcoming_stages(pilkada: Election) -> None:
    found = upcoming_stages(pilkada, date(2024, 1, 31), 2)
    assert [(s.name, s.start) for s in found] == [
        ("Pendaftaran pemantau", date(2024, 2, 27)),
        ("Pembentukan PPK, PPS, KPPS", date(2024, 4, 17)),
    ]
    assert upcoming_stages(pilkada, date(2025, 1, 1)) == ()
