"""Runs dbt on this project many times in one process, each time with a landing zone and a warehouse of its own."""

from __future__ import annotations

import gc
import json
import os
import pickle
from dataclasses import dataclass
from multiprocessing import get_context, set_start_method
from pathlib import Path
from typing import Any

import dbt.mp_context
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from in_process import environment, failures_of, say_failures
from project import ROOT

from increments.quick_dbt import quicken

SALT = "a fixed salt for increments"
# seeds do not change inside a history: the first build loads them
FIRST = ("build", "--resource-type", "seed", "--resource-type", "model")
INCREMENT = ("run",)
WITH_TESTS = ("build", "--exclude-resource-type", "unit_test")
REFRESH = "--full-refresh"
# What keeps rows from run to run, and what that stands on. All else is made anew in each run, and what it made before
# the last one nobody can tell.
WITH_MEMORY = ("--select", "+config.materialized:incremental")

# what the two warehouses of a history are called: models name the warehouse they are in, and both are open together
STEMS = ("increments", "refresh")

KILLED = 99


class RunFailed(Exception):
    """dbt did not end well; the message has a line per node that failed."""


class TestsFailed(RunFailed):
    """Every model was built or skipped, and tests failed."""


@dataclass(frozen=True)
class Place:
    """A landing zone and the warehouse built from it, whose file has one of STEMS."""

    zone: Path
    warehouse: Path


class Dbt:
    """This project, parsed once; a run takes a copy of what was parsed, because compiling writes into it."""

    def __init__(self, folder: Path) -> None:
        """Parse the project.

        Args:
            folder: takes the salt and what dbt writes.
        """
        quicken()
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        salt = folder / "salt"
        salt.write_text(SALT)
        salt.chmod(0o600)
        self._manifests: dict[str, bytes] = {}
        for stem in STEMS:
            parsed = self._invoke(["parse"], Place(folder, folder / f"{stem}.duckdb"), None)
            if not parsed.success:
                raise RunFailed(f"dbt cannot parse the project: {parsed.exception}")
            self._manifests[stem] = pickle.dumps(parsed.result)
            nodes = parsed.result.nodes.values()
        # schema and name of each model that holds rows of the present run only, by its tag
        self.relations_of_one_run = {
            (node.schema, node.alias) for node in nodes if "of_this_run" in node.tags
        }

    def run(self, place: Place, command: tuple[str, ...], variables: dict[str, Any]) -> int:
        """Run a command of dbt.

        Args:
            place: landing zone and warehouse.
            command: dbt's arguments, such as INCREMENT.
            variables: dbt vars.

        Returns:
            Number of its SQL statements.

        Raises:
            TestsFailed: nothing but tests failed.
            RunFailed: a model failed, or dbt as a whole.
        """
        statements = 0

        def count(event: Any) -> None:
            nonlocal statements
            statements += event.info.name == "SQLQuery"

        arguments = [*command, "--vars", json.dumps(variables)]
        self._check(self._invoke(arguments, place, self._parsed(place), count))
        return statements

    def run_and_kill(
        self, place: Place, command: tuple[str, ...], variables: dict[str, Any], statement: int
    ) -> bool:
        """Run a command of dbt in a process that ends without a word before one of its statements.

        Args:
            place: landing zone and warehouse.
            command: dbt's arguments.
            variables: dbt vars.
            statement: number of the SQL statement that is not carried out any more, from 1.

        Returns:
            Whether there was such a statement; else the run came to its end.

        Raises:
            RunFailed: a model failed before that.
        """
        seen = 0

        def kill(event: Any) -> None:
            nonlocal seen
            seen += event.info.name == "SQLQuery"
            if seen == statement:
                os._exit(KILLED)

        arguments = [*command, "--vars", json.dumps(variables)]
        parsed = self._parsed(place)
        said = self._folder / "child.txt"
        said.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            code = 1
            # locks of other kinds have names, which would outlive a process that is killed
            set_start_method("fork", force=True)
            dbt.mp_context._MP_CONTEXT = get_context("fork")
            try:
                self._check(self._invoke(arguments, place, parsed, kill))
                code = 0
            except BaseException as error:
                said.write_text(str(error))
            finally:
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code not in (0, KILLED):
            raise RunFailed(said.read_text() if said.exists() else f"the process ended with {code}")
        return code == KILLED

    def _parsed(self, place: Place) -> Manifest:
        # looking for garbage among so many new objects takes longer than making them
        gc.disable()
        try:
            return pickle.loads(self._manifests[place.warehouse.stem])
        finally:
            gc.enable()

    def _invoke(
        self, arguments: list[str], place: Place, parsed: Manifest | None, listen: Any = None
    ) -> dbtRunnerResult:
        options = ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT), "--target", "duckdb"]
        options += ["--target-path", str(self._folder / "target"), "--log-path", str(self._folder / "logs")]
        # tiny tables: what dbt does around them takes longer than they do
        options += ["--no-write-json", "--cache-selected-only", "--threads", "1"]
        options += ["--quiet", "--log-level", "none", "--log-level-file", "none"]
        with environment(
            CS_RAW_PATH=str(place.zone),
            CS_DUCKDB_PATH=str(place.warehouse),
            CS_SALT_PATH=str(self._folder / "salt"),
            DBT_SEND_ANONYMOUS_USAGE_STATS="False",
        ):
            try:
                return dbtRunner(parsed, [listen] if listen else []).invoke([*arguments, *options])
            finally:
                # dbt would keep the warehouse open until the process ends
                DuckDBConnectionManager.close_all_connections()

    def _check(self, outcome: dbtRunnerResult) -> None:
        if outcome.exception is not None:
            raise RunFailed(str(outcome.exception))
        if not outcome.success:
            failed = failures_of(outcome)
            kinds = {str(result.node.resource_type) for result in failed}
            failure = TestsFailed if kinds == {"test"} else RunFailed
            raise failure(say_failures(failed))
