"""What is typed behind ``siaga``, and what stands in a database, as the command line answers: said, never obeyed."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models.exchange.export import KINDS
from screens import locale
from tests import hostile
from tui import cli, words

TYPED = "x" + "".join(hostile.TEXTS[name] for name in ("title", "eight bits", "override", "lines", "markup")) + "y"
ARGUMENTS = {
    "a command": ["{}"],
    "an option": ["status", "--{}"],
    "a setting": ["--lang", "{}", "status"],
    "an account": ["--as", "{}", "status"],
    "a moment": ["--as-of", "{}", "status"],
    "a settings file": ["--config", "{}", "status"],
    "a database": ["--db", "/tiada/{}", "status"],
    "a server": ["--db", "postgresql://{}", "status"],
    "a unit": ["report", "--unit", "{}"],
    "an election": ["export", "tps", "--election", "{}"],
    "an indicator": ["export", "butir", "--indicator", "{}"],
    "a filter": ["export", "butir", "--indicator", "N1", "--filter", "{}"],
    "a day": ["export", "aktivitas", "--since", "{}"],
    "a format": ["export", "tps", "-o", "x.{}"],
    "a target": ["export", "tps", "-o", "/tiada/{}.csv"],
    "a person": ["journal", "list", "--person", "{}"],
    "a body": ["template", "{}"],
    "a template": ["template", "kpps", "-o", "/tiada/{}.xlsx"],
    "a report": ["report", "-o", "/tiada/{}"],
    "a new account": ["user", "add", "{}"],
    "an account's place": ["user", "add", "sari", "--scope", "{}"],
    "a file": ["import", "{}"],
    "a file's body": ["import", "--body", "{}", "x.csv"],
    "rejects": ["import", "--rejects", "/tiada/{}.csv", "x.csv"],
    "a copy": ["db", "backup", "/tiada/{}"],
    "a copy to put back": ["db", "restore", "{}"],
    "a key": ["server", "key", "add", "{}"],
}


@pytest.fixture(autouse=True)
def indonesian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO(TYPED))
    monkeypatch.setenv("HOME", str(tmp_path))
    yield
    locale.install("id")


@pytest.mark.parametrize("arguments", ARGUMENTS.values(), ids=ARGUMENTS)
def test_what_is_typed_is_said_on_one_line(city: Path, capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    code = cli.main(["--db", str(city), *(one.format(TYPED) for one in arguments)])
    said = capfd.readouterr()
    assert code in (0, 1, 2, 3)
    assert said.err.count("siaga: ") == said.err.count("\n") == 1
    assert hostile.OBEYED.findall(said.err + said.out) == []
    assert "kesalahan di dalam program" not in said.err


LISTS = [
    ["status"], ["tps", "list"], ["user", "list"], ["journal", "list", "--limit", "99"], ["report"],
    ["report", "--kind", "html"], ["report", "--kind", "desk"], ["db", "verify"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
def test_what_stands_in_a_database_is_said(
    spoiled: Path, capfd: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert cli.main(["--db", str(spoiled), *arguments]) in (0, 3)
    said = capfd.readouterr()
    assert said.out
    assert hostile.OBEYED.findall(said.out + said.err) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format", ["csv", "json"])
def test_no_export_holds_what_a_terminal_obeys(
    spoiled: Path, capfd: pytest.CaptureFixture[str], kind: str, format: str
) -> None:
    more = ["--indicator", "N1"] if kind == "butir" else []
    arguments = [
        "export",
        kind,
        "--election",
        "pemilu-2024",
        "--unit",
        "33.71.03",
        "--format",
        format,
        "-o",
        "-",
        *more,
    ]
    assert cli.main(["--db", str(spoiled), *arguments]) == 0
    said = capfd.readouterr()
    text = said.out.removeprefix("\ufeff").replace("\r\n", "\n")
    assert hostile.OBEYED.findall(text + said.err) == []
    if format == "csv":
        cells = [cell for line in text.splitlines() for cell in line.split(";")]
        assert not [cell for cell in cells if cell.lstrip(' "').startswith(tuple("=+-@＝＋－＠"))]
    assert re.search("DIAMBIL|alert|panjang|klik|cmFo|漢字|@click", text) or kind == "netralitas"


def test_what_is_given_to_a_terminal_is_harmless_and_to_a_script_whole(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = hostile.TEXTS["title"] + "e\u0301\udcff"
    words.give(text)
    assert capfdbinary.readouterr().out == text.encode("utf-8", "surrogateescape") + b"\n"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    words.give(text)
    assert hostile.OBEYED.findall(capfdbinary.readouterr().out.decode()) == []


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which every free text is hostile."""
    return hostile.database(tmp_path_factory.mktemp("spoiled") / "siaga.db")


# ── files that are imported ───────────────────────────────────────


def test_what_a_file_brings_is_clean_in_the_database(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Cells, a head, the name of the file, which is no text besides."""
    source = Path(TYPED.replace("/", "") + "\udcff.csv")
    spoiled = [text for text in hostile.TEXTS.values() if len(text) < 200]
    with source.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Nama", "Badan", "Jabatan", "Kelurahan", "TPS", "Nomor SK", "Alamat", f"Lain {TYPED}"])
        for at, text in enumerate(spoiled):
            name = f"{text} Budi {chr(65 + at) * 3}"
            rows.writerow([name, "kpps", "anggota", "Wates", at + 1, f"{text}/2024", text, text])
    asked = ["--db", str(city), "import", "--election", "pemilu-2024", "--rejects", "sisa.csv", "--apply", str(source)]
    assert cli.main(asked) in (0, 1)
    said = capfd.readouterr()
    assert "Diterapkan" in said.err
    assert hostile.OBEYED.findall(said.out + said.err + Path("sisa.csv").read_text("utf-8-sig")) == []
    with closing(sqlite3.connect(city)) as connection:
        kept = [
            text
            for table, column in hostile.columns()
            for (text,) in connection.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
        ]
        said_of = connection.execute("SELECT detail FROM journal WHERE verb = 'import'").fetchone()[0]
    assert len([text for text in kept if "Budi" in text]) > 10
    assert hostile.OBEYED.findall("".join(kept) + json.loads(said_of)["file"]) == []
