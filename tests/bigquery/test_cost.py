"""The estimate counts the columns that are referred to, in the rows that literals leave, and grows with events."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from changes import deletes_in, merges_in
from cost import Sample, Table, bytes_changed, bytes_read
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
        "d.calls": Table(1000, widths, "history", has_partitions=True),
        "d.tickets": Table(1000, widths, "history", has_partitions=False),
        "d.new_calls": Table(100, widths, "day", has_partitions=False),
        "d.teams": Table(5, widths, "nothing", has_partitions=False),
    }
    connection.execute("create table d.tickets as select * from d.calls")
    sample = Sample(tables, events=2000, new_events=200)

    def read(table: str, columns: set[str], where: str = "") -> float:
        return bytes_read(Scan(table, frozenset(columns), where), sample, connection, 1_000_000, days=100)

    # half a call per event, for a hundred days; then a tenth of the sample's calls for its 200 new events
    assert read("d.calls", {"day", "id"}) == 0.5 * 1_000_000 * 100 * 20
    assert read("d.calls", {"day"}, "(day = 3)") == 100 / 200 * 1_000_000 * 8
    assert read("d.new_calls", {"id"}) == 0.5 * 1_000_000 * 12
    assert read("d.teams", {"id"}) == 60

    def changed(table: str, where: str) -> float:
        scan = Scan(table, frozenset({"day"}), where)
        return bytes_changed(scan, sample, connection, 1_000_000, days=100)

    # all columns of the partitions that are changed, or of the whole table where that has none
    assert changed("d.calls", "(day = 3)") == 100 / 200 * 1_000_000 * 20
    assert changed("d.tickets", "(day = 3)") == changed("d.calls", "") == 0.5 * 1_000_000 * 100 * 20


LOG = """
17:00:00.000001 [info ] [MainThread]: Running with dbt=1.12.0
17:00:01.000001 [debug] [Thread-1 (]: On model.p.calls: /* {} */
        delete from `p`.`d`.`calls` as old where old.day = date '2026-02-01'
17:00:02.000001 [info ] [MainThread]: Running with dbt=1.12.0
17:00:03.000001 [debug] [Thread-1 (]: On model.p.calls: /* {} */

        delete from `p`.`d`.`calls` as old where exists (select 1 from `p`.`d`.`agents` as touched
        where touched.agent = old.agent) and (
            old.day between date '2026-03-01' and date '2026-03-02'
        )

17:00:04.000001 [debug] [Thread-1 (]: SQL status: OK
"""


def test_deletes_of_the_last_run_are_read_from_its_log() -> None:
    (change,) = deletes_in(LOG)
    assert change.table == "d.calls"
    scans = {scan.table: scan for scan in scans_of(change.query, SCHEMA, VIEWS)}
    assert scans["d.calls"].columns == {"agent", "day"}
    assert "2026-03-02" in scans["d.calls"].where
    assert scans["d.agents"].columns == {"agent"}


def test_a_merge_reads_its_key_of_the_whole_table_and_one_without_a_key_only_adds(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "calls.sql").write_text(
        "merge into `p`.`d`.`calls` as DBT_INTERNAL_DEST using (select * from `p`.`d`.`calls__dbt_tmp`)"
        " as DBT_INTERNAL_SOURCE on (\n DBT_INTERNAL_SOURCE.id = DBT_INTERNAL_DEST.id\n ) and (\n"
        " DBT_INTERNAL_SOURCE.day = DBT_INTERNAL_DEST.day\n )"
    )
    (tmp_path / "models" / "agents.sql").write_text(
        "merge into `p`.`d`.`agents` as DBT_INTERNAL_DEST on (FALSE)"
    )
    (change,) = merges_in(tmp_path)
    (scan,) = scans_of(change.query, SCHEMA, VIEWS)
    assert (scan.table, scan.columns, scan.where) == ("d.calls", {"id", "day"}, "")
