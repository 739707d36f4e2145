"""The store's tables are made from the contracts, and are what the contracts say, on real servers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from collection.commands import Collector
from collection.stores import DDL_OF, Store
from cs_productivity.cli import main
from cs_productivity.collection.drift import look_at_columns
from cs_productivity.collection.source import connect, load_source
from cs_productivity.collection.store_ddl import statements
from cs_productivity.collection.tables import NOT_OF_THE_TOOL, TIMES, id_column, tables_of_the_tool
from cs_productivity.contracts import load_contracts

TABLES = tables_of_the_tool(load_contracts())


def test_each_raw_table_is_the_tools_or_named_as_not() -> None:
    assert set(TABLES) | set(NOT_OF_THE_TOOL) == set(load_contracts())
    assert set(TIMES) == set(TABLES)
    for name, time in TIMES.items():
        types = {column.name: column for column in TABLES[name].columns}
        assert types[time].type == "TIMESTAMP", name
        assert types[time].is_required, name
    assert {name for name, table in TABLES.items() if id_column(table) is None} == {
        "shifts",
        "release_rollouts",
    }


def test_a_store_has_the_columns_keys_and_indexes_of_the_contract(store: Store) -> None:
    inspector = sa.inspect(connect(load_source(store.source)))
    assert set(inspector.get_table_names()) == set(TABLES)
    for table in TABLES.values():
        found = inspector.get_columns(table.name)
        wanted = [column.name for column in table.columns if column.name != "loaded_at"]
        assert [column["name"] for column in found] == [*wanted, "stored_at"]
        required = {column.name for column in table.columns if column.is_required}
        assert required - {"loaded_at"} <= {column["name"] for column in found if not column["nullable"]}
        indexed = {index["column_names"][0] for index in inspector.get_indexes(table.name)}
        assert {"stored_at", TIMES[table.name]} <= indexed
        key = inspector.get_pk_constraint(table.name)["constrained_columns"]
        unique = [one["column_names"] for one in inspector.get_unique_constraints(table.name)]
        assert (key or unique[0])[: len(table.key)] == list(table.key)


def test_a_store_made_by_it_is_one_that_is_collected(store: Store) -> None:
    source = load_source(store.source)
    look = look_at_columns(connect(source), source, TABLES, set())
    assert (set(look.tables), look.said) == (set(TABLES), [])


def test_the_database_says_when_a_row_was_stored_and_says_it_anew_for_a_change(store: Store) -> None:
    with store.connected() as connection:
        cursor = connection.cursor()

        def stored_at() -> object:
            cursor.execute("select stored_at from tickets where ticket_id = 'ticket_3'")
            return cursor.fetchall()[0][0]

        first = stored_at()
        cursor.execute("update tickets set status = 'pending' where ticket_id = 'ticket_3'")
        assert stored_at() > first
        if store.kind == "postgresql":
            cursor.execute("update tickets set stored_at = '2001-01-01' where ticket_id = 'ticket_3'")
            assert stored_at() > first


@pytest.mark.parametrize("store_kind", ["postgresql", "mysql"])
def test_the_command_prints_the_statements(store_kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["collect", "--ddl", store_kind]) == 0
    printed = capsys.readouterr().out
    for statement in statements(load_contracts(), store_kind):
        assert statement.endswith(";") and statement in printed


def test_a_reader_needs_no_more_than_to_read(store: Store, collector: Collector) -> None:
    assert DDL_OF[store.kind] in ("postgresql", "mysql")
    if store.kind == "postgresql":
        store.run(
            f"create role reader_{store.database} login password 'only-Reads_1'",
            f"grant select on all tables in schema public to reader_{store.database}",
        )
    else:
        store.run(
            f"create user 'reader_{store.database}'@'127.0.0.1' identified by 'only-Reads_1'",
            f"grant select on {store.database}.* to 'reader_{store.database}'@'127.0.0.1'",
        )
    url = store.source["CS_SOURCE_URL"].replace("//tool@", f"//reader_{store.database}@")
    collector.must(CS_SOURCE_URL=url, CS_SOURCE_PASSWORD="only-Reads_1")
    assert len(collector.landed("backend_action_logs")) == 250
