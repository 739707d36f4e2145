"""Opening the published marts: one kind of frame, only reading, and a sentence for whatever is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from project import Project

from bi.published import publish_build, publish_empty
from cs_productivity.analysis import marts as analysis
from cs_productivity.analysis import open_marts
from cs_productivity.analysis.statements import checked_query, with_prefix
from cs_productivity.settings import SettingsError

BIGQUERY = {"CS_TARGET": "bigquery", "CS_BIGQUERY_PROJECT": "a-project"}


def settings(folder: Path, **others: str) -> dict[str, str]:
    return {"CS_PUBLISH_PATH": str(folder), **others}


def refusal(environment: dict[str, str], time_zone: str | None = None) -> str:
    with pytest.raises(SettingsError) as refused:
        open_marts(time_zone, environment)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_query_gives_the_marts_rows_with_times_in_utc(published: Path, built_sample: Project) -> None:
    with open_marts(environment=settings(published)) as marts:
        tickets = marts.query("select * from marts.fct_tickets order by ticket_id;")
        sums = marts.query(
            "select count(*) as n, sum(reply_count) as replies, 1.5 as half from marts.fct_tickets"
        )
        assert marts.query("select 1 as one from fct_tickets").shape[0] == len(tickets)
    expected = built_sample.query(
        "select ticket_id, created_at, completed_date, effort_seconds from marts.fct_tickets order by ticket_id"
    )
    assert tickets["ticket_id"].to_list() == [row[0] for row in expected]
    assert tickets["created_at"].to_list() == [row[1] for row in expected]
    dates = [None if pd.isna(date) else date.date() for date in tickets["completed_date"]]
    assert dates == [row[2] for row in expected]
    assert str(tickets["created_at"].dtype) == str(tickets["completed_date"].dtype) == "datetime64[us]"
    assert sums.dtypes.astype(str).to_list() == ["int64", "int64", "float64"]


def test_the_wall_clock_is_that_of_the_zone_the_marts_were_built_in(empty: Path) -> None:
    marts = open_marts(environment=settings(empty))
    assert marts.time_zone == "Asia/Tokyo"
    times = pd.Series(pd.to_datetime(["2026-03-08 06:59", "2026-03-08 07:00", None]))
    assert marts.local(times).to_list()[:2] == [
        pd.Timestamp("2026-03-08 15:59"),
        pd.Timestamp("2026-03-08 16:00"),
    ]
    assert pd.isna(marts.local(times).iloc[2])
    # an hour is missing from New York's clock there
    other = open_marts("America/New_York", settings(empty))
    assert other.local(times).to_list()[:2] == [
        pd.Timestamp("2026-03-08 01:59"),
        pd.Timestamp("2026-03-08 03:00"),
    ]


def test_who_has_opened_a_generation_reads_on_in_it(
    built_sample: Project, tmp_path: Path, change: Callable[[str], Path]
) -> None:
    folder = publish_build(built_sample, tmp_path / "own")
    before = open_marts(environment=settings(folder))
    count = "select count(*) as n from marts.dim_channels"
    rows = before.query(count)["n"].iloc[0]
    after = change("delete from dim_channels")
    (after / "manifest.json").write_text(json.dumps({"variables": {"reporting_timezone": "UTC"}}))
    folder.unlink()
    folder.symlink_to(after)
    assert before.query(count)["n"].iloc[0] == rows > 0
    assert before.time_zone == "Asia/Tokyo"
    assert open_marts(environment=settings(folder)).query(count)["n"].iloc[0] == 0


def test_a_reader_beside_it_in_the_same_process_is_no_hindrance(published: Path) -> None:
    marts = open_marts(environment=settings(published))
    with duckdb.connect(str(published / "marts.duckdb"), read_only=True) as other:
        assert other.sql("select count(*) from dim_dates").fetchall()[0][0] > 0
    assert len(marts.query("select * from marts.dim_dates")) > 0


def test_nothing_is_written_and_nothing_is_downloaded(published: Path) -> None:
    marts = open_marts(environment=settings(published))
    for statement in (
        "drop table marts.dim_dates",
        "select 1; drop table marts.dim_dates",
        "",
        "-- select 1",
    ):
        with pytest.raises(ValueError, match="Marts are read by one `select` or `with` at a time"):
            marts.query(statement)
    with pytest.raises(duckdb.Error, match="read-only"):
        marts._connection.execute("drop table marts.dim_dates")
    sql = "select current_setting('autoinstall_known_extensions') as downloads, current_setting('TimeZone') as zone"
    assert marts.query(sql).iloc[0].to_list() == [False, "UTC"]


@pytest.mark.parametrize(
    ("sql", "is_query"),
    [
        ("-- first; this\nselect ';' as semicolon ;", True),
        ("/* select */ with a as (select 1) select * from a", True),
        ("(select 1) union all (select 2)", True),
        ("selection", False),
        ("insert into marts.a select 1", False),
        ("select 1;\nselect 2", False),
    ],
)
def test_a_query_is_one_select_or_with(sql: str, is_query: bool) -> None:
    if is_query:
        assert checked_query(sql) == sql.strip()
    else:
        with pytest.raises(ValueError, match="this is none"):
            checked_query(sql)


def test_a_prefix_stands_before_the_dataset_and_nowhere_else() -> None:
    sql = """select 'marts.a', "marts.b", marts_of, my.marts.c from marts.fct_tickets as t
        join `marts`.dim_dates on true join `marts.dim_channels` on true -- marts.d
        /* marts.e */ where x = 'it''s marts.f' and y in (select 1 from MARTS . g)"""
    expected = """select 'marts.a', "marts.b", marts_of, my.marts.c from anna_marts.fct_tickets as t
        join `anna_marts`.dim_dates on true join `anna_marts.dim_channels` on true -- marts.d
        /* marts.e */ where x = 'it''s marts.f' and y in (select 1 from anna_MARTS . g)"""
    assert with_prefix(sql, "anna_") == expected
    assert with_prefix(sql, "") == sql


def test_what_is_missing_or_absurd_is_said_in_a_sentence(tmp_path: Path, empty: Path) -> None:
    nothing = refusal(settings(tmp_path / "nothing"))
    assert nothing.startswith(
        f"There are no marts at {tmp_path / 'nothing' / 'marts.duckdb'}: run `make build`"
    )
    assert "CS_PUBLISH_PATH is set to an empty text" in refusal({"CS_PUBLISH_PATH": " "})
    (tmp_path / "marts.duckdb").write_text("no database" * 1000)
    assert "cannot be opened" in refusal(settings(tmp_path))
    assert refusal(settings(empty, CS_TARGET="snowflake")) == (
        "CS_TARGET is snowflake: it must be duckdb or bigquery."
    )
    assert refusal(settings(empty), "Tokyo").startswith("The time zone 'Tokyo' is not known")


def test_marts_without_a_time_zone_are_said_only_where_it_matters(tmp_path: Path) -> None:
    folder = publish_empty(tmp_path)
    for content in ("{}", "no JSON", json.dumps({"variables": None})):
        (folder / "manifest.json").write_text(content)
        marts = open_marts(environment=settings(folder))
        assert marts.query("select * from marts.dim_dates").empty
        with pytest.raises(SettingsError, match="does not tell the time zone: run `make publish`"):
            _ = marts.time_zone
    assert open_marts("UTC", settings(folder)).time_zone == "UTC"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"CS_BIGQUERY_PROJECT": ""}, "CS_BIGQUERY_PROJECT is not set"),
        ({"CS_BIGQUERY_METHOD": "password"}, "CS_BIGQUERY_METHOD is password: it must be"),
        ({"CS_BIGQUERY_METHOD": "service-account"}, "CS_BIGQUERY_KEYFILE is not set, which is no file"),
        ({"CS_BIGQUERY_PREFIX": "anna-"}, "CS_BIGQUERY_PREFIX is anna-: it must be letters"),
        (
            {"CS_BIGQUERY_MAX_BYTES": "1 TB"},
            "CS_BIGQUERY_MAX_BYTES is 1 TB: give a whole number of bytes above 0",
        ),
        ({"CS_BIGQUERY_MAX_BYTES": "0"}, "CS_BIGQUERY_MAX_BYTES is 0: give a whole number of bytes above 0"),
        ({"CS_BIGQUERY_MAX_BYTES": ""}, "CS_BIGQUERY_MAX_BYTES is empty: give a whole number"),
    ],
)
def test_settings_of_bigquery_are_looked_at_before_anyone_signs_in(
    changes: dict[str, str], sentence: str
) -> None:
    assert refusal({**BIGQUERY, **changes}).startswith(sentence)


class FakeClient:
    """Answers every query with the same table, and remembers what it was asked."""

    def __init__(self, table: pa.Table) -> None:
        self.table, self.asked = table, []

    def get_table(self, name: str) -> None:
        self.asked.append(name)

    def query(self, sql: str, job_config: object) -> SimpleNamespace:
        self.asked += [sql, job_config]
        return SimpleNamespace(result=lambda: SimpleNamespace(to_arrow=lambda **_: self.table))


def intervals(first: str) -> pa.Table:
    """The first instants of a date, as BigQuery gives them."""
    return pa.table(
        {
            "interval_date": pa.array([pd.Timestamp("2026-03-02").date()], pa.date32()),
            "first_start_at": pa.array([pd.Timestamp(first, tz="UTC")], pa.timestamp("us", "UTC")),
        }
    )


def test_bigquery_is_asked_with_prefix_limit_and_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    client = FakeClient(intervals("2026-03-01 15:00"))
    monkeypatch.setattr(analysis, "connect", lambda _: client)
    marts = open_marts(
        environment={**BIGQUERY, "CS_BIGQUERY_PREFIX": "anna_", "CS_BIGQUERY_MAX_BYTES": "1000000"}
    )
    frame = marts.query("select * from marts.agg_inquiry_volume")
    table, sql, config = client.asked
    assert (table, sql) == (
        "a-project.anna_marts.dim_channels",
        "select * from anna_marts.agg_inquiry_volume",
    )
    assert config.maximum_bytes_billed == 1_000_000
    assert config.labels == {"app": "cs_productivity", "layer": "analysis"}
    assert frame.dtypes.astype(str).to_list() == ["datetime64[us]"] * 2
    assert frame["first_start_at"].iloc[0] == pd.Timestamp("2026-03-01 15:00")


def test_bigquery_reads_no_more_than_dbt_may_where_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    client = FakeClient(intervals("2026-03-01 15:00"))
    monkeypatch.setattr(analysis, "connect", lambda _: client)
    open_marts(environment=BIGQUERY).query("select 1 as one")
    assert client.asked[-1].maximum_bytes_billed == 1_099_511_627_776


def test_on_bigquery_the_projects_time_zone_holds_where_the_marts_dates_are_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(analysis, "connect", lambda _: FakeClient(intervals("2026-03-01 15:00")))
    assert open_marts(environment=BIGQUERY).time_zone == "Asia/Tokyo"
    monkeypatch.setattr(analysis, "connect", lambda _: FakeClient(intervals("2026-03-02 05:00")))
    with pytest.raises(SettingsError, match="dates are not those of Asia/Tokyo"):
        _ = open_marts(environment=BIGQUERY).time_zone
    assert open_marts("America/New_York", BIGQUERY).time_zone == "America/New_York"


def test_nobody_signed_in_and_no_dataset_are_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    from google.api_core.exceptions import NotFound
    from google.auth.exceptions import DefaultCredentialsError

    def nobody(_: object) -> None:
        raise DefaultCredentialsError("nobody is signed in\nlook there")

    monkeypatch.setattr(analysis, "connect", nobody)
    assert refusal(BIGQUERY).startswith("BigQuery does not let you in (nobody is signed in): sign in with")
    client = FakeClient(intervals("2026-03-01 15:00"))
    monkeypatch.setattr(client, "get_table", lambda _: (_ for _ in ()).throw(NotFound("gone")))
    monkeypatch.setattr(analysis, "connect", lambda _: client)
    assert refusal(BIGQUERY).startswith(
        "There are no marts in a-project.marts: run `dbt build --target bigquery`"
    )


def test_decimals_become_numbers_as_sums_on_either_engine_need_them() -> None:
    from decimal import Decimal

    from cs_productivity.analysis.frames import to_frame

    table = pa.table(
        {
            "whole": pa.array([Decimal(3), Decimal(4)], pa.decimal128(38, 0)),
            "part": pa.array([Decimal("0.25"), None], pa.decimal128(38, 9)),
        }
    )
    frame = to_frame(table)
    assert frame["whole"].to_list() == [3, 4] and str(frame["whole"].dtype) == "int64"
    assert frame["part"].iloc[0] == 0.25 and pd.isna(frame["part"].iloc[1])
