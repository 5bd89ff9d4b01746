"""The bare stack: Textual, SQLAlchemy's ORM and one select on the SQLite file named in the first argument."""

import sys

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from textual.app import App, ComposeResult
from textual.widgets import Static


class BareStack(App[None]):
    """Shows what one select says."""

    def compose(self) -> ComposeResult:
        """One widget."""
        with Session(create_engine(f"sqlite:///{sys.argv[1]}")) as session:
            yield Static(f"{session.scalar(text('select count(*) from region'))} siap")


if __name__ == "__main__":
    BareStack().run()
