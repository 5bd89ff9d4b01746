"""Which seat a row means: body, unit and post by what it says and by what was said for the whole file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from models import units
from models.exchange.block import Column
from models.exchange.draft import Draft, Found, Problem
from models.exchange.line import Candidate, Defaults, Line, Status
from models.exchange.matching import Places
from models.exchange.parse.people import match_key
from models.exchange.parse.places import BESIDE, guessed
from models.exchange.parse.reserves import POST as RESERVE
from models.queries.around import Chair, Term
from models.rules.schema import Body, Election
from models.services.biodata import FITS, LONGEST
from models.text import LONGEST_NAME, key
from models.units import Level

PLACED = ("election", "body", "kelurahan", "kecamatan", "region")
"""Fields that say where a seat is, but for the TPS of a kelurahan."""
_SHORT = range(LONGEST + 1)
LENGTHS = (("born_in", _SHORT), ("address", _SHORT), ("phone", range(9, 17)), ("occupation", _SHORT))
"""Of all else a parser makes what fits (``FITS``)."""
_MOST_KEPT = 20_000
Marks = Sequence[int]
_KINDS = {
    "pilkada": r"pilkada|pilgub|pilwa|pilbup|gubernur|bupati|wali ?kota|serentak",
    "pemilu": r"pemilu|pileg|pilpres",
}
_YEAR = re.compile(r"\b(20[0-9]{2})\b")


class Row(msgspec.Struct, gc=False):
    """A draft with its codes. ``post`` is "" where the row leaves it open; ``values`` are what Biodata would hold.

    Of a ``reserve`` the unit is the area that it waits for, ``ordinal`` the rank (0: behind those who wait)."""

    number: int
    draft: Draft
    name: str = ""
    key: str = ""
    body: str = ""
    unit: str = ""
    post: str = ""
    ordinal: int = 0
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    vacant: bool = False
    marks: Marks = ()
    areas: tuple[str, ...] = ()
    reserve: bool = False

    @property
    def nik15(self) -> str | None:
        """The first digits of its NIK."""
        return self.values.get("nik15")

    def faulty(self) -> bool:
        """Whether the row cannot be, whatever stands in the database."""
        return bool(self.problems) and any(one.level == "fault" for one in self.problems)

    def doubtful(self) -> bool:
        """Whether a person must decide."""
        return bool(self.problems) and any(one.level == "doubt" for one in self.problems)

    def fault(self, code: str, named: str = "", **facts: Any) -> None:
        """Something that cannot be, in the cell of the field ``named``."""
        self.note("fault", code, named, **facts)

    def note(self, level: Any, code: str, named: str = "", /, **facts: Any) -> None:
        """Something about the row."""
        self.problems.append(Problem(code, level, self.draft.cell(named), named, facts))

    def line(
        self,
        status: Status,
        *,
        seat: Chair | Term | None = None,
        person: int | None = None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        people: tuple[Candidate, ...] = (),
        choices: tuple[str, ...] = (),
    ) -> Line:
        """What became of it."""
        if seat is None:
            number, post, ordinal = None, self.post, self.ordinal
        else:
            number = seat.seat_id if isinstance(seat, Term) else seat.id
            post, ordinal = seat.post, seat.ordinal
        return Line(
            self.number, status, self.draft, self.unit, self.body, post, ordinal, number, person, before or {},
            after or {}, people, tuple(self.problems), choices,
        )  # fmt: skip


@lru_cache(maxsize=4096)
def areas_of(unit: str, domicile: str | None) -> tuple[str, ...]:
    """Where to look for people of the same name: the kelurahan a row serves in and lives in, its kecamatan itself."""
    found = {unit[: units.LENGTHS[Level.KELURAHAN]], unit[: units.LENGTHS[Level.KECAMATAN]]}
    if domicile:
        found.add(domicile)
    return tuple(found)


class Resolver:
    """Resolves the rows of one file."""

    def __init__(self, election: Election, places: Places, defaults: Defaults) -> None:
        """``defaults``: what the file may leave unsaid."""
        self.election, self.places, self.defaults = election, places, defaults
        self._bodies: dict[str, Body | None] = {}
        self.units: dict[tuple[Any, ...], tuple[Body, str]] = {}
        """What rows say of the place → body and unit (of a TPS its kelurahan), where nothing was to be said about that;
        likewise the posts."""
        self.posts: dict[tuple[str, Any, Any], tuple[str, int]] = {}

    def row(self, number: int, draft: Draft) -> Row:
        """One draft, with its codes or with what is wrong."""
        get, there = draft.values.get, draft.elsewhere.get
        row = Row(number, draft, str(get("name") or ""), problems=list(draft.problems), reserve=get("post") == RESERVE)
        # ``_guess`` looks at sheets and at where a place stands.
        asked = (draft.sheet, there("kelurahan"), there("kecamatan"), *map(get, PLACED))
        known = None if row.reserve else self.units.get(asked)  # they wait for an area, whatever TPS is named
        if known is not None:
            body, row.unit = known
            row.body = body.code
            self._tps(row, body)
            self._post(row, body)
        else:
            self._where(row, asked)
        self._person(row)
        return row

    def _where(self, row: Row, asked: tuple[Any, ...]) -> None:
        """Body, unit and post of a row; the next that says the same of its place has the same."""
        draft, before = row.draft, len(row.problems)
        said = draft.value("election")
        if said and not says(self.election.code, self.election.name, self.election.kind, str(said)):
            row.fault("wrong_election", "election", text=str(said), election=self.election.code)
        body = self._body(row)
        self._guess(row, body)
        if body is not None:
            self._unit(row, body)
            if row.reserve:
                self._rank(row)
                return
            if row.unit and row.body and row.draft is draft and len(row.problems) == before:
                _remember(self.units, asked, (body, row.unit))
            self._tps(row, body)
            self._post(row, body)

    def _person(self, row: Row) -> None:
        draft = row.draft
        if not row.name:
            if not any(draft.value(name) for name in ("nik", "nik15", "phone", "born_on", "born_in", "address")):
                row.vacant = True
                row.problems = [one for one in row.problems if one.code not in ("name_missing", "only_name")]
            elif not any(one.code.startswith("name_") for one in row.problems):
                row.fault("name_missing", "name")
        elif len(row.name) > LONGEST_NAME:
            row.fault("name_long", "name", longest=LONGEST_NAME)
        row.key = match_key(row.name) if row.name else ""
        values = row.values = known_of(draft)
        if "domicile" in values:
            self._domicile(row, str(values["domicile"]))
        for name, lengths in LENGTHS:
            if name in values and len(values[name]) not in lengths:
                row.fault("value_bad", name)
                del values[name]
        get = values.get
        row.marks = marks_of(get("nik"), get("nik15"), get("born_on"), row.key, row.unit, row.body)
        row.areas = areas_of(row.unit, values.get("domicile")) if row.unit else ()

    def _domicile(self, row: Row, text: str) -> None:
        found = self.places.kelurahan(text)
        if isinstance(found, str):
            row.values["domicile"] = found
        else:
            del row.values["domicile"]
            row.note("note", "domicile_unknown", "domicile", text=text)

    def _body(self, row: Row) -> Body | None:
        text = row.draft.value("body") or self.defaults.body
        if not text:
            row.fault("body_missing")
            return None
        text = str(text)
        if text not in self._bodies:
            wanted = key(text)
            names = ((one, {key(one.code), key(one.short), key(one.name)}) for one in self.election.bodies)
            self._bodies[text] = next((one for one, known in names if wanted in known), None)
        body = self._bodies[text]
        if body is None:
            row.fault("body_unknown", "body", text=text)
        elif not body.seats:
            row.fault("body_no_seats", "body", body=body.code)
            return None
        else:
            row.body = body.code
        return body

    def _guess(self, row: Row, body: Body | None) -> None:
        """A place that is only the name of a sheet holds where one is called so: for a body of the kecamatan a
        kecamatan first. Otherwise the draft is as if nobody had said it."""
        draft, sheet = row.draft, row.draft.sheet
        named = next((one for one in ("kelurahan", "kecamatan") if one in draft.values and not draft.cell(one)), "")
        if not named or not guessed(draft.found[named], sheet):
            return
        found = draft.found
        place, high = str(found[named].value), body is not None and body.level == "kecamatan"
        if high and self.places.knows(Level.KECAMATAN, place):
            if "kecamatan" not in found:
                self._say(row, named, {"kecamatan": found[named]})
        elif not self.places.knows(Level.KECAMATAN if named == "kecamatan" else Level.KELURAHAN, place):
            beside = found.get(BESIDE)
            self._say(row, named, {"kelurahan": beside} if beside is not None else {})
            if beside is not None and "domicile" not in found:
                cell = f"{beside.cell.rstrip('0123456789')}{row.draft.row}"
                row.problems.append(Problem("filled_down", "repair", cell, "kelurahan", {"from": beside.cell}))

    def _say(self, row: Row, named: str, instead: Mapping[str, Found]) -> None:
        """Another draft of the row, in which something else is said in place of ``named``."""
        dropped = {named, BESIDE} | ({"domicile"} if "kelurahan" in instead else set())
        draft = row.draft
        values = {name: value for name, value in draft.values.items() if name not in dropped}
        values |= {name: one.value for name, one in instead.items()}
        elsewhere = draft.elsewhere | {name: (one.raw, one.cell) for name, one in instead.items()}
        row.draft = msgspec.structs.replace(draft, values=values, elsewhere=elsewhere)

    def _unit(self, row: Row, body: Body) -> None:
        value = row.draft.value
        said = {name: str(value(name) or "") for name in ("kelurahan", "kecamatan", "region")}
        within = self.defaults.unit or ""
        given = units.level(within) if within and within != units.NATION else Level.NATION
        if body.level == "kecamatan":
            self._kecamatan(row, said, within, given)
            return
        found: Any = None
        if said["kelurahan"]:
            found = self.places.kelurahan(said["kelurahan"], said["kecamatan"], said["region"], within=within)
        elif given >= Level.KELURAHAN:
            found = within[: units.LENGTHS[Level.KELURAHAN]]
        if found is None:
            row.fault("kelurahan_missing")
            return
        if self._wrong(row, found, "kelurahan"):
            return
        row.unit = found

    def _tps(self, row: Row, body: Body) -> None:
        """The TPS in the kelurahan that a row names, for a body that has its seats there."""
        if body.level != "tps" or not row.unit:
            return
        tps, within = row.draft.values.get("tps"), self.defaults.unit or ""
        if tps:
            row.unit = f"{row.unit}.{tps}"
            return
        if within.startswith(f"{row.unit}."):
            row.unit = within
            return
        row.unit = ""
        if not any(one.field == "tps" for one in row.problems if one.level == "fault"):
            row.fault("tps_missing")

    def _kecamatan(self, row: Row, said: Mapping[str, str], within: str, given: Level) -> None:
        found: Any = None
        if said["kecamatan"]:
            found = self.places.kecamatan(said["kecamatan"], said["region"], within=within)
        elif given >= Level.KECAMATAN:
            found = within[: units.LENGTHS[Level.KECAMATAN]]
        elif said["kelurahan"]:
            below = self.places.kelurahan(said["kelurahan"], "", said["region"], within=within)
            found = below[: units.LENGTHS[Level.KECAMATAN]] if isinstance(below, str) else below
        if found is None:
            row.fault("kecamatan_missing")
        elif not self._wrong(row, found, "kecamatan"):
            row.unit = found

    def _wrong(self, row: Row, found: str | Problem, named: str) -> bool:
        if not isinstance(found, Problem):
            return False
        at = "region" if found.code == "wrong_region" else "kecamatan" if found.code.startswith("kecamatan") else named
        row.fault(found.code, at if at in row.draft.values else named, **found.facts)
        return True

    def _rank(self, row: Row) -> None:
        """Which place among those who wait; one among those of a TPS says nothing of the kelurahan's."""
        filled = [one for one in row.problems if one.code == "filled_down" and one.field == "tps"]
        row.problems = [one for one in row.problems if one.field != "tps"]
        row.post, said = RESERVE, row.draft.turn
        if said and row.draft.value("tps") and not filled:
            row.note("note", "reserve_of_tps", "tps")
        elif said:
            row.ordinal = int(said)

    def _post(self, row: Row, body: Body) -> None:
        text, ordinal = row.draft.values.get("post"), row.draft.values.get("ordinal")
        known = self.posts.get((body.code, text, ordinal))
        if known is not None:
            row.post, row.ordinal = known
            return
        before = len(row.problems)
        post = posts(self.election, body.code).get(_key(str(text))) if text else ""
        if len(body.posts) == 1:
            post = body.posts[0].code
        if post is None:
            names = tuple(one.name for one in body.posts)
            row.fault("post_unknown", "post", text=str(text), known=names)
            return
        row.post = post
        if not post:
            row.note("doubt", "post_missing")
        elif isinstance(ordinal, int) and not isinstance(ordinal, bool):
            count = body.post(post).count
            if not 1 <= ordinal <= count:
                row.fault("ordinal_unknown", "ordinal", ordinal=ordinal, count=count)
            row.ordinal = ordinal
        if len(row.problems) == before:
            _remember(self.posts, (body.code, text, ordinal), (row.post, row.ordinal))


