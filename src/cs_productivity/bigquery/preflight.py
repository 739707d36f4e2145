"""Looks whether everything is in place for a build on BigQuery, and says in sentences what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cs_productivity.bigquery.client import connect, look_at_access, refused
from cs_productivity.bigquery.policy_tags import POLICY_TAG, load_policy_tag, untagged_columns
from cs_productivity.bigquery.python_sources import is_packed
from cs_productivity.bigquery.raw_tables import DATASET, PARTITION, SECRETS
from cs_productivity.contracts import RawTable

# what the client calls types that the contracts call otherwise
_OLD_NAMES = {"INTEGER": "INT64", "FLOAT": "FLOAT64", "BOOLEAN": "BOOL"}
_CREATE = "run `python -m cs_productivity ddl`, and what it prints in BigQuery"


def look(root: Path, contracts: dict[str, RawTable], environment: Mapping[str, str]) -> list[str]:
    """Return a sentence per thing that is missing or wrong; none if a build can start.

    Args:
        root: the project's root.
        contracts: the raw tables.
        environment: the variables that profiles.yml reads.
    """
    missing = list(_look_at_settings(root, environment))
    if missing:
        return missing
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

    project = environment["CS_BIGQUERY_PROJECT"]
    try:
        client = connect(environment)
        return list(_look_at_tables(client, project, contracts, load_policy_tag(environment)))
    except (GoogleAuthError, GoogleAPIError, OSError) as error:
        return [refused(error)]


def _look_at_settings(root: Path, environment: Mapping[str, str]) -> Iterator[str]:
    yield from look_at_access(environment)
    for name, what in (("CS_BIGQUERY_REGION", "a region"), ("CS_BIGQUERY_BUCKET", "a bucket's name")):
        if not environment.get(name):
            yield f"{name} is not set: Python models run as notebooks and need {what}."
    if not is_packed(root):
        yield (
            "The sources of Python models are not packed, or have changed since: "
            "run `python -m cs_productivity pack`."
        )


def _look_at_tables(
    client: Any, project: str, contracts: dict[str, RawTable], tag: str | None
) -> Iterator[str]:
    there = {dataset.dataset_id for dataset in client.list_datasets()}
    for dataset in (DATASET, SECRETS):
        if dataset not in there:
            yield f"There is no dataset {project}.{dataset}: {_CREATE}."
    if DATASET in there:
        tables = {table.table_id for table in client.list_tables(f"{project}.{DATASET}")}
        for table in contracts.values():
            if table.name in tables:
                yield from _look_at_table(client.get_table(f"{project}.{DATASET}.{table.name}"), table, tag)
            else:
                yield f"There is no table {DATASET}.{table.name}: {_CREATE}."
    if SECRETS in there:
        yield from _look_at_salt(client, project)


def _look_at_table(found: Any, table: RawTable, tag: str | None) -> Iterator[str]:
    name = f"{DATASET}.{table.name}"
    types = {field.name: _OLD_NAMES.get(field.field_type, field.field_type) for field in found.schema}
    for column in table.columns:
        if column.name not in types:
            yield f"{name} has no column {column.name}: add it as {column.type}."
        elif types[column.name] != column.type:
            yield f"{name}.{column.name} is {types[column.name]}: it must be {column.type}."
    partitioning = found.time_partitioning
    if partitioning is None or partitioning.field != PARTITION or partitioning.type_ != "DAY":
        yield f"{name} is not partitioned by day of {PARTITION}, which increments go by: make it anew; {_CREATE}."
    for column in untagged_columns(found, table, tag) if tag else []:
        yield f"{name}.{column} lacks the policy tag of {POLICY_TAG}: run `python -m cs_productivity protect`."


def _look_at_salt(client: Any, project: str) -> Iterator[str]:
    if "salt" not in {table.table_id for table in client.list_tables(f"{project}.{SECRETS}")}:
        yield f"There is no table {SECRETS}.salt: {_CREATE}."
        return
    rows = list(client.query(f"select salt from `{project}`.{SECRETS}.salt").result())
    if len(rows) != 1 or not (rows[0][0] or "").strip():
        yield (
            f"{SECRETS}.salt has {len(rows)} rows: it must have one, with random text that outlives every build; "
            f"`insert into `{project}`.{SECRETS}.salt values (to_hex(sha256(generate_uuid() || generate_uuid())))`."
        )
