"""What is known of a person: a line for each field, understood and checked while one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from screens.dialogs.form import FieldLine, Form, Save
from screens.dialogs.lookup import Look, Lookup
from screens.locale import _
from screens.presenters import biodata
from screens.presenters.entered import Reading
from screens.widgets.field import Told

SPOUSE = "spouse_id"


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


class SpouseLine(FieldLine):
    """Whom one is married to: looked up among the people of the register while one types, never guessed."""

    def __init__(self, known: Known, look: Look[Reading]) -> None:
        """As it stood before."""
        super().__init__(_(biodata.FIELDS[SPOUSE]), known.spouse, self._meant, _("nama atau NIK"))
        self.told = Told(classes="told")
        self._before = known.values.get(SPOUSE)
        self._lookup = Lookup(self, lambda: self.entry.text, look, self._answer)
        self._found = Reading()

    def _meant(self, said: str) -> Reading:
        """Who is meant, as far as that is known."""
        if self.entry.value == self.entry.preset:
            return Reading(self._before)
        told = biodata.sought(said)
        if told is not None:
            return told
        return self._found if said == self._lookup.answered else Reading(said=_("mencari…"), kept=True)

    @property
    def awaited(self) -> bool:
        """Whether Enter came before the answer: then it is saved when it is there."""
        missing = self.reading().kept
        if missing:
            self._lookup.wait()
        else:
            self._lookup.wait_no_more()
        return missing

    @on(Input.Changed)
    def _typed(self) -> None:
        """Ask when the letters rest; the event goes on to the form."""
        self._lookup.typed(when=lambda: self.reading().kept)

    def _answer(self, found: Reading) -> None:
        self._found = found


class BiodataDialog(Form):
    """All fields. One that is hidden stands empty: left so, it stays as it is; ``-`` takes the value away."""

    CSS: ClassVar[str] = """
    SpouseLine.line { height: auto; }
    SpouseLine.line Entry { width: 2fr; }
    SpouseLine.line .told { width: 5fr; height: auto; }
    BiodataDialog #panel { max-height: 100%; }
    """

    def __init__(self, known: Known, today: date, save: Save, look: Look[Reading]) -> None:
        """``save`` gets an ``Entered``; ``look`` finds the spouse."""
        super().__init__(_("Ubah biodata"), save, known.name)
        self._known, self._today = known, today
        self.spouse = SpouseLine(known, look)
        self.fields = {name: self._line(name) for name in biodata.FIELDS}

    def _line(self, name: str) -> FieldLine:
        if name == SPOUSE:
            return self.spouse
        value = self._known.values.get(name)

        def read(said: str) -> Reading:
            return self._read(name, said)

        if self._known.hides(name):
            return FieldLine(_(biodata.FIELDS[name]), "", read, biodata.masked(name, value))
        return FieldLine(_(biodata.FIELDS[name]), biodata.typed(name, value, self._known.names), read)

    @property
    def draft_name(self) -> str:
        """Of this person: others may have the same name."""
        return f"biodata:{self._known.person_id}"

    def compose_form(self) -> ComposeResult:
        """A line for each field."""
        yield from self.fields.values()

    def on_mount(self) -> None:
        """Begin at the top."""
        self.fields["name"].entry.focus()

    def _read(self, name: str, said: str) -> Reading:
        """One field as it stands now; the NIK is compared with sex and birth date."""
        if not said and self._known.hides(name):
            return Reading(self._known.values.get(name), _("kosong: tetap, -: hapus"), kept=True)
        form = biodata.Form(self._today, self._known.names)
        if name == "nik":
            form = form._replace(sex=self._now("sex"), born_on=self._now("born_on"))
        return biodata.read(name, said, form)

    def _now(self, name: str) -> Any:
        found = self.fields[name].reading()
        return self._known.values.get(name) if found.kept else found.value

    def entered(self) -> Entered | None:
        """What changed, if it can be read; what stood there before holds nobody up."""
        if self.spouse.awaited:
            return None
        before = self._known.values
        found = {name: line.reading() for name, line in self.fields.items()}
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
