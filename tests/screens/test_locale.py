"""Everything people read is in the catalogue, in both languages; nothing they read escapes it."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from screens import locale
from screens.locale import catalogue
from screens.styles import palette, themes
from tests.models import town
from tests.screens.program import configured, picture, program, shown

ROOT = Path(__file__).parents[2]
LANGUAGES = catalogue.TRANSLATED
STYLES = {*themes.colours(themes.DEFAULT), *palette.GROUNDS, "bold", "italic"}


# ── the catalogue ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated(language: str) -> None:
    known = {(message.id, message.context) for message in catalogue.read(language) if message.id}
    gathered = {(message.id, message.context) for message in catalogue.gather() if message.id}
    assert sorted(map(str, gathered - known)) == [], "run `make locale` and translate"
    assert sorted(map(str, known - gathered)) == [], "run `make locale`: these are gone"
    assert catalogue.missing(catalogue.read(language)) == []


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{([^{}:!]*)[^{}]*\}", text))


def variants(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_the_same_facts_and_keep_their_edges(language: str) -> None:
    wrong = []
    for message in catalogue.read(language):
        if not message.id:
            continue
        wanted = variants(message.id)[-1]
        for text in filter(None, variants(message.string)):
            edges = [text.startswith(" ") == wanted.startswith(" "), text.endswith(" ") == wanted.endswith(" ")]
            # The singular may say "one" in words.
            facts = placeholders(text) == placeholders(wanted) or (
                len(variants(message.id)) > 1 and not placeholders(text)
            )
            if not (all(edges) and facts):
                wrong.append((wanted, text))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_program_reads_is_what_was_translated(language: str) -> None:
    compiled = catalogue.po_file(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogue.as_mo(catalogue.read(language)), "run `make locale`"
    assert gettext.GNUTranslations(BytesIO(compiled)).gettext("Keluar") != "Keluar"


def test_the_language_changes_while_the_program_runs() -> None:
    try:
        assert locale._("Keluar") == "Keluar"
        locale.install("en")
        assert locale._("Keluar") == "Quit"
        locale.install("tlh")
        assert locale._("Keluar") == "Keluar"
    finally:
        locale.install("id")


def test_the_tool_reads_what_people_read_of_the_rules() -> None:
    tree = {"code": "x y", "name": "Uji", "bodies": [{"short": "U", "posts": [{"name": "Ketua"}], "basis": ""}]}
    assert list(catalogue.texts(tree)) == ["Uji", "U", "Ketua"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_screen_is_half_translated(language: str, tmp_path: Path) -> None:
    """Every mode in the other language, in a fresh town: nothing of the catalogue is left in Indonesian."""
    path = town.build(tmp_path / "town.db", town.elections())
    catalog = {str(message.id): str(message.string) for message in catalogue.read(language)}
    translated = " ".join(catalog.values())
    words = {ident for ident in catalog if len(ident) > 4 and ident not in translated}
    phrase = re.compile(r"(?<!\w)(" + "|".join(re.escape(word) for word in sorted(words, key=len)[::-1]) + r")(?!\w)")
    app = program(path, tmp_path, look_language=language)
    found: dict[str, set[str]] = {}
    try:
        async with app.run_test(size=(160, 50)) as pilot:
            for mode in ("board", "personel", "kesiapan", "kalender", "aktivitas", "settings", "import"):
                await pilot.press(configured(app, mode))
                await shown(pilot)
                left = {one for line in picture(app).splitlines() for one in phrase.findall(line)}
                found |= {mode: left} if left else {}
    finally:
        locale.install("id")
    assert found == {}


# ── the code ────────────────────────────────────────────────────────────

WRAPS = {"_", "N_", "ngettext", "pgettext"}
SILENT = {
    "log",
    "debug",
    "info",
    "warning",
    "exception",
    "compile",
    "cast",
    "getattr",
    "query",
    "query_one",
    "on",
    "has_class",
}
"""Calls whose texts nobody reads: logs, patterns, types, names."""
EXCEPTIONS = {
    "AssertionError",
    "AttributeError",
    "KeyError",
    "NotImplementedError",
    "RuntimeError",
    "TypeError",
    "ValueError",
}
STYLESHEETS = {"CSS", "DEFAULT_CSS", "BINDINGS", "CSS_PATH"}
SINKS: dict[str, tuple[int, ...]] = {
    "Column": (1,), "Confirm": (0,), "Heading": (0, 1), "Help": (), "Key": (3, 4), "Lines": (0,),
    "Grid": (), "Entry": (), "Words": (0,), "describe": (0,), "echo": (0,), "note": (0,), "notify": (0,), "say": (0,),
    "secho": (0,), "show_state": (0,), "wrong": (0,), "Message": (0,),
}  # fmt: skip
"""Which arguments of which calls people read, by position."""
READ = {"empty", "epilog", "help", "label", "no", "placeholder", "question", "short_help", "title", "tooltip", "yes"}
"""Which arguments people read, by name."""

PROPER = {"ASN", "Bahasa", "English", "Indonesia", "PPK", "Python", "SIAGA", "SQLite", "Siaga", "TPS", "WIB", "siaga"}
"""Names that are the same in every language."""

ALLOWED: dict[str, set[str]] = {
    "tui/config.py": {" [keys]: "},
    # The crash report is for whoever mends the program.
    "tui/resident/client.py": {'cd "$1" && shift && exec </dev/null >/dev/null 2>&1 && "$@" &'},
    "tui/crash.py": {"-- then --\n", ": errno ", "a thread failed", " CRASH siaga "},
}
"""Per file, texts that look like sentences and are not for people. Keep it short."""


def sources() -> Iterator[Path]:
    for floor in catalogue.CODE:
        yield from (file for file in sorted((ROOT / floor).rglob("*.py")) if file.name != "catalogue.py")


def name_of(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


class Unwrapped(ast.NodeVisitor):
    """Collects texts that look as if people read them and that no translation can reach."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        if node.exc is None or name_of(node.exc) not in EXCEPTIONS:
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if name_of(node.targets[0]) not in STYLESHEETS:
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and name_of(node.target) not in STYLESHEETS:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        name = name_of(node)
        if name in WRAPS:
            for argument in node.args:
                if isinstance(argument, ast.JoinedStr):
                    self.found.append((node.lineno, "an f-string cannot be translated"))
            return
        if name in SILENT or (
            isinstance(node.func, ast.Attribute) and name_of(node.func.value) in {"log", "logger", "re"}
        ):
            return
        for at in SINKS.get(name, ()):
            if at < len(node.args):
                self.read(node.args[at])
        for keyword in node.keywords:
            if keyword.arg in READ:
                self.read(keyword.value)
        self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        match node.elts:
            case [text, ast.Constant(value=str(style))] if style and set(style.split()) <= STYLES:
                self.read(text)
        self.generic_visit(node)

    def read(self, node: ast.expr) -> None:
        """A place where any word is for people."""
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        for part in parts:
            if isinstance(part, ast.IfExp):
                self.read(part.body)
                self.read(part.orelse)
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                self.judge(part, part.value, re.search(r"[A-Za-z]{2}", part.value) is not None)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.judge(node, node.value, re.search(r"\w{2}.* | .*\w{2}", node.value, re.S) is not None)

    def judge(self, node: ast.expr, text: str, suspicious: bool) -> None:
        named = set(text.split()) <= STYLES or set(re.findall(r"[A-Za-z]{2,}", text)) <= PROPER
        query = text.startswith("PRAGMA ")
        if suspicious and not (named or query) and (node.lineno, text) not in self.found:
            self.found.append((node.lineno, text))


