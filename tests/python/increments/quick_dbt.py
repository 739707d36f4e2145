"""Makes dbt quicker around tiny tables, where what it does beside running SQL takes most of the time."""

from __future__ import annotations

import functools
from types import CodeType
from typing import Any

import parsedatetime
from dbt.adapters.base import BaseAdapter, BaseRelation
from dbt_common.clients.jinja import MacroFuzzEnvironment
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager

# the one event of the level debug that a run here listens to
HEARD = "SQLQuery"


@functools.cache
def quicken() -> None:
    """Let dbt do in this process what it does over and over once, or not at all where nobody looks."""
    _drop_what_nobody_hears()
    _compile_templates_once()
    _find_relations_by_name()
    # a parser of dates per query otherwise
    parsedatetime.Constants = functools.cache(parsedatetime.Constants)


def _drop_what_nobody_hears() -> None:
    make, fire = BaseEvent.__init__, EventManager.fire_event

    def is_heard(event: BaseEvent) -> bool:
        return event.level_tag() != EventLevel.DEBUG or type(event).__name__ == HEARD

    def make_what_is_heard(self: BaseEvent, *values: Any, **named: Any) -> None:
        if is_heard(self):
            make(self, *values, **named)

    def fire_what_is_heard(self: EventManager, event: BaseEvent, *others: Any, **named: Any) -> None:
        if is_heard(event):
            fire(self, event, *others, **named)

    BaseEvent.__init__ = make_what_is_heard
    EventManager.fire_event = fire_what_is_heard


def _compile_templates_once() -> None:
    compile_template = MacroFuzzEnvironment.compile
    compiled: dict[tuple[type, str], CodeType] = {}

    def compile_once(self: MacroFuzzEnvironment, source: str, *others: Any, **named: Any) -> CodeType:
        key = (type(self), source)
        if key not in compiled:
            compiled[key] = compile_template(self, source, *others, **named)
        return compiled[key]

    MacroFuzzEnvironment.compile = compile_once


def _find_relations_by_name() -> None:
    match = BaseAdapter._make_match

    def match_those_of_the_name(
        self: BaseAdapter, relations: list[BaseRelation], database: str, schema: str, identifier: str
    ) -> list[BaseRelation]:
        name = identifier.lower()
        of_the_name = [relation for relation in relations if str(relation.identifier).lower() == name]
        return match(self, of_the_name, database, schema, identifier)

    BaseAdapter._make_match = match_those_of_the_name
