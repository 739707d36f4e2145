"""What changes of a contract ask for in its version: one that breaks whoever writes the table, a new major one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cs_productivity.contract.table import RawTable
from cs_productivity.settings import SettingsError

# limits that are narrower when they rise, and when they fall; lists, when they grow, and when they lose
RISING = ("min_length", "minimum", "earliest_year")
FALLING = ("max_length", "maximum", "max_hours_after_loading", "max_value_length")
GROWING = ("refuses", "forbidden_endings")
LOSING = ("valid_values",)
# what nobody who writes the table is refused by
HARMLESS = ("vocabulary",)


def record(table: RawTable) -> dict[str, Any]:
    """Return what is remembered of a table: all that a change of it may break, without words for people."""
    columns = {}
    for column in table.columns:
        told = asdict(column)
        told |= told.pop("rules")
        keys = told.pop("keys") or {}
        # both have a pattern
        told |= {f"key_{name}" if name in told else name: value for name, value in keys.items()}
        told["is_json"] = bool(keys)
        columns[column.name] = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in told.items()
            if name not in ("name", "description", "is_confidential") and value not in (None, (), False)
        }
    return {
        "version": table.version,
        "key": list(table.key),
        "is_required": table.is_required,
        "is_log": table.is_log,
        "columns": columns,
    }


def breaks(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return what refuses rows of a table, or takes from its readers, that were right before.

    Args:
        old: the record of the table as it was released.
        new: the record of the table as it is.
    """
    return list(_breaks(old, new))


def check_version(name: str, old: dict[str, Any] | None, new: dict[str, Any]) -> None:
    """Raise unless a table's version has risen as its changes ask for.

    Raises:
        SettingsError: it has not; the sentence names the table, the change and the version to write.
    """
    if old is None or old == new:
        return
    major, minor, patch = before = _numbers(old["version"])
    after = _numbers(new["version"])
    broken = breaks(old, new)
    if broken and after < (major + 1, 0, 0):
        raise SettingsError(
            f"The contract {name} {old['version']} is broken for who writes or reads it ({'; '.join(broken)}): "
            f"raise its version to {major + 1}.0.0, or take the change back."
        )
    is_same = {**old, "version": ""} == {**new, "version": ""}
    least = (major, minor, patch + 1) if is_same else (major, minor + 1, 0)
    if after < least or after <= before:
        wanted = ".".join(map(str, least))
        raise SettingsError(
            f"The contract {name} {old['version']} has changed: raise its version to {wanted}."
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _breaks(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    if old["key"] != new["key"]:
        yield "another key"
    if new["is_required"] and not old["is_required"]:
        yield "the table is required"
    if old["is_log"] and not new["is_log"]:
        yield "it is no log any more"
    for name, column in old["columns"].items():
        if name not in new["columns"]:
            yield f"no {name}"
        else:
            yield from (f"{name}: {what}" for what in _breaks_of_column(column, new["columns"][name]))
    for name, column in new["columns"].items():
        if name not in old["columns"] and column.get("is_required"):
            yield f"{name} is required"


def _breaks_of_column(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if before == after or name in HARMLESS:
            continue
        if name in ("is_required", "is_unique"):
            is_broken = bool(after)
        elif name in ("type", "is_json", "assigned_at"):
            is_broken = True
        elif name in RISING:
            is_broken = after is not None and (before is None or after > before)
        elif name in FALLING:
            is_broken = after is not None and (before is None or after < before)
        elif name in GROWING:
            is_broken = not set(after or []) <= set(before or [])
        elif name in LOSING:
            is_broken = after is not None and (before is None or not set(before) <= set(after))
        else:
            # of two patterns nobody can tell which one takes more
            is_broken = after is not None
        if is_broken:
            yield f"{name} was {_say(before)} and is {_say(after)}"


def _say(value: Any) -> str:
    return "nothing" if value is None else ", ".join(value) if isinstance(value, list) else str(value)
