"""The JSON Schemas of the logs: committed as they would be written, and what they take the landing can read."""

from __future__ import annotations

import calendar
import json
import re
import shutil
from datetime import datetime
from itertools import product
from pathlib import Path

import duckdb
import pytest
import yaml
from jsonschema import Draft202012Validator
from project import ROOT

from contract.given import CONTRACTS, ROWS
from contract.oracle import oracle
from cs_productivity.contract.json_schema import row_schema
from cs_productivity.contract.schemas import schema_file, write_schemas
from cs_productivity.contract.table import RawColumn
from cs_productivity.contract.times import DATE, TIME, from_year
from cs_productivity.landing import typed_expression

FOLDER = ROOT / "contracts"
LOGS = [table for table in CONTRACTS.values() if table.is_log]


def test_committed_files_are_what_the_command_writes(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FOLDER, tmp_path / "contracts"))
    written = write_schemas(copy)
    assert [path.name for path in written] == [
        *(f"{table.name}-{table.version}.json" for table in LOGS),
        "released.json",
    ]
    for path in written:
        assert path.read_bytes() == (FOLDER / path.relative_to(copy)).read_bytes(), path.name


@pytest.mark.parametrize("table", LOGS, ids=lambda table: table.name)
def test_a_schema_has_the_version_in_its_name_and_id(table) -> None:
    schema = json.loads(schema_file(FOLDER, table).read_text(encoding="utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:cs-productivity:{table.name}:{table.version}"
    assert schema["additionalProperties"] is False
    # what the server and the landing add is not the application's
    added = {"received_at", "loaded_at"} & {column.name for column in table.columns}
    assert set(schema["properties"]) == {column.name for column in table.columns} - added
    assert set(schema["required"]) == {column.name for column in table.columns if column.is_required} - added


@pytest.mark.parametrize("table", ROWS)
def test_the_schema_takes_a_good_row_and_no_message(table: str) -> None:
    schema = oracle(table)
    assert schema.is_valid(ROWS[table])
    assert not schema.is_valid({**ROWS[table], "body": "hello"})
    assert not schema.is_valid({**ROWS[table], "properties": {"text": "hello"}})
    assert not schema.is_valid({**ROWS[table], "agent_id": "mio@desk.example"})


def test_examples_in_contracts_are_right() -> None:
    for name, table in CONTRACTS.items():
        columns = yaml.safe_load((FOLDER / f"{name}.yml").read_text())["schema"][0]["properties"]
        schema = row_schema(table)
        Draft202012Validator.check_schema(schema)
        for column in columns:
            assert column.get("examples") or column.get("quality"), (name, column["name"])
            for example in column.get("examples", []):
                part = schema["properties"].get(column["name"])
                value = json.loads(example) if column["logicalType"] == "object" else example
                assert part is None or Draft202012Validator({**part, "$defs": schema["$defs"]}).is_valid(
                    value
                ), example


def test_days_are_those_of_the_calendar() -> None:
    years = [1, 4, 99, 100, 400, 1900, 1999, 2000, 2023, 2024, 2100, 9996, 9999]
    for year, month, day in product(years, range(14), range(33)):
        is_day = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
        text = f"{year:04}-{month:02}-{day:02}"
        assert bool(re.search(DATE, text)) == is_day, text
    for year in range(1, 10_000):
        assert bool(re.search(DATE, f"{year:04}-02-29")) == calendar.isleap(year), year
        assert re.search(DATE, f"{year:04}-02-28")
    assert not re.search(DATE, "0000-01-01")


@pytest.mark.parametrize("first", [1000, 1990, 1999, 2000, 2026, 9999])
def test_a_year_and_all_later_ones_have_a_pattern(first: int) -> None:
    pattern = re.compile(from_year(first))
    for year in range(10_000):
        assert bool(pattern.search(f"{year:04}-01-01")) == (year >= first), year


def test_the_landing_reads_every_time_that_the_schema_takes() -> None:
    parts = (
        ["0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31"],
        ["T", " "],
        ["00:00:00", "23:59:59", "09:08:07"],
        ["", ".5", ".123456", ".999999999"],
        ["", "Z", "+09:00", "-14:59", "+14:59"],
    )
    texts = ["".join(part) for part in product(*parts)]
    assert all(re.search(TIME, text) for text in texts)
    landing, can_fail = typed_expression(RawColumn("text", "TIMESTAMP", True, ""), "VARCHAR")
    assert can_fail
    with duckdb.connect() as connection:
        # a machine's own zone must not matter to the landing; the check sets it
        connection.execute("set TimeZone = 'America/New_York'")
        connection.execute("create table texts (text varchar)")
        connection.executemany("insert into texts values (?)", [[text] for text in texts])
        read = connection.execute(f"select text, epoch_us({landing}) from texts").fetchall()
        connection.execute("set TimeZone = 'UTC'")
        checked = connection.execute(
            "select text, epoch_us(try_cast(text as timestamptz)) from texts"
        ).fetchall()
    assert read == checked and all(value is not None for _, value in read)
    known = {text: value for text, value in read}
    for text in ("2024-02-29T09:08:07.5Z", "1969-12-31 23:59:59+09:00"):
        assert known[text] == round(datetime.fromisoformat(text).timestamp() * 1e6)
