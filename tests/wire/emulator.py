"""A terminal without a window: emulates the screen and answers what a modern terminal is asked.

pyte knows the classic control sequences. What it lacks is here: the alternate screen, REP, scrolling by SU
and SD, private modes, the kitty keyboard stack, synchronised output (mode 2026: nothing is visible before its
end) and the answers to queries (DA, DSR, CPR, XTVERSION, DECRQM, colours, window size).
"""

from __future__ import annotations

import codecs
import re
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import pyte

TOKEN = re.compile(
    rb"\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]"  # CSI
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    rb"|\x1b[P_^X][^\x1b]*(?:\x1b(?!\\)[^\x1b]*)*\x1b\\"  # DCS, APC, PM, SOS
    rb"|\x1b[\x20-\x2f]+[\x30-\x7e]"  # ESC with intermediates
    rb"|\x1b[\x30-\x4f\x51-\x57\x59\x5a\x5c\x60-\x7e]"  # two-byte ESC
)
_MAYBE_QUERY = re.compile(rb"\x1b\[[<=>?]?[\d;]*(?:\$p|[cnqtu])|\x1b\][\d;]*\?|\x1bP[+$]q")
_CSI = re.compile(rb"\x1b\[([<=>?]?)([\x30-\x3b]*)([\x20-\x2f]*)([\x40-\x7e])")
_PYTE_CSI = {final.encode() for final in pyte.Stream.csi} - {b"c", b"n"}
_PLAIN_ESC = {b"\x1bc", b"\x1bD", b"\x1bE", b"\x1bM", b"\x1bH", b"\x1b7", b"\x1b8"}
_ALTERNATE = (47, 1047, 1049)
_MOUSE = (9, 1000, 1002, 1003, 1005, 1006, 1015, 1016)
_MODES = {2004: "bracketed paste", 1004: "focus reports", 2026: "synchronised output", 2048: "in-band resize",
          1: "application cursor keys"}  # fmt: skip
_COLOURS = {"10": "d0d0/d0d0/d0d0", "11": "1010/1010/1010", "12": "ffff/ffff/ffff"}
_FIXED_ANSWERS = {
    (b"c", ""): "\x1b[?64;1;2;6;9;15;16;17;18;21;22c",
    (b"c", "0"): "\x1b[?64;1;2;6;9;15;16;17;18;21;22c",
    (b">c", ""): "\x1b[>41;379;0c",
    (b">c", "0"): "\x1b[>41;379;0c",
    (b"=c", ""): "\x1bP!|00000000\x1b\\",
    (b"n", "5"): "\x1b[0n",
    (b"?n", "996"): "\x1b[?997;1n",
    (b">q", ""): "\x1bP>|harness(1)\x1b\\",
    (b">q", "0"): "\x1bP>|harness(1)\x1b\\",
    (b"?u", ""): "\x1b[?0u",
    (b"t", "16"): "\x1b[6;20;10t",
}

Work = tuple[float, str, Any]


