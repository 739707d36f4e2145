"""Writes the JSON Schemas of the logs, and remembers what of the contract was released, so that no change of it breaks
those who write logs without a new version.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cs_productivity.contract.json_schema import row_schema
from cs_productivity.contract.table import RawTable
from cs_productivity.contract.versions import check_version, record
from cs_productivity.contracts import load_contracts
from cs_productivity.settings import SettingsError

RELEASED, SCHEMAS = "released.json", "json_schema"


def write_schemas(folder: Path) -> list[Path]:
    """Write `json_schema/<log>-<version>.json` of each log, and `released.json` about all tables.

    Schemas of earlier versions stay: applications may still write by them.

    Args:
        folder: the contracts.

    Returns:
        The files that were written, or are already what would be written.

    Raises:
        SettingsError: a contract has changed and its version has not, or not enough; nothing is written then.
    """
    contracts = load_contracts(folder)
    released = _released(folder / RELEASED)
    told = {name: record(table) for name, table in contracts.items()}
    if gone := [name for name in released if name not in told]:
        raise SettingsError(
            f"There is no contract {gone[0]} any more in {folder}: put it back, or take it out of {RELEASED}."
        )
    texts: dict[Path, str] = {}
    for name, table in contracts.items():
        check_version(name, released.get(name), told[name])
        if table.is_log:
            path, text = (
                schema_file(folder, table),
                json.dumps(row_schema(table), indent=2, ensure_ascii=False) + "\n",
            )
            if path.exists() and path.read_text(encoding="utf-8") != text:
                raise SettingsError(
                    f"The contract {name} {table.version} says something else than {path}: raise its version."
                )
            texts[path] = text
    texts[folder / RELEASED] = _as_text(told)
    for path, text in texts.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


def schema_file(folder: Path, table: RawTable) -> Path:
    """Return where the JSON Schema of a log is."""
    return folder / SCHEMAS / f"{table.name}-{table.version}.json"


def _released(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SettingsError(f"{path} is not JSON ({error}): restore it from the repository.") from None


def _as_text(told: dict[str, Any]) -> str:
    """Return the record as JSON with a line per column, so that a change is a line."""
    tables = []
    for name, table in told.items():
        columns = [
            f"      {json.dumps(column)}: {json.dumps(rules)}" for column, rules in table["columns"].items()
        ]
        about = [
            f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in table.items() if key != "columns"
        ]
        about.append('    "columns": {\n' + ",\n".join(columns) + "\n    }")
        tables.append(f"  {json.dumps(name)}: {{\n" + ",\n".join(about) + "\n  }")
    return "{\n" + ",\n".join(tables) + "\n}\n"
