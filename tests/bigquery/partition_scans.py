"""Finds scans of partitioned tables that nothing literal narrows down: BigQuery would read and charge for all of it.

A scan is narrowed down where a condition of its own SELECT, in WHERE or in a join's ON, compares the partition's column
with literals alone. Views are looked through: a scan of one is a scan of the table below, if it shows the column. A
table that requires a filter may be read as a whole too, by a condition that says so: its column is null or is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

COMPARISONS = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ)


@dataclass(frozen=True)
class OpenScan:
    """A scan that reads every partition: the node that scans, and the table."""

    node: str
    table: str


def open_scans(
    node: str, sql: str, partitions: dict[str, str], *, any_filter: bool = False
) -> Iterator[OpenScan]:
    """Yield the scans of a statement that read every partition.

    Args:
        node: name of the model or test.
        sql: what it runs, GoogleSQL.
        partitions: the partition's column of each partitioned table, and of each view over one, by name.
        any_filter: leave out those that say that they read every partition.
    """
    for scope in traverse_scope(sqlglot.parse_one(sql, read="bigquery")):
        if not isinstance(scope.expression, exp.Select):
            continue
        for alias, source in scope.sources.items():
            if not isinstance(source, exp.Table) or source.name not in partitions:
                continue
            column = partitions[source.name]
            conditions = list(conditions_of(scope.expression))
            said = any_filter and any(_says_so(condition, alias, column) for condition in conditions)
            if not said and not any(_narrows(condition, alias, column) for condition in conditions):
                yield OpenScan(node, source.name)


def conditions_of(select: exp.Select) -> Iterator[exp.Expr]:
    """Yield each condition that holds for every row which a SELECT looks at."""
    where, joins = select.args.get("where"), select.args.get("joins") or []
    whole = [where.this] if where else []
    # an outer join keeps rows that its condition refuses
    whole += [join.args["on"] for join in joins if join.args.get("on") and not join.side]
    for condition in whole:
        yield from condition.flatten() if isinstance(condition, exp.And) else [condition]


def _narrows(condition: exp.Expr, alias: str, column: str) -> bool:
    condition = condition.unnest()
    if isinstance(condition, exp.Or):
        return all(_narrows(part, alias, column) for part in (condition.left, condition.right))
    if isinstance(condition, exp.And):
        return any(_narrows(part, alias, column) for part in (condition.left, condition.right))
    if isinstance(condition, exp.Boolean):
        return not condition.this
    if isinstance(condition, COMPARISONS):
        compared, others = condition.left, [condition.right]
    elif isinstance(condition, exp.Between):
        compared, others = condition.this, [condition.args["low"], condition.args["high"]]
    elif isinstance(condition, exp.Is):
        compared, others = condition.this, [condition.expression]
    elif isinstance(condition, exp.In) and not condition.args.get("query"):
        compared, others = condition.this, condition.expressions
    else:
        return False
    return _is_column(compared, alias, column) and not any(
        other.find(exp.Column, exp.Query) for other in others
    )


def _says_so(condition: exp.Expr, alias: str, column: str) -> bool:
    condition = condition.unnest()
    if not isinstance(condition, exp.Or):
        return False
    is_null, is_not_null = condition.left, condition.right
    return (
        isinstance(is_null, exp.Is)
        and _is_column(is_null.this, alias, column)
        and isinstance(is_not_null, exp.Not)
        and is_not_null.this == is_null
    )


def _is_column(compared: exp.Expr, alias: str, column: str) -> bool:
    return isinstance(compared, exp.Column) and compared.name == column and compared.table in ("", alias)
