"""Names of places as files write them, and what titles and sheet names say about where the rows below serve."""

from __future__ import annotations

import re
from functools import lru_cache

from models.exchange.draft import Found
from models.exchange.parse import NONE, Cell, Problems, empty, reserves, text_of
from models.exchange.parse.posts import body_of
from models.text import clean, key

_PREFIX = re.compile(r"(?:pps\s+)?(?:kelurahan|kel|desa|ds)\b(?:\s*/\s*(?:desa|kelurahan))?[\s.:]*", re.IGNORECASE)
_DISTRICT = re.compile(r"(?:ppk\s+)?(?:kecamatan|kec)\b[\s.:]*", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?P<level>kelurahan\s*/\s*desa|desa\s*/\s*kelurahan|kelurahan|kel|desa|kecamatan|kec|kota|kabupaten|kab|tps)\b[\s.:]+"
    r"(?P<name>[^\s:].*?)(?=\s*(?:[,;]|\s[-–]\s|$|\b(?:kelurahan|kel|desa|kecamatan|kec|kota|kabupaten|kab|provinsi|prov|tps|dalam|pada|untuk|"
    r"pemilu|pemilihan|tahun)\b))",
    re.IGNORECASE,
)
_FIELDS = {
    "kecamatan": "kecamatan",
    "kec": "kecamatan",
    "kota": "region",
    "kabupaten": "region",
    "kab": "region",
    "tps": "tps",
}
_LONGEST = 4
"""Words of a place's name; more of them are a sentence."""
_NO_NAME = frozenset(
    (
        "dan",
        "atau",
        "yang",
        "di",
        "ini",
        "tersebut",
        "masing-masing",
        "tempat",
        "tujuan",
        "asal",
        "adalah",
        "harus",
        "ketua",
    )
)
_MONTHS = (
    r"jan(?:uari)?|[fp]eb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|jun[ei]?|jul[iy]?|ag(?:u?st|us?|s|ustus)|sept?(?:ember)?|"
    r"okt(?:ober)?|no[pv](?:ember)?|des(?:ember)?"
)
_ELECTION = re.compile(
    r"(pilkada|pilgub|pilwalkot|pilbup|pemilihan serentak|pemilihan gubernur|pemilihan (?:wali ?kota|bupati)|pemilu|"
    r"pemilihan umum)"
    r"(?: (?:umum|serentak|nasional|lanjutan|pemilihan|pemilu|pilkada|legislatif|anggota|dpr|dpd|dprd|ri|presiden|"
    r"wakil|gubernur|bupati|wali ?kota|kepala|daerah|dan))*"
    r"(?: (?:provinsi|kota|kabupaten|kab|gubernur|bupati|wali ?kota|presiden)"
    rf"(?: (?!(?:{_MONTHS}|per|tanggal|tgl|keadaan|sk)\b)[a-z]+){{1,2}})?"
    r"(?: (?:tahun|thn|th))? (20\d\d)\b"
)
"""An election by its name and the year behind it: between them only what belongs to the name, and no month."""
_DECREE = re.compile(r"nomor\s*[:.]?\s*(.*\d.*)", re.IGNORECASE)
BESIDE = "beside"
"""Found besides the fields: a kelurahan beside an address, where only the sheet's name says that it is of the KTP."""
_GENERIC = re.compile(r"(?:sheet|lembar|lembar kerja|data|worksheet|table|tabel|rekap|daftar|kpu|form|format|"
                      r"master|all|semua|anggota|gabungan|fix|final|revisi|copy|of|terbaru|pemilu|pilkada|template|"
                      r"isian|\d+| )+")  # fmt: skip


def place(cell: Cell) -> tuple[str | None, Problems]:
    """The name of a kelurahan or desa as written, without the word before it (a desa in Jambu is called Kelurahan)."""
    text = text_of(cell)
    return (None, NONE) if empty(text) else (_without(_PREFIX, text), NONE)


