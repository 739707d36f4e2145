"""Events that the simulator makes per second of processor time, and the memory that it takes, printed."""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from cs_productivity.simulator import write_sample
from cs_productivity.simulator.scenarios import SCENARIOS


def main() -> None:
    """Write one sample into a folder that is thrown away, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=40)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scenario", choices=list(SCENARIOS), default="typical")
    parser.add_argument("--counted", action="store_true", help="read the files back and count them as well")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        started, clock = time.process_time(), time.monotonic()
        summary = write_sample(
            Path(folder) / "sample",
            seed=given.seed,
            agents=given.agents,
            days=given.days,
            scenario=given.scenario,
            is_counted=given.counted,
        )
        spent, passed = time.process_time() - started, time.monotonic() - clock
    events = summary.backend_rows_produced + summary.frontend_rows_produced
    # Linux counts in units of 1,024 bytes
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024
    print(
        f"{events:,} events in {spent:.1f} s of processor time ({passed:.1f} s passed): "
        f"{events / spent:,.0f} events a second, {memory / 1e9:.2f} GB of memory at most"
    )


if __name__ == "__main__":
    main()
