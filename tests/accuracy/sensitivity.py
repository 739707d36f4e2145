"""How far the settings that a user may choose decide the average handling time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from accuracy.builds import BuildFailed
from cs_productivity.settings import SettingsError
from cs_productivity.variables import check_variables

FACTORS = (0.5, 2.0)


def within_range(name: str, factor: float, values: Mapping[str, object]) -> int:
    """Return the value of a variable times a factor or, where a run would refuse that, the nearest that it takes."""
    taken, refused = int(str(values[name])), max(1, round(int(str(values[name])) * factor))
    if _is_taken(name, refused, values):
        return refused
    # what a run refuses begins somewhere on the way
    while abs(refused - taken) > 1:
        between = (taken + refused) // 2
        if _is_taken(name, between, values):
            taken = between
        else:
            refused = between
    return taken


def _is_taken(name: str, value: int, values: Mapping[str, object]) -> bool:
    try:
        check_variables({name: value}, values)
    except SettingsError:
        return False
    return True


def variations(values: Mapping[str, object]) -> list[tuple[str, int]]:
    """Return every variable of seconds, halved and doubled, as pairs of its name and a value that differs."""
    names = sorted(name for name in values if name.endswith("_seconds"))
    pairs = [(name, within_range(name, factor, values)) for name in names for factor in FACTORS]
    return [(name, value) for name, value in pairs if value != values[name]]


def measure(
    values: Mapping[str, object], aht_with: Callable[[dict[str, Any]], dict[str, float]]
) -> list[dict[str, Any]]:
    """Measure the average handling time at each variation, one variable at a time.

    Args:
        values: the variables of the runs.
        aht_with: gives `aht`, `low` and `high` of the logs, for changed variables.

    Returns:
        One entry without a change, then one per variation: `variable`, `value`, and the three; or, where the project
        cannot be built with it, `failure` in their place.
    """
    found: list[dict[str, Any]] = [{"variable": None, "value": None, **aht_with({})}]
    for name, value in variations(values):
        try:
            moved: dict[str, Any] = aht_with({name: value})
            print(f"  {name} {value}: AHT {moved['aht']:.1f} s", flush=True)
        except BuildFailed as failure:
            moved = {"failure": str(failure)}
            print(f"  {name} {value}: the build failed: {failure}", flush=True)
        found.append({"variable": name, "value": value, **moved})
    return found
