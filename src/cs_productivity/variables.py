"""The dbt variables of a run: which there are, and which values make sense."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import available_timezones

import yaml

from cs_productivity.settings import SettingsError

INTERVAL_MINUTES = (5, 10, 15, 20, 30, 60)
# a cutoff is a pause inside one stretch of work: longer than four hours is a shift's end
CUTOFF_SECONDS = range(1, 14_401)
# whoever asks a month after a guide asks about something else
DEFLECTION_HOURS = range(1, 721)
# the oldest public call logs are of 1999; a year outside of these is a slip of the pen
AS_OF_YEARS = range(1990, 2101)
# in this order: what is proven, what counts, what cannot be ruled out
CUTOFFS = ("proof_gap_seconds", "idle_cutoff_seconds", "possible_gap_seconds")


def check_variables(given: Mapping[str, object], defaults: Mapping[str, object]) -> dict[str, object]:
    """Return the values of all variables of a run, the given ones over the defaults.

    Args:
        given: what the run sets, as read from YAML.
        defaults: the variables of the project, those under `vars:` in dbt_project.yml.

    Returns:
        A value per variable of the project; `as_of` is null or text in UTC, `2026-03-30 15:00:00[.ffffff]`.

    Raises:
        SettingsError: a variable is unknown or has a value that makes no sense; the message names it.
    """
    for name in given:
        if name not in defaults:
            near = difflib.get_close_matches(str(name), defaults, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(defaults))}."
            raise SettingsError(f"There is no variable named {name}: {hint}")
    values = {**defaults, **given}
    checked = {name: _RULES[name](name, value) if name in _RULES else value for name, value in values.items()}
    for smaller, larger in pairwise(CUTOFFS):
        if smaller in checked and larger in checked and checked[smaller] > checked[larger]:
            raise SettingsError(
                f"The variable {smaller} ({checked[smaller]}) is larger than {larger} ({checked[larger]}): "
                f"they must rise in the order {', '.join(CUTOFFS)}."
            )
    return checked


def read_variables(text: str) -> dict[str, object]:
    """Read the text of `--vars`, a YAML mapping such as `{reporting_timezone: UTC}`; an empty text is none.

    Raises:
        SettingsError: the text is not a YAML mapping.
    """
    wanted = "write it as '{reporting_timezone: UTC}'."
    try:
        given = yaml.safe_load(text)
    # besides its own errors, the loader lets through those of a date that no calendar has
    except (yaml.YAMLError, ValueError):
        raise SettingsError(f"The variables {text!r} are not YAML: {wanted}") from None
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise SettingsError(f"The variables {text!r} are not pairs of a name and a value: {wanted}")
    return given


def load_defaults(project_root: Path) -> dict[str, object]:
    """Return the variables of dbt_project.yml with their defaults."""
    project = yaml.safe_load((project_root / "dbt_project.yml").read_text(encoding="utf-8"))
    return project.get("vars") or {}


def _refuse(name: str, value: object, wanted: str) -> SettingsError:
    return SettingsError(f"The variable {name} is {value!r}: give {wanted}.")


def _time_zone(name: str, value: object) -> str:
    # the names of this machine alone ("localtime", "posixrules") mean something else on the next one
    if (
        not isinstance(value, str)
        or value not in available_timezones()
        or value in ("localtime", "posixrules")
    ):
        raise _refuse(name, value, "the name of a time zone as IANA writes it, such as Asia/Tokyo or UTC")
    return value


def _interval(name: str, value: object) -> int:
    if type(value) is not int or value not in INTERVAL_MINUTES:
        raise _refuse(name, value, f"one of {', '.join(map(str, INTERVAL_MINUTES))} minutes")
    return value


def _cutoff(name: str, value: object) -> int:
    if type(value) is not int or value not in CUTOFF_SECONDS:
        raise _refuse(name, value, f"whole seconds from {CUTOFF_SECONDS[0]} to {CUTOFF_SECONDS[-1]}")
    return value


def _deflection(name: str, value: object) -> int:
    if type(value) is not int or value not in DEFLECTION_HOURS:
        raise _refuse(name, value, f"whole hours from {DEFLECTION_HOURS[0]} to {DEFLECTION_HOURS[-1]}")
    return value


def _country(name: str, value: object) -> str | None:
    if value is None:
        return None
    # only a variable that is set has to be looked up
    from holidays import list_supported_countries

    if value not in list_supported_countries(include_aliases=False):
        raise _refuse(
            name, value, "null, or the two letters of a country whose public holidays are known, such as JP"
        )
    return str(value)


def _as_of(name: str, value: object) -> str | None:
    wanted = "null, or a time in UTC such as 2026-03-30T15:00:00"
    if value is None:
        return None
    # YAML itself turns an unquoted time into a datetime or a date
    moment = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            raise _refuse(name, value, wanted) from None
    elif isinstance(value, date) and not isinstance(value, datetime):
        moment = datetime(value.year, value.month, value.day)
    if not isinstance(moment, datetime) or moment.year not in AS_OF_YEARS:
        raise _refuse(name, str(value) if isinstance(value, date) else value, wanted)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat(sep=" ")


_RULES: dict[str, Callable[[str, object], object]] = {
    "reporting_timezone": _time_zone,
    "interval_minutes": _interval,
    "idle_cutoff_seconds": _cutoff,
    "reading_grace_seconds": _cutoff,
    "proof_gap_seconds": _cutoff,
    "possible_gap_seconds": _cutoff,
    "holiday_country": _country,
    "deflection_hours": _deflection,
    "as_of": _as_of,
}
