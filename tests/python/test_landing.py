"""The landing zone: what is read, how each kind of value arrives, and what is said of the rest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
import textwrap
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cs_productivity import landing
from cs_productivity.collection.durable import sum_file, write_sum
from cs_productivity.contracts import COLUMN_TYPES, RawColumn, RawTable
from cs_productivity.landing import LANDED_FILES_DDL, NOT_AS_COLLECTED, LandingPlan, Look, plan_landing
from cs_productivity.variables import load_defaults

PROJECT = Path(__file__).resolve().parents[2]
SEEN_AT = "2026-01-01 00:00:00"


def _table(name: str, is_required: bool, **columns: str) -> RawTable:
    """A raw table; a type that ends in * is required."""
    raw_columns = [
        RawColumn(column, type_.rstrip("*"), type_.endswith("*"), "") for column, type_ in columns.items()
    ]
    return RawTable(name, "One row per visit.", is_required, (raw_columns[0].name,), tuple(raw_columns))


VISITS = _table("visits", True, visit_id="STRING*", seen_at="TIMESTAMP*", pages="INT64", properties="STRING")
NOTES = _table("notes", False, note_id="STRING*", made_at="TIMESTAMP")
CONTRACTS = {"visits": VISITS, "notes": NOTES}
NOON = dt.datetime(2024, 5, 1, 12)


class Warehouse:
    """A landing zone and a warehouse in memory that runs its plans."""

    def __init__(self, zone: Path) -> None:
        self.zone = zone
        self.connection = duckdb.connect()
        self.connection.execute("create schema raw")
        self.connection.execute("create schema landed")
        self.connection.execute(LANDED_FILES_DDL)

    def write(self, path: str, table: pa.Table | None = None, **columns: Any) -> Path:
        """Write a Parquet file; the columns are laid over one good visit."""
        file = self.zone / path
        file.parent.mkdir(parents=True, exist_ok=True)
        visit = {"visit_id": ["v1"], "seen_at": [NOON], **columns}
        pq.write_table(pa.table(visit) if table is None else table, file)
        return file

    def files(self) -> list[dict[str, Any]]:
        """The remembered files, through JSON as the build passes them."""
        query = "select coalesce(to_json(list(f order by file_path))::varchar, '[]') from raw.landed_files f"
        return json.loads(self.connection.execute(query).fetchone()[0])

    def plan(
        self,
        contracts: dict[str, RawTable] = CONTRACTS,
        seen_at: str = SEEN_AT,
        run_number: int = 1,
        complete_run: int | None = None,
    ) -> LandingPlan:
        return plan_landing(self.zone, contracts, self.files(), Look(seen_at, run_number, complete_run))

    def land(self, **arguments: Any) -> list[str]:
        """Plan and run; all that is said."""
        plan = self.plan(**arguments)
        assert plan.error is None
        for statement in plan.statements:
            self.connection.execute(statement)
        return [*plan.messages, *plan.stale_because]

    def rows(self, query: str = "select visit_id from raw.visits order by all") -> list[tuple]:
        return self.connection.execute(query).fetchall()

    def status(self) -> dict[str, tuple[str, str | None]]:
        return {file["file_path"]: (file["status"], file["reason"]) for file in self.files()}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    (tmp_path / "zone").mkdir()
    return Warehouse(tmp_path / "zone")


# what each physical type becomes in each contract type


def _scalar(value: Any, type_: pa.DataType | None = None) -> pa.Array:
    return pa.array([value], type_)


class _Failed:
    """Reads as null and is named in _failed_columns."""

    def __repr__(self) -> str:
        return "FAILED"


FAILED = _Failed()
MOMENT = dt.datetime(2024, 5, 1, 3, 4, 5, 600000)
MIDNIGHT = dt.datetime(2024, 5, 1)
DAY = dt.date(2024, 5, 1)

# physical value: STRING, INT64, FLOAT64, BOOL, DATE, TIMESTAMP
CONVERSIONS: dict[str, tuple[pa.Array, tuple[Any, ...]]] = {
    "int8": (_scalar(12, pa.int8()), ("12", 12, 12.0, FAILED, FAILED, FAILED)),
    "int64": (_scalar(2**62), (str(2**62), 2**62, 2.0**62, FAILED, FAILED, FAILED)),
    "one": (_scalar(1), ("1", 1, 1.0, True, FAILED, FAILED)),
    "zero": (_scalar(0), ("0", 0, 0.0, False, FAILED, FAILED)),
    "epoch seconds": (_scalar(1714532645), ("1714532645", 1714532645, 1714532645.0, FAILED, FAILED, FAILED)),
    "uint64": (_scalar(2**64 - 1, pa.uint64()), (str(2**64 - 1), FAILED, 2.0**64, FAILED, FAILED, FAILED)),
    "whole double": (_scalar(12.0), ("12", 12, 12.0, FAILED, FAILED, FAILED)),
    "double": (_scalar(1.5), ("1.5", FAILED, 1.5, FAILED, FAILED, FAILED)),
    "huge double": (_scalar(2.0**63), (str(2.0**63), FAILED, 2.0**63, FAILED, FAILED, FAILED)),
    "nan": (_scalar(float("nan")), (FAILED,) * 6),
    "infinity": (_scalar(float("-inf")), (FAILED,) * 6),
    "float": (_scalar(1.5, pa.float32()), ("1.5", FAILED, 1.5, FAILED, FAILED, FAILED)),
    "whole decimal": (_scalar(Decimal("12.00")), ("12", 12, 12.0, FAILED, FAILED, FAILED)),
    "decimal": (_scalar(Decimal("1.50")), ("1.50", FAILED, 1.5, FAILED, FAILED, FAILED)),
    "bool": (_scalar(True), ("true", FAILED, FAILED, True, FAILED, FAILED)),
    "word": (_scalar("an 'id'"), ("an 'id'", FAILED, FAILED, FAILED, FAILED, FAILED)),
    "empty text": (_scalar(""), ("", FAILED, FAILED, FAILED, FAILED, FAILED)),
    "whole number text": (_scalar(" 12 "), (" 12 ", 12, 12.0, FAILED, FAILED, FAILED)),
    "signed number text": (_scalar("-12.0"), ("-12.0", -12, -12.0, FAILED, FAILED, FAILED)),
    "number text": (_scalar("1.5"), ("1.5", FAILED, 1.5, FAILED, FAILED, FAILED)),
    "power text": (_scalar("1e3"), ("1e3", FAILED, 1000.0, FAILED, FAILED, FAILED)),
    "overflow text": (_scalar("1e999"), ("1e999", FAILED, FAILED, FAILED, FAILED, FAILED)),
    "long number text": (_scalar("9" * 20), ("9" * 20, FAILED, 1e20, FAILED, FAILED, FAILED)),
    "nan text": (_scalar("nan"), ("nan", FAILED, FAILED, FAILED, FAILED, FAILED)),
    "hex text": (_scalar("0x1F"), ("0x1F", FAILED, FAILED, FAILED, FAILED, FAILED)),
    "truth text": (_scalar("TRUE"), ("TRUE", FAILED, FAILED, True, FAILED, FAILED)),
    "untruth text": (_scalar("f"), ("f", FAILED, FAILED, False, FAILED, FAILED)),
    "date text": (_scalar("2024-05-01"), ("2024-05-01", FAILED, FAILED, FAILED, DAY, MIDNIGHT)),
    "dictionary": (_scalar("12").dictionary_encode(), ("12", 12, 12.0, FAILED, FAILED, FAILED)),
    "bytes of text": (_scalar("日本".encode()), ("日本", FAILED, FAILED, FAILED, FAILED, FAILED)),
    "bytes of a number": (_scalar(b"12"), ("12", 12, 12.0, FAILED, FAILED, FAILED)),
    "bytes of nothing": (_scalar(b"\xff"), (FAILED,) * 6),
    "date": (_scalar(DAY), ("2024-05-01", FAILED, FAILED, FAILED, DAY, MIDNIGHT)),
    "midnight": (_scalar(MIDNIGHT), ("2024-05-01 00:00:00", FAILED, FAILED, FAILED, DAY, MIDNIGHT)),
    "microseconds": (
        _scalar(MOMENT, pa.timestamp("us")),
        ("2024-05-01 03:04:05.6", FAILED, FAILED, FAILED, FAILED, MOMENT),
    ),
    "milliseconds": (
        _scalar(MOMENT, pa.timestamp("ms")),
        ("2024-05-01 03:04:05.6", FAILED, FAILED, FAILED, FAILED, MOMENT),
    ),
    "seconds": (
        _scalar(MOMENT.replace(microsecond=0), pa.timestamp("s")),
        ("2024-05-01 03:04:05", FAILED, FAILED, FAILED, FAILED, MOMENT.replace(microsecond=0)),
    ),
    "nanoseconds": (
        _scalar(MOMENT, pa.timestamp("ns")),
        ("2024-05-01 03:04:05.6", FAILED, FAILED, FAILED, FAILED, MOMENT),
    ),
    # pyarrow takes the plain value as UTC
    "zoned": (
        _scalar(MOMENT, pa.timestamp("us", "Asia/Tokyo")),
        ("2024-05-01 03:04:05.6", FAILED, FAILED, FAILED, FAILED, MOMENT),
    ),
    "zoned midnight": (
        _scalar(MIDNIGHT, pa.timestamp("ns", "America/New_York")),
        ("2024-05-01 00:00:00", FAILED, FAILED, FAILED, DAY, MIDNIGHT),
    ),
    "infinite moment": (_scalar(2**63 - 1, pa.timestamp("us")), ("infinity", *(FAILED,) * 5)),
    "infinite zoned": (_scalar(2**63 - 1, pa.timestamp("us", "UTC")), (FAILED,) * 6),
    "infinite nanoseconds": (_scalar(2**63 - 1, pa.timestamp("ns")), ("infinity", *(FAILED,) * 5)),
    "time": (_scalar(dt.time(3, 4)), ("03:04:00", FAILED, FAILED, FAILED, FAILED, FAILED)),
    "struct": (_scalar({"a": 1}), (FAILED,) * 6),
    "list": (_scalar(["a"]), (FAILED,) * 6),
    "map": (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())), (FAILED,) * 6),
    "nulls": (pa.nulls(1), (None,) * 6),
    "null text": (_scalar(None, pa.string()), (None,) * 6),
    "null struct": (_scalar(None, pa.struct([("a", pa.int64())])), (None,) * 6),
}
EVERY_TYPE = _table("visits", True, **{f"a_{type_.lower()}": type_ for type_ in COLUMN_TYPES})


@pytest.fixture(scope="module")
def conversions(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A table of one file per physical type, which holds its value in a column of every contract type."""
    warehouse = Warehouse(tmp_path_factory.mktemp("conversions"))
    for physical, (array, _) in CONVERSIONS.items():
        table = pa.table({column.name: array for column in EVERY_TYPE.columns})
        warehouse.write(f"visits/{physical}.parquet", table)
    assert warehouse.land(contracts={"visits": EVERY_TYPE}) == []
    return warehouse


