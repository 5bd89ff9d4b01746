"""The history of a unit's counts, for its pace and its burn-up: from the tallies of each day on which they moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from models import pace, tally
from models.pace import WINDOW, Pace, Past
from models.queries.board import Moment
from models.readiness import Counts, Standing
from models.rules.schema import Election
from models.tables import TallyDay


def paces(
    connection: Connection, election: Election, unit: str, counts: Mapping[str, Counts], moment: Moment
) -> dict[str, Pace]:
    """The pace of every indicator of a unit (code → pace) on the day of ``moment``, from its present ``counts``."""
    kept = days(connection, election.code, unit, moment.day - timedelta(days=WINDOW), moment.day)
    return {
        rule.code: pace.pace(rule, counts.get(rule.code), _past(kept, rule.code), moment.day, election.polling.date)
        for rule in election.indicators
    }


def histories(connection: Connection, election: Election, unit: str, moment: Moment) -> dict[str, tuple[Past, ...]]:
    """How every indicator of a unit grew (code → the end of each day with records, oldest first), from the day on
    which it may begin, or from the last day with records before."""
    first = election.day(max(rule.start for rule in election.indicators))
    kept = days(connection, election.code, unit, first, moment.day)
    return {rule.code: _since(_past(kept, rule.code), election.day(rule.start)) for rule in election.indicators}


def from_histories(
    election: Election, standing: Standing, history: Mapping[str, Sequence[Past]], moment: Moment
) -> dict[str, Pace]:
    """The pace of every indicator of a unit, from how it stands and what ``histories`` found."""
    polling = election.polling.date
    return {
        code: pace.pace(election.indicator(code), one.counts, history[code], moment.day, polling)
        for code, one in standing.assessments.items()
    }


def _since(found: list[Past], first: date) -> tuple[Past, ...]:
    before = sum(one.day <= first for one in found)
    return tuple(found[max(before - 1, 0) :])


def days(
    connection: Connection, election: str, unit: str, first: date, last: date
) -> list[tuple[date, Mapping[str, Counts]]]:
    """The days with records from the last one not after ``first`` on."""
    here = (TallyDay.c.election == election) & (TallyDay.c.unit == unit)
    begin = select(func.max(TallyDay.c.day)).where(here, TallyDay.c.day <= first).scalar_subquery()
    rows = connection.execute(
        select(TallyDay.c.day, TallyDay.c.counts)
        .where(here, TallyDay.c.day >= func.coalesce(begin, first), TallyDay.c.day <= last)
        .order_by(TallyDay.c.day)
    )
    return [(day, tally.decode(text)) for day, text in rows]


def _past(kept: Iterable[tuple[date, Mapping[str, Counts]]], code: str) -> list[Past]:
    return [Past(day, counts[code].siap, counts[code].n) for day, counts in kept if code in counts]
