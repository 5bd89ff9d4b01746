"""``siaga doctor``: looks at everything the board depends on; one line each, and what to do where it is wrong."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from models.disk import file_system, is_network
from models.where import is_url, shown
from screens.locale import _
from tui import paths
from tui.command_line import Command
from tui.exit_codes import ExitCode
from tui.invocation import Invocation
from tui.version import VERSION
from tui.words import tell

OLDEST = 15
"""The first version of PostgreSQL that we test with."""
FEW, TOO_FEW = 200 << 20, 20 << 20
"""Bytes free on the database's disk: below the first a warning, below the second a failure."""


@dataclass(frozen=True)
class Finding:
    """One line: how it stands, about what, and what to do."""

    level: str
    about: str
    text: str

    def __str__(self) -> str:
        """As printed."""
        return f"{_WORDS[self.level]():<11} {self.about}: {self.text}"


_WORDS: dict[str, Callable[[], str]] = {
    "ok": lambda: _("ok"),
    "warn": lambda: _("peringatan"),
    "fail": lambda: _("gagal"),
}


def ok(about: str, text: str) -> Finding:
    """All is well."""
    return Finding("ok", about, text)


def warn(about: str, text: str) -> Finding:
    """It works, but."""
    return Finding("warn", about, text)


def fail(about: str, text: str) -> Finding:
    """It will not work."""
    return Finding("fail", about, text)


def told(findings: Iterable[Finding]) -> int:
    """Print findings as they are made; 1 when something fails."""
    failed = False
    for finding in findings:
        tell(str(finding))
        failed = failed or finding.level == "fail"
    return ExitCode.FAILED if failed else ExitCode.OK


def doctor(invocation: Invocation) -> int:
    """Print all findings; 1 when something fails."""
    return told(_all(invocation))


def _all(invocation: Invocation) -> Iterator[Finding]:
    from tui.config import ConfigError

    yield from versions()
    yield from terminal(os.environ)
    yield from compiled(Path(__file__).parent)
    try:
        configuration = invocation.configuration
    except ConfigError as error:
        yield fail(_("pengaturan"), str(error))
        return
    for layer in configuration.layers:
        if layer.values:
            yield ok(_("pengaturan"), f"{layer.name} ({len(layer.values)})")
    yield from rules(configuration.settings.site.elections, configuration.settings.site.region)
    where = configuration.settings.where
    yield from server(str(where)) if is_url(where) else database(Path(where))
    yield from log(paths.log_file())


def versions() -> Iterator[Finding]:
    """The program and what it stands on."""
    import sqlite3
    from importlib.metadata import PackageNotFoundError, version

    names = []
    for package in ("textual", "sqlalchemy", "alembic", "msgspec", "click"):
        try:
            names.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield fail(_("paket"), _("{package} tidak terpasang. Pasang ulang Siaga.").format(package=package))
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield ok(_("versi"), f"siaga {VERSION}, Python {python}, SQLite {sqlite3.sqlite_version}, " + ", ".join(names))


def terminal(environ: os._Environ[str] | dict[str, str]) -> Iterator[Finding]:
    """TERM, colours, characters, size."""
    about = _("terminal")
    term = environ.get("TERM", "")
    if term in {"", "dumb", "unknown"}:
        yield fail(
            about,
            _("TERM {term}: papan tidak dapat tampil. Setel TERM=xterm-256color.").format(term=term or "-"),
        )
    elif not sys.stdout.isatty():
        yield warn(about, _("keluaran ini bukan terminal, jadi warna dan ukuran tidak dapat diperiksa."))
    else:
        yield ok(about, term)
    colour = environ.get("COLORTERM", "").lower()
    if environ.get("NO_COLOR"):
        yield warn(_("warna"), _("NO_COLOR disetel: papan tampil tanpa warna; tanda dan kata tetap ada."))
    elif colour in {"truecolor", "24bit"}:
        yield ok(_("warna"), _("16 juta"))
    elif "256" in term:
        yield ok(_("warna"), _("256; setel COLORTERM=truecolor bila terminal mampu"))
    else:
        yield warn(_("warna"), _("kurang dari 256. Pilih tema ANSI di Pengaturan (0)."))
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding == "utf8":
        yield ok("UTF-8", encoding)
    else:
        yield fail("UTF-8", _("penyandian {name}. Setel LANG=C.UTF-8 atau id_ID.UTF-8.").format(name=encoding or "-"))
    if sys.stdout.isatty():
        columns, rows = shutil.get_terminal_size()
        text = f"{columns}×{rows}"
        if columns < 80 or rows < 24:
            yield warn(_("ukuran"), text + "; " + _("80×24 ke atas lebih nyaman, 120×40 lapang."))
        else:
            yield ok(_("ukuran"), text)


def compiled(directory: Path) -> Iterator[Finding]:
    """Bytecode: without it every start takes several times as long."""
    if any((directory.parent / "__pycache__").glob("*.pyc")) or os.access(directory, os.W_OK):
        yield ok(_("bytecode"), _("ada"))
    else:
        yield warn(_("bytecode"), _("tidak ada: mulai jadi lambat. Jalankan python -m compileall saat memasang."))


