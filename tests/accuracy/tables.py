"""What was measured, as tables of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from report_tables import Table

from accuracy.promises import Run, Verdict

NAMES = {
    "estimate": "this project",
    "first_to_last": "first to last backend action",
    "backend_gaps": "backend gaps up to 10 min",
    "focus_client_clock": "ticket in front, client clock",
    "focus_formula_clock": "ticket in front, clock by batch",
}
CLOCKS = {
    "product": "this project",
    "client": "client clock as it is",
    "formula": "received − (sent − occurred)",
}


def share(value: float | None, digits: int = 1) -> str:
    """A share as a signed percentage."""
    return "–" if value is None else f"{100 * value:+.{digits}f} %"


def part(value: float) -> str:
    """A share as a percentage that cannot be negative."""
    return f"{100 * value:.1f} %"


def seconds(value: float | None) -> str:
    """Seconds, with as many digits as they need."""
    return "–" if value is None else f"{value:,.3f} s" if value < 10 else f"{value:,.0f} s"


def _worst(runs: Sequence[Run], *path: str, least: bool = False) -> float | None:
    """The figure at this path that is farthest from zero (or the least one), over the runs that have it."""
    values = []
    for run in runs:
        value: Any = run
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        if value is not None:
            values.append(value)
    if not values:
        return None
    return min(values) if least else max(values, key=abs)


def _by_scenario(runs: Sequence[Run]) -> dict[str, list[Run]]:
    grouped: dict[str, list[Run]] = {}
    for run in runs:
        grouped.setdefault(run["scenario"], []).append(run)
    return grouped


def promise_table(verdicts: Sequence[Verdict]) -> Table:
    """Every promise with its worst figure."""
    said = {
        "share": part,
        "points": lambda value: f"{value:.2f} points",
        "seconds": seconds,
        "count": lambda value: f"{value:,.0f}",
    }
    rows = []
    for verdict in verdicts:
        figure = "not measured" if verdict.worst is None else said[verdict.promise.kind](verdict.worst)
        word = "met" if verdict.is_kept else "MISSED"
        rows.append((verdict.promise.scenario or "all", verdict.promise.sentence, figure, word))
    return Table(
        "What is promised, the worst figure of all seeds, and whether it is met:",
        ("scenario", "promise", "worst", ""),
        rows,
    )


def seed_table(runs: Sequence[Run]) -> Table:
    """The project's own figures, a row per scenario and seed."""
    rows = []
    for run in runs:
        product = run["product"]
        rows.append(
            (
                run["scenario"],
                str(run["seed"]),
                f"{product['tickets']:,}",
                f"{product['true_aht_seconds']:,.0f} s",
                share(product["bias"]),
                part(product["median_error"]),
                part(product["p90_error"]),
                part(product["inside"]),
                part(product["mean_width"]),
            )
        )
    header = ("scenario", "seed", "tickets", "true AHT", "AHT off by", "median error", "p90 error")
    return Table(
        "Every run: errors are of single tickets, `inside` is the share of tickets between low and high, `width` is "
        "how far these are apart, as a share of AHT:",
        (*header, "inside", "width"),
        rows,
    )


def channel_table(runs: Sequence[Run]) -> Table:
    """The project's own figures by channel, the worst seed of each."""
    rows = []
    for scenario, of_scenario in _by_scenario(runs).items():
        for channel in sorted({channel for run in of_scenario for channel in run["by_channel"]}):
            path = ("by_channel", channel)
            rows.append(
                (
                    scenario,
                    channel,
                    share(_worst(of_scenario, *path, "bias")),
                    share(_worst(of_scenario, *path, "median_error")),
                    share(_worst(of_scenario, *path, "inside", least=True)),
                    share(_worst(of_scenario, *path, "mean_width")),
                )
            )
    rows = [
        tuple(cell.removeprefix("+") if place > 2 else cell for place, cell in enumerate(row)) for row in rows
    ]
    header = ("scenario", "channel", "AHT off by", "median error", "inside", "width")
    return Table("By channel, the worst seed of each figure:", header, rows)


