"""THE key table: what every key does, where. ``screens/keys.py`` reads it.

A key means the same everywhere. ``where`` groups: ``app`` holds on every screen, ``table`` wherever a list has the
focus, the screens' own groups on that screen, ``form`` and ``confirm`` in dialogs (where nothing of the others holds).
"""

from __future__ import annotations

from typing import NamedTuple

from screens.locale import N_


class Key(NamedTuple):
    """One thing a key does. ``keys`` as Textual names them, comma separated; ``action`` as Textual runs it.

    ``rank``: the lower, the earlier in the key bar and the later it is dropped when there is no room. ``writes``:
    it changes data, so it is not offered where that cannot be.
    """

    id: str
    keys: str
    action: str
    label: str
    tooltip: str
    where: str
    show: bool = True
    rank: int = 50
    writes: bool = False


_APP = (
    Key("board", "1", "app.mode('papan')", N_("Papan"), N_("Kesiapan tiap wilayah"), "app", rank=10),
    Key("personel", "2", "app.mode('personel')", N_("Personel"), N_("Siapa duduk di mana"), "app", rank=11),
    Key("kesiapan", "3", "app.mode('kesiapan')", N_("Kesiapan"), N_("Semua indikator"), "app", rank=12),
    Key("kalender", "4", "app.mode('kalender')", N_("Kalender"), N_("Tahapan dan tenggat"), "app", rank=13),
    Key("aktivitas", "5", "app.mode('aktivitas')", N_("Aktivitas"), N_("Apa yang berubah"), "app", rank=14),
    Key("logistik", "6", "app.mode('logistik')", N_("Logistik"), N_("Barang, kit, dan TPS rawan"), "app", rank=14),
    Key("sinergi", "7", "app.mode('sinergi')", N_("Sinergi"),
        N_("Kontak, rakor, janji, pengamanan, netralitas, eskalasi"), "app", rank=14),
    Key("rollcall", "8", "app.mode('panggilan')", N_("Panggilan"), N_("Siap atau tidak, satu per satu: panggilan siap"),
        "app", rank=14),
    Key("report", "9", "app.mode('laporan')", N_("Laporan"), N_("Laporan untuk ditempel di WhatsApp atau dicetak"),
        "app", rank=14),
    Key("settings", "0", "app.mode('pengaturan')", N_("Pengaturan"), N_("Tema, bahasa, tombol"), "app", rank=60),
    Key("help", "question_mark", "app.help(True)", N_("Bantuan"), N_("Jelaskan yang disorot, dan tombol di sini"),
        "app", rank=1),
    Key("quit", "q", "app.leave", N_("Keluar"), N_("Tutup Siaga"), "app", rank=17),
    Key("election", "p", "app.next_election", N_("Pemilihan"), N_("Ganti pemilihan"), "app", rank=18),
    Key("back", "escape", "screen.back", N_("Kembali"), N_("Naik satu tingkat, atau batal"), "app", rank=19),
    Key("goto", "ctrl+p", "app.goto", N_("Lompat"), N_("Ke wilayah, orang, atau perintah"), "app", rank=20),
    Key("undo", "u", "screen.undo", N_("Urungkan"), N_("Batalkan perubahan saya yang terakhir"), "app",
        rank=45, writes=True),
    Key("blockers", "exclamation_mark", "screen.visit('penahan')", N_("Mengapa"),
        N_("Apa yang menahan tenggat berikut, dan siapa yang harus bergerak"), "app", rank=21),
    Key("pace", "J", "screen.visit('laju')", N_("Laju"), N_("Akan siap pada waktunya? Laju tiap indikator"), "app",
        rank=22),
    Key("import", "i", "screen.visit('impor')", N_("Impor"), N_("Baca daftar petugas dari Excel atau CSV"), "app",
        rank=61, writes=True),
    Key("export", "e", "screen.export", N_("Ekspor"), N_("Daftar ini, seperti tampak, ke berkas xlsx, csv, atau json"),
        "app", rank=62),
    Key("refresh", "r,f5", "screen.refresh_data", N_("Muat ulang"), N_("Baca ulang sekarang"), "app", rank=70),
    Key("copy", "y", "screen.copy", N_("Salin"), N_("Kirim baris yang disorot, atau teks ini, ke papan klip terminal"),
        "app", rank=71),
    Key("since", "z", "screen.visit('sejak')", N_("Sejak"), N_("Apa yang berubah sejak Anda terakhir melihat"), "app",
        rank=64),
    Key("online", "asterisk", "app.online", N_("Daring"), N_("Siapa yang sedang membuka Siaga, dan di mana"), "app",
        rank=63),
    Key("past-back", "left_square_bracket", "app.past_step(-1)", N_("Mundur"),
        N_("Layar seperti pada akhir hari sebelumnya"), "app", rank=46),
    Key("past-on", "right_square_bracket", "app.past_step(1)", N_("Maju"),
        N_("Dari lampau: ke akhir hari berikutnya, lalu kini"), "app", rank=47),
    Key("past-at", "at", "app.past_at", N_("Ke saat"), N_("Layar seperti pada hari dan jam tertentu"), "app",
        rank=48),
    Key("suppose", "equals_sign", "app.suppose", N_("Andai"),
        N_("Bagaimana kalau: orang mundur, TPS digabung, gudang kebanjiran; tidak dicatat"), "app", rank=49),
    Key("help-keys", "f1", "app.help(False)", N_("Bantuan"), N_("Tombol di layar ini"), "app", show=False),
    Key("quit-now", "ctrl+q", "app.quit", N_("Keluar"), N_("Tutup Siaga tanpa bertanya"), "app", show=False),
    Key("interrupt", "ctrl+c", "app.interrupt", N_("Cara keluar"), N_("Tunjukkan cara keluar"), "app", show=False),
    Key("next-panel", "tab", "app.focus_next", N_("Panel berikut"), N_("Pindah ke panel berikutnya"), "app",
        show=False),
    Key("previous-panel", "shift+tab", "app.focus_previous", N_("Panel sebelum"),
        N_("Pindah ke panel sebelumnya"), "app", show=False),
)  # fmt: skip

