"""How events travel from the browser to the log: the PC's clock, batches, offline stretches, loss, versions
of the app.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.frontend_log import Events, Tabs
from cs_productivity.simulator.world import APP_VERSIONS, BATCH_LOSS, DAY, MINUTE, ROW_LOSS, SECOND, World

CLOCK_YEARS_OFF_DAYS = 2_207


@dataclass(frozen=True)
class Delivered:
    """One entry per event that arrived; times in milliseconds since the start, on the clock that their name
    says.
    """

    source: np.ndarray
    sequence: np.ndarray
    client_time: np.ndarray
    client_sent: np.ndarray
    has_sent: np.ndarray
    received: np.ndarray
    version: np.ndarray


def draw_clocks(world: World, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Offset (ms) and drift (ppm) per PC: most within seconds, a third minutes off, one years off."""
    size = world.agents + 1
    offset = rng.normal(0, 2 * SECOND, size)
    minutes_off = rng.random(size) < 0.3
    offset = np.where(minutes_off, rng.choice([-1, 1], size) * rng.uniform(1, 12, size) * MINUTE, offset)
    offset[world.agents // 2] -= CLOCK_YEARS_OFF_DAYS * DAY
    return offset.astype(np.int64), rng.normal(0, 25, size)


def draw_versions(world: World, rng: np.random.Generator, tabs: Tabs, pc: np.ndarray) -> np.ndarray:
    """The app version of each tab: new ones reach a PC within two days, one PC is never updated."""
    lag = rng.integers(0, 2 * DAY, world.agents + 1)
    version = np.zeros(len(tabs.start), dtype=np.int64)
    for code, (_, share) in enumerate(APP_VERSIONS[1:], 1):
        version[tabs.start >= world.at_share(share) + lag[pc]] = code
    version[pc == world.agents // 3] = 0
    return version


def deliver(world: World, tabs: Tabs, events: Events) -> Delivered:
    """Number the events of each tab, send them in batches by the PC's clock, and lose some on the way."""
    rng = world.rng("transport")
    # the third agent sits at a second PC every other time
    pc = np.where((tabs.agent == 2) & (np.arange(len(tabs.agent)) % 2 == 1), world.agents, tabs.agent)
    offset, drift = draw_clocks(world, rng)
    version = draw_versions(world, rng, tabs, pc)

    tab = events.tab
    begins = np.searchsorted(tab, np.arange(len(tabs.start)))
    sequence = np.arange(len(tab)) - begins[tab] + 1

    period = rng.integers(8 * SECOND, 12 * SECOND, len(tabs.start))
    flush = (events.time - tabs.start[tab]) // period[tab]
    sent = np.minimum(tabs.start[tab] + (flush + 1) * period[tab], tabs.end[tab] + 700)
    sent = np.maximum(sent, events.time + 20)
    # some tabs are offline for a while and send everything afterwards
    is_offline = rng.random(len(tabs.start)) < 0.05
    gone = tabs.start + (rng.random(len(tabs.start)) * (tabs.end - tabs.start)).astype(np.int64)
    back = gone + rng.integers(4 * MINUTE, 90 * MINUTE, len(tabs.start))
    is_held = is_offline[tab] & (sent >= gone[tab]) & (sent < back[tab])
    sent = np.where(is_held, back[tab], sent)

    starts_batch = np.ones(len(tab), dtype=bool)
    starts_batch[1:] = (tab[1:] != tab[:-1]) | (sent[1:] != sent[:-1])
    batch = np.cumsum(starts_batch) - 1
    network = 18 + np.exp(rng.normal(np.log(45), 0.7, batch[-1] + 1)).astype(np.int64)
    received = sent + network[batch]
    is_lost = (rng.random(batch[-1] + 1) < BATCH_LOSS)[batch] | (rng.random(len(tab)) < ROW_LOSS)

    def client(time: np.ndarray) -> np.ndarray:
        return time + offset[pc[tab]] + np.rint(time * drift[pc[tab]] * 1e-6).astype(np.int64)

    kept = np.flatnonzero(~is_lost)
    return Delivered(
        source=kept,
        sequence=sequence[kept],
        client_time=client(events.time)[kept],
        client_sent=client(sent)[kept],
        has_sent=(version[tab] > 0)[kept],
        received=received[kept],
        version=version[tab][kept],
    )
