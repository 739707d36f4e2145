"""What goes wrong between a tool and its landing zone: copies, late rows, broken rows, unknown words, odd
values.

No row carries more than one kind of dirt, and a broken row is an extra row with an id of its own: taking it
out leaves what really happened. Rates are shares of a table's rows; a kind that is asked for appears at
least once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cs_productivity.simulator.loads import Loads, put_in_order
from cs_productivity.simulator.schema import COLUMNS, coded, collect
from cs_productivity.simulator.world import DAY, EXPORT_AFTER, HOUR, World

# the column that says when it happened, by the server's clock (a shift and a day of demand are known
# beforehand)
EVENT_TIME = {
    "backend_action_logs": "occurred_at",
    "frontend_event_logs": "received_at",
    "tickets": "updated_at",
    "agents": "updated_at",
    "releases": "released_at",
    "release_rollouts": "enabled_at",
    "self_service_sessions": "started_at",
}
DUPLICATE_SHARE = 0.01
LATE_SHARE = {
    "backend_action_logs": 0.01,
    "frontend_event_logs": 0.008,
    "tickets": 0.006,
    "self_service_sessions": 0.01,
}
LEAST_DELAY, MOST_DELAY = 3 * HOUR, 10 * DAY


@dataclass(frozen=True)
class Broken:
    """Extra rows with one fault: the column that gets the value, and their share of the table's rows.

    Value None and "" are put in as they are, "1970" is the start of Unix time, "future" lies after the row
    was loaded, "before_start" is an hour before the row's starts_at.
    """

    column: str
    value: str | None
    share: float = 0.0


BROKEN: dict[str, tuple[Broken, ...]] = {
    "backend_action_logs": (
        Broken("log_id", None, 1e-4),
        Broken("occurred_at", None, 1e-4),
        Broken("occurred_at", "1970", 1e-4),
        Broken("occurred_at", "future", 8e-5),
        Broken("action", "", 8e-5),
    ),
    "frontend_event_logs": (
        Broken("event_id", None, 3e-5),
        Broken("tab_session_id", None, 2e-5),
        Broken("agent_id", None, 2e-5),
        Broken("occurred_at_client", None, 2e-5),
        Broken("received_at", None, 3e-5),
        Broken("received_at", "future", 3e-5),
        Broken("event_type", "", 2e-5),
    ),
    "tickets": (
        Broken("ticket_id", None, 1.5e-4),
        Broken("created_at", None, 1e-4),
        Broken("created_at", "1970", 1e-4),
        Broken("updated_at", "future", 1e-4),
        Broken("status", "", 1e-4),
    ),
    "agents": (Broken("agent_id", None),),
    "shifts": (Broken("starts_at", None), Broken("ends_at", "before_start")),
    "releases": (Broken("released_at", None),),
    "release_rollouts": (Broken("enabled_at", None),),
    "self_service_sessions": (Broken("session_id", None, 5e-4), Broken("started_at", "1970", 5e-4)),
    "demand_daily": (Broken("demand_date", None),),
}
# the id that a broken row gets for itself, so that it is no second version of a good one
OWN_ID = {
    "backend_action_logs": "log_id",
    "frontend_event_logs": "event_id",
    "shifts": "shift_id",
    "releases": "release_id",
    "self_service_sessions": "session_id",
}


@dataclass(frozen=True)
class Renamed:
    """A known word that some rows carry under a name that no vocabulary has."""

    column: str
    word: str
    unknown: str
    share: float


RENAMED: dict[str, tuple[Renamed, ...]] = {
    "backend_action_logs": (Renamed("action", "ticket_updated", "macro_applied", 0.01),),
    "frontend_event_logs": (Renamed("event_type", "click", "mouse_gesture", 0.0005),),
    "tickets": (Renamed("status", "pending", "on_hold", 0.001),),
}
# tickets of this channel that carry the unknown word, in all their versions
FAX_SHARE = 0.0004
BAD_JSON = ('{"chars": 12', "{chars: 40}", "chars=80")
BAD_JSON_SHARE, NEGATIVE_LATENCY_SHARE = 4e-4, 3e-4


class _Soiler:
    """One table on its way into the landing zone; `is_clean` says which rows carry no dirt yet."""

    def __init__(self, world: World, rng: np.random.Generator, name: str, table: pa.Table) -> None:
        self.rng, self.name, self.table = rng, name, table
        self.export = world.start_us + (world.end + EXPORT_AFTER) * 1_000
        self.is_clean = np.ones(table.num_rows, dtype=bool)

    def us(self, column: str) -> np.ndarray:
        """A time column as microseconds; missing ones as 0."""
        return pc.fill_null(self.table[column].cast(pa.int64()), 0).to_numpy()

    def pick(self, eligible: np.ndarray, share: float) -> np.ndarray:
        """Draw about this share of the table's rows, at least one, among the clean rows that are eligible."""
        rows = np.flatnonzero(eligible & self.is_clean)
        count = min(len(rows), max(1, int(self.rng.poisson(share * self.table.num_rows))))
        chosen = np.sort(self.rng.choice(rows, size=count, replace=False))
        self.is_clean[chosen] = False
        return chosen

    def put(self, column: str, rows: np.ndarray, values: list | pa.Array) -> None:
        """Overwrite a column in these rows."""
        place = self.table.schema.get_field_index(column)
        old = self.table[column].combine_chunks()
        if isinstance(old, pa.ChunkedArray):
            old = pa.concat_arrays(old.chunks)
        if pa.types.is_dictionary(old.type):
            changed = with_words(old, rows, values)
        else:
            mask = np.zeros(self.table.num_rows, dtype=bool)
            mask[rows] = True
            new = values.cast(old.type) if isinstance(values, pa.Array) else pa.array(values, old.type)
            changed = pc.replace_with_mask(old, pa.array(mask), new)
        self.table = self.table.set_column(place, column, changed)

    def rename_words(self) -> None:
        for renamed in RENAMED.get(self.name, ()):
            rows = self.pick(pc.equal(self.table[renamed.column], renamed.word).to_numpy(), renamed.share)
            self.put(renamed.column, rows, [renamed.unknown] * len(rows))
        if self.name == "tickets":
            is_mail = pc.equal(self.table["channel"], "mail").to_numpy()
            some = self.table["ticket_id"].take(self.pick(is_mail, FAX_SHARE)).combine_chunks()
            rows = np.flatnonzero(pc.is_in(self.table["ticket_id"], some).to_numpy())
            self.is_clean[rows] = False
            self.put("channel", rows, ["fax"] * len(rows))

    def spoil_optional_values(self) -> None:
        if "properties" in self.table.column_names:
            rows = self.pick(pc.is_valid(self.table["properties"]).to_numpy(), BAD_JSON_SHARE)
            self.put("properties", rows, [BAD_JSON[place % len(BAD_JSON)] for place in range(len(rows))])
        if "latency_ms" in self.table.column_names:
            rows = self.pick(pc.is_valid(self.table["latency_ms"]).to_numpy(), NEGATIVE_LATENCY_SHARE)
            self.put("latency_ms", rows, pc.negate(self.table["latency_ms"].take(rows).combine_chunks()))

    def delay(self) -> None:
        """Load some rows hours to days later, never after the landing zone was looked at."""
        if self.name not in LATE_SHARE:
            return
        loaded = self.us("loaded_at")
        room = self.export - loaded - HOUR * 1_000
        rows = self.pick(room > LEAST_DELAY * 1_000, LATE_SHARE[self.name])
        most = np.minimum(room[rows], MOST_DELAY * 1_000)
        wait = LEAST_DELAY * 1_000 + self.rng.random(len(rows)) ** 3 * (most - LEAST_DELAY * 1_000)
        self.put("loaded_at", rows, collect(loaded[rows] + wait.astype(np.int64) - HOUR * 1_000))

    def copies(self) -> pa.Table:
        """Exact copies of clean rows: half in the same load, half delivered again one to three days later."""
        rows = self.pick(np.ones(self.table.num_rows, dtype=bool), DUPLICATE_SHARE)
        copy = self.table.take(rows)
        loaded = pc.cast(copy["loaded_at"], pa.int64()).to_numpy()
        again = collect(loaded + self.rng.integers(1, 4, len(rows)) * DAY * 1_000)
        is_again = (self.rng.random(len(rows)) < 0.5) & (again <= self.export)
        place = copy.schema.get_field_index("loaded_at")
        values = pa.array(np.where(is_again, again, loaded)).cast(copy.schema.field("loaded_at").type)
        return copy.set_column(place, copy.schema.field("loaded_at"), values)

    def broken_rows(self) -> list[pa.Table]:
        """Extra rows that carry one fault each, under ids of their own."""
        extra = []
        for number, fault in enumerate(BROKEN[self.name]):
            kept, clean = self.table, self.is_clean.copy()
            rows = self.pick(np.ones(kept.num_rows, dtype=bool), fault.share)
            self.is_clean = clean
            self.table = kept.take(rows)
            every = np.arange(len(rows))
            if self.name in OWN_ID:
                self.put(OWN_ID[self.name], every, [f"x{number}{place:07d}" for place in every.tolist()])
            self.put(fault.column, every, self.fault_values(fault, len(rows)))
            extra.append(self.table)
            self.table = kept
        return extra

    def fault_values(self, fault: Broken, size: int) -> list | pa.Array:
        if fault.value is None or fault.value == "":
            return [fault.value] * size
        if fault.value == "1970":
            us = np.zeros(size, dtype=np.int64)
        elif fault.value == "future":
            us = self.us("loaded_at") + self.rng.integers(2 * HOUR, 60 * DAY, size) * 1_000
        else:
            us = self.us("starts_at") - HOUR * 1_000
        return pa.array(us).cast(self.table.schema.field(fault.column).type)