@pytest.fixture(scope="module", params=["UTC", "America/New_York"])
def converted(conversions: Warehouse, request: pytest.FixtureRequest) -> dict[str, tuple]:
    """The row of each physical type, read in a session of some time zone."""
    conversions.connection.execute(f"set TimeZone = '{request.param}'")
    return {path: row for path, *row in conversions.rows("select _file_path, * from raw.visits")}


@pytest.mark.parametrize("physical", CONVERSIONS)
def test_every_type_in_every_column(converted: dict[str, list], physical: str) -> None:
    expected = {
        column.name: value for column, value in zip(EVERY_TYPE.columns, CONVERSIONS[physical][1], strict=True)
    }
    *values, failed_columns, _, _ = converted[f"visits/{physical}.parquet"]
    found = dict(zip(expected, values, strict=True))
    assert found == {name: None if value is FAILED else value for name, value in expected.items()}
    assert failed_columns == (",".join(name for name, value in expected.items() if value is FAILED) or None)


def test_a_views_columns_have_the_contracts_types(conversions: Warehouse) -> None:
    types = {name: type_ for name, type_, *_ in conversions.rows("describe raw.visits")}
    assert types == {
        **{f"a_{type_.lower()}": landing.DUCKDB_TYPES[type_] for type_ in COLUMN_TYPES},
        "_failed_columns": "VARCHAR",
        "_file_path": "VARCHAR",
        "_file_row": "BIGINT",
    }


