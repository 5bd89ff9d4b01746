"""Go-to: regions and people by a few letters, in a database of any size, as one types; and who is meant by a name."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, union_all

from models import text, units
from models.exchange.parse.people import match_key
from models.queries import names, territory
from models.queries.people.keys import seated
from models.queries.register.rows import SLICE, Card, card
from models.tables import Biodata, Person, Region, Reserve, Seat, Tenure
from models.units import area

KINDS = ("", "provinsi ", "kabupaten ", "kota ", "kota administrasi ", "kab ", "kecamatan ", "kelurahan ", "desa ")
"""What stands before the name of a region: "magelang" is the beginning of "Kota Magelang" too."""
STEPS = (32, 1_024)
"""People of a name that are looked at: some first, more when few of them sit somewhere."""
_CODE = re.compile(r"[0-9][0-9.]*")
_NIK = re.compile(r"[0-9]{16}")
_BLANKS = re.compile(r"[\s.\-']")
_AT = re.compile(r"[\s,]+(?:tps|kelurahan|kel|desa|kecamatan|kec)(?![^\W\d_])[.\s]*", re.IGNORECASE)
"""What parts a name from the place that tells namesakes apart: ``Budi TPS 014 Wates``."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something to go to: ``kind`` region or person; a person's ``unit`` is where the seat is, ``seat_id`` which
    one, ``body`` of which body. ``place``: the names of the regions above, nearest first; of a person's seat its
    kelurahan or kecamatan before them."""

    kind: str
    unit: str
    name: str
    place: tuple[str, ...]
    seat_id: int | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is meant: how many people that may be (``more``: perhaps others too), and the card of the only one."""

    count: int
    more: bool = False
    card: Card | None = None


