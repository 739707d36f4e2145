"""The form of a contract file: the part of the Open Data Contract Standard 3.1 that the project uses, and no more."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from cs_productivity.contract.column_form import read_column
from cs_productivity.contract.entries import check_keys, check_value, custom_properties
from cs_productivity.contract.table import RawColumn, RawTable
from cs_productivity.settings import SettingsError

# libyaml reads nine contracts in 20 ms, Python in 150; PyYAML may have been built without it
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONTRACT = {
    "apiVersion": str,
    "kind": str,
    "id": str,
    "name": str,
    "version": str,
    "status": str,
    "domain": str,
}
CONTRACT |= {"description": dict, "team": dict, "support": list, "servers": list, "schema": list}
FIXED = {
    "apiVersion": ("v3.1.0",),
    "kind": ("DataContract",),
    "status": ("proposed", "draft", "active", "deprecated", "retired"),
}
SERVERS = {
    "local": {"server": str, "type": str, "path": str, "format": str},
    "bigquery": {"server": str, "type": str, "project": str, "dataset": str},
}
SERVICE_LEVEL = {"property": str, "value": int, "unit": str, "element": str, "driver": str}
TABLE = {"name": str, "logicalType": str, "physicalType": str, "description": str, "customProperties": list}
TABLE |= {"properties": list}
OWN_PROPERTIES = {"isRequired": bool, "isLog": bool}


def read_table(file: Path) -> RawTable:
    """Turn one contract file into a RawTable.

    Raises:
        SettingsError: it is not as the form asks; the sentence names the file and the key.
    """
    content = _load(file)
    check_keys(file, "the contract", content, CONTRACT, {"slaProperties": list})
    for key, allowed in FIXED.items():
        check_value(file, "the contract", key, content[key], allowed)
    _check_surroundings(file, content)
    if content["name"] != file.stem:
        raise SettingsError(
            f"The contract {file} has the name {content['name']}: name contract and file after the table."
        )
    if not re.fullmatch(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}", content["version"]):
        raise SettingsError(
            f"The contract {file} has the version {content['version']}: write major.minor.patch."
        )
    if len(content["schema"]) != 1:
        raise SettingsError(f"The contract {file} must have one table under schema: write a file per table.")

    (table,) = content["schema"]
    check_keys(file, "the table", table, TABLE)
    if table["name"] != file.stem:
        raise SettingsError(
            f"The contract {file} is about table {table['name']}: name the file after its table."
        )
    check_value(file, "the table", "logicalType", table["logicalType"], ("object",))
    check_value(file, "the table", "physicalType", table["physicalType"], ("table",))
    if not table["description"].startswith("One row per "):
        raise SettingsError(f"The contract {file} must open its description with 'One row per ', the grain.")
    own = custom_properties(file, "the table", table["customProperties"], OWN_PROPERTIES)
    check_keys(file, "the custom properties of the table", own, OWN_PROPERTIES)
    columns = tuple(read_column(file, place, entry) for place, entry in enumerate(table["properties"], 1))
    _check_columns(file, columns)
    return RawTable(
        name=file.stem,
        description=table["description"],
        is_required=own["isRequired"],
        key=_key(file, table["properties"]),
        columns=columns,
        is_log=own["isLog"],
        version=content["version"],
    )


def _load(file: Path) -> Any:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"The contract {file} is not YAML ({reason}): correct it.") from None


def _check_surroundings(file: Path, content: dict[str, Any]) -> None:
    """Check what people and catalogues read: purpose, owner, support, servers, service levels."""
    texts = {"purpose": str, "usage": str, "limitations": str}
    check_keys(file, "the description", content["description"], texts)
    check_keys(file, "the team", content["team"], {"name": str})
    for place, entry in enumerate(content["support"], 1):
        check_keys(file, f"support {place}", entry, {"channel": str}, {"scope": str, "tool": str, "url": str})
    for place, entry in enumerate(content["servers"], 1):
        kind = entry.get("type") if isinstance(entry, dict) else None
        check_value(file, f"server {place}", "type", kind, tuple(SERVERS))
        check_keys(file, f"server {place}", entry, SERVERS[kind])
    for place, entry in enumerate(content.get("slaProperties", []), 1):
        check_keys(file, f"service level {place}", entry, SERVICE_LEVEL)


def _check_columns(file: Path, columns: tuple[RawColumn, ...]) -> None:
    names = [column.name for column in columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingsError(f"The contract {file} lists column {twice[0]} twice: remove one of them.")
    times = {column.name for column in columns if column.type == "TIMESTAMP"}
    for column in columns:
        if column.rules.after is not None and column.rules.after not in times:
            raise SettingsError(
                f"The contract {file} has {column.rules.after} under after for {column.name}: name one of its times."
            )
        if column.rules.max_hours_after_loading is not None and "loaded_at" not in times:
            raise SettingsError(
                f"The contract {file} has maxHoursAfterLoading for {column.name}, but no column loaded_at."
            )


def _key(file: Path, entries: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the columns of the key by their positions."""
    places = {
        entry.get("primaryKeyPosition"): entry["name"] for entry in entries if entry.get("primaryKey", False)
    }
    marked = [entry["name"] for entry in entries if entry.get("primaryKey") or "primaryKeyPosition" in entry]
    if not marked:
        raise SettingsError(f"The contract {file} has no key: mark its columns with primaryKey.")
    wanted = list(range(1, len(marked) + 1))
    if None in places or sorted(places) != wanted:
        raise SettingsError(
            f"The contract {file} must number its columns with primaryKey by primaryKeyPosition: 1, 2 and so on."
        )
    return tuple(places[place] for place in wanted)
