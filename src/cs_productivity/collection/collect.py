"""Brings over what is new in the store: everything since the last time, a lag before it read again, copies left out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import sqlalchemy as sa

from cs_productivity.collection.destination import Delivery, Destination
from cs_productivity.collection.drift import look_at_columns
from cs_productivity.collection.extract import Read, Taken, extract
from cs_productivity.collection.reading import reading_table, within
from cs_productivity.collection.source import Source
from cs_productivity.collection.state import OVERLAP, State
from cs_productivity.collection.tables import STORED_AT, tables_of_the_tool
from cs_productivity.contracts import RawTable
from cs_productivity.english import count
from cs_productivity.settings import SettingsError

Say = Callable[[str], None]
CLOCKS = {"postgresql": "select clock_timestamp()", "mysql": "select utc_timestamp(6)"}


@dataclass(frozen=True)
class Job:
    """One connection to the store, what it has of the contract, and where its rows go."""

    engine: sa.Engine
    source: Source
    destination: Destination
    tables: Mapping[str, RawTable]

    def now(self) -> datetime:
        """What the store's clock says, UTC."""
        with self.engine.connect() as connection:
            found = connection.execute(sa.text(CLOCKS[self.source.kind])).scalar_one()
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def open_job(
    engine: sa.Engine,
    source: Source,
    destination: Destination,
    contracts: Mapping[str, RawTable],
    state: State,
    say: Say,
) -> Job:
    """Look whether the store fits the contract and what was collected before.

    Raises:
        SettingsError: it does not.
    """
    if state.source and state.source != source.name:
        raise SettingsError(
            f"{destination.name} was collected from the store {state.source}, and CS_SOURCE_URL leads to "
            f"{source.name}: set the right one, or collect another store into another place."
        )
    look = look_at_columns(engine, source, tables_of_the_tool(contracts), set(state.cursors))
    for sentence in look.said:
        say(sentence)
    return Job(engine, source, destination, look.tables)


def collect_new(job: Job, state: State, overlap: pa.Table, say: Say) -> None:
    """Bring over the rows that the store has written since the last time."""
    now = job.now()
    # a transaction shows its rows when it commits, with times from before: so long before `now` is read once more
    remember_from = now - timedelta(seconds=job.source.lag_seconds)
    reads = [_read(job, table, state, overlap, now, remember_from) for table in job.tables.values()]
    run = new_run(state)
    with job.destination.scratch(run) as folder:
        loaded_at = datetime.now(UTC)
        taken = extract(
            job.engine,
            reads,
            folder,
            None if job.destination.is_loaded_at_given_later else loaded_at,
            lambda *_: None,
        )
        cursors = {**state.cursors, **{name: now.isoformat() for name in job.tables}}
        after = replace(state, source=job.source.name, revision=state.revision + 1, run=run, cursors=cursors)
        files = {name: rows.files for name, rows in taken.items() if rows.files}
        job.destination.commit(Delivery(files, loaded_at, after, remembered(taken)))
    for name, rows in taken.items():
        again = f", {rows.known_count:,} of the overlap were there" if rows.known_count else ""
        say(f"{name}: {count(rows.row_count, 'new row')}{again}.")


def _read(
    job: Job, table: RawTable, state: State, overlap: pa.Table, now: datetime, remember_from: datetime
) -> Read:
    reading = reading_table(table, job.source.schema)
    cursor, lag = state.cursor(table.name), timedelta(seconds=job.source.lag_seconds)
    if cursor is not None:
        # a clock that was set back writes rows with times from before the cursor
        conditions = [reading.c[STORED_AT] >= min(cursor, now) - lag]
    else:
        # the first time: all but what a back-fill has brought over, and what was written since into its days
        conditions = [
            sa.not_(sa.and_(within(table, reading, first, end), reading.c[STORED_AT] < read_at - lag))
            for first, end, read_at in state.stretches(table.name)
        ]
    known = overlap.filter(pa.compute.equal(overlap["table_name"], table.name))[
        "fingerprint"
    ].combine_chunks()
    return Read(table, reading, conditions, known, remember_from)


def new_run(state: State) -> str:
    """A name for a delivery that no other has; names sort as deliveries do."""
    # who was killed and comes again, or reads at the same time, has the same revision, maybe within one second
    return f"{state.revision + 1:06d}_{datetime.now(UTC):%Y%m%dT%H%M%S%f}_{secrets.token_hex(4)}"


def remembered(taken: Mapping[str, Taken]) -> pa.Table:
    """The fingerprints of all tables as one overlap."""
    return pa.concat_tables(
        [
            OVERLAP.empty_table(),
            *(
                pa.table([pa.repeat(name, len(prints)), prints], schema=OVERLAP)
                for name, rows in taken.items()
                for prints in rows.remembered
            ),
        ]
    )
