"""Takes rows out of the files of a landing zone, and tells the warehouse which, in one step.

Files are written anew beside the old ones, and the removal is written down in `_erasure/`: from then on it counts, and
is finished by the next `erase` if this one breaks off. Until then a build refuses to look at the zone.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cs_productivity.collection import durable
from cs_productivity.collection.tables import DELETED_ROWS, id_column
from cs_productivity.contracts import RawTable
from cs_productivity.erasure.kept_rows import Warehouse, tell
from cs_productivity.erasure.request import KEPT, Person, Removed, TakenBack
from cs_productivity.landing import ERASURE_FOLDER, LANDED_FILES_DDL, Look, plan_landing
from cs_productivity.settings import Settings, SettingsError
from cs_productivity.warehouse import read_landed_files, text_sql

JOURNAL, REMOVED = "journal.json", "removed_rows.parquet"
# rows are taken out of a file so many at a time
BATCH_ROWS = 65_536


def remove_from_zone(
    settings: Settings, contracts: dict[str, RawTable], request: Person | TakenBack
) -> Removed:
    """Take the rows out of the landing zone, and tell the warehouse what has to be built without them.

    All copies of a row go, and all versions of a thing of which one names the person. Whoever calls holds the zone's
    lock.

    Args:
        settings: the paths.
        contracts: the raw tables.
        request: whose rows go.

    Raises:
        SettingsError: the landing zone cannot be read, or the warehouse is in use; nothing has changed.
    """
    zone = settings.raw_path.resolve()
    with tempfile.TemporaryDirectory(prefix="erasure-") as folder:
        with duckdb.connect(f"{folder}/rows.duckdb") as rows:
            unread = _open_zone(rows, settings, contracts)
            warehouse = Warehouse(rows, settings.duckdb_path)
            _find(rows, warehouse, contracts, request)
            going = dict(
                rows.execute(
                    "select table_name, count(distinct (_file_path, _file_row)) from going group by all order by all"
                ).fetchall()
            )
            files = [
                name
                for (name,) in rows.execute("select distinct _file_path from touched order by all").fetchall()
            ]
            own = zone / ERASURE_FOLDER
            ((kept_count,),) = rows.execute(
                "select count(*) from (select distinct * from removed)"
            ).fetchall()
            if not files and not kept_count:
                return Removed(going, 0, 0, unread)
            durable.make_folder(own)
            rows.execute(
                f"copy (select distinct * from removed) to {text_sql(own / REMOVED)} (format parquet)"
            )
            person = warehouse.person_of(request)
            drafts = [_rewrite(rows, zone, name) for name in files]
        content = {
            "files": [[name, is_new] for name, is_new in zip(files, drafts, strict=True)],
            "person": person,
        }
        durable.bring_to_disk(own / REMOVED)
        durable.replace_text(own / JOURNAL, json.dumps(content, indent=1))
    finish_erasure(settings)
    return Removed(going, kept_count, sum(drafts), unread)


def finish_erasure(settings: Settings) -> bool:
    """Finish what was written down, or throw away what was not; return whether there was something to finish.

    Raises:
        SettingsError: the warehouse is in use; the next time finishes it.
    """
    zone = settings.raw_path.resolve()
    own = zone / ERASURE_FOLDER
    if not own.is_dir():
        return False
    is_counted = (own / JOURNAL).is_file()
    if is_counted:
        content: dict[str, Any] = json.loads((own / JOURNAL).read_text(encoding="utf-8"))
        names = [name for name, _ in content["files"]]
        tell(settings.duckdb_path, own / REMOVED, names, content["person"])
        for name, is_new in content["files"]:
            if is_new:
                _put_in_place(zone / name)
        (own / JOURNAL).unlink()
        durable.bring_to_disk(own)
    for draft in zone.rglob("_*.erasing"):
        draft.unlink()
    shutil.rmtree(own)
    return is_counted


def _open_zone(
    rows: duckdb.DuckDBPyConnection, settings: Settings, contracts: dict[str, RawTable]
) -> tuple[str, ...]:
    """Make a view landed.<table> of each raw table, as a build reads it; return the files that it cannot read."""
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    plan = plan_landing(settings.raw_path, contracts, read_landed_files(settings.duckdb_path), Look(now))
    if plan.error:
        raise SettingsError(plan.error)
    rows.execute("set TimeZone = 'UTC'; set memory_limit = '1GB'; create schema raw; create schema landed")
    rows.execute(LANDED_FILES_DDL)
    for statement in plan.statements:
        rows.execute(statement)
    is_unread = "status not in ('read', 'vanished', 'not_parquet')"
    unread = rows.execute(f"select file_path from raw.landed_files where {is_unread} order by all").fetchall()
    return tuple(name for (name,) in unread)


def _find(
    rows: duckdb.DuckDBPyConnection,
    warehouse: Warehouse,
    contracts: dict[str, RawTable],
    request: Person | TakenBack,
) -> None:
    """Fill `doomed` with ids, `removed` with what staging keeps of them, `going` with the rows of files that go, and
    `touched` with the files that are to be read again.
    """
    rows.execute("create table doomed (table_name varchar, row_id varchar, until timestamp)")
    rows.execute(
        "create table going (table_name varchar, row_id varchar, _file_path varchar, _file_row bigint)"
    )
    if isinstance(request, Person):
        _doom_person(rows, contracts, request)
    else:
        rows.execute(
            "insert into doomed select table_name, row_id, max(loaded_at) "
            f"from landed.{DELETED_ROWS} where loaded_at is not null group by all"
        )
    warehouse.find(contracts, request)
    later_copies = []
    for table, name in _with_ids(contracts):
        of_doomed = f"""from landed.{table} as landed
            inner join doomed on doomed.table_name = '{table}' and landed.{name} = doomed.row_id"""
        rows.execute(
            f"""insert into going select '{table}', doomed.row_id, _file_path, _file_row {of_doomed}
            where landed.loaded_at is null or landed.loaded_at <= doomed.until"""
        )
        later_copies.append(f"""select '{table}' as table_name, doomed.row_id, _file_path {of_doomed}
            where landed.loaded_at > doomed.until""")
    # a copy that was put in again counts from now on, so its file is read again as well
    rows.execute(
        f"""create table touched as
        select _file_path from going
        union
        select _file_path from ({" union all ".join(later_copies)})
        semi join going using (table_name, row_id)"""
    )


def _doom_person(rows: duckdb.DuckDBPyConnection, contracts: dict[str, RawTable], person: Person) -> None:
    """Rows that name the person go, and whatever shares an id with one of them."""
    ids = dict(_with_ids(contracts))
    for table in contracts.values():
        column = person.column_in(table)
        if column is None:
            continue
        named = f"from landed.{table.name} where {column} = $identifier"
        parameters = {"identifier": person.identifier}
        name = ids.get(table.name)
        if name and name != column:
            rows.execute(
                f"""insert into doomed select distinct '{table.name}', {name}, timestamp 'infinity' {named}
                and {name} is not null""",
                parameters,
            )
        rows.execute(
            f"insert into going select '{table.name}', null, _file_path, _file_row {named}", parameters
        )


def _with_ids(contracts: dict[str, RawTable]) -> list[tuple[str, str]]:
    """The raw tables whose rows staging keeps by one id, and that id's column."""
    return [
        (table.name, name)
        for table in contracts.values()
        if table.name in KEPT and (name := id_column(table))
    ]


