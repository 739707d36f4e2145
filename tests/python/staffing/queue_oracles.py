"""Queues told another way: the textbook recursion, a birth-death chain in equilibrium, and simulated customers."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from scipy.integrate import simpson
from scipy.sparse import diags_array
from scipy.sparse.linalg import expm_multiply


def erlang_b_recursion(erlangs: float, agents: int) -> float:
    """Erlang B, agent by agent."""
    inverse = 1.0
    for number in range(1, agents + 1):
        inverse = 1 + inverse * number / erlangs
    return 1 / inverse


def erlang_c_by_recursion(erlangs: float, agents: int) -> float:
    blocked = erlang_b_recursion(erlangs, agents)
    return agents * blocked / (agents - erlangs * (1 - blocked))


def required_by_counting(load: float, aht: float, level: float, target: float, occupancy: float) -> int:
    """Count agents up from the load until the service level and the occupancy cap are met."""
    agents = int(load) + 1
    while True:
        late = erlang_c_by_recursion(load, agents) * np.exp(-(agents - load) * target / aht)
        if 1 - late >= level and load <= occupancy * agents * (1 + 1e-12):
            return agents
        agents += 1


@dataclass(frozen=True)
class Equilibrium:
    """What a birth-death chain says of an Erlang A queue."""

    wait_probability: float
    service_level: float
    average_wait: float
    abandonment: float
    occupancy: float


def birth_death(rate: float, aht: float, agents: int, patience: float, target: float) -> Equilibrium:
    """Solve the chain of people in the system, cut where nobody ever is.

    A customer who finds k people waiting is served after k + 1 of those ahead have left the queue or an agent; the
    chance that this happens before the target and before the customer gives up comes from the exponential of the
    chain of people ahead.
    """
    leaving = [0.0]
    weights = [0.0]
    while len(weights) <= agents + 1 or weights[-1] > max(weights) - 45:
        people = len(weights)
        leaving.append(min(people, agents) / aht + max(people - agents, 0) / patience)
        weights.append(weights[-1] + np.log(rate / leaving[-1]))
    weight = np.exp(np.array(weights) - max(weights))
    chance = weight / weight.sum()
    people = np.arange(chance.size)
    waiting = float((chance * np.maximum(people - agents, 0)).sum())
    abandonment = waiting / patience / rate
    queued = chance[agents:]
    # states: "served", then 0, 1, 2 ... who wait ahead of a customer; giving up leads nowhere
    onward = agents / aht + np.arange(queued.size) / patience
    generator = diags_array(
        [np.concatenate([[0.0], -onward - 1 / patience]), onward], offsets=[0, -1], format="csr"
    )
    is_served = np.zeros(queued.size + 1)
    is_served[0] = 1
    served = expm_multiply(generator * target, is_served)[1:]
    return Equilibrium(
        wait_probability=float(queued.sum()),
        service_level=float(1 - queued.sum() + (queued * served).sum()),
        average_wait=waiting / rate,
        abandonment=abandonment,
        occupancy=float((chance * np.minimum(people, agents)).sum()) / agents,
    )


def large_equilibrium(rate: float, aht: float, agents: int, patience: float, target: float) -> Equilibrium:
    """The same chain for thousands of agents; who is served in time comes from integrating over the wait on offer."""
    people = np.arange(int(agents + 60 * np.sqrt(agents) + 3 * rate * patience) + 100)
    leaving = np.minimum(people, agents) / aht + np.maximum(people - agents, 0) / patience
    weights = np.concatenate([[0.0], np.cumsum(np.log(rate / leaving[1:]))])
    chance = np.exp(weights - weights.max())
    chance /= chance.sum()
    waiting = float((chance * np.maximum(people - agents, 0)).sum())

    def density(wait: np.ndarray) -> np.ndarray:
        return np.exp(-rate * patience * np.expm1(-wait / patience) - agents * wait / aht - peak)

    # the density is largest where arrivals that still have patience equal the agents' services
    at_peak = patience * np.log(max(rate * aht / agents, 1.0))
    peak = -rate * patience * np.expm1(-at_peak / patience) - agents * at_peak / aht
    longest = at_peak + 1e-9 * aht
    while density(np.array(longest)) > 1e-18:
        longest += 0.01 * (aht + longest) / np.sqrt(agents)
    all_waits, in_time = np.linspace(0, longest, 200_001), np.linspace(0, min(target, longest), 200_001)
    served = simpson(density(in_time) * np.exp(-in_time / patience), in_time)
    waits = float(chance[agents:].sum())
    return Equilibrium(
        wait_probability=waits,
        service_level=float(1 - waits + waits * served / simpson(density(all_waits), all_waits)),
        average_wait=waiting / rate,
        abandonment=waiting / patience / rate,
        occupancy=float((chance * np.minimum(people, agents)).sum()) / agents,
    )


@dataclass(frozen=True)
class Simulated:
    """Per customer: seconds until the answer or until giving up, and which of the two it was."""

    wait: np.ndarray
    was_answered: np.ndarray


def simulate(
    rate: float, aht: float, agents: int, customers: int, seed: int, patience: float = np.inf
) -> Simulated:
    """Let customers come one by one, first come first served, each with a handling time and a patience of its own."""
    random = np.random.default_rng(seed)
    arrivals = np.cumsum(random.exponential(1 / rate, customers)).tolist()
    handling = random.exponential(aht, customers).tolist()
    patiences = (
        random.exponential(patience, customers) if np.isfinite(patience) else np.full(customers, np.inf)
    ).tolist()
    free_at = [0.0] * agents
    wait, answered = [], []
    for arrival, service, will_wait in zip(arrivals, handling, patiences, strict=True):
        until_free = max(free_at[0] - arrival, 0.0)
        answered.append(until_free <= will_wait)
        wait.append(min(until_free, will_wait))
        if answered[-1]:
            heapq.heapreplace(free_at, arrival + until_free + service)
    warm_up = customers // 10
    return Simulated(np.array(wait)[warm_up:], np.array(answered)[warm_up:])


def mean_and_error(values: np.ndarray, batches: int = 30) -> tuple[float, float]:
    """Mean of values that depend on their neighbours, with its standard error from the means of long batches."""
    means = values[: values.size // batches * batches].reshape(batches, -1).mean(axis=1)
    return float(means.mean()), float(means.std(ddof=1) / np.sqrt(batches))
