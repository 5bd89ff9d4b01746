"""Coded errors as sentences: what happened and what to do. Every code of ``models`` has one (tested)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from models.errors import AccessDenied, Clash, RulesError, SiagaError
from screens.locale import N_, _
from screens.presenters import dates, places
from screens.presenters.text import plain

if TYPE_CHECKING:
    from screens.context import Context

STORAGE = {
    "busy": N_("Basis data terlalu lama dipakai orang lain. Tidak ada yang tersimpan; coba lagi sebentar lagi."),
    "read_only": N_("Basis data dibuka hanya untuk dibaca. Untuk mengubah, buka Siaga tanpa --readonly."),
    "disk_full": N_("Disk penuh. Perubahan terakhir tidak tersimpan, yang lain aman. Kosongkan disk, lalu ulangi."),
    "disk_failed": N_(
        "Disk {path} gagal dibaca atau ditulis. Perubahan terakhir tidak tersimpan. "
        "Beri tahu pengelola; `siaga doctor` memeriksa disknya."
    ),
    "not_a_database": N_("{path} bukan basis data Siaga, atau rusak. Periksa nama berkasnya, atau pakai cadangannya."),
    "newer_schema": N_("{path} dibuat oleh Siaga yang lebih baru ({found}). Perbarui Siaga di komputer ini."),
    "older_schema": N_("{path} masih versi lama. Jalankan `siaga db upgrade` (cadangan dibuat lebih dulu)."),
    "not_writable": N_("{path} tidak dapat dibuka atau ditulisi. Periksa hak akses berkas dan direktorinya."),
    "missing": N_("Basis data {path} belum ada. Jalankan `siaga` untuk membuatnya, atau periksa namanya."),
    "storage": N_("Basis data gagal dibaca atau ditulis. Jalankan `siaga doctor` dan `siaga db check`."),
    "unreachable": N_(
        "Server {path} tidak menjawab. Periksa jaringan dan servernya; papan yang terbuka terus mencoba."
    ),
    "denied": N_("Server menolak kita di {path}. Periksa nama, kata sandi (~/.pgpass), dan hak perannya."),
    "owner_only": N_(
        "Hanya peran pemilik basis data ({owner}) yang dapat melakukan ini; tidak ada yang berubah. "
        "Ulangi dengan --db postgresql+psycopg://{owner}@… (docs/postgresql.md)."
    ),
    "unknown_database": N_(
        "{path}: basis data itu tidak ada di server. Minta pengelola membuatnya: docs/postgresql.md."
    ),
    "older_server": N_("{path} masih versi lama. Pengelola: simpan dengan pg_dump, lalu jalankan `siaga db upgrade`."),
    "no_extension": N_("Server {path} tidak punya pg_trgm. Minta pengelola memasang paket postgresql-contrib."),
    "not_empty": N_("Di {path} sudah ada sesuatu. Pilih berkas baru atau basis data kosong; tidak ada yang ditimpa."),
    "copy_differs": N_("Salinan di {path} tidak lengkap dan sudah dihapus. Ulangi, atau beri tahu pengelola."),
    "no_driver": N_("Penghubung PostgreSQL belum terpasang. Pasang Siaga dengan: pip install 'siaga[postgresql]'."),
    "bad_url": N_("{path} bukan alamat basis data. Tulis seperti postgresql+psycopg://siaga@server/siaga."),
}
REFUSED = {
    "account_known": N_("{name} sudah punya akun. Ubah perannya: siaga user role {name} PERAN."),
    "account_name": N_("{name} bukan nama akun: pakai huruf kecil, angka, titik, atau garis, paling banyak 32."),
    "account_unknown": N_("{name} tidak punya akun di sini. Lihat: siaga user list."),
    "answer_unknown": N_("Jawaban {said} tidak dikenal."),
    "asn_elsewhere": N_(
        "Ia juga duduk di {election}, yang ikut menghitung status ASN. Akhiri masa tugasnya di sana dulu."
    ),
    "built_upon": N_("Tidak dapat diurungkan: sudah ada perubahan lain di atasnya. Perbaiki langsung di barisnya."),
    "ceremony_unknown": N_("Upacara {kind} tidak dikenal di pemilihan ini."),
    "date_future": N_("Tanggal {day} belum tiba. Isi hari ini atau sebelumnya."),
    "date_order": N_("Tanggal {day} mendahului {after}. Periksa urutannya."),
    "decree_empty": N_("Nomor SK belum diisi."),
    "decree_missing": N_("{count} orang belum punya SK. Lengkapi SK-nya di Personel (2), baru dilantik."),
    "dpt_unknown": N_("DPT {units} belum diketahui. Isi DPT-nya lebih dulu (X), baru catat lengkap."),
    "erased": N_("Catatan {seq} tidak dapat diurungkan: data pribadinya sudah dihapus (UU 27/2022)."),
    "file_exists": N_("Sudah ada, dan tidak ditimpa; pilih nama lain ({path})."),
    "file_no_room": N_("Disk penuh atau kuota habis, tidak ada yang ditulis ({path})."),
    "file_unwritable": N_("Foldernya tidak ada, atau tidak boleh ditulis ({path})."),
    "decision_refused": N_("Baris {row} ({sheet}) tidak dapat ditulis seperti diputuskan. Putuskan lain, atau lewati."),
    "decision_twice": N_("Baris {row} ({sheet}) bukan orang itu: ia ada di baris {other}. Putuskan lain, atau lewati."),
    "decision_unknown": N_("Keputusan untuk baris {row} ({sheet}) tidak cocok lagi. Baca ulang berkasnya (r)."),
    "flag_gone": N_("Tanda rawan ini sudah tidak ada. Muat ulang (r)."),
    "flag_known": N_("TPS ini sudah bertanda rawan {sign}."),
    "format_unknown": N_("{path}: akhiran itu tidak dikenal. Pakai .xlsx atau .csv."),
    "gate_firm": N_("{gates} merah, dan pada panggilan ini tidak dapat didispensasi."),
    "gate_red": N_("Gerbang {gates} merah. SIAP perlu dispensasi: siapa yang memberi, mengapa, sampai kapan."),
    "good_unknown": N_("Barang {good} tidak ada di pemilihan ini."),
    "import_elsewhere": N_("Berkas itu dibaca untuk pemilihan {election}. Kembali ke sana, atau baca lagi."),
    "item_empty": N_("Kursi ini kosong. Angkat orangnya lebih dulu, baru catat bukti."),
    "item_excluded": N_("Butir ini tidak dihitung (N/A). Hanya KPU yang dapat mengubahnya."),
    "item_missing": N_("Butir ini sudah tidak ada. Muat ulang (r)."),
    "kind_unknown": N_("Jenis bukti {kind} tidak dikenal."),
    "last_admin": N_("{name} admin terakhir: angkat admin lain lebih dulu."),
    "kit_unpacked": N_("Kit {units} belum dicatat dikemas lengkap."),
    "mitigation_empty": N_("Penanganannya belum diisi: apa yang dilakukan."),
    "move_taken": N_("Kode baru {units} sudah dipakai wilayah lain di basis data ini."),
    "move_unknown": N_("Kode lama {units} tidak ada di basis data ini. Periksa berkas pindahnya."),
    "name_empty": N_("Nama belum diisi."),
    "name_long": N_("Nama terlalu panjang: paling banyak {longest} huruf."),
    "nik_taken": N_("NIK itu sudah milik {name}. Periksa angkanya; orang yang sama jangan dibuat dua kali."),
    "no_seats": N_("{body} tidak punya kursi di {unit}."),
    "no_tps": N_("Tidak ada TPS yang dipilih."),
    "no_items": N_("Tidak ada butir {indicator} di wilayah ini."),
    "nobody_chosen": N_("Tidak ada yang dicentang."),
    "not_eligible": N_("{name} tidak memenuhi syarat untuk kursi ini."),
    "nothing_earlier": N_("Catatan pertama dari {day}: sebelum itu tidak ada yang diketahui."),
    "not_enough": N_("{unit}: {good} hanya {most} dari {number}, jadi belum lengkap. Catat jumlahnya (E)."),
    "nothing_to_confirm": N_("Belum pernah ada laporan {indicator} di wilayah ini; catat bukti, atau lapor nihil."),
    "nothing_to_undo": N_("Tidak ada perubahan Anda yang dapat diurungkan."),
    "number_bad": N_("{what} {number}: tidak mungkin. Isi 0 sampai {most}."),
    "number_elsewhere": N_("{what} dicatat tiap TPS, bukan di gudang kecamatan."),
    "number_order": N_("{what} {number} tidak mungkin lebih dari {more} {most}."),
    "number_out_of_range": N_("Nomor TPS biasa 1 sampai {most}, TPS khusus 901 sampai 999."),
    "outcome_unknown": N_("Hasil telepon {outcome} tidak dikenal."),
    "over_need": N_("{number} melebihi kebutuhan {need}: {good}."),
    "over_voters": N_("DPT {units} melebihi {most} pemilih, batas tiap TPS."),
    "parent_unknown": N_("Wilayah {units} menjadi penghubung, tetapi tidak ada di berkas wilayah. Tambahkan barisnya."),
    "period_bad": N_("{period} bukan jangka waktu. Tulis seperti 1y (tahun), 18m (bulan), atau 90d (hari)."),
    "phone_missing": N_("Nomornya belum ada. Isi dulu (E), lalu telepon."),
    "nobody_to_ask": N_("Tidak ada anak tangga di atas itu yang dapat diminta bantuan."),
    "escalation_closed": N_("Permintaan ini sudah selesai. Muat ulang (r)."),
    "person_missing": N_("Orang ini sudah tidak ada. Muat ulang (r)."),
    "proved_by_tenure": N_("{indicator} terbukti oleh SK, bukan oleh bukti. Isi nomor SK di Personel (2)."),
    "purpose_empty": N_("Untuk apa data lengkap itu? Tulis tujuannya: ia tercatat di jurnal."),
    "reason_empty": N_("Alasan belum diisi."),
    "reason_unknown": N_("Alasan {reason} tidak dikenal. Pilih dari daftar."),
    "receipt_empty": N_("Tanda terima perlu nomornya dan siapa yang menerima."),
    "reference_empty": N_("SIAP perlu bukti: isi nomor dokumen, tanda terima, atau siapa yang melihat."),
    "region_in_use": N_(
        "Wilayah {units} tidak ada di berkas, tetapi masih punya petugas, bukti, atau kontak, jadi tidak dihapus. "
        "Bila kodenya berubah, sebutkan dengan --moved; bila tidak, kosongkan dulu."
    ),
    "reserve_elsewhere": N_("{name} cadangan badan atau wilayah lain."),
    "reserve_gone": N_("Cadangan ini tidak menunggu lagi. Muat ulang (r)."),
    "reserve_known": N_("{name} sudah menunggu sebagai cadangan di sini."),
    "role_unknown": N_("Peran {role} tidak dikenal. Pilih: {roles}."),
    "rollcall_closed": N_("Panggilan ini dibuka {opens}, ditutup sesudah pemungutan suara."),
    "rollcall_unknown": N_("Tidak ada panggilan siap pada H-{day}."),
    "row_gone": N_("Baris ini sudah tidak ada. Muat ulang (r)."),
    "seat_empty": N_("Kursi ini kosong."),
    "seat_missing": N_("Kursi ini sudah tidak ada. Muat ulang (r)."),
    "seat_taken": N_("Kursi ini sudah terisi oleh {holder}. Akhiri masa tugasnya lebih dulu."),
    "sheet_full": N_("Satu lembar xlsx hanya memuat {most} baris. Persempit, atau pilih csv atau json."),
    "sign_unknown": N_("Tanda rawan {sign} tidak ada di pemilihan ini."),
    "sipol_reference_empty": N_("Sipol {state} perlu nomor surat atau keputusannya."),
    "server_role_owner": N_("{role} pemilik basis data, atau anggotanya: haknya tidak dibatasi. Buat peran lain."),
    "server_role_unknown": N_("Peran {role} tidak ada di server. Buat dulu: createuser --pwprompt {role}."),
    "spouse_missing": N_("Suami atau istri yang dipilih tidak ada di basis data."),
    "state_unknown": N_("Keadaan {state} tidak dikenal: siap, klaim, belum, atau unknown."),
    "supposed_empty": N_("Tidak ada yang berubah oleh andai itu di sini."),
    "supposed_late": N_("Pemungutan suara sudah lewat: tidak ada lagi yang dapat diandaikan."),
    "step_unknown": N_("Langkah {step} tidak ada di pemilihan ini."),
    "tenure_missing": N_("{count} orang sudah tidak menjabat. Muat ulang (r), lalu ulangi."),
    "station_unknown": N_("Yang dipanggil adalah kecamatan; {unit} bukan."),
    "too_many": N_("Terlalu banyak sekaligus: paling banyak {most}. Persempit dengan saringan."),
    "tps_in_use": N_("TPS {units} sudah punya petugas atau bukti, jadi tidak dapat dihapus."),
    "unit_unknown": N_("Wilayah {unit} tidak ada di basis data ini."),
    "waiver_ended": N_("Dispensasi {gate} sudah habis."),
    "waiver_unnamed": N_("Dispensasi {gate}: tulis siapa yang memberi dan mengapa."),
    "value_bad": N_("Isian {field} tidak dapat diterima. Periksa bentuknya."),
}
ACCESS = {
    "kpu_only": N_("Hanya KPU yang dapat melakukan ini. Hubungi KPU Kota."),
    "admin_only": N_("Hanya admin yang mengatur akun dan menghapus data pribadi."),
    "outside_scope": N_("Ini di luar wilayah tugas Anda ({scope}): di sini Anda hanya melihat."),
    "no_account": N_("{actor} belum punya akun di basis data ini. Minta admin: siaga user add {actor}."),
    "account_disabled": N_("Akun {actor} sudah ditutup. Bila keliru, minta admin membukanya lagi."),
    "another_role": N_(
        "--as {actor}: di server itu peran {role} hanya bekerja sebagai akun {role}. Jalankan tanpa --as."
    ),
    "leader_only": N_("Keputusan itu milik koordinator atau KPU."),
    "look_only": N_("Peran Anda hanya melihat. Minta koordinator melakukannya."),
}
RULES = {
    "not_found": N_("berkas aturan {where} tidak ada. Periksa namanya di [site] pengaturan."),
    "unreadable": N_("berkas tidak dapat dibaca ({message}). Periksa hak aksesnya."),
    "bad_code": N_("{where}: bukan kode yang sah."),
    "toml": N_("baris {line}, kolom {column}: bukan TOML yang benar."),
    "encoding": N_("baris {line}: bukan teks UTF-8. Simpan kembali sebagai UTF-8."),
    "nesting": N_("daftar bersarang terlalu dalam."),
    "unknown_field": N_("{where}: kunci {field} tidak dikenal. Periksa ejaannya."),
    "missing_field": N_("{where}: kunci {field} belum ada."),
    "wrong_type": N_("{where}: harus {expected}, bukan {value}."),
    "bad_value": N_("{where}: nilainya tidak sah ({message})."),
    "code_mismatch": N_("{where}: kode tidak sama dengan nama berkas (seharusnya {expected})."),
    "duplicate": N_("{where}: {value} disebut dua kali."),
    "bodies_missing": N_("{where}: badan yang dihitung belum disebut."),
    "not_about_tps": N_("{where}: {value} tidak menghitung TPS."),
    "not_about_seats": N_("{where}: badan disebut, padahal yang dihitung bukan kursi."),
    "contacts_missing": N_("{where}: daftar kontak belum ada."),
    "contact_level": N_("{where}: kontak yang diuji harus kontak kecamatan."),
    "ladder": N_("{where}: anak tangga memuat kontak setingkat, dan tiap anak tangga di atas yang sebelumnya."),
    "handlers_order": N_("{where}: urutkan menurut until; hanya yang terakhir tanpa until."),
    "register_misfit": N_("{where}: daftar {value} tidak cocok dengan yang dihitung."),
    "unknown_indicator": N_("{where}: indikator {value} tidak ada di berkas ini."),
    "needs_cycle": N_("{where}: needs berputar ({value}). Putuskan salah satunya."),
    "no_parent": N_("{where}: induknya {value} belum disebut di atasnya."),
    "unknown_unit": N_("{where}: wilayah {value} tidak ada di berkas ini."),
    "unknown_election": N_("{where}: pemilihan {value} tidak ada."),
    "counts_or_per_kecamatan": N_("{where}: isi counts atau per_kecamatan, bukan keduanya."),
    "estimate_not_marked": N_("{where}: hasil pembagian harus ditandai estimated = true."),
    "no_weights": N_("{where}: tidak ada dasar pembagian untuk {value}."),
    "weight_sum": N_("jumlah bobot indikator {total}, seharusnya {expected}."),
    "unknown_body": N_("{where}: badan {value} tidak ada di berkas ini."),
    "body_without_seats": N_("{where}: badan {value} tidak punya kursi."),
    "polling_year": N_("{where}: tahun {value} tidak masuk akal."),
    "polling_hours": N_("{where}: TPS tutup ({closes}) sebelum dibuka ({opens})."),
    "end_before_start": N_("{where}: berakhir ({end}) sebelum mulai ({start})."),
    "due_before_start": N_("{where}: tenggat (H-{due}) harus sesudah mulai (H-{start})."),
    "deadline_differs": N_("{where}: harinya berbeda dari tenggat indikatornya."),
}
FIELDS = {
    "holder": N_("pengisi kursi"),
    "tenure_id": N_("pengisi kursi"),
    "state": N_("keadaan"),
    "decree": N_("nomor SK"),
    "end_on": N_("tanggal akhir"),
    "name": N_("nama"),
    "phone": N_("nomor telepon"),
    "reserve": N_("giliran cadangan"),
    "said": N_("jawaban"),
    "minutes": N_("nomor BA"),
    "due_on": N_("jatuh tempo"),
    "pattern": N_("pola pengamanan"),
    "case": N_("keadaan kasus"),
    "dpt": N_("DPT"),
    "pieces": N_("jumlah"),
    "step": N_("langkah kit"),
    "mitigation": N_("penanganan"),
}
STATES = {
    "siap": N_("SIAP"),
    "klaim": N_("KLAIM"),
    "belum": N_("BELUM"),
    "unknown": N_("belum ada laporan"),
    "na": N_("tidak dihitung"),
}
MANY = 3
"""Values of a list that are said; of more it is said how many."""


def worded(error: SiagaError, context: Context) -> str:
    """A coded error as a sentence for whoever stands there; what the rules of eligibility refuse with their names."""
    if error.code == "not_eligible":
        from screens.presenters.eligibility import refused

        return refused(error, context.elections, context.names)
    return sentence(error, context.name)


def sentence(error: SiagaError, place: Callable[[str], str] = str) -> str:
    """What happened and what to do, in the user's language. Safe to show: facts went through ``plain``. ``place``:
    what a unit is called."""
    facts = _Facts({name: shown(value) for name, value in error.detail.items()})
    if "scope" in facts:
        facts["scope"] = plain(place(facts["scope"]))
    if "sheet" in facts:
        facts["sheet"] = facts["sheet"] or "CSV"
    if isinstance(error, RulesError):
        return _rules(error, facts)
    if isinstance(error, Clash):
        return _clash(error, facts)
    template = ({**STORAGE, **REFUSED} | ACCESS).get(error.code)
    if template is not None:
        return _(template).format_map(facts)
    if isinstance(error, AccessDenied):
        return _("Anda tidak berhak melakukan ini.")
    return _("Tidak dapat dilakukan ({code}). Catat kodenya untuk pengelola.").format(code=plain(error.code))


class _Facts(dict[str, str]):
    """The facts of an error; one that is not there reads as nothing: no failure in the middle of a failure."""

    def __missing__(self, key: str) -> str:
        return ""


def _rules(error: RulesError, facts: _Facts) -> str:
    template = RULES.get(str(error.detail.get("reason")))
    said = _(template).format_map(facts) if template else _("isinya tidak sah.")
    return _("Berkas aturan {path}: {said}").format(path=facts["path"], said=said.removeprefix(": "))


def _clash(error: Clash, facts: _Facts) -> str:
    """Both values, so that nobody's work is lost unseen."""
    if error.code == "import_changed":
        return _("Baris {row} ({sheet}) sudah berubah sejak dibaca. Tidak ada yang ditulis; r membaca ulang.").format(
            row=facts["row"], sheet=facts["sheet"]
        )
    at = error.detail.get("at")
    who = facts["by"] or _("orang lain")
    when = f" ({dates.hour(at)})" if isinstance(at, datetime) else ""
    field = _(FIELDS[str(error.detail["field"])]) if error.detail.get("field") in FIELDS else facts["field"]
    return _(
        "{who} sudah mengubah ini{when}: {field} kini {theirs}, Anda mengisi {mine}. "
        "Punya Anda tidak disimpan; periksa, lalu ulangi bila perlu."
    ).format(
        who=who,
        when=when,
        field=field,
        theirs=facts["theirs"] or _("kosong"),
        mine=facts["mine"] or _("kosong"),
    )


def shown(value: Any) -> str:
    """A fact as people read it."""
    shapes: list[tuple[type | tuple[type, ...], Callable[[Any], str]]] = [
        (datetime, lambda moment: f"{dates.full_day(moment)} {dates.hour(moment)}"),
        (date, dates.full_day),
        ((list, tuple, set, frozenset), _listed),
    ]
    if value is None:
        return ""
    for kind, shape in shapes:
        if isinstance(value, kind):
            return shape(value)
    text = plain(str(value))
    word = {**STATES, **places.PIECES}.get(text)
    return _(word) if word else text


def _listed(many: Collection[Any]) -> str:
    said = [shown(one) for one in list(many)[:MANY]]
    more = len(many) - len(said)
    return ", ".join(said) + (_(" dan {n} lainnya").format(n=more) if more else "")
