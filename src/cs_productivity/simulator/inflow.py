"""What customers do by themselves: inquiries, self-service sessions, orders. Nothing here depends on the
agents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import holidays
import numpy as np

from cs_productivity.simulator.world import (
    CHANNEL_SHARES,
    DAY,
    DEFERRED_HOURS,
    HOUR,
    LIVE_HOURS,
    MAIL,
    MINUTE,
    PRIORITY_SHARES,
    PRODUCT_INFLOW_FACTOR,
    REASONS,
    WEEKDAY_WEIGHTS,
    World,
)

LOGIN_REASON = [reason.name for reason in REASONS].index("login")
PRODUCT_RELEASE_SHARE = 0.6
AFTER_HOLIDAY = 1.2


@dataclass(frozen=True)
class Inquiries:
    """One entry per ticket in order of creation; `complexity` multiplies the effort of all its touches."""

    created: np.ndarray
    channel: np.ndarray
    reason: np.ndarray
    priority: np.ndarray
    customer: np.ndarray
    complexity: np.ndarray


@dataclass(frozen=True)
class SelfService:
    """One entry per session in order of start; customer −1 is a visitor who was not signed in."""

    started: np.ndarray
    customer: np.ndarray
    is_chatbot: np.ndarray
    topic: np.ndarray


def normalised(weights: tuple[float, ...] | np.ndarray) -> np.ndarray:
    """Weights as shares that add up to 1."""
    values = np.asarray(weights, dtype=float)
    return values / values.sum()


def weekdays(world: World) -> np.ndarray:
    """The weekday of each day, Monday is 0."""
    return (world.first_day.weekday() + np.arange(world.days)) % 7


def day_weights(world: World) -> np.ndarray:
    """How many inquiries each day gets against an ordinary one: a public holiday is like a Sunday, and who waited
    asks on the day after.
    """
    first = world.first_day - timedelta(days=1)
    years = range(first.year, (first + timedelta(days=world.days + 1)).year + 1)
    known = holidays.country_holidays("JP", years=years)
    is_holiday = np.array([first + timedelta(days=day) in known for day in range(world.days + 1)])
    weights = np.asarray(WEEKDAY_WEIGHTS)[weekdays(world)]
    weights = np.where(~is_holiday[1:] & is_holiday[:-1], weights * AFTER_HOLIDAY, weights)
    return np.where(is_holiday[1:], WEEKDAY_WEIGHTS[6], weights)


def draw_times(world: World, rng: np.random.Generator, is_deferred: np.ndarray) -> np.ndarray:
    """Draw a moment for each inquiry, by day and local hour of its kind of channel."""
    day = rng.choice(world.days, size=len(is_deferred), p=normalised(day_weights(world)))
    live = rng.choice(24, size=len(day), p=normalised(LIVE_HOURS))
    deferred = rng.choice(24, size=len(day), p=normalised(DEFERRED_HOURS))
    hour = np.where(is_deferred, deferred, live)
    return day * DAY + hour * HOUR + rng.integers(0, HOUR, size=len(day))


def draw_inquiries(world: World) -> Inquiries:
    """Draw all inquiries of the period; some customers come back about the same thing within days."""
    rng = world.rng("inflow")
    parameters = world.parameters
    size = int(rng.poisson(parameters.tickets_per_agent_day * world.agents * world.days))
    channel = rng.choice(len(CHANNEL_SHARES), size=size, p=CHANNEL_SHARES)
    created = draw_times(world, rng, channel >= MAIL)
    order = np.argsort(created, kind="stable")
    created, channel = created[order], channel[order]
    reason = rng.choice(len(REASONS), size=size, p=normalised(tuple(reason.share for reason in REASONS)))
    # the product release takes some of one reason away
    is_avoided = (reason == LOGIN_REASON) & (created >= world.at_share(PRODUCT_RELEASE_SHARE))
    keep = ~(is_avoided & (rng.random(size) >= PRODUCT_INFLOW_FACTOR))
    created, channel, reason = created[keep], channel[keep], reason[keep]
    size = len(created)

    own_customer = rng.integers(0, max(1, int(size * 0.9)), size=size)
    per_day = size / world.days
    earlier = np.arange(size) - 1 - rng.exponential(1.5 * per_day, size=size).astype(np.int64)
    is_recontact = (rng.random(size) < parameters.recontact_share) & (earlier >= 0)
    earlier = np.maximum(earlier, 0)
    customer = np.where(is_recontact, own_customer[earlier], own_customer)
    reason = np.where(is_recontact & (rng.random(size) < 0.7), reason[earlier], reason)
    return Inquiries(
        created=created,
        channel=channel,
        reason=reason,
        priority=rng.choice(len(PRIORITY_SHARES), size=size, p=PRIORITY_SHARES),
        customer=customer,
        complexity=np.exp(rng.normal(0, parameters.complexity_sigma, size=size)),
    )


def draw_self_service(world: World, inquiries: Inquiries) -> SelfService:
    """Draw guide and chatbot sessions: some end in an inquiry of the same customer, others in none."""
    rng = world.rng("self_service")
    size = len(inquiries.created)
    asked = np.flatnonzero(rng.random(size) < 0.22)
    before = np.minimum(rng.exponential(25 * MINUTE, size=len(asked)), 20 * HOUR).astype(np.int64) + MINUTE
    quiet = int(size * 0.45)
    topic = rng.choice(len(REASONS), size=quiet, p=normalised(tuple(reason.share for reason in REASONS)))
    started = np.concatenate(
        [inquiries.created[asked] - before, draw_times(world, rng, np.ones(quiet, dtype=bool))]
    )
    # customers above the inquirers' range never ask
    customer = np.concatenate([inquiries.customer[asked], size + rng.integers(0, size, size=quiet)])
    customer = np.where(rng.random(len(customer)) < 0.2, -1, customer)
    order = np.argsort(started, kind="stable")
    order = order[started[order] >= 0]
    return SelfService(
        started=started[order],
        customer=customer[order],
        is_chatbot=(rng.random(len(started)) < 0.4)[order],
        topic=np.concatenate([inquiries.reason[asked], topic])[order],
    )


def draw_demand(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Draw (orders, active users) per local day: a weekly rhythm with noise, in step with the inquiries."""
    rng = world.rng("demand")
    rhythm = day_weights(world)
    per_day = world.parameters.tickets_per_agent_day * world.agents
    orders = rng.poisson(per_day * 22 * rhythm**0.5 * np.exp(rng.normal(0, 0.04, world.days)))
    users = rng.poisson(per_day * 160 * rhythm**0.3 * np.exp(rng.normal(0, 0.03, world.days)))
    return orders, users
