"""What tells the screens of Siaga apart, and when they show their data."""

from __future__ import annotations

import re

from tests.wire.terminal import Terminal

COUNTDOWN = r"H[-+]\d+|HARI-H"
PAPAN = r"terhadap target \d"
KECAMATAN = r"┌ Tim "
PERSONEL = r"┌ [\d.]+ kursi"
KESIAPAN = r"┌ Indikator"
KALENDER = r"┌ Kalender"
AKTIVITAS = r"┌ Aktivitas"
PENGATURAN = r"┌ Tampilan"
GOTO = r"┌ Lompat ke"

BY_KEY = {"2": PERSONEL, "3": KESIAPAN, "4": KALENDER, "5": AKTIVITAS, "0": PENGATURAN, "1": PAPAN}


def appoint(terminal: Terminal) -> None:
    """Type what it takes to fill the first seat of Personel, up to Enter."""
    terminal.press("2")
    terminal.wait_for(PERSONEL)
    terminal.press("a")
    terminal.wait_for("┌ Angkat")
    terminal.type("Siti Rahayu")
    terminal.press("enter")


def without_clock(lines: list[str]) -> list[str]:
    """Screen lines with every time of day and age taken out: what must be the same a little later."""
    return [re.sub(r"\d\d[:.]\d\d([:.]\d\d)?", "--:--", line) for line in lines]
