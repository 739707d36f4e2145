"""The raw contract holds its own rules, and a contract that does not is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cs_productivity.contract.table import KeyRules, Rules
from cs_productivity.contracts import load_contracts
from cs_productivity.settings import SettingsError

COLUMN = {
    "name": "visit_id",
    "logicalType": "string",
    "physicalType": "STRING",
    "required": True,
    "primaryKey": True,
    "primaryKeyPosition": 1,
    "description": "Id.",
}
SEEN_AT = {
    "name": "seen_at",
    "logicalType": "timestamp",
    "physicalType": "TIMESTAMP",
    "required": False,
    "description": "When.",
}
TABLE = {
    "name": "visits",
    "logicalType": "object",
    "physicalType": "table",
    "description": "One row per visit.",
    "customProperties": [
        {"property": "isRequired", "value": False},
        {"property": "isLog", "value": True},
    ],
    "properties": [COLUMN],
}
GOOD = {
    "apiVersion": "v3.1.0",
    "kind": "DataContract",
    "id": "urn:test:visits",
    "name": "visits",
    "version": "2.0.1",
    "status": "active",
    "domain": "tests",
    "description": {"purpose": "Counting.", "usage": "Count.", "limitations": "None."},
    "team": {"name": "somebody"},
    "support": [{"channel": "a door"}],
    "servers": [{"server": "zone", "type": "local", "path": "data", "format": "parquet"}],
    "schema": [TABLE],
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


def _load(folder: Path, contract: dict) -> dict:
    (folder / "visits.yml").write_text(yaml.safe_dump(contract), encoding="utf-8")
    return load_contracts(folder)


def test_a_good_contract_is_read(tmp_path: Path) -> None:
    table = _load(tmp_path, GOOD)["visits"]
    assert (table.name, table.key, table.is_required) == ("visits", ("visit_id",), False)
    assert (table.is_log, table.version) == (True, "2.0.1")
    (column,) = table.columns
    assert (column.name, column.type, column.is_required) == ("visit_id", "STRING", True)
    assert (column.rules, column.assigned_at, column.is_unique) == (Rules(), "event", False)


def test_rules_stand_where_the_standard_or_a_property_of_our_own_has_them(tmp_path: Path) -> None:
    text = {
        **COLUMN,
        "unique": True,
        "logicalTypeOptions": {"minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$"},
        "quality": [
            {
                "type": "library",
                "metric": "invalidValues",
                "arguments": {"validValues": ["a", "b"]},
                "mustBe": 0,
            }
        ],
        "customProperties": own(refuses=["phone_number"], vocabulary="channel", assignedAt="sending"),
    }
    number = {**COLUMN, "name": "count", "logicalType": "integer", "physicalType": "INT64"}
    number |= {"primaryKeyPosition": 2, "logicalTypeOptions": {"format": "i64", "minimum": 1, "maximum": 5}}
    seen_at = {
        **SEEN_AT,
        "logicalTypeOptions": {"minimum": "1990-01-01T00:00:00Z"},
        "customProperties": own(maxHoursAfterLoading=1, after="loaded_at"),
    }
    more = {**SEEN_AT, "name": "more", "logicalType": "object", "physicalType": "STRING"}
    more["customProperties"] = own(
        keyPattern="^a",
        forbiddenKeyEndings=["b"],
        maxValueLength=3,
        valuePattern="c",
        refuses=["email_address"],
    )
    columns = [text, number, seen_at, more, {**SEEN_AT, "name": "loaded_at"}]
    table = _load(tmp_path, changed({"properties": columns}))["visits"]
    assert table.key == ("visit_id", "count")
    assert [column.rules for column in table.columns] == [
        Rules(
            min_length=1,
            max_length=9,
            pattern="^[a-z]+$",
            valid_values=("a", "b"),
            refuses=("phone_number",),
            vocabulary="channel",
        ),
        Rules(minimum=1, maximum=5),
        Rules(earliest_year=1990, max_hours_after_loading=1, after="loaded_at"),
        Rules(refuses=("email_address",), keys=KeyRules("^a", ("b",), 3, "c")),
        Rules(),
    ]
    assert (table.columns[0].is_unique, table.columns[0].assigned_at) == (True, "sending")


def own(**properties: object) -> list[dict]:
    return [{"property": name, "value": value} for name, value in properties.items()]


def changed(table: dict | None = None, column: dict | None = None, **contract: object) -> dict:
    """The good contract with other parts; None takes a key away."""

    def change(old: dict, new: dict) -> dict:
        return {key: value for key, value in {**old, **new}.items() if value is not None}

    columns = [change(COLUMN, column or {})]
    return change(GOOD, {"schema": [change({**TABLE, "properties": columns}, table or {})], **contract})


JSON = {"logicalType": "object"}


@pytest.mark.parametrize(
    ("contract", "sentence"),
    [
        (changed(owner="me"), "unknown key owner for the contract"),
        (changed(version=None), "needs a text under version for the contract"),
        (changed(version="1.0"), "has the version 1.0: write major.minor.patch"),
        (changed(apiVersion="v2.2.2"), "has v2.2.2 under apiVersion for the contract: write v3.1.0"),
        (changed(kind="DataProduct"), "under kind for the contract: write DataContract"),
        (changed(status="done"), "has done under status"),
        (changed(name="views"), "has the name views: name contract and file after the table"),
        (
            changed(description={"purpose": "x", "usage": "y"}),
            "needs a text under limitations for the description",
        ),
        (changed(team={"name": ""}), "needs a text under name for the team"),
        (changed(support=[{"channel": "x", "phone": "y"}]), "unknown key phone for support 1"),
        (
            changed(servers=[{"server": "x", "type": "s3"}]),
            "has s3 under type for server 1: write local or bigquery",
        ),
        (changed(servers=["x"]), "has None under type for server 1"),
        (
            changed(slaProperties=[{"property": "latency"}]),
            "needs a whole number under value for service level 1",
        ),
        (changed(schema=[TABLE, TABLE]), "must have one table under schema"),
        (changed({"name": "views"}), "is about table views"),
        (changed({"description": "Visits."}), "One row per"),
        (changed({"description": ""}), "needs a text under description for the table"),
        (changed({"physicalType": "view"}), "has view under physicalType for the table: write table"),
        (changed({"customProperties": own(isLog=True)}), "needs a true or false under isRequired"),
        (changed({"customProperties": own(isLog=1, isRequired=True)}), "needs a true or false under isLog"),
        (
            changed({"customProperties": own(isLog=True, isRequired=True, x=1)}),
            "unknown key x for the custom prop",
        ),
        (
            changed({"customProperties": own(isLog=True) * 2}),
            "has the custom property isLog of the table twice",
        ),
        (
            changed({"customProperties": ["isLog"]}),
            "must describe custom property 1 of the table with the keys",
        ),
        (changed({"properties": []}), "has no key: mark its columns with primaryKey"),
        (changed(column={"primaryKey": None, "primaryKeyPosition": None}), "has no key"),
        (changed(column={"primaryKeyPosition": None}), "must number its columns with primaryKey"),
        (changed(column={"primaryKeyPosition": 2}), "must number its columns with primaryKey"),
        (changed(column={"primaryKey": False}), "must number its columns with primaryKey"),
        (changed({"properties": ["visit_id"]}), "must describe column 1 with the keys"),
        (changed({"properties": [COLUMN, COLUMN]}), "lists column visit_id twice"),
        (changed(column={"physicalType": "TEXT"}), "the physicalType TEXT: use one of STRING"),
        (changed(column={"physicalType": None}), "needs a text under physicalType"),
        (
            changed(column={"logicalType": "integer"}),
            "has integer under logicalType for visit_id: write string or obj",
        ),
        (changed(column={"name": "_file_path"}), "column name '_file_path'"),
        (changed(column={"name": "Visit"}), "column name 'Visit'"),
        (changed(column={"name": "a b"}), "column name 'a b'"),
        (changed(column={"unit": "s"}), "unknown key unit for column 1"),
        (changed(column={"required": "yes"}), "needs a true or false under required for column 1"),
        (changed(column={"classification": "1"}), "has 1 under classification for visit_id"),
        (changed(column={"tags": []}), "needs a list of texts under tags for visit_id"),
        (
            changed(column={"logicalTypeOptions": {"format": "uuid"}}),
            "unknown key format for the logicalTypeOptions",
        ),
        (changed(column={"logicalTypeOptions": {"maxLength": True}}), "needs a whole number under maxLength"),
        (
            changed(column={"logicalTypeOptions": {"pattern": "("}}),
            "has no pattern under pattern for visit_id",
        ),
        (changed(column={"logicalTypeOptions": {"pattern": "^(?=a)"}}), "that engines read differently"),
        (changed(column={"logicalTypeOptions": {"pattern": r"^\d$"}}), "that engines read differently"),
        (
            changed(column={"customProperties": own(color="x")}),
            "unknown key color for the custom properties of visit_id",
        ),
        (
            changed(column={"customProperties": own(refuses=["names"])}),
            "has names under refuses for visit_id",
        ),
        (
            changed(column={"customProperties": own(refuses=["a", "a"])}),
            "names something twice under refuses",
        ),
        (
            changed(column={"customProperties": own(assignedAt="night")}),
            "has night under assignedAt for visit_id",
        ),
        (changed(column={"customProperties": own(after="x")}), "unknown key after for the custom properties"),
        (
            changed(column={"quality": [{"type": "sql"}]}),
            "needs a text under metric for the quality of visit_id",
        ),
        (changed(column=JSON), "needs a text under keyPattern for the custom properties of visit_id"),
        (
            changed(
                column=JSON
                | {
                    "customProperties": own(
                        keyPattern="a",
                        forbiddenKeyEndings=["A"],
                        maxValueLength=1,
                        valuePattern="a",
                        refuses=["phone_number"],
                    )
                }
            ),
            "has A under forbiddenKeyEndings for visit_id",
        ),
        (
            changed({"properties": [COLUMN, {**SEEN_AT, "customProperties": own(after="visit_id")}]}),
            "has visit_id under after for seen_at",
        ),
        (
            changed({"properties": [COLUMN, {**SEEN_AT, "customProperties": own(maxHoursAfterLoading=1)}]}),
            "has maxHoursAfterLoading for seen_at, but no column loaded_at",
        ),
        (
            changed({"properties": [COLUMN, {**SEEN_AT, "logicalTypeOptions": {"minimum": "1990-02-01"}}]}),
            "write a year's first moment",
        ),
        (
            changed(
                {"properties": [COLUMN, {**SEEN_AT, "logicalTypeOptions": {"defaultTimezone": "Asia/Tokyo"}}]}
            ),
            "has Asia/Tokyo under defaultTimezone",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_contract_is_refused(tmp_path: Path, contract: dict, sentence: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        _load(tmp_path, contract)
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
