"""How events travel from the browser to the log: the PC's clock, batches, offline stretches, loss, versions
of the app.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cs_productivity.simulator.clocks import Clocks
from cs_productivity.simulator.frontend_log import Events
from cs_productivity.simulator.tabs import Tabs
from cs_productivity.simulator.world import APP_VERSIONS, DAY, EXPORT_AFTER, HOUR, MINUTE, SECOND, SPAN, World

SHORTEST_OFFLINE = 4 * MINUTE
BURSTS = (1 * MINUTE, 8 * MINUTE)
STRAGGLERS = (5 * SECOND, 120 * SECOND)
PUT_TOGETHER = 20


@dataclass(frozen=True)
class Delivered:
    """What became of the events; times in milliseconds since the start, on the clock that their name says.

    `sequence` and `is_lost` have one entry per event produced; `source` says which events arrived, and the others
    have one entry for each of these.
    """

    sequence: np.ndarray
    is_lost: np.ndarray
    source: np.ndarray
    client_time: np.ndarray
    client_sent: np.ndarray
    has_sent: np.ndarray
    received: np.ndarray
    version: np.ndarray


def draw_versions(world: World, tabs: Tabs) -> np.ndarray:
    """The app version of each tab: new ones reach a PC within two days, one PC is never updated."""
    lag = world.rng("versions").integers(0, 2 * DAY, world.agents + 1)
    version = np.zeros(len(tabs.start), dtype=np.int64)
    for code, (_, share) in enumerate(APP_VERSIONS[1:], 1):
        version[tabs.start >= world.at_share(share) + lag[tabs.pc]] = code
    version[tabs.pc == world.agents // 3] = 0
    return version


def draw_offline(world: World, rng: np.random.Generator, tabs: Tabs) -> tuple[np.ndarray, np.ndarray]:
    """From when to when each tab is offline; most never are. All are back before the landing zone is looked at."""
    size, scenario = len(tabs.start), world.scenario
    gone = tabs.start + (rng.random(size) * (tabs.end - tabs.start)).astype(np.int64)
    room = world.end + EXPORT_AFTER - 2 * HOUR - gone
    most = np.clip(scenario.offline_minutes * MINUTE, SHORTEST_OFFLINE, room)
    # over minutes evenly, over days evenly in the logarithm
    share, low = rng.random(size), float(SHORTEST_OFFLINE)
    is_days = scenario.offline_minutes * MINUTE > DAY
    away = low * (most / low) ** share if is_days else low + share * (most - low)
    is_offline = rng.random(size) < scenario.offline_share
    return gone, np.where(is_offline, gone + away.astype(np.int64), gone)


def find_in_bursts(world: World, rng: np.random.Generator, tabs: Tabs, events: Events) -> np.ndarray:
    """Which events are lost in bursts: stretches of a tab of which everything or about half is lost."""
    shortest, longest = BURSTS
    mean = (shortest + longest) / 2
    # a burst over the tab's start has begun before it
    rate = world.scenario.bursts_at_once / mean
    tab = np.repeat(np.arange(len(tabs.start)), rng.poisson(rate * (tabs.end - tabs.start + longest)))
    start = tabs.start[tab] - longest
    start += (rng.random(len(tab)) * (tabs.end - tabs.start + longest)[tab]).astype(np.int64)
    end = start + rng.integers(shortest, longest, len(tab))
    takes_all = rng.random(len(tab)) < 0.5
    key = events.tab.astype(np.int64) * SPAN + events.time
    floor = tab * SPAN
    low = np.searchsorted(key, floor + np.maximum(start, 0))
    high = np.searchsorted(key, floor + np.maximum(end, 0))
    covers = np.zeros((2, len(key) + 1), dtype=np.int32)
    for kind, chosen in enumerate((takes_all, ~takes_all)):
        np.add.at(covers[kind], low[chosen], 1)
        np.add.at(covers[kind], high[chosen], -1)
    whole, half = np.cumsum(covers[:, :-1], axis=1)
    return (whole > 0) | (rng.random(len(key)) >= 0.5**half)


def deliver(world: World, tabs: Tabs, events: Events, clocks: Clocks) -> Delivered:
    """Number the events of each tab, send them in batches, and lose some on the way."""
    rng, loss = world.rng("transport"), world.rng("loss")
    scenario, parameters, tab = world.scenario, world.parameters, events.tab
    version = draw_versions(world, tabs)
    begins = np.searchsorted(tab, np.arange(len(tabs.start)))
    sequence = np.arange(len(tab)) - begins[tab] + 1

    period = (parameters.batch_seconds * SECOND * rng.uniform(0.8, 1.2, len(tabs.start))).astype(np.int64)
    since = events.time - tabs.start[tab]
    last = np.where(tabs.is_crashed, SPAN, tabs.end - tabs.start + 700)
    # what happens while a batch is being put together goes with the next one
    tried = np.minimum(((since + PUT_TOGETHER) // period[tab] + 1) * period[tab], last[tab])
    tried += tabs.start[tab]
    # some tabs are offline for a while and send everything afterwards
    gone, back = draw_offline(world, rng, tabs)
    is_held = (tried >= gone[tab]) & (tried < back[tab])
    gets_out = np.where(is_held, back[tab], tried)
    # most versions stamp a batch anew for each attempt, which makes one batch of all that was held
    keeps = np.isin([name for name, _ in APP_VERSIONS], scenario.unstamped_versions)[version]
    sent = np.where(keeps[tab], tried, gets_out)

    starts_batch = np.ones(len(tab), dtype=bool)
    starts_batch[1:] = (tab[1:] != tab[:-1]) | (sent[1:] != sent[:-1])
    batch = np.cumsum(starts_batch) - 1
    batches = int(batch[-1]) + 1
    travel = 18 + np.exp(rng.normal(np.log(parameters.network_ms), parameters.network_sigma, batches))
    travel = travel.astype(np.int64)
    strays = rng.random(batches) < scenario.straggler_share
    travel[strays] += rng.integers(*STRAGGLERS, int(strays.sum()))
    received = gets_out + travel[batch]

    is_lost = (loss.random(batches) < scenario.batch_loss)[batch]
    is_lost |= loss.random(len(tab)) < scenario.row_loss
    if scenario.burst_loss:
        is_lost |= find_in_bursts(world, loss, tabs, events)
    is_lost |= tabs.is_crashed[tab] & (gets_out > tabs.end[tab])
    source = np.flatnonzero(~is_lost)
    tab, pc = tab[source], tabs.pc[tab]
    client_sent = clocks.read(pc[starts_batch], sent[starts_batch])[batch]
    pc = pc[source]
    return Delivered(
        sequence=sequence,
        is_lost=is_lost,
        source=source,
        client_time=clocks.read(pc, events.time[source]),
        client_sent=client_sent[source],
        has_sent=version[tab] > 0,
        received=received[source],
        version=version[tab],
    )
