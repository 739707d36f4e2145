"""Figures of steps, trips, releases, changes of cost, and of the logs themselves."""

from __future__ import annotations

from bi.figures.source import LAST_MONTH, Source

DRIVERS = {
    name: f"sum({name})"
    for name in ("cost", "cost_change", "volume_effect", "mix_effect", "aht_effect", "rate_effect")
}


def _drivers(prefix: str, period: str) -> Source:
    return Source(
        mart="fct_cost_drivers",
        date="period_start_date",
        keys={"channel": "channel", "contact_reason": "contact_reason", "cost_driver__currency": "currency"},
        figures={f"{prefix}{name}": sql for name, sql in DRIVERS.items()},
        where=f"period = '{period}'",
        grain="month",
    )


STEP_KEYS = {
    "contact_reason": "contact_reason",
    "step__screen": "screen",
    "step__currency": "currency",
}
STEPS = Source(
    mart="agg_step_costs",
    date="month_start_date",
    keys=STEP_KEYS,
    grain="year",
    figures={
        "step_visits": "sum(visits)",
        "step_effort_hours": "sum(effort_seconds) / 3600",
        "effort_seconds_per_visit": "sum(effort_seconds) / nullif(sum(visits), 0)",
        "step_api_wait_hours": "sum(api_wait_seconds) / 3600",
        "api_wait_seconds_per_visit": "sum(api_wait_seconds) / nullif(sum(visits), 0)",
        "step_errors": "sum(error_count)",
        "errors_per_100_visits": "100 * sum(error_count) / nullif(sum(visits), 0)",
        "copy_pastes": "sum(copy_paste_count)",
        "step_swivel_hours": "sum(swivel_seconds) / 3600",
        "step_cost": "sum(cost_at_stake)",
    },
)
AT_STAKE = Source(
    mart="agg_step_costs",
    date="month_start_date",
    keys=STEP_KEYS,
    grain="year",
    figures={"agents_at_stake": "sum(agents_at_stake)"},
    qualify=LAST_MONTH,
)
SWIVEL = Source(
    mart="agg_swivel",
    date="month_start_date",
    keys={
        "contact_reason": "contact_reason",
        "swivel_trip__screen_left": "screen_left",
        "swivel_trip__screen_returned_to": "screen_returned_to",
        "swivel_trip__currency": "currency",
    },
    grain="year",
    figures={
        "swivel_trips": "sum(trip_count)",
        "swivel_trip_hours": "sum(swivel_seconds) / 3600",
        "seconds_per_swivel_trip": "sum(swivel_seconds) / nullif(sum(trip_count), 0)",
        "swivel_trip_cost": "sum(cost)",
    },
)
RELEASE = "(select {column} from marts.dim_releases as releases where releases.release_id = mart.release_id)"
RELEASE_KEYS = {
    "release": "release_id",
    "release__release_name": RELEASE.format(column="name"),
    "release__release_kind": RELEASE.format(column="kind"),
    "release_effect__verdict": "verdict",
    "release_effect__currency": "currency",
}
RELEASES = [
    Source(
        mart="fct_improvement_effects",
        date=None,
        keys=RELEASE_KEYS,
        figures={
            "release_hours_change": "sum(hours_delta)",
            "release_agents_change": "sum(headcount_delta)",
            "release_cost_change": "sum(cost_delta)",
        },
        where="metric = 'effort_per_ticket' and verdict not in ('no evidence', 'cannot tell')",
    ),
    Source(
        mart="fct_improvement_effects",
        date=None,
        keys={**RELEASE_KEYS, "release_effect__release_metric": "metric"},
        figures={"release_verdicts": "count(distinct release_id)"},
        where="metric = 'effort_per_ticket'",
    ),
]
QUALITY = Source(
    mart="agg_log_quality_daily",
    date="loaded_date",
    keys={"log_delivery__source": "source", "log_delivery__app_version": "app_version"},
    figures={
        "log_rows": "sum(row_count)",
        "kept_rows": "sum(kept_count)",
        "duplicate_rows": "sum(duplicate_count)",
        "quarantined_rows": "sum(quarantined_count)",
        "unmapped_rows": "sum(unmapped_count)",
        "unreadable_rows": "sum(unreadable_count)",
        "duplicate_share": "sum(duplicate_count) / nullif(sum(row_count), 0)",
        "quarantined_share": "sum(quarantined_count) / nullif(sum(row_count), 0)",
        "unmapped_share": "sum(unmapped_count) / nullif(sum(kept_count), 0)",
        "lost_events": "sum(lost_count)",
        "numbered_events": "sum(lost_count) + sum(kept_count) filter (lost_count is not null)",
        "loss_rate": "sum(lost_count) / (sum(lost_count) + sum(kept_count) filter (lost_count is not null))",
        "sighted_actions": "sum(sighted_action_count)",
        "unseen_actions": "sum(unseen_action_count)",
        "tail_loss_rate": "sum(unseen_action_count) / nullif(sum(sighted_action_count), 0)",
    },
)

SOURCES = [
    *[_drivers("weekly_", "week"), _drivers("monthly_", "month")],
    *[STEPS, AT_STAKE, SWIVEL, *RELEASES, QUALITY],
]
