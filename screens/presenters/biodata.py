"""What is known of a person, in words, and what one types of it, understood while it is typed.

Personal data are shown masked (UU 27/2022, UU 24/2013 on the NIK): what tells a person apart stays, the rest is hidden
until somebody opens it, which the journal keeps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from models import text, units
from screens.locale import N_, _
from screens.presenters import dates, entered
from screens.presenters.changes import masked as masked_phone
from screens.presenters.entered import Reading
from screens.presenters.text import plain

FIELDS: dict[str, str] = {
    "name": N_("Nama"),
    "asn": N_("ASN"),
    "nik": N_("NIK"),
    "sex": N_("L/P"),
    "born_in": N_("Tempat lahir"),
    "born_on": N_("Tgl. lahir"),
    "phone": N_("Telepon"),
    "address": N_("Alamat"),
    "rt": N_("RT"),
    "rw": N_("RW"),
    "domicile": N_("Kel. KTP"),
    "education": N_("Pendidikan"),
    "occupation": N_("Pekerjaan"),
    "spouse_id": N_("Suami/istri"),
    "sipol": N_("Sipol"),
    "sipol_reference": N_("Surat Sipol"),
    "health": N_("Surat sehat"),
    "health_until": N_("Sehat s.d."),
}
"""The fields of the form in its order, with their labels."""

PRIVATE = ("nik", "phone", "born_on", "address", "rt", "rw")
"""Hidden until somebody opens them."""

WORDS: dict[str, dict[str, str]] = {
    "asn": {"y": N_("ya"), "t": N_("tidak")},
    "sex": {"L": N_("laki-laki"), "P": N_("perempuan")},
    "education": {
        "sd": N_("SD"), "smp": N_("SMP"), "sma": N_("SMA/sederajat"), "d1": "D1", "d2": "D2", "d3": "D3", "d4": "D4",
        "s1": "S1", "s2": "S2", "s3": "S3",
    },
    "sipol": {
        "bersih": N_("bersih"), "tercatat": N_("tercatat"), "klarifikasi": N_("klarifikasi"),
        "selesai": N_("selesai"), "ditolak": N_("ditolak"),
    },
    "health": {"sehat": N_("sehat"), "tindak_lanjut": N_("perlu tindak lanjut"), "tidak": N_("tidak mampu")},
}  # fmt: skip
"""Fields that hold one of a few: value → words."""
_ALSO = {"sma": ("smk", "ma", "slta", "smu", "stm"), "smp": ("mts", "sltp"), "s1": ("sarjana",), "s2": ("magister",)}
"""Other names of schools that are the same level."""

NONE = "-"
"""What one types to say that nothing is known (any more)."""
DAY = r"[\s\-/.]*"
_DIGITS = re.compile(r"[\s.\-']")
_DIALLED = re.compile(r"\+?[\d\s\-().]*", re.ASCII)
_CODE = re.compile(r"[0-9.]{1,12}")
_YEAR = re.compile(rf"\d{{1,2}}{DAY}(?:\d{{1,2}}|[^\W\d_]+){DAY}\d{{4}}|\d{{4}}-\d{{1,2}}-\d{{1,2}}", re.IGNORECASE)
NIK_LENGTH = 16
BORN = 12
"""Its first digits, which end with the day of birth."""
LETTERS = 3
"""Of a name, so that somebody is looked up by it."""
WOMEN = 40
"""What is added to the day of birth in the NIK of a woman."""


# ── as it is shown ────────────────────────────────────────────────────────────


def masked(field: str, value: Any) -> str:
    """A private value with as much of it as tells people apart: last digits, the year."""
    if field == "nik":
        return "*" * (len(str(value)) - 4) + str(value)[-4:]
    if field == "phone":
        return masked_phone(str(value))
    if field == "born_on":
        return f"**-**-{value.year}"
    return "***"


def words(field: str, value: Any, names: Mapping[str, str] | None = None, *, hidden: bool = True) -> str:
    """A value as people read it; nothing where nothing is known. ``names``: of kelurahan by code, of a spouse by
    number."""
    if value is None or value == "":
        return ""
    if hidden and field in PRIVATE:
        return masked(field, value)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, date):
        return dates.full_day(value)
    if field in ("domicile", "spouse_id"):
        return plain((names or {}).get(str(value), str(value)))
    if field == "phone":
        return spaced(str(value))
    if field in WORDS and value in WORDS[field]:
        return _(WORDS[field][value])
    return plain(str(value))


def word(field: str, value: str) -> str:
    """A value of a field that holds one of a few, in words; another one as it is."""
    said = WORDS[field].get(value)
    return _(said) if said else plain(value)


def spaced(phone: str) -> str:
    """``+62 812-3456-7890``: as one reads it aloud."""
    import phonenumbers

    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return plain(phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def typed(field: str, value: Any, names: Mapping[str, str] | None = None) -> str:
    """A value as one would type it: what stands in the form when it opens."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, date):
        return entered.written(value)
    if field in ("domicile", "spouse_id"):
        return (names or {}).get(str(value), str(value))
    if field in WORDS and value in WORDS[field]:
        return _(WORDS[field][value]) if field != "sex" else str(value)
    return str(value)


