"""Compares two warehouses row for row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

# The layers that are compared, in the order in which a difference goes through them: raw holds files as they were
# seen, audit is about runs, seeds come from the project.
SCHEMAS = ("staging", "intermediate", "marts")
# columns that tell by which run a row was written, and what gave way since
OF_THE_RUN = ("built_in_run", "first_built_in_run", "displaced_loaded_at")
EXAMPLE_COUNT = 5


@dataclass(frozen=True)
class Difference:
    """A relation that is not the same in both warehouses.

    Attributes:
        relation: schema and name.
        problem: what is wrong, in a sentence without its end.
        rows: examples, each with the warehouse that it stands in alone.
    """

    relation: str
    problem: str
    rows: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n    ".join([f"{self.relation}: {self.problem}", *self.rows])


@dataclass(frozen=True)
class Comparison:
    """How many relations and rows were compared, and what differed."""

    relation_count: int
    row_count: int
    differences: tuple[Difference, ...]


def compare(increments: Path, refresh: Path, left_out: Collection[tuple[str, str]] = ()) -> Comparison:
    """Compare every relation of the models' schemas, views included, as sets of rows that count how often each stands.

    Args:
        increments: the warehouse built by increments.
        refresh: the warehouse built by one full refresh; its file has another stem.
        left_out: schema and name of relations that are not compared.
    """
    # a view names the warehouse it was made in, which is the stem of its file
    names = (increments.stem, refresh.stem)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for path in (increments, refresh):
            connection.execute(f"attach '{path}' as {path.stem} (read_only)")
        columns = [_columns(connection, name) for name in names]
        relations = (columns[0].keys() | columns[1].keys()) - set(left_out)
        differences: list[Difference] = []
        row_count = 0
        for relation in sorted(relations, key=lambda relation: (SCHEMAS.index(relation[0]), relation[1])):
            kinds = [found.get(relation) for found in columns]
            name = ".".join(relation)
            if kinds[0] != kinds[1]:
                problem = f"its columns are {kinds[0]} after increments and {kinds[1]} after a full refresh"
                differences.append(Difference(name, problem))
                continue
            rows, difference = _compare_rows(connection, names, name, list(kinds[0] or ()))
            row_count += rows
            differences += difference
    return Comparison(len(relations), row_count, tuple(differences))


def _columns(
    connection: duckdb.DuckDBPyConnection, database: str
) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Return names and types of the columns to compare, by schema and name of the relation."""
    rows = connection.execute(
        """select table_schema, table_name,
            list((column_name, data_type) order by column_name)
                filter (where not list_contains($of_the_run, column_name)) as columns
        from information_schema.columns
        where table_catalog = $database and list_contains($schemas, table_schema)
        group by all""",
        {"database": database, "schemas": list(SCHEMAS), "of_the_run": list(OF_THE_RUN)},
    ).fetchall()
    return {(schema, name): tuple(columns or ()) for schema, name, columns in rows}


def _compare_rows(
    connection: duckdb.DuckDBPyConnection,
    databases: tuple[str, str],
    relation: str,
    columns: list[tuple[str, str]],
) -> tuple[int, list[Difference]]:
    """Return the number of rows after a full refresh, and the difference if there is one."""
    listed = ", ".join(f'"{name}"' for name, _ in columns)
    # equal rows have equal sums of 64 bits; which rows differ, where sums do, is looked for row by row
    sums = [
        connection.execute(
            f"select count(*), coalesce(sum(hash({listed})::hugeint), 0) from {database}.{relation}"
        ).fetchall()[0]
        for database in databases
    ]
    row_count = sums[1][0]
    if sums[0] == sums[1]:
        return row_count, []
    selects = [f"select {listed} from {database}.{relation}" for database in databases]
    alone = [f"{one} except all {other}" for one, other in (selects, reversed(selects))]
    counts = [connection.execute(f"select count(*) from ({query})").fetchall()[0][0] for query in alone]
    if counts == [0, 0]:
        return row_count, []
    examples = []
    for side, query in zip(("increments", "refresh   "), alone, strict=True):
        found = connection.execute(f"{query} order by all limit {EXAMPLE_COUNT}").fetchall()
        examples += [f"{side} {dict(zip((name for name, _ in columns), row, strict=True))}" for row in found]
    problem = f"{counts[0]} rows stand after increments only, {counts[1]} after a full refresh only"
    return row_count, [Difference(relation, problem, tuple(examples))]
