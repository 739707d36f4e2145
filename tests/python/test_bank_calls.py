"""The unchanged project on a real call log: the figures that two independent computations, or a book, give for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from project import Project
from real_logs import bank

from cs_productivity.report import render_page
from cs_productivity.report.cards import make_cards
from cs_productivity.report.pictures import draw_pictures
from cs_productivity.report.words import Words
from cs_productivity.staffing import required_erlang_c


@pytest.fixture(scope="module")
def calls(real_data: Path) -> pd.DataFrame:
    return bank.read_calls(real_data)


@pytest.fixture(scope="module")
def built(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("bank")
    written = bank.write_landing_zone(real_data, folder / "raw")
    assert written == {"tickets": 33_066, "backend_action_logs": 86_408}
    project = Project(folder / "raw", folder)
    project.build("--vars", "{reporting_timezone: UTC}")
    return project


def test_handling_time_of_completed_calls(built: Project) -> None:
    (row,) = built.query(
        "select count(*), sum(assigned_open_seconds), sum(effort_seconds), median(assigned_open_seconds), "
        "bool_and(effort_seconds_low <= effort_seconds and effort_seconds <= effort_seconds_high) "
        "from marts.fct_tickets where is_counted_in_aht"
    )
    assert row == (26_671, 4_775_034, 4_735_059, 109, True)
    assert row[1] / row[0] == pytest.approx(179.03, abs=0.005)
    # from the published sums, as a dashboard would
    (aht,) = built.query("select sum(effort_seconds_sum) / sum(ticket_count) from marts.agg_aht_daily")[0]
    assert aht == pytest.approx(177.54, abs=0.005)


def test_handling_time_per_type(built: Project) -> None:
    rows = built.query(
        "select contact_reason, count(*), round(sum(assigned_open_seconds) / count(*), 2) "
        "from marts.fct_tickets where is_counted_in_aht group by contact_reason order by 2 desc"
    )
    assert rows == [
        ("PS", 18_129, 186.18),
        ("NW", 4_865, 108.54),
        ("NE", 2_512, 275.98),
        ("TT", 849, 116.09),
        ("IN", 199, 263.36),
        ("PE", 117, 234.19),
    ]


def test_agents_are_hashed_server_names(built: Project, calls: pd.DataFrame) -> None:
    names = set(calls["server"]) - {bank.NOBODY}
    keys = {key for (key,) in built.query("select agent_key from marts.dim_agents")}
    assert len(keys) == 24
    assert not keys & names


def test_work_is_the_union_of_each_servers_calls(built: Project, calls: pd.DataFrame) -> None:
    """An independent sweep over each server's calls gives the same sum, and calls that overlap no other their own."""
    served = calls[(calls["outcome"] == "AGENT") & (calls["server"] != bank.NOBODY)]
    union, overlapping, overlaps = 0.0, set(), 0
    for _, group in served.sort_values(["opened_at", "ended_at"]).groupby("server"):
        reached, reached_by, previous_end = pd.Timestamp.min, "", pd.Timestamp.min
        for call in group.itertuples():
            union += max((call.ended_at - max(call.opened_at, reached)).total_seconds(), 0)
            if call.opened_at < previous_end:
                overlaps += 1
            previous_end = call.ended_at
            if call.opened_at < reached:
                overlapping |= {call.ticket_id, reached_by}
            if call.ended_at > reached:
                reached, reached_by = call.ended_at, call.ticket_id
    assert union == 4_735_059
    # calls that begin before the server's call before them has ended
    assert overlaps == 262
    effort = dict(
        built.query("select ticket_id, effort_seconds from marts.fct_tickets where is_counted_in_aht")
    )
    alone = served[~served["ticket_id"].isin(overlapping)]
    assert len(alone) > 25_000
    assert np.allclose(alone["ticket_id"].map(effort), alone["ser_time"], atol=1)


def test_volume_times_handling_time_is_the_work_done(built: Project) -> None:
    work, naive, inquiries = built.query(
        "select sum(workload_seconds), sum(inquiry_count * published_aht_seconds), sum(inquiry_count)::bigint "
        "from marts.fct_required_headcount "
        "where scenario = 'base' and forecast_run_at is null and staffing_model = 'throughput'"
    )[0]
    assert inquiries == 33_066
    assert work == pytest.approx(4_735_059)
    # the AHT of completed calls times all calls would staff for work that nobody had
    assert naive / work == pytest.approx(1.24, abs=0.005)


