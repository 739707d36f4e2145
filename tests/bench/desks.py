"""A landing zone of more people than the simulator makes at once: several desks of one organisation, side by side."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cs_productivity.simulator import write_sample

# what each desk numbers for itself; teams, channels and reasons are those of the organisation
NUMBERED = frozenset(
    {
        "agent_id",
        "customer_key",
        "event_id",
        "log_id",
        "merged_into_ticket_id",
        "request_id",
        "session_id",
        "shift_id",
        "tab_session_id",
        "ticket_id",
    }
)
# the product is one, whoever answers for it
OF_ALL_DESKS = frozenset({"demand_daily", "releases", "release_rollouts"})
# the simulator takes some 4 GB for so many people and half a year
PEOPLE_PER_DESK = 20


def write_desks(out: Path, people: int, days: int) -> int:
    """Write the sample logs of several desks into one landing zone.

    Args:
        out: the landing zone to make.
        people: people of all desks together; rounded up to whole desks of the same size.
        days: local days.

    Returns:
        People there are.
    """
    desks = -(-people // PEOPLE_PER_DESK)
    size = -(-people // desks)
    for desk in range(desks):
        with tempfile.TemporaryDirectory(dir=out.parent) as folder:
            sample = Path(folder) / "sample"
            write_sample(sample, seed=7 + desk, agents=size, days=days)
            for file in sorted(sample.glob("[!_]*/*/*.parquet")):
                table = file.relative_to(sample).parts[0]
                if desk == 0 or table not in OF_ALL_DESKS:
                    rows = _renumber(pq.ParquetFile(file).read(), f"-d{desk}")
                    _add(rows, out / file.relative_to(sample), desk)
    return desks * size


def _add(rows: pa.Table, target: Path, desk: int) -> None:
    """Add rows to the file of the desks before; where theirs have other columns, write a file of their own."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        before = pq.ParquetFile(target).read()
        if before.schema.equals(rows.schema):
            rows = pa.concat_tables([before, rows])
        else:
            target = target.with_name(f"part-{desk}.parquet")
    pq.write_table(rows, target, compression="zstd")


def _renumber(rows: pa.Table, suffix: str) -> pa.Table:
    """Put a suffix after whatever a desk numbers for itself, so that numbers still rise with time; nulls stay."""
    for place, name in enumerate(rows.column_names):
        if name in NUMBERED:
            numbers = rows.column(name)
            renumbered = pc.binary_join_element_wise(numbers, pa.scalar(suffix, numbers.type), "")
            rows = rows.set_column(place, name, renumbered)
    return rows
