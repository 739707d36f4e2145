"""Which columns of which tables a statement makes BigQuery read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from partition_scans import conditions_of
from sqlglot import exp
from sqlglot.optimizer.pushdown_predicates import pushdown_predicates
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope

Schema = dict[str, dict[str, dict[str, dict[str, str]]]]


@dataclass(frozen=True)
class Scan:
    """One scan: `table` is `schema.name`, `columns` what is read of it, `where` the conditions on it alone, as SQL."""

    table: str
    columns: frozenset[str]
    where: str


def scans_of(sql: str, schema: Schema, views: dict[str, str]) -> Iterator[Scan]:
    """Yield the scans of tables that a query makes, views looked through.

    Args:
        sql: a query, GoogleSQL.
        schema: type of each column, by project, schema, and relation.
        views: the query of each view, by `schema.name`.

    Raises:
        sqlglot.errors.SqlglotError: the query, or a view that it reads, cannot be resolved.
    """
    tree = _without_views(sqlglot.parse_one(sql, read="bigquery"), views)
    tree = qualify(tree, schema=schema, dialect="bigquery", validate_qualify_columns=False)
    # as BigQuery does: conditions reach through views, and columns that nobody asks for are left
    tree = pushdown_projections(pushdown_predicates(tree, dialect="bigquery"))
    for scope in traverse_scope(tree):
        for alias, source in scope.sources.items():
            if isinstance(source, exp.Table) and source.db:
                columns = {column.name for column in scope.columns if column.table == alias}
                yield Scan(
                    f"{source.db}.{source.name}", frozenset(columns), _conditions_on(scope.expression, alias)
                )


def _without_views(tree: exp.Expr, views: dict[str, str]) -> exp.Expr:
    for table in list(tree.find_all(exp.Table)):
        if query := views.get(f"{table.db}.{table.name}"):
            body = _without_views(sqlglot.parse_one(query, read="bigquery"), views)
            table.replace(
                exp.Subquery(this=body, alias=exp.TableAlias(this=exp.to_identifier(table.alias_or_name)))
            )
    return tree


def _conditions_on(select: exp.Select, alias: str) -> str:
    """Return the conjuncts of WHERE and of inner joins' ON that compare columns of the source with literals."""
    alone = [
        part
        for part in conditions_of(select)
        if part.find(exp.Column)
        and not part.find(exp.Query)
        and all(column.table == alias for column in part.find_all(exp.Column))
    ]
    unqualified = [
        part.transform(lambda node: exp.column(node.name) if isinstance(node, exp.Column) else node)
        for part in alone
    ]
    return " and ".join(f"({part.sql('duckdb')})" for part in unqualified)
