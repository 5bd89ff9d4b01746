"""What is supposed: people resign, a TPS is merged, a store is flooded; and on which day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from models import units
from models.scenario import Flood, Merge, Resign, Scenario
from screens.dialogs.form import Choices, Form, TextField
from screens.locale import _
from screens.presenters.supposing import kinds, stores

if TYPE_CHECKING:
    from models.rules.schema import Election

Supposing = tuple[Scenario, datetime]


class AndaiDialog(Form):
    """A kind, what it needs, and the day."""

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
        self.percent = TextField(_("Berapa persen"), "1")
        self.draw = TextField(_("Undian"), "1", placeholder=_("angka lain: orang lain"))
        self.tps = TextField(_("TPS nomor"), tps)
        self.into = TextField(_("digabung ke TPS nomor"))
        self.indicators = TextField(_("Indikator yang kembali BELUM"), " ".join(stores(election)))
        self.h = TextField(_("Pada H-"), str(self._left))
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

    def entered(self) -> Supposing | None:
        """The scenario and its moment, if all is right."""
        h = _number(self.h, 0, self._left, _("H-{left} sampai H-0").format(left=self._left))
        scenario = {"resign": self._resign, "merge": self._merge, "flood": self._flood}[self.kind.value]()
        return None if h is None or scenario is None else (scenario, self._moment(h))

    def _moment(self, h: int) -> datetime:
        """That day at this hour; on the polling day before TPS open, for that closes the book."""
        if h == self._left:
            return self._now
        polling, at = self._election.polling, self._now.time()
        opens = (datetime.combine(polling.date, polling.opens) - timedelta(minutes=1)).time()
        return datetime.combine(self._election.day(h), min(at, opens) if h == 0 else at, self._now.tzinfo)

    def _resign(self) -> Scenario | None:
        percent = _number(self.percent, 1, 100, _("1 sampai 100"))
        draw = _number(self.draw, 0, 10**9, _("Bilangan bulat"))
        return None if percent is None or draw is None else Resign(self._unit, self.body.value, percent, draw)

    def _merge(self) -> Scenario | None:
        kelurahan = self._unit[: units.LENGTHS[units.Level.KELURAHAN]]
        one, other = (_number(field, 1, 999, _("Nomor TPS: 1 sampai 999")) for field in (self.tps, self.into))
        if one is not None and one == other:
            self.into.wrong(_("TPS yang sama"))
            return None
        return (
            None
            if one is None or other is None
            else Merge(units.tps_code(kelurahan, one), units.tps_code(kelurahan, other))
        )

    def _flood(self) -> Scenario | None:
        known = {rule.code.casefold(): rule.code for rule in self._election.indicators if rule.proof == "evidence"}
        said = self.indicators.text.replace(",", " ").casefold().split()
        unknown = [code for code in said if code not in known]
        if unknown or not said:
            self.indicators.wrong(
                _("Indikator berbukti, misalnya {codes}").format(codes=" ".join(stores(self._election)))
            )
            return None
        return Flood(self._unit, tuple(known[code] for code in said))


def _number(field: TextField, least: int, most: int, wrong: str) -> int | None:
    """A whole number in bounds; says so when it is none."""
    found = int(field.text) if field.text.isascii() and field.text.isdigit() and len(field.text) < 12 else -1
    if least <= found <= most:
        return found
    field.wrong(wrong)
    field.entry.focus()
    return None