def unwrapped(source: str) -> list[str]:
    scan = Unwrapped()
    scan.visit(ast.parse(source))
    return [text for _line, text in scan.found]


def test_nothing_people_read_escapes_translation() -> None:
    found = {}
    for file in sources():
        name = file.relative_to(ROOT).as_posix()
        left = [text for text in unwrapped(file.read_text("utf-8")) if text not in ALLOWED.get(name, ())]
        if left:
            found[name] = left
    assert found == {}


def test_the_exceptions_are_still_needed() -> None:
    stale = {
        name: sorted(texts - set(unwrapped((ROOT / name).read_text("utf-8"))))
        for name, texts in ALLOWED.items()
        if texts - set(unwrapped((ROOT / name).read_text("utf-8")))
    }
    assert stale == {}


@pytest.mark.parametrize(
    "code",
    [
        'self.say("tersimpan")',
        'self.say(f"{n} dari {m} orang")',
        'Column("name", "Nama", 12)',
        'Key("x", "x", "x", "Akhiri", N_("Akhiri masa tugas"), "app")',
        'Entry(placeholder="nama")',
        'click.option("--x", help="buka")',
        'line = [("kosong", "dim")]',
        'text = "kursi ini kosong"',
        'raise Misuse("tidak ada berkas")',
        '_(f"{n} orang")',
        'self.say("ya" if x else _("tidak"))',
        'Grid((), title="Perlu")',
    ],
)  # fmt: skip
def test_the_scan_sees_what_is_not_wrapped(code: str) -> None:
    assert unwrapped(code)


@pytest.mark.parametrize(
    "code",
    [
        '"""A docstring of words."""',
        'self.say(_("tersimpan"))',
        'raise ValueError("not a code")',
        'log.warning("the feed ended")',
        'CSS = "Screen { color: red; }"',
        'line = [(name, "dim bold")]',
        'self.query_one("#clocks Lines")',
        'path = "screens.papan:Papan"',
    ],
)  # fmt: skip
def test_the_scan_leaves_the_rest_alone(code: str) -> None:
    assert unwrapped(code) == []
