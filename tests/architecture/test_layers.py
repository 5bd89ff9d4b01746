"""Imports go down only, also at run time: what a floor must not know is not even loaded.

import-linter reads the import statements of the whole graph (`make contracts`); these tests start a fresh
interpreter and look at what was really loaded, which also catches lazy and computed imports at module level.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Imports the named modules one by one; says which of them first loaded something forbidden.
IMPORT_ALL = """
import importlib, json, sys
modules, forbidden = json.loads(sys.argv[1])
found = {}
for module in modules:
    importlib.import_module(module)
    for name in forbidden:
        if name in sys.modules:
            found.setdefault(name, module)
print(json.dumps(found))
"""

# Runs the command as its entry point does, then says what it had loaded by the end.
RUN_COMMAND = """
import json, sys
from tui.cli import main
arguments, watched = json.loads(sys.argv[1])
sys.argv = ["siaga", *arguments]
code = 0
try:
    code = main() or 0
except SystemExit as stop:
    code = stop.code or 0
print(json.dumps([code, [name for name in watched if name in sys.modules]]), file=sys.stderr)
"""


def fresh(script: str, argument: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in an interpreter of its own; its first argument is JSON."""
    command = [sys.executable, "-c", script, json.dumps(argument)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done


def module_name(file: Path, root: Path) -> str:
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_script_of_alembic(file: Path) -> bool:
    """Alembic itself runs the migrations, within its own context: they cannot be imported alone."""
    return "migrations" in file.parts and (file.name == "env.py" or file.parent.name == "versions")


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every absolute import and its line: at the top, in a function, under TYPE_CHECKING, computed."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield node.lineno, module
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=[first, *_]):
                if called in {"import_module", "__import__"} and isinstance(first, ast.Constant):
                    yield node.lineno, str(first.value)


def forbidden_imports(files: list[Path], root: Path, forbidden: set[str]) -> list[str]:
    return [
        f"{file.relative_to(root)}:{line} imports {name}"
        for file in files
        for line, name in imports(ast.parse(file.read_text(encoding="utf-8")))
        if name.partition(".")[0] in forbidden
    ]


@pytest.mark.parametrize(
    ("floor", "forbidden"),
    [
        ("models", ["tui", "screens", "textual", "rich", "click"]),
        ("screens", ["tui", "sqlalchemy", "alembic"]),
    ],
)
def test_importing_a_floor_never_loads(
    floor: str, forbidden: list[str], sources: dict[str, list[Path]], root: Path
) -> None:
    modules = [module_name(file, root) for file in sources[floor] if not is_script_of_alembic(file)]
    done = fresh(IMPORT_ALL, [modules, forbidden], root)
    assert json.loads(done.stdout) == {}, "loaded: by"


@pytest.mark.parametrize(
    ("floor", "forbidden"),
    [
        ("models", {"tui", "screens", "textual", "rich", "click"}),
        ("screens", {"tui", "sqlalchemy", "alembic"}),
    ],
)
def test_no_statement_of_a_floor_imports(
    floor: str, forbidden: set[str], sources: dict[str, list[Path]], root: Path
) -> None:
    assert forbidden_imports(sources[floor], root, forbidden) == []


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_a_short_answer_loads_no_interface_and_no_database(argument: str, root: Path) -> None:
    heavy = ["textual", "rich", "sqlalchemy", "alembic"]
    done = fresh(RUN_COMMAND, [[argument], heavy], root)
    assert "siaga" in done.stdout.lower()
    assert json.loads(done.stderr.splitlines()[-1]) == [0, []]


def test_the_scan_sees_every_way_to_import() -> None:
    source = """
import a.b
from c import d
from . import near
if TYPE_CHECKING:
    from e.f import g
def late():
    import h
    importlib.import_module("i.j")
    __import__("k")
"""
    assert {name for _, name in imports(ast.parse(source))} == {"a.b", "c", "e.f", "h", "i.j", "k"}
