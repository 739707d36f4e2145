"""dbt-metabase tells a Metabase what the models say of their marts, by the command that README.md gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml
from bigquery import environments
from project import Project

from bi.marts import load_marts
from bi.metabase.collection import FOLDER, read_collection
from bi.metabase.fake_metabase import KEY, FakeMetabase, serving, tables_of
from bi.metabase.published_marts import Published

MARTS = load_marts()
OPEN_MARTS = {name: columns for name, columns in MARTS.items() if "agent_key" not in columns}


@pytest.fixture(scope="module")
def tool() -> Path:
    """dbt-metabase in an environment of its own, made from its lock."""
    with pytest.MonkeyPatch.context() as patch:
        # the tool environments of the BigQuery checks are made in the same way, from another folder
        patch.setattr(environments, "LOCKS", FOLDER)
        return environments.ensure_environment("dbt-metabase").with_name("dbt-metabase")


@pytest.fixture(scope="module")
def manifest(built_sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What describe.py makes of dbt's manifest."""
    target = tmp_path_factory.mktemp("described") / "manifest.json"
    told = describe("--manifest", str(built_sample.folder / "target" / "manifest.json"), "--out", str(target))
    assert told.returncode == 0, told.stderr
    return target


def describe(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FOLDER / "describe.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def export(
    tool: Path, metabase: FakeMetabase, manifest: Path, home: Path
) -> subprocess.CompletedProcess[str]:
    """Run the documented command; dbt-metabase keeps its logs in a home."""
    return subprocess.run(
        [str(tool), "--config-path", str(FOLDER / "dbt_metabase.yml"), "models"],
        env={
            **os.environ,
            "HOME": str(home),
            "METABASE_URL": metabase.url,
            "METABASE_API_KEY": KEY,
            "MANIFEST_PATH": str(manifest),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def synced(published: Published) -> FakeMetabase:
    """A Metabase that has looked into the published file, as its DuckDB driver does."""
    with duckdb.connect(str(published.marts), read_only=True) as reader:
        rows = reader.execute(
            "select table_schema, table_name, column_name from information_schema.columns order by all"
        ).fetchall()
    assert {schema for schema, _, _ in rows} == {"main"}
    columns: dict[str, list[str]] = {}
    for _, table, column in rows:
        columns.setdefault(table, []).append(column)
    return FakeMetabase(tables_of(columns, "main"))


def test_metabase_learns_what_the_marts_and_their_columns_are(
    tool: Path, manifest: Path, published: Published, tmp_path: Path
) -> None:
    with serving(synced(published)) as metabase:
        told = export(tool, metabase, manifest, tmp_path)
        assert told.returncode == 0, told.stdout + told.stderr
        for mart, columns in OPEN_MARTS.items():
            assert metabase.table(mart)["description"], mart
            for name, column in columns.items():
                learned = metabase.column(mart, name)["description"]
                assert " ".join((learned or "").split()) == " ".join(column.description.split()), (mart, name)
        kinds = {
            ("agg_aht_daily", "channel"): "type/Category",
            ("agg_schedule_adherence", "adherence_low"): "type/Percentage",
            ("fct_improvement_effects", "release_id"): "type/FK",
            ("dim_releases", "release_id"): "type/PK",
            ("agg_aht_daily", "ticket_count"): None,
        }
        assert {place: metabase.column(*place)["semantic_type"] for place in kinds} == kinds
        target = metabase.column("fct_improvement_effects", "release_id")["fk_target_field_id"]
        assert target == metabase.column("dim_releases", "release_id")["id"]
        # every filter that offers values offers them from a column that lists them
        for card in read_collection("duckdb").cards.values():
            for tag, definition in card.tags.items():
                if definition["widget-type"] == "string/=":
                    _, _, mart, column = card.field(tag)
                    assert metabase.column(mart, column)["has_field_values"] == "list", (mart, column)
        # of agents nothing is told
        assert metabase.table("fct_work_segments")["description"] is None
        count = len(metabase.updates)
        assert count > len(OPEN_MARTS)
        # and a second time there is nothing new
        assert export(tool, metabase, manifest, tmp_path).returncode == 0
        assert len(metabase.updates) == count


def test_a_column_that_metabase_does_not_have_is_told(
    tool: Path, manifest: Path, published: Published, tmp_path: Path
) -> None:
    metabase = synced(published)
    metabase.column("agg_aht_daily", "ticket_count")["name"] = "tickets"
    config = yaml.safe_load((FOLDER / "dbt_metabase.yml").read_text())
    config["config"]["models"]["sync_timeout"] = 1
    hasty = tmp_path / "config.yml"
    hasty.write_text(yaml.safe_dump(config))
    with serving(metabase):
        told = subprocess.run(
            [str(tool), "--config-path", str(hasty), "models"],
            env={**os.environ, "HOME": str(tmp_path), "METABASE_URL": metabase.url, "METABASE_API_KEY": KEY}
            | {"MANIFEST_PATH": str(manifest), "COLUMNS": "400"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert told.returncode != 0
    assert "TICKET_COUNT" in told.stdout + told.stderr
    assert metabase.updates == []


def test_the_manifest_has_the_marts_that_everybody_may_read_and_nothing_else(manifest: Path) -> None:
    described = json.loads(manifest.read_text())
    assert {node["name"] for node in described["nodes"].values()} == OPEN_MARTS.keys()
    assert {node["schema"] for node in described["nodes"].values()} == {"main"}
    assert described["sources"] == {}


def test_a_columns_own_meta_is_kept_and_an_empty_manifest_gets_a_sentence(
    built_sample: Project, tmp_path: Path
) -> None:
    own = json.loads((built_sample.folder / "target" / "manifest.json").read_text())
    node = own["nodes"]["model.cs_productivity.agg_aht_daily"]
    node["columns"]["channel"]["meta"] = {"metabase.semantic_type": "type/Name"}
    source, target = tmp_path / "own.json", tmp_path / "described.json"
    source.write_text(json.dumps(own))
    bigquery = ("--engine", "bigquery", "--schema", "anna_marts")
    assert describe("--manifest", str(source), "--out", str(target), *bigquery).returncode == 0
    node = json.loads(target.read_text())["nodes"]["model.cs_productivity.agg_aht_daily"]
    assert node["columns"]["channel"]["meta"]["metabase.semantic_type"] == "type/Name"
    assert node["columns"]["channel"]["meta"]["metabase.has_field_values"] == "list"
    assert node["schema"] == "anna_marts"
    source.write_text(json.dumps({**own, "nodes": {}}))
    for path in (source, tmp_path / "nowhere.json"):
        told = describe("--manifest", str(path), "--out", str(target))
        assert told.returncode == 1
        assert "dbt parse" in told.stderr and "Traceback" not in told.stderr
