"""Cost drivers against a brute force over all orders, and beside another decomposition."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from project import Project

FACTORS = ("volume", "share", "aht", "rate")
EFFECTS = {"volume": "volume_effect", "share": "mix_effect", "aht": "aht_effect", "rate": "rate_effect"}


def shapley(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """Mean over all orders of what the product changes by when a factor goes from before to after."""
    effects = dict.fromkeys(FACTORS, 0.0)
    orders = list(permutations(FACTORS))
    for order in orders:
        now = dict(before)
        for factor in order:
            cost = np.prod(list(now.values()))
            now[factor] = after[factor]
            effects[factor] += (np.prod(list(now.values())) - cost) / len(orders)
    return effects


def lmdi(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """Logarithmic mean Divisia index (Ang 2005): another decomposition without a remainder, of positive factors."""
    costs = np.prod(list(before.values())), np.prod(list(after.values()))
    mean = costs[0] if costs[0] == costs[1] else (costs[1] - costs[0]) / np.log(costs[1] / costs[0])
    return {factor: float(mean * np.log(after[factor] / before[factor])) for factor in FACTORS}


@pytest.fixture(scope="module")
def drivers_of(built_sample: Project):
    """What the mart says of tickets: its compiled SQL on tables of the test's own."""
    manifest = json.loads((built_sample.folder / "target" / "manifest.json").read_text())
    node = manifest["nodes"]["model.cs_productivity.fct_cost_drivers"]
    sql = Path(node["compiled_path"]).read_text()

    def run(tickets: pd.DataFrame, as_of: str) -> pd.DataFrame:
        connection = duckdb.connect()
        connection.execute("create type float64 as double")
        connection.execute(f"attach ':memory:' as {node['database']}")
        for schema in ("intermediate", "seeds"):
            connection.execute(f"create schema {node['database']}.{schema}")
        place = f"{node['database']}.intermediate"
        connection.register("given", tickets)
        connection.execute(
            f"create table {place}.int_ticket_costs as "
            "select * replace (cast(completed_date as date) as completed_date) from given"
        )
        connection.execute(f"create table {place}.int_run_clock as select date '{as_of}' as as_of_date")
        connection.execute(
            f"create table {node['database']}.seeds.staffing_costs as select 'JPY' as currency"
        )
        return connection.execute(sql).df()

    return run


def made_tickets(week_cells: list[dict[tuple[str, str], tuple[int, float, float]]]) -> pd.DataFrame:
    """Tickets of weeks from 2026-03-02 on: per channel and reason how many, seconds each and cost of an hour."""
    rows = [
        {
            "channel": channel,
            "contact_reason": reason,
            "completed_date": f"2026-03-{2 + 7 * week:02d}",
            "effort_us": round(seconds * 1e6),
            "cost_millionths": round(round(seconds * 1e6) * rate / 3600),
            "is_counted_in_aht": True,
        }
        for week, cells in enumerate(week_cells)
        for (channel, reason), (count, seconds, rate) in cells.items()
        for _ in range(count)
    ]
    return pd.DataFrame(rows)


def test_the_worked_example_comes_out(drivers_of) -> None:
    weeks = [
        {("mail", "A"): (100, 300, 3600), ("mail", "B"): (50, 600, 3600)},
        {("mail", "A"): (120, 280, 3600), ("mail", "B"): (80, 590, 3600)},
    ]
    found = drivers_of(made_tickets(weeks), "2026-03-16")
    columns = ["volume_effect_seconds", "mix_effect_seconds", "aht_effect_seconds"]
    assert found[columns].sum().round(2).tolist() == [20_094.44, 3_561.11, -2_855.56]
    # an hour costs 3600
    assert found[list(EFFECTS.values())].sum().round(2).tolist() == [20_094.44, 3_561.11, -2_855.56, 0]
    assert found["cost_change"].sum() == pytest.approx(20_800, abs=1e-9)


def test_random_weeks_equal_a_brute_force_over_all_orders(drivers_of) -> None:
    random = np.random.default_rng(5)
    cells = [(channel, reason) for channel in ("mail", "phone") for reason in "ABCDE"]
    weeks = [
        {
            cell: (
                int(random.integers(1, 40)),
                float(random.uniform(1, 900)),
                float(random.uniform(900, 9000)),
            )
            for cell in cells
            if random.random() < 0.8
        }
        for _ in range(4)
    ]
    found = drivers_of(made_tickets(weeks), "2026-03-30").set_index(
        ["period_start_date", "channel", "contact_reason"]
    )
    compared, logged = 0, 0
    for week in range(1, 4):
        day = pd.Timestamp(f"2026-03-{2 + 7 * week:02d}")
        volumes = [sum(count for count, _, _ in weeks[at].values()) for at in (week - 1, week)]
        for cell in weeks[week - 1].keys() | weeks[week].keys():
            sides = [weeks[at].get(cell) for at in (week - 1, week)]
            known = [side or next(filter(None, sides)) for side in sides]
            before, after = (
                {
                    "volume": volume,
                    "share": (side[0] if side else 0) / volume,
                    "aht": round(own[1] * 1e6) / 1e6,
                    "rate": own[2] / 3600,
                }
                for volume, side, own in zip(volumes, sides, known, strict=True)
            )
            row, expected = found.loc[(day, *cell)], shapley(before, after)
            for factor, effect in EFFECTS.items():
                # costs of single tickets are kept in millionths
                assert row[effect] == pytest.approx(expected[factor], abs=0.005), (cell, factor)
            assert sum(row[effect] for effect in EFFECTS.values()) == pytest.approx(
                row["cost_change"], abs=0.005
            )
            compared += 1
            if all(sides):
                beside = lmdi(before, after)
                assert sum(beside.values()) == pytest.approx(sum(expected.values()), abs=1e-6)
                logged += all(np.sign(beside[factor]) == np.sign(expected[factor]) for factor in FACTORS)
    assert compared == len(found) > 20
    # both decompositions say of nearly all cells which factors raised the cost and which did not
    assert logged > 0.9 * sum(cell in weeks[week - 1] for week in range(1, 4) for cell in weeks[week])


def test_a_total_that_rises_while_every_reason_falls_is_mix(drivers_of) -> None:
    weeks = [
        {("mail", "short"): (300, 100, 3600), ("phone", "long"): (100, 500, 3600)},
        {("mail", "short"): (100, 90, 3600), ("phone", "long"): (300, 450, 3600)},
    ]
    found = drivers_of(made_tickets(weeks), "2026-03-16")
    assert found["cost_change"].sum() > 0
    assert (found["aht_effect"] < 0).all()
    assert found["mix_effect"].sum() == pytest.approx(
        found["cost_change"].sum() - found["aht_effect"].sum(), abs=0.005
    )
    assert found["volume_effect"].abs().max() < 1e-9


def test_the_sample_adds_up_to_the_last_cent(built_sample: Project) -> None:
    found = built_sample.query(
        "select count(*), max(abs(cost_change - volume_effect - mix_effect - aht_effect - rate_effect)) "
        "from marts.fct_cost_drivers"
    )[0]
    assert found[0] > 30
    assert found[1] < 0.005
