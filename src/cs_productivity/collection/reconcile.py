"""Finds rows that are gone from the store, and tells the landing zone of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa

from cs_productivity.collection.collect import Job, Say, new_run
from cs_productivity.collection.destination import Delivery
from cs_productivity.collection.reading import reading_table, within
from cs_productivity.collection.state import State
from cs_productivity.collection.tables import DELETED_ROWS, TIMES, arrow_schema, id_column
from cs_productivity.contracts import RawTable
from cs_productivity.english import count
from cs_productivity.settings import SettingsError

# of the rows that were compared; more look like a store that was emptied, restored or is another one
MOST_DELETED = 0.05
# fewer than these are told whatever their share is: one of three rows is no sign of anything
FEW_ROWS = 20
MOST_DAYS = 3_660
IDS_AT_A_TIME, ROWS_AT_A_TIME = 1_000, 20_000

MOMENT = pa.timestamp("us", tz="UTC")
STORED = pa.schema([("row_id", pa.string()), ("last_at", MOMENT)])
LANDED = pa.schema([("row_id", pa.string()), ("last_at", MOMENT), ("loaded_at", MOMENT)])
TOLD = pa.schema([("row_id", pa.string()), ("told_at", MOMENT)])
IS_COMPARED = "landed.last_at > $oldest and landed.last_at < $until"
COUNTED = f"""select
    (select count(*) from landed where {IS_COMPARED}),
    (select count(*) from stored anti join landed using (row_id) where stored.last_at < $until)
