"""What each measure of improvement and of log quality is, in plain SQL on the marts."""

from __future__ import annotations

from bi.looker.expected import Expected, named, ratio

STEP_COSTS = Expected(
    "marts.agg_step_costs",
    ({"agg_step_costs.screen": "screen"}, {"agg_step_costs.contact_reason": "contact_reason"}),
    named(
        "agg_step_costs",
        {
            "currencies": "count(distinct currency)",
            "months": "count(distinct month_start_date)",
            "screens": "count(distinct screen)",
            "ticket_sum": "sum(ticket_count)",
            "tickets": "case when count(distinct (screen, month_start_date)) = 1 then sum(ticket_count) end",
            "screen_visits": "sum(visits)",
            "effort_seconds_sum": "sum(effort_seconds)",
            "effort_hours": "sum(effort_seconds) / 3600",
            "effort_per_visit": ratio("sum(effort_seconds)", "sum(visits)"),
            "api_wait_seconds_sum": "sum(api_wait_seconds)",
            "api_wait_hours": "sum(api_wait_seconds) / 3600",
            "api_wait_per_visit": ratio("sum(api_wait_seconds)", "sum(visits)"),
            "copies_and_pastes": "sum(copy_paste_count)",
            "templates": "sum(template_count)",
            "errors": "sum(error_count)",
            "errors_per_visit": ratio("sum(error_count)", "sum(visits)"),
            "trips_away": "sum(away_count)",
            "swivel_seconds_sum": "sum(swivel_seconds)",
            "swivel_share": ratio("sum(swivel_seconds)", "sum(effort_seconds)"),
            "agents_at_stake_sum": "sum(agents_at_stake)",
            "full_time_agents_at_stake": "case when count(distinct month_start_date) = 1 "
            "then sum(agents_at_stake) end",
            "cost_sum": "sum(cost_at_stake)",
            "total_cost_at_stake": "sum(cost_at_stake)",
        },
    ),
)

SWIVEL = Expected(
    "marts.agg_swivel",
    ({"agg_swivel.screen_left": "screen_left"},),
    named(
        "agg_swivel",
        {
            "currencies": "count(distinct currency)",
            "trips": "sum(trip_count)",
            "swivel_seconds_sum": "sum(swivel_seconds)",
            "swivel_hours": "sum(swivel_seconds) / 3600",
            "seconds_per_trip": ratio("sum(swivel_seconds)", "sum(trip_count)"),
            "cost_sum": "sum(cost)",
            "total_cost": "sum(cost)",
        },
    ),
)

BEFORE_AND_AFTER = ("ticket_count", "previous_ticket_count", "effort_seconds", "previous_effort_seconds")
BEFORE_AND_AFTER += ("cost", "previous_cost", "cost_change")
FACTORS = ("volume", "mix", "aht", "rate")
COST_DRIVERS = Expected(
    "marts.fct_cost_drivers where period = 'week'",
    (
        {"fct_cost_drivers.period_start_date": "period_start_date"},
        {"fct_cost_drivers.channel": "channel"},
    ),
    named(
        "fct_cost_drivers",
        {"currencies": "count(distinct currency)", "periods": "count(distinct period)"}
        | {f"{column}_sum": f"sum({column})" for column in BEFORE_AND_AFTER}
        | {
            "tickets": "sum(ticket_count)",
            "previous_tickets": "sum(previous_ticket_count)",
            "aht_minutes": ratio("sum(effort_seconds) / 60", "sum(ticket_count)"),
            "previous_aht_minutes": ratio("sum(previous_effort_seconds) / 60", "sum(previous_ticket_count)"),
            "total_cost": "sum(cost)",
            "previous_total_cost": "sum(previous_cost)",
            "total_cost_change": "sum(cost) - sum(previous_cost)",
            "cost_change_share": ratio("sum(cost) - sum(previous_cost)", "sum(previous_cost)"),
        }
        | {f"{factor}_effect_sum": f"sum({factor}_effect)" for factor in FACTORS}
        | {f"cost_change_by_{factor}": f"sum({factor}_effect)" for factor in FACTORS}
        | {f"{factor}_effect_seconds_sum": f"sum({factor}_effect_seconds)" for factor in FACTORS[:3]}
        | {f"hours_change_by_{factor}": f"sum({factor}_effect_seconds) / 3600" for factor in FACTORS[:3]},
    ),
)

