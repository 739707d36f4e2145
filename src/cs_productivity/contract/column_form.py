"""The form of a column in a contract file, and the rules that it states."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cs_productivity.contract.entries import (
    check_keys,
    check_pattern,
    check_texts,
    check_value,
    custom_properties,
)
from cs_productivity.contract.personal import LOOKS_LIKE
from cs_productivity.contract.table import COLUMN_TYPES, MOMENTS, KeyRules, RawColumn, Rules
from cs_productivity.settings import SettingsError

COLUMN = {"name": str, "logicalType": str, "physicalType": str, "required": bool, "description": str}
MORE = {"primaryKey": bool, "primaryKeyPosition": int, "unique": bool, "partitioned": bool}
MORE |= {"partitionKeyPosition": int, "logicalTypeOptions": dict, "classification": str, "tags": list}
MORE |= {"examples": list, "quality": list, "customProperties": list}
LOGICAL_TYPES = {
    "STRING": ("string", "object"),
    "INT64": ("integer",),
    "FLOAT64": ("number",),
    "BOOL": ("boolean",),
    "DATE": ("date",),
    "TIMESTAMP": ("timestamp",),
}
# what ODCS says about the values of a type, as far as the project uses it
OPTIONS: dict[str, dict[str, type]] = {
    "string": {"minLength": int, "maxLength": int, "pattern": str},
    "integer": {"format": str, "minimum": int, "maximum": int},
    "date": {"format": str, "minimum": str},
    "timestamp": {"defaultTimezone": str, "minimum": str},
}
FIXED = {
    "format": {"integer": ("i64",), "date": ("yyyy-MM-dd",)},
    "defaultTimezone": {"timestamp": ("Etc/UTC",)},
}
OWN_PROPERTIES: dict[str, dict[str, type]] = {
    "string": {"refuses": list, "vocabulary": str},
    "object": {
        "keyPattern": str,
        "forbiddenKeyEndings": list,
        "maxValueLength": int,
        "valuePattern": str,
        "refuses": list,
    },
    "timestamp": {"maxHoursAfterLoading": int, "after": str},
}
QUALITY = {"type": str, "metric": str, "arguments": dict, "mustBe": int}


def read_column(file: Path, place: int, entry: Any) -> RawColumn:
    """Turn one entry under `properties` into a RawColumn.

    Args:
        file: the contract file.
        place: the number of the column, from 1.
        entry: what YAML made of it.

    Raises:
        SettingsError: it is not as the form asks; the sentence names the file and the key.
    """
    check_keys(file, f"column {place}", entry, COLUMN, MORE)
    name, type_ = entry["name"], entry["physicalType"]
    # views are case-insensitive and add columns of their own, which start with "_"
    if not (name.isidentifier() and name.isascii() and name == name.lower() and not name.startswith("_")):
        raise SettingsError(
            f"The contract {file} has column name {name!r}: use lower case letters, digits and _ inside."
        )
    if type_ not in COLUMN_TYPES:
        known = ", ".join(COLUMN_TYPES)
        raise SettingsError(f"The contract {file} gives {name} the physicalType {type_}: use one of {known}.")
    logical = entry["logicalType"]
    check_value(file, name, "logicalType", logical, LOGICAL_TYPES[type_])
    check_value(file, name, "classification", entry.get("classification", "confidential"), ("confidential",))
    check_texts(file, name, "tags", entry.get("tags", ["personal"]))
    own = custom_properties(
        file, name, entry.get("customProperties", []), OWN_PROPERTIES.get(logical, {}) | {"assignedAt": str}
    )
    moment = own.pop("assignedAt", "event")
    check_value(file, name, "assignedAt", moment, MOMENTS)
    options = _options(file, name, logical, entry.get("logicalTypeOptions", {}))
    valid = _valid_values(file, name, logical, entry.get("quality", []))
    return RawColumn(
        name,
        type_,
        entry["required"],
        entry["description"],
        rules=_rules(file, name, logical, options, own, valid),
        is_unique=entry.get("unique", False),
        assigned_at=moment,
        is_confidential="classification" in entry,
    )


def _options(file: Path, name: str, logical: str, options: dict[str, Any]) -> dict[str, Any]:
    what = f"the logicalTypeOptions of {name}"
    check_keys(file, what, options, {}, OPTIONS.get(logical, {}))
    for key, allowed in FIXED.items():
        if key in options:
            check_value(file, what, key, options[key], allowed[logical])
    if "pattern" in options:
        check_pattern(file, name, "pattern", options["pattern"])
    return options


def _valid_values(file: Path, name: str, logical: str, rules: list[Any]) -> tuple[str, ...]:
    """Return the values that a quality rule of ODCS's library lists; () where there is no rule."""
    if not rules:
        return ()
    what = f"the quality of {name}"
    if len(rules) > 1 or logical != "string":
        raise SettingsError(f"The contract {file} must have one rule, of a text, under quality for {name}.")
    check_keys(file, what, rules[0], QUALITY)
    for key, wanted in (("type", "library"), ("metric", "invalidValues"), ("mustBe", 0)):
        check_value(file, what, key, rules[0][key], (wanted,))
    check_keys(file, f"the arguments of {what}", rules[0]["arguments"], {"validValues": list})
    return check_texts(file, name, "validValues", rules[0]["arguments"]["validValues"])


def _rules(
    file: Path, name: str, logical: str, options: dict[str, Any], own: dict[str, Any], valid: tuple[str, ...]
) -> Rules:
    refuses = check_texts(file, name, "refuses", own["refuses"]) if "refuses" in own else ()
    for one in refuses:
        check_value(file, name, "refuses", one, tuple(LOOKS_LIKE))
    is_time = logical in ("date", "timestamp")
    return Rules(
        min_length=options.get("minLength"),
        max_length=options.get("maxLength"),
        pattern=options.get("pattern"),
        minimum=None if is_time else options.get("minimum"),
        maximum=options.get("maximum"),
        earliest_year=_earliest_year(file, name, options["minimum"])
        if is_time and "minimum" in options
        else None,
        valid_values=valid,
        refuses=refuses,
        keys=_key_rules(file, name, own) if logical == "object" else None,
        vocabulary=own.get("vocabulary"),
        max_hours_after_loading=own.get("maxHoursAfterLoading"),
        after=own.get("after"),
    )


def _key_rules(file: Path, name: str, own: dict[str, Any]) -> KeyRules:
    check_keys(file, f"the custom properties of {name}", own, OWN_PROPERTIES["object"])
    endings = check_texts(file, name, "forbiddenKeyEndings", own["forbiddenKeyEndings"])
    if wrong := [ending for ending in endings if not re.fullmatch("[a-z]+", ending)]:
        raise SettingsError(
            f"The contract {file} has {wrong[0]} under forbiddenKeyEndings for {name}: write lower case letters."
        )
    return KeyRules(
        pattern=check_pattern(file, name, "keyPattern", own["keyPattern"]),
        forbidden_endings=endings,
        max_value_length=own["maxValueLength"],
        value_pattern=check_pattern(file, name, "valuePattern", own["valuePattern"]),
    )


def _earliest_year(file: Path, name: str, minimum: str) -> int:
    """Return the year that a time or date must not be before; JSON Schema can compare no more than years."""
    found = re.fullmatch(r"([1-9][0-9]{3})-01-01(T00:00:00Z)?", minimum)
    if found is None:
        raise SettingsError(
            f"The contract {file} has {minimum} under minimum for {name}: write a year's first moment."
        )
    return int(found[1])
