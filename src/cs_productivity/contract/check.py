"""Holds files of raw tables against the contract, set by set in DuckDB, and keeps each breach with its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from cs_productivity.contract.files import GivenFile
from cs_productivity.contract.judge import Judgement, judge
from cs_productivity.contract.outcome import TABLES, Outcome
from cs_productivity.contract.readers import NAME, Source, Unreadable, column_types, open_source, unreadable
from cs_productivity.contract.readings import quoted

NOT_KNOWN, TWICE, NOT_YET = (
    "is not in the contract",
    "stands twice",
    "is assigned later, not by the application",
)
OTHER_FIELDS, NO_JSON = "has another number of fields than the header", "is no JSON"
# after the columns: fields that are none, then rows as a whole
STRANGER, WHOLE = 1000, 1001


@contextmanager
def check(files: Sequence[GivenFile]) -> Iterator[Outcome]:
    """Check files, and give the outcome for as long as it is looked at.

    Rows with the same id are held against each other over all files of their table.

    Args:
        files: the files, in the order in which breaches are told.
    """
    with TemporaryDirectory(prefix="contract-") as folder:
        # nothing is fetched; what does not fit into memory goes to the disk
        config = {"temp_directory": folder, "autoinstall_known_extensions": "false"}
        with duckdb.connect(config=config) as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute(TABLES)
            outcome = Outcome(connection, [str(file.path) for file in files])
            by_table = sorted(enumerate(files), key=lambda pair: pair[1].table.name)
            for _, own in groupby(by_table, key=lambda pair: pair[1].table.name):
                _check_table(outcome, list(own))
            yield outcome


def _check_table(outcome: Outcome, files: list[tuple[int, GivenFile]]) -> None:
    outcome.connection.execute("truncate seen")
    whole: list[tuple[int, GivenFile]] = []
    # a column that a file does not have says nothing, so rows cannot differ in it
    compared = {column.name for _, file in files for column in file.columns if column.assigned_at == "event"}
    for number, file in files:
        try:
            compared &= _names(outcome.connection, file)
        except Unreadable as error:
            outcome.unreadable.append(str(error))
        else:
            whole.append((number, file))
    for number, file in whole:
        try:
            outcome.row_count += _check_file(outcome.connection, number, file, compared)
        except Unreadable as error:
            outcome.unreadable.append(str(error))
    _keep_other_content(outcome)


def _names(connection: duckdb.DuckDBPyConnection, file: GivenFile) -> set[str]:
    """Return the columns that a file has; a line of JSON may have any."""
    if file.format == "json lines":
        return {column.name for column in file.columns}
    return set(column_types(connection, file))


def _check_file(
    connection: duckdb.DuckDBPyConnection, number: int, file: GivenFile, compared: set[str]
) -> int:
    """Judge the rows of one file, keep what is wrong with them, and return how many there are."""
    try:
        source, judgement = _judge(connection, file, compared, as_bytes=False)
    except Unreadable as error:
        if not error.is_no_text:
            raise
        source, judgement = _judge(connection, file, compared, as_bytes=True)
    _keep_breaches(connection, number, judgement)
    _keep_strangers(connection, number, file)
    _keep_breaches_of_file(connection, number, file, source)
    if any(column.is_unique for column in judgement.columns):
        connection.execute(
            f"insert into seen select {number}, row, id, content from judged where id is not null"
        )
    for place, column in enumerate(judgement.columns):
        if column.rules.vocabulary:
            connection.execute(
                f"insert into words select {quoted(column.name)}, {quoted(column.rules.vocabulary)}, w{place}, "
                f"count(*) from judged where w{place} is not null group by all"
            )
    ((rows,),) = connection.execute("select count(*) from judged").fetchall()
    return rows + len(source.broken_rows)


def _judge(
    connection: duckdb.DuckDBPyConnection, file: GivenFile, compared: set[str], as_bytes: bool
) -> tuple[Source, Judgement]:
    source = open_source(connection, file, as_bytes)
    judgement = judge(file, source, compared)
    try:
        connection.execute(f"create or replace temp table judged as {judgement.query}")
    except (OSError, pa.ArrowException, duckdb.Error) as error:
        raise unreadable(file.path, error) from None
    return source, judgement


def _keep_breaches(connection: duckdb.DuckDBPyConnection, number: int, judgement: Judgement) -> None:
    """Keep what the codes of the judged rows say."""
    reasons = list(judgement.reasons())
    names = ("place", "code", "field", "reason", "has_word")
    columns = dict(zip(names, map(list, zip(*reasons, strict=True)), strict=True))
    connection.register("reasons", pa.table(columns))
    with_words = {place for place, _, _, _, has_word in reasons if has_word}
    found = ["{'place': -1, 'code': c, 'word': null}"]
    for place in range(len(judgement.columns)):
        word = f"d{place}" if place in with_words else "null"
        found.append(f"{{'place': {place}, 'code': c{place}, 'word': {word}}}")
    is_bad = " or ".join(["c <> 0", *(f"c{place} <> 0" for place in range(len(judgement.columns)))])
    connection.execute(
        f"""
        insert into breaches
        with found as (
            select row, unnest(list_filter([{", ".join(found)}], lambda one: one.code <> 0)) as one
            from judged
            where {is_bad}
        )
        select {number}, found.row, one.place, reasons.field, reasons.reason, one.word
        from found
        inner join reasons on one.place = reasons.place and one.code = reasons.code
        """
    )
    connection.unregister("reasons")


def _keep_strangers(connection: duckdb.DuckDBPyConnection, number: int, file: GivenFile) -> None:
    """Keep the fields of JSON Lines that should not be there, or stand twice."""
    known = ", ".join(quoted(column.name) for column in file.columns)
    later = ", ".join(quoted(column.name) for column in file.table.columns)
    connection.execute(
        f"""
        insert into breaches
        with strangers as (
            select row, unnest(strangers) as name
            from judged
            where strangers is not null
        )
        select
            {number}, row, {STRANGER},
            case when regexp_matches(name, {quoted(NAME)}) then name else 'a field' end,
            case
                when name in ({known}) then {quoted(TWICE)}
                when name in ({later}) then {quoted(NOT_YET)}
                else {quoted(NOT_KNOWN)}
            end,
            null
        from strangers
        """
    )


def _keep_breaches_of_file(
    connection: duckdb.DuckDBPyConnection, number: int, file: GivenFile, source: Source
) -> None:
    """Keep what is wrong with all rows of a file, and with rows that could not be taken apart."""
    found: list[tuple[int, int, str, str]] = []
    if file.format != "json lines":
        later = {column.name for column in file.table.columns}
        known = {column.name: column.is_required for column in file.columns}
        for name in source.types.keys() - known.keys():
            shown = name if re.search(NAME, name) else "a column"
            found.append((0, STRANGER, shown, NOT_YET if name in later else NOT_KNOWN))
        missing = [name for name in known.keys() - source.types.keys() if known[name]]
        found += [(0, STRANGER, name, "is missing") for name in missing]
    reason = OTHER_FIELDS if file.format == "csv" else NO_JSON
    found += [(row, -1, "the row", reason) for row in source.broken_rows]
    if found:
        connection.executemany(f"insert into breaches values ({number}, ?, ?, ?, ?, null)", found)


def _keep_other_content(outcome: Outcome) -> None:
    """Keep rows that have the id of an earlier row and say something else."""
    numbers = list(range(len(outcome.paths)))
    outcome.connection.register("paths", pa.table({"file_number": numbers, "path": outcome.paths}))
    outcome.connection.execute(
        f"""
        insert into breaches
        with several as (
            select id
            from seen
            group by id
            having min(content) <> max(content)
        ),

        numbered as (
            select
                seen.*,
                first_value(file_number) over earlier as first_file_number,
                first_value(row_number) over earlier as first_row_number,
                first_value(content) over earlier as first_content
            from seen
            inner join several using (id)
            window earlier as (partition by id order by file_number, row_number)
        )

        select
            numbered.file_number, numbered.row_number, {WHOLE}, 'the row',
            'says something else than an earlier one of the same id:',
            concat('row ', first_row_number, ' of ', paths.path)
        from numbered
        inner join paths on numbered.first_file_number = paths.file_number
        where content <> first_content
        """
    )
    outcome.connection.unregister("paths")
