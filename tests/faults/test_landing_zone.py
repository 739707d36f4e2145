"""What may happen to the landing zone before, between and during builds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from faults.moments import Log
from faults.workplace import Workplace, days_of


def _flip_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _truncate(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) * 2 // 3])


@pytest.mark.slow
@pytest.mark.parametrize("spoil", [_flip_a_bit, pytest.param(_truncate, marks=pytest.mark.nightly)])
def test_a_landed_file_that_is_damaged_is_left_out_and_the_rest_builds(
    workplace: Workplace, after: Workplace, scratch: Path, spoil
) -> None:
    workplace.must_build()
    day = days_of(workplace.zone)[3]
    file = next(workplace.zone.glob(f"backend_action_logs/loaded_date={day}/*.parquet"))
    whole = file.read_bytes()
    spoil(file)
    said = workplace.must_build()
    name = file.relative_to(workplace.zone).as_posix()
    assert f"{name}: it is not what an earlier build read" in said
    status = f"select status from raw.landed_files where file_path = '{name}'"
    assert workplace.query(status) == [("damaged",)]
    # readers have what a desk without that file has
    without = workplace.copy_to(scratch / "without")
    without.warehouse.unlink()
    (without.zone / name).unlink()
    without.must_build()
    assert workplace.marts() == without.marts()
    file.write_bytes(whole)
    workplace.must_build()
    assert workplace.marts() == after.marts()


@pytest.mark.slow
def test_a_file_that_lands_while_a_build_runs_waits_for_the_next(
    workplace: Workplace, after: Workplace, sample: Path, scratch: Path
) -> None:
    last = days_of(sample)[-1]
    (late,) = workplace.zone.glob(f"frontend_event_logs/loaded_date={last}/*.parquet")
    late.unlink()
    without = workplace.copy_to(scratch / "without")
    log = Log(workplace.log)
    process = workplace.start()
    # the landing zone is looked at before the first model
    assert log.follow(process, lambda: any("model" in what for what in log.started))
    shutil.copy2(sample / late.relative_to(workplace.zone), late)
    said, _ = process.communicate()
    assert process.returncode == 0, said
    without.must_build()
    assert workplace.marts() == without.marts()
    workplace.must_build()
    assert workplace.marts() == after.marts()


@pytest.mark.slow
def test_a_required_table_that_vanishes_stops_the_build(workplace: Workplace, after: Workplace) -> None:
    published = workplace.marts()
    shutil.move(workplace.zone / "tickets", workplace.folder / "tickets")
    built = workplace.build()
    assert built.returncode != 0
    assert "has no readable Parquet file for tickets" in built.stdout
    assert "Traceback" not in built.stdout
    assert workplace.marts() == published
    shutil.move(workplace.folder / "tickets", workplace.zone / "tickets")
    workplace.must_build()
    assert workplace.marts() == after.marts()


@pytest.mark.slow
def test_a_table_that_vanishes_and_comes_back_is_read_as_before(
    workplace: Workplace, after: Workplace
) -> None:
    shutil.move(workplace.zone / "shifts", workplace.folder / "shifts")
    said = workplace.must_build()
    assert "vanished from the landing zone" in said
    assert workplace.query("select count(*) from staging.stg_workforce__shifts") == [(0,)]
    shutil.move(workplace.folder / "shifts", workplace.zone / "shifts")
    workplace.must_build()
    assert workplace.marts() == after.marts()
