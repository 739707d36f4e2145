"""The way in and out of dbt's Python models, the same on both engines."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa


def read(relation: Any) -> pd.DataFrame:
    """Return what `dbt.ref` gives as a pandas frame: a relation of DuckDB, or a frame of BigQuery DataFrames."""
    if hasattr(relation, "to_pandas"):
        return relation.to_pandas()
    # by way of Arrow, which hands over texts as they are
    return relation.to_arrow_table().to_pandas(date_as_object=False)


def read_settings(relation: Any) -> dict[str, Any]:
    """Return the only row of `int_run_clock`, nulls as None."""
    row = read(relation).iloc[0]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def write(session: Any, frame: pd.DataFrame) -> Any:
    """Return a frame as the engine of `session` takes it from a model.

    DuckDB gets Arrow: out of pandas it would read dates as timestamps. A column of which nothing tells the type, since
    it has no values, holds texts. BigQuery would get the index as a column; only a frame of BigQuery can drop it.
    """
    untold = [name for name in frame.columns if frame[name].dtype == object and frame[name].isna().all()]
    frame = frame.astype(dict.fromkeys(untold, "string"))
    if hasattr(session, "read_pandas"):
        return session.read_pandas(frame).reset_index(drop=True)
    return pa.Table.from_pandas(frame, preserve_index=False)
