"""The shape of an election file and of a region file, strictly typed.

Days are counted as in the field: ``H-n`` is *n* days before polling, so a positive number lies before it and
a negative one after it (``H+n``). Money is rupiah, times are local to the region. ``source`` names keys of
``sources.toml`` (``S70, S72``); ``basis`` names the regulation, or is ``kebijakan`` where the day is our own
policy. Text in these files is Indonesian: it is what people read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Protocol, TypeVar, get_args

import msgspec

from models.clock import ZONES
from models.units import Level, contains, level, tps_code

BALLOT = "ss"
"""What the codes of ballots begin with: surat suara."""
POLICY = "kebijakan"
"""The ``basis`` of a day that no regulation sets."""

Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]*$", max_length=40)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=12)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Natural = Annotated[int, msgspec.Meta(ge=0)]
Day = Annotated[int, msgspec.Meta(ge=-3650, le=3650)]
DaysBefore = Annotated[int, msgspec.Meta(ge=0, le=3650)]

Minutes = Annotated[int, msgspec.Meta(ge=1, le=1440)]

Place = Literal["kecamatan", "kelurahan", "tps"]
OfficeLevel = Literal["kelurahan", "kecamatan", "kota"]
Counted = Literal["seat", "tps", "kelurahan", "kecamatan", "contact"]
ZoneName = Literal["WIB", "WITA", "WIT"]
EvidenceKind = Literal["decree", "minutes", "receipt", "attendance", "photo", "witness", "document"]
KINDS: tuple[EvidenceKind, ...] = get_args(EvidenceKind)
"""SK, berita acara, tanda terima, daftar hadir, name of a photo's file, who saw it, another document."""


class Polling(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The polling day and its local hours."""

    date: dt.date
    opens: dt.time
    closes: dt.time


class PollingHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the countdown needs, read before everything else (see ``loader.load_polling``)."""

    code: Code
    name: Text
    subtitle: str = ""
    polling: Polling


class ContactRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An office of each kecamatan, kelurahan, or kabupaten and kota, whose telephone number is kept.

    ``tested``: it is an item of the indicators that count contacts, numbered by its place among all of them: such
    offices stand first and keep their order.
    """

    code: Code
    name: Text
    level: OfficeLevel = "kecamatan"
    tested: bool = True


class Rung(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rung of the ladder of escalation: offices of one level (codes of ``contacts``) that are asked for help, and how
    many minutes one waits for their answer before the next rung is asked."""

    contacts: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1)]
    minutes: Minutes


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How TPS of one class are guarded: so many police and Linmas for so many TPS (2:16:32)."""

    code: Code
    name: Text
    police: Count
    tps: Count
    linmas: Count
    source: str = ""
    unverified: bool = False
    note: str = ""


class Handler(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who handles cases of neutrality of civil servants; ``until``: the last day, of the one who still does None."""

    code: Code
    name: Text
    until: dt.date | None = None
    source: str = ""
    note: str = ""


