"""The raw contract, the sources, the staging models and the sample generator say the same."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import yaml
from project import ROOT, Project

from cs_productivity.contracts import load_contracts

CONTRACTS = load_contracts()


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
