"""A report's words: the same data make the same bytes, and no name in them can do anything."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from models import queries
from models.clock import FixedClock
from models.database import Database
from models.queries.report import Report
from models.rules.schema import Election
from models.services import evidence
from models.uow import unit_of_work
from screens import locale
from screens.presenters import glyphs, laporan, sitrep
from tests.screens.conftest import CACABAN, KOTA, NOW, TENGAH, City

EVIL = "<script>alert(1)</script>*B_o~ld`\x1b[31m\u202eabc\u2066\x00\u200b & \"'"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)


@pytest.fixture
def election(city: City) -> Election:
    return city.elections["pemilu-2024"]


@pytest.fixture
def database(city: City, election: Election) -> Iterator[Database]:
    """Ballots were counted in one kelurahan."""
    found = city.database()
    with unit_of_work(found, FixedClock(NOW), city.actor, "evidence", CACABAN, election) as work:
        evidence.record_area(work, election.indicator("L2"), CACABAN, reference="BA 1")
    yield found
    found.close()


def read(database: Database, election: Election, unit: str = KOTA) -> Report:
    with database.read() as connection:
        return queries.report.report(connection, election, unit, NOW)


class Page(HTMLParser):
    """What a browser would find: tags, attributes, text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("kind", laporan.KINDS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_same_data_make_the_same_bytes(database: Database, election: Election, kind: str, language: str) -> None:
    locale.install(language)
    first = laporan.made(kind, read(database, election), election)
    glyphs.use("ascii")  # a terminal's own
    assert laporan.made(kind, read(database, election), election) == first
    assert first.endswith("\n")
    assert ("Kota Magelang" in first, read(database, election).digest[: sitrep.SIGN] in first) == (True, True)


@pytest.mark.parametrize("unit", [KOTA, TENGAH, CACABAN, f"{CACABAN}.001"])
def test_a_page_needs_nothing_else(database: Database, election: Election, unit: str) -> None:
    page = Page(laporan.made("html", read(database, election, unit), election))
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use"} & set(page.tags)
    assert not [
        one for one in page.attributes if one[0] in {"src", "href", "style", "srcset"} or one[0].startswith("on")
    ]
    assert "svg" in page.tags
    assert "url(" not in page.text and "@import" not in page.text
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def renamed(report: Report, name: str) -> Report:
    """As if every place were called so."""
    board = report.board
    return replace(
        report,
        board=replace(
            board,
            path=tuple(replace(one, name=name) for one in board.path),
            own=replace(board.own, name=name),
            children=tuple(replace(one, name=name) for one in board.children),
        ),
        reds=tuple(replace(one, name=name) for one in report.reds),
        names=dict.fromkeys(report.names, name),
        called=report.called
        and replace(
            report.called,
            stations=tuple(replace(one, state=replace(one.state, name=name)) for one in report.called.stations),
        ),
    )


@pytest.mark.parametrize("kind", laporan.KINDS)
@pytest.mark.parametrize("unit", [KOTA, CACABAN])
def test_a_name_does_nothing(database: Database, election: Election, kind: str, unit: str) -> None:
    found = read(database, election, unit)
    tame = laporan.made(kind, renamed(found, "Wates"), election)
    wild = laporan.made(kind, renamed(found, EVIL), election, EVIL)
    assert not [char for char in wild if char != "\n" and not char.isprintable()]
    if kind == "html":
        stamped = Page(laporan.made(kind, renamed(found, "Wates"), election, "LATIHAN"))
        page = Page(wild)
        assert page.tags == stamped.tags
        assert "<script>alert(1)</script>" in page.text
    elif kind == "wa":
        assert wild.count("*") == tame.count("*") + 2  # the mark
        assert not {"_", "~", "`"} & set(wild)


def test_nobodys_name_is_in_it(database: Database, election: Election) -> None:
    from sqlalchemy import select

    from models.tables import Person

    with database.read() as connection:
        names = list(connection.scalars(select(Person.c.name)))
    assert names
    for kind in laporan.KINDS:
        made = laporan.made(kind, read(database, election, CACABAN), election)
        assert not [name for name in names if name in made]


def test_what_fell_open_after_its_day_is_not_late_by_the_days_it_is_open(
    database: Database, election: Election
) -> None:
    found = read(database, election)
    day = election.day(election.indicator("P2").due)

    def made(since: date) -> str:
        ask = queries.report.Ask("P2", 1, 0, (CACABAN,), since)
        return laporan.made("wa", replace(found, asks=(ask,), names={CACABAN: "Cacaban"}), election)

    assert "terbuka 2 hr (tenggat H-386 sudah lewat)" in made(NOW.date() - timedelta(2))
    assert "lewat 372 hr (tenggat H-386)" in made(day - timedelta(30))


def test_an_archive_says_so(database: Database, election: Election) -> None:
    with database.read() as connection:
        found = queries.report.report(connection, election, KOTA, NOW.replace(month=3))
    for kind in laporan.KINDS:
        assert "ARSIP: keadaan saat TPS dibuka" in laporan.made(kind, found, election)


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
@pytest.mark.parametrize("unit", [KOTA, f"{CACABAN}.001"])
def test_a_browser_prints_it_on_two_pages_at_most(
    database: Database, election: Election, tmp_path: Path, unit: str
) -> None:
    source, printed = tmp_path / "laporan.html", tmp_path / "laporan.pdf"
    report = renamed(read(database, election, unit), EVIL)
    source.write_text(laporan.made("html", report, election), "utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    subprocess.run(
        [*command, "--no-pdf-header-footer", f"--print-to-pdf={printed}", source.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    content = printed.read_bytes()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", content)) <= 2
    boxes = {
        tuple(round(float(side)) for side in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", content)
    }
    assert boxes <= {(0, 0, 595, 842), (0, 0, 596, 842), (0, 0, 595, 841)}
    done = subprocess.run([*command, "--dump-dom", source.as_uri()], check=True, capture_output=True, timeout=120)
    assert Page(done.stdout.decode()).tags.count("script") == 0
