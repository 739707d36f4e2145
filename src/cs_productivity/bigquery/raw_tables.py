"""The statements that make the raw tables on BigQuery, out of the contracts."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cs_productivity.contracts import RawTable
from cs_productivity.settings import SettingsError

DATASET, SECRETS = "raw", "restricted"
PARTITION = "loaded_at"
# what a dataset or a table is found by in bills and audit logs
LABELS = '[("app", "cs_productivity"), ("layer", "raw")]'


def statements(
    contracts: dict[str, RawTable], project: str, location: str, kept_days: int | None = None
) -> Iterator[str]:
    """Yield one GoogleSQL statement per dataset and table; what is there already stays.

    Args:
        contracts: the raw tables.
        project: id of the BigQuery project.
        location: where the datasets are made, such as US or asia-northeast1.
        kept_days: after so many days of loading rows go; None: never.

    Raises:
        SettingsError: kept_days is below 1.
    """
    if kept_days is not None and kept_days < 1:
        raise SettingsError(
            f"Raw rows would be kept for {kept_days} days: give 1 or more, or nothing for ever."
        )
    for dataset in (DATASET, SECRETS):
        yield f'create schema if not exists `{project}`.{dataset}\noptions (location = "{location}")'
    yield f"create table if not exists `{project}`.{SECRETS}.salt (salt string)"
    for table in contracts.values():
        yield _table(table, project, kept_days)


def _table(table: RawTable, project: str, kept_days: int | None) -> str:
    # a row that lacks a required value is quarantined by the build; a table that refused it would lose the whole load
    columns = ",\n".join(
        f"    {column.name} {column.type.lower()} options (description = {json.dumps(column.description)})"
        for column in table.columns
    )
    options = [
        f"description = {json.dumps(table.description)}",
        f"labels = {LABELS}",
        "require_partition_filter = true",
        *([f"partition_expiration_days = {kept_days}"] if kept_days else []),
    ]
    return (
        f"create table if not exists `{project}`.{DATASET}.{table.name} (\n{columns}\n)\n"
        f"partition by timestamp_trunc({PARTITION}, day)\n"
        f"cluster by {', '.join(table.key)}\n"
        f"options (\n    {(',' + chr(10) + '    ').join(options)}\n)"
    )
