"""Makes dbt quicker around tiny tables, where what it does beside running SQL takes most of the time."""

from __future__ import annotations

import functools
from typing import Any

import parsedatetime
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager

# the one event of that kind that a run here listens to
HEARD = "SQLQuery"


@functools.cache
def quicken() -> None:
    """Let dbt drop debug events that nobody hears, and make its parser of dates once instead of per query."""
    fire = EventManager.fire_event

    def fire_what_is_heard(self: EventManager, event: BaseEvent, *others: Any, **named: Any) -> None:
        if event.level_tag() != EventLevel.DEBUG or type(event).__name__ == HEARD:
            fire(self, event, *others, **named)

    EventManager.fire_event = fire_what_is_heard
    parsedatetime.Constants = functools.cache(parsedatetime.Constants)
