"""Figures of heads: needed, scheduled, there, and paid for."""

from __future__ import annotations

from bi.figures.source import LAST_MONTH, TIME_OF_DAY, WALL_CLOCK, WEEKEND, Source

# the staffing model of each channel, as the seed channels has it
PLANNED = (
    "scenario = 'base' and"
    " staffing_model = case when channel in ('phone', 'chat') then 'erlang_c' else 'deferred' end"
)


def mean_of_levels(column: str) -> str:
    """SQL of what is there at a time: a sum over channels and intervals, over the intervals."""
    return f"sum({column}) / count(distinct interval_start_at)"


HEADS = {
    "required_agent_hours": "sum(required_agents) / 2",
    "staffing_intervals": "count(distinct interval_start_at)",
    "required_agents": mean_of_levels("required_agents"),
    "peak_required_agents": "max(required_agents)",
    "scheduled_agent_hours": "sum(scheduled_agents) / 2",
    "scheduled_agents": mean_of_levels("scheduled_agents"),
    "staffing_gap": mean_of_levels("gap"),
    "understaffed_intervals": "count(*) filter (scheduled_agents < required_agents)",
    "channel_intervals": "count(*)",
    "understaffed_share": "count(*) filter (scheduled_agents < required_agents) / count(*)",
    "workload_hours": "sum(inquiry_count * aht_seconds) / 3600",
}
HEAD_KEYS = {
    "channel": "channel",
    "channel__staffed_by": "staffing_model",
    "calendar_day__iso_weekday_number": f"isodow({WALL_CLOCK})",
    "staffing_interval__time_of_day": TIME_OF_DAY,
}
MONTH_KEYS = {"channel": "channel", "headcount_month__currency": "currency"}
MONTH_SUMS = {"paid_hours": "sum(paid_hours)", "staffing_cost": "sum(cost)"}
MONTH_FTE = {name: f"sum({name})" for name in ("fte", "fte_low", "fte_high")}


def prefixed(prefix: str, figures: dict[str, str]) -> dict[str, str]:
    """Return the same figures under longer names."""
    return {f"{prefix}{name}": sql for name, sql in figures.items()}


def _heads(prefix: str, is_forecast: bool, more: dict[str, str]) -> Source:
    past = f"forecast_run_at is {'not ' if is_forecast else ''}null"
    return Source(
        mart="fct_required_headcount",
        date=f"cast({WALL_CLOCK} as date)",
        keys=HEAD_KEYS,
        figures=prefixed(prefix, {**HEADS, **more}),
        where=f"{PLANNED} and {past} and required_agents is not null",
    )


def _months(prefix: str, is_forecast: bool) -> list[Source]:
    place = {
        "mart": "agg_headcount_monthly",
        "date": "month_start_date",
        "keys": MONTH_KEYS,
        "where": f"scenario = 'base' and forecast_run_at is {'not ' if is_forecast else ''}null",
        "grain": "year",
    }
    return [
        Source(figures=prefixed(prefix, MONTH_SUMS), **place),
        Source(figures=prefixed(prefix, MONTH_FTE), qualify=LAST_MONTH, **place),
    ]


def _scenarios() -> list[Source]:
    place = {
        "mart": "agg_headcount_monthly",
        "date": "month_start_date",
        "keys": {"headcount_month__scenario": "scenario", **MONTH_KEYS},
        "where": "forecast_run_at is not null",
        "grain": "year",
    }
    sums = {
        "scenarios": "count(distinct scenario)",
        "paid_hours_of_scenarios": "sum(paid_hours)",
        "staffing_cost_of_scenarios": "sum(cost)",
        "scenario_paid_hours": "sum(paid_hours) / count(distinct scenario)",
        "scenario_staffing_cost": "sum(cost) / count(distinct scenario)",
    }
    last = {"fte_of_scenarios": "sum(fte)", "scenario_fte": "sum(fte) / count(distinct scenario)"}
    return [Source(figures=sums, **place), Source(figures=last, qualify=LAST_MONTH, **place)]


