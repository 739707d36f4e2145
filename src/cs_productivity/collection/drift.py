"""Whether the store still has the columns of the contract: what is gone or of another type stops a collection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from cs_productivity.collection.source import Source
from cs_productivity.collection.tables import LOADED_AT, STORED_AT
from cs_productivity.contracts import RawTable
from cs_productivity.settings import SettingsError

# what a column of the store may be to be read as a type of the contract; text takes whatever has one spelling
FITTING: dict[str, tuple[type, ...]] = {
    "STRING": (sa.String, sa.Uuid, sa.JSON, postgresql.CITEXT, postgresql.DOMAIN),
    "INT64": (sa.Integer,),
    "FLOAT64": (sa.Numeric, sa.Integer),
    "BOOL": (sa.Boolean, mysql.TINYINT),
    "DATE": (sa.Date,),
    "TIMESTAMP": (sa.DateTime,),
}


@dataclass
class Look:
    """What the store has: the tables that can be read, and sentences about what is left out."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


def look_at_columns(
    engine: sa.Engine, source: Source, tables: Mapping[str, RawTable], known: set[str]
) -> Look:
    """Hold the store's tables against the contract.

    Args:
        engine: the store.
        source: its settings.
        tables: the contract's tables that a tool holds.
        known: those that were collected before, and so must still be there.

    Raises:
        SettingsError: a table or a column is gone or has another type; nothing is collected then, since a row that
            lost a column without a word is worse than one that comes later.
    """
    inspector = sa.inspect(engine)
    there = set(inspector.get_table_names(source.schema)) | set(inspector.get_view_names(source.schema))
    look, wrong = Look(), []
    for table in tables.values():
        if table.name in there:
            found = {
                column["name"]: column["type"] for column in inspector.get_columns(table.name, source.schema)
            }
            wrong += _differences(table, found)
            if extra := sorted(found.keys() - {column.name for column in table.columns} - {STORED_AT}):
                look.said.append(_about_new_columns(table, extra))
            look.tables[table.name] = table
        elif table.is_required or table.name in known:
            wrong.append(f"there is no table {table.name}")
    if wrong:
        raise SettingsError(
            f"The store {source.place} is not what contracts/ says ({'; '.join(wrong)}): nothing was collected. "
            "Bring the store back in line, or change the contract and the models that read it."
        )
    if absent := [name for name in tables if name not in there]:
        look.said.append(f"Not in the store, and not collected: {', '.join(absent)}.")
    return look


def _differences(table: RawTable, found: Mapping[str, sa.types.TypeEngine]) -> Iterator[str]:
    wanted = {column.name: column.type for column in table.columns if column.name != LOADED_AT}
    for name, type_ in {**wanted, STORED_AT: "TIMESTAMP"}.items():
        if name not in found:
            yield f"{table.name} has no column {name}"
        elif not isinstance(found[name], FITTING[type_]):
            yield f"{table.name}.{name} is {found[name]!s} and not {type_}"


def _about_new_columns(table: RawTable, extra: list[str]) -> str:
    one = len(extra) == 1
    return (
        f"The store's {table.name} has {'a column' if one else 'columns'} that the contract does not know "
        f"({', '.join(extra)}): left out until the contract lists {'it' if one else 'them'}."
    )
