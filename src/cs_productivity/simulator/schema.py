"""Columns of the nine raw tables, and how ids, words and times become Arrow columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cs_productivity.simulator.world import HOUR

STRING, INT, TIME, DATE = pa.string(), pa.int64(), pa.timestamp("us"), pa.date32()
# every number of at most two, three and four digits as bytes, in the widest type that numpy moves at once
DIGITS = {
    width: np.array([f"{number:0{width}d}".encode() for number in range(10**width)]).view(kind)
    for width, kind in ((2, "u2"), (3, "S3"), (4, "u4"))
}
COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "backend_action_logs": {
        "log_id": STRING,
        "occurred_at": TIME,
        "agent_id": STRING,
        "ticket_id": STRING,
        "action": STRING,
        "request_id": STRING,
        "status_code": INT,
        "latency_ms": INT,
        "properties": STRING,
        "loaded_at": TIME,
    },
    "frontend_event_logs": {
        "event_id": STRING,
        "tab_session_id": STRING,
        "sequence_no": INT,
        "agent_id": STRING,
        "ticket_id": STRING,
        "event_type": STRING,
        "screen": STRING,
        "occurred_at_client": TIME,
        "sent_at_client": TIME,
        "received_at": TIME,
        "request_id": STRING,
        "app_version": STRING,
        "properties": STRING,
        "loaded_at": TIME,
    },
    "tickets": {
        "ticket_id": STRING,
        "created_at": TIME,
        "channel": STRING,
        "contact_reason": STRING,
        "customer_key": STRING,
        "priority": STRING,
        "status": STRING,
        "closed_at": TIME,
        "merged_into_ticket_id": STRING,
        "updated_at": TIME,
        "loaded_at": TIME,
    },
    "agents": {
        "agent_id": STRING,
        "team": STRING,
        "site": STRING,
        "employment_type": STRING,
        "role": STRING,
        "hired_on": DATE,
        "is_system": pa.bool_(),
        "updated_at": TIME,
        "loaded_at": TIME,
    },
    "shifts": {
        "agent_id": STRING,
        "starts_at": TIME,
        "ends_at": TIME,
        "activity": STRING,
        "loaded_at": TIME,
        "shift_id": STRING,
        "channel": STRING,
        "updated_at": TIME,
        "is_cancelled": pa.bool_(),
    },
    "releases": {
        "release_id": STRING,
        "name": STRING,
        "kind": STRING,
        "hypothesis": STRING,
        "released_at": TIME,
        "loaded_at": TIME,
    },
    "release_rollouts": {"release_id": STRING, "team": STRING, "enabled_at": TIME, "loaded_at": TIME},
    "self_service_sessions": {
        "session_id": STRING,
        "customer_key": STRING,
        "started_at": TIME,
        "kind": STRING,
        "topic": STRING,
        "loaded_at": TIME,
    },
    "demand_daily": {"demand_date": DATE, "orders": INT, "active_users": INT, "loaded_at": TIME},
}


def collect(us: np.ndarray) -> np.ndarray:
    """When a row is loaded: a job runs some minutes after each full hour (microseconds since 1970)."""
    hour = np.asarray(us, dtype=np.int64) // (HOUR * 1_000) + 1
    first = int(hour.min(initial=0))
    every = np.arange(first, int(hour.max(initial=0)) + 1)
    return ((every * 3_600 + 150 + every * 7_919 % 360) * 1_000_000)[hour - first]


def id_bytes(prefix: str, numbers: np.ndarray, width: int) -> np.ndarray:
    """Ids such as t000123 as bytes one after the other, without a gap; negative numbers give any digits.

    `width` is the number of digits, 6 to 8.
    """
    first, last = DIGITS[width - 4], DIGITS[4]
    text = np.empty(len(numbers), dtype=[("letter", "u1"), ("high", first.dtype), ("low", last.dtype)])
    high, low = np.divmod(numbers.astype(np.uint32), np.uint32(10_000))
    text["letter"] = ord(prefix)
    text["high"], text["low"] = first[high % np.uint32(len(first))], last[low]
    return text


def missing(is_null: np.ndarray) -> pa.Buffer | None:
    """The bits that Arrow keeps of which values there are."""
    return pa.py_buffer(np.packbits(~is_null, bitorder="little")) if is_null.any() else None


def numbers(values: np.ndarray, is_null: np.ndarray, kind: pa.DataType) -> pa.Array:
    """A column of numbers or times over the very memory of an array of the same width."""
    return pa.Array.from_buffers(kind, len(values), [missing(is_null), pa.py_buffer(values)])


def numbered(prefix: str, numbers: np.ndarray, width: int) -> pa.StringArray:
    """Ids such as t000123, of one letter and at most `width` digits; null where the number is negative."""
    numbers = np.asarray(numbers)
    ends = np.arange(len(numbers) + 1, dtype=np.int32) * (width + 1)
    text = pa.py_buffer(id_bytes(prefix, numbers, width))
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(ends), text, missing(numbers < 0))


def packed(prefix: str, numbers: np.ndarray, width: int) -> pa.FixedSizeBinaryArray:
    """The same ids in a form that is faster to rearrange; `unpack` makes texts of them."""
    numbers = np.asarray(numbers)
    buffers = [missing(numbers < 0), pa.py_buffer(id_bytes(prefix, numbers, width))]
    return pa.Array.from_buffers(pa.binary(width + 1), len(numbers), buffers)


def unpack(table: pa.Table) -> pa.Table:
    """The table with all packed ids as texts."""
    for place, field in enumerate(table.schema):
        if pa.types.is_fixed_size_binary(field.type):
            ids = table.column(place).combine_chunks()
            size, width = len(ids), field.type.byte_width
            text = ids.buffers()[1].slice(ids.offset * width, size * width)
            ends = pa.py_buffer(np.arange(size + 1, dtype=np.int32) * np.int32(width))
            is_null = ids.is_null().to_numpy(zero_copy_only=False)
            texts = pa.StringArray.from_buffers(size, ends, text, missing(is_null))
            table = table.set_column(place, field.name, texts)
    return table


def words(vocabulary: tuple[str, ...] | list[str], codes: np.ndarray) -> pa.Array:
    """The word of each code; null where the code is negative."""
    codes = np.asarray(codes, dtype=np.int64)
    return pa.array(list(vocabulary), STRING).take(pa.array(codes, mask=codes < 0))


def coded(vocabulary: tuple[str, ...] | list[str], codes: np.ndarray) -> pa.DictionaryArray:
    """The same words in a form that is faster to rearrange; Parquet files hold them as texts.

    A word must not be in the vocabulary twice: Arrow would write memory that nobody has set into the file.
    """
    if len(set(vocabulary)) < len(vocabulary):
        raise ValueError("a word is in the vocabulary twice")
    codes = np.ascontiguousarray(codes, dtype=np.int32)
    indices = numbers(codes, codes < 0, pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(vocabulary), STRING))


def times(us: np.ndarray, is_null: np.ndarray | None = None) -> pa.Array:
    """Timestamps from microseconds since 1970, UTC."""
    us = np.ascontiguousarray(us, dtype=np.int64)
    return numbers(us, np.zeros(1, dtype=bool) if is_null is None else is_null, TIME)


def table(name: str, /, **columns: pa.Array | list) -> pa.Table:
    """A raw table with exactly the columns and types of the contract, in its order; texts may be packed or coded."""
    kinds = COLUMNS[name]
    if set(columns) != set(kinds):
        raise ValueError(f"{name}: columns {sorted(set(columns) ^ set(kinds))} differ from the contract")
    result = {}
    for column, kind in kinds.items():
        values = columns[column]
        values = values if isinstance(values, pa.Array) else pa.array(values, kind)
        is_text = pa.types.is_fixed_size_binary(values.type) or pa.types.is_dictionary(values.type)
        if values.type != kind and not (kind == STRING and is_text):
            raise TypeError(f"{name}.{column} is {values.type}, not {kind}")
        result[column] = values
    return pa.table(result)
