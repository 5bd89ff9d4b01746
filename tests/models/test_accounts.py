"""Accounts: who may come in, as what, where; taken away at once; an admin is always left."""

from __future__ import annotations

import pytest

from models import access
from models.actor import ADMIN, KOORDINATOR, KPU, OPERATOR, PENGAMAT, Actor
from models.errors import AccessDenied, Refused
from models.queries import accounts as listed
from models.services import accounts, evidence
from models.services.evidence import Item
from models.units import NATION
from tests.models.town import KECAMATAN, KELURAHAN, KOTA, OTHER_KECAMATAN, TPS, Town

OWNER, SARI = Actor("owner", ADMIN), Actor("sari", KPU)


@pytest.fixture
def staffed(town: Town) -> Town:
    """An admin, and an operator of one kecamatan."""
    with town.work(OWNER, "account") as work:
        accounts.add(work, "owner", ADMIN, NATION)
        accounts.add(work, "sari", OPERATOR, KECAMATAN)
    return town


def record(town: Town, unit: str, actor: Actor = SARI, at: str | None = None) -> None:
    with town.work(actor, "evidence", at or unit) as work:
        evidence.record(work, town.election.indicator("L2"), [Item(unit, checked=False)], reference="BA 1")


def standing(town: Town, name: str) -> Actor:
    with town.database.read() as connection:
        return access.standing(connection, Actor(name, PENGAMAT))


def test_without_accounts_everybody_is_who_the_program_says(town: Town) -> None:
    assert standing(town, "sari") == Actor("sari", PENGAMAT)
    record(town, TPS, SARI)


def test_the_account_says_the_role_whatever_the_program_says(staffed: Town) -> None:
    assert standing(staffed, "sari") == Actor("sari", OPERATOR, KECAMATAN)
    with pytest.raises(AccessDenied) as caught, staffed.work(SARI, "exclude", TPS) as work:
        evidence.exclude(work, staffed.election.indicator("L2"), [Item(TPS)], note="x")
    assert caught.value.code == "kpu_only"


def test_one_writes_in_ones_own_part_only(staffed: Town) -> None:
    record(staffed, TPS)
    before = staffed.dump()
    there = next(row.unit for row in staffed.items("L2", OTHER_KECAMATAN))
    with pytest.raises(AccessDenied) as caught:
        record(staffed, there)
    assert (caught.value.code, caught.value.detail["scope"]) == ("outside_scope", KECAMATAN)
    # A write that begins at a unit around one's own is checked by what it touches.
    with pytest.raises(AccessDenied):
        record(staffed, there, at=KOTA)
    assert staffed.dump() == before
    record(staffed, f"{KELURAHAN}.002", at=KOTA)


def test_nobody_unknown_and_nobody_kept_out(staffed: Town) -> None:
    with pytest.raises(AccessDenied) as caught:
        record(staffed, TPS, Actor("tamu", ADMIN))
    assert caught.value.code == "no_account"
    with staffed.work(OWNER, "account") as work:
        accounts.disable(work, "sari")
    with pytest.raises(AccessDenied) as caught:
        record(staffed, TPS)
    assert caught.value.code == "account_disabled"
    with staffed.work(OWNER, "account") as work:
        accounts.add(work, "sari", KOORDINATOR, KOTA)
    assert standing(staffed, "sari") == Actor("sari", KOORDINATOR, KOTA)


def test_only_an_admin_says_who_may_what(staffed: Town) -> None:
    with pytest.raises(AccessDenied) as caught, staffed.work(SARI, "account") as work:
        accounts.change(work, "sari", role=ADMIN)
    assert caught.value.code == "admin_only"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda work: accounts.add(work, "Sari Wibowo", OPERATOR, NATION), "account_name"),
        (lambda work: accounts.add(work, "sari", OPERATOR, NATION), "account_known"),
        (lambda work: accounts.add(work, "bayu", "raja", NATION), "role_unknown"),
        (lambda work: accounts.add(work, "bayu", OPERATOR, "99.99"), "unit_unknown"),
        (lambda work: accounts.change(work, "bayu", role=KPU), "account_unknown"),
        (lambda work: accounts.change(work, "owner", role=KPU), "last_admin"),
        (lambda work: accounts.disable(work, "owner"), "last_admin"),
    ],
)
def test_what_is_refused(staffed: Town, act: object, code: str) -> None:
    before = staffed.dump()
    with pytest.raises(Refused) as caught, staffed.work(OWNER, "account") as work:
        act(work)  # type: ignore[operator]
    assert caught.value.code == code
    assert staffed.dump() == before


def test_they_are_listed_with_their_place(staffed: Town) -> None:
    with staffed.database.read() as connection:
        rows = {one.name: one for one in listed.listed(connection)}
    assert rows["owner"].scope_name is None
    assert rows["sari"].scope_name
    assert rows["sari"].role == OPERATOR
