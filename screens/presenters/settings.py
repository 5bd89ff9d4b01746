"""The settings that can be changed inside the program, in words; keys as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from screens import keys
from screens.keymap import validate_keymap
from screens.locale import _
from screens.presenters import glyphs
from screens.presenters.text import plain
from screens.styles import themes

HOME = "site.home"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
"""Languages by their own names."""
GROUPS = (
    "app", "table", "board", "personel", "orang", "waris", "risiko", "upacara", "kesiapan", "penahan", "logistik",
    "sinergi", "panggilan", "laporan", "jawab", "impor", "form", "dialog", "confirm", "help", "document", "jejak",
    "clash", "clash-rows", "taken", "berkas", "kolom", "ragu", "goto",
)  # fmt: skip
"""The groups of the key table in the order of the list."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One line: the setting's key in the file, its name, what it is now, what it is for."""

    key: str
    name: str
    value: str
    meaning: str


def settings(now: Any, home: str) -> list[Setting]:
    """What can be changed here, as it is now. ``home``: the name of the unit to begin with."""
    look = now.look
    theme = look.theme if look.theme in themes.names() else themes.DEFAULT
    sign = glyphs.ASCII if look.glyphs == "ascii" else glyphs.UNICODE
    return [
        Setting("look.theme", _("Tema"), _(themes.TITLES[theme]), _("warna di semua layar")),
        Setting("look.language", _("Bahasa"), LANGUAGES[look.language], _("bahasa di semua layar")),
        Setting(
            "look.glyphs",
            _("Tanda"),
            f"{sign.green} {sign.yellow} {sign.red} {sign.box[0]}{sign.box[4]}{sign.box[1]}",
            _("ASCII bila tanda ini tak terlihat"),
        ),
        Setting("look.bell", _("Bel"), _("ya") if look.bell else _("tidak"), _("bunyi bila ada yang menjadi MERAH")),
        Setting(HOME, _("Wilayah awal"), plain(home), _("tempat papan dibuka")),
    ]


def following(key: str, now: Any) -> Any:
    """The value after the present one, round and round."""
    section, _dot, name = key.partition(".")
    value = getattr(getattr(now, section), name)
    choices: dict[str, tuple[Any, ...]] = {
        "look.theme": themes.names(),
        "look.language": tuple(LANGUAGES),
        "look.glyphs": ("unicode", "ascii"),
        "look.bell": (False, True),
    }
    every = choices[key]
    return every[(every.index(value) + 1) % len(every)] if value in every else every[1]


# ── keys ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the list of keys. ``own``: not the shipped one."""

    id: str
    keys: str
    name: str
    meaning: str
    where: str
    own: bool


def shortcuts(keymap: Mapping[str, str]) -> list[Shortcut]:
    """Every key of the program once, with where it holds."""
    found: dict[str, Shortcut] = {}
    for key in keys.of(GROUPS):
        written = keymap.get(key.id, key.keys)
        shown = " ".join(keys.display(name) for name in written.split(","))
        added = Shortcut(key.id, shown, _(key.label), _(key.tooltip), where(key.where), key.id in keymap)
        found.setdefault(key.id, added)
    return list(found.values())


def where(group: str) -> str:
    """Where a group of keys holds, in words."""
    return {
        "app": _("di mana saja"),
        "table": _("daftar"),
        "board": _("Papan"),
        "personel": _("Personel"),
        "kesiapan": _("Kesiapan"),
        "form": _("isian"),
        "dialog": _("isian"),
        "confirm": _("pertanyaan"),
        "help": _("Bantuan"),
        "goto": _("Lompat"),
        "orang": _("Orang"),
        "waris": _("Waris"),
        "risiko": _("Berisiko"),
        "logistik": _("Logistik"),
        "sinergi": _("Sinergi"),
        "upacara": _("Upacara"),
        "penahan": _("Mengapa"),
        "panggilan": _("Panggilan"),
        "laporan": _("Laporan"),
        "jawab": _("panggilan"),
        "document": _("naskah"),
        "jejak": _("yang pernah duduk"),
        "clash": _("bentrok"),
        "clash-rows": _("bentrok banyak baris"),
        "taken": _("bentrok kursi"),
        "impor": _("Impor"),
        "berkas": _("pilih berkas"),
        "kolom": _("arti kolom"),
        "ragu": _("baris RAGU"),
    }[group]


SIGNS = {
    "?": "question_mark", "/": "slash", ".": "full_stop", "-": "minus", "+": "plus", "<": "less_than_sign",
    ">": "greater_than_sign", "=": "equals_sign", ":": "colon", ";": "semicolon", "!": "exclamation_mark",
    "#": "number_sign", "*": "asterisk", "@": "at", "'": "apostrophe", '"': "quotation_mark", "$": "dollar_sign",
    "%": "percent_sign", "&": "ampersand", "(": "left_parenthesis", ")": "right_parenthesis", "\\": "backslash",
    "[": "left_square_bracket", "]": "right_square_bracket", "^": "circumflex_accent", "_": "underscore",
    "`": "grave_accent", "{": "left_curly_bracket", "|": "vertical_line", "}": "right_curly_bracket", "~": "tilde",
}  # fmt: skip
"""Signs, and the names by which Textual knows their keys."""
NAMES = {
    "esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", "ins": "insert", "↑": "up", "↓": "down",
    "←": "left", "→": "right", "return": "enter",
}  # fmt: skip
"""What keyboards call keys, and what Textual does."""


def parsed(typed: str) -> str:
    """Keys as people write them (``K F5``, ``ctrl+k, ?``, ``Spasi``) as the settings keep them (``K,f5``)."""
    parts = typed.replace(",", " ").split()
    return ",".join(_parsed(part) for part in parts)


def _parsed(part: str) -> str:
    if len(part) == 1:
        return SIGNS.get(part, NAMES.get(part, part))
    *modifiers, last = part.split("+")
    if len(last) > 1:
        last = last.lower()
        last = "space" if last in {"spasi", _("Spasi").lower()} else NAMES.get(last, last)
    return "+".join([*(one.lower() for one in modifiers), SIGNS.get(last, last)])


def problem(id: str, wanted: str, keymap: Mapping[str, str]) -> str:
    """Why an action cannot have these keys, as a sentence; empty when it can."""
    found = validate_keymap({**keymap, id: wanted})
    return str(found[0]) if found else ""
