"""What one more day costs on a short and on a long history, beside building the long one at once: `make bench`.

The short history is the end of the long one, so that a measured day brings both the same rows, and both are measured
in turns: neither the weekday nor the hour of the machine stands between them.

The figures are CPU seconds of `dbt build` in this process, from the first hook to the closed warehouse: dbt's own
start-up and parsing are left out, models and data tests are in. Printed are ratios of one run on one machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from desks import write_desks

ROOT = Path(__file__).resolve().parents[2]
# the event that dbt fires when it has parsed the project and is about to run
STARTS_TO_RUN = "ConcurrencyLine"
# the machine differs from minute to minute: what one day more costs is the median of so many pairs
MEASURED_DAYS = 5


@dataclass(frozen=True)
class Cost:
    """What one build cost: CPU and wall-clock seconds without dbt's start-up."""

    name: str
    cpu_seconds: float
    wall_seconds: float


class Bench:
    """Two warehouses over two growing landing zones that are fed from one sample."""

    def __init__(self, sample: Path, folder: Path) -> None:
        self.sample, self.folder = sample, folder
        self.days = sorted({path.name for path in sample.glob("*/loaded_date=*")})
        self.costs: list[Cost] = []

    def reveal(self, zone: str, first: int, last: int) -> None:
        """Link the files of these days of loading into a landing zone, hard and without a copy; both from 0."""
        for day in self.days[first : last + 1]:
            for source in self.sample.glob(f"*/{day}/*.parquet"):
                target = self.folder / zone / source.relative_to(self.sample)
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(source, target)

    def build(self, name: str, zone: str) -> Cost:
        """Build a zone into its warehouse, and keep what it cost.

        Raises:
            SystemExit: the build failed.
        """
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        os.environ["CS_RAW_PATH"] = str(self.folder / zone)
        os.environ["CS_DUCKDB_PATH"] = str(self.folder / f"{zone}.duckdb")
        os.environ["CS_SALT_PATH"] = str(self.folder / "salt")
        started: dict[str, float] = {}

        def listen(event: Any) -> None:
            if event.info.name == STARTS_TO_RUN:
                started.update(cpu=time.process_time(), wall=time.monotonic())

        arguments = ["--quiet", "build", "--exclude-resource-type", "unit_test", "--project-dir", str(ROOT)]
        arguments += ["--profiles-dir", str(ROOT), "--target", "duckdb", "--no-send-anonymous-usage-stats"]
        arguments += ["--target-path", str(self.folder / "target"), "--log-path", str(self.folder / "logs")]
        outcome = dbtRunner(callbacks=[listen]).invoke(arguments)
        # what DuckDB still holds in its log is written when it is closed
        DuckDBConnectionManager.close_all_connections()
        cost = Cost(name, time.process_time() - started["cpu"], time.monotonic() - started["wall"])
        if not outcome.success:
            sys.exit(
                f"bench: {name} failed, see {self.folder / 'logs'}: {outcome.exception or 'a node failed'}"
            )
        self.costs.append(cost)
        size = (self.folder / f"{zone}.duckdb").stat().st_size / 1e6
        print(
            f"{name:<34} {cost.cpu_seconds:8.1f} s CPU {cost.wall_seconds:8.1f} s {size:8.0f} MB", flush=True
        )
        return cost


def run(sample: Path, folder: Path, short: int, long: int) -> dict[str, Any]:
    """Measure, print and return the figures; see the module for what they are."""
    bench = Bench(sample, folder)
    if len(bench.days) < long + 1 + MEASURED_DAYS:
        sys.exit(
            f"bench: the sample has {len(bench.days)} days of loading, {long + 1 + MEASURED_DAYS} are needed."
        )
    for zone, history in (("short", short), ("long", long)):
        bench.reveal(zone, long - history, long - 1)
        full = bench.build(f"{history} days at once", zone)
    pairs = []
    # the first increment also makes what a full build leaves empty, and is not counted
    for day in range(long, long + 1 + MEASURED_DAYS):
        pair = {}
        for zone in ("short", "long") if day % 2 else ("long", "short"):
            bench.reveal(zone, day, day)
            pair[zone] = bench.build(f"{bench.days[day]}, {zone}", zone).cpu_seconds
        pairs.append(pair)
    day_more = median(pair["long"] for pair in pairs[1:])
    nothing = bench.build("nothing new", "long")
    ratios = {
        "a day more, long history / short": median(pair["long"] / pair["short"] for pair in pairs[1:]),
        "long history at once / a day more": full.cpu_seconds / day_more,
        "a day more / nothing new": day_more / nothing.cpu_seconds,
    }
    for name, ratio in ratios.items():
        print(f"{name:<34} {ratio:8.2f}")
    return {"costs": [asdict(cost) for cost in bench.costs], "ratios": ratios}


def main() -> None:
    """Make a sample and measure on it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=80, help="people, in desks of up to 20")
    parser.add_argument("--short", type=int, default=30, metavar="DAYS")
    parser.add_argument("--long", type=int, default=180, metavar="DAYS")
    parser.add_argument("--sample", type=Path, help="a sample made before, instead of a new one")
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("CS_BENCH_PATH")) as folder:
        sample = options.sample
        if sample is None:
            sample = Path(folder) / "sample"
            write_desks(sample, options.agents, options.long + 2 + MEASURED_DAYS)
        figures = run(sample.resolve(), Path(folder), options.short, options.long)
    if options.json:
        figures["machine"] = {"cores": os.cpu_count(), "agents": options.agents}
        options.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
