"""What each measure of the open explores is, in plain SQL on the marts, written without looking at the LookML."""

from __future__ import annotations

from dataclasses import dataclass, field

LOCAL = "timezone('Asia/Tokyo', timezone('UTC', {}))"


@dataclass(frozen=True)
class Expected:
    """Figures of an explore.

    `source` is what stands after `from`, `groupings` are dimensions with their SQL, `measures` their SQL; without
    `has_total` the source is right for these groupings alone.
    """

    source: str
    groupings: tuple[dict[str, str], ...]
    measures: dict[str, str]
    filters: dict[str, str] = field(default_factory=dict)
    having: str = "true"
    has_total: bool = True


def ratio(part: str, whole: str) -> str:
    """SQL: a sum over a sum, null without a whole."""
    return f"({part}) / nullif({whole}, 0)"


def named(view: str, measures: dict[str, str]) -> dict[str, str]:
    """The measures with the name of their view before them."""
    return {f"{view}.{name}": sql for name, sql in measures.items()}


def handling(tickets: str, effort: str, low: str, high: str, replies: str) -> dict[str, str]:
    """AHT with its bounds from the SQL of counts and sums of seconds."""
    sums = {"": effort, "_low": low, "_high": high}
    return (
        {f"aht{end}": ratio(seconds, tickets) for end, seconds in sums.items()}
        | {f"aht_minutes{end}": ratio(f"({seconds}) / 60", tickets) for end, seconds in sums.items()}
        | {f"effort_per_reply{end}": ratio(seconds, replies) for end, seconds in sums.items()}
        | {"aht_range_share": ratio(f"{high} - {low}", effort)}
    )


COUNTED = "filter (where is_counted_in_aht)"
TICKETS = f"count(*) {COUNTED}"
LENGTHS = ("under_1_minute", "1_to_3_minutes", "3_to_5_minutes", "5_to_10_minutes", "10_to_20_minutes")
LENGTHS += ("20_to_60_minutes", "from_60_minutes")
RANKED = f"list_sort(list(effort_seconds / 60) {COUNTED})"

TICKET_MEASURES = {
    "tickets": "count(*)",
    "completed_tickets": "count(*) filter (where is_completed)",
    "abandoned_tickets": "count(*) filter (where is_abandoned)",
    "merged_tickets": "count(*) filter (where is_merged)",
    "open_tickets": "count(*) filter (where status is not null and not is_completed and not is_abandoned "
    "and not is_merged)",
    "counted_tickets": TICKETS,
    "immature_tickets": "count(*) filter (where is_counted_in_aht and not is_matured)",
    "immature_share": ratio("count(*) filter (where is_counted_in_aht and not is_matured)", TICKETS),
    "effort_seconds_of_all": "sum(effort_seconds)",
    "effort_hours": "sum(effort_seconds) / 3600",
    "effort_seconds_in_aht": f"sum(effort_seconds) {COUNTED}",
    "effort_seconds_low_in_aht": f"sum(effort_seconds_low) {COUNTED}",
    "effort_seconds_high_in_aht": f"sum(effort_seconds_high) {COUNTED}",
    "swivel_seconds_in_aht": f"sum(swivel_seconds) {COUNTED}",
    "swivel_share": ratio(f"sum(swivel_seconds) {COUNTED}", f"sum(effort_seconds) {COUNTED}"),
    "replies": f"sum(reply_count) {COUNTED}",
    "touches": f"sum(touch_count) {COUNTED}",
    "replies_per_ticket": ratio(f"sum(reply_count) {COUNTED}", TICKETS),
    "touches_per_ticket": ratio(f"sum(touch_count) {COUNTED}", TICKETS),
    # nearest rank: the smallest value that so many of all do not exceed
    "effort_p50_minutes": f"{RANKED}[ceil(0.5 * {TICKETS})::int]",
    "effort_p90_minutes": f"{RANKED}[ceil(0.9 * {TICKETS})::int]",
    "reopened_tickets": "count(*) filter (where is_counted_in_aht and reopen_count > 0)",
    "reopen_rate": ratio("count(*) filter (where is_counted_in_aht and reopen_count > 0)", TICKETS),
    "transferred_tickets": "count(*) filter (where is_counted_in_aht and transfer_count > 0)",
    "transfer_rate": ratio("count(*) filter (where is_counted_in_aht and transfer_count > 0)", TICKETS),
    "seen_tickets": "count(*) filter (where is_counted_in_aht and evidence_grade = 'combined')",
    "seen_share": ratio("count(*) filter (where is_counted_in_aht and evidence_grade = 'combined')", TICKETS),
    "answered_tickets": "count(first_response_seconds)",
    "first_response_seconds_sum": "sum(first_response_seconds)",
    "first_response_minutes": ratio("sum(first_response_seconds) / 60", "count(first_response_seconds)"),
    "ended_tickets": "count(elapsed_seconds)",
    "elapsed_seconds_sum": "sum(elapsed_seconds)",
    "elapsed_hours": ratio("sum(elapsed_seconds) / 3600", "count(elapsed_seconds)"),
    "agents_counted": f"count(distinct agent_key) {COUNTED}",
} | handling(
    TICKETS,
    *(
        f"sum({column}) {COUNTED}"
        for column in ("effort_seconds", "effort_seconds_low", "effort_seconds_high")
    ),
    f"sum(reply_count) {COUNTED}",
)
TICKETS_AND_REASONS = (
    "marts.fct_tickets left join marts.dim_contact_reasons using (contact_reason) "
    "left join marts.dim_dates on created_date = calendar_date"
)

