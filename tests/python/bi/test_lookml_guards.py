"""What measures and explores of the LookML do not show, and that joins show nothing twice."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from bi.looker.model import Model, load_model
from bi.looker.runner import Runner
from bi.looker.sql import Query
from bi.marts import load_marts

OPEN, RESTRICTED = load_model("cs_productivity"), load_model("cs_productivity_restricted")
TODAY = date(2026, 3, 16)


MIXED = {
    "required_headcount": ("scenario", "basis", "is_planned_model"),
    "desk_headcount": ("scenario", "basis"),
    "headcount_monthly": ("scenario", "basis"),
    "forecasts": ("granularity",),
    "cost_drivers": ("period",),
}
# counts of what there is, and what is the same in every row of the mixture
OF_ANY_MIXTURE = {
    "fct_volume_forecasts.forecasts",
    "fct_volume_forecasts.wape",
    "fct_volume_forecasts.wape_of_last_week",
}


@pytest.mark.parametrize(
    ("explore", "dimension"), [(name, each) for name, all_ in MIXED.items() for each in all_]
)
def test_a_measure_over_mixed_plans_is_null(explore: str, dimension: str, runner: Runner) -> None:
    base = OPEN.explores[explore].base
    offered = OPEN.offered(OPEN.explores[explore])
    shown = [name for name in OPEN.own_measures(explore) if "hidden" not in offered[name].parameters]
    (row,) = runner.rows(Query(OPEN, explore, TODAY).select(shown, {f"{base}.{dimension}": ""}))
    told = {name for name, figure in zip(shown, row, strict=True) if figure is not None}
    assert told <= OF_ANY_MIXTURE
    (alone,) = runner.rows(Query(OPEN, explore, TODAY).select(shown))
    assert any(figure is not None for figure in alone)


def test_money_in_several_currencies_is_null(marts_and_more: Path, tmp_path: Path) -> None:
    copy = tmp_path / "two_currencies.duckdb"
    shutil.copy(marts_and_more, copy)
    marts = [name for name, columns in load_marts().items() if "currency" in columns]
    with duckdb.connect(str(copy)) as connection:
        for mart in marts:
            connection.execute(f"update marts.{mart} set currency = 'USD' where rowid % 2 = 0")
    runner = Runner(copy)
    explores = [name for name, explore in OPEN.explores.items() if explore.base in marts]
    assert len(explores) == len(marts) == 6
    for explore in explores:
        fields = OPEN.offered(OPEN.explores[explore])
        money = [
            name
            for name in OPEN.own_measures(explore)
            if fields[name].parameters["value_format_name"] == "money"
            and "hidden" not in fields[name].parameters
        ]
        (row,) = runner.rows(Query(OPEN, explore, TODAY).select(money))
        assert money and row == (None,) * len(money), explore


def test_groups_of_fewer_than_five_agents_are_left_out(runner: Runner) -> None:
    fields = ["fct_tickets.team", "fct_tickets.agents_counted"]
    teams = runner.rows(Query(OPEN, "tickets_by_team", TODAY).select(fields))
    in_all = runner.query("select count(distinct team) from marts.fct_tickets")[0][0]
    assert teams and all(agents >= 5 for _, agents in teams) and len(teams) < in_all
    days = runner.rows(
        Query(OPEN, "schedule_adherence", TODAY).select(
            ["agg_schedule_adherence.team", "agg_schedule_adherence.work_date"]
        )
    )
    sizes = dict(runner.query("select (team, work_date), agent_count from marts.agg_schedule_adherence"))
    shown = {(team, day) for team, day in days}
    assert shown == {key for key, size in sizes.items() if size >= 5} and len(shown) < len(sizes)


def test_the_adherence_of_a_desk_of_fewer_than_five_is_null(runner: Runner) -> None:
    view = "fct_staffing_outcomes"
    rows = runner.rows(
        Query(OPEN, "staffing_outcomes", TODAY).select(
            [f"{view}.interval_start_at_raw", f"{view}.desk_adherence_share"]
        )
    )
    told = {start for start, adherence in rows if adherence is not None}
    large = (
        "select distinct interval_start_at from marts.fct_staffing_outcomes where desk_scheduled_agents >= 5"
    )
    assert told and told == {start for (start,) in runner.query(large)}


def test_rows_are_told_apart_by_their_key(runner: Runner) -> None:
    for model in (OPEN, RESTRICTED):
        for name, view in model.views.items():
            # what views are derived by groups their key, and a join of it would multiply rows
            if "sql_table_name" in view.parameters:
                key = view.fields["row_key"].parameters["sql"].replace("${TABLE}", name)
                sql = f"select count(*), count(distinct {key}) from `marts.{name}` as {name}"
                ((count, distinct),) = runner.rows(sql)
                assert count == distinct > 0, name


@pytest.mark.parametrize(
    ("model", "explore"), [(model, name) for model in (OPEN, RESTRICTED) for name in model.explores], ids=str
)
def test_no_join_multiplies_rows(model: Model, explore: str, runner: Runner) -> None:
    chosen = model.explores[explore]
    everything = dict.fromkeys(chosen.always_filter, "")
    key = f"{chosen.base}.row_key"
    alone = runner.rows(f"select count(*) from ({Query(model, explore, TODAY).select([key], everything)})")
    # every column of every joined view, so that the warehouse knows all of them
    offered = model.offered(chosen)
    dimensions = [
        name for name, field in offered.items() if field.kind != "measure" and not name.startswith(key)
    ]
    sql = Query(model, explore, TODAY).select([key, *dimensions], everything)
    # teams that are large enough are no single tickets
    assert alone > [(0,)] or explore == "tickets_by_team"
    assert runner.rows(f"select count(*) from ({sql})") == alone
    assert runner.rows(f"select count(distinct {key.replace('.', '__')}) from ({sql})") == alone


def test_the_newest_release_of_a_date_is_the_last_that_began(runner: Runner) -> None:
    rows = runner.rows(
        Query(OPEN, "aht", TODAY).select(["agg_aht_daily.completed_date", "dim_releases.release_id"])
    )
    begun = runner.query(
        "select release_id, timezone('Asia/Tokyo', timezone('UTC', first_enabled_at))::date from marts.dim_releases"
    )
    assert len({release for _, release in rows}) == len(begun) + 1
    for day, release in rows:
        before = [(at, name) for name, at in begun if at <= day]
        assert release == (max(before)[1] if before else None)
