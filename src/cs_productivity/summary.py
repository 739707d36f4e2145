"""The figures of the terminal summary and of the one-page report, read from the marts alone.

Every ratio is taken from sums over the rows of a mart; nothing here is per agent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

# what the summary and the report's pictures are made from
MARTS_READ = (
    "agg_aht_daily",
    "agg_inquiry_volume",
    "agg_log_arrivals_daily",
    "agg_log_quality_daily",
    "agg_step_costs",
    "dim_channels",
    "dim_releases",
    "fct_cost_drivers",
    "fct_dbt_runs",
    "fct_improvement_effects",
    "fct_required_headcount",
    "fct_tickets",
)
# of so many days the unusual ones are counted, and so many runs are told
LATE_DAYS, LATE_RUNS = 28, 5
# the plan that always exists: what was, at today's settings
HEADS_OF_NOW = "scenario = 'base' and forecast_run_at is null and staffing_model = 'throughput'"


@dataclass(frozen=True)
class Handling:
    """Sums over completed tickets that an agent worked on; efforts in seconds."""

    ticket_count: int = 0
    effort_seconds: float = 0.0
    low_seconds: float = 0.0
    high_seconds: float = 0.0

    @property
    def aht_seconds(self) -> float | None:
        """Average handling time, None without tickets."""
        return self.effort_seconds / self.ticket_count if self.ticket_count else None

    @property
    def bounds_seconds(self) -> tuple[float, float] | None:
        """What the logs prove and what they cannot rule out, per ticket; None without tickets."""
        if not self.ticket_count:
            return None
        return self.low_seconds / self.ticket_count, self.high_seconds / self.ticket_count


@dataclass(frozen=True)
class Group:
    """Inquiries and handling of one channel or contact reason; the name is None where the logs have none."""

    name: str | None
    inquiry_count: int
    handling: Handling


@dataclass(frozen=True)
class Week:
    """Inquiries of the week from `monday`, and handling of the tickets completed in it.

    A partial week began before the first inquiry or was not over yet; `immature_count` of its tickets may
    still change.
    """

    monday: date
    is_partial: bool
    inquiry_count: int
    immature_count: int
    handling: Handling


@dataclass(frozen=True)
class Heads:
    """People needed in one interval, over all channels; None where a channel with inquiries has no answer."""

    starts_at: datetime
    inquiry_count: int
    needed: float | None
    low: float | None
    high: float | None
    paid: float | None


@dataclass(frozen=True)
class SourceQuality:
    """Rows of one raw table: how many came, and what became of them.

    `last_date` is the last UTC date of loading on which any came, and `unusual_day_count` counts the days of the last
    LATE_DAYS on which far fewer or far more came than on such weekdays; both None where no date is known.
    """

    source: str
    row_count: int
    duplicate_count: int
    quarantined_count: int
    unmapped_count: int
    last_date: date | None
    unusual_day_count: int | None


@dataclass(frozen=True)
class Run:
    """A dbt command before the one that made these marts: its start (local), how it ended, and what failed in it.

    `duration_seconds` is None where it was cut short.
    """

    started_at: datetime
    command: str
    status: str
    duration_seconds: float | None
    failed_nodes: str | None


@dataclass(frozen=True)
class Summary:
    """All figures.

    Times are local, in `time_zone`; `heads_by_hour` is keyed by ISO weekday (Monday is 1) and hour.
    """

    time_zone: str
    interval_minutes: int
    as_of: datetime
    first_date: date | None
    last_date: date | None
    inquiry_count: int
    busy_interval_count: int
    completed_count: int
    abandoned_count: int
    merged_count: int
    open_count: int
    handling: Handling
    channels: Sequence[Group]
    reasons: Sequence[Group]
    weeks: Sequence[Week]
    peak: Heads | None
    busiest: Heads | None
    heads_by_hour: Mapping[tuple[int, int], float]
    heads_missing_reason: str | None
    quality: Sequence[SourceQuality]
    runs: Sequence[Run]


def read_summary(marts: duckdb.DuckDBPyConnection, variables: Mapping[str, Any], as_of: datetime) -> Summary:
    """Compute the figures.

    Args:
        marts: a connection whose current schema holds the marts.
        variables: the run's dbt variables; `reporting_timezone` and `interval_minutes` are used.
        as_of: the "now" of the run, UTC without a zone.
    """
    zone = variables["reporting_timezone"]
    first, last, inquiries, busy = _row(
        marts,
        f"""select min({local_sql("interval_start_at")})::date, max({local_sql("interval_start_at")})::date,
            coalesce(sum(inquiry_count), 0)::bigint,
            count(distinct interval_start_at) filter (where inquiry_count > 0)
        from agg_inquiry_volume""",
        zone=zone,
    )
    completed, abandoned, merged, still_open = _row(
        marts,
        """select count(*) filter (where is_completed), count(*) filter (where is_abandoned),
            count(*) filter (where is_merged),
            -- a ticket that only the logs know has no status and counts as no inquiry
            count(*) filter (where status is not null and not (is_completed or is_abandoned or is_merged))
        from fct_tickets""",
    )
    local_now = as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    heads = _read_heads(marts, zone)
    busiest = max((at for at in heads if at.needed), key=lambda at: at.needed, default=None)
    return Summary(
        time_zone=zone,
        interval_minutes=variables["interval_minutes"],
        as_of=local_now,
        first_date=first,
        last_date=last,
        inquiry_count=inquiries,
        busy_interval_count=busy,
        completed_count=completed,
        abandoned_count=abandoned,
        merged_count=merged,
        open_count=still_open,
        handling=Handling(*_row(marts, f"select {_HANDLING} from agg_aht_daily")),
        channels=_read_groups(marts, "channel"),
        reasons=_read_groups(marts, "contact_reason"),
        weeks=_read_weeks(marts, zone, first, local_now),
        # of equals, max takes the first, and the intervals come in the order of time
        peak=max((at for at in heads if at.inquiry_count), key=lambda at: at.inquiry_count, default=None),
        busiest=busiest,
        heads_by_hour=_read_heads_by_hour(marts, zone) if busiest else {},
        heads_missing_reason=_read_missing_reason(marts),
        quality=[SourceQuality(*row) for row in marts.execute(_QUALITY).fetchall()],
        runs=[Run(*row) for row in marts.execute(_RUNS, {"zone": zone}).fetchall()],
    )


_HANDLING = """coalesce(sum(ticket_count), 0)::bigint, coalesce(sum(effort_seconds_sum), 0),
    coalesce(sum(effort_seconds_low_sum), 0), coalesce(sum(effort_seconds_high_sum), 0)"""


_QUALITY = f"""with rows as (
        select source, sum(row_count)::bigint as row_count, sum(duplicate_count)::bigint as duplicate_count,
            sum(quarantined_count)::bigint as quarantined_count, sum(unmapped_count)::bigint as unmapped_count
        from agg_log_quality_daily group by source
    ),
    arrivals as (
        select source, max(loaded_date) filter (row_count > 0) as last_date,
            count(*) filter (
                arrival_status in ('few', 'many')
                and loaded_date > (select max(loaded_date) - {LATE_DAYS} from agg_log_arrivals_daily)
            ) as unusual_day_count
        from agg_log_arrivals_daily group by source
    )
    select rows.*, last_date, unusual_day_count
    from rows left join arrivals on rows.source = arrivals.source order by rows.source"""


def local_sql(timestamp: str) -> str:
    """SQL: the wall clock of the reporting time zone at a UTC timestamp."""
    return f"timezone($zone, timezone('UTC', {timestamp}))"


_RUNS = f"""select {local_sql("started_at")}, command, run_status, duration_seconds, failed_nodes
    from fct_dbt_runs order by started_at desc, invocation_id limit {LATE_RUNS}"""


def _row(marts: duckdb.DuckDBPyConnection, query: str, **values: object) -> tuple[Any, ...]:
    row = marts.execute(query, values).fetchone()
    assert row is not None, "an aggregate without groups has one row"
    return row


def _read_groups(marts: duckdb.DuckDBPyConnection, column: str) -> list[Group]:
    """Inquiries and handling per value of a column, most inquiries first."""
    rows = marts.execute(
        f"""with volume as (
            select {column} as name, sum(inquiry_count)::bigint as inquiries
            from agg_inquiry_volume group by name
        ),
        handling as (select {column} as name, {_HANDLING} from agg_aht_daily group by name)
        select coalesce(volume.name, handling.name), coalesce(inquiries, 0), handling.* exclude (name)
        from volume full join handling on volume.name is not distinct from handling.name
        order by 2 desc, 3 desc nulls last, 1"""
    ).fetchall()
    return [Group(name, inquiries, Handling(*(sums if sums[0] else ()))) for name, inquiries, *sums in rows]


def last_two_weeks(weeks: Sequence[Week]) -> tuple[Week, Week] | None:
    """The last whole week and the one before it; None where there are no two in a row."""
    whole = [week for week in weeks if not week.is_partial]
    if len(whole) < 2 or (whole[-1].monday - whole[-2].monday).days != 7:
        return None
    return whole[-1], whole[-2]


def is_partial_week(monday: date, first: date | None, now: datetime) -> bool:
    """Whether a week began before the first inquiry, or is not over yet."""
    ends = datetime.combine(monday + timedelta(days=7), datetime.min.time())
    return first is None or monday < first or ends > now


def _read_weeks(marts: duckdb.DuckDBPyConnection, zone: str, first: date | None, now: datetime) -> list[Week]:
    rows = marts.execute(
        f"""with handling as (
            select date_trunc('week', completed_date)::date as monday,
                sum(immature_count)::bigint as immature, {_HANDLING}
            from agg_aht_daily group by monday
        ),
        volume as (
            select date_trunc('week', {local_sql("interval_start_at")})::date as monday,
                sum(inquiry_count)::bigint as inquiries
            from agg_inquiry_volume group by monday
        )
        select coalesce(volume.monday, handling.monday), coalesce(inquiries, 0), coalesce(immature, 0),
            handling.* exclude (monday, immature)
        from volume full join handling on volume.monday = handling.monday order by 1""",
        {"zone": zone},
    ).fetchall()
    return [
        Week(
            monday,
            is_partial_week(monday, first, now),
            inquiries,
            immature,
            Handling(*(sums if sums[0] else ())),
        )
        for monday, inquiries, immature, *sums in rows
    ]


def _read_heads(marts: duckdb.DuckDBPyConnection, zone: str) -> list[Heads]:
    """People needed per interval in the order of time: each channel has its own, so the channels add up.

    The sum is None where a channel with inquiries has no answer. The intervals are those of the volume mart;
    one that the plan lacks has inquiries alone.
    """

    def total(column: str) -> str:
        is_unknown = f"coalesce(bool_or({column} is null and inquiry_count > 0), false)"
        return f"case when not {is_unknown} then sum({column}) end"

    return [
        Heads(*row)
        for row in marts.execute(
            f"""with plan as (
                select interval_start_at, {total("required_agents")} as needed,
                    {total("required_agents_low")} as low, {total("required_agents_high")} as high,
                    {total("paid_agents")} as paid
                from fct_required_headcount where {HEADS_OF_NOW} group by interval_start_at
            ),
            volume as (
                select interval_start_at, sum(inquiry_count)::bigint as inquiries
                from agg_inquiry_volume group by interval_start_at
            )
            select {local_sql("interval_start_at")}, inquiries, needed, low, high, paid
            from volume left join plan using (interval_start_at) order by interval_start_at""",
            {"zone": zone},
        ).fetchall()
    ]


def _read_heads_by_hour(marts: duckdb.DuckDBPyConnection, zone: str) -> dict[tuple[int, int], float]:
    """People needed in the busiest interval of an hour, averaged over the days of a weekday.

    Days of the plan without a need count as zero, so a quiet Sunday lowers the Sundays.
    """
    rows = marts.execute(
        f"""with plan as (
            select {local_sql("interval_start_at")} as clock, coalesce(sum(required_agents), 0) as needed
            from fct_required_headcount where {HEADS_OF_NOW} group by interval_start_at
        ),
        hours as (
            select clock::date as day, hour(clock) as hour, max(needed) as needed from plan group by all
        ),
        days as (select isodow(day) as weekday, count(distinct day) as day_count from hours group by weekday)
        select weekday, hour, sum(needed) / day_count
        from hours inner join days on isodow(hours.day) = days.weekday
        group by weekday, hour, day_count order by weekday, hour""",
        {"zone": zone},
    ).fetchall()
    return {(weekday, hour): needed for weekday, hour, needed in rows}


def _read_missing_reason(marts: duckdb.DuckDBPyConnection) -> str | None:
    """The most frequent reason why a channel with inquiries has no answer."""
    row = marts.execute(
        f"""select status_reason from fct_required_headcount
        where {HEADS_OF_NOW} and required_agents is null and inquiry_count > 0 and status_reason is not null
        group by status_reason order by count(*) desc, status_reason limit 1"""
    ).fetchone()
    return row[0] if row else None
