"""What a metric must be, in SQL on the marts that was written by hand and not out of the semantic layer."""

from __future__ import annotations

from dataclasses import dataclass

# Tokyo has no summer time
WALL_CLOCK = "interval_start_at + interval 9 hour"
TIME_OF_DAY = f"strftime({WALL_CLOCK}, '%H:%M')"
WEEKEND = "dayname({date}) in ('Saturday', 'Sunday')"
REASON_GROUP = (
    "(select contact_reason_group from marts.dim_contact_reasons as reasons"
    " where reasons.contact_reason = mart.contact_reason)"
)
STYLE = "case channel when 'phone' then 'continuous' when 'chat' then 'concurrent' else 'deferred' end"
# of each period the rows of its last month
LAST_MONTH = "qualify month_start_date = max(month_start_date) over (partition by {period})"


@dataclass(frozen=True)
class Source:
    """Rows of a mart that metrics are figures of.

    Attributes:
        mart: its name.
        date: SQL of the date that metric_time is; None where rows have none.
        keys: SQL of what the metrics can be grouped by, by its name in the semantic layer.
        figures: SQL of each metric, an aggregate.
        where: which rows count.
        qualify: which rows count, of those of a period.
        grain: how long the period is that the metrics are asked for by.
    """

    mart: str
    date: str | None
    keys: dict[str, str]
    figures: dict[str, str]
    where: str = "true"
    qualify: str = ""
    grain: str = "week"

    def sql(self, metric: str, keys: list[str], by_period: bool) -> str:
        """Return the query of a metric's rows: keys in the order given, the period, the figure."""
        period = f"date_trunc('{self.grain}', {self.date})" if by_period else "true"
        columns = [*(self.keys[key] for key in keys), *([period] if by_period else [])]
        rows = (
            f"select * from marts.{self.mart} as mart where {self.where} {self.qualify.format(period=period)}"
        )
        select = ", ".join([*columns, self.figures[metric]])
        return f"select {select} from ({rows}) as mart" + (" group by all" if columns else "")
