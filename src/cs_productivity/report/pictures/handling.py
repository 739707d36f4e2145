"""Handling time over weeks: by channel, and by contact reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

import altair as alt

from cs_productivity.report.figures import Rows
from cs_productivity.report.pictures.picture import GREY, RAMP_LEGEND, ROWS, WIDTH, Picture, chart_of
from cs_productivity.report.words import Words
from cs_productivity.summary import Week, last_two_weeks

MOST_WEEKS = 26
# more would not be readable in a cell
MOST_LABELLED_WEEKS = 8


def draw_weeks(rows: Rows, weeks: Sequence[Week], words: Words) -> Picture:
    """Average handling time per week and channel, with the bounds of all channels together."""
    title = words("pictures.aht")
    if not rows:
        return Picture("aht", title, words("pictures.aht_none"))
    everything = words("names.all_channels")
    mondays = _last_weeks(rows)
    drawn = [_point(row, words.label(row["name"])) for row in rows if row["monday"] in mondays]
    handled = [week for week in weeks if week.handling.ticket_count]
    drawn += [_point(_total(week), everything) for week in handled if week.monday in mondays]
    week_axis = _week_axis(mondays, words)
    band = (
        alt.Chart()
        .transform_filter(alt.datum.name == everything)
        .mark_area(color=GREY, opacity=0.18)
        .encode(x=week_axis, y=alt.Y("low:Q", title=words("axes.minutes")), y2="high:Q")
    )
    lines = (
        alt.Chart()
        .mark_line()
        .encode(
            x=week_axis,
            y="aht:Q",
            color=_name_colour(),
            strokeWidth=alt.condition(alt.datum.name == everything, alt.value(3.5), alt.value(1.5)),
        )
    )
    points = (
        alt.Chart()
        .mark_point(size=50, strokeWidth=2)
        .encode(
            x=week_axis,
            y="aht:Q",
            stroke=alt.Stroke("name:N", legend=None),
            fill=alt.Fill("name:N", legend=None),
            fillOpacity=alt.condition(alt.datum.is_final, alt.value(1), alt.value(0)),
            tooltip=[
                alt.Tooltip("name:N", title=words("heads.channel")),
                alt.Tooltip("week_said:N", title=words("heads.week")),
                alt.Tooltip("aht_said:N", title=words("heads.handling")),
                alt.Tooltip("bounds_said:N", title=words("axes.all", name=words("heads.handling"))),
                alt.Tooltip("ticket_count:Q", title=words("heads.completed"), format=","),
            ],
        )
    )
    chart = alt.layer(band, lines, points, data=ROWS).properties(width=WIDTH, height=280)
    said = [_said(point, words) for point in drawn]
    return Picture(
        "aht",
        title,
        _sentence_of_weeks(rows, handled, words),
        words("pictures.aht_note"),
        [words(f"heads.{head}") for head in ("week", "channel", "completed", "handling", "low", "high")],
        [
            [
                point["week_said"],
                point["name"],
                words.count(point["ticket_count"]),
                point["aht_said"],
                words.duration(60 * point["low"]),
                words.duration(60 * point["high"]),
            ]
            for point in said
        ],
        chart_of(chart),
        said,
    )


def draw_reasons(rows: Rows, effort_seconds: float, words: Words) -> Picture:
    """Average handling time per week and contact reason, for the reasons that take most of all effort, in seconds."""
    title = words("pictures.reasons")
    if not rows:
        return Picture("reasons", title, words("pictures.reasons_none"))
    mondays = _last_weeks(rows)
    said = [_said(_point(row, words.label(row["name"])), words) for row in rows if row["monday"] in mondays]
    order = list(dict.fromkeys(point["name"] for point in said))
    cells = alt.Chart().encode(
        x=alt.X("week_said:O", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy")),
        y=alt.Y("name:N", title=None, sort=order, axis=alt.Axis(labelLimit=110)),
        tooltip=[
            alt.Tooltip("name:N", title=words("heads.reason")),
            alt.Tooltip("week_said:N", title=words("heads.week")),
            alt.Tooltip("aht_said:N", title=words("heads.handling")),
            alt.Tooltip("ticket_count:Q", title=words("heads.completed"), format=","),
        ],
    )
    tiles = cells.mark_rect().encode(
        color=alt.Color("aht:Q", title=words("axes.minutes"), legend=RAMP_LEGEND),
        opacity=alt.condition(alt.datum.is_final, alt.value(1), alt.value(0.5)),
    )
    layers = [tiles]
    if len(mondays) <= MOST_LABELLED_WEEKS:
        layers.append(cells.mark_text(fontSize=11).encode(text=alt.Text("aht:Q", format=".0f")))
    chart = alt.layer(*layers, data=ROWS).properties(width=WIDTH, height=34 * len(order))
    return Picture(
        "reasons",
        title,
        _sentence_of_reasons(rows, effort_seconds, words),
        words("pictures.reasons_note"),
        [words(f"heads.{head}") for head in ("reason", "week", "completed", "handling")],
        [
            [point["name"], point["week_said"], words.count(point["ticket_count"]), point["aht_said"]]
            for point in said
        ],
        chart_of(chart),
        said,
    )


def _last_weeks(rows: Rows) -> set[date]:
    return set(sorted({row["monday"] for row in rows})[-MOST_WEEKS:])


def _total(week: Week) -> dict:
    """A week of all channels, as the rows of one channel are."""
    return {
        "monday": week.monday,
        "is_partial": week.is_partial,
        "immature_count": week.immature_count,
        "ticket_count": week.handling.ticket_count,
        "effort_seconds": week.handling.effort_seconds,
        "low_seconds": week.handling.low_seconds,
        "high_seconds": week.handling.high_seconds,
    }


def _point(row: dict, name: str) -> dict:
    """Minutes per ticket of a week; only what will not change any more is final."""
    minutes = {
        key: row[f"{column}_seconds"] / row["ticket_count"] / 60
        for key, column in (("aht", "effort"), ("low", "low"), ("high", "high"))
    }
    return {
        "week": f"{row['monday'].isoformat()}T00:00:00Z",
        "monday": row["monday"],
        "name": name,
        "ticket_count": row["ticket_count"],
        "is_partial": row["is_partial"],
        "is_final": not row["is_partial"] and row["immature_count"] == 0,
        **minutes,
    }


def _said(point: dict, words: Words) -> dict:
    """The same, as the page shows it."""
    monday = point.pop("monday")
    week = words.day(monday)
    return point | {
        "week_said": words("formats.partial", day=week) if point["is_partial"] else week,
        "aht_said": words.duration(60 * point["aht"]),
        "bounds_said": f"{words.duration(60 * point['low'])} – {words.duration(60 * point['high'])}",
    }


def _week_axis(mondays: Iterable[date], words: Words) -> alt.X:
    # milliseconds since 1970, as the charts' library counts
    values = [int(datetime.combine(monday, time(), UTC).timestamp() * 1000) for monday in sorted(mondays)]
    axis = alt.Axis(format=words.axis("day"), values=values, labelOverlap="greedy")
    return alt.X("week:T", title=None, scale=alt.Scale(type="utc"), axis=axis)


def _name_colour() -> alt.Color:
    return alt.Color("name:N", title=None, legend=alt.Legend(orient="top", columns=3))


def _sentence_of_weeks(rows: Rows, weeks: Sequence[Week], words: Words) -> str:
    whole = [week for week in weeks if not week.is_partial]
    shown = (whole or weeks)[-1]
    longest = max(
        (row for row in rows if row["monday"] == shown.monday),
        key=lambda row: row["effort_seconds"] / row["ticket_count"],
    )
    values = {
        "channel": words.label(longest["name"]),
        "most": words.duration(longest["effort_seconds"] / longest["ticket_count"]),
        "now": words.duration(shown.handling.aht_seconds),
    }
    if two := last_two_weeks(weeks):
        now, before = (week.handling.effort_seconds / week.handling.ticket_count for week in two)
        return words("pictures.aht_said_rising", change=words.change(now, before), **values)
    return words("pictures.aht_said", week=words.day(shown.monday), **values)


def _sentence_of_reasons(rows: Rows, effort_seconds: float, words: Words) -> str:
    costliest = [row for row in rows if row["name"] == rows[0]["name"]]
    effort = sum(row["effort_seconds"] for row in costliest)
    tickets = sum(row["ticket_count"] for row in costliest)
    weeks = [row for row in costliest if not row["is_partial"]] or costliest
    return words(
        "pictures.reasons_said",
        reason=words.label(rows[0]["name"]),
        share=words.share(effort, effort_seconds),
        aht=words.duration(effort / tickets),
        saved=words.duration(60 * sum(row["ticket_count"] for row in weeks) / len(weeks)),
    )
