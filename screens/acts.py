"""How screens record evidence.

A screen that does is ``Acts[Shown]`` (instead of ``SiagaScreen[Shown]``) and says what its verbs are about::

    class Kesiapan(Acts[Shown]):
        def indicator_choices(self) -> Sequence[Indicator]:           # what b, c, n, K offer; the first is preset
        def chosen_items(self) -> tuple[Indicator, list[Item]] | None: # the selection, else the row under the cursor
        def chosen_area(self) -> str | None:                           # B: the kelurahan of the row (of its unit)
        def chosen_words(self) -> str:                                 # "3 kursi", for the dialogs' titles
        def acted(self) -> None:                                       # after a write: by default reload()

That gives it the actions evidence, evidence_all, withdraw, nihil, reconfirm and undo of the key table. ``Item`` is
``models.services.evidence.Item``: made as the user saw it, with the version of its evidence. A screen whose items
depend on the indicator, or are not at hand, overrides ``picker`` instead of ``chosen_items``. Screens that record no
evidence but write, or only undo, are ``screens.writer.Writer[Shown]``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic

from models import presence, units
from models.errors import SiagaError
from screens.locale import _
from screens.presenters import dates, numbers
from screens.presenters.kesiapan import is_wide
from screens.presenters.readiness import ITEMS, state_word
from screens.writer import Data, Writer

if TYPE_CHECKING:
    from models.database import Database
    from models.rules.schema import Indicator
    from models.services.evidence import Item
    from models.uow import UnitOfWork
    from screens.clashing import Edit
    from screens.dialogs.evidence import Proof
    from screens.dialogs.form import Form

Picker = Callable[[Any, "Indicator"], "list[Item]"]
"""(connection, indicator) → the items meant, as they stand; called in a thread."""


class Acts(Writer[Data], Generic[Data]):
    """A screen whose keys record evidence. See the module for what a subclass says."""

    # ── what a screen says ────────────────────────────────────────────────────────────

    def indicator_choices(self) -> Sequence[Indicator]:
        """The indicators that can be recorded for what is chosen; the first one is preset."""
        return ()

    def chosen_items(self) -> tuple[Indicator, list[Item]] | None:
        """The indicator and the items that are selected, or under the cursor."""
        return None

    def picker(self) -> Picker | None:
        """What finds the chosen items for an indicator; None when nothing is chosen."""
        found = self.chosen_items()
        return None if found is None else lambda _connection, _rule: found[1]

    def chosen_about(self) -> Sequence[str]:
        """What the others are told that a form on these items is about: seats, or units."""
        found = self.chosen_items()
        return [presence.item(found[0].counts, one.unit, one.slot) for one in found[1]] if found is not None else []

    def chosen_units(self) -> Sequence[str]:
        """The units of the chosen items, as far as they are at hand."""
        found = self.chosen_items()
        return tuple(item.unit for item in found[1]) if found is not None else ()

    def chosen_area(self) -> str | None:
        """The kelurahan of the row under the cursor; None where it belongs to no kelurahan."""
        return None

    def chosen_words(self) -> str:
        """What is chosen, in words."""
        found = self.chosen_items()
        if found is None:
            return ""
        return _("{n} {items}").format(n=numbers.number(len(found[1])), items=_(ITEMS[found[0].counts]))

    # ── evidence ────────────────────────────────────────────────────────────

    def _choices(self, verb: str, *touched: str) -> Sequence[Indicator]:
        """The indicators to offer; says why there are none."""
        if self.refused(verb, *touched):
            return ()
        choices = self.indicator_choices()
        proved = [rule for rule in choices if rule.proof == "evidence"]
        if choices and not proved:
            from models.errors import Refused

            self.say(self.sentence(Refused("proved_by_tenure", indicator=_(choices[0].short))), "kurang")
        elif not choices:
            self.say(_("Tidak ada indikator yang dibuktikan untuk yang dipilih di sini."), "kurang")
        return proved

    def _picked(self, picker: Picker, choices: Sequence[Indicator]) -> Future[dict[str, list[Item]]]:
        """The chosen items of each indicator as they stand now, read while the dialog is being filled in."""
        found: Future[dict[str, list[Item]]] = Future()

        def task(database: Database) -> None:
            try:
                with database.read() as connection:
                    found.set_result({rule.code: picker(connection, rule) for rule in choices})
            except SiagaError as error:
                found.set_exception(error)

        self.perform(task)
        return found

    def action_evidence(self) -> None:
        """b: record evidence for the selection, or for the row under the cursor."""
        from screens.dialogs.evidence import EvidenceDialog

        today = self.context.today()
        self._ask_items("evidence", lambda rules, what, save: EvidenceDialog(rules, what, today, save), self._record)

    def action_withdraw(self) -> None:
        """c: take evidence back, with a reason."""
        from screens.dialogs.reason import WithdrawDialog

        self._ask_items("withdraw", WithdrawDialog, self._withdraw)

    def _ask_items(
        self,
        verb: str,
        dialog: Callable[[Sequence[Indicator], str, Any], Form],
        act: Callable[[Form, Proof, list[Item]], None],
    ) -> None:
        choices = self._choices(verb, *self.chosen_units())
        if not choices:
            return
        picker = self.picker()
        if picker is None:
            self.say(_("Tidak ada yang dipilih: Enter membuka butirnya, Spasi memilih."), "kurang")
            return
        items = self._picked(picker, choices)

        def save(form: Form, proof: Proof) -> None:
            def meant(answer: dict[str, list[Item]]) -> None:
                act(form, proof, answer[proof.indicator.code])

            def sure() -> None:
                self.perform(lambda _database: items.result(), meant, lambda error: form.failed(self.sentence(error)))

            self._in_stage(form, proof, sure)

        self.ask(dialog(choices, self.chosen_words(), save), *self.chosen_about())

    def _in_stage(self, form: Form, proof: Proof, then: Callable[[], None]) -> None:
        """Go on, after asking about evidence of a day on which its indicator had not begun."""
        from screens.dialogs.confirm import Confirm

        rule = proof.indicator
        begin = self.context.election.day(rule.start)
        if proof.state != "siap" or proof.day is None or proof.day >= begin:
            then()
            return
        question = _("{day} mendahului mulainya {indicator} ({begin}, H-{start}). Catat juga?").format(
            day=dates.full_day(proof.day), indicator=_(rule.short), begin=dates.full_day(begin), start=rule.start
        )

        def answered(yes: bool | None) -> None:
            if yes:
                then()
            else:
                form.failed("")

        self.app.push_screen(Confirm(question, yes=_("Catat")), answered)

    def _record(self, form: Form, proof: Proof, items: list[Item]) -> None:
        rule = proof.indicator
        if not self._any(form, rule, items):
            return
        unit, values = units.common(item.unit for item in items), ("state", "reference", "since")

        def words(count: int) -> str:
            return recorded(rule, count, proof.state)

        def one(work: UnitOfWork, edit: Edit) -> int:
            from models.services import evidence

            said, item = edit.whole, replace(items[0], version=edit.seen.get("version", items[0].version))
            reference = said["reference"] or ""
            return evidence.record(
                work, rule, [item], state=said["state"], reference=reference, kind=proof.kind, on=said["since"]
            )

        def several(work: UnitOfWork, seen: Mapping[Any, Item]) -> int:
            from models.services import evidence

            return evidence.record(
                work,
                rule,
                list(seen.values()),
                state=proof.state,
                reference=proof.reference,
                kind=proof.kind,
                on=proof.day,
            )

        if len(items) == 1:
            from screens.clashing import Edit

            entered = dict(zip(values, (proof.state, proof.reference or None, proof.day), strict=True))
            self.submit_edit(form, "evidence", unit, Edit(entered, {}), one, words)
        else:
            self.submit_many(form, "evidence", unit, _by_key(items), several, words)

    def _withdraw(self, form: Form, proof: Proof, items: list[Item]) -> None:
        rule = proof.indicator

        def service(work: UnitOfWork, seen: Mapping[Any, Item]) -> int:
            from models.services import evidence

            return evidence.withdraw(work, rule, list(seen.values()), note=proof.reference)

        def words(count: int) -> str:
            return _("Bukti {indicator} dicabut: {n} {items}").format(**_facts(rule, count))

        if self._any(form, rule, items):
            unit = units.common(item.unit for item in items)
            self.submit_many(form, "withdraw", unit, _by_key(items), service, words)

    def _any(self, form: Form, rule: Indicator, items: list[Item]) -> bool:
        """Whether there is an item to write about; seats nobody holds, or of other bodies, are none."""
        if items:
            return True
        form.failed(
            _("{indicator} tidak menghitung yang dipilih, atau kursinya kosong.").format(indicator=_(rule.short))
        )
        return False

    def action_evidence_all(self) -> None:
        """B: record evidence for everything in the row's kelurahan that does not have it yet."""
        from screens.dialogs.evidence import EvidenceDialog

        area = self.chosen_area()
        choices = self._choices("evidence", *([area] if area is not None else []))
        if not choices:
            return
        if area is None:
            self.say(_("Baris ini tidak berada di sebuah kelurahan."), "kurang")
            return
        where = self.context.name(area)

        def save(form: Form, proof: Proof) -> None:
            def sure() -> None:
                self.perform(
                    lambda database: self._missing(database, proof, area),
                    lambda items: self._confirm_all(form, proof, where, items),
                    lambda error: form.failed(self.sentence(error)),
                )

            self._in_stage(form, proof, sure)

        what, today = _("semua di {where}").format(where=where), self.context.today(area)
        self.app.push_screen(EvidenceDialog(choices, what, today, save))

    def _missing(self, database: Database, proof: Proof, area: str) -> list[Item]:
        """The items of a kelurahan that would change, as they stand. In a thread."""
        from models import queries
        from screens.items import EVERYTHING, as_items

        with database.read() as connection:
            rows = queries.readiness.listed(connection, self.context.election, proof.indicator, area, limit=EVERYTHING)
        return as_items([row for row in rows if row.state not in (proof.state, "na")], proof.indicator)

    def _confirm_all(self, form: Form, proof: Proof, where: str, items: list[Item]) -> None:
        """What is confirmed is what is written: those of these items that a colleague changed since are asked about."""
        from screens.dialogs.confirm import Confirm

        rule = proof.indicator
        if not items:
            form.failed(_("Tidak ada yang berubah: semua sudah {state}.").format(state=state_word(proof.state)))
            return
        question = _("Catat {indicator} untuk {n} {items} di {where}?").format(where=where, **_facts(rule, len(items)))

        def answered(yes: bool | None) -> None:
            if yes:
                self._record(form, proof, items)
            else:
                form.failed("")

        self.app.push_screen(Confirm(question, yes=_("Catat")), answered)

    # ── reports ────────────────────────────────────────────────────────────

    def action_nihil(self) -> None:
        """n: report that nothing is ready yet in the unit where the user stands."""

        def service(work: UnitOfWork, rule: Indicator) -> int:
            from models.services import evidence

            return evidence.report_nihil(work, rule, work.unit)

        self._report("nihil", _("Lapor nihil"), _("Nihil dilaporkan: {indicator} · {where}"), service)

    def action_reconfirm(self) -> None:
        """K: say that the last report still holds in the unit where the user stands."""

        def service(work: UnitOfWork, rule: Indicator) -> int:
            from models.services import evidence

            return evidence.confirm(work, rule, work.unit)

        self._report("confirm", _("Konfirmasi"), _("Dikonfirmasi: {indicator} · {where}"), service)

    def _report(self, verb: str, title: str, words: str, service: Callable[[UnitOfWork, Indicator], int]) -> None:
        from screens.dialogs.reason import ReportDialog

        choices = self._choices(verb)
        if not choices:
            return
        unit = self.context.place.unit
        if is_wide(unit):
            self.say(_("Laporan dibuat di kab/kota atau di bawahnya: turun dulu."), "kurang")
            return
        where = self.context.name(unit)

        def save(form: Form, proof: Proof) -> None:
            rule = proof.indicator
            said = words.format(indicator=_(rule.short), where=where)
            self.submit(form, verb, unit, lambda work: service(work, rule), lambda _count: said)

        self.app.push_screen(ReportDialog(choices, verb, f"{title} · {where}", save))


def recorded(rule: Indicator, count: int, state: str) -> str:
    """``Bukti Bimtek dicatat: 12 kursi``."""
    if not count:
        return _("Tidak ada yang berubah: semua sudah {state}.").format(state=state_word(state))
    if state == "siap":
        return _("Bukti {indicator} dicatat: {n} {items}").format(**_facts(rule, count))
    return _("{indicator} dicatat {state}: {n} {items}").format(state=state_word(state), **_facts(rule, count))


def _by_key(items: Sequence[Item]) -> dict[tuple[str, int], Item]:
    """Items by what ``evidence.record`` calls them where it tells of a clash."""
    return {(item.unit, item.slot): item for item in items}


def _facts(rule: Indicator, count: int) -> dict[str, str]:
    return {"indicator": _(rule.short), "n": numbers.number(count), "items": _(ITEMS[rule.counts])}
