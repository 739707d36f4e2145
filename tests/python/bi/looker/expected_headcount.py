"""What each measure of required and monthly headcount is, in plain SQL on the marts."""

from __future__ import annotations

from bi.looker.expected import Expected, named, ratio
from bi.looker.expected_volume import START

PLANNED = "scenario = '{}' and (forecast_run_at is null) = {}"
HEADS = "marts.fct_required_headcount inner join marts.dim_channels using (channel)"
PLANS = "count(distinct (scenario, coalesce(forecast_run_at, 'epoch'::timestamp)))"
ONE_CHANNEL = "case when count(distinct channel) = 1 then {} end"


def _hours(agents: str) -> str:
    """SQL: agents of half-hour intervals as hours, null where none is known."""
    return f"sum({agents}) / 2"


BALANCE = {
    "required_agents_sum": "sum(required_agents)",
    "required_agents_low_sum": "sum(required_agents_low)",
    "required_agents_high_sum": "sum(required_agents_high)",
    "required_agent_hours": _hours("required_agents"),
    "required_agent_hours_low": _hours("required_agents_low"),
    "required_agent_hours_high": _hours("required_agents_high"),
    "scheduled_agents_sum": "sum(scheduled_agents)",
    "scheduled_agent_hours": _hours("scheduled_agents"),
    "gap_sum": "sum(gap)",
    "gap_agent_hours": _hours("gap"),
    "missing_agents_sum": "sum(required_agents - scheduled_agents) filter (where required_agents > scheduled_agents)",
    "missing_agent_hours": "case when count(required_agents) > 0 then coalesce(sum(required_agents - scheduled_agents) "
    "filter (where required_agents > scheduled_agents), 0) / 2 end",
    "channels": "count(distinct channel)",
    "peak_required_agents": ONE_CHANNEL.format("max(required_agents)"),
}


def required_headcount(scenario: str, *, is_actual: bool, channels: str = HEADS) -> Expected:
    """Required headcount of one scenario, of what happened or of the forecast."""
    return Expected(
        f"{channels} where {PLANNED.format(scenario, str(is_actual).lower())} and staffing_model = staffed_by",
        (
            {"fct_required_headcount.channel": "channel"},
            {"fct_required_headcount.local_start_date": f"{START}::date"},
            {
                "fct_required_headcount.local_start_hour_of_day": f"hour({START})",
                "dim_channels.style": "style",
            },
        ),
        named(
            "fct_required_headcount",
            BALANCE
            | {
                "plans": PLANS,
                "channel_models": "count(distinct channel || staffing_model)",
                "intervals": "count(distinct interval_start_at)",
                "plan_mix": "1",
                "inquiry_sum": "sum(inquiry_count)",
                "inquiries": "sum(inquiry_count)",
                "workload_seconds_sum": "sum(workload_seconds)",
                "workload_hours": "coalesce(sum(workload_seconds), 0) / 3600",
                "inquiries_with_aht": "sum(inquiry_count) filter (where workload_seconds is not null)",
                "staffing_aht_minutes": ratio(
                    "sum(inquiry_count * aht_seconds) / 60",
                    "sum(inquiry_count) filter (where workload_seconds is not null)",
                ),
                "rows_with_agents": "count(required_agents)",
                "known_intervals": "count(required_agents)",
                "rows_without_agents": "count(*) - count(required_agents)",
                "unknown_intervals": "count(*) - count(required_agents)",
                "average_required_agents": "sum(required_agents) / count(distinct interval_start_at)",
                "peak_paid_agents": ONE_CHANNEL.format("max(paid_agents)"),
                "expected_inquiries_sum": "sum(expected_inquiries) filter (where predicted_service_level is not null)",
                "inquiries_predicted_in_time": "sum(expected_inquiries * predicted_service_level)",
                "predicted_service_level_share": ratio(
                    "sum(expected_inquiries * predicted_service_level)",
                    "sum(expected_inquiries) filter (where predicted_service_level is not null)",
                ),
                "busy_agents_sum": "sum(required_agents * occupancy)",
                "agents_with_occupancy_sum": "sum(required_agents) filter (where occupancy is not null)",
                "planned_occupancy": ratio(
                    "sum(required_agents * occupancy)",
                    "sum(required_agents) filter (where occupancy is not null)",
                ),
            },
        ),
        {
            "fct_required_headcount.scenario": scenario,
            "fct_required_headcount.basis": "actual" if is_actual else "forecast",
        },
    )


