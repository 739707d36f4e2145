"""A contact tool's store with made-up logs in it, on a scratch PostgreSQL."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv

from cs_productivity.collection.store_ddl import statements
from cs_productivity.collection.tables import LOADED_AT, columns_of, tables_of_the_tool
from cs_productivity.contracts import RawTable, load_contracts
from cs_productivity.english import count
from cs_productivity.simulator.sample import make_tables
from cs_productivity.simulator.schema import unpack
from cs_productivity.simulator.simulation import simulate
from cs_productivity.simulator.world import make_world

SEED = 7


def fill_store(url: str, agents: int, days: int, first_day: date, say: Callable[[str], None]) -> None:
    """Make the tool's tables, and write the clean logs of a simulated desk into them.

    Args:
        url: an empty database of PostgreSQL, with the password.
        agents: how many people work at the desk.
        days: how many days it is watched.
        first_day: the first of them.
        say: takes each line.
    """
    contracts = load_contracts()
    tables = make_tables(simulate(make_world(SEED, agents, days, first_day)))
    with psycopg.connect(url) as connection:
        for statement in statements(contracts, "postgresql"):
            connection.execute(statement)
        for name, contract in tables_of_the_tool(contracts).items():
            written = _write(connection, contract, unpack(tables[name]))
            say(f"  {name}: {count(written, 'row')}")


def _write(connection: psycopg.Connection, contract: RawTable, rows: pa.Table) -> int:
    """Copy rows into a table and return how many there are; a version that comes twice stays once."""
    columns = columns_of(contract)
    if "updated_at" in columns:
        # the tool itself always knows when it changed something
        known = pc.coalesce(rows["updated_at"], rows[LOADED_AT])
        rows = rows.set_column(rows.schema.get_field_index("updated_at"), "updated_at", known)
    text = io.BytesIO()
    pc_csv.write_csv(rows.select(columns), text, pc_csv.WriteOptions(include_header=False))
    connection.execute(f"create temp table incoming (like {contract.name}) on commit drop")
    connection.execute("alter table incoming alter column stored_at drop not null")
    listed = ", ".join(columns)
    with connection.cursor().copy(f"copy incoming ({listed}) from stdin (format csv)") as target:
        target.write(text.getvalue())
    done = connection.execute(
        f"insert into {contract.name} ({listed}) select {listed} from incoming on conflict do nothing"
    )
    connection.execute("drop table incoming")
    return done.rowcount
