"""The raw contract: which tables and columns the project reads, one YAML file per table in contracts/."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cs_productivity.settings import SettingsError, find_project_root

COLUMN_TYPES = ("STRING", "INT64", "FLOAT64", "BOOL", "DATE", "TIMESTAMP")

_TABLE_KEYS = {"table": str, "description": str, "is_required": bool, "key": list, "columns": list}
_COLUMN_KEYS = {"name": str, "type": str, "required": bool, "description": str}


@dataclass(frozen=True)
class RawColumn:
    """One column of a raw table; `type` is one of COLUMN_TYPES, `is_required` means never null."""

    name: str
    type: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class RawTable:
    """One raw table; `key` names the thing a row is about, of which a table of versions has several rows."""

    name: str
    description: str
    is_required: bool
    key: tuple[str, ...]
    columns: tuple[RawColumn, ...]


def load_contracts(folder: Path | None = None) -> dict[str, RawTable]:
    """Read and check every contract file.

    Args:
        folder: where the `<table>.yml` files are; the project's own contracts/ where none is given.

    Returns:
        The raw tables by name, in the order of their names.

    Raises:
        SettingsError: there is no contract, or one of them is not as the contract's form asks.
    """
    folder = find_project_root() / "contracts" if folder is None else folder
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise SettingsError(f"No contract (<table>.yml) is in {folder}: restore it from the repository.")
    return {file.stem: _read_table(file) for file in files}


def _read_table(file: Path) -> RawTable:
    """Turn one contract file into a RawTable, or say in one sentence what is wrong with it."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"The contract {file} is not YAML ({reason}): correct it.") from None
    _check_keys(file, "the table", content, _TABLE_KEYS)
    if content["table"] != file.stem:
        table = content["table"]
        raise SettingsError(f"The contract {file} is about table {table}: name the file after its table.")
    if not content["description"].startswith("One row per "):
        raise SettingsError(f"The contract {file} must open its description with 'One row per ', the grain.")

    columns = tuple(_read_column(file, place, entry) for place, entry in enumerate(content["columns"], 1))
    names = [column.name for column in columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingsError(f"The contract {file} lists column {twice[0]} twice: remove one of them.")
    unknown = [name for name in content["key"] if name not in names]
    if unknown or not content["key"]:
        what = f"has the key {unknown[0]}, which is none of its columns" if unknown else "has no key"
        raise SettingsError(f"The contract {file} {what}: list columns of the table under `key`.")
    return RawTable(
        name=file.stem,
        description=content["description"],
        is_required=content["is_required"],
        key=tuple(content["key"]),
        columns=columns,
    )


def _read_column(file: Path, place: int, entry: Any) -> RawColumn:
    _check_keys(file, f"column {place}", entry, _COLUMN_KEYS)
    name = entry["name"]
    # views are case-insensitive and add columns of their own, which start with "_"
    if not (name.isidentifier() and name.isascii() and name == name.lower() and not name.startswith("_")):
        raise SettingsError(
            f"The contract {file} has column name {name!r}: use lower case letters, digits and _ inside."
        )
    if entry["type"] not in COLUMN_TYPES:
        known = ", ".join(COLUMN_TYPES)
        raise SettingsError(f"The contract {file} gives {name} the type {entry['type']}: use one of {known}.")
    return RawColumn(name, entry["type"], entry["required"], entry["description"])


def _check_keys(file: Path, what: str, entry: Any, keys: dict[str, type]) -> None:
    """Raise unless the entry is a mapping with exactly these keys and types of value."""
    if not isinstance(entry, dict):
        raise SettingsError(f"The contract {file} must describe {what} with the keys {', '.join(keys)}.")
    for key in entry:
        if key not in keys:
            known = ", ".join(keys)
            raise SettingsError(f"The contract {file} has the unknown key {key} for {what}: use {known}.")
    for key, kind in keys.items():
        if not isinstance(entry.get(key), kind) or entry[key] == "":
            raise SettingsError(f"The contract {file} needs a {kind.__name__} under {key} for {what}.")
