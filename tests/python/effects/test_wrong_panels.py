"""Bad input is refused by name and value; nothing at all is no mistake."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_frames import panel_of, releases_of
from made_releases import NEVER, roll_out

from cs_productivity.effects import METRICS, OUTPUT_COLUMNS, estimate_effects, variance_of

BLOCKS = np.arange(-3.0, 3.0)


@pytest.fixture
def panel() -> pd.DataFrame:
    return panel_of("spring", roll_out({0: 5, NEVER: 5}), BLOCKS)


def _changed(panel: pd.DataFrame, column: str, value: object) -> pd.DataFrame:
    changed = panel.copy()
    changed.loc[7, column] = value
    return changed


@pytest.mark.parametrize("column", ["release_id", "metric", "agent_key", "block_index", "weight", "log_sum"])
def test_a_missing_column_is_named(panel: pd.DataFrame, column: str) -> None:
    with pytest.raises(ValueError, match=f"panel has no column {column}: it needs"):
        estimate_effects(panel.drop(columns=column), releases_of("spring"))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("metric", "csat", "panel.metric is 'csat': it must be one of effort_per_ticket"),
        ("metric", None, "panel.metric is null in places"),
        ("weight", -1.5, "panel.weight is -1.5: it must be a number from 0"),
        ("weight", np.nan, "panel.weight is null in places: each row needs a number"),
        ("weight", np.inf, "panel.weight is infinite in places"),
        ("log_sum", np.nan, "panel.log_sum is null for effort_per_ticket: metrics with a log scale need it"),
        ("deviation_sum", np.nan, "panel.deviation_sum is null in places"),
        ("block_index", -1, "panel has two rows for release_id 'spring', metric 'effort_per_ticket'"),
        ("adopted_block", 1, "adopted_block of agent_key 'agent 1' has two values in release_id 'spring'"),
        ("release_id", "autumn", "releases has no release_id 'autumn': the panel has"),
    ],
)
def test_an_impossible_value_is_named(panel: pd.DataFrame, column: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        estimate_effects(_changed(panel, column, value), releases_of("spring"))


def test_half_a_block_and_words_for_numbers_are_refused(panel: pd.DataFrame) -> None:
    half = panel.astype({"block_index": float})
    with pytest.raises(ValueError, match=r"panel.block_index is 0.5: it must be a whole number of blocks"):
        estimate_effects(_changed(half, "block_index", 0.5), releases_of("spring"))
    with pytest.raises(ValueError, match=r"panel.weight holds"):
        estimate_effects(panel.assign(weight="many"), releases_of("spring"))


@pytest.mark.parametrize(
    ("releases", "message"),
    [
        (releases_of("spring").drop(columns="has_rollout"), "releases has no column has_rollout"),
        (releases_of("spring", "spring"), "releases has two rows for release_id 'spring'"),
        (releases_of("spring", has_rollout=None), "releases.has_rollout is null in places"),
        (releases_of("spring", immature_block_count=-1), "releases.immature_block_count is -1: it must be"),
    ],
)
def test_impossible_releases_are_named(panel: pd.DataFrame, releases: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        estimate_effects(panel, releases)


def _types_of(results: pd.DataFrame) -> dict[str, str]:
    return {
        name: str(kind) if pd.api.types.is_numeric_dtype(kind) else "text"
        for name, kind in results.dtypes.items()
    }


def test_an_empty_panel_has_a_row_per_release_and_metric(panel: pd.DataFrame) -> None:
    for empty in (panel.iloc[:0], pd.DataFrame(columns=panel.columns)):
        results = estimate_effects(empty, releases_of("spring", "summer"))
        assert len(results) == 2 * len(METRICS)
        assert set(results["verdict"]) == {"cannot tell"}
        assert results["n_agents_treated"].tolist() == [0] * 12
        assert variance_of(empty).empty


def test_no_releases_make_no_rows_with_the_same_columns_and_types(panel: pd.DataFrame) -> None:
    nothing = estimate_effects(panel.iloc[:0], releases_of("spring").iloc[:0])
    assert nothing.empty
    assert nothing.columns.tolist() == OUTPUT_COLUMNS
    some = estimate_effects(panel, releases_of("spring"))
    numbers = [name for name, kind in _types_of(some).items() if kind != "text"]
    assert {name: _types_of(nothing)[name] for name in numbers} == {
        name: _types_of(some)[name] for name in numbers
    }


def test_the_order_of_rows_and_rows_without_tickets_do_not_matter(panel: pd.DataFrame) -> None:
    idle = panel[panel["agent_key"] == "agent 1"].assign(agent_key="agent 99", weight=0.0)
    shuffled = pd.concat([panel, idle]).sample(frac=1, random_state=3)
    one, other = (estimate_effects(frame, releases_of("spring")) for frame in (panel, shuffled))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_the_callers_frames_stay_as_they_are(panel: pd.DataFrame) -> None:
    releases = releases_of("spring")
    before = panel.copy(), releases.copy()
    estimate_effects(panel, releases)
    pd.testing.assert_frame_equal(panel, before[0])
    pd.testing.assert_frame_equal(releases, before[1])


def test_metrics_in_which_nothing_varies_have_no_effect_and_no_warning(panel: pd.DataFrame) -> None:
    sums = ["log_sum", "deviation_sum", "capped_log_sum", "capped_deviation_sum", "numerator_sum"]
    still = panel.assign(**dict.fromkeys(sums, 0.0))
    many = panel_of("spring", roll_out({0: 12, NEVER: 12}), BLOCKS).assign(**dict.fromkeys(sums, 0.0))
    for frame in (still, many):
        results = estimate_effects(frame, releases_of("spring"))
        assert set(results["verdict"]) == {"no evidence"}
        assert results["effect"].tolist() == [0] * 6
        assert results["p_value"].tolist() == [1] * 6
