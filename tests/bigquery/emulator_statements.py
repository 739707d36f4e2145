"""Runs inside .venv-emulator: what the emulator lacks and this project sends.

DELETE and UPDATE, like the emulator's own MERGE: what they say is translated as the columns of one synthetic query
over their target, so that it is qualified, typed and translated as any query is.

INFORMATION_SCHEMA.PARTITIONS, as a count of rows per day of `loaded_at`, which is what raw tables are partitioned by.

DATETIME(timestamp, time_zone) where the zone is a column, which the emulator takes for a time.

OPTIONS(require_partition_filter = true) and descriptions of new columns are let pass and do nothing: that every scan of
such a table has a filter is held by other means.

A load job puts in all rows at once: the emulator's own way takes a millisecond for each.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import sqlglot
from crucible.dialects.bigquery import metadata, statements, types
from crucible.dialects.bigquery.generator import generate
from crucible.dialects.bigquery.translate import outer_selects, prepare, write_value
from crucible.engine import Engine, ExecContext, Plan, Session, TableInfo
from crucible.engine.catalog import qualified
from crucible.engine.pipeline import Pipeline
from sqlglot import exp


def teach() -> None:
    """Teach the emulator of this process all of it, and to take requests one at a time."""
    plan_known, execute, turn = statements._plan, Pipeline.execute, threading.Lock()
    open_cursor = Engine.cursor

    @contextmanager
    def open_quick_cursor(self: Engine, session: Session) -> Iterator[_Cursor]:
        with open_cursor(self, session) as cursor:
            yield _Cursor(cursor)

    def plan(tree: exp.Expr, context: ExecContext) -> Plan:
        tree = _leave_out_options(_look_at_zones(_count_partitions(tree, context)))
        if isinstance(tree, exp.Delete):
            return _plan_delete(tree, context)
        return _plan_update(tree, context) if isinstance(tree, exp.Update) else plan_known(tree, context)

    def execute_in_turn(self: Pipeline, *values: Any, **named: Any) -> Any:
        # its parser loses itself where two threads use it for the first time
        with turn:
            return execute(self, *values, **named)

    Engine.cursor = open_quick_cursor
    statements._plan = plan
    Pipeline.execute = execute_in_turn


class _Cursor:
    """A cursor of DuckDB whose executemany of `INSERT INTO … VALUES (?, …)` takes all rows at once, as one text."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def executemany(self, sql: str, rows: list[list[Any]]) -> None:
        head, _, marks = sql.partition(" VALUES ")
        texts = json.dumps([[None if value is None else str(value) for value in row] for row in rows])
        values = ", ".join(f"row_texts[{place}]" for place in range(1, marks.count("?") + 1))
        unpacked = "unnest(from_json(?, '[[\"VARCHAR\"]]'))"
        self._cursor.execute(f"{head} SELECT {values} FROM (SELECT {unpacked} AS row_texts)", [texts])


def _plan_delete(tree: exp.Delete, context: ExecContext) -> Plan:
    target = _Target(tree, context)
    (condition,) = target.translated([tree.args["where"].this])
    return statements.run_sql(
        f"DELETE FROM {target.sql} WHERE {generate(condition)}", "DELETE", context, returns_rows=False
    )


def _plan_update(tree: exp.Update, context: ExecContext) -> Plan:
    target = _Target(tree, context)
    columns = {
        column.name.lower(): types.parse(types.type_name(column.type)) for column in target.info.columns
    }
    condition, *values = target.translated(
        [tree.args["where"].this, *(equality.expression for equality in tree.expressions)]
    )
    names = [equality.this.name for equality in tree.expressions]
    written = ", ".join(
        f"{qualified(name)} = {generate(write_value(value.copy(), columns[name.lower()], name))}"
        for name, value in zip(names, values, strict=True)
    )
    return statements.run_sql(
        f"UPDATE {target.sql} SET {written} WHERE {generate(condition)}",
        "UPDATE",
        context,
        returns_rows=False,
    )


def _count_partitions(tree: exp.Expr, context: ExecContext) -> exp.Expr:
    """Return the statement with a query in place of each INFORMATION_SCHEMA.PARTITIONS."""
    for table in list(tree.find_all(exp.Table)):
        if table.name.upper() == "INFORMATION_SCHEMA.PARTITIONS":
            counts = [
                f"""
                select
                    '{info.name}' as table_name,
                    coalesce(format_date('%Y%m%d', cast(loaded_at as date)), '__NULL__') as partition_id,
                    count(*) as total_rows
                from `{info.catalog}`.`{info.schema}`.`{info.name}`
                group by 1, 2
                """
                for info in context.catalog.tables(table.catalog, table.db)
            ]
            query = sqlglot.parse_one(" union all ".join(counts), read="bigquery")
            table.replace(query.subquery(table.alias or "partitions_of_tables"))
    return tree


def _look_at_zones(tree: exp.Expr) -> exp.Expr:
    """Return the statement with DuckDB's spelling of what a clock shows in the time zone that a column tells."""
    for node in list(tree.find_all(exp.Datetime)):
        if isinstance(node.expression, exp.Column):
            wall_clock = exp.AtTimeZone(this=exp.cast(node.this, "TIMESTAMPTZ"), zone=node.expression)
            node.replace(exp.cast(wall_clock, "TIMESTAMP"))
    return tree


def _leave_out_options(tree: exp.Expr) -> exp.Expr:
    """Return the statement without what the emulator refuses to be told of tables and columns."""
    for option in list(tree.find_all(exp.Property)):
        if option.name.lower() == "require_partition_filter":
            option.pop()
    for constraint in list(tree.find_all(exp.ColumnConstraint)):
        if isinstance(constraint.args.get("kind"), exp.Properties):
            constraint.pop()
    return tree


class _Target:
    """The table that a statement changes; `sql` names it as DuckDB does."""

    def __init__(self, tree: exp.Delete | exp.Update, context: ExecContext) -> None:
        self._context = context
        self.info: TableInfo = metadata.find_table(context, metadata.name_of(tree.this, context))
        alias = tree.this.args.get("alias")
        self.alias = alias.name if alias else self.info.name
        self.sql = (
            f"{qualified(self.info.catalog, self.info.schema, self.info.name)} AS {qualified(self.alias)}"
        )

    def translated(self, expressions: list[exp.Expr]) -> list[exp.Expr]:
        """Return GoogleSQL expressions over the table's columns as DuckDB's."""
        table = exp.Table(
            this=exp.to_identifier(self.info.name, quoted=True),
            db=exp.to_identifier(self.info.schema, quoted=True),
            catalog=exp.to_identifier(self.info.catalog, quoted=True),
            alias=exp.TableAlias(this=exp.to_identifier(self.alias)),
        )
        named = [exp.alias_(expression.copy(), f"part_{n}") for n, expression in enumerate(expressions)]
        prepared = prepare(exp.select(*named).from_(table), self._context)
        (select,) = outer_selects(prepared.query)
        return [part.this if isinstance(part, exp.Alias) else part for part in select.expressions]
