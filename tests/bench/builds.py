"""Warehouses over growing landing zones that are fed from one sample, and what each build costs."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steps import Step, StepWatch

ROOT = Path(__file__).resolve().parents[2]
# the event that dbt fires when it has parsed the project and is about to run
STARTS_TO_RUN = "ConcurrencyLine"


@dataclass(frozen=True)
class Cost:
    """What one build cost: CPU and wall-clock seconds without dbt's start-up, and what each node took of it."""

    name: str
    cpu_seconds: float
    wall_seconds: float
    start_up_cpu_seconds: float
    steps: list[Step] = field(repr=False)

    @property
    def peak_bytes(self) -> int | None:
        """Most memory that any node took."""
        return max((step.peak_bytes for step in self.steps if step.peak_bytes), default=None)


def undisturbed(costs: list[Cost]) -> float:
    """CPU seconds of a build, of several alike: the least of each node, and of what is between nodes.

    Other work on the machine only ever adds, by a tenth and more, and seldom to the same node twice.
    """
    least: dict[str, float] = {}
    for step in (step for cost in costs for step in cost.steps):
        least[step.name] = min(step.cpu_seconds, least.get(step.name, step.cpu_seconds))
    between = min(cost.cpu_seconds - sum(step.cpu_seconds for step in cost.steps) for cost in costs)
    return sum(least.values()) + between


class Bench:
    """Landing zones that grow by days of loading, each with a warehouse of its own."""

    def __init__(self, sample: Path, folder: Path) -> None:
        self.sample, self.folder = sample, folder
        self.days = sorted({path.name for path in sample.glob("*/loaded_date=*")})
        self.costs: list[Cost] = []

    def reveal(self, zone: str, first: int, last: int, without: str = "") -> None:
        """Link the files of these days of loading into a landing zone, hard and without a copy.

        Args:
            zone: name of the landing zone.
            first: first day, from 0.
            last: last day.
            without: a raw table that is left out.
        """
        for day in self.days[first : last + 1]:
            for source in self.sample.glob(f"*/{day}/*.parquet"):
                target = self.folder / zone / source.relative_to(self.sample)
                if source.relative_to(self.sample).parts[0] != without and not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.link(source, target)

    def build(self, name: str, zone: str) -> Cost:
        """Build a zone into its warehouse, and keep and print what it cost.

        Raises:
            SystemExit: the build failed.
        """
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        os.environ["CS_RAW_PATH"] = str(self.folder / zone)
        os.environ["CS_DUCKDB_PATH"] = str(self.folder / f"{zone}.duckdb")
        os.environ["CS_SALT_PATH"] = str(self.folder / "salt")
        # nodes one after another, so that each one's CPU can be told
        os.environ["CS_THREADS"] = "1"
        started: dict[str, float] = {}
        watch = StepWatch()

        def listen(event: Any) -> None:
            if event.info.name == STARTS_TO_RUN:
                started.update(cpu=time.process_time(), wall=time.monotonic())
            watch.listen(event)

        arguments = ["build", "--exclude-resource-type", "unit_test", "--project-dir", str(ROOT)]
        # as `make build` runs it: nothing but the log file is written
        arguments += ["--log-level", "none", "--log-level-file", "debug"]
        arguments += ["--profiles-dir", str(ROOT), "--target", "duckdb", "--no-send-anonymous-usage-stats"]
        arguments += ["--target-path", str(self.folder / "target"), "--log-path", str(self.folder / "logs")]
        called = time.process_time()
        outcome = dbtRunner(callbacks=[listen]).invoke(arguments)
        # what DuckDB still holds in its log is written when it is closed
        DuckDBConnectionManager.close_all_connections()
        if not outcome.success:
            why = outcome.exception or "a node failed"
            sys.exit(f"bench: {name} failed, see {self.folder / 'logs'}: {why}")
        cost = Cost(
            name,
            time.process_time() - started["cpu"],
            time.monotonic() - started["wall"],
            started["cpu"] - called,
            watch.steps,
        )
        self.costs.append(cost)
        size = (self.folder / f"{zone}.duckdb").stat().st_size / 1e6
        peak = f"{cost.peak_bytes / 1e9:6.2f} GB" if cost.peak_bytes else ""
        print(
            f"{name:<34} {cost.cpu_seconds:8.1f} s CPU {cost.wall_seconds:8.1f} s {size:8.0f} MB {peak}",
            flush=True,
        )
        return cost
