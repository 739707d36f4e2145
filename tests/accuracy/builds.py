"""Builds the project on one landing zone after another, in this process, without its tests."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from in_process import environment, failures_of, say_failures
from project import ROOT

# hashing must not differ from run to run, and made-up data needs no secret
SALT = "a fixed salt for the measurement of accuracy"
# models name the warehouse they are in: what is parsed for one folder holds for every other
WAREHOUSE = "warehouse.duckdb"
SEEDS_AND_MODELS = ("build", "--resource-type", "seed", "--resource-type", "model")


class BuildFailed(Exception):
    """A model failed, or dbt as a whole; the message says which and why."""


class Builder:
    """The project, parsed once per set of variables."""

    def __init__(self, folder: Path) -> None:
        """Prepare a folder that takes the salt and what dbt writes."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        salt = folder / "salt"
        salt.write_text(SALT, encoding="utf-8")
        salt.chmod(0o600)
        self._parsed: dict[str, bytes] = {}

    def build(self, raw_path: Path, folder: Path, variables: Mapping[str, Any]) -> Path:
        """Load the seeds and run every model into a new warehouse.

        Args:
            raw_path: landing zone.
            folder: where the warehouse is made; one that is there is replaced.
            variables: dbt vars that differ from their defaults.

        Returns:
            The warehouse.

        Raises:
            BuildFailed: dbt did not end well.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(WAREHOUSE + "*"):
            old.unlink()
        given = json.dumps(dict(variables), sort_keys=True)
        with environment(
            CS_RAW_PATH=str(raw_path),
            CS_DUCKDB_PATH=str(folder / WAREHOUSE),
            CS_SALT_PATH=str(self._folder / "salt"),
            DBT_SEND_ANONYMOUS_USAGE_STATS="False",
        ):
            if given not in self._parsed:
                self._parsed[given] = pickle.dumps(_checked(self._invoke(["parse"], given)).result)
            # compiling writes into what was parsed
            manifest = pickle.loads(self._parsed[given])
            _checked(self._invoke(list(SEEDS_AND_MODELS), given, manifest))
        return folder / WAREHOUSE

    def _invoke(self, arguments: list[str], variables: str, manifest: Any = None) -> dbtRunnerResult:
        options = ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT), "--target", "duckdb"]
        options += ["--target-path", str(self._folder / "target"), "--log-path", str(self._folder / "logs")]
        options += ["--vars", variables, "--quiet", "--log-level", "none"]
        try:
            return dbtRunner(manifest).invoke([*arguments, *options])
        finally:
            # dbt would keep the warehouse open until the process ends
            DuckDBConnectionManager.close_all_connections()


def _checked(outcome: dbtRunnerResult) -> dbtRunnerResult:
    if outcome.exception is not None:
        raise BuildFailed(str(outcome.exception))
    if not outcome.success:
        raise BuildFailed(say_failures(failures_of(outcome)))
    return outcome
