"""What a team reads: improved, worse, no evidence or cannot tell, and one sentence with figures that says why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.effects.estimates import ALPHA
from cs_productivity.effects.measure import Measured
from cs_productivity.effects.metrics import METRICS
from cs_productivity.effects.roll_out import (
    FEWEST_BLOCKS_BEFORE,
    NO_CONTROLS,
    NOT_ROLLED_OUT,
    NOTHING_AFTER,
    TOO_FEW_AGENTS,
    TOO_SHORT_BEFORE,
)

IMPROVED = "improved"
WORSE = "worse"
NO_EVIDENCE = "no evidence"
CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Release:
    """A release as its logs tell it.

    `has_rollout`: it was enabled for agents at a known time. `immature_blocks`: blocks after it that are left out
    because their tickets may still change. `overlapping_release`: another one that reached the treated agents and not
    the controls in the window, or None.
    """

    has_rollout: bool
    immature_blocks: int
    overlapping_release: str | None


def verdict_of(
    release: Release, name: str, found: Measured, p_adjusted: float, guardrails: dict[str, Measured]
) -> tuple[str, str]:
    """Return the verdict and its reason.

    A pre-trend is tested at 5 % for each release and metric alone, not over all of them: adjusting would make it
    easier to miss one, and to call a trend an effect is the worse mistake. For the same reason a guardrail stops a
    verdict of `improved` by its own p-value, not by the adjusted one, which its own row goes by.

    Args:
        release: what is known of the release.
        name: of the metric, a key of METRICS.
        found: what the panel says of it.
        p_adjusted: over all releases of the metric.
        guardrails: what the panel says of the release's guardrail metrics.
    """
    reason = _why_not(release, found)
    if reason is not None:
        return CANNOT_TELL, reason
    title = METRICS[name].title
    text = f"({_interval(name, found)}, adjusted p {_p(p_adjusted)}), {_agents(found)}"
    change = _change(name, found)
    if p_adjusted >= ALPHA or found.primary.effect == 0:
        return NO_EVIDENCE, f"{title} {change} {text}: chance alone can explain that."
    if found.primary.effect > 0:
        return WORSE, f"{title} {change} {text}."
    worse = {
        guard: seen
        for guard, seen in guardrails.items()
        if guard != name and seen.primary.p_value < ALPHA and seen.primary.effect > 0
    }
    if worse:
        guard, seen = min(worse.items(), key=lambda pair: pair[1].primary.p_value)
        return NO_EVIDENCE, (
            f"{title} {change} {text}, but {_lower(METRICS[guard].title)} {_change(guard, seen)} "
            f"(p {_p(seen.primary.p_value)}): better here but worse there is no improvement."
        )
    others = [seen for guard, seen in guardrails.items() if guard != name]
    unseen = sum(np.isnan(seen.primary.p_value) for seen in others)
    guarded = (
        "no guardrail got worse"
        if not unseen
        else f"{unseen} of {len(others)} guardrails could not be checked"
    )
    return IMPROVED, f"{title} {change} {text}; {guarded}."


def _why_not(release: Release, found: Measured) -> str | None:
    """Return why nothing can be told, or None."""
    agents = f"{found.treated_agents} treated agents against {found.control_agents}"
    if not release.has_rollout:
        return "There is no roll-out date: nothing says which agents had the release when."
    if found.obstacle in (NOT_ROLLED_OUT, NOTHING_AFTER):
        if release.immature_blocks > 0:
            return (
                f"No block after the release is old enough: the tickets of {_blocks(release.immature_blocks)} "
                "may still be reopened or answered."
            )
        return "No agent with the release has a whole block of work after it in the window."
    if found.obstacle == TOO_SHORT_BEFORE:
        return (
            f"The time before is too short: it has {_blocks(found.blocks_before)}, "
            f"and trends need {FEWEST_BLOCKS_BEFORE}."
        )
    if found.obstacle == NO_CONTROLS:
        return (
            "Everyone switched at once: no agent without the release shows what would have happened anyway."
        )
    if found.obstacle == TOO_FEW_AGENTS:
        if min(found.treated_agents, found.control_agents) == 0:
            return f"Too few agents worked both before and after: {agents}."
        return (
            f"Too few agents: dealing the dates to {agents} in every way gives no p-value below "
            f"{found.smallest_p:.2g}, whatever happened."
        )
    if release.overlapping_release is not None:
        return (
            f"Release {release.overlapping_release} reached the treated agents and not the controls in the same weeks: "
            "the two effects cannot be told apart."
        )
    if np.isnan(found.primary.p_value):
        return f"How uncertain the change is cannot be estimated from {agents}."
    if found.pretrend_p < ALPHA:
        return (
            f"Treated agents were on another trend already before the release (p {_p(found.pretrend_p)}, "
            f"{_blocks(found.blocks_before)} before, {agents})."
        )
    return None


def _change(name: str, found: Measured) -> str:
    """For example: fell by 8.1 %; a rate by points, since a share of what is rare says little."""
    effect, share = found.primary.effect, found.share.effect
    if effect == 0:
        return "did not change"
    verb = "rose" if effect > 0 else "fell"
    if METRICS[name].has_log:
        return f"{verb} by {100 * abs(share):.1f} %"
    return f"{verb} by {100 * abs(effect):.2f} points"


def _interval(name: str, found: Measured) -> str:
    if METRICS[name].has_log:
        return f"95 % interval {100 * found.share.low:+.1f} % to {100 * found.share.high:+.1f} %"
    return f"95 % interval {100 * found.primary.low:+.2f} to {100 * found.primary.high:+.2f} points"


def _agents(found: Measured) -> str:
    return f"{found.treated_agents} treated agents against {found.control_agents}"


def _blocks(count: int) -> str:
    return f"{count} block" if count == 1 else f"{count} blocks"


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def _p(value: float) -> str:
    return "below .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")
