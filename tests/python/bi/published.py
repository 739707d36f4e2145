"""Published marts for tests of what reads them: those of a build, changed ones, and such without rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import duckdb
from project import Project

from bi.marts import STORED, Column, load_marts
from cs_productivity.publish import MANIFEST_FILE, MARTS_FILE, publish
from cs_productivity.settings import load_settings

TIME_ZONE = "Asia/Tokyo"
# a first build knows no run before it, and two weeks are too few to tell what is usual
RUNS_BEFORE = """insert into marts.fct_dbt_runs by name
    select
        'run-' || number as invocation_id, number as run_number,
        case when number % 4 = 3 then 'test' else 'build' end as command,
        timestamp '2026-02-20 18:00:00' + interval 1 day * number as started_at,
        case when number % 5 <> 2 then started_at + interval 100 second * (number + 1) end as finished_at,
        epoch(finished_at - started_at) as duration_seconds,
        case when finished_at is null then 'cut short' when number % 7 = 4 then 'failed' else 'succeeded' end
            as run_status,
        number = 0 as is_full_build, 100 + number as model_count, number % 2 as error_count,
        case when run_status = 'failed' then 2 else 0 end as fail_count, number % 3 as warn_count,
        number as skip_count, case when run_status = 'failed' then 'dim_agents_is_sound' end as failed_nodes
    from range(12) as numbers (number)"""
UNUSUAL_DAYS = """update marts.agg_log_arrivals_daily set
    usual_low = row_count / 2, usual_high = row_count * 2 + 10,
    arrival_status = case day(loaded_date) % 3 when 0 then 'few' when 1 then 'many' else 'usual' end
"""


def publish_build(built: Project, folder: Path) -> Path:
    """Publish the marts of a build as `make build` does, and return the folder that readers open."""
    paths = {"CS_DUCKDB_PATH": str(built.warehouse), "CS_PUBLISH_PATH": str(folder / "published")}
    return publish(load_settings(paths)).path


def publish_empty(folder: Path, marts: Mapping[str, Mapping[str, Column]] | None = None) -> Path:
    """Write marts without rows, as the contracts declare them or as given, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / MARTS_FILE)) as connection:
        create_empty(connection, load_marts() if marts is None else marts)
    manifest = {"variables": {"reporting_timezone": TIME_ZONE, "interval_minutes": 30}}
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest))
    return folder


def copy_marts(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Copy the marts of a warehouse into the schema `marts` of a connection, as tables."""
    # views of the warehouse name it by its file
    built = warehouse.stem
    connection.execute(f"attach '{warehouse}' as {built} (read_only); create schema marts")
    names = connection.execute(
        "select table_name from information_schema.tables where table_catalog = ? and table_schema = 'marts'",
        [built],
    ).fetchall()
    for (name,) in names:
        connection.execute(f"create table marts.{name} as from {built}.marts.{name}")
    connection.execute(f"detach {built}")


def create_empty(
    connection: duckdb.DuckDBPyConnection, marts: Mapping[str, Mapping[str, Column]], place: str = ""
) -> None:
    """Create marts without rows."""
    for name, columns in marts.items():
        typed = ", ".join(f"{column} {STORED[declared.type]}" for column, declared in columns.items())
        connection.execute(f"create or replace table {place}{name} ({typed})")
