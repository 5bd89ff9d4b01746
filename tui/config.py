"""Settings: typed, strict, in layers; each value remembers which layer set it.

``shipped < /etc < the user's file < environment < flags``. There are no defaults in the code: the shipped
``config.toml`` names every setting. Reading never writes; ``save_user`` writes the user's own file only.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec

from models.where import URL, Where, shown
from screens.locale import _
from tui import paths
from tui.words import Misuse

LIMIT = 32_000
"""Bytes, eight times the shipped file. A larger one is a mistake (a database, by accident), and what it takes to parse
one may grow with the square of its size."""
MOST_TOLD = 5
"""Mistakes in ``[keys]`` that are told at once."""
NO_NUL = r"^[^\x00]*$"
"""What a path may hold: no system takes that one."""
LONGEST = 60
"""Letters of a key or a value that are told."""
PREFIX = "SIAGA_"
NOT_SETTINGS = {"SIAGA_CONFIG", "SIAGA_COMPLETE"}
"""Environment names of ours that are not settings: ``--config``, and what the shells' completion sets."""


class ConfigError(Misuse):
    """The settings cannot be used. ``str()`` is a sentence for the user, in their language."""


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[site]``: which office this is."""

    region: Annotated[str, msgspec.Meta(pattern=r"^(id|\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?)$")]
    home: Annotated[str, msgspec.Meta(pattern=r"^((id|\d\d(\.\d\d(\.\d\d(\.\d{4}(\.\d{3})?)?)?)?))?$")]
    elections: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    zone: Literal["WIB", "WITA", "WIT"]


class Database(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[database]``: which file, or which server's database, and how patient."""

    path: Annotated[str, msgspec.Meta(pattern=NO_NUL)]
    url: Annotated[str, msgspec.Meta(pattern=f"^$|{URL}")]
    busy_timeout: Annotated[float, msgspec.Meta(ge=1, le=120)]


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[look]``: how it looks and sounds."""

    theme: Literal["gelap", "terang", "kontras", "aman-warna", "ansi"]
    language: Literal["id", "en"]
    glyphs: Literal["unicode", "ascii"]
    bell: bool
    mouse: bool


class Feed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[feed]``: how colleagues' changes are noticed."""

    fallback_poll: Annotated[float, msgspec.Meta(ge=0.05, le=60)]


class Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[privacy]``: how long personal data are kept."""

    keep_after_tenure: Annotated[str, msgspec.Meta(pattern=r"^[1-9]\d{0,2}[dmy]$")]


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``[server]``: how log-ins are served."""

    resident: bool


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All settings. ``keys`` maps an action's id to its keys (``"k,up"``)."""

    site: Site
    database: Database
    look: Look
    feed: Feed
    privacy: Privacy
    server: Server
    keys: dict[str, str]

    @property
    def where(self) -> Where:
        """The server's URL; without one the database file, absolute, with the default filled in and ``~`` expanded."""
        if self.database.url:
            return self.database.url
        path = Path(self.database.path).expanduser() if self.database.path else paths.default_database()
        return path.absolute()


SECTIONS: dict[str, type[msgspec.Struct]] = {
    "site": Site,
    "database": Database,
    "look": Look,
    "feed": Feed,
    "privacy": Privacy,
    "server": Server,
}


class Layer(msgspec.Struct, frozen=True):
    """What one source sets. ``name`` says where, for people; ``values`` maps ``section.key`` to the value."""

    name: str
    values: dict[str, Any]
    path: Path | None = None


class Configuration(msgspec.Struct, frozen=True):
    """The settings and where they come from."""

    settings: Settings
    layers: tuple[Layer, ...]
    user_file: Path

    def origin(self, key: str) -> str:
        """The name of the layer whose value of ``section.key`` holds."""
        return next((layer.name for layer in reversed(self.layers) if key in layer.values), "")


# ── Reading ────────────────────────────────────────────────────────────


def load(
    flags: Mapping[str, Any] | None = None,
    *,
    user_file: Path | None = None,
    account_file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    system_file: Path = paths.SYSTEM_CONFIG,
) -> Configuration:
    """Read and check all layers.

    ``flags`` maps ``section.key`` to values of the command line. ``user_file`` given (``--config``) must exist;
    else the usual place is read if there is a file. ``account_file``: the own settings of somebody who came in with an
    account, above those of the user that serves all. Raises ConfigError.
    """
    environ = os.environ if environ is None else environ
    own = user_file or (Path(environ["SIAGA_CONFIG"]) if environ.get("SIAGA_CONFIG") else None)
    layers = [_shipped_layer()]
    if system_file.exists():
        layers.append(read_layer(system_file))
    if own is not None or paths.user_config().exists():
        layers.append(read_layer(own or paths.user_config()))
    if account_file is not None and account_file.exists():
        layers.append(read_layer(account_file))
    layers.append(_environment_layer(environ))
    layers.append(_checked(Layer(_("opsi baris perintah"), dict(flags or {}))))
    return Configuration(_merge(layers), tuple(layers), account_file or own or paths.user_config())


