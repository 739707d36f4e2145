"""What notebooks and scripts in analyses/ work with: `open_marts` opens the published marts on either engine."""

from cs_productivity.analysis.marts import Marts, open_marts
from cs_productivity.analysis.smallest_effects import agent_weeks, smallest_effects

__all__ = ["Marts", "agent_weeks", "open_marts", "smallest_effects"]
