"""The columns of exports and templates: the header words that the importer reads, what their cells are, their widths.

A field that an import knows (``draft.FIELDS``) has the same word in every file; ``headers.toml`` knows them all.
"""

from __future__ import annotations

from collections.abc import Iterable

from models.exchange.writing import Column, Kind

_WORDS: dict[str, tuple[str, Kind, int]] = {
    "name": ("Nama", "text", 30),
    "nik": ("NIK", "text", 19),
    "nik15": ("NIK 15 Angka", "text", 18),
    "sex": ("L/P", "text", 6),
    "born_in": ("Tempat Lahir", "text", 16),
    "born_on": ("Tanggal Lahir", "day", 13),
    "address": ("Alamat", "text", 28),
    "rt": ("RT", "text", 6),
    "rw": ("RW", "text", 6),
    "domicile": ("Kelurahan KTP", "text", 20),
    "kelurahan": ("Kelurahan", "text", 20),
    "kecamatan": ("Kecamatan", "text", 20),
    "region": ("Kab/Kota", "text", 18),
    "tps": ("TPS", "text", 7),
    "body": ("Badan", "text", 10),
    "post": ("Jabatan", "text", 12),
    "ordinal": ("Anggota Ke", "number", 11),
    "phone": ("No. HP", "text", 17),
    "education": ("Pendidikan", "text", 11),
    "occupation": ("Pekerjaan", "text", 18),
    "asn": ("ASN", "yes", 7),
    "decree": ("Nomor SK", "text", 22),
    "start_on": ("Mulai Tugas", "day", 12),
    "election": ("Pemilihan", "text", 14),
    "note": ("Keterangan", "text", 24),
    # Two fields in one, as in ``headers.COMBINED``:
    "born": ("Tempat, Tanggal Lahir", "text", 28),
    "rt_rw": ("RT/RW", "text", 9),
    # What is told beside, and no import reads:
    "accused": ("Orang atau Badan", "text", 26),
    "actor": ("Oleh", "text", 14),
    "answered_on": ("Dijawab", "day", 12),
    "against_target": ("Terhadap Target", "number", 10),
    "answer_by": ("Ditunggu s.d.", "moment", 19),
    "answered": ("Terakhir Dijawab", "moment", 19),
    "asked_of": ("Kepada", "text", 26),
    "at": ("Waktu", "moment", 19),
    "attended": ("Hadir", "text", 34),
    "belum": ("Belum", "number", 9),
    "closed": ("Ditutup", "day", 12),
    "closed_at": ("Selesai", "moment", 19),
    "code": ("Kode Wilayah", "text", 18),
    "counted": ("Terhitung", "number", 10),
    "damaged": ("Rusak", "number", 8),
    "day": ("Hari", "day", 12),
    "decree_on": ("Tanggal SK", "day", 12),
    "done": ("Ditepati", "day", 12),
    "dpt": ("DPT", "number", 7),
    "due": ("Jatuh Tempo", "day", 12),
    "empty": ("Kosong", "number", 9),
    "empty_since": ("Kosong Sejak", "day", 13),
    "end_on": ("Berhenti", "day", 12),
    "end_reason": ("Alasan Berhenti", "text", 15),
    "estimated": ("Perkiraan", "yes", 10),
    "filled": ("Terisi", "number", 9),
    "good": ("Barang", "text", 30),
    "handler": ("Penangan", "text", 10),
    "held_at": ("Tempat", "text", 24),
    "indicator": ("Kode", "text", 7),
    "indicator_name": ("Indikator", "text", 34),
    "items": ("Jumlah", "number", 9),
    "kind": ("Jenis Pelanggaran", "text", 12),
    "kit": ("Kit", "text", 11),
    "klaim": ("Klaim", "number", 9),
    "lack": ("Kurang", "number", 8),
    "letter": ("Nomor Surat", "text", 24),
    "minutes": ("Nomor BA", "text", 22),
    "missing": ("Kosong", "number", 9),
    "mitigation": ("Penanganan", "text", 30),
    "na": ("N/A", "number", 7),
    "need": ("Perlu", "number", 8),
    "outcome": ("Hasil Panggilan", "text", 14),
    "owner": ("Penanggung Jawab", "text", 18),
    "packed": ("Dikemas", "number", 9),
    "pattern": ("Kelas", "text", 14),
    "percent": ("Persen", "number", 8),
    "promise": ("Janji", "text", 44),
    "rank": ("Urutan Cadangan", "number", 10),
    "ratio": ("Polisi:TPS:Linmas", "text", 14),
    "received": ("Diterima", "number", 9),
    "receiver": ("Penerima", "text", 18),
    "reference": ("Bukti", "text", 28),
    "replaced": ("Menggantikan", "text", 30),
    "returned": ("Kembali", "number", 9),
    "role": ("Kontak", "text", 14),
    "said": ("Perubahan", "text", 70),
    "seats": ("Kursi", "number", 8),
    "siap": ("Siap", "number", 9),
    "sign": ("Tanda Rawan", "text", 36),
    "since": ("Sejak", "day", 12),
    "special": ("Khusus", "yes", 8),
    "state": ("Keadaan", "text", 11),
    "subject": ("Masalah", "text", 44),
    "sworn_at": ("Tempat Sumpah", "text", 24),
    "sworn_on": ("Disumpah", "day", 12),
    "target": ("Target", "number", 8),
    "undone": ("Diurungkan", "yes", 11),
    "unit": ("Wilayah", "text", 26),
    "unknown": ("Tanpa Laporan", "number", 9),
    "variable": ("Variabel", "text", 20),
    "verb": ("Jenis", "text", 14),
    "witness": ("Saksi", "text", 24),
    "worst": ("Terlemah", "text", 18),
}


def column(field: str) -> Column:
    """The column of a field. Raises KeyError for one that has none."""
    header, kind, width = _WORDS[field]
    return Column(field, header, kind, width)


def columns(fields: Iterable[str]) -> tuple[Column, ...]:
    """Those of several."""
    return tuple(map(column, fields))
