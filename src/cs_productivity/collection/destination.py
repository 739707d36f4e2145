"""What collecting asks of the place that rows go to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from cs_productivity.collection.state import State
from cs_productivity.contracts import RawTable


@dataclass(frozen=True)
class Delivery:
    """What lands together or not at all: files by table, the state after it, and the overlap."""

    files: dict[str, list[Path]]
    loaded_at: datetime
    state: State
    overlap: pa.Table


class Destination(Protocol):
    """A landing zone of files, or the raw tables on BigQuery."""

    # whether rows get their loaded_at when they are committed, and not when they are read
    is_loaded_at_given_later: bool

    @property
    def name(self) -> str:
        """For sentences."""

    def opened(self) -> AbstractContextManager[None]:
        """Keep others out, and finish what an earlier collection left."""

    def read(self) -> tuple[State, pa.Table]:
        """Return how far collecting has come, and the overlap."""

    def scratch(self, run: str) -> AbstractContextManager[Path]:
        """A folder for one run's files."""

    def commit(self, delivery: Delivery) -> None:
        """Land the files, and remember the state and the overlap with them."""

    def landed_rows(self, table: RawTable, columns: list[str], first: date, end: date) -> Iterator[pa.Table]:
        """Yield the rows of a table whose own time lies from `first` on and before `end`."""

    def landed_ids(self, table: RawTable, since: datetime) -> Iterator[pa.Table]:
        """Yield each id of a table whose own time is at or after `since`: row_id, last_at (own time), loaded_at."""

    def told_as_deleted(self, table: RawTable) -> Iterator[pa.Table]:
        """Yield each id of a table that was told as deleted: row_id, told_at (the last telling's loaded_at)."""
