"""What a picture of the report is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt

# seen on light and on dark paper
BLUE, ORANGE, GREEN, RED, GREY = "#3b7dd8", "#d9822b", "#2f9e6e", "#d64550", "#8a94a3"
# charts are drawn as wide as the page lets them
WIDTH = "container"
ROWS = alt.NamedData(name="rows")
# beside a chart it would take what little width a phone has
RAMP_LEGEND = alt.Legend(orient="bottom", gradientLength=140)


@dataclass(frozen=True)
class Picture:
    """A picture, in one language; plain text, not escaped.

    Attributes:
        name: the same in every language; a part of the page is called so.
        title: what it shows.
        sentence: what to look at, made from the data; or what is missing.
        note: how to read it.
        heads: titles of the columns of the same figures as a table.
        cells: its rows.
        chart: a chart in Vega-Lite, without its data; empty where there are no figures.
        rows: the data.
    """

    name: str
    title: str
    sentence: str
    note: str = ""
    heads: Sequence[str] = ()
    cells: Sequence[Sequence[str]] = ()
    chart: dict[str, Any] = field(default_factory=dict)
    rows: Sequence[dict[str, Any]] = ()


def chart_of(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return a chart as the page embeds it: colours and fonts come from the page."""
    spec = chart.to_dict()
    for unwanted in ("config", "datasets", "$schema"):
        spec.pop(unwanted, None)
    return spec