"""
# what was told before, and has not landed again since, is not told again
GONE = f"""select landed.row_id from landed
anti join stored using (row_id)
left join told using (row_id)
where {IS_COMPARED} and (told.told_at is null or told.told_at < landed.loaded_at)
order by landed.row_id
"""


@dataclass(frozen=True)
class Comparison:
    """One table: how many ids were compared, which are gone from the store, how many never landed."""

    table: str
    compared_count: int
    gone: tuple[str, ...]
    missing_count: int


def reconcile(
    job: Job,
    state: State,
    overlap: pa.Table,
    days: int,
    is_forced: bool,
    contracts: Mapping[str, RawTable],
    say: Say,
) -> None:
    """Compare the ids of the last days in the store and where rows go, and write down which are gone.

    Args:
        job: the store, and where rows go.
        state: how far collecting has come.
        overlap: the rows that the next reading meets again.
        days: how many days back, by the rows' own times.
        is_forced: tell any share as deleted.
        contracts: the raw tables.
        say: takes each line.

    Raises:
        SettingsError: too large a share of a table is gone, or the number of days is absurd; nothing is written.
    """
    if not 1 <= days <= MOST_DAYS:
        raise SettingsError(f"--reconcile is {days}: give 1 to {MOST_DAYS:,} days.")
    now = job.now()
    found = []
    for table in job.tables.values():
        if id_column(table) is None:
            continue
        comparison = _compare(job, table, now - timedelta(days=days), now)
        found.append(comparison)
        say(
            f"{table.name}: {count(comparison.compared_count, 'id')} compared, {len(comparison.gone):,} gone from the "
            f"store, {comparison.missing_count:,} in the store alone."
        )
    _refuse_too_many(found, is_forced)
    missing = sum(comparison.missing_count for comparison in found)
    if missing:
        say(f"`collect --from D --to D` brings over the {count(missing, 'row')} that never came, day by day.")
    gone = {comparison.table: comparison.gone for comparison in found if comparison.gone}
    if gone:
        _tell(job, state, overlap, gone, now, contracts[DELETED_ROWS])
    say(f"{count(sum(map(len, gone.values())), 'row')} written to {DELETED_ROWS}.")


def _compare(job: Job, table: RawTable, since: datetime, now: datetime) -> Comparison:
    reading = reading_table(table, job.source.schema)
    column, time = reading.c[id_column(table)], reading.c[TIMES[table.name]]
    with job.engine.connect() as connection:
        oldest = connection.execute(sa.select(sa.func.min(time))).scalar_one()
    if oldest is None:
        return Comparison(table.name, 0, (), 0)
    # a row that is older than all that the store has left went by its retention: nobody took it back; what is
    # younger than the lag may still be on its way, to here or to a replica that is read
    bounds = {"oldest": _utc(oldest), "until": now - timedelta(seconds=job.source.lag_seconds)}
    with (
        tempfile.TemporaryDirectory(prefix="reconcile-") as folder,
        duckdb.connect(f"{folder}/ids.duckdb") as ids,
    ):
        ids.execute("set TimeZone = 'UTC'; set threads = 2; set memory_limit = '500MB'")
        _write(ids, "stored", STORED, _stored_ids(job, table, since))
        _write(ids, "landed", LANDED, job.destination.landed_ids(table, since))
        _write(ids, "told", TOLD, job.destination.told_as_deleted(table))
        compared, missing = ids.execute(COUNTED, bounds).fetchall()[0]
        candidates = [name for (name,) in ids.execute(GONE, bounds).fetchall()]
    gone = sorted(set(candidates) - set(_still_there(job, column, candidates)))
    return Comparison(table.name, compared, tuple(gone), missing)


def _stored_ids(job: Job, table: RawTable, since: datetime) -> Iterator[pa.Table]:
    """Yield the ids that the store has with a time of their own at or after `since`."""
    reading = reading_table(table, job.source.schema)
    column, time = reading.c[id_column(table)], reading.c[TIMES[table.name]]
    query = sa.select(column, sa.func.max(time)).where(within(table, reading, since, None)).group_by(column)
    with job.engine.connect() as connection:
        for rows in connection.execution_options(yield_per=ROWS_AT_A_TIME).execute(query).partitions():
            names, times = zip(*rows, strict=True)
            yield pa.table([names, [_utc(at) for at in times]], schema=STORED)


def _write(ids: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, batches: Iterator[pa.Table]) -> None:
    """Keep ids in a table on the disk: there may be more than memory holds."""
    ids.register("batch", schema.empty_table())
    ids.execute(f"create table {name} as select * from batch")
    for batch in batches:
        ids.register("batch", batch.cast(schema))
        ids.execute(f"insert into {name} select * from batch")
    ids.unregister("batch")


def _still_there(job: Job, column: sa.Column, names: list[str]) -> Iterator[str]:
    """Yield those ids that the store has after all, with a time of their own outside of the window."""
    with job.engine.connect() as connection:
        for start in range(0, len(names), IDS_AT_A_TIME):
            some = names[start : start + IDS_AT_A_TIME]
            yield from connection.execute(sa.select(column).where(column.in_(some)).distinct()).scalars()


def _refuse_too_many(found: list[Comparison], is_forced: bool) -> None:
    too_many = [
        f"{len(comparison.gone):,} of {comparison.compared_count:,} of {comparison.table}"
        for comparison in found
        if len(comparison.gone) > max(MOST_DELETED * comparison.compared_count, FEW_ROWS)
    ]
    if too_many and not is_forced:
        raise SettingsError(
            f"More than {MOST_DELETED:.0%} of the ids are gone from the store ({', '.join(too_many)}): nothing was "
            "written. If the rows were really taken back, run it again with --force."
        )


def _tell(
    job: Job,
    state: State,
    overlap: pa.Table,
    gone: Mapping[str, tuple[str, ...]],
    now: datetime,
    contract: RawTable,
) -> None:
    run = new_run(state)
    loaded_at = datetime.now(UTC)
    rows = [
        {"table_name": table, "row_id": name, "deleted_at": now, "loaded_at": loaded_at}
        for table, names in gone.items()
        for name in names
    ]
    is_given_later = job.destination.is_loaded_at_given_later
    with job.destination.scratch(run) as folder:
        file = folder / f"{DELETED_ROWS}.parquet"
        pq.write_table(
            pa.Table.from_pylist(rows, arrow_schema(contract, has_loaded_at=not is_given_later)), file
        )
        # a row that was taken back and put in again must land again, even where it says what it said
        kept = overlap.filter(pc.invert(pc.is_in(overlap["table_name"], value_set=pa.array(list(gone)))))
        after = replace(state, source=job.source.name, revision=state.revision + 1, run=run)
        job.destination.commit(Delivery({DELETED_ROWS: [file]}, loaded_at, after, kept))


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
