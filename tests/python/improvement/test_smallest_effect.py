"""What a roll-out can show, planned from the marts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bi.published import publish_build, publish_empty
from project import ROOT, Project

from cs_productivity.analysis import smallest_effects
from cs_productivity.analysis.smallest_effects import WEEKS

sys.path.insert(0, str(ROOT / "analyses"))

import smallest_effect


@pytest.fixture
def marts(built_sample: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The marts that the plan reads, where readers find them."""
    published = publish_build(built_sample, tmp_path)
    monkeypatch.setenv("CS_PUBLISH_PATH", str(published))
    return published


def test_more_weeks_show_a_smaller_effect(marts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert smallest_effect.main(["--treated", "4", "--controls", "4"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "4 agents with the release against 4 without it, with a chance of 80 %:"
    shares = [float(line.split(":")[1].split("%")[0]) for line in said[1:]]
    assert len(shares) == len(WEEKS)
    assert all(-100 < share < 0 for share in shares)
    assert shares[0] < shares[2]


def test_what_it_promises_is_what_a_test_shows() -> None:
    """Tickets of a known spread: agents' means of a week vary by it alone, so that the effect can be worked out."""
    random = np.random.default_rng(3)
    tickets, spread = 50, 0.8
    agent_weeks = pd.DataFrame(
        [
            {
                "agent_key": agent,
                "team": "north",
                "week_start_date": week,
                "ticket_count": tickets,
                "log_sum": total,
            }
            for agent in range(300)
            for week, total in enumerate(random.normal(0, spread * np.sqrt(tickets), 8))
        ]
    )
    planned = smallest_effects(agent_weeks, 100, 100).set_index("weeks")["smallest_effect"]
    # two-sided 5 %, power 80 %: 2.80 standard errors of a difference of 4-week means in 200 agents
    error = np.sqrt(spread**2 / tickets * (1 / 4 + 1 / 4) * (1 / 100 + 1 / 100))
    assert planned[4] == pytest.approx(np.expm1(-2.80 * error), rel=0.06)


def test_nothing_to_plan_with_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("CS_PUBLISH_PATH", str(tmp_path))
    assert smallest_effect.main(["--treated", "4", "--controls", "4"]) == 1
    assert "There are no marts at" in capsys.readouterr().err
    publish_empty(tmp_path)
    assert smallest_effect.main(["--treated", "4", "--controls", "4"]) == 1
    assert "too few agents or weeks" in capsys.readouterr().err
