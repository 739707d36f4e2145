"""What handling costs: why it changed, and on which screens it arises."""

from __future__ import annotations

import altair as alt

from cs_productivity.report.figures import Rows
from cs_productivity.report.pictures.picture import BLUE, GREEN, GREY, ORANGE, ROWS, WIDTH, Picture, chart_of
from cs_productivity.report.words import Words

DRIVERS = ("volume", "mix", "aht", "rate")


def draw_drivers(rows: Rows, words: Words) -> Picture:
    """A waterfall of the change of cost from one period to the next."""
    title = words("pictures.drivers")
    if not rows or rows[0]["cost"] is None or rows[0]["previous_cost"] is None:
        return Picture("drivers", title, words("pictures.drivers_none"))
    (row,) = rows
    currency = row["currency"]
    steps, reached = [], 0.0
    for driver in DRIVERS:
        steps.append((driver, reached, reached + row[f"{driver}_effect"]))
        reached = steps[-1][2]
    steps.append(("all", 0.0, row["cost"] - row["previous_cost"]))
    drawn = [
        {
            "step": words(f"pictures.driver_{step}"),
            "from": start,
            "to": end,
            "top": max(start, end),
            "said": words.money(end - start, currency),
            "kind": "all" if step == "all" else "more" if end > start else "less",
        }
        for step, start, end in steps
    ]
    order = [point["step"] for point in drawn]
    base = alt.Chart().encode(
        x=alt.X("step:N", title=None, sort=order, axis=alt.Axis(labelAngle=0)),
        tooltip=[
            alt.Tooltip("step:N", title=words("heads.step")),
            alt.Tooltip("said:N", title=words("heads.amount")),
        ],
    )
    bars = base.mark_bar().encode(
        y=alt.Y("from:Q", title=words("axes.money", currency=currency), axis=alt.Axis(format="~s")),
        y2="to:Q",
        color=alt.Color(
            "kind:N",
            legend=None,
            scale=alt.Scale(domain=["all", "more", "less"], range=[GREY, ORANGE, GREEN]),
        ),
    )
    labels = base.mark_text(baseline="bottom", dy=-4, fontSize=11).encode(y="top:Q", text="said:N")
    chart = alt.layer(bars, labels, data=ROWS).properties(width=WIDTH, height=260)
    biggest = max(DRIVERS, key=lambda driver: abs(row[f"{driver}_effect"]))
    return Picture(
        "drivers",
        title,
        words(
            "pictures.drivers_said",
            change=words.change(row["cost"], row["previous_cost"]),
            before=words.money(row["previous_cost"], currency),
            driver=words(f"pictures.driver_{biggest}"),
            amount=words.money(row[f"{biggest}_effect"], currency),
        ),
        words(
            "pictures.drivers_note",
            period=words(f"pictures.drivers_{row['period']}"),
            now=words.day(row["period_start_date"]),
            before=words.day(row["previous_start_date"]),
        ),
        [words("heads.step"), words("heads.amount")],
        [[point["step"], point["said"]] for point in drawn],
        chart_of(chart),
        drawn,
    )


def draw_steps(rows: Rows, words: Words) -> Picture:
    """The screens on which most work was done in the newest month, by what it cost."""
    title = words("pictures.steps")
    if not rows:
        return Picture("steps", title, words("pictures.steps_none"))
    currency = rows[0]["currency"]
    drawn = [
        {
            "screen": words.label(row["screen"]),
            "cost": row["cost"],
            "cost_said": words.money(row["cost"] or 0, currency) if row["cost"] is not None else words.none,
            "hours": row["effort_seconds"] / 3600,
            "api_said": words.duration(row["api_wait_seconds"]),
            "swivel_said": words.duration(row["swivel_seconds"]),
        }
        for row in rows
    ]
    has_costs = all(row["cost"] is not None for row in rows)
    measure = (
        alt.X("cost:Q", title=words("axes.money", currency=currency), axis=alt.Axis(format="~s"))
        if has_costs
        else alt.X("hours:Q", title=words("heads.hours"))
    )
    chart = (
        alt.Chart(ROWS)
        .mark_bar(color=BLUE)
        .encode(
            x=measure,
            y=alt.Y("screen:N", title=None, sort=None, axis=alt.Axis(labelLimit=130)),
            tooltip=[
                alt.Tooltip("screen:N", title=words("heads.screen")),
                alt.Tooltip("cost_said:N", title=words("heads.cost")),
                alt.Tooltip("hours:Q", title=words("heads.hours"), format=",.1f"),
                alt.Tooltip("api_said:N", title=words("heads.share_of_api_wait")),
                alt.Tooltip("swivel_said:N", title=words("heads.share_of_swivel")),
            ],
        )
        .properties(width=WIDTH, height=max(80, 28 * len(drawn)))
    )
    first = drawn[0]
    heads = ("screen", "cost", "hours", "share_of_api_wait", "share_of_swivel")
    return Picture(
        "steps",
        title,
        words(
            "pictures.steps_said",
            screen=first["screen"],
            cost=first["cost_said"],
            hours=words.amount(round(first["hours"], 1)),
            api=first["api_said"],
            swivel=first["swivel_said"],
        ),
        words("pictures.steps_note", month=words.day(rows[0]["month_start_date"])),
        [words(f"heads.{head}") for head in heads],
        [
            [
                point["screen"],
                point["cost_said"],
                words.amount(round(point["hours"], 1)),
                point["api_said"],
                point["swivel_said"],
            ]
            for point in drawn
        ],
        chart_of(chart),
        drawn,
    )
