"""What a change does to the marts, told by rows, columns and figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from fake_marts import MARTS, WORKED, write_warehouse

from cs_productivity.changes import Comparison, State, compare, keep_state, load_state, render
from cs_productivity.changes.building import PLACE, WAREHOUSE
from cs_productivity.changes.comparison import MartChange
from cs_productivity.changes.figures import Figure
from cs_productivity.settings import Settings, SettingsError

LOGS = [("tickets/a.parquet", "1f"), ("tickets/b.parquet", "2e")]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state with all marts of a small desk."""
    folder = tmp_path_factory.mktemp("state")
    write_warehouse(folder / "warehouse.duckdb", MARTS)
    land(folder / "warehouse.duckdb", LOGS)
    (folder / "manifest.json").write_text(manifest("run-0", MARTS))
    (folder / "sums.json").write_text("{}")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / PLACE).mkdir(parents=True)
    return Settings(
        tmp_path, tmp_path / "raw", True, tmp_path / "warehouse.duckdb", tmp_path / "out", tmp_path / "salt"
    )


@pytest.fixture
def changed(settings: Settings, kept: Path) -> Callable[..., Comparison]:
    """Compares the state with a build that made these marts anew; `gone` marts are no longer in the project."""

    def compare_with(
        marts: dict[str, pd.DataFrame], *statements: str, gone: str = "", failed: str = "", logs: list = LOGS
    ) -> Comparison:
        place = settings.project_root / PLACE
        write_warehouse(place / WAREHOUSE, marts)
        land(place / WAREHOUSE, logs)
        with duckdb.connect(str(place / WAREHOUSE)) as connection:
            for statement in statements:
                connection.execute(statement)
        (place / "manifest.json").write_text(manifest("run-0", [name for name in MARTS if name != gone]))
        results = [{"unique_id": f"test.cs_productivity.{failed}.1f", "status": "fail"}] if failed else []
        results.append({"unique_id": "model.cs_productivity.fct_tickets", "status": "success"})
        (place / "run_results.json").write_text(json.dumps({"results": results}))
        return compare(settings, State(kept))

    return compare_with


def land(warehouse: Path, logs: list[tuple[str, str]]) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema raw; create table raw.landed_files (file_path text, sha256 text)")
        connection.executemany("insert into raw.landed_files values (?, ?)", logs)


def manifest(invocation_id: str, marts: object) -> str:
    nodes = {
        f"model.cs_productivity.{name}": {"resource_type": "model", "name": name, "schema": "marts"}
        for name in marts
    }
    return json.dumps({"metadata": {"invocation_id": invocation_id}, "nodes": nodes})


def of(comparison: Comparison, name: str, subject: str = "all channels") -> Figure:
    (figure,) = (each for each in comparison.figures if (each.subject, each.name) == (subject, name))
    return figure


def test_marts_that_are_the_same_are_said_to_be(changed: Callable[..., Comparison]) -> None:
    comparison = changed({"fct_tickets": MARTS["fct_tickets"].sample(frac=1, random_state=1)})
    assert [mart.name for mart in comparison.marts] == ["fct_tickets"]
    assert comparison.marts[0].is_same
    assert set(comparison.untouched) == MARTS.keys() - {"fct_tickets"}
    assert comparison.has_same_logs and not comparison.failed
    said = render(comparison)
    assert f"0 marts differ, 1 built anew is the same, and {len(MARTS) - 1} did not have to be built." in said
    assert "Volume, AHT and heads are what they were." in said
    assert "gone" not in said


def test_rows_that_changed_are_gone_and_new(changed: Callable[..., Comparison]) -> None:
    tickets = MARTS["fct_tickets"].copy()
    tickets.loc[:2, "team"] = "north"
    (mart,) = changed({"fct_tickets": tickets}).marts
    assert (mart.gone_rows, mart.new_rows) == (3, 3)
    assert (mart.rows_before, mart.rows_after) == (len(tickets), len(tickets))


def test_a_doubled_row_is_seen(changed: Callable[..., Comparison]) -> None:
    tickets = MARTS["fct_tickets"]
    comparison = changed({"fct_tickets": pd.concat([tickets, tickets.tail(1)])})
    assert comparison.marts == (MartChange("fct_tickets", len(tickets), len(tickets) + 1, 0, 1, ()),)
    assert f"| `fct_tickets` | {len(tickets)} | {len(tickets) + 1} | 0 | 1 |  |" in render(comparison)


def test_columns_that_came_went_or_have_another_type_are_named(changed: Callable[..., Comparison]) -> None:
    comparison = changed(
        {"fct_tickets": MARTS["fct_tickets"]},
        "alter table marts.fct_tickets drop column team",
        "alter table marts.fct_tickets add column language text",
        "alter table marts.fct_tickets alter agent_count type double",
    )
    (mart,) = comparison.marts
    assert mart.columns == ("team: gone", "agent_count: double, was bigint", "language: new, varchar")
    assert (mart.gone_rows, mart.new_rows) == (0, 0)
    assert not mart.is_same


