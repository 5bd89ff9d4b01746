"""What ``siaga --help`` says: the global options, the subcommands, the exit codes.

Written without click, whose import alone takes four times as long as Python's own start; ``tui.command_line`` makes its
options and commands from the same tables, so both say the same.
"""

from __future__ import annotations

from screens.locale import _
from tui.exit_codes import table

TYPE_CHECKING = False  # as typing's, without the cost of importing it
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDTH = 100


def about() -> str:
    """What the program is, in a sentence."""
    return _("Papan siaga pemilu dan pilkada di kecamatan: berapa lama lagi, sudah siapkah, siapa di mana.")


def options() -> dict[str, tuple[str, str]]:
    """Global option → its value's name (empty: a flag) and its help. A function: the language is known at the call."""
    return {
        "--db": (_("BERKAS"), _("Basis data ini (berkas, atau URL PostgreSQL), bukan yang diatur.")),
        "--config": (_("BERKAS"), _("Berkas pengaturan ini, bukan milik sendiri.")),
        "--as-of": (_("WAKTU"), _("Papan seperti pada saat itu (waktu setempat, 2024-01-31T20:00); hanya baca.")),
        "--as": (_("NAMA"), _("Masuk dengan akun ini; hanya untuk pemilik basis data, dalam authorized_keys.")),
        "--readonly": ("", _("Hanya baca: tidak ada yang dapat diubah.")),
        "--lang": ("id|en", _("Bahasa.")),
        "--version": ("", _("Tampilkan versi.")),
        "--help": ("", help_of_help()),
    }


def help_of_help() -> str:
    """What ``--help`` says of itself, for every command."""
    return _("Tampilkan bantuan ini.")


def summaries() -> dict[str, str]:
    """Subcommand → help line, in the order shown. A function: the language is known at the call."""
    return {
        "run": _("buka papan (juga tanpa perintah)"),
        "demo": _("latihan: papan penuh dengan orang rekaan dan rekan yang bekerja"),
        "status": _("kesiapan sebagai teks biasa, misalnya saat masuk server"),
        "report": _("laporan siap tempel untuk WhatsApp, halaman A4, atau meja Senin"),
        "evidence": _("catat bukti dari baris perintah"),
        "import": _("petugas dari berkas xlsx, xls, ods, atau csv: periksa dulu, lalu --apply"),
        "export": _("personel, kekosongan, dan lainnya ke berkas xlsx, csv, atau json"),
        "template": _("berkas isian kosong untuk satu badan, untuk diimpor kembali"),
        "server": _("satu server untuk semua lewat SSH: siapkan, kunci, periksa"),
        "serve": _("induk yang membuka papan seketika, untuk server (docs/server.md)"),
        "user": _("siapa boleh masuk, sebagai apa, dan di wilayah mana"),
        "tps": _("jumlah TPS tiap kelurahan"),
        "init": _("basis data untuk wilayah mana pun dari CSV, atau memperbaruinya"),
        "db": _("basis data: upgrade, backup, restore, check, verify, copy, retain"),
        "journal": _("siapa mengubah apa, kapan: list"),
        "config": _("pengaturan yang berlaku, atau berkas bawaannya"),
        "locate": _("letak pengaturan, basis data, dan log"),
        "doctor": _("periksa terminal, basis data, dan pengaturan"),
        "completion": _("pelengkap perintah untuk bash, zsh, atau fish"),
    }


def text() -> str:
    """The whole page."""
    short = {"--version": "-V, ", "--help": "-h, "}
    rows = [(f"{short.get(name, '')}{name} {value}".rstrip(), said) for name, (value, said) in options().items()]
    usage = _("Pemakaian: ") + "siaga " + _("[OPSI]") + " " + _("[PERINTAH]")
    parts = [usage, "", *_wrapped(about(), "  "), "", _("Opsi") + ":", *_columns(rows)]
    parts += ["", _("Perintah") + ":", *_columns(summaries().items())]
    parts += ["", _("Kode keluar") + ":", *(f"  {line}" for line in table().splitlines())]
    return "\n".join(parts)


def _columns(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Two columns; what does not fit goes on below its own column."""
    found = list(rows)
    first = max(len(left) for left, _right in found) + 4
    for left, right in found:
        lines = list(_wrapped(right, " " * first))
        yield f"  {left:<{first - 2}}{lines[0].strip()}"
        yield from lines[1:]


def _wrapped(said: str, indent: str) -> Iterator[str]:
    line = indent
    for word in said.split():
        if len(line) + len(word) > WIDTH and line.strip():
            yield line.rstrip()
            line = indent
        line += word + " "
    yield line.rstrip()
