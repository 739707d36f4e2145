"""Writes target/metabase/manifest.json, from which dbt-metabase tells Metabase what the marts and their columns are.

dbt's own manifest will not do: the published DuckDB file has the marts in another schema, and marts with a row per
agent are for a restricted group.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from collection_generator.metadata import marts_manifest
from collection_generator.settings import ENGINES, PROJECT, SourceError


def main() -> None:
    """Write the manifest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--engine", choices=list(ENGINES), default="duckdb", help="where Metabase reads (duckdb)"
    )
    parser.add_argument("--schema", help="schema or dataset of the marts (DuckDB: main, BigQuery: marts)")
    parser.add_argument(
        "--manifest", type=Path, default=PROJECT / "target" / "manifest.json", help="dbt's own"
    )
    parser.add_argument("--out", type=Path, default=PROJECT / "target" / "metabase" / "manifest.json")
    arguments = parser.parse_args()
    if not arguments.manifest.is_file():
        sys.exit(f"There is no {arguments.manifest}: run `.venv/bin/dbt parse` first.")
    try:
        manifest = marts_manifest(
            json.loads(arguments.manifest.read_text(encoding="utf-8")),
            arguments.schema or ENGINES[arguments.engine].schema,
        )
    except SourceError as error:
        sys.exit(str(error))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(manifest), encoding="utf-8")
    print(f"{len(manifest['nodes'])} marts in {arguments.out}")


if __name__ == "__main__":
    main()