def with_words(old: pa.DictionaryArray, rows: np.ndarray, values: list) -> pa.DictionaryArray:
    """Coded words with others, or null, in these rows."""
    vocabulary = old.dictionary.to_pylist()
    vocabulary += sorted({value for value in values if value is not None} - set(vocabulary))
    code = {word: place for place, word in enumerate(vocabulary)}
    codes = pc.fill_null(old.indices, -1).to_numpy().copy()
    codes[rows] = [-1 if value is None else code[value] for value in values]
    return coded(vocabulary, codes)


def soil(world: World, tables: dict[str, pa.Table]) -> dict[str, Loads]:
    """Put every kind of dirt into the raw tables, and some rows out of order within a load.

    Args:
        world: the parameters, and the source of chance.
        tables: the clean raw tables by name.
    """
    streams = dict(zip(COLUMNS, world.rng("dirt").spawn(len(COLUMNS)), strict=True))
    result = {}
    for name, table in tables.items():
        soiler = _Soiler(world, streams[name], name, table)
        if name == "frontend_event_logs" and not world.scenario.has_dirt:
            copies, broken = table.slice(0, 0), []
        else:
            broken = soiler.broken_rows()
            soiler.rename_words()
            soiler.spoil_optional_values()
            soiler.delay()
            copies = soiler.copies()
        extra = pa.concat_tables([copies, *broken]).combine_chunks()
        result[name] = put_in_order(soiler.rng, soiler.table, extra, soiler.is_clean)
    return result
