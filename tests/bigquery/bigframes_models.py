"""Runs inside .venv-bigframes: runs Python models on the local session of BigQuery DataFrames.

Arguments: a folder that holds `<relation>.parquet` for every relation that a model reads, a folder for the results, and
the models' files. Each result is written as `<model>.parquet`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from runpy import run_path
from typing import Any

import pyarrow.parquet as pq
from bigframes.enums import DefaultIndexKind
from bigframes.testing.polars_session import TestSession


class Dbt:
    """What dbt hands to a Python model, as far as the models use it."""

    def __init__(self, session: TestSession, folder: Path) -> None:
        self._session = session
        self._folder = folder

    def ref(self, name: str) -> Any:
        return self._session.read_arrow(pq.read_table(self._folder / f"{name}.parquet"))

    def config(self, **settings: Any) -> None:
        pass


def main() -> None:
    """Run each model, and write what it returns."""
    relations, results, *files = map(Path, sys.argv[1:])
    session = TestSession()
    # what dbt-bigquery sets as ordering_mode = "partial": a frame has no index unless it is given one
    session._strictly_ordered, session._allow_ambiguity = False, True
    session._default_index_type = DefaultIndexKind.NULL
    for file in files:
        frame = run_path(str(file))["model"](Dbt(session, relations), session)
        pq.write_table(frame.to_arrow(), results / f"{file.stem}.parquet")
    session.close()


if __name__ == "__main__":
    main()
