"""What becomes of the browser's events on their way: how much is lost, how late it comes, how wrong clocks are.

The desk of a seed is the same in every scenario, and so is what the backend writes down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cs_productivity.settings import SettingsError


@dataclass(frozen=True)
class Scenario:
    """The state of clocks and transport. Shares are from 0 to 1.

    Attributes:
        name: what it is asked for by.
        has_frontend: whether there are any frontend logs.
        has_dirt: whether frontend rows come broken, twice and late.
        row_loss: rows lost one by one.
        batch_loss: batches lost whole.
        burst_loss: rows lost in bursts: stretches of 1 to 8 minutes of a tab of which everything or half is lost.
        clocks_are_exact: whether every PC shows the server's time.
        jump_share: tabs during whose life the clock jumps.
        offline_share: tabs that are offline for a while and send everything afterwards.
        offline_minutes: the longest such while; the shortest is four minutes.
        straggler_share: batches that arrive seconds to minutes after those sent later.
        crash_share: tabs that die in mid-work, with what they have not sent.
        unstamped_versions: app versions that keep the time of the first attempt on a batch sent late.
    """

    name: str
    has_frontend: bool = True
    has_dirt: bool = True
    row_loss: float = 0.0
    batch_loss: float = 0.0
    burst_loss: float = 0.0
    clocks_are_exact: bool = False
    jump_share: float = 0.0
    offline_share: float = 0.0
    offline_minutes: int = 90
    straggler_share: float = 0.0
    crash_share: float = 0.0
    unstamped_versions: tuple[str, ...] = ()

    @property
    def loss(self) -> float:
        """The share of all rows that is lost on the way, without what dies with a tab."""
        return 1 - (1 - self.row_loss) * (1 - self.batch_loss) * (1 - self.burst_loss)

    @property
    def bursts_at_once(self) -> float:
        """Mean number of bursts over any moment of a tab that loses `burst_loss` of its rows in them.

        A burst takes everything or half, equally often: three quarters on average.
        """
        return -math.log1p(-self.burst_loss) / 0.75


def rest_of(loss: float, *others: float) -> float:
    """The share that one more cause has to take so that all of them together take `loss`."""
    return 1 - (1 - loss) / math.prod(1 - other for other in others)


SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        Scenario("clean", has_dirt=False, clocks_are_exact=True),
        Scenario(
            "typical",
            row_loss=0.03,
            batch_loss=rest_of(0.05, 0.03),
            offline_share=0.05,
            crash_share=0.01,
        ),
        Scenario(
            "harsh",
            row_loss=0.04,
            batch_loss=0.04,
            burst_loss=rest_of(0.15, 0.04, 0.04),
            jump_share=1 / 3,
            offline_share=0.08,
            offline_minutes=3 * 24 * 60,
            straggler_share=0.03,
            crash_share=0.05,
            unstamped_versions=("4.2.0",),
        ),
        Scenario("backend_only", has_frontend=False),
    )
}


def find_scenario(name: object) -> Scenario:
    """The scenario of this name.

    Raises:
        SettingsError: there is none; the known ones are listed.
    """
    if not isinstance(name, str) or name not in SCENARIOS:
        raise SettingsError(f"scenario is {name!r}: give one of {', '.join(SCENARIOS)}.")
    return SCENARIOS[name]
