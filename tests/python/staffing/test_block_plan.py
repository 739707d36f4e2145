"""From loads of deferred work to rows of required agents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cs_productivity.staffing.block_plan import plan_blocks

HOUR = 3_600_000_000
NO_BACKLOG = pd.DataFrame({"channel": [], "due_interval": [], "work_us": []})
AT_ONCE = pd.DataFrame({"channel": ["mail"], "lag_intervals": [0], "turn_share": [1.0]})
RUN = pd.Timestamp("2026-03-01")


def loads(
    work: list[float],
    *,
    is_open: list[bool] | None = None,
    run_at: pd.Timestamp | None = None,
    block_hours: int = 1,
    **changes: object,
) -> pd.DataFrame:
    """Hours of mail with seconds of work in each, to be done within two hours."""
    opened = is_open or [True] * len(work)
    rows = pd.DataFrame(
        {
            "scenario": "base",
            "forecast_run_at": pd.Series([run_at] * len(work), dtype="datetime64[us]"),
            "channel": "mail",
            "interval_start_us": [HOUR * place for place in range(len(work))],
            "work_seconds": work,
            "block_start_us": [
                float(HOUR * (place // block_hours * block_hours)) if here else np.nan
                for place, here in enumerate(opened)
            ],
            "target_share": 1.0,
            "target_seconds": 7200,
            "deadline_clock": "opening_hours",
            "max_occupancy": 1.0,
            "interval_minutes": 60,
        }
    )
    rows["work_seconds_low"], rows["work_seconds_high"] = rows["work_seconds"] / 2, rows["work_seconds"] * 2
    return rows.assign(**changes)


def agents(rows: pd.DataFrame, name: str = "required_agents") -> list[int]:
    return rows.sort_values("interval_start_us")[name].tolist()


def test_work_is_spread_up_to_its_deadline() -> None:
    found = plan_blocks(loads([7200.0, 0, 0, 0]), NO_BACKLOG, AT_ONCE)
    # two hours of work, due two hours later: one agent for two hours does
    assert sum(agents(found)) == 2
    assert max(agents(found)) == 1
    assert set(found["status"]) == {"ok"}
    assert found["service_level"].tolist() == pytest.approx([1.0] * 4)


def test_bounds_enclose_what_is_expected() -> None:
    rng = np.random.default_rng(5)
    found = plan_blocks(loads(list(rng.uniform(0, 20_000, 48)), block_hours=4), NO_BACKLOG, AT_ONCE)
    assert (found["required_agents_low"] <= found["required_agents"]).all()
    assert (found["required_agents"] <= found["required_agents_high"]).all()
    assert found["required_agents_high"].sum() > found["required_agents_low"].sum()


def test_agents_are_the_same_over_a_block() -> None:
    rng = np.random.default_rng(6)
    found = plan_blocks(loads(list(rng.uniform(0, 20_000, 48)), block_hours=8), NO_BACKLOG, AT_ONCE)
    numbers = np.array(agents(found)).reshape(6, 8)
    assert (numbers == numbers[:, :1]).all()


def test_the_last_interval_is_staffed_as_if_work_went_on() -> None:
    found = plan_blocks(loads([3600.0] * 24), NO_BACKLOG, AT_ONCE)
    # the deadline of the last hours lies beyond the end: without what is to come nobody would be asked for
    assert agents(found)[-2:] == [1, 1]


def test_customers_who_write_again_bring_work_later() -> None:
    lags = pd.DataFrame({"channel": "mail", "lag_intervals": [0, 10], "turn_share": [0.5, 0.5]})
    found = plan_blocks(loads([7200.0, *[0.0] * 23]), NO_BACKLOG, lags)
    numbers = agents(found)
    assert sum(numbers[:10]) == 1
    assert sum(numbers[10:13]) == 1


def test_a_closed_channel_asks_for_nobody_and_its_work_waits() -> None:
    found = plan_blocks(
        loads([3600.0, 3600.0, 0, 0, 0], is_open=[False, False, True, True, True]), NO_BACKLOG, AT_ONCE
    )
    assert agents(found)[:2] == [0, 0]
    assert sum(agents(found)[2:4]) == 2
    assert found.sort_values("interval_start_us")["status"].tolist()[:3] == ["closed", "closed", "ok"]


def test_what_comes_before_an_unknown_interval_is_unknown() -> None:
    found = plan_blocks(loads([3600.0, np.nan, 3600.0, 3600.0]), NO_BACKLOG, AT_ONCE)
    assert found["required_agents"].isna().tolist() == [True, True, False, False]
    assert found["status"].tolist() == ["unknown", "unknown", "ok", "ok"]
    assert found["status_reason"].notna().all()


def test_nothing_is_planned_where_no_work_is_known() -> None:
    found = plan_blocks(loads([np.nan] * 3), NO_BACKLOG, AT_ONCE)
    assert found["required_agents"].isna().all()
    assert set(found["status"]) == {"unknown"}


def test_backlog_is_work_of_a_forecast_alone() -> None:
    backlog = pd.DataFrame({"channel": ["mail"], "due_interval": [1], "work_us": [7200e6]})
    forecast = plan_blocks(loads([0.0] * 6, run_at=RUN), backlog, AT_ONCE)
    happened = plan_blocks(loads([0.0] * 6), backlog, AT_ONCE)
    assert sum(agents(forecast)) == 2
    assert sum(agents(forecast)[:2]) == 2
    assert sum(agents(happened)) == 0


def test_runs_and_scenarios_are_planned_apart() -> None:
    both = pd.concat(
        [loads([3600.0] * 9), loads([7200.0] * 9, scenario="more"), loads([0.0] * 9, run_at=RUN)]
    )
    found = plan_blocks(both, NO_BACKLOG, AT_ONCE)
    sums = found.groupby(["scenario", "forecast_run_at"], dropna=False)["required_agents"].sum()
    # the first work is due after two hours more, so the first two hours need nobody
    assert sorted(sums.tolist()) == [0, 7, 14]


def test_a_calendar_deadline_that_no_opening_allows_is_infeasible() -> None:
    found = plan_blocks(
        loads([3600.0, *[0.0] * 9], is_open=[False] * 8 + [True] * 2, deadline_clock="calendar"),
        NO_BACKLOG,
        AT_ONCE,
    )
    assert "infeasible" in set(found["status"])
    assert found["required_agents"].isna().any()


def test_without_loads_there_are_no_rows_but_typed_columns() -> None:
    found = plan_blocks(loads([1.0]).head(0), NO_BACKLOG, AT_ONCE)
    assert len(found) == 0
    assert str(found["status"].dtype) == "string"
