"""The key that exports, on every screen: it asks how, and writes what is shown there as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import access
from models.errors import Cancelled, SiagaError
from screens.exports import Export, Work
from screens.locale import _, ngettext
from screens.presenters import numbers

if TYPE_CHECKING:
    from models.database import Database
    from screens.dialogs.export import ExportDialog, Exported
    from screens.dialogs.form import Form
    from screens.loading import LoadingScreen


Say = Callable[[str, str], object]
"""Tells the user something in a style."""


def ask(screen: LoadingScreen[Any], found: Export | None, say: Say | None = None) -> None:
    """e: ask how, then write what the screen, or a dialog over it (which then has ``say``), shows."""
    from screens.dialogs.export import ExportDialog
    from screens.folders import Folders

    context, say = screen.context, say or screen.say
    if context.supposed is not None:  # a file has no watermark
        say(_("Andai tidak diekspor: di berkas ia tampak nyata."), "kurang")
        return
    if found is None:
        say(_("Di sini tidak ada daftar yang dapat diekspor."), "dim")
        return
    if context.database is None:
        say(_("Basis data belum terbuka."), "kurang")
        return
    folders = Folders(context.files, context.folder)
    unit = found.unit or context.place.unit
    stem = f"{found.name}-{unit}-{context.now():%Y%m%d-%H%M}".casefold()
    stem = f"latihan-{stem}" if context.rehearsal else stem  # the name alone tells a file of made-up people
    may = not context.readonly and context.as_of is None and access.allowed(context.actor, "export")
    what = f"{found.name} · {found.about or context.name(unit)}"

    def save(form: Form, entered: Exported) -> None:
        assert isinstance(form, ExportDialog)
        if entered.full:
            _confirm(screen, form, found, entered, say)
        else:
            _write(screen, form, found, entered, say)

    screen.app.push_screen(
        ExportDialog(what, folders, stem, save, formats=found.formats, personal=found.personal, full=may)
    )


def show(screen: LoadingScreen[Any], title: str, text: str, name: str, *, note: str = "", unit: str = "") -> None:
    """A text, to be copied, or written as a file of that ``name`` (``berita-acara-33.71.01-….txt``)."""
    from screens import exports
    from screens.dialogs.document import Document

    file = exports.of_text(name, "txt", lambda: text, unit, note)
    screen.app.push_screen(Document(title, text, note, lambda say: ask(screen, file, say)))


def _confirm(screen: LoadingScreen[Any], form: ExportDialog, found: Export, entered: Exported, say: Say) -> None:
    """The full export is an act of its own."""
    from screens.dialogs.confirm import Confirm

    lines = [
        [(_("Memuat NIK, telepon, tanggal lahir, dan alamat utuh (UU 27/2022)."), "kurang")],
        [
            (
                _("Tercatat di jurnal: Anda, jumlah baris, dan tujuannya: {purpose}").format(purpose=entered.purpose),
                "text",
            )
        ],
    ]

    def answered(yes: bool | None) -> None:
        if yes:
            _write(screen, form, found, entered, say)
        else:
            form.failed("")

    screen.app.push_screen(Confirm(_("Ekspor data pribadi lengkap?"), lines, yes=_("Ekspor")), answered)


def _write(screen: LoadingScreen[Any], form: ExportDialog, found: Export, entered: Exported, say: Say) -> None:
    from models.database import Interrupt

    work = Work(Interrupt())
    form.watch_work(work)

    def done(count: int) -> None:
        screen.context.folder = str(entered.path.parent)
        form.saved()
        say(said(count, entered.path), "siap")

    def failed(error: SiagaError) -> None:
        if isinstance(error, Cancelled):
            form.saved()
            say(_("Ekspor dihentikan: tidak ada yang ditulis."), "kurang")
        else:
            form.failed(screen.sentence(error))

    screen.perform(lambda database: _do(screen, database, found, entered, work), done, failed)


def _do(screen: LoadingScreen[Any], database: Database, found: Export, entered: Exported, work: Work) -> int:
    """In a thread."""
    from models.exchange import writing
    from models.services import exporting

    context, make = screen.context, found.make
    if make is None or entered.format in found.texts:
        return writing.write_text(found.texts[entered.format](), entered.path)
    if not entered.full:
        return exporting.write(
            database,
            lambda connection: make(connection, False),
            entered.path,
            entered.format,
            progress=work.told,
            interrupt=work.interrupt,
        )
    return exporting.write_full(
        database,
        lambda connection: make(connection, True),
        entered.path,
        entered.format,
        clock=context.clock,
        actor=context.actor,
        election=context.election,
        unit=found.unit or context.place.unit,
        what=found.name,
        purpose=entered.purpose,
        progress=work.told,
        interrupt=work.interrupt,
    )


def said(count: int, path: Path) -> str:
    """``3.303 baris ditulis: ~/personel-33.71.xlsx``."""
    home = Path.home()
    shown = f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
    return ngettext("{n} baris ditulis: {path}", "{n} baris ditulis: {path}", count).format(
        n=numbers.number(count), path=shown
    )
