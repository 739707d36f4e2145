"""Every measure of the LookML, run on the sample's marts, held against plain SQL on the same marts."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest
from project import Project

from bi.looker.expected import HANDLING_TIME, Expected
from bi.looker.expected_contacts import CONTACT_DRIVERS
from bi.looker.expected_headcount import DESK, headcount_monthly, required_headcount
from bi.looker.expected_improvement import COST_DRIVERS, LOG_QUALITY, RELEASES, STEP_COSTS, SWIVEL
from bi.looker.expected_operations import DBT_RUNS, LOG_ARRIVALS
from bi.looker.expected_outcomes import ADHERENCE, OUTCOMES, OUTCOMES_OF_CHANNELS
from bi.looker.expected_per_agent import PER_AGENT
from bi.looker.expected_volume import FORECASTS, VOLUME
from bi.looker.model import Model, load_model
from bi.looker.runner import Runner
from bi.looker.sql import Query
from cs_productivity.summary import read_summary

OPEN, RESTRICTED = load_model("cs_productivity"), load_model("cs_productivity_restricted")
TODAY = date(2026, 3, 16)
EXPECTED: dict[tuple[Model, str], tuple[Expected, ...]] = {
    **{(OPEN, name): (expected,) for name, expected in HANDLING_TIME.items()},
    (OPEN, "volume"): (VOLUME,),
    (OPEN, "forecasts"): (FORECASTS,),
    (OPEN, "required_headcount"): (
        required_headcount("base", is_actual=True),
        required_headcount("volume_up_10_percent", is_actual=False),
    ),
    (OPEN, "desk_headcount"): (DESK,),
    (OPEN, "headcount_monthly"): (
        headcount_monthly("base", is_actual=True),
        headcount_monthly("aht_down_5_percent", is_actual=False),
    ),
    (OPEN, "staffing_outcomes"): (OUTCOMES, OUTCOMES_OF_CHANNELS),
    (OPEN, "schedule_adherence"): (ADHERENCE,),
    (OPEN, "contact_drivers"): CONTACT_DRIVERS,
    (OPEN, "step_costs"): (STEP_COSTS,),
    (OPEN, "swivel"): (SWIVEL,),
    (OPEN, "cost_drivers"): (COST_DRIVERS,),
    (OPEN, "releases"): (RELEASES,),
    (OPEN, "log_quality"): (LOG_QUALITY,),
    (OPEN, "log_arrivals"): (LOG_ARRIVALS,),
    (OPEN, "dbt_runs"): (DBT_RUNS,),
    **{(RESTRICTED, name): (expected,) for name, expected in PER_AGENT.items()},
}
# a ratio of one row is the mart's own
OF_A_ROW = {
    "aht": {"aht": "aht_seconds", "single_action_tickets_share": "single_action_share"},
    "staffing_outcomes": {
        "service_level": "actual_service_level",
        "average_wait": "average_wait_seconds",
        "abandonment_share": "abandonment_rate",
    },
    "contact_drivers": {
        "contacts_per_1000_orders": "per_1000_orders",
        "contacts_per_1000_active_users": "per_1000_active_users",
        "weekly_change": "change_of_week",
    },
    "log_quality": {"lost_share": "loss_rate", "unseen_share": "tail_loss_rate"},
    "cost_drivers": {"total_cost_change": "cost_change"},
}
ADHERENCE_OF_A_ROW = ("adherence", "adherence_low", "adherence_high", "conformance", "occupancy", "shrinkage")


def same(found: object, wanted: object, type_: str) -> bool:
    """Whether two figures are the same; Looker writes a sum of nothing as 0."""
    if wanted is None:
        return found is None or (type_ in ("sum", "sum_distinct") and found == 0)
    if found is None:
        return False
    return math.isclose(float(found), float(wanted), rel_tol=1e-9, abs_tol=1e-6)


def compare(
    runner: Runner,
    model: Model,
    explore: str,
    expected: Expected,
    by: dict[str, str],
    *,
    in_parentheses: bool,
) -> set[str]:
    """Compare all measures of an explore in all groups, and return those that are not null in each of them."""
    measures = list(expected.measures)
    query = Query(model, explore, TODAY, in_parentheses=in_parentheses)
    found = {
        row[: len(by)]: row[len(by) :]
        for row in runner.rows(query.select([*by, *measures], expected.filters))
    }
    keys = "".join(f"{sql} as key_{place}, " for place, sql in enumerate(by.values()))
    groups = f"group by {', '.join(f'key_{place}' for place in range(len(by)))}" if by else ""
    columns = ", ".join(expected.measures.values())
    sql = f"select {keys}{columns} from {expected.source} {groups} having {expected.having}"
    wanted = {row[: len(by)]: row[len(by) :] for row in runner.query(sql)}
    assert found.keys() == wanted.keys()
    fields = model.offered(model.explores[explore])
    wrong = [
        f"{name} of {key}: {found[key][place]}, not {figures[place]}"
        for key, figures in wanted.items()
        for place, name in enumerate(measures)
        if not same(found[key][place], figures[place], fields[name].type)
    ]
    assert not wrong, "\n".join(wrong[:20])
    return {
        name for place, name in enumerate(measures) if any(row[place] is not None for row in found.values())
    }


def test_every_measure_is_held_against_plain_sql() -> None:
    explores = {(model, name) for model in (OPEN, RESTRICTED) for name in model.explores}
    assert set(EXPECTED) == explores
    for (model, explore), cases in EXPECTED.items():
        for expected in cases:
            assert set(expected.measures) == set(model.own_measures(explore)), explore


@pytest.mark.parametrize(("model", "explore"), EXPECTED, ids=str)
def test_measures_are_what_plain_sql_says(model: Model, explore: str, runner: Runner) -> None:
    told: set[str] = set()
    for expected in EXPECTED[model, explore]:
        for by in ({}, *expected.groupings) if expected.has_total else expected.groupings:
            # Looker may put what a reference stands for in parentheses or not
            told |= compare(runner, model, explore, expected, by, in_parentheses=bool(by))
    assert told == set(model.own_measures(explore)), "null everywhere, so nothing was compared"


@pytest.mark.parametrize("explore", OF_A_ROW)
def test_the_ratio_of_a_row_is_the_marts_own(explore: str, runner: Runner) -> None:
    base = OPEN.explores[explore].base
    names = [f"{base}.{measure}" for measure in OF_A_ROW[explore]]
    dimensions = [f"{base}.row_key", *(f"{base}.{column}" for column in OF_A_ROW[explore].values())]
    everything = dict.fromkeys(OPEN.explores[explore].always_filter, "")
    rows = runner.rows(Query(OPEN, explore, TODAY).select([*dimensions, *names], everything))
    assert len(rows) == runner.query(f"select count(*) from marts.{base}")[0][0]
    for row in rows:
        own, measured = row[1 : 1 + len(names)], row[1 + len(names) :]
        assert all(same(one, other, "number") for one, other in zip(measured, own, strict=True)), row
    assert all(any(row[place] is not None for row in rows) for place in range(1, 1 + 2 * len(names)))


def test_the_adherence_of_a_row_is_the_marts_own(runner: Runner) -> None:
    view = "agg_schedule_adherence"
    names = [*(f"{view}.{name}" for name in ADHERENCE_OF_A_ROW)]
    measures = [
        f"{view}.{name.replace('adherence', 'adherence_share') if 'adherence' in name else name + '_share'}"
        for name in ADHERENCE_OF_A_ROW
    ]
    rows = runner.rows(
        Query(OPEN, "schedule_adherence", TODAY).select([f"{view}.row_key", *names, *measures])
    )
    assert rows
    for _, *figures in rows:
        own, measured = figures[: len(names)], figures[len(names) :]
        assert all(same(one, other, "number") for one, other in zip(measured, own, strict=True)), figures


def test_headlines_are_those_of_the_report(built_sample: Project) -> None:
    runner = Runner(built_sample.warehouse)
    runner.connection.execute("set schema = 'marts'")
    variables = {"reporting_timezone": "Asia/Tokyo", "interval_minutes": 30}
    summary = read_summary(runner.connection, variables, datetime.now(UTC).replace(tzinfo=None))

    def figures(explore: str, *names: str) -> tuple:
        (row,) = runner.rows(Query(OPEN, explore, TODAY).select(names))
        return row

    tickets, aht, low, high = figures(
        "tickets", *(f"fct_tickets.{name}" for name in ("counted_tickets", "aht", "aht_low", "aht_high"))
    )
    assert tickets == summary.handling.ticket_count
    assert math.isclose(aht, summary.handling.aht_seconds)
    assert all(map(math.isclose, (low, high), summary.handling.bounds_seconds))
    assert figures("volume", "agg_inquiry_volume.inquiries") == (summary.inquiry_count,)
    assert figures("desk_headcount", "desk_headcount.peak_inquiries") == (summary.peak.inquiry_count,)
    # hours of intervals add up to those of the months
    needed = figures("required_headcount", "fct_required_headcount.required_agent_hours")
    assert needed == figures("headcount_monthly", "agg_headcount_monthly.required_agent_hours")
    assert figures("tickets", "fct_tickets.open_tickets", "fct_tickets.merged_tickets") == (
        summary.open_count,
        summary.merged_count,
    )
