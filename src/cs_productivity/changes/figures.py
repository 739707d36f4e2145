"""The figures that people staff by, before and after a change: volume, AHT with its bounds, and heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from cs_productivity.summary import HEADS_OF_NOW, Handling, Summary, read_summary

EVERY_CHANNEL = "all channels"


@dataclass(frozen=True)
class Figure:
    """One figure of one channel, or of all; None where a side cannot tell it."""

    subject: str
    name: str
    unit: str
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """By which share of what it was the figure moved; None where that cannot be told."""
        if self.before is None or self.after is None or not self.before:
            return None
        return self.after / self.before - 1


def read_figures_of(
    connection: duckdb.DuckDBPyConnection,
    schemas: tuple[str, str],
    variables: Mapping[str, Any],
    as_of: datetime,
) -> tuple[tuple[Figure, ...], str]:
    """Read the same figures from the marts of two schemas.

    Args:
        connection: has both schemas in its own database.
        schemas: the marts before a change, and after it.
        variables: the run's dbt variables.
        as_of: the "now" of the run, UTC without a zone.

    Returns:
        The figures, and why there are none: a mart or a column that they are made from is gone.
    """
    sides = []
    for schema in schemas:
        connection.execute(f"set schema = '{schema}'")
        try:
            sides.append(dict(_figures(connection, read_summary(connection, variables, as_of))))
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            return (), f"{schema}: {str(error).splitlines()[0]}"
        finally:
            connection.execute("set schema = 'main'")
    before, after = sides
    return tuple(Figure(*key, before.get(key), after.get(key)) for key in {**before, **after}), ""


def _figures(
    marts: duckdb.DuckDBPyConnection, summary: Summary
) -> Iterator[tuple[tuple[str, str, str], float | None]]:
    """Yield each figure's subject, name and unit, and its value."""
    hours = dict(marts.execute(_HEAD_HOURS, [summary.interval_minutes / 60]).fetchall())
    yield from _of(EVERY_CHANNEL, summary.inquiry_count, summary.handling, hours.get(None))
    busiest = summary.busiest.needed if summary.busiest else None
    yield (EVERY_CHANNEL, "agents needed at the busiest interval", "agents"), busiest
    for group in summary.channels:
        yield from _of(group.name or "(none)", group.inquiry_count, group.handling, hours.get(group.name))


def _of(
    subject: str, inquiries: int, handling: Handling, head_hours: float | None
) -> Iterator[tuple[tuple[str, str, str], float | None]]:
    low, high = handling.bounds_seconds or (None, None)
    yield (subject, "inquiries", "inquiries"), inquiries
    yield (subject, "AHT", "s"), handling.aht_seconds
    yield (subject, "AHT, low", "s"), low
    yield (subject, "AHT, high", "s"), high
    yield (subject, "agents needed", "agent hours"), head_hours


# a row per channel, and one of all; null where a channel with inquiries has no answer
_HEAD_HOURS = f"""
    select channel, case
        when not coalesce(bool_or(required_agents is null and inquiry_count > 0), false) then sum(required_agents) * ?
    end
    from fct_required_headcount where {HEADS_OF_NOW}
    group by grouping sets ((channel), ())
"""
