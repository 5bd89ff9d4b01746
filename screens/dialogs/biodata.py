"""What is known of a person: a line for each field, understood and checked while one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.widgets import Input

from screens.dialogs.form import Form, Preset, Save
from screens.locale import _
from screens.presenters import biodata
from screens.presenters.glyphs import sign
from screens.presenters.text import wrapped
from screens.widgets.field import Words
from screens.widgets.painted import Line

if TYPE_CHECKING:
    from textual.timer import Timer

Look = Callable[[str, Callable[[biodata.Reading], None]], None]
"""(a name or NIK, what to do with how it is read): asks the database who is meant, in a thread."""
PAUSE = 0.15
"""Seconds of rest after a letter before the database is asked."""
LINES = 2
"""Of what is said of a spouse: the name and the seat, or what to type."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as the form shows them: every field's value, which private ones were opened, the kelurahan by code,
    the name of the spouse."""

    person_id: int
    name: str
    values: Mapping[str, Any]
    opened: frozenset[str]
    names: Mapping[str, str]
    spouse: str = ""

    def hides(self, field: str) -> bool:
        """Whether the form must not show what is known."""
        return field in biodata.PRIVATE and field not in self.opened and self.values.get(field) is not None


@dataclass(frozen=True, slots=True)
class Entered:
    """What was changed (field → new value), and the same fields as they stood before."""

    values: dict[str, Any]
    seen: dict[str, Any]


class BiodataLine(Horizontal):
    """Label, entry, and at its right how the entry is understood, or what is wrong with it."""

    def __init__(self, name: str, value: str, placeholder: str = "") -> None:
        """``name``: of the field, ``value`` as one would type it."""
        super().__init__(classes="line")
        self.field = name
        self.entry = Preset(value, placeholder=placeholder)
        self._said = Words(classes="said")

    def compose(self) -> ComposeResult:
        """One line."""
        yield Words(f" {_(biodata.FIELDS[self.field])}", "dim", classes="label")
        yield self.entry
        yield self._said

    def show(self, reading: biodata.Reading, *, changed: bool) -> None:
        """Say how it is read; of what nobody touched only what is wrong."""
        if reading.wrong:
            self._said.show(f" {sign('kritis')} {reading.wrong}", "kritis")
        elif reading.said and changed:
            style = "kurang" if reading.doubt else "siap"
            self._said.show(f" {sign(style)} {reading.said}", style)
        else:
            told = reading.said.casefold() != self.entry.text.casefold()
            self._said.show(f" {reading.said}" if told else "", "dim")


class Told(Words):
    """Words that go on below where the line is too short for them."""

    def show(self, text: str, style: str) -> None:
        """Say something else, in as many lines as it takes."""
        super().show(text, style)
        if len(self.lines(self.size.width, 0)) != self.size.height:
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines."""
        return len(self.lines(width, 0))

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The words."""
        text, style = self._line[0]
        return [[(f" {part}", style)] for part in wrapped(text.strip(), width - 1)[:LINES]]


class SpouseLine(BiodataLine):
    """Whom one is married to: looked up among the people of the register while one types, never guessed."""

    def __init__(self, known: Known, look: Look) -> None:
        """As it stood before."""
        super().__init__("spouse_id", known.spouse, _("nama atau NIK"))
        self._said = Told(classes="said")
        self._before, self._look = known.values.get("spouse_id"), look
        self._timer: Timer | None = None
        self._asked = self._answered = ""
        self._found = biodata.Reading()
        self._waiting = False

    @property
    def reading(self) -> biodata.Reading:
        """Who is meant, as far as that is known."""
        if self.entry.value == self.entry.preset:
            return biodata.Reading(self._before)
        said = self.entry.text
        told = biodata.sought(said)
        if told is not None:
            return told
        return self._found if said == self._answered else biodata.Reading(said=_("mencari…"), kept=True)

    @property
    def awaited(self) -> bool:
        """Whether Enter came before the answer: then it is saved when it is there."""
        self._waiting = self.reading.kept
        if self._waiting:
            self._ask(anew=True)
        return self._waiting

    @on(Input.Changed)
    def _typed(self) -> None:
        """Ask when the letters rest; the event goes on to the form."""
        self._waiting = False
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._ask)

    def _ask(self, *, anew: bool = False) -> None:
        self._timer = None
        if self.reading.kept and (anew or self.entry.text != self._asked):
            asked = self._asked = self.entry.text
            self._look(asked, lambda found: self._answer(asked, found))

    def _answer(self, asked: str, found: biodata.Reading) -> None:
        if not self.is_attached or asked != self.entry.text:
            return
        self._answered, self._found = asked, found
        form = cast(BiodataDialog, self.screen)
        form.check()
        if self._waiting:
            self._waiting = False
            form.accept()


class BiodataDialog(Form):
    """All fields. One that is hidden stands empty: left so, it stays as it is; ``-`` takes the value away."""

    CSS: ClassVar[str] = """
    .line { height: 1; width: 1fr; }
    .line .label { width: 14; }
    .line Entry { width: 3fr; }
    .line .said { width: 4fr; }
    SpouseLine.line { height: auto; }
    SpouseLine.line Entry { width: 2fr; }
    SpouseLine.line .said { width: 5fr; height: auto; }
    BiodataDialog #panel { max-height: 100%; }
    """

    def __init__(self, known: Known, today: date, save: Save, look: Look) -> None:
        """``save`` gets an ``Entered``; ``look`` finds the spouse."""
        super().__init__(_("Ubah biodata"), save, known.name)
        self._known, self._today = known, today
        self.spouse = SpouseLine(known, look)
        self.fields = {name: self._line(name) for name in biodata.FIELDS}

    def _line(self, name: str) -> BiodataLine:
        if name == self.spouse.field:
            return self.spouse
        value = self._known.values.get(name)
        if self._known.hides(name):
            return BiodataLine(name, "", biodata.masked(name, value))
        return BiodataLine(name, biodata.typed(name, value, self._known.names))

    @property
    def draft_name(self) -> str:
        """Of this person: others may have the same name."""
        return f"biodata:{self._known.person_id}"

    def compose_form(self) -> ComposeResult:
        """A line for each field."""
        yield from self.fields.values()

    def on_mount(self) -> None:
        """Say how everything is read, and begin at the top."""
        self.check()
        self.fields["name"].entry.focus()

    @on(Input.Changed)
    def _changes(self) -> None:
        self.check()

    def readings(self) -> dict[str, biodata.Reading]:
        """Every field as it stands now; the NIK is compared with sex and birth date."""
        plain = biodata.Form(self._today, self._known.names)
        found = {name: self._reading(name, plain) for name in self.fields if name != "nik"}
        sex, born = found["sex"], found["born_on"]
        compared = plain._replace(
            sex=self._known.values.get("sex") if sex.kept else sex.value,
            born_on=self._known.values.get("born_on") if born.kept else born.value,
        )
        return found | {"nik": self._reading("nik", compared)}

    def _reading(self, name: str, form: biodata.Form) -> biodata.Reading:
        if name == self.spouse.field:
            return self.spouse.reading
        said = self.fields[name].entry.text
        if not said and self._known.hides(name):
            return biodata.Reading(self._known.values.get(name), _("kosong: tetap, -: hapus"), kept=True)
        return biodata.read(name, said, form)

    def check(self) -> dict[str, biodata.Reading]:
        """Say beside every field how it is read."""
        found = self.readings()
        for name, reading in found.items():
            line = self.fields[name]
            line.show(reading, changed=not reading.kept and line.entry.value != line.entry.preset)
        return found

    def entered(self) -> Entered | None:
        """What changed, if it can be read; what stood there before holds nobody up."""
        found = self.check()
        for name in self.fields:
            line = self.fields[name]
            if found[name].wrong and line.entry.value != line.entry.preset:
                label = _(biodata.FIELDS[name])
                self.wrong(_("{field}: {wrong}").format(field=label, wrong=found[name].wrong))
                line.entry.focus()
                return None
        if self.spouse.awaited:
            return None
        before = self._known.values
        # None, False and "" of a field that never was are all the same: nothing was said.
        changed = [
            name
            for name, reading in found.items()
            if not (reading.kept or reading.wrong) and (reading.value or None) != (before.get(name) or None)
        ]
        return Entered({name: found[name].value for name in changed}, {name: before.get(name) for name in changed})


def of_card(person: Any, opened: Sequence[str], names: Mapping[str, str]) -> Known:
    """Somebody as a card of ``queries.register`` has them."""
    known = person.biodata
    values = {name: getattr(known, name, None) for name in biodata.FIELDS} | {"name": person.name, "asn": person.asn}
    found = dict(names)
    if known is not None and known.domicile and known.domicile_name:
        found[known.domicile] = known.domicile_name
    spouse = (known.spouse if known is not None else None) or ""
    return Known(person.person_id, person.name, values, frozenset(opened), found, spouse)
