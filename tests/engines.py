"""Both engines for tests: databases of a server made in a moment, and a line to a server that can be cut.

The server is named by POSTGRES_TEST_URL; its role may create databases. Without it only SQLite is tested.
"""

from __future__ import annotations

import itertools
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy.engine import URL, make_url

SERVER = os.environ.get("POSTGRES_TEST_URL", "")
ENGINES = ("sqlite", "postgresql") if SERVER else ("sqlite",)

on_files = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
"""The test is about files, though it uses a fixture that stands for either engine."""
on_server = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
"""The test is about a server."""


def connected(url: str) -> Any:
    """A raw connection in autocommit, past everything of ours."""
    import psycopg

    return psycopg.connect(_libpq(make_url(url)), autocommit=True)


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


_NUMBERS = itertools.count(1)
"""Of the databases that this process makes, whichever ``Server`` does: a name is never given twice."""


class Server:
    """Databases on the server, all gone in the end. ``template`` is copied for each ``create``."""

    def __init__(self) -> None:
        self._url = make_url(SERVER)
        self._names: list[str] = []
        self._raw = connected(SERVER)

    def create(self, template: str | None = None) -> str:
        """A new database, empty or the copy of one whose URL is given; its URL as a setting would have it.

        Empty ones sort as Indonesian does, not bytewise: what must not depend on that shows.
        """
        name = f"siaga_test_{os.getpid()}_{next(_NUMBERS)}"
        self._names.append(name)
        if template is None:
            source = "template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'id'"
        else:
            source = str(make_url(template).database)
        self._raw.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        # Copied as files: a server for tests does not wait for the disk.
        self._raw.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy")
        return self._url.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._raw.execute(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def cut(self, url: str) -> int:
        """End all sessions of a database, as a restart of the server does. Returns how many."""
        ended = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = %s"
        return int(self._raw.execute(ended, [make_url(url).database]).fetchone()[0])

    def close(self) -> None:
        for name in self._names:
            self._raw.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._raw.close()


class Line:
    """A way to the server over a port of its own, which can be cut and mended. ``bytes``: what went over it."""

    def __init__(self) -> None:
        self.bytes = 0
        self._ends: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._serve()

    def to(self, url: str) -> str:
        """The URL of the same database over this line."""
        found = make_url(url)
        query = {name: value for name, value in found.query.items() if name not in ("host", "port")}
        return found.set(host="127.0.0.1", port=self.port, query=query).render_as_string(hide_password=False)

    def cut(self) -> None:
        with suppress(OSError):  # cut already
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def mend(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self._serve()

    def _serve(self) -> None:
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = _reach()
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self.bytes += len(data)
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _reach() -> socket.socket:
    """A connection to the server, over its socket or its port."""
    url = make_url(SERVER)
    host, port = str(url.host or url.query.get("host", "127.0.0.1")), int(url.port or 5432)
    if "port" in url.query:
        port = int(str(url.query["port"]))
    if not host.startswith("/"):
        return socket.create_connection((host, port))
    found = socket.socket(socket.AF_UNIX)
    found.connect(f"{host}/.s.PGSQL.{port}")
    return found


@contextmanager
def server() -> Iterator[Server]:
    found = Server()
    try:
        yield found
    finally:
        found.close()