UNKNOWN_HEADS = Source(
    mart="fct_required_headcount",
    date=f"cast({WALL_CLOCK} as date)",
    keys={**HEAD_KEYS, "staffing_interval__status": "status"},
    figures={"unknown_requirement_intervals": "count(*)"},
    where=f"{PLANNED} and forecast_run_at is null and required_agents is null",
)
BOUNDS = {
    "required_agent_hours_low": "sum(required_agents_low) / 2",
    "required_agent_hours_high": "sum(required_agents_high) / 2",
    "required_agents_low": mean_of_levels("required_agents_low"),
    "required_agents_high": mean_of_levels("required_agents_high"),
}
FORECAST_BOUNDS = {
    "required_agents_low": "min(required_agents_low)",
    "required_agents_high": "max(required_agents_high)",
}
ATTENDANCE = Source(
    mart="agg_schedule_adherence",
    date="work_date",
    keys={"team": "team", "calendar_day__is_weekend": WEEKEND.format(date="work_date")},
    figures={
        "scheduled_hours": "sum(scheduled_seconds) / 3600",
        "online_hours": "sum(online_seconds) / 3600",
        "adherent_hours": "sum(in_adherence_seconds) / 3600",
        "adherent_hours_low": "sum(in_adherence_seconds_low) / 3600",
        "adherent_hours_high": "sum(in_adherence_seconds_high) / 3600",
        "schedule_adherence": "sum(in_adherence_seconds) / nullif(sum(scheduled_seconds), 0)",
        "schedule_adherence_low": "sum(in_adherence_seconds_low) / nullif(sum(scheduled_seconds), 0)",
        "schedule_adherence_high": "sum(in_adherence_seconds_high) / nullif(sum(scheduled_seconds), 0)",
        "conformance": "sum(online_seconds) / nullif(sum(scheduled_seconds), 0)",
        "ticket_hours": "sum(ticket_seconds) / 3600",
        "available_hours": "sum(available_seconds) / 3600",
        "occupancy": "sum(ticket_seconds) / nullif(sum(available_seconds), 0)",
        "unknown_hours": "sum(unknown_seconds) / 3600",
        "unknown_share": "sum(unknown_seconds) / nullif(sum(online_seconds), 0)",
        "shrinkage_hours": "sum(break_seconds + meeting_seconds + training_seconds + leave_seconds) / 3600",
        "planned_paid_hours": (
            "sum(scheduled_seconds + break_seconds + meeting_seconds + training_seconds + leave_seconds) / 3600"
        ),
        "shrinkage": "1 - sum(scheduled_seconds) / nullif(sum(paid_seconds), 0)",
    },
)
OUTCOMES = Source(
    mart="fct_staffing_outcomes",
    date="interval_date",
    keys={
        "channel": "channel",
        "calendar_day__is_weekend": WEEKEND.format(date="interval_date"),
        "outcome_interval__time_of_day": TIME_OF_DAY,
    },
    figures={
        "predicted_inquiries": "sum(inquiry_count) filter (predicted_service_level is not null)",
        "predicted_inquiries_within_target": "sum(predicted_service_level * inquiry_count)",
        "predicted_service_level": (
            "sum(predicted_service_level * inquiry_count)"
            " / nullif(sum(inquiry_count) filter (predicted_service_level is not null), 0)"
        ),
        "desk_scheduled_agents": "sum(desk_scheduled_agents) / count(*)",
        "desk_online_agents": "sum(desk_online_agents) / count(*)",
    },
)

SOURCES = [
    *[
        _heads("", False, BOUNDS),
        UNKNOWN_HEADS,
        _heads("forecast_", True, FORECAST_BOUNDS),
        ATTENDANCE,
        OUTCOMES,
    ],
    *[*_months("", False), *_months("forecast_", True), *_scenarios()],
]
