"""What each measure of staffing outcomes and of adherence is, in plain SQL on the marts."""

from __future__ import annotations

from bi.looker.expected import Expected, named, ratio
from bi.looker.expected_headcount import BALANCE, ONE_CHANNEL
from bi.looker.expected_volume import ABANDONED, SERVED, START

OUTCOMES_SOURCE = """(
    select *, row_number() over (partition by interval_start_at order by channel) = 1 as is_first
    from marts.fct_staffing_outcomes
)"""
# the desk once per interval: only where no channel is chosen can it be taken from the first one's row
OUTCOMES = Expected(
    OUTCOMES_SOURCE,
    (
        {"fct_staffing_outcomes.interval_date": "interval_date"},
        {"fct_staffing_outcomes.local_start_hour_of_day": f"hour({START})"},
    ),
    named(
        "fct_staffing_outcomes",
        SERVED
        | BALANCE
        | {
            "abandonment_share": ABANDONED,
            "inquiries_with_prediction": "sum(inquiry_count) filter (where predicted_service_level is not null)",
            "inquiries_predicted_in_time": "sum(inquiry_count * predicted_service_level)",
            "predicted_service_level_share": ratio(
                "sum(inquiry_count * predicted_service_level)",
                "sum(inquiry_count) filter (where predicted_service_level is not null)",
            ),
            "known_rows": "count(required_agents)",
            "peak_inquiries": ONE_CHANNEL.format("max(inquiry_count)"),
            "desk_scheduled_sum": "sum(desk_scheduled_agents) filter (where is_first)",
            "desk_online_sum": "sum(desk_online_agents) filter (where is_first)",
            "desk_adherent_sum": "sum(desk_adherence * desk_scheduled_agents) filter (where is_first)",
            "desk_scheduled_hours": "sum(desk_scheduled_agents) filter (where is_first) / 2",
            "desk_online_hours": "sum(desk_online_agents) filter (where is_first) / 2",
            "desk_adherence_share": "case when max(desk_scheduled_agents) >= 5 then "
            + ratio(
                "sum(desk_adherence * desk_scheduled_agents) filter (where is_first)",
                "sum(desk_scheduled_agents) filter (where is_first)",
            )
            + " end",
        },
    ),
)
OUTCOMES_OF_CHANNELS = Expected(
    "(select *, true as is_first from marts.fct_staffing_outcomes)",
    ({"fct_staffing_outcomes.channel": "channel"},),
    OUTCOMES.measures,
    has_total=False,
)

PRESENCE = (
    "scheduled",
    "online",
    "in_adherence",
    "ticket",
    "available",
    "away",
    "unknown",
    "shrinkage",
    "paid",
)
PRESENCE += ("break", "meeting", "training", "leave")
ADHERENCE = Expected(
    "marts.agg_schedule_adherence",
    (
        {"agg_schedule_adherence.work_date": "work_date"},
        {"agg_schedule_adherence.team": "team"},
        {"agg_schedule_adherence.work_week": "date_trunc('week', work_date)::date"},
    ),
    named(
        "agg_schedule_adherence",
        {f"{name}_seconds_sum": f"sum({name}_seconds)" for name in PRESENCE}
        | {f"in_adherence_seconds_{end}_sum": f"sum(in_adherence_seconds_{end})" for end in ("low", "high")}
        | {f"{name}_share": ratio(f"sum({name}_seconds)", "sum(paid_seconds)") for name in PRESENCE[-4:]}
        | {
            "scheduled_hours": "sum(scheduled_seconds) / 3600",
            "online_hours": "sum(online_seconds) / 3600",
            "adherence_share": ratio("sum(in_adherence_seconds)", "sum(scheduled_seconds)"),
            "adherence_share_low": ratio("sum(in_adherence_seconds_low)", "sum(scheduled_seconds)"),
            "adherence_share_high": ratio("sum(in_adherence_seconds_high)", "sum(scheduled_seconds)"),
            "conformance_share": ratio("sum(online_seconds)", "sum(scheduled_seconds)"),
            "occupancy_share": ratio("sum(ticket_seconds)", "sum(available_seconds)"),
            "away_share": ratio("sum(away_seconds)", "sum(online_seconds)"),
            "unknown_share": ratio("sum(unknown_seconds)", "sum(online_seconds)"),
            "shrinkage_share": ratio(
                "sum(break_seconds + meeting_seconds + training_seconds + leave_seconds)",
                "sum(scheduled_seconds + break_seconds + meeting_seconds + training_seconds + leave_seconds)",
            ),
            "agents_at_least": "greatest(max(agent_count), sum(agent_count) / count(distinct work_date))",
        },
    ),
    having="greatest(max(agent_count), sum(agent_count) / count(distinct work_date)) >= 5",
)
