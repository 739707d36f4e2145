"""Holds the marts that a change made anew against those of the state: columns, rows, and the figures of staffing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from cs_productivity.changes.building import PLACE, RESULTS, WAREHOUSE
from cs_productivity.changes.figures import Figure, read_figures_of
from cs_productivity.changes.state import State
from cs_productivity.settings import Settings, SettingsError
from cs_productivity.warehouse import SCHEMA, open_warehouse, text_sql

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class MartChange:
    """One mart that was built anew, or is new or gone.

    Rows are None on the side that has no such mart; `gone_rows` and `new_rows` are rows with no equal on the other
    side, by the columns that both have. Columns are told as sentences, such as "team: varchar, was bigint".
    """

    name: str
    rows_before: int | None
    rows_after: int | None
    gone_rows: int
    new_rows: int
    columns: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether a reader would see no difference."""
        return self.rows_before == self.rows_after and not (self.gone_rows or self.new_rows or self.columns)


@dataclass(frozen=True)
class Comparison:
    """What a change does to the marts; `cannot_tell` is why there are no figures, empty where there are."""

    marts: tuple[MartChange, ...]
    untouched: tuple[str, ...]
    failed: tuple[str, ...]
    figures: tuple[Figure, ...]
    cannot_tell: str
    has_same_logs: bool


def compare(settings: Settings, state: State) -> Comparison:
    """Compare what the last `build_changed` made with the state.

    Raises:
        SettingsError: nothing has been built for comparing, or a warehouse cannot be opened.
    """
    place = settings.project_root / PLACE
    changed, results = place / WAREHOUSE, place / RESULTS
    if not results.is_file():
        raise SettingsError(f"Nothing was built to be compared in {place}: run `make build-changed` first.")
    wanted = _mart_names(json.loads((place / "manifest.json").read_text(encoding="utf-8")))
    with open_warehouse(state.warehouse) as (connection, build, kept):
        # where nothing changed, dbt opened no warehouse
        has_built = changed.is_file()
        if has_built:
            connection.execute(f"attach {text_sql(changed)} (read_only)")
        built = _tables(connection, changed.stem)
        pairs = {
            name: (
                kept[name].relation if name in kept else None,
                f'"{changed.stem}".{SCHEMA}."{name}"' if name in built else None,
            )
            for name in sorted({*kept, *built})
            if name in built or name not in wanted
        }
        untouched = tuple(sorted(name for name in kept if name in wanted and name not in built))
        after = {name: kept[name].relation for name in untouched}
        after |= {name: now for name, (_, now) in pairs.items() if now is not None}
        _show(connection, BEFORE, {name: mart.relation for name, mart in kept.items()})
        _show(connection, AFTER, after)
        figures, cannot_tell = read_figures_of(connection, (BEFORE, AFTER), build.variables, build.as_of)
        return Comparison(
            marts=tuple(_change(connection, name, *pair) for name, pair in pairs.items()),
            untouched=untouched,
            failed=tuple(_failed(results)),
            figures=figures,
            cannot_tell=cannot_tell,
            has_same_logs=not has_built
            or _logs(connection, state.warehouse.stem) == _logs(connection, changed.stem),
        )


def _mart_names(manifest: Mapping[str, Any]) -> set[str]:
    return {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == SCHEMA
    }


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    query = "select table_name from information_schema.tables where table_catalog = ? and table_schema = ?"
    return {name for (name,) in connection.execute(query, [database, SCHEMA]).fetchall()}


def _logs(connection: duckdb.DuckDBPyConnection, database: str) -> set[tuple[str, str]]:
    """The files that a warehouse was built from, each with its sum."""
    return set(connection.execute(f'select file_path, sha256 from "{database}".raw.landed_files').fetchall())


def _show(connection: duckdb.DuckDBPyConnection, schema: str, relations: Mapping[str, str]) -> None:
    connection.execute(f"create schema {schema}")
    for name, relation in relations.items():
        connection.execute(f'create view {schema}."{name}" as select * from {relation}')


def _failed(results: Path) -> Iterator[str]:
    """Yield the names of models and tests that failed."""
    for result in json.loads(results.read_text(encoding="utf-8"))["results"]:
        if result["status"] in ("error", "fail", "runtime error"):
            yield result["unique_id"].split(".")[2]


def _change(
    connection: duckdb.DuckDBPyConnection, name: str, before: str | None, after: str | None
) -> MartChange:
    if before is None or after is None:
        rows = [_count(connection, relation) if relation else None for relation in (before, after)]
        return MartChange(name, rows[0], rows[1], rows[0] or 0, rows[1] or 0, ())
    then, now = _columns(connection, before), _columns(connection, after)
    shared = ", ".join(f'"{column}"' for column in then if column in now)
    return MartChange(
        name,
        _count(connection, before),
        _count(connection, after),
        gone_rows=_count(
            connection, f"(select {shared} from {before} except all select {shared} from {after})"
        ),
        new_rows=_count(
            connection, f"(select {shared} from {after} except all select {shared} from {before})"
        ),
        columns=tuple(_say_columns(then, now)),
    )


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    ((rows,),) = connection.execute(f"select count(*) from {relation}").fetchall()
    return int(rows)


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    described = connection.execute(f"describe select * from {relation}").fetchall()
    return {name: str(type_).lower() for name, type_, *_ in described}


def _say_columns(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    yield from (f"{name}: gone" for name in then if name not in now)
    for name, type_ in now.items():
        if name not in then:
            yield f"{name}: new, {type_}"
        elif then[name] != type_:
            yield f"{name}: {type_}, was {then[name]}"
