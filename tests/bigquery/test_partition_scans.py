"""A scan counts as narrowed down where a literal says which partitions, and nowhere else."""

from __future__ import annotations

import pytest
from partition_scans import OpenScan, open_scans

PARTITIONS = {"calls": "call_date", "calls_typed": "call_date"}


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 from calls where call_date = date '2026-03-01'",
        "select 1 from p.d.calls as c where c.agent = 'A' and c.call_date between date '2026-03-01' and '2026-03-02'",
        "select 1 from calls_typed where (call_date in (date '2026-03-01') or call_date is null)",
        "select 1 from agents inner join calls as c on agents.id = c.id and c.call_date >= date '2026-03-01'",
        "select 1 from calls where (call_date > date '2026-03-01' and agent = 'A') or false",
        "with c as (select * from calls where call_date < date_add(date '2026-03-01', interval 1 day)) select * from c",
        "select 1 from agents",
    ],
)
def test_literals_narrow_a_scan_down(sql: str) -> None:
    assert not list(open_scans("a_model", sql, PARTITIONS))


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 from calls",
        "with c as (select * from calls) select * from c where call_date = date '2026-03-01'",
        "select 1 from calls where agent_date = date '2026-03-01'",
        "select 1 from calls where call_date = (select max(day) from days)",
        "select 1 from calls where call_date in (select day from days)",
        "select 1 from calls inner join days on calls.call_date = days.day",
        "select 1 from calls where call_date = date '2026-03-01' or agent = 'A'",
        "select 1 from calls where true",
        "select 1 from agents left join calls on agents.id = calls.id and calls.call_date = date '2026-03-01'",
        "select 1 from calls as a inner join calls_typed as b on a.call_date = date '2026-03-01'",
    ],
)
def test_anything_else_reads_every_partition(sql: str) -> None:
    assert [scan.node for scan in open_scans("a_model", sql, PARTITIONS)] == ["a_model"]


@pytest.mark.parametrize(
    ("condition", "is_said"),
    [
        ("(c.call_date is null or c.call_date is not null)", True),
        ("c.agent = 'A' and (call_date is null or call_date is not null)", True),
        ("c.call_date = date '2026-03-01'", True),
        ("(c.agent_date is null or c.agent_date is not null)", False),
        ("(c.call_date is null or c.agent_date is not null)", False),
        ("c.call_date is not null", False),
    ],
)
def test_a_scan_of_every_partition_may_say_so(condition: str, is_said: bool) -> None:
    sql = f"select 1 from calls as c where {condition}"
    assert bool(list(open_scans("a_model", sql, PARTITIONS, any_filter=True))) != is_said
    if "null" in condition:
        assert list(open_scans("a_model", sql, PARTITIONS))


def test_the_scan_names_its_table() -> None:
    assert list(open_scans("m", "select 1 from calls", PARTITIONS)) == [OpenScan("m", "calls")]
