"""`make accuracy`: makes logs of which the truth is known, builds on them, and says how right the figures are.

Exit status: 0 every promise is kept, 1 one is not or a setting breaks the build, 2 nothing could be measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project import ROOT

from accuracy import clock, compare, effect, peers, report, sensitivity
from accuracy.builds import Builder, BuildFailed
from accuracy.promises import SCENARIOS, judge
from cs_productivity.settings import SettingsError
from cs_productivity.simulator import write_sample
from cs_productivity.variables import check_variables, load_defaults, read_variables

SEEDS, AGENTS, DAYS = [1, 2, 3, 4, 5], 20, 28
PACKAGES = ("cs-productivity", "dbt-core", "dbt-duckdb", "duckdb", "numpy", "pandas")


def measure(warehouse: Path, truth: Path) -> dict[str, Any]:
    """Return every figure of one warehouse, whose logs were made with this truth."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        tickets = compare.read_tickets(connection, truth)
        tickets, others = peers.add_peers(connection, tickets)
        events = clock.read_events(connection, truth)
        return {
            "product": compare.figures_of_product(tickets),
            "by_channel": compare.by_channel(tickets),
            "peers": {name: compare.figures_of_estimate(tickets, name) for name in others},
            "effects": effect.effects(tickets, ["estimate", *others]),
            "clock": events if isinstance(events, str) else clock.figures(events),
            "conservation": compare.conservation(connection),
        }


def aht_of(warehouse: Path) -> dict[str, float]:
    """Return the published average handling time of a warehouse, with its bounds."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return compare.aht_of(connection)


def run_all(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Make, build and measure whatever is asked for; returns everything that was found."""
    started, builder, runs, moves = time.monotonic(), Builder(folder / "dbt"), [], None
    for scenario in given.scenarios:
        for seed in given.seeds:
            place = folder / f"{scenario}-{seed}"
            raw = place / "raw"
            write_sample(raw, seed=seed, agents=given.agents, days=given.days, scenario=scenario)
            run = measure(builder.build(raw, place, given.vars), raw / "_truth")
            runs.append({"scenario": scenario, "seed": seed, **run})
            print(report.say_run(runs[-1]), flush=True)
            if scenario == "typical" and seed == given.seeds[0] and given.sensitivity:
                moves = sensitivity.measure(
                    {**load_defaults(ROOT), **given.vars},
                    lambda changed, raw=raw, place=place: aht_of(
                        builder.build(raw, place / "changed", {**given.vars, **changed})
                    ),
                )
            if not given.keep:
                shutil.rmtree(place)
    return {
        "about": {
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
            "versions": {package: version(package) for package in PACKAGES},
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "minutes": (time.monotonic() - started) / 60,
            "agents": given.agents,
            "days": given.days,
            "seeds": given.seeds,
            "vars": {name: str(value) for name, value in given.vars.items()},
        },
        "runs": runs,
        "sensitivity": moves,
    }


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Read the options; a wrong one ends the program with a sentence."""
    parser = argparse.ArgumentParser(prog="make accuracy", description=__doc__.splitlines()[0])
    parser.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS, help="one run each")
    parser.add_argument("--agents", type=int, default=AGENTS)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--vars", default="", help="dbt variables as YAML")
    parser.add_argument("--json", type=Path, help="write every figure there")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave logs and warehouses there")
    parser.add_argument(
        "--no-sensitivity", dest="sensitivity", action="store_false", help="leave the settings as they are"
    )
    given = parser.parse_args(arguments)
    try:
        given.vars = read_variables(given.vars)
        check_variables(given.vars, load_defaults(ROOT))
    except SettingsError as error:
        parser.error(str(error))
    return given


def main(arguments: list[str]) -> int:
    """Measure, print and write; returns the exit status."""
    given = read_arguments(arguments)
    folder = given.keep or Path(tempfile.mkdtemp(prefix="accuracy-"))
    try:
        found = run_all(given, folder.resolve())
    except (BuildFailed, SettingsError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    verdicts = judge(found["runs"])
    print(report.to_text(found, verdicts))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    # the document tells of the whole measurement, as anyone can repeat it
    is_whole = set(given.scenarios) == set(SCENARIOS) and len(given.seeds) >= len(SEEDS) and not given.vars
    if is_whole and given.sensitivity and (given.agents, given.days) == (AGENTS, DAYS):
        report.write(found, verdicts)
        print(f"Written to {report.DOCUMENT.relative_to(ROOT)} and {report.PICTURE.relative_to(ROOT)}.")
    has_failed = any("failure" in move for move in found["sensitivity"] or [])
    return 1 if has_failed or not all(verdict.is_kept for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
