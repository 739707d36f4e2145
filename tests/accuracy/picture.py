"""Draws bias and coverage by scenario and estimator."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from canvas import ROW, WIDTH, Canvas

from accuracy.promises import PROMISES, Run

LEFT, RIGHT = 300, 790
TICKS = (-0.9, -0.5, -0.2, -0.05, 0.0, 0.05, 0.2, 1.0, 5.0, 20.0, 100.0)
# up to here the axis of bias is even, beyond it rises by factors
EVEN = 0.02


def bent(value: float) -> float:
    """Where a bias lies on the axis: even around zero, by factors beyond."""
    return math.copysign(math.log10(1 + abs(value) / EVEN), value)


def _limit(scenario: str, word: str) -> float | None:
    limits = [
        promise.limit for promise in PROMISES if promise.scenario == scenario and word in promise.sentence
    ]
    return limits[0] if limits else None


def _percent(value: float) -> str:
    return f"{100 * value:+.0f} %" if value else "0"


def _draw_bias(canvas: Canvas, groups: Mapping[str, list[Run]], names: Mapping[str, str]) -> None:
    rows: list[tuple[str, str, list[float]]] = []
    for scenario, runs in groups.items():
        for key, name in names.items():
            found = [run["product"] if key == "estimate" else run["peers"].get(key) for run in runs]
            if all(found):
                rows.append((scenario, name, [figures["bias"] for figures in found]))
    limits = [limit for scenario in groups if (limit := _limit(scenario, "off by"))]
    values_and_limits = (
        [value for _, _, values in rows for value in values] + limits + [-limit for limit in limits]
    )
    every = [bent(value) for value in values_and_limits]
    low, high = min(every) - 0.1, max(every) + 0.1

    def place(value: float) -> float:
        return LEFT + (bent(value) - low) / (high - low) * (RIGHT - LEFT)

    canvas.text(20, "How far the average handling time is off", "title")
    canvas.y += 18
    canvas.text(
        20,
        "a dot per seed; % of the true average; even up to ±2 %, by factors beyond; shaded: promised",
        "soft",
    )
    canvas.y += 12
    top, height = canvas.y, ROW * (len(rows) + len(groups)) + 4
    ticks = [tick for tick in TICKS if low <= bent(tick) <= high]
    for tick in ticks:
        canvas.line(place(tick), top, top + height, "line" if tick else "zero")
    before = None
    own = next(iter(names.values()))
    for scenario, name, values in rows:
        if scenario != before:
            canvas.y += ROW
            canvas.text(20, scenario, "head")
            before = scenario
        canvas.y += ROW
        limit = _limit(scenario, "off by")
        if name == own and limit:
            canvas.box(place(-limit), place(limit), canvas.y - 13, canvas.y + 4)
        canvas.text(LEFT - 12, name, "" if name == own else "soft", "end")
        canvas.dots([place(value) for value in values], "own" if name == own else "peer")
        canvas.text(WIDTH - 12, f"{100 * max(values, key=abs):+.1f} %", "" if name == own else "soft", "end")
    canvas.y = top + height + 18
    for tick in ticks:
        canvas.text(place(tick), _percent(tick), "soft", "middle")
    canvas.text(WIDTH - 12, "worst", "soft", "end")


def _draw_coverage(canvas: Canvas, groups: Mapping[str, list[Run]]) -> None:
    every = {scenario: [run["product"]["inside"] for run in runs] for scenario, runs in groups.items()}
    low = min(0.9, math.floor(20 * min(map(min, every.values()))) / 20) - 0.01

    def place(value: float) -> float:
        return LEFT + (value - low) / (1 - low) * (RIGHT - LEFT)

    canvas.text(20, "Tickets whose true handling time lies between low and high", "title")
    canvas.y += 18
    canvas.text(20, "a dot per seed; % of the tickets; shaded: promised", "soft")
    canvas.y += 12
    top = canvas.y
    step = 0.02 if low > 0.85 else 0.1
    ticks = [1 - step * number for number in range(int((1 - low) / step) + 1)]
    for tick in ticks:
        canvas.line(place(tick), top, top + ROW * len(every) + 4)
    for scenario, values in every.items():
        canvas.y += ROW
        limit = _limit(scenario, "enclose")
        if limit:
            canvas.box(place(limit), place(1), canvas.y - 13, canvas.y + 4)
        canvas.text(20, scenario, "head")
        canvas.dots([place(value) for value in values], "own")
        canvas.text(WIDTH - 12, f"{100 * min(values):.1f} %", "", "end")
    canvas.y += 22
    for tick in ticks:
        canvas.text(place(tick), f"{100 * tick:.0f} %", "soft", "middle")
    canvas.text(WIDTH - 12, "worst", "soft", "end")


def draw(runs: Sequence[Run], names: Mapping[str, str]) -> str:
    """Return the picture.

    Args:
        runs: everything that was measured, a run per scenario and seed.
        names: what the estimators are called, this project's (`estimate`) first.
    """
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(run["scenario"], []).append(run)
    canvas = Canvas()
    canvas.y = 30
    _draw_bias(canvas, groups, names)
    canvas.y += 44
    _draw_coverage(canvas, groups)
    return canvas.page(
        "Bias of the average handling time and share of tickets inside their bounds, by scenario"
    )
