"""Takes rows out of the raw tables on BigQuery, and tells the next run which.

Told first, then deleted: a run in between takes in again what is still there, and the next `erase` finds it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cs_productivity.bigquery import connect, look_at_access, refused
from cs_productivity.bigquery.raw_tables import DATASET, SECRETS
from cs_productivity.collection.tables import DELETED_ROWS, id_column
from cs_productivity.contracts import RawTable
from cs_productivity.erasure.request import (
    KEPT,
    QUARANTINES,
    REMOVED_ROWS_DDL,
    Kept,
    Person,
    Removed,
    TakenBack,
)
from cs_productivity.settings import SettingsError

# raw tables and logs want a filter on what they are partitioned by, and take this one
ANY = "({0} is null or {0} is not null)"
# a day with this number of rows is read again: macros/runs/land_raw_tables.sql
READ_AGAIN = -1


def remove_from_dataset(
    contracts: Mapping[str, RawTable], request: Person | TakenBack, environment: Mapping[str, str]
) -> Removed:
    """Take the rows out of the raw tables on BigQuery, and tell the warehouse what has to be built without them.

    Args:
        contracts: the raw tables.
        request: whose rows go.
        environment: the settings.

    Raises:
        SettingsError: a setting is wrong, nobody is signed in, or BigQuery refuses.
    """
    missing = list(look_at_access(environment))
    if missing:
        raise SettingsError("\n".join(missing))
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

    try:
        dataset = _Dataset(connect(environment), environment.get("CS_BIGQUERY_PREFIX", ""), request)
        rows = {table.name: dataset.remove(table) for table in contracts.values()}
        dataset.remove_set_aside()
        return Removed(rows, dataset.kept_count)
    except GoogleAuthError as error:
        raise SettingsError(refused(error)) from None
    except GoogleAPIError as error:
        raise SettingsError(
            f"BigQuery did not take the rows out ({str(error).splitlines()[0]}): mend it and run it again, it goes on."
        ) from None


class _Dataset:
    """The raw tables of one project, and what was built of them."""

    def __init__(self, client: Any, prefix: str, request: Person | TakenBack) -> None:
        self._client, self._request = client, request
        self.kept_count = 0
        self._staging, self._audit = f"{prefix}staging", f"{prefix}audit"
        self._there = {
            f"{name}.{table.table_id}"
            for name in (DATASET, self._staging, self._audit)
            for table in self._tables_of(name)
        }
        if f"{self._audit}.landed_days" in self._there:
            self._run(REMOVED_ROWS_DDL.format(audit=self._audit))

    def remove(self, table: RawTable) -> int:
        """Take the rows of one raw table out, and return how many there were."""
        if f"{DATASET}.{table.name}" not in self._there:
            return 0
        going = self._going(table)
        if going is None:
            return 0
        kept = KEPT.get(table.name)
        if kept and f"{self._staging}.{kept.model}" in self._there:
            self._tell_kept(table)
            going = f"({going}) or ({self._is_told(table)})"
        raw = f"{DATASET}.{table.name} as raw_rows"
        where = f"where {ANY.format('raw_rows.loaded_at')} and ({going})"
        (row,) = self._run(f"select count(*) as row_count from {raw} {where}").result()
        if f"{self._audit}.landed_days" in self._there:
            self._run(
                f"""update {self._audit}.landed_days set row_count = {READ_AGAIN}
                where source_name = '{table.name}' and coalesce(loaded_date, date '1900-01-01') in (
                    select coalesce(date(raw_rows.loaded_at), date '1900-01-01') from {raw}
                    where {ANY.format("raw_rows.loaded_at")} and ({self._shares_an_id(table, going)})
                )"""
            )
        if row.row_count:
            self._run(f"delete from {raw} {where}")
        return int(row.row_count)

    def remove_set_aside(self) -> None:
        """Take out the rows of a person that staging has set aside."""
        if not isinstance(self._request, Person):
            return
        for model in QUARANTINES[self._request.kind]:
            if f"{self._staging}.{model}" in self._there:
                self._run(
                    f"delete from {self._staging}.{model} as old "
                    f"where old.{self._request.key_column} = {self._key('@identifier')}"
                )

    def _going(self, table: RawTable) -> str | None:
        """The condition on a raw row that goes; None where no row of the table can."""
        name = id_column(table) if table.name in KEPT else None
        if isinstance(self._request, Person):
            column = self._request.column_in(table)
            if column is None:
                return None
            named = f"raw_rows.{column} = @identifier"
            if name in (None, column):
                return named
            return f"{named} or raw_rows.{name} in ({self._ids_of_person(table, name, column)})"
        if name is None or f"{DATASET}.{DELETED_ROWS}" not in self._there:
            return None
        return f"""exists (
            select 1 from ({self._told(table)}) as told
            where told.row_id = raw_rows.{name} and (raw_rows.loaded_at is null or raw_rows.loaded_at <= told.until)
        )"""

    def _ids_of_person(self, table: RawTable, name: str, column: str) -> str:
        return f"""select others.{name} from {DATASET}.{table.name} as others
            where {ANY.format("others.loaded_at")} and others.{column} = @identifier"""

    def _told(self, table: RawTable) -> str:
        return f"""select row_id, max(loaded_at) as until from {DATASET}.{DELETED_ROWS}
            where {ANY.format("loaded_at")} and table_name = '{table.name}' and loaded_at is not null group by row_id"""

    def _tell_kept(self, table: RawTable) -> None:
        """Write down what staging keeps of the rows that go."""
        kept = KEPT[table.name]
        day = f"kept.{kept.date}" if kept.date else "cast(null as date)"
        whole = f" and {ANY.format(f'kept.{kept.date}')}" if kept.date else ""
        source = f"{self._rows_of(kept)} as kept"
        if isinstance(self._request, Person):
            condition = f"kept.{self._request.key_column} = {self._key('@identifier')}"
            name, column = id_column(table), self._request.column_in(table)
            if name and column and name != column:
                condition += f" or kept.{kept.key} in ({self._ids_of_person(table, name, column)})"
        else:
            key = self._key("told.row_id") if kept.key == "agent_key" else "told.row_id"
            source += f" inner join ({self._told(table)}) as told on kept.{kept.key} = {key}"
            condition = "kept.loaded_at <= told.until"
        told = self._run(
            f"""insert into {self._audit}.removed_rows (source_name, row_key, row_date, built_in_run)
            select distinct '{table.name}', kept.{kept.key}, {day}, cast(null as int64) from {source}
            where ({condition}){whole}"""
        )
        self.kept_count += told.num_dml_affected_rows or 0
        if f"{self._staging}.{kept.displaced}" in self._there:
            self._run(kept.take_back_displaced(table.name, self._staging, self._audit))

    def _rows_of(self, kept: Kept) -> str:
        """What staging keeps, with the log rows that gave way to others."""
        if f"{self._staging}.{kept.displaced}" in self._there:
            return kept.with_displaced(self._staging, where=ANY.format(kept.date))
        return f"{self._staging}.{kept.model}"

    def _is_told(self, table: RawTable) -> str:
        """The condition that staging has kept a copy of a raw row of a person that goes."""
        name = id_column(table)
        if not isinstance(self._request, Person) or name in (None, self._request.column_in(table)):
            return "false"
        return f"""raw_rows.{name} in (
            select removed.row_key from {self._audit}.removed_rows as removed
            where removed.source_name = '{table.name}' and removed.built_in_run is null
        )"""

    def _shares_an_id(self, table: RawTable, going: str) -> str:
        """The condition that a raw row goes, or has an id of one that does and counts from now on."""
        name = id_column(table)
        if isinstance(self._request, Person) or name is None:
            return going
        return f"raw_rows.{name} in (select told.row_id from ({self._told(table)}) as told)"

    def _key(self, identifier: str) -> str:
        return f"(select substr(to_hex(sha256(salt || '|' || {identifier})), 1, 32) from {SECRETS}.salt)"

    def _tables_of(self, dataset: str) -> list[Any]:
        from google.api_core.exceptions import NotFound

        try:
            return list(self._client.list_tables(f"{self._client.project}.{dataset}"))
        except NotFound:
            return []

    def _run(self, statement: str) -> Any:
        """Carry a statement out, and return its job."""
        from google.cloud.bigquery import QueryJobConfig, ScalarQueryParameter

        # the id stands in no statement, so that no log of jobs holds it as text
        identifier = self._request.identifier if isinstance(self._request, Person) else ""
        parameters = [ScalarQueryParameter("identifier", "STRING", identifier)]
        config = QueryJobConfig(query_parameters=parameters if "@identifier" in statement else [])
        job = self._client.query(statement, job_config=config)
        job.result()
        return job
