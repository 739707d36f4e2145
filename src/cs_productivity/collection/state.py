"""How far collecting has come: what is kept between runs, where the rows are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from cs_productivity.settings import SettingsError

# rows of the overlap that have landed: the next reading meets them again
OVERLAP = pa.schema([("table_name", pa.string()), ("fingerprint", pa.binary(16))])


@dataclass(frozen=True)
class State:
    """Times are UTC, ISO 8601, by the store's clock.

    `source` names the store; `revision` counts what was landed, `run` names the last time; `cursors`: by table, when
    its newest rows were last read; `backfilled`: by table and day, when a back-fill read that day.
    """

    source: str = ""
    revision: int = 0
    run: str = ""
    cursors: dict[str, str] = field(default_factory=dict)
    backfilled: dict[str, dict[str, str]] = field(default_factory=dict)

    def to_json(self) -> str:
        """The state as text."""
        return json.dumps(asdict(self), indent=1)

    def cursor(self, table: str) -> datetime | None:
        """When the table's newest rows were last read."""
        return _moment(self.cursors[table]) if table in self.cursors else None

    def has_day(self, tables: Iterable[str], day: date) -> bool:
        """Whether a back-fill has read this day of each table."""
        return all(day.isoformat() in self.backfilled.get(table, {}) for table in tables)

    def with_day(self, tables: Iterable[str], day: date, read_at: datetime) -> State:
        """The state after a back-fill of a day."""
        read = {day.isoformat(): read_at.isoformat()}
        return replace(
            self,
            backfilled={
                **self.backfilled,
                **{table: {**self.backfilled.get(table, {}), **read} for table in tables},
            },
        )

    def stretches(self, table: str) -> Iterator[tuple[date, date, datetime]]:
        """Yield days in a row that a back-fill has read: the first, the day after the last, and the oldest reading."""
        first = end = read_at = None
        for text, read in sorted(self.backfilled.get(table, {}).items()):
            day = date.fromisoformat(text)
            if first is not None and day == end:
                read_at = min(read_at, _moment(read))
            else:
                if first is not None:
                    yield first, end, read_at
                first, read_at = day, _moment(read)
            end = day + timedelta(days=1)
        if first is not None:
            yield first, end, read_at


def state_from(text: str, place: str) -> State:
    """Read a state.

    Raises:
        SettingsError: it is not one that this project has written.
    """
    try:
        state = State(**json.loads(text))
        for times in (state.cursors, *state.backfilled.values()):
            for time in times.values():
                _moment(time)
    except (ValueError, TypeError, AttributeError):
        raise SettingsError(
            f"How far collecting had come cannot be read from {place}: bring back its last copy, or remove it "
            "(everything is then collected once more, and copies count once)."
        ) from None
    return state


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
