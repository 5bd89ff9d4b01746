"""Since when the terms of a file run, and by which decree: a row comes before what was said for the file, that before
what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.exchange.judging import differing
from models.exchange.line import Defaults
from models.exchange.resolving import Row
from models.queries.around import Chair, Somebody, Term
from models.rules.schema import Election


class Terms:
    """Those of one pass over a file."""

    def __init__(self, election: Election, defaults: Defaults, today: date) -> None:
        """Nothing lacks yet."""
        self.defaults, self.today = defaults, today
        self.undated = self.undecreed = False
        """Whether a line to appoint somebody says neither itself nor by default since when, or by which decree."""
        self.whole = bool(defaults.start_on and defaults.decree)
        """Whether both were said for the file: then nothing can lack."""
        self._usual = {body.code: body.tenure.start for body in election.bodies}

    def start(self, row: Row, chair: Chair | None) -> date:
        """Since when: the row, what was said for the file, when the body normally begins; never before the seat was
        left."""
        said = row.draft.values.get("start_on") or self.defaults.start_on
        if isinstance(said, date):
            return said
        start = self._usual[row.body] or self.today
        return max(start, chair.open_since) if chair is not None and chair.open_since else start

    def early(self, body: str, said: date | None) -> bool:
        """Whether a term of a body would begin before anybody knows that it does: in the future, and not as usual."""
        start, usual = said or self.defaults.start_on, self._usual[body]
        return start is not None and start > max(self.today, usual or self.today)

    def check(self, row: Row, chair: Chair, after: Mapping[str, Any]) -> None:
        """What speaks against the day on which somebody is to sit there."""
        start = after["start_on"]
        if self.early(row.body, start):
            row.fault("date_future", "start_on", day=start)
        elif chair.open_since is not None and start < chair.open_since:
            row.fault("date_order", "start_on", day=start, after=chair.open_since)
        self.lack(row.draft.values.get("start_on"), row.draft.values.get("decree"))

    def lack(self, start: Any, decree: Any) -> None:
        """Remember what a row does not say that is to appoint somebody."""
        self.undated = self.undated or not (self.defaults.start_on or start)
        self.undecreed = self.undecreed or not (self.defaults.decree or decree)

    def changes(
        self, row: Row, person: Somebody | None, term: Term | None, chair: Chair | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Before and after, of what would be written. What a row leaves blank stays as it is."""
        decree = row.draft.values.get("decree")
        before, after = differing(row, person)
        if person is None or term is None:
            after |= {"decree": decree or self.defaults.decree, "start_on": self.start(row, chair)}
        elif decree and decree != term.decree:
            before["decree"], after["decree"] = term.decree, decree
        elif not term.decree and self.defaults.decree:
            before["decree"], after["decree"] = term.decree, self.defaults.decree
        return before, after
