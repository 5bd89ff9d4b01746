"""What goes to the driver as it is gives what SQLAlchemy gives: values of every type, lists of every length."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, func, select

from models import prepared
from models.database import Interrupt
from models.errors import Cancelled
from models.tables import Evidence, Journal, Region
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, OTHER_KECAMATAN, SECOND, START, TPS, Town

UNITS: Any = bindparam("units", expanding=True)
NAMED = select(Region.c.code, Region.c.name, Region.c.level).where(Region.c.code.in_(UNITS)).order_by(Region.c.code)
FIXED = NAMED.where(Region.c.level.in_((2, 3)), Region.c.name != "Wates")
MOMENTS = select(Journal.c.seq, Journal.c.at, Journal.c.undoes).where(Journal.c.at >= bindparam("at"))
DAYS = select(Evidence.c.unit, Evidence.c.since, func.max(Evidence.c.since)).group_by(Evidence.c.unit, Evidence.c.since)
CODES = [KOTA, KECAMATAN, OTHER_KECAMATAN, KELURAHAN, SECOND, TPS, "99", "' OR 1=1 --"]
"""Some that are there, and some that are not."""


@pytest.mark.parametrize("statement", [NAMED, FIXED], ids=["a list", "beside a fixed one"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(codes=st.lists(st.sampled_from(CODES), max_size=20))
def test_a_list_of_any_length(town: Town, statement: Any, codes: list[str]) -> None:
    with town.database.read() as connection:
        usual = connection.execute(statement, {"units": codes}).all()
        assert prepared.rows(connection, statement, {"units": codes}) == [tuple(row) for row in usual]
        assert prepared.first(connection, statement, {"units": codes}) == (tuple(usual[0]) if usual else None)
        found = prepared.records(connection, statement, {"units": codes})
        assert [(row.code, row.level) for row in found] == [(row.code, row.level) for row in usual]


def test_lists_of_similar_lengths_have_the_same_words(town: Town) -> None:
    with town.database.read() as connection:
        texts = {
            prepared._expanded(connection, NAMED, {"units": [str(at) for at in range(length)]})[0].text
            for length in range(100)
        }
    assert len(texts) == 9  # none, 1, 2, 4, … 128


def test_moments_and_days_are_what_they_are_elsewhere(town: Town) -> None:
    town.area("L2")
    with town.database.read() as connection:
        for statement, values in ((MOMENTS, {"at": START.replace(tzinfo=None, year=2023)}), (DAYS, {})):
            usual = [tuple(row) for row in connection.execute(statement, values)]
            found = prepared.rows(connection, statement, values)
            assert found == usual != []
            assert [[type(value) for value in row] for row in found] == [
                [type(value) for value in row] for row in usual
            ]


def test_what_was_called_off_is_not_asked(town: Town) -> None:
    interrupt = Interrupt()
    with pytest.raises(Cancelled), town.database.read(interrupt) as connection:
        prepared.rows(connection, NAMED, {"units": [KOTA]})
        interrupt.cancel()
        prepared.rows(connection, NAMED, {"units": [KOTA]})
        pytest.fail("it was asked")
    with town.database.read() as connection:
        assert prepared.rows(connection, NAMED, {"units": [KOTA]}) == [(KOTA, "Kota Uji", 2)]
