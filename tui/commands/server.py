"""``siaga server init|key|doctor``: one user of a server owns the database, others come in over SSH."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from models.where import is_url
from screens.locale import _
from screens.presenters.text import plain
from tui import authorized_keys as keys
from tui import bootstrap
from tui.command_line import Command, Group
from tui.commands import doctor
from tui.commands.doctor import Finding, fail, ok, warn
from tui.invocation import Invocation
from tui.version import VERSION
from tui.words import Misuse, say, tell

PRIVATE = 0o077
"""What group and others may not have of anything here."""
WANTED = {
    "permituserenvironment": "no",
    "permitopen": "",
    "passwordauthentication": "no",
    "kbdinteractiveauthentication": "no",
}
"""Settings of sshd that matter here, and what they should be ("": whatever the line of a key says)."""
_PLAIN = re.compile(r"[A-Za-z0-9_./+=,@-]+")
BACKUP_DAYS = 2
"""Days after which the newest backup is too old."""


def init(invocation: Invocation) -> None:
    """Make the folders and the database of the user that serves all, and say what is left to do."""
    from models import queries

    site = bootstrap.site(invocation)
    if os.geteuid() == 0:
        say(_("Sebaiknya bukan root: buat satu pengguna untuk Siaga, dan jalankan ini sebagai dia."))
    if not is_url(site.where):
        site.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        site.path.parent.chmod(0o700)
    database = site.open()
    with database.read() as connection:
        accounts = queries.accounts.listed(connection)
    database.close()
    path = _file()
    if not path.exists():
        keys.write(path, "")
    path.parent.chmod(0o700)
    if not accounts:
        say(_("Belum ada akun. Buat dulu: siaga user add NAMA --role admin"))
    tell(_("Siap. Untuk tiap koordinator:"))
    tell(_("  siaga user add NAMA --role operator --scope 33.71.03"))
    tell(_("  siaga server key add NAMA < NAMA.pub"))
    tell(_("Lalu periksa: siaga server doctor"))


def add(invocation: Invocation, name: str) -> None:
    """Let the key on standard input open the board of an account."""
    from models import queries
    from models.errors import Refused

    site = bootstrap.site(invocation)
    try:
        key = keys.parsed(sys.stdin.read(keys.LONGEST + 1), name)
    except keys.BadKey:
        raise Misuse(
            _(
                "Itu bukan kunci publik dalam satu baris. Pakai berkas .pub: siaga server key add {name} < {name}.pub"
            ).format(name=name)
        ) from None
    database = bootstrap.for_reading(site).open()
    with database.read() as connection:
        known = {one.name for one in queries.accounts.listed(connection)}
    database.close()
    if name not in known:
        raise Refused("account_unknown", name=name)
    path = _file()
    text = keys.read(path)
    other = next((one for one in keys.listed(text) if one.data == key.data), None)
    if other is not None:
        raise Misuse(_("Kunci itu sudah membuka akun {name}.").format(name=other.name))
    keys.write(path, keys.added(text, _command(invocation), key))
    say(_("Kunci {print} membuka papan sebagai {name}.").format(print=key.fingerprint, name=name))


def show(_invocation: Invocation) -> None:
    """Tab separated: account, kind, fingerprint."""
    for key in keys.listed(keys.read(_file())):
        tell(f"{key.name}\t{key.kind}\t{key.fingerprint}")


def remove(_invocation: Invocation, name: str) -> None:
    """No key opens that account any more."""
    path = _file()
    text = keys.read(path)
    count = sum(one.name == name for one in keys.listed(text))
    if not count:
        raise Misuse(_("Tidak ada kunci untuk {name}.").format(name=name))
    keys.write(path, keys.removed(text, name))
    say(
        _("{n} kunci {name} dicabut. Sesi yang terbuka berakhir dengan: siaga user disable {name}").format(
            n=count, name=name
        )
    )


def check(invocation: Invocation) -> int:
    """Print all findings; 1 when something fails."""
    return doctor.told(_findings(invocation))


def _findings(invocation: Invocation) -> Iterator[Finding]:
    where = invocation.configuration.settings.where
    if is_url(where):
        yield from doctor.server(str(where))
    else:
        path = Path(where)
        yield from doctor.database(path)
        yield from _private(path.parent, _("folder basis data"))
        for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            if file.exists():
                yield from _private(file, file.name)
        yield from _backups(path)
    keys_ = _file()
    if keys_.exists():
        yield from _private(keys_.parent, str(keys_.parent))
        yield from _private(keys_, keys_.name)
        yield from _commands(keys_, invocation)
    else:
        yield warn(keys_.name, _("belum ada: siaga server init, lalu siaga server key add NAMA"))
    yield from _sshd()
    yield from _parent()


def _private(path: Path, about: str) -> Iterator[Finding]:
    """Only the user that serves all may look in there."""
    found = path.stat()
    if found.st_uid != os.geteuid():
        yield fail(about, _("{path} milik pengguna lain ({uid}).").format(path=path, uid=found.st_uid))
    elif stat.S_IMODE(found.st_mode) & PRIVATE:
        mode = f"{stat.S_IMODE(found.st_mode):o}"
        yield fail(about, _("{path} terbuka bagi orang lain ({mode}): chmod go= {path}").format(path=path, mode=mode))
    else:
        yield ok(about, f"{stat.S_IMODE(found.st_mode):o}")


def _commands(path: Path, invocation: Invocation) -> Iterator[Finding]:
    """Every key opens the board of an account that there is, with the program that is here."""
    from models import queries

    text = keys.read(path)
    ours = keys.listed(text)
    others = sum(1 for one in text.splitlines() if one.strip() and not one.startswith("#")) - len(ours)
    if others:
        yield warn(path.name, _("{n} baris bukan buatan Siaga: kunci itu mungkin membuka shell.").format(n=others))
    database = bootstrap.for_reading(bootstrap.site(invocation)).open()
    with database.read() as connection:
        accounts = {one.name: one for one in queries.accounts.listed(connection)}
    database.close()
    for name in sorted({one.name for one in ours}):
        account = accounts.get(name)
        if account is None or account.disabled_at is not None:
            yield warn(
                path.name, _("kunci {name} tidak membuka apa pun: akunnya tidak ada atau ditutup.").format(name=name)
            )
    yield ok(path.name, _("{n} kunci").format(n=len(ours)))


def _backups(path: Path) -> Iterator[Finding]:
    import time

    from models.backup import copies

    about = _("cadangan")
    found = [one.stat().st_mtime for one in copies(path.parent, path.name)]
    if not found:
        yield warn(about, _("belum ada: jadwalkan `siaga db backup` tiap hari, ke disk lain."))
        return
    days = int((time.time() - max(found)) // 86_400)
    said = _("terakhir {n} hari yang lalu").format(n=days)
    yield (warn if days >= BACKUP_DAYS else ok)(about, said)


def _parent() -> Iterator[Finding]:
    """Whether log-ins are served by a resident parent; it works without one."""
    from tui.resident import client

    try:
        version = client.running()
    except OSError:  # there never was one
        version = None
    about = _("induk")
    if version is None:
        yield ok(about, _("tidak berjalan: tiap papan dibuka sendiri (siaga serve membuatnya lebih cepat)."))
    elif not version:
        yield ok(about, _("sedang disiapkan"))
    elif version != VERSION:
        yield ok(about, _("versi {old}; sesudah satu papan dibuka menjadi {new}.").format(old=version, new=VERSION))
    else:
        yield ok(about, _("berjalan, versi {version}").format(version=version))


def _sshd() -> Iterator[Finding]:
    """What sshd does with what the lines of keys do not say."""
    program = shutil.which("sshd") or ("/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else "")
    if not program:
        yield warn("sshd", _("tidak ditemukan di sini: pasang openssh-server."))
        return
    done = subprocess.run([program, "-T"], capture_output=True, text=True, check=False)
    if done.returncode:
        yield warn("sshd", _("pengaturannya hanya terbaca root: sudo sshd -T"))
        return
    found = dict(one.split(" ", 1) for one in done.stdout.splitlines() if " " in one)
    wrong = [f"{name} {found.get(name, '')}" for name, value in WANTED.items() if value and found.get(name) != value]
    if "SIAGA" in found.get("acceptenv", "").upper():
        wrong.append(" ".join(("acceptenv", found["acceptenv"])))
    if wrong:
        yield warn("sshd", _("sebaiknya diubah: {settings}").format(settings=plain(", ".join(wrong))))
    else:
        yield ok("sshd", _("sesuai"))


def _file() -> Path:
    """The file of the user that runs this."""
    return Path.home() / ".ssh" / "authorized_keys"


def _command(invocation: Invocation) -> str:
    """The program as sshd must call it: whole, with the settings file it was called with here."""
    program = shutil.which("siaga", path=str(Path(sys.executable).parent)) or shutil.which("siaga")
    if program is None:
        raise Misuse(_("Program siaga tidak ditemukan di PATH."))
    words = [str(Path(program).absolute())]
    words += ["--config", str(Path(invocation.config).resolve())] if invocation.config else []
    words += ["--db", str(Path(invocation.database).resolve())] if invocation.database else []
    wrong = next((one for one in words if _PLAIN.fullmatch(one) is None), None)
    if wrong is not None:
        # The line of a key is read by sshd and by a shell: what either may take for something else is not written.
        raise Misuse(_("{word}: di sini hanya huruf, angka, dan ./_+=,@- yang dapat dipakai.").format(word=wrong))
    return " ".join(words)


_NAME = click.Argument(["name"], metavar=_("NAMA"))

command = Group(
    "server",
    help=_("Satu server untuk semua: koordinator masuk lewat SSH, langsung ke papan dan tidak ke mana-mana lagi."),
    commands=[
        Command(
            "init",
            callback=click.pass_obj(init),
            help=_("Siapkan folder, basis data, dan authorized_keys pengguna ini."),
        ),
        Group(
            "key",
            help=_("Kunci SSH yang membuka papan."),
            commands=[
                Command(
                    "add",
                    callback=click.pass_obj(add),
                    params=[_NAME],
                    help=_("Kunci publik dari masukan, untuk sebuah akun."),
                ),
                Command("list", callback=click.pass_obj(show), help=_("Semua kunci, dipisah tab.")),
                Command(
                    "remove", callback=click.pass_obj(remove), params=[_NAME], help=_("Cabut semua kunci sebuah akun.")
                ),
            ],
        ),
        Command(
            "doctor", callback=click.pass_obj(check), help=_("Periksa hak akses, kunci, sshd, disk, dan cadangan.")
        ),
    ],
)