def district(cell: Cell) -> tuple[str | None, Problems]:
    """The name of a kecamatan, likewise."""
    text = text_of(cell)
    return (None, NONE) if empty(text) else (_without(_DISTRICT, text), NONE)


def _without(prefix: re.Pattern[str], text: str) -> str:
    found = prefix.match(text)
    return (text[found.end() :] or text) if found else text


def election(cell: Cell) -> tuple[str | None, Problems]:
    """The code of an election (``pemilu-2024``) where the words are those of one, else the text as it stands."""
    text = text_of(cell)
    return (None, NONE) if empty(text) else (_election(text) or text, NONE)


def _election(text: str) -> str:
    found = _ELECTION.search(key(text))
    if found is None:
        return ""
    return f"{'pemilu' if found[1] in ('pemilu', 'pemilihan umum') else 'pilkada'}-{found[2]}"


@lru_cache(maxsize=4096)
def said(text: str) -> dict[str, str]:
    """What a title or a group row says: ``tps``, ``kelurahan``, ``kecamatan``, ``region``, ``body``, ``election``,
    ``decree``, and as ``post`` that it is about those who wait. ``KELURAHAN PANJANG KECAMATAN MAGELANG TENGAH`` names
    two places."""
    text = clean(text)
    found: dict[str, str] = {}
    for named in _NAMED.finditer(text):
        field = _FIELDS.get(named["level"].casefold(), "kelurahan")
        name = named["name"].strip(" .:-–")
        if field == "tps":
            digits = re.match(r"(?:no\w*[\s.:]*)?(\d{1,3})\b", name, re.IGNORECASE)
            if digits and int(digits[1]):
                found.setdefault("tps", f"{int(digits[1]):03d}")
        elif (
            not any(char.isalpha() for char in name)
            or len(name.split()) > _LONGEST
            or name.split()[0].casefold() in _NO_NAME
        ):
            continue
        elif field == "region":
            level = "Kota" if named["level"].casefold() == "kota" else "Kabupaten"
            found.setdefault("region", f"{level} {name}")
        else:
            found.setdefault(field, name)
    if glued := re.search(r"\btps[-_.]?(\d{1,3})\b", text, re.IGNORECASE):
        found.setdefault("tps", f"{int(glued[1]):03d}")
    if of := body_of(text):
        found["body"] = of
    if reserves.listed(text):
        found["post"] = reserves.POST
    if event := _election(text):
        found["election"] = event
    if decree := _DECREE.fullmatch(text):
        found["decree"] = decree[1].strip()
    return found


def named_by_sheet(title: str) -> dict[str, str]:
    """What the name of a sheet says, as ``said``; a name that is nothing else is that of a place (``kelurahan``)."""
    text = _title(title)
    found = dict(said(text))
    found.pop("decree", None)
    if found.keys() & {"kelurahan", "kecamatan", "region", "tps"}:
        return found
    rest = reserves.without(text) if "post" in found else text
    if "body" in found:
        rest = re.sub(
            r"\b(?:sekretariat|sek|kpps|pps|ppk|linmas|satlinmas|pantarlih|anggota|ketua)\b\.?",
            " ",
            rest,
            flags=re.IGNORECASE,
        )
    rest = clean(rest).strip(" -–.:")
    if rest and any(char.isalpha() for char in rest) and not _GENERIC.fullmatch(key(rest)) and len(rest) <= 40:
        found["kecamatan" if found.get("body") in ("ppk", "sek-ppk") else "kelurahan"] = rest
    return found


def guessed(found: Found | None, sheet: str) -> bool:
    """Whether a place is only what a sheet is called (``named_by_sheet``), which says nowhere that it is one."""
    if found is None or found.cell or found.raw != sheet:
        return False
    return not said(_title(sheet)).keys() & {"kelurahan", "kecamatan"}


def _title(sheet: str) -> str:
    return clean(sheet.replace("_", " "))
