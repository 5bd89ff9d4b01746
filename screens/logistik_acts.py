"""What Logistik writes: voters, pieces, steps with their receipts, signs of trouble and what is done about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from models import units
from models.errors import Clash, SiagaError
from models.logistics import NUMBERS, STORED
from screens.escalating import Asks
from screens.locale import _, ngettext
from screens.logistik_lists import about
from screens.presenters import logistics as words
from screens.presenters import numbers, places
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.queries.logistics import FlagRow, Station, StockRow
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.dialogs.logistik import Answered, Flagged, Stepped, Told
    from screens.widgets.grid import Grid

Data = TypeVar("Data")
Done = TypeVar("Done")


class LogisticsActs(Asks[Data], Generic[Data]):
    """A screen with TPS, goods and flags under its cursor; it says which. ``listed``: the list that is shown."""

    listed: str

    def chosen(self) -> Sequence[Station]:
        """The TPS that are selected, or the one at hand."""
        return ()

    def kelurahan(self) -> str | None:
        """The kelurahan that stands for all of its TPS: that of the row, or the place itself."""
        return None

    def piece(self) -> tuple[str, str, StockRow | None] | None:
        """Whose pieces of which kind are at hand: unit, good, what is known."""
        return None

    def flag(self) -> FlagRow | None:
        """The sign of trouble under the cursor."""
        return None

    # ── asking back ────────────────────────────────────────────────────────────

    def submit_asked(
        self,
        form: Form,
        verb: str,
        unit: str,
        service: Callable[[UnitOfWork, bool], Done],
        said: Callable[[Done], str],
    ) -> None:
        """Write what a dialog asked for; what a person may overrule is asked, and then written all the same."""

        def done(result: Done) -> None:
            form.saved()
            self.say(said(result), "siap")
            self.acted()

        def failed(error: SiagaError) -> None:
            from models.services.logistics import ASKED

            if error.code in ASKED:
                form.failed("")
                self._ask(error, lambda: self.submit(form, verb, unit, lambda work: service(work, True), said))
                return
            form.failed(self.sentence(error))
            if isinstance(error, Clash):
                self.ring()
                self.acted()

        self.write(verb, unit, lambda work: service(work, False), done, failed)

    def _ask(self, error: SiagaError, then: Callable[[], None]) -> None:
        from screens.dialogs.confirm import Confirm

        lines = [[(self.sentence(error), "kurang")]]
        self.app.push_screen(Confirm(_("Tetap catat?"), lines, yes=_("Catat")), lambda yes: then() if yes else None)

    def about_row(self, grid: Grid, key: Any) -> Sequence[str]:
        """A TPS, goods of a unit, or a flag."""
        return about(self.listed, self.context.place.unit, key)

    # ── voters ────────────────────────────────────────────────────────────

    def action_voters(self) -> None:
        """J: how many voters the TPS has."""
        found = self.chosen()
        if self.refused("dpt", *(one.code for one in found[:1])):
            return
        if not found:
            self.say(_("Pilih TPS-nya dulu: f membuka daftar TPS."), "kurang")
            return
        from screens.dialogs.logistik import VotersDialog

        one = found[0]

        def save(form: Form, entered: tuple[int | None]) -> None:
            def service(work: UnitOfWork, confirmed: bool) -> int:
                from models.services.logistics import set_voters

                return set_voters(work, {one.code: entered[0]}, seen={one.code: one.version}, confirmed=confirmed)

            what = places.unit_name(one.code, one.name)
            self.submit_asked(
                form, "dpt", one.code, service,
                lambda _count: _("DPT {tps}: {n}").format(tps=what, n=words.voters_words(entered[0])[0]),
            )  # fmt: skip

        self.ask(VotersDialog(places.unit_name(one.code, one.name), one.voters, save), f"voters:{one.code}")

    # ── pieces ────────────────────────────────────────────────────────────

    def action_edit(self) -> None:
        """E: how many pieces of the kind under the cursor there are."""
        found = self.piece()
        if self.refused("stock", *(found[:1] if found is not None else ())):
            return
        if found is None:
            self.say(_("Jumlah barang dicatat di daftar barang sebuah TPS atau gudang kecamatan."), "kurang")
            return
        from screens.dialogs.logistik import PiecesDialog

        unit, good, known = found
        election = self.context.election
        at_tps = units.level(unit) is units.Level.TPS
        name = words.good_name(election, good)

        def save(form: Form, entered: Told) -> None:
            def service(work: UnitOfWork, confirmed: bool) -> None:
                from models.services.logistics import record_pieces

                record_pieces(
                    work, unit, good, entered.pieces, on=entered.day, reference=entered.reference,
                    version=known.version if known is not None else None, confirmed=confirmed,
                )  # fmt: skip

            self.submit_asked(form, "stock", unit, service, lambda _done: _("Tercatat: {good}").format(good=name))

        title = name[:1].upper() + name[1:]
        asked = NUMBERS if at_tps else STORED
        self.ask(
            PiecesDialog(title, self._where(unit), known, asked, self.context.today(unit), save), f"stock:{unit}:{good}"
        )

    def _where(self, unit: str) -> str:
        area = unit[: units.LENGTHS[units.Level.KELURAHAN]]
        return places.unit_name(unit, self.context.name(area))

    # ── steps ────────────────────────────────────────────────────────────

    def action_evidence(self) -> None:
        """b: the goods of the TPS at hand have come to a step."""
        found = self.chosen()
        if not found and not self.refused("kit"):
            self.say(_("Pilih TPS-nya dulu: f membuka daftar TPS."), "kurang")
            return
        if not found:
            return
        what = places.unit_name(found[0].code, found[0].name)
        if len(found) > 1:
            what = ngettext("{n} TPS", "{n} TPS", len(found)).format(n=numbers.number(len(found)))
        seen = {one.code: one.kit.version if one.kit is not None else None for one in found}
        next_ = words.next_step(found, self.context.election)
        self._step([one.code for one in found], what, seen, next_)

    def action_evidence_all(self) -> None:
        """B: those of all TPS of the kelurahan."""
        area = self.kelurahan()
        if area is None:
            if not self.refused("kit"):
                self.say(_("Baris ini tidak berada di sebuah kelurahan."), "kurang")
            return

        def read(connection: object) -> list[Station]:
            from models import queries

            return list(queries.logistics.stations(connection, self.context.election, area, limit=1000))  # type: ignore[arg-type]

        def found(stations: list[Station]) -> None:
            count = ngettext("{n} TPS", "{n} TPS", len(stations)).format(n=numbers.number(len(stations)))
            what = _("semua di {where}").format(where=plain(self.context.name(area)))
            self._step([one.code for one in stations], f"{what} ({count})", None)

        self.fetch(read, found)

    def _step(self, where: Sequence[str], what: str, seen: Mapping[str, int | None] | None, chosen: str = "") -> None:
        if self.refused("kit", *where):
            return
        from screens.dialogs.logistik import StepDialog

        election, unit = self.context.election, units.common(where)

        def save(form: Form, entered: Stepped) -> None:
            def service(work: UnitOfWork, confirmed: bool) -> int:
                from models.services.logistics import record_step

                return record_step(
                    work, entered.step, where, on=entered.day, reference=entered.reference,
                    receiver=entered.receiver, seen=seen, confirmed=confirmed,
                )  # fmt: skip

            def said(count: int) -> str:
                step = next(one for one in election.steps if one.code == entered.step)
                tps = ngettext("{n} TPS", "{n} TPS", count).format(n=numbers.number(count))
                proof = _("; {code} SIAP").format(code=step.proves) if step.proves else ""
                return f"{_(step.name)}: {tps}{proof}"

            self.submit_asked(form, "kit", unit, service, said)

        self.app.push_screen(StepDialog(election.steps, what, self.context.today(unit), save, chosen))

    # ── signs of trouble ────────────────────────────────────────────────────────────

    def action_flag(self) -> None:
        """+: the TPS at hand shows a sign of trouble."""
        found = self.chosen()
        if self.refused("flag", *(one.code for one in found[:1])):
            return
        if not found:
            self.say(_("Pilih TPS-nya dulu: f membuka daftar TPS."), "kurang")
            return
        from screens.dialogs.logistik import FlagDialog

        one, election = found[0], self.context.election

        def save(form: Form, entered: Flagged) -> None:
            def service(work: UnitOfWork) -> object:
                from models.services import hazards

                return hazards.flag(work, one.code, entered.sign, on=entered.day, note=entered.note)

            said = _("Ditandai rawan: {sign}").format(sign=words.sign_name(election, entered.sign))
            self.submit(form, "flag", one.code, service, lambda _done: said)

        what = places.unit_name(one.code, one.name)
        self.app.push_screen(FlagDialog(election.hazards, what, self.context.today(one.code), save))

    def action_answer(self) -> None:
        """v: what is done about the sign under the cursor."""
        one = self._flag("mitigate")
        if one is None:
            return
        from screens.dialogs.logistik import AnswerDialog

        def save(form: Form, entered: Answered) -> None:
            def service(work: UnitOfWork) -> int:
                from models.services import hazards

                return hazards.answer(
                    work, one.id, mitigation=entered.mitigation, owner=entered.owner, on=entered.day,
                    version=one.version,
                )  # fmt: skip

            self._answered(form, "mitigate", one, service, _("Penanganan dicatat"))

        self.ask(AnswerDialog(self._called(one), one, self.context.today(one.unit), save), f"flag:{one.id}")

    def action_unflag(self) -> None:
        """x: the TPS does not show the sign after all."""
        one = self._flag("flag_end")
        if one is None:
            return
        from screens.dialogs.reason import ReasonDialog

        def save(form: Form, reason: str) -> None:
            def service(work: UnitOfWork) -> int:
                from models.services import hazards

                return hazards.unflag(work, one.id, reason=reason, version=one.version)

            self._answered(form, "flag_end", one, service, _("Tanda rawan dihapus"))

        title, asked = _("Hapus tanda rawan"), _("salah TPS, tidak terbukti")
        self.ask(ReasonDialog(title, self._called(one), asked, save), f"flag:{one.id}")

    def _flag(self, verb: str) -> FlagRow | None:
        found = self.flag()
        if self.refused(verb, *([found.unit] if found is not None else [])):
            return None
        if found is None:
            self.say(_("Tidak ada tanda rawan di baris ini: f membuka daftarnya."), "kurang")
        return found

    def _called(self, one: FlagRow) -> str:
        return f"{words.sign_name(self.context.election, one.sign)}, {places.unit_name(one.unit, one.name)}"

    def _answered(self, form: Form, verb: str, one: FlagRow, service: Callable[[UnitOfWork], int], said: str) -> None:
        """Write; when nothing of the TPS is open any more, what that proves is offered."""

        def done(open_: int) -> str:
            left = _("{n} masih terbuka").format(n=numbers.number(open_)) if open_ else _("semua dijawab")
            if not open_:
                self.call_after_refresh(self._offer, one)
            return f"{said}: {left}"

        self.submit(form, verb, one.unit, service, done)

    def _offer(self, one: FlagRow) -> None:
        """All is answered: record what the election says that proves, with its paper."""
        election = self.context.election
        if not election.hazards_prove:
            return
        from screens.dialogs.evidence import EvidenceDialog, Proof

        rule = election.indicator(election.hazards_prove)

        def save(form: Form, proof: Proof) -> None:
            def service(work: UnitOfWork) -> int:
                from models.services import evidence
                from models.services.evidence import Item

                chosen = [Item(one.unit, checked=False)]
                return evidence.record(work, rule, chosen, state=proof.state, reference=proof.reference, on=proof.day)

            said = _("{indicator} dicatat").format(indicator=_(rule.name))
            self.submit(form, "evidence", one.unit, service, lambda _count: said)

        what = _("{tps}: semua kerawanan dijawab").format(tps=places.unit_name(one.unit, one.name))
        self.app.push_screen(EvidenceDialog([rule], what, self.context.today(one.unit), save))
