"""Two sessions change the same thing: which value holds is chosen field by field, and nothing typed is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from models.services import evidence, register, staffing
from models.services.evidence import Item
from models.tables import Evidence, Tenure
from tests.screens.conftest import CACABAN, City, User, start
from tests.screens.people import BAYU, ask, reserves, seat, wait, write

TPS = f"{CACABAN}.002"


async def on(user: User, city: City, ordinal: int = 2) -> Any:
    """Personel, on a seat of the team."""
    found = seat(city, "kpps", TPS, ordinal=ordinal)
    user.app.context.seat = found.id
    await user.press("board", "personel")
    return found


def tenure(city: City, number: int) -> Any:
    return ask(city, select(Tenure).where(Tenure.c.id == number))[0]


async def replaced(user: User, field: Any, said: str) -> None:
    field.entry.focus()
    field.entry.value = ""
    await user.settled()
    await user.type(said)


def contested(user: User, label: str) -> str:
    """The line of a field that both changed."""
    choice = user.picture.partition("Bentrok")[2].splitlines()
    return next(line for line in choice if label in line[: len(label) + 3])


def decree(city: City, seat_id: int, number: str, day: date | None = None) -> None:
    write(city, "decree", lambda work: staffing.complete_decree(work, seat_id, number, on=day), TPS)


async def test_number_and_day_of_a_decree(city: City) -> None:
    async with start(city, "personel", unit=TPS) as user:
        found = await on(user, city)
        await user.press("appoint")
        await replaced(user, user.app.screen.row.number, "7/SK/2024")  # type: ignore[attr-defined]
        await replaced(user, user.app.screen.row.day, "30-01-2024")  # type: ignore[attr-defined]
        decree(city, found.id, "8/SK/2024", date(2024, 1, 29))
        await user.press("form-accept")
        assert "Bentrok" in user.picture and "2 bayu 20:00" in user.picture
        line = user.line("Nomor SK   ")
        assert "8/SK/2024" in line and "7/SK/2024" in line
        assert "Sen 29 Jan 2024" in user.picture and "Sel 30 Jan 2024" in user.picture
        await user.press("clash-mine", "clash-theirs", "form-accept")
        assert "dicatat: 7/SK/2024" in user.lines[-1]
    held = tenure(city, found.tenure_id)
    assert (held.decree, held.decree_on) == ("7/SK/2024", date(2024, 1, 29))


async def test_another_field_is_no_clash_and_a_choice_may_be_left(city: City) -> None:
    async with start(city, "personel", unit=TPS) as user:
        found = await on(user, city)
        await user.press("appoint")
        await replaced(user, user.app.screen.row.number, "7/SK/2024")  # type: ignore[attr-defined]
        decree(city, found.id, "8/SK/2024")
        await user.press("form-accept", "form-cancel")
        assert "pilihan bentrok dibatalkan" in user.picture and "7/SK/2024" in user.picture, "nothing typed is lost"
        await user.press("form-accept", "clash-theirs", "form-accept")
        assert "Punya rekan dipertahankan" in user.lines[-1]
        assert user.app.screen is user.app.front
        await user.press("end")
        decree(city, found.id, "9/SK/2024")
        await user.press("form-accept", "confirm-yes")
        assert "diakhiri: KPPS Anggota 2" in user.lines[-1], "the number of the SK is another field"
    held = tenure(city, found.tenure_id)
    assert (held.decree, held.end_reason) == ("9/SK/2024", "mundur")


async def test_both_end_a_tenure_otherwise(city: City) -> None:
    async with start(city, "personel", unit=TPS) as user:
        found = await on(user, city)
        await user.press("end")
        await replaced(user, user.app.screen.day, "30-01-2024")  # type: ignore[attr-defined]
        ended = date(2024, 1, 29)
        write(city, "end", lambda work: staffing.end_tenure(work, found.id, ended, "wafat"), TPS)
        await user.press("form-accept", "confirm-yes")
        assert "Bentrok" in user.picture
        line = contested(user, "Alasan")
        assert "meninggal dunia" in line and "mengundurkan diri" in line
        await user.press("clash-mine", "clash-theirs", "form-accept")
        assert "diakhiri" in user.lines[-1]
    held = tenure(city, found.tenure_id)
    assert (held.end_on, held.end_reason) == (date(2024, 1, 30), "wafat")
    assert seat(city, "kpps", TPS, ordinal=2).tenure_id is None


async def test_both_record_evidence_of_one_item(city: City) -> None:
    async with start(city, "personel", unit=TPS) as user:
        found = await on(user, city)
        await user.press("evidence")
        await replaced(user, user.app.screen.reference, "DH/7")  # type: ignore[attr-defined]
        rule = city.elections["pemilu-2024"].indicator("P5")
        item = Item(found.unit, found.id, found.tenure_id)
        write(city, "evidence", lambda work: evidence.record(work, rule, [item], state="klaim"), TPS)
        await user.press("form-accept")
        assert "Bentrok" in user.picture and "1 asal" not in user.picture, "what stood before was not read"
        line = contested(user, "Keadaan")
        assert "klaim" in line and "siap" in line
        await user.press("clash-mine", "clash-mine", "form-accept")
        assert "Bukti Bimtek dicatat: 1 kursi" in user.lines[-1]
    (row,) = ask(city, select(Evidence).where(Evidence.c.indicator == "P5"))
    assert (row.state, row.reference, row.recorded_by) == ("siap", "DH/7", "sari")


async def test_both_swear_somebody_in(city: City) -> None:
    async with start(city, "personel", unit=TPS) as user:
        found = await on(user, city)
        await user.press("swear")
        form: Any = user.app.screen
        for field, said in ((form.reference, "12/BA"), (form.place, "Balai"), (form.witness, "Rini")):
            await replaced(user, field, said)

        def theirs(work: Any) -> None:
            day = date(2024, 1, 31)
            register.swear(work, found.id, on=day, place="Kantor", witness="Rini", reference="11/BA")

        write(city, "swear", theirs, TPS)
        await user.press("form-accept")
        assert "Kantor" in user.line("Tempat  ") and "Balai" in user.line("Tempat  ")
        assert "Saksi  " not in user.picture.partition("Bentrok")[2], "both said the same"
        await user.press("clash-mine", "form-accept")
        assert "dilantik: KPPS Anggota 2" in user.lines[-1]
    assert tenure(city, found.tenure_id).sworn_at == "Balai"


async def test_both_strike_a_reserve_off(city: City) -> None:
    wait(city, "Siap Sedia", CACABAN)
    async with start(city, "waris", unit=TPS, vacancy=seat(city, "kpps", TPS, ordinal=4).id) as user:
        await user.press("end")
        await replaced(user, user.app.screen.note_field, "surat")  # type: ignore[attr-defined]
        (number,) = [row.id for row in _waiting(city)]
        write(city, "reserve_end", lambda work: register.withdraw_reserve(work, number, "gugur", "telepon"), CACABAN)
        await user.press("form-accept")
        assert "gugur" in user.line("Keadaan  ") and "telepon" in user.line("Catatan  ")
        await user.press("clash-theirs", "clash-mine", "form-accept")
        assert "tidak menunggu lagi" in user.lines[-1]
    assert reserves(city, CACABAN) == [("Siap Sedia", 1, "gugur")]
    assert _waiting(city)[0].note == "surat"


def _waiting(city: City) -> list[Any]:
    from models.tables import Reserve

    return ask(city, select(Reserve).where(Reserve.c.unit == CACABAN))


async def test_two_sessions_at_once_and_a_whole_kelurahan(city: City) -> None:
    """Both ask for all of Cacaban: bayu says of two what sari is about to say of everybody."""
    async with (
        start(city, "personel", size=(120, 40)) as sari,
        start(city, "personel", actor=BAYU) as bayu,
    ):
        for user in (sari, bayu):
            await user.press("filter")
            await user.type("terisi kpps cacaban")
            await user.press("form-accept")
        await sari.press("evidence-all", "form-next", "form-next")
        await sari.type("daftar hadir")
        await sari.press("form-accept")
        await bayu.press("select", "select", "evidence", "form-next", "form-next")
        await bayu.type("telepon")
        await bayu.press("form-accept")
        assert "Bukti Bimtek dicatat: 2 kursi" in bayu.lines[-1]
        await sari.press("confirm-yes")
        assert "bayu mengubah 2 dari" in sari.picture and "lainnya ikut ditulis" in sari.picture
        assert "siap · telepon · 31 Jan" in sari.picture and "siap · daftar hadir · 31 Jan" in sari.picture
        await sari.press("clash-mine", "form-accept")
        assert "· 1 punya rekan tetap" in sari.lines[-1]
    rows = ask(city, select(Evidence).where(Evidence.c.indicator == "P5", Evidence.c.reference.in_(("telepon",))))
    assert [row.recorded_by for row in rows] == ["bayu"], "the other one is mine"
    written = ask(city, select(Evidence).where(Evidence.c.indicator == "P5", Evidence.c.reference == "daftar hadir"))
    assert {row.recorded_by for row in written} == {"sari"}
    assert len(written) > 100


async def test_all_of_them_are_mine_with_one_key_but_not_who_has_left(city: City) -> None:
    async with start(city, "personel", unit=TPS) as user:
        await on(user, city, 1)
        await user.press("select", "select", "select", "evidence", "form-next", "form-next")
        await user.type("DH/7")
        first, second = seat(city, "kpps", TPS), seat(city, "kpps", TPS, ordinal=2)
        rule = city.elections["pemilu-2024"].indicator("P5")
        item = Item(first.unit, first.id, first.tenure_id)
        write(city, "evidence", lambda work: evidence.record(work, rule, [item], state="klaim"), TPS)
        write(city, "end", lambda work: staffing.end_tenure(work, second.id, date(2024, 1, 31), "wafat"), TPS)
        await user.press("form-accept")
        assert "bayu mengubah 2 dari 3" in user.picture
        assert "kursi kosong" in user.picture and "tidak berlaku lagi" in user.picture
        await user.press("clash-all")
        line = user.line("kursi kosong")
        assert "tidak berlaku lagi" in line
        await _stand_on(user, "kursi kosong")
        await user.press("clash-mine")
        assert "tidak berlaku lagi di baris ini" in user.picture
        await user.press("form-accept")
        assert "Bukti Bimtek dicatat: 2 kursi · 1 punya rekan tetap" in user.lines[-1]
    rows = ask(city, select(Evidence).where(Evidence.c.indicator == "P5"))
    assert {(row.state, row.reference) for row in rows} == {("siap", "DH/7")}


async def _stand_on(user: User, said: str) -> None:
    """Move to the row that says so."""
    table: Any = user.app.screen.table  # type: ignore[attr-defined]
    for _attempt in table.chosen:
        if said in table._rows[table.at].words[1]:
            return
        await user.press("clash-down")
    raise AssertionError(said)


async def test_a_ceremony_of_many_and_an_oath_of_one_of_them(city: City) -> None:
    async with start(city, "upacara", unit=TPS) as user:
        await user.press("next-list")
        assert "Sumpah atau janji" in user.lines[1]
        await user.press("evidence")
        form: Any = user.app.screen
        for field, said in ((form.reference, "12/BA"), (form.place, "Balai"), (form.witness, "Rini")):
            await replaced(user, field, said)
        one, gone = seat(city, "kpps", TPS), seat(city, "kpps", TPS, ordinal=2)
        day = date(2024, 1, 31)
        write(city, "swear", lambda work: register.swear(work, one.id, on=day, place="Kantor", witness="Camat",
              reference="11/BA"), TPS)  # fmt: skip
        write(city, "end", lambda work: staffing.end_tenure(work, gone.id, day, "wafat"), TPS)
        await user.press("form-accept")
        assert "bayu mengubah 2 dari" in user.picture
        assert "berhenti 31 Jan" in user.picture and "Kantor" in user.picture
        await user.press("form-accept")
        assert "2 punya rekan tetap" in user.lines[-1]
    assert tenure(city, one.tenure_id).sworn_at == "Kantor"
    assert tenure(city, gone.tenure_id).sworn_on is None
    assert len(ask(city, select(Tenure).where(Tenure.c.sworn_at == "Balai"))) > 1


async def test_many_who_leave_and_one_who_was_replaced_meanwhile(city: City) -> None:
    async with start(city, "personel", unit=TPS) as user:
        await on(user, city, 1)
        await user.press("select", "select", "end")
        one, other = seat(city, "kpps", TPS), seat(city, "kpps", TPS, ordinal=2)
        day = date(2024, 1, 31)
        write(city, "end", lambda work: staffing.end_tenure(work, one.id, day, "wafat"), TPS)
        wanted = staffing.Appointment(one.id, "Rina Baru", day)
        write(city, "appoint", lambda work: staffing.appoint(work, wanted), TPS)
        await user.press("form-accept", "confirm-yes")
        assert "bayu mengubah 1 dari 2" in user.picture and "kini Rina Baru" in user.picture
        await user.press("form-accept")
        assert "Masa tugas 1 orang diakhiri. · 1 punya rekan tetap" in user.lines[-1]
    assert seat(city, "kpps", TPS).name == "Rina Baru"
    assert seat(city, "kpps", TPS, ordinal=2).tenure_id is None
    assert other.tenure_id is not None
