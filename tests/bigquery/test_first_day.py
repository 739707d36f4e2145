"""What an adopter is told to do before the first build works on the emulator, and what is missing is said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from analyzer import running_analyzer
from emulator import Emulator, running_emulator
from environments import ensure_environment
from project import ROOT, copy_project

from cs_productivity.bigquery import look, pack, statements
from cs_productivity.cli import main
from cs_productivity.contracts import load_contracts
from cs_productivity.settings import SettingsError

PROJECT = "first-day"
PARTS = ("dbt_project.yml", "contracts", "models", "src")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with running_emulator(ensure_environment("emulator"), 600) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose Python sources are packed."""
    checkout = copy_project(tmp_path_factory.mktemp("first-day"), PARTS)
    pack(checkout)
    return checkout


@pytest.fixture
def settings(emulator: Emulator) -> dict[str, str]:
    return {
        "CS_BIGQUERY_PROJECT": PROJECT,
        "CS_BIGQUERY_ENDPOINT": emulator.endpoint,
        "CS_BIGQUERY_REGION": "us-central1",
        "CS_BIGQUERY_BUCKET": "notebooks",
    }


@pytest.mark.slow
def test_googlesql_takes_every_statement_that_makes_raw_tables() -> None:
    with running_analyzer(ensure_environment("analyzer")) as analyzer:
        for statement in statements(load_contracts(), PROJECT, "US", kept_days=400):
            assert analyzer.type_statement(statement).refusal == "", statement
        slip = "create table `p`.d.t (a int65) partition by timestamp_trunc(b, day)"
        assert analyzer.type_statement(slip).refusal


@pytest.mark.slow
def test_from_an_empty_project_to_one_that_a_build_can_start_in(
    emulator: Emulator, packed: Path, settings: dict[str, str]
) -> None:
    contracts = load_contracts()
    assert [sentence.partition(":")[0] for sentence in look(packed, contracts, settings)] == [
        f"There is no dataset {PROJECT}.raw",
        f"There is no dataset {PROJECT}.restricted",
    ]
    for statement in statements(contracts, PROJECT, "US"):
        emulator.run(PROJECT, statement)
    (no_salt,) = look(packed, contracts, settings)
    assert no_salt.startswith("restricted.salt has 0 rows: it must have one")
    emulator.run(PROJECT, f"insert into `{PROJECT}`.restricted.salt values ('random text')")
    assert look(packed, contracts, settings) == []

    emulator.run(PROJECT, f"drop table `{PROJECT}`.raw.tickets")
    emulator.run(PROJECT, f"create table `{PROJECT}`.raw.tickets (ticket_id int64, created_at timestamp)")
    said = look(packed, contracts, settings)
    assert "raw.tickets.ticket_id is INT64: it must be STRING." in said
    assert "raw.tickets has no column channel: add it as STRING." in said
    assert any(sentence.startswith("raw.tickets is not partitioned by day of loaded_at") for sentence in said)
    emulator.run(PROJECT, f"drop table `{PROJECT}`.raw.shifts")
    assert any(
        sentence.startswith("There is no table raw.shifts") for sentence in look(packed, contracts, settings)
    )


def test_settings_that_are_missing_or_absurd_are_said_before_anyone_signs_in(tmp_path: Path) -> None:
    checkout = copy_project(tmp_path / "project", PARTS)
    environment = {"CS_BIGQUERY_METHOD": "password", "CS_BIGQUERY_PREFIX": "anna-"}
    assert [sentence.split()[0] for sentence in look(checkout, load_contracts(), environment)] == [
        "CS_BIGQUERY_PROJECT",
        "CS_BIGQUERY_METHOD",
        "CS_BIGQUERY_PREFIX",
        "CS_BIGQUERY_REGION",
        "CS_BIGQUERY_BUCKET",
        "The",
    ]
    environment = {"CS_BIGQUERY_METHOD": "service-account", "CS_BIGQUERY_KEYFILE": "nowhere.json"}
    said = look(checkout, load_contracts(), environment)
    assert "CS_BIGQUERY_KEYFILE is nowhere.json, which is no file: give it a service account's key." in said


def test_nobody_at_the_address_is_a_sentence(
    packed: Path, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("google.cloud.bigquery.Client.list_datasets", refuse)
    (said,) = look(packed, load_contracts(), settings)
    assert said.startswith("BigQuery does not let you in (nobody is here): sign in with")


def refuse(*_: object, **__: object) -> None:
    raise ConnectionError("nobody is here")


def test_sources_are_packed_whole_the_same_each_time_and_known_to_be_old(tmp_path: Path) -> None:
    checkout = copy_project(tmp_path / "project", PARTS)
    macro = pack(checkout)
    first = macro.read_text()
    assert pack(checkout).read_text() == first
    source = checkout / "src" / "cs_productivity" / "staffing" / "erlang.py"
    source.write_text(source.read_text() + "\n# changed\n")
    assert any("have changed since" in said for said in look(checkout, load_contracts(), {}))
    shutil.rmtree(checkout / "src" / "cs_productivity" / "staffing")
    with pytest.raises(SettingsError, match=r"imports cs_productivity\.staffing"):
        pack(checkout)


def test_the_commands_print_what_they_did(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("CS_BIGQUERY_PROJECT", raising=False)
    assert main(["ddl"]) == 2
    assert capsys.readouterr().err.startswith("CS_BIGQUERY_PROJECT is not set")
    assert main(["preflight"]) == 2
    monkeypatch.setenv("CS_BIGQUERY_PROJECT", PROJECT)
    assert main(["ddl", "--raw-days", "0"]) == 2
    assert capsys.readouterr().err.endswith("give 1 or more, or nothing for ever.\n")
    assert main(["ddl", "--raw-days", "400"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("create table if not exists") == len(load_contracts()) + 1
    assert printed.count("partition_expiration_days = 400") == len(load_contracts())


def test_texts_of_a_contract_cannot_end_an_option() -> None:
    table = replace(load_contracts()["tickets"], description='One row per "ticket"\nand \\ more')
    (*_, statement) = statements({"tickets": table}, PROJECT, "US")
    assert json.dumps(table.description) in statement
