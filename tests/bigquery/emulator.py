"""Starts, feeds and stops the BigQuery emulator."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from environments import CheckError

SERVER = Path(__file__).with_name("serve_emulator.py")
START_LIMIT_SECONDS = 60
QUERY_LIMIT_SECONDS = 60
# loopback is never asked of a proxy
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Emulator:
    """A running emulator; `endpoint` is its address."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def run(self, project: str, sql: str) -> None:
        """Run one statement and drop its result.

        Raises:
            CheckError: the emulator refuses the statement or does not answer.
        """
        body = json.dumps({"query": sql, "useLegacySql": False}).encode()
        request = urllib.request.Request(
            f"{self.endpoint}/bigquery/v2/projects/{project}/queries",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        try:
            with _OPENER.open(request, timeout=QUERY_LIMIT_SECONDS) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            reason = " ".join(error.read().decode(errors="replace").split())
            raise CheckError(f"The emulator refuses `{' '.join(sql.split())}`: {reason}") from error
        except OSError as error:
            raise CheckError(f"The emulator does not answer ({error}): run again.") from error

    def create_table(self, relation: str, columns: list[tuple[str, str]]) -> None:
        """Create (or replace) an empty table.

        Args:
            relation: `project`.`dataset`.`table`, each part in backticks.
            columns: name and GoogleSQL type of each column.

        Raises:
            CheckError: the emulator refuses the table.
        """
        project, dataset, _ = (part.strip("`") for part in relation.split("."))
        self.run(project, f"create schema if not exists `{project}`.`{dataset}`")
        definitions = ", ".join(f"`{name}` {type_}" for name, type_ in columns)
        self.run(project, f"create or replace table {relation} ({definitions})")


@contextmanager
def running_emulator(python: Path, limit_seconds: int, database: Path | None = None) -> Iterator[Emulator]:
    """Serve the emulator for the length of a `with` block, or until the limit; without a database in memory.

    Raises:
        CheckError: it does not come up.
    """
    command = [str(python), str(SERVER), str(limit_seconds), *([str(database)] if database else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = process.stdout.readline().strip()
            if not port:
                raise CheckError(f"The emulator does not start: delete {python.parents[1].name}, run again.")
            endpoint = f"http://127.0.0.1:{port}"
            _wait_until_healthy(endpoint)
            yield Emulator(endpoint)
        finally:
            process.kill()


def is_healthy(endpoint: str) -> bool:
    """Tell whether an emulator answers at an address."""
    try:
        with _OPENER.open(f"{endpoint}/_crucible/health", timeout=5):
            return True
    except OSError:
        return False


def _wait_until_healthy(endpoint: str) -> None:
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while not is_healthy(endpoint):
        if time.monotonic() > deadline:
            raise CheckError(f"The emulator gave no answer in {START_LIMIT_SECONDS} s: run again.")
        time.sleep(0.1)
