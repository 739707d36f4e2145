"""The report's pictures: their figures equal the marts, their sentences say what the figures say, in every language."""

from __future__ import annotations

import re
import string
from datetime import date, datetime, timedelta

import duckdb
import pandas as pd
import pytest
from fake_marts import local
from project import ROOT, Project

from cs_productivity.report import Figures
from cs_productivity.report.pictures import Picture, draw_pictures
from cs_productivity.report.pictures.costs import draw_drivers
from cs_productivity.report.pictures.handling import draw_weeks
from cs_productivity.report.pictures.log_quality import draw_quality
from cs_productivity.report.pictures.releases import draw_releases
from cs_productivity.report.pictures.staffing import draw_coming_week
from cs_productivity.report.words import LANGUAGES, Words, load_texts
from cs_productivity.summary import Handling, Summary, Week

EN = Words("en")
ZONE = "Asia/Tokyo"
REPORT = ROOT / "src" / "cs_productivity" / "report"
NOTHING = Figures(aht=[], reasons=[], volume=[], week=[], drivers=[], releases=[], steps=[], quality=[])


@pytest.fixture(scope="module")
def marts(built_sample: Project) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(built_sample.warehouse), read_only=True)
    connection.execute("use marts")
    return connection


@pytest.fixture(scope="module")
def shown(built_sample: Project) -> tuple[Summary, Figures]:
    return built_sample.figures(ZONE)


@pytest.fixture(scope="module")
def summary(shown: tuple[Summary, Figures]) -> Summary:
    return shown[0]


@pytest.fixture(scope="module")
def pictures(shown: tuple[Summary, Figures]) -> dict[str, Picture]:
    return {picture.name: picture for picture in draw_pictures(*shown, EN)}


