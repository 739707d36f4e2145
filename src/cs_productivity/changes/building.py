"""Builds what a change touches into a warehouse of its own; all else is read from the state, which stays as it is."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from cs_productivity.changes.state import State, sums_of
from cs_productivity.dbt_runs import BuildFailed, failures_of, run_dbt
from cs_productivity.english import count
from cs_productivity.settings import Settings

# beside target/, so that dbt's files of the last whole build stay
PLACE = Path("target") / "changes"
WAREHOUSE = "changed_models.duckdb"
RESULTS = "run_results.json"
# a mart that loses or retypes a column breaks who reads it: dbt by itself only warns of that
STRICT = "{error: [UnversionedBreakingChange]}"


def build_changed(settings: Settings, state: State, say: Callable[[str], None]) -> None:
    """Build and test the nodes that are not as in the state, and all that stands on them.

    Args:
        settings: the paths; neither the warehouse nor what is published is touched.
        state: what is read for all nodes that did not change.
        say: takes each line for the terminal.

    Raises:
        SettingsError: the landing zone is missing, or a variable is wrong.
        BuildFailed: models or tests failed, or a mart lost a column.
    """
    place = settings.project_root / PLACE
    place.mkdir(parents=True, exist_ok=True)
    for file in (*place.glob(f"{WAREHOUSE}*"), place / RESULTS):
        file.unlink(missing_ok=True)
    os.environ["CS_STATE_WAREHOUSE"] = str(state.warehouse)
    arguments = ["build", "--exclude-resource-type", "unit_test", "--warn-error-options", STRICT]
    arguments += ["--defer", "--state", str(state.folder), "--select", *_selection(settings, state)]
    own = replace(settings, duckdb_path=place / WAREHOUSE)
    outcome = run_dbt(own, arguments, say, target="changes", target_path=place)
    results = list(outcome.result.results)
    kinds = Counter(str(result.node.resource_type) for result in results)
    say(
        f"Built {count(kinds['seed'], 'seed')} and {count(kinds['model'], 'model')} that changed, or stand on what "
        f"did, and ran {count(kinds['test'], 'test')}."
    )
    failures = list(failures_of(results, settings.project_root))
    if failures or not outcome.success:
        raise BuildFailed(failures or ["dbt gave up without saying why: logs/dbt.log has the whole story."])


def _selection(settings: Settings, state: State) -> Iterator[str]:
    """Yield what dbt is to select: what it sees to be changed, and what only sums tell."""
    yield "state:modified+"
    now = sums_of(settings.project_root)
    if now["contracts"] != state.sums["contracts"]:
        yield "source:*+"
    if now["python"] != state.sums["python"]:
        for node in state.manifest["nodes"].values():
            if node["resource_type"] == "model" and node["language"] == "python":
                yield f"{node['name']}+"
