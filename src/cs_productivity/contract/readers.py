"""Reads a file as a relation in DuckDB that has a number for each row; the first row is 1.

Text comes through Arrow's reader of CSV, which tells what it could not take and where; a row of JSON Lines is a line.
Parquet is read by DuckDB itself.
"""

from __future__ import annotations

import csv
import gzip
import io
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
# a name that can be no value; others are not shown
NAME = "^[A-Za-z_][A-Za-z0-9_.-]{0,59}$"
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


def column_types(connection: duckdb.DuckDBPyConnection, file: GivenFile) -> dict[str, str]:
    """Return DuckDB's types of a file's columns by name; JSON Lines have one column, the line.

    Raises:
        Unreadable: it is empty of what its format needs, or damaged.
    """
    if file.format == "json lines":
        return {LINE: "VARCHAR"}
    try:
        return _columns_of_parquet(connection, file.path) if file.format == "parquet" else _header(file.path)
    except (OSError, EOFError, pa.ArrowException, duckdb.Error, csv.Error) as error:
        raise unreadable(file.path, error) from None


def open_source(connection: duckdb.DuckDBPyConnection, file: GivenFile, as_bytes: bool = False) -> Source:
    """Open a file.

    Args:
        connection: where the relation can be queried, once.
        file: the file.
        as_bytes: give texts as bytes, so that one that is no UTF-8 is a matter of its row, not of the file.

    Raises:
        Unreadable: it is empty of what its format needs, or damaged.
    """
    types = column_types(connection, file)
    if file.format == "parquet":
        return Source(f"(select *, file_row_number + 1 as {ROW} from {_scan(file.path)})", types)
    source = Source("given_rows", dict.fromkeys(types, "BLOB" if as_bytes else "VARCHAR"))
    try:
        rows = _rows_of_text(source, file, pa.binary() if as_bytes else pa.string())
    except (OSError, pa.ArrowException) as error:
        raise unreadable(file.path, error) from None
    connection.register(source.relation, rows)
    return source


def unreadable(path: Path, error: Exception) -> Unreadable:
    """Return the sentence about a file that an engine cannot read; it quotes nothing of the file's content."""
    reason = str(error).strip().splitlines()[0].rstrip(".")
    if "straddling object" in reason:
        reason = f"a row is longer than {BLOCK_BYTES >> 20} MiB"
    found = Unreadable(f"{path} cannot be read ({reason}): check or replace the file.")
    found.is_no_text = "invalid UTF8" in reason
    return found


def _scan(path: Path) -> str:
    # DuckDB reads every path as a pattern: a character in brackets stands for itself
    pattern = re.sub(r"[*?\[]", r"[\g<0>]", str(path)).replace("'", "''")
    return f"read_parquet('{pattern}', file_row_number = true, hive_partitioning = false)"


def _columns_of_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    # DuckDB's own error about a file that is none is a page long
    pq.read_metadata(path)
    described = connection.execute(
        f"describe select * exclude (file_row_number) from {_scan(path)}"
    ).fetchall()
    return {name: type_ for name, type_, *_ in described}


def _header(path: Path) -> dict[str, str]:
    """Return the columns that the first line of a CSV file names."""
    with (gzip.open if path.suffix.lower() == ".gz" else open)(path, "rb") as content:
        text = io.TextIOWrapper(content, encoding="utf-8-sig", errors="replace", newline="")
        names = next(csv.reader(text), None)
    if not names:
        raise Unreadable(f"{path} has no header: name the columns in its first line.")
    if twice := [name for name in names if names.count(name) > 1]:
        shown = twice[0] if re.search(NAME, twice[0]) else "a column"
        raise Unreadable(f"{path} has {shown} twice in its header: give each column one name.")
    return dict.fromkeys(names, "VARCHAR")


def _rows_of_text(source: Source, file: GivenFile, type_: pa.DataType) -> pa.RecordBatchReader | pa.Table:
    """Return the rows of a text file, numbered; the source learns which rows could not be taken apart."""
    is_csv = file.format == "csv"

    def note(row: pa_csv.InvalidRow) -> str:
        # a header counts as the first
        source.broken_rows.append(row.number - is_csv)
        return "skip"

    if is_csv:
        # an empty field is null, and one in quotes is an empty text
        parsing = pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note)
        nulls = {"null_values": [""], "strings_can_be_null": True, "quoted_strings_can_be_null": False}
    else:
        parsing = pa_csv.ParseOptions(
            delimiter=NO_BYTE, quote_char=False, ignore_empty_lines=False, invalid_row_handler=note
        )
        nulls = {}
    try:
        reader = pa_csv.open_csv(
            pa.input_stream(file.path, compression="gzip" if file.path.suffix.lower() == ".gz" else None),
            read_options=pa_csv.ReadOptions(
                use_threads=False, block_size=BLOCK_BYTES, column_names=None if is_csv else [LINE]
            ),
            parse_options=parsing,
            convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(source.types, type_), **nulls),
        )
    except pa.ArrowInvalid as error:
        if is_csv or "Empty CSV file" not in str(error):
            raise
        return pa.table({LINE: pa.array([], type_), ROW: pa.array([], pa.int64())})
    return _numbered(reader, source.broken_rows)


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
