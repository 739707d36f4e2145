"""What a row says, as 16 bytes: two rows with the same fingerprint are copies of one another."""

from __future__ import annotations

import functools

import duckdb
import pyarrow as pa


class Fingerprints:
    """Fingerprints of rows with these columns, whatever order the rows come in."""

    def __init__(self, columns: list[str]) -> None:
        # null and the text "null" differ, and so do a|b and ab|
        values = ", ".join(f'"{column}"' for column in columns)
        self._sql = f"select unhex(md5(json_array({values})::varchar)) as fingerprint from batch"

    def of(self, batch: pa.Table) -> pa.Array:
        """One fingerprint per row, in order."""
        connection = _connection()
        connection.register("batch", batch)
        found = connection.execute(self._sql).to_arrow_table()["fingerprint"]
        connection.unregister("batch")
        return found.cast(pa.binary()).combine_chunks().cast(pa.binary(16))


@functools.cache
def _connection() -> duckdb.DuckDBPyConnection:
    """One for all tables: opening one takes longer than the fingerprints of a small table."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("set TimeZone = 'UTC'")
    return connection
