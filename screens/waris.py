"""Waris: who comes next in one seat, with what stands against each and what each still lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models.units import area
from screens import keys
from screens.base import where
from screens.context import Context
from screens.locale import _
from screens.people_acts import Hand
from screens.presenters import eligibility
from screens.presenters import waris as words
from screens.presenters.text import plain
from screens.reserve_acts import ReserveActs, Shown
from screens.widgets.grid import Grid, Row
from screens.widgets.lines import Lines

if TYPE_CHECKING:
    from models.errors import Clash
    from models.queries.register import Heir, Heirs
    from models.queries.register.rows import TenureRow
    from models.services.register import Replaced
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.dialogs.succession import Following


class Waris(ReserveActs):
    """The heirs of ``context.vacancy``. The cursor stands on the next one in line; Esc back where one came from."""

    WHERE = where("waris")
    ABOUT = "reserve"
    WITHOUT = frozenset({"filter", "sort", "sort-reverse", "select", "select-all"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("waris")]
    AUTO_FOCUS = "#heirs"
    CSS: ClassVar[str] = "#vacancy { height: 4; } #heirs { height: 1fr; } #heir { height: auto; max-height: 9; }"

    def __init__(self, context: Context) -> None:
        """Of no seat yet."""
        super().__init__(context)
        self._of = 0

    def compose_body(self) -> ComposeResult:
        """The seat, its heirs, the one under the cursor."""
        yield Lines(id="vacancy")
        yield Grid(words.columns(), id="heirs", title=_("Cadangan menurut giliran"), empty=_("Tidak ada cadangan."))
        yield Lines(id="heir")

    # ── reading ────────────────────────────────────────────────────────────

    def on_screen_resume(self) -> None:
        """Perhaps for another seat."""
        if self.context.vacancy != self._of:
            self._of = self.context.vacancy
            self.reload(anew=True)

    def read(self, connection: Any) -> Shown:
        """The seat and who waits for it."""
        from models.queries import register, territory

        context = self.context
        found = register.heirs(connection, context.election, context.vacancy, context.today())
        if found is not None:
            codes = {area(found.unit)}
            codes |= {str(one.facts[key]) for heir in found.heirs for one in heir.findings for key in ("area", "unit")
                      if one.facts.get(key)}  # fmt: skip
            missing = {area(code) for code in codes} - set(context.names)
            context.names.update(territory.names(connection, missing) if missing else {})
        return Shown(found)

    # ── showing ────────────────────────────────────────────────────────────

    def show(self, data: Shown) -> None:
        """The seat, the list, the one under the cursor."""
        found, context, head = data.found, self.context, self.query_one("#vacancy", Lines)
        if found is None:
            head.update([], title=_("Waris"))
            head.show_state(_("Kursi ini tidak ada di pemilihan ini. Esc: kembali."))
            self.grid.set_rows([])
            return
        self.leave_out(() if found.holder is not None else {"record"})
        today, election = context.today(found.unit), context.election
        head.update(lambda _width: [[(" ", ""), *line] for line in words.head(found, today)],
                    title=words.title(found, election))  # fmt: skip
        fresh = not self.grid.window.rows
        rows = [
            Row(heir.reserve.id, words.cells(heir, election, context.elections, context.names)) for heir in found.heirs
        ]
        first = found.next.reserve.id if found.next is not None and fresh else None
        self.grid.set_rows(rows, total=len(rows), cursor=first)
        self._details()

    @on(Grid.RowHighlighted)
    def follow(self) -> None:
        """Details follow the cursor."""
        self._details()

    def _details(self) -> None:
        found = self.data.found if self.data is not None else None
        if found is None:
            return
        context, heir = self.context, self._heir()
        name = plain(heir.reserve.name) if heir is not None else _("Belum ada cadangan")
        self.query_one("#heir", Lines).update(
            lambda width: _wrapped(
                words.details(heir, found, context.election, context.elections, context.names, context.now()), width
            ),
            title=name,
        )

    def back(self) -> None:
        """Esc: where one came from."""
        self._of = 0
        self.leave()

    @on(Grid.RowActivated)
    def open_card(self) -> None:
        """Enter: the card, as o."""
        self.action_person()

    # ── whom the keys are about ────────────────────────────────────────────────────────────

    def at_hand(self) -> Hand | None:
        """The reserve under the cursor; they hold no seat yet."""
        heir = self._heir()
        if heir is None:
            return None
        one = heir.reserve
        return Hand(0, 0, one.unit, "", one.person_id, one.name)

    def seat_shown(self) -> Hand | None:
        """The seat that is to be filled."""
        found = self._found()
        if found is None:
            return None
        return Hand(found.seat_id, found.version, found.unit, words.called(found, self.context.election))

    # ── appointing ────────────────────────────────────────────────────────────

    def action_appoint(self) -> None:
        """a: the one under the cursor follows; where nobody waits, somebody who is named."""
        found, heir = self._found(), self._heir()
        if found is None or self.refused("replace", found.unit):
            return
        if heir is not None and heir.blocked:
            why = eligibility.refusal(heir.findings, self.context.elections, self.context.names)
            self.say(_("{name} tidak dapat diangkat: {why}").format(name=plain(heir.reserve.name), why=why), "kritis")
            return
        from screens.dialogs.succession import ReplaceDialog
        from screens.dialogs.who import Who, asked_of

        def save(form: Form, entered: Following) -> None:
            self._replace(form, found, heir, entered)

        reserve = plain(heir.reserve.name) if heir is not None else ""
        who = Who(asked_of(self), self.context.elections)
        asn = self.context.election.body(found.body).post(found.post).asn == "required"
        leaving = plain(found.holder.name) if found.holder is not None else ""
        called = words.called(found, self.context.election)
        today, begins = self.context.today(found.unit), self.context.election.body(found.body).tenure.start
        self.ask(ReplaceDialog(reserve, who, asn, leaving, called, today, save, begins), f"seat:{found.seat_id}")

    def _replace(
        self, form: Form, found: Heirs, heir: Heir | None, entered: Following, version: int | None = None
    ) -> None:
        def service(work: UnitOfWork) -> Replaced:
            from models.services.register import Successor, replace

            return replace(
                work,
                Successor(
                    found.seat_id,
                    entered.day,
                    reserve_id=heir.reserve.id if heir is not None else None,
                    person_id=entered.person_id,
                    name=entered.name,
                    asn=heir is None and entered.asn,
                    biodata=None if heir is not None or entered.person_id is not None else {},
                    decree=entered.decree.number or None,
                    decree_on=entered.decree.day,
                    ended_on=entered.left_on,
                    reason=entered.reason,
                    version=found.version if version is None else version,
                ),
            )

        def said(done: Replaced) -> str:
            self.call_later(self._minutes, found, done.tenure, done.previous)
            name, seat = plain(done.tenure.name), words.called(found, self.context.election)
            return _("{name} diangkat: {seat}").format(name=name, seat=seat)

        def clashed(clash: Clash) -> bool:
            from screens.taken import Mine, choose

            mine = Mine(
                found.seat_id,
                found.unit,
                found.body,
                words.called(found, self.context.election),
                str(clash.detail["mine"]),
                entered.day,
                entered.decree.number or None,
                entered.decree.day,
                heir is None and entered.asn,
                entered.person_id,
                heir.reserve.id if heir is not None else None,
                found.holder.person_id if found.holder is not None else None,
            )
            return choose(self, form, clash, mine, lambda fresh: self._replace(form, found, heir, entered, fresh), said)

        self.submit(form, "replace", found.unit, service, said, clashed=clashed)

    # ── the minutes ────────────────────────────────────────────────────────────

    def action_record(self) -> None:
        """V: the text of the BA on whoever sits there, once more."""
        found = self._found()
        if found is not None and found.holder is not None:
            self._minutes(found, found.holder, found.last)

    def _minutes(self, found: Heirs, holder: TenureRow, previous: TenureRow | None) -> None:
        """The text of the BA, to be copied or written as a file."""
        from screens import exporting

        text = words.minutes(found, self.context.election, holder, previous)
        note = words.called(found, self.context.election)
        exporting.show(self, _("Berita acara"), text, "berita-acara", note=note, unit=found.unit)


def _wrapped(lines: Any, width: int) -> Any:
    """Lines with a margin, broken where they are too long."""
    from screens.presenters.orang import broken

    return [one for line in lines for one in broken([(" ", ""), *line], width, 4)]
