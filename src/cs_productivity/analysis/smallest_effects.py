"""Before a release: the smallest drop of effort per ticket that a roll-out can show, from a desk's own tickets."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from cs_productivity.effects import smallest_effect, variances_of

WEEKS = (1, 2, 4, 6, 8, 12)

# each ticket's effort against what is usual for its channel and reason
_AGENT_WEEKS = """
with tickets as (
    select
        tickets.agent_key,
        tickets.team,
        dates.week_start_date,
        ln(greatest(tickets.effort_seconds, 1)) as log_effort,
        avg(ln(greatest(tickets.effort_seconds, 1))) over (
            partition by tickets.channel, tickets.contact_reason
        ) as usual_log_effort
    from marts.fct_tickets as tickets
    inner join marts.dim_dates as dates on tickets.completed_date = dates.calendar_date
    where tickets.is_counted_in_aht and tickets.is_matured and tickets.agent_key is not null
)

select
    agent_key,
    team,
    week_start_date,
    count(*) as ticket_count,
    sum(log_effort - usual_log_effort) as log_sum
from tickets
group by agent_key, team, week_start_date
order by agent_key, team, week_start_date
"""


class _Queries(Protocol):
    def query(self, sql: str) -> pd.DataFrame: ...


def agent_weeks(marts: _Queries) -> pd.DataFrame:
    """Return what each agent completed in each week: for the variances alone, not to be shown.

    Args:
        marts: opened by `open_marts`.

    Returns:
        A row per agent_key, team and week_start_date: ticket_count and log_sum (sum of log effort less what is usual).
    """
    return marts.query(_AGENT_WEEKS)


def smallest_effects(weeks_of_agents: pd.DataFrame, treated: int, controls: int) -> pd.DataFrame:
    """Return the smallest effect by weeks before and after the release, as many of both, with a chance of 80 %.

    Args:
        weeks_of_agents: see `agent_weeks`.
        treated: agents who are to get the release first; at least 2.
        controls: agents who are to get it later; at least 2.

    Returns:
        A row per number of weeks: weeks, smallest_effect (a share, -0.08 is 8 % less effort per ticket).

    Raises:
        ValueError: there are too few agents or weeks to tell how much they vary.
    """
    counts, sums = (
        weeks_of_agents.pivot_table(column, ["team", "agent_key"], "week_start_date", "sum", 0)
        for column in ("ticket_count", "log_sum")
    )
    weight = counts.to_numpy(float)
    teams = counts.index.get_level_values("team")
    variances = variances_of(weight, sums.to_numpy(float), np.arange(weight.shape[1], dtype=float), teams)
    if np.isnan(variances.within):
        raise ValueError(
            "There are too few agents or weeks to tell how much they vary: three agents of a team need two."
        )
    per_week = float(weight[weight > 0].mean())
    found = smallest_effect(treated, controls, per_week, variances, WEEKS, WEEKS)
    return pd.DataFrame({"weeks": WEEKS, "smallest_effect": found.share})
