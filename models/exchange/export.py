"""What can be exported: tables of rows that stream from the queries, a page at a time.

Lists of people are masked unless they are asked for in ``full`` (UU 27/2022): of a NIK and of a telephone number the
last four digits stay, and what else is personal has no column at all. The name stays, as it does on the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from models.clock import local
from models.errors import Refused
from models.exchange import exportlogistics, registers
from models.exchange.columns import column, columns
from models.exchange.exportplaces import Places
from models.exchange.masking import masked, spoken
from models.exchange.parse.reserves import POST as RESERVE
from models.exchange.writing import Column, Row, Table
from models.queries import activity, board, exported, people, readiness, territory
from models.queries.activity import EntryRow
from models.queries.board import UnitState
from models.queries.people import SeatRow
from models.rules.schema import Election, Indicator

PAGE = exported.PAGE
PERSONAL = ("personel", "riwayat", "cadangan", "sinergi")
"""What can be exported in full: with all that is known of people."""
KINDS = (
    "personel", "kekosongan", "riwayat", "cadangan", "tps", "logistik", "rawan", "kesiapan", "butir", "terburuk",
    "aktivitas", "sinergi", "rakor", "janji", "pengamanan", "netralitas", "eskalasi",
)  # fmt: skip
"""Everything that can be exported, by the name that it has on the command line and in the journal."""

_PLACE = ("region", "kecamatan", "kelurahan", "tps")
_SEAT = (*_PLACE, "body", "post", "ordinal")
_BIODATA = exported.BIODATA
_MASKED = ("nik", "sex", "phone", "education")
_HELD = ("asn", "decree", "start_on", "election")


@dataclass(frozen=True, slots=True)
class Seats:
    """Which seats, in which order: as ``queries.people.asked`` takes it."""

    filter: people.Filter = field(default_factory=people.Filter)
    sort: str = "body"
    descending: bool = False


# ── people ────────────────────────────────────────────────────────────


def _biodata(values: Sequence[Any], *, full: bool) -> tuple[Any, ...]:
    """The values of ``_BIODATA`` as they are written, those of ``_MASKED`` unless ``full``."""
    nik, nik15, sex, born_in, born_on, address, rt, rw, home, phone, education, occupation = values
    school = education and education.upper()
    if not full:
        return masked(nik or nik15), sex, masked(spoken(phone)), school
    cut = None if nik else nik15  # all that a spreadsheet left of it
    return nik, cut, sex, born_in, born_on, address, rt, rw, home, spoken(phone), school, occupation


_NOTHING = (None,) * len(_BIODATA)


def seats(connection: Connection, election: Election, unit: str, wanted: Seats, *, full: bool = False) -> Table:
    """The seats of a unit that a filter keeps, filled or empty, with their holders.

    Raises Refused: too_many, where a search in a wide unit leaves hits out.
    """
    found = people.asked(connection, election, unit, wanted.filter, wanted.sort)
    if found.more:
        raise Refused("too_many", most=len(found.question.ids or ()))
    proofs = people.proofs(election)
    fields = (*_SEAT, "name", *(_BIODATA if full else _MASKED), *_HELD)
    return Table(
        "personel",
        (*columns(fields), *(Column(rule.code, rule.short, "text", 10) for rule in proofs)),
        _seats(connection, election, found, wanted, full=full),
        found.total(connection).value,
    )


def _pages(connection: Connection, found: people.Listed, *, descending: bool) -> Iterator[Sequence[SeatRow]]:
    page = found.page(connection, descending=descending, limit=PAGE)
    while page:
        yield page
        page = found.page(connection, descending=descending, after=page[-1].anchor, limit=PAGE)


def _seats(
    connection: Connection, election: Election, found: people.Listed, wanted: Seats, *, full: bool
) -> Iterator[Row]:
    places, seat_of, code = Places(connection), _seat_words(election), election.code
    for page in _pages(connection, found, descending=wanted.descending):
        places.learn({seat.unit for seat in page})
        holders = exported.holders(connection, [seat.id for seat in page if seat.tenure_id is not None])
        for seat in page:
            held = holders.get(seat.id)
            about = _biodata(held[2:] if held is not None else _NOTHING, full=full)
            start_on = held[1] if held is not None else None
            asn = seat.asn if held is not None else None
            proofs = seat.proofs if held is not None else (None,) * len(seat.proofs)
            yield (
                *places.of(seat.unit), *seat_of(seat), seat.name, *about, asn, seat.decree, start_on, code, *proofs,
            )  # fmt: skip


def _seat_words(election: Election) -> Callable[[SeatRow], tuple[Any, ...]]:
    """How a seat is called: as ``_post_words``."""
    words = _post_words(election)
    return lambda seat: words(seat.body, seat.post, seat.ordinal)


def _post_words(election: Election) -> Callable[[str, str, int], tuple[Any, ...]]:
    """Body, post and number of a seat as they are called; a number only where there are several."""
    known = {
        (body.code, post.code): (body.short, post.name, post.count > 1)
        for body in election.seated()
        for post in body.posts
    }

    def words(body: str, post: str, ordinal: int) -> tuple[Any, ...]:
        short, name, several = known[body, post]
        return short, name, ordinal if several else None

    return words


def vacancies(connection: Connection, election: Election, unit: str, wanted: Seats) -> Table:
    """The empty seats of a unit that a filter keeps, and since when nobody sits there. Raises Refused: too_many."""
    states = tuple(dict.fromkeys((*wanted.filter.states, people.EMPTY)))
    kept = people.Filter(wanted.filter.words, states)
    found = people.asked(connection, election, unit, kept, wanted.sort)
    if found.more:
        raise Refused("too_many", most=len(found.question.ids or ()))

    def rows() -> Iterator[Row]:
        places, seat_of = Places(connection), _seat_words(election)
        for page in _pages(connection, found, descending=wanted.descending):
            places.learn({seat.unit for seat in page})
            for seat in page:
                yield (*places.of(seat.unit), *seat_of(seat), seat.since, election.code)

    fields = (*_SEAT, "empty_since", "election")
    return Table("kekosongan", columns(fields), rows(), found.total(connection).value)


def history(
    connection: Connection, election: Election, unit: str, *, seat_id: int | None = None, full: bool = False
) -> Table:
    """Everybody who ever held a seat below a unit (or that one seat), by seat, then as they began."""

    def rows() -> Iterator[Row]:
        places, called = Places(connection), _post_words(election)
        for page in exported.tenures(connection, election.code, unit, seat_id):
            places.learn({row[0] for row in page})
            for row in page:
                where, _rank, start_on, _id, body, post, ordinal, name, end_on, why, decree, decree_on, *rest = row
                sworn_on, sworn_at, witness, replaced, asn, *about = rest
                yield (
                    *places.of(where), *called(body, post, ordinal), name, *_biodata(about, full=full), asn, decree,
                    decree_on, start_on, end_on, why, sworn_on, sworn_at, witness, replaced, election.code,
                )  # fmt: skip

    told = ("decree", "decree_on", "start_on", "end_on", "end_reason", "sworn_on", "sworn_at", "witness", "replaced")
    fields = (*_SEAT, "name", *(_BIODATA if full else _MASKED), "asn", *told, "election")
    return Table("riwayat", columns(fields), rows())


def reserves(connection: Connection, election: Election, unit: str, *, full: bool = False) -> Table:
    """Who waits for a seat below a unit, by rank. Every row says itself that it is about a reserve, for the import."""

    def rows() -> Iterator[Row]:
        places = Places(connection)
        shorts = {body.code: body.short for body in election.bodies}
        for page in exported.reserves(connection, election.code, unit):
            places.learn({row[0] for row in page})
            for row in page:
                about = _biodata(row[9:], full=full)
                body = shorts.get(row[1], row[1])
                seat = (*places.of(row[0])[:3], body, RESERVE.title(), row[2])
                yield (*seat, row[7], *about, row[8], row[4], row[5], election.code)

    fields = (*_PLACE[:3], "body", "post", "rank", "name", *(_BIODATA if full else _MASKED))
    return Table("cadangan", columns((*fields, "asn", "state", "note", "election")), rows())


# ── places and figures ────────────────────────────────────────────────────────────


def stations(connection: Connection, election: Election, unit: str) -> Table:
    """The TPS of a unit, and how many of their seats are filled."""

    def rows() -> Iterator[Row]:
        places = Places(connection)
        for page in exported.tps(connection, election.code, unit):
            places.learn({row[0] for row in page})
            for code, _kelurahan, _number, special, estimated, every, filled in page:
                yield (*places.of(code), code, special, estimated, every, filled, every - filled)

    fields = (*_PLACE, "code", "special", "estimated", "seats", "filled", "empty")
    return Table("tps", columns(fields), rows())


def figures(election: Election, states: Sequence[UnitState], rules: Sequence[Indicator]) -> Table:
    """How units stand by each of these indicators: a row for every unit and indicator."""

    def rows() -> Iterator[Row]:
        for state in states:
            for rule in rules:
                found = state.standing.assessments.get(rule.code)
                if found is not None:
                    counts, due = found.counts, election.day(rule.due)
                    yield (
                        state.code, state.name, rule.code, rule.name, found.colour.value, counts.siap, counts.n,
                        found.percent, found.target, counts.klaim, counts.belum, counts.unknown, counts.na, due,
                        rule.owner,
                    )  # fmt: skip

    fields = (
        "code", "unit", "indicator", "indicator_name", "state", "siap", "items", "percent", "target", "klaim", "belum",
        "unknown", "na", "due", "owner",
    )  # fmt: skip
    return Table("kesiapan", columns(fields), rows(), len(states) * len(rules))


def standings(election: Election, states: Sequence[UnitState], name: str = "terburuk") -> Table:
    """How units stand, in the order given: colour, both figures, filled seats by body, percent by indicator."""
    bodies = [body for body in election.seated() if any(body.code in one.staffing for one in states)]
    rules = [rule for rule in election.indicators if any(rule.code in one.standing.assessments for one in states)]

    def rows() -> Iterator[Row]:
        for one in states:
            standing = one.standing
            filled = [part for body in bodies for part in one.staffing.get(body.code, (None, None))]
            percents = [
                found.percent if (found := standing.assessments.get(rule.code)) is not None else None for rule in rules
            ]
            worst = ", ".join(standing.worst)
            colour, against = standing.colour.value, standing.against_target
            yield (one.code, one.name, colour, standing.siap, against, worst, *filled, *percents)

    staffed = [
        Column(f"{body.code}_{field}", f"{body.short} {column(field).header}", "number", 9)
        for body in bodies
        for field in ("filled", "seats")
    ]
    of_rules = [Column(rule.code, f"{rule.code} {rule.short}", "number", 9) for rule in rules]
    fields = columns(("code", "unit", "state", "siap", "against_target", "worst"))
    return Table(name, (*fields, *staffed, *of_rules), rows(), len(states))


def items(
    connection: Connection, election: Election, rule: Indicator, unit: str, groups: Sequence[tuple[str, ...]] = ((),)
) -> Table:
    """The items of an indicator below a unit. ``groups``: those in these states, one group after the other; ``()``:
    in any."""
    who: tuple[str, ...] = ()
    if rule.counts == "seat":
        who = ("body", "post", "ordinal", "name")
    elif rule.counts == "contact":
        who = ("role",)

    def holder(row: readiness.ItemRow) -> tuple[Any, ...]:
        if rule.counts == "contact":
            inside = 0 < row.slot <= len(election.contacts)
            return (election.contacts[row.slot - 1].name if inside else str(row.slot),)
        if rule.counts != "seat" or row.body is None:
            return (None,) * len(who)
        body = election.body(row.body)
        post = body.post(row.post or "")
        return (body.short, post.name, row.ordinal if post.count > 1 else None, row.name)

    def rows() -> Iterator[Row]:
        places = Places(connection)
        for page in _item_pages(connection, election, rule, unit, groups):
            places.learn({row.unit for row in page})
            for row in page:
                yield (*places.of(row.unit), *holder(row), row.state, row.since, row.reference)

    return Table("butir", columns((*_PLACE, *who, "state", "since", "reference")), rows())


def _item_pages(
    connection: Connection, election: Election, rule: Indicator, unit: str, groups: Sequence[tuple[str, ...]]
) -> Iterator[Sequence[readiness.ItemRow]]:
    for states in groups:
        after: tuple[str, int] | None = None
        while True:
            page = readiness.listed(connection, election, rule, unit, states=states, after=after, limit=PAGE)
            if not page:
                break
            yield page
            after = page[-1].anchor


def changes(
    connection: Connection,
    unit: str,
    zone: tzinfo | None,
    said: Callable[[EntryRow], str],
    only: activity.Only = activity.ALL,
) -> Table:
    """The journal of a unit, newest first. ``said`` words an entry; moments are in ``zone``."""

    def rows() -> Iterator[Row]:
        before: int | None = None
        while page := activity.entries(connection, unit, limit=PAGE, before=before, only=only):
            for row in page:
                yield (local(row.at, zone), row.actor, row.unit, row.unit_name, row.verb, said(row), row.undone)
            before = page[-1].seq

    return Table("aktivitas", columns(("at", "actor", "code", "unit", "verb", "said", "undone")), rows())


def listed(name: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A list as it stands on the screen: nothing but text."""
    widest = [max([len(title), *(len(row[at]) for row in rows)], default=0) for at, title in enumerate(titles)]
    shown = [at for at, title in enumerate(titles) if title or widest[at]]
    made = tuple(
        Column(titles[at].casefold() or f"kolom{at + 1}", titles[at], "text", min(max(widest[at] + 2, 6), 60))
        for at in shown
    )
    return Table(name, made, [[row[at] for at in shown] for row in rows], len(rows))