@cache
def _shipped_layer() -> Layer:
    """What comes with the program, read once in a process."""
    return read_layer(paths.shipped_config())


def read_layer(path: Path) -> Layer:
    """One settings file, checked on its own so that an error can name it. Raises ConfigError."""
    tree = _parse(path)
    values: dict[str, Any] = {}
    for section, content in tree.items():
        if section not in (*SECTIONS, "keys"):
            raise ConfigError(_unknown(path, f"[{section}]", section, [*SECTIONS, "keys"]))
        if not isinstance(content, dict):
            raise ConfigError(
                _("{file}: {section} harus berupa bagian. Tulis [{section}] di baris tersendiri.").format(
                    file=path, section=section
                )
            )
        values |= {f"{section}.{key}": value for key, value in content.items()}
    return _checked(Layer(str(path), values, path))


def _parse(path: Path) -> dict[str, Any]:
    try:
        content = _content(path)
        if len(content) > LIMIT:
            raise ConfigError(
                _("{file} terlalu besar untuk berkas pengaturan (paling banyak {limit} byte). ").format(
                    file=path, limit=LIMIT
                )
                + _("Periksa apakah berkas ini benar.")
            )
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        raise ConfigError(_("Berkas pengaturan {file} tidak ada. Periksa namanya.").format(file=path)) from None
    except UnicodeDecodeError:
        raise ConfigError(_("{file} bukan teks UTF-8. Simpan kembali sebagai UTF-8.").format(file=path)) from None
    except OSError as error:
        raise ConfigError(
            _("Berkas pengaturan {file} tidak dapat dibaca: {reason}.").format(file=path, reason=error.strerror)
        ) from None
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = _("baris {0}, kolom {1}").format(*place.groups()) if place else _("akhir berkas")
        raise ConfigError(
            _("{file}, {where}: bukan TOML yang benar. ").format(file=path, where=where)
            + _('Teks ditulis dalam tanda kutip: theme = "gelap".')
        ) from None


def _content(path: Path) -> bytes:
    """What stands in a file, up to a byte more than may. Nothing that somebody would first have to write into, or that
    never ends, is waited for. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, _("bukan berkas biasa"))
        parts = [b""]
        while sum(map(len, parts)) <= LIMIT and (part := os.read(descriptor, LIMIT + 1)):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(descriptor)


def _environment_layer(environ: Mapping[str, str]) -> Layer:
    """Settings of the environment. A name that begins with SIAGA_ and is no setting is an error, as in files."""
    valid = {f"{PREFIX}{s}_{key}".upper(): f"{s}.{key}" for s, c in SECTIONS.items() for key in c.__struct_fields__}
    values: dict[str, Any] = {}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in NOT_SETTINGS:
            continue
        if name not in valid:
            raise ConfigError(_unknown(_("lingkungan"), name, name, list(valid)))
        key = valid[name]
        values[key] = _from_text(environ[name], _type_of(key))
    return _checked(Layer(_("lingkungan"), values), lambda key: PREFIX + key.replace(".", "_").upper())


def _from_text(text: str, kind: Any) -> Any:
    """A value of the environment in its setting's type; left as text when it does not fit, and refused later."""
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) is tuple:
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind is str or get_origin(kind) is Literal:
        return text
    try:
        return msgspec.convert(text.strip(), kind, strict=False)
    except msgspec.ValidationError:
        return text


@cache
def _type_of(key: str) -> Any:
    section, _dot, name = key.partition(".")
    return next(f.type for f in msgspec.structs.fields(SECTIONS[section]) if f.name == name)


# ── Checking ────────────────────────────────────────────────────────────


def _checked(layer: Layer, spelled: Any = str) -> Layer:
    """The layer itself when all of its keys exist and fit. ``spelled`` is how a key is written there."""
    for key, value in layer.values.items():
        section, _dot, name = key.partition(".")
        if section == "keys":
            if not isinstance(value, str):
                raise ConfigError(_wrong(layer, key, str, value))
            continue
        valid = SECTIONS[section].__struct_fields__
        if name not in valid:
            raise ConfigError(_unknown(layer.name, f"[{section}] {name}", name, valid))
        kind = _type_of(key)
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError:
            raise ConfigError(_wrong(layer, spelled(key), kind, value)) from None
    _check_keys(layer)
    return layer


def _check_keys(layer: Layer) -> None:
    """Ids and key names of ``[keys]``, against the one key table (loaded only when there is some)."""
    own = {key.removeprefix("keys."): value for key, value in layer.values.items() if key.startswith("keys.")}
    if not own:
        return
    from screens.keymap import validate_keymap

    problems = validate_keymap(own)
    if problems:
        told = " ".join(str(problem) for problem in problems[:MOST_TOLD])
        more = " " + _("… dan {n} lagi").format(n=len(problems) - MOST_TOLD) if len(problems) > MOST_TOLD else ""
        raise ConfigError(f"{layer.name} [keys]: {told}{more}")


