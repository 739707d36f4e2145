"""The whole job: sample logs where there are none, one dbt build, publish."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from cs_productivity.bigquery import look, pack
from cs_productivity.contracts import load_contracts
from cs_productivity.dbt_runs import BuildFailed, StaleHistory, describe_test, failures_of, run_dbt
from cs_productivity.english import count
from cs_productivity.publish import Published, publish
from cs_productivity.salt import SAMPLE_MARKER
from cs_productivity.settings import Settings, SettingsError, check_resources, load_engine
from cs_productivity.variables import check_variables, load_defaults, read_variables

SAMPLE_SEED = 7


def build(settings: Settings, variables_text: str, say: Callable[[str], None]) -> Published:
    """Build and test the models on DuckDB, and publish them.

    Args:
        settings: the paths.
        variables_text: dbt variables as a YAML mapping.
        say: takes each line for the terminal.

    Raises:
        SettingsError: a variable, the landing zone or the warehouse is wrong; nothing was published.
        BuildFailed: models or tests failed; nothing was published.
        KeyboardInterrupt: someone stopped the run.
    """
    target = load_engine()
    if target != "duckdb":
        raise SettingsError(
            f"CS_TARGET is {target}, and only marts on DuckDB are published as files: unset it, "
            f"or run `dbt build --target {target}`."
        )
    build_models(settings, variables_text, say)
    published = publish(settings)
    say(describe(published, settings))
    return published


def describe(published: Published, settings: Settings) -> str:
    """Say in a sentence what readers have now."""
    what = "Published" if published.is_new else "Nothing changed, readers keep"
    return f"{what} {_short(published.path, settings)}, generation {published.generation_id}."


def build_models(settings: Settings, variables_text: str, say: Callable[[str], None]) -> None:
    """Build and test the models on the engine that CS_TARGET names, and publish nothing.

    Args:
        settings: the paths.
        variables_text: dbt variables as a YAML mapping.
        say: takes each line for the terminal.

    Raises:
        SettingsError: a variable, the landing zone, the warehouse or the way into BigQuery is wrong.
        BuildFailed: models or tests failed.
        KeyboardInterrupt: someone stopped the run.
    """
    check_resources()
    given = read_variables(variables_text)
    checked = check_variables(given, load_defaults(settings.project_root))
    variables = {name: checked[name] for name in given}
    if load_engine() == "bigquery":
        _build_on_bigquery(settings, variables, say)
    else:
        _build_on_duckdb(settings, variables, say)


def _build_on_duckdb(settings: Settings, variables: dict[str, object], say: Callable[[str], None]) -> None:
    """Build what a landing zone holds; history that cannot be added to is built anew."""
    _make_sample(settings, say)
    say(f"Reading {_short(settings.raw_path, settings)} into {_short(settings.duckdb_path, settings)}.")
    try:
        _build_models(settings, variables, say)
    except StaleHistory as stale:
        say(f"  {stale} All of it is built anew.")
        _build_models(settings, variables, say, full_refresh=True)


def _build_on_bigquery(settings: Settings, variables: dict[str, object], say: Callable[[str], None]) -> None:
    """Build what the raw tables hold; to build history anew may cost much there, and is left to a person."""
    say(f"Packed {_short(pack(settings.project_root), settings)}.")
    missing = look(settings.project_root, load_contracts(settings.project_root / "contracts"), os.environ)
    if missing:
        raise SettingsError("\n".join(missing))
    try:
        _build_models(settings, variables, say, target="bigquery")
    except StaleHistory as stale:
        raise SettingsError(
            f"{stale} What is there cannot be added to: run `dbt build --target bigquery --full-refresh` once."
        ) from None


def _make_sample(settings: Settings, say: Callable[[str], None]) -> None:
    """Write sample logs where no landing zone was chosen and the default one does not exist."""
    if not settings.raw_path_is_given and not settings.raw_path.exists():
        from cs_productivity.simulator import write_sample

        say(f"There is no landing zone: making sample logs in {_short(settings.raw_path, settings)}.")
        write_sample(settings.raw_path, seed=SAMPLE_SEED)
    if (settings.raw_path / SAMPLE_MARKER).is_file():
        say("The logs are a sample: every figure below is about a desk that does not exist.")


def _build_models(
    settings: Settings,
    variables: dict[str, object],
    say: Callable[[str], None],
    *,
    target: str = "duckdb",
    full_refresh: bool = False,
) -> None:
    """Run `dbt build`, and say what it did in a line or two."""
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    if variables:
        arguments += ["--vars", json.dumps(variables)]
    if full_refresh:
        arguments.append("--full-refresh")
    root = settings.project_root
    started = time.monotonic()
    outcome = run_dbt(settings, arguments, say, target=target)
    results = list(outcome.result.results)
    failures = list(failures_of(results, root))
    if failures or not outcome.success:
        raise BuildFailed(failures or ["dbt gave up without saying why: logs/dbt.log has the whole story."])
    kinds = Counter(str(result.node.resource_type) for result in results)
    warnings = [result for result in results if result.status == "warn"]
    say(
        f"Built {count(kinds['seed'], 'seed')} and {count(kinds['model'], 'model')} and ran "
        f"{count(kinds['test'], 'test')} in {time.monotonic() - started:.0f} s, "
        f"{count(len(warnings), 'warning')}."
    )
    for result in warnings:
        say(f"  Warning: {describe_test(result, root)}")


def _short(path: Path, settings: Settings) -> str:
    """A path as people type it: from the project's root where it is inside."""
    return str(
        path.relative_to(settings.project_root) if path.is_relative_to(settings.project_root) else path
    )
