"""Before a release: the smallest drop of effort per ticket that a roll-out can show, from a desk's own tickets.

    python analyses/smallest_effect.py --treated 10 --controls 12

reads the published marts; each agent's effort is held against what is usual for the reasons of its tickets.
"""

from __future__ import annotations

import argparse
import sys

import duckdb
import numpy as np
import pandas as pd

from cs_productivity.effects import smallest_effect, variances_of
from cs_productivity.settings import SettingsError, load_settings

WEEKS = (1, 2, 4, 6, 8, 12)

AGENT_WEEKS = """
with tickets as (
    select
        agent_key,
        team,
        cast(date_trunc('week', completed_date) as date) as week_start_date,
        ln(greatest(effort_seconds, 1))
        - avg(ln(greatest(effort_seconds, 1))) over (partition by channel, contact_reason) as log_deviation
    from fct_tickets
    where is_counted_in_aht and is_matured and agent_key is not null
)

select
    agent_key,
    team,
    week_start_date,
    count(*) as ticket_count,
    sum(log_deviation) as log_sum
from tickets
group by agent_key, team, week_start_date
"""


def plan(agent_weeks: pd.DataFrame, treated: int, controls: int) -> pd.DataFrame:
    """Return the smallest effect by weeks before and after the release, as many of both.

    Args:
        agent_weeks: a row per agent_key, team and week_start_date: ticket_count and log_sum (sum of log effort less
            what is usual).
        treated: agents who are to get the release first.
        controls: agents who are to get it later.

    Returns:
        A row per number of weeks: weeks, smallest_effect (a share, -0.08 is 8 % less).

    Raises:
        ValueError: there are too few agents or weeks to tell how much they vary.
    """
    counts = agent_weeks.pivot_table("ticket_count", ["team", "agent_key"], "week_start_date", "sum", 0)
    sums = agent_weeks.pivot_table("log_sum", ["team", "agent_key"], "week_start_date", "sum", 0.0)
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


def main(arguments: list[str]) -> int:
    """Print the plan; returns 1 if there is nothing to plan with."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--treated", type=int, required=True, help="agents who are to get the release first")
    parser.add_argument("--controls", type=int, required=True, help="agents who are to get it later")
    given = parser.parse_args(arguments)
    try:
        marts = load_settings().publish_path / "marts.duckdb"
        if not marts.exists():
            raise SettingsError(f"There are no marts at {marts}: run `make build`, or set CS_PUBLISH_PATH.")
        with duckdb.connect(str(marts), read_only=True) as connection:
            planned = plan(connection.execute(AGENT_WEEKS).df(), given.treated, given.controls)
    except (SettingsError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"{given.treated} agents with the release against {given.controls} without it, with a chance of 80 %:"
    )
    for row in planned.itertuples():
        print(f"{row.weeks:>3} weeks before and after: {100 * row.smallest_effect:+.1f} % effort per ticket")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
