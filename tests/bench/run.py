"""`make bench`: what builds cost as history grows, which models cost most, and how far that is from the limits.

The short history is the end of the long one, so that a measured day brings both the same rows, and both are measured
in turns: neither the weekday nor the hour of the machine stands between them.

The figures are CPU seconds of `dbt build` in this process, from the first hook to the closed warehouse: dbt's own
start-up and parsing are told apart, models and data tests are in. What counts are ratios of one run on one machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))

from bench_report import say, write
from builds import Bench, Cost, undisturbed
from desks import write_desks
from limits import BACKEND, FRONTEND, row_count, scan_and_hash, sort_and_group, write_clean
from look_backs import one_day_more
from networkx import DiGraph, ancestors
from peers import measure
from steps import slowest

from cs_productivity.simulator import write_sample

# people and days of history; large is some 10 million backend and 70 million frontend rows
SIZES = {"default": (8, 180), "medium": (60, 180), "large": (265, 180)}
SHORT_DAYS = 30
# the machine differs from minute to minute: so many days are measured, in pairs
MEASURED_DAYS = 3
# a day of this age lands last
LATE_DAYS = 20
SLOWEST = 10
# what the backend's log alone is built up to
SEGMENTS = "model.cs_productivity.int_work_segments"


def history(bench: Bench, long: int) -> tuple[dict[str, float], dict[str, Cost]]:
    """Build a short and a long history, and then the same days on both, in turns."""
    late = bench.days[long - LATE_DAYS]
    for zone, days in (("short", SHORT_DAYS), ("long", long)):
        bench.reveal(zone, long - days, long - LATE_DAYS - 1)
        bench.reveal(zone, long - LATE_DAYS + 1, long - 1)
        full = bench.build(f"{days} days at once", zone)
    pairs = []
    # the first increment also makes what a full build leaves empty, and is not counted
    for day in range(long, long + 1 + MEASURED_DAYS):
        pair = {}
        for zone in ("short", "long") if day % 2 else ("long", "short"):
            bench.reveal(zone, day, day)
            pair[zone] = bench.build(f"{bench.days[day]}, {zone}", zone)
        pairs.append(pair)
    counted = pairs[1:]
    day_more = median(pair["long"].cpu_seconds for pair in counted)
    nothing = bench.build("nothing new", "long")
    bench.reveal("long", long - LATE_DAYS, long - LATE_DAYS)
    a_late_day = bench.build(f"{late}, late", "long")
    ratios = {
        "a day more, long history / short": undisturbed([pair["long"] for pair in counted])
        / undisturbed([pair["short"] for pair in counted]),
        "long history at once / a day more": full.cpu_seconds / day_more,
        "a late day / a day more": a_late_day.cpu_seconds / day_more,
        "a day more / nothing new": day_more / nothing.cpu_seconds,
    }
    return ratios, {"full": full, "day more": counted[-1]["long"]}


def against_limits(bench: Bench, full: Cost, long: int) -> tuple[dict[str, float], dict[str, float]]:
    """Build the same days without the frontend's log, and hold both pipelines against the limits and peers."""
    bench.reveal("backend", 0, long - 1, without=FRONTEND.table)
    bench.reveal("backend-and-frontend", 0, long - 1)
    backend = bench.build(f"{long} days, backend only", "backend")
    manifest = json.loads((bench.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = {SEGMENTS, *ancestors(DiGraph(manifest["child_map"]), SEGMENTS)}
    names = {node.rsplit(".", 1)[-1] for node in nodes}
    to_segments = sum(step.cpu_seconds for step in backend.steps if step.name in names)
    files = {
        log: write_clean(bench.folder / "backend-and-frontend", log, bench.folder)
        for log in (BACKEND, FRONTEND)
    }
    seconds = {"backend to segments": to_segments, **measure(files[BACKEND])}
    for log, file in files.items():
        seconds[f"{log.table}: scan and hash"] = scan_and_hash(file, log)
        seconds[f"{log.table}: sort and group"] = sort_and_group(file, log)
    # what the frontend's log adds to every model, clocks, loss and states
    frontend = sum(step.cpu_seconds for step in full.steps if step.kind == "model") - sum(
        step.cpu_seconds for step in backend.steps if step.kind == "model"
    )
    seconds["frontend pipeline"] = frontend
    ratios = {
        "backend to segments / sort and group": to_segments / seconds[f"{BACKEND.table}: sort and group"],
        "backend to segments / scan and hash": to_segments / seconds[f"{BACKEND.table}: scan and hash"],
        "textbook SQL / backend to segments": seconds["textbook SQL"] / to_segments,
        "pandas / backend to segments": seconds["pandas"] / to_segments,
        "frontend pipeline / sort and group": frontend / seconds[f"{FRONTEND.table}: sort and group"],
    }
    return ratios, seconds


def overhead(sample: Path, folder: Path) -> float:
    """Share of a build of the sample logs' CPU that is not models: dbt's start, its parsing, tests, hooks."""
    folder.mkdir()
    bench = Bench(sample, folder)
    bench.reveal("sample", 0, len(bench.days) - 1)
    cost = bench.build("sample logs", "sample")
    models = sum(step.cpu_seconds for step in cost.steps if step.kind == "model")
    return 1 - models / (cost.start_up_cpu_seconds + cost.cpu_seconds)


def elsewhere(make: Callable[..., Any], *arguments: Any, **options: Any) -> None:
    """Call a function in a process of its own: the memory that it took is not a build's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        process.submit(make, *arguments, **options).result()


def run(sample: Path, folder: Path, long: int) -> dict[str, Any]:
    """Measure, and return the figures; see the module for what they are."""
    small = folder / "small-sample"
    elsewhere(write_sample, small, seed=7)
    ratios = {"dbt's part of a build of the sample": overhead(small, folder / "small")}
    bench = Bench(sample, folder)
    more, costs = history(bench, long)
    ratios |= more
    more, seconds = against_limits(bench, costs["full"], long)
    ratios |= more
    ratios["peak memory of a full build, GB"] = (costs["full"].peak_bytes or 0) / 1e9
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "rows": {log.table: row_count(folder / f"{log.table}.parquet") for log in (BACKEND, FRONTEND)},
        "costs": [asdict(cost) for cost in bench.costs],
        "slowest": {
            name: [asdict(step) for step in slowest(cost.steps, SLOWEST)] for name, cost in costs.items()
        },
        "seconds": seconds,
        "one day more": [asdict(found) for found in one_day_more(folder / f"{BACKEND.table}.parquet")],
        "ratios": ratios,
    }


def main() -> None:
    """Make a sample and measure on it."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--size", choices=list(SIZES), default="default")
    parser.add_argument("--agents", type=int, help="people, in desks of up to 20")
    parser.add_argument("--days", type=int, help="days of the long history")
    parser.add_argument("--sample", type=Path, help="a sample made before, instead of a new one")
    parser.add_argument(
        "--json", type=Path, default=Path("target/bench.json"), help="write the figures there"
    )
    options = parser.parse_args()
    agents, days = options.agents or SIZES[options.size][0], options.days or SIZES[options.size][1]
    if days <= SHORT_DAYS:
        parser.error(f"the long history has to be longer than {SHORT_DAYS} days")
    started = monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("CS_BENCH_PATH")) as folder:
        sample = options.sample
        if sample is None:
            sample = Path(folder) / "sample"
            elsewhere(write_desks, sample, agents, days + 2 + MEASURED_DAYS)
        figures = run(sample.resolve(), Path(folder), days)
    figures["machine"] = {"cores": os.cpu_count(), "agents": agents, "days": days}
    figures["took"] = {"minutes": (monotonic() - started) / 60, "made_logs": options.sample is None}
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(figures, indent=1) + "\n")
    print("\n".join(say(figures)))
    # what a desk of yet another size costs is no news for the documents
    if not options.agents and not options.days:
        write(figures, options.size)


if __name__ == "__main__":
    main()
