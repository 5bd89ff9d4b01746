"""Single values as people write them: what each parser makes of them, and that nothing makes one fail."""

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exchange.draft import FIELDS, Problem
from models.exchange.headers import COMBINED, SKIP, field_of, words
from models.exchange.parse import Cell, dates, nik, numbers, people, phone, places, posts, text_of
from models.exchange.reading import CODES
from models.text import key

CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.text(max_size=30),
    st.text("0123456789 -/.,+OoIVXrtwRTW'*()", max_size=20),
    st.integers(-(10**18), 10**18), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas(),
)  # fmt: skip

PARSERS: dict[str, Callable[[Any], tuple[Any, tuple[Problem, ...]]]] = {
    "name": people.name, "sex": people.sex, "education": people.education, "yes_no": people.yes_no,
    "phone": phone.phone, "nik": nik.nik,
    "day": dates.day, "born": dates.born, "tps": numbers.tps, "rt_rw": numbers.rt_rw, "rt": numbers.neighbourhood,
    "place": places.place,
    "district": places.district, "election": places.election, "body": posts.body, "post": posts.post,
}  # fmt: skip


@pytest.mark.parametrize("name", PARSERS)
def test_no_cell_makes_a_parser_fail(name: str) -> None:
    parse = PARSERS[name]

    @given(CELLS)
    def check(cell: Cell) -> None:
        value, problems = parse(cell)
        assert all(problem.code in CODES and problem.facts.keys() <= set(CODES[problem.code]) for problem in problems)
        single = value if isinstance(value, tuple) else (value,)
        assert all(one is None or isinstance(one, str | int | date) for one in single)
        # Personal data never gets into what is said about it.
        assert not any(
            isinstance(fact, str) and len(fact) > 4 for problem in problems for fact in problem.facts.values()
        )

    check()


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("blank", ["", "-", " - ", "--", "–", "n/a", "...", "   "])
def test_blanks_stay_blank(name: str, blank: str) -> None:
    value, problems = PARSERS[name](blank)
    assert problems == ()
    assert value is None or set(value) == {None}


@pytest.mark.parametrize(
    "name", ["name", "sex", "education", "phone", "nik", "day", "tps", "rt", "place", "district", "election", "body"]
)
def test_what_a_parser_gives_it_reads_again(name: str) -> None:
    parse = PARSERS[name]

    @given(CELLS)
    def check(cell: Cell) -> None:
        value, _ = parse(cell)
        if value is not None and not (name == "sex" and value == "P"):
            again, problems = parse(text_of(value))
            assert again == value
            assert {problem.code for problem in problems} <= {"name_digits", "nik_place", "nik_cut"}

    check()


# ── NIK ──


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("3371012305900001", "3371012305900001", []),
        ("3371016305900001", "3371016305900001", []),  # a woman
        (3371012305900001, "337101230590000", ["nik_cut"]),
        (3371012305900000.0, "337101230590000", ["nik_cut"]),
        ("'3371.0123.0590.0001", "3371012305900001", ["nik_repaired"]),
        ("3371 0123 0590 0001", "3371012305900001", ["nik_repaired"]),
        ("337101230590OOO1", "3371012305900001", ["nik_repaired"]),
        ("‘3371012305900001", "3371012305900001", ["nik_repaired"]),
        ("3,37101E+15", None, ["nik_scientific"]),
        ("3.37101E+15", None, ["nik_scientific"]),
        ("337101230590001", "337101230590001", ["nik_cut"]),
        ("33710123059", None, ["nik_length"]),
        (33710123059, None, ["nik_length"]),
        ("33710123059000011", None, ["nik_length"]),
        ("0000000000000000", None, ["nik_dummy"]),
        ("1111111111111111", None, ["nik_dummy"]),
        ("3371010000000000", None, ["nik_dummy"]),
        (0, None, ["nik_dummy"]),
        ("3371013202900001", None, ["nik_invalid"]),
        ("3371013102900001", None, ["nik_invalid"]),  # 31 February
        ("3371012313900001", None, ["nik_invalid"]),
        ("9971012305900001", "9971012305900001", ["nik_place"]),
        ("************0001", None, ["nik_masked"]),
        ("belum punya", None, ["nik_unreadable"]),
        (True, None, ["nik_unreadable"]),
        (math.nan, None, ["nik_length"]),
        (math.inf, None, ["nik_length"]),
        (-205_470_701_000_000, None, ["nik_length"]),
    ],
)
def test_nik(cell: Cell, value: str | None, codes: list[str]) -> None:
    found, problems = nik.nik(cell)
    assert (found, [problem.code for problem in problems]) == (value, codes)


