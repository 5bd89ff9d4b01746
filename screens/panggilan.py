"""Panggilan: on the days of the roll-call every kecamatan answers, one after the other, ready or not. Above a kota each
unit stands there with what was decided over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from models import queries, rollcall, units
from models.errors import Clash, Refused, SiagaError
from models.rollcall import SIAP, TIDAK, Waiver
from screens import keys
from screens.base import where
from screens.context import Context
from screens.locale import _
from screens.presenters import orang
from screens.presenters import panggilan as words
from screens.presenters.sitrep import rehearsal
from screens.presenters.text import plain
from screens.widgets.grid import Grid, Row
from screens.widgets.lines import Line, Lines
from screens.writer import Writer

if TYPE_CHECKING:
    from models.queries.board import Moment
    from models.queries.rollcall import Called, Station
    from models.rules.schema import RollCall
    from models.uow import UnitOfWork
    from screens.dialogs.form import Form
    from screens.dialogs.panggilan import Decided
    from screens.exports import Export


@dataclass(frozen=True, slots=True)
class Shown:
    """One roll-call; None where the election has none."""

    moment: Moment
    called: Called | None


class Panggilan(Writer[Shown]):
    """The stations of one roll-call; ``f`` turns to the next one, Enter calls the station under the cursor."""

    WHERE = where("panggilan")
    WITHOUT = frozenset({"filter", "sort", "sort-reverse", "select", "select-all"})
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("panggilan")]
    AUTO_FOCUS = "#stations"
    CSS: ClassVar[str] = "#calls { height: 1; } #stations { height: 1fr; } #gates { height: auto; max-height: 12; }"

    def __init__(self, context: Context) -> None:
        """The next roll-call; no waiver was given yet."""
        super().__init__(context)
        self.call: RollCall | None = None
        self.waivers: dict[tuple[str, int, str], list[Waiver]] = {}

    def compose_body(self) -> ComposeResult:
        """Every roll-call in a line, the stations of one, the gates of one of these."""
        yield Lines(frame=False, id="calls")
        yield Grid(words.columns(), id="stations", empty=_("Tidak ada kecamatan di sini."))
        yield Lines(id="gates")

    @property
    def grid(self) -> Grid:
        """The stations."""
        return self.query_one("#stations", Grid)

    # ── reading and showing ────────────────────────────────────────────────────────────

    def read(self, connection: Any) -> Shown:
        """The roll-call that is chosen, of the place."""
        election, unit = self.context.election, self.context.place.unit
        moment = queries.board.moment_of(election, self.context.now())
        # Another election may have other days.
        call = self.call if self.call in election.rollcalls else rollcall.next_call(election, self.context.today())
        if call is None:
            return Shown(moment, None)
        return Shown(moment, queries.rollcall.called(connection, election, unit, call, moment))

    def show(self, data: Shown) -> None:
        """The stations."""
        election, now = self.context.election, self.context.now()
        called = data.called
        self.leave_out(() if self._decidable(called) else ("decide",))
        if called is None:
            self.grid.describe(_("Panggilan siap"))
            self.grid.set_rows([])
            self.grid.show_state(_("Pemilihan ini tidak punya panggilan siap."))
            self.call = None
            self.query_one("#calls", Lines).update([])
            self._follow()
            return
        self.call = called.call
        self.query_one("#calls", Lines).update(lambda width: [words.calls(called, election, now, width)])
        self.grid.describe(words.title(called.call, election), [words.state(called, election, now)])
        rows = [
            Row(one.state.code, words.cells(at, one, called.call, election, now))
            for at, one in enumerate(called.stations, 1)
        ]
        self.grid.set_rows(rows)
        self._follow()

    @on(Grid.RowHighlighted)
    def follow(self) -> None:
        """The gates follow the cursor."""
        self._follow()

    def _follow(self) -> None:
        panel, station = self.query_one("#gates", Lines), self._station()
        called = self.data.called if self.data is not None else None
        panel.display = station is not None
        if station is None or called is None:
            return
        said = [
            *words.answered(station, self.context.election),
            words.decision(called, self._wide(), self._decidable(called), self.context.now()),
        ]
        lines = [*said, [], *self._gates(station)]
        panel.update(
            lambda width: [one for line in lines for one in orang.broken([(" ", ""), *line], width, 4)],
            title=plain(station.state.name),
        )

    def explain(self) -> Sequence[Line]:
        """Why the station under the cursor may say SIAP, or may not."""
        station = self._station()
        return () if station is None else [*self._gates(station), [], *words.answered(station, self.context.election)]

    def _decidable(self, called: Called | None) -> bool:
        """Whether something may follow from the roll-call that is shown: it is open, and this is no kecamatan."""
        election, now = self.context.election, self.context.now()
        narrow = units.level(self.context.place.unit) >= units.Level.KECAMATAN
        return called is not None and not narrow and rollcall.is_open(election, called.call, now)

    def _gates(self, station: Station) -> Sequence[Line]:
        return words.gates(station, self.context.election, self._waivers(station), self.context.now())

    def _wide(self) -> bool:
        """Whether the stations are no kecamatan, so that their answers are decisions of their own."""
        return units.level(self.context.place.unit) < units.Level.KOTA

    def _station(self, code: str = "") -> Station | None:
        called = self.data.called if self.data is not None else None
        wanted = code or str(self.grid.key)
        return next((one for one in called.stations if one.state.code == wanted), None) if called is not None else None

    def _waivers(self, station: Station) -> list[Waiver]:
        """Those given just now, or else those of its answer."""
        given = self.waivers.get(self._about(station.state.code))
        return given or (list(station.signed.answer.waivers) if station.signed is not None else [])

    def _about(self, code: str) -> tuple[str, int, str]:
        """What waivers are given for: the election, the roll-call, the station."""
        assert self.call is not None
        return self.context.place.election, self.call.day, code

    def unsaved(self) -> bool:
        """Whether waivers were given that no answer holds yet."""
        return bool(self.waivers)

    def action_next_list(self) -> None:
        """f: the next roll-call, and from the last one the first."""
        calls = sorted(self.context.election.rollcalls, key=lambda call: -call.day)
        if self.call in calls:
            self.call = calls[(calls.index(self.call) + 1) % len(calls)]
            self.grid.set_rows([])
            self.reload(anew=True)

    # ── calling ────────────────────────────────────────────────────────────

    @on(Grid.RowActivated)
    def call_station(self) -> None:
        """Enter: ask the station under the cursor; a wide one is asked by those below it."""
        if self._wide():
            self.go(str(self.grid.key))
            return
        if self.call is None or self.refused("rollcall", str(self.grid.key)):
            return
        if not rollcall.is_open(self.context.election, self.call, self.context.now()):
            self.say(self.sentence(Refused("rollcall_closed", opens=rollcall.opens(self.context.election, self.call))),
                     "kurang")  # fmt: skip
            return
        self._ask(str(self.grid.key))

    def _ask(self, code: str, sentence: str = "") -> None:
        from screens.dialogs.panggilan import CallDialog

        station, call = self._station(code), self.call
        called = self.data.called if self.data is not None else None
        if station is None or call is None or called is None:
            return
        self.grid.move_to(code)
        lines = [*self._gates(station), *words.answered(station, self.context.election)]
        at = [one.state.code for one in called.stations].index(code) + 1
        note = _("{at} dari {n}").format(at=at, n=len(called.stations))
        title = f"H-{call.day} · {plain(station.state.name)}"
        self.app.push_screen(CallDialog(title, note, lines, sentence), lambda what: self._answered(code, what))

    def _answered(self, code: str, what: str | None) -> None:
        station = self._station(code)
        if what is None or station is None or self.call is None:
            return
        if what == "next":
            self._next(code)
        elif what == "undo":
            self.undo(lambda sentence: self._ask(code, sentence))
        elif what == "let":
            self._let(station)
        elif what == SIAP:
            left = rollcall.unwaived(station.gates, self._waivers(station), self.call, self._stored_now())
            if left:
                self._ask(code, words.refused(left, self.call))
            else:
                self._record(station, SIAP)
        else:
            self._say_no(station)

    def _stored_now(self) -> Any:
        from models.clock import stored

        return stored(self.context.now())

    def _let(self, station: Station) -> None:
        from screens.dialogs.panggilan import WaiverDialog

        code, call, election = station.state.code, self.call, self.context.election
        assert call is not None
        gates = [
            (one, f"{one} {_(election.indicator(one).short)}")
            for one in rollcall.red(station.gates)
            if one not in call.firm
        ]
        if not gates:
            self._ask(code, _("Tidak ada gerbang yang dapat didispensasi di sini."))
            return

        def save(form: Form, waiver: Waiver) -> None:
            kept = [one for one in self._waivers(station) if one.code != waiver.code]
            self.waivers[self._about(code)] = [*kept, waiver]
            form.saved()

        dialog = WaiverDialog(plain(station.state.name), gates, self.context.now(), save)
        self.app.push_screen(dialog, lambda _result: self._ask(code))

    def _say_no(self, station: Station) -> None:
        from screens.dialogs.panggilan import RefusalDialog

        preset = ", ".join(rollcall.red(station.gates))
        self.app.push_screen(
            RefusalDialog(
                plain(station.state.name), preset, lambda form, note: self._record(station, TIDAK, note, form)
            )
        )

    def _record(self, station: Station, said: str, note: str = "", form: Form | None = None) -> None:
        code, call = station.state.code, self.call
        assert call is not None
        version = station.signed.version if station.signed is not None else None
        waivers, about = self._waivers(station), self._about(code)

        def service(work: UnitOfWork) -> object:
            from models.services import rollcall as verbs

            return verbs.answer(work, call.day, code, said, version=version, waivers=waivers, note=note)

        def done(_row: object) -> None:
            if form is not None:
                form.saved()
            self.waivers.pop(about, None)
            self.say(_("Dicatat: {name} {said}").format(name=plain(station.state.name), said=said.upper()), "siap")
            self.acted()
            self._next(code)

        def failed(error: SiagaError) -> None:
            sentence = self.sentence(error)
            if isinstance(error, Clash):
                self.ring()
                self.acted()
            if form is not None and form.is_attached:
                form.failed(sentence)
            else:
                self._ask(code, sentence)

        self.write("rollcall", code, service, done, failed)

    def _next(self, code: str) -> None:
        """On to the next station that has not answered, in the order of the list; after the last one it is over."""
        called = self.data.called if self.data is not None else None
        if called is None:
            return
        codes = [one.state.code for one in called.stations]
        after = called.stations[codes.index(code) + 1 :]
        waiting = next((one for one in after if one.signed is None or one.lapses), None)
        if waiting is not None:
            self._ask(waiting.state.code)

    # ── what follows ────────────────────────────────────────────────────────────

    def action_decide(self) -> None:
        """Q: go on, or hold."""
        from screens.dialogs.panggilan import DecisionDialog

        called, unit = self.data.called if self.data is not None else None, self.context.place.unit
        if called is None or self.refused("rollcall_decide"):
            return
        day, version = called.call.day, called.decision.version if called.decision is not None else None

        def save(form: Form, decided: Decided) -> None:
            def service(work: UnitOfWork) -> object:
                from models.services import rollcall as verbs

                return verbs.decide(work, day, unit, decided.decision, version=version, reason=decided.reason)

            said = _("Keputusan H-{day} dicatat.").format(day=day)
            self.submit(form, "rollcall_decide", unit, service, lambda _row: said)

        state = words.state(called, self.context.election, self.context.now())[0]
        ready = called.ready == len(called.stations)
        self.app.push_screen(DecisionDialog(f"H-{day} · {state}", save, ready=ready))

    def action_record(self) -> None:
        """V: the whole record as text, to copy or print."""
        from screens import exporting

        called = self.data.called if self.data is not None else None
        if called is not None:
            exporting.show(self, words.title(called.call, self.context.election), self.record_text(called), "panggilan")

    def record_text(self, called: Called) -> str:
        """The record of what is shown."""
        place = self.context.name(self.context.place.unit)
        mark = rehearsal() if self.context.rehearsal else ""
        return words.record(called, self.context.election, place, self.context.now(), mark)

    def exported(self) -> Export | None:
        """The record of the roll-call that is shown, a page of text."""
        from screens import exports

        if self.data is None or (called := self.data.called) is None:
            return None
        return exports.of_text(f"panggilan-h{called.call.day}", "txt", lambda: self.record_text(called))
