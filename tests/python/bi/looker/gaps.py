"""What two weeks of sample logs have no rows for, put into a copy of the marts: no measure is tried on nulls alone."""

from __future__ import annotations

from pathlib import Path

import duckdb

from bi.published import RUNS_BEFORE, UNUSUAL_DAYS, copy_marts

STATEMENTS = (
    # tickets whose length no log can tell
    """update agg_aht_daily set single_action_count = 1, single_action_share = 1 / ticket_count
        where ticket_count > 2""",
    # a channel whose work is not known on one day
    """update fct_required_headcount set required_agents = null, required_agents_low = null,
        required_agents_high = null, paid_agents = null, gap = null, aht_seconds = null, workload_seconds = null,
        predicted_service_level = null, occupancy = null
    where channel = 'mail' and interval_start_at::date = date '2026-03-05'""",
    """update fct_staffing_outcomes set required_agents = null, required_agents_low = null,
        required_agents_high = null, gap = null, predicted_service_level = null
    where channel = 'mail' and interval_start_at::date = date '2026-03-05'""",
    """update agg_headcount_monthly set seat_hours = null, paid_hours = null, fte = null, fte_low = null,
        fte_high = null, cost = null, unknown_interval_count = 5 where channel = 'fax'""",
    # forecasts with a backtest, which takes weeks of history
    """update fct_volume_forecasts set backtest_wape = 0.2 + horizon_days / 100,
        naive_wape = 0.3 + horizon_days / 100""",
    # the months of the cost drivers, which tell the tickets of the weeks once more
    """insert into fct_cost_drivers by name select * replace ('month' as period,
        date '2026-03-01' as period_start_date, date '2026-02-01' as previous_start_date) from fct_cost_drivers""",
    # a date whose demand is not known
    """update agg_contact_drivers set orders = null, active_users = null, per_1000_orders = null,
        per_1000_active_users = null where contact_date = date '2026-03-04'""",
    # a team that is large enough to be shown
    "update agg_schedule_adherence set agent_count = agent_count + 4 where team = 'text'",
    # releases that worked, and one that too few agents had
    """update fct_improvement_effects set verdict = 'improved', n_agents_treated = 8, n_agents_control = 9,
        n_tickets = 500, baseline = 400, effect = -30, ci_low = -50, ci_high = -10, effect_pct = -0.08,
        effect_pct_low = -0.12, effect_pct_high = -0.04, p_value = 0.01, p_adjusted = 0.02, pretrend_p = 0.6,
        hours_delta = -90, hours_delta_low = -150, hours_delta_high = -30, headcount_delta = -0.6,
        headcount_delta_low = -1, headcount_delta_high = -0.2, cost_delta = -200000, cost_delta_low = -333333,
        cost_delta_high = -66666 where release_id in ('rel_01', 'rel_02') and metric = 'effort_per_ticket'""",
    """update fct_improvement_effects set verdict = 'worse', n_agents_treated = 4, effect_pct = 0.5
        where release_id = 'rel_02' and metric = 'effort_per_reply'""",
    """update fct_improvement_effects set verdict = 'no evidence', n_agents_treated = 9
        where release_id = 'rel_03' and metric = 'effort_per_ticket'""",
    RUNS_BEFORE,
    UNUSUAL_DAYS,
)


def write_marts_and_more(warehouse: Path, copy: Path) -> None:
    """Write a file with the marts of a warehouse and what the sample lacks."""
    with duckdb.connect(str(copy)) as connection:
        copy_marts(connection, warehouse)
        connection.execute("set schema = 'marts'")
        for statement in STATEMENTS:
            (changed,) = connection.execute(statement).fetchone() or (0,)
            assert changed, f"the sample has no row for: {statement}"
