"""The tables of the tool's store as they are read, and which of their rows."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from cs_productivity.collection.tables import LOADED_AT, STORED_AT, TIMES
from cs_productivity.contracts import RawTable

SQL_TYPES: dict[str, sa.types.TypeEngine] = {
    "STRING": sa.Text(),
    "INT64": sa.BigInteger(),
    "FLOAT64": sa.Double(),
    "BOOL": sa.Boolean(),
    "DATE": sa.Date(),
    "TIMESTAMP": sa.DateTime(timezone=True),
}


def reading_table(table: RawTable, schema: str | None) -> sa.Table:
    """The table as it is read: plain types, and null anywhere, since staging quarantines what must not be null."""
    columns = [
        sa.Column(column.name, SQL_TYPES[column.type], nullable=True)
        for column in table.columns
        if column.name != LOADED_AT
    ]
    stored_at = sa.Column(STORED_AT, SQL_TYPES["TIMESTAMP"], nullable=True)
    return sa.Table(table.name, sa.MetaData(schema=schema), *columns, stored_at)


def within(
    table: RawTable, reading: sa.Table, first: date | datetime, end: date | datetime | None
) -> sa.ColumnElement:
    """The condition that a row's own time is at or after `first` and before `end`."""
    column = reading.c[TIMES[table.name]]
    condition = column >= first
    return condition if end is None else sa.and_(condition, column < end)
