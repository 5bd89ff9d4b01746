"""The key table."""

from screens import keymap, keys
from screens.key_table import KEYS
from screens.widgets.bars import KeyBar


def sentences(mapping: dict[str, str]) -> list[str]:
    return [str(problem) for problem in keymap.validate_keymap(mapping)]


def test_the_table_itself_has_no_clash() -> None:
    assert sentences({}) == []


def test_an_id_means_the_same_everywhere() -> None:
    meaning: dict[str, set[tuple[str, str]]] = {}
    for key in KEYS:
        meaning.setdefault(key.id, set()).add((key.keys, key.label))
    assert {name for name, found in meaning.items() if len(found) > 1} == set()


def test_every_default_key_exists() -> None:
    assert [key.id for key in KEYS for name in key.keys.split(",") if not keymap.is_key(name)] == []


def test_an_unknown_id_names_the_nearest() -> None:
    assert sentences({"refesh": "r"}) == ["refesh bukan nama tombol. Mungkin maksudnya refresh?"]


def test_an_unknown_key_is_told() -> None:
    assert "foo" in sentences({"refresh": "r,foo"})[0]
    assert sentences({"refresh": ""}) == ["refresh tidak menyebut tombol."]


def test_a_clash_in_one_place_is_told_once() -> None:
    assert sentences({"up": "1"}) == ["Tombol 1 dipakai dua kali: board dan up."]


def test_keys_of_different_screens_may_be_the_same() -> None:
    assert sentences({"form-accept": "ctrl+s", "refresh": "f8,f5"}) == []


def test_signs_may_be_written_as_they_are() -> None:
    assert sentences({"filter": "?"}) == ["Tombol ? dipakai dua kali: help dan filter."]


def test_footer_and_help_show_the_users_keys() -> None:
    where = ("table", "app")
    assert ("refresh", "R", "Muat ulang") in keys.footer(where, {"refresh": "R"})
    assert ("R F5", "Muat ulang", "Baca ulang sekarang") in keys.help_rows(where, {"refresh": "R,f5"})


def test_the_keys_of_a_dialog_hold_beside_those_of_its_form() -> None:
    assert sentences({"form-previous": "enter"}) == ["Tombol Enter dipakai dua kali: form-accept dan form-previous."]
    assert sentences({"column-down": "enter"}) == ["Tombol Enter dipakai dua kali: form-accept dan column-down."]


def test_what_writes_is_not_offered_read_only() -> None:
    offered = {key_id for key_id, _key, _label in keys.footer(("personel", "app"), readonly=True)}
    assert offered.isdisjoint({"appoint", "end", "evidence", "undo"})
    assert "help" in offered


def test_bindings_carry_their_ids() -> None:
    assert {binding.id for binding in keys.bindings("table")} == {key.id for key in keys.of("table")}


def bar(width: int, *where: str, **changes: object) -> str:
    """The last line of a screen with these groups."""
    line = KeyBar(where, **changes).lines(width, 1)[0]  # type: ignore[arg-type]
    return "".join(text for text, _style in line)


def test_at_80_columns_the_key_bar_names_the_screens_own_verbs() -> None:
    personel = bar(80, "personel", "table", "app")
    for said in ("1-9 Layar", "a Angkat", "x Akhiri", "b Bukti", "/ Saring", "? Bantuan", "q Keluar"):
        assert said in personel
    kesiapan = bar(80, "kesiapan", "table", "app")
    for said in ("1-9 Layar", "b Bukti", "c Cabut", "n Nihil", "K Konfirmasi", "Enter Buka"):
        assert said in kesiapan
    assert len(personel) <= 80 and len(kesiapan) <= 80


def test_where_nothing_is_written_the_screens_have_their_names() -> None:
    shown = bar(140, "board", "table", "app", without={"filter", "sort", "sort-reverse"})
    assert shown.startswith(" 1 Papan  2 Personel  3 Kesiapan  4 Kalender  5 Aktivitas  6 Logistik  7 Sinergi")
    assert "t Terburuk" in shown
    assert "Saring" not in bar(200, "board", "table", "app", without={"filter"})


def test_a_board_with_a_table_names_what_orders_it() -> None:
    shown = bar(80, "board", "table", "app", without={"filter", "select", "select-all"})
    for said in ("1-9 Layar", "? Bantuan", "t Terburuk", "s Urut", "Enter Buka", "q Keluar"):
        assert said in shown


def test_moved_digits_are_named_one_by_one() -> None:
    short = KeyBar(("personel", "table", "app"))
    short.keymap = {"personel": "m"}
    assert "1,m,3-9 Layar" in "".join(text for text, _style in short.lines(80, 1)[0])


def test_a_sign_is_shown_as_it_stands_on_the_key() -> None:
    """No key reads like ``less_than_sign`` in the key bar, the help or the guide."""
    assert [keys.display(name) for name in ("less_than_sign", "greater_than_sign", "plus")] == ["<", ">", "+"]
    assert [one.keys for one in KEYS for name in one.keys.split(",") if "_" in keys.display(name)] == []
