"""Published marts for tests of what reads them: those of a build, changed ones, and such without rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import duckdb
from project import Project

from bi.marts import Column, load_marts
from cs_productivity.publish import MANIFEST_FILE, MARTS_FILE, publish
from cs_productivity.settings import load_settings

# how DuckDB stores what contracts declare
STORED = {
    "string": "varchar",
    "int64": "bigint",
    "float64": "double",
    "bool": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
TIME_ZONE = "Asia/Tokyo"


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


def create_empty(
    connection: duckdb.DuckDBPyConnection, marts: Mapping[str, Mapping[str, Column]], place: str = ""
) -> None:
    """Create marts without rows."""
    for name, columns in marts.items():
        typed = ", ".join(f"{column} {STORED[declared.type]}" for column, declared in columns.items())
        connection.execute(f"create or replace table {place}{name} ({typed})")
