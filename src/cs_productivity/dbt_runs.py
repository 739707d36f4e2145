"""How dbt is run inside this process, and how what went wrong there becomes sentences."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from cs_productivity.english import count
from cs_productivity.settings import Settings, SettingsError

# what the project says itself while it runs: which files it left out, what is new
SAID_EVENTS = ("JinjaLogInfo", "JinjaLogWarning")
# how the macro refuse_stale_history ends its sentences
STALE_REMEDY = "What is there cannot be added to: run once with --full-refresh."
# how Python begins to tell where an exception came from
TRACEBACK = "Traceback (most recent call last):"


class BuildFailed(Exception):
    """Models or tests failed; `sentences` holds one per failure."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class StaleHistory(SettingsError):
    """What earlier runs built cannot be added to; the message says why."""


def run_dbt(
    settings: Settings,
    arguments: list[str],
    say: Callable[[str], None],
    *,
    target: str = "duckdb",
    target_path: Path | None = None,
) -> Any:
    """Run a dbt command in this process.

    Args:
        settings: the paths.
        arguments: the command and its own flags.
        say: takes what the project says itself while it runs, a line at a time.
        target: the output of profiles.yml.
        target_path: where dbt writes what it compiles; target/ of the project by default.

    Returns:
        What dbt gives back.

    Raises:
        SettingsError: the warehouse cannot be opened, or the project refuses to start.
        BuildFailed: dbt stopped as a whole.
        KeyboardInterrupt: someone stopped the run.
    """
    # dbt takes seconds to import, and a wrong variable needs none of it
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    # profiles.yml and the project's plugin read these; the folder that dbt was started from must not matter
    os.environ["CS_RAW_PATH"] = str(settings.raw_path)
    os.environ["CS_DUCKDB_PATH"] = str(settings.duckdb_path)
    os.environ["CS_SALT_PATH"] = str(settings.salt_path)
    root = settings.project_root
    flags = ["--target", target, "--project-dir", str(root), "--profiles-dir", str(root)]
    flags += ["--target-path", str(target_path or root / "target"), "--log-path", str(root / "logs")]
    # the log file keeps everything; the terminal gets what is said here
    flags += ["--log-level", "none", "--log-level-file", "debug", "--no-use-colors"]
    flags += ["--no-use-colors-file", "--no-send-anonymous-usage-stats"]

    def listen(event: Any) -> None:
        if event.info.name in SAID_EVENTS:
            say(f"  {event.data.msg}")

    try:
        outcome = dbtRunner(callbacks=[listen]).invoke([*arguments, *flags])
    finally:
        # dbt would keep the warehouse open until the process ends, and a publish opens it read-only
        DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise _explain(outcome.exception, settings) from outcome.exception
    return outcome


def _explain(error: BaseException, settings: Settings) -> BaseException:
    """Turn what stopped dbt as a whole into what the user should see."""
    if isinstance(error, KeyboardInterrupt):
        return KeyboardInterrupt()
    if "Could not set lock on file" in str(error):
        holder = re.search(r"\(PID (\d+)\)", str(error))
        who = f"process {holder[1]}" if holder else "another process"
        return SettingsError(
            f"The warehouse {settings.duckdb_path} is open in {who}: wait until that has ended, "
            "or point CS_DUCKDB_PATH at another file."
        )
    if isinstance(error, duckdb.IOException) and str(settings.duckdb_path) in str(error):
        return SettingsError(
            f"The warehouse {settings.duckdb_path} cannot be opened ({first_line(str(error))}): "
            "remove it, or point CS_DUCKDB_PATH at another file."
        )
    node = getattr(error, "node", None)
    if node is not None and str(node.resource_type) == "operation":
        # a macro refused to start: its sentence says what to do
        sentence = str(getattr(error, "msg", error)).strip()
        if STALE_REMEDY in sentence:
            return StaleHistory(sentence.partition(STALE_REMEDY)[0].strip())
        return SettingsError(sentence)
    return BuildFailed([f"dbt stopped: {str(error).strip()}"])


def failures_of(results: list[Any], root: Path) -> Iterator[str]:
    """Yield a sentence per failed node, and one for all that were skipped."""
    for result in results:
        kind, name = str(result.node.resource_type), result.node.name
        if result.status == "fail":
            yield f"Failed: {describe_test(result, root)}"
        elif result.status in ("error", "runtime error"):
            yield (
                f"Error: the {kind} {name} could not be run ({first_line(result.message)}); "
                f"mend {result.node.original_file_path}, {_query_hint(result, root)}."
            )
    skipped = sum(result.status == "skipped" for result in results)
    if skipped:
        yield f"Skipped because of that: {skipped:,}."


def describe_test(result: Any, root: Path) -> str:
    """One sentence about rows that break a test."""
    node = result.node
    model = (getattr(node, "attached_node", None) or "").rpartition(".")[2]
    subject = f"the test {node.name}" + (f" of {model}" if model else "")
    meaning = " ".join((node.description or "").split()).rstrip(".")
    rows = count(result.failures, "row") + (" that breaks it" if result.failures == 1 else " that break it")
    return f"{subject} found {rows}{f' ({meaning})' if meaning else ''}; {_query_hint(result, root)}."


def _query_hint(result: Any, root: Path) -> str:
    path = getattr(result.node, "compiled_path", None)
    return f"its query is in {Path(os.path.relpath(path, root))}" if path else "logs/dbt.log says more"


def first_line(message: str | None) -> str:
    """The line of a message that says what is wrong.

    dbt puts a line above a database's message that names the node; a Python model's message ends with a
    traceback, which names the error in its first line that is indented no further than the traceback.
    """
    lines = [line.rstrip() for line in (message or "no message").splitlines() if line.strip()]
    tracebacks = [number for number, line in enumerate(lines) if line.strip() == TRACEBACK]
    if tracebacks:
        told = lines[tracebacks[-1]]
        margin = len(told) - len(told.lstrip())
        raised = (line for line in lines[tracebacks[-1] + 1 :] if not line[margin:].startswith(" "))
        return next(raised, told).strip().rstrip(".")
    if len(lines) > 1 and re.search(r"\bError in\b|failed, error:$", lines[0]):
        lines = lines[1:]
    return lines[0].strip().rstrip(".")
