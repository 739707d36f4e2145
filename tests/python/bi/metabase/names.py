"""The tables and columns that a question names, and which of them the marts' contracts do not have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.qualify import qualify

from bi.marts import Column
from bi.metabase.collection import Card

DATES = "2026-03-02~2026-03-08"


def all_filters_set(card: Card) -> dict[str, list[str] | str]:
    """Return a value for each filter of a question, whatever the marts hold."""
    return {tag: DATES if tag == "dates" else ["a word"] for tag in card.tags}


def parse(card: Card, sql: str) -> exp.Expression:
    """Parse SQL as the engine of the question reads it.

    Raises:
        SqlglotError: it is no SQL of that engine.
    """
    return sqlglot.parse_one(sql, dialect=card.engine)


def tables_of(card: Card) -> frozenset[str]:
    """Return the marts that a question reads."""
    return _tables(card.query(all_filters_set(card)), card.engine)


@lru_cache
def _tables(sql: str, engine: str) -> frozenset[str]:
    query = sqlglot.parse_one(sql, dialect=engine)
    steps = {step.alias for step in query.find_all(exp.CTE)}
    return frozenset(
        # `schema.table` in one pair of backticks is two names to BigQuery
        table.name.split(".")[-1]
        for table in query.find_all(exp.Table)
        if table.db or table.name not in steps
    )


def unknown_names(card: Card, marts: Mapping[str, Mapping[str, Column]]) -> list[str]:
    """Return a sentence for each table or column that a question names and the marts do not have."""
    faults = [f"there is no mart {table}" for table in sorted(tables_of(card) - marts.keys())]
    for tag in card.tags:
        _, _, table, column = card.field(tag)
        if column not in marts.get(table, {}):
            faults.append(f"the filter {tag} is on {table}.{column}, which does not exist")
        elif table not in tables_of(card):
            faults.append(f"the filter {tag} is on {table}, which the SQL does not read")
    schema = {
        card.field(next(iter(card.tags)))[1]: {
            mart: {name: column.type for name, column in columns.items()} for mart, columns in marts.items()
        }
    }
    sql = card.query(all_filters_set(card))
    try:
        qualify(parse(card, sql), dialect=card.engine, schema=schema, validate_qualify_columns=True)
    except OptimizeError as error:
        faults.append(str(error))
    return faults
