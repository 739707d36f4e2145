"""Who is granted which marts: those with rows per agent are for a group of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from dbt_runs import read_manifest, run_dbt
from project import ROOT

from cs_productivity.publish import PER_AGENT_MARTS

ROLE = "roles/bigquery.dataViewer"
MANAGERS, LEADS = "group:managers@example.com", ["group:leads@example.com", "user:dpo@example.com"]
NOWHERE = "http://127.0.0.1:9"


def grants_by_mart(target_path: Path) -> dict[str, dict[str, list[str]]]:
    """What dbt would grant of each mart, by reading the project alone."""
    (parsed,) = run_dbt(ROOT, target_path, NOWHERE, [["parse"]])
    assert parsed.success
    return {
        node["name"]: node["config"]["grants"]
        for node in read_manifest(target_path)["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }


@pytest.mark.slow
@pytest.mark.parametrize("leads", [LEADS, []])
def test_marts_per_agent_are_not_for_all_readers(
    leads: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_BIGQUERY_READERS", MANAGERS)
    monkeypatch.setenv("CS_BIGQUERY_AGENT_READERS", ",".join(leads))
    grants = grants_by_mart(tmp_path)
    assert {name for name, granted in grants.items() if granted == {ROLE: leads}} == set(PER_AGENT_MARTS)
    assert all(grants[name] == {ROLE: [MANAGERS]} for name in grants.keys() - set(PER_AGENT_MARTS))
