"""JSON Schemas (draft 2020-12) of a log's rows as the application writes them, made from the contract."""

from __future__ import annotations

from typing import Any

from cs_productivity.contract.personal import LOOKS_LIKE, forbidden_key
from cs_productivity.contract.table import RawColumn, RawTable
from cs_productivity.contract.times import DATE, TIME, from_year

DIALECT = "https://json-schema.org/draft/2020-12/schema"
JSON_TYPES = {
    "STRING": "string",
    "INT64": "integer",
    "FLOAT64": "number",
    "BOOL": "boolean",
    "DATE": "string",
    "TIMESTAMP": "string",
}
INT64 = {"minimum": -(2**63), "maximum": 2**63 - 1}


def written_columns(table: RawTable) -> tuple[RawColumn, ...]:
    """Return the columns that the application writes; the server and the landing add the others."""
    return tuple(column for column in table.columns if column.assigned_at in ("event", "sending"))


def row_schema(table: RawTable) -> dict[str, Any]:
    """Return the JSON Schema of one row of a log.

    Args:
        table: the log. An optional column may be missing or null; a required one must be there and not null.
    """
    columns = written_columns(table)
    definitions: dict[str, Any] = {}
    properties = {column.name: _property(column, definitions) for column in columns}
    return {
        "$schema": DIALECT,
        "$id": f"urn:cs-productivity:{table.name}:{table.version}",
        "title": f"{table.name} {table.version}",
        "description": f"{table.description} The row as the application writes it: one line of JSON.",
        "type": "object",
        "additionalProperties": False,
        "required": [column.name for column in columns if column.is_required],
        "properties": properties,
        "$defs": dict(sorted(definitions.items())),
    }


def _property(column: RawColumn, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one column, and put the definitions that it refers to among the others."""
    rules = column.rules
    type_ = "object" if rules.keys else JSON_TYPES[column.type]
    schema: dict[str, Any] = {"description": column.description}
    schema["type"] = type_ if column.is_required else [type_, "null"]
    if rules.keys:
        schema["$comment"] = "In JSON Lines the object itself, in CSV and Parquet its JSON text."
        definitions |= _value_definitions(column)
        return schema | {"$ref": "#/$defs/values"}
    if column.type == "INT64":
        given = {"minimum": rules.minimum, "maximum": rules.maximum}
        schema |= INT64 | {key: value for key, value in given.items() if value is not None}
    if column.type in ("DATE", "TIMESTAMP"):
        name, pattern = ("date", DATE) if column.type == "DATE" else ("time", TIME)
        definitions[name] = {"pattern": pattern}
        schema["$ref"] = f"#/$defs/{name}"
        if rules.earliest_year:
            schema["pattern"] = from_year(rules.earliest_year)
    given = {"minLength": rules.min_length, "maxLength": rules.max_length, "pattern": rules.pattern}
    schema |= {key: value for key, value in given.items() if value is not None}
    if rules.valid_values:
        schema["enum"] = [*rules.valid_values, *([] if column.is_required else [None])]
    return schema | _refusal(column, definitions)


def _refusal(column: RawColumn, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return what keeps a text from looking like something that must not be written."""
    if not column.rules.refuses:
        return {}
    for name in column.rules.refuses:
        ways = [_all_of([{"pattern": pattern} for pattern in way]) for way in LOOKS_LIKE[name].ways]
        # what is no text would match every pattern
        definitions[name] = {"type": "string", **(ways[0] if len(ways) == 1 else {"anyOf": ways})}
    return {"not": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in column.rules.refuses]}}


def _all_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas}


def _value_definitions(column: RawColumn) -> dict[str, Any]:
    """Return what a column of JSON holds: values at any depth, and their keys."""
    keys = column.rules.keys
    assert keys is not None
    definitions: dict[str, Any] = {}
    values = {
        "maxLength": keys.max_value_length,
        "pattern": keys.value_pattern,
        **_refusal(column, definitions),
        "propertyNames": {"$ref": "#/$defs/key"},
        "additionalProperties": {"$ref": "#/$defs/values"},
        "items": {"$ref": "#/$defs/values"},
    }
    key = {"pattern": keys.pattern, "not": {"pattern": forbidden_key(keys)}}
    return {**definitions, "key": key, "values": values}
