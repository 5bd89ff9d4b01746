"""What is entered field by field, and what becomes of it when a colleague changed the same fields meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from screens.locale import _
from screens.presenters import clashes
from screens.presenters.text import plain

if TYPE_CHECKING:
    from models.errors import Clash
    from screens.dialogs.form import Form
    from screens.loading import LoadingScreen

Said = Callable[[str, Any], str]
"""(field, value) → as people read it."""
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Edit:
    """What was entered (field → value), what stood there before as far as it was seen, and how its fields are called.

    ``seen`` may name more than was entered: what a service compares."""

    values: dict[str, Any]
    seen: dict[str, Any]
    labels: Mapping[str, str] = field(default_factory=lambda: clashes.FIELDS)
    said: Said = clashes.words

    @property
    def whole(self) -> dict[str, Any]:
        """All fields as they are to be."""
        return {**self.seen, **self.values}


def choose(screen: LoadingScreen[Any], form: Form, clash: Clash, edit: Edit, again: Callable[[Edit], None]) -> None:
    """Ask field by field which value holds; then ``again`` with that, or nothing where all of theirs hold."""
    from screens.dialogs.clash import ClashDialog, Contested

    rows = []
    for name, both in clash.detail["fields"].items():
        mine, theirs = (getattr(one, "value", one) for one in both)  # a private one comes wrapped
        values = (edit.seen.get(name), theirs, mine)
        first, second, third = (edit.said(name, value) for value in values)
        rows.append(Contested(name, _(edit.labels[name]), values, (first, second, third)))
    theirs_ = {row.field: row.values[1] for row in rows}
    seen = {**edit.seen, **theirs_, **{name: clash.detail[name] for name in ("version",) if name in clash.detail}}

    def chosen(found: dict[str, Any] | None) -> None:
        if found is None:
            form.failed(_("Belum disimpan: pilihan bentrok dibatalkan."))
            return
        # From here on their values are what I have seen; what I leave as theirs is not written again.
        values = {**edit.values, **found}
        values = {name: value for name, value in values.items() if theirs_.get(name, _ABSENT) != value}
        if any(seen.get(name, _ABSENT) != value for name, value in values.items()):
            again(Edit(values, seen, edit.labels, edit.said))
        else:
            leave(screen, form)

    known = all(row.field in edit.seen for row in rows)
    screen.app.push_screen(ClashDialog(rows, clashes.who(clash), plain(form.heading.note), original=known), chosen)


def choose_rows(
    screen: LoadingScreen[Any],
    form: Form,
    clash: Clash,
    seen: Mapping[Any, Any],
    again: Callable[[dict[Any, Any]], None],
) -> None:
    """Ask row by row whose holds, theirs unless one says mine; then ``again`` with what is to be written: mine, and
    all rows that nobody changed. Nothing where all of theirs hold and there are no others."""
    from screens.dialogs.clash import ClashRows, Contested

    rows: tuple[Any, ...] = clash.detail["rows"]
    election, several = screen.context.election, len({row.by for row in rows}) > 1
    asked = []
    for row in rows:
        theirs = clashes.row_words(row.theirs) + (f" ({plain(row.by or '?')})" if several else "")
        mine = clashes.row_words(row.mine) if row.open else _("tidak berlaku lagi")
        label = clashes.about(row, election)
        asked.append(Contested(row.key, label, (False, False, True), ("", theirs, mine), row.open))

    def chosen(found: dict[Any, bool] | None) -> None:
        if found is None:
            form.failed(_("Belum disimpan: pilihan bentrok dibatalkan."))
            return
        new = {row.key: row.now for row in rows if found[row.key]}
        kept = {key: shown for key, shown in seen.items() if key not in found}
        if kept or new:
            again(kept | new)
        else:
            leave(screen, form)

    title = clashes.title(rows, clash.detail["count"])
    screen.app.push_screen(ClashRows(asked, clashes.writers(rows), title, plain(form.heading.note)), chosen)


def leave(screen: LoadingScreen[Any], form: Form) -> None:
    """Theirs holds, and nothing is written."""
    form.saved()
    screen.say(_("Punya rekan dipertahankan; tidak ada yang diubah."), "dim")
    screen.acted()
