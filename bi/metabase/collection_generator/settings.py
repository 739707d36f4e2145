"""What differs between one Metabase and another, and between engines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

SOURCE = Path(__file__).resolve().parents[1]
PROJECT = SOURCE.parents[1]


class SourceError(Exception):
    """The collection cannot be written; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Engine:
    """Where an engine has the marts, and how it spells the two things that it does not share with the other.

    Attributes:
        schema: the schema of the marts, if nobody names another one.
        table: a table of a schema; Metabase's filters name it in the same way.
        local: a UTC timestamp as the wall clock of a time zone shows it.
    """

    schema: str
    table: str
    local: str


ENGINES = {
    # the published file has its tables in DuckDB's own schema
    "duckdb": Engine("main", "{schema}.{table}", "timezone('{zone}', timezone('UTC', {timestamp}))"),
    # filters are compiled to `schema.table`.`column`, which BigQuery knows only of a table that is named like this
    "bigquery": Engine("marts", "`{schema}.{table}`", "datetime({timestamp}, '{zone}')"),
}


@dataclass(frozen=True)
class Settings:
    """Where the collection is going to be read.

    Attributes:
        engine: a key of ENGINES.
        database: the name that the connection has in Metabase.
        time_zone: the IANA name of the time zone that the marts are cut in.
        schema: the schema (on BigQuery the dataset) of the marts; empty for the engine's.
        creator: the e-mail address of the user who is named as the author.
    """

    engine: str
    time_zone: str
    schema: str = ""
    database: str = "CS Productivity"
    # a user that every Metabase has, so that importing makes none
    creator: str = "internal@metabase.com"

    def table(self, name: str) -> str:
        """Return a mart as SQL names it."""
        return ENGINES[self.engine].table.format(schema=self._schema, table=name)

    def local(self, timestamp: str) -> str:
        """Return the SQL of a timestamp in the time zone of the marts."""
        return ENGINES[self.engine].local.format(timestamp=timestamp, zone=self.time_zone)

    def field(self, column: str) -> list[str]:
        """Return Metabase's reference to a column, given as `mart.column`."""
        table, name = column.split(".")
        return [self.database, self._schema, table, name]

    @property
    def _schema(self) -> str:
        return self.schema or ENGINES[self.engine].schema


def default_time_zone() -> str:
    """Return the time zone that the project builds in, if nobody names another one."""
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    return project["vars"]["reporting_timezone"]
