"""What docs/schedule.md says of numbers is what the code has."""

from __future__ import annotations

import re

from project import ROOT

from cs_productivity import freshness
from cs_productivity.orchestration import outcomes
from cs_productivity.orchestration.supervisor import NIGHTLY

PAGE = (ROOT / "docs" / "schedule.md").read_text(encoding="utf-8")
MINUTES = {"hour": 60, "minute": 1}


def rows(first: str) -> list[list[str]]:
    """The cells of the table whose first head this is, without the heads."""
    (table,) = re.findall(rf"^\| {first} \|.*\n\| ---.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()]


def test_the_limits_are_those_of_the_steps() -> None:
    told = {}
    for step, _, limit, repeated in rows("step"):
        number, unit = limit.split()
        told[step] = (int(number) * MINUTES[unit.rstrip("s")], repeated.startswith("twice"))
    del told["notify"]
    assert told == {step.name: (step.limit_minutes, step.tries == 3) for step in NIGHTLY}


def test_every_exit_code_is_told() -> None:
    assert [int(code) for code, _ in rows("exit code")] == [outcomes.DONE, *outcomes.WHAT_TO_DO]


def test_the_hours_are_the_defaults() -> None:
    told = {name.strip("`"): default for name, default, _ in rows("setting")}
    assert {name: int(told[name]) for name in freshness.DEFAULT_HOURS} == freshness.DEFAULT_HOURS
    sources = (ROOT / "models" / "staging" / "_sources.yml").read_text(encoding="utf-8")
    found = re.findall(r"env_var\('(CS_FRESHNESS_\w+)', '(\d+)'\)", sources)
    assert {(name, int(default)) for name, default in found} == set(freshness.DEFAULT_HOURS.items())
    assert f"[{freshness.WINDOW_HOURS}, env_var(" in sources
