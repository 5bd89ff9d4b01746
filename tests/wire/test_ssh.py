"""Coordinators on one server, over a real OpenSSH: the board opens, and nothing else does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.database import Database
from models.feed import last_seq
from tests.wire import sshd
from tests.wire.conftest import ROOT, Program
from tests.wire.resident import resident, wait
from tests.wire.screens import KESIAPAN, PAPAN, PERSONEL, appoint
from tests.wire.sshd import Sshd
from tests.wire.terminal import Terminal

pytestmark = [
    pytest.mark.wire,
    pytest.mark.skipif(sshd.SSHD is None or sshd.SSH is None, reason="OpenSSH's server is not installed here"),
]


@dataclass
class Office:
    """A server with a database, and two who have a key to it: sari writes, tamu only looks."""

    server: Sshd
    database: Path
    sari: Path
    tamu: Path
    start: Program

    def board(self, key: Path, *options: str) -> Terminal:
        """A session of somebody, as their own terminal shows it."""
        return self.start.start(self.server.client(key, "-tt", *options, self.server.host))

    def entries(self) -> int:
        """The number of the newest entry of the journal."""
        database = Database.open(self.database, readonly=True)
        with database.read() as connection:
            found = last_seq(connection)
        database.close()
        return found

    def siaga(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """The command line, as the user that serves all calls it."""
        folder = self.server.folder
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
        command = [sys.executable, "-m", "tui", "--db", str(self.database), *words]
        return subprocess.run(
            command, input=given, env=environment, cwd=ROOT, text=True, capture_output=True, check=False
        )


@pytest.fixture
def office(tmp_path: Path, siaga: Program) -> Iterator[Office]:
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    with sshd.running(folder) as server:
        found = Office(server, folder / "siaga.db", server.key("sari"), server.key("tamu"), siaga)
        assert found.siaga("server", "init").returncode == 0
        for name, role in (("sari", "operator"), ("tamu", "pengamat")):
            assert found.siaga("user", "add", name, "--role", role).returncode == 0
            done = found.siaga("server", "key", "add", name, given=(folder / f"{name}.pub").read_text())
            assert done.returncode == 0, done.stderr
        yield found


def test_the_board_opens_and_writes(office: Office) -> None:
    before = office.entries()
    terminal = office.board(office.sari)
    terminal.wait_for(PAPAN)
    assert "sari" in terminal.text
    appoint(terminal)
    terminal.wait_for("PPK +Ketua.*Siti Rahayu")
    assert office.entries() == before + 1
    terminal.press("q")
    assert terminal.wait_exit() == 0


def test_who_only_looks_writes_nowhere(office: Office) -> None:
    before = office.entries()
    terminal = office.board(office.tamu)
    terminal.wait_for(PAPAN)
    for screen, shown, keys in (("2", PERSONEL, "axbcnKBLU"), ("3", KESIAPAN, "bcnKBN")):
        terminal.press(screen)
        terminal.wait_for(shown)
        for key in keys:
            terminal.press(key)
            terminal.quiet()
            terminal.press("enter", "esc")
            terminal.quiet()  # else what follows would be one key with it
    terminal.press("u")
    terminal.quiet()
    assert "hanya melihat" in terminal.text
    assert office.entries() == before


@pytest.mark.parametrize("asked", ["sh", "cat /etc/passwd", "touch {folder}/made", "siaga user add tamu --role admin"])
def test_no_command_of_theirs_runs(office: Office, asked: str) -> None:
    folder = office.server.folder
    words = office.server.client(office.tamu, office.server.host, asked.format(folder=folder))
    done = subprocess.run(words, input="id\nexit\n", capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode != 0
    assert "tidak menjalankan perintah" in done.stderr
    assert "uid=" not in done.stdout
    assert "root:" not in done.stdout
    assert not (folder / "made").exists()
    assert "tamu\tpengamat" in office.siaga("user", "list").stdout


def test_no_file_comes_or_goes(office: Office, tmp_path: Path) -> None:
    server, got = office.server, tmp_path / "got"
    for words in (
        [*server.client(office.sari, program="scp"), f"{server.host}:{office.database}", str(got)],
        [*server.client(office.sari, "-O", program="scp"), f"{server.host}:{office.database}", str(got)],
        [*server.client(office.sari, program="sftp"), f"{server.host}:{office.database}", str(got)],
    ):
        done = subprocess.run(words, capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL, check=False)
        assert done.returncode != 0
        assert not got.exists()


def test_no_port_is_forwarded(office: Office) -> None:
    server = office.server
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = server.client(office.sari, "-N", "-L", f"{port}:127.0.0.1:{server.port}", server.host)
    client = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until, said = time.monotonic() + 5, b""
        while time.monotonic() < until and client.poll() is None:
            with socket.socket() as one:
                one.settimeout(2)
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    said = one.recv(20)
                    break
            time.sleep(0.1)
        assert not said.startswith(b"SSH-")
    finally:
        client.kill()
        client.wait()


def test_what_is_sent_into_the_environment_sets_nothing(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    terminal = office.start.start(
        office.server.client(office.tamu, "-tt", "-o", "SendEnv=SIAGA_DATABASE_PATH", office.server.host),
        env={"SIAGA_DATABASE_PATH": str(other)},
    )
    terminal.wait_for(PAPAN)
    assert not other.exists()


def test_a_lost_line_leaves_nobody_behind(office: Office) -> None:
    terminal = office.board(office.sari)
    terminal.wait_for(PAPAN)
    there = _sessions(office)
    assert there
    os.kill(terminal.pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while _sessions(office) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _sessions(office)


def test_a_closed_account_gets_no_board(office: Office) -> None:
    assert office.siaga("user", "disable", "tamu").returncode == 0
    terminal = office.board(office.tamu)
    terminal.wait_for("Akun tamu sudah ditutup")
    assert office.siaga("server", "key", "remove", "tamu").returncode == 0
    words = office.server.client(office.tamu, office.server.host)
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    assert "Permission denied" in done.stderr


def test_the_doctor_looks_at_all_of_it(office: Office) -> None:
    done = office.siaga("server", "doctor")
    assert "2 kunci" in done.stdout
    assert "gagal" not in done.stdout.replace("gagal, atau", ""), done.stdout
    office.database.chmod(0o644)
    again = office.siaga("server", "doctor")
    assert again.returncode == 1
    assert "chmod go=" in again.stdout


def test_the_same_from_a_resident_parent(office: Office) -> None:
    before = office.entries()
    with resident(office.server.folder) as parent:
        terminal = office.board(office.sari)
        terminal.wait_for(PAPAN)
        assert "sari" in terminal.text
        session = parent.session_of(terminal)
        appoint(terminal)
        terminal.wait_for("PPK +Ketua.*Siti Rahayu")
        assert office.entries() == before + 1
        terminal.resize(80, 24)
        terminal.press("1")
        terminal.wait_for("┌ Perlu tindakan")
        terminal.quiet()
        assert max(len(line.rstrip()) for line in terminal.screen()) <= 80
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert parent.until_ended(session)

        looks = office.board(office.tamu)
        looks.wait_for(PAPAN)
        assert "tamu" in looks.text
        session = parent.session_of(looks)
        assert _sessions(office)
        os.kill(looks.pid, signal.SIGKILL)  # the line is cut
        assert parent.until_ended(session)
        assert wait(lambda: not _sessions(office), 10)

        assert office.siaga("user", "disable", "tamu").returncode == 0
        office.board(office.tamu).wait_for("Akun tamu sudah ditutup")


def _sessions(office: Office) -> list[int]:
    """The processes that show the board of this office's database to somebody."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"--as" in words and str(office.database).encode() in words and b"ssh" not in words[0]:
                found.append(int(folder.name))
    return found
