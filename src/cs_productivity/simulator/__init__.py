"""A simulated support desk: sample logs with known truth, made from a seed."""

from cs_productivity.simulator.audit import TableCounts
from cs_productivity.simulator.sample import SampleSummary, write_sample

__all__ = ["SampleSummary", "TableCounts", "write_sample"]
