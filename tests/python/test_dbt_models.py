"""The way in and out of Python models."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from cs_productivity.dbt_models import read, read_settings, write


def test_a_relation_of_duckdb_is_read_as_a_frame() -> None:
    frame = read(duckdb.sql("select 1 as one, 'a' as text"))
    assert frame.to_dict("records") == [{"one": 1, "text": "a"}]


def test_nulls_of_settings_are_none() -> None:
    relation = duckdb.sql("select 'UTC' as zone, cast(null as varchar) as country, 30 as minutes")
    assert read_settings(relation) == {"zone": "UTC", "country": None, "minutes": 30}


def test_duckdb_gets_dates_as_dates_and_missing_numbers_as_nulls() -> None:
    frame = pd.DataFrame(
        {
            "day": [date(2026, 1, 2), None],
            "heads": pd.array([3, None], dtype="Int64"),
            "nothing": [None, None],
        }
    )
    written = write(object(), frame)
    connection = duckdb.connect()
    connection.register("written", written)
    types = dict(connection.execute("select column_name, column_type from (describe written)").fetchall())
    assert types == {"day": "DATE", "heads": "BIGINT", "nothing": "VARCHAR"}
    assert connection.execute("select heads from written order by heads nulls last").fetchall() == [
        (3,),
        (None,),
    ]


def test_bigquery_gets_a_frame_of_its_own_session() -> None:
    class Session:
        def read_pandas(self, frame: pd.DataFrame) -> pd.DataFrame:
            return frame

    written = write(Session(), pd.DataFrame({"one": [1, 2]}, index=["a", "b"]))
    assert written.to_dict("index") == {0: {"one": 1}, 1: {"one": 2}}
