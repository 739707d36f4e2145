"""Runs dbt against the emulator, in a process of its own and under a time limit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environments import CheckError, ensure_environment

RUN_LIMIT_SECONDS = 1500
NOTEBOOK = Path(__file__).with_name("notebook.py")


@dataclass(frozen=True)
class DbtResult:
    """What one dbt command did: for each node it ran, its status, message and compiled_code."""

    success: bool
    nodes: dict[str, dict[str, str | None]]


def run_dbt(
    project: Path,
    target_path: Path,
    endpoint: str,
    commands: list[list[str]],
    *,
    as_increment: bool = False,
    prefix: str = "",
) -> list[DbtResult]:
    """Run dbt commands with the target `bigquery`, all in one process; compile what an increment runs, if asked to.

    `prefix` stands before the names of the datasets that are built.

    Raises:
        CheckError: dbt did not end in time, or fell over.
    """
    environment = {
        **os.environ,
        "CS_BIGQUERY_METHOD": "oauth-secrets",
        "CS_BIGQUERY_TOKEN": "any text",
        "CS_BIGQUERY_ENDPOINT": endpoint,
        "CS_BIGQUERY_PREFIX": prefix,
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
        "DBT_TARGET": "bigquery",
        "DBT_TARGET_PATH": str(target_path),
        "DBT_LOG_PATH": str(target_path / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_USE_COLORS": "false",
        "DBT_QUIET": "true",
        "CS_AS_INCREMENT": "1" if as_increment else "",
        # loopback is never asked of a proxy
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    with subprocess.Popen(
        [sys.executable, __file__, json.dumps(commands)],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=RUN_LIMIT_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise CheckError(f"dbt ran longer than {RUN_LIMIT_SECONDS} s: see {target_path}/logs.") from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    lines = printed.splitlines()
    if process.returncode != 0 or not lines:
        raise CheckError(f"dbt fell over with exit status {process.returncode}: see {target_path}/logs.")
    if len(lines) > 1:
        print("\n".join(lines[:-1]), flush=True)
    return [DbtResult(**result) for result in json.loads(lines[-1])]


def read_manifest(target_path: Path) -> dict:
    """Return the manifest that dbt left in its target path."""
    return json.loads((target_path / "manifest.json").read_text())


def run_notebooks_here() -> None:
    """Let dbt run the file of a Python model in a process on this machine, where it would send it to BigQuery."""
    from dbt.adapters.base import PythonJobHelper
    from dbt.adapters.base.impl import PythonSubmissionResult
    from dbt.adapters.bigquery import BigQueryAdapter
    from dbt_common.exceptions import DbtRuntimeError

    class Notebook(PythonJobHelper):
        def __init__(self, parsed_model: dict, credentials: Any) -> None:
            self._model, self._credentials = parsed_model, credentials

        def submit(self, compiled_code: str) -> PythonSubmissionResult:
            name = self._model["alias"]
            file = Path(os.environ["DBT_TARGET_PATH"]) / "notebooks" / f"{name}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(compiled_code)
            place = [self._credentials.api_endpoint, self._credentials.database, str(file)]
            # packages from outside of the environment would hide what the file lacks
            outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
            ran = subprocess.run(
                [str(ensure_environment("bigframes")), "-P", str(NOTEBOOK), *place],
                env=outside,
                capture_output=True,
                text=True,
                timeout=RUN_LIMIT_SECONDS,
                check=False,
            )
            if ran.returncode:
                raise DbtRuntimeError(ran.stderr)
            return PythonSubmissionResult(name, compiled_code)

    BigQueryAdapter.python_submission_helpers = {"bigframes": Notebook}


def main() -> None:
    """Run the commands given as JSON; the last line printed is the list of their results."""
    from dbt.cli.main import dbtRunner

    run_notebooks_here()
    runner = dbtRunner()
    results = []
    for command in json.loads(sys.argv[1]):
        outcome = runner.invoke(command)
        nodes = {
            one.node.unique_id: {
                "status": str(one.status),
                "message": one.message,
                "compiled_code": getattr(one.node, "compiled_code", None),
            }
            for one in getattr(outcome.result, "results", [])
        }
        results.append({"success": outcome.success, "nodes": nodes})
    print(json.dumps(results))


if __name__ == "__main__":
    main()
