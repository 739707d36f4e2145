"""The analyzer as a process: start it, ask it, stop it."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from environments import CheckError

SCRIPT = Path(__file__).with_name("analyze.py")
# the first start compiles the analyzer, which is minutes on a slow machine
START_LIMIT_SECONDS = 900
ANSWER_LIMIT_SECONDS = 120
Columns = list[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """The columns (name, GoogleSQL type) of a statement, or the sentence that refuses it with its place."""

    columns: Columns | None
    refusal: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Evaluation:
    """The rows of a query; or why it is refused, with its place; or why it is sound and could not be run."""

    rows: list[list[str]] | None
    refusal: str = ""
    line: int = 0
    column: int = 0
    failure: str = ""


class Analyzer:
    """A running analyzer."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._is_ready = False

    def type_statement(self, sql: str, creates: str | None = None) -> Answer:
        """Type a statement; where `creates` names a relation, it is a table for the statements after it.

        Raises:
            CheckError: the analyzer ended or did not answer in time.
        """
        answer = self._ask({"sql": sql, "creates": creates})
        if "error" in answer:
            return Answer(None, answer["error"], answer["line"], answer["column"])
        return Answer([(name, type_) for name, type_ in answer["columns"]])

    def evaluate(self, sql: str) -> Evaluation:
        """Run a query of text columns over no table.

        Raises:
            CheckError: the analyzer ended or did not answer in time.
        """
        answer = self._ask({"sql": sql, "evaluate": True})
        if "error" in answer:
            return Evaluation(None, answer["error"], answer["line"], answer["column"])
        return Evaluation(answer.get("rows"), failure=answer.get("failure", ""))

    def _ask(self, question: dict[str, object]) -> dict:
        if not self._is_ready:
            self._read_line(START_LIMIT_SECONDS)
            self._is_ready = True
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._read_line(ANSWER_LIMIT_SECONDS))

    def _read_line(self, limit_seconds: int) -> str:
        watch = threading.Timer(limit_seconds, self._process.kill)
        # else an interrupted check would wait for it
        watch.daemon = True
        watch.start()
        try:
            line = self._process.stdout.readline()
        finally:
            watch.cancel()
        if not line:
            raise CheckError(f"The analyzer ended or was silent for {limit_seconds} s: see above.")
        return line


@contextmanager
def running_analyzer(python: Path) -> Iterator[Analyzer]:
    """Run the analyzer for the length of a `with` block; it starts in the background."""
    with subprocess.Popen(
        [str(python), str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Analyzer(process)
        finally:
            process.kill()
