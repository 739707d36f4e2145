"""What releases did to the handling time, as a forest plot."""

from __future__ import annotations

import altair as alt

from cs_productivity.report.figures import Rows
from cs_productivity.report.pictures.picture import GREEN, GREY, RED, ROWS, WIDTH, Picture, chart_of
from cs_productivity.report.words import Words

VERDICTS = {"improved": GREEN, "worse": RED, "no evidence": GREY, "cannot tell": GREY}


def draw_releases(rows: Rows, words: Words) -> Picture:
    """The effect of each release on the handling time, with its 95 % interval."""
    title = words("pictures.releases")
    if not rows:
        return Picture("releases", title, words("pictures.releases_none"))
    said = {verdict: words(f"pictures.verdict_{verdict.replace(' ', '_')}") for verdict in VERDICTS}
    cells = [
        [
            row["name"],
            words.day(row["released_date"]) if row["released_date"] else words.none,
            *(_percent(row[name], words) for name in ("effect_pct", "effect_pct_low", "effect_pct_high")),
            said[row["verdict"]],
        ]
        for row in rows
    ]
    measured = [row for row in rows if row["effect_pct"] is not None]
    drawn = [
        {
            "release": row["name"],
            "effect": row["effect_pct"],
            "low": row["effect_pct_low"],
            "high": row["effect_pct_high"],
            "verdict": said[row["verdict"]],
        }
        for row in measured
    ]
    unmeasured = [row for row in rows if row["effect_pct"] is None]
    note = " ".join(
        [
            words("pictures.releases_note"),
            *(
                words("pictures.releases_unmeasured", names=row["name"], reason=row["verdict_reason"])
                for row in unmeasured
            ),
        ]
    )
    return Picture(
        "releases",
        title,
        words(
            "pictures.releases_said",
            all=words.count(len(rows)),
            **{
                name: words.count(sum(row["verdict"] in verdicts for row in rows))
                for name, verdicts in (
                    ("improved", ["improved"]),
                    ("worse", ["worse"]),
                    ("unknown", ["no evidence", "cannot tell"]),
                )
            },
        ),
        note,
        [
            words(f"heads.{head}")
            for head in ("release", "released", "effect", "effect_low", "effect_high", "verdict")
        ],
        cells,
        _chart(said, len(drawn), words) if drawn else {},
        drawn,
    )


def _chart(said: dict[str, str], count: int, words: Words) -> dict:
    base = alt.Chart().encode(
        y=alt.Y("release:N", title=None, sort=None, axis=alt.Axis(labelLimit=160)),
        color=alt.Color(
            "verdict:N",
            title=None,
            scale=alt.Scale(domain=list(said.values()), range=list(VERDICTS.values())),
            legend=alt.Legend(orient="top", columns=2),
        ),
        tooltip=[
            alt.Tooltip("release:N", title=words("heads.release")),
            alt.Tooltip("effect:Q", title=words("heads.effect"), format="+.1%"),
            alt.Tooltip("low:Q", title=words("heads.effect_low"), format="+.1%"),
            alt.Tooltip("high:Q", title=words("heads.effect_high"), format="+.1%"),
            alt.Tooltip("verdict:N", title=words("heads.verdict")),
        ],
    )
    effect = alt.Axis(format="+.0%")
    chart = alt.layer(
        alt.Chart().mark_rule(strokeDash=[3, 3], color=GREY).encode(x=alt.X(datum=0)),
        base.mark_rule(strokeWidth=2).encode(
            x=alt.X("low:Q", title=words("axes.effect"), axis=effect), x2="high:Q"
        ),
        base.mark_point(filled=True, size=80, opacity=1).encode(x="effect:Q"),
        data=ROWS,
    )
    return chart_of(chart.properties(width=WIDTH, height=max(80, 34 * count)))


def _percent(share: float | None, words: Words) -> str:
    if share is None:
        return words.none
    return f"{'−' if share < 0 else '+'}{abs(100 * share):.1f} %"