@given(st.dates(date(1930, 1, 1), date(2007, 12, 31)), st.sampled_from("LP"), st.integers(1, 9999), st.integers(1, 3))
def test_a_nik_agrees_with_the_birth_and_sex_it_was_made_of(born: date, sex: str, series: int, district: int) -> None:
    number = f"3371{district:02d}{nik.written(born, sex)}{series:04d}"
    assert nik.nik(number) == (number, ())
    assert nik.encoded(number) == (born.day, born.month, born.year % 100, sex)
    assert nik.nik(float(number[:15] + "0"))[0] == number[:15]


# ── Dates ──


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("14 Februari 2024", date(2024, 2, 14), []),
        ("14 Pebruari 2024", date(2024, 2, 14), []),
        ("1 Nopember 1990", date(1990, 11, 1), []),
        ("01-Nop-1990", date(1990, 11, 1), []),
        ("Rabu, 14 Februari 2024", date(2024, 2, 14), []),
        ("14 FEB 24", date(2024, 2, 14), ["date_century"]),
        ("14-02-24", date(2024, 2, 14), ["date_century"]),
        ("14.02.2024", date(2024, 2, 14), []),
        ("5-3-1990", date(1990, 3, 5), []),
        ("05/03/1990", date(1990, 3, 5), ["date_order"]),
        ("05/05/1990", date(1990, 5, 5), []),
        ("02/14/2024", date(2024, 2, 14), ["date_swapped"]),
        ("February 14, 2024", date(2024, 2, 14), []),
        ("2024-02-14", date(2024, 2, 14), []),
        ("2024-02-14 00:00:00", date(2024, 2, 14), []),
        (45336, date(2024, 2, 14), ["date_serial"]),
        (45336.0, date(2024, 2, 14), ["date_serial"]),
        ("45336", date(2024, 2, 14), ["date_serial"]),
        ("14022024", date(2024, 2, 14), ["date_digits"]),
        (5031990, date(1990, 3, 5), ["date_digits"]),
        (date(2024, 2, 14), date(2024, 2, 14), []),
        (datetime(2024, 2, 14, 7, 30), date(2024, 2, 14), []),
        (1990, None, ["date_year"]),
        ("31-02-2024", None, ["date_unreadable"]),
        ("Februari 2024", None, ["date_unreadable"]),
        (date(1900, 1, 3), None, ["date_odd"]),
        (time(3, 5), None, ["date_unreadable"]),
        (timedelta(1), None, ["date_unreadable"]),
        (True, None, ["date_unreadable"]),
        (7, None, ["date_unreadable"]),
    ],
)
def test_days(cell: Cell, value: date | None, codes: list[str]) -> None:
    found, problems = dates.day(cell)
    assert (found, [problem.code for problem in problems]) == (value, codes)


def test_a_birth_of_two_digits_lies_long_ago() -> None:
    assert dates.day("14-02-24", birth=True)[0] == date(1924, 2, 14)
    assert dates.day("14-02-05", birth=True)[0] == date(2005, 2, 14)
    assert dates.day("14-02-90", birth=True)[0] == date(1990, 2, 14)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["23/05/1990", "01/02/1990"], "dmy"), (["05/23/1990"], "mdy"), (["05/23/1990", "23/05/1990"], "mixed"),
        (["01/02/1990", 7, ""], ""),
        ([date(1990, 3, 5), "23/05/1990"], "mixed"), ([date(1990, 3, 25), "23/05/1990"], "dmy"),
        ([date(1990, 3, 5)], ""),
    ],
)  # fmt: skip
def test_how_a_column_writes_dates(cells: list[Cell], order: str) -> None:
    assert dates.order_of(cells) == order


def test_a_column_settles_day_and_month() -> None:
    assert dates.day("05/03/1990", "dmy") == (date(1990, 3, 5), ())
    assert dates.day("05/03/1990", "mdy") == (date(1990, 5, 3), ())
    assert [one.code for one in dates.day("05/03/1990", "mixed")[1]] == ["date_order"]


