"""`analyses/metrics.py` answers from what readers open, by the settings of the build, and asks nobody else."""

from __future__ import annotations

import csv
import json
import socket
import sys
from pathlib import Path

import duckdb
import pytest
from project import ROOT, Project

from bi.semantic_layer import differences
from cs_productivity.publish import publish
from cs_productivity.settings import load_settings

sys.path.insert(0, str(ROOT / "analyses"))

import metrics

WEEKLY = ["--metrics", "aht_seconds,occupancy", "--group-by", "team,metric_time__week"]


@pytest.fixture(scope="module")
def published(built_sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marts of the sample, published."""
    place = tmp_path_factory.mktemp("readers") / "published"
    paths = {
        "CS_DUCKDB_PATH": built_sample.warehouse,
        "CS_PUBLISH_PATH": place,
        "CS_RAW_PATH": built_sample.raw_path,
    }
    return publish(load_settings({name: str(path) for name, path in paths.items()})).path


@pytest.fixture(autouse=True)
def places(
    published: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the command looks, and no network."""
    monkeypatch.setenv("CS_PUBLISH_PATH", str(published))
    # dbt parses anew only what has changed
    target = tmp_path_factory.getbasetemp() / "metrics-target"
    monkeypatch.setenv("DBT_TARGET_PATH", str(target))

    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"a connection to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def answer_of(arguments: list[str], folder: Path) -> list[dict[str, str]]:
    """Return the rows that the command writes to a file."""
    file = folder / "answer.csv"
    assert metrics.main([*arguments, "--csv", str(file)]) == 0
    with file.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def test_a_saved_query_is_answered_from_the_published_marts(published: Path, tmp_path: Path) -> None:
    rows = answer_of(["query", "--saved-query", "weekly_aht_by_channel"], tmp_path)
    got = [(row["channel"], row["metric_time__week"][:10], row["aht_seconds"]) for row in rows]
    with duckdb.connect(str(published / "marts.duckdb"), read_only=True) as connection:
        wanted = connection.execute(
            """
            select channel, cast(date_trunc('week', completed_date) as date)::varchar,
                sum(effort_seconds_sum) / sum(ticket_count)
            from agg_aht_daily group by all
            """
        ).fetchall()
    assert differences(got, wanted, 2) == []


def test_rows_come_in_the_order_of_what_they_are_grouped_by_or_in_another_one(tmp_path: Path) -> None:
    rows = answer_of(["query", "--saved-query", "weekly_service_by_channel"], tmp_path)
    places = [(row["metric_time__week"], row["channel"]) for row in rows]
    assert places == sorted(places)
    most = answer_of(
        ["query", "--saved-query", "costliest_steps", "--order=-step_cost", "--limit", "3"], tmp_path
    )
    costs = [float(row["step_cost"]) for row in most]
    assert costs == sorted(costs, reverse=True)
    assert len(costs) == 3


def test_small_teams_are_left_out_of_any_query(tmp_path: Path, published: Path) -> None:
    with duckdb.connect(str(published / "marts.duckdb"), read_only=True) as connection:
        sizes = dict(
            connection.execute(
                "select team, count(distinct agent_key) from fct_tickets where is_counted_in_aht group by team"
            ).fetchall()
        )
    large = {team for team, size in sizes.items() if size >= 5}
    assert large < set(sizes)
    assert {row["team"] for row in answer_of(["query", *WEEKLY], tmp_path)} == large
    small = min(set(sizes) - large)
    of_one = ["query", "--metrics", "aht_seconds", "--where", f"{{{{ Entity('team') }}}} = '{small}'"]
    assert [row["aht_seconds"] for row in answer_of(of_one, tmp_path)] in ([], [""])


def test_dates_are_those_of_the_build(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build in New York's time, on the day on which its clocks are put forward."""
    copy = tmp_path / "published"
    copy.mkdir()
    (copy / "marts.duckdb").symlink_to(published / "marts.duckdb")
    manifest = json.loads((published / "manifest.json").read_text())
    manifest["variables"]["reporting_timezone"] = "America/New_York"
    (copy / "manifest.json").write_text(json.dumps(manifest))
    monkeypatch.setenv("CS_PUBLISH_PATH", str(copy))
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    by = ["--group-by", "staffing_interval__time_of_day,metric_time__day"]
    rows = answer_of(
        [
            "query",
            "--metrics",
            "staffing_intervals",
            *by,
            "--start-time",
            "2026-03-08",
            "--end-time",
            "2026-03-08",
        ],
        tmp_path,
    )
    times = sorted(row["staffing_interval__time_of_day"] for row in rows)
    # from two o'clock to three there is no time on that day
    assert times == [f"{hour:02}:{minute}" for hour in range(24) if hour != 2 for minute in ("00", "30")]


def test_what_there_is_to_ask_for_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert metrics.main(["list", "metrics"]) == 0
    said = capsys.readouterr().out
    assert "aht_seconds                          AHT (seconds)\n" in said
    # only what ratios are made of
    assert "wait_seconds " not in said.replace("average_wait_seconds", "")
    assert metrics.main(["list", "dimensions", "--metrics", "aht_seconds,inquiries"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert {"channel", "contact_reason", "calendar_day__is_weekend"} <= set(said)
    assert "team" not in said
    assert metrics.main(["list", "saved-queries"]) == 0
    assert "heads_of_the_coming_week" in capsys.readouterr().out


def test_the_sql_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert metrics.main(["query", *WEEKLY, "--explain"]) == 0
    assert 'FROM "main"."agg_aht_daily"' in capsys.readouterr().out


def test_a_wrong_question_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert metrics.main(["query", "--metrics", "ath_seconds"]) == 1
    assert "aht_seconds" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        metrics.main(["query"])
    assert "--metrics or --saved-query" in capsys.readouterr().err
    monkeypatch.setenv("CS_PUBLISH_PATH", str(tmp_path))
    assert metrics.main(["query", *WEEKLY]) == 1
    assert "run `make build`" in capsys.readouterr().err
