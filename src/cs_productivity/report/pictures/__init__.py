"""The report's pictures, in the order in which they are read."""

from __future__ import annotations

from cs_productivity.report.figures import Figures
from cs_productivity.report.pictures.costs import draw_drivers, draw_steps
from cs_productivity.report.pictures.handling import draw_reasons, draw_weeks
from cs_productivity.report.pictures.log_quality import draw_quality
from cs_productivity.report.pictures.picture import Picture
from cs_productivity.report.pictures.releases import draw_releases
from cs_productivity.report.pictures.staffing import draw_coming_week
from cs_productivity.report.pictures.volume import draw_volume
from cs_productivity.report.words import Words
from cs_productivity.summary import Summary

__all__ = ["Picture", "draw_pictures"]


def draw_pictures(summary: Summary, figures: Figures, words: Words) -> list[Picture]:
    """Return every picture; one without figures says what is missing."""
    return [
        draw_weeks(figures.aht, summary.weeks, words),
        draw_reasons(figures.reasons, summary.handling.effort_seconds, words),
        draw_volume(figures.volume, summary.interval_minutes, summary.time_zone, words),
        draw_coming_week(figures.week, words),
        draw_drivers(figures.drivers, words),
        draw_releases(figures.releases, words),
        draw_steps(figures.steps, words),
        draw_quality(figures.quality, words),
    ]
