"""Style sheets that are parsed once in a process for each theme, however many apps show them."""

from __future__ import annotations

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_parsed: LRUCache[tuple[object, ...], list[RuleSet]] = LRUCache(512)


class Sheets(Stylesheet):
    """Of the app. What is parsed is only read afterwards."""

    def set_variables(self, variables: dict[str, str]) -> None:
        """Colours and the like, by which what is parsed differs."""
        super().set_variables(variables)
        self._look = frozenset(variables.items())

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        key = (self._look, css, read_from, is_default_rules, tie_breaker, scope)
        rules = _parsed.get(key)
        if rules is None:
            rules = _parsed[key] = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
        return rules
