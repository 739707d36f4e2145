"""`make cost`: what a daily increment would read on BigQuery at 1, 10 and 100 million events a day, and at what price.

A small desk's project is built twice on the emulator. Of each query of the second build the columns that it refers to
are counted in the partitions that its literals leave; of each DELETE and MERGE, beside these, all columns of what it
changes. Rows are taken to grow with events. It is an estimate: what a cluster spares is left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlglot.errors import SqlglotError

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))

from changes import deletes_in, merges_in
from project_run import PROJECT, Built, build_twice
from scanned_columns import Scan, Schema, scans_of

EVENTS_A_DAY = (1_000_000, 10_000_000, 100_000_000)
BYTES = {"BIGINT": 8, "DOUBLE": 8, "BOOLEAN": 1, "DATE": 8, "TIMESTAMP WITH TIME ZONE": 8}
# BigQuery counts two bytes for a text, and its length
TEXT_BYTES = 2
COSTLIEST = 10


@dataclass(frozen=True)
class Table:
    """Rows, bytes of a row per column, what its rows grow with (`history`, `day` or `nothing`), and its partitions."""

    rows: int
    bytes: dict[str, float]
    grows_with: str
    has_partitions: bool


@dataclass(frozen=True)
class Sample:
    """What the estimate is made from: tables, and the events of the sample, all and those of the increment."""

    tables: dict[str, Table]
    events: int
    new_events: int


def read_sample(built: Built, connection: duckdb.DuckDBPyConnection) -> tuple[Sample, Schema, dict[str, str]]:
    """Look at the tables behind the emulator; also return the schema, and the views' queries."""
    nodes = {
        f"{node['schema']}.{node['alias']}": node
        for node in built.nodes()
        if node["resource_type"] == "model"
    }
    views = {
        name: built.sql_of(node) for name, node in nodes.items() if node["config"]["materialized"] == "view"
    }
    described = connection.execute(
        "select table_schema, table_name, column_name, data_type from information_schema.columns "
        "where table_catalog = current_database() order by ordinal_position"
    ).fetchall()
    schema: Schema = {PROJECT: {}}
    for place, name, column, type_ in described:
        schema[PROJECT].setdefault(place, {}).setdefault(name, {})[column] = type_
    tables = {}
    for place, names in schema[PROJECT].items():
        for name, columns in names.items():
            if (relation := f"{place}.{name}") not in views:
                tables[relation] = _table(connection, relation, columns, nodes.get(relation))
    events = sum(tables[f"raw.{name}"].rows for name in ("backend_action_logs", "frontend_event_logs"))
    new = sum(
        duckdb.sql(f"select count(*) from '{built.late}/{name}/**/*.parquet'").fetchall()[0][0]
        for name in ("backend_action_logs", "frontend_event_logs")
    )
    return Sample(tables, events, new), schema, views


def _table(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: dict[str, str], node: dict | None
) -> Table:
    texts = [name for name, type_ in columns.items() if type_ == "VARCHAR"]
    lengths = ", ".join(f"coalesce(avg(strlen({name})), 0)" for name in texts)
    rows, *found = connection.execute(
        f"select count(*){', ' + lengths if texts else ''} from {relation}"
    ).fetchall()[0]
    widths = {name: BYTES.get(type_, 8) for name, type_ in columns.items() if name not in texts}
    widths |= {name: TEXT_BYTES + length for name, length in zip(texts, found, strict=True)}
    if node is None:
        grows_with = "history" if relation.startswith("raw.") else "nothing"
    elif "of_this_run" in node["tags"]:
        grows_with = "day"
    else:
        grows_with = "history" if node["config"]["materialized"] == "incremental" else "nothing"
    return Table(rows, widths, grows_with, bool(node and node["config"].get("partition_by")))


def bytes_changed(
    scan: Scan, sample: Sample, connection: duckdb.DuckDBPyConnection, events_a_day: int, days: int
) -> float:
    """Estimate what a statement takes for the table that it changes, of which it reads this scan, bytes."""
    table = sample.tables[scan.table]
    changed = Scan(scan.table, frozenset(table.bytes), scan.where if table.has_partitions else "")
    return bytes_read(changed, sample, connection, events_a_day, days)


def bytes_read(
    scan: Scan, sample: Sample, connection: duckdb.DuckDBPyConnection, events_a_day: int, days: int
) -> float:
    """Estimate what one scan reads in a day's increment, bytes."""
    table = sample.tables[scan.table]
    width = sum(table.bytes[column] for column in scan.columns if column in table.bytes)
    if table.grows_with == "nothing":
        return table.rows * width
    if table.grows_with == "day":
        return table.rows / sample.new_events * events_a_day * width
    rows = table.rows
    if scan.where:
        query = f"select count(*) from {scan.table} where {scan.where}"
        rows = connection.execute(query).fetchall()[0][0]
    if rows < table.rows:
        return rows / sample.new_events * events_a_day * width
    return rows / sample.events * events_a_day * days * width


def main() -> None:
    """Build the sample, and print the table."""
    parser = argparse.ArgumentParser(prog="make cost", description=__doc__.splitlines()[0])
    parser.add_argument("--price", type=float, default=6.25, help="US dollars for a TiB that is read")
    parser.add_argument("--days", type=int, default=365, help="days of history")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        built = build_twice(Path(folder))
        connection.execute(f"attach '{built.bigquery}' as \"{PROJECT}\" (read_only)")
        connection.execute(f"use \"{PROJECT}\"; set TimeZone = 'UTC'")
        print_estimate(built, connection, given.price, given.days)


def print_estimate(built: Built, connection: duckdb.DuckDBPyConnection, price: float, days: int) -> None:
    """Print what an increment reads at each volume, and which nodes read most."""
    sample, schema, views = read_sample(built, connection)
    scans: dict[str, list[Scan]] = {}
    changed: dict[str, list[Scan]] = {}
    unresolved = []
    for node in built.nodes():
        if node["language"] == "sql" and node["config"]["materialized"] != "view":
            try:
                scans[node["name"]] = list(scans_of(built.sql_of(node), schema, views))
            except SqlglotError:
                unresolved.append(node["name"])
    log = (built.target / "logs" / "dbt.log").read_text(encoding="utf-8")
    for change in [*deletes_in(log), *merges_in(built.target / "run")]:
        name = f"change of {change.table.partition('.')[2]}"
        found = list(scans_of(change.query, schema, views))
        scans.setdefault(name, []).extend(found)
        changed.setdefault(name, []).extend(scan for scan in found if scan.table == change.table)
    print(f"A day's increment after {days} days, at {price} $ a TiB:")
    for events in EVENTS_A_DAY:
        read = Counter(
            {
                name: sum(bytes_read(scan, sample, connection, events, days) for scan in of_node)
                + sum(bytes_changed(scan, sample, connection, events, days) for scan in changed.get(name, []))
                for name, of_node in scans.items()
            }
        )
        total = sum(read.values())
        print(f"{events:>13,} events a day: {total / 1e9:12,.1f} GB, {total / 2**40 * price:10,.2f} $ a day")
    print(f"\nWhich read most, at {EVENTS_A_DAY[-1]:,} events a day:")
    for name, amount in read.most_common(COSTLIEST):
        print(f"{name:<44} {amount / 1e9:12,.1f} GB {amount / total:7.1%}")
    if unresolved:
        print(f"\nNot counted, since their columns could not be resolved: {', '.join(unresolved)}")


if __name__ == "__main__":
    main()
