"""The command line: what it says, and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dbt.cli.main import dbtRunner, dbtRunnerResult
from fake_marts import MARTS, write_warehouse
from project import ROOT

from cs_productivity import cli, simulator

CLEAN = ("CS_RAW_PATH", "CS_DUCKDB_PATH", "CS_PUBLISH_PATH", "CS_SALT_PATH", "CS_TARGET")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with dbt_project.yml, the working directory of the test, and no setting of this machine."""
    for name in CLEAN:
        # set and taken back, so that what the command sets itself is undone after the test
        monkeypatch.setenv(name, "x")
        monkeypatch.delenv(name)
    (tmp_path / "dbt_project.yml").write_text((ROOT / "dbt_project.yml").read_text())
    (tmp_path / "data" / "raw").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def dbt(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A dbt that runs nothing: it keeps its arguments, does `work`, and returns `outcome`."""
    fake = SimpleNamespace(calls=[], environment={}, outcome=None, work=lambda: None)

    def invoke(runner: dbtRunner, arguments: list[str]) -> dbtRunnerResult:
        fake.calls.append(arguments)
        fake.environment = {name: os.environ.get(name) for name in CLEAN}
        fake.work()
        return fake.outcome or dbtRunnerResult(success=True, result=SimpleNamespace(results=[]))

    monkeypatch.setattr(dbtRunner, "invoke", invoke)
    return fake


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def is_one_sentence(text: str) -> bool:
    return len(text.splitlines()) == 1 and "Traceback" not in text


def test_a_good_build_publishes_and_shows_the_summary(project: Path, dbt: Any, capsys: Any) -> None:
    dbt.work = lambda: write_warehouse(project / "data" / "warehouse.duckdb", MARTS)
    code, out, err = run(
        capsys, "build", "--vars", "{interval_minutes: 15, as_of: 2026-03-30T09:00:00+09:00}"
    )
    assert (code, err) == (0, "")
    assert (project / "data" / "published" / "report" / "index.html").is_file()
    lines = out.splitlines()
    assert lines[0] == "Reading data/raw into data/warehouse.duckdb."
    assert re.fullmatch(r"Built 0 seeds and 0 models and ran 0 tests in \d+ s, 0 warnings\.", lines[1])
    assert "Handling time per ticket" in out
    assert lines[-1] == f"The report is {project}/data/published/report/index.html"
    assert len(lines) < 40
    (arguments,) = dbt.calls
    assert arguments[:3] == ["build", "--exclude-resource-type", "unit_test"]
    given = dict(pairwise(arguments))
    assert json.loads(given["--vars"]) == {"interval_minutes": 15, "as_of": "2026-03-30 00:00:00"}
    assert given["--project-dir"] == given["--profiles-dir"] == str(project)
    assert dbt.environment == {
        "CS_RAW_PATH": f"{project}/data/raw",
        "CS_DUCKDB_PATH": f"{project}/data/warehouse.duckdb",
        "CS_SALT_PATH": f"{project}/data/salt",
        "CS_PUBLISH_PATH": None,
        "CS_TARGET": None,
    }


def test_it_works_from_a_folder_below_the_project(
    project: Path, dbt: Any, capsys: Any, monkeypatch: Any
) -> None:
    (project / "docs").mkdir()
    monkeypatch.chdir(project / "docs")
    dbt.work = lambda: write_warehouse(project / "data" / "warehouse.duckdb", MARTS)
    assert run(capsys, "build")[0] == 0
    assert (project / "data" / "published" / "manifest.json").is_file()


@pytest.mark.parametrize("is_given", [False, True])
def test_sample_logs_are_made_only_where_no_landing_zone_is_given(
    project: Path, dbt: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch, is_given: bool
) -> None:
    (project / "data" / "raw").rmdir()
    made = []

    def write_sample(out: Path, seed: int) -> None:
        made.append((out, seed))
        out.mkdir()
        (out / "_sample.json").write_text("{}")

    monkeypatch.setattr(simulator, "write_sample", write_sample)
    if is_given:
        monkeypatch.setenv("CS_RAW_PATH", "data/raw")
    dbt.work = lambda: write_warehouse(project / "data" / "warehouse.duckdb", MARTS)
    for _ in range(2):
        _, out, _ = run(capsys, "build")
        assert ("every figure below is about a desk that does not exist" in out) is not is_given
    assert made == ([] if is_given else [(project / "data" / "raw", 7)])


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            "{interval_minute: 15}",
            "There is no variable named interval_minute: did you mean interval_minutes?",
        ),
        (
            "{interval_minutes: 7}",
            "The variable interval_minutes is 7: give one of 5, 10, 15, 20, 30, 60 minutes.",
        ),
        (
            "reporting_timezone=UTC",
            "The variables 'reporting_timezone=UTC' are not pairs of a name and a value",
        ),
    ],
)
def test_wrong_variables_are_refused_before_dbt_starts(
    project: Path, dbt: Any, capsys: Any, variables: str, said: str
) -> None:
    code, out, err = run(capsys, "build", "--vars", variables)
    assert (code, out) == (2, "")
    assert is_one_sentence(err)
    assert said in err
    assert dbt.calls == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CS_TARGET", "bigquery", "CS_TARGET is bigquery, and only marts on DuckDB are published as files"),
        ("CS_RAW_PATH", " ", "CS_RAW_PATH is set to an empty text"),
        ("CS_MEMORY", "much", "CS_MEMORY is much: give what DuckDB may take, such as 2.4GB"),
        ("CS_MEMORY", "0GB", "CS_MEMORY is 0GB"),
        ("CS_MEMORY", "", "CS_MEMORY is empty"),
        ("CS_THREADS", "0", "CS_THREADS is 0: give a whole number from 1"),
        ("CS_THREADS", "two", "CS_THREADS is two"),
    ],
)
def test_wrong_settings_are_refused(
    project: Path, dbt: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    code, _, err = run(capsys, "build")
    assert code == 2
    assert is_one_sentence(err)
    assert said in err
    assert dbt.calls == []


def test_publish_without_a_warehouse_is_refused(project: Path, capsys: Any) -> None:
    code, out, err = run(capsys, "publish")
    assert (code, out) == (2, "")
    assert is_one_sentence(err)
    assert "There is no warehouse at" in err


def test_publish_alone(project: Path, capsys: Any) -> None:
    write_warehouse(project / "data" / "warehouse.duckdb", MARTS)
    code, out, err = run(capsys, "publish")
    assert (code, err) == (0, "")
    assert "Handling time per ticket" in out


def test_a_folder_that_cannot_be_written_is_one_sentence(project: Path, dbt: Any, capsys: Any) -> None:
    (project / "data" / "raw").rmdir()
    (project / "data").rmdir()
    (project / "data").write_text("a file in the way")
    code, _, err = run(capsys, "build")
    assert code == 2
    assert is_one_sentence(err)
    assert str(project / "data") in err


def test_ctrl_c_ends_quietly(project: Path, dbt: Any, capsys: Any) -> None:
    dbt.outcome = dbtRunnerResult(success=False, exception=KeyboardInterrupt())
    code, _, err = run(capsys, "build")
    assert code == 130
    assert is_one_sentence(err)


def test_a_build_that_failed_publishes_nothing(project: Path, dbt: Any, capsys: Any) -> None:
    write_warehouse(project / "data" / "warehouse.duckdb", MARTS)
    run(capsys, "publish")
    before = (project / "data" / "published").readlink()
    dbt.outcome = dbtRunnerResult(success=False, exception=ValueError("something\nof two lines"))
    code, _, err = run(capsys, "build")
    assert code == 1
    assert "dbt stopped: something" in err
    assert "Traceback" not in err
    assert err.splitlines()[-1] == cli.MENDING
    assert (project / "data" / "published").readlink() == before


@pytest.mark.parametrize("arguments", [[], ["bild"], ["build", "--var", "{}", "extra"]])
def test_wrong_arguments_end_with_2(arguments: list[str], capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "python -m cs_productivity" in capsys.readouterr().err


FILES = {
    "dbt_project.yml": """
        name: tiny
        version: "1.0.0"
        profile: tiny
        vars: {as_of: null}
        flags: {send_anonymous_usage_stats: false}
        on-run-start: ["{{ start() }}"]
        """,
    "profiles.yml": """
        tiny:
          outputs:
            duckdb: {type: duckdb, path: "{{ env_var('CS_DUCKDB_PATH') }}", threads: 1}
        """,
    "macros/start.sql": """
        {% macro start() %}
            {% if execute and env_var('TINY', '') == 'refuse' %}
                {{ exceptions.raise_compiler_error("There is no landing zone at x: make one.") }}
            {% elif execute %}
                {{ log("1 file of tickets left out (a.csv: only Parquet is read).", info=true) }}
            {% endif %}
        {% endmacro %}
        """,
    "models/good.sql": "select 1 as number, cast(null as integer) as nothing",
    "models/broken.sql": "select * from no_such_table",
    "models/after.sql": "select * from {{ ref('broken') }}",
    "models/models.yml": """
        models:
          - name: good
            columns:
              - name: nothing
                data_tests:
                  - not_null: {name: nothing_is_known, description: Every row says what nothing is.}
              - name: number
                data_tests:
                  - accepted_values:
                      name: number_is_two
                      arguments: {values: [2], quote: false}
                      config: {severity: warn}
        """,
}


@pytest.fixture
def tiny(project: Path) -> Path:
    """A real dbt project in which nodes end in every way, in place of the fake one."""
    for name, text in FILES.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(textwrap.dedent(text))
    return project


def test_dbt_itself_failing_is_a_sentence_per_node(tiny: Path, capsys: Any) -> None:
    code, out, err = run(capsys, "build")
    assert code == 1
    assert out.splitlines() == [
        "Reading data/raw into data/warehouse.duckdb.",
        "  1 file of tickets left out (a.csv: only Parquet is read).",
    ]
    errors = err.splitlines()
    assert sorted(errors[:2]) == [
        "Error: the model broken could not be run (Catalog Error: Table with name no_such_table does not "
        "exist!); mend models/broken.sql, its query is in target/compiled/tiny/models/broken.sql.",
        "Failed: the test nothing_is_known of good found 1 row that breaks it (Every row says what nothing "
        "is); its query is in target/compiled/tiny/models/models.yml/nothing_is_known.sql.",
    ]
    assert errors[2:] == [
        "Skipped because of that: 1.",
        cli.MENDING,
    ]
    for path in ("broken.sql", "models.yml/nothing_is_known.sql"):
        assert (tiny / "target" / "compiled" / "tiny" / "models" / path).is_file()
    assert "no_such_table" in (tiny / "logs" / "dbt.log").read_text()


def test_a_warning_of_a_test_is_said_and_the_warehouse_is_free_for_the_publish(
    tiny: Path, capsys: Any
) -> None:
    (tiny / "models" / "broken.sql").unlink()
    (tiny / "models" / "after.sql").unlink()
    (tiny / "models" / "good.sql").write_text("select 1 as number, 2 as nothing")
    code, out, err = run(capsys, "build")
    assert "and 1 model and ran 2 tests in" in out.splitlines()[2]
    assert "s, 1 warning." in out.splitlines()[2]
    assert out.splitlines()[3] == (
        "  Warning: the test number_is_two of good found 1 row that breaks it; "
        "its query is in target/compiled/tiny/models/models.yml/number_is_two.sql."
    )
    # this project keeps no record of its builds, which shows that the publish could open the warehouse
    assert code == 2
    assert "has no record of a build" in err


def test_a_macro_that_refuses_to_start_is_its_sentence(tiny: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("TINY", "refuse")
    code, _, err = run(capsys, "build")
    assert code == 2
    assert err == "There is no landing zone at x: make one.\n"


def test_a_second_build_is_told_who_has_the_warehouse(tiny: Path, capsys: Any) -> None:
    path = tiny / "data" / "warehouse.duckdb"
    holder = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        code, _, err = run(capsys, "build")
        process.communicate(timeout=30)
    assert code == 2
    assert err == (
        f"The warehouse {path} is open in process {process.pid}: wait until that has ended, "
        "or point CS_DUCKDB_PATH at another file.\n"
    )


def test_a_warehouse_that_is_no_database_is_one_sentence(tiny: Path, capsys: Any) -> None:
    path = tiny / "data" / "warehouse.duckdb"
    path.write_text("this is no database, it is a text of some length")
    code, _, err = run(capsys, "build")
    assert code == 2
    assert is_one_sentence(err)
    assert f"The warehouse {path} cannot be opened" in err


def test_the_module_can_be_run(project: Path) -> None:
    command = [sys.executable, "-m", "cs_productivity", "publish"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "There is no warehouse at" in ended.stderr
