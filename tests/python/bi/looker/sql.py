"""The query that Looker sends to BigQuery for fields and filters of an explore, as far as the project uses LookML.

It is written without symmetric aggregates: joins are many to one, which a test holds. What Looker writes at length
for sums over distinct keys and for percentiles are macros here, which DuckDB has (see `runner`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from bi.looker.files import LookmlError, with_constants
from bi.looker.filters import condition
from bi.looker.model import Field, Model

REFERENCE = re.compile(r"\$\{(?:(\w+)\.)?(\w+)\}")
# what Looker makes of the timeframes of a group, on a DATE, DATETIME or TIMESTAMP
TIMEFRAMES = {
    "raw": "{}",
    "time": "{}",
    "date": "date({})",
    "week": "cast(date_trunc(date({}), week(monday)) as date)",
    "month": "cast(date_trunc(date({}), month) as date)",
    "quarter": "cast(date_trunc(date({}), quarter) as date)",
    "year": "extract(year from {})",
    "day_of_week": "format_date('%A', date({}))",
    "hour_of_day": "extract(hour from {})",
    "time_of_day": "format_datetime('%H:%M', {})",
}
AGGREGATES = {"sum": "coalesce(sum({}), 0)", "max": "max({})", "count_distinct": "count(distinct {})"}
# of a value and a key, of a value and a percentage
MACROS = {"sum_distinct": "sum_distinct_by({0}, {1})", "percentile": "percentile_of({0}, {1} / 100)"}
# nearly what Looker writes: each key's value is summed once, by a number that the key's hash makes different
SPELLED_OUT = {
    "sum_distinct": "cast(sum(distinct cast(round({0}, 9) as numeric) + mod(farm_fingerprint(cast({1} as string)), "
    "1000000) * 1000000) - sum(distinct mod(farm_fingerprint(cast({1} as string)), 1000000) * 1000000) as float64)",
    "percentile": "approx_quantiles({0}, 100)[offset({1})]",
}


class Query:
    """The SQL of one explore; views and joins are collected as they are referred to."""

    def __init__(
        self,
        model: Model,
        explore: str,
        today: date,
        *,
        in_parentheses: bool = False,
        spelled_out: bool = False,
    ) -> None:
        """Begin a query.

        Args:
            model: the model.
            explore: the explore's name.
            today: what relative dates are counted from.
            in_parentheses: put what a reference stands for in parentheses; results must not depend on it.
            spelled_out: write no macros, so that it is SQL of BigQuery alone.
        """
        self.model, self.explore, self._today = model, model.explores[explore], today
        self._offered = model.offered(self.explore)
        self._form = "({})" if in_parentheses else "{}"
        self._macros = SPELLED_OUT if spelled_out else MACROS
        self._used: set[str] = {self.explore.base}
        self._derived: dict[str, str] = {}

    def select(
        self, fields: Sequence[str], filters: Mapping[str, str] | None = None, *, limit: int | None = None
    ) -> str:
        """Return the SQL for fields (`view.field`) and filters; those that the explore always has apply too.

        Raises:
            LookmlError: the explore does not offer a field, or a reference leads nowhere.
        """
        columns = [(name, self.field_sql(name)) for name in fields]
        wheres, havings = [], []
        for name, expression in (self.explore.always_filter | dict(filters or {})).items():
            field = self._get(name)
            kind = "date" if field.timeframe else field.type
            test = condition(self.field_sql(name), kind, expression, self._today)
            (havings if field.kind == "measure" else wheres).append(test)
        parameters = self.explore.parameters
        if "sql_always_having" in parameters:
            havings.append(self._expand(parameters["sql_always_having"], self.explore.base))
        if "sql_always_where" in parameters:
            wheres.append(self._expand(parameters["sql_always_where"], self.explore.base))
        groups = [str(place) for place, name in enumerate(fields, 1) if self._get(name).kind != "measure"]
        source = self._from()
        chosen = ", ".join(f"{sql} as `{name.replace('.', '__')}`" for name, sql in columns)
        return "".join(
            [
                "with " + ", ".join(self._derived.values()) + " " if self._derived else "",
                f"select {chosen} from {source}",
                " where " + " and ".join(f"({test})" for test in wheres) if wheres else "",
                " group by " + ", ".join(groups) if groups else "",
                " having " + " and ".join(f"({test})" for test in havings) if havings else "",
                f" limit {limit}" if limit is not None else "",
            ]
        )

    def field_sql(self, name: str) -> str:
        """Return the SQL of a field, given as `view.field`."""
        return self._field_sql(name.partition(".")[0], self._get(name))

    def _get(self, name: str) -> Field:
        if name not in self._offered:
            raise LookmlError(f"{self.explore.name} offers no field {name}")
        return self._offered[name]

    def _field_sql(self, alias: str, field: Field) -> str:
        self._used.add(alias)
        own = self._expand(field.parameters.get("sql", ""), alias)
        if field.kind == "dimension_group":
            if field.timeframe not in TIMEFRAMES:
                raise LookmlError(f"{field.view}.{field.name}: the timeframe is not known")
            return TIMEFRAMES[field.timeframe].format(own)
        if field.kind == "dimension":
            return _tier(own, field.parameters["tiers"]) if field.type == "tier" else own
        return self._measure_sql(alias, field, own)

    def _measure_sql(self, alias: str, field: Field, own: str) -> str:
        if field.type == "number":
            return own
        if alias != self.explore.base:
            raise LookmlError(f"{alias}.{field.name}: measures of joined views are not known")
        tests = [
            condition(self._reference(alias, None, name), self._type(alias, name), text, self._today)
            for name, text in field.filters.items()
        ]
        test = " and ".join(f"({test})" for test in tests)
        if field.type == "count":
            return f"count(case when {test} then 1 end)" if test else "count(*)"
        value = f"case when {test} then {own} end" if test else own
        if field.type in AGGREGATES:
            return AGGREGATES[field.type].format(value)
        if field.type == "sum_distinct":
            key = self._expand(field.parameters["sql_distinct_key"], alias)
            return f"coalesce({self._macros[field.type].format(value, key)}, 0)"
        if field.type == "percentile":
            return self._macros[field.type].format(value, field.parameters["percentile"])
        raise LookmlError(f"{field.view}.{field.name}: the type {field.type} is not known")

    def _type(self, alias: str, name: str) -> str:
        return self.model.views[self.explore.aliases[alias]].fields[name].type

    def _expand(self, text: str, alias: str) -> str:
        filled = with_constants(text, self.model.constants).replace("${TABLE}", alias)
        return REFERENCE.sub(lambda match: self._reference(alias, match[1], match[2]), filled)

    def _reference(self, alias: str, other: str | None, name: str) -> str:
        if name == "SQL_TABLE_NAME":
            return self._table(other or "")
        target = other or alias
        view = self.model.views.get(self.explore.aliases.get(target, ""))
        if view is None or name not in view.fields:
            raise LookmlError(f"{self.explore.name}: ${{{target}.{name}}} leads nowhere")
        # what an explore takes out cannot be reached through another field either
        if f"{target}.{name}" not in self._offered:
            raise LookmlError(f"{self.explore.name}: ${{{target}.{name}}} is not offered")
        return self._form.format(self._field_sql(target, view.fields[name]))

    def _table(self, view: str) -> str:
        if view not in self.model.views:
            raise LookmlError(f"{self.explore.name}: there is no view {view}")
        parameters = self.model.views[view].parameters
        if "derived_table" in parameters:
            if view not in self._derived:
                sql = self._expand(parameters["derived_table"]["sql"], view)
                self._derived[view] = f"{view} as ({sql})"
            return view
        return with_constants(parameters["sql_table_name"], self.model.constants)

    def _from(self) -> str:
        joins: list[str] = []
        # a join can need one that stands before it
        conditions = {name: REFERENCE.findall(join["sql_on"]) for name, join in self.explore.joins.items()}
        for name in reversed(conditions):
            if name in self._used:
                self._used |= {alias for alias, _ in conditions[name]}
        for name, join in self.explore.joins.items():
            if name in self._used:
                if join.get("type", "left_outer") != "left_outer":
                    raise LookmlError(f"{self.explore.name}: only left outer joins are known")
                test = self._expand(join["sql_on"], name)
                joins.append(f" left join {self._table(self.explore.aliases[name])} as {name} on {test}")
        base = self.explore.base
        return f"{self._table(base)} as {base}" + "".join(joins)


def _tier(sql: str, tiers: Sequence[str]) -> str:
    bounds = [float(tier) for tier in tiers]
    cases = [f"when {sql} < {bounds[0]} then 'below {bounds[0]}'"]
    cases += [f"when {sql} < {after} then '[{first}, {after})'" for first, after in pairwise(bounds)]
    return f"case {' '.join(cases)} when {sql} >= {bounds[-1]} then '{bounds[-1]} or above' end"
