"""Lines of a plan are found alike wherever they lie: those in memory, and those that were written."""

from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exchange import plan as plans
from models.exchange.draft import Draft
from models.exchange.line import Defaults, Line, Status
from models.exchange.plan import Plan

NAMES = ("Budi Akasia", "SRI Melati", "Rini\nKenanga", "")
DAY = date(1990, 5, 23)


def line(number: int, status: Status, name: str) -> Line:
    draft = Draft("Panjang", number + 4, {"name": name, "born_on": DAY})
    return Line(number, status, draft, after={"start_on": DAY, "name": name})


@given(
    st.lists(st.tuples(st.sampled_from(Status), st.sampled_from(NAMES)), max_size=25),
    st.lists(st.integers(1, 9), min_size=25, max_size=25),
    st.sampled_from((None, *Status)),
    st.integers(0, 26),
    st.none() | st.integers(1, 27),
    st.integers(1, 9),
    st.sampled_from(("", "akasia", "PANJANG", "rini kenanga", "x")),
)
def test_lines_are_found_alike_wherever_they_lie(
    of: list[tuple[Status, str]], many: list[int], status: Status | None, after: int, before: int | None, limit: int,
    words: str,
) -> None:  # fmt: skip
    lines = [line(number, *one) for number, one in enumerate(of, 1)]
    texts = {one.number: f"{one.draft.value('name')} Panjang".replace("\n", " ").casefold() for one in lines}
    fit = [
        one
        for one in lines
        if one.number > after
        and (before is None or one.number < before)
        and status in (None, one.status)
        and words.casefold() in texts[one.number]
    ]
    with (
        patch.multiple(plans, FRESH=7, TOGETHER=3),
        Plan("a.xlsx", "", "pemilu-2024", "33.71", Defaults(), DAY) as plan,
    ):
        left = list(lines)
        for some in many:
            plan.add(left[:some])
            del left[:some]
        found = plan.lines(status, after=after, before=before, limit=limit, words=words)
        wanted = fit[:limit] if before is None else fit[-limit:]
        assert [(one.number, one.outcome(), one.draft.values) for one in found] == [
            (one.number, one.outcome(), one.draft.values) for one in wanted
        ]
        assert [plan.line(one.number).number for one in lines] == [one.number for one in lines]
        for one in lines[::4]:
            plan._spool.replace(line(one.number, Status.RAGU, "Orang Lain"))
            assert (plan.line(one.number).status, plan.line(one.number).draft.value("name")) == ("RAGU", "Orang Lain")
            plan._spool.replace(one)
        with pytest.raises(KeyError):
            plan.line(len(lines) + 1)
        walked = [one.number for part in plan.walk([status] if status else Status, many=limit) for one in part]
        assert walked == [one.number for one in lines if status in (None, one.status)]
