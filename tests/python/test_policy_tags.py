"""Raw columns that name a person get the policy tag, others nothing, and what is missing is said before a build."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from google.api_core.exceptions import Forbidden
from google.cloud.bigquery import PolicyTagList, SchemaField, Table, TimePartitioning

from cs_productivity import cli
from cs_productivity.bigquery import load_policy_tag, preflight, protect
from cs_productivity.contracts import RawTable, load_contracts
from cs_productivity.settings import SettingsError

TAG = "projects/desk/locations/us/taxonomies/12/policyTags/34"
OTHER = "projects/desk/locations/us/taxonomies/12/policyTags/56"
PERSONAL = {
    "agents": ["agent_id"],
    "backend_action_logs": ["agent_id"],
    "frontend_event_logs": ["agent_id"],
    "self_service_sessions": ["customer_key"],
    "shifts": ["agent_id"],
    "tickets": ["customer_key"],
}


def as_table(contract: RawTable) -> Table:
    """A raw table as `ddl` makes it."""
    columns = [
        SchemaField(column.name, column.type, description=column.description) for column in contract.columns
    ]
    table = Table(f"desk.raw.{contract.name}", columns)
    table.time_partitioning = TimePartitioning(field="loaded_at")
    return table


@dataclass
class FakeClient:
    """Raw tables in memory; what is updated, and in which parts."""

    tables: dict[str, Table]
    updated: list[tuple[str, list[str]]] = field(default_factory=list)
    project: str = "desk"

    def list_tables(self, dataset: str) -> list[Table]:
        assert dataset == "desk.raw"
        return list(self.tables.values())

    def get_table(self, name: str) -> Table:
        return self.tables[name.removeprefix("desk.raw.")]

    def update_table(self, table: Table, parts: list[str]) -> None:
        self.updated.append((table.table_id, parts))

    def tags(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The tags of each column that has some, by table."""
        return {
            name: {one.name: one.policy_tags.names for one in table.schema if one.policy_tags}
            for name, table in self.tables.items()
        }


@pytest.fixture
def client() -> FakeClient:
    return FakeClient({name: as_table(contract) for name, contract in load_contracts().items()})


def test_columns_that_name_a_person_get_the_tag_and_nothing_else_changes(client: FakeClient) -> None:
    before = {name: [one.to_api_repr() for one in table.schema] for name, table in client.tables.items()}
    said = list(protect(client, load_contracts(), TAG))
    assert said == [
        f"raw.{name}: {', '.join(columns)} newly protected." for name, columns in PERSONAL.items()
    ]
    assert client.updated == [(name, ["schema"]) for name in PERSONAL]
    tagged = {name: {column: (TAG,) for column in PERSONAL.get(name, [])} for name in client.tables}
    assert client.tags() == tagged
    for name, table in client.tables.items():
        untagged = [one.to_api_repr() for one in table.schema]
        for one in untagged:
            one.pop("policyTags", None)
        assert untagged == before[name]


def test_what_is_protected_is_left_alone_and_another_tag_gives_way(client: FakeClient) -> None:
    list(protect(client, load_contracts(), TAG))
    client.updated.clear()
    tickets = client.tables["tickets"]
    tickets.schema = [
        SchemaField(one.name, one.field_type, policy_tags=PolicyTagList([OTHER]) if one.policy_tags else None)
        for one in tickets.schema
    ]
    said = list(protect(client, load_contracts(), TAG))
    assert client.updated == [("tickets", ["schema"])]
    assert client.tags()["tickets"] == {"customer_key": (TAG,)}
    assert said.count("raw.tickets: customer_key newly protected.") == 1
    assert sum("nothing newly protected" in sentence for sentence in said) == len(PERSONAL) - 1


def test_a_table_that_is_not_there_is_said(client: FakeClient) -> None:
    del client.tables["shifts"]
    assert "raw.shifts: not there, and not protected." in list(protect(client, load_contracts(), TAG))


def test_a_look_before_a_build_names_columns_without_the_tag(client: FakeClient) -> None:
    def found(tag: str | None) -> list[str]:
        contract = load_contracts()["tickets"]
        return list(preflight._look_at_table(client.tables["tickets"], contract, tag))

    assert found(None) == []
    assert found(TAG) == [
        "raw.tickets.customer_key lacks the policy tag of CS_BIGQUERY_POLICY_TAG: "
        "run `python -m cs_productivity protect`."
    ]
    list(protect(client, load_contracts(), TAG))
    assert found(TAG) == []


@pytest.mark.parametrize("tag", ["", "personal", TAG + "/", TAG.replace("34", "x")])
def test_what_is_no_policy_tag_is_refused(tag: str) -> None:
    with pytest.raises(
        SettingsError, match=r"CS_BIGQUERY_POLICY_TAG is (empty|.+): give a policy tag's resource name"
    ):
        load_policy_tag({"CS_BIGQUERY_POLICY_TAG": tag})


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, client: FakeClient) -> FakeClient:
    monkeypatch.setenv("CS_BIGQUERY_PROJECT", "desk")
    monkeypatch.delenv("CS_BIGQUERY_METHOD", raising=False)
    monkeypatch.delenv("CS_BIGQUERY_POLICY_TAG", raising=False)
    monkeypatch.setattr(cli, "connect", lambda _: client)
    return client


def test_the_command_protects(
    desk: FakeClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CS_BIGQUERY_POLICY_TAG", TAG)
    assert cli.main(["protect"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(PERSONAL)
    assert desk.tags()["agents"] == {"agent_id": (TAG,)}


def test_the_command_says_what_is_missing(desk: FakeClient, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["protect"]) == 2
    assert capsys.readouterr().err == (
        "CS_BIGQUERY_POLICY_TAG is not set: give it the policy tag's resource name.\n"
    )
    assert desk.updated == []


def test_who_may_not_change_a_table_is_told(
    desk: FakeClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise Forbidden("bigquery.tables.setCategory denied")

    monkeypatch.setenv("CS_BIGQUERY_POLICY_TAG", TAG)
    monkeypatch.setattr(desk, "update_table", refuse)
    assert cli.main(["protect"]) == 2
    assert "bigquery.tables.setCategory denied" in capsys.readouterr().err
