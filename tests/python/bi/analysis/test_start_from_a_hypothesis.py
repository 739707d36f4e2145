"""What the notebook about steps tells, against queries of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from project import Project

from bi.analysis.notebooks import BY_NAME, Run, run_code
from cs_productivity.analysis import smallest_effects
from cs_productivity.publish import MARTS_FILE

NOTEBOOK = BY_NAME["start_from_a_hypothesis"]


def test_steps_and_trips_are_those_of_the_marts(ran: dict[str, Run], built_sample: Project) -> None:
    told = ran["start_from_a_hypothesis"].variables
    (costliest,) = built_sample.query(
        """with newest as (
            from marts.agg_step_costs
            where month_start_date = (select max(month_start_date) from marts.agg_step_costs)
        )
        select screen, sum(agents_at_stake), sum(cost_at_stake), sum(effort_seconds), sum(visits)
        from newest group by screen order by sum(cost_at_stake) desc limit 1"""
    )
    screen, agents, cost, effort, visits = costliest
    assert told["first_screen"] == screen
    row = told["screens"].loc[screen]
    assert row["agents_at_stake"] == pytest.approx(agents)
    assert row["cost_at_stake"] == pytest.approx(cost)
    assert row["seconds_per_visit"] == pytest.approx(effort / visits)
    assert f"**{screen}** kept {agents:.1f} full-time agents busy" in told["first_finding"]
    assert f"JPY {cost:,.0f} so far" in told["first_finding"]
    trips = built_sample.query(
        """select screen_left || ' → ' || screen_returned_to, sum(trip_count) from marts.agg_swivel
        where month_start_date = (select max(month_start_date) from marts.agg_step_costs)
        group by all order by 2 desc, 1 limit 10"""
    )
    assert dict(zip(told["pairs"]["pair"], told["pairs"]["trip_count"], strict=True)) == dict(trips)


def test_what_an_idea_spares_is_its_part_of_the_agents_at_stake(
    ran: dict[str, Run], built_sample: Project, published: Path
) -> None:
    ideas = ran["start_from_a_hypothesis"].variables["ideas"]
    total, *rest = built_sample.query(
        """select sum(effort_seconds) from marts.agg_step_costs
        where month_start_date = (select max(month_start_date) from marts.agg_step_costs)"""
    )
    assert not rest
    steps = built_sample.query(
        """select screen, sum(agents_at_stake * swivel_seconds / effort_seconds), sum(swivel_seconds),
            sum(agents_at_stake * least(api_wait_seconds, effort_seconds) / effort_seconds), sum(agents_at_stake)
        from marts.agg_step_costs
        where month_start_date = (select max(month_start_date) from marts.agg_step_costs)
            and effort_seconds > 0 and screen <> 'unknown'
        group by screen"""
    )
    for screen, by_trips, seconds, by_waiting, agents in steps:
        assert ideas.loc[(screen, "no trips to other tools"), "agents"] == pytest.approx(by_trips)
        assert ideas.loc[(screen, "no waiting for the backend"), "agents"] == pytest.approx(by_waiting)
        assert ideas.loc[(screen, "10.0 % shorter"), "agents"] == pytest.approx(0.1 * agents)
        part = ideas.loc[(screen, "no trips to other tools"), "part_of_effort"]
        assert part == pytest.approx(seconds / total[0])
    twice = run_code(NOTEBOOK, published, shorter=0.2).variables["ideas"]
    assert twice.loc[(steps[0][0], "20.0 % shorter"), "agents"] == pytest.approx(0.2 * steps[0][4])
    assert not (twice.index.get_level_values("screen") == "unknown").any()


def test_waiting_spares_no_more_than_there_is_effort(change: Callable[[str], Path]) -> None:
    marts = change("update agg_step_costs set api_wait_seconds = 2 * effort_seconds")
    told = run_code(NOTEBOOK, marts).variables
    waiting = told["ideas"].xs("no waiting for the backend", level="idea")["agents"]
    agents = told["known"].groupby("screen")["agents_at_stake"].sum()
    assert waiting.to_dict() == pytest.approx(agents.to_dict())


def test_only_ideas_that_would_show_are_told_to_be_seen(ran: dict[str, Run], published: Path) -> None:
    told = ran["start_from_a_hypothesis"].variables
    weeks = smallest_effects(agent_weeks_by_hand(published), told["treated"], told["controls"]).set_index(
        "weeks"
    )
    assert told["visible"] == pytest.approx(weeks.loc[8, "smallest_effect"])
    assert told["treated"] + told["controls"] == agent_weeks_by_hand(published)["agent_key"].nunique()
    assert "AHT alone will not show that here" in told["decision"]
    larger = run_code(NOTEBOOK, published, shorter=0.9).variables
    assert larger["ideas"]["can_be_seen"].iloc[0] and not larger["ideas"]["can_be_seen"].all()
    assert "would show" in larger["decision"]


def agent_weeks_by_hand(published: Path) -> pd.DataFrame:
    """The same with pandas, from the tickets."""
    with duckdb.connect(str(published / MARTS_FILE), read_only=True) as connection:
        tickets = connection.sql(
            "from fct_tickets where is_counted_in_aht and is_matured and agent_key is not null"
        ).df()
    log_effort = np.log(tickets["effort_seconds"].clip(lower=1))
    usual = log_effort.groupby([tickets["channel"], tickets["contact_reason"]]).transform("mean")
    tickets["log_sum"] = log_effort - usual
    tickets["week_start_date"] = tickets["completed_date"].dt.to_period("W").dt.start_time
    keys = ["agent_key", "team", "week_start_date"]
    return tickets.groupby(keys, as_index=False).agg(
        ticket_count=("ticket_id", "size"), log_sum=("log_sum", "sum")
    )