_TABLE = (
    Key("open", "enter", "activate", N_("Buka"), N_("Buka yang disorot"), "table", rank=15),
    Key("filter", "slash", "screen.filter", N_("Saring"), N_("Saring selagi mengetik"), "table", rank=16),
    Key("sort", "s", "sort", N_("Urut"), N_("Urut menurut kolom berikut"), "table", rank=40),
    Key("sort-reverse", "S", "sort_reverse", N_("Balik urutan"), N_("Balik urutan"), "table", rank=72),
    Key("select", "space", "select", N_("Pilih"), N_("Pilih atau lepas baris ini"), "table", rank=41),
    Key("select-all", "A", "select_all", N_("Pilih semua"), N_("Pilih atau lepas semua baris"), "table", rank=73),
    Key("up", "up,k", "move(-1)", N_("Naik"), N_("Baris sebelumnya"), "table", show=False),
    Key("down", "down,j", "move(1)", N_("Turun"), N_("Baris berikutnya"), "table", show=False),
    Key("left", "left,h", "scroll(-1)", N_("Kiri"), N_("Kolom sebelumnya"), "table", show=False),
    Key("right", "right,l", "scroll(1)", N_("Kanan"), N_("Kolom berikutnya"), "table", show=False),
    Key("page-up", "pageup", "page(-1)", N_("Halaman naik"), N_("Satu halaman ke atas"), "table", show=False),
    Key("page-down", "pagedown", "page(1)", N_("Halaman turun"), N_("Satu halaman ke bawah"), "table",
        show=False),
    Key("first", "home,g", "first", N_("Awal"), N_("Baris pertama"), "table", show=False),
    Key("last", "end,G", "last", N_("Akhir"), N_("Baris terakhir"), "table", show=False),
)  # fmt: skip


