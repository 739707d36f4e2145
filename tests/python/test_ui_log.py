"""The unchanged project on a recorded UI log of which the true cases are known: only the ticket key can tell them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from project import Project
from real_logs import landing_zone, ui_log

EVENTS, RAW_EVENTS, CASES, OUT_OF_ORDER = 1_539, 2_409, 50, 346
# published for the log: seconds from a case's first event to its last one
MEAN_SECONDS, MEDIAN_SECONDS = 72.225, 69.321
BATCHES = 6
# how much faster or slower than the server's a client's clock may run unnoticed
DRIFT = 1 / 5_000

Efforts = dict[str, tuple[float, float, float]]
EFFORTS = (
    "select ticket_id, effort_seconds, effort_seconds_low, effort_seconds_high "
    "from marts.fct_tickets order by ticket_id"
)


@pytest.fixture(scope="module")
def durations(real_data: Path) -> dict[str, float]:
    """Seconds of each case, from the file and by pandas alone."""
    rows = pd.read_csv(real_data / ui_log.SEGMENTED, usecols=["caseID", "timeStamp"])
    times = pd.to_datetime(rows["timeStamp"]).groupby(rows["caseID"])
    seconds = (times.max() - times.min()).dt.total_seconds()
    return {f"case-{case:02}": value for case, value in seconds.items()}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, pd.DataFrame]], Project]:
    def landed(tables: dict[str, pd.DataFrame]) -> Project:
        folder = tmp_path_factory.mktemp("ui")
        landing_zone.write(tables, folder / "raw", "date")
        return Project(folder / "raw", folder)

    return landed


@pytest.fixture(scope="module")
def built(real_data: Path, project: Callable[[dict[str, pd.DataFrame]], Project]) -> Project:
    made = project(ui_log.to_contract(ui_log.read_segmented(real_data)))
    build(made)
    return made


def build(project: Project) -> None:
    project.build("--vars", "{reporting_timezone: UTC}")


def efforts(project: Project) -> Efforts:
    return {ticket: (point, low, high) for ticket, point, low, high in project.query(EFFORTS)}


def assert_as_measured(project: Project, durations: dict[str, float]) -> None:
    """Every case's handling time is what the file says, to the millisecond."""
    assert {ticket: round(point, 3) for ticket, (point, _, _) in efforts(project).items()} == {
        ticket: round(seconds, 3) for ticket, seconds in durations.items()
    }


def in_order_of(seed: int, rows: int) -> list[int]:
    return np.random.default_rng(seed).permutation(rows).tolist()


def test_the_published_figures_are_those_of_the_file(durations: dict[str, float]) -> None:
    seconds = list(durations.values())
    assert len(seconds) == CASES
    assert round(np.mean(seconds), 3) == MEAN_SECONDS
    assert round(np.median(seconds), 3) == MEDIAN_SECONDS


def test_no_idle_timeout_could_tell_the_cases_apart(real_data: Path) -> None:
    events = ui_log.read_segmented(real_data).sort_values("occurred_at")
    gaps = events["occurred_at"].diff().dt.total_seconds()
    is_between = events["ticket_id"].ne(events["ticket_id"].shift()) & gaps.notna()
    assert is_between.sum() == CASES - 1
    assert gaps[is_between].min() < gaps[is_between].max() < gaps[~is_between].max()


def test_what_is_made_up_never_goes_back_and_no_action_of_a_person_is(real_data: Path) -> None:
    raw = ui_log.read_raw(real_data)
    assert (raw["occurred_at"].diff() < pd.Timedelta(0)).sum() == OUT_OF_ORDER
    for arrival in (None, in_order_of(1, RAW_EVENTS)):
        tables = ui_log.to_contract(raw, arrival)
        frontend = tables["frontend_event_logs"]
        assert frontend["received_at"].is_monotonic_increasing
        assert (frontend["received_at"] > frontend["occurred_at_client"]).all()
        assert sorted(frontend["sequence_no"]) == list(range(1, RAW_EVENTS + 1))
        assert set(frontend["event_type"]) == {"copy", "paste", "input", "click"}
        assert tables["backend_action_logs"]["agent_id"].isna().all()