def test_figures_move_by_how_much_their_sums_do(changed: Callable[..., Comparison]) -> None:
    aht, heads = MARTS["agg_aht_daily"].copy(), MARTS["fct_required_headcount"].copy()
    is_phone = aht.channel == "phone"
    aht.loc[is_phone, "effort_seconds_sum"] *= 1.1
    heads["required_agents"] *= 2
    comparison = changed({"agg_aht_daily": aht, "fct_required_headcount": heads})
    phone = of(comparison, "AHT", "phone")
    assert phone.before == pytest.approx(WORKED[WORKED.channel == "phone"].effort_seconds.mean(), abs=0.01)
    assert phone.change == pytest.approx(0.1)
    assert of(comparison, "AHT", "mail").change == pytest.approx(0)
    share = aht.effort_seconds_sum.sum() / MARTS["agg_aht_daily"].effort_seconds_sum.sum()
    assert of(comparison, "AHT").change == pytest.approx(share - 1)
    needed = of(comparison, "agents needed")
    plan = MARTS["fct_required_headcount"]
    of_now = plan[
        (plan.scenario == "base") & plan.forecast_run_at.isna() & (plan.staffing_model == "throughput")
    ]
    assert needed.before == pytest.approx(of_now.required_agents.sum() / 2)
    assert needed.change == pytest.approx(1)
    assert of(comparison, "inquiries").change == 0
    said = render(comparison)
    assert "| phone | AHT | " in said and "**+10.00%**" in said and "| mail | AHT |" not in said


def test_a_mart_that_is_new_or_gone_is_listed(changed: Callable[..., Comparison]) -> None:
    made = "create table marts.fct_refunds as select 1 as refund_id"
    comparison = changed({"fct_tickets": MARTS["fct_tickets"]}, made, gone="agg_aht_daily")
    listed = {mart.name: (mart.rows_before, mart.rows_after) for mart in comparison.marts}
    assert listed == {
        "agg_aht_daily": (len(MARTS["agg_aht_daily"]), None),
        "fct_refunds": (None, 1),
        "fct_tickets": (len(MARTS["fct_tickets"]),) * 2,
    }
    assert comparison.figures == ()
    assert "agg_aht_daily" in comparison.cannot_tell
    assert "**No figures**" in render(comparison)


def test_what_failed_and_other_logs_are_said_first(changed: Callable[..., Comparison]) -> None:
    comparison = changed(
        {"fct_tickets": MARTS["fct_tickets"]}, failed="unique_ticket_id", logs=[("tickets/a.parquet", "99")]
    )
    said = render(comparison)
    assert comparison.failed == ("unique_ticket_id",)
    assert "**Failed:** `unique_ticket_id`." in said
    assert "**The logs are not those of the state**" in said


def test_nothing_built_is_said_in_a_sentence(settings: Settings, kept: Path) -> None:
    with pytest.raises(SettingsError, match="run `make build-changed` first"):
        compare(settings, State(kept))


class TestState:
    """What changes are held against."""

    @pytest.fixture
    def built(self, settings: Settings) -> Iterator[Settings]:
        """A project after a build."""
        root = settings.project_root
        write_warehouse(settings.duckdb_path, {"fct_tickets": MARTS["fct_tickets"]})
        for folder in ("models", "contracts"):
            (root / folder).mkdir()
        (root / "contracts" / "tickets.yml").write_text("table: tickets")
        (root / "target" / "manifest.json").write_text(manifest("run-0", MARTS))
        return settings

    def test_a_state_is_kept_and_found(self, built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CS_STATE_PATH", "kept")
        assert keep_state(built) == load_state(built) == State(built.project_root / "kept")
        assert load_state(built).warehouse.name == "warehouse.duckdb"
        contracts = load_state(built).sums["contracts"]
        (built.project_root / "contracts" / "tickets.yml").write_text("table: tickets ")
        assert keep_state(built).sums["contracts"] != contracts

    def test_a_manifest_of_another_run_is_refused(self, built: Settings) -> None:
        (built.project_root / "target" / "manifest.json").write_text(manifest("run-1", MARTS))
        with pytest.raises(SettingsError, match=r"is not of the build in .*: run `make build`"):
            keep_state(built)

    def test_no_state_is_said_in_a_sentence(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("CS_STATE_PATH", raising=False)
        with pytest.raises(SettingsError, match="keep it with `make state`"):
            load_state(settings)
        monkeypatch.setenv("CS_STATE_PATH", " ")
        with pytest.raises(SettingsError, match=r"^CS_STATE_PATH is set to an empty text"):
            load_state(settings)
