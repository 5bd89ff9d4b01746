"""Who may do what."""

from __future__ import annotations

import pytest

from models import access
from models.actor import ADMIN, KOORDINATOR, KPU, OPERATOR, PENGAMAT, ROLES, Actor
from models.errors import AccessDenied
from models.services import evidence, territory
from tests.models.town import KELURAHAN, TPS, Town


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", ["appoint", "end", "evidence", "nihil", "undo", "exclude", "tps"])
def test_roles(role: str, verb: str) -> None:
    expected = role in (KPU, ADMIN) or (role in (OPERATOR, KOORDINATOR) and verb not in ("exclude", "tps"))
    assert access.allowed(Actor("a", role), verb) is expected
    if expected:
        access.check(Actor("a", role), verb, TPS)
    else:
        with pytest.raises(AccessDenied) as caught:
            access.check(Actor("a", role), verb, TPS)
        assert caught.value.detail == {"verb": verb, "unit": TPS, "actor": "a", "scope": "id"}
        assert caught.value.code == ("look_only" if role == PENGAMAT else "kpu_only")


def test_an_unknown_role_may_only_look() -> None:
    assert not access.allowed(Actor("a", "tamu"), "appoint")


def test_an_observer_changes_nothing(town: Town) -> None:
    before = town.dump()
    with pytest.raises(AccessDenied) as caught:
        town.area("L2", actor=Actor("tamu", PENGAMAT))
    assert caught.value.code == "look_only"
    assert town.dump() == before


def test_another_verb_does_not_smuggle_an_exclusion_in(town: Town) -> None:
    """The check belongs to what is done, not only to what the transaction is called."""
    before, bayu = town.dump(), Actor("bayu", KOORDINATOR)
    with pytest.raises(AccessDenied), town.work(bayu, "evidence", TPS) as work:
        evidence.exclude(work, town.election.indicator("L2"), [evidence.Item(TPS)], note="x")
    with pytest.raises(AccessDenied), town.work(bayu, "evidence", KELURAHAN) as work:
        territory.set_tps(work, KELURAHAN, 1)
    assert town.dump() == before