def test_batches_change_when_rows_are_loaded_and_nothing_else(real_data: Path) -> None:
    rows = ui_log.to_contract(ui_log.read_segmented(real_data))["frontend_event_logs"]
    mixed = ui_log.in_batches(rows, in_order_of(1, EVENTS), BATCHES)
    assert mixed["loaded_at"].value_counts().between(EVENTS // BATCHES, EVENTS // BATCHES + 1).all()
    assert mixed["loaded_at"].nunique() == BATCHES
    assert not mixed["sequence_no"].is_monotonic_increasing
    content = rows.columns.drop("loaded_at")
    assert mixed.sort_index()[content].equals(rows[content])


def test_every_event_is_kept(built: Project) -> None:
    assert built.query(
        "select sum(row_count)::int, sum(duplicate_count)::int, sum(quarantined_count)::int, "
        "sum(unmapped_count)::int from marts.agg_log_quality_daily where source = 'frontend_event_logs'"
    ) == [(EVENTS, 0, 0, 0)]


def test_handling_time_is_that_of_the_true_cases(built: Project, durations: dict[str, float]) -> None:
    assert_as_measured(built, durations)
    found = efforts(built)
    points = [point for point, _, _ in found.values()]
    assert round(np.mean(points), 3) == MEAN_SECONDS
    assert round(np.median(points), 3) == MEDIAN_SECONDS
    assert all(low <= point <= high for point, low, high in found.values())
    assert built.query("select distinct evidence_grade from marts.fct_tickets") == [("combined",)]


def test_all_cases_are_counted(built: Project) -> None:
    assert built.query(
        "select count(*), sum(ticket_count)::int, round(sum(effort_seconds_sum) / sum(ticket_count), 3) "
        "from marts.agg_aht_daily"
    ) == [(1, CASES, MEAN_SECONDS)]


@pytest.mark.slow
def test_order_and_day_of_loading_change_nothing(
    real_data: Path, built: Project, project: Callable[[dict[str, pd.DataFrame]], Project]
) -> None:
    tables = ui_log.to_contract(ui_log.read_segmented(real_data))
    rows = tables["frontend_event_logs"]
    made = project(
        {**tables, "frontend_event_logs": ui_log.in_batches(rows, in_order_of(1, EVENTS), BATCHES)}
    )
    build(made)
    assert efforts(made) == efforts(built)


@pytest.mark.slow
def test_order_of_arrival_changes_nothing_be_it_all_at_once_or_batch_by_batch(
    real_data: Path,
    durations: dict[str, float],
    project: Callable[[dict[str, pd.DataFrame]], Project],
    tmp_path: Path,
) -> None:
    """What arrives in another order was sent at other times, which leave the drift of the clock less certain."""
    tables = ui_log.to_contract(ui_log.read_segmented(real_data), in_order_of(2, EVENTS))
    rows = tables["frontend_event_logs"]
    tables["frontend_event_logs"] = ui_log.in_batches(rows, in_order_of(3, EVENTS), BATCHES)
    at_once, in_steps = project(tables), project(tables)
    build(at_once)
    assert {ticket: point for ticket, (point, _, _) in efforts(at_once).items()} == {
        ticket: pytest.approx(seconds, abs=0.001 + DRIFT * seconds) for ticket, seconds in durations.items()
    }
    days = sorted((in_steps.raw_path / "frontend_event_logs").iterdir())
    assert len(days) == BATCHES
    for day in days[1:]:
        shutil.move(day, tmp_path / day.name)
    build(in_steps)
    # the last batch lands before the others
    for late in (days[-1:], days[1:-1]):
        for day in late:
            shutil.move(tmp_path / day.name, day)
        build(in_steps)
    assert efforts(in_steps) == efforts(at_once)


def test_the_log_as_it_was_recorded_tells_the_cases_too(
    real_data: Path, durations: dict[str, float], project: Callable[[dict[str, pd.DataFrame]], Project]
) -> None:
    """It has half as many rows again, arrives out of order, and does not tell what was done between two cases."""
    made = project(ui_log.to_contract(ui_log.read_raw(real_data)))
    build(made)
    cases = ui_log.read_segmented(real_data).groupby("ticket_id")["occurred_at"].agg(["min", "max"])
    in_time = cases.sort_values("min")
    between = (in_time["min"] - in_time["max"].shift()).dt.total_seconds().fillna(0)
    beside = between + between.shift(-1, fill_value=0)
    found = efforts(made)
    assert found.keys() == durations.keys()
    for case, (point, low, high) in found.items():
        unsure = 0.001 + DRIFT * durations[case]
        assert low - unsure <= durations[case] <= high + unsure
        assert -unsure <= point - durations[case] <= beside[case] + unsure
