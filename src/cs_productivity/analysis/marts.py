"""Queries on the published marts, on DuckDB or BigQuery, as pandas frames that are alike on both.

Times are UTC without a zone, as in the marts; `Marts.local` gives the wall clock of the reporting time zone.
"""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from zoneinfo import available_timezones

import duckdb
import pandas as pd

from cs_productivity.analysis.frames import to_frame
from cs_productivity.analysis.statements import checked_query, with_prefix
from cs_productivity.bigquery.client import connect, look_at_access, max_bytes, refused
from cs_productivity.publish import MANIFEST_FILE, MARTS_FILE
from cs_productivity.settings import SettingsError, find_project_root, load_settings
from cs_productivity.variables import load_defaults
from cs_productivity.warehouse import text_sql

ENGINES = ("duckdb", "bigquery")
# what jobs of readers are found by in BigQuery's job history
_LABELS = {"app": "cs_productivity", "layer": "analysis"}
# the first instant of each date: a wrong time zone gives it another date, or another hour than midnight
_FIRST_INTERVALS = """
select interval_date, min(interval_start_at) as first_start_at
from marts.agg_inquiry_volume
group by interval_date
"""


class Marts(ABC):
    """The published marts of one engine; `with` closes them at its end."""

    @abstractmethod
    def query(self, sql: str) -> pd.DataFrame:
        """Return the rows of a query.

        Args:
            sql: one `select` or `with`, in which marts are named `marts.<name>` on either engine.

        Returns:
            Dates and timestamps as datetime64 (UTC without a zone), whole numbers as int64 (float64 where some are
            null), other numbers as float64.

        Raises:
            ValueError: the text is no single query.
        """

    @abstractmethod
    def close(self) -> None:
        """Give the connection back."""

    @cached_property
    def time_zone(self) -> str:
        """IANA name of the reporting time zone, in which the marts' dates and intervals are cut."""
        return self._find_time_zone()

    def local(self, times: pd.Series) -> pd.Series:
        """Return the wall clock of the reporting time zone at times in UTC, without a zone."""
        return times.dt.tz_localize("UTC").dt.tz_convert(self.time_zone).dt.tz_localize(None)

    def __enter__(self) -> Marts:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    @abstractmethod
    def _find_time_zone(self) -> str: ...


def open_marts(time_zone: str | None = None, environment: Mapping[str, str] | None = None) -> Marts:
    """Open the marts that readers see: those of CS_PUBLISH_PATH, or of BigQuery where CS_TARGET says so.

    Args:
        time_zone: IANA name of the reporting time zone; by default the one that the marts were built in.
        environment: variables to read instead of the process's own.

    Raises:
        SettingsError: nothing is published yet, or a setting makes no sense; the message says what to do.
    """
    variables = dict(os.environ if environment is None else environment)
    if time_zone is not None and time_zone not in available_timezones():
        raise SettingsError(
            f"The time zone {time_zone!r} is not known: give an IANA name, such as Asia/Tokyo."
        )
    engine = variables.get("CS_TARGET", "duckdb")
    if engine not in ENGINES:
        raise SettingsError(f"CS_TARGET is {engine or 'empty'}: it must be {' or '.join(ENGINES)}.")
    opened = _DuckDBMarts(variables) if engine == "duckdb" else _BigQueryMarts(variables)
    if time_zone is not None:
        # a cached property is set like any attribute
        opened.time_zone = time_zone
    return opened


class _DuckDBMarts(Marts):
    def __init__(self, environment: Mapping[str, str]) -> None:
        publish_path = load_settings(dict(environment)).publish_path
        # the link may point to another generation before the manifest is read
        self._folder = publish_path.resolve()
        if not (self._folder / MARTS_FILE).is_file():
            raise SettingsError(
                f"There are no marts at {publish_path / MARTS_FILE}: run `make build`, or set CS_PUBLISH_PATH."
            )
        # an extension that is missing is said, not downloaded
        self._connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
        try:
            # attached, since DuckDB refuses to open a file twice in one process with other settings
            self._connection.execute(f"attach {text_sql(self._folder / MARTS_FILE)} as marts (read_only)")
        except duckdb.Error as error:
            raise SettingsError(
                f"{publish_path / MARTS_FILE} cannot be opened ({str(error).splitlines()[0]}): run `make publish`."
            ) from None
        self._connection.execute("use marts; set TimeZone = 'UTC'")

    def query(self, sql: str) -> pd.DataFrame:
        return to_frame(self._connection.execute(checked_query(sql)).to_arrow_table())

    def close(self) -> None:
        self._connection.close()

    def _find_time_zone(self) -> str:
        manifest = self._folder / MANIFEST_FILE
        try:
            return json.loads(manifest.read_text(encoding="utf-8"))["variables"]["reporting_timezone"]
        except (OSError, ValueError, KeyError, TypeError):
            raise SettingsError(
                f"{manifest} does not tell the time zone: run `make publish`, or say open_marts(time_zone='…')."
            ) from None


class _BigQueryMarts(Marts):
    def __init__(self, environment: Mapping[str, str]) -> None:
        for sentence in look_at_access(environment):
            raise SettingsError(sentence)
        self._prefix = environment.get("CS_BIGQUERY_PREFIX", "")
        self._max_bytes = max_bytes(environment)
        from google.api_core.exceptions import GoogleAPIError, NotFound
        from google.auth.exceptions import GoogleAuthError

        dataset = f"{environment['CS_BIGQUERY_PROJECT']}.{self._prefix}marts"
        try:
            self._client = connect(environment)
            # a mart and not the dataset, which readers of the marts may not look at
            self._client.get_table(f"{dataset}.dim_channels")
        except NotFound:
            raise SettingsError(
                f"There are no marts in {dataset}: run "
                "`dbt build --target bigquery`, or set CS_BIGQUERY_PROJECT and CS_BIGQUERY_PREFIX."
            ) from None
        except (GoogleAuthError, GoogleAPIError, OSError) as error:
            raise SettingsError(refused(error)) from error

    def query(self, sql: str) -> pd.DataFrame:
        from google.cloud.bigquery import QueryJobConfig

        config = QueryJobConfig(maximum_bytes_billed=self._max_bytes, labels=_LABELS)
        job = self._client.query(with_prefix(checked_query(sql), self._prefix), job_config=config)
        return to_frame(job.result().to_arrow(create_bqstorage_client=False))

    def close(self) -> None:
        self._client.close()

    def _find_time_zone(self) -> str:
        """The project's default, where the marts' dates are its dates: no mart tells which zone it was."""
        zone: Any = load_defaults(find_project_root())["reporting_timezone"]
        firsts = self.query(_FIRST_INTERVALS)
        clock = firsts["first_start_at"].dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
        if not (clock == firsts["interval_date"]).all():
            raise SettingsError(
                f"The marts' dates are not those of {zone}: say open_marts(time_zone='…') with the zone that they "
                "were built in."
            )
        return zone