INSTANTS = {
    "2024-05-01": "2024-05-01 00:00:00",
    "2024-05-01 12:30": "2024-05-01 12:30:00",
    "2024-05-01T12:30:15": "2024-05-01 12:30:15",
    "2024-05-01t12:30:15z": "2024-05-01 12:30:15",
    " 2024-05-01 12:30:15 UTC ": "2024-05-01 12:30:15",
    "2024-05-01 12:30:15.25 Z": "2024-05-01 12:30:15.25",
    "2024-05-01T12:30:15,5+00": "2024-05-01 12:30:15.5",
    "2024-05-01T12:30:15.123456789+09:00": "2024-05-01 03:30:15.123456",
    "2024-05-01T12:30+0930": "2024-05-01 03:00:00",
    "2024-05-01 12:30:15 -04:00": "2024-05-01 16:30:15",
    "2024-05-01 23:00-0500": "2024-05-02 04:00:00",
    # hours that a clock on a wall in New York skips or shows twice
    "2024-03-10 02:30:00": "2024-03-10 02:30:00",
    "2024-11-03 01:30:00": "2024-11-03 01:30:00",
    "1970-01-01T00:00:00Z": "1970-01-01 00:00:00",
    "2024-02-30 00:00:00": None,
    "2024-05-01 25:00:00": None,
    "2024-05-01 12:30:75": None,
    "2024-05-01 12:30:15+16:00": None,
    "2024-05-01 12:30:15+09:75": None,
    "2024-05-01 12:30:15 Asia/Tokyo": None,
    "2024-05-01 12:30:15 JST": None,
    "05/01/2024": None,
    "2024-05-01 noon": None,
    "yesterday": None,
    "now": None,
    "epoch": None,
    "infinity": None,
    "1714532645": None,
    "": None,
}


@pytest.mark.parametrize("session_zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_text_is_read_as_iso_in_any_session(warehouse: Warehouse, session_zone: str) -> None:
    table = pa.table({"visit_id": list(INSTANTS), "seen_at": list(INSTANTS)})
    warehouse.write("visits/a.parquet", table)
    warehouse.land()
    warehouse.connection.execute(f"set TimeZone = '{session_zone}'")
    query = "select visit_id, cast(seen_at as varchar), _failed_columns from raw.visits"
    found = {text: (moment, failed) for text, moment, failed in warehouse.rows(query)}
    assert found == {text: (moment, None if moment else "seen_at") for text, moment in INSTANTS.items()}


def test_zoned_plain_and_text_mean_utc_on_any_machine(warehouse: Warehouse) -> None:
    """Half past two of that night is not on New York's clocks, and none of that must show."""
    machine_zone = "America/New_York"
    night = dt.datetime(2024, 3, 10, 2, 30)
    for name, array in {
        "plain": _scalar(night, pa.timestamp("us")),
        "zoned": _scalar(night, pa.timestamp("us", "America/New_York")),
        "text": _scalar("2024-03-10T02:30:00"),
        "zoned_text": _scalar("2024-03-10T11:30:00+09:00"),
    }.items():
        warehouse.write(f"visits/{name}.parquet", visit_id=[name], seen_at=array)
    program = """
        import sys
        from pathlib import Path
        from test_landing import Warehouse
        warehouse = Warehouse(Path(sys.argv[1]))
        warehouse.land()
        session_zone = warehouse.rows("select current_setting('TimeZone')")[0][0]
        print(session_zone, warehouse.rows("select distinct cast(seen_at as varchar) from raw.visits"))
    """
    finished = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(warehouse.zone)],
        cwd=Path(__file__).parent,
        env={**os.environ, "TZ": machine_zone},
        capture_output=True,
        text=True,
    )
    assert finished.stdout.strip() == f"{machine_zone} [('2024-03-10 02:30:00',)]", finished.stderr


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (_scalar({"a": [1, None], "b": "x"}), '{"a":[1,null],"b":"x"}'),
        (_scalar(["x", "y"]), '["x","y"]'),
        (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())), '{"k":1}'),
        (_scalar('{"a": 1}'), '{"a": 1}'),
        (_scalar('{"a": 1}', pa.json_()), '{"a": 1}'),
        (_scalar({"a": float("nan"), "b": b"\xff"}), '{"a":NaN,"b":"\\\\xFF"}'),
        (_scalar(b'{"a": 1}'), '{"a": 1}'),
        (_scalar(None, pa.struct([("a", pa.int64())])), None),
    ],
)
def test_properties_arrive_as_json_text(warehouse: Warehouse, array: pa.Array, text: str | None) -> None:
    warehouse.write("visits/a.parquet", properties=array)
    warehouse.land()
    assert warehouse.rows("select properties, _failed_columns from raw.visits") == [(text, None)]


def test_malformed_json_of_the_json_type_is_left_out_and_said(warehouse: Warehouse) -> None:
    """DuckDB itself refuses to read such a value, so that the file cannot be read; as plain text it can."""
    warehouse.write("visits/a.parquet", properties=_scalar('{"a": ', pa.json_()))
    warehouse.write("visits/b.parquet", properties=_scalar('{"a": '))
    (message,) = warehouse.land()
    assert message.startswith("1 file of visits left out (visits/a.parquet: ")
    assert warehouse.rows("select properties from raw.visits") == [('{"a": ',)]


