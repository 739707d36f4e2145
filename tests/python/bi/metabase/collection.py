"""The committed Metabase collection, and its queries as Metabase would send them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from project import ROOT

FOLDER = ROOT / "bi" / "metabase"
ENGINES = ("duckdb", "bigquery")
# how Metabase's drivers name a column of a table in a field filter
COLUMNS = {"duckdb": '"{1}"."{2}"."{3}"', "bigquery": "`{1}.{2}`.`{3}`"}
OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
TAG = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True)
class Card:
    """A question of the collection."""

    slug: str
    engine: str
    document: dict[str, Any]

    @property
    def sql(self) -> str:
        """The SQL with Metabase's tags in it."""
        return self.document["dataset_query"]["stages"][0]["native"]

    @property
    def tags(self) -> dict[str, dict[str, Any]]:
        """The template tags by their names."""
        return self.document["dataset_query"]["stages"][0]["template-tags"]

    @property
    def settings(self) -> dict[str, Any]:
        return self.document["visualization_settings"]

    def field(self, tag: str) -> list[str]:
        """The column that a filter works on: database, schema, table, column."""
        return self.tags[tag]["dimension"][2]

    def query(self, values: Mapping[str, list[str] | str] | None = None) -> str:
        """Return the SQL that Metabase sends with these values, and with the defaults of other tags.

        A value is a list of texts, or of a date filter its two ends as `2026-03-02~2026-03-08`. What stands in
        [[ ]] goes where one of its tags has no value; a filter without a value elsewhere is always true.
        """
        defaults = {name: tag["default"] for name, tag in self.tags.items() if "default" in tag}
        chosen = {**defaults, **(values or {})}

        def optional(found: re.Match[str]) -> str:
            return found[1] if set(TAG.findall(found[1])) <= chosen.keys() else ""

        def condition(found: re.Match[str]) -> str:
            name = found[1]
            return self._condition(name, chosen[name]) if name in chosen else "1 = 1"

        return TAG.sub(condition, OPTIONAL.sub(optional, self.sql))

    def _condition(self, tag: str, value: list[str] | str) -> str:
        column = COLUMNS[self.engine].format(*self.field(tag))
        if self.tags[tag]["widget-type"] == "date/all-options":
            assert isinstance(value, str), f"{tag} takes two dates"
            first, last = value.split("~")
            return f"(cast({column} as date) between date '{first}' and date '{last}')"
        texts = ", ".join("'" + text.replace("'", "''") + "'" for text in value)
        return f"({column} in ({texts}))"


@dataclass(frozen=True)
class Collection:
    """What an import folder holds: documents by their paths, and the questions by their names."""

    folder: Path
    documents: dict[Path, dict[str, Any]]
    cards: dict[str, Card]

    @property
    def dashboards(self) -> dict[str, dict[str, Any]]:
        """The dashboards by their names."""
        return {
            path.stem: document
            for path, document in self.documents.items()
            if document["serdes/meta"][-1]["model"] == "Dashboard"
        }


def read_collection(engine: str, folder: Path = FOLDER) -> Collection:
    """Read the collection that is committed for an engine, or another one of the same form."""
    documents = {
        # the loader in C, which is ten times as fast
        path.relative_to(folder / engine): yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for path in sorted((folder / engine).rglob("*.yaml"))
    }
    cards = {
        path.stem: Card(path.stem, engine, document)
        for path, document in documents.items()
        if document["serdes/meta"][-1]["model"] == "Card"
    }
    return Collection(folder / engine, documents, cards)
