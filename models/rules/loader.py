"""Reads election and region files, strictly, into the types of ``models.rules.schema``.

Files lie beside this module, or in ``directory``: an election is ``<code>.toml`` with a letter first and a
digit in its code (``pemilu-2024``), a region ``<code>.toml`` with its Kemendagri code (``33.71``).

Reading TOML costs a few milliseconds a file. The countdown is painted before anything else and needs four
keys only, so ``load_polling`` parses just the *head* of the file: the lines up to the first list or table.
Where the head does not hold ``polling`` it reads the whole file, which is slower and otherwise the same.

Every fault is a RulesError with ``path``, ``where`` and ``reason``:

- ``rules_missing``: ``not_found``, ``unreadable``, ``bad_code``
- ``rules_syntax``: ``toml`` (with ``line``, ``column``, ``message``), ``encoding``, ``nesting``
- ``rules_invalid``: ``unknown_field``, ``missing_field``, ``wrong_type``, ``bad_value``, ``code_mismatch``,
  ``duplicate``, ``bodies_missing``, ``not_about_seats``, ``not_about_tps``, ``contacts_missing``,
  ``unknown_indicator``, ``needs_cycle``, ``bad_code``, ``no_parent``, ``unknown_unit``, ``unknown_election``,
  ``counts_or_per_kecamatan``, ``estimate_not_marked``, ``no_weights``, ``register_misfit``, ``contact_level``,
  ``handlers_order``, ``ladder``
- ``rules_weight_sum``: ``weight_sum``
- ``rules_unknown_body``: ``unknown_body``, ``body_without_seats``
- ``rules_dates``: ``polling_year``, ``polling_hours``, ``end_before_start``, ``due_before_start``,
  ``deadline_differs``
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from models.errors import RulesError
from models.rules.apportion import apportion
from models.rules.checks import check_election, check_polling, check_region
from models.rules.schema import Election, PollingHead, RegionRules, TpsCount, TpsRules
from models.units import parent

_T = TypeVar("_T")

_ELECTION_CODE = re.compile(r"[a-z](?=[a-z0-9-]*[0-9])[a-z0-9-]*")
_REGION_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}){0,2}(\.[0-9]{4})?")
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_AT_PATH = re.compile(r" - at `(?:key in )?\$?([^`]*)`$")
_INDEX = re.compile(r"\.?([^.\[\]]+)\[(\d+)\]")
_QUOTED = re.compile(r"`([^`]*)`")
# TOML has these types of its own: a date between quotation marks is a mistake, not a date.
_NATIVE = (date, datetime, time)


def available_elections(*, directory: Path | None = None) -> tuple[str, ...]:
    """The codes of the election files there are, sorted; none when the directory cannot be read."""
    return _codes(directory, _ELECTION_CODE)


def available_regions(*, directory: Path | None = None) -> tuple[str, ...]:
    """The codes of the region files there are, sorted; none when the directory cannot be read."""
    return _codes(directory, _REGION_CODE)


def load_election(code: str, *, directory: Path | None = None) -> Election:
    """The election of that code, checked; a shipped one is read once in a process. Raises RulesError."""
    return _election(code, directory) if directory is not None else _shipped_election(code)


@cache
def _shipped_election(code: str) -> Election:
    return _election(code, None)


def _election(code: str, directory: Path | None) -> Election:
    path = _path(code, _ELECTION_CODE, directory)
    election = _convert(_parse(_read(path), path), Election, path)
    _located(path, check_election, election)
    _same_code(path, code, election.code)
    return election


def load_elections(codes: Iterable[str], *, directory: Path | None = None) -> dict[str, Election]:
    """The elections of those codes, in the order given. Raises RulesError."""
    return {code: load_election(code, directory=directory) for code in codes}


class Elections(Mapping[str, Election]):
    """Elections by code, each read whole when it is first asked for; their heads at once.

    The countdowns are painted from the heads. Making it raises RulesError for a head, asking for an election
    RulesError for the rest of its file.
    """

    def __init__(self, codes: Iterable[str], *, directory: Path | None = None) -> None:
        """``codes`` in the order in which they are shown."""
        self._directory = directory
        self._read: dict[str, Election] = {}
        self.heads = {code: load_polling(code, directory=directory) for code in codes}

    def __getitem__(self, code: str) -> Election:
        """The election of that code, whole."""
        if code not in self._read:
            if code not in self.heads:
                raise KeyError(code)
            self._read[code] = load_election(code, directory=self._directory)
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        """The codes."""
        return iter(self.heads)

    def __len__(self) -> int:
        """How many."""
        return len(self.heads)


def load_polling(code: str, *, directory: Path | None = None) -> PollingHead:
    """Name, polling day and hours of an election, without reading the rest of its file. Raises RulesError."""
    return _polling(code, directory) if directory is not None else _shipped_polling(code)


@cache
def _shipped_polling(code: str) -> PollingHead:
    return _polling(code, None)


def _polling(code: str, directory: Path | None) -> PollingHead:
    path = _path(code, _ELECTION_CODE, directory)
    try:
        raw = tomllib.loads(_head(_read(path)))
    except tomllib.TOMLDecodeError:
        raw = {}
    if "polling" not in raw:
        whole = load_election(code, directory=directory)
        return PollingHead(code=whole.code, name=whole.name, subtitle=whole.subtitle, polling=whole.polling)
    fields = PollingHead.__struct_fields__
    head = _convert({key: raw[key] for key in fields if key in raw}, PollingHead, path)
    _located(path, check_polling, head.polling)
    _same_code(path, code, head.code)
    return head


def load_region(code: str, *, directory: Path | None = None) -> RegionRules:
    """The region file of that code, checked, with TPS worked out per kelurahan. Raises RulesError."""
    path = _path(code, _REGION_CODE, directory)
    rules = _convert(_parse(_read(path), path), RegionRules, path)
    _same_code(path, code, rules.code)
    _located(path, check_region, rules)
    return msgspec.structs.replace(rules, tps={election: _counted(rules, election, path) for election in rules.tps})


def load_sources(*, directory: Path | None = None) -> dict[str, str]:
    """Where facts were read: the keys that ``source`` names, with their addresses. Raises RulesError."""
    return load_typed("sources.toml", dict[str, str], directory=directory)


def load_typed(
    name: str, kind: type[_T], check: Callable[[_T], None] | None = None, *, directory: Path | None = None
) -> _T:
    """A file beside the elections as a type of its own, checked. Raises RulesError."""
    path = (directory or _shipped()) / name
    found = _convert(_parse(_read(path), path), kind, path)
    if check is not None:
        _located(path, check, found)
    return found


def _shipped() -> Path:
    return Path(__file__).parent


def _codes(directory: Path | None, pattern: re.Pattern[str]) -> tuple[str, ...]:
    try:
        stems = [path.stem for path in (directory or _shipped()).iterdir() if path.suffix == ".toml"]
    except OSError:
        return ()
    return tuple(sorted(stem for stem in stems if pattern.fullmatch(stem)))


def _path(code: str, pattern: re.Pattern[str], directory: Path | None) -> Path:
    """The file of a code. What cannot be a code is refused, so none leads out of the directory."""
    where = directory or _shipped()
    if not pattern.fullmatch(code):
        raise RulesError("rules_missing", path=str(where), where=code, reason="bad_code")
    return where / f"{code}.toml"


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise RulesError("rules_missing", path=str(path), where=path.stem, reason="not_found") from error
    except OSError as error:
        raise RulesError(
            "rules_missing",
            path=str(path),
            where=path.stem,
            reason="unreadable",
            message=error.strerror or "",
        ) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RulesError("rules_syntax", path=str(path), where=f"line {line}", reason="encoding", line=line) from error


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        # "at end of document": the fault is noticed where the text ends.
        line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 0)
        message = str(error).partition(" (at ")[0]
        raise RulesError(
            "rules_syntax",
            path=str(path),
            where=f"line {line}",
            reason="toml",
            line=line,
            column=column,
            message=message,
        ) from error
    except RecursionError as error:
        raise RulesError("rules_syntax", path=str(path), where="", reason="nesting") from error


def _head(text: str) -> str:
    """The lines before the first list over several lines or table."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("[") or line.endswith("["):
            break
        lines.append(line)
    return "\n".join(lines)


def _convert(raw: dict[str, Any], kind: type[_T], path: Path) -> _T:
    try:
        return msgspec.convert(raw, kind, builtin_types=_NATIVE)
    except msgspec.ValidationError as error:
        text = str(error)
        place = _AT_PATH.search(text)
        message = text[: place.start()] if place else text
        where = _named(place[1], raw) if place else ""
        raise RulesError("rules_invalid", path=str(path), where=where, message=message, **_reason(message)) from error


def _reason(message: str) -> dict[str, str]:
    """msgspec's message as a token and its facts."""
    quoted = _QUOTED.findall(message)
    if "unknown field" in message:
        return {"reason": "unknown_field", "field": quoted[0]}
    if "missing required field" in message:
        return {"reason": "missing_field", "field": quoted[0]}
    if message.startswith("Expected") and ", got" in message and len(quoted) >= 2:
        return {"reason": "wrong_type", "expected": quoted[0], "value": quoted[-1]}
    return {"reason": "bad_value"}


def _named(place: str, raw: dict[str, Any]) -> str:
    """A place in the file with codes for positions: ``.indicators[3].due`` becomes ``indicators[P4].due``."""
    here: Any = raw
    named: list[str] = []
    while found := _INDEX.match(place):
        here = here.get(found[1]) if isinstance(here, dict) else None
        here = here[int(found[2])] if isinstance(here, list) else None
        name = (here.get("code") or here.get("name")) if isinstance(here, dict) else None
        # Without a code people count from one.
        named.append(f"{found[1]}[{name if isinstance(name, str) else int(found[2]) + 1}]")
        place = place[found.end() :]
    return ".".join(part for part in (*named, place.lstrip(".")) if part)


def _located(path: Path, check: Callable[[_T], None], subject: _T) -> None:
    try:
        check(subject)
    except RulesError as error:
        raise RulesError(error.code, path=str(path), **error.detail) from None


def _same_code(path: Path, wanted: str, found: str) -> None:
    if found != wanted:
        raise RulesError(
            "rules_invalid",
            path=str(path),
            where="code",
            reason="code_mismatch",
            expected=wanted,
            value=found,
        )


def _counted(rules: RegionRules, election: str, path: Path) -> TpsRules:
    """The TPS of an election per kelurahan: as given, or apportioned within each kecamatan."""
    tps = rules.tps[election]
    if not tps.per_kecamatan:
        return tps
    known = rules.tps[tps.weights_from].counts
    counts: dict[str, TpsCount] = {}
    for kecamatan, total in tps.per_kecamatan.items():
        weights = {code: count.regular for code, count in known.items() if parent(code) == kecamatan}
        try:
            shares = apportion(total, weights)
        except ValueError as error:
            raise RulesError(
                "rules_invalid",
                path=str(path),
                where=f"tps[{election}].per_kecamatan",
                reason="no_weights",
                value=kecamatan,
            ) from error
        counts |= {code: TpsCount(regular=share) for code, share in shares.items()}
    for code, special in tps.special.items():
        counts[code] = TpsCount(regular=counts.get(code, TpsCount()).regular, special=special)
    return msgspec.structs.replace(tps, counts=dict(sorted(counts.items())))
