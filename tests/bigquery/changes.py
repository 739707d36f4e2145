"""The statements by which the second build on the emulator changed tables that were there already, as queries.

BigQuery takes as much for a DELETE or a MERGE as for a query that reads the same columns, and beside it for all columns
of the partitions that it changes, or of the whole table where that has none (its page on estimating the size of queries
says q + t).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

START = "Running with dbt="
DELETE = re.compile(
    r"^ *delete from (?P<table>\S+) as old where (?P<condition>.*?)(?=^\d\d:\d\d:\d\d\.\d+ \[)", re.M | re.S
)
MERGE = re.compile(r"merge into (?P<table>\S+) as DBT_INTERNAL_DEST")
MERGE_KEY = re.compile(r"DBT_INTERNAL_SOURCE\.(\w+) = DBT_INTERNAL_DEST\.\1\s*\n\s*\)")


@dataclass(frozen=True)
class Change:
    """`table` is `schema.name`; `query` reads the columns that the statement looks at."""

    table: str
    query: str


def deletes_in(log: str) -> Iterator[Change]:
    """Yield the deletes of the last run that dbt's log tells of."""
    for found in DELETE.finditer(log[log.rindex(START) :]):
        yield Change(
            _name(found["table"]), f"select 1 from {found['table']} as old where {found['condition']}"
        )


def merges_in(run: Path) -> Iterator[Change]:
    """Yield the merges of models that have a key, of the statements in a folder; others only add."""
    for file in sorted(run.rglob("models/**/*.sql")):
        sql = file.read_text(encoding="utf-8")
        if (found := MERGE.search(sql)) and (keys := MERGE_KEY.findall(sql)):
            yield Change(_name(found["table"]), f"select {', '.join(keys)} from {found['table']}")


def _name(quoted: str) -> str:
    return ".".join(part.strip("`") for part in quoted.split("`.`")[1:])