def rules(elections: tuple[str, ...], region: str) -> Iterator[Finding]:
    """Election and region files load."""
    from models.errors import RulesError
    from models.rules.loader import load_election, load_region
    from screens.presenters.errors import sentence

    for load, names in ((load_election, elections), (load_region, (region,))):
        for name in names:
            try:
                load(name)
                yield ok(_("aturan"), name)
            except RulesError as error:
                yield fail(_("aturan"), sentence(error))


def database(path: Path) -> Iterator[Finding]:
    """The file, its directory, its schema, the disk."""
    about = _("basis data")
    directory = path.parent
    while not directory.exists():
        directory = directory.parent
    if not os.access(directory, os.W_OK | os.X_OK):
        yield fail(
            about,
            _("direktori {path} tidak dapat ditulisi. Minta hak tulis, atau pakai --readonly.").format(path=directory),
        )
    else:
        yield ok(about, _("direktori {path} dapat ditulisi").format(path=directory))
    for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        if file.exists() and not os.access(file, os.R_OK | os.W_OK):
            yield fail(
                about,
                _("{path} milik orang lain dan tidak dapat ditulisi. Pakai grup bersama: chmod g+rw.").format(
                    path=file
                ),
            )
    yield from _disk(directory)
    if path.exists():
        yield from _schema(path)
    else:
        yield ok(about, _("{path} belum ada; dibuat saat `siaga` dibuka").format(path=path))


def server(url: str) -> Iterator[Finding]:
    """A database on a PostgreSQL server: that it answers, how soon, its version, our schema in it."""
    from models.database import Database, version_of
    from models.errors import StorageError
    from models.migrations import HEAD, KNOWN
    from screens.presenters.errors import sentence

    about, place = _("basis data"), shown(url)
    try:
        found = version_of(url)
        from models.postgres import about_server  # the driver is there: it has just been used

        opened = Database.unchecked(url, readonly=True)
        with opened.read() as connection:
            version, encoding, extension = about_server(connection)
            began = time.perf_counter()
            about_server(connection)
            taken = (time.perf_counter() - began) * 1000
        opened.close()
    except StorageError as error:
        yield fail(about, sentence(error))
        return
    yield ok(about, _("{path} menjawab dalam {n} milidetik").format(path=place, n=f"{taken:.1f}"))
    major = version // 10000
    if major < OLDEST:
        text = _("versi {version}; Siaga diuji mulai versi {oldest}.").format(version=major, oldest=OLDEST)
        yield warn("PostgreSQL", text)
    else:
        yield ok("PostgreSQL", str(major))
    if encoding != "UTF8":
        yield fail("PostgreSQL", _("penyandian {name}. Buat basis datanya dengan ENCODING UTF8.").format(name=encoding))
    if not extension:
        yield fail("PostgreSQL", sentence(StorageError("no_extension", path=place)))
    if found is None:
        yield ok(about, _("{path} masih kosong; diisi saat `siaga` dibuka").format(path=place))
    elif found != HEAD:
        code = "older_server" if found in KNOWN else "newer_schema"
        yield (warn if found in KNOWN else fail)(about, sentence(StorageError(code, path=place, found=found)))


def _disk(directory: Path) -> Iterator[Finding]:
    kind = file_system(directory)
    if is_network(kind):
        yield warn(
            _("disk"),
            _("{kind} adalah disk jaringan: kunci basis data tidak terjamin. Pindahkan ke disk setempat.").format(
                kind=kind
            ),
        )
    elif kind:
        yield ok(_("disk"), kind)
    free = shutil.disk_usage(directory).free
    text = _("{free} MB kosong").format(free=free >> 20)
    if free < TOO_FEW:
        yield fail(_("disk"), text + ". " + _("Kosongkan ruang; perubahan akan ditolak."))
    elif free < FEW:
        yield warn(_("disk"), text + ". " + _("Kosongkan ruang."))
    else:
        yield ok(_("disk"), text)


def _schema(path: Path) -> Iterator[Finding]:
    from models.database import Database
    from models.errors import StorageError
    from screens.presenters.errors import sentence

    try:
        found = Database.open(path, readonly=True)
        with found.read() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        found.close()
    except StorageError as error:
        yield (warn if error.code == "older_schema" else fail)(_("basis data"), sentence(error))
        return
    if mode == "wal":
        yield ok(_("basis data"), _("{path}, {size} KB, WAL").format(path=path, size=path.stat().st_size >> 10))
    else:
        yield warn(_("basis data"), _("mode jurnal {mode}, bukan WAL: rekan saling menunggu.").format(mode=mode))


def log(path: Path) -> Iterator[Finding]:
    """Crash reports have a place."""
    directory = path.parent
    while not directory.exists():
        directory = directory.parent
    if os.access(directory, os.W_OK) and (not path.exists() or os.access(path, os.W_OK)):
        yield ok(_("log"), str(path))
    else:
        yield warn(_("log"), _("{path} tidak dapat ditulisi: laporan kesalahan akan hilang.").format(path=path))


command = Command(
    "doctor",
    callback=click.pass_obj(doctor),
    help=_("Periksa terminal, basis data, disk, dan pengaturan; setiap baris ok, peringatan, atau gagal."),
)
