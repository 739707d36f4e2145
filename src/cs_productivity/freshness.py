"""How old the newest rows of the raw tables are, and whether that is too old: `python -m cs_productivity freshness`.

What is too old stands in models/staging/_sources.yml, and dbt holds the tables against it on both engines. On DuckDB
it looks at the landing zone as it is now, not as the last build saw it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from cs_productivity.bigquery.client import connect, look_at_access, refused
from cs_productivity.bigquery.raw_tables import DATASET
from cs_productivity.contracts import RawTable, load_contracts
from cs_productivity.dbt_runs import first_line, run_dbt
from cs_productivity.english import count
from cs_productivity.landing import LANDED_FILES_DDL, Look, plan_landing
from cs_productivity.settings import Settings, SettingsError, load_engine
from cs_productivity.warehouse import read_landed_files

WARN, ERROR = "CS_FRESHNESS_WARN_HOURS", "CS_FRESHNESS_ERROR_HOURS"
# as in models/staging/_sources.yml: a night that was missed is said, two are too many
DEFAULT_HOURS = {WARN: 26, ERROR: 50}
MOST_HOURS = 87_600
# how far back _sources.yml looks on BigQuery, at least
WINDOW_HOURS = 720
# what dbt says of a table without rows
NEVER = datetime(1, 1, 1, tzinfo=UTC)


class TooOld(Exception):
    """Raw tables are too old; `sentences` holds one per table."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Hours:
    """Whole hours after which a table's newest row is late, and too old."""

    warn: int
    error: int


def look_at_freshness(settings: Settings, say: Callable[[str], None]) -> list[str]:
    """Say of each raw table how old its newest row is.

    Args:
        settings: the paths.
        say: takes a line per table that is fresh or late.

    Returns:
        The sentences about tables that are late.

    Raises:
        TooOld: one of them is too old, or is required and has no rows.
        SettingsError: a setting, the landing zone or the sign-in is wrong.
        BuildFailed: dbt stopped as a whole.
    """
    hours = load_hours(os.environ)
    target = load_engine()
    contracts = load_contracts(settings.project_root / "contracts")
    scratch = settings.project_root / "target" / "freshness"
    if target == "bigquery":
        if missing := list(look_at_access(os.environ)):
            raise SettingsError("\n".join(missing))
    else:
        settings = replace(settings, duckdb_path=_show_landing_zone(settings, contracts, scratch))
    arguments = ["source", "freshness", "--select", "source:raw"]
    outcome = run_dbt(settings, arguments, say, target=target, target_path=scratch)
    results = [result for result in outcome.result.results if result.node.name in contracts]
    late: list[str] = []
    too_old: list[str] = []
    for result in sorted(results, key=lambda result: result.node.name):
        table = contracts[result.node.name]
        status = str(result.status)
        if status == "runtime error":
            too_old.append(f"{table.name} could not be asked ({first_line(result.message)}).")
        elif result.max_loaded_at <= NEVER:
            has_rows = _has_rows(table.name, settings, target)
            sentence = _about_no_row(table, has_rows, target, hours)
            (too_old.append if has_rows or table.is_required else say)(sentence)
        else:
            sentence = _about_newest(table, result.max_loaded_at, result.age, status, hours)
            {"pass": say, "warn": late.append, "error": too_old.append}[status](sentence)
    for sentence in late:
        say(sentence)
    say(_about_others(contracts, {result.node.name for result in results}))
    if too_old:
        raise TooOld(too_old)
    return late


def load_hours(environment: Mapping[str, str]) -> Hours:
    """Read CS_FRESHNESS_WARN_HOURS and CS_FRESHNESS_ERROR_HOURS.

    Raises:
        SettingsError: one is no whole number of hours from 1 to 87,600, or the first is above the second.
    """
    hours = {}
    for name, default in DEFAULT_HOURS.items():
        text = environment.get(name, str(default))
        if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= MOST_HOURS:
            raise SettingsError(
                f"{name} is {text or 'empty'}: give whole hours from 1 to {MOST_HOURS:,}, or unset it."
            )
        hours[name] = int(text)
    if hours[WARN] > hours[ERROR]:
        raise SettingsError(
            f"{WARN} is {hours[WARN]} and {ERROR} is {hours[ERROR]}: the first must not be above the second."
        )
    return Hours(hours[WARN], hours[ERROR])


def _show_landing_zone(settings: Settings, contracts: Mapping[str, RawTable], folder: Path) -> Path:
    """Make a small warehouse of views over all that has landed, and return it; the real one stays as it is."""
    if not settings.raw_path.is_dir():
        raise SettingsError(
            f"There is no landing zone at {settings.raw_path}: point CS_RAW_PATH at the folder that holds "
            "<table>/*.parquet."
        )
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    # what builds have read is known and trusted, and no file counts as read
    look = Look(now, run_number=1, complete_run=0)
    plan = plan_landing(settings.raw_path, contracts, read_landed_files(settings.duckdb_path), look)
    if plan.error:
        raise TooOld([plan.error])
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / "landing_zone.duckdb"
    for left in folder.glob(f"{scratch.name}*"):
        left.unlink()
    with duckdb.connect(str(scratch)) as connection:
        connection.execute("create schema raw; create schema landed")
        connection.execute(LANDED_FILES_DDL)
        for statement in plan.statements:
            connection.execute(statement)
    return scratch


def _has_rows(table: str, settings: Settings, target: str) -> bool:
    if target == "duckdb":
        with duckdb.connect(str(settings.duckdb_path), read_only=True) as connection:
            return bool(connection.execute(f"from raw.{table} limit 1").fetchall())
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

    try:
        # the table's own count costs nothing
        found = connect(os.environ).get_table(f"{os.environ['CS_BIGQUERY_PROJECT']}.{DATASET}.{table}")
    except (GoogleAuthError, GoogleAPIError) as error:
        raise SettingsError(refused(error)) from None
    return bool(found.num_rows)


def _about_no_row(table: RawTable, has_rows: bool, target: str, hours: Hours) -> str:
    if has_rows and target == "bigquery":
        window = max(WINDOW_HOURS, hours.error)
        return (
            f"{table.name}: no row was loaded in the last {count(window, 'hour')}: look at what lands rows."
        )
    if has_rows:
        return f"{table.name}: no row has a loaded_at that can be: look at what lands rows."
    if table.is_required:
        return f"{table.name}: there is no row, and this table is required: look at what lands rows."
    return f"{table.name}: there is no row, and none is needed."


def _about_newest(table: RawTable, newest: datetime, age: float, status: str, hours: Hours) -> str:
    told = f"{table.name}: the newest row was loaded {_ago(age)} ago ({newest:%Y-%m-%d %H:%M} UTC)"
    if status == "warn":
        return f"{told}, later than usual: {count(hours.warn, 'hour')} may pass."
    if status == "error":
        return (
            f"{told}, and no more than {count(hours.error, 'hour')} may pass: look at what lands rows, "
            f"or set {ERROR}."
        )
    return f"{told}."


def _ago(seconds: float) -> str:
    """An age in words: `12 minutes`, `5 hours`, `3 days and 2 hours`."""
    age = timedelta(seconds=max(seconds, 0))
    hours = age.seconds // 3600
    if age.days:
        return count(age.days, "day") + (f" and {count(hours, 'hour')}" if hours else "")
    return count(hours, "hour") if hours else count(age.seconds // 60, "minute")


def _about_others(contracts: Mapping[str, RawTable], looked_at: set[str]) -> str:
    others = sorted(contracts.keys() - looked_at)
    return f"Not looked at, since days may pass without a row: {', '.join(others)}."
