"""What each step does, and the facts that it gives back: counts and names of tables, never a row's values."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cs_productivity.build import build_models, describe
from cs_productivity.english import count
from cs_productivity.freshness import look_at_freshness
from cs_productivity.publish import publish as publish_marts
from cs_productivity.settings import Settings, SettingsError, load_engine
from cs_productivity.warehouse import count_new_rows

SOURCE = "CS_SOURCE_"
# where `collect` puts rows, by engine
DESTINATIONS = {"duckdb": "landing", "bigquery": "bigquery"}
# how `collect` says what it brought: `tickets: 1,234 new rows.`, or `1,234 new rows of 31 days, …`
NEW_ROWS = re.compile(r"(?:\w+: )?([0-9][0-9,]*) new rows?\b")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Given:
    """What a run is given: dbt variables as YAML, and the first and the last day (UTC) that `collect` fills in."""

    variables: str = ""
    first: str | None = None
    last: str | None = None

    @property
    def days(self) -> str:
        """The days in words; empty where none were given."""
        return f"{self.first} to {self.last}" if self.first else ""


class Skipped(Exception):
    """There is nothing to do for a step; the message says why."""


class NotCollected(Exception):
    """`collect` did not end well; the message says in a sentence what it said."""


def collect(settings: Settings, given: Given, say: Say) -> list[str]:
    """Bring rows over from the tool's store by `python -m cs_productivity collect`.

    Raises:
        Skipped: no CS_SOURCE_… is set.
        NotCollected: it did not end well.
        SettingsError: days are given, and no store.
    """
    if not any(name.startswith(SOURCE) for name in os.environ):
        if given.days:
            raise SettingsError(
                "--from and --to are days that the tool's store is asked for: set CS_SOURCE_URL, or leave them out."
            )
        raise Skipped("CS_SOURCE_URL is not set: rows land by other means.")
    command = [sys.executable, "-m", "cs_productivity", "collect"]
    command += ["--destination", DESTINATIONS[load_engine()]]
    if given.first and given.last:
        command += ["--from", given.first, "--to", given.last]
    lines = []
    with subprocess.Popen(
        command, cwd=settings.project_root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            say(line.rstrip())
            lines.append(line.strip())
    if process.returncode == 130:
        raise KeyboardInterrupt
    if process.returncode:
        raise NotCollected(_why_not(process.returncode, lines))
    return _new_rows(lines)


def _why_not(code: int, lines: list[str]) -> str:
    """A sentence of `collect` itself; what it did not foresee may spell out values, and stays in the log."""
    said = [line for line in lines if line]
    if code == 2 and said:
        return said[-1]
    return f"collect stopped with exit code {code}: the log of this run says why."


def _new_rows(lines: Iterable[str]) -> list[str]:
    counts = [int(found[1].replace(",", "")) for found in (NEW_ROWS.match(line) for line in lines) if found]
    return [f"{count(sum(counts), 'new row')} collected."] if counts else []


def freshness(settings: Settings, given: Given, say: Say) -> list[str]:
    """Say how old the newest rows are.

    Raises:
        TooOld: too old to go on.
        SettingsError, BuildFailed: they could not be looked at.
    """
    return look_at_freshness(settings, say)


def build(settings: Settings, given: Given, say: Say) -> list[str]:
    """Build and test the models.

    Raises:
        BuildFailed: models or tests failed.
        SettingsError: a setting, the landing zone, the warehouse or the way into BigQuery is wrong.
    """
    facts = []

    def say_and_keep(line: str) -> None:
        say(line)
        if line.startswith("Built "):
            facts.append(line)

    build_models(settings, given.variables, say_and_keep)
    if load_engine() == "duckdb":
        files, rows = count_new_rows(settings.duckdb_path)
        facts.insert(0, f"{count(files, 'new file')} with {count(rows, 'row')}.")
    return facts


def publish(settings: Settings, given: Given, say: Say) -> list[str]:
    """Publish the marts as files.

    Raises:
        Skipped: on BigQuery.
        SettingsError: nothing can be published.
    """
    if load_engine() == "bigquery":
        raise Skipped("on BigQuery readers read what was built, and there are no files.")
    told = describe(publish_marts(settings), settings)
    say(told)
    return [told]


STEPS: dict[str, Callable[[Settings, Given, Say], list[str]]] = {
    "collect": collect,
    "freshness": freshness,
    "build": build,
    "publish": publish,
}
