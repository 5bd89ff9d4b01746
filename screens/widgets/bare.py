"""Boxes of which nothing is seen but their ground."""

from __future__ import annotations

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Bare(Widget):
    """Gives the compositor one blank line for all of its own: it asks for those of every box around what changed."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """As many as asked for."""
        strip = Strip.blank(crop.width, self.visual_style.rich_style)
        for one in self.get_line_filters():
            strip = strip.apply_filter(one, self.background_colors[1])
        return [strip] * crop.height


class Across(Bare, Horizontal):
    """Boxes side by side."""


class Down(Bare, Vertical):
    """Boxes one below the other."""
