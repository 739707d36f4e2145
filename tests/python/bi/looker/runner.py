"""Runs a query that is written for BigQuery on DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb
import sqlglot

# what Looker writes at length for BigQuery: each key's value once, and a percentile (nearest rank)
MACROS = """
create temp macro sum_distinct_by(val, per) as
    list_sum(list_transform(list(distinct {'per': per, 'val': val}), lambda pair: pair.val));
create temp macro percentile_of(val, share) as quantile_disc(val, share);
"""


@cache
def to_duckdb(bigquery: str) -> str:
    """Translate a query.

    Raises:
        sqlglot.errors.ParseError: BigQuery would not take it for SQL.
    """
    (statement,) = sqlglot.parse(bigquery, read="bigquery", error_level=sqlglot.ErrorLevel.RAISE)
    return statement.sql(dialect="duckdb")


class Runner:
    """A connection to a file with the marts in the schema `marts`."""

    def __init__(self, path: Path) -> None:
        self.connection = duckdb.connect(str(path), read_only=True)
        # plain timestamps are UTC
        self.connection.execute("set TimeZone = 'UTC'")
        self.connection.execute(MACROS)

    def rows(self, bigquery: str) -> list[tuple]:
        """Return the rows of a query that is written for BigQuery."""
        return self.query(to_duckdb(bigquery))

    def query(self, sql: str) -> list[tuple]:
        """Return the rows of a query of DuckDB's own."""
        return self.connection.execute(sql).fetchall()

    def columns(self, bigquery: str) -> Sequence[str]:
        """Return the names of a query's columns."""
        return [column[0] for column in self.connection.execute(to_duckdb(bigquery)).description]
