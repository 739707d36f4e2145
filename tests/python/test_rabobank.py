"""The unchanged project on a real service desk's log that names no agent: what can be known is there, and no effort."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from project import Project
from real_logs import rabobank

INCIDENTS, ACTIVITIES, TEAMS, WORDS = 4_000, 39_911, 195, 36


@pytest.fixture(scope="module")
def incidents(real_data: Path) -> pd.DataFrame:
    return rabobank.read_incidents(real_data).set_index("incident_id")


@pytest.fixture(scope="module")
def activities(real_data: Path) -> pd.DataFrame:
    return rabobank.read_activities(real_data)


@pytest.fixture(scope="module")
def built(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("rabobank")
    written = rabobank.write_landing_zone(real_data, folder / "raw")
    assert written["backend_action_logs"] == ACTIVITIES
    project = Project(folder / "raw", folder)
    project.build("--vars", "{reporting_timezone: UTC}")
    return project


def column(built: Project, sql: str) -> dict:
    """The second column of a query by its first."""
    return dict(built.query(sql))


def count_of(activities: pd.DataFrame, word: str) -> dict[str, int]:
    """How often an activity occurs in each incident, none being 0."""
    has_word = activities["incident_activity_type"] == word
    return has_word.groupby(activities["incident_id"]).sum().to_dict()


def test_every_activity_is_there_with_its_team_and_word(built: Project, activities: pd.DataFrame) -> None:
    has_no_word = ~activities["incident_activity_type"].isin(list(rabobank.ACTIONS))
    logs = built.query(
        "select source, sum(row_count)::int, sum(kept_count)::int, sum(unmapped_count)::int "
        "from marts.agg_log_quality_daily group by source order by source"
    )
    versions = 12_028
    assert logs == [
        ("backend_action_logs", ACTIVITIES, ACTIVITIES, has_no_word.sum()),
        # their channel is a word that no seed maps
        ("tickets", versions, versions, versions),
    ]
    assert built.query(
        "select count(distinct ticket_id), count(agent_key), count(distinct properties ->> 'team'), "
        "count(distinct properties ->> 'activity') from staging.stg_contact_tool_backend__actions"
    ) == [(INCIDENTS, 0, TEAMS, WORDS)]


def test_incidents_are_as_the_file_leaves_them(built: Project, incidents: pd.DataFrame) -> None:
    assert len(incidents) == INCIDENTS
    rows = built.query(
        "select ticket_id, status, priority, contact_reason, created_at, closed_at, elapsed_seconds, "
        "is_closed and is_completed from marts.fct_tickets"
    )
    elapsed = (incidents["close_time"] - incidents["open_time"]).dt.total_seconds()
    assert {ticket: tuple(rest) for ticket, *rest in rows} == {
        incident.Index: (
            incident.status.lower(),
            incident.priority,
            incident.category,
            incident.open_time,
            incident.close_time,
            elapsed[incident.Index],
            True,
        )
        for incident in incidents.itertuples()
    }
    assert (incidents["status"] == "Closed").sum() == INCIDENTS


def test_reopenings_and_transfers_are_those_of_the_log(
    built: Project, incidents: pd.DataFrame, activities: pd.DataFrame
) -> None:
    reopened = column(built, "select ticket_id, reopen_count from marts.fct_tickets")
    transferred = column(built, "select ticket_id, transfer_count from marts.fct_tickets")
    assert reopened == count_of(activities, "Reopen")
    assert transferred == count_of(activities, "Reassignment")
    assert (sum(reopened.values()), sum(transferred.values())) == (206, 4_452)
    # the file tells a reopening of 11 incidents where the log has none, and lacks one that the log has
    in_log = {ticket for ticket, count in reopened.items() if count}
    in_file = set(incidents.index[incidents["reopen_time"].notna()])
    assert (len(in_log), len(in_file), len(in_log & in_file)) == (173, 183, 172)
    agree = incidents["x_reassignments"].astype(int) == incidents.index.map(transferred)
    assert agree.sum() == 3_890


def test_volume_is_that_of_the_file(built: Project, incidents: pd.DataFrame) -> None:
    found = built.query(
        "select interval_start_at, contact_reason, inquiry_count from marts.agg_inquiry_volume "
        "where inquiry_count > 0"
    )
    expected = incidents.groupby([incidents["open_time"].dt.floor("30min"), "category"]).size()
    assert {(at, reason): count for at, reason, count in found} == expected.to_dict()
    assert expected.sum() == INCIDENTS


def test_backlog_is_what_the_log_had_not_ended(
    built: Project, incidents: pd.DataFrame, activities: pd.DataFrame
) -> None:
    """An incident is open until it is last resolved, else first closed, after its last reopening; else its closing."""
    of_type = {word: rows for word, rows in activities.groupby("incident_activity_type")}
    reopened_at = of_type["Reopen"].groupby("incident_id")["data_stamp"].max()

    def since_reopening(word: str) -> pd.DataFrame:
        rows = of_type[word]
        since = rows["incident_id"].map(reopened_at)
        return rows[since.isna() | (rows["data_stamp"] >= since)].groupby("incident_id")["data_stamp"]

    ended_at = since_reopening("Resolved").max().reindex(incidents.index)
    ended_at = ended_at.fillna(since_reopening("Closed").min()).fillna(incidents["close_time"])
    found = column(
        built,
        "select interval_date, sum(backlog_count)::int from marts.agg_inquiry_volume "
        "where hour(interval_start_at) = 23 and minute(interval_start_at) = 30 group by 1",
    )
    # to the day on which the last incident was reopened
    assert len(found) == 601
    evenings = {day: pd.Timestamp(day) + pd.Timedelta(days=1) for day in found}
    # clocks of the two files disagree: nothing ends before it began
    ended_at = ended_at.where(ended_at > incidents["open_time"], incidents["open_time"])
    assert found == {
        day: int((incidents["open_time"] < evening).sum() - (ended_at < evening).sum())
        for day, evening in evenings.items()
    }
    assert max(found.values()) > 100


def test_nothing_is_said_of_effort(built: Project, incidents: pd.DataFrame) -> None:
    """Without an agent no action proves work: no segment, no agent, no AHT, and each ticket says why."""
    assert built.query(
        "select distinct evidence_grade, effort_seconds, effort_seconds_low, effort_seconds_high, "
        "assigned_open_seconds, agent_count, touch_count, action_count, reply_count, is_counted_in_aht, "
        "first_opened_at, first_replied_at, first_response_seconds, agent_key, team from marts.fct_tickets"
    ) == [("none", 0, 0, 0, 0, 0, 0, 0, 0, False, None, None, None, None, "unknown")]
    for mart in ("fct_work_segments", "fct_agent_intervals", "agg_aht_daily", "dim_agents"):
        assert built.query(f"select count(*) from marts.{mart}") == [(0,)], mart
    assert built.query(
        "select count(published_aht_seconds), max(handled_rate) from marts.fct_required_headcount"
    ) == [(0, 0)]


def test_the_files_handle_time_is_time_that_passed(built: Project, incidents: pd.DataFrame) -> None:
    """It is never longer than the incident was open, and as long as that in two fifths of them: no touch time."""
    elapsed = column(built, "select ticket_id, elapsed_seconds from marts.fct_tickets")
    hours = pd.Series(elapsed)[incidents.index] / 3600
    handle_time = incidents["handle_time_hours"].astype(float)
    assert (handle_time <= hours + 1e-6).all()
    assert ((handle_time - hours).abs() < 0.01).sum() == 1_664
    assert handle_time.mean() == pytest.approx(24.9, abs=0.05)


def test_no_headcount_is_given_where_no_work_is_known(built: Project) -> None:
    assert built.query(
        "select distinct staffing_model, status, required_agents from marts.fct_required_headcount "
        "where inquiry_count > 0 and forecast_run_at is null order by 1"
    ) == [("deferred", "unknown", None), ("throughput", "no_aht", None)]


def test_volume_has_every_reopening(built: Project) -> None:
    assert built.query("select sum(reopened_count)::int from marts.agg_inquiry_volume") == [(206,)]
