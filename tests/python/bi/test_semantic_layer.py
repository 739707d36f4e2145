"""The semantic layer: each metric is what its mart says, whatever it is grouped by."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from metricflow_semantic_interfaces.validations.semantic_manifest_validator import SemanticManifestValidator
from project import Project

from bi.figures import BY_METRIC, OF_EACH_KEY, SOURCES
from bi.marts import load_marts
from bi.semantic_layer import Layer, differences, marts_in_memory, missing_columns, used_columns
from cs_productivity.publish import PER_AGENT_MARTS

# compared with the period before instead of added up
ON_WEEK = {
    "aht_change_on_week": "sum(effort_seconds_sum) / sum(ticket_count)",
    "inquiries_change_on_week": "sum(inquiry_count)",
}
MARTS_ON_WEEK = {
    "aht_change_on_week": ("agg_aht_daily", "completed_date"),
    "inquiries_change_on_week": ("agg_inquiry_volume", "interval_date"),
}
# what every metric of the mart takes one value of
ONLY_FILTERED_BY = {"granularity", "is_coming_week", "is_forecast", "is_requirement_known", "period"}
ONLY_FILTERED_BY |= {"scenario", "staffing_model"}
# at the grain of a mart a ratio is the mart's own column
OWN_RATIOS = {
    "agg_aht_daily": (
        {"metric_time__day": "completed_date", **{key: key for key in ("channel", "contact_reason", "team")}},
        {"aht_seconds": "aht_seconds"},
    ),
    "agg_schedule_adherence": (
        {"metric_time__day": "work_date", "team": "team"},
        {
            "schedule_adherence": "adherence",
            "schedule_adherence_low": "adherence_low",
            "schedule_adherence_high": "adherence_high",
            "conformance": "conformance",
            "occupancy": "occupancy",
            "shrinkage": "shrinkage",
        },
    ),
    "agg_contact_drivers": (
        {"metric_time__day": "contact_date", "contact_reason": "contact_reason"},
        {
            "contacts_per_1000_orders": "per_1000_orders",
            "contacts_per_1000_active_users": "per_1000_active_users",
        },
    ),
    "agg_log_quality_daily": (
        {
            "metric_time__day": "loaded_date",
            "log_delivery__source": "source",
            "log_delivery__app_version": "app_version",
        },
        {"loss_rate": "loss_rate", "tail_loss_rate": "tail_loss_rate"},
    ),
}


def test_every_metric_has_a_figure_to_be_held_against(layer: Layer) -> None:
    assert {metric.name for metric in layer.manifest.metrics} == {*BY_METRIC, *ON_WEEK}


@pytest.mark.parametrize("metric", sorted(BY_METRIC))
def test_a_metric_is_what_its_mart_says(layer: Layer, metric: str) -> None:
    source = BY_METRIC[metric]
    in_all = layer.sql(source.sql(metric, [], by_period=False))
    assert differences(layer.ask([metric]), in_all, 0) == []

    key = next(iter(source.keys))
    has_period = source.date is not None
    by = [key, *([f"metric_time__{source.grain}"] if has_period else [])]
    wanted = layer.sql(source.sql(metric, [key], by_period=has_period))
    assert differences(layer.ask([metric], by), wanted, len(by)) == []
    assert any(figure for *_, figure in (*in_all, *wanted)), "nothing is compared where all is null or zero"


@pytest.mark.parametrize(("metric", "key"), OF_EACH_KEY)
def test_a_metric_can_be_grouped_by_whatever_its_mart_tells(layer: Layer, metric: str, key: str) -> None:
    wanted = layer.sql(BY_METRIC[metric].sql(metric, [key], by_period=False))
    assert differences(layer.ask([metric], [key]), wanted, 1) == []


def test_all_that_can_be_grouped_by_is_tried(layer: Layer) -> None:
    tried = {(source.mart, key) for source in SOURCES for key in source.keys}
    for model in layer.raw["semantic_models"]:
        mart, primary = model["node_relation"]["alias"], model["primary_entity"]
        if primary is None:
            continue
        offered = {entity["name"] for entity in model["entities"]} - {"calendar_day"}
        for dimension in model["dimensions"]:
            if dimension["type"] == "categorical" and dimension["name"] not in ONLY_FILTERED_BY:
                offered.add(f"{primary}__{dimension['name']}")
        assert {(mart, name) for name in offered} <= tried, mart


@pytest.mark.parametrize("metric", sorted(ON_WEEK))
def test_a_change_on_the_week_is_against_the_same_days_a_week_before(layer: Layer, metric: str) -> None:
    mart, date = MARTS_ON_WEEK[metric]
    wanted = layer.sql(
        f"""
        with days as (
            select channel, {date} as day, {ON_WEEK[metric]} as figure from marts.{mart} group by all
        )
        select channel, day, now.figure / nullif(before.figure, 0) - 1
        from days as now
        full outer join (select channel, day + 7 as day, figure from days) as before using (channel, day)
        where day <= (select max(calendar_date) from marts.dim_dates)
        """
    )
    assert differences(layer.ask([metric], ["channel", "metric_time__day"]), wanted, 2) == []
    assert any(figure for *_, figure in wanted)


@pytest.mark.parametrize("mart", sorted(OWN_RATIOS))
def test_a_ratio_at_the_grain_of_its_mart_is_the_mart_s_own(layer: Layer, mart: str) -> None:
    keys, ratios = OWN_RATIOS[mart]
    wanted = layer.sql(f"select {', '.join([*keys.values(), *ratios.values()])} from marts.{mart}")
    got = layer.ask(list(ratios), list(keys))
    assert differences(got, wanted, len(keys)) == []


def test_several_metrics_of_several_marts_are_asked_for_at_once(layer: Layer) -> None:
    got = layer.ask(["completed_tickets", "inquiries", "reopen_rate"], ["channel", "metric_time__week"])
    wanted = layer.sql(
        """
        select channel, week, completed, came, reopened
        from (
            select channel, date_trunc('week', interval_date) as week, sum(inquiry_count) as came
            from marts.agg_inquiry_volume group by all
        )
        full outer join (
            select channel, date_trunc('week', completed_date) as week, count(*) as completed,
                count(*) filter (reopen_count > 0) / count(*) as reopened
            from marts.fct_tickets where is_counted_in_aht group by all
        ) using (channel, week)
        """
    )
    assert differences(got, wanted, 2) == []


def test_agent_hours_of_intervals_are_the_seat_hours_of_the_month(layer: Layer) -> None:
    hours = {"": "is null", "forecast_": "is not null"}
    for prefix, run in hours.items():
        wanted = layer.sql(
            f"""
            select channel, month_start_date, seat_hours from marts.agg_headcount_monthly
            where scenario = 'base' and forecast_run_at {run}
            """
        )
        got = layer.ask([f"{prefix}required_agent_hours"], ["channel", "metric_time__month"])
        # months that were added to the sample have no intervals
        known = {(channel, month.date()) for channel, month, _ in got}
        assert differences(got, [row for row in wanted if row[:2] in known], 2) == []


def test_heads_of_the_coming_week_are_those_of_the_plan(layer: Layer) -> None:
    keys = ["metric_time__day", "channel", "staffing_interval__time_of_day"]
    heads = [f"forecast_required_agents{bound}" for bound in ("", "_low", "_high")]
    figures = [*heads, "forecast_scheduled_agents", "forecast_staffing_gap"]
    got = layer.ask(figures, keys, saved="heads_of_the_coming_week")
    wanted = layer.sql(
        """
        select
            cast(interval_start_at + interval 9 hour as date), channel,
            strftime(interval_start_at + interval 9 hour, '%H:%M'), required_agents, required_agents_low,
            required_agents_high, scheduled_agents, scheduled_agents - required_agents
        from marts.fct_required_headcount inner join marts.dim_channels using (channel)
        where scenario = 'base' and staffing_model = staffed_by and required_agents is not null
            and interval_start_at between forecast_run_at and forecast_run_at + interval 7 day
        """
    )
    assert differences(got, wanted, 3) == []
    assert len({day for day, *_ in got}) == 8


def test_a_saved_query_answers(layer: Layer) -> None:
    for saved in layer.manifest.saved_queries:
        assert layer.ask(saved.query_params.metrics, saved=saved.name), saved.name
        assert saved.label and saved.description, saved.name


def test_teams_are_shown_from_five_agents_on(layer: Layer) -> None:
    guard = "{{ Metric('handling_agents', group_by=['team']) }} >= 5"
    by_team = [
        saved for saved in layer.raw["saved_queries"] if "team" in str(saved["query_params"]["group_by"])
    ]
    assert by_team
    for saved in by_team:
        filters = (saved["query_params"]["where"] or {"where_filters": []})["where_filters"]
        assert guard in [each["where_sql_template"] for each in filters], saved["name"]
    sizes = dict(
        layer.sql(
            "select team, count(distinct agent_key) from marts.fct_tickets where is_counted_in_aht group by team"
        )
    )
    shown = {team for team, _ in layer.ask(["aht_seconds"], ["team"], saved="weekly_aht_by_team")}
    assert shown == {team for team, size in sizes.items() if size >= 5}
    assert shown < set(sizes)


def test_the_layer_stands_on_every_mart_but_those_about_agents(layer: Layer) -> None:
    stands_on = {model["node_relation"]["alias"] for model in layer.raw["semantic_models"]}
    assert stands_on == set(load_marts()) - set(PER_AGENT_MARTS)
    named = [
        part.get("expr") or part["name"]
        for model in layer.raw["semantic_models"]
        for part in (*model["entities"], *model["dimensions"])
    ]
    assert not {"agent_key", "customer_key", "ticket_id"} & set(named)


def test_the_layer_has_no_issue(layer: Layer) -> None:
    found = SemanticManifestValidator().validate_semantic_manifest(layer.manifest)
    assert [issue.as_readable_str() for issue in found.all_issues] == []


def test_every_metric_says_what_it_is_in_which_unit_and_whose_it_is(
    semantic_manifest: dict[str, Any],
) -> None:
    for metric in semantic_manifest["metrics"]:
        meta = metric["config"]["meta"]
        assert metric["label"] != metric["name"], metric["name"]
        assert meta["owner"].startswith("CS "), metric["name"]
        assert meta["unit"] in metric["description"].lower(), metric["name"]
        assert metric["description"].endswith("."), metric["name"]


def test_the_layer_uses_columns_that_the_marts_declare(semantic_manifest: dict[str, Any]) -> None:
    assert missing_columns(used_columns(semantic_manifest), load_marts()) == []


def test_a_renamed_column_is_missed_by_name(semantic_manifest: dict[str, Any]) -> None:
    used, marts = used_columns(semantic_manifest), load_marts()
    assert len(used) > 150
    for (mart, column), users in used.items():
        renamed = {
            f"{column}_renamed" if name == column else name: each for name, each in marts[mart].items()
        }
        assert missing_columns(used, {**marts, mart: renamed}) == [
            f"{mart} has no column {column}, which {', '.join(users)} stands on"
        ]


def test_a_column_that_was_renamed_in_the_warehouse_is_no_figure(
    semantic_manifest: dict[str, Any], built_sample: Project
) -> None:
    with marts_in_memory(built_sample.warehouse, more="") as connection:
        broken = Layer(semantic_manifest, connection)
        assert broken.ask(["aht_seconds"])
        connection.execute("alter table marts.agg_aht_daily rename column effort_seconds_sum to effort_sum")
        with pytest.raises(duckdb.BinderException, match="effort_seconds_sum"):
            broken.ask(["aht_seconds"])
