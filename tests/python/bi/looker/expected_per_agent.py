"""What each measure of the restricted explores is, in plain SQL on the marts."""

from __future__ import annotations

from bi.looker.expected import TICKET_MEASURES, Expected, named, ratio


def _hours(*names: str) -> dict[str, str]:
    return {f"{name}_seconds_sum": f"sum({name}_seconds)" for name in names} | {
        f"{name}_hours": f"sum({name}_seconds) / 3600" for name in names
    }


STATES = ("online", "ticket", "no_ticket", "idle", "away", "unknown", "open_ticket")
AS_OF = "{} and {} >= coalesce(valid_from_at, '-infinity') and {} < coalesce(valid_to_at, 'infinity')"
INTERVAL_AGENTS = AS_OF.format("facts.agent_key = dim_agents.agent_key", *["interval_start_at"] * 2)
PER_AGENT = {
    "agent_intervals": Expected(
        f"marts.fct_agent_intervals as facts left join marts.dim_agents on {INTERVAL_AGENTS}",
        ({"fct_agent_intervals.interval_date": "interval_date"}, {"dim_agents.team": "team"}),
        named(
            "fct_agent_intervals",
            _hours(*STATES)
            | {
                "agents": "count(distinct facts.agent_key)",
                "completed_tickets": "sum(completed_count)",
                "occupancy": ratio(
                    "sum(ticket_seconds)", "sum(ticket_seconds + no_ticket_seconds + idle_seconds)"
                ),
                "idle_share": ratio("sum(idle_seconds)", "sum(online_seconds)"),
                "unknown_share": ratio("sum(unknown_seconds)", "sum(online_seconds)"),
                "open_tickets_at_once": ratio("sum(open_ticket_seconds)", "sum(online_seconds)"),
                "completed_per_online_hour": ratio("3600 * sum(completed_count)", "sum(online_seconds)"),
            },
        ),
    ),
    "work_segments": Expected(
        "marts.fct_work_segments",
        ({"fct_work_segments.state": "state"},),
        named(
            "fct_work_segments",
            _hours("duration")
            | {
                "segments": "count(*)",
                "agents": "count(distinct agent_key)",
                "tickets": "count(distinct ticket_id) filter (where state = 'ticket')",
                "effort_seconds_sum": "sum(effort_seconds)",
                "effort_seconds_low_sum": "sum(effort_seconds_low)",
                "effort_seconds_high_sum": "sum(effort_seconds_high)",
                "possible_effort_seconds_sum": "sum(possible_effort_seconds)",
                "effort_hours": "sum(effort_seconds) / 3600",
                "effort_hours_low": "sum(effort_seconds_low) / 3600",
                "effort_hours_high": "sum(effort_seconds_high) / 3600",
                "possible_effort_hours": "coalesce(sum(possible_effort_seconds), 0) / 3600",
            },
        ),
    ),
    "ticket_steps": Expected(
        "marts.fct_ticket_steps",
        ({"fct_ticket_steps.screen": "screen"},),
        named(
            "fct_ticket_steps",
            _hours("effort", "api_wait", "swivel")
            | {
                "tickets": "count(distinct ticket_id)",
                "agents": "count(distinct agent_key)",
                "screen_visits": "sum(visits)",
                "copies_and_pastes": "sum(copy_paste_count)",
                "templates": "sum(template_count)",
                "errors": "sum(error_count)",
                "trips_away": "sum(away_count)",
                "effort_per_visit": ratio("sum(effort_seconds)", "sum(visits)"),
                "errors_per_visit": ratio("sum(error_count)", "sum(visits)"),
                "swivel_share": ratio("sum(swivel_seconds)", "sum(effort_seconds)"),
            },
        ),
    ),
    "tickets_by_agent": Expected(
        "marts.fct_tickets",
        ({"fct_tickets.agent_key": "agent_key"},),
        named(
            "fct_tickets",
            TICKET_MEASURES
            | {"agents": "count(distinct agent_key)", "customers": "count(distinct customer_key)"},
        ),
    ),
    "agents": Expected(
        "marts.dim_agents",
        ({"dim_agents.site": "site"},),
        named(
            "dim_agents",
            {
                "agents": "count(distinct agent_key)",
                "current_agents": "count(distinct agent_key) filter (where is_current and not is_system)",
            },
        ),
    ),
}
