"""Draws rows of text, dots and bars as an SVG that can be read on light and on dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, ROW = 880, 19
STYLE = """
<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .head { font-weight: 600; }
  text.soft { fill: #656d76; }
  .page { fill: #ffffff; }
  .band { fill: #d5f2de; }
  .line { stroke: #d8dee4; }
  .zero { stroke: #656d76; }
  .own { fill: #0969da; fill-opacity: .75; }
  .peer { fill: #656d76; fill-opacity: .65; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    text.soft { fill: #9198a1; }
    .page { fill: #0d1117; }
    .band { fill: #12331f; }
    .line { stroke: #30363d; }
    .zero { stroke: #9198a1; }
    .own { fill: #58a6ff; }
    .peer { fill: #9198a1; }
  }
</style>
"""


class Canvas:
    """Collects the parts of a picture; `y` is where the next row goes."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.y = 0

    def text(self, x: float, text: str, style: str = "", anchor: str = "start") -> None:
        """Write at the present row."""
        place = f'x="{x:.1f}" y="{self.y}" class="{style}" text-anchor="{anchor}"'
        self.parts.append(f"<text {place}>{escape(text)}</text>")

    def dots(self, places: Sequence[float], style: str) -> None:
        """Draw a dot per seed on the present row."""
        self.parts += [f'<circle cx="{x:.1f}" cy="{self.y - 4}" r="4" class="{style}"/>' for x in places]

    def box(self, left: float, right: float, top: float, bottom: float, style: str = "band") -> None:
        """Fill a box; by default it shades what is promised."""
        size = f'x="{left:.1f}" y="{top}" width="{right - left:.1f}" height="{bottom - top}"'
        self.parts.append(f'<rect {size} class="{style}"/>')

    def line(self, x: float, top: float, bottom: float, style: str = "line") -> None:
        """Draw a line from top to bottom."""
        self.parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}" class="{style}"/>')

    def page(self, title: str) -> str:
        """Return the whole picture, as high as its rows."""
        height = self.y + 18
        size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        page = f'<rect class="page" width="{WIDTH}" height="{height}"/>'
        parts = "\n".join([page, *self.parts])
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
        return f"{head}\n<title>{escape(title)}</title>{STYLE}{parts}\n</svg>\n"
