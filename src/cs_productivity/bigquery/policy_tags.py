"""Who may read the columns of the raw tables that name a person: those whom a policy tag of Data Catalog lets in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cs_productivity.bigquery.raw_tables import DATASET
from cs_productivity.contracts import RawTable
from cs_productivity.settings import SettingsError

POLICY_TAG = "CS_BIGQUERY_POLICY_TAG"
FORM = r"projects/[^/\s]+/locations/[^/\s]+/taxonomies/[0-9]+/policyTags/[0-9]+"


def load_policy_tag(environment: Mapping[str, str]) -> str | None:
    """Return the resource name in CS_BIGQUERY_POLICY_TAG; None where it is not set.

    Raises:
        SettingsError: it is no name of a policy tag.
    """
    tag = environment.get(POLICY_TAG)
    if tag is not None and not re.fullmatch(FORM, tag):
        raise SettingsError(
            f"{POLICY_TAG} is {tag or 'empty'}: give a policy tag's resource name, such as "
            "projects/desk/locations/us/taxonomies/1234/policyTags/5678, or unset it."
        )
    return tag


def untagged_columns(found: Any, table: RawTable, tag: str) -> list[str]:
    """Return the confidential columns of a raw table that do not have the tag.

    Args:
        found: the table as google.cloud.bigquery gives it.
        table: its contract.
        tag: resource name of the policy tag.
    """
    confidential = {column.name for column in table.columns if column.is_confidential}
    return [field.name for field in found.schema if field.name in confidential and _tags(field) != [tag]]


def protect(client: Any, contracts: Mapping[str, RawTable], tag: str) -> Iterator[str]:
    """Put the tag on every confidential column of the raw tables that are there, and yield a sentence per table.

    A column's other tag is replaced: BigQuery takes one. Nothing but the schema's tags is changed.

    Args:
        client: one of google.cloud.bigquery, of the raw tables' project.
        contracts: the raw tables.
        tag: resource name of the policy tag, in the datasets' location.

    Raises:
        google.api_core.exceptions.GoogleAPIError: BigQuery refuses.
    """
    from google.cloud.bigquery import PolicyTagList, SchemaField

    there = {table.table_id for table in client.list_tables(f"{client.project}.{DATASET}")}
    for name, table in contracts.items():
        if not any(column.is_confidential for column in table.columns):
            continue
        if name not in there:
            yield f"{DATASET}.{name}: not there, and not protected."
            continue
        found = client.get_table(f"{client.project}.{DATASET}.{name}")
        untagged = untagged_columns(found, table, tag)
        if untagged:
            found.schema = [
                SchemaField.from_api_repr(
                    {**field.to_api_repr(), "policyTags": PolicyTagList([tag]).to_api_repr()}
                )
                if field.name in untagged
                else field
                for field in found.schema
            ]
            # what someone else changed in between is not overwritten: the table's etag goes along
            client.update_table(found, ["schema"])
        yield f"{DATASET}.{name}: {', '.join(untagged) if untagged else 'nothing'} newly protected."


def _tags(field: Any) -> list[str]:
    return list(field.policy_tags.names) if field.policy_tags else []