class Tenure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When members of a body normally serve; an unknown side is left out."""

    start: dt.date | None = None
    end: dt.date | None = None
    source: str = ""
    unverified: bool = False
    note: str = ""


class Post(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of post of a body. ``pay`` is rupiah a month; ``lead`` marks who answers for the body."""

    code: Code
    name: Text
    count: Count
    asn: Literal["required", "any"] = "any"
    lead: bool = False
    pay: Natural | None = None


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A body (PPK, KPPS, ...) with its composition in each unit of ``level``.

    ``seats`` false: described only, the program makes no seats of it. ``appointed_by`` is also who must fill
    an empty seat.
    """

    code: Code
    name: Text
    short: Short
    level: Place
    posts: Annotated[tuple[Post, ...], msgspec.Meta(min_length=1)]
    appointed_by: Text
    basis: Text
    source: str = ""
    tenure: Tenure = Tenure()
    seats: bool = True
    note: str = ""

    @property
    def size(self) -> int:
        """Seats in one unit."""
        return sum(post.count for post in self.posts)

    def post(self, code: str) -> Post:
        """The post of that code; KeyError if the body has none."""
        return _find(self.posts, code)


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A row of the official time table. One day: ``start`` = ``end``; a side no source gives is left out.

    ``sub`` rows detail the nearest row above that is not. ``held`` false: on the table but never took place.
    """

    name: Text
    start: dt.date | None = None
    end: dt.date | None = None
    basis: Text
    source: str = ""
    unverified: bool = False
    sub: bool = False
    held: bool = True
    note: str = ""


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A dated duty: ``H-day`` (negative: days after polling), at ``time`` if the hour matters.

    With ``indicator`` it is that indicator's due day under the name people use for it, and replaces it.
    """

    name: Text
    day: Day
    time: dt.time | None = None
    basis: Text
    source: str = ""
    indicator: str = ""
    unverified: bool = False
    note: str = ""


class Indicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A countable part of readiness; starts at ``H-start``, is due at ``H-due``.

    ``bodies`` and ``holders`` say which seats count when ``counts`` is ``seat``. ``proof``: an open tenure
    with a decree, or evidence recorded for the item. ``owner`` must move it. ``panel``: a line on the
    board's panels. ``needs``: the indicators without which an item of this one cannot be done (a seat is filled
    before its holder is trained). ``evidence``: the kind of evidence that usually proves it.
    ``register``: whose entries move its items: the minutes of a meeting (``rakor``) and the pattern
    of a TPS (``pengamanan``) prove them, an open case (``netralitas``) keeps that of its person BELUM.
    """

    code: Code
    name: Text
    short: Short
    weight: Annotated[int, msgspec.Meta(ge=0, le=100)]
    gate: bool = False
    perishable: bool = False
    counts: Counted
    bodies: tuple[str, ...] = ()
    holders: Literal["all", "asn"] = "all"
    proof: Literal["tenure", "evidence"] = "evidence"
    start: DaysBefore
    due: DaysBefore
    needs: tuple[str, ...] = ()
    evidence: EvidenceKind = "document"
    basis: Text
    source: str = ""
    owner: Text
    panel: bool = False
    register: Literal["", "rakor", "pengamanan", "netralitas"] = ""
    note: str = ""

    @property
    def policy(self) -> bool:
        """Whether its days are ours rather than a regulation's."""
        return self.basis == POLICY


class RollCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A day on which every kecamatan answers ready or not (panggilan siap), as days before polling. ``firm``: gates
    that nobody can waive then."""

    day: DaysBefore
    firm: tuple[str, ...] = ()


class Good(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of goods that polling needs: so many for each TPS, and for each kecamatan besides.

    Ballots are goods too (``Election.supplies``): ``ballot`` names their kind, and how many depends on the voters.
    """

    code: Code
    name: Text
    per_tps: Natural = 0
    per_kecamatan: Natural = 0
    ballot: bool = False
    source: str = ""
    unverified: bool = False
    note: str = ""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A step of a TPS's goods. ``counted`` (all ballots) and ``packed`` (all other goods) are numbers; the others say
    how far the kit has come. ``proves``: the indicator whose item of that TPS is then SIAP; ``receipt``: it is signed
    for.
    """

    code: Literal["counted", "packed", "ppk", "pps", "tps", "returned"]
    name: Text
    short: Short
    proves: str = ""
    receipt: bool = False
    note: str = ""


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One sign of trouble that a TPS may show."""

    code: Code
    name: Text


