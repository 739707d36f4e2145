"""The raw tables on BigQuery, on a client that DuckDB answers: rows and state get there together, once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from collection.commands import copies, plain
from collection.fake_bigquery import PROJECT, FakeBigQuery, Killed
from collection.stores import NOON, Store, actions
from cs_productivity.collection.backfill import collect_days
from cs_productivity.collection.collect import collect_new, open_job
from cs_productivity.collection.dataset import Dataset, open_dataset
from cs_productivity.collection.dataset_statements import FASTER
from cs_productivity.collection.progress import Progress
from cs_productivity.collection.reconcile import reconcile
from cs_productivity.collection.source import connect, load_source
from cs_productivity.contracts import load_contracts
from cs_productivity.settings import SettingsError

CONTRACTS = load_contracts()
Work = Callable[..., None]


@pytest.fixture(params=["postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """One store is enough: what differs here is where rows go."""
    return request.param


def run(store: Store, client: FakeBigQuery, work: Work = collect_new, *values: object) -> list[str]:
    """Do one kind of work with an own view of the dataset, and return what was said."""
    source, destination, said = load_source(store.source), Dataset(client, CONTRACTS), []
    with destination.opened():
        state, overlap = destination.read()
        job = open_job(connect(source), source, destination, CONTRACTS, state, said.append)
        work(job, state, overlap, *values, said.append)
    return said


def landed(client: FakeBigQuery, table: str) -> list[dict]:
    return [{name: plain(value) for name, value in row.items()} for row in client.rows(table)]


def test_rows_get_there_once_and_their_loaded_at_when_they_are_committed(store: Store) -> None:
    client, began = FakeBigQuery(), datetime.now(UTC)
    run(store, client)
    assert copies(landed(client, "backend_action_logs")) == copies(store.rows("backend_action_logs"))
    assert copies(landed(client, "tickets")) == copies(store.rows("tickets"))
    assert {began < row["loaded_at"] < datetime.now(UTC) for row in landed(client, "tickets")} == {True}
    store.insert("backend_action_logs", actions(250, 10))
    assert "backend_action_logs: 10 new rows, 250 of the overlap were there." in run(store, client)
    assert copies(landed(client, "backend_action_logs")) == copies(store.rows("backend_action_logs"))
    # what was loaded beside them is gone, but for what the next time needs
    assert [name.split("_")[0] for name in client.tables()] == ["overlap", "state"]


@pytest.mark.slow
def test_whenever_it_is_killed_nothing_is_lost_and_nothing_lands_twice(store: Store) -> None:
    number = 0
    while True:
        number += 1
        client = FakeBigQuery()
        run(store, client)
        before = copies(landed(client, "backend_action_logs"))
        store.insert("backend_action_logs", actions(1_000 + number, 1))
        client.killed_at = number
        try:
            run(store, client)
        except Killed:
            there = copies(landed(client, "backend_action_logs"))
            assert there in (before, copies(store.rows("backend_action_logs")))
            run(store, client)
            assert copies(landed(client, "backend_action_logs")) == copies(store.rows("backend_action_logs"))
            assert len(client.tables()) <= 4
        else:
            break
    # dataset, two statements, state, overlap; a table and a load for rows and for the overlap; the script; clearing up
    assert number > 10


@pytest.mark.slow
def test_of_two_that_overlap_one_lands_and_the_other_is_told(store: Store) -> None:
    client = FakeBigQuery()
    run(store, client)
    store.insert("backend_action_logs", actions(250, 10))

    def while_another_does(job: object, state: object, overlap: object, say: Callable[[str], None]) -> None:
        run(store, client)
        collect_new(job, state, overlap, say)

    with pytest.raises(SettingsError, match=FASTER) as refusal:
        run(store, client, while_another_does)
    assert str(refusal.value) == (
        f"Nothing was collected into {PROJECT}.raw on BigQuery ({FASTER}): mend that, and collect again."
    )
    assert copies(landed(client, "backend_action_logs")) == copies(store.rows("backend_action_logs"))


@pytest.mark.slow
def test_without_the_overlap_copies_land_and_nothing_is_lost(store: Store) -> None:
    client = FakeBigQuery()
    run(store, client)
    (overlap,) = [name for name in client.tables() if name.startswith("overlap")]
    client.delete_table(f"{PROJECT}.collection.{overlap}", not_found_ok=True)
    run(store, client)
    there = copies(landed(client, "tickets"))
    assert len(there) == 60 and set(map(repr, there)) == set(map(repr, copies(store.rows("tickets"))))


@pytest.mark.slow
def test_days_of_the_past_and_deleted_rows_get_there_too(store: Store) -> None:
    client = FakeBigQuery()
    run(store, client)
    run(
        store,
        client,
        lambda job, state, overlap, say: collect_days(
            job, state, overlap, [NOON.date()], Progress(io.StringIO()), say
        ),
    )
    assert copies(landed(client, "backend_action_logs")) == copies(store.rows("backend_action_logs"))
    store.run("delete from backend_action_logs where log_id = 'log_000100'")

    def look(job: object, state: object, overlap: object, say: Callable[[str], None]) -> None:
        reconcile(job, state, overlap, 3650, False, CONTRACTS, say)

    run(store, client, look)
    run(store, client, look)
    assert [(row["table_name"], row["row_id"]) for row in landed(client, "deleted_rows")] == [
        ("backend_action_logs", "log_000100")
    ]


def test_settings_of_bigquery_that_are_missing_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CS_BIGQUERY_PROJECT", raising=False)
    with pytest.raises(SettingsError, match="CS_BIGQUERY_PROJECT is not set"):
        open_dataset(CONTRACTS)
