"""A dialog that stays open until what was typed in it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len
from textual import events, on
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input

from screens.context import Host
from screens.dialogs.base import Dialog
from screens.locale import _
from screens.presenters import dates, entered
from screens.presenters.glyphs import glyphs
from screens.presenters.text import plain
from screens.widgets.field import Entry, Field
from screens.widgets.painted import Line, Painted, Seg

if TYPE_CHECKING:
    from textual.timer import Timer

Save = Callable[[Any, Any], None]
"""(form, what was entered): saves it and calls ``form.saved()`` or ``form.failed(sentence)``."""
SOON = 0.3
"""Seconds after which what was typed is kept."""


class Form(Dialog[None]):
    """Subclasses write ``compose_form`` and ``entered``. Enter saves; Esc asks only if something was typed."""

    CSS: ClassVar[str] = """
    Form .row Field { width: 1fr; }
    Choices { height: auto; width: 1fr; padding: 0 1; }
    """

    def __init__(self, title: str, save: Save, note: str = "") -> None:
        """``save`` is called with this form and what ``entered`` returned."""
        super().__init__(title, note)
        self._save = save
        self._saving = False
        self._kept_as = ""
        self._draft_timer: Timer | None = None

    def entered(self) -> Any:
        """What was entered; None after saying what is wrong with it."""
        raise NotImplementedError

    @property
    def typed(self) -> bool:
        """Whether closing would lose something."""
        return any(entry.value != entry.preset for entry in self.query(Preset))

    def accept(self) -> None:
        """Enter: save, once."""
        if self._saving:
            return
        self.wrong("")
        values = self.entered()
        if values is not None:
            self._saving = True
            self.key_bar.say(_("menyimpan…"), "dim")
            self._save(self, values)

    def saved(self) -> None:
        """It is done."""
        if self.is_attached:
            self._give_up()

    def failed(self, sentence: str) -> None:
        """It could not be done: everything typed stays, and this is why."""
        self._saving = False
        if self.is_attached:
            self.key_bar.say("")
            self.wrong(sentence)

    def action_cancel(self) -> None:
        """Esc: close, but ask first when something was typed."""
        if not self.typed:
            self._give_up()
            return
        from screens.dialogs.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self._give_up()

        self.app.push_screen(Confirm(_("Buang yang sudah diketik?"), yes=_("Buang")), answered)

    # ── drafts ────────────────────────────────────────────────────────────

    @property
    def draft_name(self) -> str:
        """What the draft of this form is kept by: what is asked, and of whom."""
        return f"{self.heading.title}\n{self.heading.note}"

    def on_mount(self) -> None:
        """What was typed when the line was lost stands there again."""
        host = cast(Host, self.app)
        self._kept_as = self.draft_name
        kept, fields = host.draft(self._kept_as), self._fields()
        if kept is None or len(kept) != len(fields):
            return
        for field, said in zip(fields, kept, strict=True):
            field.fill(said)
        self.key_bar.note(_("draf dipulihkan"))

    def _fields(self) -> list[Preset | Choices]:
        return [one for one in self.query("*") if isinstance(one, Preset | Choices)]

    @on(Input.Changed)
    def _changed(self) -> None:
        """Keep it soon: not each letter by itself."""
        if self._draft_timer is None and self._kept_as:
            self._draft_timer = self.set_timer(SOON, self._keep)

    def _keep(self) -> None:
        self._draft_timer = None
        values = [one.value for one in self._fields()] if self.typed else None
        cast(Host, self.app).keep_draft(self._kept_as, values)

    def _give_up(self) -> None:
        """Close; there is nothing more to remember."""
        if self._draft_timer is not None:
            self._draft_timer.stop()
        cast(Host, self.app).keep_draft(self._kept_as, None)
        self.dismiss(None)


class Preset(Entry):
    """An entry that knows what stood in it before anybody typed."""

    def __init__(self, value: str = "", **options: Any) -> None:
        """``value`` is the preset."""
        super().__init__(value, **options)
        self.preset = self.value

    def fill(self, value: str) -> None:
        """What was typed before: it is no preset."""
        self.value = plain(value)


class TextField(Field):
    """One line of text. ``required``: the sentence to say when it is left empty."""

    def __init__(
        self, label: str, value: str = "", *, placeholder: str = "", required: str = "", **options: Any
    ) -> None:
        """``options`` are those of Field."""
        super().__init__(label, value, placeholder=placeholder, **options)
        self.entry = Preset(value, placeholder=placeholder)
        self._required = required

    def check(self) -> bool:
        """Whether it can be accepted; says why not."""
        missing = bool(self._required) and not self.text
        self.wrong(self._required if missing else "")
        if missing:
            self.entry.focus()
        return not missing

    @on(Input.Changed)
    def _better(self) -> None:
        self.reread()

    def reread(self) -> None:
        """Something was typed: what was wrong may be right now."""
        self.wrong("")


class DayField(TextField):
    """A day in any usual spelling; it is read back in full as one types."""

    def __init__(
        self, label: str, today: date, value: date | None = None, *, latest: date | None = None, **options: Any
    ) -> None:
        """``value`` is the preset day, today if not given; ``latest``: a later one that may be entered."""
        shown = entered.written(value or today)
        super().__init__(label, shown, placeholder=_("31-01-2024, kemarin"), **options)
        self._today, self._latest = today, max(today, latest or today)

    @property
    def day(self) -> date | None:
        """The day that was entered; None when it is none."""
        return entered.day(self.text, self._today)

    def check(self) -> bool:
        """Whether it is a day; says so if not."""
        day = self.day
        if day is None:
            self.wrong(_("Bukan tanggal. Contoh: 31-01-2024"))
            self.entry.focus()
        return day is not None

    def reread(self) -> None:
        """The day in full, once there is one."""
        day = self.day
        if day is None:
            self.wrong("")
        elif day > self._latest:
            self.wrong(_("{day}: belum tiba").format(day=dates.full_day(day)))
        else:
            self._error.show(dates.full_day(day), "dim")

    @on(Input.Blurred)
    def _left(self) -> None:
        if self.day is None:
            self.wrong(_("Bukan tanggal. Contoh: 31-01-2024"))
        else:
            self.reread()


class Choices(Painted, can_focus=True):
    """One of a few: ``Keadaan  siap  klaim  belum``. Left and right, blank, or the first letter choose."""

    class Changed(Message):
        """Another one is chosen."""

        def __init__(self, choices: Choices) -> None:
            """``choices``: among which."""
            super().__init__()
            self.choices = choices

    def __init__(self, label: str, options: Sequence[tuple[str, str]], chosen: str = "") -> None:
        """``options``: (value, words)."""
        super().__init__()
        self._label = label
        self._options = list(options)
        values = [value for value, _words in options]
        self._at = values.index(chosen) if chosen in values else 0

    @property
    def value(self) -> str:
        """The one that is chosen."""
        return self._options[self._at][0]

    @property
    def several(self) -> bool:
        """Whether there is a choice at all."""
        return len(self._options) > 1

    @property
    def hint(self) -> str:
        """How it is used, while the keys go here."""
        return _("← → memilih") if self.several else ""

    def option(self, at: int) -> tuple[str, str]:
        """An option as it is shown, and its style."""
        lit = ("cursor bold" if self.has_focus else "cursor-blur bold") if at == self._at else "text"
        return f"{glyphs().mark if at == self._at else ' '}{self._options[at][1]} ", lit

    def fill(self, value: str) -> None:
        """Choose by value; one that is not there changes nothing."""
        values = [one for one, _words in self._options]
        self._choose(values.index(value) if value in values else self._at)

    def offer(self, options: Sequence[tuple[str, str]], chosen: str = "") -> None:
        """Other options, of which the first is chosen where there is no ``chosen``."""
        self._options = list(options)
        values = [value for value, _words in options]
        self._at = values.index(chosen) if chosen in values else 0
        self.refresh(layout=True)

    def turn(self, by: int) -> None:
        """Choose the next one, or the one before."""
        self._choose((self._at + by) % len(self._options))

    def _choose(self, at: int) -> None:
        self._at = at
        self.repaint()
        self.post_message(self.Changed(self))

    def on_key(self, event: events.Key) -> None:
        """The keys of a choice; all others are the dialog's."""
        if event.key in ("left", "right", "space"):
            self.turn(-1 if event.key == "left" else 1)
        elif event.character is not None and (found := self._starting(event.character.casefold())):
            self._choose(found[0])
        else:
            return
        event.stop()
        event.prevent_default()

    def _starting(self, letter: str) -> list[int]:
        count = len(self._options)
        order = [(self._at + step) % count for step in range(1, count + 1)]
        return [at for at in order if self._options[at][1].casefold().startswith(letter)]

    def on_focus(self) -> None:
        """Show where the keys go."""
        self.repaint()

    def on_blur(self) -> None:
        """Show that they go elsewhere."""
        self.repaint()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The label, and as many lines as the options take."""
        return len(self.lines(width, 0))

    def lines(self, width: int, height: int) -> list[Line]:
        """The label, the options side by side."""
        hint = self.hint if self.has_focus else ""
        lines: list[list[Seg]] = [[(self._label, "dim"), ("  " + hint, "dim")], []]
        used = 0
        for at, (_value, words) in enumerate(self._options):
            size = cell_len(words) + 3
            if used and used + size > width:
                lines.append([])
                used = 0
            used += size
            lines[-1] += [self.option(at), (" ", "")]
        return list(lines)