# ── by name ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Wanted:
    """An export by its name. ``indicator`` and ``states``: those of ``butir``; ``said`` words an entry, ``only``: those
    that are wanted."""

    kind: str
    unit: str
    seats: Seats = field(default_factory=Seats)
    indicator: Indicator | None = None
    states: tuple[str, ...] = ()
    said: Callable[[EntryRow], str] = lambda entry: entry.verb
    only: activity.Only = activity.ALL


def table(connection: Connection, election: Election, wanted: Wanted, now: datetime, *, full: bool = False) -> Table:
    """The table of that name at a moment (aware, of the place). Raises Refused: unit_unknown, too_many."""
    unit = wanted.unit
    if not territory.exists(connection, unit, election.code):
        raise Refused("unit_unknown", unit=unit)
    if wanted.kind in ("kesiapan", "terburuk"):
        return _of_board(connection, election, wanted, now)
    if wanted.kind in registers.KINDS:
        return registers.register(connection, election, unit, wanted.kind, now, full=full)
    makers: dict[str, Callable[[], Table]] = {
        "personel": lambda: seats(connection, election, unit, wanted.seats, full=full),
        "kekosongan": lambda: vacancies(connection, election, unit, wanted.seats),
        "riwayat": lambda: history(connection, election, unit, full=full),
        "cadangan": lambda: reserves(connection, election, unit, full=full),
        "tps": lambda: stations(connection, election, unit),
        "logistik": lambda: exportlogistics.kits(connection, election, unit),
        "rawan": lambda: exportlogistics.flags(connection, election, unit),
        "butir": lambda: items(
            connection, election, wanted.indicator or election.indicators[0], unit, (wanted.states,)
        ),
        "aktivitas": lambda: changes(connection, unit, now.tzinfo, wanted.said, wanted.only),
    }
    return makers[wanted.kind]()


def _of_board(connection: Connection, election: Election, wanted: Wanted, now: datetime) -> Table:
    found = board.board(connection, election, wanted.unit, now)
    if wanted.kind == "kesiapan":
        return figures(election, (found.own, *found.children), election.indicators)
    return standings(election, sorted(found.children, key=board.badness))
