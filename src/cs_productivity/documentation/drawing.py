"""Draws boxes in rows, and lines between them, as an SVG that can be read on light and on dark pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from cs_productivity.documentation.layout import Rows, is_bend

WIDTH, MARGIN = 900, 20
LINE, PADDING = 15, 9
# between boxes of a row, and between rows
GAP, AISLE = 16, 34
BEND_WIDTH = 10
# of a letter at this size, on average
LETTER = 6.7
_STYLE = """<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .head { font-weight: 600; }
  .soft { fill: #656d76; }
  .page { fill: #ffffff; }
  .layer { fill: #f6f8fa; }
  .box { fill: #ffffff; stroke: #8c959f; }
  .marts { fill: #ddf4ff; stroke: #54aeff; }
  .line { fill: none; stroke: #8c959f; stroke-width: 1.3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .soft { fill: #9198a1; }
    .page { fill: #0d1117; }
    .layer { fill: #151b23; }
    .box { fill: #0d1117; stroke: #656c76; }
    .marts { fill: #121d2f; stroke: #1f6feb; }
    .line { stroke: #656c76; }
  }
</style>"""


@dataclass(frozen=True)
class Box:
    """What stands in a box: a title, lines of text, and the layer that it belongs to."""

    title: str
    lines: tuple[str, ...]
    layer: str

    @property
    def width(self) -> float:
        """Width in pixels."""
        return max(LETTER * max(len(text) for text in (f" {self.title} ", *self.lines)) + 2 * PADDING, 90)

    @property
    def height(self) -> float:
        """Height in pixels."""
        return LINE * (len(self.lines) + 1) + 2 * PADDING - 4


def draw(boxes: Mapping[str, Box], rows: Rows, layers: Sequence[str], notes: Sequence[str]) -> str:
    """Return the picture.

    Args:
        boxes: each box by its name.
        rows: where the names stand.
        layers: from the top to the bottom; each gets a band with its name.
        notes: sentences above the picture.
    """
    widths = {name: boxes[name].width if name in boxes else BEND_WIDTH for row in rows.rows for name in row}
    centres = _centres(rows, widths)
    head = [f'<text x="{MARGIN}" y="30" class="title">From logs to marts, by layer and subject</text>']
    y = 52.0
    for note in notes:
        head.append(f'<text x="{MARGIN}" y="{y:g}" class="soft">{escape(note)}</text>')
        y += 18
    bands, pictured = [], []
    tops: dict[str, float] = {}
    bottoms: dict[str, float] = {}
    layer_before, band_top = "", y
    for row in rows.rows:
        layer = next((boxes[name].layer for name in row if name in boxes), layer_before)
        if layer != layer_before:
            if layer_before:
                bands.append(_band(layer_before, band_top, y - AISLE / 2))
                y += 12
            layer_before, band_top = layer, y
            y += 28
        height = max(boxes[name].height for name in row if name in boxes)
        for name in row:
            # a line goes straight through the row where it bends
            tops[name], bottoms[name] = y, y + (boxes[name].height if name in boxes else height)
            if name in boxes:
                pictured.append(_box(boxes[name], centres[name], y))
        y += height + AISLE
    bands.append(_band(layer_before, band_top, y - AISLE / 2))
    lines = [_line(centres[one], bottoms[one], centres[other], tops[other]) for one, other in rows.pieces]
    lines += [
        f'<path class="line" d="M{centres[name]:.1f} {tops[name]:.1f}V{bottoms[name]:.1f}"/>'
        for row in rows.rows
        for name in row
        if is_bend(name)
    ]
    height = y
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img" '
            'aria-label="Lineage of the models by layer and subject">',
            _STYLE,
            f'<rect class="page" width="{WIDTH}" height="{height:g}"/>',
            *head,
            *bands,
            *lines,
            *pictured,
            "</svg>\n",
        ]
    )


def _centres(rows: Rows, widths: Mapping[str, float]) -> dict[str, float]:
    """Where each name stands: near the mean of its neighbours, in its row's order, without touching another."""
    near: dict[str, list[str]] = {name: [] for name in widths}
    for one, other in rows.pieces:
        near[one].append(other)
        near[other].append(one)
    centres: dict[str, float] = {}
    for row in rows.rows:
        room = sum(widths[name] for name in row)
        space = (WIDTH - 2 * MARGIN - room) / (len(row) + 1)
        x = MARGIN + space
        for name in row:
            centres[name] = x + widths[name] / 2
            x += widths[name] + space
    for _ in range(40):
        for row in rows.rows:
            wished = [
                sum(centres[one] for one in near[name]) / len(near[name]) if near[name] else centres[name]
                for name in row
            ]
            centres.update(zip(row, _apart(wished, [widths[name] for name in row]), strict=True))
    left = min(centres[name] - widths[name] / 2 for name in centres)
    right = max(centres[name] + widths[name] / 2 for name in centres)
    return {name: centre + (WIDTH - left - right) / 2 for name, centre in centres.items()}


def _apart(wished: list[float], widths: list[float]) -> list[float]:
    """Return the centres nearest to the wished ones, by squares, that do not overlap and stay inside the page."""
    # less what is needed between them, centres only have to rise: where they do not, a block takes its mean
    offsets = [0.0]
    for one, other in pairwise(widths):
        offsets.append(offsets[-1] + (one + other) / 2 + GAP)
    blocks: list[list[float]] = []
    for centre, offset in zip(wished, offsets, strict=True):
        blocks.append([centre - offset, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (mean, size), (other_mean, other_size) = blocks[-2:]
            blocks[-2:] = [[(mean * size + other_mean * other_size) / (size + other_size), size + other_size]]
    rising = [mean for mean, size in blocks for _ in range(int(size))]
    least, most = MARGIN + widths[0] / 2, WIDTH - MARGIN - widths[-1] / 2 - offsets[-1]
    return [max(least, min(most, place)) + offset for place, offset in zip(rising, offsets, strict=True)]


def _band(layer: str, top: float, bottom: float) -> str:
    return (
        f'<rect class="layer" x="8" y="{top:.1f}" width="{WIDTH - 16}" height="{bottom - top:.1f}" rx="8"/>'
        f'<text class="soft" x="{MARGIN}" y="{top + 18:.1f}">{escape(layer)}</text>'
    )


def _box(box: Box, centre: float, top: float) -> str:
    left, texts = centre - box.width / 2, []
    for number, text in enumerate((box.title, *box.lines)):
        kind = "head" if number == 0 else "soft" if box.layer != "marts" or text.startswith("→") else ""
        texts.append(
            f'<text class="{kind}" x="{centre:.1f}" y="{top + PADDING + 10 + LINE * number:.1f}" '
            f'text-anchor="middle">{escape(text)}</text>'
        )
    kind = "box marts" if box.layer == "marts" else "box"
    return (
        f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
        f'rx="6"/>{"".join(texts)}'
    )


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (y + to_y) / 2
    start, end = f"M{x:.1f} {y:.1f}", f"{to_x:.1f} {to_y:.1f}"
    return f'<path class="line" d="{start}C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {end}"/>'
