"""The language of what people read: gettext, with Indonesian as the language of the message ids.

Catalogues lie beside this file as ``<language>/LC_MESSAGES/siaga.mo``. ``install`` may be called again while the
program runs: ``_`` looks up at the moment of the call.
"""

from __future__ import annotations

import gettext
from pathlib import Path

SOURCE = "id"
"""The language of the message ids: it needs no catalogue."""
LANGUAGES = (SOURCE, "en")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = SOURCE


def install(language: str) -> None:
    """Speak ``language`` from now on; a language without a catalogue falls back to Indonesian."""
    global _catalogue, _language  # noqa: PLW0603 - a process speaks one language
    _language = language if language in LANGUAGES else SOURCE
    if _language == SOURCE:
        _catalogue = gettext.NullTranslations()
        return
    _catalogue = gettext.translation("siaga", Path(__file__).parent, [_language], fallback=True)


def language() -> str:
    """The language installed: ``id`` or ``en``."""
    return _language


def _(message: str) -> str:
    """The translation of an Indonesian sentence."""
    return _catalogue.gettext(message)


def N_(message: str) -> str:
    """Mark a message for the catalogue where it cannot be translated yet (tables made at import)."""
    return message


def ngettext(one: str, many: str, count: int) -> str:
    """The translation that fits a number; Indonesian has one form."""
    if _language == SOURCE:
        return many
    return _catalogue.ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """The translation of a short word that needs a context."""
    return _catalogue.pgettext(context, message)
