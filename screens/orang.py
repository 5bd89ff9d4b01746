"""Orang: everything known of one person, in both elections; masked until it is opened, which the journal keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models import units
from models.errors import Clash
from screens import keys
from screens.base import where
from screens.context import Context, Place
from screens.locale import _
from screens.people_acts import Hand, PeopleActs
from screens.presenters import biodata as fields
from screens.presenters import orang as words
from screens.presenters.text import plain
from screens.widgets.lines import Lines

if TYPE_CHECKING:
    from models.eligibility import Finding
    from models.queries.register import Card, TenureRow
    from models.queries.search import Meant
    from models.uow import UnitOfWork
    from screens.clashing import Edit
    from screens.dialogs.biodata import Entered
    from screens.dialogs.form import Form
    from screens.presenters.entered import Reading

Shown = words.Shown


class Orang(PeopleActs[Shown | None]):
    """The card of ``context.person``. Enter goes to the seat on Personel; Esc back to where one came from."""

    WHERE = where("orang")
    WITHOUT = frozenset({"filter", "sort", "sort-reverse", "select", "select-all", "export"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("orang")]
    AUTO_FOCUS = "#person"
    CSS: ClassVar[str] = "#person { height: 1fr; }"

    def __init__(self, context: Context) -> None:
        """Nothing is open yet."""
        super().__init__(context)
        self._of = 0
        self._open: frozenset[str] = frozenset()

    def compose_body(self) -> ComposeResult:
        """One text that scrolls."""
        yield Lines(focusable=True, id="person")

    # ── reading ────────────────────────────────────────────────────────────

    def on_screen_resume(self) -> None:
        """Perhaps for somebody else: then everything is masked again."""
        if self.context.person != self._of:
            self._of, self._open = self.context.person, frozenset()
            self.reload(anew=True)

    def read(self, connection: Any) -> Shown | None:
        """The card, and what the rules say of its open seat."""
        from models.queries import register

        context = self.context
        card = register.card(connection, context.person)
        if card is None:
            return None
        found: list[Finding] = []
        for held in card.tenures:
            election = context.elections.get(held.election)
            if held.end_on is None and election is not None:
                on = max(held.start_on, context.today(held.unit))
                found += register.findings(connection, election, held.seat_id, person_id=card.person_id, on=on)
        others = [str(one.facts["unit"]) for one in found if one.facts.get("unit")]
        self._names(connection, [*(held.unit for held in card.tenures), *others])
        once = {(one.rule, str(one.facts)): one for one in found}
        asked = register.papers_asked(card)
        return Shown(card, tuple(once.values()), context.elections, context.names, context.now(), self._open, asked)

    def _names(self, connection: Any, seats: Iterable[str]) -> None:
        """The regions that sentences about seats in these units may name."""
        from models.queries import territory

        areas = {unit[: units.LENGTHS[units.Level.KELURAHAN]] for unit in seats}
        codes = {up for area in areas for up in (area, *units.ancestors(area))} - set(self.context.names)
        if codes:
            self.context.names.update(territory.names(connection, codes))

    def concerns(self, moved: Any) -> bool:
        """Somebody may be known in any place: whatever changed, look again."""
        return True

    # ── showing ────────────────────────────────────────────────────────────

    def show(self, data: Shown | None) -> None:
        """The card; Esc where there is none (any more)."""
        card = self.query_one("#person", Lines)
        if data is None:
            card.update([], title=_("Orang"))
            card.show_state(_("Orang ini tidak ada di basis data (lagi). Esc: kembali."))
            return
        note = [(_("data pribadi disamarkan"), "dim")] if words.opened(data.card) and not self._open else []
        if self._open:
            note = [(_("dibuka, dicatat di jurnal"), "kurang")]
        card.update(lambda width: words.lines(data, width), title=words.title(data), note=note)

    def copy_text(self) -> str:
        """The card as it is shown: masked or not."""
        return words.copied(self.data) if self.data is not None else ""

    def back(self) -> None:
        """Esc: where one came from; what was opened is masked again."""
        self._of, self._open = 0, frozenset()
        self.leave()

    # ── whom the keys are about ────────────────────────────────────────────────────────────

    def _held(self) -> TenureRow | None:
        """The open seat in the election that is shown; else any other one."""
        if self.data is None:
            return None
        open_ = [held for held in self.data.card.tenures if held.end_on is None]
        open_.sort(key=lambda held: held.election != self.context.place.election)
        return next(iter(open_), None)

    def at_hand(self) -> Hand | None:
        """This person, with the seat they hold in the election that is shown."""
        if self.data is None:
            return None
        card, held = self.data.card, self._held()
        if held is None or held.election != self.context.place.election:
            return Hand(0, 0, self._unit(), "", card.person_id, card.name)
        called = words.called(held, self.context.elections.get(held.election))
        return Hand(held.seat_id, held.seat_version, held.unit, called, card.person_id, card.name)

    def _unit(self) -> str:
        """Where a change to this person is noted: at their seat, or where they wait, or here."""
        held = self._held()
        if held is not None:
            return held.unit
        card = self.data.card if self.data is not None else None
        if card is None:
            return self.context.place.unit
        units_ = [*(one.unit for one in card.tenures), *(one.unit for one in card.reserves)]
        return next(iter(units_), self.context.place.unit)

    @on(Lines.Activated, "#person")
    def to_seat(self) -> None:
        """Enter: the seat, on Personel."""
        held = self._held()
        if held is None:
            self.say(_("Tidak memegang kursi sekarang."), "kurang")
            return
        self.context.seat = held.seat_id
        self.host.go(Place(held.election, held.unit))
        self.host.show_mode("personel")

    # ── opening what is masked ────────────────────────────────────────────────────────────

    def action_identity(self) -> None:
        """I: show what is masked, after saying that the journal keeps it."""
        if self.data is None or self.refused("unmask"):
            return
        if self._open:
            self._reveal(frozenset())
            return
        card = self.data.card
        opened = words.opened(card)
        if not opened:
            self.say(_("Belum ada NIK, telepon, atau alamat."), "dim")
            return
        from screens.dialogs.confirm import Confirm

        labels = ", ".join(_(fields.FIELDS[name]) for name in opened)
        lines = [
            [(plain(card.name), "title"), (f"  {labels}", "text")],
            [(_("Dicatat di jurnal: {who} membuka data ini.").format(who=self.context.actor.name), "dim")],
        ]

        def service(work: UnitOfWork) -> None:
            from models.services.biodata import unmask

            unmask(work, card.person_id, opened)

        def answered(yes: bool | None) -> None:
            if yes:
                self.write("unmask", self._unit(), service, lambda _done: self._reveal(frozenset(opened)))

        self.app.push_screen(Confirm(_("Buka data pribadi?"), lines, yes=_("Buka")), answered)

    def _reveal(self, opened: frozenset[str]) -> None:
        self._open = opened
        if self.data is not None:
            self.data = self.data._replace(open_=opened)
            self.show(self.data)

    # ── editing ────────────────────────────────────────────────────────────

    def action_edit(self) -> None:
        """E: change what is known."""
        if self.data is None or self.refused("biodata"):
            return
        unit = self._unit()
        kota = unit[: units.LENGTHS[units.Level.KOTA]]
        # Read before the form opens; what somebody presses meanwhile must not act on the card.
        self.close_gate()

        def read(connection: Any) -> tuple[Card | None, dict[str, str]]:
            from models.queries import register

            return register.card(connection, self._of), kelurahan(connection, kota, self.context.place.election)

        def then(found: tuple[Card | None, dict[str, str]]) -> None:
            self._open_gate()
            card, names = found
            if card is not None:
                self._ask(card, names, unit)

        self.fetch(read, then)

    def action_papers(self) -> None:
        """C: which papers are here, one by one."""
        data = self.data
        if data is None or self.refused("papers"):
            return
        if not data.asked:
            self.say(_("Tidak ada berkas yang diminta: ia tidak duduk dan tidak menunggu."), "kurang")
            return
        from screens.clashing import Edit
        from screens.dialogs.papers import PapersDialog
        from screens.presenters import papers

        card, unit, seen = data.card, self._unit(), papers.handed(data.card.papers)

        def save(form: Form, entered: dict[str, Any]) -> None:
            values, before = papers.changed(entered, seen)
            if not values:
                form.failed(_("Tidak ada yang diubah. Esc menutup."))
                return

            def service(work: UnitOfWork, edit: Edit) -> int:
                from models.services.papers import hand_in

                return hand_in(work, card.person_id, edit.values, seen=edit.seen)

            edit = Edit(values, before, papers.names(data.asked), papers.words)
            words = _("{n} berkas {name} dicatat")
            self.submit_edit(form, "papers", unit, edit, service, lambda n: words.format(n=n, name=plain(card.name)))

        today = self.context.today(unit)
        self.ask(
            PapersDialog(plain(card.name), card.person_id, data.asked, seen, today, save), f"papers:{card.person_id}"
        )

    def _ask(self, card: Card, names: dict[str, str], unit: str) -> None:
        from screens.clashing import Edit
        from screens.dialogs.biodata import BiodataDialog, of_card

        version = card.biodata.version if card.biodata is not None else None

        def save(form: Form, entered: Entered) -> None:
            if not entered.values:
                form.failed(_("Tidak ada yang diubah. Esc menutup."))
                return
            named = dict(names)

            def said(name: str, value: Any) -> str:
                return fields.words(name, value, named, hidden=name not in self._open)

            edit = Edit(entered.values, entered.seen, fields.FIELDS, said)
            self._save(form, card.person_id, edit, version, named, unit)

        def look(typed: str, then: Callable[[Reading], None], failed: Callable[[str], None]) -> None:
            def read(connection: Any) -> Meant:
                from models.queries import search

                return search.meant(connection, typed, but=card.person_id)

            self.fetch(
                read,
                lambda found: then(words.meant(found, card.person_id, self.context.elections)),
                lambda error: failed(self.sentence(error)),
            )

        known = of_card(card, sorted(self._open), names)
        self.ask(BiodataDialog(known, self.context.today(unit), save, look), f"person:{card.person_id}")

    def _save(self, form: Form, person: int, edit: Edit, version: int | None, named: dict[str, str], unit: str) -> None:
        def service(work: UnitOfWork, edit: Edit) -> None:
            from models.queries import search
            from models.services.biodata import change

            seen = {name: edit.seen.get(name) for name in edit.values}
            try:
                change(work, person, edit.values, version, seen=seen)
            except Clash as clash:
                # Who was meant by each of us, for the one who chooses.
                about = [one.value for one in clash.detail.get("fields", {}).get("spouse_id", ())]
                found = search.called(work.connection, {one for one in (*about, seen.get("spouse_id")) if one})
                named.update((str(one), name) for one, name in found.items())
                raise

        self.submit_edit(form, "biodata", unit, edit, service, lambda _done: _("Biodata disimpan"))


def kelurahan(connection: Any, kota: str, election: str) -> dict[str, str]:
    """The kelurahan of a kabupaten or kota by code."""
    from models.queries import territory

    found = [
        row
        for up in territory.children(connection, kota, election)
        for row in territory.children(connection, up.code, election)
    ]
    return {row.code: row.name for row in found}