def test_one_bad_file_fails_no_other(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet", pages=[3])
    warehouse.write("visits/b.parquet", visit_id=["v2"], seen_at=["soon"], pages=["many"])
    warehouse.write("visits/c.parquet", visit_id=["v3"], pages=[4])
    warehouse.land()
    assert warehouse.rows("from raw.visits order by visit_id") == [
        ("v1", NOON, 3, None, None, "visits/a.parquet", 0),
        ("v2", None, None, None, "seen_at,pages", "visits/b.parquet", 0),
        ("v3", NOON, 4, None, None, "visits/c.parquet", 0),
    ]


def test_a_columns_case_hides_no_type(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet")
    warehouse.write("visits/b.parquet", PAGES=["many"])
    warehouse.write("visits/c.parquet", Pages=["12"])
    warehouse.write("visits/d.parquet", pages=[12])
    warehouse.land()
    query = "select _file_path, pages, _failed_columns from raw.visits order by all"
    assert warehouse.rows(query) == [
        ("visits/a.parquet", None, None),
        ("visits/b.parquet", None, "pages"),
        ("visits/c.parquet", 12, None),
        ("visits/d.parquet", 12, None),
    ]


def test_rows_are_numbered_from_zero_in_each_file(warehouse: Warehouse) -> None:
    ids = [f"v{number}" for number in range(5)]
    for name in "ab":
        table = pa.table({"visit_id": ids, "seen_at": [NOON] * 5})
        pq.write_table(table, warehouse.write(f"visits/{name}.parquet"), row_group_size=2)
    warehouse.land()
    query = "select _file_path, _file_row, visit_id from raw.visits order by all"
    assert warehouse.rows(query) == [(f"visits/{f}.parquet", n, f"v{n}") for f in "ab" for n in range(5)]


# columns


def test_columns_are_the_contracts_in_its_order(warehouse: Warehouse) -> None:
    table = pa.table({"EXTRA": [1], "Pages": [7], "SEEN_AT": [NOON], "Visit_Id": ["v1"], "filename": ["x"]})
    warehouse.write("visits/loaded_date=2024-05-01/pages=9/a.parquet", table)
    warehouse.write("visits/b.parquet", pages=[8])
    warehouse.write("visits/c.parquet", extra=["text"], pages=[9])
    messages = warehouse.land()
    names = [name for name, *_ in warehouse.rows("describe raw.visits")]
    assert names == [column.name for column in VISITS.columns] + [
        "_failed_columns",
        "_file_path",
        "_file_row",
    ]
    query = "select pages, _file_path from raw.visits order by all"
    assert warehouse.rows(query) == [
        (7, "visits/loaded_date=2024-05-01/pages=9/a.parquet"),
        (8, "visits/b.parquet"),
        (9, "visits/c.parquet"),
    ]
    assert messages == []


def test_a_missing_column_is_null_and_said_if_required(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet", pa.table({"visit_id": ["v1"]}))
    warehouse.write("visits/b.parquet", pa.table({"other": [1, 2]}))
    warehouse.write("visits/c.parquet")
    messages = warehouse.land()
    columns = "visit_id, seen_at, pages, properties, _failed_columns, _file_row"
    assert warehouse.rows(f"select {columns} from raw.visits order by all") == [
        ("v1", NOON, None, None, None, 0),
        ("v1", None, None, None, None, 0),
        (None, None, None, None, None, 0),
        (None, None, None, None, None, 1),
    ]
    assert sorted(messages) == [
        "1 file of visits lack required columns (visits/a.parquet): seen_at read as null, "
        "and staging quarantines the rows.",
        "1 file of visits lack required columns (visits/b.parquet): visit_id, seen_at read as null, "
        "and staging quarantines the rows.",
    ]


def test_a_table_without_files_has_its_columns_and_no_rows(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet", pa.table({"visit_id": pa.array([], pa.string())}))
    warehouse.land()
    assert warehouse.rows() == []
    assert warehouse.rows("from raw.notes") == []
    assert [(name, type_) for name, type_, *_ in warehouse.rows("describe raw.notes")] == [
        ("note_id", "VARCHAR"),
        ("made_at", "TIMESTAMP"),
        ("_failed_columns", "VARCHAR"),
        ("_file_path", "VARCHAR"),
        ("_file_row", "BIGINT"),
    ]


# files


def _damage(file: Path) -> None:
    """Turn over the bytes of a page and leave the footer whole."""
    content = bytearray(file.read_bytes())
    content[100:400] = bytes(255 - byte for byte in content[100:400])
    file.write_bytes(content)


def test_what_cannot_be_read_is_left_out_recorded_and_said(warehouse: Warehouse) -> None:
    whole = warehouse.write("visits/whole.parquet").read_bytes()
    for name, content in {
        "cut.parquet": whole[:-20],
        "empty.parquet": b"",
        "words.parquet": b"visit_id,seen_at\nv1,2024-05-01\n" * 20,
        "table.csv": b"visit_id,seen_at\nv1,2024-05-01\n",
    }.items():
        (warehouse.zone / "visits" / name).write_bytes(content)
    (warehouse.zone / "visits/gone.parquet").symlink_to("nowhere")
    many = pa.table({"visit_id": [hashlib.sha256(b"%d" % number).hexdigest() for number in range(500)]})
    pq.write_table(many, warehouse.zone / "visits/page.parquet", compression="gzip", use_dictionary=False)
    _damage(warehouse.zone / "visits/page.parquet")
    no_text = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff\xfe"]).buffers())
    warehouse.write("visits/bytes.parquet", visit_id=no_text)
    warehouse.write("visits/taken.parquet", file_row_number=[7])

    (message,) = warehouse.land()
    assert message.startswith("8 files of visits left out (visits/bytes.parquet: ")
    assert message.endswith(" and 3 more).")
    assert warehouse.rows() == [("v1",)]
    status = warehouse.status()
    assert status.pop("visits/whole.parquet") == ("read", None)
    assert {name.removeprefix("visits/"): kind for name, (kind, _) in status.items()} == {
        "bytes.parquet": "unreadable",
        "cut.parquet": "unreadable",
        "empty.parquet": "unreadable",
        "gone.parquet": "unreadable",
        "page.parquet": "unreadable",
        "table.csv": "not_parquet",
        "taken.parquet": "unreadable",
        "words.parquet": "unreadable",
    }
    assert status["visits/empty.parquet"][1] == "the file is empty (0 bytes)"
    assert status["visits/table.csv"][1] == "only Parquet is read"
    assert all(reason and "\n" not in reason for _, reason in status.values())
    # said on every run, for as long as the files are there
    assert warehouse.land() == [message]


def test_files_are_remembered(warehouse: Warehouse) -> None:
    file = warehouse.write("visits/day 1/a.parquet", visit_id=["v1", "v2"], seen_at=[NOON, NOON])
    warehouse.land()
    files = warehouse.files()
    assert len(files[0].pop("column_types")) == 16
    assert files == [
        {
            "file_path": "visits/day 1/a.parquet",
            "table_name": "visits",
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "byte_count": file.stat().st_size,
            "modified_ns": file.stat().st_mtime_ns,
            "row_count": 2,
            "status": "read",
            "reason": None,
            "first_seen_at": SEEN_AT,
            "landed_in_run": 1,
            "zone_path": str(warehouse.zone),
        }
    ]


def test_a_known_file_is_not_hashed_again(warehouse: Warehouse, monkeypatch) -> None:
    hashed = []
    digest = hashlib.file_digest

    def file_digest(content: Any, *arguments: Any) -> Any:
        hashed.append(Path(content.name).name)
        return digest(content, *arguments)

    monkeypatch.setattr(hashlib, "file_digest", file_digest)
    _a, b, c = (warehouse.write(f"visits/{name}.parquet") for name in "abc")
    warehouse.land()
    assert hashed == ["a.parquet", "b.parquet", "c.parquet"]
    hashed.clear()
    os.utime(b, ns=(0, b.stat().st_mtime_ns + 1))
    times = c.stat()
    c.write_bytes(c.read_bytes() + b" ")
    os.utime(c, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert warehouse.plan(run_number=2, complete_run=1).statements
    assert hashed == ["b.parquet", "c.parquet"]


def test_nothing_new_writes_nothing(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet")
    warehouse.land()
    again = warehouse.plan(seen_at="2026-02-02 00:00:00")
    assert [statement.split(" as")[0] for statement in again.statements] == [
        "create or replace view landed.visits",
        "create or replace view raw.visits",
        "create or replace view landed.notes",
        "create or replace view raw.notes",
    ]
    assert warehouse.land() == []


def test_a_known_whole_file_is_not_read_through_again(warehouse: Warehouse, monkeypatch) -> None:
    read = []
    monkeypatch.setattr(landing._TableScan, "_read_all", lambda self, path, types: read.append(path.name))
    warehouse.write("visits/a.parquet")
    warehouse.land()
    warehouse.write("visits/b.parquet")
    warehouse.land()
    assert read == ["a.parquet", "b.parquet"]


def test_a_file_of_another_zone_is_another_file(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet")
    warehouse.land()
    before = warehouse.files()[0]
    warehouse.zone = warehouse.zone.parent / "another"
    file = warehouse.write("visits/a.parquet", visit_id=["other"])
    (message,) = warehouse.land(seen_at="2026-02-02 00:00:00")
    assert "1 file of visits changed since an earlier build read it (visits/a.parquet)" in message
    after = warehouse.files()[0]
    assert after["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest() != before["sha256"]
    assert after["first_seen_at"] == SEEN_AT
    assert warehouse.rows() == [("other",)]
    assert warehouse.land() == []


@pytest.mark.parametrize("damage", ["bit", "truncated", "sum"])
def test_a_file_that_is_not_as_its_sum_says_is_left_out_before_its_first_build(
    warehouse: Warehouse, damage: str
) -> None:
    warehouse.write("visits/a.parquet")
    file = warehouse.write("visits/b.parquet", visit_id=["v2"])
    write_sum(file)
    content = file.read_bytes()
    if damage == "bit":
        # in the magic of the file's beginning, which no reader looks at
        file.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    elif damage == "truncated":
        file.write_bytes(content[: len(content) // 2])
    else:
        sum_file(file).write_text("0" * 64 + "  b.parquet\n")
    assert warehouse.land() == [f"1 file of visits left out (visits/b.parquet: {NOT_AS_COLLECTED})."]
    assert warehouse.rows() == [("v1",)]
    file.write_bytes(content)
    write_sum(file)
    assert warehouse.land(run_number=2) == []
    assert warehouse.rows() == [("v1",), ("v2",)]


@pytest.mark.parametrize("damage", ["bit", "truncated", "other rows", "emptied"])
def test_a_file_that_was_damaged_since_is_left_out_until_it_is_put_back(
    warehouse: Warehouse, damage: str
) -> None:
    warehouse.write("visits/a.parquet")
    file = warehouse.write("visits/b.parquet", visit_id=["v2"])
    warehouse.land()
    whole = file.read_bytes()
    if damage == "bit":
        # in the magic of the file's beginning, which no reader looks at
        file.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    elif damage == "other rows":
        warehouse.write("visits/b.parquet", visit_id=["v3"])
    else:
        file.write_bytes(whole[: len(whole) // 2] if damage == "truncated" else b"")
    left_out, changed = warehouse.land(run_number=2)
    assert "1 file of visits left out (visits/b.parquet: it is not what an earlier build read" in left_out
    assert "visits/b.parquet" in changed
    assert warehouse.status()["visits/b.parquet"][0] == "damaged"
    assert warehouse.rows() == [("v1",)]
    # it is no news, and stays left out
    assert len(warehouse.land(run_number=3)) == 1
    assert warehouse.rows() == [("v1",)]
    file.write_bytes(whole)
    plan = warehouse.plan(run_number=4, complete_run=3)
    assert (plan.new_file_count, plan.messages, plan.stale_because) == (1, [], [])
    warehouse.land(run_number=4, complete_run=3)
    assert warehouse.rows() == [("v2",)]


def test_a_bit_that_flipped_without_a_trace_shows_when_all_is_read(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet")
    file = warehouse.write("visits/b.parquet", visit_id=["v2"])
    warehouse.land()
    whole, times = file.read_bytes(), file.stat()
    file.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert warehouse.plan(run_number=2, complete_run=1).stale_because == []
    warehouse.land(run_number=2)
    assert warehouse.status()["visits/b.parquet"][0] == "damaged"


def test_a_run_reads_the_files_that_no_complete_run_has_read(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet", visit_id=["v1"])
    warehouse.land(run_number=1)
    warehouse.write("visits/b.parquet", visit_id=["v2"])
    # run 2 does not complete, so run 3 reads its file again
    warehouse.land(run_number=2, complete_run=1)
    assert warehouse.rows() == [("v2",)]
    # a file that lands late is new, however old its rows are
    warehouse.write("visits/0.parquet", visit_id=["v0"], seen_at=[dt.datetime(1999, 1, 1)])
    plan = warehouse.plan(run_number=3, complete_run=1)
    assert plan.new_file_count == 2
    warehouse.land(run_number=3, complete_run=1)
    assert warehouse.rows() == [("v0",), ("v2",)]
    assert warehouse.rows("select visit_id from landed.visits order by all") == [("v0",), ("v1",), ("v2",)]
    plan = warehouse.plan(run_number=4, complete_run=3)
    assert (plan.new_file_count, plan.stale_because) == (0, [])
    warehouse.land(run_number=4, complete_run=3)
    assert warehouse.rows() == []


def test_a_known_file_is_not_opened_again(warehouse: Warehouse, monkeypatch) -> None:
    warehouse.write("visits/a.parquet")
    warehouse.land()
    monkeypatch.setattr(landing.pq, "read_metadata", lambda path: pytest.fail(f"{path} was opened"))
    warehouse.land(run_number=2, complete_run=1)
    assert warehouse.rows("select row_count, landed_in_run from raw.landed_files") == [(1, 1)]


@pytest.mark.parametrize("change", ["gone", "other rows"])
def test_history_of_a_file_that_is_not_the_same_is_stale(warehouse: Warehouse, change: str) -> None:
    warehouse.write("visits/a.parquet")
    file = warehouse.write("visits/b.parquet", visit_id=["v2"])
    warehouse.land()
    if change == "gone":
        file.unlink()
    else:
        warehouse.write("visits/b.parquet", visit_id=["v3"])
    plan = warehouse.plan(run_number=2, complete_run=1)
    assert len(plan.stale_because) == 1
    assert "visits/b.parquet" in plan.stale_because[0]


def test_a_file_that_could_not_be_read_is_new_once_it_can(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet")
    file = warehouse.zone / "visits/b.parquet"
    file.write_bytes(b"half a file")
    warehouse.land(run_number=1)
    warehouse.write("visits/b.parquet", visit_id=["v2"])
    plan = warehouse.plan(run_number=2, complete_run=1)
    assert (plan.new_file_count, plan.stale_because) == (1, [])
    warehouse.land(run_number=2, complete_run=1)
    assert warehouse.rows() == [("v2",)]


def test_a_touched_file_is_the_same_file(warehouse: Warehouse) -> None:
    file = warehouse.write("visits/a.parquet")
    warehouse.land()
    os.utime(file, ns=(1, 1))
    assert warehouse.land() == []
    assert warehouse.files()[0]["modified_ns"] == 1


def test_a_vanished_file_is_said_once_and_may_come_back(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet")
    file = warehouse.write("visits/b.parquet", visit_id=["v2"])
    warehouse.land()
    content = file.read_bytes()
    file.unlink()
    (message,) = warehouse.land()
    assert "1 file read by an earlier build vanished from the landing zone (visits/b.parquet)" in message
    assert warehouse.status()["visits/b.parquet"] == ("vanished", "no longer in the landing zone")
    assert warehouse.rows() == [("v1",)]
    again = warehouse.plan()
    assert (again.messages, again.stale_because) == ([], [])
    assert not [statement for statement in again.statements if "landed_files" in statement]
    file.write_bytes(content)
    assert warehouse.land() == []
    assert warehouse.status()["visits/b.parquet"] == ("read", None)
    assert warehouse.rows() == [("v1",), ("v2",)]


def test_a_repaired_file_is_read_without_a_word(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet")
    file = warehouse.zone / "visits/b.parquet"
    file.write_bytes(b"half a file")
    warehouse.land()
    warehouse.write("visits/b.parquet", visit_id=["v2"])
    assert warehouse.land() == []
    assert warehouse.rows() == [("v1",), ("v2",)]


def test_a_bad_file_goes_without_a_word(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet")
    file = warehouse.zone / "visits/b.csv"
    file.write_bytes(b"visit_id")
    warehouse.land()
    file.unlink()
    assert warehouse.land() == []
    assert warehouse.status()["visits/b.csv"][0] == "vanished"


# folders and names

ODD_NAMES = [
    'quo\'te "double".parquet',
    "two  spaces.parquet",
    "日本語 か\u3099 😀.parquet",
    "a[1].parquet",
    "a1.parquet",
    "a*b.parquet",
    "aXb.parquet",
    "what?.parquet",
    "[!x]/y.parquet",
    "**/z.parquet",
    "{a,b}.parquet",
    "line\nbreak.parquet",
    "50%20 #1;--.parquet",
    "{{ jinja }}.parquet",
    "UPPER.PARQUET",
    "folder.parquet/part-0.parquet",
]


def test_odd_names_are_read_once_each(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "it's [a] *zone* 日本")
    for name in ODD_NAMES:
        warehouse.write(f"visits/{name}", visit_id=[name])
    assert warehouse.land() == []
    assert warehouse.rows("select visit_id, _file_path from raw.visits order by all") == [
        (name, f"visits/{name}") for name in sorted(ODD_NAMES)
    ]
    assert warehouse.rows("select file_path from raw.landed_files order by all") == [
        (f"visits/{name}",) for name in sorted(ODD_NAMES)
    ]


def test_a_backslash_is_read_but_not_beside_a_pattern(warehouse: Warehouse) -> None:
    """DuckDB has no way to name such a path: better left out and said than read as another one."""
    warehouse.write("visits/a\\b.parquet")
    warehouse.write("visits/a\\[b].parquet", visit_id=["v2"])
    warehouse.write("visits/ab.parquet", visit_id=["v3"])
    (message,) = warehouse.land()
    assert message.startswith("1 file of visits left out (visits/a\\[b].parquet: ")
    assert warehouse.rows("select _file_path, visit_id from raw.visits order by all") == [
        ("visits/a\\b.parquet", "v1"),
        ("visits/ab.parquet", "v3"),
    ]


def test_a_name_that_is_no_text_is_left_out(warehouse: Warehouse) -> None:
    file = warehouse.write("visits/a.parquet")
    os.link(os.fsencode(file), os.fsencode(file.parent) + b"/\xff.parquet")
    (message,) = warehouse.land()
    assert "its name is not UTF-8" in message
    assert warehouse.rows() == [("v1",)]


def test_names_that_start_with_a_dot_or_underscore_are_not_looked_at(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet")
    for name in (
        "_b.parquet",
        ".c.parquet",
        "_temporary/d.parquet",
        ".hidden/e.parquet",
        "_SUCCESS",
        ".a.crc",
    ):
        warehouse.write(f"visits/{name}")
    for name in ("_sample.json", "_other/f.parquet", ".git/g.parquet"):
        warehouse.write(name)
    assert warehouse.land() == []
    assert list(warehouse.status()) == ["visits/a.parquet"]


def test_what_no_table_claims_is_said(warehouse: Warehouse) -> None:
    warehouse.write("visits/a.parquet")
    warehouse.write("visit/b.parquet")
    warehouse.write("notes.parquet")
    warehouse.write("notes")
    (message,) = warehouse.land()
    assert message == (
        "Not read, because no raw table has a folder of that name: notes, notes.parquet, visit "
        "(the tables are visits, notes)."
    )


def test_linked_folders_are_entered_once(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.write("visits/z/a.parquet")
    outside = Warehouse(tmp_path / "outside")
    outside.write("b.parquet", visit_id=["v2"])
    warehouse.write("notes/n.parquet", pa.table({"note_id": ["n1"]}))
    visits = warehouse.zone / "visits"
    (visits / "linked").symlink_to(outside.zone)
    (visits / "linked_again").symlink_to(outside.zone)
    (visits / "a_copy_of_z").symlink_to(visits / "z")
    (visits / "z" / "loop").symlink_to(visits)
    (visits / "up").symlink_to(warehouse.zone)
    (visits / "top").symlink_to("/")
    assert warehouse.land() == []
    assert list(warehouse.status()) == [
        "notes/n.parquet",
        "visits/linked/b.parquet",
        "visits/z/a.parquet",
    ]
    assert warehouse.rows() == [("v1",), ("v2",)]


def test_a_relative_landing_zone_is_read_from_anywhere(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    warehouse = Warehouse(Path("some/../zone"))
    Path("some").mkdir()
    warehouse.write("visits/a.parquet")
    warehouse.land()
    monkeypatch.chdir("/")
    assert warehouse.rows("select visit_id, _file_path from raw.visits") == [("v1", "visits/a.parquet")]


# what stops a build


def test_no_landing_zone_is_one_sentence(tmp_path: Path) -> None:
    plan = plan_landing(tmp_path / "nowhere", CONTRACTS, [], Look(SEEN_AT))
    assert plan.statements == []
    assert plan.error.startswith(f"There is no landing zone at {tmp_path / 'nowhere'}: point CS_RAW_PATH at ")


def test_a_file_is_no_landing_zone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    plan = plan_landing(tmp_path / "file", CONTRACTS, [], Look(SEEN_AT))
    assert plan.error.startswith("There is no landing zone at ")


@pytest.mark.parametrize("content", [None, b"visit_id\nv1\n", b""])
def test_a_required_table_without_a_readable_file_is_one_sentence(warehouse: Warehouse, content) -> None:
    warehouse.write("notes/a.parquet", pa.table({"note_id": ["n1"]}))
    if content is not None:
        (warehouse.zone / "visits").mkdir()
        (warehouse.zone / "visits/a.parquet").write_bytes(content)
    plan = warehouse.plan()
    assert plan.statements == []
    assert plan.error == (
        f"The landing zone {warehouse.zone} has no readable Parquet file for visits: "
        "put at least one into the folder of that name."
    )
    assert len(plan.messages) == (content is not None)


def test_a_folder_that_cannot_be_listed_is_one_sentence(warehouse: Warehouse, monkeypatch) -> None:
    warehouse.write("visits/a.parquet")

    def scandir(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(landing.os, "scandir", scandir)
    visits = warehouse.zone / "visits"
    assert warehouse.plan().error == (
        f"{visits} in the landing zone cannot be read (Permission denied): make it readable."
    )


# the build's connection


@pytest.fixture
def build(tmp_path: Path, monkeypatch) -> tuple[Path, ModuleType]:
    """The folder of a project that dbt is about to build, with a landing zone; and the plugin."""
    # brings in dbt, which takes its time
    from cs_productivity import duckdb_plugin

    for name in [name for name in os.environ if name.startswith("CS_")]:
        monkeypatch.delenv(name)
    (tmp_path / "dbt_project.yml").touch()
    (tmp_path / "contracts").symlink_to(PROJECT / "contracts")
    for table in ("backend_action_logs", "tickets"):
        Warehouse(tmp_path / "data/raw").write(f"{table}/a.parquet")
    monkeypatch.setattr(duckdb_plugin, "_project_folder", lambda: tmp_path)
    return tmp_path, duckdb_plugin


def test_two_connections_of_one_process_share_the_functions(build) -> None:
    folder, duckdb_plugin = build
    plugin = duckdb_plugin.Plugin("landing", {})
    warehouse = str(folder / "warehouse.duckdb")
    with duckdb.connect(warehouse) as first, duckdb.connect(warehouse) as second:
        for connection in (first, second):
            plugin.configure_connection(connection)
            (plan,) = connection.execute("select landing_plan('[]', 1, 0)").fetchone()
            assert json.loads(plan)["error"] is None


def test_a_wrong_setting_or_salt_stops_the_landing_in_one_sentence(build, monkeypatch) -> None:
    folder, duckdb_plugin = build
    (folder / "data/salt").write_text("too short")
    plan = json.loads(duckdb_plugin.landing_plan("[]", 1, 0))
    assert (plan["statements"], "shorter than 16 characters" in plan["error"]) == ([], True)
    monkeypatch.setenv("CS_RAW_PATH", " ")
    plan = json.loads(duckdb_plugin.landing_plan("[]", 1, 0))
    assert (plan["statements"], "CS_RAW_PATH is set to an empty text" in plan["error"]) == ([], True)


# the build's connection and macro together, in a project of their own

DRIVER = """
    import json, os, sys
    from dbt.cli.main import dbtRunner

    project = sys.argv[1]

    def run(*arguments, **environment):
        said = []
        os.environ.update(environment)
        runner = dbtRunner(callbacks=[lambda event: said.append(event.info.msg)])
        result = runner.invoke([*arguments, "--project-dir", project, "--profiles-dir", project])
        has_salt = os.path.exists(project + "/data/salt")
        return {"success": result.success, "said": "\\n".join(said), "salt": has_salt}

    def replace_salt():
        with open(project + "/data/salt", "w") as file:
            file.write("another-salt-" * 3)
        os.chmod(project + "/data/salt", 0o644)

    print("RESULT" + json.dumps([
        run("compile"),
        run("build"),
        run("build", "--empty", CS_RAW_PATH="zone"),
        run("build"),
        replace_salt(),
        run("build"),
        run("build", "--full-refresh"),
    ]))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """A small project, run from the folder of another one; what each command said."""
    folder = tmp_path_factory.mktemp("project")
    elsewhere = tmp_path_factory.mktemp("another")
    warehouse = Warehouse(folder / "zone")
    row = {"loaded_at": [NOON], "occurred_at": [NOON], "created_at": [NOON], "updated_at": [NOON]}
    row |= {
        "log_id": ["l1"],
        "action": ["login"],
        "ticket_id": ["t1"],
        "channel": ["mail"],
        "status": ["new"],
    }
    for table in ("backend_action_logs", "tickets"):
        warehouse.write(f"{table}/a.parquet", pa.table(row))
    (folder / "contracts").symlink_to(PROJECT / "contracts")
    (folder / "macros").symlink_to(PROJECT / "macros")
    (folder / "models").mkdir()
    (folder / "models/keys.sql").write_text(
        "select sha256(salt || '|' || log_id) as log_key, cast('1.5' as float64) as number\n"
        "from raw.backend_action_logs cross join restricted.salt"
    )
    configuration = {"name": "cs_productivity", "version": "1.0", "profile": "small"}
    configuration |= {"on-run-start": ["{{ begin_run() }}"], "on-run-end": ["{{ end_run(results) }}"]}
    configuration |= {"vars": load_defaults(PROJECT), "models": {"materialized": "table"}}
    configuration |= {"flags": {"send_anonymous_usage_stats": False}}
    output = {"type": "duckdb", "path": "data/small.duckdb", "threads": 1}
    output |= {"plugins": [{"module": "cs_productivity.duckdb_plugin"}]}
    profile = {"small": {"target": "it", "outputs": {"it": output}}}
    (folder / "dbt_project.yml").write_text(json.dumps(configuration))
    (folder / "profiles.yml").write_text(json.dumps(profile))
    (elsewhere / "dbt_project.yml").write_text(json.dumps(configuration))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CS_")}
    finished = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(DRIVER), str(folder)],
        cwd=elsewhere,
        env=environment | {"TZ": "Asia/Tokyo", "DBT_LOG_LEVEL_FILE": "debug"},
        capture_output=True,
        text=True,
    )
    results = finished.stdout.rpartition("RESULT")[2]
    assert results, finished.stdout + finished.stderr
    assert os.listdir(elsewhere) == ["dbt_project.yml"]
    return folder, json.loads(results)


def test_a_command_that_builds_nothing_needs_no_landing_zone_and_makes_no_salt(project) -> None:
    compiled = project[1][0]
    assert compiled["success"], compiled["said"]
    assert not compiled["salt"]


def test_a_build_without_a_landing_zone_fails_with_its_sentence(project) -> None:
    folder, results = project
    assert not results[1]["success"]
    assert f"There is no landing zone at {folder / 'data/raw'}: point CS_RAW_PATH" in results[1]["said"]
    assert not results[1]["salt"]


def test_builds_in_one_process_land_the_same_rows(project) -> None:
    folder, results = project
    for result in (results[2], results[3], results[6]):
        assert result["success"] and result["salt"], result["said"]
    with duckdb.connect(str(folder / "data/small.duckdb"), read_only=True) as connection:
        logs = connection.sql(
            "select log_id, occurred_at, _file_path from raw.backend_action_logs"
        ).fetchall()
        assert logs == [("l1", NOON, "backend_action_logs/a.parquet")]
        assert connection.sql("select count(*) from raw.landed_files").fetchall() == [(2,)]
        assert connection.sql("select count(*) from raw.shifts").fetchall() == [(0,)]
        key = hashlib.sha256(f"{(folder / 'data/salt').read_text().strip()}|l1".encode()).hexdigest()
        assert connection.sql("select log_key, number from main.keys").fetchall() == [(key, 1.5)]


def test_another_salt_and_its_loose_mode_are_said(project) -> None:
    first, refused = project[1][3], project[1][5]
    assert not refused["success"]
    for sentence in (
        "had mode 0644: it is 0600 now.",
        "History was built by other rules (changed: the salt). What is there cannot be added to: "
        "run once with --full-refresh.",
    ):
        assert sentence in refused["said"] and sentence not in first["said"]


def test_the_salt_is_in_the_warehouse_and_in_no_text_that_dbt_writes(project) -> None:
    folder, results = project
    salt = (folder / "data/salt").read_text().strip()
    with duckdb.connect(str(folder / "data/small.duckdb"), read_only=True) as connection:
        assert connection.execute("select salt from restricted.salt").fetchall() == [(salt,)]
    texts = [file for part in ("target", "logs") for file in (folder / part).rglob("*") if file.is_file()]
    assert any("project_salt()" in file.read_text() for file in texts if file.name == "dbt.log")
    assert not [file for file in texts if salt.encode() in file.read_bytes()]
    assert salt not in json.dumps(results)
