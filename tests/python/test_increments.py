"""Increments give what a full refresh gives, row for row, in whatever order rows and files land."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from increments.dbt_runs import FIRST, Dbt, Place
from increments.deliveries import deliver
from increments.history import History, histories
from increments.replay import replay

from cs_productivity.publish import RUN_MARTS


@pytest.fixture(scope="module")
def dbt(scratch: Path) -> Dbt:
    return Dbt(scratch / "dbt")


# shrinking takes many builds: `make soak SEED=… SHRINK=1` does it by hand
AS_THEY_COME = settings(
    max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@settings(AS_THEY_COME, derandomize=True)
@given(history=histories(batch_count=(2, 4)))
def test_increments_give_what_a_full_refresh_gives(history: History, dbt: Dbt, scratch: Path) -> None:
    assert_increments_hold(history, dbt, scratch)


# other histories than those above, the same every time
@pytest.mark.slow
@seed(1)
@settings(AS_THEY_COME, database=None)
@given(history=histories(batch_count=(2, 4)))
def test_more_increments_give_what_a_full_refresh_gives(history: History, dbt: Dbt, scratch: Path) -> None:
    assert_increments_hold(history, dbt, scratch)


def assert_increments_hold(history: History, dbt: Dbt, scratch: Path) -> None:
    outcome = replay(history, dbt, scratch / "history")
    assert not outcome.report, outcome.report
    assert outcome.relation_count > 50
    assert outcome.row_count > 100


def test_a_killed_build_leaves_off_in_the_middle(dbt: Dbt, scratch: Path) -> None:
    place = Place(scratch / "killed" / "raw", scratch / "killed" / "increments.duckdb")
    deliver(History.of(1))[0].land(place.zone)
    assert dbt.run_and_kill(place, FIRST, {}, statement=150)
    with duckdb.connect(str(place.warehouse), read_only=True) as connection:
        query = "select started_at is not null, finished_at is not null from audit.dbt_invocations"
        assert connection.execute(query).fetchall() == [(True, False)]
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'")
        # what tells of the runs stands on no model
        assert {name for (name,) in tables.fetchall()} <= set(RUN_MARTS)
