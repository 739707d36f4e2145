"""Before a release: the smallest drop of effort per ticket that a roll-out can show, from a desk's own tickets.

    python analyses/smallest_effect.py --treated 10 --controls 12

reads the published marts; each agent's effort is held against what is usual for the reasons of its tickets.
"""

from __future__ import annotations

import argparse
import sys

from cs_productivity.analysis import agent_weeks, open_marts, smallest_effects
from cs_productivity.settings import SettingsError


def main(arguments: list[str]) -> int:
    """Print the plan; returns 1 if there is nothing to plan with."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--treated", type=int, required=True, help="agents who are to get the release first")
    parser.add_argument("--controls", type=int, required=True, help="agents who are to get it later")
    given = parser.parse_args(arguments)
    try:
        with open_marts() as marts:
            planned = smallest_effects(agent_weeks(marts), given.treated, given.controls)
    except (SettingsError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"{given.treated} agents with the release against {given.controls} without it, with a chance of 80 %:"
    )
    for row in planned.itertuples():
        print(f"{row.weeks:>3} weeks before and after: {100 * row.smallest_effect:+.1f} % effort per ticket")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
