"""How many people the work needs, and what given people reach: pure functions on numpy arrays.

Live contacts queue (Erlang C, Erlang A), mail and in-app messages wait until a deadline (deferred), and where neither
is known volume × AHT is always there (throughput). Only numpy and scipy are needed, so that these files can be shipped
inside a Python model that runs elsewhere.
"""

from cs_productivity.staffing.allocation import Allocation, best_allocation
from cs_productivity.staffing.checks import round_up
from cs_productivity.staffing.deferred_outcome import DeferredOutcome, at_day_end, deferred_outcome
from cs_productivity.staffing.deferred_plan import (
    DeferredPlan,
    opening_blocks,
    required_deferred,
    required_deferred_flat,
    shift_blocks,
)
from cs_productivity.staffing.deferred_work import DeferredWork
from cs_productivity.staffing.erlang import LivePerformance, erlang_b, erlang_c, erlangs_of
from cs_productivity.staffing.live import LiveRequirement, required_erlang_a, required_erlang_c
from cs_productivity.staffing.performance import erlang_a_performance, erlang_c_performance
from cs_productivity.staffing.workload import (
    agent_intervals_of,
    agents_for_money,
    chat_aht_seconds,
    fte,
    paid_agents,
    required_throughput,
    seat_hours,
)

__all__ = [
    "Allocation",
    "DeferredOutcome",
    "DeferredPlan",
    "DeferredWork",
    "LivePerformance",
    "LiveRequirement",
    "agent_intervals_of",
    "agents_for_money",
    "at_day_end",
    "best_allocation",
    "chat_aht_seconds",
    "deferred_outcome",
    "erlang_a_performance",
    "erlang_b",
    "erlang_c",
    "erlang_c_performance",
    "erlangs_of",
    "fte",
    "opening_blocks",
    "paid_agents",
    "required_deferred",
    "required_deferred_flat",
    "required_erlang_a",
    "required_erlang_c",
    "required_throughput",
    "round_up",
    "seat_hours",
    "shift_blocks",
]
