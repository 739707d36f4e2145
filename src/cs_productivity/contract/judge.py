"""The query that judges each row of a file by the contract, and keeps what is needed of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cs_productivity.contract.faults import Fault
from cs_productivity.contract.files import GivenFile
from cs_productivity.contract.readers import LINE, ROW, Source
from cs_productivity.contract.readings import (
    LAST_COMMA,
    TEXT_OF_JSON,
    Reading,
    from_json,
    from_table,
    is_json,
    quoted,
    quoted_name,
)
from cs_productivity.contract.rules import Place, faults_of
from cs_productivity.contract.table import RawColumn

# a row of JSON Lines as a whole
NO_ROW = ("is no JSON", "is no JSON object")


@dataclass(frozen=True)
class Judgement:
    """A query, and what its columns mean.

    The query gives a row's number (`row`), a code per column of the file (`c0`, `c1` …; 0 is fine, others count the
    faults from 1), the words after reasons (`d0` …), of JSON Lines a code of the row as a whole and the fields that the
    contract does not have (`c`, `strangers`), the id that names the row (`id`), a hash of all that copies must have in
    common (`content`), and words of a vocabulary (`w0` …).
    """

    query: str
    columns: tuple[RawColumn, ...]
    faults: tuple[tuple[Fault, ...], ...]

    def reasons(self) -> Iterator[tuple[int, int, str, str, bool]]:
        """Yield place, code, field, reason and whether a word follows, of everything that may be wrong."""
        for code, reason in enumerate(NO_ROW, 1):
            yield -1, code, "the row", reason, False
        for place, (column, faults) in enumerate(zip(self.columns, self.faults, strict=True)):
            for code, fault in enumerate(faults, 1):
                if fault.reason is not None:
                    yield place, code, column.name, fault.reason, fault.detail is not None


def judge(file: GivenFile, source: Source, compared: set[str]) -> Judgement:
    """Return the query of a file.

    Args:
        file: the file.
        source: its rows.
        compared: the columns that all files of the table have, in which copies of a row must agree.
    """
    is_lines = file.format == "json lines"
    columns = tuple(column for column in file.columns if is_lines or column.name in source.types)
    readings = [_reading(file, source, place, column) for place, column in enumerate(columns)]
    places = {column.name: _place(place, readings[place]) for place, column in enumerate(columns)}
    faults = tuple(tuple(faults_of(column, places)) for column in columns)
    names = ", ".join([f"{ROW} as row", *(quoted_name(column.name) for column in columns)])
    rows = _fields(source, columns) if is_lines else f"select {names} from {source.relation}"
    carried = "row, c, strangers" if is_lines else "row, 0 as c, cast(null as varchar[]) as strangers"
    given = [f"{reading.given} as t{place}" for place, reading in enumerate(readings)]
    given += [f"{reading.is_there} as k{place}" for place, reading in enumerate(readings) if reading.is_there]
    values = [f"{reading.value} as v{place}" for place, reading in enumerate(readings)]
    parts = [part for column in columns if column.rules.keys for part in _parts(places[column.name])]
    query = (
        f"select {', '.join(['row', 'c', 'strangers', *_judged(columns, places, faults, compared)])}\n"
        f"from (select {', '.join(['*', *parts])}\n"
        f"from (select *, {', '.join(values)}\n"
        f"from (select {carried}, {', '.join(given)}\nfrom ({rows}))))"
    )
    return Judgement(query, columns, faults)


def _reading(file: GivenFile, source: Source, place: int, column: RawColumn) -> Reading:
    if file.format == "json lines":
        return from_json(column, f"t{place}", f"x{place}")
    return from_table(column, f"t{place}", source.types[column.name])


def _place(place: int, reading: Reading) -> Place:
    signs = [f"(t{place} is null and k{place})"] if reading.is_there else []
    signs += [f"(t{place} is not null and v{place} is null)"] if reading.can_fail else []
    is_of_no_kind = " or ".join(signs) or None
    return Place(f"t{place}", f"v{place}", f"keys{place}", f"texts{place}", is_of_no_kind, reading.holds_text)


def _fields(source: Source, columns: tuple[RawColumn, ...]) -> str:
    """SQL of the fields of each line, as JSON texts (`x0`, `x1` …), and of the names that should not be there."""
    known = ", ".join(quoted(column.name) for column in columns)
    paths = ", ".join(quoted(f"$.{column.name}") for column in columns)
    struct = quoted(json.dumps(dict.fromkeys([column.name for column in columns], "JSON")))
    fields = ", ".join(
        f"cast(fields.{quoted_name(column.name)} as varchar) as x{place}"
        for place, column in enumerate(columns)
    )
    # where as many names stand as fields are found, each is known and stands once; most files have one order of names
    strangers = (
        f"case when names <> [{known}] then "
        f"case when len(names) <> list_aggregate(json_type(line, [{paths}]), 'count') then "
        f"list_concat(list_filter(names, lambda name: name not in ({known})), list_filter(list_distinct(names), "
        f"lambda name: name in ({known}) and len(list_filter(names, lambda other: other = name)) > 1)) end end"
    )
    line = LINE if source.types[LINE] == "VARCHAR" else f"try(decode({LINE}))"
    return (
        f"select row, c, {strangers} as strangers, {fields}\n"
        f"from (select *, case when c = 0 then json_keys(line) end as names, "
        f"case when c = 0 then json_transform(line, {struct}) end as fields\n"
        f"from (select *, case when not {is_json('line', LAST_COMMA)} then 1 "
        "when json_type(line) <> 'OBJECT' then 2 else 0 end as c\n"
        f"from (select {ROW} as row, {line} as line from {source.relation})\n"
        "where line is null or not regexp_full_match(line, '[ \\t\\r]*')))"
    )


def _parts(place: Place) -> Iterator[str]:
    """SQL of the keys and the texts of a JSON text without blanks."""
    tokens = f"regexp_extract_all({place.value}, {quoted(TEXT_OF_JSON + ':?')})"
    text = "case when contains(part, '\\') then json_extract_string(part, '$') else part[2:-2] end"
    keys = f"list_filter({tokens}, lambda part: ends_with(part, ':'))"
    texts = f"list_filter({tokens}, lambda part: not ends_with(part, ':'))"
    yield f"list_transform({keys}, lambda part: part[2:-3]) as {place.keys}"
    yield f"list_transform({texts}, lambda part: {text}) as {place.texts}"


def _judged(
    columns: tuple[RawColumn, ...],
    places: Mapping[str, Place],
    faults: tuple[tuple[Fault, ...], ...],
    compared: set[str],
) -> Iterator[str]:
    for place, (column, own) in enumerate(zip(columns, faults, strict=True)):
        cases = " ".join(
            f"when {fault.condition} then {code if fault.reason else 0}" for code, fault in enumerate(own, 1)
        )
        code = f"case when c <> 0 then 0 {cases} else 0 end"
        yield f"cast({code} as utinyint) as c{place}"
        details = [f"when {code} then {fault.detail}" for code, fault in enumerate(own, 1) if fault.detail]
        if details:
            yield f"case c{place} {' '.join(details)} end as d{place}"
        if column.rules.vocabulary:
            yield f"case when c{place} = 0 then lower(trim({places[column.name].value})) end as w{place}"
    ids = [column.name for column in columns if column.is_unique]
    same = [column.name for column in columns if column.name in compared and column.name not in ids]
    if ids:
        yield f"{places[ids[0]].value} as id"
        yield f"hash({', '.join(places[name].value for name in sorted(same)) or '0'}) as content"
