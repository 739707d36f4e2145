"""When inquiries come: weekday by time of day."""

from __future__ import annotations

import altair as alt

from cs_productivity.report.figures import Rows
from cs_productivity.report.pictures.picture import RAMP_LEGEND, ROWS, WIDTH, Picture, chart_of
from cs_productivity.report.words import Words

# a stretch of the day that one shift's core could cover
CORE_HOURS = 3


def draw_volume(rows: Rows, interval_minutes: int, zone: str, words: Words) -> Picture:
    """Inquiries per interval, averaged over the days of a weekday, as a heat map."""
    title = words("pictures.volume")
    busy = {row["time_of_day"] for row in rows if row["inquiry_count"]}
    if not busy:
        return Picture("volume", title, words("pictures.volume_none"))
    shown = [row for row in rows if min(busy) <= row["time_of_day"] <= max(busy)]
    drawn = [
        {
            "weekday": words.weekday(row["weekday"]),
            "time": row["time_of_day"],
            "average": row["inquiry_count"] / row["day_count"],
        }
        for row in shown
    ]
    times = sorted({row["time"] for row in drawn})
    chart = (
        alt.Chart(ROWS)
        .mark_rect()
        .encode(
            x=alt.X("weekday:O", title=None, sort=words.weekdays, axis=alt.Axis(orient="top", labelAngle=0)),
            y=alt.Y(
                "time:O",
                title=None,
                axis=alt.Axis(values=[time for time in times if time.endswith(":00")]),
            ),
            color=alt.Color("average:Q", title=words("axes.inquiries"), legend=RAMP_LEGEND),
            tooltip=[
                alt.Tooltip("weekday:N", title=words("heads.weekday")),
                alt.Tooltip("time:N", title=words("heads.time")),
                alt.Tooltip("average:Q", title=words("heads.average"), format=".1f"),
            ],
        )
        .properties(width=WIDTH, height=max(120, 14 * len(times)))
    )
    return Picture(
        "volume",
        title,
        _sentence(shown, interval_minutes, words),
        words("pictures.volume_note", minutes=interval_minutes, zone=zone),
        [words("heads.time"), *words.weekdays],
        [
            [
                time,
                *(
                    next(
                        (
                            f"{row['average']:.1f}"
                            for row in drawn
                            if (row["time"], row["weekday"]) == (time, day)
                        ),
                        words.none,
                    )
                    for day in words.weekdays
                ),
            ]
            for time in times
        ],
        chart_of(chart),
        drawn,
    )


def _sentence(rows: Rows, interval_minutes: int, words: Words) -> str:
    fullest = max(rows, key=lambda row: row["inquiry_count"] / row["day_count"])
    by_hour = [0] * 24
    for row in rows:
        by_hour[int(row["time_of_day"][:2])] += row["inquiry_count"]
    starts = range(24 - CORE_HOURS + 1)
    first = max(starts, key=lambda hour: sum(by_hour[hour : hour + CORE_HOURS]))
    return words(
        "pictures.volume_said",
        weekday=words.weekday(fullest["weekday"]),
        time=fullest["time_of_day"],
        most=words.amount(round(fullest["inquiry_count"] / fullest["day_count"], 1)),
        minutes=interval_minutes,
        share=words.share(sum(by_hour[first : first + CORE_HOURS]), sum(by_hour)),
        **{"from": f"{first:02}:00", "to": f"{first + CORE_HOURS:02}:00"},
    )
