"""Runs inside .venv-bigframes: runs the file that dbt sends to BigQuery for a Python model, against the emulator.

Arguments: the emulator's address, the project, and the file. The local session of BigQuery DataFrames stands in for the
one of BigQuery; what the file reads comes from the emulator, and what it writes goes there. Nothing else is put in its
way: the project's sources come with the file, and all other imports from this environment.
"""

from __future__ import annotations

import csv
import io
import sys
from decimal import Decimal
from runpy import run_path
from typing import Any

import bigframes.pandas as bpd
import pyarrow as pa
from bigframes.dataframe import DataFrame
from bigframes.enums import DefaultIndexKind
from bigframes.testing.polars_session import TestSession
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

STANDARD = {
    "string": "STRING",
    "large_string": "STRING",
    "int64": "INT64",
    "double": "FLOAT64",
    "bool": "BOOL",
}
STANDARD["date32[day]"] = "DATE"


class Emulated:
    """What the file finds in place of BigQuery: a session, `read_gbq` and a frame's `to_gbq`."""

    def __init__(self, endpoint: str, project: str) -> None:
        options = {"api_endpoint": endpoint}
        self._client = bigquery.Client(project, AnonymousCredentials(), client_options=options)
        self.session = TestSession()
        # what dbt-bigquery sets as ordering_mode = "partial": a frame has no index unless it is given one
        self.session._strictly_ordered, self.session._allow_ambiguity = False, True
        self.session._default_index_type = DefaultIndexKind.NULL

    def read_gbq(self, name: str) -> Any:
        """Return a table as a frame."""
        rows = self._client.list_rows(self._client.get_table(name.replace("`", "")))
        return self.session.read_arrow(rows.to_arrow(create_bqstorage_client=False))

    def to_gbq(self, frame: DataFrame, name: str, if_exists: str) -> None:
        """Write a frame as a table, in place of the one that is there."""
        assert if_exists == "replace"
        table = frame.to_arrow()
        schema = [bigquery.SchemaField(field.name, standard_type(field.type)) for field in table.schema]
        # the emulator takes no other kind of file
        job = bigquery.LoadJobConfig(schema=schema, source_format="CSV", write_disposition="WRITE_TRUNCATE")
        file = io.BytesIO(as_csv(table).encode())
        self._client.load_table_from_file(file, name.replace("`", ""), job_config=job).result()


def standard_type(type_: pa.DataType) -> str:
    """Return the GoogleSQL type of a column."""
    return "TIMESTAMP" if pa.types.is_timestamp(type_) else STANDARD[str(type_)]


def as_csv(table: pa.Table) -> str:
    """Return the rows as CSV that the emulator reads: floats without exponents, nulls as nothing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        writer.writerow([_written(value) for value in row])
    return text.getvalue()


def _written(value: Any) -> Any:
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "hour"):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    return value


def main() -> None:
    """Run the file given as the last argument."""
    endpoint, project, file = sys.argv[1:]
    emulated = Emulated(endpoint, project)
    bpd.get_global_session = lambda: emulated.session
    bpd.read_gbq = emulated.read_gbq
    DataFrame.to_gbq = lambda frame, name, if_exists: emulated.to_gbq(frame, name, if_exists)
    run_path(file, run_name="__main__")


if __name__ == "__main__":
    main()
