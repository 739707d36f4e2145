"""The one data test that every model has finds each broken rule and each key that stands twice."""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from in_process import environment
from project import ROOT

FILES = {
    "dbt_project.yml": """
        name: tiny
        profile: tiny
        model-paths: [models]
        macro-paths: [macros]
        test-paths: [tests]
        models: {+materialized: table}
        flags: {send_anonymous_usage_stats: false}
        """,
    "profiles.yml": """
        tiny:
          outputs:
            duckdb: {type: duckdb, path: "{{ env_var('CS_DUCKDB_PATH') }}", threads: 1}
        """,
    # in the project these ask what the run is and has touched
    "macros/runs.sql": """
        {% macro is_added() %}{{ return(var('added', none)) }}{% endmacro %}
        {% macro partition_of_tested() %}{{ return(var('partition', none)) }}{% endmacro %}
        {% macro is_on_dates_of(column, model, within, condition) %}
        {{ column }} in (select {{ within }} from {{ model }} where {{ condition }})
        {% endmacro %}
        """,
    "models/visits.sql": """
        select * from (
            values
                (1, date '2026-03-01', 'a', 5, 1),
                (1, date '2026-03-01', 'a', 5, 2),
                (1, date '2026-03-01', 'b', -5, 1),
                (2, date '2026-03-02', null, null, 1),
                (2, date '2026-03-02', null, 7, 1),
                (3, date '2026-03-03', 'c', 8, 2)
        ) as rows_of_visits (visit_id, visit_date, room, seconds, run)
        """,
    "models/models.yml": """
        models:
          - name: visits
            data_tests:
              - sound_rows:
                  name: all_of_it
                  arguments:
                    key: visit_id, room
                    within: visit_date
                    rules: [seconds >= 0, "room <> 'z'", visit_id > 0]
              - sound_rows: {name: key_alone, arguments: {key: visit_id}}
              - sound_rows: {name: one_rule, arguments: {rules: [visit_id > 0]}}
        """,
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(textwrap.dedent(text))
    (tmp_path / "tests").mkdir()
    shutil.copytree(ROOT / "tests" / "generic", tmp_path / "tests" / "generic")
    return tmp_path


def found(tiny: Path, *arguments: str) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Build and test: how many rows each test found, and what the first one's query gives."""
    warehouse = tiny / "tiny.duckdb"
    places = ["--project-dir", str(tiny), "--profiles-dir", str(tiny), "--target-path", str(tiny / "target")]
    quiet = ["--target", "duckdb", "--quiet", "--log-level", "none", "--log-path", str(tiny / "logs")]
    with environment(CS_DUCKDB_PATH=str(warehouse)):
        outcome = dbtRunner().invoke(["build", *arguments, *places, *quiet])
        DuckDBConnectionManager.close_all_connections()
    assert outcome.exception is None, outcome.exception
    tests = [result for result in outcome.result.results if str(result.node.resource_type) == "test"]
    compiled = {result.node.name: result.node.compiled_code for result in tests}
    with duckdb.connect(str(warehouse)) as connection:
        rows = connection.execute(f"select * from ({compiled['all_of_it']}) order by all").fetchall()
    return {result.node.name: result.failures for result in tests}, rows


def test_every_broken_rule_and_every_repeated_key_is_told_with_the_number_of_rows(tiny: Path) -> None:
    failures, rows = found(tiny)
    # nulls are a key like any other, and a rule that is null is broken
    assert rows == [
        ("no two rows have the same visit_id, room", 2),
        ("no two rows have the same visit_id, room", 2),
        ('room <> "z"', 2),
        ("seconds >= 0", 2),
    ]
    assert failures == {"all_of_it": 8, "key_alone": 5, "one_rule": 0}


def test_of_a_model_that_grew_the_added_rows_are_looked_at_and_all_that_share_their_keys(tiny: Path) -> None:
    failures, rows = found(tiny, "--vars", "{added: run > 1, partition: visit_date}")
    assert rows == [("no two rows have the same visit_id, room", 2)]
    assert failures == {"all_of_it": 2, "key_alone": 3, "one_rule": 0}