def _remember(memory: dict[Any, Any], asked: Any, found: Any) -> None:
    """Kept until there are too many: a file may have nothing but different ones."""
    if len(memory) >= _MOST_KEPT:
        memory.clear()
    memory[asked] = found


_key = lru_cache(maxsize=1024)(key)


@lru_cache(maxsize=64)
def posts(election: Election, body: str) -> dict[str, str]:
    """What the posts of a body may be called → their codes."""
    found: dict[str, str] = {}
    one = election.body(body)
    for post in one.posts:
        for name in (post.code, post.name, f"{post.name} {one.short}", f"{post.name} {one.code}"):
            found.setdefault(key(name), post.code)
    return found


@lru_cache(maxsize=256)
def says(code: str, name: str, kind: str, text: str) -> bool:
    """Whether a text can name this election; one that names none does."""
    flat = key(text)
    if flat in (key(code), key(name)):
        return True
    named = {one for one, words in _KINDS.items() if re.search(words, flat)}
    if named and kind not in named:
        return False
    years = set(_YEAR.findall(flat))
    return not years or bool(years & set(_YEAR.findall(code)))


def known_of(draft: Draft) -> dict[str, Any]:
    """What a draft says of a person, as Biodata would hold it; the domicile as it is written."""
    values: dict[str, Any] = {name: given for name, given in draft.values.items() if given and name in FITS}
    if "nik" in values:
        values.pop("nik15", None)
        values["nik15"] = values["nik"][:15]
    return values


def mark(kind: str, value: object) -> int:
    """A number that stands for a value: the same for equal ones, in one process."""
    return hash((kind, value))


def marks_of(nik: str | None, nik15: str | None, born: date | None, key: str, unit: str, body: str) -> Marks:
    """What a row has in common with every other one about the same person."""
    found = []
    if nik:
        found.append(hash(nik))
    if nik15 and born:
        found.append(hash((nik15, born)))
    if key and unit:
        found.append(hash((key, unit, body)))
    return found


def marks_by_columns(
    niks: Column, nik15: Column, born: Column, keys: Column, units: Column, bodies: Column
) -> list[list[int | None]]:
    """The same of several rows, kind by kind; None where there is none."""
    of_day, of_unit = zip(nik15, born, strict=True), zip(keys, units, bodies, strict=True)
    return [
        list(map(hash, niks)) if all(niks) else [hash(nik) if nik else None for nik in niks],
        list(map(hash, of_day)) if all(nik15) and all(born) else [hash(one) if all(one) else None for one in of_day],
        list(map(hash, of_unit)) if all(keys) and all(units) else [hash(one) if all(one) else None for one in of_unit],
    ]
