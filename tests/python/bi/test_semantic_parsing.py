"""dbt parses the semantic layer without a warning, and again after a change."""

from __future__ import annotations

import shutil
from pathlib import Path

from project import copy_project

from bi.semantic_layer import Parsed, parse


def test_dbt_parses_the_layer_without_a_warning(parsed: Parsed) -> None:
    assert parsed.warnings == []


def test_a_changed_mart_is_parsed_on_top_of_what_was_parsed_before(parsed: Parsed, tmp_path: Path) -> None:
    """Dbt 1.12.0 finds a ratio or derived metric twice then, if it stands with the model and not at the top level."""
    project = copy_project(tmp_path / "project")
    target_path = project / "target"
    target_path.mkdir()
    shutil.copy(parsed.target_path / "partial_parse.msgpack", target_path)
    yml = project / "models" / "marts" / "volume" / "agg_inquiry_volume.yml"
    content = yml.read_text().replace("description: Inquiries created;", "description: Inquiries made;")
    yml.write_text(content)
    sql = project / "models" / "marts" / "handling_time" / "agg_aht_daily.sql"
    sql.write_text(f"{sql.read_text()}\n-- changed\n")

    again = parse(project, target_path)
    assert again.warnings == []
    assert "Starting full parse" not in (target_path / "logs" / "dbt.log").read_text()
    said = {metric["name"]: metric["description"] for metric in again.manifest["metrics"]}
    assert said["inquiries"] == "Inquiries made; merged tickets are not counted again."
    assert {"service_level", "aht_seconds"} < set(said)
