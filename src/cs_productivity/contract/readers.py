"""Reads a file as a relation in DuckDB that has a number for each row; the first row is 1.

Text comes through Arrow's reader of CSV, which tells what it could not take and where; a row of JSON Lines is a line.
Parquet is read by DuckDB itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from cs_productivity.contract.files import GivenFile

# a line, or a row of CSV, may be as long as a block; Arrow reads one at a time
BLOCK_BYTES = 16 << 20
# names that no column of a file has
ROW, LINE = "__row", "__line"
# a byte that no JSON text may hold splits no line
NO_BYTE = "\x01"


class Unreadable(Exception):
    """A file cannot be checked; the message is one sentence that names it.

    `is_no_text`: it holds bytes that are no UTF-8.
    """

    is_no_text = False


@dataclass
class Source:
    """A file that has been opened: SQL of its rows, and DuckDB's types of its columns by name.

    `broken_rows` fills while the rows are read: numbers of rows that have another number of fields than the header.
    """

    relation: str
    types: dict[str, str]
    broken_rows: list[int] = field(default_factory=list)


def open_source(connection: duckdb.DuckDBPyConnection, file: GivenFile, as_bytes: bool = False) -> Source:
    """Open a file.

    Args:
        connection: where the relation can be queried, once.
        file: the file.
        as_bytes: give texts as bytes, so that one that is no UTF-8 is a matter of its row, not of the file.

    Raises:
        Unreadable: it is empty of what its format needs, or damaged.
    """
    try:
        if file.format == "parquet":
            return _open_parquet(connection, file.path)
        if file.format == "csv":
            return _open_csv(connection, file.path, as_bytes)
        return _open_lines(connection, file.path, as_bytes)
    except (OSError, pa.ArrowException, duckdb.Error) as error:
        raise unreadable(file.path, error) from None


def unreadable(path: Path, error: Exception) -> Unreadable:
    """Return the sentence about a file that an engine cannot read; it quotes nothing of the file's content."""
    reason = str(error).strip().splitlines()[0].rstrip(".")
    if "straddling object" in reason:
        reason = f"a row is longer than {BLOCK_BYTES >> 20} MiB"
    found = Unreadable(f"{path} cannot be read ({reason}): check or replace the file.")
    found.is_no_text = "invalid UTF8" in reason
    return found


def _open_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Source:
    # DuckDB's own error about a file that is none is a page long
    pq.read_metadata(path)
    pattern = re.sub(r"[*?\[]", r"[\g<0>]", str(path)).replace("'", "''")
    scan = f"read_parquet('{pattern}', file_row_number = true, hive_partitioning = false)"
    described = connection.execute(f"describe select * exclude (file_row_number) from {scan}").fetchall()
    relation = f"(select * exclude (file_row_number), file_row_number + 1 as {ROW} from {scan})"
    return Source(relation, {name: type_ for name, type_, *_ in described})


def _open_csv(connection: duckdb.DuckDBPyConnection, path: Path, as_bytes: bool) -> Source:
    source = Source("given_rows", {})
    with _csv(path, source, {}) as reader:
        names = reader.schema.names
    if twice := [name for name in names if names.count(name) > 1]:
        raise Unreadable(f"{path} has the column {twice[0]} twice in its header: give each column one name.")
    source.types = dict.fromkeys(names, "BLOB" if as_bytes else "VARCHAR")
    source.broken_rows.clear()
    types = dict.fromkeys(names, pa.binary() if as_bytes else pa.string())
    connection.register(source.relation, _numbered(_csv(path, source, types), source.broken_rows))
    return source


def _csv(path: Path, source: Source, types: dict[str, pa.DataType]) -> pa_csv.CSVStreamingReader:
    """Open a CSV file with a header; an empty field is null, and one in quotes is an empty text."""

    def note(row: pa_csv.InvalidRow) -> str:
        # the header counts as the first
        source.broken_rows.append(row.number - 1)
        return "skip"

    return pa_csv.open_csv(
        _bytes_of(path),
        read_options=pa_csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
        convert_options=pa_csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _bytes_of(path: Path) -> pa.NativeFile:
    return pa.input_stream(path, compression="gzip" if path.suffix.lower() == ".gz" else None)


def _open_lines(connection: duckdb.DuckDBPyConnection, path: Path, as_bytes: bool) -> Source:
    source = Source("given_rows", {LINE: "BLOB" if as_bytes else "VARCHAR"})
    type_ = pa.binary() if as_bytes else pa.string()

    def note(row: pa_csv.InvalidRow) -> str:
        source.broken_rows.append(row.number)
        return "skip"

    try:
        reader = pa_csv.open_csv(
            _bytes_of(path),
            read_options=pa_csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES, column_names=[LINE]),
            parse_options=pa_csv.ParseOptions(
                delimiter=NO_BYTE, quote_char=False, ignore_empty_lines=False, invalid_row_handler=note
            ),
            convert_options=pa_csv.ConvertOptions(column_types={LINE: type_}),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV file" not in str(error):
            raise
        empty = pa.table({LINE: pa.array([], type_), ROW: pa.array([], pa.int64())})
        connection.register(source.relation, empty)
        return source
    connection.register(source.relation, _numbered(reader, source.broken_rows))
    return source


def _numbered(reader: pa_csv.CSVStreamingReader, broken_rows: list[int]) -> pa.RecordBatchReader:
    """Give each row that could be read its number in the file, counting those that could not."""
    schema = reader.schema.append(pa.field(ROW, pa.int64()))

    def batches() -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in reader:
            places = np.arange(done + 1, done + batch.num_rows + 1)
            broken = np.array(broken_rows, dtype=np.int64)
            # the place among good rows before which each broken one stands
            numbers = places + np.searchsorted(broken - np.arange(len(broken)), places, side="right")
            done += batch.num_rows
            yield pa.RecordBatch.from_arrays([*batch.columns, pa.array(numbers)], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())
