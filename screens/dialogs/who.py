"""Who is meant by a name: somebody who is here already, or somebody new. Never guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from screens.dialogs.form import Choices, TextField
from screens.dialogs.lookup import Lookup
from screens.locale import _
from screens.presenters import orang
from screens.presenters.entered import Reading
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.queries.register import Namesake
    from models.rules.schema import Election
    from screens.dialogs.lookup import Look

NEW, OPEN = "new", ""


class Who(Vertical):
    """A name, and below it, as soon as somebody is called so, who is meant. Whoever is called exactly so must be
    chosen or refused: one person in two seats is found by that."""

    DEFAULT_CSS = """
    Who { height: auto; width: 1fr; }
    Who Choices { display: none; }
    Who.-known Choices { display: block; }
    """

    def __init__(
        self, look: Look[Sequence[Namesake]], elections: Mapping[str, Election], *, label: str = "", new: str = ""
    ) -> None:
        """``elections``: to call seats by their names; ``label``: of the name, ``new``: nobody who is here."""
        super().__init__()
        self.name_field = Name(self, label, required=_("Nama belum diisi."), read=self._named)
        self._new = (NEW, new or _("orang baru"))
        self.whom = Choices(_("Siapa"), [self._new])
        self._elections = elections
        self._lookup = Lookup(self, lambda: self.name_field.text, look, self._show)

    def compose(self) -> ComposeResult:
        """The name; who is meant is shown when there is a choice."""
        yield self.name_field
        yield self.whom

    @property
    def person_id(self) -> int | None:
        """Who was chosen; None: somebody new."""
        return int(self.whom.value) if self.whom.value.isdigit() else None

    def check(self) -> bool:
        """Whether it is said who is meant; says so if not."""
        if self._lookup.answered != self.name_field.text:
            self._lookup.wait()
            return False
        return True

    def _named(self, said: str) -> Reading:
        """A name of which it is said who bears it, where that can be asked already."""
        from models.text import LONGEST_NAME

        if len(said) > LONGEST_NAME:
            return Reading(wrong=_("Nama terlalu panjang: paling banyak {longest} huruf.").format(longest=LONGEST_NAME))
        if said == self._lookup.answered and self.whom.value == OPEN:
            sentence = _("Nama ini sudah ada. Pilih orangnya, atau orang baru.")
            return Reading(said=sentence, wrong=sentence, unfinished=True)
        return Reading(said)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """Ask when the letters rest; the event goes on to the form, which keeps the draft."""
        self._lookup.typed()

    def _show(self, found: Sequence[Namesake]) -> None:
        options = [self._new]
        if any(one.exact for one in found):
            options.insert(0, (OPEN, _("pilih…")))
        options += [(str(one.person_id), self._words(one)) for one in found]
        self.whom.offer(options, str(self.person_id or ""))
        self.set_class(bool(found), "-known")

    def _words(self, one: Namesake) -> str:
        """``Budi Santoso, 1976, KPPS Ketua · TPS 001 Wates``."""
        year = str(one.born_on.year) if one.born_on is not None else ""
        seats = " + ".join(orang.called(seat, self._elections.get(seat.election)) for seat in one.seats)
        if seats and one.seats[0].end_on is not None:
            seats = _("dulu {seat}").format(seat=seats)
        return ", ".join(part for part in (plain(one.name), year, seats or _("tidak memegang kursi")) if part)


class Name(TextField):
    """The name; where that is not enough, whom it means is chosen below it."""

    def __init__(self, who: Who, label: str, **options: Any) -> None:
        """``options`` are those of a TextField."""
        super().__init__(label or _("Nama"), **options)
        self._who = who

    def point(self) -> None:
        """To the choice, where that is what is missing."""
        if self.text and self._who.whom.value == OPEN:
            self._who.whom.focus()
        else:
            super().point()


def asked_of(screen: Any) -> Look[Sequence[Namesake]]:
    """How a dialog over this screen asks who is called so."""

    def look(typed: str, then: Callable[[Sequence[Namesake]], None], failed: Callable[[str], None]) -> None:
        def read(connection: Any) -> Sequence[Namesake]:
            from models.queries import register

            return register.namesakes(connection, typed)

        screen.fetch(read, then, lambda error: failed(screen.sentence(error)))

    return look
