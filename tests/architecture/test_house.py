"""A file one can read in a sitting, a function that fits a screen, a name that says what is inside."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 500
CLASS_LINES = 300
FUNCTION_LINES = 60

# Rooms without a purpose, into which everything falls.
NO_HOME = {"common", "helper", "helpers", "misc", "util", "utils"}

LIMITS = {ast.ClassDef: CLASS_LINES, ast.FunctionDef: FUNCTION_LINES, ast.AsyncFunctionDef: FUNCTION_LINES}


def every(sources: dict[str, list[Path]]) -> list[Path]:
    return [file for files in sources.values() for file in files]


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def too_long(tree: ast.Module) -> Iterator[str]:
    """Classes and functions over their limit, decorators not counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            limit = LIMITS[type(node)]
            if lines > limit:
                yield f"{node.name} has {lines} lines (at most {limit})"


def prints(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="print")):
                yield node.lineno


def test_a_file_is_read_in_a_sitting(sources: dict[str, list[Path]], root: Path) -> None:
    counts = {file.relative_to(root): len(file.read_text(encoding="utf-8").splitlines()) for file in every(sources)}
    assert {str(file): lines for file, lines in counts.items() if lines > FILE_LINES} == {}


def test_a_function_fits_a_screen_and_a_class_a_few(sources: dict[str, list[Path]], root: Path) -> None:
    found = [f"{file.relative_to(root)}: {what}" for file in every(sources) for what in too_long(tree_of(file))]
    assert found == []


def test_every_room_has_a_purpose(sources: dict[str, list[Path]], root: Path) -> None:
    found = [
        str(file.relative_to(root))
        for file in every(sources)
        if NO_HOME & {part.strip("_") for part in file.relative_to(root).with_suffix("").parts}
    ]
    assert found == []


SAYS = {"tui/words.py", "tui/cli.py", "tui/command_line.py", "tui/progress.py"}
"""Who writes to stdout or stderr: the gate, the version and the front page, which load nothing for it, and the bar."""


def test_commands_speak_through_one_gate(sources: dict[str, list[Path]], root: Path) -> None:
    """``tui.words``: past it, a name from the database could steer the terminal."""
    ways = re.compile(r"\bprint\(|click\.(secho|echo|echo_via_pager|pause)\(|\bstd(out|err)(\.buffer)?\.write\(")
    found = {str(file.relative_to(root)) for file in sources["tui"] if ways.search(file.read_text(encoding="utf-8"))}
    assert found <= SAYS


def test_the_terminal_belongs_to_the_program(sources: dict[str, list[Path]], root: Path) -> None:
    found = [
        f"{file.relative_to(root)}:{line} prints"
        for floor in ("screens", "models")
        for file in sources[floor]
        for line in prints(tree_of(file))
    ]
    assert found == []
