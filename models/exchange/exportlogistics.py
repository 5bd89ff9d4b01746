"""Exports of logistics: the goods of every TPS, and the signs of trouble with what is done about them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from models import logistics as rules
from models.exchange.columns import columns
from models.exchange.exportplaces import PAGE, Places
from models.exchange.writing import Row, Table
from models.logistics import NUMBERS, Pieces
from models.queries import logistics
from models.rules.schema import Election

_PLACE = ("region", "kecamatan", "kelurahan", "tps")
_NOTHING = Pieces()


def kits(connection: Connection, election: Election, unit: str) -> Table:
    """A row for every TPS and kind of goods: needed, said, short, and how far the kit is. An empty number is one that
    nobody said; without voters what is needed is empty too."""
    goods = election.supplies()
    short: dict[str, str] = {step.code: step.short for step in election.steps}

    def rows() -> Iterator[Row]:
        places = Places(connection)
        after: str | None = None
        while page := logistics.stations(connection, election, unit, after=after, limit=PAGE):
            places.learn(one.code for one in page)
            for one in page:
                kit = one.kit
                moved = (short.get(kit.step, kit.step), kit.since, kit.reference, kit.receiver) if kit else (None,) * 4
                for good in goods:
                    said = one.stock.get(good.code, _NOTHING)
                    need = rules.need(election, good, one.voters)
                    numbers = [getattr(said, name) for name in NUMBERS]
                    lack = rules.lack(need, said) if need is not None and said.have is not None else None
                    name = f"Surat suara {good.name}" if good.ballot else good.name
                    yield (*places.of(one.code), one.code, one.voters, name, need, *numbers, lack, *moved)
            after = page[-1].code

    fields = (*_PLACE, "code", "dpt", "good", "need", *NUMBERS, "lack", "kit", "since", "reference", "receiver")
    return Table("logistik", columns(fields), rows())


def flags(connection: Connection, election: Election, unit: str) -> Table:
    """The flags of a unit, open ones first."""
    known = election.signs()

    def rows() -> Iterator[Row]:
        places = Places(connection)
        after: tuple[bool, str, str] | None = None
        while page := logistics.flags(connection, election, unit, after=after, limit=PAGE):
            places.learn(one.unit for one in page)
            for one in page:
                found = known.get(one.sign)
                variable, sign = (found[0].name, found[1].name) if found else (None, one.sign)
                state = "dijawab" if one.answered_on else "rencana" if one.mitigation else "terbuka"
                yield (
                    *places.of(one.unit), one.unit, variable, sign, one.since, state, one.mitigation, one.owner,
                    one.answered_on, one.note,
                )  # fmt: skip
            after = page[-1].anchor

    fields = (
        *_PLACE, "code", "variable", "sign", "since", "state", "mitigation", "owner", "answered_on", "note",
    )  # fmt: skip
    return Table("rawan", columns(fields), rows())
