"""Reads rows of the store into Parquet files: dlt streams, checks, splits and writes, in bounded memory."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from cs_productivity.collection.errors import chain
from cs_productivity.collection.fingerprints import Fingerprints
from cs_productivity.collection.tables import LOADED_AT, STORED_AT, arrow_schema, columns_of
from cs_productivity.contracts import RawTable

# dlt asks its environment when it is imported: nothing calls home, and what is wrong is said here alone
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"
import dlt
from dlt.pipeline.exceptions import PipelineStepFailed
from dlt.sources.sql_database import sql_table

# rows in memory at a time, and in one file: some 10 to 40 MB of Parquet
CHUNK_ROWS, FILE_ROWS = 20_000, 500_000


@dataclass
class Read:
    """One table to read.

    `conditions` are on `reading`. Rows whose fingerprint is in `known` have landed and are left out; those that the
    database wrote at `remember_from` or later are remembered for the next reading, None for none.
    """

    table: RawTable
    reading: sa.Table
    conditions: list[sa.ColumnElement]
    known: pa.Array
    remember_from: datetime | None


@dataclass
class Taken:
    """What came of a table: files without `loaded_at` or with it, rows by number, fingerprints to remember."""

    files: list[Path] = field(default_factory=list)
    row_count: int = 0
    known_count: int = 0
    remembered: list[pa.Array] = field(default_factory=list)


def extract(
    engine: sa.Engine,
    reads: list[Read],
    folder: Path,
    loaded_at: datetime | None,
    tick: Callable[[str, int], None],
) -> dict[str, Taken]:
    """Read the tables one after the other into files of `folder/<table>`.

    Args:
        engine: the store.
        reads: what to read.
        folder: takes the files, and dlt's own while it runs.
        loaded_at: what the rows get as such (UTC); None where they get it later.
        tick: is told a table and how many of its rows have been read, every now and then.

    Returns:
        What was taken, by table; tables without new rows have no file.
    """
    taken = {read.table.name: Taken() for read in reads}
    # a look at a table takes less than dlt takes to find that there is nothing
    resources = [
        _resource(engine, read, loaded_at, taken[read.table.name], tick)
        for read in reads
        if _has_rows(engine, read)
    ]
    if not resources:
        return taken
    _configure()
    # dlt's own loading would come next: it puts files into place one by one, unsynced, and its state before them
    place = dlt.destinations.filesystem(bucket_url=folder.as_uri())
    pipeline = dlt.pipeline(
        "collect", pipelines_dir=str(folder / "dlt"), destination=place, dataset_name="raw"
    )
    try:
        pipeline.extract(resources, loader_file_format="parquet")
        pipeline.normalize()
    except PipelineStepFailed as failure:
        # dlt makes an error of its own of Ctrl-C, which would end as something that nobody foresaw
        if any(isinstance(one, KeyboardInterrupt) for one in chain(failure)):
            raise KeyboardInterrupt from failure
        raise
    for load_id in pipeline.list_normalized_load_packages():
        for job in pipeline.get_load_package_info(load_id).jobs["new_jobs"]:
            name = job.job_file_info.table_name
            if name in taken:
                target = folder / name / Path(job.file_path).name
                target.parent.mkdir(exist_ok=True)
                os.replace(job.file_path, target)
                taken[name].files.append(target)
    shutil.rmtree(folder / "dlt")
    for table in taken.values():
        table.files.sort()
    return taken


def _configure() -> None:
    """Set dlt up for this run."""
    for name, value in {
        # one table after the other: one transaction is open in the store at a time
        "extract.next_item_mode": "fifo",
        "data_writer.file_max_items": FILE_ROWS,
        "normalize.workers": 1,
    }.items():
        dlt.config[name] = value


def _has_rows(engine: sa.Engine, read: Read) -> bool:
    with engine.connect() as connection:
        query = sa.select(sa.literal(1)).select_from(read.reading).where(*read.conditions).limit(1)
        return connection.execute(query).first() is not None


def _resource(engine: sa.Engine, read: Read, loaded_at: datetime | None, taken: Taken, tick: Any) -> Any:
    def select(_: sa.Select, __: sa.Table) -> sa.Select:
        return sa.select(*_expressions(read, engine.dialect.name)).where(*read.conditions)

    rows = sql_table(
        credentials=engine,
        table=read.table.name,
        schema=read.reading.schema,
        metadata=read.reading.metadata,
        backend="pyarrow",
        chunk_size=CHUNK_ROWS,
        query_adapter_callback=select,
    )
    # what is read has a column more and other types than what lands, so the latter is a table of its own
    sieve = dlt.transformer(name=read.table.name)(_sieve(read, loaded_at, taken, tick))
    return rows.with_name(f"{read.table.name}_as_read") | sieve


def _expressions(read: Read, dialect: str) -> Iterator[sa.ColumnElement]:
    for column in read.reading.columns:
        if dialect != "postgresql":
            yield column
        elif isinstance(column.type, sa.Text):
            # json, uuid and enum have a spelling; the driver would make objects of them
            yield sa.cast(column, sa.Text).label(column.name)
        elif isinstance(column.type, sa.DateTime | sa.Date):
            # what Python has no date for, such as infinity, is no value: staging quarantines it where one must be
            has_date = column.between(sa.text("'0001-01-01'"), sa.text("'9999-12-31'"))
            yield sa.case((has_date, column)).label(column.name)
        else:
            yield column


def _sieve(
    read: Read, loaded_at: datetime | None, taken: Taken, tick: Callable[[str, int], None]
) -> Callable[[pa.Table], Iterator[pa.Table]]:
    """Return what lets the new rows of a batch through, in the contract's types."""
    prints, known = Fingerprints(columns_of(read.table)), frozenset(read.known.to_pylist())
    stored, landed = arrow_schema(read.table, has_loaded_at=False), arrow_schema(read.table)

    def new_rows(batch: pa.Table) -> Iterator[pa.Table]:
        rows = batch.select(stored.names).cast(stored)
        fingerprints = prints.of(rows)
        if read.remember_from is not None:
            is_recent = pc.fill_null(pc.greater_equal(batch[STORED_AT], pa.scalar(read.remember_from)), True)
            taken.remembered.append(fingerprints.filter(is_recent.combine_chunks()))
        is_known = pa.array([fingerprint in known for fingerprint in fingerprints.to_pylist()], pa.bool_())
        taken.known_count += is_known.true_count
        rows = rows.filter(pc.invert(is_known))
        taken.row_count += rows.num_rows
        tick(read.table.name, taken.row_count + taken.known_count)
        if rows.num_rows and loaded_at is not None:
            times = pa.repeat(pa.scalar(loaded_at, landed.field(LOADED_AT).type), rows.num_rows)
            rows = rows.append_column(LOADED_AT, times).select(landed.names)
        if rows.num_rows:
            yield rows

    return new_rows
