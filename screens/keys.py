"""Reading the key table: the bindings, the key bar, the help, the documentation and the check of ``[keys]``."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from screens.key_table import KEYS, Key
from screens.locale import N_, _

if TYPE_CHECKING:
    from textual.binding import Binding

Groups = str | tuple[str, ...]
Shown = tuple[tuple[str, ...], tuple[str, ...]]

_SOONER = {
    ("personel", "filter"): 6,
    ("personel", "import"): 20,
    ("impor", "open"): 2,
    ("impor", "back"): 9,
    ("orang", "back"): 8,
    ("waris", "back"): 5,
    ("upacara", "filter"): 5,
    ("upacara", "back"): 7,
    ("upacara", "select"): 6,
    ("upacara", "person"): 23,
    ("waris", "answered"): 21,
    ("waris", "unanswered"): 22,
    ("risiko", "heirs"): 8,
    ("risiko", "next-list"): 15,
    ("orang", "settled"): 23,
    ("personel", "withdraw"): 22,
    ("personel", "nihil"): 24,
    ("personel", "confirm"): 25,
    ("board", "sort"): 3,
    ("laporan", "copy"): 4,
    ("laporan", "export"): 5,
}
"""Other ranks on one screen: 3,000 seats are of no use without the filter, 7,277 kecamatan without an order, a report
is there to be pasted or written, and saying that nothing is done belongs to Kesiapan."""

MODES = (
    "board", "personel", "kesiapan", "kalender", "aktivitas", "logistik", "sinergi", "rollcall", "report",
)  # fmt: skip
"""The screens behind the digits, which the key bar may name together."""

PRESENT: Shown = ((), ("past-on",))
PAST: Shown = (("past-back", "past-on", "back"), ("suppose",))
SUPPOSED: Shown = (("suppose", "back"), ("past-back", "past-on", "past-at"))
"""What matters most while the present, the past, or a supposition is shown, and what cannot be done there."""

WRITING = ("impor",)
"""Screens that are only there to write: they are not visited where nothing can be."""

PRIORITY = frozenset({"quit-now"})
"""Ids whose keys work whatever has the focus, in dialogs too."""

ALONE = frozenset({
    "dialog", "form", "confirm", "help", "goto", "berkas", "kolom", "ragu", "jawab", "document", "jejak", "clash",
    "clash-rows", "taken",
})  # fmt: skip
"""Groups of dialogs: nothing else holds while they do."""

ANSWERED = frozenset({"form", "kolom", "clash", "clash-rows"})
"""Groups of dialogs that are accepted or cancelled with the keys of ``dialog``."""

EVERYWHERE = ("app", "table")
"""Groups whose keys hold beside those of a screen."""


# ── Reading it ────────────────────────────────────────────────────────────


def _groups(where: Groups) -> tuple[str, ...]:
    return (where,) if isinstance(where, str) else where


def of(where: Groups) -> list[Key]:
    """The keys of one or more groups, the first group's first."""
    return [key for group in _groups(where) for key in KEYS if key.where == group]


def scope(group: str) -> tuple[str, ...]:
    """The groups whose keys hold together with those of one."""
    if group in ANSWERED:
        return ("dialog", group)
    return (group,) if group in ALONE else tuple(dict.fromkeys((*EVERYWHERE, group)))


def bindings(where: Groups) -> list[Binding]:
    """Textual bindings of one or more groups, for a class's ``BINDINGS``. Remapping goes by their ids."""
    from textual.binding import Binding

    return [
        Binding(
            key.keys,
            key.action,
            key.label,
            show=False,
            priority=key.id in PRIORITY,
            tooltip=key.tooltip,
            id=key.id,
        )
        for key in of(where)
    ]


def footer(
    where: Groups,
    keymap: Mapping[str, str] | None = None,
    *,
    readonly: bool = False,
    without: Container[str] = (),
    first: Sequence[str] = (),
) -> list[tuple[str, str, str]]:
    """``(id, key, label)`` of what works here, the most important first, in the user's language and keys.

    ``without``: ids that mean nothing on this screen; ``first``: those that matter most now.
    """
    groups = _groups(where)

    def rank(key: Key) -> int:
        if key.id in first:
            return first.index(key.id) - len(first)
        return min((_SOONER[group, key.id] for group in groups if (group, key.id) in _SOONER), default=key.rank)

    found = (key for key in _here(groups, readonly, without) if key.show)
    return [(key.id, display(pressed(key, keymap).split(",")[0]), _(key.label)) for key in sorted(found, key=rank)]


def help_rows(
    where: Groups,
    keymap: Mapping[str, str] | None = None,
    *,
    readonly: bool = False,
    without: Container[str] = (),
) -> list[tuple[str, str, str]]:
    """``(keys, label, explanation)`` of everything that works here, in the order of the table."""
    return [
        (" ".join(display(name) for name in pressed(key, keymap).split(",")), _(key.label), _(key.tooltip))
        for key in _here(where, readonly, without)
    ]


def _here(where: Groups, readonly: bool, without: Container[str]) -> Iterator[Key]:
    return (key for key in of(where) if key.id not in without and not (readonly and key.writes))


def pressed(key: Key, keymap: Mapping[str, str] | None) -> str:
    """Its keys, comma separated, as the user has them."""
    return keymap.get(key.id, key.keys) if keymap else key.keys


_DISPLAY = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "shift+Tab",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "space": N_("Spasi"),
    "question_mark": "?",
    "slash": "/",
    "comma": ",",
    "full_stop": ".",
    "minus": "-",
    "plus": "+",
    "exclamation_mark": "!",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "at": "@",
    "equals_sign": "=",
    "asterisk": "*",
}


def display(name: str) -> str:
    """A key as people write it: ``?``, ``Enter``, ``Spasi``, ``ctrl+p``, ``F5``."""
    name = name.strip()
    if name.startswith("f") and name[1:].isdigit():
        return name.upper()
    return _(_DISPLAY.get(name, name))