@given(st.dates(date(1910, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_however_it_is_written(found: date) -> None:
    months = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
    assert dates.day(f"{found.day} {months[found.month - 1]} {found.year}") == (found, ())
    assert dates.day(found.isoformat()) == (found, ())
    assert dates.day(f"{found:%d/%m/%Y}", "dmy")[0] == found
    assert dates.day(f"{found:%m/%d/%Y}", "mdy")[0] == found
    assert dates.day((found - date(1899, 12, 30)).days)[0] in (found, None)  # None: 1910 to 2099 by itself is a year


@pytest.mark.parametrize(
    ("cell", "place", "day"),
    [
        ("Magelang, 12 Mei 1990", "Magelang", date(1990, 5, 12)),
        ("MAGELANG, 12-05-1990", "MAGELANG", date(1990, 5, 12)),
        ("Magelang 12-05-1990", "Magelang", date(1990, 5, 12)),
        ("Kab. Magelang / 12-5-1990", "Kab. Magelang", date(1990, 5, 12)),
        ("Magelang, Sabtu, 12 Mei 1990", "Magelang", date(1990, 5, 12)),
        ("Magelang,12 Mei 1990", "Magelang", date(1990, 5, 12)),
        ("12 Mei 1990", None, date(1990, 5, 12)),
        ("Magelang", "Magelang", None),
        (date(1990, 5, 12), None, date(1990, 5, 12)),
    ],
)
def test_place_and_day_of_birth(cell: Cell, place: str | None, day: date | None) -> None:
    assert dates.born(cell) == ((place, day), ())


# ── Places in numbers ──


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (7, "007"), (7.0, "007"), ("7", "007"), ("07", "007"), ("TPS 007", "007"), ("TPS-7", "007"), ("TPS. 12", "012"),
        ("Tps No. 3", "003"),
        ("901", "901"), ("TPS 901 (Lapas)", "901"), ("TPS Khusus 901", "901"), ("33.71.03.1002.007", "007"),
        ("7.", "007"),
    ],
)  # fmt: skip
def test_tps(cell: Cell, value: str) -> None:
    assert numbers.tps(cell) == (value, ())


@pytest.mark.parametrize(
    ("cell", "code"),
    [("1 & 2", "tps_unreadable"), (0, "tps_range"), (1000, "tps_range"), (date(2024, 1, 1), "tps_unreadable")],
)
def test_no_tps(cell: Cell, code: str) -> None:
    value, problems = numbers.tps(cell)
    assert (value, [(one.code, one.level) for one in problems]) == (None, [(code, "fault")])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("001/002", ("001", "002")), ("03/05", ("003", "005")), ("RT 3 RW 5", ("003", "005")),
        ("RT.03/RW.05", ("003", "005")),
        ("3/V", ("003", "005")), ("RT 03 / RW IX", ("003", "009")), ("3-5", ("003", "005")),
        ("RT03RW05", ("003", "005")),
        ("RT 03", ("003", None)), ("RW 5", (None, "005")), (3, ("003", None)), ("003002", ("003", "002")),
    ],
)  # fmt: skip
def test_rt_and_rw(cell: Cell, value: tuple[str | None, str | None]) -> None:
    assert numbers.rt_rw(cell) == (value, ())


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (date(2024, 5, 3), ("003", "005")),
        (datetime(2024, 12, 1), ("001", "012")),
        (date(2013, 5, 1), ("005", "013")),  # 05/13, no day of a month
        (time(3, 5), ("003", "005")),
    ],
)
def test_rt_and_rw_that_became_a_date(cell: Cell, value: tuple[str, str]) -> None:
    found, problems = numbers.rt_rw(cell)
    assert (found, [(one.code, one.level) for one in problems]) == (value, [("rt_rw_date", "repair")])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Jl. Mawar No. 3 RT 03 RW 05", ("003", "005")), ("Jl. Mawar RT.03/05", ("003", "005")),
        ("Dsn. Krajan RT 3/RW 5 Panjang", ("003", "005")),
        ("Jl. Artomoro 12", (None, None)), ("Jl. Mawar RT 7", ("007", None)),
    ],
)  # fmt: skip
def test_rt_and_rw_inside_an_address(text: str, value: tuple[str | None, str | None]) -> None:
    assert numbers.in_address(text) == value


# ── Telephone ──


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("081234567890", "+6281234567890", []),
        ("0812-3456-7890", "+6281234567890", []),
        ("+62 812-3456-7890", "+6281234567890", []),
        ("6281234567890", "+6281234567890", []),
        ("+62081234567890", "+6281234567890", []),
        ("006281234567890", "+6281234567890", []),
        (6281234567890.0, "+6281234567890", []),
        (81234567890, "+6281234567890", ["phone_zero"]),
        ("812 3456 7890", "+6281234567890", ["phone_zero"]),
        ("O81234567890", "+6281234567890", []),
        ("'081234567890", "+6281234567890", []),
        ("WA: 081234567890", "+6281234567890", []),
        ("0812 3456 7890 / 0813 1111 2222", "+6281234567890", ["phone_several"]),
        ("- / 081311112222", "+6281311112222", ["phone_several"]),
        ("(0293) 362345", "+62293362345", []),
        ("6,28E+12", None, ["phone_scientific"]),
        ("********7890", None, ["phone_masked"]),
        ("12345", None, ["phone_invalid"]),
        ("0812", None, ["phone_invalid"]),
        ("tidak ada", None, ["phone_invalid"]),
        ("0", None, []),
        (True, None, ["phone_invalid"]),
    ],
)
def test_phone(cell: Cell, value: str | None, codes: list[str]) -> None:
    found, problems = phone.phone(cell)
    assert (found, [problem.code for problem in problems]) == (value, codes)


