"""The SQL of analyses/ compiles with the project and tells what pandas tells from the same marts."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
import yaml
from project import ROOT, Project

from bi.analysis.notebooks import columns_of
from bi.marts import load_marts
from bi.published import create_empty

ANALYSES = sorted((ROOT / "analyses").glob("*.sql"))


@pytest.fixture(scope="module")
def compiled(built_sample: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The SQL of each analysis, as dbt compiles it for DuckDB."""
    own = built_sample.copy_to(tmp_path_factory.mktemp("analyses") / "own")
    ended = own.run("compile", "--quiet", "--select", "resource_type:analysis")
    assert ended.returncode == 0, ended.stdout
    place = own.folder / "target" / "compiled" / "cs_productivity" / "analyses"
    return {path.stem: (place / path.name).read_text() for path in ANALYSES}


@pytest.fixture(scope="module")
def told(built_sample: Project, compiled: dict[str, str]) -> dict[str, pd.DataFrame]:
    with duckdb.connect(str(built_sample.warehouse), read_only=True) as connection:
        return {name: connection.sql(sql).df() for name, sql in compiled.items()}


@pytest.fixture(scope="module")
def marts(built_sample: Project) -> dict[str, pd.DataFrame]:
    names = ("agg_aht_daily", "fct_cost_drivers", "fct_staffing_outcomes", "dim_channels")
    with duckdb.connect(str(built_sample.warehouse), read_only=True) as connection:
        return {name: connection.sql(f"from marts.{name}").df() for name in names}


def test_every_analysis_is_described_column_by_column(told: dict[str, pd.DataFrame]) -> None:
    described = yaml.safe_load((ROOT / "analyses" / "_analyses.yml").read_text())["analyses"]
    assert {one["name"]: [column["name"] for column in one["columns"]] for one in described} == {
        name: list(frame.columns) for name, frame in told.items()
    }
    for one in described:
        assert one["description"].startswith("One row per ")
        assert all(column["description"].strip() for column in one["columns"])


def test_a_renamed_column_of_a_mart_is_noticed_by_an_analysis(compiled: dict[str, str]) -> None:
    marts = load_marts()
    read = {
        "aht_by_week_at_equal_mix": ("agg_aht_daily", "effort_seconds_high_sum"),
        "intervals_short_of_people": ("fct_staffing_outcomes", "desk_adherence"),
        "reasons_growing_in_cost": ("fct_cost_drivers", "mix_effect"),
    }
    assert read.keys() == compiled.keys()
    for name, sql in compiled.items():
        queries = [sql.replace('"warehouse"."marts".', "marts.").replace('"', "")]
        mart, column = read[name]
        assert (mart, column) in columns_of(queries, marts)
        renamed = dict(marts[mart])
        renamed["another_name"] = renamed.pop(column)
        with pytest.raises(duckdb.BinderException, match=column):
            columns_of(queries, {**marts, mart: renamed})


def test_analyses_of_empty_marts_are_empty(compiled: dict[str, str]) -> None:
    with no_rows() as connection:
        for name, sql in compiled.items():
            assert connection.sql(sql).fetchall() == [], name


def no_rows() -> duckdb.DuckDBPyConnection:
    """A warehouse in memory whose marts have no rows."""
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse; create schema warehouse.marts")
    create_empty(connection, load_marts(), "warehouse.marts.")
    return connection


def test_a_reason_that_a_week_lacks_borrows_its_handling_time(compiled: dict[str, str]) -> None:
    with no_rows() as connection:
        connection.execute(
            """insert into warehouse.marts.dim_dates (calendar_date, week_start_date)
            values ('2026-03-02', '2026-03-02'), ('2026-03-10', '2026-03-09');
            insert into warehouse.marts.agg_inquiry_volume (interval_date) values ('2026-03-02'), ('2026-03-14');
            insert into warehouse.marts.agg_aht_daily
                (completed_date, channel, contact_reason, ticket_count, effort_seconds_sum)
            values ('2026-03-02', 'chat', 'login', 10, 1000), ('2026-03-02', 'chat', 'payment', 10, 3000),
                ('2026-03-10', 'chat', 'login', 20, 2000)"""
        )
        rows = connection.sql(
            "select is_whole_week, aht_seconds, aht_seconds_at_equal_mix, mix_seconds "
            f"from ({compiled['aht_by_week_at_equal_mix']}) order by week_start_date"
        ).fetchall()
    # three quarters of all tickets are of 100 s, one quarter of 300 s
    assert rows == [(True, 200, 150, 50), (False, 100, 150, -50)]


