"""Real logs that are revealed some months at a time give what one build of all their months gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from increments.dbt_runs import Dbt
from increments.months import CASES, play_months


# `make soak` reveals every month
@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_months_of_a_real_log_add_up_to_one_build(case: str, real_data: Path, scratch: Path) -> None:
    growth = play_months(Dbt(scratch / "dbt"), scratch / case, CASES[case], real_data, milestones=3)
    assert not growth.report, growth.report
    assert (len(growth.increment_seconds), len(growth.refresh_seconds)) == (3, 2)
    assert growth.row_count > 100_000
