"""What comes in from the terminal: bytes of anybody's, in whatever encoding and order. None of them ends the program,
and what is no key does nothing.

Textual's own loop ends with a traceback, over the picture and with the values of variables in it, when a byte is no
UTF-8 (a terminal that is set to Latin-1, an old report of a mouse) or a sequence names a key that cannot be. And it
takes a sequence that it does not know, the late answer to a question say, for so many keys: ``[``, ``9``, ``q``.
"""

from __future__ import annotations

import os
import re
import selectors
from codecs import getincrementaldecoder
from functools import lru_cache

from textual import events
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

EVERY = 0.1
"""Seconds after which it is looked whether the program ends."""
_SEQUENCE = re.compile(
    r"\x1b\[M.{3}"  # a mouse, as terminals told it once
    r"|\x1b\[(?!\[)[0-?]*[ -/]*[@-~]"  # CSI; behind two brackets the console of Linux tells its function keys
    r"|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)",  # OSC, DCS, APC, PM, SOS: answers
    re.DOTALL,
)
_NO_TEXT = "\ufffd"


class TerminalDriver(LinuxDriver):
    """Textual's driver with a loop of input that nothing ends but the program."""

    def run_input_thread(self) -> None:
        """Wait for input and pass on what it means; what means nothing is passed over."""
        decode = getincrementaldecoder("utf-8")("replace").decode
        parser = XTermParser(self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                text = ""
                if selector.select(_patience(parser)):
                    data = os.read(self.fileno, 4096)
                    if not data:  # nobody is there any more; whoever watches the terminal ends the program
                        self.exit_event.wait(EVERY)
                        continue
                    text = meant(decode(data))
                try:
                    for found in (parser.feed(text) if text else (), parser.tick()):
                        for event in found:
                            self.process_message(event)
                except (ValueError, OverflowError):  # a number that is no key, split over two reads
                    parser = XTermParser(self._debug)

    _continuing = False

    def _sigcont_application(self, *_told: object) -> None:
        """SIGCONT: the terminal is ours again; of a program that ends it never is. Whoever sends it without having
        stopped us (before SIGTERM, say) would start a second loop of input, and again in the middle of the first."""
        if self._continuing or not self._app._running or self._app._exit:
            return
        self._continuing = True
        try:
            if self._key_thread is not None and self._key_thread.is_alive():
                self.suspend_application_mode()
            super()._sigcont_application()
        finally:
            self._continuing = False

    def process_message(self, message: Message) -> None:
        """As Textual's, but for what was not asked for: reports of a mouse, of a size."""
        unasked = isinstance(message, events.MouseEvent) and not self._mouse
        unasked = unasked or (isinstance(message, events.Resize) and not self._in_band_window_resize)
        if not unasked:
            super().process_message(message)


def _patience(parser: XTermParser) -> float:
    """Seconds until it must be looked anew: after an Esc, which may begin a sequence, as long as it waits for that."""
    if parser._timeout_time is None:
        return EVERY
    return min(EVERY, max(0.0, parser._timeout_time - get_time()))


def meant(text: str) -> str:
    """What was read, without what is neither text nor a key that a terminal has."""
    if "\x1b" in text:
        text = _SEQUENCE.sub(lambda found: found[0] if _known(found[0]) else "", text)
    return text.replace(_NO_TEXT, "")


@lru_cache(maxsize=512)
def _known(sequence: str) -> bool:
    """Whether Textual makes something of it at once, instead of waiting for more."""
    if not sequence.startswith("\x1b[") or sequence.startswith("\x1b[M") or len(sequence) > 64:
        return False
    parser = XTermParser()
    try:
        found = list(parser.feed(sequence))
        for event in found:
            (getattr(event, "character", None) or "").encode()  # half of a letter is none
    except (ValueError, OverflowError):
        return False
    return bool(found) or parser._timeout_time is None
