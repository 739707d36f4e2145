"""What each metric must be, by subject."""

from __future__ import annotations

from bi.figures import handling, improvement, operations, staffing, volume
from bi.figures.source import Source

SOURCES: list[Source] = [
    source for subject in (handling, volume, staffing, improvement, operations) for source in subject.SOURCES
]
BY_METRIC: dict[str, Source] = {metric: source for source in SOURCES for metric in source.figures}
# a metric for each thing that the metrics of a source can be grouped by
OF_EACH_KEY: list[tuple[str, str]] = [
    (next(iter(source.figures)), key) for source in SOURCES for key in source.keys
]
