"""Says what was measured: on the terminal, and in a page of docs with a picture beside it, one for each size."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from canvas import ROW, WIDTH, Canvas
from project import ROOT
from report_tables import Table

PACKAGES = ("cs-productivity", "dbt-core", "dbt-duckdb", "duckdb", "pandas", "polars")
HEAD = """# What builds cost

`{command}` makes the logs of a desk, builds them whole, then day by day, and runs others' ways on the
same rows in the same run. What counts are ratios: seconds differ from machine to machine and from minute to minute.

![Ratios beside what is asked of them]({page}.svg)
"""
KNOWN_MORE = """
Textbook SQL, pandas and polars join an agent's actions on a ticket while the pauses are no longer than ten minutes, and
give the same segments; they read one clean file. The project's segments are made from the files as they landed and
know more: rows that cannot be are told apart, calls last until they are ended, chats wait for their customers, work
before an action counts, every second of an agent is on one ticket at most, idle, away or unknown, with two bounds. Its
part of the ratios is every model from raw rows to `int_work_segments`, written to the warehouse one by one.
"""
SMALL = """
Of a desk this small most of a day more is what every build makes anew, staffing above all, which grows with days and
not with people. Of more people: {pages}.
"""


@dataclass(frozen=True)
class Bound:
    """What is asked of a ratio."""

    limit: float
    is_at_most: bool = True

    def is_held(self, ratio: float) -> bool:
        """Whether the ratio is on the right side."""
        return ratio <= self.limit if self.is_at_most else ratio >= self.limit

    def __str__(self) -> str:
        """As people write it."""
        return f"{'≤' if self.is_at_most else '≥'} {self.limit:g}"


BOUNDS = {
    "a day more, long history / short": Bound(1.15),
    "long history at once / a day more": Bound(10, is_at_most=False),
    "backend to segments / sort and group": Bound(1),
    "backend to segments / scan and hash": Bound(2.5),
    "textbook SQL / backend to segments": Bound(4, is_at_most=False),
    "frontend pipeline / sort and group": Bound(4),
    "peak memory of a full build, GB": Bound(4),
    "dbt's part of a build of the sample": Bound(0.5),
}


def _tables(figures: Mapping[str, Any]) -> list[Table]:
    ratios = [
        (name, f"{ratio:.2f}", str(bound or ""), "" if not bound else "yes" if bound.is_held(ratio) else "no")
        for name, ratio in figures["ratios"].items()
        for bound in [BOUNDS.get(name)]
    ]
    peers = [(name, f"{seconds:.2f}") for name, seconds in figures["seconds"].items()]
    others = [
        (found["name"], f"{found['cpu_seconds']:.2f}", f"{found['wrong_rows']:,}")
        for found in figures["one day more"]
    ]
    builds = [
        (cost["name"], f"{cost['cpu_seconds']:.1f}", f"{cost['wall_seconds']:.1f}")
        for cost in figures["costs"]
    ]
    tables = [
        Table("Ratios", ("ratio", "found", "asked", "held"), ratios),
        Table("CPU seconds of both pipelines, of others and of the machine", ("what", "seconds"), peers),
        Table(
            "One day more by models that look at recent history alone",
            ("model", "CPU seconds", "rows that are wrong"),
            others,
        ),
        Table("Builds", ("build", "CPU seconds", "seconds"), builds),
    ]
    for name, steps in figures["slowest"].items():
        rows = [
            (step["name"], f"{step['cpu_seconds']:.1f}", f"{(step['peak_bytes'] or 0) / 1e9:.2f}")
            for step in steps
        ]
        tables.append(Table(f"The models that cost most, {name}", ("model", "CPU seconds", "peak, GB"), rows))
    return tables


def say(figures: Mapping[str, Any]) -> list[str]:
    """Everything for the terminal; the ratios come last."""
    lines: list[str] = []
    for table in _tables(figures)[::-1]:
        lines += ["", *table.text()]
    return lines


def to_markdown(figures: Mapping[str, Any], size: str = "default", larger: Sequence[str] = ()) -> str:
    """The document of a size; the default one leads to the pages of larger desks."""
    machine, rows, took = figures["machine"], figures["rows"], figures["took"]
    command = "make bench" if size == "default" else f"make bench SIZE={size}"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    lines = [
        HEAD.format(command=command, page=_page(size)),
        "## Last result",
        "",
        "| | |",
        "| --- | --- |",
        f"| date | {figures['date']} |",
        f"| versions | {versions}, Python {platform.python_version()} |",
        f"| machine | {machine['cores']} cores |",
        f"| logs | {machine['agents']} people, {machine['days']} days, "
        f"{', '.join(f'{count:,} rows of {table}' for table, count in rows.items())} |",
        f"| took | {took['minutes']:.0f} minutes{'' if took['made_logs'] else ', on logs that were made before'} |",
    ]
    for table in _tables(figures):
        lines += ["", f"**{table.title}**", "", *table.markdown()]
    pages = SMALL.format(pages=", ".join(f"[{name}]({name})" for name in larger)) if larger else ""
    return "\n".join(lines) + "\n" + KNOWN_MORE + pages


def draw(figures: Mapping[str, Any]) -> str:
    """The picture: every ratio of which something is asked, beside that, on an axis of factors."""
    left, right = 330, 790
    found = {name: ratio for name, ratio in figures["ratios"].items() if name in BOUNDS and ratio > 0}
    # one way round for all: how many times the bound is overrun
    overruns = {
        name: ratio / BOUNDS[name].limit if BOUNDS[name].is_at_most else BOUNDS[name].limit / ratio
        for name, ratio in found.items()
    }
    low, high = min(0.1, *overruns.values()), max(10.0, *overruns.values())

    def place(value: float) -> float:
        return left + math.log(value / low) / math.log(high / low) * (right - left)

    canvas = Canvas()
    canvas.y = 30
    canvas.text(20, "What was found, as a multiple of what is asked", "title")
    canvas.y += 18
    canvas.text(20, "left of 1, shaded: held; an axis of factors; at the right the ratio itself", "soft")
    canvas.y += 12
    top, height = canvas.y, ROW * len(overruns) + 6
    canvas.box(left, place(1), top, top + height)
    ticks = [10.0**power for power in range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)]
    for tick in ticks:
        canvas.line(place(tick), top, top + height, "zero" if tick == 1 else "line")
    for name, overrun in overruns.items():
        canvas.y += ROW
        canvas.text(left - 12, name, "", "end")
        canvas.dots([place(overrun)], "own")
        canvas.text(WIDTH - 12, f"{found[name]:.2f} ({BOUNDS[name]})", "soft", "end")
    canvas.y = top + height + 18
    for tick in ticks:
        canvas.text(place(tick), f"{tick:g}", "soft", "middle")
    return canvas.page("Ratios of make bench beside what is asked of them")


def _page(size: str) -> str:
    """Name of the page of a size and of its picture, without ending."""
    return "bench" if size == "default" else f"bench_{size}"


def write(figures: Mapping[str, Any], size: str) -> None:
    """Write the page of a size and its picture into docs."""
    page = ROOT / "docs" / _page(size)
    larger = sorted(path.name for path in page.parent.glob("bench_*.md")) if size == "default" else []
    page.with_suffix(".md").write_text(to_markdown(figures, size, larger), encoding="utf-8")
    page.with_suffix(".svg").write_text(draw(figures), encoding="utf-8")