def test_dirt_is_seen_where_it_belongs(built: Project, calls: pd.DataFrame) -> None:
    assert len(calls) == 33_344
    assert (calls["outcome"] == "PHANTOM").sum() == 278
    is_kept = (calls["outcome"] != "PHANTOM") & (calls["vru_time"] >= 0)
    assert is_kept.sum() == 33_043
    assert (calls["vru_time"] < 0).sum() == 25
    nobody = calls["server"] == bank.NOBODY
    served = calls[(calls["outcome"] == "AGENT") & ~nobody]

    ticket = "select count(*) from marts.fct_tickets where "
    counts = {
        # PHANTOM rows are no calls and no tickets
        "true": 33_066,
        # answered, but by nobody known: completed, and in no AHT
        "is_completed and agent_count = 0 and evidence_grade = 'none'": 491,
        # hung up, some of them with a service time but no server: abandoned, no work
        "is_abandoned and effort_seconds = 0": 5_904,
        "agent_key is null": 33_066 - 26_671,
        "is_counted_in_aht and assigned_open_seconds < 10": int((served["ser_time"] < 10).sum()),
        "is_counted_in_aht and assigned_open_seconds = 0": int((served["ser_time"] == 0).sum()),
        "first_response_seconds < 0": 0,
    }
    assert {rule: built.query(ticket + rule)[0][0] for rule in counts} == counts
    assert ((calls["outcome"] == "AGENT") & nobody).sum() == 491
    assert ((calls["outcome"] == "HANG") & (calls["ser_time"] > 0)).sum() == 97
    assert ((served["ser_start"] == "0:00:00") & (served["ser_time"] == 0)).sum() == 50
    assert (calls.loc[calls["outcome"] == "AGENT", "ser_time"] < 10).mean() == pytest.approx(
        0.067, abs=0.0005
    )
    quarantined = built.query(
        "select sum(quarantined_count)::bigint, sum(duplicate_count)::bigint from marts.agg_log_quality_daily"
    )
    assert quarantined == [(0, 0)]


def test_calls_over_midnight_are_split_there(built: Project, calls: pd.DataFrame) -> None:
    served = calls[(calls["outcome"] == "AGENT") & (calls["server"] != bank.NOBODY)]
    over = served[served["opened_at"].dt.date < (served["ended_at"] - pd.Timedelta(1, "us")).dt.date]
    by_day = built.query(
        "select ticket_id, count(distinct work_date) from marts.fct_work_segments "
        "where state = 'ticket' group by ticket_id having count(distinct work_date) > 1"
    )
    assert len(over) == 16
    assert {ticket for ticket, _ in by_day} == set(over["ticket_id"])
    assert {days for _, days in by_day} == {2}


def test_published_staffing_of_wednesdays(built: Project, calls: pd.DataFrame) -> None:
    """Miller's figures: the four Wednesdays, 15 calls per hour and agent, Erlang C with P(wait) <= 0.5."""
    arrivals = dict(
        built.query(
            "select hour(created_at), count(*) / 4 from marts.fct_tickets "
            "where dayofweek(created_at) = 3 and ticket_id not in "
            f"({', '.join(repr(key) for key in calls.loc[calls['vru_time'] < 0, 'ticket_id'])}) group by 1"
        )
    )
    calls_by_hour = [arrivals.get(hour, 0) for hour in range(24)]
    needed = required_erlang_c(
        calls_by_hour, 3600, 3600 / 15, target_service_level=0, target_seconds=0, max_wait_probability=0.5
    )
    heads = needed.agents.astype(int).tolist()
    assert heads == [1, 1, 1, 0, 1, 1, 1, 4, 8, 9, 10, 9, 8, 16, 10, 10, 6, 7, 8, 8, 6, 6, 5, 4]


def test_the_report_shows_the_calls_and_says_what_these_logs_cannot_tell(built: Project) -> None:
    summary, figures = built.figures("UTC")
    pictures = {picture.name: picture for picture in draw_pictures(summary, figures, Words("en"))}
    assert make_cards(summary, Words("en"))[0].value == "2 min 58 s"
    weeks = [row for row in pictures["aht"].rows if row["name"] == "phone"]
    assert sum(row["ticket_count"] for row in weeks) == 26_671
    effort = sum(60 * row["aht"] * row["ticket_count"] for row in weeks)
    assert effort / 26_671 == pytest.approx(177.54, abs=0.005)
    (phone, *_) = pictures["reasons"].rows
    assert phone["name"] == "PS"
    assert pictures["quality"].sentence.startswith("There is no frontend's log, so bounds are wide")
    assert pictures["releases"].sentence == "No release has been logged."
    assert [row["screen"] for row in pictures["steps"].rows] == ["unknown"]
    page = render_page(summary, figures)
    assert len(page) < 3_000_000
