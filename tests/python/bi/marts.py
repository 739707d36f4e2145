"""The published marts as their contracts in models/marts declare them."""

from __future__ import annotations

from dataclasses import dataclass

import yaml
from project import ROOT

# how DuckDB stores what contracts declare
STORED = {
    "string": "varchar",
    "int64": "bigint",
    "float64": "double",
    "bool": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}


@dataclass(frozen=True)
class Column:
    """A column of a mart: its type on both engines, and what it says."""

    type: str
    description: str


def load_marts() -> dict[str, dict[str, Column]]:
    """Return the columns of each mart, by its name and theirs, in the order of the contract."""
    return {
        model["name"]: {
            column["name"]: Column(column["data_type"], column.get("description", ""))
            for column in model["columns"]
        }
        for path in sorted((ROOT / "models" / "marts").rglob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    }
