"""Places and people that a file names, found by tables of what they are called: nothing is guessed.

A place is found by its code, its name, or a fixed way to write that name ("Kel. Rejowinangun Utr"); what is called so
twice stays open until a kecamatan decides. People are one by NIK, by NIK without its last digit and birth date, or by
name, birth date and kelurahan, in this order; a name alone never makes two people one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from models import text, units
from models.exchange.draft import Problem
from models.units import Level

# ── Names of places ────────────────────────────────────────────────────────────

_KINDS = {
    "kelurahan": Level.KELURAHAN, "kel": Level.KELURAHAN, "desa": Level.KELURAHAN, "ds": Level.KELURAHAN,
    "kecamatan": Level.KECAMATAN, "kec": Level.KECAMATAN,
    "kota": Level.KOTA, "kotamadya": Level.KOTA, "kabupaten": Level.KOTA, "kab": Level.KOTA,
}  # fmt: skip
"""Words that say what a place is, in front of its name or behind it."""
_LEVELS = {"kecamatan": Level.KECAMATAN, "kelurahan": Level.KELURAHAN}
_KABUPATEN = frozenset({"kabupaten", "kab"})
_FIRST_KOTA = 71
"""In the codes of the Ministry of Home Affairs a kota is numbered from 71 on, a kabupaten below."""
_SHORT = {
    "utr": "utara", "sel": "selatan", "slt": "selatan", "tgh": "tengah", "tng": "tengah", "brt": "barat",
    "tim": "timur", "tmr": "timur", "mgl": "magelang",
}  # fmt: skip
"""How directions and the city itself are shortened: each stands for one word only."""
_DIGITS = re.compile(r"[0-9]{2}(?:\.?[0-9]{2}(?:\.?[0-9]{2}(?:\.?[0-9]{4})?)?)?")
NEAR = 3
"""Names shown beside one that is not known."""


def place_key(name: str) -> str:
    """A name of a place as it is compared: ``models.text.key`` with short directions written out."""
    return " ".join(_SHORT.get(word, word) for word in text.key(name).split())


def _bare(key: str) -> tuple[str, str]:
    """A key without the word that says what it is, and that word ("" if there is none)."""
    words = key.split()
    if len(words) > 2 and words[:2] in (["kelurahan", "desa"], ["desa", "kelurahan"]):
        return " ".join(words[2:]), "kelurahan"
    if len(words) > 1 and words[0] in _KINDS:
        return " ".join(words[1:]), words[0]
    if len(words) > 1 and words[-1] in ("kel", "kelurahan", "kec", "kecamatan"):
        return " ".join(words[:-1]), words[-1]
    return key, ""


def code_of(name: str) -> str | None:
    """A region's code, with or without its dots; None when it is a name."""
    found = name.strip()
    if _DIGITS.fullmatch(found) is None:
        return None
    plain = found.replace(".", "")
    ends = [end for end in (2, 4, 6, 10) if end <= len(plain)]
    return ".".join(plain[start:end] for start, end in zip((0, *ends), ends, strict=False))


