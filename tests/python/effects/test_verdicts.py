"""What a team reads: each verdict, each reason why nothing can be told, and the figures beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_frames import RATE, SECONDS, panel_of, releases_of
from made_releases import NEVER, roll_out

from cs_productivity.effects import METRICS, OUTPUT_COLUMNS, estimate_effects

BLOCKS = np.arange(-6.0, 6.0)
COMMON = roll_out({0: 12, NEVER: 14})
STAGGERED = roll_out({0: 6, 2: 6, NEVER: 14})
FASTER = {"effort_per_ticket": -0.1}


def _row(results: pd.DataFrame, metric: str = "effort_per_ticket", release: str = "spring") -> pd.Series:
    return results.set_index(["release_id", "metric"]).loc[(release, metric)]


def _judged(panel: pd.DataFrame, metric: str = "effort_per_ticket", **facts: object) -> pd.Series:
    return _row(estimate_effects(panel, releases_of("spring", **facts)), metric)


def test_a_release_that_saves_a_tenth_improved_effort_and_moved_nothing_else() -> None:
    results = estimate_effects(panel_of("spring", COMMON, BLOCKS, FASTER), releases_of("spring"))
    assert results.columns.tolist() == OUTPUT_COLUMNS
    assert results["metric"].tolist() == list(METRICS)
    row = _row(results)
    assert (row["verdict"], row["method"]) == ("improved", "difference in differences")
    assert row["estimand"] == "mean of treated agents, log seconds per ticket"
    assert (row["n_agents_treated"], row["n_agents_control"]) == (12, 14)
    assert row["n_tickets"] == pytest.approx(26 * 12 * 41, rel=0.05)
    assert row["baseline"] == pytest.approx(SECONDS, rel=0.02)
    assert row["effect"] == pytest.approx(SECONDS * np.expm1(-0.1), rel=0.15)
    assert row["effect_ci_low"] < row["effect"] < row["effect_ci_high"] < 0
    assert row["effect_pct"] == pytest.approx(np.expm1(-0.1), abs=0.02)
    assert row["pct_ci_low"] < row["effect_pct"] < row["pct_ci_high"] < 0
    assert row["capped_effect_pct"] == pytest.approx((1 + row["effect_pct"]) ** 0.9 - 1)
    assert row["p_value"] == row["p_adjusted"] < 0.001
    assert row["pretrend_p"] > 0.05 and row["placebo_p"] > 0.05
    assert abs(row["placebo_effect"]) < 0.03
    assert row["verdict_reason"] == (
        f"Effort per ticket fell by {-row['effect_pct']:.1%} (95 % interval {row['pct_ci_low']:+.1%} to "
        f"{row['pct_ci_high']:+.1%}, adjusted p below .001), 12 treated agents against 14; no guardrail got worse."
    ).replace("%", " %").replace("  %", " %")
    others = results.loc[results["metric"] != "effort_per_ticket", "verdict"]
    assert set(others) == {"no evidence"}


def test_a_rate_is_told_as_a_share_of_what_it_was() -> None:
    row = _judged(panel_of("spring", COMMON, BLOCKS, {"reopen_rate": -0.05}), "reopen_rate")
    assert row["verdict"] == "improved"
    assert row["estimand"] == "mean over tickets of treated agents, reopened tickets per ticket"
    assert row["baseline"] == pytest.approx(RATE, rel=0.02)
    assert row["effect"] == pytest.approx(-0.05, abs=0.003)
    assert row["effect_pct"] == pytest.approx(row["effect"] / row["baseline"])
    assert row["pct_ci_low"] == pytest.approx(row["effect_ci_low"] / row["baseline"])
    assert row["capped_effect_pct"] == pytest.approx(0.9 * row["effect_pct"])


def test_several_dates_are_estimated_by_group_and_time() -> None:
    row = _judged(panel_of("spring", STAGGERED, BLOCKS, FASTER, seed=2))
    assert (row["verdict"], row["method"]) == ("improved", "group-time difference in differences")
    assert row["estimand"] == (
        "mean of treated agents' blocks in which there are others without it, log seconds per ticket"
    )
    assert (row["n_agents_treated"], row["n_agents_control"]) == (12, 20)
    assert row["effect_pct"] == pytest.approx(np.expm1(-0.1), abs=0.02)


def test_the_last_to_get_it_are_controls_where_everybody_gets_it() -> None:
    row = _judged(panel_of("spring", roll_out({0: 12, 3: 14}), BLOCKS, FASTER))
    assert (row["verdict"], row["n_agents_treated"], row["n_agents_control"]) == ("improved", 12, 14)
    assert 0 <= row["pretrend_p"] <= 1 and 0 <= row["placebo_p"] <= 1


def test_who_switches_after_the_last_matured_block_is_a_control() -> None:
    row = _judged(panel_of("spring", roll_out({0: 12, 6: 6, NEVER: 8}), BLOCKS, FASTER))
    assert (row["method"], row["n_agents_treated"], row["n_agents_control"]) == (
        "difference in differences",
        12,
        14,
    )


def test_fewer_than_ten_agents_are_permuted() -> None:
    row = _judged(panel_of("spring", roll_out({0: 5, NEVER: 6}), BLOCKS, FASTER))
    assert (row["verdict"], row["method"]) == ("improved", "permutation")
    assert row["p_value"] == pytest.approx(1 / 462)
    staggered = _judged(panel_of("spring", roll_out({0: 3, 1: 2, NEVER: 6}), BLOCKS, FASTER))
    assert (staggered["verdict"], staggered["method"]) == ("improved", "permutation")
    # nine controls are few even where there are many treated agents
    assert _judged(panel_of("spring", roll_out({0: 20, NEVER: 9}), BLOCKS))["method"] == "permutation"


def test_a_slower_release_is_worse() -> None:
    row = _judged(panel_of("spring", COMMON, BLOCKS, {"effort_per_ticket": 0.1}))
    assert row["verdict"] == "worse"
    assert row["verdict_reason"].startswith(
        f"Effort per ticket rose by {row['effect_pct']:.1%}".replace("%", " %")
    )


def test_no_effect_is_no_evidence_with_the_interval() -> None:
    row = _judged(panel_of("spring", COMMON, BLOCKS))
    assert row["verdict"] == "no evidence"
    assert (
        "chance alone can explain that" in row["verdict_reason"] and "95 % interval" in row["verdict_reason"]
    )


@pytest.mark.parametrize("guard", ["reopen_rate", "recontact_rate", "transfer_rate"])
def test_faster_but_worse_is_no_improvement(guard: str) -> None:
    results = estimate_effects(
        panel_of("spring", COMMON, BLOCKS, {**FASTER, guard: 0.03}), releases_of("spring")
    )
    assert _row(results, guard)["verdict"] == "worse"
    row = _row(results)
    assert row["verdict"] == "no evidence"
    assert row["p_adjusted"] < 0.05
    title = METRICS[guard].title
    assert f"but {title[0].lower()}{title[1:]} rose by " in row["verdict_reason"]
    assert " points (p below .001): better here but worse there" in row["verdict_reason"]
    assert "worse there is no improvement" in row["verdict_reason"]


def test_a_better_guardrail_is_no_obstacle_and_another_release_s_guardrail_neither() -> None:
    panel = pd.concat(
        [
            panel_of("spring", COMMON, BLOCKS, {**FASTER, "reopen_rate": -0.03}, seed=1),
            panel_of("summer", COMMON, BLOCKS, {"reopen_rate": 0.03}, seed=2),
        ]
    )
    results = estimate_effects(panel, releases_of("spring", "summer"))
    assert _row(results)["verdict"] == "improved"
    assert _row(results, "reopen_rate", "summer")["verdict"] == "worse"


def test_guardrails_that_could_not_be_checked_are_told() -> None:
    panel = panel_of("spring", COMMON, BLOCKS, FASTER, metrics=("effort_per_ticket", "reopen_rate"))
    row = _judged(panel)
    assert row["verdict"] == "improved"
    assert row["verdict_reason"].endswith("2 of 3 guardrails could not be checked.")


def _few_blocks_before() -> pd.DataFrame:
    return panel_of("spring", COMMON, np.arange(-1.0, 6.0), FASTER)


def _nothing_after() -> pd.DataFrame:
    return panel_of("spring", COMMON, np.arange(-6.0, 0.0))


def _nobody_on_both_sides() -> pd.DataFrame:
    panel = panel_of("spring", roll_out({0: 12, NEVER: 2}), BLOCKS, FASTER)
    is_control = panel["adopted_block"].isna()
    return panel[~is_control | (panel["block_index"] < 0)]


CANNOT_TELL = {
    "no roll-out date": (
        lambda: panel_of("spring", np.full(26, NEVER), BLOCKS),
        {"has_rollout": False},
        "There is no roll-out date: nothing says which agents had the release when.",
    ),
    "immature": (
        _nothing_after,
        {"immature_block_count": 1},
        "No block after the release is old enough: the tickets of 1 block may still be reopened or answered.",
    ),
    "nothing after": (
        _nothing_after,
        {},
        "No agent with the release has a whole block of work after it in the window.",
    ),
    "nobody treated": (
        lambda: panel_of("spring", np.full(26, NEVER), BLOCKS),
        {},
        "No agent with the release has a whole block of work after it in the window.",
    ),
    "short before": (
        _few_blocks_before,
        {},
        "The time before is too short: it has 1 block, and trends need 2.",
    ),
    "no controls": (
        lambda: panel_of("spring", roll_out({0: 26}), BLOCKS, FASTER),
        {},
        "Everyone switched at once: no agent without the release shows what would have happened anyway.",
    ),
    "few agents": (
        lambda: panel_of("spring", roll_out({0: 2, NEVER: 4}), BLOCKS, FASTER),
        {},
        "Too few agents: dealing the dates to 2 treated agents against 4 in every way gives no p-value below 0.067, "
        "whatever happened.",
    ),
    "three against three": (
        lambda: panel_of("spring", roll_out({0: 3, NEVER: 3}), BLOCKS, FASTER),
        {},
        "Too few agents: dealing the dates to 3 treated agents against 3 in every way gives no p-value below 0.1, "
        "whatever happened.",
    ),
    "nobody on both sides": (
        _nobody_on_both_sides,
        {},
        "Too few agents worked both before and after: 0 treated agents against 0.",
    ),
}


@pytest.mark.parametrize("case", CANNOT_TELL)
def test_where_nothing_can_be_estimated_the_reason_is_told(case: str) -> None:
    panel, facts, reason = CANNOT_TELL[case]
    row = _judged(panel(), **facts)
    assert (row["verdict"], row["method"], row["verdict_reason"]) == ("cannot tell", "none", reason)
    assert row[["effect", "effect_pct", "p_value", "p_adjusted", "pretrend_p", "placebo_p"]].isna().all()


def test_another_release_in_the_same_weeks_leaves_figures_but_no_verdict() -> None:
    row = _judged(panel_of("spring", COMMON, BLOCKS, FASTER), overlapping_release_id="easter")
    assert row["verdict"] == "cannot tell"
    assert row["p_value"] < 0.001
    assert row["verdict_reason"] == (
        "Release easter reached the treated agents and not the controls in the same weeks: "
        "the two effects cannot be told apart."
    )


def test_treated_agents_on_another_trend_leave_figures_but_no_verdict() -> None:
    row = _judged(panel_of("spring", COMMON, BLOCKS, trend=-0.02))
    assert row["verdict"] == "cannot tell"
    assert row["p_value"] < 0.001 and row["pretrend_p"] < 0.001 and row["placebo_p"] < 0.05
    assert row["placebo_effect"] < -0.03
    assert row["verdict_reason"] == (
        "Treated agents were on another trend already before the release (p below .001, 6 blocks before, "
        "12 treated agents against 14)."
    )


def test_a_p_value_that_many_releases_make_ordinary_is_no_evidence() -> None:
    ids = ["spring", *(f"release {number}" for number in range(11))]
    effects = [{"effort_per_ticket": -0.022}, *[{}] * 11]
    panel = pd.concat(
        [panel_of(name, COMMON, BLOCKS, effects[at], seed=50 + at) for at, name in enumerate(ids)]
    )
    alone = _row(estimate_effects(panel[panel["release_id"] == "spring"], releases_of("spring")))
    among_many = _row(estimate_effects(panel, releases_of(*ids)))
    assert 0.005 < alone["p_value"] == among_many["p_value"] < 0.05
    assert (alone["verdict"], among_many["verdict"]) == ("improved", "no evidence")


def test_rows_without_tickets_are_no_time_before() -> None:
    panel = panel_of("spring", COMMON, BLOCKS, FASTER)
    idle = panel.assign(weight=panel["weight"].where(panel["block_index"] >= -1, 0.0))
    assert "it has 1 block" in _judged(idle)["verdict_reason"]


def test_many_releases_share_the_chance_of_a_false_alarm() -> None:
    ids = [f"release {number}" for number in range(12)]
    panel = pd.concat([panel_of(name, COMMON, BLOCKS, seed=30 + at) for at, name in enumerate(ids)])
    results = estimate_effects(panel, releases_of(*ids))
    of_one = results[results["metric"] == "effort_per_ticket"]
    smallest = of_one["p_value"].idxmin()
    assert of_one.loc[smallest, "p_adjusted"] == pytest.approx(min(12 * of_one.loc[smallest, "p_value"], 1))
    assert (of_one["p_adjusted"] >= of_one["p_value"]).all()
    # a release that cannot be told is no test
    more = estimate_effects(panel, releases_of(*ids, "autumn"))
    assert more.loc[more["metric"] == "effort_per_ticket", "p_adjusted"].iloc[:12].tolist() == pytest.approx(
        of_one["p_adjusted"].tolist()
    )
