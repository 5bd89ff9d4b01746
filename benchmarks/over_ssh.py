"""Over a real SSH line: the bytes of a start, of a page, of an idle minute, in both directions, with and without
compression, as they pass the network."""

from __future__ import annotations

import selectors
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import dataset
from benchmarks.figures import Budget, Figure, Of
from benchmarks.programs import Bench, Program
from tests.wire import sshd
from tests.wire.screens import PERSONEL
from tests.wire.terminal import Terminal

ROUNDS = 3
MINUTE = 60.0
PAGES = 5


def figures(bench: Bench) -> Iterator[Figure]:
    """A key opens the board, another one Textual's smallest app. Nothing where there is no OpenSSH server."""
    if sshd.SSHD is None or sshd.SSH is None:
        print("no OpenSSH server here: nothing is measured over SSH", file=sys.stderr)
        return
    folder = bench.folder / "ssh"
    folder.mkdir(mode=0o700)
    programs = {"siaga": bench.siaga(dataset.city(bench)), "hello": bench.hello()}
    with sshd.running(folder) as server, _counted(server.port) as line:
        through = replace(server, port=line.port)
        for name, program in programs.items():
            _let_in(server, name, program)
        for compression in ("no", "yes"):
            said = "compressed" if compression == "yes" else "plain"
            words = {
                name: through.client(folder / name, "-tt", "-o", f"Compression={compression}", through.host)
                for name in programs
            }
            starts = {name: [_start(words[name], programs[name], line) for _ in range(ROUNDS)] for name in programs}
            yield Figure(f"SSH {said}: bytes of a start", "B", starts["siaga"], 2, "hello", starts["hello"])
            page, minute = _used(words["siaga"], programs["siaga"], line)
            yield Figure(f"SSH {said}: bytes of a page of Personel", "B", page, 20_000, of=Of.MAX, budget=Budget.VALUE)
            yield Figure(f"SSH {said}: bytes of an idle minute", "B", [minute], 500, budget=Budget.VALUE)


def _let_in(server: sshd.Sshd, name: str, program: Program) -> None:
    """A key that opens a program and nothing else."""
    public = server.key(name).with_suffix(".pub").read_text().strip()
    env = " ".join(f"{key}={value}" for key, value in program.env.items())
    command = f"cd {program.cwd} && env {env} {' '.join(program.argv)}"
    keys = server.folder / ".ssh"
    keys.mkdir(mode=0o700, exist_ok=True)
    with (keys / "authorized_keys").open("a") as file:
        file.write(f'restrict,pty,command="{command}" {public}\n')


def _start(words: list[str], program: Program, line: Line) -> float:
    begun = line.total
    with _open(words) as terminal:
        terminal.wait_for(program.ready)
        terminal.quiet()
        return line.total - begun


def _used(words: list[str], program: Program, line: Line) -> tuple[list[float], float]:
    """Bytes of each of some pages, keys and answers; and of a minute in which nobody does anything."""
    with _open(words) as terminal:
        terminal.wait_for(program.ready)
        terminal.press("2")
        terminal.wait_for(PERSONEL)
        terminal.quiet()
        pages = []
        for _ in range(PAGES):
            before = line.total
            terminal.press("pgdn")
            terminal.quiet(400)
            pages.append(float(line.total - before))
        before = line.total
        terminal.pump(MINUTE)
        return pages, float(line.total - before)


def _open(words: list[str]) -> Terminal:
    return Terminal(words, 120, 40, {"LANG": "C.UTF-8"}, Path.cwd())


@dataclass
class Line:
    """What passed in both directions so far."""

    port: int
    total: int = 0


@contextmanager
def _counted(port: int) -> Iterator[Line]:
    """A port that leads to another one, and counts."""
    listener = socket.create_server(("127.0.0.1", 0))
    line, over = Line(listener.getsockname()[1]), threading.Event()

    def pass_on() -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(listener, selectors.EVENT_READ)
            while not over.is_set():
                for key, _events in ready.select(0.1):
                    if key.fileobj is listener:
                        here, there = listener.accept()[0], socket.create_connection(("127.0.0.1", port))
                        ready.register(here, selectors.EVENT_READ, there)
                        ready.register(there, selectors.EVENT_READ, here)
                        continue
                    source = key.fileobj
                    assert isinstance(source, socket.socket)
                    try:
                        data = source.recv(65536)
                        key.data.sendall(data)
                    except OSError:
                        data = b""
                    line.total += len(data)
                    if not data:
                        for one in (source, key.data):
                            ready.unregister(one)
                            one.close()
                        break  # the other end may be among those that are ready

    thread = threading.Thread(target=pass_on, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        over.set()
        thread.join()
        listener.close()
