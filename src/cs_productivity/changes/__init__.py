"""What a change of the project does to the marts: only what changed is built, and held against production."""

from cs_productivity.changes.building import build_changed
from cs_productivity.changes.comparison import Comparison, compare
from cs_productivity.changes.state import State, keep_state, load_state
from cs_productivity.changes.text import render

__all__ = ["Comparison", "State", "build_changed", "compare", "keep_state", "load_state", "render"]
