"""Landing zones of public logs: written by period of loading, revealed month after month, and asked for by name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from real_logs import build, landing_zone, rabobank

LOADED = pd.to_datetime(["2020-01-31", "2020-02-01", "2020-02-29", "2020-04-01", "2021-01-01"])


def rows_of(loaded_at: pd.DatetimeIndex) -> pd.DataFrame:
    return pd.DataFrame({"number": range(len(loaded_at)), "loaded_at": loaded_at})


@pytest.fixture(params=["date", "month"])
def zone(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Two tables, of which the second begins later; what starts with _ is none."""
    tables = {"tickets": rows_of(LOADED), "logs": rows_of(LOADED[1:])}
    assert landing_zone.write(tables, tmp_path / "raw", request.param) == {"tickets": 5, "logs": 4}
    (tmp_path / "raw" / "_about.json").write_text("{}")
    return tmp_path / "raw"


def numbers(folder: Path, table: str) -> list[int]:
    files = sorted((folder / table).rglob("*.parquet"))
    return [number for file in files for number in pd.read_parquet(file)["number"]]


def names(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*.parquet")}


def test_a_period_is_a_folder(zone: Path) -> None:
    folders = {path.name for path in (zone / "tickets").iterdir()}
    assert folders in (
        {"loaded_month=2020-01", "loaded_month=2020-02", "loaded_month=2020-04", "loaded_month=2021-01"},
        {f"loaded_date={day:%Y-%m-%d}" for day in LOADED},
    )
    assert numbers(zone, "tickets") == [0, 1, 2, 3, 4]


def test_months_begin_where_every_table_has_a_file(zone: Path) -> None:
    assert landing_zone.months_of(zone) == ["2020-02", "2020-04", "2021-01"]


def test_a_zone_grows_month_after_month_into_the_whole(zone: Path, tmp_path: Path) -> None:
    grown = tmp_path / "grown"
    seen = []
    for month in landing_zone.months_of(zone):
        known = {file: file.stat().st_mtime_ns for file in grown.rglob("*.parquet")}
        before = names(grown)
        copied = landing_zone.reveal(zone, grown, month)
        assert copied == len(names(grown)) - len(before)
        assert {file: file.stat().st_mtime_ns for file in known} == known
        seen.append((numbers(grown, "tickets"), numbers(grown, "logs")))
    assert seen == [
        ([0, 1, 2], [0, 1]),
        ([0, 1, 2, 3], [0, 1, 2]),
        ([0, 1, 2, 3, 4], [0, 1, 2, 3]),
    ]
    assert names(grown) == names(zone)
    assert landing_zone.reveal(zone, grown, "2021-01") == 0


def test_wrong_input_is_told_in_a_sentence(zone: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^'2020-13' is no month: give it as YYYY-MM\.$"):
        landing_zone.reveal(zone, tmp_path / "grown", "2020-13")
    with pytest.raises(ValueError, match=r"^There is no landing zone at .*nowhere: write one there first\.$"):
        landing_zone.months_of(tmp_path / "nowhere")
    (zone / "tickets" / "part-1.parquet").write_bytes(b"")
    for refused in (
        lambda: landing_zone.months_of(zone),
        lambda: landing_zone.reveal(zone, tmp_path / "grown", "2020-02"),
    ):
        with pytest.raises(
            ValueError, match=r"part-1\.parquet does not say when it was loaded: put it into a folder"
        ):
            refused()


def test_a_case_is_asked_for_by_a_name_that_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main("banks") == 2
    assert capsys.readouterr().err == (
        "There is no case 'banks': give CASE=bank or CASE=helpdesk or CASE=rabobank or CASE=ui_log.\n"
    )


def test_a_case_needs_all_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CS_REAL_DATA", str(tmp_path))
    (tmp_path / rabobank.INCIDENTS).touch()
    assert build.main("rabobank") == 2
    assert capsys.readouterr().err == (
        f"{tmp_path} lacks {rabobank.ACTIVITIES}: set CS_REAL_DATA to the folder that holds the public logs.\n"
    )
