"""The raw contract, the sources, the staging models and the sample generator say the same."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import yaml
from project import ROOT, Project

from cs_productivity.bigquery.raw_tables import DATASET, PARTITION
from cs_productivity.contracts import load_contracts
from cs_productivity.freshness import DEFAULT_HOURS, ERROR

CONTRACTS = load_contracts()
FILES = {name: yaml.safe_load((ROOT / "contracts" / f"{name}.yml").read_text()) for name in CONTRACTS}


def columns_of(table: str) -> list[dict]:
    """The columns as the contract's file has them."""
    return FILES[table]["schema"][0]["properties"]


# what `collect --reconcile` writes: no tool delivers it, and no model reads it yet, so it is no source either
NOT_DELIVERED = {"deleted_rows"}


def test_sources_are_the_tables_of_the_contract() -> None:
    sources = yaml.safe_load((ROOT / "models" / "staging" / "_sources.yml").read_text())["sources"]
    (raw,) = (source for source in sources if source["name"] == "raw")
    assert {table["name"] for table in raw["tables"]} == CONTRACTS.keys() - NOT_DELIVERED


def test_staging_casts_every_column_of_the_contract_and_no_other() -> None:
    models = {}
    for path in (ROOT / "models" / "staging").rglob("base_*.sql"):
        sql = path.read_text()
        (table,) = set(re.findall(r"source\('raw', '(\w+)'\)", sql))
        models[table] = set(re.findall(r"raw_rows\.(\w+)", sql))
    assert models == {
        name: {column.name for column in contract.columns}
        for name, contract in CONTRACTS.items()
        if name not in NOT_DELIVERED
    }


def test_the_sample_has_the_columns_of_the_contract(sample_zone: Path) -> None:
    for name, contract in CONTRACTS.items():
        if name in NOT_DELIVERED:
            continue
        with duckdb.connect() as connection:
            files = f"read_parquet('{sample_zone}/{name}/**/*.parquet', union_by_name = true)"
            found = {
                column for (column, *_) in connection.execute(f"describe select * from {files}").fetchall()
            }
        # one file of the sample has a column more, as real files have
        # (and the folders' names look like one, which the landing zone does not take for one)
        assert found - {"collector_batch", "loaded_date"} == {column.name for column in contract.columns}, (
            name
        )


def test_contract_and_sources_name_the_same_owner_and_the_same_patience() -> None:
    sources = yaml.safe_load((ROOT / "models" / "staging" / "_sources.yml").read_text())["sources"]
    (raw,) = (source for source in sources if source["name"] == "raw")
    for table in raw["tables"]:
        contract = FILES[table["name"]]
        assert contract["team"]["name"] == raw["config"]["meta"]["owner"]
        is_watched = table.get("config", {}).get("freshness", raw["config"]["freshness"]) is not None
        latency = {
            "property": "latency",
            "value": DEFAULT_HOURS[ERROR],
            "unit": raw["config"]["freshness"]["error_after"]["period"][0],
            "element": f"{table['name']}.{raw['config']['loaded_at_field']}",
            "driver": "analytics",
        }
        assert contract.get("slaProperties") == ([latency] if is_watched else None), table["name"]


def test_contracts_name_the_places_that_rows_land_in() -> None:
    for name, contract in FILES.items():
        landing_zone, warehouse = contract["servers"]
        assert landing_zone["path"] == f"data/raw/{name}/**/*.parquet"
        assert (warehouse["project"], warehouse["dataset"]) == ("${CS_BIGQUERY_PROJECT}", DATASET)
        partitions = [column["name"] for column in columns_of(name) if column.get("partitioned")]
        assert partitions == [PARTITION]


def test_ids_of_people_are_marked_as_personal_in_every_table() -> None:
    for name in FILES:
        for column in columns_of(name):
            is_personal = column["name"] in ("agent_id", "customer_key")
            assert (column.get("classification"), column.get("tags")) == (
                ("confidential", ["personal"]) if is_personal else (None, None)
            ), (name, column["name"])


def test_words_that_contracts_show_are_those_that_models_know() -> None:
    with (ROOT / "seeds" / "vocabulary" / "vocabulary_words.csv").open(newline="") as file:
        words = [(row["vocabulary"], row["meaning"]) for row in csv.DictReader(file)]
    shown = set()
    for name in CONTRACTS:
        rules = {column.name: column.rules for column in CONTRACTS[name].columns}
        for column in columns_of(name):
            vocabulary = rules[column["name"]].vocabulary
            # a shift needs no more than one example of a channel
            if vocabulary and name != "shifts":
                shown.add(vocabulary)
                assert set(column["examples"]) == {meaning for known, meaning in words if known == vocabulary}
    assert shown == {vocabulary for vocabulary, _ in words}


def test_contract_and_staging_refuse_the_same_times_after_loading() -> None:
    refused = set()
    for path in (ROOT / "models" / "staging").rglob("base_*.sql"):
        sql = path.read_text()
        (table,) = set(re.findall(r"source\('raw', '(\w+)'\)", sql))
        refused |= {
            (table, column) for column in re.findall(r"is_after_loading\('(?:raw_rows\.)?(\w+)'", sql)
        }
    hours = {
        (name, column.name): column.rules.max_hours_after_loading
        for name, table in CONTRACTS.items()
        for column in table.columns
        if column.rules.max_hours_after_loading is not None
    }
    assert refused and hours == dict.fromkeys(refused, 1)


def test_both_logs_have_the_same_rules_for_properties() -> None:
    logs = [table for table in CONTRACTS.values() if table.is_log]
    assert [log.name for log in logs] == ["backend_action_logs", "frontend_event_logs"]
    one, other = (next(column for column in log.columns if column.name == "properties").rules for log in logs)
    assert one == other and one.keys is not None


def test_every_table_gets_its_time_of_loading_from_the_landing() -> None:
    for table in CONTRACTS.values():
        assert {column.name for column in table.columns if column.assigned_at == "landing"} == {"loaded_at"}


def test_sources_that_went_stale_are_said(built_sample: Project, tmp_path: Path) -> None:
    stale = built_sample.copy_to(tmp_path / "own").run(
        "source", "freshness", "--select", "source:raw.tickets"
    )
    assert stale.returncode != 0
    assert "ERROR STALE" in stale.stdout

    now = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=1)
    required = {name: contract for name, contract in CONTRACTS.items() if contract.is_required}
    for name, contract in required.items():
        values = {"TIMESTAMP": now, "STRING": "x"}
        row = {column.name: values[column.type] for column in contract.columns if column.is_required}
        (tmp_path / "raw" / name).mkdir(parents=True)
        pd.DataFrame([row]).to_parquet(tmp_path / "raw" / name / "part-0.parquet")
    fresh = Project(tmp_path / "raw", tmp_path / "fresh")
    assert fresh.run("seed").returncode == 0
    result = fresh.run("source", "freshness", "--select", *(f"source:raw.{name}" for name in required))
    assert result.returncode == 0, result.stdout
    assert result.stdout.count("PASS freshness") == len(required)