class Emulator:
    """The screen as a person would see it, from the bytes a program writes.

    `receive` is cheap: it keeps the bytes with the moment they were read and splits them only where a query
    may be waiting for its answer. `work` splits and emulates, in slices, so that it hardly delays the time of
    a later read. `on_change(at)` is called with the moment of the read that made a visible change: a cell, a
    colour, the cursor.
    """

    def __init__(self, cols: int, rows: int, reply: Callable[[bytes], object]) -> None:
        self.reply = reply
        self.on_change: Callable[[float], None] = lambda at: None
        self.modes: dict[int, bool] = {25: True, 7: True}
        self.kitty_depth = 0
        self.keypad = False
        self.queries: dict[str, int] = {}
        self._inbox: deque[tuple[bytes, float]] = deque()
        self._queue: deque[Work] = deque()
        self._carry = b""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._hidden_change = False
        self._last_char = " "
        self._screens = (pyte.Screen(cols, rows), pyte.Screen(cols, rows))
        self._stream = pyte.Stream()
        self._screen = self._screens[0]
        self._stream.attach(self._screen)
        self.resize(cols, rows)

    # -- what is seen

    def resize(self, cols: int, rows: int) -> None:
        """Take a new size, in cells; both screens keep what still fits."""
        for screen in self._screens:
            screen.resize(rows, cols)
            screen.dirty.update(range(rows))
        self._cells: list[tuple[Any, ...]] = [()] * rows
        self.lines: list[str] = [""] * rows
        self.cursor = (0, 0)
        self._fold()

    @property
    def blank(self) -> bool:
        """Whether no character stands on the visible screen."""
        return not any(line.strip() for line in self.lines)

    @property
    def pending(self) -> bool:
        """Whether bytes wait for `work`."""
        return bool(self._queue or self._inbox)

    @property
    def synchronising(self) -> bool:
        """Whether the program is inside synchronised output."""
        return self.modes.get(2026, False)

    def cell(self, column: int, row: int) -> Any:
        """The pyte cell (data, fg, bg, bold, reverse, …) at a place of the visible screen."""
        return self._cells[row][column]

    def left_on(self) -> list[str]:
        """What a program should have undone before it ended."""
        modes = self.modes
        left = [name for mode, name in _MODES.items() if modes.get(mode)]
        if any(modes.get(mode) for mode in _ALTERNATE):
            left.append("alternate screen")
        if not modes.get(25, True):
            left.append("cursor hidden")
        if not modes.get(7, True):
            left.append("autowrap off")
        if any(modes.get(mode) for mode in _MOUSE):
            left.append("mouse")
        if self.kitty_depth:
            left.append("kitty keyboard")
        if self.keypad:
            left.append("application keypad")
        return left

    def _fold(self) -> bool:
        """Fold changed lines into the picture; whether anything visible differs."""
        screen, changed = self._screen, False
        for row in screen.dirty:
            if row >= screen.lines:
                continue
            line = screen.buffer[row]
            cells = tuple(line[column] for column in range(screen.columns))
            if cells != self._cells[row]:
                self._cells[row] = cells
                self.lines[row] = "".join(cell.data for cell in cells)
                changed = True
        screen.dirty.clear()
        place = (screen.cursor.x, screen.cursor.y)
        if self.modes.get(25) and not screen.cursor.hidden and place != self.cursor:
            self.cursor, changed = place, True
        return changed

    # -- bytes in

    def receive(self, data: bytes, at: float) -> None:
        """Take bytes read at the moment `at` (seconds of `time.perf_counter`)."""
        self._inbox.append((data, at))
        if _MAYBE_QUERY.search(data):
            while self._inbox:
                self._split(*self._inbox.popleft())

    def _split(self, data: bytes, at: float) -> None:
        data = self._carry + data
        end = 0
        for match in TOKEN.finditer(data):
            if match.start() > end:
                self._queue.append((at, "text", data[end : match.start()]))
            end = match.end()
            self._token(match.group(), at)
        rest = data[end:]
        escape = rest.rfind(b"\x1b")
        self._carry = b""
        if escape >= 0 and len(rest) - escape < 65536:  # an unfinished sequence: keep it for the next read
            rest, self._carry = rest[:escape], rest[escape:]
        if rest:
            self._queue.append((at, "text", rest))
        self._queue.append((at, "end", None))

    def _answer(self, name: str, text: str) -> None:
        self.queries[name] = self.queries.get(name, 0) + 1
        self.reply(text.encode())

    def _token(self, token: bytes, at: float) -> None:
        if token[1:2] == b"[":
            self._csi(token, at)
        elif token[1:2] == b"]":
            number, _, rest = token[2:].rstrip(b"\x07\\").rstrip(b"\x1b").decode(errors="replace").partition(";")
            if number in _COLOURS and rest == "?":
                self._answer(f"OSC {number}", f"\x1b]{number};rgb:{_COLOURS[number]}\x1b\\")
            elif number == "4" and rest.endswith("?"):
                self._answer("OSC 4", f"\x1b]4;{rest[:-1]}rgb:8080/8080/8080\x1b\\")
        elif token.startswith(b"\x1bP+q"):
            self._answer("XTGETTCAP", "\x1bP0+r\x1b\\")
        elif token.startswith(b"\x1bP$q"):
            self._answer("DECRQSS", "\x1bP0$r\x1b\\")
        elif token in (b"\x1b=", b"\x1b>"):
            self.keypad = token == b"\x1b="
        elif token in _PLAIN_ESC:
            self._queue.append((at, "sequence", token.decode()))

    def _csi(self, token: bytes, at: float) -> None:
        match = _CSI.fullmatch(token)
        if match is None:
            return
        prefix, parameters, middle, final = match.groups()
        text, key = parameters.decode(), prefix + middle + final
        if (key, text) in _FIXED_ANSWERS:
            self._answer(key.decode() + text, _FIXED_ANSWERS[key, text])
        elif not self._asked(key, text):
            self._told(key, text, at)

    def _asked(self, key: bytes, text: str) -> bool:
        """Answer a query whose answer depends on the state; whether it was one."""
        if key in (b"n", b"?n") and text == "6":
            self.work(None)  # the cursor must be where the bytes so far have put it
            cursor = self._screen.cursor
            self._answer("CPR", f"\x1b[{key[:-1].decode()}{cursor.y + 1};{cursor.x + 1}R")
        elif key == b"?$p":
            mode = int(text or 0)
            known = mode in (1, 7, 25, 1004, 1049, 2004, 2026) or mode in _MOUSE
            state = (1 if self.modes.get(mode) else 2) if known else 0
            self._answer(f"DECRQM {mode}", f"\x1b[?{mode};{state}$y")
        elif key == b"t" and text in ("14", "18"):
            high, wide = self._screen.lines, self._screen.columns
            size = f"4;{high * 20};{wide * 10}" if text == "14" else f"8;{high};{wide}"
            self._answer("size", f"\x1b[{size}t")
        else:
            return False
        return True

    def _told(self, key: bytes, text: str, at: float) -> None:
        """Queue or keep what a control sequence changes."""
        final = key[-1:]
        if key in (b"?h", b"?l"):
            for number in filter(str.isdigit, text.split(";")):
                self._queue.append((at, "mode", (int(number), final == b"h")))
        elif key == b">u":
            self.kitty_depth += 1
        elif key == b"<u":
            self.kitty_depth = max(0, self.kitty_depth - int(text or 1))
        elif key in (b"b", b"S", b"T", b"Z") and (not text or text.isdigit()):
            self._queue.append((at, "extra", (final.decode(), int(text or 1))))
        elif key in (b"s", b"u") and not text:
            self._queue.append((at, "sequence", "\x1b7" if final == b"s" else "\x1b8"))
        elif key in _PYTE_CSI:
            self._queue.append((at, "sequence", f"\x1b[{_without_colons(text)}{final.decode()}"))

    # -- emulation

    def work(self, budget: float | None = 0.0005) -> None:
        """Emulate what is queued for about `budget` seconds; None: all of it."""
        stop = None if budget is None else time.perf_counter() + budget
        while self._queue or self._inbox:
            if not self._queue:
                self._split(*self._inbox.popleft())
            self._emulate(*self._queue.popleft())
            if stop is not None and time.perf_counter() > stop:
                return

    def _emulate(self, at: float, kind: str, what: Any) -> None:
        if kind == "text":
            text = self._decode(what)
            if text:
                self._last_char = text[-1]
                self._stream.feed(text)
        elif kind == "sequence":
            try:
                self._stream.feed(what)
            except (
                TypeError,
                ValueError,
                IndexError,
            ):  # pyte refuses a few odd parameters: so would a terminal
                pass
        elif kind == "mode":
            self._mode(what[0], what[1], at)
        elif kind == "extra":
            self._extra(*what)
        elif not self.synchronising and (self._fold() or self._hidden_change):
            self._hidden_change = False
            self.on_change(at)

    def _mode(self, mode: int, on: bool, at: float) -> None:
        self.modes[mode] = on
        if mode == 2026 and not on:
            if self._fold() or self._hidden_change:
                self._hidden_change = False
                self.on_change(at)
        elif mode in _ALTERNATE:
            self._stream.detach(self._screen)
            self._screen = self._screens[1 if on else 0]
            self._stream.attach(self._screen)
            if on:
                self._screen.reset()
            self._screen.dirty.update(range(self._screen.lines))
        elif mode in (6, 7, 25):
            self._stream.feed(f"\x1b[?{mode}{'h' if on else 'l'}")

    def _extra(self, final: str, count: int) -> None:
        screen = self._screen
        count = min(count, screen.columns * screen.lines)
        if final == "b":
            screen.draw(self._last_char * count)
        elif final == "Z":
            screen.cursor.x = max(0, (screen.cursor.x - 1) // 8 * 8 - 8 * (count - 1))
        else:
            x, y = screen.cursor.x, screen.cursor.y
            top, bottom = screen.margins or (0, screen.lines - 1)
            screen.cursor.y = bottom if final == "S" else top
            for _ in range(min(count, screen.lines)):
                screen.index() if final == "S" else screen.reverse_index()
            screen.cursor.x, screen.cursor.y = x, y


def _without_colons(parameters: str) -> str:
    """Colons as pyte can read them: `38:2::r:g:b` with semicolons, `4:3` without its style."""
    if ":" not in parameters:
        return parameters
    parts = (
        part.replace("::", ":").replace(":", ";") if part[:2] in ("38", "48") else part.partition(":")[0]
        for part in parameters.split(";")
    )
    return ";".join(parts)
