"""How the program ended, as a number for scripts. The user guide's table is made from this enum."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes. Those of signals are 128 + the signal's number, as shells count them."""

    OK = 0
    FAILED = 1
    USAGE = 2
    DATABASE = 3
    HANGUP = 129
    INTERRUPT = 130
    TERMINATED = 143

    @property
    def meaning(self) -> str:
        """One line for people, in their language."""
        from screens.locale import _

        return {
            ExitCode.OK: _("beres"),
            ExitCode.FAILED: _("gagal, atau ada yang perlu diperbaiki"),
            ExitCode.USAGE: _("perintah atau pengaturan keliru"),
            ExitCode.DATABASE: _("basis data tidak dapat dipakai"),
            ExitCode.HANGUP: _("terminal ditutup (SIGHUP)"),
            ExitCode.INTERRUPT: _("dihentikan dari papan tik (SIGINT)"),
            ExitCode.TERMINATED: _("dihentikan oleh sistem (SIGTERM)"),
        }[self]


def table() -> str:
    """All codes as lines ``code  meaning``, for ``--help`` and the documents."""
    return "\n".join(f"{code.value:>3}  {code.meaning}" for code in ExitCode)
