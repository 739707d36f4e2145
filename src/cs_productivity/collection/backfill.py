"""Brings over days of the past, one after the other, and goes on where it was stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pyarrow as pa

from cs_productivity.collection.collect import Job, Say, new_run
from cs_productivity.collection.destination import Delivery
from cs_productivity.collection.extract import Read, extract
from cs_productivity.collection.fingerprints import Fingerprints
from cs_productivity.collection.progress import Progress
from cs_productivity.collection.reading import reading_table, within
from cs_productivity.collection.state import State
from cs_productivity.collection.tables import arrow_schema, columns_of
from cs_productivity.contracts import RawTable
from cs_productivity.english import count
from cs_productivity.settings import SettingsError

MOST_DAYS = 3_660


def days_between(first: str | None, last: str | None) -> list[date]:
    """Return the days from the first to the last, both among them.

    Raises:
        SettingsError: one of them is missing or no date, or they make no sense together.
    """
    if not first or not last:
        raise SettingsError(
            "A back-fill needs its first and its last day: --from 2026-01-01 --to 2026-03-31."
        )
    days = []
    for option, text in (("--from", first), ("--to", last)):
        try:
            days.append(date.fromisoformat(text))
        except ValueError:
            raise SettingsError(f"{option} is {text}: give a date such as 2026-03-31.") from None
    start, end = days
    if end < start:
        raise SettingsError(
            f"The back-fill would end ({end}) before it begins ({start}): turn --from and --to round."
        )
    if end > datetime.now(UTC).date():
        raise SettingsError(f"--to is {end}, which is yet to come: give today or a day before.")
    if (end - start).days >= MOST_DAYS:
        raise SettingsError(
            f"The back-fill would take {(end - start).days + 1:,} days: give at most {MOST_DAYS:,}."
        )
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def collect_days(
    job: Job, state: State, overlap: pa.Table, days: list[date], progress: Progress, say: Say
) -> None:
    """Bring over the rows whose own time lies on these UTC days; each day is landed by itself.

    Days that an earlier back-fill has landed are passed over, unless it has landed all of them: then all are read
    anew, and what is missing lands.
    """
    todo = [day for day in days if not state.has_day(job.tables, day)] or days
    if len(todo) < len(days):
        say(
            f"Goes on where it was stopped: {count(len(days) - len(todo), 'day')} of {len(days)} have landed."
        )
    row_count, known_count = 0, 0
    with progress.over(len(todo)):
        for day in todo:
            new, known, state = _collect_day(job, state, overlap, day, progress)
            row_count, known_count = row_count + new, known_count + known
            progress.step(f"{day}: {count(new, 'new row')}")
    say(f"{count(row_count, 'new row')} of {count(len(todo), 'day')}, {known_count:,} were there.")


def _collect_day(
    job: Job, state: State, overlap: pa.Table, day: date, progress: Progress
) -> tuple[int, int, State]:
    now, end = job.now(), day + timedelta(days=1)
    reads = []
    for table in job.tables.values():
        reading = reading_table(table, job.source.schema)
        condition = within(table, reading, _midnight(day), _midnight(end))
        # a day lands as a whole, so nothing of it is there before, unless another kind of collecting brought it
        may_be_there = table.name in state.cursors or state.has_day([table.name], day)
        known = _landed(job, table, day, end) if may_be_there else pa.array([], pa.binary(16))
        reads.append(Read(table, reading, [condition], known, None))
    run = new_run(state)
    with job.destination.scratch(run) as folder:
        loaded_at = datetime.now(UTC)
        given = None if job.destination.is_loaded_at_given_later else loaded_at
        taken = extract(job.engine, reads, folder, given, progress.tell)
        after = replace(state.with_day(job.tables, day, now), source=job.source.name)
        after = replace(after, revision=state.revision + 1, run=run)
        files = {name: rows.files for name, rows in taken.items() if rows.files}
        job.destination.commit(Delivery(files, loaded_at, after, overlap))
    rows = taken.values()
    return sum(one.row_count for one in rows), sum(one.known_count for one in rows), after


def _landed(job: Job, table: RawTable, day: date, end: date) -> pa.Array:
    """The fingerprints of a day's rows that are there."""
    prints, stored = Fingerprints(columns_of(table)), arrow_schema(table, has_loaded_at=False)
    rows = job.destination.landed_rows(table, stored.names, day, end)
    return pa.concat_arrays([pa.array([], pa.binary(16)), *(prints.of(some.cast(stored)) for some in rows)])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