def _evidence(where: str, *ids: str) -> tuple[Key, ...]:
    """The verbs of readiness, which more than one screen offers; their ids are the same everywhere."""
    every = (
        Key("evidence", "b", "screen.evidence", N_("Bukti"), N_("Catat bukti"), where, rank=3, writes=True),
        Key("withdraw", "c", "screen.withdraw", N_("Cabut"), N_("Cabut bukti"), where, rank=5, writes=True),
        Key("nihil", "n", "screen.nihil", N_("Nihil"), N_("Laporkan nihil: belum ada yang siap"), where,
            rank=6, writes=True),
        Key("confirm", "K", "screen.reconfirm", N_("Konfirmasi"), N_("Nyatakan laporan masih berlaku"), where,
            rank=7, writes=True),
        Key("exclude", "N", "screen.exclude", N_("N/A"),
            N_("Tidak dihitung, dengan alasan; sekali lagi: dihitung (KPU)"), where, rank=24, writes=True),
        Key("evidence-all", "B", "screen.evidence_all", N_("Bukti sekelurahan"),
            N_("Catat bukti untuk sekelurahan"), where, rank=23, writes=True),
    )  # fmt: skip
    return tuple(key for key in every if not ids or key.id in ids)


def _people(where: str, *ids: str) -> tuple[Key, ...]:
    """The verbs about people and their seats, which several screens offer; likewise."""
    every = (
        Key("appoint", "a", "screen.appoint", N_("Angkat"), N_("Angkat seseorang ke kursi kosong"), where,
            rank=2, writes=True),
        Key("end", "x", "screen.end", N_("Akhiri"), N_("Akhiri masa tugas, atau giliran seorang cadangan"), where,
            rank=4, writes=True),
        Key("person", "o", "screen.person", N_("Orang"), N_("Kartu orang ini: kursi, berkas, telepon"), where, rank=5),
        Key("heirs", "w", "screen.heirs", N_("Waris"), N_("Siapa berikutnya untuk kursi ini"), where, rank=21),
        Key("tenures", "P", "screen.tenures", N_("Pernah"), N_("Siapa pernah duduk di kursi ini, dan kapan"), where,
            rank=31),
        Key("swear", "L", "screen.swear", N_("Lantik"), N_("Catat sumpah atau janji: hari, tempat, saksi"), where,
            rank=26, writes=True),
        Key("answered", "d", "screen.called('dijawab')", N_("Dijawab"), N_("Ditelepon: dijawab"), where,
            rank=6, writes=True),
        Key("unanswered", "m", "screen.called('tak_angkat')", N_("Tak angkat"), N_("Ditelepon: tidak diangkat"),
            where, rank=7, writes=True),
        Key("wrong-number", "M", "screen.called('salah_nomor')", N_("Salah nomor"),
            N_("Ditelepon: nomornya salah"), where, rank=43, writes=True),
        Key("settled", "v", "screen.called('beres')", N_("Beres"), N_("Yang meragukan sudah beres"), where,
            rank=9, writes=True),
        Key("ceremony", "U", "screen.ceremony", N_("Upacara"), N_("Pakta, sumpah, atau bimtek untuk banyak orang"),
            where, rank=27, writes=True),
        Key("risk", "R", "screen.risk", N_("Berisiko"), N_("Kursi terisi yang meragukan, dan jabatan rangkap"),
            where, rank=28),
    )  # fmt: skip
    return tuple(key for key in every if key.id in ids)


def _help(*screens: str) -> tuple[Key, ...]:
    """Asking for help, wherever one stands on trouble."""
    tooltip = N_("Minta bantuan Camat, Danramil, Kapolsek: pesannya disalin, jam jawabannya berjalan; atau naik")
    return tuple(
        Key("escalate", "Y", "screen.escalate", N_("Eskalasi"), tooltip, where, rank=16, writes=True)
        for where in screens
    )