def frame(marts: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    return marts.execute(f"select * from {name}").df()


def test_weeks_have_the_handling_time_of_their_tickets(
    marts: duckdb.DuckDBPyConnection, pictures: dict[str, Picture]
) -> None:
    tickets = frame(marts, "fct_tickets")
    tickets = tickets[tickets.is_completed & (tickets.agent_count > 0)]
    completed = local(tickets.completed_at, ZONE)
    week = completed.dt.to_period("W-SUN").dt.start_time.dt.strftime("%Y-%m-%dT00:00:00Z")
    by_channel = tickets.groupby([week, "channel"])
    drawn = {(row["week"], row["name"]): row for row in pictures["aht"].rows}
    assert len(drawn) == len(by_channel) + week.nunique()
    for key, group in by_channel:
        assert drawn[key]["aht"] == pytest.approx(group.effort_seconds.mean() / 60)
        assert drawn[key]["low"] == pytest.approx(group.effort_seconds_low.mean() / 60)
        assert drawn[key]["high"] == pytest.approx(group.effort_seconds_high.mean() / 60)
        assert drawn[key]["is_final"] <= group.is_matured.all()
    for monday, group in tickets.groupby(week):
        assert drawn[monday, "all channels"]["aht"] == pytest.approx(group.effort_seconds.mean() / 60)
    for point in pictures["reasons"].rows:
        of_reason = tickets[(tickets.contact_reason == point["name"]) & (week == point["week"])]
        assert point["aht"] == pytest.approx(of_reason.effort_seconds.mean() / 60)


def test_the_heat_map_has_the_inquiries_of_days_that_are_over(
    marts: duckdb.DuckDBPyConnection, summary: Summary, pictures: dict[str, Picture]
) -> None:
    volume = frame(marts, "agg_inquiry_volume")
    clock = local(volume.interval_start_at, ZONE)
    over = (clock.dt.normalize() + pd.Timedelta(days=1)) <= pd.Timestamp(summary.as_of)
    volume, clock = volume[over], clock[over]
    weekday = clock.dt.day_of_week.map(dict(enumerate(EN.weekdays)))
    days = clock.dt.normalize().groupby(weekday).nunique()
    expected = volume.inquiry_count.groupby([weekday, clock.dt.strftime("%H:%M")]).sum()
    drawn = {(row["weekday"], row["time"]): row["average"] for row in pictures["volume"].rows}
    assert sum(drawn[key] * days[key[0]] for key in drawn) == pytest.approx(volume.inquiry_count.sum())
    for key, average in drawn.items():
        assert average == pytest.approx(expected[key] / days[key[0]])


def test_the_coming_week_is_the_newest_plan_of_each_channels_own_model(
    marts: duckdb.DuckDBPyConnection, summary: Summary, pictures: dict[str, Picture]
) -> None:
    required = frame(marts, "fct_required_headcount").merge(frame(marts, "dim_channels"), on="channel")
    plan = required[
        (required.forecast_run_at == required.forecast_run_at.max())
        & (required.scenario == "base")
        & (required.staffing_model == required.staffed_by)
    ]
    clock = local(plan.interval_start_at, ZONE)
    now = pd.Timestamp(summary.as_of)
    plan = plan[(clock >= now) & (clock < now + pd.Timedelta(days=7))]
    sums = plan.groupby(clock)[["required_agents", "required_agents_low", "required_agents_high"]].sum()
    drawn = pd.DataFrame(pictures["week"].rows)
    assert len(drawn) == len(sums) == 7 * 48
    assert drawn.required.tolist() == sums.required_agents.tolist()
    assert drawn.required_low.tolist() == sums.required_agents_low.tolist()
    assert drawn.required_high.tolist() == sums.required_agents_high.tolist()
    assert (drawn.required_low <= drawn.required).all()


def test_costs_equal_their_marts(marts: duckdb.DuckDBPyConnection, pictures: dict[str, Picture]) -> None:
    drivers = frame(marts, "fct_cost_drivers")
    drivers = drivers[drivers.period == ("month" if (drivers.period == "month").any() else "week")]
    drivers = drivers[drivers.period_start_date == drivers.period_start_date.max()]
    steps = {row["step"]: row["to"] - row["from"] for row in pictures["drivers"].rows}
    for name in ("volume", "mix", "aht", "rate"):
        assert steps[EN(f"pictures.driver_{name}")] == pytest.approx(
            drivers[f"{name}_effect"].sum(), abs=1e-6
        )
    assert steps["in all"] == pytest.approx((drivers.cost - drivers.previous_cost).sum())
    ends = pictures["drivers"].rows
    assert ends[-2]["to"] == pytest.approx(ends[-1]["to"])
    costs = frame(marts, "agg_step_costs")
    costs = costs[costs.month_start_date == costs.month_start_date.max()]
    by_screen = costs.groupby("screen")
    for row in pictures["steps"].rows:
        assert row["cost"] == pytest.approx(by_screen.cost_at_stake.sum()[row["screen"]])
        assert row["hours"] == pytest.approx(by_screen.effort_seconds.sum()[row["screen"]] / 3600)
    assert pictures["steps"].rows[0]["screen"] == by_screen.effort_seconds.sum().idxmax()


def test_releases_and_log_quality_equal_their_marts(
    marts: duckdb.DuckDBPyConnection, pictures: dict[str, Picture]
) -> None:
    effects = frame(marts, "fct_improvement_effects")
    effects = effects[effects.metric == "effort_per_ticket"]
    assert len(pictures["releases"].cells) == len(effects)
    measured = effects.dropna(subset=["effect_pct"]).sort_values("effect_pct")
    drawn = sorted(pictures["releases"].rows, key=lambda row: row["effect"])
    assert [row["effect"] for row in drawn] == pytest.approx(measured.effect_pct.tolist())
    assert [row["low"] for row in drawn] == pytest.approx(measured.effect_pct_low.tolist())
    quality = frame(marts, "agg_log_quality_daily")
    frontend = quality[quality.source == "frontend_event_logs"]
    for row in pictures["quality"].rows:
        if row["measure"] == "lost events":
            day = frontend[frontend.loaded_date == pd.Timestamp(row["day"][:10])]
            assert row["share"] == pytest.approx(
                day.lost_count.sum() / (day.lost_count.sum() + day.kept_count.sum())
            )


def test_every_picture_of_the_sample_is_drawn_in_every_language(shown: tuple[Summary, Figures]) -> None:
    for language in LANGUAGES:
        for picture in draw_pictures(*shown, Words(language)):
            assert picture.cells, picture.name
            # two weeks are too few to measure a release
            assert bool(picture.chart and picture.rows) != (picture.name == "releases")
            assert {len(row) for row in picture.cells} == {len(picture.heads)}, picture.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_figures_says_what_is_missing(summary: Summary, language: str) -> None:
    sentences = [picture.sentence for picture in draw_pictures(summary, NOTHING, Words(language))]
    assert len(set(sentences)) >= 6
    assert not any(picture.cells for picture in draw_pictures(summary, NOTHING, Words(language)))


def week(monday: date, effort: float, *, is_partial: bool = False, immature: int = 0) -> dict:
    return {
        "monday": monday,
        "name": "mail",
        "ticket_count": 10,
        "effort_seconds": effort,
        "low_seconds": effort / 2,
        "high_seconds": effort * 2,
        "immature_count": immature,
        "is_partial": is_partial,
    }


def drawn_weeks(rows: list[dict]) -> Picture:
    """The picture of weeks with one channel alone."""
    weeks = [
        Week(
            row["monday"],
            row["is_partial"],
            0,
            row["immature_count"],
            Handling(row["ticket_count"], row["effort_seconds"], row["low_seconds"], row["high_seconds"]),
        )
        for row in rows
    ]
    return draw_weeks(rows, weeks, EN)


def test_a_week_that_is_not_over_is_no_last_week_and_is_hollow() -> None:
    rows = [
        week(date(2026, 3, 2), 1000),
        week(date(2026, 3, 9), 1100, immature=1),
        week(date(2026, 3, 16), 9000, is_partial=True),
    ]
    picture = drawn_weeks(rows)
    assert picture.sentence == (
        "mail takes longest, 1 min 50 s; over all channels 1 min 50 s, +10 % against the week before."
    )
    assert [row["is_final"] for row in picture.rows if row["name"] == "mail"] == [True, False, False]
    assert picture.cells[2][0] == "16 Mar 2026 (partial)"
    assert drawn_weeks(rows[2:]).sentence.startswith("mail takes longest: 15 min 00 s in the week from")


def intervals(scheduled: list[float | None]) -> list[dict]:
    start = datetime(2026, 3, 2, 9)
    return [
        {
            "clock": start + timedelta(minutes=30 * number),
            "expected_inquiries": 4.0,
            "required": 3.0 + number,
            "required_low": 2.0,
            "required_high": 9.0,
            "scheduled": planned,
        }
        for number, planned in enumerate(scheduled)
    ]


def test_the_coming_week_says_where_people_are_missing() -> None:
    assert draw_coming_week(intervals([5.0, 2.5, 5.0, 6.0]), EN).sentence == (
        "On Mon 2 Mar 2026 09:30 1.5 people are missing, the most of the week; 1 of 4 intervals with "
        "inquiries are short."
    )
    assert (
        draw_coming_week(intervals([5.0, 5.0]), EN).sentence
        == "In none of 2 intervals with inquiries are people missing."
    )
    assert "no shift is planned" in draw_coming_week(intervals([None, 0.0]), EN).sentence
    ends_early = draw_coming_week(intervals([5.0, None, None, None]), EN)
    assert ends_early.sentence == (
        "Up to 6 people are needed, on Mon 2 Mar 2026 10:30; shifts are planned until Mon 2 Mar 2026 09:00 only."
    )
    assert [row["scheduled"] for row in ends_early.rows] == [5.0, None, None, None]
    unknown = [row | {"required": None} for row in intervals([1.0])]
    assert draw_coming_week(unknown, EN).cells == ()


def test_cost_drivers_stand_on_each_other_and_end_at_the_change() -> None:
    row = {
        "period": "month",
        "period_start_date": date(2026, 3, 1),
        "previous_start_date": date(2026, 2, 1),
        "currency": "JPY",
        "previous_cost": 1000.0,
        "volume_effect": 100.0,
        "mix_effect": -30.0,
        "aht_effect": -170.0,
        "rate_effect": 50.0,
        "cost": 950.0,
    }
    picture = draw_drivers([row], EN)
    assert [(point["from"], point["to"]) for point in picture.rows] == [
        (0, 100), (100, 70), (70, -100), (-100, -50), (0, -50),
    ]  # fmt: skip
    assert picture.sentence == "Handling cost −5.0 %, 1,000 JPY before; most of that is AHT: −170 JPY."
    assert "month from 1 Mar 2026 against the one from 1 Feb 2026" in picture.note


def test_a_release_that_cannot_be_measured_is_named_with_its_reason() -> None:
    measured = {
        "release_id": "r1",
        "name": "templates",
        "released_date": date(2026, 3, 1),
        "effect_pct": -0.08,
        "effect_pct_low": -0.12,
        "effect_pct_high": -0.04,
        "verdict": "improved",
        "verdict_reason": "It is.",
    }
    unmeasured = {
        **measured,
        "name": "colours",
        **dict.fromkeys(["effect_pct", "effect_pct_low", "effect_pct_high", "released_date"]),
        "verdict": "cannot tell",
        "verdict_reason": "Everyone switched at once.",
    }
    picture = draw_releases([measured, unmeasured], EN)
    assert picture.sentence == ("1 of 2 releases made handling shorter, 0 longer; of 1 nothing can be told.")
    assert picture.note.endswith("colours: Everyone switched at once.")
    assert picture.cells[0] == ["templates", "1 Mar 2026", "−8.0 %", "−12.0 %", "−4.0 %", "improved"]
    assert [row["release"] for row in picture.rows] == ["templates"]
    assert draw_releases([unmeasured], EN).chart == {}


def test_logs_of_the_backend_alone_say_so() -> None:
    row = {
        "loaded_date": date(2026, 3, 1),
        "source": "backend_action_logs",
        "row_count": 100,
        "kept_count": 90,
        "duplicate_count": 8,
        "quarantined_count": 2,
        "lost_count": None,
        "sighted_count": None,
        "unseen_count": None,
        "delay_p50_seconds": 75.0,
    }
    picture = draw_quality([row], EN)
    assert picture.sentence == (
        "There is no frontend's log, so bounds are wide; on a usual day half of the rows came within 1 min 15 s."
    )
    assert {row["measure"]: row["share"] for row in picture.rows} == {"duplicates": 0.08, "quarantined": 0.02}


def names_in(texts: object) -> dict[str, set[str]]:
    """What each text, by its path, wants to have filled in."""
    if isinstance(texts, dict):
        return {
            f"{key}.{path}".rstrip("."): names
            for key, value in texts.items()
            for path, names in names_in(value).items()
        }
    parts = texts if isinstance(texts, list) else [texts]
    return {"": {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name}}


def test_every_language_says_the_same_things() -> None:
    found = {language: names_in(load_texts(language)) for language in LANGUAGES}
    english = found["en"]
    for language in LANGUAGES:
        assert found[language].keys() == english.keys()
        for path, names in found[language].items():
            assert names == english[path], (language, path)
    for text in load_texts("ja")["cards"].values():
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", text), text


def test_every_text_is_used() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in REPORT.rglob("*.py"))
    # these are put together from a prefix and what the data says
    made = ("driver_", "drivers_", "verdict_", "measure_")
    for section in ("cards", "heads", "sections", "pictures", "axes", "names", "period"):
        for name in load_texts("en")[section]:
            assert name in source or name.startswith(made), f"{section}.{name}"
