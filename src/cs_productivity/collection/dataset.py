"""BigQuery's raw tables as where collected rows go: rows and state in one transaction.

Files are loaded into tables of the dataset `collection` first; one script then puts their rows into `raw`, with the
time of that as loaded_at, and moves the state on. What breaks off before leaves tables that expire by themselves.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cs_productivity.bigquery.client import connect, look_at_access, refused
from cs_productivity.bigquery.raw_tables import DATASET
from cs_productivity.collection.dataset_statements import (
    ANY_DAY,
    FASTER,
    OWN_DATASET,
    commit_statements,
    first_statements,
    loaded_since,
    sql_name,
)
from cs_productivity.collection.destination import Delivery
from cs_productivity.collection.state import OVERLAP, State, state_from
from cs_productivity.collection.tables import DELETED_ROWS, LOADED_AT, TIMES, id_column
from cs_productivity.contracts import RawTable
from cs_productivity.settings import SettingsError

EXPIRES_AFTER = timedelta(days=1)


def open_dataset(contracts: Mapping[str, RawTable]) -> Dataset:
    """Return the raw tables of the project in CS_BIGQUERY_PROJECT.

    Raises:
        SettingsError: a setting of BigQuery is missing or absurd, or nobody is signed in.
    """
    from google.auth.exceptions import GoogleAuthError

    for sentence in look_at_access(os.environ):
        raise SettingsError(sentence)
    try:
        client = connect(os.environ)
    except (GoogleAuthError, OSError) as error:
        raise SettingsError(refused(error)) from None
    return Dataset(client, contracts)


class Dataset:
    """The raw tables of one project."""

    is_loaded_at_given_later = True

    def __init__(self, client: Any, contracts: Mapping[str, RawTable]) -> None:
        """Nothing is asked of BigQuery yet.

        Args:
            client: one of google.cloud.bigquery.
            contracts: the raw tables.
        """
        self._client, self._contracts = client, contracts
        self._own = f"{client.project}.{OWN_DATASET}"

    @property
    def name(self) -> str:
        """For sentences."""
        return f"{self._client.project}.{DATASET} on BigQuery"

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Make the dataset of collecting where it is not there; who comes second is found out at the commit."""
        from google.api_core.exceptions import GoogleAPIError
        from google.auth.exceptions import GoogleAuthError

        try:
            self._client.create_dataset(OWN_DATASET, exists_ok=True)
            for statement in first_statements(self._client.project):
                self._client.query(statement).result()
            yield
        except GoogleAuthError as error:
            raise SettingsError(refused(error)) from None
        except GoogleAPIError as error:
            reason = str(error).splitlines()[0]
            if FASTER in str(error) or "concurrent update" in str(error):
                reason = FASTER
            raise SettingsError(
                f"Nothing was collected into {self.name} ({reason}): mend that, and collect again."
            ) from None

    def read(self) -> tuple[State, pa.Table]:
        """Return how far collecting has come, and the overlap."""
        from google.api_core.exceptions import NotFound

        rows = list(
            self._client.query(f"select content from {sql_name(self._client.project, 'state')}").result()
        )
        if len(rows) != 1:
            raise SettingsError(
                f"{self._own}.state has {len(rows)} rows: leave the one with the highest revision."
            )
        state = state_from(rows[0][0], f"{self._own}.state")
        if not state.run:
            return state, OVERLAP.empty_table()
        overlap = sql_name(self._client.project, f"overlap_{state.run}")
        try:
            return state, self._rows(f"select table_name, fingerprint from {overlap}").cast(OVERLAP)
        except NotFound:
            # without it copies land again, and count once
            return state, OVERLAP.empty_table()

    @contextlib.contextmanager
    def scratch(self, run: str) -> Iterator[Path]:
        """A folder for one run's files, gone after it."""
        with tempfile.TemporaryDirectory(prefix=f"collect-{run}-") as folder:
            yield Path(folder)

    def commit(self, delivery: Delivery) -> None:
        """Load the files beside the raw tables, then put rows and state into place in one transaction."""
        from google.cloud import bigquery

        run = delivery.state.run
        for table, files in delivery.files.items():
            columns = [
                bigquery.SchemaField(column.name, column.type)
                for column in self._contracts[table].columns
                if column.name != LOADED_AT
            ]
            target = self._make_table(f"{self._own}.incoming_{table}_{run}", columns, is_kept=False)
            for file in files:
                self._load(file, target, columns)
        fields = [bigquery.SchemaField("table_name", "STRING"), bigquery.SchemaField("fingerprint", "BYTES")]
        overlap = self._make_table(f"{self._own}.overlap_{run}", fields, is_kept=True)
        with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
            pq.write_table(
                delivery.overlap.cast(pa.schema({"table_name": pa.string(), "fingerprint": pa.binary()})),
                file,
            )
            file.flush()
            self._load(Path(file.name), overlap, fields)
        contracts = [self._contracts[table] for table in delivery.files]
        script = ";\n".join(commit_statements(self._client.project, contracts, delivery.state))
        content = bigquery.ScalarQueryParameter("content", "STRING", delivery.state.to_json())
        self._client.query(script, job_config=bigquery.QueryJobConfig(query_parameters=[content])).result()
        self._clear(delivery)

    def _make_table(self, name: str, columns: list[Any], *, is_kept: bool) -> str:
        from google.cloud import bigquery

        table = bigquery.Table(name, columns)
        if not is_kept:
            table.expires = datetime.now(UTC) + EXPIRES_AFTER
        self._client.create_table(table)
        return name

    def _load(self, file: Path, target: str, columns: list[Any]) -> None:
        from google.cloud import bigquery

        config = bigquery.LoadJobConfig(
            source_format=bigquery.SourceFormat.PARQUET,
            write_disposition=bigquery.WriteDisposition.WRITE_APPEND,
            schema=columns,
        )
        with file.open("rb") as content:
            self._client.load_table_from_file(content, target, job_config=config).result()

    def _clear(self, delivery: Delivery) -> None:
        """Drop what the transaction has made needless."""
        kept = f"overlap_{delivery.state.run}"
        for table in self._client.list_tables(self._own):
            is_old = table.table_id.startswith("overlap_") and table.table_id < kept
            if is_old or (table.table_id.endswith(delivery.state.run) and table.table_id != kept):
                self._client.delete_table(f"{self._own}.{table.table_id}", not_found_ok=True)

    def landed_rows(self, table: RawTable, columns: list[str], first: date, end: date) -> Iterator[pa.Table]:
        """Yield the rows of a table whose own time lies from `first` on and before `end`."""
        time = TIMES[table.name]
        yield self._rows(
            f"select {', '.join(columns)} from {self._raw(table.name)} where {loaded_since(table, first)} "
            f"and {time} >= timestamp '{first} 00:00:00' and {time} < timestamp '{end} 00:00:00'"
        )

    def landed_ids(self, table: RawTable, since: datetime) -> Iterator[pa.Table]:
        """Yield each id of a table whose own time is at or after `since`: row_id, last_at (own time), loaded_at."""
        column, time = id_column(table), TIMES[table.name]
        yield self._rows(
            f"select {column} as row_id, max({time}) as last_at, max({LOADED_AT}) as loaded_at "
            f"from {self._raw(table.name)} where {loaded_since(table, since.date())} and {column} is not null "
            f"and {time} >= timestamp '{since:%Y-%m-%d %H:%M:%S}' group by {column}"
        )

    def told_as_deleted(self, table: RawTable) -> Iterator[pa.Table]:
        """Yield each id of a table that was told as deleted: row_id, told_at (the last telling's loaded_at)."""
        yield self._rows(
            f"select row_id, max({LOADED_AT}) as told_at from {self._raw(DELETED_ROWS)} "
            f"where {ANY_DAY} and table_name = '{table.name}' group by row_id"
        )

    def _raw(self, table: str) -> str:
        return sql_name(self._client.project, table, DATASET)

    def _rows(self, sql: str) -> pa.Table:
        return self._client.query(sql).result().to_arrow(create_bqstorage_client=False)