_SCREENS = (
    *_help("board", "kesiapan", "penahan", "logistik", "sinergi"),
    *_people("personel", "appoint", "end", "person", "heirs", "tenures", "swear", "ceremony", "risk"),
    *_evidence("personel", "evidence", "withdraw", "nihil", "confirm", "evidence-all"),
    *_evidence("kesiapan"),
    *_people("orang", "heirs", "tenures", "swear", "answered", "unanswered", "wrong-number", "settled"),
    Key("edit", "E", "screen.edit", N_("Ubah"), N_("Ubah biodata orang ini"), "orang", rank=2, writes=True),
    Key("papers", "C", "screen.papers", N_("Berkas"), N_("Berkas yang sudah diserahkan"), "orang", rank=4, writes=True),
    Key("identity", "I", "screen.identity", N_("Identitas"), N_("Buka NIK, telepon, dan alamat; dicatat di jurnal"),
        "orang", rank=3, writes=True),
    *_people("waris", "appoint", "end", "person", "tenures", "answered", "unanswered", "wrong-number"),
    Key("reserve-add", "plus", "screen.add_reserve", N_("Tambah"), N_("Tambah seorang cadangan"), "waris", rank=3,
        writes=True),
    Key("record", "V", "screen.record", N_("Naskah"), N_("Berita acara tentang yang duduk, untuk disalin atau ditulis"),
        "waris", rank=8),
    Key("reserve-up", "less_than_sign", "screen.move_reserve(-1)", N_("Naikkan"),
        N_("Cadangan ini satu giliran lebih awal"), "waris", rank=29, writes=True),
    Key("reserve-down", "greater_than_sign", "screen.move_reserve(1)", N_("Turunkan"),
        N_("Cadangan ini satu giliran lebih akhir"), "waris", rank=30, writes=True),
    *_people("risiko", "person", "heirs", "tenures", "answered", "unanswered", "wrong-number", "settled"),
    Key("next-list", "f", "screen.next_list", N_("Daftar"), N_("Daftar berikut"), "risiko", rank=3),
    *_evidence("upacara", "evidence"),
    *_people("upacara", "person"),
    Key("next-list", "f", "screen.next_list", N_("Daftar"), N_("Daftar berikut"), "penahan", rank=3),
    Key("next-list", "f", "screen.next_list", N_("Daftar"), N_("Daftar berikut"), "panggilan", rank=3),
    Key("next-list", "f", "screen.next_list", N_("Daftar"), N_("Jenis laporan berikut"), "laporan", rank=3),
    Key("decide", "Q", "screen.decide", N_("Keputusan"), N_("Lanjut atau tunda, menurut jawabannya"), "panggilan",
        rank=4, writes=True),
    Key("record", "V", "screen.record", N_("Naskah"), N_("Catatan panggilan sebagai teks, untuk disalin"), "panggilan",
        rank=5),
    Key("next-list", "f", "screen.next_list", N_("Daftar"), N_("Daftar berikut"), "upacara", rank=4),
    Key("next-body", "F", "screen.next_body", N_("Badan"), N_("Badan berikut"), "upacara", rank=5),
    Key("add", "plus", "screen.add", N_("Tambah"), N_("Rakor, janji, atau kasus baru"), "sinergi", rank=2, writes=True),
    Key("edit", "E", "screen.edit", N_("Ubah"), N_("Ubah baris ini; di Pengamanan: polanya"), "sinergi", rank=4,
        writes=True),
    Key("next-list", "f", "screen.next_list", N_("Daftar"), N_("Daftar berikut"), "sinergi", rank=3),
    Key("end", "x", "screen.end", N_("Akhiri"), N_("Batalkan permintaan bantuan ini, dengan alasan"), "sinergi", rank=7,
        writes=True),
    *_people("sinergi", "answered", "unanswered", "wrong-number", "person"),
    Key("settled", "v", "screen.called('beres')", N_("Beres"), N_("Janji ini sudah ditepati"), "sinergi", rank=5,
        writes=True),
    Key("identity", "I", "screen.identity", N_("Identitas"), N_("Buka nomornya; dicatat di jurnal"), "sinergi",
        rank=21, writes=True),
    *_evidence("logistik", "evidence", "evidence-all"),
    Key("edit", "E", "screen.edit", N_("Ubah"), N_("Catat jumlah barang ini: diterima, rusak, terhitung, dikemas"),
        "logistik", rank=2, writes=True),
    Key("next-list", "f", "screen.next_list", N_("Daftar"), N_("Barang, TPS, kekurangan, rawan"), "logistik", rank=4),
    Key("voters", "X", "screen.voters", N_("DPT"), N_("Isi jumlah pemilih TPS ini"), "logistik", rank=5, writes=True),
    Key("flag-add", "plus", "screen.flag", N_("Tambah"), N_("Tandai TPS ini rawan"), "logistik", rank=6, writes=True),
    Key("answer", "v", "screen.answer", N_("Beres"), N_("Tulis penanganan tanda rawan ini"), "logistik", rank=2,
        writes=True),
    Key("unflag", "x", "screen.unflag", N_("Akhiri"), N_("Hapus tanda yang keliru"), "logistik", rank=7, writes=True),
    Key("worst", "t", "screen.worst", N_("Terburuk"), N_("Semua yang di bawah sini, terburuk dulu"), "board", rank=2),
    Key("left", "left,h", "screen.panel(-1)", N_("Kiri"), N_("Panel sebelumnya"), "board", show=False),
    Key("right", "right,l", "screen.panel(1)", N_("Kanan"), N_("Panel berikutnya"), "board", show=False),
)  # fmt: skip

