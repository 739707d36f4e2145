"""dbt variables: unknown names and values that make no sense are refused by name, before dbt starts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from project import ROOT

from cs_productivity import variables
from cs_productivity.settings import SettingsError
from cs_productivity.variables import check_variables, load_defaults, read_variables

DEFAULTS = {
    "reporting_timezone": "Asia/Tokyo",
    "interval_minutes": 30,
    "idle_cutoff_seconds": 600,
    "reading_grace_seconds": 90,
    "proof_gap_seconds": 30,
    "possible_gap_seconds": 1800,
    "deflection_hours": 24,
    "as_of": None,
}


def test_every_variable_of_the_project_has_a_rule_and_a_good_default() -> None:
    defaults = load_defaults(ROOT)
    assert defaults.keys() == variables._RULES.keys()
    assert check_variables({}, defaults) == defaults


def test_given_values_stand_over_the_defaults() -> None:
    given = {"reporting_timezone": "UTC", "interval_minutes": 15, "idle_cutoff_seconds": 1800}
    assert check_variables(given, DEFAULTS) == DEFAULTS | given


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[
            ("reporting_timezone", value)
            for value in ("Tokyo", "JST", "asia/tokyo", "", "localtime", "+09:00", None, 9)
        ],
        *[("interval_minutes", value) for value in (0, -30, 7, 45, 120, 30.0, "30", True, None)],
        *[("idle_cutoff_seconds", value) for value in (0, -1, 14_401, 600.5, "600", True, None)],
        *[("reading_grace_seconds", value) for value in (0, 14_401, None)],
        *[("proof_gap_seconds", value) for value in (0, 14_401, "x")],
        *[("possible_gap_seconds", value) for value in (0, 14_401, [])],
        *[("deflection_hours", value) for value in (0, 721, 24.0, None)],
        *[
            ("as_of", value)
            for value in ("yesterday", "2026-13-01", "", 20260330, True, "1989-12-31", "2101-01-01")
        ],
        ("as_of", datetime(1970, 1, 1)),
        ("as_of", date(2500, 1, 1)),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=f"^The variable {name} is .*: give .*") as refused:
        check_variables({name: value}, DEFAULTS)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("value", [5, 10, 15, 20, 30, 60])
def test_the_intervals_that_divide_an_hour_as_people_do(value: int) -> None:
    assert check_variables({"interval_minutes": value}, DEFAULTS)["interval_minutes"] == value


@pytest.mark.parametrize("name", ["proof_gap_seconds", "idle_cutoff_seconds", "possible_gap_seconds"])
def test_the_ends_of_the_cutoffs(name: str) -> None:
    for value in (1, 14_400):
        every = dict.fromkeys(("proof_gap_seconds", "idle_cutoff_seconds", "possible_gap_seconds"), value)
        assert check_variables(every, DEFAULTS)[name] == value


@pytest.mark.parametrize(
    ("given", "smaller"),
    [
        ({"proof_gap_seconds": 601}, "proof_gap_seconds"),
        ({"idle_cutoff_seconds": 1801}, "idle_cutoff_seconds"),
        ({"idle_cutoff_seconds": 29}, "proof_gap_seconds"),
        ({"possible_gap_seconds": 599}, "idle_cutoff_seconds"),
    ],
)
def test_cutoffs_in_the_wrong_order_are_refused(given: dict[str, object], smaller: str) -> None:
    with pytest.raises(SettingsError, match=f"^The variable {smaller} .* is larger than"):
        check_variables(given, DEFAULTS)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("2026-03-30T15:00:00", "2026-03-30 15:00:00"),
        ("2026-03-30 15:00", "2026-03-30 15:00:00"),
        ("2026-03-30T15:00:00Z", "2026-03-30 15:00:00"),
        ("2026-03-31T00:00:00+09:00", "2026-03-30 15:00:00"),
        ("2026-03-30", "2026-03-30 00:00:00"),
        (date(2026, 3, 30), "2026-03-30 00:00:00"),
        (datetime(2026, 3, 30, 15, 0, 0, 250_000), "2026-03-30 15:00:00.250000"),
        (datetime(2026, 3, 30, 15, tzinfo=UTC), "2026-03-30 15:00:00"),
        (datetime(2026, 3, 31, tzinfo=timezone(timedelta(hours=9))), "2026-03-30 15:00:00"),
    ],
)
def test_as_of_becomes_plain_utc(value: object, expected: str | None) -> None:
    assert check_variables({"as_of": value}, DEFAULTS)["as_of"] == expected


def test_an_unknown_name_is_refused_with_the_near_one() -> None:
    with pytest.raises(
        SettingsError, match="no variable named reporting_timezon: did you mean reporting_timezone"
    ):
        check_variables({"reporting_timezon": "UTC"}, DEFAULTS)
    with pytest.raises(SettingsError, match="no variable named 5: there are as_of, deflection_hours,"):
        check_variables({5: "UTC"}, DEFAULTS)


def test_variables_as_they_are_typed() -> None:
    assert read_variables("{reporting_timezone: UTC, interval_minutes: 15}") == {
        "reporting_timezone": "UTC",
        "interval_minutes": 15,
    }
    assert read_variables("") == read_variables("{}") == {}


@pytest.mark.parametrize(
    "text", ["{a: b", "reporting_timezone=UTC", "[a, b]", "5", "{as_of: 2026-02-30}", "a: b: c"]
)
def test_a_text_that_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="write it as"):
        read_variables(text)
