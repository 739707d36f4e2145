"""The sample's marts as readers open them, for questions to run on and for figures to be worked out from."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from bi.metabase.collection import read_collection

CARDS = read_collection("duckdb").cards


@dataclass(frozen=True)
class Published:
    """A published folder, and a file of marts in it or made from it."""

    folder: Path
    marts: Path

    def ask(self, question: str, values: dict[str, list[str] | str] | None = None) -> pd.DataFrame:
        """Return the rows of a question, with values of its filters."""
        with duckdb.connect(str(self.marts), read_only=True) as reader:
            return reader.execute(CARDS[question].query(values)).df()

    def mart(self, name: str) -> pd.DataFrame:
        """Return the rows of a mart."""
        with duckdb.connect(str(self.marts), read_only=True) as reader:
            return reader.execute(f"select * from main.{name}").df()

    def changed(self, folder: Path, *statements: str) -> Published:
        """Return a copy in which statements have changed the marts."""
        copy = folder / "marts.duckdb"
        shutil.copy(self.marts, copy)
        with duckdb.connect(str(copy)) as writer:
            for statement in statements:
                writer.execute(statement)
        return Published(self.folder, copy)

    def with_earlier_logs(self, folder: Path, *days: int) -> Published:
        """Return a copy in which the logs came once more, so many days before."""
        copies = [
            f"insert into main.{mart} select * replace ({column} - interval {before} day as {column}{more})"
            f" from main.{mart} where {column} >= date '2026-03-02'"
            for before in days
            for mart, column, more in (
                ("agg_aht_daily", "completed_date", ""),
                (
                    "agg_inquiry_volume",
                    "interval_date",
                    f", interval_start_at - interval {before} day as interval_start_at",
                ),
                ("agg_log_quality_daily", "loaded_date", ""),
            )
        ]
        calendar = """insert into main.dim_dates by name
            select day::date as calendar_date, date_trunc('week', day)::date as week_start_date,
                date_trunc('month', day)::date as month_start_date, isodow(day) as iso_weekday_number
            from generate_series(timestamp '2025-01-01', timestamp '2026-02-28', interval 1 day) as days (day)"""
        return self.changed(folder, *copies, calendar)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self._manifest["variables"]["reporting_timezone"])

    @property
    def run_date(self) -> date:
        """The date of the run's now in the reporting time zone."""
        as_of = datetime.fromisoformat(self._manifest["as_of"].replace("Z", "+00:00"))
        return as_of.astimezone(self.zone).date()

    @property
    def _manifest(self) -> dict:
        return json.loads((self.folder / "manifest.json").read_text())

    def local(self, timestamps: pd.Series) -> pd.Series:
        """Return UTC timestamps as the wall clock of the reporting time zone shows them."""
        return timestamps.dt.tz_localize("UTC").dt.tz_convert(self.zone).dt.tz_localize(None)

    def whole_weeks(self) -> dict[date, list[date]]:
        """Return the dates of each week, by its Monday, that began with the logs or later and is over."""
        first = self.mart("agg_inquiry_volume")["interval_date"].min().date()
        monday = first + timedelta(days=-first.weekday() % 7)
        weeks = {}
        while monday + timedelta(days=7) <= self.run_date:
            weeks[monday] = [monday + timedelta(days=day) for day in range(7)]
            monday += timedelta(days=7)
        return weeks
