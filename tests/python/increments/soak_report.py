"""Writes docs/soak.md: what was played, when and on what, and what differed."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median

from project import ROOT

from increments.daily import AGENT_COUNT
from increments.growth import Growth
from increments.replay import Outcome

REPORT = ROOT / "docs" / "soak.md"
PACKAGES = ("cs-productivity", "dbt-core", "dbt-duckdb", "duckdb")
# the first and the last increments whose times are compared
EDGE_COUNT = 10
ABOUT_GROWTHS = {"sample": f"Sample logs of {AGENT_COUNT} agents, landed day by day, one increment each:"}

HEAD = """# Increments against a full refresh

`make soak` plays made-up histories of a landing zone: rows late by months, delivered twice, corrected and out of
order, files that cannot be read, builds that are killed at any statement. After each batch of files follows one build;
at the end every relation of `staging`, `intermediate` and `marts` must be, row for row, what one full refresh of
the same files gives. `make soak SEED=7` plays one of them again, and with `SHRINK=1` looks for the smallest that fails.
"""


@dataclass(frozen=True)
class Soak:
    """Everything that was played, and the seconds that it took."""

    outcomes: list[Outcome]
    growths: dict[str, Growth]
    processes: int
    seconds: float

    @property
    def has_failed(self) -> bool:
        """Whether any history differed, or anything that grew step by step."""
        return any(played.report for played in (*self.outcomes, *self.growths.values()))


def render(soak: Soak) -> str:
    """Return the document, Markdown."""
    seeds = [outcome.history.seed for outcome in soak.outcomes]
    failed = sorted(outcome.history.seed for outcome in soak.outcomes if outcome.report)
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    lines = [
        HEAD,
        "## Last result",
        "",
        "| | |",
        "| --- | --- |",
        f"| date | {datetime.now(UTC):%Y-%m-%d} |",
        f"| versions | {versions}, Python {platform.python_version()} |",
        f"| machine | {os.cpu_count()} cores, {soak.processes} processes, {soak.seconds / 60:,.0f} minutes |",
        f"| histories | {len(seeds):,}, of which {len(failed):,} failed |",
        f"| seeds | {min(seeds, default=0)} to {max(seeds, default=0)} |",
        f"| builds | {sum(outcome.build_count for outcome in soak.outcomes):,}, of which "
        f"{sum(outcome.kill_count for outcome in soak.outcomes):,} were killed |",
        f"| rows compared | {sum(outcome.row_count for outcome in soak.outcomes):,} |",
    ]
    if failed:
        lines.append(f"| failed seeds | {', '.join(map(str, failed))} |")
    for name, growth in soak.growths.items():
        lines += ["", *_growth_lines(name, growth)]
    return "\n".join(lines) + "\n"


def _growth_lines(name: str, growth: Growth) -> list[str]:
    seconds, refreshes = growth.increment_seconds, growth.refresh_seconds
    lines = [
        ABOUT_GROWTHS.get(name, f"Public log `{name}`, revealed month by month, one increment each:"),
        "",
        "| | |",
        "| --- | --- |",
        f"| increments | {len(seconds)}, compared with a full refresh {len(refreshes)} times on the way |",
        f"| rows compared | {growth.row_count:,} |",
        f"| differences | {'yes: ' + growth.report.splitlines()[0] if growth.report else 'none'} |",
    ]
    if len(seconds) > 2 * EDGE_COUNT and refreshes:
        # the first build is no increment, and the last one runs the tests too
        first, last = median(seconds[1 : EDGE_COUNT + 1]), median(seconds[-EDGE_COUNT - 1 : -1])
        lines.append(
            f"| seconds of an increment | {first:.1f} at first, {last:.1f} in the end; "
            f"a full refresh then takes {refreshes[-1]:.1f} |"
        )
    return lines