@given(st.from_regex(r"8[1-9]\d{6,11}", fullmatch=True))
def test_mobile_numbers_as_the_library_says(national: str) -> None:
    import phonenumbers

    valid = phonenumbers.is_valid_number(phonenumbers.parse(f"+62{national}"))
    assert phone.phone(f"0{national}")[0] == (f"+62{national}" if valid and national.isascii() else None)


# ── People ──


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Drs. H. Moh. Arif, S.Pd., M.M.", "muhammad arif"), ("Hj. Siti Aminah", "siti aminah"),
        ("R. Bambang", "bambang"),
        ("M. Arif S.H", "muhammad arif"), ("MUH ARIF", "muhammad arif"), ("Budi", "budi"),
        ("SRI WAHYUNI S.Pd", "sri wahyuni"),
        ("Dr. Ir. Joko, M.Si", "joko"), ("Sa’diyah", "sadiyah"), ("Sa'diyah", "sadiyah"),
        ("Budi, Santoso", "budi santoso"),
        ("Siti Cemara, A.Md.Keb", "siti cemara"), ("H", "h"), ("Ir. SH", "sh"), ("Zoë", "zoe"),
    ],
)  # fmt: skip
def test_names_for_matching(name: str, wanted: str) -> None:
    assert people.match_key(name) == wanted


@given(
    st.one_of(
        st.text(max_size=30),
        st.lists(
            st.sampled_from(["H.", "Drs.", "Moh.", "M.", "Budi", "S.Pd", "SE", ",", "Siti,", "R", "m", "h", "a"]),
            max_size=6,
        ).map(" ".join),
    )
)
def test_a_key_is_its_own_key(name: str) -> None:
    once = people.match_key(name)
    assert people.match_key(once) == once
    assert bool(once) == bool(key(name.replace("'", "")))


def test_names_are_kept_as_given() -> None:
    assert people.name("  Drs. H. Moh.  Arif, S.Pd. ") == ("Drs. H. Moh. Arif, S.Pd.", ())
    assert people.name("Sa’diyah") == ("Sa’diyah", ())
    assert people.name("'=Budi")[0] == "=Budi"
    assert [one.code for one in people.name("Budi 2")[1]] == ["name_digits"]
    assert [one.level for one in people.name(12)[1]] == ["fault"]
    assert [one.level for one in people.name("12")[1]] == ["fault"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("SMA", "sma"), ("SMA/SMK", "sma"), ("SLTA Sederajat", "sma"), ("sma sederajat", "sma"), ("SMK", "sma"),
        ("MTs", "smp"), ("SD", "sd"),
        ("S-1", "s1"), ("S1 Hukum", "s1"), ("S 1", "s1"), ("Strata 1", "s1"), ("Sarjana", "s1"), ("Diploma III", "d3"),
        ("D.III", "d3"),
        ("D3", "d3"), ("D4", "d4"), ("S2", "s2"), ("Magister", "s2"), ("S3", "s3"),
    ],
)  # fmt: skip
def test_education(cell: str, value: str) -> None:
    assert people.education(cell) == (value, ())


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Ya", True), ("tidak", False), ("ASN", True), ("Non ASN", False), ("PNS", True), (True, True), (1, True),
        ("0", False), ("v", True), ("√", True), ("19700101 199503 1 001", True), (1.97001011995031e17, True),
        ("III/d", True), ("Penata Muda Tk. I", True), ("Pembina, IV/a", True),
    ],
)  # fmt: skip
def test_yes_and_no(cell: Cell, value: bool) -> None:
    assert people.yes_no(cell) == (value, ())


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Ketua", (None, "ketua", None)), ("Ketua KPPS", ("kpps", "ketua", None)), ("Anggota 2", (None, "anggota", 2)),
        ("ANGGOTA II", (None, "anggota", 2)),
        ("Anggota ke-3", (None, "anggota", 3)), ("KPPS 1", ("kpps", "ketua", None)), ("KPPS 4", ("kpps", "anggota", 3)),
        ("Sekretaris PPS", ("sek-pps", "sekretaris", None)), ("Staf Sekretariat PPK", ("sek-ppk", "staf", None)),
        ("Linmas 1", ("linmas", "linmas", 1)),
        ("Petugas Ketertiban TPS", ("linmas", "linmas", None)), ("Ketua merangkap Anggota", (None, "ketua", None)),
        ("Lurah", (None, "Lurah", None)),
        ("Anggota Satlinmas", ("linmas", "linmas", None)), ("Pantarlih", ("pantarlih", "pantarlih", None)),
    ],
)  # fmt: skip
def test_posts(cell: str, value: tuple[str | None, str | None, int | None]) -> None:
    assert posts.post(cell) == (value, ())


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("KPPS", "kpps"), ("Sek. PPS", "sek-pps"), ("sek-ppk", "sek-ppk"), ("Sekretariat PPK", "sek-ppk"),
        ("Panitia Pemungutan Suara", "pps"),
        ("Kelompok Penyelenggara Pemungutan Suara", "kpps"), ("Pengawas TPS", "ptps"),
        ("Karang Taruna", "Karang Taruna"),
    ],
)  # fmt: skip
def test_bodies(cell: str, value: str) -> None:
    assert posts.body(cell) == (value, ())


