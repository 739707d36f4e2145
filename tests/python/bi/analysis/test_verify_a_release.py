"""What the notebook about a release tells, against the marts and against made-up effects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from project import Project

from bi.analysis.notebooks import BY_NAME, Run, run_code
from bi.published import TIME_ZONE

NOTEBOOK = BY_NAME["verify_a_release"]
RELEASED = """
update fct_improvement_effects set
    n_agents_treated = {treated}, n_agents_control = 14, n_tickets = 2000, baseline = 400, effect = {effect},
    ci_low = {effect} - 15, ci_high = {effect} + 15, effect_pct = {effect} / 400, effect_pct_low = {effect} / 400 - .03,
    effect_pct_high = {effect} / 400 + .03, p_adjusted = .004, pretrend_p = {pretrend}, placebo_effect = .01,
    placebo_p = .6, hours_delta = -90, hours_delta_low = -130, hours_delta_high = -50, headcount_delta = -1.25,
    headcount_delta_low = -1.75, headcount_delta_high = -0.5, cost_delta = -200000, cost_delta_low = -300000,
    cost_delta_high = -100000, currency = 'JPY', verdict = '{verdict}', verdict_reason = 'Because of {effect}.'
where release_id = 'rel_01' and metric = 'effort_per_ticket';
update fct_improvement_effects set
    n_agents_treated = {treated}, baseline = .05, effect = .02, ci_low = .01, ci_high = .03
where release_id = 'rel_01' and metric = 'reopen_rate';
update fct_improvement_effects set
    n_agents_treated = {treated}, baseline = .05, effect = .01, ci_low = -.01, ci_high = .03
where release_id = 'rel_01' and metric = 'transfer_rate';
"""


def test_a_release_that_worked_is_told_in_heads_and_money(change: Callable[[str], Path]) -> None:
    marts = change(RELEASED.format(treated=12, effect=-40, pretrend=0.4, verdict="improved"))
    told = run_code(NOTEBOOK, marts).variables
    # the newest that there is an effect of, though others are newer
    assert told["release_id"] == "rel_01"
    assert told["main"]["effect_pct"] == pytest.approx(-0.1)
    assert told["decision"] == (
        "**Give it to everyone.** A month it is -1.75 to -0.50 full-time agents, JPY -300,000 to JPY -100,000."
    )
    assert told["worth"].loc["best estimate"].to_list() == [-90, -1.25, -200000]
    assert list(told["worse"]) == ["reopen_rate"]
    assert told["before"] == "Nothing speaks against it."
    assert told["sides"] == [12, 14]
    assert run_code(NOTEBOOK, marts, release_id="rel_03").variables["release_id"] == "rel_03"


def test_a_release_that_did_not_work_says_what_is_not_ruled_out(change: Callable[[str], Path]) -> None:
    marts = change(RELEASED.format(treated=12, effect=-4, pretrend=0.01, verdict="no evidence"))
    told = run_code(NOTEBOOK, marts).variables
    assert told["before"] == "They did not: effort_per_ticket already moved apart."
    assert "is -4.0 % to +2.0 %. reopen_rate got worse." in told["decision"]


def test_figures_of_fewer_than_five_agents_are_not_shown(change: Callable[[str], Path]) -> None:
    marts = change(RELEASED.format(treated=4, effect=-40, pretrend=0.4, verdict="worse"))
    told = run_code(NOTEBOOK, marts).variables
    assert (
        told["found"]
        .loc["effort_per_ticket"]
        .drop(["n_agents_treated", "n_agents_control"])
        .map(lambda value: isinstance(value, str) or pd.isna(value))
        .all()
    )
    assert told["main"]["verdict_reason"] == "Fewer than five agents had the release."
    assert told["decision"].startswith("**Take it back")
    assert "40" not in told["decision"]


def test_the_release_of_the_sample_is_told_as_the_mart_has_it(
    ran: dict[str, Run], built_sample: Project
) -> None:
    told = ran["verify_a_release"].variables
    ((newest, first),) = built_sample.query(
        f"""select release_id, strftime(timezone('{TIME_ZONE}', timezone('UTC', first_enabled_at)), '%d %b %Y')
        from marts.dim_releases order by first_enabled_at desc limit 1"""
    )
    ((verdict, reason),) = built_sample.query(
        f"""select verdict, verdict_reason from marts.fct_improvement_effects
        where release_id = '{newest}' and metric = 'effort_per_ticket'"""
    )
    assert (told["release_id"], told["verdict"], told["reason"]) == (newest, verdict, reason)
    assert f"rolled out: {first} to" in told["about"]
    assert told["decision"] == f"**Nothing can be said.** {reason}"
