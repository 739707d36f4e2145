"""Types every node of the dbt project as BigQuery would, without BigQuery: `make check-bigquery`.

dbt compiles the project through dbt-bigquery against a local emulator; the open-source GoogleSQL analyzer
types each statement in DAG order against the columns of those before it. Typed are models (incremental ones
in both forms), snapshots, seeds, data tests, unit tests and analyses; a Python model's yml is believed.
Not seen: the MERGE and scripts that dbt writes around a model, hooks, and what only a query's run shows.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from analyzer import running_analyzer
from emulator import running_emulator
from environments import PROJECT_ROOT, CheckError, ensure_environment
from nodes import Outcome
from project_check import BELOW, REFERENCE, ProjectCheck, place_of

WHOLE_CHECK_LIMIT_SECONDS = 3600


def report(outcomes: list[Outcome]) -> int:
    """Print a line per refusal and per node left out, then the count; return the exit status.

    Status 1: a refusal, a node that nothing became of, or no typed node at all.
    """
    for outcome in outcomes:
        if not (outcome.columns or outcome.passes_on or outcome.refusals or outcome.untyped_because):
            outcome.refusals.append(f"{place_of(outcome.node)}: the check has missed it")
    refused = [outcome for outcome in outcomes if outcome.refusals]
    untyped = [outcome for outcome in outcomes if outcome.untyped_because and not outcome.refusals]
    typed_count = len(outcomes) - len(refused) - len(untyped)
    for outcome in refused:
        for refusal in outcome.refusals:
            print(f"REFUSED   {refusal}")
    below = [outcome.node["name"] for outcome in untyped if outcome.untyped_because == BELOW]
    if below:
        print(f"NOT TYPED, standing on these: {', '.join(below)}")
    for outcome in untyped:
        if outcome.untyped_because != BELOW:
            print(f"NOT TYPED {place_of(outcome.node)}: {outcome.untyped_because}")
    tested = [outcome for outcome in outcomes if outcome.passes_on]
    if tested:
        elsewhere = [outcome for outcome in tested if outcome.passes_on != REFERENCE]
        for outcome in elsewhere:
            print(f"UNIT TEST {place_of(outcome.node)}: passes on the {outcome.passes_on} alone")
        print(f"{len(tested) - len(elsewhere)} unit tests pass on GoogleSQL's reference evaluator")
    print(f"{typed_count} nodes typed, {len(refused)} refused, {len(untyped)} not typed")
    return 1 if refused or not typed_count else 0


def check_project(project: Path) -> int:
    """Check one project and return the exit status.

    Raises:
        CheckError: the check itself cannot run.
    """
    analyzer_python, emulator_python = ensure_environment("analyzer"), ensure_environment("emulator")
    with (
        running_analyzer(analyzer_python) as analyzer,
        running_emulator(emulator_python, WHOLE_CHECK_LIMIT_SECONDS) as emulator,
    ):
        check = ProjectCheck(project, analyzer, emulator)
        check.run()
    status = report(list(check.outcomes.values()))
    print(f"{check.increments_typed} of them typed as an increment runs them, too")
    return status


def main() -> None:
    """Check the project given as the only argument, else this one."""
    # a polite kill must still stop the processes that were started
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("project", type=Path, nargs="?", default=PROJECT_ROOT, help="the dbt project")
    try:
        sys.exit(check_project(parser.parse_args().project.resolve()))
    except CheckError as error:
        sys.exit(f"check-bigquery: {error}")


if __name__ == "__main__":
    main()
