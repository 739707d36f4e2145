"""From the panel that the models make to one row per release and metric: did the release really move it?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cs_productivity.effects.checks import checked_panel, checked_releases
from cs_productivity.effects.families import holm
from cs_productivity.effects.measure import NO_METHOD, Measured, measure
from cs_productivity.effects.metrics import METRICS
from cs_productivity.effects.panels import agent_blocks
from cs_productivity.effects.verdicts import Release, verdict_of

_TEXTS = ["release_id", "metric", "estimand", "method", "verdict", "verdict_reason"]
_COUNTS = ["n_agents_treated", "n_agents_control"]
OUTPUT_COLUMNS = [
    "release_id",
    "metric",
    "estimand",
    "method",
    *_COUNTS,
    "n_tickets",
    "baseline",
    "effect",
    "effect_ci_low",
    "effect_ci_high",
    "effect_pct",
    "pct_ci_low",
    "pct_ci_high",
    "p_value",
    "p_adjusted",
    "pretrend_p",
    "placebo_effect",
    "placebo_p",
    "capped_effect_pct",
    "verdict",
    "verdict_reason",
]


def estimate_effects(panel: pd.DataFrame, releases: pd.DataFrame) -> pd.DataFrame:
    """Return the effect of every release on every metric, with its uncertainty and a verdict.

    Args:
        panel: a row per release_id, metric (a key of METRICS), agent_key and block_index. Blocks are of 7 days: block 0
            begins when the release was first enabled anywhere. A block in which an agent switched in its middle, and
            one whose tickets are not old enough, is left out.
            adopted_block: first whole block in which the agent had the release, null for never in the window.
            end_block: first block in which the agent is not compared any more, since another release reached it or the
            window is over.
            weight: denominators (tickets, or replies), from 0.
            log_sum: sum of ln(max(seconds, 1)) less its mean by channel and reason before the release; null for rates.
            deviation_sum: sum of numerator less denominator × the reason's ratio before the release, in the metric's
            unit. capped_log_sum, capped_deviation_sum: the same with tickets capped at a high percentile.
            numerator_sum: sum of the numerator as it is.
        releases: a row per release_id: has_rollout (it has a roll-out date), immature_block_count (blocks left out
            because their tickets may still change), overlapping_release_id (another release that reached the treated
            and not the controls in the window, or null).

    Returns:
        A row per release_id and metric, also where the panel has nothing; null where a figure cannot be estimated.
        n_tickets: weight of the agents who take part. baseline: of treated agents before, in the metric's unit.
        effect and its interval: per ticket in the metric's unit, agents by their tickets, as costs need it.
        effect_pct and its interval: exp(effect on the log scale) - 1, agents alike (with several dates of adoption:
            agents by their blocks); for rates effect ÷ baseline (the baseline taken as known): -0.08 is 8 % less.
        p_value: of effect_pct. p_adjusted: Holm over all releases of the metric.
        pretrend_p: of equal slopes before. placebo_effect, placebo_p: as effect_pct, of a date in the middle of the
            time before. capped_effect_pct: effect_pct with capped tickets.
        verdict: improved, worse, no evidence or cannot tell; verdict_reason: one sentence with figures.

    Raises:
        ValueError: a column is missing, a metric or release unknown, a number out of range, a key there twice; the
            message names it.
    """
    rows = checked_panel(panel)
    known = checked_releases(releases, rows)
    cells = dict(list(rows.groupby(["release_id", "metric"], sort=False)))
    nothing = rows.iloc[:0]
    found = {
        (release, name): measure(agent_blocks(cells.get((release, name), nothing)), metric)
        for release in known["release_id"]
        for name, metric in METRICS.items()
    }
    adjusted: dict[tuple[object, str], float] = {}
    for name in METRICS:
        p_values = holm(np.array([found[release, name].primary.p_value for release in known["release_id"]]))
        adjusted |= {(release, name): p for release, p in zip(known["release_id"], p_values, strict=True)}

    results = []
    for row in known.itertuples(index=False):
        overlapping = None if pd.isna(row.overlapping_release_id) else str(row.overlapping_release_id)
        release = Release(row.has_rollout, row.immature_block_count, overlapping)
        guardrails = {
            name: found[row.release_id, name] for name, metric in METRICS.items() if metric.is_guardrail
        }
        for name in METRICS:
            key = (row.release_id, name)
            verdict = verdict_of(release, name, found[key], adjusted[key], guardrails)
            results.append(_row(key, found[key], adjusted[key], verdict))
    return _typed(pd.DataFrame(results, columns=OUTPUT_COLUMNS))


def _row(
    key: tuple[object, str], found: Measured, p_adjusted: float, verdict: tuple[str, str]
) -> dict[str, object]:
    return {
        "release_id": key[0],
        "metric": key[1],
        "estimand": _estimand(key[1], found),
        "method": found.method,
        "n_agents_treated": found.treated_agents,
        "n_agents_control": found.control_agents,
        "n_tickets": found.tickets,
        "baseline": found.baseline,
        "effect": found.by_ticket.effect,
        "effect_ci_low": found.by_ticket.low,
        "effect_ci_high": found.by_ticket.high,
        "effect_pct": found.share.effect,
        "pct_ci_low": found.share.low,
        "pct_ci_high": found.share.high,
        "p_value": found.primary.p_value,
        "p_adjusted": p_adjusted,
        "pretrend_p": found.pretrend_p,
        "placebo_effect": found.placebo_share,
        "placebo_p": found.placebo_p,
        "capped_effect_pct": found.capped_share,
        "verdict": verdict[0],
        "verdict_reason": verdict[1],
    }


def _estimand(name: str, found: Measured) -> str:
    """Say in words what the p-value and effect_pct are about."""
    metric = METRICS[name]
    is_staggered = found.is_staggered and found.method != NO_METHOD
    if not metric.has_log:
        of_whom = "mean over tickets of treated agents"
    else:
        of_whom = "mean of treated agents' blocks" if is_staggered else "mean of treated agents"
    when = " in which there are others without it" if is_staggered else ""
    return f"{of_whom}{when}, {'log ' if metric.has_log else ''}{metric.unit}"


def _typed(results: pd.DataFrame) -> pd.DataFrame:
    """Whole numbers and floats also where there are no rows; an endless interval has no bound."""
    for column in results.columns:
        if column in _COUNTS:
            results[column] = results[column].astype("Int64")
        elif column not in _TEXTS:
            results[column] = results[column].astype(float).replace([np.inf, -np.inf], np.nan)
    return results