def age(born: date, today: date) -> int:
    """Full years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


# ── as it is typed ────────────────────────────────────────────────────────────


class Form(NamedTuple):
    """What the reading of one field needs to know of the others: today, the kelurahan by code, what else is typed."""

    today: date
    names: Mapping[str, str]
    sex: str | None = None
    born_on: date | None = None


def read(field: str, said: str, form: Form) -> Reading:
    """One field as it stands now; an empty one, or ``-``, is a value that is not known."""
    said = text.clean(said)
    if not said or said == NONE:
        if field == "name":
            return Reading(wrong=_("Nama belum diisi."), unfinished=True)
        return Reading(False if field == "asn" else None)
    reader = _READERS.get(field)
    if reader is not None:
        return reader(said, form)
    return _chosen(field, said) if field in WORDS else Reading(said)


def sought(said: str) -> Reading | None:
    """A spouse as far as one can tell without asking who is meant; None: somebody must be looked up."""
    said = text.clean(said)
    if not said or said == NONE:
        return Reading()
    digits = _DIGITS.sub("", said)
    if digits.isdecimal() and len(digits) != NIK_LENGTH:
        return _digits(digits)
    if len(text.key(said)) < LETTERS:
        return _unfinished(_("Ketik paling sedikit {n} huruf, atau NIK.").format(n=LETTERS))
    return None


def _unfinished(sentence: str) -> Reading:
    """Not right yet: told now, and called wrong when the field is left."""
    return Reading(said=sentence, wrong=sentence, unfinished=True)


def _digits(digits: str) -> Reading:
    """A NIK that is too short as yet, or too long for ever."""
    sentence = _("{n} angka, harus 16.").format(n=len(digits))
    return Reading(said=sentence, wrong=sentence, unfinished=len(digits) < NIK_LENGTH)


def _nik(said: str, form: Form) -> Reading:
    digits = _DIGITS.sub("", said)
    if not digits.isdecimal() or not digits.isascii():
        return Reading(wrong=_("NIK hanya angka."))
    if not BORN <= len(digits) <= NIK_LENGTH:
        return _digits(digits)
    from stdnum.exceptions import ValidationError
    from stdnum.id import nik

    try:
        nik.get_birth_date(digits.ljust(NIK_LENGTH, "1"))
    except ValidationError:
        return Reading(wrong=_("Bukan NIK: tanggal lahir di dalamnya tidak ada."))
    if len(digits) < NIK_LENGTH:
        return _digits(digits)
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    sex = "P" if day > WOMEN else "L"
    born = form.born_on
    if form.sex and form.sex != sex:
        return Reading(digits, _("periksa: menurut NIK {sex}").format(sex=word("sex", sex)), doubt=True)
    if born is not None and (day % WOMEN, month, year) != (born.day, born.month, born.year % 100):
        said_so = f"{day % WOMEN:02}-{month:02}-{year:02}"
        return Reading(digits, _("periksa: lahir menurut NIK {day}").format(day=said_so), doubt=True)
    if not nik.is_valid(digits):
        return Reading(digits, _("periksa: wilayah tidak dikenal"), doubt=True)
    return Reading(digits, _("16 angka, cocok"))


def _phone(said: str, _form: Form) -> Reading:
    import phonenumbers

    try:
        number = phonenumbers.parse(said, "ID")
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.TOO_LONG:
            return Reading(wrong=_("Terlalu panjang."))
        sentence = _("Bukan nomor telepon. Contoh: 0812 3456 7890")
        return Reading(
            said=_("contoh: 0812 3456 7890"), wrong=sentence, unfinished=_DIALLED.fullmatch(said) is not None
        )
    if not phonenumbers.is_possible_number(number):
        long = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.TOO_LONG
        return Reading(wrong=_("Terlalu panjang.")) if long else _unfinished(_("Terlalu pendek."))
    stored = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(number):
        return Reading(stored, _("periksa: awalan tidak dikenal"), doubt=True)
    return Reading(stored, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _day(said: str, form: Form) -> Reading:
    found = entered.day(said, form.today)
    if found is None or not _YEAR.fullmatch(said):
        sentence = _("Bukan tanggal lengkap. Contoh: 31-01-1990")
        return Reading(said=_("contoh: 31-01-1990"), wrong=sentence, unfinished=entered.begun(said, form.today))
    return Reading(found, dates.full_day(found))


def _born(said: str, form: Form) -> Reading:
    found = _day(said, form)
    if found.value is None:
        return found
    years = age(found.value, form.today)
    if found.value >= form.today or years > 110:
        return Reading(wrong=_("Tahun lahir tidak masuk akal."))
    return Reading(found.value, _("{day} · {years} th").format(day=found.said, years=years))


def _domicile(said: str, form: Form) -> Reading:
    if said in form.names:
        return Reading(said, plain(form.names[said]))
    wanted = text.key(said)
    named = {code: name for code, name in form.names.items() if text.key(name).startswith(wanted)}
    exact = [code for code, name in named.items() if text.key(name) == wanted]
    if len(exact) == 1 or len(named) == 1:
        code = exact[0] if len(exact) == 1 else next(iter(named))
        return Reading(code, plain(form.names[code]))
    if named:
        return _unfinished(", ".join(plain(name) for name in named.values()))
    try:
        outside = units.level(said) is units.Level.KELURAHAN
    except ValueError:
        outside = False
    if outside:
        return Reading(said, _("di luar wilayah ini"))
    sentence = _("Tidak dikenal. Nama kelurahan, atau kodenya.")
    return _unfinished(sentence) if _CODE.fullmatch(said) else Reading(wrong=sentence)


def _number(said: str, _form: Form) -> Reading:
    digits = said.lstrip("0") or "0"
    if not said.isdecimal() or not said.isascii() or len(digits) > 3:
        return Reading(wrong=_("Hanya angka, paling banyak tiga."))
    return Reading(digits.zfill(3), digits.zfill(3))


def _chosen(field: str, said: str) -> Reading:
    """One of a few, by its value or the beginning of its words."""
    wanted, choices = text.key(said), WORDS[field]
    for value, word in choices.items():
        also = _ALSO.get(value, ()) if field == "education" else ()
        if wanted in (text.key(value), text.key(_(word)), *also):
            return _choice(field, value)
    begun = [value for value, word in choices.items() if text.key(_(word)).startswith(wanted)]
    if len(begun) == 1:
        return _choice(field, begun[0])
    every = ", ".join(_(word) for word in choices.values())
    return _unfinished(every) if begun else Reading(wrong=every)


def _choice(field: str, value: str) -> Reading:
    said = _(WORDS[field][value])
    return Reading(value == "y", said) if field == "asn" else Reading(value, said)


_READERS: dict[str, Callable[[str, Form], Reading]] = {
    "nik": _nik,
    "phone": _phone,
    "born_on": _born,
    "health_until": _day,
    "domicile": _domicile,
    "rt": _number,
    "rw": _number,
}
