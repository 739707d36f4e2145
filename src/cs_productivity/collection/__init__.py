"""Brings the contact tool's own logs from its store (PostgreSQL, MySQL or MariaDB) into the raw tables.

A build imports `durable` of it alone; the rest needs the extra `ingest`.
"""
