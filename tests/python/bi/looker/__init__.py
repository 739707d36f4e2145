"""Reads the LookML of bi/lookml and runs it on DuckDB as Looker would on BigQuery, as far as the project uses it."""