_IMPORT = (
    Key("import-apply", "T", "screen.apply", N_("Terapkan"), N_("Tulis semuanya sekaligus, setelah ditanya"), "impor",
        rank=2, writes=True),
    Key("import-file", "O", "screen.choose", N_("Baca"), N_("Pilih berkas yang akan dibaca"), "impor", rank=3),
    Key("import-status", "f", "screen.status", N_("Status"), N_("Hanya BARU, UBAH, SAMA, RAGU, TOLAK; lalu semua"),
        "impor", rank=4),
    Key("import-rejects", "W", "screen.rejects", N_("Tolakan"),
        N_("Tulis yang ditolak dan dilewati ke berkas, dengan alasannya"), "impor", rank=8),
    Key("import-columns", "H", "screen.columns", N_("Kolom"), N_("Betulkan arti kolom berkas; diingat"), "impor",
        rank=6),
    Key("import-defaults", "D", "screen.defaults", N_("Isian"), N_("Isi yang tidak disebut berkas: badan, SK, mulai"),
        "impor", rank=7),
    Key("import-undo", "Z", "screen.undo_batch", N_("Urungkan impor"),
        N_("Kembalikan seluruh impor yang disorot"), "impor", rank=8, writes=True),
)  # fmt: skip

_DIALOG = (
    Key("form-accept", "enter", "accept", N_("Simpan"), N_("Simpan dan tutup"), "dialog", rank=1),
    Key("form-cancel", "escape", "cancel", N_("Batal"), N_("Tutup tanpa mengubah apa pun"), "dialog", rank=2),
    Key("form-interrupt", "ctrl+c", "cancel", N_("Batal"), N_("Tutup tanpa mengubah apa pun"), "dialog", show=False),
)  # fmt: skip

_FORM = (
    Key("form-next", "tab,down", "app.focus_next", N_("Isian berikut"), N_("Ke isian berikutnya"), "form",
        rank=3),
    Key("form-previous", "shift+tab,up", "app.focus_previous", N_("Isian sebelum"), N_("Ke isian sebelumnya"),
        "form", show=False),
)  # fmt: skip

_CONFIRM = (
    Key("confirm-yes", "y", "answer(True)", N_("Ya"), N_("Ya, lakukan"), "confirm", rank=2),
    Key("confirm-no", "t,n,escape,ctrl+c", "answer(False)", N_("Tidak"), N_("Tidak, batal"), "confirm", rank=1),
    Key("confirm-choose", "enter", "choose", N_("Pilih"), N_("Jawab dengan yang disorot"), "confirm", show=False),
    Key("confirm-other", "left,right,tab,shift+tab,h,l", "other", N_("Ganti"), N_("Sorot jawaban yang lain"), "confirm",
        show=False),
)  # fmt: skip

_HELP = (
    Key("help-close", "escape,enter,q,question_mark,f1,ctrl+c", "cancel", N_("Tutup"), N_("Tutup bantuan"), "help"),
)  # fmt: skip