def test_months_are_no_weeks_and_older_weeks_are_over(compiled: dict[str, str]) -> None:
    with no_rows() as connection:
        connection.execute(
            """insert into warehouse.marts.fct_cost_drivers
                (period, period_start_date, previous_start_date, contact_reason, channel, previous_cost, cost,
                cost_change, volume_effect, mix_effect, aht_effect, rate_effect)
            select 'week', date '2026-01-05' + 7 * week, date '2025-12-29' + 7 * week, 'login', 'chat',
                100 * week, 100 * week + 100, 100, 40, 30, 20, 10
            from (select week::int as week from generate_series(0, 9) as weeks (week))
            union all
            select 'month', date '2026-03-01', date '2026-02-01', 'login', 'chat', 1, 99999, 99998, 99998, 0, 0, 0"""
        )
        ((first, last, before, after, weeks),) = connection.sql(
            "select first_week_date::varchar, last_week_date::varchar, cost_of_first_week, cost_of_last_week, "
            f"week_count from ({compiled['reasons_growing_in_cost']})"
        ).fetchall()
    assert (first[:10], last[:10], before, after, weeks) == ("2026-01-12", "2026-03-09", 200, 1000, 8)


def test_weekly_aht_at_an_equal_mix_leaves_the_mix_out(
    told: dict[str, pd.DataFrame], marts: dict[str, pd.DataFrame]
) -> None:
    daily = marts["agg_aht_daily"]
    daily["week"] = daily["completed_date"].dt.to_period("W").dt.start_time
    sums = daily.groupby(["channel", "week", "contact_reason"])[["ticket_count", "effort_seconds_sum"]].sum()
    usual = sums.groupby(["channel", "contact_reason"]).sum()
    weekly = told["aht_by_week_at_equal_mix"].set_index(["channel", "week_start_date"])
    assert len(weekly) == len(sums.groupby(["channel", "week"])) > 8
    for (channel, week), row in weekly.iterrows():
        of_week, of_all = sums.loc[(channel, week)], usual.loc[channel]
        assert row["aht_seconds"] == pytest.approx(
            of_week["effort_seconds_sum"].sum() / of_week["ticket_count"].sum()
        )
        rates = (of_week["effort_seconds_sum"] / of_week["ticket_count"]).reindex(of_all.index)
        rates = rates.fillna(of_all["effort_seconds_sum"] / of_all["ticket_count"])
        at_equal_mix = (rates * of_all["ticket_count"]).sum() / of_all["ticket_count"].sum()
        assert row["aht_seconds_at_equal_mix"] == pytest.approx(at_equal_mix)
        assert row["mix_seconds"] == pytest.approx(row["aht_seconds"] - at_equal_mix)
        assert row["aht_seconds_low"] <= row["aht_seconds"] <= row["aht_seconds_high"]
    # two weeks of logs, and what was completed in the days after
    whole = weekly.index.get_level_values("week_start_date")[weekly["is_whole_week"]]
    assert sorted({str(week.date()) for week in whole}) == ["2026-03-02", "2026-03-09"]


def test_intervals_short_of_people_are_those_that_missed_with_too_few(
    told: dict[str, pd.DataFrame], marts: dict[str, pd.DataFrame]
) -> None:
    short = told["intervals_short_of_people"]
    outcomes = marts["fct_staffing_outcomes"].merge(marts["dim_channels"][["channel", "target_share"]])
    attending = outcomes["scheduled_agents"] * outcomes["desk_adherence"].fillna(1)
    is_missed = outcomes["within_target_count"] / outcomes["inquiry_count"] < outcomes["target_share"]
    expected = outcomes[is_missed & (attending < outcomes["required_agents"])]
    keys = ["interval_start_at", "channel"]
    assert set(map(tuple, short[keys].to_numpy())) == set(map(tuple, expected[keys].to_numpy()))
    assert 0 < len(short) < len(outcomes)
    parts = short["unplanned_agents"] + short["absent_agents"]
    assert parts.to_list() == pytest.approx(short["missing_agents"].to_list())
    assert (short["missing_agents"] > 0).all() and (short["absent_agents"] >= -1e-9).all()
    assert short["missed_count"].is_monotonic_decreasing


def test_reasons_that_grow_in_cost_tell_why(
    told: dict[str, pd.DataFrame], marts: dict[str, pd.DataFrame]
) -> None:
    growing = told["reasons_growing_in_cost"].set_index("contact_reason")
    weeks = marts["fct_cost_drivers"].query("period == 'week'")
    last = weeks[weeks["period_start_date"] == weeks["period_start_date"].max()]
    first = weeks[weeks["previous_start_date"] == weeks["previous_start_date"].min()]
    assert len(growing) == weeks["contact_reason"].nunique() > 5
    for reason, row in growing.iterrows():
        before = first.loc[first["contact_reason"] == reason, "previous_cost"].sum()
        after = last.loc[last["contact_reason"] == reason, "cost"].sum()
        assert row["cost_of_first_week"] == pytest.approx(before)
        assert row["cost_of_last_week"] == pytest.approx(after)
        assert row["cost_change"] == pytest.approx(after - before, abs=0.01)
        effects = row[["volume_effect", "mix_effect", "aht_effect", "rate_effect"]].sum()
        assert effects == pytest.approx(row["cost_change"], abs=0.01)
        assert row["change_share"] == pytest.approx(row["cost_change"] / before)
    assert growing["cost_change"].is_monotonic_decreasing