def find(connection: Connection, election: str, typed: str, *, limit: int = 12) -> tuple[Found, ...]:
    """Regions, then people; what begins with what was typed comes first."""
    found = regions(connection, typed, limit=limit)
    return (*found, *people(connection, election, typed, limit=max(limit - len(found), limit // 2)))


def regions(connection: Connection, typed: str, *, limit: int = 12) -> tuple[Found, ...]:
    """Regions by a code or the beginning of one, or by a part of their name; the larger ones first."""
    wanted = text.key(typed)
    if not wanted:
        return ()
    begun: list[ColumnElement[bool]] = [_from(Region.c.name_key, kind + wanted) for kind in KINDS]
    if _CODE.fullmatch(typed.strip()) is not None:
        begun = [_from(Region.c.code, typed.strip().rstrip("."))]
    rows: dict[str, str] = {}
    each = select(Region.c.code, Region.c.name, Region.c.level)
    order = (Region.c.level, Region.c.code)
    # Each on its own: an index leads to the few that begin so.
    first = (select(each.where(one).order_by(*order).limit(limit).subquery()) for one in begun)
    near = sorted(connection.execute(union_all(*first)), key=lambda row: (row.level, row.code))
    rows.update((row.code, row.name) for row in near[:limit])
    if len(rows) < limit and len(wanted) >= names.LETTERS:
        rows.update((row.code, row.name) for row in connection.execute(_holding(connection, wanted).limit(limit)))
    chosen = list(rows.items())[:limit]
    above = _above(connection, {code for code, _ in chosen})
    return tuple(Found("region", code, name, above[code]) for code, name in chosen)


def _holding(connection: Connection, wanted: str) -> Select[Any]:
    """Regions whose name holds what was typed, the larger ones first."""
    if connection.dialect.name == "sqlite":
        # Two steps: the index of names is smaller than the table, and is looked through faster.
        inner = Region.alias()
        like = select(inner.c.name_key).where(inner.c.name_key.like(f"%{wanted}%"))
        held: Any = Region
        found = select(held.c.code, held.c.name, held.c.level).where(held.c.name_key.in_(like))
    else:
        # Found by trigrams and then sorted: PostgreSQL would rather look through all of them in order.
        every = select(Region.c.code, Region.c.name, Region.c.level).where(Region.c.name_key.like(f"%{wanted}%"))
        held = every.cte("held").prefix_with("MATERIALIZED")
        found = select(held)
    return found.order_by(held.c.level, held.c.code)


def _from(column: ColumnElement[str], beginning: str) -> ColumnElement[bool]:
    return (column >= beginning) & (column < f"{beginning}{names.LAST}")


def people(connection: Connection, election: str, typed: str, *, limit: int = 12) -> tuple[Found, ...]:
    """Who sits somewhere in the election and has a name that begins with or holds what was typed."""
    wanted = text.key(typed)
    if not wanted:
        return ()
    seats: dict[int, None] = {}
    after: tuple[str, int] | None = None
    for step in STEPS:
        begun = names.beginning(connection, wanted, after=after, limit=step)
        seats.update(dict.fromkeys(_seats(connection, election, [person for _, person in begun])))
        if len(seats) >= limit or len(begun) < step:
            break
        after = begun[-1]
    if len(seats) < limit and len(wanted) >= names.LETTERS:
        for step in STEPS:
            held = names.having(connection, [wanted], limit=step)
            seats.update(dict.fromkeys(_seats(connection, election, held)))
            if len(seats) >= limit or len(held) < step:
                break
    chosen = list(seats)[:limit]
    holder = select(Seat.c.id, Seat.c.unit, Seat.c.body, Person.c.name).where(Seat.c.id.in_(chosen))
    joined = holder.join(Tenure, Tenure.c.id == Seat.c.tenure_id).join(Person, Person.c.id == Tenure.c.person_id)
    rows = {row.id: row for row in connection.execute(joined)}
    found = [rows[seat] for seat in chosen if seat in rows]
    above = _above(connection, {area(row.unit) for row in found}, own=True)
    return tuple(Found("person", row.unit, row.name, above[area(row.unit)], row.id, row.body) for row in found)


def _seats(connection: Connection, election: str, people: list[int]) -> list[int]:
    """The seats of people, in their order."""
    if not people:
        return []
    found: dict[int, list[int]] = {}
    for person, seat in seated(connection, election, people):
        found.setdefault(person, []).append(seat)
    return [seat for person in people for seat in sorted(found.get(person, ()))]


def _above(connection: Connection, codes: set[str], *, own: bool = False) -> dict[str, tuple[str, ...]]:
    """The names on the way up from each code, nearest first; ``own``: with its own name before them."""
    ways = {code: [code, *units.ancestors(code)][0 if own else 1 :] for code in codes}
    named = territory.names(connection, {up for way in ways.values() for up in way if up != units.NATION})
    return {code: tuple(named[up] for up in way if up in named) for code, way in ways.items()}


# ── who is meant ────────────────────────────────────────────────────────────


def meant(connection: Connection, typed: str, *, but: int = 0) -> Meant:
    """Who is meant by a NIK, a name, or a name and a place (``Budi TPS 014 Wates``), of those who hold or held a seat
    or wait as a reserve, in any election. Who is called exactly so goes before whose name only holds it. ``but``:
    somebody who is not meant. Nobody for fewer than three letters."""
    digits = _BLANKS.sub("", typed)
    if _NIK.fullmatch(digits):
        owner = select(Biodata.c.person_id).where(Biodata.c.nik15 == digits[:15], Biodata.c.nik == digits)
        found, more, place, name = list(connection.scalars(owner)), False, [], ""
    else:
        name, *at = _AT.split(typed.strip(), maxsplit=1)
        place = text.key(at[0].replace("'", "")).split() if at else []
        found, more = names.holding(connection, name, limit=STEPS[-1])
    chairs = _chairs(connection, [person for person in found if person != but])
    if place:
        named = territory.names(connection, {area(unit) for units_ in chairs.values() for unit in units_})
        chairs = {
            person: units_
            for person, units_ in chairs.items()
            if any(_is_at(unit, named.get(area(unit), ""), place) for unit in units_)
        }
    wanted = match_key(name)
    who = called(connection, chairs)
    exact = [person for person, its in who.items() if wanted and match_key(its) == wanted]
    people_ = exact or list(who)
    only = card(connection, people_[0]) if len(people_) == 1 and not more else None
    return Meant(len(people_), more, only)


def called(connection: Connection, people: Collection[int]) -> dict[int, str]:
    """The names of people by their numbers; nobody of a number is left out."""
    wanted, found = sorted(people), dict[int, str]()
    for at in range(0, len(wanted), SLICE):
        rows = connection.execute(select(Person.c.id, Person.c.name).where(Person.c.id.in_(wanted[at : at + SLICE])))
        found.update((row.id, row.name) for row in rows)
    return found


def _chairs(connection: Connection, people: list[int]) -> dict[int, set[str]]:
    """The units where these people hold or held a seat, or wait to; somebody without any is left out."""
    found: dict[int, set[str]] = {}
    for at in range(0, len(people), SLICE):
        some = people[at : at + SLICE]
        sat = select(Tenure.c.person_id, Seat.c.unit).join(Seat, Seat.c.id == Tenure.c.seat_id)
        waits = select(Reserve.c.person_id, Reserve.c.unit).where(Reserve.c.state == "menunggu")
        both = union_all(sat.where(Tenure.c.person_id.in_(some)), waits.where(Reserve.c.person_id.in_(some)))
        for person, unit in connection.execute(both):
            found.setdefault(person, set()).add(unit)
    return found


def _is_at(unit: str, name: str, place: list[str]) -> bool:
    """Whether a unit is the one of these words: the number of a TPS, beginnings of the words of its region."""
    parts = text.key(name.replace("'", "")).split()
    number = unit[-3:] if units.level(unit) is units.Level.TPS else ""
    return all(
        word.zfill(3) == number if word.isdecimal() else any(part.startswith(word) for part in parts) for word in place
    )