class Hazard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A variable of the map of vulnerable TPS (TPS rawan), with its signs."""

    code: Code
    name: Text
    source: str = ""
    signs: Annotated[tuple[Sign, ...], msgspec.Meta(min_length=1)]


class Election(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One polling event with its bodies, time table and rules of readiness.

    ``parent`` is the election this one repeats (PSU). ``reserve_permille`` is the ballot reserve per TPS.
    ``escalation`` is the ladder of whom one asks for help, the nearest rung first.
    ``goods`` are those beside the ballots, ``steps`` in their order. ``hazards_prove``: the indicator whose item is
    SIAP where all that a TPS shows of ``hazards`` is answered.
    """

    code: Code
    name: Text
    subtitle: str = ""
    kind: Literal["pemilu", "pilkada", "psu", "psl"]
    legal: Text
    parent: str | None = None
    rules_version: Code
    ballots: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
    boxes_per_tps: Count
    reserve_permille: Natural
    max_voters_per_tps: Count
    pay_basis: str = ""
    pay_source: str = ""
    polling: Polling
    contacts: tuple[ContactRole, ...] = ()
    escalation: tuple[Rung, ...] = ()
    security: tuple[Pattern, ...] = ()
    handlers: tuple[Handler, ...] = ()
    bodies: tuple[Body, ...] = ()
    stages: tuple[Stage, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    rollcalls: tuple[RollCall, ...] = ()
    goods: tuple[Good, ...] = ()
    steps: tuple[Step, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    hazards_prove: str = ""
    indicators: Annotated[tuple[Indicator, ...], msgspec.Meta(min_length=1)]

    def __hash__(self) -> int:
        """By code: statements built from an election are cached on it, and its tables hold dicts."""
        return hash(self.code)

    def body(self, code: str) -> Body:
        """The body of that code; KeyError if there is none."""
        return _find(self.bodies, code)

    def indicator(self, code: str) -> Indicator:
        """The indicator of that code; KeyError if there is none."""
        return _find(self.indicators, code)

    def tested(self) -> dict[str, int]:
        """The contacts that count as items: role -> its number."""
        return {role.code: at for at, role in enumerate(self.contacts, 1) if role.tested}

    def office(self, role: str) -> ContactRole:
        """The office of that code; KeyError if there is none."""
        return _find(self.contacts, role)

    def rung_level(self, rung: int) -> Level:
        """The level of the offices of a rung."""
        return Level[self.office(self.escalation[rung].contacts[0]).level.upper()]

    def fed_by(self, register: str) -> Indicator | None:
        """The indicator that a register moves, if there is one."""
        return next((one for one in self.indicators if one.register == register), None)

    def handler(self, day: dt.date) -> Handler | None:
        """Who handles a case of that day."""
        return next((one for one in self.handlers if one.until is None or day <= one.until), None)

    def supplies(self) -> tuple[Good, ...]:
        """All kinds of goods: the ballots, whose codes are ``ss1``, ``ss2``, ... in their order, then the others."""
        ballots = (Good(code=f"{BALLOT}{at}", name=name, ballot=True) for at, name in enumerate(self.ballots, 1))
        return (*ballots, *self.goods)

    def signs(self) -> dict[str, tuple[Hazard, Sign]]:
        """Every sign of trouble by its code, with its variable."""
        return {sign.code: (hazard, sign) for hazard in self.hazards for sign in hazard.signs}

    def seated(self) -> tuple[Body, ...]:
        """The bodies whose seats the program keeps, in order."""
        return tuple(body for body in self.bodies if body.seats)

    def day(self, days_before: int) -> dt.date:
        """The calendar date of ``H-days_before``."""
        return self.polling.date - dt.timedelta(days=days_before)


class Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A node of the official tree by its Kemendagri code."""

    code: Code
    name: Text


class TpsCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """TPS of one kelurahan: ``regular`` ones numbered from 001, ``special`` ones (lapas, ...) from 901."""

    regular: Natural = 0
    special: tuple[Annotated[int, msgspec.Meta(ge=901, le=999)], ...] = ()

    @property
    def total(self) -> int:
        """Regular and special together."""
        return self.regular + len(self.special)

    def numbers(self) -> Iterator[int]:
        """The TPS numbers, regular first."""
        yield from range(1, self.regular + 1)
        yield from self.special


class TpsRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """TPS of one election in a region.

    Either ``counts`` per kelurahan is given, or ``per_kecamatan`` (regular TPS) with ``weights_from``: the
    election whose regular counts it is apportioned by, and ``special`` TPS per kelurahan. After loading,
    ``counts`` is complete in both cases. ``estimated`` says that the split over kelurahan is computed, not
    known: show it as *perkiraan*.
    """

    source: Text
    estimated: bool = False
    note: str = ""
    weights_from: str = ""
    per_kecamatan: dict[str, Natural] = {}
    special: dict[str, tuple[Annotated[int, msgspec.Meta(ge=901, le=999)], ...]] = {}
    counts: dict[str, TpsCount] = {}

    def total(self, unit: str = "") -> int:
        """TPS in a unit (code of a kelurahan or of any ancestor); all of them without a unit."""
        return sum(count.total for code, count in self.counts.items() if not unit or contains(unit, code))

    def codes(self, kelurahan: str) -> tuple[str, ...]:
        """The TPS codes of a kelurahan, ``33.71.03.1002.001`` first."""
        count = self.counts.get(kelurahan, TpsCount())
        return tuple(tps_code(kelurahan, number) for number in count.numbers())


class RegionRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kota or kabupaten: its tree (parents before children), its time zone and its TPS per election."""

    code: Code
    edition: Text
    source: str = ""
    timezone: ZoneName
    regions: Annotated[tuple[Region, ...], msgspec.Meta(min_length=1)]
    tps: dict[str, TpsRules] = {}

    @property
    def zone(self) -> dt.timezone:
        """The time zone as a fixed offset."""
        return ZONES[self.timezone]

    def kelurahan(self) -> tuple[Region, ...]:
        """The regions that hold TPS, in order."""
        return tuple(region for region in self.regions if level(region.code) is Level.KELURAHAN)


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


_Item = TypeVar("_Item", bound=_Coded)


def _find(items: Iterable[_Item], code: str) -> _Item:
    for item in items:
        if item.code == code:
            return item
    raise KeyError(code)
