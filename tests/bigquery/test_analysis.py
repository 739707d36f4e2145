"""Analyses on BigQuery: GoogleSQL takes their queries, and on the emulator they tell what they tell on DuckDB."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from analyzer import running_analyzer
from bi.analysis.notebooks import NOTEBOOKS, Run, run_code
from bi.marts import load_marts
from bi.published import publish_build
from dbt_runs import run_dbt
from emulator import running_emulator
from environments import ensure_environment
from mart_types import declare_marts
from project import PARTS, ROOT, Project, copy_project

from cs_productivity.analysis import open_marts
from cs_productivity.analysis.frames import to_frame
from cs_productivity.analysis.statements import with_prefix
from cs_productivity.settings import SettingsError
from cs_productivity.simulator import write_sample

PROJECT, PREFIX = "cs-productivity", "team_"
COPY = Path(__file__).with_name("emulator_marts.py")
LIMIT_SECONDS = 600


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("analysis")
    write_sample(folder / "raw", agents=12, days=14)
    project = Project(folder / "raw", folder)
    (folder / "salt").write_text("a fixed salt for tests")
    project.build()
    return project


@pytest.fixture(scope="module")
def published(project: Project) -> Path:
    return publish_build(project, project.folder)


@pytest.fixture(scope="module")
def on_duckdb(published: Path) -> dict[str, Run]:
    return {notebook.stem: run_code(notebook, published) for notebook in NOTEBOOKS}


@pytest.fixture(scope="module")
def bigquery(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings under which readers find the same marts on the emulator."""
    python = ensure_environment("emulator")
    database = tmp_path_factory.mktemp("emulator") / "emulated"
    command = [
        str(python),
        str(COPY),
        str(database),
        PROJECT,
        f"{PREFIX}marts",
        str(published / "marts.duckdb"),
    ]
    subprocess.run(command, check=True, timeout=LIMIT_SECONDS)
    with running_emulator(python, LIMIT_SECONDS, database) as emulator:
        yield {
            "CS_TARGET": "bigquery",
            "CS_BIGQUERY_PROJECT": PROJECT,
            "CS_BIGQUERY_PREFIX": PREFIX,
            "CS_BIGQUERY_ENDPOINT": emulator.endpoint,
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }


@pytest.mark.slow
def test_googlesql_takes_every_query_of_the_notebooks(on_duckdb: dict[str, Run]) -> None:
    queries = [sql for run in on_duckdb.values() for sql in run.queries]
    assert len(queries) > 10
    with running_analyzer(ensure_environment("analyzer")) as analyzer:
        declare_marts(analyzer, "`p`.`team_marts`")
        for sql in queries:
            on_project = with_prefix(sql, PREFIX).replace("team_marts.", "`p`.team_marts.")
            assert analyzer.type_statement(on_project).refusal == "", sql
        slip = "select date_trunc('week', completed_date) as week from `p`.team_marts.fct_tickets"
        assert analyzer.type_statement(slip).refusal


@pytest.mark.slow
def test_a_query_gives_the_same_frame_on_both_engines(published: Path, bigquery: dict[str, str]) -> None:
    embedded = open_marts(environment={"CS_PUBLISH_PATH": str(published)})
    emulated = open_marts(environment=bigquery)
    for mart in load_marts():
        sql = f"select * from marts.{mart}"
        ours, theirs = embedded.query(sql), emulated.query(sql)
        keys = list(ours.columns)
        pd.testing.assert_frame_equal(
            theirs.sort_values(keys, ignore_index=True), ours.sort_values(keys, ignore_index=True), obj=mart
        )
    assert emulated.time_zone == embedded.time_zone == "Asia/Tokyo"


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_tells_the_same_on_both_engines(
    notebook: Path, on_duckdb: dict[str, Run], bigquery: dict[str, str]
) -> None:
    emulated = run_code(notebook, bigquery)
    embedded = on_duckdb[notebook.stem]
    sentences, expected = (
        [output["text/markdown"] for output in run.shown if "text/markdown" in output]
        for run in (emulated, embedded)
    )
    assert sentences == expected
    frames = {name: value for name, value in embedded.variables.items() if isinstance(value, pd.DataFrame)}
    assert len(frames) > 5
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(emulated.variables[name], frame, obj=f"{notebook.stem}: {name}")


@pytest.mark.slow
def test_the_sql_of_analyses_tells_the_same_on_both_engines(
    project: Project, bigquery: dict[str, str], tmp_path: Path
) -> None:
    checkout = copy_project(tmp_path / "project", (*PARTS, "analyses"))
    command = ["compile", "--select", "resource_type:analysis"]
    (compiled,) = run_dbt(
        checkout, checkout / "target", bigquery["CS_BIGQUERY_ENDPOINT"], [command], prefix=PREFIX
    )
    assert compiled.success
    assert project.run(*command).returncode == 0
    place = Path("target") / "compiled" / "cs_productivity" / "analyses"
    emulated = open_marts(environment=bigquery)
    analyses = sorted((ROOT / "analyses").glob("*.sql"))
    assert len(analyses) >= 3
    with running_analyzer(ensure_environment("analyzer")) as analyzer:
        declare_marts(analyzer, f"`{PROJECT}`.`{PREFIX}marts`")
        for analysis in analyses:
            theirs_sql = (checkout / place / analysis.name).read_text()
            assert analyzer.type_statement(theirs_sql).refusal == "", analysis.name
            theirs = emulated.query(theirs_sql)
            ours_sql = (project.folder / place / analysis.name).read_text()
            with duckdb.connect(str(project.warehouse), read_only=True) as connection:
                ours = to_frame(connection.execute(ours_sql).to_arrow_table())
            assert len(ours) > 5
            pd.testing.assert_frame_equal(theirs, ours, obj=analysis.stem)


@pytest.mark.slow
def test_marts_that_are_not_there_are_a_sentence_where_bigquery_answers(bigquery: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=r"There are no marts in cs-productivity\.nobodys_marts"):
        open_marts(environment={**bigquery, "CS_BIGQUERY_PREFIX": "nobodys_"})
