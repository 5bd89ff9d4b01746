"""The command line, as processes: what goes to stdout, what to stderr, which code, and what is not loaded."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.conftest import ROOT, Run, clean_environment
from tui.cli import asks_for_board
from tui.exit_codes import ExitCode
from tui.version import VERSION


def test_version_and_its_source_agree(siaga: Run) -> None:
    import tomllib

    assert siaga("--version").stdout == siaga("-V").stdout == f"siaga {VERSION}\n"
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["-h"], ["locate", "--help"], ["completion", "zsh"]])
def test_light_commands_load_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    heavy = ["textual", "rich", "sqlalchemy", "alembic", "msgspec", "asyncio", "importlib.metadata"]
    script = (
        "import sys; from tui.cli import main; main(sys.argv[1:]);"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=clean_environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.strip() == "[]"


def test_version_loads_no_click_and_no_catalogue(tmp_path: Path) -> None:
    script = "import sys; from tui.cli import main; main(['--version']); print(sys.modules.keys(), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=clean_environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'click'" not in done.stderr  # nor does --help
    assert "'gettext'" not in done.stderr


def test_help_is_indonesian_and_complete(siaga: Run) -> None:
    text = siaga("--help").stdout
    for word in ("Pemakaian:", "Opsi:", "Perintah:", "Kode keluar:", "status", "doctor", "--as-of", "--readonly"):
        assert word in text
    for english in ("Usage", "Options", "Commands", "Show this message"):
        assert english not in text
    for code in ExitCode:
        assert str(code.value) in text


def test_help_is_the_same_with_and_without_click(siaga: Run) -> None:
    assert siaga("--help").stdout == siaga("-h").stdout == siaga("--readonly", "--help").stdout


@pytest.mark.parametrize(
    "name", ["run", "status", "report", "evidence", "tps", "db", "config", "locate", "doctor", "completion"]
)
def test_every_command_has_help_in_our_words(siaga: Run, name: str) -> None:
    done = siaga(name, "--help")
    assert done.returncode == 0
    assert "Pemakaian: siaga" in done.stdout
    assert "Show this" not in done.stdout
    assert "Usage" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["--bogus"], ["--bogus", "tidak ada", "siaga --help"]),
        (["statsu"], ["statsu", "status"]),
        (["--lang", "fr", "status"], ["--lang", "id, en"]),
        (["locate", "nowhere"], ["database"]),
        (["--as-of", "kemarin", "status"], ["kemarin", "2024-01-31T20:00"]),
        (["--config", "nowhere.toml", "status"], ["nowhere.toml", "tidak ada"]),
        (["evidence", "pemilu-2024"], ["harus diberikan"]),
        (["evidence", "pemilu-1999", "n1", "33.71"], ["pemilu-1999", "pilkada-2024"]),
        (["evidence", "pemilu-2024", "Z9", "33.71"], ["Z9", "L1"]),
        (["evidence", "pemilu-2024", "L1", "33.71.xx"], ["33.71.xx", "kode"]),
        (["evidence", "pemilu-2024", "L1", "33.71", "--on", "31/1"], ["31/1", "2024-01-31"]),
        (["tps", "set", "pilkada-2024", "33.71.03.1002", "--regular", "9", "--special", "x"], ["901,902"]),
        (["status", "extra"], ["argumen"]),
    ],
)
def test_misuse_is_said_on_stderr_with_code_2(siaga: Run, arguments: list[str], parts: list[str]) -> None:
    done = siaga(*arguments)
    assert done.returncode == ExitCode.USAGE
    assert done.stdout == ""
    assert done.stderr.startswith("siaga: ")
    assert all(part in done.stderr for part in parts), done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_setting_is_said_with_code_2_but_help_works(siaga: Run, tmp_path: Path) -> None:
    path = tmp_path / ".config/siaga/config.toml"
    path.parent.mkdir(parents=True)
    path.write_text('[look]\nthem = "x"\n')
    done = siaga("status")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert "theme" in done.stderr
    assert siaga("--help").returncode == 0
    doctor = siaga("doctor")
    assert doctor.returncode == ExitCode.FAILED
    assert "gagal" in doctor.stdout


def test_a_database_that_is_not_there_or_not_ours_is_code_3(siaga: Run, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database at all, but long enough to be read as a header of one" * 3)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE t (x)")
    other.close()
    for name in ("none.db", "text.db", "other.db"):
        for command in ("status", "tps", "db"):
            more = {"status": [], "tps": ["list"], "db": ["check"]}[command]
            done = siaga("--db", name, command, *more)
            assert done.returncode == ExitCode.DATABASE, (name, command, done.stderr)
            assert name in done.stderr
            assert done.stdout == ""
    assert not (tmp_path / "none.db").exists()


# ── The board needs a terminal ────────────────────────────────────


def test_without_a_terminal_the_board_refuses_and_names_status(siaga: Run) -> None:
    done = siaga()
    assert done.returncode == ExitCode.USAGE
    assert "siaga status" in done.stderr
    assert done.stdout == ""
    assert siaga("run").returncode == ExitCode.USAGE


# ── Commands on a real database ───────────────────────────────────


def test_locate(siaga: Run, tmp_path: Path) -> None:
    lines = dict(line.split("\t") for line in siaga("locate").stdout.splitlines())
    assert lines["config"] == str(tmp_path / ".config/siaga/config.toml")
    assert siaga("--db", "x.db", "locate", "database").stdout.strip() == str(tmp_path / "x.db")


def test_config(siaga: Run) -> None:
    import tomllib

    shipped = siaga("config", "--print-default").stdout
    assert shipped == (ROOT / "config.toml").read_text()
    shown = siaga("config", SIAGA_LOOK_BELL="1").stdout
    assert tomllib.loads(shown)["look"]["bell"] is True
    assert "lingkungan" in shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(siaga: Run, shell: str) -> None:
    assert "_SIAGA_COMPLETE" in siaga("completion", shell).stdout


def test_completion_answers_the_shell(siaga: Run) -> None:
    done = siaga(_SIAGA_COMPLETE="bash_complete", COMP_WORDS="siaga st", COMP_CWORD="1")
    assert done.stdout.strip() == "plain,status"


def test_status_as_text_and_json(siaga: Run, city: Path) -> None:
    done = siaga("--as-of", "2024-01-31T20:00", "status")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Rab 31 Jan 2024 20:00 WIB" in done.stdout
    assert "H-14" in done.stdout
    assert "Magelang Utara" in done.stdout
    found = json.loads(siaga("--as-of", "2024-01-31T20:00", "status", "--json").stdout)
    assert [one["days"] for one in found["elections"]] == [14, 301]
    assert len(found["elections"][0]["unit"]["indicators"]) >= 20


def test_evidence_counts_and_the_database_stays_whole(siaga: Run, city: Path) -> None:
    done = siaga("evidence", "pemilu-2024", "l1", "33.71.03.1002", "--ref", "BA 12")
    assert (done.returncode, done.stdout) == (0, "")
    assert "L1" in done.stderr
    refused = siaga("evidence", "pemilu-2024", "l2", "33.71.03.1002")
    assert refused.returncode == ExitCode.FAILED
    assert "bukti" in refused.stderr
    empty = siaga("evidence", "pemilu-2024", "n1", "33.71.03", "--seat", "ppk/ketua", "--ref", "x")
    assert empty.returncode == ExitCode.FAILED
    assert "kosong" in empty.stderr
    check = siaga("db", "check")
    assert (check.returncode, check.stdout) == (0, "")


def test_readonly_refuses_to_write(siaga: Run, city: Path) -> None:
    done = siaga("--readonly", "evidence", "pemilu-2024", "l1", "33.71.03.1002", "--ref", "BA 12")
    assert done.returncode == ExitCode.DATABASE
    assert "--readonly" in done.stderr


def test_tps_counts_replace_the_estimate(siaga: Run, city: Path) -> None:
    def row() -> list[str]:
        lines = siaga("tps", "list", "pilkada-2024").stdout.splitlines()
        return next(line.split("\t") for line in lines if "\t33.71.03.1002\t" in line)

    assert row()[-1] == "perkiraan"
    assert siaga("tps", "set", "pilkada-2024", "33.71.03.1002", "--regular", "9").returncode == 0
    assert row()[3] == "9"
    assert row()[-1] != "perkiraan"
    assert siaga("db", "check").returncode == 0


def test_voters_from_a_file_all_or_nothing(siaga: Run, city: Path, tmp_path: Path) -> None:
    file = tmp_path / "dpt.csv"
    file.write_text("Kode;TPS;DPT\n33.71.03.1002;1;280\n33.71.03.1002;TPS 2;banyak\n33.71.03.1002;999;1\n")
    done = siaga("tps", "dpt", "pemilu-2024", str(file))
    assert done.returncode == ExitCode.FAILED
    assert "dpt.csv, baris 3, 33.71.03.1002.002: banyak bukan bilangan" in done.stdout
    assert "dpt.csv, baris 4, 33.71.03.1002.999: TPS ini tidak ada di basis data" in done.stdout
    file.write_text("Kode;TPS;DPT\n33.71.03.1002;1;280\n33.71.03.1002;2;301\n")
    refused = siaga("tps", "dpt", "pemilu-2024", str(file))
    assert refused.returncode == ExitCode.USAGE
    assert "--large" in refused.stderr
    done = siaga("tps", "dpt", "pemilu-2024", str(file), "--large")
    assert (done.returncode, "2 TPS dibaca, 2 DPT berubah" in done.stderr) == (0, True)
    raw = sqlite3.connect(city)
    assert raw.execute("SELECT number, dpt FROM tps WHERE dpt IS NOT NULL ORDER BY code").fetchall() == [
        (1, 280), (2, 301),
    ]  # fmt: skip
    raw.close()
    assert siaga("db", "check").returncode == 0


def test_backup_never_overwrites(siaga: Run, city: Path, tmp_path: Path) -> None:
    done = siaga("db", "backup", str(tmp_path / "copy.db"))
    assert done.stdout.strip() == str(tmp_path / "copy.db")
    assert siaga("--db", str(tmp_path / "copy.db"), "db", "check").returncode == 0
    again = siaga("db", "backup", str(tmp_path / "copy.db"))
    assert again.returncode == ExitCode.USAGE
    assert "sudah ada" in again.stderr


def test_check_finds_a_tally_and_a_journal_that_were_tampered_with(siaga: Run, city: Path) -> None:
    siaga("evidence", "pemilu-2024", "l1", "33.71.03.1002", "--ref", "BA 12")
    connection = sqlite3.connect(city)
    connection.execute("UPDATE tally SET counts = json_set(counts, '$.L1[2]', 99) WHERE unit = '33.71'")
    connection.execute("UPDATE journal SET actor = 'orang lain' WHERE seq = 1")
    connection.commit()
    connection.close()
    done = siaga("db", "check")
    assert done.returncode == ExitCode.DATABASE
    assert "L1 33.71" in done.stdout
    assert "jurnal 1" in done.stdout


def test_doctor_says_what_is_wrong_and_what_to_do(siaga: Run, city: Path) -> None:
    done = siaga("doctor")
    assert done.returncode == 0
    assert "WAL" in done.stdout
    dumb = siaga("doctor", TERM="dumb", NO_COLOR="1")
    assert dumb.returncode == ExitCode.FAILED
    assert "TERM=xterm-256color" in dumb.stdout
    assert "NO_COLOR" in dumb.stdout


def test_english_on_request(siaga: Run) -> None:
    assert siaga("--lang", "en", "--help").returncode == 0
    assert siaga("--help", SIAGA_LOOK_LANGUAGE="en").returncode == 0


def test_an_unexpected_error_is_logged_without_its_message(siaga: Run, tmp_path: Path) -> None:
    script = (
        "import sys, tui.commands.locate as l; from tui import cli\n"
        "def broken(**_): raise ValueError('Budi Rahasia')\n"
        "l.command.callback = broken\n"
        "sys.exit(cli.main(['locate']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=clean_environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ExitCode.FAILED
    assert "Traceback" not in done.stderr
    log = tmp_path / ".local/state/siaga/siaga.log"
    assert str(log) in done.stderr
    text = log.read_text()
    assert "ValueError" in text
    assert "Budi Rahasia" not in text.replace("raise ValueError('Budi Rahasia')", "")
    assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {}),
        (["run"], {}),
        (["--db", "x.db", "--readonly"], {"database": "x.db", "readonly": True}),
        (["--db=x.db", "--as-of=2024-01-31", "run"], {"database": "x.db", "as_of": "2024-01-31"}),
        (["--lang", "en", "--config", "c"], {"language": "en", "config": "c"}),
        (["--db"], None),
        (["--lang", "fr"], None),
        (["--readonly=1"], None),
        (["run", "x"], None),
        (["status"], None),
        (["--help"], None),
        (["--db", "x", "status"], None),
    ],
)
def test_a_call_for_the_board_is_understood_without_click(
    arguments: list[str], expected: dict[str, object] | None
) -> None:
    found = asks_for_board(arguments)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        blank = {"database": None, "config": None, "as_of": None, "readonly": False, "language": None}
        assert {name: getattr(found, name) for name in blank} == {**blank, **expected}