def estimator_table(runs: Sequence[Run]) -> Table:
    """This project beside simpler estimators on the same logs, the worst seed of each figure."""
    rows = []
    for scenario, of_scenario in _by_scenario(runs).items():
        for key, name in NAMES.items():
            path = ("product",) if key == "estimate" else ("peers", key)
            if _worst(of_scenario, *path, "bias") is None:
                continue
            points = [_worst(of_scenario, "effects", key, f"{scale}_points") for scale in ("log", "mean")]
            rows.append(
                (
                    scenario,
                    name,
                    share(_worst(of_scenario, *path, "bias")),
                    share(_worst(of_scenario, *path, "median_error")).removeprefix("+"),
                    share(_worst(of_scenario, *path, "p90_error")).removeprefix("+"),
                    *("–" if value is None else f"{value:+.2f}" for value in points),
                )
            )
    header = ("scenario", "estimator", "AHT off by", "median error", "p90 error", "effect off by", "on sums")
    return Table(
        "Beside simpler ways to tell it from the same logs, the worst seed of each figure; the last columns are how "
        "far the effect of a release is seen from its effect on the true effort, in percentage points:",
        header,
        rows,
    )


def effect_table(runs: Sequence[Run]) -> Table:
    """The effect of the release, as the truth has it and as the project sees it, and the mean of what is between."""
    rows = []
    for scenario, of_scenario in _by_scenario(runs).items():
        found = [(str(run["seed"]), run["effects"]) for run in of_scenario if run["effects"]]
        for seed, effects in found:
            cells = [_effect_cells(effects["truth"], effects["estimate"], scale) for scale in ("log", "mean")]
            rows.append((scenario, seed, *cells[0], *cells[1]))
        if found:
            means = [
                f"{fmean(effects['estimate'][f'{scale}_points'] for _, effects in found):+.2f}"
                for scale in ("log", "mean")
            ]
            rows.append((scenario, "mean", "", "", means[0], "", "", means[1]))
    header = (
        "scenario",
        "seed",
        "typical ticket: truth",
        "seen",
        "points",
        "average: truth",
        "seen",
        "points",
    )
    return Table(
        "What the tool release changed in tickets of one agent (the simulator takes 8 % off whatever begins under it), "
        "estimated on the true effort and on the project's in the same way, and the difference in percentage points:",
        header,
        rows,
    )


def _effect_cells(truth: Mapping[str, float], seen: Mapping[str, float], scale: str) -> tuple[str, ...]:
    return share(truth[scale], 2), share(seen[scale], 2), f"{seen[f'{scale}_points']:+.2f}"


def clock_table(runs: Sequence[Run]) -> Table:
    """Errors of the times of frontend events, the worst seed of each figure."""
    rows = []
    for scenario, of_scenario in _by_scenario(runs).items():
        for key, name in CLOCKS.items():
            if _worst(of_scenario, "clock", key, "all", "median") is None:
                continue
            figures = [_worst(of_scenario, "clock", key, "all", name) for name in ("median", "p99", "max")]
            near = [
                _worst(of_scenario, "clock", key, where, "p99")
                for where in ("bracketed_sessions", "near_a_bracket")
            ]
            wrong = _worst(of_scenario, "clock", key, "inversions_per_million")
            tabs = [
                sum(run["clock"][count] for run in of_scenario)
                for count in ("bracketed_sessions", "sessions")
            ]
            cells = (f"{tabs[0]:,} of {tabs[1]:,}", f"{wrong:,.0f}")
            rows.append((scenario, name, *map(seconds, figures + near), *cells))
    return Table(
        "Times of the frontend events that arrived, how far from the true server time; `bracketed` are tab sessions "
        "with a request that both sides logged at least every ten minutes, `near` the events with one within ten "
        "minutes; `swapped` are neighbours in the wrong order, per million:",
        ("scenario", "clock", "median", "p99", "max", "p99 bracketed", "p99 near", "bracketed", "swapped"),
        rows,
    )


def sensitivity_table(moves: Sequence[Mapping[str, Any]] | None) -> Table:
    """The average handling time at halved and doubled settings."""
    rows = []
    for move in moves or []:
        name = "defaults" if move["variable"] is None else f"{move['variable']} = {move['value']}"
        if "failure" in move:
            rows.append((name, "THE BUILD FAILED", "", "", ""))
            continue
        change = share(move["aht"] / moves[0]["aht"] - 1)
        rows.append((name, f"{move['aht']:.1f} s", change, f"{move['low']:.1f} s", f"{move['high']:.1f} s"))
    return Table(
        "How far the settings decide it: each halved and doubled within its range, on the logs of one typical seed:",
        ("setting", "AHT", "change", "low", "high"),
        rows,
    )


def all_tables(found: Mapping[str, Any], verdicts: Sequence[Verdict]) -> list[Table]:
    """Every table that has rows."""
    runs = found["runs"]
    tables = [
        promise_table(verdicts),
        seed_table(runs),
        estimator_table(runs),
        channel_table(runs),
        effect_table(runs),
        clock_table(runs),
        sensitivity_table(found["sensitivity"]),
    ]
    return [table for table in tables if table.rows]
