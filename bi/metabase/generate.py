"""Writes the Metabase collection from the sources beside it; README.md says how to import it.

Without options it writes the two folders that are committed, `duckdb` and `bigquery`. For a Metabase whose
connection, dataset or time zone has another name: --engine duckdb --database "…" --out /path/to/folder.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from collection_generator.files import differing_files, make_files, write_files
from collection_generator.settings import ENGINES, SOURCE, Settings, SourceError, default_time_zone


def main() -> None:
    """Write the folders, or check them."""
    arguments = _parser().parse_args()
    if arguments.out and not arguments.engine:
        sys.exit("Say with --engine which engine the folder is for: duckdb or bigquery.")
    named = {"database": arguments.database, "schema": arguments.schema, "creator": arguments.creator}
    named = {name: value for name, value in named.items() if value}
    time_zone = arguments.timezone or default_time_zone()
    stale = False
    for engine in [arguments.engine] if arguments.engine else ENGINES:
        target = Path(arguments.out or SOURCE / engine)
        try:
            files = make_files(SOURCE, Settings(engine, time_zone, **named))
        except SourceError as error:
            sys.exit(str(error))
        if arguments.check:
            for path in differing_files(target, files):
                stale = True
                print(f"{target / path} is not what the sources say.")
        else:
            write_files(target, files)
            print(f"{len(files)} files in {target}")
    if stale:
        sys.exit("Run `.venv/bin/python bi/metabase/generate.py` and commit what it writes.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", choices=list(ENGINES), help="write for this engine alone")
    parser.add_argument("--database", help="name of the connection in Metabase (CS Productivity)")
    parser.add_argument("--schema", help="schema or dataset of the marts (DuckDB: main, BigQuery: marts)")
    parser.add_argument("--timezone", help="time zone that the marts are cut in (that of dbt_project.yml)")
    parser.add_argument("--creator", help="e-mail address of the author (Metabase's internal user)")
    parser.add_argument("--out", help="import folder to write (the committed one)")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if the files differ")
    return parser


if __name__ == "__main__":
    main()
