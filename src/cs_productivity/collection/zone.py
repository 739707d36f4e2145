"""The landing zone as where collected rows go: files and state in one step, whatever breaks off where.

`_collection/state.json` says how far collecting has come and which files belong to it. It is replaced once those files
are on the disk, still below `_collection/`; from then on they count, and are moved to their places, by the next
collection if this one breaks off. Before that they do not count, and are thrown away.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cs_productivity.collection import durable
from cs_productivity.collection.destination import Delivery
from cs_productivity.collection.state import OVERLAP, State, state_from
from cs_productivity.collection.tables import DELETED_ROWS, TIMES, id_column
from cs_productivity.contracts import RawTable
from cs_productivity.salt import SAMPLE_MARKER
from cs_productivity.settings import SettingsError
from cs_productivity.warehouse import text_sql

OWN_FOLDER, READY = "_collection", "ready"


class LandingZone:
    """A landing zone that one collection at a time writes to."""

    is_loaded_at_given_later = False

    def __init__(self, path: Path) -> None:
        """Nothing is made or read yet.

        Args:
            path: the landing zone.
        """
        self.path = path
        self._own = path / OWN_FOLDER
        self._unfinished = self._own / "unfinished"
        self._state = self._own / "state.json"

    @property
    def name(self) -> str:
        """For sentences."""
        return str(self.path)

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Keep others out, and finish what an earlier collection left.

        Raises:
            SettingsError: another process is at work, or the zone holds sample logs.
        """
        if (self.path / SAMPLE_MARKER).exists():
            raise SettingsError(
                f"{self.path} holds sample logs: point CS_RAW_PATH at a folder of its own for collected ones."
            )
        with self.held():
            yield

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep others that write to the zone out, whoever made it, and finish what an earlier collection left.

        Raises:
            SettingsError: another process is at work.
        """
        durable.make_folder(self._unfinished)
        with (self._own / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise SettingsError(
                    f"Another process ({lock.read().strip() or 'unknown'}) is at work in {self.path}: "
                    "wait until it has ended."
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            self._finish()
            yield

    def read(self) -> tuple[State, pa.Table]:
        """Return how far collecting has come, and the overlap."""
        content = self._content()
        if content is None:
            return State(), OVERLAP.empty_table()
        overlap = self._own / content["overlap"]
        try:
            return self._state_of(content), pq.read_table(overlap, schema=OVERLAP, partitioning=None)
        except (OSError, pa.ArrowException):
            # without it copies land again, and count once
            return self._state_of(content), OVERLAP.empty_table()

    @contextlib.contextmanager
    def scratch(self, run: str) -> Iterator[Path]:
        """A folder on the landing zone's own disk for one run's files."""
        folder = self._unfinished / run
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def commit(self, delivery: Delivery) -> None:
        """Land the files, and remember the state and the overlap with them."""
        folder, places = self._unfinished / delivery.state.run, []
        for table, files in delivery.files.items():
            for number, file in enumerate(files):
                name = f"part-{delivery.state.run}-{number}.parquet"
                places.append(f"{table}/loaded_date={delivery.loaded_at.date()}/{name}")
                ready = folder / READY / places[-1]
                ready.parent.mkdir(parents=True, exist_ok=True)
                os.replace(file, ready)
                durable.write_sum(ready)
        overlap = f"overlap-{delivery.state.run}.parquet"
        pq.write_table(delivery.overlap, self._own / overlap)
        for path in (self._own / overlap, self._own, self._unfinished, folder, *folder.rglob("*")):
            durable.bring_to_disk(path)
        content = {"state": json.loads(delivery.state.to_json()), "files": places, "overlap": overlap}
        durable.replace_text(self._state, json.dumps(content, indent=1))
        self._finish()

    def _finish(self) -> None:
        """Put the files that count into their places, and throw away what does not count."""
        content = self._content()
        if content is not None:
            ready = self._unfinished / content["state"]["run"] / READY
            for place in content["files"]:
                source, target = ready / place, self.path / place
                durable.make_folder(target.parent)
                # the checksum comes first: a file is never there without it
                for one in (durable.sum_file, lambda path: path):
                    if one(source).exists():
                        durable.move(one(source), one(target))
            for overlap in self._own.glob("overlap-*.parquet"):
                if overlap.name != content["overlap"]:
                    overlap.unlink()
        for folder in self._unfinished.iterdir():
            shutil.rmtree(folder, ignore_errors=True)

    def _content(self) -> dict | None:
        try:
            content = json.loads(self._state.read_text(encoding="utf-8"))
            return {key: content[key] for key in ("state", "files", "overlap")}
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            # says what to do
            state_from("", str(self._state))
            raise

    def _state_of(self, content: dict) -> State:
        return state_from(json.dumps(content["state"]), str(self._state))

    def landed_rows(self, table: RawTable, columns: list[str], first: date, end: date) -> Iterator[pa.Table]:
        """Yield the collected rows of a table whose own time lies from `first` on and before `end`."""
        time = TIMES[table.name]
        files = self._files(table.name)
        # a column that the contract has got since is in none of the older files
        there = {name for file in files for name in pq.read_schema(file).names}
        selected = [name if name in there else f"null as {name}" for name in columns]
        yield from self._query(
            table.name,
            f"select {', '.join(selected)} from landed "
            f"where {time} >= timestamptz '{first} 00:00:00+00' and {time} < timestamptz '{end} 00:00:00+00'",
        )

    def landed_ids(self, table: RawTable, since: datetime) -> Iterator[pa.Table]:
        """Yield each id of a table whose own time is at or after `since`: row_id, last_at (own time), loaded_at."""
        column, time = id_column(table), TIMES[table.name]
        yield from self._query(
            table.name,
            f"select {column} as row_id, max({time}) as last_at, max(loaded_at) as loaded_at from landed "
            f"where {column} is not null and {time} >= timestamptz '{since.isoformat()}' group by {column}",
        )

    def told_as_deleted(self, table: RawTable) -> Iterator[pa.Table]:
        """Yield each id of a table that was told as deleted: row_id, told_at (the last telling's loaded_at)."""
        yield from self._query(
            DELETED_ROWS,
            "select row_id, max(loaded_at) as told_at from landed "
            f"where table_name = {text_sql(table.name)} group by row_id",
        )

    def _files(self, table: str) -> list[Path]:
        """The files of a table that were collected, whatever else is there."""
        files = sorted((self.path / table).glob("loaded_date=*/part-*.parquet"))
        return [file for file in files if durable.sum_file(file).exists()]

    def _query(self, table: str, sql: str) -> Iterator[pa.Table]:
        """Yield what a query finds in the files of a table that were collected; they stand there as `landed`."""
        files = self._files(table)
        if not files:
            return
        listed = ", ".join(text_sql(file) for file in files)
        with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as connection:
            connection.execute("set TimeZone = 'UTC'")
            relation = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
            try:
                connection.execute(f"create temp view landed as select * from {relation}")
                yield from (
                    pa.Table.from_batches([batch]) for batch in connection.execute(sql).to_arrow_reader()
                )
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                raise SettingsError(
                    f"What was collected into {self.path / table} cannot be read ({reason}): put back the files "
                    "as they were; `sha256sum --check` on the files beside them tells which are not."
                ) from None
