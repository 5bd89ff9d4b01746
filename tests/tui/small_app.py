"""The smallest app in the program's own lifeline: what is tested is how it begins and ends, not what it shows.

``python small_app.py [hello]`` with keys: c crashes, f leaves a task to fail, b blocks the loop, w keeps a thread busy,
t fails in a thread, q quits.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time

from tui import crash
from tui.lifecycle import Lifeline


def main() -> int:
    with Lifeline() as line:
        crash.start_log()
        from textual import events
        from textual.app import App, ComposeResult
        from textual.widgets import Static

        class Small(App[None]):
            typed = ""

            def compose(self) -> ComposeResult:
                yield Static("READY", id="text")

            def on_key(self, event: events.Key) -> None:
                self.typed += event.key + " "
                self.query_one("#text", Static).update(f"READY {self.typed}")
                name = "Budi Rahasia"
                if event.key == "q":
                    self.exit()
                elif event.key == "c":
                    raise ValueError(name)
                elif event.key == "b":
                    time.sleep(60)
                elif event.key == "w":
                    self.run_worker(lambda: time.sleep(60), thread=True)
                elif event.key == "t":
                    threading.Thread(target=lambda: [][len(name)]).start()
                elif event.key == "f":
                    self.orphan = asyncio.get_running_loop().create_task(self.fail(name))
                    del self.orphan

            async def fail(self, name: str) -> None:
                raise ValueError(name)

        return line.run(Small())


if __name__ == "__main__":
    sys.exit(main())