# each interval's channels, added up by hand; null where one with inquiries has no answer
DESKS = """(
    select interval_start_at, scenario, forecast_run_at, sum(inquiry_count) as inquiry_count,
        sum(scheduled_agents) as scheduled_agents,
        case when not bool_or(required_agents is null and inquiry_count > 0) then sum(required_agents) end as needed,
        case when not bool_or(required_agents is null and inquiry_count > 0) then sum(required_agents_low) end as low,
        case when not bool_or(required_agents is null and inquiry_count > 0) then sum(required_agents_high) end as high,
        case when not bool_or(paid_agents is null and inquiry_count > 0) then sum(paid_agents) end as paid
    from {} where {} and staffing_model = staffed_by group by all
)"""
DESK = Expected(
    DESKS.format(HEADS, PLANNED.format("base", "true")),
    ({"desk_headcount.local_start_date": f"{START}::date"},),
    named(
        "desk_headcount",
        {
            "plans": PLANS,
            "peak_inquiries": "max(inquiry_count)",
            "peak_required_agents": "max(needed)",
            "peak_required_agents_low": "max(low)",
            "peak_required_agents_high": "max(high)",
            "peak_paid_agents": "max(paid)",
            "known_intervals": "count(needed)",
            "required_agents_sum": "sum(needed)",
            "scheduled_agents_sum": "sum(scheduled_agents) filter (where needed is not null)",
            "average_required_agents": "sum(needed) / nullif(count(needed), 0)",
            "average_scheduled_agents": "avg(scheduled_agents) filter (where needed is not null)",
        },
    ),
)


def _monthly(column: str) -> str:
    return f"case when count(distinct month_start_date) = 1 then sum({column}) end"


def headcount_monthly(scenario: str, *, is_actual: bool) -> Expected:
    """Monthly headcount of one scenario, of what happened or of the forecast."""
    return Expected(
        f"marts.agg_headcount_monthly where {PLANNED.format(scenario, str(is_actual).lower())}",
        (
            {"agg_headcount_monthly.month_start_month": "month_start_date"},
            {"agg_headcount_monthly.channel": "channel"},
        ),
        named(
            "agg_headcount_monthly",
            {
                "plans": PLANS,
                "months": "count(distinct month_start_date)",
                "currencies": "count(distinct currency)",
                "known_rows": "count(seat_hours)",
                "seat_hours_sum": "sum(seat_hours)",
                "paid_hours_sum": "sum(paid_hours)",
                "cost_sum": "sum(cost)",
                "required_agent_hours": "sum(seat_hours)",
                "paid_agent_hours": "sum(paid_hours)",
                "planned_shrinkage": "(sum(paid_hours) - sum(seat_hours)) / sum(paid_hours)",
                "fte_sum": "sum(fte)",
                "fte_low_sum": "sum(fte_low)",
                "fte_high_sum": "sum(fte_high)",
                "full_time_agents": _monthly("fte"),
                "full_time_agents_low": _monthly("fte_low"),
                "full_time_agents_high": _monthly("fte_high"),
                "total_cost": "sum(cost)",
                "cost_per_paid_hour": ratio("sum(cost)", "sum(paid_hours)"),
                "unknown_interval_sum": "sum(unknown_interval_count)",
                "unknown_intervals": "sum(unknown_interval_count)",
            },
        ),
        {
            "agg_headcount_monthly.scenario": scenario,
            "agg_headcount_monthly.basis": "actual" if is_actual else "forecast",
        },
    )
