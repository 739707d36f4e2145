"""One kind of pandas frame for what two engines answer."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return a table as a frame.

    Dates and timestamps become datetime64[us], in UTC without a zone; decimals without a fraction whole numbers, which
    is what DuckDB makes of a sum of whole numbers, others float64.
    """
    schema = pa.schema([field.with_type(_plain(field.type)) for field in table.schema])
    return table.cast(schema).to_pandas()


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_decimal(kind):
        return pa.int64() if kind.scale == 0 else pa.float64()
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return pa.timestamp("us")
    return kind
