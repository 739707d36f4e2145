"""`make bench-collect`: a million log rows from a store to the landing zone, beside copying them out alone."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from cs_productivity.collection.store_ddl import statements
from cs_productivity.contracts import load_contracts
from cs_productivity.demo.servers import PASSWORD, POSTGRES, NoServer, Server, running

ROWS = 1_000_000
MOST_SECONDS, MOST_GIGABYTES = 60, 1.0
FILL = f"""insert into backend_action_logs
    (log_id, occurred_at, agent_id, ticket_id, action, request_id, status_code, latency_ms, properties)
select 'log_' || number, timestamptz '2026-01-01' + number * interval '1 second', 'agent_' || number % 200,
    'ticket_' || number / 8, 'reply_sent', 'request_' || number, 200, number % 900,
    jsonb_build_object('chars', number % 700, 'channel', 'mail')
from generate_series(1, {ROWS}) as number"""
COPY = """copy (
    select log_id, occurred_at, agent_id, ticket_id, action, request_id, status_code, latency_ms, properties
    from backend_action_logs
) to stdout"""


def copy_out(server: Server) -> tuple[float, int]:
    """Read the same rows as text, and drop them; seconds and bytes."""
    began, size = time.perf_counter(), 0
    with psycopg.connect(server.url) as connection, connection.cursor().copy(COPY) as rows:
        for block in rows:
            size += len(block)
    return time.perf_counter() - began, size


def collect(server: Server, folder: Path) -> tuple[float, float]:
    """Run the command; seconds, and the most memory that it took, in gigabytes."""
    environment = {
        **os.environ,
        "CS_RAW_PATH": str(folder / "raw"),
        "CS_SOURCE_URL": server.safe_url,
        "CS_SOURCE_PASSWORD": PASSWORD,
    }
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "cs_productivity", "collect"], env=environment, check=True)
    seconds = time.perf_counter() - began
    # kilobytes on Linux, bytes on a Mac
    unit = 1e9 if sys.platform == "darwin" else 1e6
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit


def main() -> int:
    """Measure once, and return 1 where a bound is missed."""
    with running(POSTGRES) as server, tempfile.TemporaryDirectory(prefix="bench-collect-") as name:
        folder = Path(name)
        with psycopg.connect(server.url) as connection:
            for statement in (*statements(load_contracts(), POSTGRES), FILL):
                connection.execute(statement)
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("vacuum analyze")
        first_copy, size = copy_out(server)
        seconds, gigabytes = collect(server, folder)
        second_copy, _ = copy_out(server)
        again, _ = collect(server, folder)
        landed = sum(file.stat().st_size for file in folder.glob("raw/backend_action_logs/**/*.parquet"))
    load = os.getloadavg()[0]
    print(
        f"\n{ROWS:,} rows, {size / 1e6:,.0f} MB as text, {landed / 1e6:,.0f} MB landed; machine's load {load:.1f}"
    )
    print(
        f"  COPY … TO STDOUT of the same rows  {first_copy:5.1f} s before, {second_copy:.1f} s after: the limit"
    )
    print(f"  collect                            {seconds:5.1f} s (bound {MOST_SECONDS}), ", end="")
    print(f"{gigabytes:.2f} GB (bound {MOST_GIGABYTES})")
    print(f"  collect, all in the overlap        {again:5.1f} s")
    return int(seconds > MOST_SECONDS or gigabytes > MOST_GIGABYTES)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NoServer as reason:
        sys.exit(f"{reason}.")
