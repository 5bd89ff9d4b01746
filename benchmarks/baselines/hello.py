"""Textual's smallest app: one Static."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    """Says one word."""

    def compose(self) -> ComposeResult:
        """One widget."""
        yield Static("siap")


if __name__ == "__main__":
    Hello().run()
