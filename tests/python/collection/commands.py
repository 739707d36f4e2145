"""Collections as a user runs them, in processes of their own, and what they landed, read without the project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from project import ROOT

SERVER = Path(__file__).with_name("serve_commands.py")
# so few rows at a time that the small logs of a test take several batches and files
SMALL = {
    "cs_productivity.collection.extract.CHUNK_ROWS": 80,
    "cs_productivity.collection.extract.FILE_ROWS": 100,
}


@dataclass(frozen=True)
class At:
    """A moment of a collection: before the so-manieth of these steps it gets a signal, by default its end."""

    steps: tuple[str, ...]
    number: int
    name: str = "SIGKILL"


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


class Commands:
    """Forks of a process that has imported the project once."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(
        self,
        *arguments: str,
        environment: dict[str, str],
        signal: At | None = None,
        values: dict[str, Any] | None = None,
    ) -> int:
        """Start a command and return its process id."""
        task = {"arguments": arguments, "environment": environment, "values": values or SMALL}
        task["signal"] = asdict(signal) if signal else None
        return self._ask(task)["pid"]

    def wait(self, pid: int) -> Ended:
        """Wait for a command's end."""
        return Ended(**self._ask({"wait": pid}))

    def _ask(self, task: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def serving_commands() -> Iterator[Commands]:
    """Commands for the length of a `with` block."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CS_")}
    with subprocess.Popen(
        [sys.executable, str(SERVER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    ) as process:
        yield Commands(process)
        assert process.stdin is not None
        process.stdin.close()


@dataclass
class Collector:
    """One landing zone, and the store that it is collected from."""

    commands: Commands
    zone: Path
    source: dict[str, str]
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, **settings: str) -> dict[str, str]:
        """The variables of a command; the keywords are laid over."""
        return {"CS_RAW_PATH": str(self.zone), **self.source, **self.settings, **settings}

    def start(self, *arguments: str, signal: At | None = None, **settings: str) -> int:
        """Start a collection and return its process id."""
        environment = self.environment(**settings)
        return self.commands.start("collect", *arguments, environment=environment, signal=signal)

    def run(self, *arguments: str, signal: At | None = None, **settings: str) -> Ended:
        """Run a collection to its end."""
        return self.commands.wait(self.start(*arguments, signal=signal, **settings))

    def must(self, *arguments: str, **settings: str) -> str:
        """Run a collection that must end well, and return what it said."""
        ended = self.run(*arguments, **settings)
        assert (ended.code, ended.err) == (0, ""), ended
        return ended.out

    def refused(self, *arguments: str, **settings: str) -> str:
        """Run a collection that must be refused with one sentence, and return that."""
        ended = self.run(*arguments, **settings)
        assert ended.code == 2, ended
        assert len(ended.err.splitlines()) == 1 and "Traceback" not in ended.err, ended.err
        return ended.err.strip()

    def files(self, table: str) -> list[Path]:
        """The files that a build would read of a table."""
        return sorted(
            path
            for path in (self.zone / table).glob("**/*.parquet")
            if not any(part.startswith(("_", ".")) for part in path.relative_to(self.zone).parts)
        )

    def landed(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table, file after file."""
        rows = [row for file in self.files(table) for row in pq.ParquetFile(file).read().to_pylist()]
        return [{name: plain(value) for name, value in row.items()} for row in rows]


def plain(value: Any) -> Any:
    """A value as both sides can spell it: times in UTC, JSON as what it says."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, str) and value.startswith("{"):
        return json.dumps(json.loads(value), sort_keys=True)
    return value


def copies(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What rows say, without when they were loaded, in order."""
    said = [
        tuple(sorted((name, value) for name, value in row.items() if name != "loaded_at")) for row in rows
    ]
    return sorted(said, key=repr)
