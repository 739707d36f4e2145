"""What each measure of contact drivers is, in plain SQL on the marts."""

from __future__ import annotations

from bi.looker.expected import Expected, named, ratio

# demand stands in the row of each reason: the largest of a date's is the date's
DEMAND = """(
    select *, max(orders) over dates as date_orders, max(active_users) over dates as date_users,
        row_number() over (partition by contact_date, {} order by contact_reason) = 1 as is_first
    from marts.agg_contact_drivers left join marts.dim_contact_reasons using (contact_reason)
    window dates as (partition by contact_date)
)"""


def contact_drivers(grouped_by: str, *groupings: dict[str, str]) -> Expected:
    """Contact drivers, where demand is taken once per date and value of a column."""
    orders, users = (f"sum({column}) filter (where is_first)" for column in ("date_orders", "date_users"))
    single = "case when count(change_of_week) = 1 then sum({}) end"
    return Expected(
        DEMAND.format(grouped_by),
        groupings,
        named(
            "agg_contact_drivers",
            {
                "currencies": "count(distinct currency)",
                "inquiries": "sum(inquiry_count)",
                "orders_of_all_reasons": orders,
                "active_users_of_all_reasons": users,
                "inquiries_on_dates_with_orders": "sum(inquiry_count) filter (where orders is not null)",
                "inquiries_on_dates_with_users": "sum(inquiry_count) filter (where active_users is not null)",
                "contacts_per_1000_orders": ratio(
                    "1000 * sum(inquiry_count) filter (where orders is not null)", orders
                ),
                "contacts_per_1000_active_users": ratio(
                    "1000 * sum(inquiry_count) filter (where active_users is not null)", users
                ),
                "sessions": "sum(self_service_sessions)",
                "deflected": "sum(deflected_sessions)",
                "undecidable": "sum(undecidable_sessions)",
                "deflection_rate": ratio(
                    "sum(deflected_sessions)", "sum(self_service_sessions - undecidable_sessions)"
                ),
                "effort_seconds_sum": "sum(effort_seconds)",
                "effort_hours": "sum(effort_seconds) / 3600",
                "cost_sum": "sum(cost)",
                "total_cost": "sum(cost)",
                "cost_per_inquiry": ratio("sum(cost)", "sum(inquiry_count)"),
                "minutes_per_inquiry": ratio("sum(effort_seconds) / 60", "sum(inquiry_count)"),
                "changes": "count(change_of_week)",
                "weekly_change": single.format("change_of_week"),
                "weekly_change_low": single.format("change_of_week_low"),
                "weekly_change_high": single.format("change_of_week_high"),
            },
        ),
        has_total=grouped_by == "true",
    )


REASON, DATE = "agg_contact_drivers.contact_reason", "agg_contact_drivers.contact_date"
GROUP = "dim_contact_reasons.contact_reason_group"
CONTACT_DRIVERS = (
    contact_drivers("true", {DATE: "contact_date"}),
    contact_drivers(
        "contact_reason",
        {REASON: "contact_reason"},
        {DATE: "contact_date", REASON: "contact_reason"},
    ),
    contact_drivers("contact_reason_group", {GROUP: "contact_reason_group"}),
)