_FILES = (
    Key("file-open", "enter", "accept", N_("Buka"), N_("Baca berkas itu, atau masuk ke foldernya"), "berkas", rank=1),
    Key("file-close", "escape,ctrl+c", "cancel", N_("Batal"), N_("Tidak membaca apa pun"), "berkas", rank=2),
    Key("file-complete", "tab", "complete", N_("Lengkapi"), N_("Lengkapi nama yang diketik"), "berkas", rank=3),
    Key("file-down", "down", "move(1)", N_("Turun"), N_("Berkas berikutnya"), "berkas", rank=4),
    Key("file-up", "up", "move(-1)", N_("Naik"), N_("Berkas sebelumnya"), "berkas", rank=5),
)  # fmt: skip

_COLUMNS = (
    Key("column-meaning", "right,space", "turn(1)", N_("Arti berikut"), N_("Arti berikut dari kolom ini"), "kolom",
        rank=3),
    Key("column-before", "left", "turn(-1)", N_("Arti sebelum"), N_("Arti sebelumnya dari kolom ini"), "kolom", rank=4),
    Key("column-down", "down,tab", "move(1)", N_("Turun"), N_("Kolom berikutnya"), "kolom", rank=5),
    Key("column-up", "up,shift+tab", "move(-1)", N_("Naik"), N_("Kolom sebelumnya"), "kolom", rank=6),
)  # fmt: skip

_DOUBT = (
    Key("doubt-pick", "1,2,3,4,5,6,7,8,9", "pick", N_("s.d. 9 orang itu"), N_("Orang bernomor itu yang dimaksud"),
        "ragu", rank=1),
    Key("doubt-new", "b", "decide('new')", N_("orang baru"), N_("Bukan salah satunya: orang baru"), "ragu", rank=2),
    Key("doubt-skip", "l", "decide('skip')", N_("lewati"), N_("Baris ini tidak ikut diterapkan"), "ragu", rank=3),
    Key("doubt-close", "escape,ctrl+c", "cancel", N_("nanti"), N_("Tutup; belum diputuskan"), "ragu", rank=4),
)  # fmt: skip

_GOTO = (
    Key("goto-open", "enter", "accept", N_("Buka"), N_("Ke yang disorot"), "goto", rank=1),
    Key("goto-close", "escape,ctrl+c", "cancel", N_("Tutup"), N_("Tetap di sini"), "goto", rank=2),
    Key("goto-down", "down,tab", "move(1)", N_("Turun"), N_("Hasil berikutnya"), "goto", rank=3),
    Key("goto-up", "up,shift+tab", "move(-1)", N_("Naik"), N_("Hasil sebelumnya"), "goto", rank=4),
    Key("goto-card", "ctrl+o", "card", N_("Orang"), N_("Kartu orang yang disorot"), "goto", rank=5),
)  # fmt: skip

_ANSWER = (
    Key("answer-siap", "s", "say('siap')", N_("siap"), N_("Kecamatan ini siap"), "jawab", rank=1),
    Key("answer-no", "t", "say('tidak')", N_("tidak"), N_("Kecamatan ini tidak siap, dengan alasan"), "jawab", rank=2),
    Key("answer-let", "d", "say('let')", N_("dispensasi"),
        N_("Gerbang merah dibiarkan: oleh siapa, mengapa, sampai kapan"), "jawab", rank=3),
    Key("answer-next", "l", "say('next')", N_("lewati"), N_("Ke kecamatan berikutnya"), "jawab", rank=4),
    Key("undo", "u", "say('undo')", N_("Urungkan"), N_("Batalkan perubahan saya yang terakhir"), "jawab", rank=6,
        writes=True),
    Key("answer-close", "escape,ctrl+c", "cancel", N_("selesai"), N_("Tutup; yang belum dijawab tetap belum"), "jawab",
        rank=5),
)  # fmt: skip

