"""What of a dbt manifest is typed, and as which statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path

import yaml
from dbt.adapters.bigquery import BigQueryAdapter
from dbt.adapters.bigquery.relation_configs import PartitionConfig
from dbt_common.clients import agate_helper

# Declared types that a CSV column may have where dbt infers the type at the left.
AGREES = {
    "int64": {"INT64", "FLOAT64", "NUMERIC", "BIGNUMERIC", "STRING"},
    "float64": {"FLOAT64", "NUMERIC", "BIGNUMERIC", "STRING"},
    "bool": {"BOOL", "STRING"},
    "date": {"DATE", "DATETIME", "TIMESTAMP", "STRING"},
    "datetime": {"DATETIME", "TIMESTAMP", "STRING"},
    "string": {"STRING", "TIME", "JSON", "BYTES"},
}


class NodeError(Exception):
    """A node (or source) that cannot be typed as it stands; the message is one sentence."""


@dataclass(frozen=True)
class Statement:
    """One statement for the analyzer: `form` tells several statements of a node apart."""

    sql: str
    form: str = ""
    creates: str | None = None


@dataclass
class Outcome:
    """What became of a node: typed, refused (with lines to print) or left out for a reason.

    `passes_on` is where a unit test passes.
    """

    node: dict
    columns: list[tuple[str, str]] | None = None
    refusals: list[str] = field(default_factory=list)
    untyped_because: str = ""
    passes_on: str = ""


def in_dag_order(nodes: dict[str, dict]) -> list[dict]:
    """Return manifest nodes, each after all that it depends on."""
    parents = {
        key: sorted(parent for parent in node["depends_on"].get("nodes", []) if parent in nodes)
        for key, node in sorted(nodes.items())
    }
    return [nodes[key] for key in TopologicalSorter(parents).static_order()]


def select_of_types(columns: list[tuple[str, str]]) -> str:
    """Return a query whose only sense is its columns."""
    return "select\n" + ",\n".join(f"    cast(null as {type_}) as `{name}`" for name, type_ in columns)


def declared_columns(node: dict) -> list[tuple[str, str]]:
    """Return name and type of the columns that a yml file declares.

    Raises:
        NodeError: no column, or one without a type.
    """
    columns = [(column["name"], column.get("data_type")) for column in node["columns"].values()]
    untyped = [name for name, type_ in columns if not type_]
    if not columns or untyped:
        missing = f"data_type for {', '.join(untyped)}" if untyped else "columns"
        raise NodeError(f"its yml declares no {missing}")
    return columns


def source_columns(source: dict, contracts: Path) -> list[tuple[str, str]]:
    """Return name and type of a source's columns: from its raw contract, else from its yml.

    Raises:
        NodeError: neither tells them.
    """
    contract = contracts / f"{source['identifier']}.yml"
    if not contract.exists():
        return declared_columns(source)
    (table,) = yaml.safe_load(contract.read_text())["schema"]
    return [(column["name"], column["physicalType"]) for column in table["properties"]]


def seed_columns(seed: dict, project: Path) -> list[tuple[str, str]]:
    """Return name and type of a seed's columns: declared in `column_types`, else what dbt-bigquery infers.

    Raises:
        NodeError: a declared column is not in the file, or its type cannot hold what the file has.
    """
    declared = seed["config"]["column_types"]
    delimiter = seed["config"].get("delimiter") or ","
    table = agate_helper.from_csv(project / seed["original_file_path"], text_columns=[], delimiter=delimiter)
    if absent := sorted(set(declared) - set(table.column_names)):
        raise NodeError(f"column_types names {', '.join(absent)}, which its file does not have")
    columns = []
    for index, name in enumerate(table.column_names):
        inferred = BigQueryAdapter.convert_agate_type(table, index)
        type_ = declared.get(name, inferred).upper()
        is_empty = not any(value is not None for value in table.columns[name].values())
        if name in declared and not is_empty and type_ not in AGREES[inferred]:
            raise NodeError(f"column_types makes {name} {type_}, its file reads as {inferred.upper()}")
        columns.append((name, type_))
    return columns


def statement_of(node: dict, project: Path) -> Statement:
    """Return the statement that types a node in its first (for an incremental model: full-refresh) form.

    Raises:
        NodeError: the node has no SQL that could be typed.
    """
    kind, creates = node["resource_type"], node.get("relation_name")
    if kind == "seed":
        return Statement(select_of_types(seed_columns(node, project)), creates=creates)
    if not node.get("compiled_code"):
        raise NodeError("dbt compile left it without compiled SQL")
    sql = node["compiled_code"]
    if kind == "test":
        return Statement(_wrapped_test(node, sql))
    if kind == "snapshot":
        return Statement(_wrapped_snapshot(node, sql), creates=creates)
    if kind == "model":
        return Statement(_wrapped_table(node, sql), creates=creates)
    if kind == "analysis":
        return Statement(sql)
    raise NodeError(f"this check has no rule for nodes of type {kind}")


def _wrapped_table(model: dict, sql: str) -> str:
    # as dbt-bigquery creates it, so that a partition or cluster column that is not there is refused
    config = model["config"]
    if config["materialized"] not in ("table", "incremental"):
        return sql
    partition = PartitionConfig.parse(config.get("partition_by"))
    cluster = config.get("cluster_by") or []
    cluster = [cluster] if isinstance(cluster, str) else cluster
    clauses = [f"partition by {partition.render()}"] if partition else []
    clauses += [f"cluster by {', '.join(cluster)}"] if cluster else []
    return f"create or replace table {model['relation_name']} {' '.join(clauses)} as\n{sql}"


def _wrapped_test(test: dict, sql: str) -> str:
    config = test["config"]
    limit = f"limit {config['limit']}" if config.get("limit") else ""
    count = config["fail_calc"]
    return (
        f"select {count} as failures, {count} {config['warn_if']} as should_warn,"
        f" {count} {config['error_if']} as should_error from (\n{sql}\n{limit}) dbt_internal_test"
    )


def _wrapped_snapshot(snapshot: dict, sql: str) -> str:
    config = snapshot["config"]
    keys = config["unique_key"] if isinstance(config["unique_key"], list) else [config["unique_key"]]
    changed_at = config["updated_at"] if config["strategy"] == "timestamp" else "current_timestamp()"
    still_valid = config["dbt_valid_to_current"] or "null"
    columns = {
        "dbt_scd_id": f"to_hex(md5(concat({', '.join(f'cast({key} as string)' for key in keys)})))",
        "dbt_updated_at": changed_at,
        "dbt_valid_from": changed_at,
        "dbt_valid_to": f"coalesce(nullif({changed_at}, {changed_at}), {still_valid})",
    }
    if config.get("hard_deletes") == "new_record":
        columns["dbt_is_deleted"] = "'False'"
    names = config["snapshot_meta_column_names"]
    added = ", ".join(f"{value} as {names.get(name) or name}" for name, value in columns.items())
    return f"select *, {added} from (\n{sql}\n)"


def type_differences(resolved: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> list[str]:
    """Return a sentence for each column whose name, type or place is not the wanted one."""
    types, wanted_types = dict(resolved), dict(wanted)
    said = [f"column {name} ({wanted_types[name]}) is missing" for name in wanted_types if name not in types]
    said += [f"column {name} ({types[name]}) is not declared" for name in types if name not in wanted_types]
    said += [
        f"column {name} is {types[name]}, declared {wanted_types[name]}"
        for name in types
        if name in wanted_types and types[name] != wanted_types[name]
    ]
    if not said and list(types) != list(wanted_types):
        said.append(f"columns stand in the order {', '.join(types)}, declared {', '.join(wanted_types)}")
    return said
