"""The estimate counts the columns that are referred to, in the rows that literals leave, and grows with events."""

from __future__ import annotations

import duckdb
import pytest
from cost import Sample, Table, bytes_read
from scanned_columns import Scan, scans_of

SCHEMA = {
    "p": {
        "d": {
            "calls": {"id": "STRING", "day": "DATE", "agent": "STRING", "seconds": "INT64"},
            "agents": {"agent": "STRING", "team": "STRING"},
            "calls_of_teams": {"id": "STRING", "day": "DATE", "team": "STRING"},
        }
    }
}
VIEWS = {
    "d.calls_of_teams": "select c.id, c.day, a.team from `p`.`d`.`calls` as c "
    "inner join `p`.`d`.`agents` as a on c.agent = a.agent"
}


def test_only_what_is_referred_to_is_read_through_ctes_and_views() -> None:
    sql = """
        with all_calls as (select * from `p`.`d`.`calls_of_teams`)
        select day, count(*) as n from all_calls where day >= date '2026-03-01' group by day
    """
    assert {scan.table: scan.columns for scan in scans_of(sql, SCHEMA, VIEWS)} == {
        "d.calls": {"day", "agent"},
        "d.agents": {"agent"},
    }
    (scan,) = scans_of("select * from `p`.`d`.`agents`", SCHEMA, VIEWS)
    assert scan.columns == {"agent", "team"}


def test_conditions_on_the_scan_alone_are_kept() -> None:
    sql = """
        select c.id from `p`.`d`.`calls` as c inner join `p`.`d`.`agents` as a on c.agent = a.agent
        where c.day between date '2026-03-01' and date '2026-03-02' and c.seconds > length(a.team)
    """
    where = {scan.table: scan.where for scan in scans_of(sql, SCHEMA, VIEWS)}
    assert where["d.agents"] == ""
    rows = duckdb.sql(
        "select count(*) from (values (date '2026-03-01'), (date '2026-03-03')) as calls (day) "
        f"where {where['d.calls']}"
    )
    assert rows.fetchall() == [(1,)]


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema d; create table d.calls as select range % 10 as day from range(1000)")
    return connection


def test_history_days_and_small_tables_grow_each_in_their_way(connection: duckdb.DuckDBPyConnection) -> None:
    widths = {"day": 8.0, "id": 12.0}
    tables = {
        "d.calls": Table(1000, widths, "history"),
        "d.new_calls": Table(100, widths, "day"),
        "d.teams": Table(5, widths, "nothing"),
    }
    sample = Sample(tables, events=2000, new_events=200)

    def read(table: str, columns: set[str], where: str = "") -> float:
        return bytes_read(Scan(table, frozenset(columns), where), sample, connection, 1_000_000, days=100)

    # half a call per event, for a hundred days; then a tenth of the sample's calls for its 200 new events
    assert read("d.calls", {"day", "id"}) == 0.5 * 1_000_000 * 100 * 20
    assert read("d.calls", {"day"}, "(day = 3)") == 100 / 200 * 1_000_000 * 8
    assert read("d.new_calls", {"id"}) == 0.5 * 1_000_000 * 12
    assert read("d.teams", {"id"}) == 60
