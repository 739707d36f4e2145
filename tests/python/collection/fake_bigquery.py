"""What collecting asks of BigQuery's client, answered by DuckDB: statements are translated, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import duckdb
import pyarrow as pa
import sqlglot
from google.api_core.exceptions import BadRequest, Conflict, NotFound

from cs_productivity.contracts import load_contracts

PROJECT = "desk-project"
TYPES = {
    "STRING": "VARCHAR",
    "INT64": "BIGINT",
    "FLOAT64": "DOUBLE",
    "BOOL": "BOOLEAN",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMPTZ",
    "BYTES": "BLOB",
}
ASSERTION = re.compile(r"assert (.+) as '(.+)'", re.DOTALL)


class Killed(BaseException):
    """The process is gone at this call."""


class FakeBigQuery:
    """One project. `killed_at`: the so-manieth call from now on is not carried out, and ends everything."""

    project = PROJECT

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._connection.execute(
            f"set TimeZone = 'UTC'; attach ':memory:' as \"{PROJECT}\"; use \"{PROJECT}\""
        )
        self._connection.execute("create schema raw")
        for table in load_contracts().values():
            columns = ", ".join(f"{column.name} {TYPES[column.type]}" for column in table.columns)
            self._connection.execute(f"create table raw.{table.name} ({columns})")
        self.killed_at: int | None = None
        self.scripts: list[str] = []

    def _count(self) -> None:
        if self.killed_at is not None:
            self.killed_at -= 1
            if self.killed_at == 0:
                self.killed_at = None
                raise Killed

    def create_dataset(self, name: str, exists_ok: bool) -> None:
        self._count()
        assert exists_ok
        self._connection.execute(f"create schema if not exists {name}")

    def create_table(self, table: Any) -> None:
        self._count()
        columns = ", ".join(f"{field.name} {TYPES[field.field_type]}" for field in table.schema)
        try:
            self._connection.execute(f"create table {table.dataset_id}.{table.table_id} ({columns})")
        except duckdb.CatalogException as error:
            raise Conflict(str(error)) from None
        assert table.table_id.startswith("overlap") or table.expires is not None

    def load_table_from_file(self, content: Any, target: str, job_config: Any) -> SimpleNamespace:
        self._count()
        assert (job_config.source_format, job_config.write_disposition) == ("PARQUET", "WRITE_APPEND")
        names = [field.name for field in job_config.schema]
        found = self._connection.execute(f"describe select * from read_parquet('{content.name}')").fetchall()
        assert [row[0] for row in found] == names, "the file's columns are the table's"
        _, dataset, table = target.split(".")
        self._connection.execute(
            f"insert into {dataset}.{table} select * from read_parquet('{content.name}')"
        )
        return SimpleNamespace(result=lambda: None)

    def list_tables(self, dataset: str) -> list[SimpleNamespace]:
        self._count()
        sql = "select table_name from information_schema.tables where table_schema = ?"
        rows = self._connection.execute(sql, [dataset.split(".")[1]]).fetchall()
        return [SimpleNamespace(table_id=name) for (name,) in rows]

    def delete_table(self, name: str, not_found_ok: bool) -> None:
        self._count()
        assert not_found_ok
        _, dataset, table = name.split(".")
        self._connection.execute(f"drop table if exists {dataset}.{table}")

    def query(self, sql: str, job_config: Any = None) -> SimpleNamespace:
        self._count()
        parameters = {one.name: one.value for one in job_config.query_parameters} if job_config else {}
        statements = sql.split(";\n")
        if len(statements) > 1:
            self.scripts.append(sql)
            assert (statements[0], statements[-1]) == ("begin transaction", "commit transaction")
        try:
            for statement in statements:
                result = self._run(statement, parameters)
        except BadRequest:
            self._connection.execute("rollback")
            raise
        return SimpleNamespace(result=lambda: _Rows(result))

    def _run(self, statement: str, parameters: dict[str, Any]) -> pa.Table:
        if assertion := ASSERTION.fullmatch(statement):
            if not self._run(f"select {assertion[1]} as holds", {})["holds"][0].as_py():
                raise BadRequest(f"Query error: {assertion[2]} at [2:1]")
            return pa.table({})
        (translated,) = sqlglot.transpile(statement, read="bigquery", write="duckdb")
        given = {name: value for name, value in parameters.items() if f"${name}" in translated}
        try:
            return self._connection.execute(translated, given or None).to_arrow_table()
        except duckdb.CatalogException as error:
            raise NotFound(str(error)) from None

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a raw table."""
        return self._connection.execute(f"select * from raw.{table}").to_arrow_table().to_pylist()

    def tables(self) -> list[str]:
        """What is in the dataset of collecting."""
        return sorted(table.table_id for table in self.list_tables(f"{PROJECT}.collection"))


class _Rows:
    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter([tuple(row.values()) for row in self._table.to_pylist()])

    def to_arrow(self, create_bqstorage_client: bool) -> pa.Table:
        assert not create_bqstorage_client
        return self._table