def _rewrite(rows: duckdb.DuckDBPyConnection, zone: Path, name: str) -> bool:
    """Write a file without its rows that go, beside it; return whether there is one now."""
    gone = rows.execute("select distinct _file_row from going where _file_path = ?", [name]).fetchnumpy()
    numbers = gone["_file_row"]
    if not len(numbers):
        return False
    path = (zone / name).resolve()
    draft = _draft_of(path)
    source = pq.ParquetFile(path)
    codec = source.metadata.row_group(0).column(0).compression if source.metadata.num_row_groups else "ZSTD"
    before = 0
    with pq.ParquetWriter(draft, source.schema_arrow, compression=codec) as writer:
        for batch in source.iter_batches(BATCH_ROWS):
            is_kept = ~np.isin(np.arange(before, before + batch.num_rows), numbers)
            before += batch.num_rows
            writer.write_batch(batch.filter(pa.array(is_kept)))
    durable.bring_to_disk(draft)
    return True


def _put_in_place(path: Path) -> None:
    """Put what was written anew where the old file is; a file that was collected gets another checksum with it."""
    target = path.resolve()
    draft = _draft_of(target)
    # an earlier attempt may have come so far
    if draft.exists():
        durable.move(draft, target)
    if durable.sum_file(target).exists():
        durable.write_sum(target)
        durable.bring_to_disk(durable.sum_file(target))


def _draft_of(path: Path) -> Path:
    """Where a file is written anew; a landing zone passes over such names."""
    return path.with_name(f"_{path.name}.erasing")