ESTIMATES = {
    "effect_share": "effect_pct",
    "effect_share_low": "effect_pct_low",
    "effect_share_high": "effect_pct_high",
    "adjusted_p": "p_adjusted",
    "trend_before_p": "pretrend_p",
    "tickets_compared": "n_tickets",
} | {
    f"{name}_change{end}": f"{column}_delta{end}"
    for name, column in (("hours", "hours"), ("heads", "headcount"), ("cost", "cost"))
    for end in ("", "_low", "_high")
}
VERDICTS = {
    "improved": "improved",
    "worse": "worse",
    "without_evidence": "no evidence",
    "untold": "cannot tell",
}
IMPROVED = "filter (where metric = 'effort_per_ticket' and verdict = 'improved')"
RELEASES = Expected(
    "marts.fct_improvement_effects left join marts.dim_releases using (release_id) "
    "where coalesce(n_agents_treated, 0) not in (1, 2, 3, 4)",
    (
        {"fct_improvement_effects.release_id": "release_id", "fct_improvement_effects.metric": "metric"},
        {"dim_releases.kind": "kind"},
    ),
    named(
        "fct_improvement_effects",
        {
            "currencies": "count(distinct currency)",
            "estimates": "count(*)",
            "releases": "count(distinct release_id)",
            "heads_change_of_improved_sum": f"sum(headcount_delta) {IMPROVED}",
            "heads_saved": f"-coalesce(sum(headcount_delta) {IMPROVED}, 0)",
            "cost_change_of_improved_sum": f"sum(cost_delta) {IMPROVED}",
            "monthly_cost_saved": f"-coalesce(sum(cost_delta) {IMPROVED}, 0)",
        }
        | {
            f"releases_{name}": "count(distinct release_id) "
            f"filter (where metric = 'effort_per_ticket' and verdict = '{verdict}')"
            for name, verdict in VERDICTS.items()
        }
        | {
            name: f"case when count(*) = 1 then any_value({column}) end" for name, column in ESTIMATES.items()
        },
    ),
)

KEPT_OF_NUMBERED = "sum(kept_count) filter (where lost_count is not null)"
LOG_QUALITY = Expected(
    "marts.agg_log_quality_daily",
    (
        {"agg_log_quality_daily.source": "source"},
        {"agg_log_quality_daily.loaded_date": "loaded_date"},
        {"agg_log_quality_daily.app_version": "app_version"},
    ),
    named(
        "agg_log_quality_daily",
        {
            "delivered_rows": "sum(row_count)",
            "kept_rows": "sum(kept_count)",
            "duplicate_rows": "sum(duplicate_count)",
            "quarantined_rows": "sum(quarantined_count)",
            "unmapped_rows": "sum(unmapped_count)",
            "unreadable_rows": "sum(unreadable_count)",
            "duplicate_share": ratio("sum(duplicate_count)", "sum(row_count)"),
            "quarantined_share": ratio("sum(quarantined_count)", "sum(row_count)"),
            "unmapped_share": ratio("sum(unmapped_count)", "sum(kept_count)"),
            "unreadable_share": ratio("sum(unreadable_count)", "sum(kept_count)"),
            "lost_events": "sum(lost_count)",
            "numbered_events": KEPT_OF_NUMBERED,
            # the mart's own rate, of one row, is lost / (lost + events): the weight of a row is its divisor
            "lost_share": ratio("sum(lost_count)", f"sum(lost_count) + {KEPT_OF_NUMBERED}"),
            "sighted_actions": "sum(sighted_action_count)",
            "unseen_actions": "sum(unseen_action_count)",
            "unseen_share": ratio("sum(unseen_action_count)", "sum(sighted_action_count)"),
            "worst_delay_p50_minutes": "max(delay_p50_seconds) / 60",
            "worst_delay_p99_hours": "max(delay_p99_seconds) / 3600",
            "worst_clock_offset_p95": "max(clock_offset_p95_seconds)",
            "worst_clock_error_p95": "max(clock_error_p95_seconds)",
        },
    ),
)
