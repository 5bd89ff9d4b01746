"""A dialog that stays open until what was typed in it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input

from screens.context import Host
from screens.dialogs.base import Dialog
from screens.locale import _
from screens.presenters import entered
from screens.presenters.entered import Reading
from screens.presenters.glyphs import glyphs, sign
from screens.presenters.text import plain
from screens.widgets.field import Entry, Told, Words
from screens.widgets.painted import Line, Painted, Seg

if TYPE_CHECKING:
    from textual.timer import Timer

Save = Callable[[Any, Any], None]
"""(form, what was entered): saves it and calls ``form.saved()`` or ``form.failed(sentence)``."""
SOON = 0.3
"""Seconds after which what was typed is kept."""


class Preset(Entry):
    """An entry that knows what stood in it before anybody typed, whether somebody did (``touched``), and whether it was
    left since the last letter."""

    def __init__(self, value: str = "", **options: Any) -> None:
        """``value`` is the preset."""
        super().__init__(value, **options)
        self.preset = self.value
        self.touched = self.left = False

    def fill(self, value: str) -> None:
        """What was typed before: it is no preset."""
        self.value = plain(value)


class Checked:
    """A field whose entry is understood as one types: how, or what is wrong with it, stands in ``told``.

    Nothing is called wrong that nobody touched, nor what more letters may make right, until the field is left.
    """

    entry: Preset
    told: Words

    def reading(self) -> Reading:
        """The entry as it stands now."""
        raise NotImplementedError

    def refuses(self) -> bool:
        """Whether it cannot be accepted so; what stood there before holds nobody up."""
        return bool(self.reading().wrong) and (self.entry.value != self.entry.preset or not self.entry.text)

    def complaint(self) -> str:
        """What is said below all fields as well when it is not accepted; nothing where there is room beside it."""
        return ""

    def point(self) -> None:
        """Where to type on when it is not accepted."""
        self.entry.focus()

    def tell(self) -> None:
        """Say how it is read."""
        text, style = self._words(self.reading())
        self.told.show(f"{sign(style)} {text}" if text and style != "dim" else text, style)

    def _words(self, found: Reading) -> tuple[str, str]:
        """The sentence and its style: kritis, kurang, siap, or dim for what is only told."""
        entry = self.entry
        if found.wrong and not entry.touched:
            return found.wrong if entry.text else "", "dim"
        if found.wrong:
            return (found.said, "dim") if found.unfinished and not entry.left else (found.wrong, "kritis")
        if found.kept or entry.value == entry.preset:
            return found.said, "dim"
        return found.said, "kurang" if found.doubt else "siap"


class TextField(Vertical, Checked):
    """One line of text: label, entry, and below it how the entry is read, which keeps its line when there is nothing to
    say, so that nothing jumps. ``required``: the sentence to say when it is left empty."""

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        placeholder: str = "",
        required: str = "",
        read: Callable[[str], Reading] = Reading,
    ) -> None:
        """``read`` says how it is understood; it is asked for each letter, here or in another field."""
        super().__init__()
        self._label = label
        self.entry = Preset(value, placeholder=placeholder)
        self.told = Told()
        self._required, self._read = required, read

    def compose(self) -> ComposeResult:
        """Label, entry, what is said of it."""
        yield Words(self._label, "dim")
        yield self.entry
        yield self.told

    @property
    def text(self) -> str:
        """What was entered."""
        return self.entry.text

    def reading(self) -> Reading:
        """An empty one is wrong where it must not be."""
        text = self.text
        return Reading(wrong=self._required, unfinished=True) if self._required and not text else self._read(text)


class FieldLine(Horizontal, Checked):
    """One line for a field: label, entry, and at its right how the entry is understood, or what is wrong with it."""

    def __init__(self, label: str, value: str, read: Callable[[str], Reading], placeholder: str = "") -> None:
        """``value`` as one would type it; ``read``: how it is understood."""
        super().__init__(classes="line")
        self._label = label
        self.entry = Preset(value, placeholder=placeholder)
        self.told = Words(classes="told")
        self._read = read

    def compose(self) -> ComposeResult:
        """One line."""
        yield Words(f" {self._label}", "dim", classes="label")
        yield self.entry
        yield self.told

    def reading(self) -> Reading:
        """As the rules of the field have it; what only repeats the entry is not said."""
        found = self._read(self.entry.text)
        repeats = self.entry.value == self.entry.preset and found.said.casefold() == self.entry.text.casefold()
        return found._replace(said="") if repeats else found

    def complaint(self) -> str:
        """Beside the entry there may be too little room for the sentence."""
        return _("{field}: {wrong}").format(field=self._label, wrong=self.reading().wrong)


class DayField(TextField):
    """A day in any usual spelling; it is read back in full as one types."""

    def __init__(
        self,
        label: str,
        today: date,
        value: date | None = None,
        *,
        latest: date | None = None,
        optional: str = "",
        refuse: Callable[[date], str] = lambda _day: "",
    ) -> None:
        """``value`` is the preset day, today if not given; ``latest``: a later one that may be entered; ``optional``:
        it may be left empty, and is so at first, which means this; ``refuse``: what else is wrong with a day."""
        shown = entered.written(value or today) if value is not None or not optional else ""
        super().__init__(label, shown, placeholder=optional or _("31-01-2024, kemarin"), read=self._day)
        self._today, self._latest, self._optional = today, max(today, latest or today), bool(optional)
        self._refuse = refuse

    @property
    def day(self) -> date | None:
        """The day that was entered; None when it is none."""
        return cast("date | None", self.reading().value)

    def _day(self, text: str) -> Reading:
        if not text and self._optional:
            return Reading()
        found = entered.read_day(text, self._today, self._latest)
        why = self._refuse(found.value) if found.value is not None else ""
        return Reading(wrong=why) if why else found


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


class Form(Dialog[None]):
    """Subclasses write ``compose_form`` and ``entered``. Enter saves; Esc asks only if something was typed.

    ``about``: the rows that it is about (``seat:12``), for the others: while it is open they are told who is at them.
    """

    about: tuple[str, ...] = ()

    CSS: ClassVar[str] = """
    Form .row TextField { width: 1fr; }
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
        """What was entered, once no field refuses; None after saying what else is wrong."""
        raise NotImplementedError

    @property
    def typed(self) -> bool:
        """Whether closing would lose something."""
        return any(entry.value != entry.preset for entry in self.query(Preset))

    def accept(self) -> None:
        """Enter: save, once, if every field can be accepted."""
        if self._saving:
            return
        self.wrong("")
        values = None if self._refused() else self.entered()
        if values is not None:
            self._saving = True
            self.key_bar.say(f"{_(self.ACCEPT)}…" if self.ACCEPT else _("menyimpan…"), "dim")
            self._save(self, values)

    # ── as one types ────────────────────────────────────────────────────────────

    def reread(self) -> None:
        """Say of every field how it is read: one may depend on another."""
        for field in self._checked():
            field.tell()

    def _checked(self) -> list[Checked]:
        return [one for one in self.query("*") if isinstance(one, Checked)]

    def _refused(self) -> bool:
        """Whether a field cannot be accepted. All of those say why; one types on in the first."""
        refusing = [field for field in self._checked() if field.refuses()]
        for field in refusing:
            field.entry.touched = field.entry.left = True
        self.reread()
        if refusing:
            self.wrong(refusing[0].complaint())
            refusing[0].point()
        return bool(refusing)

    @on(Input.Blurred)
    def _field_left(self, event: Input.Blurred) -> None:
        if isinstance(event.input, Preset):
            event.input.left = event.input.touched
            self.reread()

    # ── saving ────────────────────────────────────────────────────────────

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
        self.reread()
        host = cast(Host, self.app)
        if self.about:
            host.edits(self.about)
            self.met()
        self._kept_as = self.draft_name
        kept, fields = host.draft(self._kept_as), self._fields()
        if kept is None or len(kept) != len(fields):
            return
        for field, said in zip(fields, kept, strict=True):
            field.fill(said)
        self.key_bar.note(_("draf dipulihkan"))

    # ── together ────────────────────────────────────────────────────────────

    def met(self) -> None:
        """Say in the head who else has a form on these rows open; nobody is kept from anything by that."""
        if self.about:
            self.heading.warn(cast(Host, self.app).editors(self.about))

    def on_unmount(self) -> None:
        """The others see that it is closed, however that came."""
        if self.about:
            cast(Host, self.app).edits(())

    def _fields(self) -> list[Preset | Choices]:
        return [one for one in self.query("*") if isinstance(one, Preset | Choices)]

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if isinstance(event.input, Preset):
            entry, entry.left = event.input, False
            entry.touched = entry.touched or entry.value != entry.preset
        self._changed()

    @on(Choices.Changed)
    def _changed(self) -> None:
        """Say how it is read now, and keep it soon: not each letter by itself."""
        self.reread()
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
