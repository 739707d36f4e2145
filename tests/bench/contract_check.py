"""What `python -m cs_productivity.contract check` costs: rows per CPU second, beside merely reading and hashing them.

`python tests/bench/contract_check.py` makes both logs as Parquet, CSV and JSON Lines and prints one line per file.
An idle core should do 100,000 rows per second; the ratio depends less on what else the machine does.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import duckdb

from cs_productivity.contract.check import check
from cs_productivity.contract.files import given_files
from cs_productivity.contract.table import RawTable
from cs_productivity.contracts import load_contracts
from cs_productivity.simulator import write_sample

RUNS = 3
READERS = {"parquet": "read_parquet", "csv": "read_csv", "jsonl": "read_json"}
# as applications write them
AS_TEXT = "%Y-%m-%dT%H:%M:%S.%fZ"


def write_files(sample: Path, table: RawTable, folder: Path) -> Iterator[Path]:
    """Write a log of the sample as a file of each format: Parquet as it has landed, the others as written."""
    rows = (
        f"read_parquet('{sample / table.name}/*/*.parquet', union_by_name = true, hive_partitioning = false)"
    )
    typed, texts = [], []
    for column in table.columns:
        value = f"try_cast({column.name} as {'varchar' if column.type == 'STRING' else column.type})"
        typed.append(f"{value} as {column.name}")
        if column.assigned_at in ("event", "sending"):
            texts.append(
                f"strftime({column.name}, '{AS_TEXT}') as {column.name}"
                if column.type == "TIMESTAMP"
                else column.name
            )
    with duckdb.connect() as connection:
        # bad JSON cannot be put into a line
        connection.execute(
            f"create table log as select {', '.join(typed)} from {rows} where json_valid(coalesce(properties, '{{}}'))"
        )
        texts_query = f"select {', '.join(texts)} from log"
        as_json = "replace (cast(properties as json) as properties)"
        for ending, query, options in (
            ("parquet", "from log", "format parquet, compression zstd"),
            ("csv", texts_query, "format csv, header"),
            ("jsonl", f"select * {as_json} from ({texts_query})", "format json"),
        ):
            path = folder / f"{table.name}.{ending}"
            connection.execute(f"copy ({query}) to '{path}' ({options})")
            yield path


def cpu_seconds(run: Callable[[], int]) -> tuple[float, int]:
    """Median CPU seconds of a few runs, and what they return."""
    spent, result = [], 0
    for _ in range(RUNS):
        started = time.process_time()
        result = run()
        spent.append(time.process_time() - started)
    return median(spent), result


def check_rows(path: Path, contracts: dict[str, RawTable]) -> int:
    """Check a file, and return its rows."""
    files, _ = given_files([path], contracts)
    with check(files) as outcome:
        outcome.breaches(100)
        return outcome.row_count


def hash_rows(path: Path) -> int:
    """Read a file with DuckDB and hash all of its columns, and return its rows."""
    with duckdb.connect() as connection:
        query = f"select count(*), bit_xor(hash(rows)) from {READERS[path.suffix[1:]]}('{path}') as rows"
        return connection.execute(query).fetchall()[0][0]


def main() -> None:
    """Print what each file costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=20, help="people of the sample")
    parser.add_argument("--days", type=int, default=60, help="days of the sample")
    options = parser.parse_args()
    contracts = load_contracts()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("CS_BENCH_PATH")) as folder:
        write_sample(Path(folder) / "sample", agents=options.agents, days=options.days)
        for table in (table for table in contracts.values() if table.is_log):
            for path in write_files(Path(folder) / "sample", table, Path(folder)):
                cost, rows = cpu_seconds(lambda path=path: check_rows(path, contracts))
                limit, _ = cpu_seconds(lambda path=path: hash_rows(path))
                print(
                    f"{path.name:28} {rows:>9,} rows: {rows / cost:>9,.0f} rows/s checked, "
                    f"{rows / limit:>10,.0f} rows/s read and hashed, ratio {cost / limit:.1f}"
                )


if __name__ == "__main__":
    main()
