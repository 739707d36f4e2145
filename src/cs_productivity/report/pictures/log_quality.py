"""What the logs lose, by day of loading."""

from __future__ import annotations

import statistics

import altair as alt

from cs_productivity.report.figures import BACKEND, FRONTEND, Rows
from cs_productivity.report.pictures.picture import ROWS, WIDTH, Picture, chart_of
from cs_productivity.report.words import Words

# the part and the whole of each share, and whose rows they are of
MEASURES = {
    "lost": (FRONTEND, "lost_count", ("lost_count", "kept_count")),
    "tail": (FRONTEND, "unseen_count", ("sighted_count",)),
    "duplicates": (None, "duplicate_count", ("row_count",)),
    "quarantined": (None, "quarantined_count", ("row_count",)),
}


def draw_quality(rows: Rows, words: Words) -> Picture:
    """Shares of events lost, unseen, delivered twice and quarantined, per day of loading."""
    title = words("pictures.quality")
    if not rows:
        return Picture("quality", title, words("pictures.quality_none"))
    drawn = []
    for day in sorted({row["loaded_date"] for row in rows}):
        of_day = [row for row in rows if row["loaded_date"] == day]
        for measure, (source, part, whole) in MEASURES.items():
            counted = [row for row in of_day if source in (None, row["source"])]
            total = sum(row[name] or 0 for row in counted for name in whole)
            if total:
                drawn.append(
                    {
                        "day": f"{day.isoformat()}T00:00:00Z",
                        "day_said": words.day(day),
                        "measure": words(f"pictures.measure_{measure}"),
                        "share": sum(row[part] or 0 for row in counted) / total,
                    }
                )
    chart = (
        alt.Chart(ROWS)
        .mark_line(strokeWidth=2, point={"size": 30})
        .encode(
            x=alt.X(
                "day:T",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(format=words.axis("day"), labelOverlap="greedy"),
            ),
            y=alt.Y("share:Q", title=words("axes.share"), axis=alt.Axis(format="~%")),
            color=alt.Color("measure:N", title=None, legend=alt.Legend(orient="top", columns=2), sort=None),
            tooltip=[
                alt.Tooltip("day_said:N", title=words("heads.date")),
                alt.Tooltip("measure:N", title=words("heads.measure")),
                alt.Tooltip("share:Q", title=words("heads.share"), format=".2%"),
            ],
        )
        .properties(width=WIDTH, height=240)
    )
    return Picture(
        "quality",
        title,
        _sentence(rows, words),
        words("pictures.quality_note"),
        [words(f"heads.{head}") for head in ("date", "measure", "share")],
        [[point["day_said"], point["measure"], f"{100 * point['share']:.2f} %"] for point in drawn],
        chart_of(chart),
        drawn,
    )


def _sentence(rows: Rows, words: Words) -> str:
    frontend = [row for row in rows if row["source"] == FRONTEND and row["kept_count"]]
    if not frontend:
        return words("pictures.quality_said_backend", delay=_usual_delay(rows, BACKEND, words))

    def lost(row: dict) -> float:
        return row["lost_count"] / (row["lost_count"] + row["kept_count"])

    worst = max(frontend, key=lost)
    all_lost = sum(row["lost_count"] for row in frontend)
    return words(
        "pictures.quality_said",
        lost=words.share(all_lost, all_lost + sum(row["kept_count"] for row in frontend)),
        most=words.share(worst["lost_count"], worst["lost_count"] + worst["kept_count"]),
        day=words.day(worst["loaded_date"]),
        delay=_usual_delay(rows, FRONTEND, words),
    )


def _usual_delay(rows: Rows, source: str, words: Words) -> str:
    """The median over days of loading of the time within which half of a day's rows came."""
    delays = [
        row["delay_p50_seconds"]
        for row in rows
        if row["source"] == source and row["delay_p50_seconds"] is not None
    ]
    return words.duration(statistics.median_low(delays)) if delays else words.none
