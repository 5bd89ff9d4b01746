"""Every problem of a row as an Indonesian sentence: what is wrong or was repaired, and what to do.

The codes are those of models.exchange (reading, parsers) and of planning. Facts never hold a NIK, a telephone number, a
birth date or an address.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from screens.locale import N_, _
from screens.presenters import numbers
from screens.presenters.errors import shown
from screens.presenters.places import END_REASONS, RESERVE
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.exchange.draft import Problem
    from models.exchange.rows import Fault

# ── of planning ────────────────────────────────────────────────────────────

_SEATS = {
    "body_missing": N_("Badan (PPK, PPS, KPPS, …) tidak disebut. Isi dengan D untuk seluruh berkas."),
    "body_unknown": N_("Badan “{text}” tidak dikenal di pemilihan ini."),
    "body_no_seats": N_("Badan {body} tidak punya kursi di pemilihan ini."),
    "post_missing": N_("Jabatan tidak disebut, dan badan ini punya lebih dari satu jabatan."),
    "post_unknown": N_("Jabatan “{text}” tidak dikenal. Yang ada: {known}."),
    "ordinal_unknown": N_("Anggota ke-{ordinal} tidak ada: kursinya hanya {count}."),
    "kelurahan_missing": N_("Kelurahan tidak disebut. Isi kolomnya, atau D untuk seluruh berkas."),
    "kecamatan_missing": N_("Kecamatan tidak disebut. Isi kolomnya, atau D untuk seluruh berkas."),
    "tps_missing": N_("Nomor TPS tidak disebut."),
    "kelurahan_unknown": N_("Kelurahan “{text}” tidak ada di wilayah ini. Mirip: {near}."),
    "kelurahan_ambiguous": N_("“{text}” bisa berarti {places}. Tulis nama lengkap, atau isi kecamatannya."),
    "kelurahan_elsewhere": N_("{kelurahan} berada di kecamatan {kecamatan}, bukan {text}."),
    "kecamatan_unknown": N_("Kecamatan “{text}” tidak ada di wilayah ini. Mirip: {near}."),
    "kecamatan_ambiguous": N_("“{text}” bisa berarti {places}. Tulis nama lengkapnya."),
    "wrong_region": N_("Baris ini untuk {text}, bukan {region}."),
    "place_level": N_("“{text}” adalah kab/kota, bukan kelurahan."),
    "outside": N_("{place} di luar wilayah kantor ini."),
    "unit_unknown": N_("Wilayah {place} tidak ada di basis data ini."),
    "tps_unknown": N_("TPS {tps} tidak ada di {kelurahan}."),
    "wrong_election": N_("Baris ini untuk pemilihan {text}, bukan {election}. Ganti pemilihan dengan p."),
    "seat_taken": N_("Kursi ini diduduki {holder}. Akhiri masa tugasnya lebih dulu, atau lewati."),
    "no_seat_left": N_("Semua {count} kursi jabatan ini sudah terisi orang lain."),
    "other_post": N_("Orang ini sudah duduk di badan yang sama sebagai {post}."),
    "reserve_post": N_("Di daftar cadangan, tetapi menyebut jabatan. Tulis Cadangan, atau pindahkan barisnya."),
    "reserve_sits": N_("Orang ini sudah duduk di badan yang sama sebagai {post}."),
    "reserve_appointed": N_("Sudah diangkat dari daftar cadangan ini; tidak ada yang dikerjakan."),
    "reserve_left": N_("Orang ini pernah menunggu di sini dan keluar ({state}). Masukkan lagi?"),
    "reserve_gone": N_("Menurut berkas tidak menunggu lagi ({state}); tidak ada yang dikerjakan."),
    "reserve_waits": N_("Menurut berkas tidak menunggu lagi ({state}), di sini masih. Keluarkan di layar Waris (x)."),
    "reserve_of_tps": N_("Cadangan menunggu untuk seluruh kelurahan: urutan di TPS tidak dipakai."),
    "rank_twice": N_("Urutan itu sudah dipakai baris {row}: menunggu di belakang."),
    "asn_missing": N_("Kepala sekretariat harus ASN; berkas tidak menyebutnya. Tambahkan kolom ASN (ya) atau NIP."),
    "already_ended": N_("Orang ini sudah berhenti pada {day}: yang berhenti tidak diangkat lagi dari daftar."),
    "left_before": N_("Orang ini sudah berhenti dari kursi ini pada {day} ({reason})."),
    "vacant": N_("Baris tanpa nama: kursi kosong, tidak ada yang dikerjakan."),
    "double_in_file": N_("Orang ini juga ada di baris {row} berkas ini, untuk kursi lain."),
    "waits_in_file": N_("Menunggu untuk badan lain di baris {row}. Sesudah itu, impor baris ini dari tolakannya."),
    "twice_in_file": N_("Sudah ada di baris {row} berkas ini."),
    "again_in_file": N_("Baris {row} tentang orang yang sama menyebut lain. Mana yang benar?"),
}
_PEOPLE = {
    "value_bad": N_("Isinya tidak dapat diterima."),
    "person_missing": N_("Orang yang dipilih sudah tidak ada. Baca ulang berkasnya (r)."),
    "name_missing": N_("Nama tidak ada."),
    "name_long": N_("Nama terlalu panjang: paling banyak {longest} huruf."),
    "homonym": N_("Ada {count} orang bernama sama; hanya Anda yang tahu apakah salah satunya."),
    "nik_differs": N_("Nama dan kelurahannya cocok dengan orang yang ada, tetapi NIK-nya beda."),
    "name_differs": N_("15 angka NIK dan tanggal lahirnya cocok dengan orang yang ada, namanya beda: saudara kembar?"),
    "birth_differs": N_("NIK-nya cocok dengan orang yang ada, tetapi tanggal lahirnya beda."),
    "sex_differs": N_("Cocok dengan orang yang ada, tetapi L/P-nya beda."),
    "nik_other_name": N_("NIK ini milik {name} di basis data."),
    "nik15_only": N_("NIK hanya 15 digit dan tanpa tanggal lahir: tidak cukup untuk mengenali orang."),
    "nik_shared": N_("NIK ini juga dipakai baris {row} untuk orang lain."),
    "matched_by_seat": N_("Dikenali karena sudah duduk di kursi ini dengan nama yang sama."),
    "matched_by_list": N_("Dikenali karena sudah ada di daftar cadangan ini dengan nama yang sama."),
    "domicile_unknown": N_("Kelurahan KTP “{text}” tidak dikenal; dikosongkan."),
    "not_eligible": N_("Tidak memenuhi syarat: {rule} ({basis}, {source})."),
    "eligibility": N_("Syarat: {rule} ({basis}, {source})."),
    "date_future": N_("Tanggal mulai {day} belum tiba."),
    "start_order": N_("Tanggal mulai {day} mendahului {after}, akhir pengisi sebelumnya."),
}

# ── of reading ────────────────────────────────────────────────────────────

_IDENTITY = {
    "nik_cut": N_("NIK tersimpan sebagai angka: Excel hanya menyimpan 15 digit, digit ke-16 tidak dipakai."),
    "nik_repaired": N_("NIK dirapikan: tanda di antara angkanya dibuang, huruf O menjadi 0."),
    "nik_scientific": N_("NIK rusak (ditulis seperti 3,37E+15) dan tidak dipakai. Ketik ulang sebagai teks."),
    "nik_length": N_("NIK tidak 16 angka, jadi tidak dipakai."),
    "nik_dummy": N_("NIK hanya isian (angka sama atau berurutan), jadi tidak dipakai."),
    "nik_invalid": N_("NIK tidak mungkin benar: wilayah atau tanggal lahir di dalamnya tidak ada. Tidak dipakai."),
    "nik_unreadable": N_("NIK tidak terbaca, jadi tidak dipakai."),
    "nik_place": N_("NIK diterbitkan di daerah {prefix}. Itu bukan bukti tempat tinggal."),
    "nik_masked": N_("NIK disamarkan (****), jadi tidak dipakai."),
    "phone_masked": N_("Nomor telepon disamarkan (****), jadi tidak dipakai."),
    "phone_zero": N_("Angka 0 di depan nomor telepon hilang dan dikembalikan."),
    "phone_several": N_("Ada {numbers} nomor telepon; yang pertama dipakai."),
    "phone_scientific": N_("Nomor telepon rusak (ditulis seperti 6,28E+12) dan tidak dipakai."),
    "phone_invalid": N_("Bukan nomor telepon yang mungkin, jadi tidak dipakai."),
    "name_not_text": N_("Isi kolom nama bukan nama."),
    "name_digits": N_("Ada angka di dalam nama. Periksa."),
    "sex_ambiguous": N_("P bisa berarti Pria atau Perempuan, dan tidak ada petunjuk lain."),
    "sex_from_nik": N_("P dibaca menurut tanggal di NIK (perempuan: tanggal + 40)."),
    "nik_sex_differs": N_("L/P tidak cocok dengan NIK. Salah satunya milik orang lain?"),
    "nik_birth_differs": N_("Tanggal lahir tidak cocok dengan NIK. Salah satunya milik orang lain?"),
    "only_name": N_("Hanya nama yang ada di baris ini; mungkin bukan petugas."),
    "sex_unreadable": N_("Jenis kelamin tidak terbaca, jadi dikosongkan."),
    "education_unreadable": N_("Pendidikan “{text}” tidak dikenal, jadi dikosongkan."),
    "yes_no_unreadable": N_("“{text}” bukan ya atau tidak, jadi dikosongkan."),
}
_FIGURES = {
    "hidden_row": N_("Baris ini disembunyikan di Excel."),
    "filled_down": N_("Kosong; diisi seperti {from} di atasnya."),
    "cell_error": N_("Rumus di sel ini gagal ({error}). Betulkan di Excel."),
    "formula_pending": N_("Rumus di sel ini belum dihitung. Buka di Excel, lalu simpan."),
    "columns": N_("Baris ini punya {cells} sel, judulnya {heads}: ada pemisah yang salah."),
    "tps_unreadable": N_("“{text}” bukan nomor TPS."),
    "tps_range": N_("Nomor TPS {number} tidak mungkin: 1 sampai 999."),
    "rt_rw_date": N_("RT/RW diubah Excel menjadi tanggal; dikembalikan."),
    "rt_rw_unreadable": N_("RT/RW tidak terbaca, jadi dikosongkan."),
    "date_serial": N_("Tanggal tersimpan sebagai angka Excel; dihitung kembali."),
    "date_century": N_("Tahun hanya dua angka; abadnya diperkirakan."),
    "date_order": N_("Hari dan bulan bisa tertukar. Tulis bulannya dengan huruf."),
    "date_swapped": N_("Bulan ditulis sebelum hari; dibalik."),
    "date_digits": N_("Tanggal ditulis tanpa pemisah; dipisahkan."),
    "date_year": N_("Hanya tahun yang ada; tanggalnya dikosongkan."),
    "date_odd": N_("Tahun {year} tidak mungkin; tanggalnya dikosongkan."),
    "date_unreadable": N_("Tanggal tidak terbaca, jadi dikosongkan."),
}
_REPAIRS = {
    "nik_cut": N_("NIK 15 digit"),
    "nik_repaired": N_("NIK dirapikan"),
    "phone_zero": N_("nol telepon dikembalikan"),
    "rt_rw_date": N_("RT/RW jadi tanggal"),
    "filled_down": N_("sel kosong diisi dari atasnya"),
    "sex_from_nik": N_("L/P menurut NIK"),
    "date_serial": N_("tanggal jadi angka"),
    "date_century": N_("tahun dua angka"),
    "date_swapped": N_("bulan sebelum hari"),
    "date_digits": N_("tanggal tanpa pemisah"),
}
"""Repairs in two or three words, behind their number: ``9 RT/RW jadi tanggal``."""
_OTHERWISE = {"date_order": ("after", "start_order")}
"""A code that planning and reading both have: with that fact it is the other one."""
_DAYS = ("day", "after")
SENTENCES = {**_SEATS, **_PEOPLE, **_IDENTITY, **_FIGURES}
"""Code → sentence."""

FAULTS = {
    "file_missing": N_("{file} tidak ada lagi di tempatnya."),
    "file_unreadable": N_("{file} tidak dapat dibuka. Periksa hak aksesnya, atau tutup dulu di program lain."),
    "not_a_file": N_("{file} bukan berkas biasa."),
    "file_empty": N_("{file} kosong."),
    "password": N_("{file} terkunci kata sandi. Buka di Excel, hapus sandinya, lalu simpan."),
    "html": N_("{file} sebenarnya halaman web bernama .xls. Buka di Excel, lalu simpan sebagai .xlsx."),
    "zip_bomb": N_("{file} membengkak tidak wajar bila dibuka, jadi tidak dibaca."),
    "too_many_rows": N_("{file} terlalu panjang: paling banyak {value} baris."),
    "too_large": N_("{file} terlalu besar. Hapus baris dan kolom kosong yang ikut tersimpan, lalu coba lagi."),
    "not_a_spreadsheet": N_("{file} bukan Excel, ODS, atau CSV."),
    "no_header": N_("Di {file} tidak ditemukan baris judul kolom (Nama, NIK, TPS, …)."),
    "nul": N_("{file} berisi byte kosong: rusak, atau bukan CSV. Simpan ulang dari Excel."),
    "encoding": N_("{file}: hurufnya tidak terbaca. Simpan ulang sebagai CSV UTF-8."),
    "damaged": N_("{file} rusak atau terpotong. Minta kirim ulang."),
    "quotes": N_("{file}: tanda kutip dibuka di baris {line} dan tidak pernah ditutup."),
    "line_long": N_("{file}: baris {line} terlalu panjang."),
}
"""Why a file cannot be read at all."""


def problem(found: Problem, raw: str = "") -> str:
    """The sentence of a problem; ``raw``: what stood in its cell, where that may be shown. A code without a sentence
    is named, for whoever mends the program."""
    fact, other = _OTHERWISE.get(found.code, ("", ""))
    template = SENTENCES.get(other if fact in found.facts else found.code)
    if template is None:
        return _("Tidak dikenal ({code}). Catat kodenya untuk pengelola.").format(code=plain(found.code))
    facts = {"text": plain(raw), **{name: shown(_fact(name, value)) for name, value in found.facts.items()}}
    if facts.get("row") and facts.get("sheet"):
        facts["row"] = _("{row} lembar {sheet}").format(row=facts["row"], sheet=facts["sheet"])
    return _(template).format_map(_Facts({name: value for name, value in facts.items() if value}))


def _fact(name: str, value: Any) -> Any:
    """Days lie in a plan as ISO, reasons as codes."""
    if name in _DAYS and isinstance(value, str):
        return date.fromisoformat(value)
    words = {"reason": END_REASONS, "state": RESERVE}.get(name)
    return _(words[value]) if words and value in words else value


def repair(code: str) -> str:
    """A repair in two or three words, behind its number: ``9 RT/RW jadi tanggal``."""
    return _(_REPAIRS[code]) if code in _REPAIRS else plain(code.replace("_", " "))


def fault(found: Fault) -> str:
    """Why a file cannot be read, and what to do."""
    template = FAULTS.get(found.reason)
    if template is None:
        return _("{file} tidak dapat dibaca ({reason}).").format(file=plain(found.file), reason=plain(found.reason))
    return _(template).format(file=plain(found.file), value=_figures(found.value), line=found.line)


def _figures(value: str) -> str:
    return numbers.number(int(value)) if value.isdigit() else plain(value)


class _Facts(dict[str, Any]):
    """A fact that is not there reads as ``–``."""

    def __missing__(self, key: str) -> str:
        return "–"
