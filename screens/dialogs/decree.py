"""The number of a decree (SK) that came later, or was wrong."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult

from screens.dialogs.form import Form, TextField
from screens.locale import _


class DecreeDialog(Form):
    """The number of the present holder's SK."""

    def __init__(self, holder: str, seat: str, decree: str, save: Callable[[Form, str], None]) -> None:
        """``decree`` is the present one, if any."""
        title = _("Perbaiki SK {name}") if decree else _("Lengkapi SK {name}")
        super().__init__(title.format(name=holder), save, seat)
        self.decree = TextField(_("Nomor SK"), decree, required=_("Nomor SK belum diisi."))

    def compose_form(self) -> ComposeResult:
        """One field."""
        yield self.decree

    def entered(self) -> str:
        """The number."""
        return self.decree.text