# ── What titles say ──


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("DAFTAR ANGGOTA KPPS PEMILU TAHUN 2024", {"body": "kpps", "election": "pemilu-2024"}),
        (
            "KELURAHAN PANJANG KECAMATAN MAGELANG TENGAH KOTA MAGELANG",
            {"kelurahan": "PANJANG", "kecamatan": "MAGELANG TENGAH", "region": "Kota MAGELANG"},
        ),
        ("TPS 007", {"tps": "007"}),
        ("TPS 07 KELURAHAN PANJANG", {"tps": "007", "kelurahan": "PANJANG"}),
        ("Kelurahan : Panjang", {"kelurahan": "Panjang"}),
        ("Nomor : 12/PP.04/2024", {"decree": "12/PP.04/2024"}),
        ("SEKRETARIAT PPS KELURAHAN CACABAN", {"kelurahan": "CACABAN", "body": "sek-pps"}),
        ("PEMILIHAN GUBERNUR DAN WAKIL GUBERNUR TAHUN 2024", {"election": "pilkada-2024"}),
        ("Kelurahan dan TPS diisi seperti contoh di bawah ini", {}),
    ],
)
def test_titles(title: str, said: dict[str, str]) -> None:
    assert places.said(title) == said


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("Panjang", {"kelurahan": "Panjang"}), ("KPPS Panjang", {"body": "kpps", "kelurahan": "Panjang"}),
        ("Kel. Panjang", {"kelurahan": "Panjang"}),
        ("KPPS_Cacaban", {"body": "kpps", "kelurahan": "Cacaban"}),
        ("PPK Magelang Tengah", {"body": "ppk", "kecamatan": "Magelang Tengah"}),
        ("PPS", {"body": "pps"}), ("TPS 1", {"tps": "001"}), ("Sheet1", {}), ("Lembar 2", {}), ("REKAP", {}),
        ("2024", {}), ("Kota Magelang", {"region": "Kota Magelang"}),
    ],
)  # fmt: skip
def test_sheet_names(sheet: str, said: dict[str, str]) -> None:
    assert places.named_by_sheet(sheet) == said


@given(st.text(max_size=60))
def test_any_title_says_something_or_nothing(title: str) -> None:
    assert places.said(title).keys() <= set(FIELDS)
    assert places.named_by_sheet(title).keys() <= set(FIELDS)


# ── The words themselves ──


def test_a_head_means_one_field_and_every_field_is_known() -> None:
    heads = [head for of in words().columns.values() for head in of]
    assert len(heads) == len(set(heads))
    assert all(key(head) == head for head in heads)
    assert words().columns.keys() <= {*FIELDS, *COMBINED, SKIP}
    assert set(words().pairs.values()) <= {*FIELDS, *COMBINED, SKIP}
    assert set(FIELDS) <= words().columns.keys()


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Nama (tanpa gelar)", "name"),
        ("NIK (16 digit)", "nik"),
        ("L/P", "sex"),
        ("No. KTP", "nik"),
        ("Tempat/Tgl Lahir", "born"),
        ("No", "skip"),
        ("Xyz", ""),
    ],
)
def test_heads(head: str, field: str) -> None:
    assert field_of(head) == field


def test_a_cell_full_of_signs_is_read_at_once() -> None:
    """Each of them could belong to one of three places."""
    for sign in "-._:":
        assert numbers.tps(30_000 * sign) == (None, numbers.one("tps_unreadable", "fault"))
