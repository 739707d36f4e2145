"""Publishing: whole generations, switched at once, and nothing that no tested build made."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from bi.marts import load_per_agent_marts
from fake_marts import AS_OF, MARTS, VARIABLES, record, write_warehouse

from cs_productivity import publish as publishing
from cs_productivity.publish import KEPT_GENERATIONS, publish
from cs_productivity.settings import Settings, SettingsError


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "warehouse.duckdb"
    write_warehouse(path, MARTS)
    return path


@pytest.fixture
def settings(warehouse: Path, tmp_path: Path) -> Settings:
    """A project with a warehouse of its own, and nothing published yet."""
    own = tmp_path / "data" / "warehouse.duckdb"
    own.parent.mkdir()
    shutil.copy(warehouse, own)
    return Settings(tmp_path, tmp_path / "raw", True, own, tmp_path / "data" / "published", tmp_path / "salt")


def store_of(settings: Settings) -> Path:
    return settings.publish_path.parent / ".published.generations"


def generations(settings: Settings) -> list[str]:
    return sorted(entry.name for entry in store_of(settings).iterdir() if not entry.name.startswith("."))


def manifest_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text())


def sums_of(folder: Path) -> dict[str, str]:
    files = [*folder.glob("*.parquet"), folder / "report" / "index.html"]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def add_a_ticket(settings: Settings) -> None:
    """Change the marts, so that the next publish has something to write."""
    with duckdb.connect(str(settings.duckdb_path)) as connection:
        connection.execute("insert into marts.fct_tickets select * from marts.fct_tickets limit 1")


def refusal(settings: Settings) -> str:
    with pytest.raises(SettingsError) as refused:
        publish(settings)
    return str(refused.value)


def test_readers_find_every_mart_the_report_and_a_manifest_that_fits(settings: Settings) -> None:
    published = publish(settings)
    folder = settings.publish_path
    manifest = manifest_of(folder)
    assert manifest["generation_id"] == published.generation_id == generations(settings)[-1]
    assert manifest["invocation_id"] == "run-0"
    assert manifest["as_of"] == AS_OF.replace(" ", "T") + "Z"
    assert manifest["variables"] == VARIABLES
    assert manifest["versions"]["duckdb"] == duckdb.__version__
    assert manifest["per_agent_marts"] == ["fct_agent_intervals"]
    assert manifest["report"]["sha256"] == sums_of(folder)["index.html"]
    with duckdb.connect(str(settings.duckdb_path), read_only=True) as source:
        expected = {
            name: source.execute(f"select * from marts.{name} order by all").fetchall()
            for (name,) in source.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall()
        }
    assert manifest["marts"].keys() == expected.keys()
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as reader:
        for name, rows in expected.items():
            part = manifest["marts"][name]
            assert part["rows"] == len(rows)
            assert part["sha256"] == sums_of(folder)[f"{name}.parquet"]
            # both names that a reader may use
            assert reader.execute(f"select * from {name}").fetchall() == rows
            assert reader.execute(f"select count(*) from marts.{name}").fetchall() == [(len(rows),)]
            assert duckdb.read_parquet(str(folder / part["file"])).fetchall() == rows
            columns = reader.execute(f"describe {name}").fetchall()
            assert part["columns"] == {column: kind for column, kind, *_ in columns}


def test_types_that_some_readers_do_not_know_become_plain_ones(settings: Settings) -> None:
    with duckdb.connect(str(settings.duckdb_path)) as connection:
        connection.execute(
            """set TimeZone = 'Asia/Tokyo';
            create view marts.odd as select 7::hugeint as whole, 9::ubigint as large, 'a'::enum ('a', 'b') as word,
                timestamptz '2026-03-01 09:00:00+09' as zoned_at,
                timestamp_ns '2026-03-01 00:00:00' as exact_at, date '2026-03-01' as day,
                1.5::double as "strange name" """
        )
    publish(settings)
    with duckdb.connect(str(settings.publish_path / "marts.duckdb"), read_only=True) as reader:
        kinds = {column: kind for column, kind, *_ in reader.execute("describe odd").fetchall()}
        row = reader.execute("select whole, word, zoned_at::varchar, exact_at::varchar from odd").fetchone()
    assert kinds == {
        "whole": "BIGINT",
        "large": "BIGINT",
        "word": "VARCHAR",
        "zoned_at": "TIMESTAMP",
        "exact_at": "TIMESTAMP",
        "day": "DATE",
        "strange name": "DOUBLE",
    }
    assert row == (7, "a", "2026-03-01 00:00:00", "2026-03-01 00:00:00")


def test_the_same_marts_in_another_order_give_the_same_bytes(settings: Settings) -> None:
    publish(settings)
    first, first_manifest = sums_of(settings.publish_path), manifest_of(settings.publish_path)
    shuffled = {name: frame.sample(frac=1, random_state=1) for name, frame in MARTS.items()}
    write_warehouse(settings.duckdb_path, shuffled)
    elsewhere = replace(settings, publish_path=settings.publish_path.with_name("elsewhere"))
    publish(elsewhere)
    # a Parquet file each, and the report
    assert len(first) == len(MARTS) + 1
    assert sums_of(elsewhere.publish_path) == first
    second_manifest = manifest_of(elsewhere.publish_path)
    # created_at has no part of a second
    changing = {"generation_id", "created_at"}
    assert {key for key in first_manifest if first_manifest[key] != second_manifest[key]} <= changing


def test_a_reader_never_meets_a_missing_or_mixed_generation(settings: Settings) -> None:
    """A reader looks all the time while 20 generations, each of one more ticket, replace one another."""
    path, seen, troubles, is_over = settings.publish_path, set(), [], threading.Event()
    write_warehouse(settings.duckdb_path, {name: rows.head(100) for name, rows in MARTS.items()})

    def publish_one_more() -> None:
        add_a_ticket(settings)
        publish(settings)

    def look() -> None:
        while not is_over.wait(0.005):
            try:
                folder = path.resolve(strict=True)
                manifest = manifest_of(folder)
                rows = manifest["marts"]["fct_tickets"]["rows"]
                with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as reader:
                    in_file = reader.execute("select count(*) from fct_tickets").fetchall()[0][0]
                in_parquet = duckdb.connect().read_parquet(str(folder / "fct_tickets.parquet")).shape[0]
                if not rows == in_file == in_parquet or manifest["generation_id"] != folder.name:
                    troubles.append((rows, in_file, in_parquet))
                if not (path / "marts.duckdb").is_file():
                    troubles.append("the link leads nowhere")
                seen.add(rows)
            except Exception as error:
                # any trouble of a reader is what this test looks for
                troubles.append(error)

    publish_one_more()
    reader = threading.Thread(target=look)
    reader.start()
    try:
        for _ in range(20):
            publish_one_more()
    finally:
        is_over.set()
        reader.join()
    assert troubles == []
    assert len(seen) > 3
    assert manifest_of(path)["marts"]["fct_tickets"]["rows"] == 121


def test_who_opened_a_generation_reads_on_after_it_was_removed(settings: Settings) -> None:
    publish(settings)
    with duckdb.connect(str(settings.publish_path / "marts.duckdb"), read_only=True) as reader:
        before = reader.execute("select sum(effort_seconds) from fct_tickets").fetchall()
        opened = settings.publish_path.resolve()
        for _ in range(KEPT_GENERATIONS):
            add_a_ticket(settings)
            publish(settings)
        assert not opened.exists()
        assert reader.execute("select sum(effort_seconds) from fct_tickets").fetchall() == before


def test_three_generations_stay_and_what_killed_runs_left_goes(settings: Settings) -> None:
    ids = []
    for _ in range(5):
        add_a_ticket(settings)
        ids.append(publish(settings).generation_id)
    assert generations(settings) == ids[-3:]
    store = store_of(settings)
    (store / ".writing-killed" / "report").mkdir(parents=True)
    (store / ".writing-killed" / "marts.duckdb").write_text("half")
    (store / ".link-killed").symlink_to("nowhere")
    # complete, and killed just before the switch
    shutil.copytree(store / ids[-1], store / "99991231T000000.000000Z-ffff")
    add_a_ticket(settings)
    last = publish(settings).generation_id
    assert sorted(entry.name for entry in store.iterdir()) == [".lock", *ids[-2:], last]


def test_marts_that_readers_have_already_are_not_written_again(settings: Settings) -> None:
    first = publish(settings)
    again = publish(settings)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.generation_id == first.generation_id
    assert again.summary == first.summary
    assert generations(settings) == [first.generation_id]


@pytest.mark.parametrize(
    "name", ["fct_tickets.parquet", "marts.duckdb", "report/index.html", "manifest.json"]
)
def test_a_generation_that_was_damaged_is_written_again(settings: Settings, name: str) -> None:
    before = publish(settings)
    (settings.publish_path / name).write_bytes(b"damaged")
    after = publish(settings)
    assert after.is_new
    assert after.generation_id != before.generation_id


def test_other_settings_make_another_generation_of_the_same_marts(settings: Settings) -> None:
    before = publish(settings)
    record(settings.duckdb_path, "build", variables={**VARIABLES, "idle_cutoff_seconds": 300})
    after = publish(settings)
    assert after.is_new
    assert after.generation_id != before.generation_id


@pytest.mark.parametrize("stage", ["_write", "_audit", "_sync", "_switch"])
def test_a_failure_at_any_stage_leaves_readers_what_they_had(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    before = publish(settings).generation_id
    add_a_ticket(settings)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    with monkeypatch.context() as broken:
        broken.setattr(publishing, stage, fail)
        assert "somewhere: No space left on device" in refusal(settings)
    assert manifest_of(settings.publish_path)["generation_id"] == before
    assert not [entry for entry in store_of(settings).iterdir() if entry.name.startswith(".writing")]
    after = publish(settings).generation_id
    assert manifest_of(settings.publish_path)["generation_id"] == after


KILLED = """
import os, sys
from pathlib import Path
from cs_productivity import publish as publishing
from cs_productivity.settings import Settings
setattr(publishing, sys.argv[1], lambda *_: os._exit(9))
root = Path(sys.argv[2])
data = root / "data"
publishing.publish(Settings(root, root, True, data / "warehouse.duckdb", data / "published", root / "salt"))
"""


@pytest.mark.parametrize("stage", ["_audit", "_switch"])
def test_a_killed_publish_leaves_readers_what_they_had(settings: Settings, stage: str) -> None:
    before = publish(settings).generation_id
    add_a_ticket(settings)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, stage, str(settings.project_root)], check=False, timeout=60
    )
    assert killed.returncode == 9
    assert manifest_of(settings.publish_path)["generation_id"] == before
    assert len(list(store_of(settings).iterdir())) == 3  # the lock, the generation and what was left
    after = publish(settings).generation_id
    assert sorted(entry.name for entry in store_of(settings).iterdir()) == [".lock", before, after]


@pytest.mark.parametrize("name", ["fct_tickets.parquet", "marts.duckdb", "report/index.html"])
def test_the_audit_finds_a_copy_that_differs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    publish(settings)
    before = manifest_of(settings.publish_path)["generation_id"]
    add_a_ticket(settings)
    audit = publishing._audit

    def damage_then_audit(draft: Path, marts: dict) -> None:
        if name == "marts.duckdb":
            with duckdb.connect(str(draft / name)) as connection:
                connection.execute("update fct_tickets set team = 'north' where ticket_id = 't00007'")
        else:
            path = draft / name
            path.write_bytes(path.read_bytes()[:-1] + b"?")
        audit(draft, marts)

    monkeypatch.setattr(publishing, "_audit", damage_then_audit)
    assert "nothing was published" in refusal(settings)
    assert manifest_of(settings.publish_path)["generation_id"] == before


def test_an_empty_folder_is_replaced_and_a_moved_parent_still_works(settings: Settings) -> None:
    settings.publish_path.mkdir()
    publish(settings)
    assert settings.publish_path.is_symlink()
    moved = settings.publish_path.parent.rename(settings.project_root / "elsewhere")
    assert (moved / "published" / "manifest.json").is_file()


def test_publishing_through_a_linked_parent(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "volume").mkdir()
    (tmp_path / "mount").symlink_to(tmp_path / "volume")
    through = replace(settings, publish_path=tmp_path / "mount" / "marts")
    publish(through)
    publish(through)
    assert (tmp_path / "volume" / "marts" / "manifest.json").is_file()


def make_full_folder(path: Path) -> None:
    path.mkdir()
    (path / "mine.txt").write_text("mine")


def make_foreign_link(path: Path) -> None:
    (path.parent / "other").mkdir()
    path.symlink_to("other")


@pytest.mark.parametrize(
    ("occupy", "said"),
    [
        (make_full_folder, "holds files that no publish made"),
        (make_foreign_link, "is a link to other, which no publish made"),
        (lambda path: path.write_text("mine"), "is a file"),
    ],
)
def test_a_place_that_is_taken_is_refused_and_left_alone(settings: Settings, occupy, said: str) -> None:
    occupy(settings.publish_path)
    before = sorted(os.walk(settings.publish_path.parent))
    message = refusal(settings)
    assert said in message
    assert "CS_PUBLISH_PATH" in message
    assert sorted(os.walk(settings.publish_path.parent)) == before


def test_marts_of_a_failed_build_are_refused(settings: Settings) -> None:
    for errors, failures in ((1, 0), (0, 2)):
        record(settings.duckdb_path, "build", error_count=errors, fail_count=failures)
        assert f"had {errors} errors and {failures} failed tests" in refusal(settings)
    record(settings.duckdb_path, "build")
    record(settings.duckdb_path, "test", fail_count=3)
    assert publish(settings)


def test_marts_of_a_build_that_was_cut_short_are_refused(settings: Settings) -> None:
    record(settings.duckdb_path, "build", None, None, is_finished=False)
    assert "was cut short: run `make build`" in refusal(settings)


def test_marts_that_were_changed_without_tests_are_refused(settings: Settings) -> None:
    record(settings.duckdb_path, "run")
    assert "`dbt run` changed the marts" in refusal(settings)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("drop schema audit cascade", "has no record of a build"),
        ("delete from audit.dbt_invocations", "has no record of a build"),
        ("drop schema marts cascade", "has no marts"),
        ("drop table marts.agg_aht_daily", "has no agg_aht_daily"),
    ],
)
def test_a_warehouse_without_what_is_needed_is_refused(settings: Settings, statement: str, said: str) -> None:
    with duckdb.connect(str(settings.duckdb_path)) as connection:
        connection.execute(statement)
    assert said in refusal(settings)
    assert not settings.publish_path.exists()


def test_a_missing_or_broken_warehouse_is_refused(settings: Settings) -> None:
    settings.duckdb_path.write_text("this is no database, it is a text of some length")
    assert "cannot be opened" in refusal(settings)
    settings.duckdb_path.unlink()
    assert "There is no warehouse at" in refusal(settings)


def test_a_warehouse_in_use_by_a_build_is_refused(settings: Settings) -> None:
    holder = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(settings.duckdb_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        assert "is in use by a build" in refusal(settings)
        process.communicate(timeout=30)


def test_a_second_publish_at_the_same_time_is_refused(settings: Settings) -> None:
    publish(settings)
    with (store_of(settings) / ".lock").open() as held:
        # a shared lock is in the way of an exclusive one alone, and that is what it takes to be the only one
        fcntl.flock(held, fcntl.LOCK_SH)
        assert "Another process is publishing" in refusal(settings)


def test_a_warehouse_in_a_path_with_a_quote(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "o'brien's data"
    folder.mkdir()
    path = folder / "ware'house.duckdb"
    shutil.copy(settings.duckdb_path, path)
    publish(Settings(tmp_path, tmp_path, True, path, folder / "out put", tmp_path))
    assert pd.read_parquet(folder / "out put" / "fct_tickets.parquet").shape[0] == 600


def test_readers_are_told_of_every_mart_about_single_agents() -> None:
    assert set(publishing.PER_AGENT_MARTS) == load_per_agent_marts() != set()
