"""The coming week: people needed by the forecast against people that shifts plan."""

from __future__ import annotations

import json
from datetime import datetime

import altair as alt

from cs_productivity.report.figures import Rows
from cs_productivity.report.pictures.picture import BLUE, ORANGE, ROWS, WIDTH, Picture, chart_of
from cs_productivity.report.words import Words


def draw_coming_week(rows: Rows, words: Words) -> Picture:
    """Required agents with their band, and scheduled agents, per interval of the coming seven days."""
    title = words("pictures.week")
    known = [row for row in rows if row["required"] is not None]
    if not any(row["required"] for row in known):
        return Picture("week", title, words("pictures.week_none"))
    # after the last shift that is planned, zero people would be an answer to a question that nobody asked
    last_planned = max((row["clock"] for row in known if row["scheduled"]), default=None)
    has_plan = last_planned is not None
    drawn = [
        {
            "clock": f"{row['clock'].isoformat()}Z",
            "clock_said": words.moment(row["clock"]),
            "required": row["required"],
            "required_low": row["required_low"],
            "required_high": row["required_high"],
            "scheduled": row["scheduled"] if has_plan and row["clock"] <= last_planned else None,
        }
        for row in known
    ]
    clock = alt.X(
        "clock:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(
            format=words.axis("day"), tickCount={"interval": "day", "step": 1}, labelOverlap="greedy"
        ),
    )
    lines = ["required", "scheduled"][: 1 + has_plan]
    titles = json.dumps({name: words(f"heads.{name}") for name in lines}, ensure_ascii=False)
    base = alt.Chart().encode(x=clock)
    layers = [
        base.mark_area(color=BLUE, opacity=0.2, interpolate="step-after").encode(
            y=alt.Y("required_low:Q", title=words("axes.agents")), y2="required_high:Q"
        ),
        base.mark_line(interpolate="step-after", strokeWidth=1.5)
        .transform_fold(lines, as_=["line", "agents"])
        .encode(
            y="agents:Q",
            color=alt.Color(
                "line:N",
                title=None,
                scale=alt.Scale(domain=lines, range=[BLUE, ORANGE][: len(lines)]),
                legend=alt.Legend(orient="top", labelExpr=f"{titles}[datum.value]"),
            ),
        ),
    ]
    tips = [alt.Tooltip("clock_said:N", title=words("heads.time"))] + [
        alt.Tooltip(f"{name}:Q", title=words(f"heads.{name}"), format=".1f")
        for name in ("required", "required_low", "required_high", "scheduled")[: 3 + has_plan]
    ]
    # an invisible bar over each interval is easier to hit than a line
    layers.append(base.mark_rule(opacity=0, strokeWidth=4).encode(tooltip=tips))
    chart = alt.layer(*layers, data=ROWS).properties(width=WIDTH, height=260)
    names = ["required", "required_low", "required_high", *(["scheduled"] if has_plan else [])]
    return Picture(
        "week",
        title,
        _sentence(known, last_planned, words),
        words("pictures.week_note"),
        [words("heads.time"), *(words(f"heads.{name}") for name in names)],
        [[row["clock_said"], *(words.amount(row[name]) for name in names)] for row in drawn],
        chart_of(chart),
        drawn,
    )


def _sentence(rows: Rows, last_planned: datetime | None, words: Words) -> str:
    busy = [row for row in rows if row["expected_inquiries"] > 0 or row["required"] > 0]
    most = max(busy, key=lambda row: row["required"])
    need = {"most": words.amount(most["required"]), "moment": words.moment(most["clock"])}
    if last_planned is None:
        return words("pictures.week_said_no_plan", **need)
    planned = [row for row in busy if row["clock"] <= last_planned]
    if len(planned) < len(busy) / 2:
        return words("pictures.week_said_part", until=words.moment(last_planned), **need)
    # a planned head is a fraction where the channel was not named: a rounding is no shortage
    short = [row for row in planned if row["required"] - (row["scheduled"] or 0) > 1e-9]
    if not short:
        return words("pictures.week_said_enough", all=words.count(len(planned)))
    worst = max(short, key=lambda row: row["required"] - (row["scheduled"] or 0))
    return words(
        "pictures.week_said_short",
        moment=words.moment(worst["clock"]),
        short=words.amount(round(worst["required"] - (worst["scheduled"] or 0), 1)),
        intervals=words.count(len(short)),
        all=words.count(len(planned)),
    )
