"""What a person is called and is: names, sex, education, whether a civil servant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from models.exchange.parse import NONE, Cell, Problems, empty, found_in, one, text_of
from models.text import key

Sex = Literal["L", "P"]

_MALE = frozenset(("l", "lk", "laki", "laki laki", "lelaki", "pria", "m", "male", "lk lk", "laki2", "cowok"))
_FEMALE = frozenset(("pr", "perempuan", "wanita", "w", "f", "female", "prp", "perempuam", "wnt", "prm"))

_BEFORE = frozenset(
    "drs dra dr drg drh prof ir h hj r rr rd ra raden rngt kh ky kyai nyai ust ustad ustadz ustadzah tgk".split()
)
"""Titles before a name; a single letter only where a name follows."""
_AFTER = frozenset(
    (
        "sh se st ss si sip sik sos ssos spd spdi spdsd skom skep skm sag stp sp spt sfarm sfar sgz ssi ssn ssy shi "
        "sei sth spsi sked skh sikom sap sab sak stat strkes strkeb strk strip stt sst smb spar spi mm mh mt mpd mpdi "
        "msi mkom mkes mag ma mba msc ms mp mak map mhum mkn mpsi mikom msos mm mars mph md phd ba bsc amd amdkep "
        "amdkeb amak amk amkeb amd ama amapd apt ners ns drpsi sppd spa cpa ca"
    ).split()
)
"""Degrees behind a name, without their dots."""
_LONGEST = max(map(len, _AFTER))
_MUHAMMAD = frozenset(
    "moh muh mohammad mohamad mohamed muhamad mochamad mochammad moch mhd muchamad muchammad much m".split()
)
_TITLED = _BEFORE | _MUHAMMAD
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_ORDINARY = re.compile(r"([A-Za-z][A-Za-z.,'\-]+)(?: [A-Za-z.,'\-]+)*")
_LINE = re.compile(rf"^(?:(?=.{{5}}){_ORDINARY.pattern}|.*)$", re.MULTILINE)


def name(cell: Cell) -> tuple[str | None, Problems]:
    """A name as it is given, on one line. Problems: ``name_not_text`` (fault), ``name_digits`` (note)."""
    if not isinstance(cell, str):
        return None, one("name_not_text", "fault")
    if ordinary(cell):
        return cell, NONE
    text = text_of(cell)
    if empty(text):
        return None, NONE
    if not _LETTER.search(text):
        return None, one("name_not_text", "fault")
    return text, one("name_digits", "note") if _DIGIT.search(text) else NONE


def ordinary(text: str) -> bool:
    """Whether a text can be nothing but a name, and needs no cleaning: so is nearly every one."""
    return len(text) > 4 and _ORDINARY.fullmatch(text) is not None


def first_words(texts: Sequence[str]) -> Sequence[str]:
    """The first word of each of some texts that are ``ordinary``, "" of others."""
    found = found_in(_LINE, texts)
    return [text.partition(" ")[0] if ordinary(text) else "" for text in texts] if found is None else found


def match_key(name: str) -> str:
    """A name for comparing only: without titles and degrees; ``Moh.``, ``Muh.`` and ``M.`` in front are Muhammad.

    ``Drs. H. Moh. Arif, S.Pd., M.M.`` becomes ``muhammad arif``. Two people may well have the same.
    """
    if name.isascii() and name.replace(" ", "").isalpha():
        words = name.lower().split()
        if len(words[-1]) > _LONGEST and words[0] not in _TITLED:
            return " ".join(words)  # no title and no degree, as of nearly everybody
    flat = key(name.replace("'", "").replace("’", "").replace("‘", "").replace("`", ""))
    words = flat.split(" ")
    head = key(name.partition(",")[0]).split() if "," in name else []
    if head and len(head) < len(words) and _degrees(words[len(head) :]):
        words = words[: len(head)]
    while True:
        before = len(words)
        while len(words) > 1 and words[0] in _BEFORE:
            del words[0]
        words = words[: len(words) - _trailing(words)]
        if len(words) == before:
            break
    if len(words) > 1 and words[0] in _MUHAMMAD:
        words[0] = "muhammad"
    return " ".join(words)


def match_keys(names: Sequence[str]) -> list[str]:
    """``match_key`` of some names, each with single blanks between its words."""
    whole = "\n".join(names)
    if not (whole.isascii() and whole.replace("\n", "").replace(" ", "").isalpha()):
        return list(map(match_key, names))
    return [
        name
        if len(name) - name.rfind(" ") > _LONGEST + 1 and name.partition(" ")[0] not in _TITLED
        else match_key(name)
        for name in whole.lower().split("\n")
    ]


def _trailing(words: list[str]) -> int:
    """How many words at the end are one degree (``s pd``, ``amd``), never all."""
    behind = ""
    for many, word in enumerate(reversed(words[1:]), 1):
        behind = word + behind
        if len(behind) > _LONGEST or many > 4:
            break
        if behind in _AFTER:
            return many
    return 0


def _degrees(words: list[str]) -> bool:
    """Whether what stands behind a comma is no part of the name: short pieces only."""
    return all(len(word) <= 4 for word in words)


def p_means(head: str, cells: Iterable[Cell]) -> Sex | Literal[""]:
    """What ``P`` stands for in a column: Perempuan beside L, Pria beside W; "" where nothing tells.

    The head decides (``L/P``, ``Pria/Wanita``), then the other values of the column.
    """
    words = set(key(head).split())
    if words & {"l", "lk", "laki"}:
        return "P"
    if words & {"w", "wanita", "pria"}:
        return "L"
    seen = {key(cell) for cell in {cell for cell in cells if isinstance(cell, str)}}
    beside_l, beside_w = bool(seen & (_MALE - {"m", "male"})), bool(seen & {"w", "wanita", "wnt"})
    return "" if beside_l == beside_w else "P" if beside_l else "L"


def sex(cell: Cell, p: Sex | Literal[""] = "") -> tuple[Sex | None, Problems]:
    """``L`` or ``P`` (Perempuan); ``p`` is what a lone P means here, as ``p_means`` found it.

    Problems: ``sex_ambiguous`` (doubt: P, and nothing tells), ``sex_unreadable`` (note).
    """
    text = text_of(cell)
    if empty(text):
        return None, NONE
    flat = key(text)
    if flat == "p":
        return (p, NONE) if p else (None, one("sex_ambiguous", "doubt"))
    if flat in _MALE:
        return "L", NONE
    return ("P", NONE) if flat in _FEMALE else (None, one("sex_unreadable", "note"))


_SCHOOLS = {
    "sd": "sd mi sr sdn paketa keja kejarpaketa sekolahdasar",
    "smp": "smp mts sltp smpn paketb kejarpaketb sekolahmenengahpertama st",
    "sma": (
        "sma smk slta ma stm smea smu smkk spg sma/smk smasmk smaslta sltasma sltasederajat smasederajat smksederajat "
        "paketc kejarpaketc man sman smkn spk sekolahmenengahatas sekolahmenengahkejuruan smkslta smasmksederajat "
        "sltasmasederajat smasmkma"
    ),
    "d1": "d1 di diploma1 diplomai diplomasatu",
    "d2": "d2 dii diploma2 diplomaii diplomadua",
    "d3": "d3 diii diploma3 diplomaiii diplomatiga akademi amd",
    "d4": "d4 div diploma4 diplomaiv diplomaempat sst",
    "s1": "s1 si strata1 stratai sarjana sarjana1 s1sarjana stratasatu d4s1",
    "s2": "s2 sii strata2 strataii magister pascasarjana s2magister",
    "s3": "s3 siii strata3 strataiii doktor s3doktor",
}
_LEVELS = {word: level for level, words in _SCHOOLS.items() for word in words.split()}
_LEADING = re.compile(
    r"(sd|smp|mts|sma|smk|slta|sltp|s ?[123]|d ?[1234]|d ?i{1,3}v?|strata ?[123i]+|diploma ?[1234iv]+"
    r"|sarjana|magister|doktor)\b"
)


def education(cell: Cell) -> tuple[str | None, Problems]:
    """The level: sd, smp, sma, d1 to d4, s1 to s3. Problem: ``education_unreadable`` (note)."""
    text = text_of(cell)
    if empty(text):
        return None, NONE
    flat = key(text)
    found = _LEVELS.get(flat.replace(" ", ""))
    if found is None and (first := _LEADING.match(flat)):
        found = _LEVELS.get(first[1].replace(" ", ""))
    return (found, NONE) if found else (None, one("education_unreadable", "note"))


_YES = frozenset("ya y yes true 1 v asn pns pppk p3k cpns ada √ ✓ ✔ sudah benar".split())
_NO = frozenset("tidak t tdk no n false 0 x bukan belum salah swasta honorer tenaga non nonasn nonpns".split()) | {
    "non asn", "non pns", "bukan asn", "bukan pns", "tidak asn",
}  # fmt: skip


_NIP = re.compile(r"(?:19|20)\d{16}")
_SERVANT = re.compile(r"(?:(?:juru|pengatur|penata|pembina)\b.*?)?(?:\b(?:i{1,3}|iv) [a-e])?")
"""A grade of civil servants, its rank, or both (PP 99/2000), as a key."""


def yes_no(cell: Cell) -> tuple[bool | None, Problems]:
    """Yes or no, also as ``ASN`` and ``Non ASN``; who has an NIP or a grade (``III/d``, ``Penata``) is one. Problem:
    ``yes_no_unreadable`` (note)."""
    if isinstance(cell, bool):
        return cell, NONE
    if isinstance(cell, int | float) and 1.9e17 <= cell < 2.1e17:  # an NIP as a number
        return True, NONE
    text = text_of(cell)
    if empty(text):
        return None, NONE
    flat = key(text) or text
    if flat in _YES or _SERVANT.fullmatch(flat) or _NIP.fullmatch(flat.replace(" ", "")):
        return True, NONE
    return (False, NONE) if flat in _NO else (None, one("yes_no_unreadable", "note"))


@cache
def serves_state(occupation: str) -> bool:
    """Whether an occupation says that somebody is a civil servant (ASN: PNS or PPPK)."""
    return key(occupation) in {
        "asn",
        "pns",
        "pppk",
        "p3k",
        "asn pns",
        "pns asn",
        "aparatur sipil negara",
        "pegawai negeri sipil",
    }
