"""What each measure of volume is, in plain SQL on the marts."""

from __future__ import annotations

from bi.looker.expected import LOCAL, Expected, named, ratio

START = LOCAL.format("interval_start_at")
# the last half hour of a day in the reporting time zone, by the clock on its wall
LAST_OF_DAY = f"strftime({START}, '%H:%M') = '23:30'"
LAST_DATE = "interval_date = (select max(interval_date) from marts.agg_inquiry_volume)"
ENDS = {
    "day": LAST_OF_DAY,
    "week": f"{LAST_OF_DAY} and (isodow(interval_date) = 7 or {LAST_DATE})",
    "month": f"{LAST_OF_DAY} and (interval_date = last_day(interval_date) or {LAST_DATE})",
}
SERVED = {
    "inquiries": "sum(inquiry_count)",
    "answered_inquiries": "sum(answered_count)",
    "abandoned_inquiries": "sum(abandoned_count)",
    "inquiries_within_target": "sum(within_target_count)",
    "wait_seconds": "sum(wait_seconds_sum)",
    "service_level": ratio("sum(within_target_count)", "sum(inquiry_count)"),
    "average_wait": ratio("sum(wait_seconds_sum)", "sum(answered_count)"),
}
ABANDONED = ratio("sum(abandoned_count)", "sum(inquiry_count)")


def _backlogs() -> dict[str, str]:
    measures = {}
    for period, end in ENDS.items():
        stock = f"sum(backlog_count) filter (where {end})"
        ends = f"count(distinct interval_date) filter (where {end})"
        measures |= {
            f"closed_{period}s": ends,
            f"backlog_when_{period}s_end": stock,
            f"backlog_at_end_of_{period}": f"case when {ends} = 1 then {stock} end",
        }
    return measures


VOLUME = Expected(
    "marts.agg_inquiry_volume left join marts.dim_dates on interval_date = calendar_date",
    (
        {"agg_inquiry_volume.channel": "channel"},
        {"agg_inquiry_volume.interval_date": "interval_date", "agg_inquiry_volume.channel": "channel"},
        {"agg_inquiry_volume.interval_week": "date_trunc('week', interval_date)::date"},
        {"agg_inquiry_volume.interval_month": "date_trunc('month', interval_date)::date"},
        {"dim_dates.is_holiday": "is_holiday"},
        {"agg_inquiry_volume.local_start_hour_of_day": f"hour({START})"},
        {
            "agg_inquiry_volume.interval_date": "interval_date",
            "agg_inquiry_volume.channel": "channel",
            "agg_inquiry_volume.contact_reason": "contact_reason",
        },
    ),
    named(
        "agg_inquiry_volume",
        SERVED
        | _backlogs()
        | {
            "reopened_tickets": "sum(reopened_count)",
            "abandonment_rate": ABANDONED,
            "average_wait_minutes": ratio("sum(wait_seconds_sum) / 60", "sum(answered_count)"),
            "days": "count(distinct interval_date)",
            "inquiries_per_day": ratio("sum(inquiry_count)", "count(distinct interval_date)"),
            "latest_backlog": f"sum(backlog_count) filter (where {LAST_OF_DAY} and {LAST_DATE})",
            "average_backlog": ratio(
                f"sum(backlog_count) filter (where {LAST_OF_DAY})",
                f"count(distinct interval_date) filter (where {LAST_OF_DAY})",
            ),
            "backlog_ages": "count(backlog_age_p90_seconds)",
            "backlog_age_p90_hours": "case when count(backlog_age_p90_seconds) = 1 "
            "then sum(backlog_age_p90_seconds) / 3600 end",
        },
    ),
)

FORECASTS = Expected(
    "marts.fct_volume_forecasts where granularity = 'day'",
    (
        {"fct_volume_forecasts.channel": "channel"},
        {
            "fct_volume_forecasts.local_target_date": f"{LOCAL.format('target_start_at')}::date",
            "fct_volume_forecasts.channel": "channel",
            "fct_volume_forecasts.contact_reason": "contact_reason",
        },
    ),
    named(
        "fct_volume_forecasts",
        {
            "forecasts": "count(*)",
            "runs_and_granularities": "count(distinct (forecast_run_at, granularity))",
            "forecast_sum": "sum(forecast)",
            "expected_inquiries": "case when count(distinct forecast_run_at) = 1 then sum(forecast) end",
            "expected_inquiries_low": "case when count(*) = 1 then sum(lower) end",
            "expected_inquiries_high": "case when count(*) = 1 then sum(upper) end",
            "wape": "case when count(distinct backtest_wape) = 1 then any_value(backtest_wape) end",
            "wape_of_last_week": "case when count(distinct naive_wape) = 1 then any_value(naive_wape) end",
        },
    ),
)
