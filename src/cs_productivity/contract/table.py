"""Raw tables and their columns, as the contract declares them."""

from __future__ import annotations

from dataclasses import dataclass

COLUMN_TYPES = ("STRING", "INT64", "FLOAT64", "BOOL", "DATE", "TIMESTAMP")
# who gives a column its value: the application with the event, the client as a batch leaves, the server that takes the
# batch, or whoever commits rows to the landing zone
MOMENTS = ("event", "sending", "receipt", "landing")


@dataclass(frozen=True)
class KeyRules:
    """What a column of JSON may hold, at any depth: keys by a pattern, none that ends in one of some words, and texts
    of so many characters and of a pattern.
    """

    pattern: str
    forbidden_endings: tuple[str, ...]
    max_value_length: int
    value_pattern: str


@dataclass(frozen=True)
class Rules:
    """What values of a column may be, beside their type; None and () are no rule.

    Lengths are in characters, `minimum` and `maximum` are of whole numbers, `earliest_year` is of times and dates.
    `refuses` names what a text must not look like; `vocabulary` the words of a seed that it is mapped by. A time is at
    most `max_hours_after_loading` after the row's own loaded_at, and after the column that `after` names.
    """

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    earliest_year: int | None = None
    valid_values: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    keys: KeyRules | None = None
    vocabulary: str | None = None
    max_hours_after_loading: int | None = None
    after: str | None = None


@dataclass(frozen=True)
class RawColumn:
    """One column of a raw table; `type` is one of COLUMN_TYPES, `is_required` means never null.

    A value of a column that `is_unique` names one row and its copies. `assigned_at` is one of MOMENTS. What is
    `is_confidential` names a person to whoever can read it.
    """

    name: str
    type: str
    is_required: bool
    description: str
    rules: Rules = Rules()
    is_unique: bool = False
    assigned_at: str = "event"
    is_confidential: bool = False


@dataclass(frozen=True)
class RawTable:
    """One raw table; `key` names the thing a row is about, of which a table of versions has several rows.

    `is_log` tells tables whose rows the application itself writes, `version` is the contract's, as major.minor.patch.
    """

    name: str
    description: str
    is_required: bool
    key: tuple[str, ...]
    columns: tuple[RawColumn, ...]
    is_log: bool = False
    version: str = "1.0.0"
