"""What a file says in a column, as SQL in two steps: what stands there, and the value that the type makes of it.

Times and dates are microseconds since 1970, UTC, so that it does not matter how a file stores them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cs_productivity.contract.table import RawColumn
from cs_productivity.contract.times import DATE, TIME
from cs_productivity.landing import typed_expression

# JSON texts that DuckDB takes and the standard does not have: a comma at the end, and numbers that are none
LAST_COMMA = r",[ \t\r\n]*[\]}]"
NO_NUMBER = "[Nn][Aa][Nn]|[Ii][Nn][Ff]"
TEXT_OF_JSON = r'"(?:[^"\\]|\\.)*"'


@dataclass(frozen=True)
class Reading:
    """One column as SQL.

    `given` is what stands in the file, as far as it is of a kind that can be read; `is_there` tells whether anything
    stands there, None where the first tells that itself. `value` is made of the first, by the name that it gets; null
    where it cannot be read, which `can_fail` tells may be. `holds_text` tells whether the first is the text of a time.
    """

    given: str
    value: str
    can_fail: bool = True
    is_there: str | None = None
    holds_text: bool = True


def from_table(column: RawColumn, name: str, type_: str) -> Reading:
    """Return the reading of a column of Parquet or CSV: what the landing reads without loss is right.

    Args:
        column: the column.
        name: what the value's SQL calls that which stands in the file.
        type_: DuckDB's type of it in the file.
    """
    raw = quoted_name(column.name)
    if type_ == "VARCHAR":
        return Reading(raw, *_value_of_text(column, name))
    if type_ == "BLOB":
        text = f"try(decode({raw}))"
        return Reading(text, *_value_of_text(column, name), f"{raw} is not null")
    if column.rules.keys and re.match(r"STRUCT|MAP|UNION|VARIANT|JSON|.*\]$", type_, re.DOTALL):
        return Reading(f"cast(to_json({raw}) as varchar)", *_value_of_text(column, name))
    value, can_fail = typed_expression(replace(column, name=name), type_)
    is_time = column.type in ("DATE", "TIMESTAMP")
    return Reading(raw, f"epoch_us({value})" if is_time else value, can_fail, holds_text=False)


def from_json(column: RawColumn, name: str, json: str) -> Reading:
    """Return the reading of a column of JSON Lines, where a value has a type of its own.

    Args:
        column: the column.
        name: what the value's SQL calls that which stands in the file.
        json: SQL of a name: its value as JSON text without blanks; null, or the word null, is none.
    """
    there = f"nullif({json}, 'null')"
    if column.rules.keys:
        # numbers that are none are JSON to DuckDB
        return Reading(there, f"case when {is_json(name, NO_NUMBER)} then {name} end")
    if column.type in ("STRING", "DATE", "TIMESTAMP"):
        given = f"case when starts_with({json}, '\"') then json_extract_string({json}, '$') end"
        return Reading(given, *_value_of_text(column, name), f"{json} <> 'null'")
    if column.type == "BOOL":
        return Reading(there, f"case {name} when 'true' then true when 'false' then false end")
    number = f"case when regexp_matches({name}, '^-?[0-9]') then try_cast({name} as double) end"
    if column.type == "FLOAT64":
        return Reading(there, f"case when isfinite({number}) then {number} end")
    # 200.0 is whole to JSON
    whole = f"case when ({number}) = trunc({number}) then try_cast({number} as bigint) end"
    is_plain = f"regexp_matches({name}, '^-?[0-9]+$')"
    return Reading(there, f"case when {is_plain} then try_cast({name} as bigint) else {whole} end")


def _value_of_text(column: RawColumn, name: str) -> tuple[str, bool]:
    """Return SQL of a text's value, and whether it may fail: JSON is written anew, numbers may stand as the landing
    reads them, times as the contract writes them.
    """
    if column.rules.keys:
        return f"case when {is_json(name)} then cast(json({name}) as varchar) end", True
    if column.type in ("DATE", "TIMESTAMP"):
        pattern, type_ = (DATE, "date") if column.type == "DATE" else (TIME, "timestamptz")
        is_one = f"regexp_matches({name}, {quoted(pattern)})"
        return f"case when {is_one} then epoch_us(try_cast({name} as {type_})) end", True
    return typed_expression(replace(column, name=name), "VARCHAR")


def is_json(text: str, lax: str = f"{NO_NUMBER}|{LAST_COMMA}") -> str:
    """SQL BOOL: a text is JSON as the standard has it; null is not.

    Args:
        text: SQL of a name.
        lax: pattern of what must not stand outside of texts.
    """
    stripped = f"regexp_replace({text}, {quoted(TEXT_OF_JSON)}, '', 'g')"
    return (
        f"case when not coalesce(json_valid({text}), false) then false "
        f"when regexp_matches({text}, {quoted(lax)}) then not regexp_matches({stripped}, {quoted(lax)}) else true end"
    )


def quoted(text: str) -> str:
    """SQL of a text."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """SQL of a name."""
    return f'"{name}"'
