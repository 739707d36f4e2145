"""The raw contract holds its own rules, and a contract that does not is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cs_productivity.contracts import load_contracts
from cs_productivity.settings import SettingsError

GOOD = {
    "table": "visits",
    "description": "One row per visit.",
    "is_required": False,
    "key": ["visit_id"],
    "columns": [{"name": "visit_id", "type": "STRING", "required": True, "description": "Id."}],
}


def test_only_actions_and_tickets_are_required_tables() -> None:
    required = {name for name, table in load_contracts().items() if table.is_required}
    assert required == {"backend_action_logs", "tickets"}


def test_every_row_says_when_it_was_loaded() -> None:
    for table in load_contracts().values():
        loaded_at = {column.name: column for column in table.columns}["loaded_at"]
        assert (loaded_at.type, loaded_at.is_required) == ("TIMESTAMP", True), table.name


@pytest.mark.parametrize(
    ("is_named", "type_"),
    [
        (lambda name: name.endswith(("_at", "_at_client")), "TIMESTAMP"),
        (lambda name: name.endswith("_date"), "DATE"),
        (lambda name: name.endswith(("_id", "_key")), "STRING"),
        (lambda name: name.startswith("is_"), "BOOL"),
        (lambda name: name == "properties", "STRING"),
    ],
)
def test_a_columns_name_tells_its_type(is_named, type_: str) -> None:
    columns = [column for table in load_contracts().values() for column in table.columns]
    assert {column.type for column in columns if is_named(column.name)} == {type_}


def _load(folder: Path, **changes: object) -> dict:
    (folder / "visits.yml").write_text(yaml.safe_dump({**GOOD, **changes}), encoding="utf-8")
    return load_contracts(folder)


def test_a_good_contract_is_read(tmp_path: Path) -> None:
    table = _load(tmp_path)["visits"]
    assert (table.name, table.key, table.is_required) == ("visits", ("visit_id",), False)
    (column,) = table.columns
    assert (column.name, column.type, column.is_required) == ("visit_id", "STRING", True)


COLUMN = GOOD["columns"][0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"table": "views"}, "is about table views"),
        ({"description": "Visits."}, "One row per"),
        ({"description": ""}, "needs a str under description"),
        ({"is_required": "yes"}, "needs a bool under is_required"),
        ({"key": []}, "has no key"),
        ({"key": ["id"]}, "has the key id, which is none of its columns"),
        ({"owner": "me"}, "unknown key owner"),
        ({"columns": ["visit_id"]}, "must describe column 1 with the keys"),
        ({"columns": [{**COLUMN, "type": "TEXT"}]}, "the type TEXT: use one of STRING"),
        ({"columns": [{**COLUMN, "type": None}]}, "needs a str under type"),
        ({"columns": [{**COLUMN, "name": "_file_path"}]}, "column name '_file_path'"),
        ({"columns": [{**COLUMN, "name": "Visit"}]}, "column name 'Visit'"),
        ({"columns": [{**COLUMN, "name": "a b"}]}, "column name 'a b'"),
        ({"columns": [COLUMN, COLUMN]}, "lists column visit_id twice"),
        ({"columns": [{**COLUMN, "unit": "s"}]}, "unknown key unit for column 1"),
    ],
)
def test_a_wrong_contract_is_refused(tmp_path: Path, changes: dict, sentence: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        _load(tmp_path, **changes)
    assert sentence in str(refusal.value)
    assert str(tmp_path / "visits.yml") in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_what_is_no_yaml_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "visits.yml").write_text("table: [", encoding="utf-8")
    with pytest.raises(SettingsError, match="is not YAML") as refusal:
        load_contracts(tmp_path)
    assert "\n" not in str(refusal.value)


def test_a_folder_without_contracts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No contract"):
        load_contracts(tmp_path)
