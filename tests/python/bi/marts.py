"""The published marts as their contracts in models/marts declare them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
        for model in _models()
    }


def load_per_agent_marts() -> set[str]:
    """Return the names of the marts that are about single agents."""
    return {
        model["name"] for model in _models() if model["config"].get("meta", {}).get("is_per_agent", False)
    }


def _models() -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / "models" / "marts").rglob("*.yml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