class Places:
    """The regions of an office and all below it, by everything they may be called in a file."""

    def __init__(self, regions: Iterable[tuple[str, str]], home: str) -> None:
        """``regions``: (code, name) of ``home``, of all below it and of all above it."""
        self.home = home
        self.names: dict[str, str] = dict(regions)
        self._by_key: dict[tuple[Level, str], list[str]] = {}
        for code in self.names:
            if units.contains(home, code):
                self._learn(code)
        self._known: dict[tuple[str, ...], str | Problem] = {}

    def _learn(self, code: str) -> None:
        level, key = units.level(code), place_key(self.names[code])
        if level not in (Level.KOTA, Level.KECAMATAN, Level.KELURAHAN):
            return
        bare, kind = _bare(key) if level is Level.KOTA else (key, "")
        known = {bare, bare.replace(" ", "")}
        if level is Level.KECAMATAN:
            city = place_key(self.names.get(code[: units.LENGTHS[Level.KOTA]], ""))
            for prefix in {city, _bare(city)[0]}:  # "Tengah" for Magelang Tengah
                if prefix and bare.startswith(f"{prefix} "):
                    known.add(bare.removeprefix(f"{prefix} "))
        if kind:
            known |= {key, key.replace(" ", "")}
        for one in known:
            found = self._by_key.setdefault((level, one), [])
            if code not in found:
                found.append(code)

    def name(self, code: str) -> str:
        """What a place is called; its code where nobody knows."""
        return self.names.get(code, code)

    def kelurahan(self, name: str, kecamatan: str = "", region: str = "", *, within: str = "") -> str | Problem:
        """The code of a kelurahan from what a row says of it, or what is wrong with that. ``within``: a unit that was
        chosen beforehand; it decides between two of one name as a kecamatan does."""
        asked = ("kelurahan", name, kecamatan, region, within)
        return self._kept(asked, lambda: self._kelurahan(name, kecamatan, region, within))

    def kecamatan(self, name: str, region: str = "", *, within: str = "") -> str | Problem:
        """The same for a kecamatan."""
        return self._kept(("kecamatan", name, region, within), lambda: self._kecamatan(name, region, within))

    def knows(self, level: Level, name: str) -> bool:
        """Whether a kelurahan or a kecamatan is called so; one of several is enough."""
        found = self.kecamatan(name) if level is Level.KECAMATAN else self.kelurahan(name)
        return not isinstance(found, Problem) or found.code.endswith("_ambiguous")

    def region(self, name: str) -> str | Problem | None:
        """The code of a kota or kabupaten; None where its bare name ("Magelang") leaves open which of two it is."""
        found = self._kept(("region", name), lambda: self._region(name) or "")
        return found or None

    def _kept(self, asked: tuple[str, ...], find: object) -> str | Problem:
        found = self._known.get(asked)
        if found is None:
            if len(self._known) > 50_000:  # a file of nothing but different names
                self._known.clear()
            found = self._known[asked] = find()  # type: ignore[operator]
        return found

    def _region(self, name: str) -> str | Problem | None:
        code = code_of(name)
        if code is not None:
            return code if self._here(code) else Problem("wrong_region", "fault", facts=self._other(name))
        bare, kind = _bare(place_key(name))
        found = self._called(Level.KOTA, bare)
        if kind in _KINDS and _KINDS[kind] is not Level.KOTA:
            kind = ""
        if kind:
            found = [one for one in found if (int(one[3:5]) < _FIRST_KOTA) is (kind in _KABUPATEN)]
        if len(found) == 1 and kind:
            return found[0]
        if found:
            return None if not kind else Problem("kecamatan_ambiguous", "fault", facts=self._open(name, found))
        if not kind and self._called(Level.KOTA, f"kota {bare}"):
            return None
        return Problem("wrong_region", "fault", facts=self._other(name))

    def _kecamatan(self, name: str, region: str, within: str) -> str | Problem:
        scope = self._scope(region, within)
        if isinstance(scope, Problem):
            return scope
        code = code_of(name)
        if code is not None and len(code) == units.LENGTHS[Level.KECAMATAN]:
            return self._inside(code)
        bare, kind = self._split(Level.KECAMATAN, name)
        if kind in _KINDS and _KINDS[kind] is not Level.KECAMATAN:
            return Problem("place_level", "fault", facts={"text": name})
        return self._one("kecamatan", name, self._called(Level.KECAMATAN, bare), scope, region)

    def _kelurahan(self, name: str, kecamatan: str, region: str, within: str) -> str | Problem:
        scope = self._scope(region, within)
        if isinstance(scope, Problem):
            return scope
        above = ""
        if kecamatan:
            found = self.kecamatan(kecamatan, region, within=self._above(within))
            if isinstance(found, Problem):
                return found
            above = found
        code = code_of(name)
        if code is not None and len(code) == units.LENGTHS[Level.KELURAHAN]:
            return self._inside(code)
        bare, kind = self._split(Level.KELURAHAN, name)
        if kind in _KINDS and _KINDS[kind] is not Level.KELURAHAN:
            return Problem("place_level", "fault", facts={"text": name})
        named = self._called(Level.KELURAHAN, bare)
        if above and named and not any(units.contains(above, one) for one in named):
            where = tuple(self.name(one[: units.LENGTHS[Level.KECAMATAN]]) for one in named)
            facts = {"kelurahan": self.name(named[0]), "kecamatan": ", ".join(where), "text": kecamatan}
            return Problem("kelurahan_elsewhere", "fault", facts=facts)
        return self._one("kelurahan", name, named, above or scope, region)

    def _above(self, within: str) -> str:
        """A kelurahan that was chosen says nothing against another kecamatan's being named."""
        return within if within and units.level(within) < Level.KECAMATAN else ""

    def _scope(self, region: str, within: str) -> str | Problem:
        """The unit whose places count: the narrowest that the row and the choice say."""
        found = self.region(region) if region else None
        if isinstance(found, Problem):
            return found
        narrow = [one for one in (found, within) if one and units.contains(self.home, one)]
        return max(narrow, key=units.level, default=self.home)

    def _one(self, what: str, name: str, found: list[str], scope: str, region: str) -> str | Problem:
        """The only one of the places in a scope; one outside of it counts when nobody else is called so. A bare name of
        a region ("Tegal") does not say which of two it is, but that it is none of the others."""
        inside = [one for one in found if units.contains(scope, one)] or found
        if len(inside) > 1 and region:
            meant = self._meant(region)
            inside = [one for one in inside if any(units.contains(up, one) for up in meant)] or inside
        if len(inside) == 1:
            return inside[0]
        if inside:
            return Problem(f"{what}_ambiguous", "fault", facts=self._open(name, inside))
        level, key = _LEVELS[what], _bare(place_key(name))[0]
        return Problem(f"{what}_unknown", "fault", facts={"text": name, "near": self._near(level, key)})

    def _meant(self, region: str) -> list[str]:
        """Every kabupaten and kota that a bare name may mean; none for one that says which it is."""
        bare, kind = _bare(place_key(region))
        return [] if kind else [*self._called(Level.KOTA, bare), *self._called(Level.KOTA, f"kota {bare}")]

    def _split(self, level: Level, name: str) -> tuple[str, str]:
        """As ``_bare``, but a place whose name has such a word keeps it: the kecamatan Kota Kudus."""
        key = place_key(name)
        return (key, "") if self._called(level, key) else _bare(key)

    def _called(self, level: Level, bare: str) -> list[str]:
        return self._by_key.get((level, bare)) or self._by_key.get((level, bare.replace(" ", "")), [])

    def _here(self, code: str) -> bool:
        return units.contains(self.home, code) or units.contains(code, self.home)

    def _inside(self, code: str) -> str | Problem:
        if code in self.names and units.contains(self.home, code):
            return code
        return Problem("outside", "fault", facts={"place": code})

    def _other(self, name: str) -> dict[str, str]:
        return {"text": name, "region": self.name(self.home)}

    def _open(self, name: str, found: Iterable[str]) -> dict[str, object]:
        places = tuple(f"{self.name(one)} ({self.name(units.parent(one) or one)})" for one in found)
        return {"text": name, "places": places}

    def _near(self, level: Level, key: str) -> tuple[str, ...]:
        """Names that share the first word: to look at, never to take."""
        first = key.partition(" ")[0]
        if len(first) < 3:
            return ()
        found = {self.name(codes[0]) for (one, known), codes in self._by_key.items() if one is level and first in known}
        return tuple(sorted(found)[:NEAR])


# ── Names of people ────────────────────────────────────────────────────────────


def alike(one: str, other: str) -> bool:
    """Whether two keys of names may be those of one person whose NIK says so: a word of three letters is in both."""
    shared = set(one.split()) & set(other.split())
    return one == other or any(len(word) >= 3 for word in shared)


def shortened(one: str, other: str) -> bool:
    """Whether one of two keys of names is the other with words cut short or left out (``budi s``, ``budi santoso``).

    The names of twins are not, though they share words, a birthday and the first fifteen digits of a NIK.
    """
    few, many = sorted((one.split(), other.split()), key=len)
    left = iter(many)
    return bool(few) and all(any(word.startswith(short) or short.startswith(word) for word in left) for short in few)


def differs(one: Mapping[str, object], other: Mapping[str, object], names: Iterable[str]) -> str | None:
    """The first of some fields that both know, and that tells them apart."""
    for name in names:
        mine, theirs = one.get(name), other.get(name)
        if mine is not None and theirs is not None and mine != theirs:
            return name
    return None
