"""What an adopter needs beside dbt to run the project on BigQuery: raw tables and who may read
them, Python sources, and a look before it.
"""

from cs_productivity.bigquery.client import connect, look_at_access, refused
from cs_productivity.bigquery.policy_tags import POLICY_TAG, load_policy_tag, protect
from cs_productivity.bigquery.preflight import look
from cs_productivity.bigquery.python_sources import pack
from cs_productivity.bigquery.raw_tables import statements

__all__ = [
    "POLICY_TAG",
    "connect",
    "load_policy_tag",
    "look",
    "look_at_access",
    "pack",
    "protect",
    "refused",
    "statements",
]