_DOCUMENT = (
    Key("copy", "y", "copy", N_("Salin"), N_("Kirim baris yang disorot, atau teks ini, ke papan klip terminal"),
        "document", rank=1),
    Key("export", "e", "export", N_("Ekspor"), N_("Tulis teks ini sebagai berkas"), "document", rank=2),
    Key("document-close", "escape,enter,q,ctrl+c", "cancel", N_("Tutup"), N_("Tutup"), "document", rank=3),
)  # fmt: skip

_TENURES = (
    Key("tenures-close", "escape,enter,ctrl+c", "cancel", N_("Tutup"), N_("Tutup"), "jejak", rank=1),
    Key("export", "e", "export", N_("Ekspor"), N_("Daftar ini, seperti tampak, ke berkas xlsx, csv, atau json"),
        "jejak", rank=2),
    Key("tenures-down", "down", "move(1)", N_("Turun"), N_("Yang duduk sebelumnya"), "jejak", rank=3),
    Key("tenures-up", "up", "move(-1)", N_("Naik"), N_("Yang duduk sesudahnya"), "jejak", rank=4),
)  # fmt: skip

_CLASH = (
    Key("clash-first", "1", "choose(0)", N_("Asal"), N_("Kembalikan nilai semula"), "clash", rank=3),
    Key("clash-theirs", "2", "choose(1)", N_("Mereka"), N_("Pakai nilai rekan"), "clash", rank=4),
    Key("clash-mine", "3", "choose(2)", N_("Saya"), N_("Pakai nilai saya"), "clash", rank=5),
    Key("clash-down", "down,tab,j", "move(1)", N_("Turun"), N_("Isian berikutnya"), "clash", rank=6),
    Key("clash-up", "up,shift+tab,k", "move(-1)", N_("Naik"), N_("Isian sebelumnya"), "clash", show=False),
)  # fmt: skip

_CLASH_ROWS = (
    Key("clash-theirs", "2", "choose(1)", N_("Mereka"), N_("Pakai nilai rekan"), "clash-rows", rank=3),
    Key("clash-mine", "3", "choose(2)", N_("Saya"), N_("Pakai nilai saya"), "clash-rows", rank=4),
    Key("clash-all", "A", "choose_all", N_("Saya semua"), N_("Nilai saya di semua baris; sekali lagi: nilai rekan"),
        "clash-rows", rank=5),
    Key("clash-down", "down,tab,j", "move(1)", N_("Turun"), N_("Isian berikutnya"), "clash-rows", rank=6),
    Key("clash-up", "up,shift+tab,k", "move(-1)", N_("Naik"), N_("Isian sebelumnya"), "clash-rows", show=False),
)  # fmt: skip

_TAKEN = (
    Key("taken-first", "1", "pick(1)", N_("Pertama"), N_("Sorot jalan keluar nomor 1"), "taken", show=False),
    Key("taken-second", "2", "pick(2)", N_("Kedua"), N_("Sorot jalan keluar nomor 2"), "taken", show=False),
    Key("taken-third", "3", "pick(3)", N_("Ketiga"), N_("Sorot jalan keluar nomor 3"), "taken", show=False),
    Key("taken-down", "down,tab,j", "move(1)", N_("Turun"), N_("Jalan keluar berikutnya"), "taken", rank=4),
    Key("taken-up", "up,shift+tab,k", "move(-1)", N_("Naik"), N_("Jalan keluar sebelumnya"), "taken", show=False),
    Key("confirm-choose", "enter", "accept", N_("Pilih"), N_("Jawab dengan yang disorot"), "taken", rank=1),
    Key("taken-back", "escape,ctrl+c", "cancel", N_("Isian"), N_("Kembali ke isian Anda"), "taken", rank=2),
)  # fmt: skip

KEYS: tuple[Key, ...] = (
    *_APP, *_TABLE, *_SCREENS, *_IMPORT, *_DIALOG, *_FORM, *_CONFIRM, *_HELP, *_FILES, *_COLUMNS, *_DOUBT, *_GOTO,
    *_ANSWER, *_DOCUMENT, *_TENURES, *_CLASH, *_CLASH_ROWS, *_TAKEN,
)  # fmt: skip
"""Every key of the program. An id may stand in several groups with the same meaning."""
