"""What an adopter needs beside dbt to run the project on BigQuery: raw tables, Python sources, and a look before it."""

from cs_productivity.bigquery.preflight import look
from cs_productivity.bigquery.python_sources import pack
from cs_productivity.bigquery.raw_tables import statements

__all__ = ["look", "pack", "statements"]
