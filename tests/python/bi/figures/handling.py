"""Figures of handled tickets."""

from __future__ import annotations

from bi.figures.source import REASON_GROUP, STYLE, WEEKEND, Source

AHT = Source(
    mart="agg_aht_daily",
    date="completed_date",
    keys={
        "channel": "channel",
        "contact_reason": "contact_reason",
        "team": "team",
        "channel__style": STYLE,
        "contact_reason__contact_reason_group": REASON_GROUP,
        "calendar_day__is_weekend": WEEKEND.format(date="completed_date"),
    },
    figures={
        "completed_tickets": "sum(ticket_count)",
        "effort_hours": "sum(effort_seconds_sum) / 3600",
        "effort_hours_low": "sum(effort_seconds_low_sum) / 3600",
        "effort_hours_high": "sum(effort_seconds_high_sum) / 3600",
        "aht_seconds": "sum(effort_seconds_sum) / sum(ticket_count)",
        "aht_seconds_low": "sum(effort_seconds_low_sum) / sum(ticket_count)",
        "aht_seconds_high": "sum(effort_seconds_high_sum) / sum(ticket_count)",
        "replies": "sum(reply_count)",
        "replies_per_ticket": "sum(reply_count) / sum(ticket_count)",
        "effort_seconds_per_reply": "sum(effort_seconds_sum) / nullif(sum(reply_count), 0)",
        "long_tickets": "sum(effort_20_to_60_minutes_count) + sum(effort_from_60_minutes_count)",
        "long_ticket_share": (
            "(sum(effort_20_to_60_minutes_count) + sum(effort_from_60_minutes_count)) / sum(ticket_count)"
        ),
        "single_action_tickets": "sum(single_action_count)",
        "single_action_share": "sum(single_action_count) / sum(ticket_count)",
        "immature_tickets": "sum(immature_count)",
        "immature_share": "sum(immature_count) / sum(ticket_count)",
    },
)
TICKET_KEYS = {
    "channel": "channel",
    "contact_reason": "contact_reason",
    "team": "team",
    "ticket__priority": "priority",
    "ticket__evidence_grade": "evidence_grade",
}
COMPLETED = Source(
    mart="fct_tickets",
    date="completed_date",
    keys=TICKET_KEYS,
    where="is_counted_in_aht",
    figures={
        "tickets_counted": "count(*)",
        "handling_agents": "count(distinct agent_key)",
        "reopened_tickets": "count(*) filter (reopen_count > 0)",
        "reopen_rate": "count(*) filter (reopen_count > 0) / count(*)",
        "transferred_tickets": "count(*) filter (transfer_count > 0)",
        "transfer_rate": "count(*) filter (transfer_count > 0) / count(*)",
        "ticket_effort_hours": "sum(effort_seconds) / 3600",
        "swivel_hours": "sum(swivel_seconds) / 3600",
        "swivel_share": "sum(swivel_seconds) / nullif(sum(effort_seconds), 0)",
        "elapsed_hours": "sum(elapsed_seconds) / 3600",
        "tickets_with_elapsed": "count(elapsed_seconds)",
        "average_elapsed_hours": "avg(elapsed_seconds) / 3600",
    },
)
CREATED = Source(
    mart="fct_tickets",
    date="created_date",
    keys={**TICKET_KEYS, "ticket__is_counted_in_aht": "is_counted_in_aht"},
    figures={
        "first_response_hours": "sum(first_response_seconds) / 3600",
        "tickets_with_response": "count(first_response_seconds)",
        "average_first_response_seconds": "avg(first_response_seconds)",
    },
)

SOURCES = [AHT, COMPLETED, CREATED]
