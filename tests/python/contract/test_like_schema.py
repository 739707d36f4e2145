"""The check refuses the rows that the JSON Schema refuses, and no other, whatever is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract.damage import damaged_rows
from contract.given import ROWS, breaches_of
from contract.oracle import oracle


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize(
    ("count", "seed"), [(800, 1), *(pytest.param(10_000, seed, marks=pytest.mark.slow) for seed in (2, 3))]
)
def test_check_and_schema_refuse_the_same_rows(tmp_path: Path, table: str, count: int, seed: int) -> None:
    rows = damaged_rows(table, count, seed)
    # signs as they are, and as codes
    lines = [json.dumps(row, ensure_ascii=bool(number % 2)) for number, row in enumerate(rows)]
    path = tmp_path / f"{table}.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    # what one row cannot tell is no matter of a schema
    found = [breach for breach in breaches_of(path) if not breach[3].startswith("says something else")]
    refused = {row for _, row, _, _ in found}
    schema = oracle(table)
    for number, row in enumerate(rows, 1):
        assert schema.is_valid(row) == (number not in refused), (
            lines[number - 1],
            [breach for breach in found if breach[1] == number],
        )
    # or the rows are too tame, or none is right
    assert len({breach[3] for breach in found}) > 15
    assert len(refused) < 0.9 * count
