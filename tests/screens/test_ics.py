"""The calendar for other calendars: every line and value as RFC 5545 has it, every event the same one again."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.rules.loader import load_election
from models.rules.schema import Election
from screens import locale
from screens.presenters import ics

STAMP = datetime(2024, 1, 31, 13, 0, 5, tzinfo=UTC)


def lines(text: str) -> list[str]:
    """The content lines: unfolded, each ended by CRLF."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def value(text: str) -> str:
    """A text value as it was before it was escaped."""
    found, at = "", 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
            found += {"n": "\n", "N": "\n"}.get(text[at], text[at])
        else:
            assert text[at] not in ",;"
            found += text[at]
        at += 1
    return found


def events(*elections: Election, stamp: datetime = STAMP) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    first, *rest, last = lines(ics.calendar(elections, stamp))
    assert (first, last) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    for line in rest:
        name, _colon, content = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name != "END":
            assert name not in found[-1]
            found[-1][name] = content
    return found


def test_every_day_of_both_elections_with_its_regulation() -> None:
    pemilu, pilkada = load_election("pemilu-2024"), load_election("pilkada-2024")
    found = events(pemilu, pilkada)
    assert len({one["UID"] for one in found}) == len(found) > 100
    by_title = {value(one["SUMMARY"]): one for one in found}
    polling = by_title["HARI-H Pemilu 2024"]
    assert (polling["DTSTART;VALUE=DATE"], polling["DTEND;VALUE=DATE"]) == ("20240214", "20240215")
    rule = pemilu.indicator("L3")
    kit = next(one for title, one in by_title.items() if title.startswith("L3 ") and title.endswith("· Pemilu 2024"))
    assert kit["DTSTART;VALUE=DATE"] == f"{pemilu.day(rule.due):%Y%m%d}"
    assert rule.owner in value(kit["DESCRIPTION"])
    for one in found:
        assert one["DTSTART;VALUE=DATE"] < one["DTEND;VALUE=DATE"]
        assert one["DTSTAMP"] == "20240131T130005Z"
    stages = [one for one in pemilu.stages if one.held and one.start and one.end and one.start < one.end]
    last = by_title[f"{stages[0].name} · Pemilu 2024"]["DTEND;VALUE=DATE"]
    assert stages[0].end is not None
    assert date.fromisoformat(last).toordinal() == stages[0].end.toordinal() + 1
    assert stages[0].basis in value(by_title[f"{stages[0].name} · Pemilu 2024"]["DESCRIPTION"])


def test_an_event_stays_the_same_one() -> None:
    election = load_election("pemilu-2024")
    first = [one["UID"] for one in events(election)]
    locale.install("en")
    assert [one["UID"] for one in events(election, stamp=STAMP.replace(year=2025))] == first
    later = structs.replace(election.indicators[-1], due=election.indicators[-1].due + 1)
    moved = structs.replace(election, indicators=(*election.indicators[:-1], later))
    assert {one["UID"] for one in events(moved)} == set(first)


def test_a_name_ends_nothing() -> None:
    election = load_election("pemilu-2024")
    wild = "a;b,c\\d\r\nEND:VEVENT\x1b\u202e" + "é" * 60
    stages = (structs.replace(election.stages[0], name=wild), *election.stages[1:])
    found = events(structs.replace(election, stages=stages))
    assert len(found) == len(events(election))
    assert "a;b,c\\d END:VEVENT" + "é" * 60 + " · Pemilu 2024" in [value(one["SUMMARY"]) for one in found]


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), max_size=400))
def test_folding_loses_nothing_and_splits_no_character(text: str) -> None:
    made = ics.folded(text)
    assert made.replace("\r\n ", "") == text
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