def _unknown(where: Any, shown: str, name: str, valid: Any) -> str:
    import difflib

    near = difflib.get_close_matches(name, valid, n=1, cutoff=0.5) if len(name) <= LONGEST else []
    sentence = _("{where}: pengaturan {key} tidak dikenal.").format(where=where, key=_short(shown))
    if near:
        return sentence + " " + _("Mungkin maksudnya {near}?").format(near=near[0])
    return sentence + " " + _("Yang ada: {valid}.").format(valid=", ".join(valid))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _wrong(layer: Layer, key: str, kind: Any, value: Any) -> str:
    text = _short(shown(str(value)))
    return _("{where}: {key} harus {expected}, bukan {value}.").format(
        where=layer.name,
        key=key,
        expected=_expected(kind),
        value=repr(text) if isinstance(value, str) else text,
    )


def _expected(kind: Any) -> str:
    """What a setting takes, in words."""
    limits = ""
    if get_origin(kind) is Annotated:
        kind, *metas = get_args(kind)
        for meta in metas:
            if getattr(meta, "ge", None) is not None:
                limits = " " + _("{low} sampai {high}").format(low=meta.ge, high=meta.le)
            if "postgresql" in (getattr(meta, "pattern", None) or ""):
                return _('seperti "postgresql+psycopg://siaga@server/siaga"')
            if getattr(meta, "pattern", NO_NUL) not in (None, NO_NUL):
                return _('kode wilayah seperti "33.71.03"')
    if get_origin(kind) is Literal:
        return _("salah satu dari {choices}").format(choices=", ".join(f'"{c}"' for c in get_args(kind)))
    if get_origin(kind) is tuple:
        return _('daftar teks seperti ["pemilu-2024"], paling sedikit satu')
    return {bool: _("true atau false"), float: _("angka") + limits, str: _("teks dalam tanda kutip")}[kind]


def _merge(layers: list[Layer]) -> Settings:
    tree: dict[str, dict[str, Any]] = {section: {} for section in (*SECTIONS, "keys")}
    for layer in layers:
        if layer.values.get("database.path"):
            tree["database"]["url"] = ""  # a file that is named later, on the command line say, is meant
        for key, value in layer.values.items():
            section, _dot, name = key.partition(".")
            tree[section][name] = value
    settings = msgspec.convert(tree, Settings)
    return settings


# ── Writing ────────────────────────────────────────────────────────────


def save_user(
    changes: Mapping[str, Any], *, user_file: Path | None = None, system_file: Path = paths.SYSTEM_CONFIG
) -> Path:
    """Write ``{"look.theme": "..."}`` to the user's own file: only what differs from the layers below it.

    None removes a setting from the file. The file is replaced in one step, so it is the old or the new one
    whatever happens; a broken one is never overwritten. Returns its path. Raises ConfigError.
    """
    target = (user_file or paths.user_config()).resolve()
    below = _merge_values([paths.shipped_config(), system_file])
    own = dict(read_layer(target).values) if target.exists() else {}
    for key, value in changes.items():
        own.pop(key, None)
        if value is not None and below.get(key) != _plain(value):
            own[key] = _plain(value)
    _checked(Layer(str(target), own))
    tree: dict[str, dict[str, Any]] = {}
    for key in sorted(own, key=_file_order):
        section, _dot, name = key.partition(".")
        tree.setdefault(section, {})[name] = own[key]
    import tomli_w

    try:
        from tui import whole_file

        whole_file.replace(target, tomli_w.dumps(tree).encode())
    except OSError as error:
        raise ConfigError(
            _("Pengaturan tidak tersimpan: {file} tidak dapat ditulis ({reason}). ").format(
                file=target, reason=error.strerror
            )
            + _("Perubahan hanya berlaku sampai program ditutup.")
        ) from error
    return target


def changed(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """The settings with ``{"look.theme": "..."}`` in place of theirs; None takes a key of ``[keys]`` back.

    Raises ConfigError.
    """
    _checked(Layer(_("pengaturan"), {key: value for key, value in changes.items() if value is not None}))
    tree = msgspec.to_builtins(settings)
    for key, value in changes.items():
        section, _dot, name = key.partition(".")
        tree[section].pop(name, None)
        if value is not None:
            tree[section][name] = value
    return msgspec.convert(tree, Settings)


def _merge_values(files: list[Path]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for path in files:
        if path.exists():
            values |= read_layer(path).values
    return values


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _file_order(key: str) -> tuple[int, int, str]:
    """Settings in the order of the shipped file, keys by id."""
    section, _dot, name = key.partition(".")
    if section == "keys":
        return len(SECTIONS), 0, name
    return list(SECTIONS).index(section), SECTIONS[section].__struct_fields__.index(name), name
