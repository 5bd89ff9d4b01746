"""What is supposed: people resign, a TPS is merged, a store is flooded; and on which day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from models import units
from models.scenario import Flood, Merge, Resign, Scenario
from screens.dialogs.form import Choices, Form, TextField
from screens.locale import N_, _
from screens.presenters.entered import Reading, read_number
from screens.presenters.supposing import kinds, stores

if TYPE_CHECKING:
    from models.rules.schema import Election

Supposing = tuple[Scenario, datetime]


class AndaiDialog(Form):
    """A kind, what it needs, and the day."""

    ACCEPT: ClassVar[str] = N_("Hitung")

    def __init__(
        self, election: Election, unit: str, where: str, now: datetime, save: Callable[[Form, Supposing], None]
    ) -> None:
        """``unit``: where it happens, called ``where``; ``now`` its local time."""
        super().__init__(_("Andai"), save, _("{where}: dihitung pada salinan, tidak dicatat").format(where=where))
        self._election, self._unit, self._now = election, unit, now
        self._left = (election.polling.date - now.date()).days
        tps = unit.rpartition(".")[2] if units.level(unit) is units.Level.TPS else ""
        self.kind = Choices(_("Andai"), kinds(unit))
        self.body = Choices(_("Badan"), [(one.code, _(one.short)) for one in election.seated()], "kpps")
        read = self._number
        self.percent = TextField(_("Berapa persen"), "1", read=read("resign", 1, 100, _("1 sampai 100")))
        self.draw = TextField(
            _("Undian"),
            "1",
            placeholder=_("angka lain: orang lain"),
            read=read("resign", 0, 10**9, _("Bilangan bulat")),
        )
        self.tps = TextField(_("TPS nomor"), tps, read=read("merge", 1, 999, _("Nomor TPS: 1 sampai 999")))
        self.into = TextField(_("digabung ke TPS nomor"), read=self._other)
        self.indicators = TextField(_("Indikator yang kembali BELUM"), " ".join(stores(election)), read=self._stores)
        within = _("H-{left} sampai H-0").format(left=self._left)
        self.h = TextField(_("Pada H-"), str(self._left), read=lambda text: read_number(text, 0, self._left, within))
        self._rows = {"resign": "#andai-resign", "merge": "#andai-merge", "flood": "#andai-flood"}

    def compose_form(self) -> ComposeResult:
        """The kind on top; below it what this kind needs."""
        with Horizontal(classes="row"):
            yield self.kind
            yield self.h
        with Horizontal(classes="row", id="andai-resign"):
            yield self.body
            yield self.percent
            yield self.draw
        with Horizontal(classes="row", id="andai-merge"):
            yield self.tps
            yield self.into
        with Horizontal(classes="row", id="andai-flood"):
            yield self.indicators

    def on_mount(self) -> None:
        """Begin with the kind."""
        self._arrange()
        self.kind.focus()

    @on(Choices.Changed)
    def _arrange(self) -> None:
        for kind, row in self._rows.items():
            self.query_one(row).display = kind == self.kind.value

    def entered(self) -> Supposing:
        """The scenario and its moment."""
        scenario = {"resign": self._resign, "merge": self._merge, "flood": self._flood}[self.kind.value]()
        return scenario, self._moment(int(self.h.text))

    def _moment(self, h: int) -> datetime:
        """That day at this hour; on the polling day before TPS open, for that closes the book."""
        if h == self._left:
            return self._now
        polling, at = self._election.polling, self._now.time()
        opens = (datetime.combine(polling.date, polling.opens) - timedelta(minutes=1)).time()
        return datetime.combine(self._election.day(h), min(at, opens) if h == 0 else at, self._now.tzinfo)

    def _resign(self) -> Scenario:
        return Resign(self._unit, self.body.value, int(self.percent.text), int(self.draw.text))

    def _merge(self) -> Scenario:
        kelurahan = self._unit[: units.LENGTHS[units.Level.KELURAHAN]]
        one, other = (units.tps_code(kelurahan, int(field.text)) for field in (self.tps, self.into))
        return Merge(one, other)

    def _flood(self) -> Scenario:
        known = self._known()
        return Flood(self._unit, tuple(known[code] for code in _codes(self.indicators.text)))

    # ── as one types ────────────────────────────────────────────────────────────

    def _number(self, kind: str, least: int, most: int, wrong: str) -> Callable[[str], Reading]:
        """Reads a number that only one kind needs."""
        return lambda text: read_number(text, least, most, wrong) if self.kind.value == kind else Reading()

    def _other(self, text: str) -> Reading:
        """The TPS into which one is merged: another one."""
        if self.kind.value == "merge" and text and text.lstrip("0") == self.tps.text.lstrip("0"):
            return Reading(wrong=_("TPS yang sama"))
        return self._number("merge", 1, 999, _("Nomor TPS: 1 sampai 999"))(text)

    def _stores(self, text: str) -> Reading:
        """Codes of indicators that evidence proves."""
        known, said = self._known(), _codes(text)
        if self.kind.value == "flood" and (not said or any(code not in known for code in said)):
            sentence = _("Indikator berbukti, misalnya {codes}").format(codes=" ".join(stores(self._election)))
            return Reading(wrong=sentence, unfinished=True)
        return Reading(text)

    def _known(self) -> dict[str, str]:
        return {rule.code.casefold(): rule.code for rule in self._election.indicators if rule.proof == "evidence"}


def _codes(text: str) -> list[str]:
    return text.replace(",", " ").casefold().split()
