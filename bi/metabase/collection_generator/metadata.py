"""What Metabase is to know of the marts: their own descriptions, and what kind of thing a column holds.

dbt-metabase reads both from a manifest. Kinds follow from the names and types of columns; a column whose own meta
says `metabase.semantic_type`, or another key of dbt-metabase, keeps it.
"""

from __future__ import annotations

import re
from typing import Any

from collection_generator.settings import SourceError

# a row of a mart with this column is of one agent: the mart is for a restricted group and is left out
AGENT_COLUMN = "agent_key"
SHARES = re.compile(
    r"(\w+_)?(share|rate|service_level|occupancy|shrinkage|adherence(_low|_high)?|conformance|pct(_low|_high)?)"
    r"|change_of_week(_low|_high)?|handled_rate|placebo_effect"
)
IDS = re.compile(r"\w+_(id|key)")
# sentences, of which each row has another one
TEXTS = {"verdict_reason", "status_reason", "hypothesis", "holiday_name", "estimand"}


def column_meta(mart: str, column: str, data_type: str) -> dict[str, Any]:
    """Return dbt-metabase's keys for a column."""
    if column == "release_id":
        if mart == "dim_releases":
            return {"metabase.semantic_type": "type/PK"}
        return {
            "metabase.semantic_type": "type/FK",
            "metabase.fk_target_table": "dim_releases",
            "metabase.fk_target_field": "release_id",
        }
    if SHARES.fullmatch(column):
        return {"metabase.semantic_type": "type/Percentage", "metabase.number_style": "percent"}
    if data_type == "string" and not IDS.fullmatch(column) and column not in TEXTS:
        # filters offer the values to choose from
        return {"metabase.semantic_type": "type/Category", "metabase.has_field_values": "list"}
    return {}


def marts_manifest(manifest: dict[str, Any], schema: str) -> dict[str, Any]:
    """Return a manifest of the marts that everybody may read, in the schema that Metabase finds them in.

    Args:
        manifest: dbt's own.
        schema: schema or dataset of the marts in Metabase.

    Raises:
        SourceError: the manifest has no marts.
    """
    nodes = {}
    for unique_id, node in manifest["nodes"].items():
        is_mart = node["resource_type"] == "model" and node["fqn"][1:2] == ["marts"]
        if not is_mart or AGENT_COLUMN in node["columns"]:
            continue
        columns = {
            name: {
                **column,
                "meta": {
                    **column_meta(node["name"], name, column["data_type"]),
                    **column.get("meta", {}),
                },
            }
            for name, column in node["columns"].items()
        }
        nodes[unique_id] = {**node, "schema": schema, "columns": columns}
    if not nodes:
        raise SourceError("The manifest has no marts: run `.venv/bin/dbt parse` first.")
    return {**manifest, "nodes": nodes, "sources": {}, "child_map": {unique_id: [] for unique_id in nodes}}
