"""An OpenSSH server of a test's own, on loopback, that lets the user who runs the tests in by key."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SSH = shutil.which("ssh")
CONFIG = """
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/.ssh/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PidFile none
LogLevel VERBOSE
AcceptEnv SIAGA_* LANG
Subsystem sftp internal-sftp
SetEnv XDG_STATE_HOME={folder}/.local/state XDG_CONFIG_HOME={folder}/.config XDG_DATA_HOME={folder}/.local/share
"""
"""More open than a server should be: what is refused here is refused by the line of the key."""


@dataclass(frozen=True)
class Sshd:
    """A server that runs. ``client`` begins a command line to it."""

    folder: Path
    port: int

    def key(self, name: str) -> Path:
        """A new pair of keys; the private one's path."""
        path = self.folder / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path], check=True)
        return path

    def client(self, key: Path, *options: str, program: str = "ssh") -> list[str]:
        """``ssh`` to it with a key, asking nobody anything."""
        known = self.folder / "known_hosts"
        asked = ("StrictHostKeyChecking=no", f"UserKnownHostsFile={known}", "IdentitiesOnly=yes", "BatchMode=yes")
        words = [program, *(word for one in asked for word in ("-o", one)), "-i", str(key)]
        words += ["-P" if program in ("scp", "sftp") else "-p", str(self.port), *options]
        return words

    @property
    def host(self) -> str:
        """Whom to log in as, and where."""
        return f"{pwd.getpwuid(os.geteuid()).pw_name}@127.0.0.1"


@contextmanager
def running(folder: Path) -> Iterator[Sshd]:
    """Start one; it is gone afterwards."""
    assert SSHD is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "host"], check=True)
    (folder / "sshd_config").write_text(CONFIG.format(port=port, folder=folder))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # for the part of sshd that has no rights
    with (folder / "sshd.log").open("wb") as log:
        server = subprocess.Popen([SSHD, "-D", "-e", "-f", folder / "sshd_config"], stderr=log)
    try:
        _answers(port, server, folder / "sshd.log")
        yield Sshd(folder, port)
    finally:
        server.terminate()
        server.wait(10)


def _answers(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(log.read_text())
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(log.read_text())