HANDLING_TIME = {
    "tickets": Expected(
        TICKETS_AND_REASONS,
        (
            {"fct_tickets.channel": "channel"},
            {"fct_tickets.completed_week": "date_trunc('week', completed_date)::date"},
            {"dim_contact_reasons.contact_reason_group": "contact_reason_group"},
            {"created_dates.is_weekend": "is_weekend"},
            {"fct_tickets.created_local_hour_of_day": f"hour({LOCAL.format('created_at')})"},
        ),
        named("fct_tickets", TICKET_MEASURES),
    ),
    "tickets_by_team": Expected(
        "marts.fct_tickets",
        ({"fct_tickets.team": "team"}, {"fct_tickets.channel": "channel"}),
        named("fct_tickets", TICKET_MEASURES),
        having="count(distinct agent_key) filter (where is_counted_in_aht) >= 5",
    ),
    "aht": Expected(
        "marts.agg_aht_daily left join marts.dim_channels using (channel)",
        (
            {"agg_aht_daily.channel": "channel"},
            {"agg_aht_daily.completed_date": "completed_date", "dim_channels.style": "style"},
        ),
        named(
            "agg_aht_daily",
            {
                "tickets": "sum(ticket_count)",
                "replies": "sum(reply_count)",
                "effort_seconds": "sum(effort_seconds_sum)",
                "effort_seconds_low": "sum(effort_seconds_low_sum)",
                "effort_seconds_high": "sum(effort_seconds_high_sum)",
                "effort_hours": "sum(effort_seconds_sum) / 3600",
                "single_action_tickets": "sum(single_action_count)",
                "single_action_tickets_share": ratio("sum(single_action_count)", "sum(ticket_count)"),
                "immature_tickets": "sum(immature_count)",
                "immature_share": ratio("sum(immature_count)", "sum(ticket_count)"),
                "long_tickets_share": ratio(
                    "sum(effort_20_to_60_minutes_count + effort_from_60_minutes_count)", "sum(ticket_count)"
                ),
            }
            | {f"tickets_{length}": f"sum(effort_{length}_count)" for length in LENGTHS}
            | handling(
                "sum(ticket_count)",
                "sum(effort_seconds_sum)",
                "sum(effort_seconds_low_sum)",
                "sum(effort_seconds_high_sum)",
                "sum(reply_count)",
            ),
        ),
    ),
}
