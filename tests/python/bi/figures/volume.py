"""Figures of inquiries that came, that are expected, and that are held against demand."""

from __future__ import annotations

from bi.figures.source import REASON_GROUP, STYLE, TIME_OF_DAY, WEEKEND, Source

VOLUME_KEYS = {
    "channel": "channel",
    "contact_reason": "contact_reason",
    "channel__style": STYLE,
    "contact_reason__contact_reason_group": REASON_GROUP,
    "calendar_day__is_weekend": WEEKEND.format(date="interval_date"),
    "inquiry_interval__time_of_day": TIME_OF_DAY,
}
VOLUME = Source(
    mart="agg_inquiry_volume",
    date="interval_date",
    keys=VOLUME_KEYS,
    figures={
        "inquiries": "sum(inquiry_count)",
        "volume_days": "count(distinct interval_date)",
        "inquiries_per_day": "sum(inquiry_count) / count(distinct interval_date)",
        "answered_inquiries": "sum(answered_count)",
        "inquiries_within_target": "sum(within_target_count)",
        "abandoned_inquiries": "sum(abandoned_count)",
        "reopenings": "sum(reopened_count)",
        "wait_seconds": "sum(wait_seconds_sum)",
        "average_wait_seconds": "sum(wait_seconds_sum) / nullif(sum(answered_count), 0)",
        "service_level": "sum(within_target_count) / nullif(sum(inquiry_count), 0)",
        "abandonment_rate": "sum(abandoned_count) / nullif(sum(inquiry_count), 0)",
    },
)
BACKLOG = Source(
    mart="agg_inquiry_volume",
    date="interval_date",
    keys={"channel": "channel", "contact_reason": "contact_reason"},
    figures={"backlog": "sum(backlog_count)"},
    qualify="qualify interval_start_at = max(interval_start_at) over (partition by {period})",
)
FORECAST_KEYS = {
    "channel": "channel",
    "contact_reason": "contact_reason",
    "volume_forecast__forecast_model": "model",
    "volume_forecast__horizon_days": "horizon_days",
}
FORECAST_DATE = "cast(target_start_at + interval 9 hour as date)"
FORECASTS = [
    Source(
        mart="fct_volume_forecasts",
        date=FORECAST_DATE,
        keys=FORECAST_KEYS,
        figures={"forecast_inquiries": "sum(forecast)"},
        where="granularity = 'day'",
    ),
    Source(
        mart="fct_volume_forecasts",
        date=FORECAST_DATE,
        keys={
            **FORECAST_KEYS,
            "volume_forecast__time_of_day": "strftime(target_start_at + interval 9 hour, '%H:%M')",
            "calendar_day__is_weekend": WEEKEND.format(date="target_start_at + interval 9 hour"),
        },
        figures={"forecast_inquiries_by_interval": "sum(forecast)"},
        where="granularity = 'interval'",
    ),
]


def _demand(name: str) -> dict[str, str]:
    """Figures against demand: what stands on each reason's row is taken once a date."""
    of_dates = (
        f"list_sum(list_transform(list(distinct struct_pack(contact_date, {name})), row -> row.{name}))"
    )
    known = f"filter ({name} > 0)"
    return {
        f"inquiries_with_{name}": f"sum(inquiry_count) {known}",
        f"{name}_on_rows": f"sum({name}) {known}",
        f"reasons_with_{name}": f"count(distinct contact_reason) {known}",
        name: of_dates,
        f"contacts_per_1000_{name}": f"1000 * sum(inquiry_count) {known} / {of_dates}",
    }


CONTACTS = Source(
    mart="agg_contact_drivers",
    date="contact_date",
    keys={
        "contact_reason": "contact_reason",
        "contact_reason__contact_reason_group": REASON_GROUP,
        "calendar_day__is_weekend": WEEKEND.format(date="contact_date"),
    },
    figures={
        **_demand("orders"),
        **_demand("active_users"),
        "self_service_sessions": "sum(self_service_sessions)",
        "deflected_sessions": "sum(deflected_sessions)",
        "undecidable_sessions": "sum(undecidable_sessions)",
        "decided_sessions": "sum(self_service_sessions) - sum(undecidable_sessions)",
        "deflection_rate": (
            "sum(deflected_sessions) / nullif(sum(self_service_sessions) - sum(undecidable_sessions), 0)"
        ),
        "undecidable_share": "sum(undecidable_sessions) / nullif(sum(self_service_sessions), 0)",
        "inquiry_effort_hours": "sum(effort_seconds) / 3600",
        "inquiry_cost": "sum(cost)",
        "cost_per_inquiry": "sum(cost) / nullif(sum(inquiry_count), 0)",
    },
)

SOURCES = [VOLUME, BACKLOG, *FORECASTS, CONTACTS]
